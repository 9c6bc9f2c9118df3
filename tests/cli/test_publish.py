"""`lagesbild publish`: what would be public, what is, and its proof."""

from datetime import timedelta
from random import Random

import pytest

from cli.house import house, now
from events.organisation import OrganisationOpened
from ingest.adopt import adopt_areas, open_organisation
from reference.periods import Period, PeriodKind
from reference.weeks import Week
from tests.cli.conftest import Run
from tests.hamlet import areas, send, told

KINDS = ("DMG-GRAFF", "DMG-GRAFF", "GATH-YOUTH", "TRAF-RECK")


@pytest.fixture
def month(lagesbild: Run) -> Period:
    """The last month that is over, in a record that has reports of it."""
    assert lagesbild("migrate").returncode == 0
    of = Period.of(PeriodKind.MONTH, Week.of(now())).shift(-1)
    dice = Random(7)
    with house() as (registry, _):
        adopt_areas(registry, areas(), "test", actor="test", at=of.start_at)
        member = OrganisationOpened(code="skola", sv="Skola", en="School")
        open_organisation(registry, member, actor="test", at=of.start_at)
        batch = [
            told(
                number,
                category=dice.choice(KINDS),
                occurred={"from": (of.start_at + timedelta(hours=dice.randrange(600))).isoformat()},
                place={"point": {"lat": 57.05, "lon": dice.choice([19.05, 19.05, 19.15])}},
            )
            for number in range(60)
        ]
        send(registry, *batch, at=of.end_at)
    return of


def test_it_is_shown_published_and_proved(month: Period, lagesbild: Run) -> None:
    shown = lagesbild("publish", str(month), "--dry-run")
    unproved = lagesbild("publish", str(month), "--check")
    published = lagesbild("publish", str(month))
    proved = lagesbild("publish", str(month), "--check")

    assert (shown.returncode, published.returncode, proved.returncode) == (0, 0, 0)
    assert "<5" in shown.stdout
    assert "av talen döljs" in shown.stderr
    assert unproved.returncode == 1
    name, _, digest = published.stdout.split()
    assert name == str(month)
    assert "går att återskapa" in proved.stdout
    assert digest in proved.stdout


def test_it_is_published_once(month: Period, lagesbild: Run) -> None:
    assert lagesbild("publish", str(month)).returncode == 0

    again = lagesbild("publish", str(month))

    assert again.returncode == 1
    assert "redan publicerad" in again.stderr


def test_a_month_that_runs_is_not_published(month: Period, lagesbild: Run) -> None:
    assert lagesbild("publish", str(month.shift(1))).returncode == 1

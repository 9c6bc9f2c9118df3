"""`lagesbild calibrate`: what it says, what it keeps, and how it ends."""

import json
from datetime import timedelta
from random import Random

import pytest

from briefing.calibrate import last_due
from cli import schedule
from cli.house import house, house_of_people, now
from cli.schedule import Desk
from events.organisation import OrganisationOpened
from ingest.adopt import adopt_areas, adopt_name, open_organisation
from projections.known import known
from projections.record import Registry
from reference.weeks import Week, WeekClock, weeks_between
from tests.cli.conftest import Run
from tests.hamlet import ORGANISATIONS, areas, send, told

WEEKS = 14
HOUR = timedelta(hours=1)


def fill(registry: Registry, last: Week) -> None:
    """Twelve reports a week, sent in time, over fourteen weeks."""
    weeks, dice = weeks_between(last.shift(1 - WEEKS), last), Random(3)
    begin = weeks[0].start_at
    adopt_name(registry, "Holmen", actor="test", at=begin)
    adopt_areas(registry, areas(), "test", actor="test", at=begin)
    for code in ORGANISATIONS:
        open_organisation(
            registry, OrganisationOpened(code=code, sv=code, en=code), actor="test", at=begin
        )
    for at, week in enumerate(weeks):
        batch = [
            told(
                1000 * at + n,
                organisation=ORGANISATIONS[n % 3],
                occurred={"from": (week.start_at + dice.randrange(160) * HOUR).isoformat()},
                place={"point": {"lat": 57.02 + 0.01 * dice.choice([0, 0, 0, 1, 2]), "lon": 19.05}},
            )
            for n in range(12)
        ]
        send(registry, *batch, at=week.end_at + HOUR)


@pytest.fixture
def last(lagesbild: Run) -> Week:
    """The last week of a filled record, whose reports were due before now."""
    assert lagesbild("migrate").returncode == 0
    week = last_due(WeekClock(), now())
    with house() as (registry, _):
        fill(registry, week)
    return week


def test_the_outcome_is_told_in_sentences_and_nothing_is_kept(last: Week, lagesbild: Run) -> None:
    done = lagesbild("calibrate", "--weeks", "8")

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"6 veckor till och med {last}")
    assert "Kategorier inom områden: " in done.stdout
    assert "gånger så ofta som slumpen" in done.stdout
    with house() as (registry, _), known(registry.log) as then:
        head = then.position
    assert '"calibration":null' in lagesbild("picture", str(last)).stdout.replace(" ", "")
    assert head == json.loads(lagesbild("calibrate", "--weeks", "8", "--json").stdout)["position"]


def test_as_json_the_scopes_are_told_one_by_one(last: Week, lagesbild: Run) -> None:
    done = lagesbild("calibrate", "--weeks", "8", "--json")
    found = json.loads(done.stdout)

    assert done.returncode == 0
    assert (found["last_week"], found["weeks"], found["misses"]) == (str(last), 6, [])
    assert found["cells"] == found["scopes"]["area-category"]["tested"] > 0
    assert found["scopes"]["total"]["tested"] == 6


def test_what_is_kept_is_shown_in_the_picture_and_kept_once(last: Week, lagesbild: Run) -> None:
    assert lagesbild("calibrate", "--weeks", "8", "--record").returncode == 0
    again = lagesbild("calibrate", "--weeks", "8", "--record")
    drawn = json.loads(lagesbild("picture", str(last)).stdout)

    assert again.returncode == 1
    assert str(last) in again.stderr
    assert drawn["calibration"]["weeks"] == 6
    assert drawn["calibration"]["last_week"] == str(last)


@pytest.mark.usefixtures("last")
def test_a_miss_is_said_and_ends_with_1(lagesbild: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    # A promise that nothing keeps: that at least all are flagged.
    monkeypatch.setattr("briefing.calibrate.MOST", 0.0)
    monkeypatch.setattr("briefing.calibrate.LUCK", 1.0)
    done = lagesbild("calibrate", "--weeks", "8")

    assert done.returncode == 1
    assert "HÅLLER INTE: andelen" in done.stdout


def test_of_an_empty_record_it_is_said_that_nothing_can_be_judged(lagesbild: Run) -> None:
    done = lagesbild("calibrate")

    assert done.returncode == 0
    assert "för få veckor" in done.stderr
    assert not done.stdout


def test_the_schedule_keeps_a_test_once_in_four_weeks(last: Week) -> None:
    with house_of_people() as (registry, people, _):
        desk = Desk(registry, people, None)
        at = now()
        (line,) = schedule.calibration(desk, at)
        assert (line["week"], line["missed"]) == (str(last), [])
        assert schedule.calibration(desk, at) == []
        assert schedule.calibration(desk, at + timedelta(weeks=3)) == []
        (later,) = schedule.calibration(desk, at + timedelta(weeks=4))
        assert later["week"] == str(last.shift(4))

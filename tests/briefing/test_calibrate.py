"""The statistics held against their own claims on a record of fifteen weeks."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from briefing.asked import Asked
from briefing.calibrate import (
    FLAGGED_SHARE,
    HOT_LIST,
    WEEKS,
    Calibrated,
    Foretold,
    Replayed,
    Share,
    _calibration,
    asked_of,
    calibrate,
    due,
    keep,
    last_due,
    latest,
)
from briefing.findings import Calibration, Scope
from events.refusal import Refused
from projections.known import known
from projections.rebuild import rebuild
from projections.record import Registry
from reference.weeks import Week, WeekClock, weeks_between
from tests.hamlet import ORGANISATIONS, WEEK, hamlet, send, told

FIRST = Week(2026, 32)
JUDGED = 7
"""Of fifteen weeks the last seven have eight before them."""
SPOTS = [(57.02 + 0.006 * n, 19.03 + 0.011 * n) for n in range(8)]
SIX_HOURS = timedelta(hours=6)
CELLS = Scope.AREA_CATEGORY


def fill(registry: Registry, weeks: list[Week], *, seed: int = 5) -> None:
    """Twelve reports a week at eight spots, the first of them the fullest, sent in time."""
    dice = Random(seed)
    for at, week in enumerate(weeks):
        batch = [
            told(
                1000 * at + n,
                organisation=ORGANISATIONS[n % 3],
                category=dice.choice(["DMG-GRAFF", "DMG-GLASS"]),
                occurred={
                    "from": (week.start_at + timedelta(hours=dice.randrange(160))).isoformat()
                },
                place={"point": dict(zip(("lat", "lon"), SPOTS[spot], strict=True))},
            )
            for n, spot in enumerate(dice.choices(range(8), [9, 5, 3, 2, 1, 1, 1, 1], k=12))
        ]
        send(registry, *batch, at=week.end_at + SIX_HOURS)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """A record that no test of this module may write to."""
    folder = tmp_path_factory.mktemp("filled")
    with hamlet(f"sqlite:///{folder / 'lagesbild.db'}", folder) as registry:
        fill(registry, weeks_between(FIRST, WEEK))
        yield registry


@pytest.fixture(scope="module")
def found(filled: Registry) -> Calibrated:
    return calibrate(filled.log, WEEK, 10)


def test_every_week_that_has_eight_before_it_is_judged(found: Calibrated) -> None:
    assert [one.week for one in found.replayed] == weeks_between(WEEK.shift(-9), WEEK)
    assert found.calibration.weeks == JUDGED
    # Two areas with two categories each.
    assert found.shares[CELLS].tested == found.calibration.cells == JUDGED * 4
    assert found.shares[Scope.TOTAL].tested == JUDGED
    assert 0 < found.shares[CELLS].by_chance < 0.01 * JUDGED * 4
    assert found.calibration.misses == ()


def test_the_hot_list_is_held_against_the_two_weeks_after(found: Calibrated) -> None:
    # The last two weeks are not followed by two that are over.
    assert [one.foretold is None for one in found.replayed] == [False] * 8 + [True] * 2
    outcome = found.calibration
    assert outcome.pai is not None
    assert outcome.pai_count is not None
    # Eight spots among the squares around them: nearly all is hit, and by as few squares by chance
    # far less.
    assert outcome.pai > 3
    assert outcome.pei is not None
    assert 0.8 < outcome.pei <= 1


def test_each_week_is_judged_as_it_was_known_when_its_reports_were_due(
    found: Calibrated, tmp_path: Path
) -> None:
    with hamlet(f"sqlite:///{tmp_path / 'later.db'}", tmp_path) as registry:
        fill(registry, weeks_between(FIRST, WEEK))
        # Half a year's worth of reports of one week, known a week later.
        late = [
            told(
                90_000 + n,
                category="DMG-GLASS",
                occurred={"from": (WEEK.shift(-2).start_at + timedelta(hours=n)).isoformat()},
            )
            for n in range(100)
        ]
        send(registry, *late, at=WEEK.end_at + 2 * SIX_HOURS)
        again = calibrate(registry.log, WEEK, 10)

    for before, after in zip(found.replayed, again.replayed, strict=True):
        assert after.shares == before.shares
        assert after.deviations == before.deviations
    # What came of a hot list is counted as it is known now.
    at = [one.week for one in found.replayed].index(WEEK.shift(-3))
    assert again.replayed[at].foretold != found.replayed[at].foretold


def test_a_week_that_stands_out_is_counted(tmp_path: Path) -> None:
    with hamlet(f"sqlite:///{tmp_path / 'high.db'}", tmp_path) as registry:
        fill(registry, weeks_between(FIRST, WEEK.shift(-1)))
        many = [
            told(
                70_000 + n,
                organisation=ORGANISATIONS[n % 3],
                category="DMG-GLASS",
                place={"point": {"lat": 57.001 + n * 0.0015, "lon": 19.05}},
            )
            for n in range(60)
        ]
        send(registry, *many, at=WEEK.end_at + SIX_HOURS)
        outcome = calibrate(registry.log, WEEK, 10)

    assert outcome.replayed[-1].deviations > 0
    assert outcome.replayed[-1].shares[CELLS].flagged == 1
    assert outcome.calibration.weeks_flagged >= 1


def test_of_a_record_that_is_too_short_nothing_is_claimed(tmp_path: Path) -> None:
    with hamlet(f"sqlite:///{tmp_path / 'short.db'}", tmp_path) as registry:
        fill(registry, weeks_between(FIRST, FIRST.shift(4)))
        outcome = calibrate(registry.log, FIRST.shift(4), 6).calibration

    assert (outcome.weeks, outcome.cells, outcome.share_flagged) == (0, 0, 0.0)
    assert outcome.misses == ()


def summed_up(
    tested: int, flagged: int, by_chance: float, foretold: Foretold | None = None
) -> Calibration:
    shares = {CELLS: Share(tested, flagged, by_chance)}
    return _calibration([Replayed(WEEK, shares, 0, foretold)], WEEK, 7)


@pytest.mark.parametrize(
    ("flagged", "by_chance", "missed"),
    [
        (100, 80.0, False),
        (150, 80.0, False),
        (165, 80.0, False),  # over one and a half percent, as luck may have it
        (180, 80.0, True),
        (50, 80.0, False),
        (35, 80.0, False),  # under half of what chance would flag, as luck may have it
        (25, 80.0, True),
        (0, 80.0, True),
        (8, 20.0, False),  # small counts: chance alone would flag twenty
        (2, 20.0, True),
        (0, 0.0, False),
    ],
)
def test_too_many_and_too_few_flagged_counts_are_a_miss(
    flagged: int, by_chance: float, *, missed: bool
) -> None:
    assert (FLAGGED_SHARE in summed_up(10_000, flagged, by_chance).misses) is missed


@pytest.mark.parametrize(
    ("pai", "pai_count", "missed"),
    [
        ((8.0, 9.0, 10.0), (8.0, 9.0, 10.0), False),
        ((8.1, 9.0, 9.9), (8.0, 9.2, 9.9), False),  # one better, one worse: ties fell so
        ((8.0, 9.0, 10.0), (9.0, 10.0, 11.1), True),
        ((9.0, 10.0, 11.0), (8.0, 9.0, 10.1), False),
        ((0.9, 1.0, 1.0), (0.8, 0.9, 1.0), True),  # no better than chance
        ((8.0,), (9.0,), False),  # one week tells nothing
        ((), (), False),
    ],
)
def test_a_hot_list_that_hits_clearly_worse_than_the_plain_count_is_a_miss(
    pai: tuple[float, ...], pai_count: tuple[float, ...], *, missed: bool
) -> None:
    weeks = [
        Replayed(WEEK, {}, 0, Foretold(one, 0.4, other, 0.4))
        for one, other in zip(pai, pai_count, strict=True)
    ]
    outcome = _calibration(weeks, WEEK, 7)

    assert (HOT_LIST in outcome.misses) is missed
    assert outcome.pai == (pytest.approx(sum(pai) / len(pai), rel=1e-3) if pai else None)


def asked_now(registry: Registry, position: int | None = None) -> Calibration | None:
    with known(registry.log, position=position) as then:
        return latest(Asked(then, asked_of(then, WEEK).period, (), frozenset()))


def test_a_kept_test_is_known_from_its_entry_on_and_outlives_a_rebuild(
    registry: Registry,
) -> None:
    outcome = summed_up(10_000, 3, 80.0, Foretold(0.9, 0.1, 1.2, 0.2))
    at = WEEK.end_at + SIX_HOURS
    assert asked_now(registry) is None
    entry = keep(registry.log, outcome, actor="test", at=at)

    assert asked_now(registry) == outcome
    assert outcome.misses == (FLAGGED_SHARE, HOT_LIST)
    assert asked_now(registry, entry.position - 1) is None
    assert all(one.same for one in rebuild(registry.log.engine, [registry.log]).compared)
    assert asked_now(registry) == outcome


def test_of_the_weeks_up_to_one_only_one_test_is_kept(on_sqlite: Registry) -> None:
    outcome = summed_up(1000, 10, 8.0)
    keep(on_sqlite.log, outcome, actor="test", at=WEEK.end_at + SIX_HOURS)

    with pytest.raises(Refused, match="before"):
        keep(on_sqlite.log, outcome, actor="test", at=WEEK.end_at + SIX_HOURS)


def test_a_week_is_due_for_the_test_when_its_reports_are() -> None:
    clock = WeekClock()
    deadline = clock.deadline(WEEK)

    assert last_due(clock, deadline) == WEEK
    assert last_due(clock, deadline - timedelta(seconds=1)) == WEEK.shift(-1)
    assert last_due(clock, datetime(2026, 11, 22, 22, tzinfo=UTC)) == WEEK


def test_the_schedule_tests_every_four_weeks_once_there_is_something_to_judge(
    tmp_path: Path,
) -> None:
    def due_at(week: Week) -> Week | None:
        with known(registry.log) as then:
            return due(then, week.end_at + 2 * SIX_HOURS)

    with hamlet(f"sqlite:///{tmp_path / 'due.db'}", tmp_path) as registry:
        assert due_at(FIRST) is None
        fill(registry, [FIRST])
        assert due_at(FIRST.shift(11)) is None
        assert due_at(FIRST.shift(12)) == FIRST.shift(12)
        outcome = summed_up(1000, 10, 8.0)
        assert outcome.last_week == str(WEEK)
        keep(registry.log, outcome, actor="test", at=WEEK.end_at + SIX_HOURS)
        assert due_at(WEEK) is None
        assert due_at(WEEK.shift(3)) is None
        assert due_at(WEEK.shift(4)) == WEEK.shift(4)


def test_half_a_year_is_looked_at() -> None:
    assert WEEKS == 26

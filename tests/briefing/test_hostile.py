"""Whatever the counts, the week, the clock or the ground: no warning, no NaN, no broken promise.

Warnings are errors here as everywhere, so a division by zero fails by itself.
"""

import math
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import cast

import msgspec
import numpy as np
import pytest
import shapely

from briefing.deviations.judging import NO_GRADE, Judgement, judge, slow_rises
from briefing.draw import draw
from briefing.patterns.rhythm import stockholm
from briefing.picture import Picture, canonical
from briefing.statistics import aoristic, dayparts, discovery, getis_ord, knox, pooled, rates
from briefing.statistics.judged import Floats
from ingest.adopt import adopt_areas
from projections.known import known
from projections.record import Registry
from reference.areas import Area, Areas
from reference.periods import Period
from reference.weeks import Week
from tests.briefing.histories import history
from tests.hamlet import NOW, WEEK, send, told

LENGTHS = (1, 7, 8, 9, 16, 17, 104, 107, 159, 160, 213)
HOUR_US = 3_600_000_000


def _dice(weeks: int, mean: float = 2.0, series: int = 4) -> Floats:
    return np.random.default_rng(weeks).poisson(mean, (series, weeks + 1)).astype(np.float64)


Index = int | slice
Where = Index | tuple[Index, Index]


def _with(counts: Floats, where: Where, value: float) -> Floats:
    found = counts.copy()
    found[where] = value
    return found


def _growing(weeks: int) -> Floats:
    counts: Floats = np.round(1.05 ** np.arange(weeks + 1, dtype=np.float64))
    return np.tile(counts, (2, 1))


COUNTS: dict[str, Callable[[int], Floats]] = {
    "always the same": lambda weeks: np.full((3, weeks + 1), 4.0),
    "nothing ever": lambda weeks: np.zeros((3, weeks + 1)),
    "nobody ever": lambda weeks: _with(np.zeros((2, weeks + 1)), slice(None), np.nan),
    "a hundred thousand in one week": lambda weeks: _with(_dice(weeks), (0, weeks // 2), 1e5),
    "a million each week": lambda weeks: _dice(weeks, 1e6),
    "a million out of nothing": lambda weeks: _with(
        np.zeros((3, weeks + 1)), (slice(None), -1), 1e6
    ),
    "one series unknown": lambda weeks: _with(_dice(weeks), 1, np.nan),
    "nobody this week": lambda weeks: _with(_dice(weeks), (slice(None), -1), np.nan),
    "every other week": lambda weeks: _with(
        _dice(weeks), (slice(None), slice(None, None, 2)), np.nan
    ),
    "one series": lambda weeks: _dice(weeks, series=1),
    "one report, long ago": lambda weeks: _with(np.zeros((2, weeks + 1)), (0, 0), 1.0),
    "ever more": _growing,
}
EXPOSURES: dict[str, Callable[[int], Floats]] = {
    "none now": lambda weeks: _with(np.ones((4, weeks + 1)), (slice(None), -1), 0.0),
    "none ever": lambda weeks: np.zeros((4, weeks + 1)),
    "next to none": lambda weeks: np.where(_dice(weeks) > 1, 1e-9, 0.0),
}


def _in_bounds(one: Judgement) -> None:
    found, y = one.found, one.y
    known = ~np.isnan(found.p)
    for part in (*found, one.q):
        assert not np.isinf(part).any()
    assert ((found.p[known] >= 0) & (found.p[known] <= 1)).all()
    assert (one.q[known] >= found.p[known] - 1e-15).all()
    assert (one.q[known] <= 1).all()
    assert (found.upper[known] >= np.floor(found.expected[known]) - 1).all()
    assert ((found.p <= 0.01) == (y > found.upper))[known].all()
    graded = one.grade < NO_GRADE
    assert known[graded].all()
    assert (found.expected[graded] > 0).all()
    assert (y[graded] > found.expected[graded]).all()
    assert (y[graded] >= 3).all()


@pytest.mark.parametrize("weeks", LENGTHS)
def test_whatever_was_counted_the_judgement_keeps_its_bounds(weeks: int) -> None:
    reads = [history(counts(weeks)) for counts in COUNTS.values()]
    reads += [history(_dice(weeks), exposure=units(weeks)) for units in EXPOSURES.values()]
    for read in reads:
        (family,) = read.families
        one, rise = judge(read, family), slow_rises(read, family)
        _in_bounds(one)
        assert one.tested == (one.weeks >= pooled.FEWEST)
        if rise is not None:
            assert (rise.judgement.grade[rise.since == 0] == NO_GRADE).all()
            assert np.isfinite(rise.judgement.found.expected[rise.since > 0]).all()


def test_one_week_of_a_hundred_thousand_makes_no_ordinary_count_stand_out() -> None:
    for weeks in (16, 60, 160, 213):
        read = history(COUNTS["a hundred thousand in one week"](weeks))
        grade = judge(read, read.families[0]).grade
        calm = history(_dice(weeks))
        # Only its own series is changed, and never towards a signal.
        assert (grade[0] == NO_GRADE) or (grade[0] == judge(calm, calm.families[0]).grade[0])


def test_nothing_is_tested_where_there_is_nothing() -> None:
    nothing: Floats = np.zeros((0, 20))
    read = history(np.ones((1, 20)))._replace()
    family = read.families[0]._replace(
        keys=(), counts=nothing, exposure=nothing, group=np.zeros(0, dtype=np.int64)
    )
    assert judge(read, family).grade.size == 0
    assert slow_rises(read, family) is None
    assert discovery.adjusted(np.zeros(0)).size == 0
    assert aoristic.weights(np.zeros(0, np.int64), np.zeros(0, np.int64)).shape == (0, 168)
    empty = knox.knox(np.zeros((0, 2)), np.zeros(0), seed=1, permutations=2)
    assert not empty.repeats.any()


@pytest.mark.parametrize("where", ["same spot", "same day", "both", "a million apart"])
def test_near_repeats_of_what_does_not_differ(where: str) -> None:
    dice = np.random.default_rng(3)
    metres, days = dice.uniform(0, 900, (40, 2)), dice.integers(0, 60, 40).astype(float)
    if where in {"same spot", "both"}:
        metres[:] = 7.0
    if where in {"same day", "both"}:
        days[:] = 3.0
    if where == "a million apart":
        metres = np.arange(80.0).reshape(40, 2) * 1e6
    found = knox.knox(metres, days, seed=1, permutations=19)
    assert not found.repeats.any()
    assert ((found.p >= 0.05) & (found.p <= 1)).all()


@pytest.mark.parametrize("counts", [0.0, 3.0, 1e6])
def test_squares_that_do_not_differ_are_no_clusters(counts: float) -> None:
    for study in (np.ones((5, 4), bool), np.eye(5, 4, dtype=bool), np.zeros((5, 4), bool)):
        assert np.isnan(getis_ord.gi_star(np.full((5, 4), counts), study)).all()
    one = _with(np.zeros((5, 4)), (2, 2), 1e6)
    z = getis_ord.gi_star(one, np.ones((5, 4), bool))
    assert np.isfinite(z).all()
    assert (z[1:4, 1:4] > 1).all()


def test_rates_and_parts_of_the_week_at_their_edges() -> None:
    assert rates.shrunk(np.zeros(3), np.ones(3)).tolist() == [0, 0, 0]
    assert rates.shrunk(np.array([5.0]), np.array([10.0])) == pytest.approx([0.5])
    p = dayparts.two_sided([0, 0, 5, 1_000_000], [0, 7, 0, 0], [0.5, 1e-12, 1 - 1e-12, 4 / 52])
    assert ((p >= 0) & (p <= 1)).all()
    assert p[0] == 1


@pytest.mark.parametrize(("week", "hours"), [(Week(2026, 13), 167), (Week(2026, 43), 169)])
def test_a_week_of_167_or_169_hours_weighs_as_one(week: Week, hours: int) -> None:
    start, end = (int(at.timestamp()) * 1_000_000 for at in (week.start_at, week.end_at))
    assert (end - start) // HOUR_US == hours
    begin = start + HOUR_US * np.arange(hours, dtype=np.int64)
    each = aoristic.weights(begin, begin + 5 * HOUR_US, stockholm)
    assert each.sum(axis=1) == pytest.approx(np.ones(hours))
    longer = aoristic.weights(np.array([start - HOUR_US]), np.array([end + HOUR_US]), stockholm)
    assert longer.sum() == pytest.approx(1)
    assert np.ptp(longer) == pytest.approx(0)


def _numbers(value: object) -> Iterator[float]:
    if isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _numbers(getattr(value, name))
    elif isinstance(value, tuple):
        for item in cast("tuple[object, ...]", value):
            yield from _numbers(item)
    elif isinstance(value, float):
        yield value


def _whole(picture: Picture) -> None:
    """Every figure is a number, and what is written is what is read again."""
    assert all(math.isfinite(n) for n in _numbers(picture))
    assert msgspec.json.decode(canonical(picture), type=Picture) == picture
    for signal in picture.signals:
        assert 0 <= signal.p <= signal.q <= 1 or signal.q == pytest.approx(signal.p)
        assert signal.y > signal.expected > 0
        assert signal.low <= signal.y / signal.expected * 1.001
        assert signal.high >= signal.y / signal.expected * 0.999


def _drawn(registry: Registry, of: Week | Period) -> Picture:
    with known(registry.log) as now:
        return draw(now, of)


def _hostile(registry: Registry) -> None:
    """Reports at every edge: of time, of place, of what is known of either."""
    begin = WEEK.start_at
    corner, outside = {"lat": 57.0, "lon": 19.0}, {"lat": 57.1, "lon": 19.2}
    month_long = {
        "from": (begin - timedelta(days=20)).isoformat(),
        "to": (begin + timedelta(hours=3)).isoformat(),
    }
    edges: list[dict[str, object]] = [
        {"occurred": {"from": begin.isoformat()}},
        {"occurred": {"from": (WEEK.end_at - timedelta(seconds=1)).isoformat()}},
        {"occurred": month_long},
        {"place": {"point": corner}},
        {"place": {"point": outside}},
        {"place": {"point": {"lat": 57.05, "lon": 19.1}}},
        {"place": {"place": "torg"}},
        {"category": "OTHER"},
        {"category": "VIOL-ASSLT"},
        {"category": "POS-CALM"},
    ]
    send(registry, *(told(n, **more) for n, more in enumerate(edges)), at=NOW)


@pytest.mark.parametrize(
    "of", [WEEK, WEEK.shift(1), Week(2026, 53), Week(2027, 1), Period.parse("2026-11"),
           Period.parse("2026-T3"), Period.parse("2026")], ids=str)  # fmt: skip
def test_a_picture_of_edges_holds_numbers_alone(on_sqlite: Registry, of: Week | Period) -> None:
    _hostile(on_sqlite)
    _whole(_drawn(on_sqlite, of))


@pytest.mark.parametrize("areas", [1, 2])
def test_a_town_of_one_area_and_of_a_sliver_beside_it_is_drawn(
    on_sqlite: Registry, areas: int
) -> None:
    shapes = [shapely.box(19.0, 57.0, 19.2, 57.1), shapely.box(19.2, 57.0, 19.200001, 57.1)]
    of = tuple(Area(f"A{n}", f"Område {n}", shape) for n, shape in enumerate(shapes[:areas]))
    adopt_areas(on_sqlite, Areas("2026-9", date(2026, 1, 1), of), "t", actor="t", at=NOW)
    _hostile(on_sqlite)
    for period in (WEEK, Period.parse("2026-11")):
        picture = _drawn(on_sqlite, period)
        _whole(picture)
        assert len(picture.levels) in {0, areas}

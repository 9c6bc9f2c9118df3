"""The statistics held against their own claims, on the municipality's own record.

Each of the last weeks is judged again as it was known at its deadline. Of the counts that were
tested about one in a hundred should have a p under .01, and the hot list should foretell where the
next two weeks' reports lie no worse than the plain count does. What misses its claim is named.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
import numpy as np
from eventsourcing.persistence import IntegrityError
from numpy.typing import NDArray

from briefing.asked import Asked
from briefing.findings import Calibration, Grade, HotCell, Scope
from briefing.patterns.hotspots import hotspots
from briefing.statistics.judged import Judged
from events.calibration import StatisticsCalibrated
from events.calibration import calibrated as decide
from events.fact import Entry
from events.log import Log
from events.refusal import Refused
from events.streams import calibration_stream
from projections import calibrations, cells, margins
from projections.ground import said_nothing
from projections.known import Known, known
from projections.record import record
from reference.grid import Square
from reference.periods import Period
from reference.weeks import Week, WeekClock, weeks_between

Squares = NDArray[np.int64]
"""Rows of a square's two numbers and its reports, as `projections.margins.by_square` has them."""

WEEKS = 26
AHEAD = 2
"""The hot list is held against the reports of so many weeks after."""
BACK = 24
"""The plain count that it is compared with is of so many weeks."""
HISTORY = 264
"""No test looks further back."""
FEWEST = 8
"""With fewer weeks nothing is judged."""
EVERY_WEEKS = 4
"""The schedule tests anew after so many weeks."""
LEVEL, LEAST, MOST = 0.01, 0.005, 0.015
"""The level of a test, and what the share of counts under it is promised to lie between."""
LUCK = 0.05
"""What is as unlikely as this under a claim is no luck: the claim is missed."""
CLEARLY = 2
"""So many standard errors below the plain count's is the hot list's hit rate clearly worse."""

FLAGGED_SHARE, HOT_LIST = "flagged-share", "hot-list"


class Share(NamedTuple):
    """Of a scope: the series tested over all the weeks, those under p .01, and by chance alone."""

    tested: int = 0
    flagged: int = 0
    by_chance: float = 0.0

    def __add__(self, other: object) -> "Share":
        """Both together."""
        assert isinstance(other, Share)
        return Share(
            self.tested + other.tested,
            self.flagged + other.flagged,
            self.by_chance + other.by_chance,
        )


class Foretold(NamedTuple):
    """How well the hot list and the plain count foretold two weeks: PAI and PEI of each."""

    pai: float
    pei: float
    pai_count: float
    pei_count: float


class Replayed(NamedTuple):
    """A week judged again as it was known at its deadline."""

    week: Week
    shares: Mapping[Scope, Share]
    deviations: int
    foretold: Foretold | None


class Calibrated(NamedTuple):
    """The outcome, and the weeks that it was made from."""

    calibration: Calibration
    replayed: tuple[Replayed, ...]

    @property
    def shares(self) -> dict[Scope, Share]:
        """The shares of each scope over all the weeks."""
        found: dict[Scope, Share] = {}
        for one in self.replayed:
            for scope, share in one.shares.items():
                found[scope] = found.get(scope, Share()) + share
        return found


def calibrate(
    log: Log,
    last_week: Week,
    weeks: int = WEEKS,
    *,
    progress: Callable[[int], None] = lambda _: None,
) -> Calibrated:
    """Judge the `weeks` weeks up to `last_week` again, each as known when its reports were due.

    What came of the hot lists is counted as it is known now.
    """
    with known(log) as now:
        position, clock = now.position, now.ground.clock
    replayed = list[Replayed]()
    for week in weeks_between(last_week.shift(1 - weeks), last_week):
        after = [week.shift(n) for n in range(1, AHEAD + 1)]
        later = _squares(log, position, after) if after[-1] <= last_week else None
        with known(log, moment=clock.deadline(week)) as then:
            replayed.append(_replay(asked_of(then, week), later))
        progress(1)
    return Calibrated(_calibration(replayed, last_week, position), tuple(replayed))


def asked_of(then: Known, week: Week) -> Asked:
    """What a week's picture is asked of the record, with all the weeks that its tests look at."""
    weeks = [one.key for one in weeks_between(week.shift(-HISTORY), week)]
    counted = cells.count(then.connection, then.municipality, weeks, ("week",), then.position)
    nothing = said_nothing(then.connection, then.municipality, weeks, then.position)
    covered = {int(key[0]) for key in counted} | {at for at, _ in nothing}
    kinds = then.ground.taxonomy.categories.values()
    calm = tuple(kind.id for kind in kinds if not kind.disturbance)
    return Asked(then, Period.of_week(week), calm, frozenset(covered))


def _replay(asked: Asked, later: Squares | None) -> Replayed:
    from briefing.deviations.series import history  # noqa: PLC0415 - scipy, which takes a while
    from briefing.deviations.signals import find  # noqa: PLC0415 - the same

    found = find(asked, history(asked))
    shares = {one.family.scope: _share(one.found) for one in found.judgements}
    deviations = sum(1 for signal in found.signals if signal.grade is not Grade.WATCH)
    foretold = _foretold(asked, hotspots(asked).cells, later) if later is not None else None
    return Replayed(asked.week, shares, deviations, foretold)


def _share(found: Judged) -> Share:
    """The series of a week that were tested. By chance: P(N > upper), which is at most .01."""
    from briefing.statistics.tails import negative_binomial_upper  # noqa: PLC0415 - scipy

    tested = ~np.isnan(found.p)
    expected, spread = found.expected[tested], found.dispersion[tested]
    chance = negative_binomial_upper(found.upper[tested] + 1, expected, spread * expected)
    return Share(int(tested.sum()), int((found.p[tested] < LEVEL).sum()), float(chance.sum()))


def _squares(log: Log, position: int, weeks: Sequence[Week]) -> Squares:
    """The reports of each square in some weeks, as known at a position."""
    with known(log, position=position) as then:
        return _squares_of(then, weeks)


def _squares_of(then: Known, weeks: Sequence[Week]) -> Squares:
    keys = [week.key for week in weeks]
    return margins.by_square(then.connection, then.municipality, keys, then.position)


def _foretold(asked: Asked, hot: Sequence[HotCell], later: Squares) -> Foretold | None:
    """Compare the hot list and as many squares by the plain count; None where nothing can be.

    Compared among the squares with any report in these weeks and those that touch one, so that
    neither lakes nor forests flatter.
    """
    from briefing.patterns.squares import counted  # noqa: PLC0415 - scipy, which takes a while
    from briefing.statistics.getis_ord import around  # noqa: PLC0415 - the same
    from briefing.statistics.prediction import accuracy, most  # noqa: PLC0415 - the same

    areas = asked.known.ground.areas
    before = _squares_of(asked.known, [asked.week.shift(-n) for n in range(BACK)])
    if areas is None or not hot or not later.size:
        return None
    squares, came = counted(areas, before), counted(areas, later).n
    study = around(squares.n + came) > 0
    chosen = np.zeros(study.shape, dtype=bool)
    for cell in hot:
        at = squares.raster.place(Square(cell.e, cell.n))
        if at is not None:
            chosen[at] = True
    if not came.sum():
        return None
    listed = accuracy(chosen[study], came[study])
    plain = accuracy(most(int(chosen[study].sum()), squares.n[study]), came[study])
    return Foretold(listed.pai, listed.pei, plain.pai, plain.pei)


def _calibration(replayed: Sequence[Replayed], last_week: Week, position: int) -> Calibration:
    """Sum up the weeks, and name what missed its claim."""
    cells_tested = Share()
    for one in replayed:
        cells_tested += one.shares.get(Scope.AREA_CATEGORY, Share())
    tested, flagged, by_chance = cells_tested
    foretold = [one.foretold for one in replayed if one.foretold is not None]
    pai, pei, pai_count, pei_count = (
        (_figures(float(np.mean(column))) for column in zip(*foretold, strict=True))
        if foretold
        else (None,) * 4
    )
    misses = (
        *((FLAGGED_SHARE,) if _misses_its_level(cells_tested) else ()),
        *((HOT_LIST,) if _hits_worse(foretold) else ()),
    )
    return Calibration(
        position=position,
        last_week=str(last_week),
        weeks=sum(1 for one in replayed if any(share.tested for share in one.shares.values())),
        cells=tested,
        share_flagged=_figures(flagged / tested) if tested else 0.0,
        share_by_chance=_figures(by_chance / tested) if tested else 0.0,
        weeks_flagged=sum(1 for one in replayed if one.deviations),
        pai=pai,
        pei=pei,
        pai_count=pai_count,
        pei_count=pei_count,
        misses=misses,
    )


def _misses_its_level(share: Share) -> bool:
    """Whether so many, or so few, are flagged that luck does not explain it.

    Small whole counts reach p .01 more seldom than one time in a hundred, so of what chance alone
    would flag half is enough.
    """
    from scipy.special import pdtr  # noqa: PLC0415 - takes a while

    most, least = MOST * share.tested, min(LEAST * share.tested, share.by_chance / 2)
    too_many = 1 - float(pdtr(share.flagged - 1, most)) if share.flagged else 1.0
    too_few = float(pdtr(share.flagged, least)) if least else 1.0
    return bool(share.tested) and min(too_many, too_few) <= LUCK


def _hits_worse(foretold: Sequence[Foretold]) -> bool:
    """Whether the hot list hits no better than chance, or clearly worse than the plain count."""
    if not foretold:
        return False
    worse = np.array([one.pai_count - one.pai for one in foretold])
    doubt = float(worse.std(ddof=1)) / len(worse) ** 0.5 if len(worse) > 1 else np.inf
    return bool(np.mean([one.pai for one in foretold]) <= 1 or worse.mean() > CLEARLY * doubt)


def _figures(value: float) -> float:
    return float(f"{value:.4g}")


def keep(log: Log, found: Calibration, *, actor: str, at: datetime) -> Entry:
    """Record a test. Raises Refused when one of the weeks up to the same was kept before."""
    fact = StatisticsCalibrated(**msgspec.structs.asdict(found))
    stream = calibration_stream(log.municipality, found.last_week)
    try:
        (entry,) = record(log, [decide(stream, fact)], actor=actor, at=at)
    except IntegrityError:
        raise Refused(
            "The statistics were tested on the weeks up to %(week)s before.", week=found.last_week
        ) from None
    return entry


def latest(asked: Asked) -> Calibration | None:
    """The latest test that was known at the picture's position; None before the first."""
    then = asked.known
    fact = calibrations.latest(then.connection, then.municipality, then.position)
    return None if fact is None else Calibration(**msgspec.structs.asdict(fact))


def last_due(clock: WeekClock, at: datetime) -> Week:
    """The last week whose reports were due at `at`."""
    week = Week.of(at).shift(-1)
    return week if clock.deadline(week) <= at else week.shift(-1)


def due(then: Known, at: datetime) -> Week | None:
    """The last week of the test that is due at `at`; None when the last one is not old enough.

    Before the record holds enough weeks for anything to be judged there is nothing to test.
    """
    week = last_due(then.ground.clock, at)
    first = cells.first_week(then.connection, then.municipality, then.position)
    if first is None or Week.from_key(first) > week.shift(-FEWEST - EVERY_WEEKS):
        return None
    before = calibrations.latest(then.connection, then.municipality, then.position)
    if before is not None and Week.parse(before.last_week) > week.shift(-EVERY_WEEKS):
        return None
    return week

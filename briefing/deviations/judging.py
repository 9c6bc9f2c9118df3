"""Which counts of a week are high: the test that the length of the history allows, and the grade.

The rules, with their reasons and what was measured of them, are in docs/decisions/0025.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from briefing.deviations.series import Family, History
from briefing.findings import Grade, Rule
from briefing.statistics import farrington, pooled
from briefing.statistics.cusum import ALARM, cusum, since
from briefing.statistics.discovery import adjusted
from briefing.statistics.judged import Floats, Judged

ALPHA = 0.01
STRONG_Q, DEVIATION_Q = 0.05, 0.10
STRONG_N, FLOOR = 5, 3
FEWEST_SOURCES = 2
SMALL_FAMILY = 10
"""Among fewer than ten series the adjusted p is easier than .01; there p .01 is asked too."""
RISE_WEEKS, SHORTEST_RISE = 8, 4
"""A slow rise is looked for in the last eight weeks, and has lasted for four at least."""

NO_GRADE = len(Grade)
"""Stands for no grade where grades are numbers, 0 the surest."""
GRADES = tuple(Grade)

Numbers = NDArray[np.int64]


class Judgement(NamedTuple):
    """What was found of each series (S) of a family in one week.

    `q` is p adjusted over the family, `grade` the number of the grade. `flexible` (S) tells which
    were judged by Farrington's test, the others by the pooled one. `weeks` is how many complete
    weeks there were before, `tested` false where they were too few for any test. `doubled` (S) are
    those that stand out only as long as likely doubles are counted more than once.
    """

    family: Family
    y: Floats
    found: Judged
    q: Floats
    grade: Numbers
    flexible: NDArray[np.bool_]
    weeks: int
    doubled: NDArray[np.bool_]

    @property
    def tested(self) -> bool:
        """Whether there was enough history for any test."""
        return self.weeks >= pooled.FEWEST

    @property
    def rule(self) -> Rule | None:
        """The test of most of the family; None where the history was too short."""
        if not self.tested:
            return None
        return Rule.FARRINGTON if self.flexible.any() else Rule.POOLED


def judge(
    history: History, family: Family, back: int = 0, *, only_pooled: bool = False
) -> Judgement:
    """Judge a family in the week `back` weeks before the picture's own, by the weeks before it."""
    at = len(history.weeks) - 1 - back
    counts, y = family.counts[:, :at], family.counts[:, at]
    exposure, now = family.exposure[:, :at], family.exposure[:, at]
    weeks = int(np.count_nonzero(~history.missing[:at]))
    flexible = np.zeros(len(y), dtype=bool)
    if weeks < pooled.FEWEST or not len(y):
        nothing = np.full(len(y), np.nan)
        found = Judged(nothing, nothing, nothing, nothing)
        return Judgement(
            family, y, found, nothing, _grades(y, found, nothing), flexible, weeks, flexible
        )
    recent = slice(-(pooled.LONGEST + pooled.GUARD), None)
    found = pooled.judge(counts[:, recent], y, exposure[:, recent], now, family.group, alpha=ALPHA)
    if weeks >= farrington.FEWEST_WEEKS and not only_pooled:
        by_season = farrington.flexible(
            counts, y, history.weeks[:at], history.weeks[at],
            exposure=exposure, exposure_now=now, alpha=ALPHA,
        )  # fmt: skip
        flexible = ~np.isnan(by_season.p)
        found = Judged(
            *(np.where(flexible, one, other) for one, other in zip(by_season, found, strict=True))
        )
    q = adjusted(found.p)
    never = np.zeros(len(y), dtype=bool)
    return Judgement(family, y, found, q, _grades(y, found, q), flexible, weeks, never)


def counted_once(judgement: Judgement, again: Floats) -> Judgement:
    """The judgement, with what is high only by its likely doubles no more than to be watched.

    `again` (S) counts the reports that tell again of what another organisation told of. The weeks
    before hold such reports too, so a count that stays high without its own is high indeed.
    """
    once = judgement.y - again
    high = (once >= FLOOR) & (judgement.found.p <= ALPHA) & (once > judgement.found.upper)
    doubled = (again > 0) & (judgement.grade < NO_GRADE) & ~high
    watched = np.maximum(judgement.grade, GRADES.index(Grade.WATCH))
    return judgement._replace(
        doubled=doubled, grade=np.where(doubled, watched, judgement.grade).astype(np.int64)
    )


def _grades(y: Floats, found: Judged, q: Floats) -> Numbers:
    """The number of each series' grade, NO_GRADE where the count is not high or under the floor."""
    unadjusted = found.p <= ALPHA
    believed = unadjusted if np.count_nonzero(~np.isnan(q)) < SMALL_FAMILY else ~np.isnan(q)
    grade = np.select(
        [
            (q <= STRONG_Q) & (y >= STRONG_N) & believed,
            (q <= DEVIATION_Q) & believed,
            unadjusted,
        ],
        [GRADES.index(Grade.STRONG), GRADES.index(Grade.DEVIATION), GRADES.index(Grade.WATCH)],
        NO_GRADE,
    )
    high = (y >= FLOOR) & (y > found.expected)
    return np.where(high, grade, NO_GRADE).astype(np.int64)


class Rise(NamedTuple):
    """Series that have lain above the expected for weeks, `since` (S) so many; 0 for no rise.

    They are judged by the weeks before the rise could begin, so that it is no part of the expected.
    """

    judgement: Judgement
    since: Numbers


def slow_rises(history: History, family: Family) -> Rise | None:
    """Add up how far the last eight weeks lie above what the weeks before let expect (CUSUM).

    None where those are too few.
    """
    return risen(family, history.missing)


def risen(family: Family, missing: NDArray[np.bool_]) -> Rise | None:
    """The slow rises of a family; `missing` (W) are the weeks that nobody told of."""
    at = max(0, len(missing) - RISE_WEEKS)
    weeks = int(np.count_nonzero(~missing[:at]))
    if weeks < pooled.FEWEST or not family.keys:
        return None
    # Judged as if in the middle of the eight weeks, for the time of the year.
    middle = at + RISE_WEEKS // 2
    counts = family.counts[:, :middle].copy()
    counts[:, at:] = np.nan
    recent = slice(max(0, at - pooled.LONGEST), None)
    y, exposure = family.counts[:, -1], family.exposure
    found = pooled.judge(
        counts[:, recent],
        y,
        exposure[:, :middle][:, recent],
        exposure[:, -1],
        family.group,
        alpha=ALPHA,
        guard=0,
    )
    a_unit = np.divide(
        found.expected, exposure[:, -1], out=np.full(len(y), np.nan), where=exposure[:, -1] > 0
    )
    sums = cusum(family.counts[:, at:], a_unit[:, None] * exposure[:, at:], found.dispersion)
    lasted = since(sums)
    risen = (sums[:, -1] >= ALARM) & (lasted >= SHORTEST_RISE)
    risen &= (y >= FLOOR) & (y > found.expected)
    grade = np.where(risen, GRADES.index(Grade.WATCH), NO_GRADE).astype(np.int64)
    never = np.zeros(len(y), dtype=bool)
    judgement = Judgement(family, y, found, adjusted(found.p), grade, never, weeks, never)
    return Rise(judgement, np.where(risen, lasted, 0).astype(np.int64))

"""Is this week's count high? For histories of 8 to 159 weeks, over many short series at once.

One series of small counts knows neither its own mean nor its own spread well. So the mean is drawn
towards that of its group (credibility by Buhlmann and Straub 1970: a Gamma prior by the method of
moments), and the overdispersion is that of the group:

    mean      mu = A (a + S) / (b + e)
    variance  phi mu + phi m / (b + e) A^2        m = (a + S) / (b + e)

S and e are the sums of counts and exposure over the weeks that are compared with, A the exposure of
the week tested. The count is then held against a negative binomial of this mean and variance.

What is taken from a group comes only from those of its series that have any report, so that a
series without adds nothing and changes nothing.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from briefing.statistics.judged import Floats, Judged
from briefing.statistics.tails import negative_binomial_bound, negative_binomial_upper

FEWEST = 8
"""With fewer complete weeks than this nothing is judged."""
GUARD = 2
"""The last weeks before the one tested: a rise that goes on must not become its own measure."""
LONGEST = 104
"""Older weeks say nothing of today."""
YEAR = 52
_EITHER_SIDE = 2
"""The time of the year is that of the week and of two weeks on either side."""
_QUIETEST = 0.1
"""No time of the year is believed to hold less than this of what is usual."""

Groups = NDArray[np.int64]


class _Series(NamedTuple):
    """The weeks compared with: (S, T) counts and exposure, 0 where a week is left out."""

    counts: Floats
    exposure: Floats
    now: Floats
    weeks: Floats
    group: Groups
    groups: int

    def sums(self, of: Floats) -> Floats:
        """Add up over the series of each group."""
        return _added(self.group, of, self.groups)


def _added(where: Groups, of: Floats, size: int) -> Floats:
    return np.bincount(where.ravel(), weights=of.ravel(), minlength=size).astype(np.float64)


def _per(of: Floats, by: Floats, otherwise: float = 0.0) -> Floats:
    """One over the other, elementwise; `otherwise` where there is nothing to divide by."""
    some = by > 0
    return np.where(some, of / np.where(some, by, 1.0), otherwise)


def judge(
    counts: ArrayLike,
    y: ArrayLike,
    exposure: ArrayLike,
    exposure_now: ArrayLike,
    group: ArrayLike,
    *,
    alpha: float = 0.01,
    guard: int = GUARD,
    longest: int = LONGEST,
) -> Judged:
    """Judge the counts y of S series by their T weeks before, oldest first.

    counts: (S, T) reports, NaN where the week is missing (nobody who reports there was heard of).
    y: (S,) this week's, NaN where missing. exposure: (S, T) or (T,), how many units reported, any
    scale; exposure_now: (S,) or one figure. group: (S,) integers; the series of a group (the areas
    of one category) share overdispersion and prior. With fewer than 10 complete weeks the guard is
    shortened, for 8 are always compared with; with fewer than 8 all figures are NaN.
    """
    series = _compared(counts, exposure, exposure_now, group, guard=guard, longest=longest)
    y = np.asarray(y, float)
    if series.counts.shape[1] >= YEAR * 2:
        series = _seasoned(series)
    phi = _dispersion(series)
    mean, variance = _predicted(series, phi)
    short = (series.weeks < FEWEST) | ~(series.now > 0)
    mean = np.where(short, np.nan, mean)
    return Judged(
        expected=mean,
        upper=negative_binomial_bound(mean, variance, alpha),
        p=negative_binomial_upper(y, mean, variance),
        dispersion=np.where(short, np.nan, phi[series.group]),
    )


def _compared(
    counts: ArrayLike,
    exposure: ArrayLike,
    exposure_now: ArrayLike,
    group: ArrayLike,
    *,
    guard: int,
    longest: int,
) -> _Series:
    """Choose the weeks of every series: the last `longest` complete ones before the guard."""
    x = np.asarray(counts, float)
    units = np.broadcast_to(np.asarray(exposure, float), x.shape)
    complete = ~np.isnan(x) & (units > 0)
    used = complete.copy()
    guarded = used[:, max(0, x.shape[1] - guard) :]
    # Of the guard only as many weeks, the oldest first, as 8 lack.
    lacking = FEWEST - used.sum(axis=1, keepdims=True) + guarded.sum(axis=1, keepdims=True)
    guarded &= np.cumsum(guarded, axis=1) <= lacking
    if x.shape[1] > longest:
        used &= np.cumsum(used[:, ::-1], axis=1)[:, ::-1] <= longest
    _, numbered = np.unique(np.asarray(group), return_inverse=True)
    return _Series(
        counts=np.where(used, x, 0.0),
        exposure=np.where(used, units, 0.0),
        now=np.broadcast_to(np.asarray(exposure_now, float), x.shape[:1]),
        weeks=used.sum(axis=1).astype(np.float64),
        group=numbered.astype(np.int64),
        groups=int(numbered.max(initial=-1)) + 1,
    )


def _dispersion(series: _Series) -> Floats:
    """phi of each group: the mean over its series of Pearson's chi-square over its freedom.

    It is itself estimated, with f degrees of freedom in all, so that the next count spreads wider
    than it says: by f / (f - 2), as Student's t does. That is much for a series alone.
    """
    reports, units = series.counts.sum(axis=1), series.exposure.sum(axis=1)
    # With fit = rate * exposure the sum of (y - fit)^2 / fit is that of y^2 / fit less that of y.
    off = _per(_per(series.counts**2, series.exposure).sum(axis=1), _per(reports, units)) - reports
    asked = (reports >= 1) & (series.weeks >= FEWEST)
    free = np.where(asked, series.weeks - 1, 0.0)
    freedom = series.sums(free)
    mean = _per(series.sums(_per(off, free)), series.sums(asked.astype(np.float64)), 1.0)
    return np.maximum(1.0, mean * _per(freedom, freedom - 2, 1.0))


def _predicted(series: _Series, phi: Floats) -> tuple[Floats, Floats]:
    """The mean and the variance that each series' next count is expected to have."""
    reports, units = series.counts.sum(axis=1), series.exposure.sum(axis=1)
    rate, prior = _prior(series, reports, units, phi)
    of = series.group
    # A group without any report has no rate to draw to: half a report in all the weeks (Jeffreys).
    a = np.where(rate > 0, prior, 0.5)[of]
    weight = _per(prior, rate)[of] + units
    m = _per(a + reports, weight, np.nan)
    mean = series.now * m
    return mean, phi[of] * (mean + series.now**2 * _per(m, weight))


def _prior(series: _Series, reports: Floats, units: Floats, phi: Floats) -> tuple[Floats, Floats]:
    """Each group's rate, and how many reports' worth the group counts for beside a series' own.

    The more its series differ from each other, beyond what phi explains, the less. At most it
    counts for as many reports as it has, as when nothing tells its series apart; at least for half
    a report of a Poisson's weight, as when there is but one.
    """
    asked = ((reports > 0) & (series.weeks >= FEWEST)).astype(np.float64)
    s, e = reports * asked, units * asked
    all_s, all_e, number = series.sums(s), series.sums(e), series.sums(asked)
    rate = _per(all_s, all_e)
    within = phi * rate
    apart = series.sums(e * (_per(s, e) - rate[series.group]) ** 2) - (number - 1) * within
    freedom = np.maximum(0.0, all_e - _per(series.sums(e**2), all_e))
    # Credibility is e / (b + e) with b = within / (apart / freedom); a = rate b.
    prior = np.where(number > 1, _per(rate * within * freedom, apart, np.inf), 0.0)
    return rate, np.clip(prior, np.minimum(phi / 2, all_s), all_s)


def _seasoned(series: _Series) -> _Series:
    """The series with the time of the year in their exposure, where a group has two whole years.

    The factor of a week of the year is the group's reports of the 5 weeks around it over what its
    rates expect, drawn towards 1 by as much as the two years do not agree: a slow drift of the
    reporting swings as widely as a season, but it does not come back.
    """
    reports, units = series.counts.sum(axis=1), series.exposure.sum(axis=1)
    longest = np.zeros(series.groups)
    np.maximum.at(longest, series.group, np.where(reports > 0, series.weeks, 0.0))
    weeks = series.counts.shape[1]
    back = weeks - np.arange(weeks, dtype=np.int64)
    of_the_year = back % YEAR
    in_order = np.argsort(series.group, kind="stable")
    begins = np.searchsorted(series.group[in_order], np.arange(series.groups))

    def around(of: Floats) -> Floats:
        """Sums of five weeks around each week of the later and of the earlier year: (G, 2, 52)."""
        sums = np.zeros((2 * YEAR, series.groups))
        cell: Groups = of_the_year + YEAR * (back > YEAR + GUARD)
        np.add.at(sums, cell, np.add.reduceat(of, begins, axis=0).T)
        by_week = sums.T.reshape(series.groups, 2, YEAR)
        sides = range(-_EITHER_SIDE, _EITHER_SIDE + 1)
        found: Floats = np.stack([np.roll(by_week, n, axis=2) for n in sides]).sum(axis=0)
        return found

    seen = around(series.counts[in_order])
    expected = around((_per(reports, units)[:, None] * series.exposure)[in_order])
    each = _per(seen, expected, 1.0) - 1
    both = _per(seen.sum(axis=1), expected.sum(axis=1), 1.0) - 1
    again = np.maximum(0.0, np.mean(each[:, 0] * each[:, 1], axis=1))
    share = np.minimum(1.0, _per(again, np.mean(both**2, axis=1)))
    factor = np.maximum(_QUIETEST, 1 + share[:, None] * both)
    factor[longest < YEAR * 2] = 1.0
    through: Floats = series.exposure * factor[:, of_the_year][series.group]
    now: Floats = series.now * factor[series.group, 0]
    return series._replace(exposure=through, now=now)

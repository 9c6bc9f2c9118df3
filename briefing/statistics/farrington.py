"""Farrington Flexible: a week's count against a model of the same series' years before.

log mean = level of the season + trend (+ log exposure), quasi-Poisson, fitted twice: the second
time with less weight on weeks that lie far above the first fit, so that an earlier rise does not
hide the next. The bound is the quantile of a negative binomial with the fitted mean and dispersion.

Source: Noufaily et al. (2012), Statistics in Medicine 32(7); what the paper leaves open is decided
as R's `surveillance` does, whose figures the tests hold this against. Many series are fitted at one
time. Every week has one level of the season, so the normal equations have the form of an arrow and
need no matrix: sums by season, then the slope, then the levels.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import xlogy

from briefing.statistics.judged import Floats, Judged
from briefing.statistics.tails import negative_binomial_bound, negative_binomial_upper

FEWEST_YEARS = 3
MOST_YEARS = 5
FEWEST_WEEKS = 160
"""Three years and a half window; below that nothing is judged."""

_OUTSIDE = -1
_THURSDAY = 3
_MOST_STEPS = 25
_STANDS_STILL = 1e-8
_ABOVE_ZERO = 0.1
"""What a fit starts from above the counts, as a log has no zero."""


_TOGETHER = 96
"""So many series are fitted at one time that what a step works on stays close to the processor."""


class Model(NamedTuple):
    """What is fitted.

    A season is the `w` weeks to each side of the same date of each year; the other seasons are the
    `periods` - 1 equal parts of what lies between. The last `exclude` weeks are left out. Weeks
    with a residual above `reweight` count for less (None: all count the same). The `trend` is kept
    where it does not lead above all that was ever counted. So many `years` are looked back on; None
    stands for as many as there are, at most 5.
    """

    years: int | None = None
    w: int = 3
    periods: int = 10
    exclude: int = 26
    reweight: float | None = 2.58
    trend: bool = True


USUAL = Model()


class WeekLike(Protocol):
    """A week that knows its first day."""

    @property
    def monday(self) -> date:
        """The first day."""
        ...


def years_covered(weeks: Sequence[WeekLike], now: WeekLike, *, w: int = 3) -> int:
    """How many years back there is a whole reference window, at most five."""
    if not weeks:
        return 0
    first = min(week.monday for week in weeks)
    reach = (
        years
        for years in range(MOST_YEARS, 0, -1)
        if _years_before(now.monday, years) - timedelta(weeks=w) >= first
    )
    return next(reach, 0)


def flexible(
    counts: Floats,
    y: Floats,
    weeks: Sequence[WeekLike],
    now: WeekLike,
    *,
    exposure: Floats | None = None,
    exposure_now: Floats | float = 1.0,
    alpha: float = 0.01,
    model: Model = USUAL,
) -> Judged:
    """Judge `y` (S) of the week `now` by `counts` (S, T) of `weeks` before it, NaN where missing.

    `exposure` (S, T) or (T) and `exposure_now` are what a count is proportional to, such as units
    that reported; a week without any is missing. With fewer than 3 years, or under 160 weeks, all
    is NaN, and so is a series that no model fits. `upper` is the smallest count with
    P(N <= upper) >= 1 - `alpha`.
    """
    covered = years_covered(weeks, now, w=model.w)
    years = covered if model.years is None else model.years
    if not FEWEST_YEARS <= years <= covered or len(weeks) < FEWEST_WEEKS:
        return _nothing(len(y))
    ago = [(now.monday - week.monday).days // 7 for week in weeks]
    length = max(ago)
    there = [length - weeks_ago for weeks_ago in ago]
    grid, base = np.full((len(y), length), np.nan), np.ones((len(y), length))
    grid[:, there] = counts
    if exposure is not None:
        base[:, there] = exposure
    same_week = [
        length - (now.monday - _years_before(now.monday, back)).days // 7
        for back in range(years + 1)
    ]
    season = seasons(length, same_week, model)
    base_now = np.full(len(y), exposure_now, dtype=np.float64)
    return judge(grid, y, season, base, base_now, alpha=alpha, model=model)


def seasons(length: int, same_week: Sequence[int], model: Model) -> NDArray[np.intp]:
    """The season of each of `length` weeks before the tested one; -1 stands outside the model.

    `same_week` are the columns of the same week of each year, the tested one (`length`) first. The
    windows about them are the last season. What lies between two of them is cut into the other
    seasons, the earlier ones a week longer where it does not come out even.
    """
    others, w = model.periods - 1, model.w
    season = np.full(length, _OUTSIDE, dtype=np.intp)
    season[length - w :] = others
    for later, earlier in pairwise(same_week):
        begin, end = earlier + w + 1, later - w
        season[earlier - w : begin] = others
        if others:
            weeks, rest = divmod(end - begin, others)
            season[begin:end] = np.repeat(np.arange(others), weeks + (np.arange(others) < rest))
    season[length - model.exclude :] = _OUTSIDE
    return season


def judge(
    counts: Floats,
    y: Floats,
    season: NDArray[np.intp],
    exposure: Floats,
    exposure_now: Floats,
    *,
    alpha: float,
    model: Model,
) -> Judged:
    """Judge `y` (S) by consecutive weeks (S, T), oldest first, whose seasons are given."""
    expected, dispersion = np.full((2, len(y)), np.nan)
    for begin in range(0, len(y), _TOGETHER):
        some = slice(begin, begin + _TOGETHER)
        expected[some], dispersion[some] = _judged(
            counts[some], exposure[some], season, exposure_now[some], model
        )
    variance = expected * dispersion
    found = Judged(
        expected=expected,
        upper=negative_binomial_bound(expected, variance, alpha),
        p=negative_binomial_upper(y, expected, variance),
        dispersion=dispersion,
    )
    # After a week of a hundred thousand so much spread is seen that nearly every count should be 0,
    # and an ordinary one be a deviation: no model fits such a series.
    fits = found.upper >= np.floor(found.expected)
    return Judged(*(np.where(fits, part, np.nan) for part in found))


def _nothing(series: int) -> Judged:
    return Judged(*(np.full(series, np.nan) for _ in Judged._fields))


def _years_before(monday: date, years: int) -> date:
    """The Monday nearest to the same date so many years before; 29 February counts as 1 March."""
    try:
        day = monday.replace(year=monday.year - years)
    except ValueError:
        day = date(monday.year - years, 3, 1)
    over = day.weekday()
    return day + timedelta(days=-over if over <= _THURSDAY else 7 - over)


class _Weeks(NamedTuple):
    """What is fitted: N weeks of S series. `counts`, `offset` (a log) and `prior` are (S, N).

    `prior` is a week's weight, 0 where it is missing. `season` is its level and `member` (N,
    levels) says the same in ones and zeros; `seasons` (S, levels) says which have any week. The
    last level is that of the tested week, which lies at 0 in `time`.
    """

    counts: Floats
    offset: Floats
    prior: Floats
    season: NDArray[np.intp]
    member: Floats
    seasons: NDArray[np.bool_]
    time: Floats

    def only(self, rows: NDArray[np.bool_]) -> "_Weeks":
        """The same weeks of some of the series."""
        return self._replace(
            counts=self.counts[rows],
            offset=self.offset[rows],
            prior=self.prior[rows],
            seasons=self.seasons[rows],
        )


class _Fit(NamedTuple):
    """Of each series: the mean `now` at exposure 1, the dispersion, whether it came to a rest.

    `mean` is (S, N); `weight` that of the last step, `ones`, `middle` and `spread` the sums by
    season of that step: of the weights, the middle of time, and how far time spreads in all.
    """

    now: Floats
    dispersion: Floats
    converged: NDArray[np.bool_]
    mean: Floats
    weight: Floats
    ones: Floats
    middle: Floats
    spread: Floats


class _Step(NamedTuple):
    """One step of a fit: the means (S, N) and their logs, and what `_Fit` keeps of it."""

    mean: Floats
    rate: Floats
    weight: Floats
    ones: Floats
    middle: Floats
    spread: Floats
    now: Floats

    @classmethod
    def first(cls, data: _Weeks) -> "_Step":
        """Where a fit starts: a little above the counts, as zero has no log."""
        mean = data.counts + _ABOVE_ZERO
        none = np.empty((len(mean), 0))
        return cls(mean, np.log(mean), mean, none, none, none, none)

    def next(self, data: _Weeks, *, trend: bool) -> "_Step":
        """Fit the levels and the slope to the logs of the means, as these weigh them."""
        weight = data.prior * self.mean
        target = weight * (self.rate - data.offset) + data.prior * (data.counts - self.mean)
        # A season without a week gets any level: no mean rests on it.
        ones = weight @ data.member + ~data.seasons
        level = target @ data.member / ones
        middle = (weight * data.time) @ data.member / ones
        spread = weight @ data.time**2 - _summed(ones, middle**2)
        slope = np.zeros(len(weight))
        if trend:
            slope = (target @ data.time - _summed(ones, middle * level)) / spread
            level -= slope[:, None] * middle
        rate = level[:, data.season] + slope[:, None] * data.time + data.offset
        now = np.exp(level[:, -1])
        return _Step(np.exp(rate), rate, weight, ones, middle, spread, now)

    def likelihood(self, data: _Weeks) -> Floats:
        """Half the deviance of each series, but for what the counts alone decide."""
        return _summed(data.prior, self.mean - data.counts * self.rate)

    def only(self, rows: NDArray[np.bool_]) -> "_Step":
        """The same step of some of the series."""
        return _Step(*(part[rows] for part in self))


def _judged(
    counts: Floats, exposure: Floats, season: NDArray[np.intp], exposure_now: Floats, model: Model
) -> tuple[Floats, Floats]:
    """What is expected, and the dispersion; NaN where nothing fits."""
    data = _prepared(counts, exposure, season)
    fit = _fitted_twice(data, reweight=model.reweight, trend=model.trend)
    expected, dispersion, fits = fit.now * exposure_now, fit.dispersion, fit.converged
    if model.trend:
        again = ~(fits & (expected <= data.counts.max(axis=1)))
        if again.any():
            plain = _fitted_twice(data.only(again), reweight=model.reweight, trend=False)
            expected[again] = plain.now * exposure_now[again]
            dispersion[again], fits[again] = plain.dispersion, plain.converged
    known = fits & np.isfinite(expected) & (exposure_now > 0)
    return np.where(known, expected, np.nan), np.where(known, dispersion, np.nan)


def _prepared(counts: Floats, exposure: Floats, season: NDArray[np.intp]) -> _Weeks:
    columns = np.flatnonzero(season != _OUTSIDE)
    found, base, kept = counts[:, columns], exposure[:, columns], season[columns]
    known = np.isfinite(found) & (base > 0)
    member = np.zeros((len(kept), kept.max() + 1))
    member[np.arange(len(kept)), kept] = 1.0
    return _Weeks(
        counts=np.where(known, found, 0.0),
        offset=np.log(np.where(known, base, 1.0)),
        prior=known.astype(np.float64),
        season=kept,
        member=member,
        seasons=known @ member > 0,
        time=(columns - counts.shape[1]).astype(np.float64),
    )


def _fitted_twice(data: _Weeks, *, reweight: float | None, trend: bool) -> _Fit:
    """The fit; and again with less weight on what lay far above the first (Anscombe residuals)."""
    first = _fitted(data, trend=trend)
    if reweight is None:
        return first
    with np.errstate(all="ignore"):
        hat = 1 / first.ones[:, data.season]
        if trend:
            hat += (data.time - first.middle[:, data.season]) ** 2 / first.spread[:, None]
        hat *= first.weight
        residual = 1.5 * (data.counts ** (2 / 3) * first.mean ** (-1 / 6) - np.sqrt(first.mean))
        residual /= np.sqrt(first.dispersion[:, None] * (1 - hat))
        weight = data.prior * np.where(residual > reweight, residual**-2.0, 1.0)
        weight *= (data.prior.sum(axis=1) / weight.sum(axis=1))[:, None]
    second = _fitted(data._replace(prior=np.nan_to_num(weight)), trend=trend)
    # As in R, the first fit says whether there is a model; the second may stop short.
    return second._replace(converged=first.converged)


def _fitted(data: _Weeks, *, trend: bool) -> _Fit:
    """Weighted least squares again and again, until the deviance of a series stands still."""
    series, levels = len(data.counts), data.member.shape[1]
    converged = np.zeros(series, dtype=bool)
    now, spread = np.full((2, series), np.nan)
    mean, weight = np.full((2, *data.counts.shape), np.nan)
    ones, middle = np.full((2, series, levels), np.nan)
    rows, left = np.arange(series), data
    # The deviance is twice this; what only the counts decide is left out until the end.
    saturated = _summed(data.prior, xlogy(data.counts, data.counts) - data.counts)
    step = _Step.first(data)
    deviance = 2 * (saturated + step.likelihood(data))
    with np.errstate(all="ignore"):
        for _ in range(_MOST_STEPS):
            step = step.next(left, trend=trend)
            now[rows], spread[rows] = step.now, step.spread
            mean[rows], weight[rows] = step.mean, step.weight
            ones[rows], middle[rows] = step.ones, step.middle
            before, deviance = deviance, 2 * (saturated[rows] + step.likelihood(left))
            still = np.abs(deviance - before) < _STANDS_STILL * (np.abs(deviance) + 0.1)
            converged[rows[still]] = True
            going = ~still & np.isfinite(deviance)
            if not going.any():
                break
            rows, left, step = rows[going], left.only(going), step.only(going)
            deviance = deviance[going]
        freedom = (data.prior > 0).sum(axis=1) - data.seasons.sum(axis=1) - trend
        distance = _summed(weight, np.where(data.prior > 0, data.counts / mean - 1, 0.0) ** 2)
        dispersion = np.where(freedom > 0, np.maximum(distance / freedom, 1.0), np.nan)
    now = np.where(data.seasons[:, -1], now, np.nan)
    return _Fit(now, dispersion, converged, mean, weight, ones, middle, spread)


def _summed(left: Floats, right: Floats) -> Floats:
    """The sums of the products along each series."""
    total: Floats = np.einsum("ij,ij->i", left, right)
    return total

"""Upper tails of counts, always P(N >= y): the chance of as many or more.

Plain arrays in, arrays out, broadcast against each other; NaN in, NaN out. Held against R's ppois,
pnbinom, qnbinom and poisson.test.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, gammainc, gammaincinv, ndtri

from briefing.statistics.judged import Floats

_NEARLY_POISSON = 1e-9
"""A variance this little above the mean, relative to it, is told from it by rounding alone."""


def poisson_upper(y: ArrayLike, mean: ArrayLike) -> Floats:
    """P(N >= y) of a Poisson count; 1 at y = 0."""
    y, mean = np.broadcast_arrays(np.asarray(y, float), np.asarray(mean, float))
    tail = gammainc(np.maximum(y, 1.0), mean)
    return np.where(y >= 1, tail, np.where(np.isnan(y + mean), np.nan, 1.0))


def negative_binomial_upper(y: ArrayLike, mean: ArrayLike, variance: ArrayLike) -> Floats:
    """P(N >= y) of a negative binomial count; Poisson where the variance is not above the mean.

    size = mean^2 / (variance - mean), prob = mean / variance, as R's pnbinom has them.
    """
    y, mean, variance = np.broadcast_arrays(
        np.asarray(y, float), np.asarray(mean, float), np.asarray(variance, float)
    )
    over = variance - mean
    wide = (over > _NEARLY_POISSON * mean) & (mean > 0)
    size = np.where(wide, mean, 1.0) ** 2 / np.where(wide, over, 1.0)
    share = np.where(wide, over, 0.5) / np.where(wide, variance, 1.0)
    tail = np.where(y >= 1, betainc(np.maximum(y, 1.0), size, share), 1.0)
    # A sum knows NaN of any of the three.
    tail = np.where(np.isnan(y + over), np.nan, tail)
    return tail if wide.all() else np.where(wide, tail, poisson_upper(y, mean + 0 * variance))


def negative_binomial_bound(mean: ArrayLike, variance: ArrayLike, alpha: float) -> Floats:
    """The largest ordinary count: the largest y with P(N >= y) > alpha (R's qnbinom(1 - alpha))."""
    mean, variance = np.broadcast_arrays(np.asarray(mean, float), np.asarray(variance, float))
    flat, spread = mean.ravel(), np.maximum(variance, mean).ravel()
    known = np.flatnonzero(np.isfinite(flat + spread))
    bound = np.full(flat.shape, np.nan)
    bound[known] = _search(flat[known], spread[known], alpha)
    return bound.reshape(mean.shape)


def _search(mean: Floats, variance: Floats, alpha: float) -> Floats:
    """Bracket the bound about a first guess (Cornish-Fisher), then halve the bracket."""
    deviation = np.sqrt(variance)
    z = float(ndtri(1 - alpha))
    # The skewness of a negative binomial, (2 variance / mean - 1) / sd.
    safe = np.where(mean > 0, mean, 1.0)
    skew = (2 * variance / safe - 1) / np.where(deviation > 0, deviation, 1.0)
    guess = np.floor(mean + deviation * (z + skew * (z * z - 1) / 6))
    some = np.flatnonzero(mean > 0)
    m, v, low = mean[some], variance[some], np.maximum(guess[some], 0.0)

    def ordinary(y: Floats, at: NDArray[np.intp]) -> NDArray[np.bool_]:
        return np.asarray(negative_binomial_upper(y, m[at], v[at]) > alpha)

    # `low` is to be ordinary and `high` not; steps that grow find either. None is below 0.
    high, every = low + 1, np.arange(some.size)
    up = ordinary(high, every)
    step, left = 1.0, every[up]
    while left.size:
        low[left], step = high[left], 2 * step
        high[left] += step
        left = left[ordinary(high[left], left)]
    step, left = 1.0, every[~up]
    left = left[~ordinary(low[left], left)]
    while left.size:
        high[left], step = low[left], 2 * step
        low[left] = np.maximum(low[left] - step, 0.0)
        left = left[~ordinary(low[left], left)]
    left = np.flatnonzero(high - low > 1)
    while left.size:
        middle = np.floor((low[left] + high[left]) / 2)
        is_ordinary = ordinary(middle, left)
        low[left] = np.where(is_ordinary, middle, low[left])
        high[left] = np.where(is_ordinary, high[left], middle)
        left = left[high[left] - low[left] > 1]
    bound = np.zeros(mean.shape)
    bound[some] = low
    return bound


def poisson_interval(y: ArrayLike, level: float = 0.95) -> tuple[Floats, Floats]:
    """The exact interval of a Poisson mean of which y was counted (R's poisson.test)."""
    y = np.asarray(y, dtype=np.float64)
    outside = (1 - level) / 2
    low = np.where(y > 0, gammaincinv(np.maximum(y, 1.0), outside), 0.0)
    high = np.asarray(gammaincinv(y + 1, 1 - outside), dtype=np.float64)
    return np.where(np.isnan(y), np.nan, low), high

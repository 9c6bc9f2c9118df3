"""Upper tails of counts, always P(N >= y): the chance of as many or more.

Plain arrays in, arrays out, broadcast against each other; NaN in, NaN out. Held against R's ppois,
pnbinom, qnbinom and poisson.test.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, gammainc, gammaincinv, ndtri

from briefing.statistics.judged import Floats

_NEARLY_POISSON = 1e-9
"""A variance this little above the mean, relative to it, is told from it by rounding alone."""

_MOST_STEPS = 100_000


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
    """Step from a first guess (Cornish-Fisher) until the tail crosses alpha."""
    deviation = np.sqrt(variance)
    z = float(ndtri(1 - alpha))
    # The skewness of a negative binomial, (2 variance / mean - 1) / sd.
    safe = np.where(mean > 0, mean, 1.0)
    skew = (2 * variance / safe - 1) / np.where(deviation > 0, deviation, 1.0)
    guess = np.floor(mean + deviation * (z + skew * (z * z - 1) / 6))
    bound = np.where(mean > 0, np.maximum(guess, 0.0), 0.0)
    moving = np.flatnonzero(mean > 0)
    above = negative_binomial_upper(bound[moving] + 1, mean[moving], variance[moving]) > alpha
    for step, going in ((1.0, moving[above]), (-1.0, moving[~above])):
        left = going
        for _ in range(_MOST_STEPS):
            if not left.size:
                break
            # Upwards: y + 1 is ordinary too, so go there. Downwards: y itself is not ordinary.
            asked = bound[left] + (1.0 if step > 0 else 0.0)
            ordinary = negative_binomial_upper(asked, mean[left], variance[left]) > alpha
            left = left[ordinary if step > 0 else ~ordinary]
            bound[left] += step
    return bound


def poisson_interval(y: ArrayLike, level: float = 0.95) -> tuple[Floats, Floats]:
    """The exact interval of a Poisson mean of which y was counted (R's poisson.test)."""
    y = np.asarray(y, dtype=np.float64)
    outside = (1 - level) / 2
    low = np.where(y > 0, gammaincinv(np.maximum(y, 1.0), outside), 0.0)
    high = np.asarray(gammaincinv(y + 1, 1 - outside), dtype=np.float64)
    return np.where(np.isnan(y), np.nan, low), high

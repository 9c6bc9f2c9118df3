"""Slow rises: what each week lies above its expectation, added up until it comes down again."""

import numpy as np
from numpy.typing import ArrayLike

from briefing.statistics.judged import Floats

ALLOWED = 1.04
"""k: so much above the expectation, in standard deviations, is let pass every week."""
ALARM = 2.26
"""h: a sum as high as this is a rise. Both are the defaults of R's surveillance."""


def rossi(counts: ArrayLike, expected: ArrayLike) -> Floats:
    """Poisson counts made nearly normal (Rossi, Lampugnani and Marchi 1999).

    NaN where none is expected.
    """
    x, m = np.broadcast_arrays(np.asarray(counts, float), np.asarray(expected, float))
    m = np.where(m > 0, m, np.nan)
    z: Floats = (x - 3 * m + 2 * np.sqrt(x * m)) / (2 * np.sqrt(m))
    return z


def cusum(
    counts: ArrayLike,
    expected: ArrayLike,
    dispersion: ArrayLike = 1.0,
    *,
    k: float = ALLOWED,
    h: float | None = None,
) -> Floats:
    """The sums max(0, before + z - k) of S series over T weeks, oldest first: an array (S, T).

    counts: (S, T), NaN where a week is missing, which leaves the sum as it was. expected: (S, T) or
    (S,). dispersion: (S,), the variance over the mean, by whose root z is shrunk, so that noisy
    counts do not add up to a rise; 1 is the plain method. With `h` a sum starts anew from 0 after
    each week that reached it; without, as in R's surveillance, it goes on.
    """
    x = np.atleast_2d(np.asarray(counts, float))
    m = np.asarray(expected, float)
    z = rossi(x, m if m.ndim != 1 else m[:, None])
    z /= np.sqrt(np.broadcast_to(np.asarray(dispersion, float), x.shape[:1]))[:, None]
    sums = np.zeros(x.shape)
    now = np.zeros(x.shape[0])
    for week in range(x.shape[1]):
        if h is not None:
            now = np.where(now >= h, 0.0, now)
        step = z[:, week]
        now = np.where(np.isnan(step), now, np.maximum(0.0, now + step - k))
        sums[:, week] = now
    return sums


def since(sums: Floats) -> Floats:
    """How many weeks each series' sum has been above 0, up to the last: an array (S,) of counts."""
    rising = sums > 0
    backwards = np.logical_and.accumulate(rising[:, ::-1], axis=1)
    weeks: Floats = backwards.sum(axis=1).astype(np.float64)
    return weeks

"""Whether a part of the week holds more or less than its share: exact tests of two rates.

Given both counts together, the recent one is binomial (Przyborowski and Wilenski 1940). Two-sided
as R's binom.test and poisson.test have it: all outcomes that are no likelier than the one seen.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, gammaln, xlog1py, xlogy

from briefing.statistics.judged import Floats

PARTS = 28
"""Quarters of the days of the week, from the night to Monday on."""

_NO_LIKELIER = 1 + 1e-7
"""Outcomes as likely as the one seen are told from likelier ones despite rounding, as R does."""


def two_sided(recent: ArrayLike, before: ArrayLike, share: ArrayLike) -> Floats:
    """p of `recent` counts against those `before`, of which recent ones should be `share`.

    `share` is the recent exposure over that of both, between 0 and 1. Arrays that broadcast; 1
    where nothing was counted.
    """
    x, y, share = np.broadcast_arrays(*(np.asarray(a, float) for a in (recent, before, share)))
    n = x + y
    level = _log_chance(x, n, share) + np.log(_NO_LIKELIER)
    mode = np.clip(np.floor((n + 1) * share), 0, n)
    # Outcomes rise in likelihood up to the mode and fall after it, so each side has one border.
    low = _last_below(level, mode, n, share)
    high = _first_above(level, mode, n, share)
    both = _at_most(low, n, share) + _at_least(high, n, share)
    return np.asarray(np.where(n > 0, np.minimum(both, 1.0), 1.0), float)


def upper(recent: ArrayLike, before: ArrayLike, share: ArrayLike) -> Floats:
    """One-sided p: the chance of as many recent ones or more."""
    x, y, share = np.broadcast_arrays(*(np.asarray(a, float) for a in (recent, before, share)))
    return _at_least(x, x + y, share)


def lower(recent: ArrayLike, before: ArrayLike, share: ArrayLike) -> Floats:
    """One-sided p: the chance of as few recent ones or fewer."""
    x, y, share = np.broadcast_arrays(*(np.asarray(a, float) for a in (recent, before, share)))
    return _at_most(x, x + y, share)


def _at_least(k: Floats, n: Floats, share: Floats) -> Floats:
    inside = (k > 0) & (k <= n)
    tail = betainc(np.where(inside, k, 1.0), np.where(inside, n - k + 1, 1.0), share)
    return np.asarray(np.where(inside, tail, np.where(k <= 0, 1.0, 0.0)), float)


def _at_most(k: Floats, n: Floats, share: Floats) -> Floats:
    inside = (k >= 0) & (k < n)
    tail = betainc(np.where(inside, n - k, 1.0), np.where(inside, k + 1, 1.0), 1 - share)
    return np.asarray(np.where(inside, tail, np.where(k < 0, 0.0, 1.0)), float)


def _log_chance(k: Floats, n: Floats, share: Floats) -> Floats:
    ways = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    return np.asarray(ways + xlogy(k, share) + xlog1py(n - k, -share), float)


def _last_below(level: Floats, mode: Floats, n: Floats, share: Floats) -> Floats:
    """The largest outcome up to the mode that is no likelier than `level`; -1 if none is."""
    low, high = np.full(mode.shape, -1.0), mode + 1
    while (open_ := high - low > 1).any():
        middle = np.floor((low + high) / 2)
        below = _log_chance(np.clip(middle, 0, n), n, share) <= level
        low = np.where(open_ & below, middle, low)
        high = np.where(open_ & ~below, middle, high)
    return low


def _first_above(level: Floats, mode: Floats, n: Floats, share: Floats) -> Floats:
    """The smallest outcome from the mode on that is no likelier than `level`; n + 1 if none is."""
    low, high = mode - 1, n + 1
    while (open_ := high - low > 1).any():
        middle = np.floor((low + high) / 2)
        below = _log_chance(np.clip(middle, 0, n), n, share) <= level
        high = np.where(open_ & below, middle, high)
        low = np.where(open_ & ~below, middle, low)
    return high


def quarters(hours: NDArray[np.generic]) -> Floats:
    """Counts of the 168 hours of the week (..., 168) by quarter of its days (..., 28)."""
    parts: Floats = np.asarray(hours, float).reshape(*hours.shape[:-1], PARTS, 6)
    return np.asarray(parts.sum(axis=-1), float)

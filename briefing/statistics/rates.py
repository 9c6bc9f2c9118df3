"""Rates of small places, drawn towards the rate of all by as much as chance explains.

Empirical Bayes after Marshall (1991), "Mapping disease and mortality rates using empirical Bayes
estimators"; as R's spdep::EBest. A map of raw rates shows where few people live.
"""

import numpy as np
from numpy.typing import NDArray

from briefing.statistics.judged import Floats


def shrunk(counts: NDArray[np.generic], base: NDArray[np.generic]) -> Floats:
    """Rates (n,) of counts over a base that is positive, the less trusted the smaller the base."""
    n, x = np.asarray(counts, float), np.asarray(base, float)
    mean = n.sum() / x.sum()
    raw = n / x
    between = (x * (raw - mean) ** 2).sum() / x.sum() - mean / x.mean()
    if between <= 0:  # no more between the places than chance makes
        return np.full(n.shape, mean)
    return np.asarray(mean + (raw - mean) * between / (between + mean / x), float)

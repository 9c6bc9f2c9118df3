"""Among many tests, how many of the finds are to be believed: the false discovery rate."""

import numpy as np
from numpy.typing import ArrayLike

from briefing.statistics.judged import Floats


def adjusted(p: ArrayLike) -> Floats:
    """q by Benjamini and Hochberg (1995), as R's p.adjust(p, "BH").

    NaN stays NaN and is not counted among the tests.
    """
    return _stepped(p, harmonic=False)


def by(p: ArrayLike) -> Floats:
    """q by Benjamini and Yekutieli (2001), for tests that depend on each other in any way."""
    return _stepped(p, harmonic=True)


def _stepped(p: ArrayLike, *, harmonic: bool) -> Floats:
    p = np.asarray(p, float)
    flat = p.ravel()
    known = np.flatnonzero(~np.isnan(flat))
    m = known.size
    q = np.full(flat.shape, np.nan)
    if m:
        falling = known[np.argsort(-flat[known], kind="stable")]
        ranks = np.arange(m, 0, -1)
        factor = float(np.sum(1 / np.arange(1, m + 1))) if harmonic else 1.0
        q[falling] = np.minimum(1, np.minimum.accumulate(factor * m / ranks * flat[falling]))
    return q.reshape(p.shape)

"""Where high counts lie together: the local statistic of Getis and Ord.

z of G and G* as in Ord and Getis (1995), "Local spatial autocorrelation statistics", Geographical
Analysis 27; held against R's spdep and against esda. Only the cells of the study area count as
places where something could have happened: zeros in lakes make every other cell look hot.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from briefing.statistics.judged import Floats

_FEWEST = 3
_SAME = 1e-12
"""A standard deviation this small, relative to the mean, is nothing but rounding."""


def gi_star(counts: Floats, study: NDArray[np.bool_]) -> Floats:
    """z of G* of each cell of a raster (H, W), its neighbours being the 8 around it and itself.

    `study` (H, W) tells which cells belong to the area that is studied; the others are neighbours
    of none. NaN outside of it, and everywhere where all counts are the same.
    """
    n = int(np.count_nonzero(study))
    inside = np.where(study, counts, 0.0)
    mean = inside.sum() / max(n, 1)
    deviation = np.sqrt(max(float((inside * inside).sum()) / max(n, 1) - mean * mean, 0.0))
    if n < _FEWEST or deviation <= _SAME * max(mean, 1.0):
        return np.full(counts.shape, np.nan)
    near = around(study.astype(float))
    # With weights of one, the sum of the weights is the sum of their squares.
    spread = deviation * np.sqrt(near * (n - near) / (n - 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        z: Floats = (around(inside) - mean * near) / spread
    z[~(study & np.isfinite(z))] = np.nan
    return z


def around(raster: Floats) -> Floats:
    """The sum of each cell and the 8 around it; beyond the edge is nothing."""
    high, wide = raster.shape
    padded = np.pad(raster, 1)
    rows = padded[:high] + padded[1 : high + 1] + padded[2 : high + 2]
    return np.asarray(rows[:, :wide] + rows[:, 1 : wide + 1] + rows[:, 2 : wide + 2], float)


def local_g(values: Floats, weights: Floats, *, star: bool) -> Floats:
    """z of G (or G* with `star`) of n values under any weights (n, n), row i those of place i.

    G leaves the place itself out, of its mean and deviation too; its own weight must then be 0.
    """
    n = values.size
    total, squares = values.sum(), (values**2).sum()
    weight, squared = weights.sum(axis=1), (weights**2).sum(axis=1)
    if not star:
        n -= 1
        total, squares = total - values, squares - values**2
    mean = total / n
    variance = squares / n - mean**2
    spread = np.sqrt(variance * (n * squared - weight**2) / (n - 1))
    return np.asarray((weights @ values - mean * weight) / spread, float)


def upper_p(z: Floats) -> Floats:
    """One-sided p: how likely a z as high or higher is, were the counts strewn at random."""
    return np.asarray(ndtr(-z), float)

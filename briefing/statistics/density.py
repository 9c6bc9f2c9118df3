"""How densely points lie, smoothed: for the drawing only. No rank and no decision rests on it."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from briefing.statistics.judged import Floats

Ring = NDArray[np.float64]
"""Corners (n, 2) as (column, row) of a raster, in cells from the middle of its first; closed."""


def density(counts: Floats, bandwidth: float) -> Floats:
    """Counts (H, W) smoothed by a normal kernel whose standard deviation is `bandwidth` cells.

    In counts a cell. What is smoothed over the edge of the raster is lost, so leave a margin.
    """
    smoothed: Floats = gaussian_filter(counts.astype(float), bandwidth, mode="constant", truncate=5)
    return smoothed


def rings(surface: Floats, level: float) -> Iterator[Ring]:
    """The lines around what lies above `level`; a hole is a ring of its own. All are closed."""
    from contourpy import contour_generator  # noqa: PLC0415 - only who draws outlines waits for it

    padded = np.pad(surface, 1)  # so that no line ends at the edge
    for line in contour_generator(z=padded).lines(level):
        yield np.asarray(line, float) - 1

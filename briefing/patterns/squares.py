"""The squares of 250 m of a municipality: which are its own, fullest, clusters; their outlines.

Knows areas and counts, and nothing of the record. Whoever imports it waits for scipy.
"""

from functools import lru_cache
from itertools import accumulate, product
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LinearRing, MultiPolygon, Polygon

from briefing.findings import Contour
from briefing.statistics.density import density, rings
from briefing.statistics.discovery import adjusted
from briefing.statistics.getis_ord import around, gi_star, upper_p
from briefing.statistics.judged import Floats
from reference.areas import Areas, polygonal
from reference.grid import SIZE_M, Square, to_degrees, to_metres

FALSE_CLUSTERS = 0.10
"""The share of the clusters that may be none (Benjamini-Hochberg)."""
BANDWIDTH_M = 300
SHARES = (0.25, 0.5, 0.75)
"""Contours are drawn at these shares of the density's peak."""
RINGS = 40
"""A contour has no more rings than these, the widest; beyond, it is a texture and no outline."""
SMOOTH_M = 20
"""A contour may be drawn so much beside itself, with fewer corners."""

# Squares left free around the areas, so that what is smoothed within is not cut off.
_MARGIN = 6
_NONE = -1


class Raster(NamedTuple):
    """Squares from `west` eastwards and from `south` northwards: [row, column], rows northwards.

    `area` is the index of the area that the middle of each square lies in, -1 for none.
    """

    west: int
    south: int
    area: NDArray[np.int32]

    def place(self, square: Square) -> tuple[int, int] | None:
        """The row and column of a square, None where it lies beyond the raster."""
        row, column = square.n - self.south, square.e - self.west
        high, wide = self.area.shape
        return (row, column) if 0 <= row < high and 0 <= column < wide else None

    def square(self, row: int, column: int) -> Square:
        """The square at a row and column."""
        return Square(column + self.west, row + self.south)


class Counted(NamedTuple):
    """Reports `n` upon a raster, and the `area` of each square as counted() has it."""

    raster: Raster
    n: Floats
    area: NDArray[np.int32]


class Clusters(NamedTuple):
    """Gi* of each square (NaN where it was not compared) and whether it is part of a cluster."""

    z: Floats
    found: NDArray[np.bool_]
    tested: int


@lru_cache(maxsize=8)
def raster(areas: Areas) -> Raster:
    """The raster of an edition of areas. A middle on a border belongs to the lowest code."""
    flat = [_in_metres(area.geometry) for area in areas.areas]
    bounds = np.array([geometry.bounds for geometry in flat]) / SIZE_M
    (west, south), (east, north) = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
    first_e, first_n = int(np.floor(west)) - _MARGIN, int(np.floor(south)) - _MARGIN
    wide, high = int(np.ceil(east)) + _MARGIN - first_e, int(np.ceil(north)) + _MARGIN - first_n
    found = np.full((high, wide), _NONE, np.int32)
    x = (np.arange(wide) + first_e + 0.5) * SIZE_M
    y = (np.arange(high) + first_n + 0.5) * SIZE_M
    for index, geometry in reversed(list(enumerate(flat))):
        left, low, right, top = geometry.bounds
        columns = slice(*np.searchsorted(x, (left, right)))
        rows = slice(*np.searchsorted(y, (low, top)))
        shapely.prepare(geometry)
        inside = shapely.contains_xy(geometry, *np.meshgrid(x[columns], y[rows]))
        found[rows, columns][inside] = index
    return Raster(first_e, first_n, found)


def _in_metres(geometry: Polygon | MultiPolygon) -> Polygon | MultiPolygon:
    def projected(points: Floats) -> Floats:
        return np.array(to_metres([(x, y) for x, y in points.tolist()]), float)

    return polygonal(shapely.transform(geometry, projected))


def counted(areas: Areas, found: NDArray[np.int64]) -> Counted:
    """Put counts upon the raster: rows (K, 3) of a square's numbers e and n, and a count.

    What lies in no area is left out; counts of the same square are added up.

    A square on the edge of the municipality may have its middle outside and reports all the same:
    it belongs to the first area that one of its corners lies in.
    """
    grid = raster(areas)
    area = grid.area.copy()
    places = found[:, 1::-1] - (grid.south, grid.west)
    within = ((places >= 0) & (places < area.shape)).all(axis=1)
    at = places[within] @ (area.shape[1], 1)
    n: Floats = np.bincount(at, found[within, 2], minlength=area.size).astype(float)
    n = n.reshape(area.shape)
    edge = np.argwhere((n > 0) & (area == _NONE))
    area[edge[:, 0], edge[:, 1]] = _by_corner(areas, grid, edge)
    n[area == _NONE] = 0
    return Counted(grid, n, area)


def _by_corner(areas: Areas, grid: Raster, edge: NDArray[np.intp]) -> list[int]:
    """For each place of the raster the first area that a corner of its square lies in, or none."""
    corners = [
        ((grid.west + column + x) * float(SIZE_M), (grid.south + row + y) * float(SIZE_M))
        for row, column in edge.tolist()
        for x, y in product((0, 1), repeat=2)
    ]
    points = to_degrees(corners)
    index = {area.code: number for number, area in enumerate(areas.areas)}
    located = areas.locate([lon for lon, _ in points], [lat for _, lat in points])
    codes = [_NONE if code is None else index[code] for code in located]
    fours = [codes[start : start + 4] for start in range(0, len(codes), 4)]
    return [min((code for code in four if code != _NONE), default=_NONE) for four in fours]


def ranked(squares: Counted, most: int, least: int) -> list[tuple[int, int]]:
    """The rows and columns of the fullest squares; of equal ones that with more around it first.

    Squares with fewer reports than `least` are left out.
    """
    rows, columns = np.nonzero(squares.n >= least)
    full, beside = squares.n[rows, columns], around(squares.n)[rows, columns]
    order = np.lexsort((rows, columns, -beside, -full))[:most]
    return [(int(rows[at]), int(columns[at])) for at in order]


def clusters(squares: Counted) -> Clusters:
    """Which squares are clusters, among those of the areas where something is reported at all.

    These are the squares with a report and the eight around each: nobody has told the machine
    where people live, and the zeros of lakes and woods would make every street a cluster.
    """
    study = (squares.area != _NONE) & (around(squares.n) > 0)
    z = gi_star(squares.n, study)
    q = adjusted(upper_p(z))
    return Clusters(z, np.asarray(q <= FALSE_CLUSTERS), int(np.isfinite(z).sum()))


def contours(squares: Counted) -> tuple[Contour, ...]:
    """Outlines of the density of all the weeks' reports, the lowest share of its peak first."""
    rows, columns = np.nonzero(squares.n)
    if not rows.size:
        return ()
    low, left = max(int(rows.min()) - _MARGIN, 0), max(int(columns.min()) - _MARGIN, 0)
    part = squares.n[low : rows.max() + _MARGIN + 1, left : columns.max() + _MARGIN + 1]
    surface = density(part, BANDWIDTH_M / SIZE_M)
    corner = np.array([squares.raster.west + left + 0.5, squares.raster.south + low + 0.5])
    return tuple(
        Contour(
            share=share,
            rings=_widest(
                [(ring + corner) * SIZE_M for ring in rings(surface, share * float(surface.max()))]
            ),
        )
        for share in SHARES
    )


def _widest(outlines: list[Floats]) -> tuple[tuple[tuple[float, float], ...], ...]:
    if not outlines:
        return ()
    # On many happenings strewn evenly there are hundreds: only those that are kept are simplified.
    size = [_size(outline) for outline in outlines]
    wide = sorted(range(len(size)), key=lambda at: -round(size[at]))[:RINGS]
    corners = [
        list(LinearRing(outlines[at]).simplify(SMOOTH_M).coords)
        for at in wide
        if size[at] >= SIZE_M * SIZE_M
    ]
    flat = to_degrees([(x, y) for ring in corners for x, y in ring])
    ends = list(accumulate(map(len, corners)))
    return tuple(flat[start:end] for start, end in zip([0, *ends], ends, strict=False))


def _size(ring: Floats) -> float:
    """What a closed ring encloses."""
    x, y = (ring - ring[0]).T
    return abs(float(x[:-1] @ y[1:] - x[1:] @ y[:-1])) / 2

"""The outlines of an edition's areas, drawn coarsely enough for a picture that is sent and kept."""

from functools import lru_cache
from itertools import pairwise

import shapely
from shapely.geometry import MultiPolygon, Polygon

from briefing.picture import AreaShape
from reference.areas import Area, Areas

STEPS = 600
"""The widest side of the municipality is drawn in this many steps."""
DECIMALS = 5


@lru_cache(maxsize=8)
def outline(areas: Areas) -> tuple[AreaShape, ...]:
    """The outlines, in the order of the codes. Rings shorter than a step are left out."""
    bounds = [area.geometry.bounds for area in areas.areas]
    west, south = min(b[0] for b in bounds), min(b[1] for b in bounds)
    east, north = max(b[2] for b in bounds), max(b[3] for b in bounds)
    step = max(east - west, north - south) / STEPS
    simple = _simplified([area.geometry for area in areas.areas], step)
    return tuple(
        _shape(area, geometry, step) for area, geometry in zip(areas.areas, simple, strict=True)
    )


def _simplified(
    geometries: list[Polygon | MultiPolygon], step: float
) -> list[Polygon | MultiPolygon]:
    """Simplified together, so that a border that areas share stays one line."""
    return list(shapely.coverage_simplify(geometries, step, simplify_boundary=True))


def _shape(area: Area, geometry: Polygon | MultiPolygon, step: float) -> AreaShape:
    polygons = list(geometry.geoms) if isinstance(geometry, MultiPolygon) else [geometry]
    largest = max(polygons, key=lambda polygon: polygon.area)
    rings = [
        tuple((round(x, DECIMALS), round(y, DECIMALS)) for x, y in ring.coords)
        for polygon in polygons
        if polygon is largest or polygon.area > step * step
        for ring in (polygon.exterior, *polygon.interiors)
    ]
    label = largest.representative_point()
    return AreaShape(
        code=area.code,
        name=area.name,
        rings=tuple(_without_repeats(ring) for ring in rings),
        label=(round(label.x, DECIMALS), round(label.y, DECIMALS)),
    )


def _without_repeats(ring: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    return (ring[0], *(after for before, after in pairwise(ring) if before != after))

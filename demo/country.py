"""What lies around Havstuna: woods to the edge of the sheet, fields by the roads, built-up land."""

from collections.abc import Iterable

import numpy as np
import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from demo import terrain
from demo.plane import TILE_SIDE_M, MapFeature, blob, box, lines_of, polygons_of
from demo.streets import QUARTERS

# The sheet is three tiles of zoom 10 wide and high; past it there is no map.
SHEET = box((0, 0), (3 * TILE_SIDE_M, 3 * TILE_SIDE_M))
_FIELDS_REACH_M = 5800


def cover(dice: np.random.Generator) -> tuple[MapFeature, ...]:
    """Woods, fields and meadows, and the built-up land, painted in this order."""
    # Gardens stay bare ground; blocks, slabs and works are the dense town.
    dense = [quarter.ground for quarter in QUARTERS if quarter.style in {"town", "slab"}]
    works = [quarter.ground for quarter in QUARTERS if quarter.style == "works"]
    built = _grown(shapely.union_all([quarter.ground for quarter in QUARTERS]))
    wet = terrain.water().buffer(25, quad_segs=2)
    woods = SHEET.difference(built)
    fields = _fields(dice, built.buffer(70, quad_segs=2).union(wet))
    town = _grown(shapely.union_all(dense)).difference(shapely.union_all(works))
    return (
        *(MapFeature(part, "forest") for part in polygons_of(woods)),
        *fields,
        *(MapFeature(part, "urban_area") for part in polygons_of(town)),
    )


def works() -> tuple[MapFeature, ...]:
    """The ground of the works, for the layer landuse."""
    return tuple(
        MapFeature(quarter.ground, "industrial") for quarter in QUARTERS if quarter.style == "works"
    )


def _grown(ground: BaseGeometry) -> BaseGeometry:
    """The patches with the gaps between them closed."""
    return ground.buffer(62, quad_segs=3).buffer(-40, quad_segs=3).simplify(3)


def _fields(dice: np.random.Generator, kept_clear: BaseGeometry) -> Iterable[MapFeature]:
    """Farmland in glades along the roads out of town."""
    roads = [road.geometry for road in terrain.main_roads() if road.kind != "path"]
    around = box((0, 0), (2 * _FIELDS_REACH_M, 2 * _FIELDS_REACH_M))
    drawn: list[Polygon] = []
    for road in roads:
        for near in lines_of(road.intersection(around)):
            for at in np.arange(300, near.length, 680):
                beside = near.interpolate(float(at))
                middle = (beside.x + dice.normal(0, 320), beside.y + dice.normal(0, 320))
                size = (float(dice.uniform(130, 430)), float(dice.uniform(110, 330)))
                drawn.append(blob(middle, size, dice))
    split = len(drawn) * 3 // 4
    crops = shapely.union_all(drawn[:split])
    meadow = shapely.union_all(drawn[split:]).difference(crops)
    for kind, glade in (("farmland", crops), ("grassland", meadow)):
        cleared = (
            glade.difference(kept_clear)
            .buffer(-12, quad_segs=2)
            .buffer(12, quad_segs=2)
            .simplify(12)
        )
        yield from (MapFeature(part, kind) for part in polygons_of(cleared) if part.area > 15_000)

"""Where things can happen in Havstuna: its named places, and what has no name of its own.

Streets, stairwells, cellars, car parks and buses have no name; points for them lie along the
streets of their area. A point at a home is never one of a real house.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
import shapely
from shapely.geometry import LineString

from demo.dice import Floats
from demo.town import Town
from reference.areas import OUTSIDE, UNPLACED, Area, Areas, Place, Places
from reference.dimensions import PlaceType as T

_ALONG = np.linspace(0.05, 0.95, 7)
_NAMELESS: tuple[tuple[T, tuple[str, ...]], ...] = (
    (T.STREET, ("G01", "G02", "G03", "G04", "G05", "G06", "G07", "G08", "G09", "G10")),
    (T.STAIRWELL, ("G01", "G02", "G03", "G05", "G06")),
    (T.CELLAR, ("G02", "G03", "G05", "G06")),
    (T.PARKING, ("G02", "G03", "G05", "G06", "G09")),
    (T.TRAIN_BUS, ("G01", "G03", "G06")),
)
HOMES = frozenset({T.STAIRWELL, T.CELLAR})
"""Where a point would show where somebody lives."""


class Spot(NamedTuple):
    """A place that reports can tell of. `place` is its code, "" without a name.

    `points` are (lon, lat) in WGS84: one for a named place, many for the others, none online.
    """

    place: str
    name: str
    area: str
    type: T
    points: Floats


class Spots(NamedTuple):
    """All of them; `at` finds one by its name, or by its area and type."""

    all: tuple[Spot, ...]
    at: Mapping[str, int]


def areas_of(town: Town, edition: str, valid_from: date) -> Areas:
    """The town's areas as an edition that can be adopted."""
    areas = tuple(Area(area.code, area.name, area.geometry) for area in town.areas)
    return Areas(edition, valid_from, areas)


def places_of(town: Town, edition: str, valid_from: date) -> Places:
    """The town's named places as an edition that can be adopted."""
    places = tuple(
        Place(one.code, one.name, one.point.y, one.point.x, one.place_type.value, one.area)
        for one in town.places
    )
    return Places(edition, valid_from, places)


def spots_of(town: Town, areas: Areas) -> Spots:
    """The spots of the town, in an order that only the town decides."""
    along = _along_the_streets(town, areas)
    found = [
        Spot(one.code, one.name, one.area, one.place_type, shapely.get_coordinates(one.point))
        for one in town.places
    ]
    for kind, within in _NAMELESS:
        found += [Spot("", f"{area} {kind.value}", area, kind, along[area]) for area in within]
    found.append(Spot("", OUTSIDE, OUTSIDE, T.STREET, along[OUTSIDE]))
    found.append(Spot("", UNPLACED, UNPLACED, T.ONLINE, np.empty((0, 2))))
    return Spots(tuple(found), {spot.name: number for number, spot in enumerate(found)})


def _along_the_streets(town: Town, areas: Areas) -> dict[str, Floats]:
    """Points on streets and paths by the area that they lie in, OUTSIDE for those beyond."""
    roads = [road.geometry for road in town.layers["roads"] if road.kind != "rail"]
    lines = [road for road in roads if isinstance(road, LineString)]
    points = np.vstack([_points_on(lines, share) for share in _ALONG])
    codes = [code or OUTSIDE for code in areas.locate(points[:, 0], points[:, 1])]
    return {
        code: points[[number for number, at in enumerate(codes) if at == code]]
        for code in [area.code for area in areas.areas] + [OUTSIDE]
    }


def _points_on(lines: Sequence[LineString], share: float) -> Floats:
    on_lines = [line.interpolate(share, normalized=True) for line in lines]
    return np.array([(point.x, point.y) for point in on_lines])

"""The sheet that Havstuna is drawn on: metres east and north of Stortorget, and the way to WGS84.

Havstuna lies in the open Baltic, between Gotska Sandön and the archipelago, where there is only
water. What is told about it is invented, and no map may ever put that on a real street.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

Points = tuple[tuple[float, float], ...]
Coordinates = npt.NDArray[np.float64]

EARTH_RADIUS_M = 6_378_137.0
# Stortorget is the middle of this tile, so that one tile of zoom 10 holds all of the town.
HOME_TILE = (10, 567, 304)


@dataclass(frozen=True)
class MapFeature:
    """One thing on the map. `kind` is a word of the Protomaps basemap layers, version 4."""

    geometry: BaseGeometry
    kind: str
    name: str | None = None
    min_zoom: int = 10
    max_zoom: int = 15


def _origin() -> tuple[float, float]:
    zoom, column, row = HOME_TILE
    lon = (column + 0.5) / 2**zoom * 360 - 180
    lat = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * (row + 0.5) / 2**zoom))))
    return lon, lat


ORIGIN_LON, ORIGIN_LAT = _origin()
# Spherical Mercator, scaled to true metres at Stortorget: off by less than 0.3 % at the border.
_SCALE = math.cos(math.radians(ORIGIN_LAT))
_ORIGIN_NORTH = EARTH_RADIUS_M * math.asinh(math.tan(math.radians(ORIGIN_LAT)))
TILE_SIDE_M = 2 * math.pi * EARTH_RADIUS_M * _SCALE / 2 ** HOME_TILE[0]


def to_wgs84(geometry: BaseGeometry) -> BaseGeometry:
    """The same geometry in degrees (lon, lat), rounded to 7 decimals: about a centimetre."""

    def degrees(metres: Coordinates) -> Coordinates:
        lon = ORIGIN_LON + np.degrees(metres[:, 0] / _SCALE / EARTH_RADIUS_M)
        north = _ORIGIN_NORTH + metres[:, 1] / _SCALE
        lat = np.degrees(np.arctan(np.sinh(north / EARTH_RADIUS_M)))
        return np.round(np.column_stack((lon, lat)), 7)

    return shapely.transform(geometry, degrees)


def curve(*points: tuple[float, float], rounds: int = 2) -> LineString:
    """A smooth line along hand-set points: corners are cut, the two ends stay."""
    line = np.array(points, dtype=float)
    for _ in range(rounds):
        before, after = line[:-1], line[1:]
        cut = np.empty((2 * len(before), 2))
        cut[0::2] = 0.75 * before + 0.25 * after
        cut[1::2] = 0.25 * before + 0.75 * after
        line = np.concatenate((line[:1], cut[1:-1], line[-1:]))
    return LineString(line)


def shore(*points: tuple[float, float], rounds: int = 3) -> Polygon:
    """A smooth closed outline around hand-set points."""
    ring = np.array(points, dtype=float)
    for _ in range(rounds):
        after = np.roll(ring, -1, axis=0)
        cut = np.empty((2 * len(ring), 2))
        cut[0::2] = 0.75 * ring + 0.25 * after
        cut[1::2] = 0.25 * ring + 0.75 * after
        ring = cut
    return Polygon(ring)


def blob(
    centre: tuple[float, float], radii_m: tuple[float, float], dice: np.random.Generator
) -> Polygon:
    """An uneven oval, as glades and fields are. `radii_m`: half its width and half its height."""
    turn = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    reach = np.ones_like(turn)
    for waves, size in ((2, 0.14), (3, 0.11), (5, 0.06)):
        reach += size * dice.uniform(0.4, 1) * np.sin(waves * turn + dice.uniform(0, 2 * np.pi))
    ring = np.column_stack((radii_m[0] * reach * np.cos(turn), radii_m[1] * reach * np.sin(turn)))
    return Polygon(ring + np.array(centre))


def box(
    centre: tuple[float, float], size_m: tuple[float, float], angle_deg: float = 0.0
) -> Polygon:
    """A rectangle, `size_m` wide and high before it is turned counter-clockwise."""
    corners = np.array([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)]) * size_m
    angle = math.radians(angle_deg)
    turn = np.array([(math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))])
    return Polygon(corners @ turn + np.array(centre))


def parts_of(geometry: BaseGeometry) -> list[BaseGeometry]:
    """The parts of a geometry; one of a single part gives itself, an empty one gives nothing."""
    parts: list[BaseGeometry] = list(shapely.get_parts(geometry))
    return [part for part in parts if not part.is_empty]


def polygons_of(geometry: BaseGeometry) -> list[Polygon]:
    """The polygons in a geometry of any kind, lines and points left out."""
    return [part for part in parts_of(geometry) if isinstance(part, Polygon)]


def lines_of(geometry: BaseGeometry) -> list[LineString]:
    """The lines in a geometry of any kind, polygons and points left out."""
    return [part for part in parts_of(geometry) if isinstance(part, LineString)]

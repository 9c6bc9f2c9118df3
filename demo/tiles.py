"""The map of Havstuna as one PMTiles archive of vector tiles, for protomaps-leaflet's own styles.

The same town gives the same bytes: no clock, no order but the town's own.
"""

import gzip
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, cast

import mapbox_vector_tile  # type: ignore[import-untyped]  # pyright: ignore[reportMissingTypeStubs]
import numpy as np
import shapely
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer
from shapely.geometry import (
    LineString,
    MultiLineString,
    MultiPoint,
    MultiPolygon,
    Point,
    Polygon,
    box,
)
from shapely.geometry.base import BaseGeometry

from demo.plane import HOME_TILE, ORIGIN_LAT, ORIGIN_LON, Coordinates, MapFeature, parts_of
from demo.town import Town

MIN_ZOOM, MAX_ZOOM = 10, 15
# Up to this zoom the map goes on one home tile past every side of the home tile, so that a wide
# screen is filled; nearer in, nobody looks at the woods twenty kilometres away.
_WIDE_ZOOM = 13
# Units along a tile's side, by zoom: half a pixel of the screen, and finer where one looks closely.
_UNITS = {zoom: 2048 if zoom == MAX_ZOOM else 1024 for zoom in range(MIN_ZOOM, MAX_ZOOM + 1)}
# Lines are drawn past the tile's edge, so that their strokes meet those of the next tile.
_MARGIN = 1 / 64
# How far a simplified line may stray, in units.
_SLACK = 0.9
_ATTRIBUTION = "Havstuna, en påhittad kommun"
# The library says nothing of its types: layers of features in, one tile's bytes out.
_encode = cast("Callable[..., bytes]", mapbox_vector_tile.encode)  # pyright: ignore[reportUnknownMemberType]


def pmtiles(town: Town) -> bytes:
    """The archive: zoom 10 to 15, gzipped MVT in the layers of the Protomaps basemap, version 4."""
    made = sorted(
        (zxy_to_tileid(zoom, column, row), data)
        for zoom in range(MIN_ZOOM, MAX_ZOOM + 1)
        for column, row, data in _tiles(town, zoom)
    )
    archive = io.BytesIO()
    writer: Any = Writer(archive)  # type: ignore[no-untyped-call]
    for tile_id, data in made:
        writer.write_tile(tile_id, data)
    writer.finalize(_header(town), _metadata(town))
    return archive.getvalue()


def _header(town: Town) -> dict[str, Any]:
    west, south, east, north = town.layers["earth"][0].geometry.bounds
    return {
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "min_lon_e7": round(west * 1e7),
        "min_lat_e7": round(south * 1e7),
        "max_lon_e7": round(east * 1e7),
        "max_lat_e7": round(north * 1e7),
        "center_zoom": 13,
        "center_lon_e7": round(ORIGIN_LON * 1e7),
        "center_lat_e7": round(ORIGIN_LAT * 1e7),
    }


def _metadata(town: Town) -> dict[str, Any]:
    fields = {"kind": "String", "name": "String"}
    layers = [{"id": layer, "fields": fields} for layer in town.layers]
    return {
        "name": town.name,
        "type": "baselayer",
        "attribution": _ATTRIBUTION,
        "vector_layers": layers,
    }


def _tiles(town: Town, zoom: int) -> Iterator[tuple[int, int, bytes]]:
    """Column, row and content of every tile of a zoom."""
    layers = [(layer, _Drawn(features, zoom)) for layer, features in town.layers.items()]
    home_zoom, home_column, home_row = HOME_TILE
    side, past = 2 ** (zoom - home_zoom), 1 if zoom <= _WIDE_ZOOM else 0
    for column in range((home_column - past) * side, (home_column + past + 1) * side):
        for row in range((home_row - past) * side, (home_row + past + 1) * side):
            content = [
                {"name": layer, "features": features}
                for layer, drawn in layers
                if (features := drawn.within(column, row))
            ]
            options = {"y_coord_down": True, "extents": _UNITS[zoom]}
            yield column, row, gzip.compress(_encode(content, default_options=options), 9, mtime=0)


class _Drawn:
    """One layer at one zoom, in tile units counted from the north-western corner of the world."""

    def __init__(self, features: Sequence[MapFeature], zoom: int) -> None:
        shown = [feature for feature in features if feature.min_zoom <= zoom <= feature.max_zoom]
        scaled = [_scaled(feature.geometry, zoom) for feature in shown]
        self._units = _UNITS[zoom]
        self._geometries = shapely.simplify(np.array(scaled, dtype=object), _SLACK)
        self._named = [(feature.kind, feature.name) for feature in shown]
        self._tree = shapely.STRtree(self._geometries)

    def within(self, column: int, row: int) -> list[dict[str, Any]]:
        """The features that reach into a tile, cut to it, in the order in which they are painted.

        Neighbours in that order that are alike become one feature: a thousand houses, say.
        """
        corner = np.array((column, row)) * self._units
        west, north = (corner - _MARGIN * self._units).tolist()
        east, south = (corner + (1 + _MARGIN) * self._units).tolist()
        hits = sorted(self._tree.query(box(west, north, east, south)).tolist())
        cut = shapely.clip_by_rect(self._geometries[hits], west, north, east, south)
        placed = dict(zip(hits, shapely.transform(cut, lambda at: at - corner), strict=True))
        return [
            {"geometry": joined, "properties": _properties(kind, name)}
            for (kind, name), run in groupby(hits, key=self._named.__getitem__)
            for joined in _joined([placed[number] for number in run])
        ]


def _joined(geometries: Iterable[BaseGeometry]) -> Iterator[BaseGeometry]:
    """All points, all lines and all polygons among the geometries, each sort as one."""
    # Twice, as a cut street can be a collection with several lines in it.
    parts = [part for whole in geometries for some in parts_of(whole) for part in parts_of(some)]
    if points := [part for part in parts if isinstance(part, Point)]:
        yield points[0] if len(points) == 1 else MultiPoint(points)
    if lines := [part for part in parts if isinstance(part, LineString)]:
        yield lines[0] if len(lines) == 1 else MultiLineString(lines)
    if polygons := [part for part in parts if isinstance(part, Polygon)]:
        yield polygons[0] if len(polygons) == 1 else MultiPolygon(polygons)


def _scaled(geometry: BaseGeometry, zoom: int) -> BaseGeometry:
    units = 2**zoom * _UNITS[zoom]

    def project(degrees: Coordinates) -> Coordinates:
        east = (degrees[:, 0] + 180) / 360
        south = (1 - np.arcsinh(np.tan(np.radians(degrees[:, 1]))) / np.pi) / 2
        scaled: Coordinates = np.column_stack((east, south)) * units
        return scaled

    return shapely.transform(geometry, project)


def _properties(kind: str, name: str | None) -> dict[str, str]:
    return {"kind": kind} if name is None else {"kind": kind, "name": name}

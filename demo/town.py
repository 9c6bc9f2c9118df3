"""The fictional municipality Havstuna as a whole: areas, named places and the layers of its map.

Everything follows from the seed. Areas and places stay where they are whatever the seed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon, mapping
from shapely.geometry.base import BaseGeometry

from demo import names, terrain
from demo.buildings import buildings
from demo.country import SHEET, cover, works
from demo.districts import LABELS, districts
from demo.plane import MapFeature, box, polygons_of, to_wgs84
from demo.sites import grounds, sites
from demo.streets import streets
from reference.dimensions import PlaceType as T

JsonObject = dict[str, Any]


@dataclass(frozen=True)
class TownArea:
    """A district, in WGS84 (lon, lat)."""

    code: str
    name: str
    residents: int
    geometry: Polygon


@dataclass(frozen=True)
class TownPlace:
    """A named place, in WGS84 (lon, lat)."""

    code: str
    name: str
    place_type: T
    area: str
    point: Point


@dataclass(frozen=True)
class Town:
    """The municipality. `layers` has the layers and kinds of the Protomaps basemap, version 4."""

    code: str
    name: str
    outline: Polygon
    land: BaseGeometry
    areas: tuple[TownArea, ...]
    places: tuple[TownPlace, ...]
    layers: Mapping[str, tuple[MapFeature, ...]]


# The words that the basemap has for a kind of place; the others are simply left off the map.
_POI_KINDS: dict[T, str] = {
    T.BATHING_PLACE: "beach",
    T.LIBRARY: "library",
    T.PARK: "park",
    T.PARKING: "parking",
    T.PLAYGROUND: "playground",
    T.PRESCHOOL: "kindergarten",
    T.SCHOOL: "school",
    T.SHOP: "supermarket",
    T.SHOPPING_CENTRE: "mall",
    T.SPORTS_GROUND: "stadium",
    T.SQUARE: "square",
    T.STOP: "station",
    T.YOUTH_CENTRE: "community_centre",
}


def town(seed: int = 47) -> Town:
    """Havstuna: the same seed gives the same town, to the last bit."""
    dice = np.random.default_rng(seed)
    roads = streets(dice)
    drawn = {
        "earth": (MapFeature(SHEET, "earth"),),
        "landcover": cover(dice),
        "landuse": (*works(), *grounds(), *_piers()),
        "water": _water(),
        "buildings": buildings(dice, roads),
        "roads": (*(MapFeature(track, "rail") for track in terrain.tracks()), *roads),
        "boundaries": (MapFeature(LineString(terrain.border().exterior.coords), "locality"),),
        "places": _labels(),
        "pois": tuple(
            MapFeature(Point(site.at), _POI_KINDS[site.type], site.name, 13)
            for _, site in sites()
            if site.type in _POI_KINDS
        ),
    }
    return Town(
        names.MUNICIPALITY_CODE,
        names.MUNICIPALITY,
        _polygon(terrain.border()),
        to_wgs84(terrain.border().difference(terrain.water())),
        _areas(),
        _places(),
        {
            layer: tuple(replace(feature, geometry=to_wgs84(feature.geometry)) for feature in of)
            for layer, of in drawn.items()
        },
    )


def areas_geojson(town: Town) -> JsonObject:
    """The areas as a FeatureCollection in WGS84: code, name, residents."""
    return _collection(
        (area.geometry, {"code": area.code, "name": area.name, "residents": area.residents})
        for area in town.areas
    )


def places_geojson(town: Town) -> JsonObject:
    """The places as a FeatureCollection in WGS84: code, name, type, area."""
    return _collection(
        (
            place.point,
            {
                "code": place.code,
                "name": place.name,
                "type": place.place_type.value,
                "area": place.area,
            },
        )
        for place in town.places
    )


def _collection(rows: Iterable[tuple[BaseGeometry, JsonObject]]) -> JsonObject:
    features = [
        {"type": "Feature", "properties": properties, "geometry": mapping(geometry)}
        for geometry, properties in rows
    ]
    return {"type": "FeatureCollection", "features": features}


def _areas() -> tuple[TownArea, ...]:
    ground = dict(districts())
    return tuple(
        TownArea(code, name, residents, _polygon(ground[code]))
        for code, name, residents in names.DISTRICTS
    )


def _places() -> tuple[TownPlace, ...]:
    return tuple(
        TownPlace(code, site.name, site.type, site.district, _point(site.at))
        for code, site in sites()
    )


def _polygon(metres: Polygon) -> Polygon:
    (polygon,) = polygons_of(to_wgs84(metres))
    return polygon


def _point(metres: tuple[float, float]) -> Point:
    return Point(shapely.get_coordinates(to_wgs84(Point(metres)))[0])


def _water() -> tuple[MapFeature, ...]:
    """Lake and river as polygons, and the lake's name as a point, as the basemap has it."""
    wet = [MapFeature(part, "lake") for part in polygons_of(terrain.water())]
    return (*wet, MapFeature(Point(3250, -1450), "lake", "Gransjön"))


def _piers() -> tuple[MapFeature, ...]:
    """Jetties in the boat harbour of Sjövik and at the bathing place."""
    along = ((3010, -935), (3065, -940), (3120, -950), (2480, -905))
    return tuple(MapFeature(box(at, (5, 70), -8), "pier", None, 13) for at in along)


def _labels() -> tuple[MapFeature, ...]:
    """Names on the map. All are of kind locality: the default style writes no other kind."""
    whole = MapFeature(Point(60, 180), "locality", names.MUNICIPALITY, 10, 11)
    districts = [
        MapFeature(Point(LABELS[code]), "locality", name, 12, 14)
        for code, name, _ in names.DISTRICTS
    ]
    farms = [MapFeature(Point(at), "locality", name, 12) for name, at in terrain.HAMLETS]
    return (whole, *districts, *farms)

"""The picture's map as GeoJSON (RFC 7946): the areas with their counts, and the reports' points."""

from typing import Any

import msgspec
import shapely

from briefing.picture import AreaShape, Dot, Line, Picture, digest
from briefing.renderings.wording import running, standing, title
from reference.categories import CURRENT, Taxonomy, taxonomy

_DECIMALS = 7


def feature_collection(picture: Picture, language: str) -> bytes:
    """A FeatureCollection, UTF-8, WGS84 with seven decimals; names in the language.

    An area has the properties of its line, a point those of its report that the picture shows: the
    points of sensitive categories are not in the picture.
    """
    lines = {line.code: line for line in picture.by_area}
    kinds = taxonomy(picture.editions.get("categories", CURRENT))
    areas = [
        _area(shape, lines.get(shape.code), ongoing=running(picture)) for shape in picture.map.areas
    ]
    points = [_point(dot, kinds, language) for dot in picture.map.dots]
    whole = {
        "type": "FeatureCollection",
        "title": title(picture, language),
        "municipality": picture.municipality.code,
        "period": picture.period,
        "position": picture.position,
        "as_of": picture.as_of,
        "digest": digest(picture),
        "areas_edition": picture.map.edition,
        "hidden_points": picture.map.hidden,
        "features": areas + points,
    }
    return msgspec.json.encode(whole) + b"\n"


def _area(shape: AreaShape, line: Line | None, *, ongoing: bool) -> dict[str, Any]:
    known: dict[str, Any] = {}
    if line is not None:
        figure = line.figure
        known = {
            "n": figure.n,
            "usual_low": figure.usual.low,
            "usual_high": figure.usual.high,
            "usual_median": figure.usual.median,
            "last_year": figure.last_year,
            "standing": standing(figure, ongoing=ongoing).value,
        }
    return {
        "type": "Feature",
        "id": f"area-{shape.code}",
        "geometry": _geometry(shape),
        "properties": {"kind": "area", "code": shape.code, "name": shape.name, **known},
    }


def _geometry(shape: AreaShape) -> dict[str, Any]:
    """The rings as polygons: the outer ones against the clock, those within them with it."""
    lines = shapely.MultiLineString([shapely.LineString(ring) for ring in shape.rings])
    surface = shapely.orient_polygons(shapely.build_area(lines))
    geometry: dict[str, Any] = msgspec.json.decode(shapely.to_geojson(surface))
    return geometry


def _point(dot: Dot, kinds: Taxonomy, language: str) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": f"report-{dot.report}",
        "geometry": {
            "type": "Point",
            "coordinates": [round(dot.lon, _DECIMALS), round(dot.lat, _DECIMALS)],
        },
        "properties": {
            "kind": "report",
            "category": dot.category,
            "category_name": kinds.name(dot.category, language),
            "precision_m": dot.precision_m,
        },
    }

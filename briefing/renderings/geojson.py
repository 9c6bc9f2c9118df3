"""The picture's maps as GeoJSON (RFC 7946).

The areas with their counts and levels, the reports' points, and where reports gather: squares,
places, and the lines of equal density.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
import shapely

from briefing.analysis import AreaNeed, Hot
from briefing.findings import AreaLevel, Contour, HotCell, HotPlace
from briefing.picture import AreaShape, Dot, Line, Picture, digest
from briefing.renderings import dayparts, hotspots, levels
from briefing.renderings.wording import running, standing, title
from reference.categories import CURRENT, Taxonomy, taxonomy

_DECIMALS = 7


def feature_collection(picture: Picture, language: str) -> bytes:
    """A FeatureCollection, UTF-8, WGS84 with seven decimals; names in the language.

    An area has the properties of its line, a point those of its report that the picture shows: the
    points of sensitive categories are not in the picture.
    """
    lines = {line.code: line for line in picture.by_area}
    needs = {need.code: need for need in picture.longer.needs.areas} if picture.longer else {}
    kinds = taxonomy(picture.editions.get("categories", CURRENT))
    areas = [
        _area(
            shape,
            lines.get(shape.code),
            levels.of(picture, shape.code),
            needs.get(shape.code),
            language,
            ongoing=running(picture),
        )
        for shape in picture.map.areas
    ]
    points = [_point(dot, kinds, language) for dot in picture.map.dots]
    hot = picture.hotspots
    found = [
        *(_square(cell, language) for cell in hot.cells),
        *(_place(place, kinds, language) for place in hot.places),
        *(_density(contour) for contour in hot.contours),
        *_lasting(picture),
    ]
    whole = {
        "type": "FeatureCollection",
        "title": title(picture, language),
        "municipality": picture.municipality.code,
        "period": picture.period,
        "position": picture.position,
        "as_of": picture.as_of,
        "digest": digest(picture),
        "areas_edition": picture.map.edition,
        "weights_edition": picture.harm.edition if picture.harm else "",
        "hidden_points": picture.map.hidden,
        "hotspot_weeks": hot.weeks,
        "features": areas + points + found,
    }
    return msgspec.json.encode(whole) + b"\n"


def _area(
    shape: AreaShape,
    line: Line | None,
    level: AreaLevel | None,
    need: AreaNeed | None,
    language: str,
    *,
    ongoing: bool,
) -> dict[str, Any]:
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
    if level is not None:
        known |= {
            "level": level.level.value,
            "level_said": levels.signed(level.level, language),
            "reason": levels.reason(level, language),
            "expected": level.expected,
            "weighed": level.harm,
            "weighed_usual": level.harm_usual,
        }
    if need is not None:
        known |= {
            "rank": need.rank,
            "rank_low": need.low,
            "rank_high": need.high,
            "among_first": need.among_first,
            "weighed": need.harm,
        }
    return {
        "type": "Feature",
        "id": f"area-{shape.code}",
        "geometry": _surface(shape.rings),
        "properties": {"kind": "area", "code": shape.code, "name": shape.name, **known},
    }


def _surface(rings: Sequence[Sequence[tuple[float, float]]]) -> dict[str, Any]:
    """The rings as polygons: the outer ones against the clock, those within them with it."""
    # A ring may end where it began or leave that to be understood.
    closed = [[*ring, ring[0]] if ring[0] != ring[-1] else ring for ring in rings]
    lines = shapely.MultiLineString([shapely.LineString(ring) for ring in closed])
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


def _square(cell: HotCell, language: str) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": f"square-{cell.e}-{cell.n}",
        "geometry": _surface([cell.ring]),
        "properties": {
            "kind": "square",
            "e": cell.e,
            "n": cell.n,
            "near": cell.near,
            "area": cell.area,
            "reports": cell.n24,
            "last_four": cell.n4,
            "four_before": cell.before4,
            "direction": cell.arrow,
            "direction_said": hotspots.direction(cell.arrow, language),
            "z": cell.z,
            "cluster": cell.cluster,
        },
    }


def _place(place: HotPlace, kinds: Taxonomy, language: str) -> dict[str, Any]:
    top = place.top_category
    part = place.top_daypart
    return {
        "type": "Feature",
        "id": f"place-{place.code}",
        "geometry": {
            "type": "Point",
            "coordinates": [round(place.lon, _DECIMALS), round(place.lat, _DECIMALS)],
        },
        "properties": {
            "kind": "place",
            "code": place.code,
            "name": place.name,
            "area": place.area,
            "place_type": place.place_type,
            "reports": place.n24,
            "last_four": place.n4,
            "four_before": place.before4,
            "direction": place.arrow,
            "direction_said": hotspots.direction(place.arrow, language),
            "top_category": top,
            "top_category_name": kinds.name(top, language) if top else "",
            "top_daypart": None if part is None else dayparts.daypart(part, language),
        },
    }


def _lasting(picture: Picture) -> list[dict[str, Any]]:
    """The squares that last over a longer period."""
    hot = picture.longer.hot if picture.longer else Hot()
    return [
        {
            "type": "Feature",
            "id": f"lasting-{square.e}-{square.n}",
            "geometry": _surface([square.ring]),
            "properties": {
                "kind": "lasting",
                "e": square.e,
                "n": square.n,
                "near": square.name,
                "area": square.area,
                "reports": square.total,
                "times": square.times,
                "of": hot.units,
                "unit": hot.unit,
            },
        }
        for square in hot.squares
        if square.ring
    ]


def _density(contour: Contour) -> dict[str, Any]:
    """For drawing only: nothing is ranked or decided by it."""
    return {
        "type": "Feature",
        "id": f"density-{round(contour.share * 100)}",
        "geometry": _surface(contour.rings) if contour.rings else None,
        "properties": {"kind": "density", "share_of_peak": contour.share},
    }

"""The map for other programs, by RFC 7946."""

import json
from typing import Any

import msgspec
import shapely
from shapely.geometry import shape

from briefing.picture import AreaShape, Picture, digest
from briefing.renderings.geojson import feature_collection


def read(picture: Picture, language: str = "sv") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(feature_collection(picture, language))
    return found


def of_kind(whole: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [f for f in whole["features"] if f["properties"]["kind"] == kind]


def test_areas_have_their_counts_and_what_is_usual(full: Picture) -> None:
    centre = next(a for a in of_kind(read(full), "area") if a["id"] == "area-G01")
    figure = next(line for line in full.by_area if line.code == "G01").figure

    level = next(one for one in full.levels if one.code == "G01")
    assert centre["properties"] == {
        "kind": "area",
        "code": "G01",
        "name": "Centrum",
        "n": figure.n,
        "usual_low": figure.usual.low,
        "usual_high": figure.usual.high,
        "usual_median": figure.usual.median,
        "last_year": None,
        "standing": "above",
        "level": "red",
        "level_said": "■ röd",
        "reason": "området avviker starkt",
        "expected": level.expected,
        "weighed": level.harm,
        "weighed_usual": level.harm_usual,
    }


def test_points_are_those_of_the_picture_with_the_category_in_the_language(full: Picture) -> None:
    points = of_kind(read(full, "en"), "report")
    first = full.map.dots[0]

    assert len(points) == len(full.map.dots)
    assert points[0]["geometry"] == {"type": "Point", "coordinates": [first.lon, first.lat]}
    assert points[0]["properties"]["category"] == first.category
    assert (
        of_kind(read(full, "sv"), "report")[0]["properties"]["category_name"]
        != (points[0]["properties"]["category_name"])
    )


def test_the_file_says_what_it_was_made_from(full: Picture) -> None:
    whole = read(full)

    assert whole["type"] == "FeatureCollection"
    assert whole["digest"] == digest(full)
    assert whole["position"] == full.position
    assert whole["hidden_points"] == full.map.hidden
    assert "crs" not in whole


def test_rings_are_closed_and_turn_as_the_standard_has_it(full: Picture) -> None:
    for area in of_kind(read(full), "area"):
        assert area["geometry"]["type"] == "Polygon"
        for number, ring in enumerate(area["geometry"]["coordinates"]):
            assert ring[0] == ring[-1]
            assert shapely.LinearRing(ring).is_ccw == (number == 0)


def test_islands_and_holes_are_told_apart(full: Picture) -> None:
    def square(x: float, y: float, side: float) -> tuple[tuple[float, float], ...]:
        return ((x, y), (x, y + side), (x + side, y + side), (x + side, y), (x, y))

    rings = (square(0, 0, 4), square(1, 1, 1), square(10, 0, 2))
    area = AreaShape(code="X", name="X", rings=rings, label=(3, 3))
    drawn = msgspec.structs.replace(full.map, areas=(area,), dots=())
    (found,) = of_kind(read(msgspec.structs.replace(full, map=drawn)), "area")

    assert found["geometry"]["type"] == "MultiPolygon"
    assert shape(found["geometry"]).area == 16 - 1 + 4


def test_an_area_without_a_count_has_its_outline_alone(full: Picture) -> None:
    uncounted = read(msgspec.structs.replace(full, by_area=(), levels=()))

    assert set(of_kind(uncounted, "area")[0]["properties"]) == {"kind", "code", "name"}


def test_no_map_makes_a_collection_of_nothing(empty: Picture) -> None:
    assert read(empty)["features"] == []


def test_squares_and_places_have_their_counts_and_their_direction(full: Picture) -> None:
    whole = read(full)
    squares, places = of_kind(whole, "square"), of_kind(whole, "place")

    assert [f["properties"]["reports"] for f in squares] == [c.n24 for c in full.hotspots.cells]
    assert [f["properties"]["code"] for f in places] == [p.code for p in full.hotspots.places]
    assert places[0]["properties"]["direction"] == "up"
    assert places[0]["properties"]["direction_said"] == "fler än förut"
    assert squares[0]["geometry"]["type"] == "Polygon"
    assert squares[0]["properties"]["cluster"] is True
    assert whole["hotspot_weeks"] == 24


def test_densities_are_lines_to_draw_and_hold_no_count(full: Picture) -> None:
    found = of_kind(read(full), "density")

    assert [f["properties"]["share_of_peak"] for f in found] == [0.25, 0.5, 0.75]
    assert all(set(f["properties"]) == {"kind", "share_of_peak"} for f in found)


def test_no_two_features_share_an_id(full: Picture) -> None:
    ids = [feature["id"] for feature in read(full)["features"]]

    assert len(set(ids)) == len(ids)

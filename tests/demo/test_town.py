"""The fictional municipality: whole, on land, the same on every run, and drawn as maps read it."""

import gzip
import hashlib
import json
import math
import os
import subprocess
import sys
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

import mapbox_vector_tile  # type: ignore[import-untyped]
import pytest
import shapely
from pmtiles import reader as untyped_reader
from shapely.geometry import Point, shape

from demo import names
from demo.tiles import MAX_ZOOM, MIN_ZOOM, pmtiles
from demo.town import Town, areas_geojson, places_geojson, town
from reference.dimensions import PlaceType

READER: Any = untyped_reader
ROOT = Path(__file__).parents[2]
# A degree of longitude is shorter than one of latitude this far north.
KM2_PER_DEG2 = 111.2**2 * 0.5193

# What protomaps-leaflet 5.1.0 paints or writes, by layer; a kind left out here would not be seen.
PAINTED = {
    "earth": {"earth"},
    "landcover": {"grassland", "barren", "urban_area", "farmland", "glacier", "scrub", "forest"},
    "landuse": {
        "allotments",
        "beach",
        "cemetery",
        "grass",
        "hospital",
        "industrial",
        "park",
        "pedestrian",
        "pier",
        "playground",
        "school",
    },
    "water": {"lake"},
    "buildings": {"building"},
    "roads": {"highway", "major_road", "minor_road", "path", "rail"},
    "places": {"locality"},
}

DIGEST = """
import hashlib, json
from demo.tiles import pmtiles
from demo.town import areas_geojson, places_geojson, town
havstuna = town()
texts = [json.dumps(areas_geojson(havstuna)), json.dumps(places_geojson(havstuna))]
print(hashlib.sha256("".join(texts).encode() + pmtiles(havstuna)).hexdigest())
"""


@pytest.fixture(scope="module")
def havstuna() -> Town:
    return town()


@pytest.fixture(scope="module")
def archive(havstuna: Town) -> bytes:
    return pmtiles(havstuna)


def tiles_of(archive: bytes) -> dict[tuple[int, int, int], bytes]:
    return dict(READER.all_tiles(READER.MemorySource(archive)))


def decoded(tile: bytes) -> dict[str, Any]:
    layers: dict[str, Any] = mapbox_vector_tile.decode(gzip.decompress(tile))
    return layers


def test_ten_areas_tile_the_municipality_without_gap_or_overlap(havstuna: Town) -> None:
    assert len(havstuna.areas) == 10
    whole = shapely.union_all([area.geometry for area in havstuna.areas])
    # Rounding to seven decimals moves a border point by a centimetre at the most.
    assert whole.symmetric_difference(havstuna.outline).area * KM2_PER_DEG2 < 1e-3
    assert sum(area.geometry.area for area in havstuna.areas) == pytest.approx(whole.area, rel=1e-9)
    for one, other in combinations(havstuna.areas, 2):
        assert one.geometry.intersection(other.geometry).area == pytest.approx(0, abs=1e-14)


def test_the_areas_leave_no_hole_inside(havstuna: Town) -> None:
    whole = shapely.union_all([area.geometry for area in havstuna.areas])
    assert isinstance(whole, shapely.Polygon)
    assert not whole.interiors


def test_the_municipality_is_of_about_48_square_kilometres(havstuna: Town) -> None:
    assert havstuna.outline.area * KM2_PER_DEG2 == pytest.approx(48, abs=0.5)


def test_the_municipality_lies_in_open_sea(havstuna: Town) -> None:
    west, south, east, north = havstuna.outline.bounds
    assert 19.3 < west < east < 19.8
    assert 58.6 < south < north < 58.9


def test_about_sixty_places_lie_on_land_in_the_area_they_say(havstuna: Town) -> None:
    assert 58 <= len(havstuna.places) <= 70
    ground = {area.code: area.geometry for area in havstuna.areas}
    for place in havstuna.places:
        assert ground[place.area].contains(place.point), place.name
        assert havstuna.land.contains(place.point), place.name
        # Far enough from a border that a coordinate rounded to metres stays in its area.
        assert ground[place.area].exterior.distance(place.point) > 5e-5, place.name


def test_every_area_has_a_place(havstuna: Town) -> None:
    assert {place.area for place in havstuna.places} == {area.code for area in havstuna.areas}


def test_codes_and_names_are_given_once(havstuna: Town) -> None:
    codes = [area.code for area in havstuna.areas] + [place.code for place in havstuna.places]
    named = [area.name for area in havstuna.areas] + [place.name for place in havstuna.places]
    assert len(set(codes)) == len(codes)
    assert len(set(named)) == len(named)
    assert codes[0] == "G01"
    assert havstuna.places[0].code == "P001"


def test_the_places_are_of_many_types(havstuna: Town) -> None:
    types = Counter(place.place_type for place in havstuna.places)
    assert len(types) >= 15
    homes = {PlaceType.STAIRWELL, PlaceType.CELLAR, PlaceType.ONLINE}
    assert not homes.intersection(types), "nobody's home is a named place"


def test_no_street_name_is_given_twice() -> None:
    words = [word for theme in names.STREETS.values() for word in theme]
    assert len(set(words)) == len(words)


def test_the_streets_have_names(havstuna: Town) -> None:
    driven = [road for road in havstuna.layers["roads"] if road.kind.endswith("_road")]
    named = {road.name for road in driven if road.name}
    assert len(named) >= 130
    assert len([road for road in driven if road.name is None]) < 0.05 * len(driven)


def test_no_house_stands_in_water_or_on_the_railway(havstuna: Town) -> None:
    wet = shapely.union_all([f.geometry for f in havstuna.layers["water"]])
    track = shapely.union_all([f.geometry for f in havstuna.layers["roads"] if f.kind == "rail"])
    houses = shapely.STRtree([house.geometry for house in havstuna.layers["buildings"]])
    assert 3_000 < len(houses.geometries) < 9_000
    assert houses.query(wet, "intersects").size == 0
    assert houses.query(track, "intersects").size == 0


def test_no_house_stands_on_a_road(havstuna: Town) -> None:
    driven = [f.geometry for f in havstuna.layers["roads"] if f.kind.endswith(("_road", "way"))]
    houses = shapely.STRtree([house.geometry for house in havstuna.layers["buildings"]])
    hit = houses.query(shapely.union_all(driven), "intersects")
    assert hit.size == 0


def test_the_areas_are_written_as_geojson(havstuna: Town) -> None:
    written = json.loads(json.dumps(areas_geojson(havstuna)))
    assert written["type"] == "FeatureCollection"
    for area, feature in zip(havstuna.areas, written["features"], strict=True):
        assert feature["properties"] == {
            "code": area.code,
            "name": area.name,
            "residents": area.residents,
        }
        assert shape(feature["geometry"]).equals_exact(area.geometry)


def test_the_places_are_written_as_geojson(havstuna: Town) -> None:
    written = json.loads(json.dumps(places_geojson(havstuna)))
    for place, feature in zip(havstuna.places, written["features"], strict=True):
        properties = feature["properties"]
        assert (properties["code"], properties["name"]) == (place.code, place.name)
        assert PlaceType(properties["type"]) is place.place_type
        assert properties["area"] == place.area
        assert shape(feature["geometry"]) == Point(place.point)


def test_another_seed_gives_other_houses_but_the_same_areas_and_places(havstuna: Town) -> None:
    other = town(seed=48)
    assert areas_geojson(other) == areas_geojson(havstuna)
    assert places_geojson(other) == places_geojson(havstuna)
    assert other.layers["buildings"] != havstuna.layers["buildings"]


def test_two_runs_give_the_same_bytes_whatever_the_hash_seed(
    havstuna: Town, archive: bytes
) -> None:
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", DIGEST],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        for hash_seed in ("1", "4711")
    ]
    texts = [json.dumps(areas_geojson(havstuna)), json.dumps(places_geojson(havstuna))]
    here = hashlib.sha256("".join(texts).encode() + archive).hexdigest()
    there = [run.communicate()[0].strip() for run in runs]
    assert there == [here, here]


def test_the_archive_says_what_it_holds(archive: bytes) -> None:
    reader = READER.Reader(READER.MemorySource(archive))
    header, metadata = reader.header(), reader.metadata()
    assert (header["min_zoom"], header["max_zoom"]) == (MIN_ZOOM, MAX_ZOOM)
    assert header["clustered"]
    assert header["tile_compression"].name == "GZIP"
    assert metadata["vector_layers"][0]["id"] == "earth"
    assert "påhittad" in metadata["attribution"]


def test_the_archive_is_small_enough_to_be_read_on_a_phone(archive: bytes) -> None:
    assert 200_000 < len(archive) < 450_000


def test_the_map_shows_what_the_default_style_paints(archive: bytes) -> None:
    found: dict[str, set[str]] = {}
    streets: set[str] = set()
    for (zoom, _, _), tile in tiles_of(archive).items():
        if zoom not in {12, MAX_ZOOM}:
            continue
        for layer, content in decoded(tile).items():
            kinds = {feature["properties"]["kind"] for feature in content["features"]}
            found.setdefault(layer, set()).update(kinds)
            if layer == "roads":
                streets |= {str(f["properties"].get("name")) for f in content["features"]}
    for layer, kinds in PAINTED.items():
        assert found[layer], layer
        assert found[layer] <= kinds, layer
    assert {"pois", "boundaries"} <= set(found)
    assert {"Storgatan", "Ågatan", "Sjövägen", "Näckrosvägen"} <= streets


def test_every_zoom_covers_the_whole_municipality(havstuna: Town, archive: bytes) -> None:
    there = tiles_of(archive)
    west, south, east, north = havstuna.outline.bounds
    for zoom in range(MIN_ZOOM, MAX_ZOOM + 1):
        (left, low), (right, high) = _tile_at(west, south, zoom), _tile_at(east, north, zoom)
        for column in range(left, right + 1):
            for row in range(high, low + 1):
                assert "earth" in decoded(there[zoom, column, row])


def _tile_at(lon: float, lat: float, zoom: int) -> tuple[int, int]:
    south = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return int((lon + 180) / 360 * 2**zoom), int(south * 2**zoom)

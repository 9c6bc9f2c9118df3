"""Where the happening of a row was: from its cells to one of the ways that a place can be sent in.

The rules of a mapping are tried in order. An empty cell, or a name that the municipality's edition
of areas lacks, passes on to the next rule; a point that cannot be read refuses the row.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from re import Pattern

from ingest.refused_row import RowRefused
from ingest.rules import WGS84, PlaceRule
from projections.ground import Ground
from reference.areas import OUTSIDE, UNPLACED

Cells = Sequence[str]
PlaceReader = Callable[[Cells], dict[str, object] | None]
Axes = Callable[[float, float], tuple[float, float]]

_WRITTEN = str.maketrans({" ": None, "\N{NO-BREAK SPACE}": None, ",": ".", "\N{MINUS SIGN}": "-"})
_POLE, _ANTIMERIDIAN = 90, 180


def place_reader(rule: PlaceRule, columns: Mapping[str, int], ground: Ground) -> PlaceReader:
    """Prepare a rule: what it gives is the fields of a PlaceForm, None where it finds nothing."""
    if rule.by == "point":
        return _points(rule, columns)
    if rule.by in {"unplaced", "outside"}:
        nowhere = UNPLACED if rule.by == "unplaced" else OUTSIDE
        return lambda _: {"area": nowhere}
    return _named(rule, columns[rule.columns[0]], _key_of(rule.by), _finder(rule.by, ground))


def fold(text: str) -> str:
    """Give a text without its case and its spare spaces, for comparing."""
    return " ".join(text.casefold().split())


def _key_of(by: str) -> str:
    return {"place": "place", "words": "words"}.get(by, "area")


def _finder(by: str, ground: Ground) -> Callable[[str], str | None]:
    """What turns a cell into the code of an area or a place, or leaves it as words."""
    if by == "words":
        return lambda text: text
    edition = ground.places if by == "place" else ground.areas
    if edition is None:
        return lambda _: None
    items = ground.places.places if by == "place" and ground.places else ()
    codes = [item.code for item in items or (ground.areas.areas if ground.areas else ())]
    # A spreadsheet takes a code for a number and drops its leading zeros.
    by_code = {code.lstrip("0"): code for code in codes} | {code: code for code in codes}
    if by == "area-code":
        return by_code.get
    return lambda name: edition.by_name(name) or by_code.get(name)


def _named(rule: PlaceRule, index: int, key: str, find: Callable[[str], str | None]) -> PlaceReader:
    renamed = {fold(name): other for name, other in rule.names.items()}
    known: dict[str, str | None] = {}

    def read(cells: Cells) -> dict[str, object] | None:
        cell = cells[index]
        text = cell.strip() if rule.pattern is None else _part(rule.pattern, cell)
        if not text:
            return None
        found = known.get(text)
        if found is None:
            found = find(renamed.get(fold(text), text))
            if found is not None and key == "area":
                known[text] = found
        return None if found is None else {key: found}

    return read


def _part(pattern: Pattern[str], cell: str) -> str:
    found = pattern.search(cell)
    if found is None:
        return ""
    return (found[1] or "").strip() if pattern.groups else found[0].strip()


def _points(rule: PlaceRule, columns: Mapping[str, int]) -> PlaceReader:
    x_at, y_at = (columns[name] for name in rule.columns)
    to_degrees = _axes(rule.crs)
    field = ", ".join(rule.columns)

    def read(cells: Cells) -> dict[str, object] | None:
        x, y = _number(cells[x_at]), _number(cells[y_at])
        if not x and not y:
            return None  # systems without a point write nothing, or twice nought
        if x is None or y is None:
            raise RowRefused(
                "place", "The point in the columns %(columns)s cannot be read.", columns=field
            )
        lon, lat = to_degrees(x, y)
        if not (abs(lat) <= _POLE and abs(lon) <= _ANTIMERIDIAN):
            raise RowRefused(
                "place", "The point in the columns %(columns)s is not on the globe.", columns=field
            )
        point: dict[str, object] = {"lat": lat, "lon": lon}
        if rule.precision_m is not None:
            point["precision_m"] = rule.precision_m
        return {"point": point}

    return read


def _axes(crs: str) -> Axes:
    if crs == WGS84:
        return lambda x, y: (x, y)
    # Only a file with a grid of its own pays for reading the world's coordinate systems.
    from pyproj import Transformer  # noqa: PLC0415

    transformer = Transformer.from_crs(crs, WGS84, always_xy=True)

    def to_degrees(x: float, y: float) -> tuple[float, float]:
        lon, lat = transformer.transform(x, y)
        return float(lon), float(lat)

    return to_degrees


def _number(cell: str) -> float | None:
    """The number in a cell, None for an empty one; NaN, which is in no range, for another text."""
    written = cell.translate(_WRITTEN)
    if not written:
        return None
    try:
        number = float(written)
    except ValueError:
        return math.nan
    return number if math.isfinite(number) and "_" not in written else math.nan

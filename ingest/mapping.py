"""Reading a mapping: the TOML file that says what a file of reports means.

A mapping is written once for a source and read here whole, so that a mistake in it is a sentence
about a key before the first row is read. docs/import.md explains how to write one.
"""

import tomllib
from collections.abc import Collection, Iterator, Mapping
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from ingest.keys import BadMapping, Keys
from ingest.rows import DELIMITERS
from ingest.rules import WGS84, Choice, FileForm, FileMapping, LeaveOut, PlaceRule, TimeRule
from ingest.times import DIRECTIVES, GROUPS, ISO, BadFormat, TimeFormat, zone_named
from reference.categories import BELOW, counts_under, editions, taxonomy
from reference.dimensions import (
    Age,
    Basis,
    Certainty,
    Gender,
    Need,
    People,
    PlaceType,
    PoliceTold,
    Precision,
    Repeat,
    Term,
)
from reference.weeks import ZONE

ENCODINGS = ("utf-8", "utf-16", "cp1252", "iso-8859-1", "iso-8859-15", "cp850", "mac-roman")

WAYS = ("point", "area-code", "area-name", "place", "words", "unplaced", "outside")
"""How a place can be told: `unplaced` and `outside` are for rows whose place is of no use."""

DETAILS: Mapping[str, type[Term]] = MappingProxyType(
    {
        "basis": Basis,
        "certainty": Certainty,
        "people": People,
        "age": Age,
        "gender": Gender,
        "police": PoliceTold,
        "repeat": Repeat,
        "need": Need,
    }
)
"""The closed lists of a report that a mapping may fill, beside category and kind of place."""

_ROWS_BEFORE_THE_HEADER = 1_000


def read_mapping(path: Path) -> FileMapping:
    """Read a mapping file. Raises BadMapping with a sentence that names the key."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadMapping(
            "The mapping %(path)s cannot be read: %(error)s.", path=path, error=error.strerror
        ) from None
    except ValueError as error:
        raise BadMapping("The mapping is not TOML: %(error)s.", error=error) from None
    return parse_mapping(table)


def parse_mapping(table: Mapping[str, object]) -> FileMapping:
    """Read a mapping from its parsed TOML. Raises BadMapping."""
    keys = Keys(table)
    identity = keys.table("id") or Keys({}, "id")
    place, category = _needed(keys, "place"), _needed(keys, "category")
    submitted, text = keys.table("submitted"), keys.table("text")
    # Which edition holds is for the municipality to say; here a slip of the pen is found.
    known = [taxonomy(edition) for edition in editions()]
    reportable = {kind for kinds in known for kind in kinds.categories if kinds.reportable(kind)}
    said = {*category.words("values").values(), category.text("default") or ""}
    reportable |= {own for own in said if BELOW in own and counts_under(own) in reportable}
    # A table is done when its last part is read: what stands in it beside a rule comes first.
    leave_out = (*_left_out_kinds(category), *map(_leave_out, keys.tables("leave_out")))
    place_type = _choice(place, "type", list(PlaceType)) if place.has("type") else None
    at_home = _at_home(place.table("at_home"))
    mapping = FileMapping(
        name=keys.needed_text("name"),
        about=keys.text("about") or "",
        file=_file(keys.table("file") or Keys({}, "file")),
        id_columns=identity.texts("columns"),
        source_column=identity.text("source"),
        organisation=_choice(keys, "organisation"),
        occurred=_time(_needed(keys, "occurred"), ends=True),
        submitted=_time(submitted, ends=False) if submitted else None,
        category=_choice_of(category, reportable),
        leave_out=leave_out,
        places=tuple(_places(place)),
        place_type=place_type,
        at_home=at_home,
        details=_details(keys.table("details")),
        text_column=text.needed_text("column") if text else None,
    )
    for table_read in (identity, text, keys):
        if table_read is not None:
            table_read.done()
    return mapping


def builtin_mappings() -> dict[str, Path]:
    """Give the mappings that come with the program, by name."""
    folder = Path(str(resources.files("ingest"))) / "mappings"
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}


def _needed(keys: Keys, key: str) -> Keys:
    table = keys.table(key)
    if table is None:
        raise BadMapping("[%(key)s] is missing.", key=keys.at(key))
    return table


def _file(keys: Keys) -> FileForm:
    header = keys.number("header", least=1, most=_ROWS_BEFORE_THE_HEADER)
    form = FileForm(
        encoding=keys.one_of("encoding", ENCODINGS) or "utf-8",
        delimiter=keys.one_of("delimiter", DELIMITERS) if keys.has("delimiter") else None,
        sheet=keys.text("sheet"),
        header=header or 1,
    )
    keys.done()
    return form


def _choice(keys: Keys, key: str, allowed: Collection[str] = ()) -> Choice:
    """Read `key = "value"` or a table of column, values, default."""
    if not keys.has(key):
        raise BadMapping("%(key)s is missing.", key=keys.at(key))
    if keys.is_text(key):
        same = keys.needed_text(key)
        keys.check(key, [same], allowed)
        return Choice(same=same)
    table = keys.table(key)
    assert table is not None
    return _choice_of(table, allowed)


def _choice_of(keys: Keys, allowed: Collection[str] = ()) -> Choice:
    choice = Choice(
        column=keys.needed_text("column"), values=keys.words("values"), default=keys.text("default")
    )
    keys.check("values", choice.values.values(), allowed)
    keys.check("default", [choice.default] if choice.default else [], allowed)
    keys.done()
    return choice


def _left_out_kinds(keys: Keys) -> Iterator[LeaveOut]:
    """Read [category.leave_out]: values of the category's column, with a reason for each."""
    values = keys.words("leave_out")
    if values:
        yield LeaveOut(keys.needed_text("column"), values)


def _leave_out(keys: Keys) -> LeaveOut:
    values, other_than = keys.texts("values"), keys.texts("other_than")
    if bool(values) == bool(other_than):
        raise BadMapping("%(key)s must say either values or other_than.", key=keys.at("values"))
    reason = keys.needed_text("reason")
    rule = LeaveOut(
        column=keys.needed_text("column"),
        values=dict.fromkeys(values or other_than, reason),
        other_than=bool(other_than),
        reason=reason,
    )
    keys.done()
    return rule


def _time(keys: Keys, *, ends: bool) -> TimeRule:
    fallback = keys.table("fallback")
    precision = keys.one_of("precision", list(Precision))
    columns = keys.texts("column")
    if not columns:
        raise BadMapping("%(key)s is missing.", key=keys.at("column"))
    rule = TimeRule(
        columns=columns,
        formats=tuple(_formats(keys)),
        zone=_zone(keys),
        year_from=keys.text("year_from"),
        until=keys.text("until") if ends else None,
        precision=Precision(precision) if precision else None,
        fallback=_time(fallback, ends=ends) if fallback else None,
    )
    if not rule.year_from and not all(form.has_year for form in rule.formats):
        raise BadMapping(
            "%(key)s is needed where the time has no year: the column of a date close to it.",
            key=keys.at("year_from"),
        )
    keys.done()
    return rule


def _formats(keys: Keys) -> Iterator[TimeFormat]:
    pattern = keys.text("pattern")
    formats = keys.texts("formats")
    if pattern and formats:
        raise BadMapping("%(key)s and formats cannot both be given.", key=keys.at("pattern"))
    if pattern:
        try:
            yield TimeFormat.search(pattern)
        except BadFormat as error:
            raise BadMapping(
                "%(key)s is not a pattern of a time (%(error)s); it must have the groups month "
                "and day, and may have: %(allowed)s.",
                key=keys.at("pattern"),
                error=error,
                allowed=", ".join(GROUPS),
            ) from None
    for written in () if pattern else formats or (ISO,):
        try:
            yield TimeFormat.parse(written)
        except BadFormat as error:
            raise BadMapping(
                "%(key)s: “%(value)s” cannot be read (%(error)s); a format is iso, or day and "
                "month and more out of: %(allowed)s.",
                key=keys.at("formats"),
                value=written,
                error=error,
                allowed=DIRECTIVES,
            ) from None


def _zone(keys: Keys) -> ZoneInfo:
    name = keys.text("zone")
    zone = zone_named(name) if name else ZONE
    if zone is None:
        raise BadMapping(
            "%(key)s: there is no time zone “%(value)s”; write it as Europe/Stockholm.",
            key=keys.at("zone"),
            value=name,
        )
    return zone


def _places(keys: Keys) -> Iterator[PlaceRule]:
    otherwise = keys.tables("otherwise")
    yield _place(keys)
    for rule in otherwise:
        yield _place(rule)


def _place(keys: Keys) -> PlaceRule:
    by = keys.one_of("by", WAYS)
    if by is None:
        raise BadMapping(
            "%(key)s is missing; it must be one of: %(allowed)s.",
            key=keys.at("by"),
            allowed=", ".join(WAYS),
        )
    if by == "point":
        rule = PlaceRule(
            by,
            (keys.needed_text("lon"), keys.needed_text("lat")),
            crs=_crs(keys),
            precision_m=keys.number("precision_m", least=0, most=100_000),
        )
    elif by in {"unplaced", "outside"}:
        rule = PlaceRule(by, ())
    else:
        column = keys.needed_text("column")
        rule = PlaceRule(by, (column,), keys.regex("pattern"), keys.words("names"))
    keys.done()
    return rule


def _crs(keys: Keys) -> str:
    crs = keys.text("crs") or WGS84
    if crs == WGS84:
        return crs
    # Only a file with a grid of its own pays for reading the world's coordinate systems.
    from pyproj import CRS  # noqa: PLC0415
    from pyproj.exceptions import CRSError  # noqa: PLC0415

    try:
        CRS(crs)
    except CRSError:
        raise BadMapping(
            "%(key)s: there is no coordinate system “%(value)s”; write it as EPSG:3006.",
            key=keys.at("crs"),
            value=crs,
        ) from None
    return crs


def _at_home(keys: Keys | None) -> tuple[str, frozenset[str]] | None:
    if keys is None:
        return None
    column, values = keys.needed_text("column"), keys.texts("values")
    keys.done()
    return column, frozenset(values)


def _details(keys: Keys | None) -> Mapping[str, Choice]:
    if keys is None:
        return {}
    details = {
        name: _choice(keys, name, list(terms)) for name, terms in DETAILS.items() if keys.has(name)
    }
    keys.done()
    return details

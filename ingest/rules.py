"""The rules that a mapping consists of: how a file's columns tell a report."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from re import Pattern
from zoneinfo import ZoneInfo

from ingest.times import TimeFormat
from reference.dimensions import Precision

WGS84 = "EPSG:4326"


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that is the same in every row, or looked up by what a column says.

    Without `values` the cell itself is the value. An empty cell, or one that `values` lacks, gives
    `default`; without a default it is an empty answer, or a refused row.
    """

    same: str | None = None
    column: str | None = None
    values: Mapping[str, str] = field(default_factory=dict[str, str])
    default: str | None = None


@dataclass(frozen=True, slots=True)
class FileForm:
    """How the file is written. `header` is the row with the names of the columns, from 1."""

    encoding: str = "utf-8"
    delimiter: str | None = None
    sheet: str | None = None
    header: int = 1


@dataclass(frozen=True, slots=True)
class TimeRule:
    """Where a time stands and how it is written.

    The cells of `columns` are read as one text with a space between. `until` is the column of the
    end, in the same formats. `fallback` is tried when this rule yields nothing.
    """

    columns: tuple[str, ...]
    formats: tuple[TimeFormat, ...]
    zone: ZoneInfo
    year_from: str | None = None
    until: str | None = None
    precision: Precision | None = None
    fallback: "TimeRule | None" = None


@dataclass(frozen=True, slots=True)
class PlaceRule:
    """One way to tell the place. `pattern` picks a part of the cell; `names` renames it.

    For a point `columns` are those of longitude (or east) and latitude (or north).
    """

    by: str
    columns: tuple[str, ...]
    pattern: Pattern[str] | None = None
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    crs: str = WGS84
    precision_m: int | None = None


@dataclass(frozen=True, slots=True)
class LeaveOut:
    """Rows that are no happenings of ours: by what a column says, with a reason for each.

    `other_than` leaves out all rows whose cell is not among `values`.
    """

    column: str
    values: Mapping[str, str]
    other_than: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FileMapping:
    """A whole mapping. `places` are tried in order; `at_home` is a column and its values that say
    that a point would show where somebody lives.
    """

    name: str
    about: str
    file: FileForm
    id_columns: tuple[str, ...]
    source_column: str | None
    organisation: Choice
    occurred: TimeRule
    submitted: TimeRule | None
    category: Choice
    leave_out: tuple[LeaveOut, ...]
    places: tuple[PlaceRule, ...]
    place_type: Choice | None
    at_home: tuple[str, frozenset[str]] | None
    details: Mapping[str, Choice]
    text_column: str | None

    def columns(self) -> frozenset[str]:
        """Give the columns that a file must have."""
        choices = [self.organisation, self.category, *self.details.values()]
        named = {choice.column for choice in choices}
        named |= {self.place_type.column} if self.place_type else set()
        named |= {*self.id_columns, self.source_column, self.text_column}
        named |= {self.at_home[0]} if self.at_home else set()
        named |= {rule.column for rule in self.leave_out}
        named |= {column for rule in self.places for column in rule.columns}
        for rule in (*_chain(self.occurred), *_chain(self.submitted)):
            named |= {*rule.columns, rule.year_from, rule.until}
        return frozenset(column for column in named if column is not None)


def _chain(rule: TimeRule | None) -> Iterator[TimeRule]:
    while rule is not None:
        yield rule
        rule = rule.fallback

"""From a row of a file to a submission, as a mapping says."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from hashlib import sha1
from typing import NamedTuple
from uuid import UUID

from pydantic import ValidationError

from ingest.mapping import DETAILS
from ingest.refused_row import RowRefused
from ingest.rules import Choice, FileMapping, LeaveOut
from ingest.submission import Submission
from ingest.table import BadFile
from ingest.when import TimeReader
from ingest.where import fold, place_reader
from projections.ground import Ground
from reference.dimensions import Basis, PlaceType
from reference.language import message

NAMESPACE = UUID("0b7b8c5e-55a0-5d3c-9a0e-7d1f3c2a9b64")
"""For the ids of imported rows; changing it would import every old file once more."""

REMEMBERED = 10_000
"""Cells whose meaning is kept, for each column that says one of a few things."""

_BETWEEN = "\x1f"
_REFUSALS = {
    "string_pattern_mismatch": message(
        "The code is too long, or holds characters that no code has."
    ),
    "string_too_long": message(
        "The text is longer than the %(max_length)d characters that are stored."
    ),
    "control_character": message("The text holds control characters."),
}

_NO_VALUE = message("The row holds a value that no report can have.")

Cells = Sequence[str]
Chosen = Callable[[Cells], str | None]


class LeftOut(NamedTuple):
    """The row is not a happening of ours, for a reason that the mapping gives."""

    reason: str


class Interpreter:
    """Reads the rows of one file, in order. Raises BadFile where the header lacks a column."""

    def __init__(self, mapping: FileMapping, header: Sequence[str], ground: Ground) -> None:
        columns = _columns(mapping, header)
        self._mapping = mapping
        self._leave_out = [_leaving(rule, columns) for rule in mapping.leave_out]
        self._organisation = _required(
            "organisation", mapping.organisation, columns, list(ground.organisations)
        )
        reportable = list(filter(ground.taxonomy.reportable, ground.taxonomy.categories))
        self._category = _required("category", mapping.category, columns, reportable)
        self._details = [
            (field, _chosen(choice, columns, list(DETAILS[field])))
            for field, choice in mapping.details.items()
        ]
        kind = mapping.place_type
        self._place_type = _chosen(kind, columns, list(PlaceType)) if kind else None
        self._occurred = TimeReader(mapping.occurred, columns)
        self._submitted = TimeReader(mapping.submitted, columns) if mapping.submitted else None
        self._places = [place_reader(rule, columns, ground) for rule in mapping.places]
        home = mapping.at_home
        self._at_home = (columns[home[0]], frozenset(map(fold, home[1]))) if home else None
        self._text = columns[mapping.text_column] if mapping.text_column else None
        self._source = columns[mapping.source_column] if mapping.source_column else None
        self._id = [columns[name] for name in mapping.id_columns]
        # What somebody wrote is no part of an id, which outlives the text's erasure.
        self._content = [index for index in range(len(header)) if index != self._text]
        self._alike: dict[int, int] = {}

    def read(self, cells: Cells) -> Submission | LeftOut:
        """Read a row that is as wide as the header. Raises RowRefused."""
        for leaving in self._leave_out:
            reason = leaving(cells)
            if reason is not None:
                return LeftOut(reason)
        form: dict[str, object] = {
            "client_id": self._client_id(cells),
            "organisation": self._organisation(cells),
            "category": self._category(cells),
            "occurred": self._when(cells),
            "place": self._where(cells),
            "basis": Basis.IMPORT,
        }
        for field, chosen in self._details:
            value = chosen(cells)
            if value is not None:
                form[field] = value
        if self._submitted is not None and (sent := self._submitted.read(cells)):
            form["submitted_at"] = sent.start
        if self._source is not None:
            form["source_id"] = cells[self._source]
        if self._text is not None and (text := cells[self._text].strip()):
            form["text"] = text
        try:
            return Submission.model_validate(form)
        except ValidationError as error:
            raise _refused(error) from None

    def _client_id(self, cells: Cells) -> UUID:
        """By the id that the file has, or else by the row and how many like it came before."""
        if self._id:
            parts = [cells[index].strip() for index in self._id]
            if not any(parts):
                raise RowRefused("client_id", "The row has no id.")
            return _uuid5(NAMESPACE, _BETWEEN.join((self._mapping.name, "id", *parts)))
        parts = [cells[index] for index in self._content]
        row = _uuid5(NAMESPACE, _BETWEEN.join((self._mapping.name, "row", *parts)))
        # Half of a hash is enough to count by: a chance meeting only makes a number skip.
        like = row.int >> 64
        before = self._alike[like] = self._alike.get(like, -1) + 1
        return _uuid5(row, str(before)) if before else row

    def _when(self, cells: Cells) -> dict[str, object]:
        span = self._occurred.read(cells)
        if span is None:
            raise RowRefused(
                "occurred",
                "The columns %(columns)s hold no time as the mapping writes it.",
                columns=", ".join(self._mapping.occurred.columns),
            )
        return {"from": span.start, "to": span.end, "precision": span.precision}

    def _where(self, cells: Cells) -> dict[str, object]:
        for reader in self._places:
            place = reader(cells)
            if place is not None:
                break
        else:
            named = {column: None for rule in self._mapping.places for column in rule.columns}
            raise RowRefused(
                "place",
                "The columns %(columns)s hold no place that is known here.",
                columns=", ".join(named),
            )
        if self._place_type is not None and (kind := self._place_type(cells)):
            place["place_type"] = kind
        if self._at_home is not None and fold(cells[self._at_home[0]]) in self._at_home[1]:
            place["at_home"] = True
        return place


def _uuid5(namespace: UUID, name: str) -> UUID:
    """What uuid.uuid5 gives, in half its time."""
    digest = sha1(namespace.bytes + name.encode(), usedforsecurity=False).digest()
    return UUID(bytes=digest[:16], version=5)


def _columns(mapping: FileMapping, header: Sequence[str]) -> dict[str, int]:
    needed = mapping.columns()
    missing = sorted(needed - set(header))
    if missing:
        raise BadFile(
            "The file has no column “%(column)s”, which the mapping names; it has: %(columns)s.",
            column=missing[0],
            columns=", ".join(filter(None, header)),
        )
    for name in sorted(needed):
        if header.count(name) > 1:
            raise BadFile("The file has more than one column “%(column)s”.", column=name)
    return {name: index for index, name in enumerate(header)}


def _chosen(choice: Choice, columns: Mapping[str, int], allowed: Sequence[str]) -> Chosen:
    """What finds the value: by the mapping's words, or without any by the values themselves."""
    if choice.same is not None:
        return lambda _: choice.same
    assert choice.column is not None
    index, default = columns[choice.column], choice.default
    values = choice.values or {value: value for value in allowed}
    folded = {fold(value): meant for value, meant in values.items()}

    @lru_cache(REMEMBERED)
    def find(cell: str) -> str | None:
        return folded.get(fold(cell), default)

    return lambda cells: find(cells[index])


def _required(
    field: str, choice: Choice, columns: Mapping[str, int], allowed: Sequence[str]
) -> Callable[[Cells], str]:
    chosen = _chosen(choice, columns, allowed)

    def required(cells: Cells) -> str:
        value = chosen(cells)
        if value is None:
            raise RowRefused(
                field,
                "The mapping does not say what stands in the row's column %(column)s.",
                column=choice.column,
            )
        return value

    return required


def _leaving(rule: LeaveOut, columns: Mapping[str, int]) -> Chosen:
    index = columns[rule.column]
    folded = {fold(value): reason for value, reason in rule.values.items()}

    @lru_cache(REMEMBERED)
    def find(cell: str) -> str | None:
        reason = folded.get(fold(cell))
        if rule.other_than:
            return rule.reason if reason is None else None
        return reason

    return lambda cells: find(cells[index])


def _refused(error: ValidationError) -> RowRefused:
    first = error.errors(include_url=False, include_input=False)[0]
    message = _REFUSALS.get(first["type"], _NO_VALUE)
    return RowRefused(str(first["loc"][0]), message, **first.get("ctx", {}))

"""When the happening of a row was: from its cells to a span of UTC with a precision."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import NamedTuple

from ingest.rules import TimeRule
from ingest.times import DAY, MOMENT, Stamp, begin_of, date_in, end_of
from reference.dimensions import Precision

REMEMBERED = 50_000
"""Readings kept, because the rows of a file often share their times."""

_DATE = len("2026-11-24")


class Span(NamedTuple):
    """From when to when, in UTC; `end` is None for a moment."""

    start: datetime
    end: datetime | None
    precision: Precision


class TimeReader:
    """Reads the time of a row by one rule, and by its fallback where that yields nothing."""

    def __init__(self, rule: TimeRule, columns: Mapping[str, int]) -> None:
        self._rule = rule
        self._at = [columns[name] for name in rule.columns]
        self._near = None if rule.year_from is None else columns[rule.year_from]
        self._until = None if rule.until is None else columns[rule.until]
        used = [index for index in (*self._at, self._near, self._until) if index is not None]
        self._key = itemgetter(*used)
        self._read: dict[object, Span | None] = {}
        self._fallback = TimeReader(rule.fallback, columns) if rule.fallback else None

    def read(self, cells: Sequence[str]) -> Span | None:
        """Read the time; None where the cells hold none, or one that the clocks skipped."""
        key = self._key(cells)
        if key in self._read:
            span = self._read[key]
        else:
            if len(self._read) == REMEMBERED:
                self._read.clear()
            span = self._read[key] = self._span(cells)
        if span is None and self._fallback is not None:
            return self._fallback.read(cells)
        return span

    def _span(self, cells: Sequence[str]) -> Span | None:
        texts = [cells[index] for index in self._at]
        stamp = self._stamp(texts[0] if len(texts) == 1 else " ".join(filter(None, texts)), cells)
        start = stamp and begin_of(stamp, self._rule.zone)
        if stamp is None or start is None:
            return None
        until = "" if self._until is None else cells[self._until]
        if not until.strip() and stamp.width == MOMENT:
            return Span(start, None, self._rule.precision or Precision.EXACT)
        last = self._stamp(until, cells) if until.strip() else stamp
        end = last and end_of(last, self._rule.zone)
        if end is None:
            return None
        day = last is stamp and stamp.width == DAY
        known = Precision.DAY if day else Precision.INTERVAL
        return Span(start, end, self._rule.precision or known)

    def _stamp(self, text: str, cells: Sequence[str]) -> Stamp | None:
        near = None if self._near is None else date_in(cells[self._near].strip()[:_DATE])
        for form in self._rule.formats:
            stamp = form.read(text, near)
            if stamp is not None:
                return stamp
        return None

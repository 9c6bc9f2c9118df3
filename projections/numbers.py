"""The number that a reporter reads out over the telephone: 2026-47-0123.

The week in which the report was received, and its place in the log since that week began. So it
needs no table, is the same in every replay, and leads straight to the entry that it numbers.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from events.log import position_at, stream_at
from projections.known import Known
from projections.reports import Row
from reference.weeks import Week

_WRITTEN = re.compile(r"(?P<year>\d{4})-(?P<week>\d{1,2})-(?P<number>\d{1,12})")
_JUST_BEFORE = timedelta(microseconds=1)


def references(known: Known, rows: Sequence[Row]) -> dict[UUID, str]:
    """The number of each report."""
    begun = [(row.recorded_at, row.first_position) for row in rows]
    numbers = references_of(known.connection, known.municipality, begun)
    return {row.report: number for row, number in zip(rows, numbers, strict=True)}


def references_of(
    connection: Connection, municipality: str, begun: Sequence[tuple[datetime, int]]
) -> list[str]:
    """The number of each report, by when and at what position it began; a look-up for each week."""
    weeks = [Week.of(recorded_at) for recorded_at, _ in begun]
    before = {week: _before(connection, municipality, week) for week in set(weeks)}
    return [
        f"{week.year}-{week.number:02}-{position - before[week]:04}"
        for week, (_, position) in zip(weeks, begun, strict=True)
    ]


def find(known: Known, written: str) -> UUID | None:
    """The stream that a number leads to; None when it leads nowhere or to what came later."""
    parts = _WRITTEN.fullmatch(written.strip())
    if parts is None or int(parts["number"]) == 0:
        return None
    try:
        week = Week(int(parts["year"]), int(parts["week"]))
    except ValueError:
        return None
    where = known.connection, known.municipality
    position = _before(*where, week) + int(parts["number"])
    if position > min(known.position, _before(*where, week.shift(1))):
        return None
    return stream_at(*where, position)


def _before(connection: Connection, municipality: str, week: Week) -> int:
    """The last position before the week began."""
    return position_at(connection, municipality, week.start_at - _JUST_BEFORE)

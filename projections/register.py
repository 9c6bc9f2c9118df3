"""The register: how each report stood in each span of positions of the log.

As known at position P are the rows with from_position <= P < upto_position, so the past costs what
the present costs. A change of a report closes one span and opens the next; what the change did to
the counted cells is handed to `projections.cells`.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple, get_args
from uuid import UUID

from sqlalchemy import Connection, bindparam, insert, select, update

from events.columns import to_microseconds
from events.fact import Entry
from events.report import (
    Place,
    ReportCorrected,
    ReportFact,
    ReportLinked,
    ReportPlaced,
    ReportReclassified,
    ReportReviewed,
    ReportSubmitted,
    ReportUnlinked,
    ReportWithdrawn,
    Told,
)
from events.statements import RAW_ID, Prepared, RawId
from projections import cells
from projections.cells import Change
from projections.tables import OPEN, Tables
from reference.dimensions import Channel, Precision, Review
from reference.weeks import Week, deadline, week_key_and_hour

HOUR_KNOWN_US = 2 * 3_600_000_000
"""A happening told to within two hours is placed in the hour of its middle; others in none."""

FACTS = frozenset(get_args(ReportFact))
KNOWN_TO_THE_HOUR = frozenset({Precision.EXACT, Precision.INTERVAL})

IN_TIME, LATE, FILED = 0, 1, 2
"""`late`: before the week's deadline; after it; after it, in a file of older reports."""

NEW, WITHDRAWN = "new", "withdrawn"
IDS_AT_A_TIME = 10_000


class Span(NamedTuple):
    """A row of the register as the driver takes it: instants in microseconds, ids raw."""

    municipality: str
    report: UUID | bytes
    from_position: int
    upto_position: int
    version: int
    first_position: int
    recorded_at: int
    organisation: str
    week: int
    hour: int | None
    occurred_from: int
    occurred_to: int
    precision: str
    category: str
    area: str
    place: str
    place_type: str
    lat: float | None
    lon: float | None
    precision_m: int | None
    basis: str
    certainty: str
    status: str
    same_as: UUID | bytes | None
    late: int
    counted: bool


class _Statements(NamedTuple):
    open: Prepared
    close: Prepared


@cache
def _statements(into: Tables) -> _Statements:
    register = into.register
    names = [column.name for column in register.columns]
    return _Statements(
        open=Prepared(insert(register), *names),
        close=Prepared(
            update(register)
            .where(
                register.c.municipality == bindparam("in_municipality"),
                register.c.report == bindparam("of_report"),
                register.c.from_position == bindparam("begun"),
            )
            .values(upto_position=bindparam("ended")),
            "ended",
            "in_municipality",
            "of_report",
            "begun",
        ),
    )


def carry(
    connection: Connection, into: Tables, municipality: str, entries: Sequence[Entry]
) -> None:
    """Carry a batch of facts of reports, in order, into the register and the cells."""
    raw = RAW_ID[connection.dialect.name]
    # Keyed by the number of an id, because hashing a UUID takes as long as reading the fact.
    standing = _standing(connection, into, municipality, entries)
    opened: list[Span] = []
    opened_at: dict[int, int] = {}
    closed: list[tuple[int, str, UUID | bytes, int]] = []
    changes: list[Change] = []
    for entry in entries:
        number = entry.stream.int
        before = standing.get(number)
        after = _next_span(before, entry, municipality, raw)
        standing[number] = after
        if before is not None:
            earlier = opened_at.get(number)
            if earlier is None:
                closed.append((entry.position, municipality, before.report, before.from_position))
            else:
                opened[earlier] = opened[earlier]._replace(upto_position=entry.position)
        opened_at[number] = len(opened)
        opened.append(after)
        changes += _changes(before, after, entry.position)
    statements = _statements(into)
    statements.close.run(connection, closed)
    statements.open.run(connection, opened)
    cells.carry(connection, into, municipality, changes)


def _standing(
    connection: Connection, into: Tables, municipality: str, entries: Sequence[Entry]
) -> dict[int, Span]:
    """The open spans of those reports in the batch that began before it, by number of their id."""
    changed = {entry.stream.int: entry.stream for entry in entries if entry.version > 1}
    for entry in entries:
        if entry.version == 1:
            changed.pop(entry.stream.int, None)
    older = list(changed.values())
    if not older:
        return {}
    raw = RAW_ID[connection.dialect.name]
    register = into.register
    found: dict[int, Span] = {}
    for start in range(0, len(older), IDS_AT_A_TIME):
        rows = connection.execute(
            select(register).where(
                register.c.municipality == municipality,
                register.c.report.in_(older[start : start + IDS_AT_A_TIME]),
                register.c.upto_position == OPEN,
            )
        )
        for row in rows:
            found[row.report.int] = Span(*row)._replace(
                report=raw(row.report),
                same_as=None if row.same_as is None else raw(row.same_as),
                recorded_at=to_microseconds(row.recorded_at),
                occurred_from=to_microseconds(row.occurred_from),
                occurred_to=to_microseconds(row.occurred_to),
            )
    return found


def _next_span(before: Span | None, entry: Entry, municipality: str, raw: RawId) -> Span:
    """How the report stands from this entry on."""
    fact: ReportFact = entry.fact
    if isinstance(fact, ReportSubmitted):
        return _first_span(entry, fact, municipality, raw(entry.stream))
    assert before is not None, "a report begins with report.submitted"
    changed = before._replace(
        from_position=entry.position, upto_position=OPEN, version=entry.version
    )
    match fact:
        case ReportCorrected():
            changed = changed._replace(**_told(fact.told))
            changed = changed._replace(late=_still_late(changed))
        case ReportReclassified():
            changed = changed._replace(category=fact.category)
        case ReportPlaced():
            changed = changed._replace(**_placed(fact.place))
        case ReportReviewed():
            changed = changed._replace(status=fact.outcome.code)
        case ReportLinked():
            changed = changed._replace(same_as=raw(fact.same_as))
        case ReportUnlinked():
            changed = changed._replace(same_as=None)
        case ReportWithdrawn():
            changed = changed._replace(status=WITHDRAWN)
    return changed._replace(counted=_is_counted(changed.status, changed.same_as))


def _first_span(
    entry: Entry, fact: ReportSubmitted, municipality: str, report: UUID | bytes
) -> Span:
    told, place = fact.told, fact.place
    begins, ends = to_microseconds(told.occurred_from), to_microseconds(told.occurred_to)
    week, hour = _week_and_hour(begins, ends, told.precision)
    recorded = to_microseconds(entry.recorded_at)
    late = IN_TIME
    if recorded > _deadline_us(week):
        late = FILED if fact.channel is Channel.FILE else LATE
    point = place.point
    return Span(
        municipality,
        report,
        entry.position,
        OPEN,
        entry.version,
        entry.position,
        recorded,
        fact.organisation,
        week,
        hour,
        begins,
        ends,
        told.precision.code,
        fact.category,
        place.area,
        place.place,
        place.place_type.code if place.place_type else "",
        point.lat if point else None,
        point.lon if point else None,
        point.precision_m if point else None,
        told.basis.code,
        told.certainty.code,
        NEW,
        same_as=None,
        late=late,
        counted=True,
    )


def _told(told: Told) -> dict[str, Any]:
    begins, ends = to_microseconds(told.occurred_from), to_microseconds(told.occurred_to)
    week, hour = _week_and_hour(begins, ends, told.precision)
    return {
        "week": week,
        "hour": hour,
        "occurred_from": begins,
        "occurred_to": ends,
        "precision": told.precision.code,
        "basis": told.basis.code,
        "certainty": told.certainty.code,
    }


def _placed(place: Place) -> dict[str, Any]:
    point = place.point
    return {
        "area": place.area,
        "place": place.place,
        "place_type": place.place_type.code if place.place_type else "",
        "lat": point.lat if point else None,
        "lon": point.lon if point else None,
        "precision_m": point.precision_m if point else None,
    }


def _week_and_hour(begins: int, ends: int, precision: Precision) -> tuple[int, int | None]:
    """The week that the happening began in, and the local hour of that week that it is put in."""
    week, hour = week_key_and_hour(begins)
    if precision not in KNOWN_TO_THE_HOUR or ends - begins > HOUR_KNOWN_US:
        return week, None
    if ends == begins:
        return week, hour
    middle_week, middle_hour = week_key_and_hour((begins + ends) // 2)
    return week, middle_hour if middle_week == week else hour


def _still_late(span: Span) -> int:
    if span.recorded_at <= _deadline_us(span.week):
        return IN_TIME
    return FILED if span.late == FILED else LATE


@cache
def _deadline_us(week: int) -> int:
    return to_microseconds(deadline(Week.from_key(week)))


def _is_counted(status: str, same_as: UUID | bytes | None) -> bool:
    """A happening counts once: not when taken back, out of scope, or told of by another report."""
    return same_as is None and status not in {WITHDRAWN, Review.OUT_OF_SCOPE.code}


def _changes(before: Span | None, after: Span, position: int) -> list[Change]:
    """What became of the counted cells; nothing when the report stays in its cell."""
    if before is None or not before.counted:
        return [_change(position, 1, after)] if after.counted else []
    if not after.counted:
        return [_change(position, -1, before)]
    taken, added = _change(position, -1, before), _change(position, 1, after)
    return [] if taken[2:] == added[2:] else [taken, added]


def _change(position: int, delta: int, span: Span) -> Change:
    return Change(position, delta, span.week, span.area, span.category, span.organisation)

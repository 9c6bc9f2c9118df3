"""The register: how each report stood in each span of positions of the log.

As known at position P are the rows with from_position <= P < upto_position, so the past costs what
the present costs. A change of a report closes one span and opens the next; what the change did to
the counted cells is handed to `projections.cells`.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, get_args
from uuid import UUID

from sqlalchemy import Connection, bindparam, select, update

from events.apart import ReportToldApart
from events.columns import to_microseconds
from events.fact import Entry
from events.report import (
    ReportAnswered,
    ReportCorrected,
    ReportFact,
    ReportLinked,
    ReportPlaced,
    ReportReclassified,
    ReportReviewed,
    ReportSubmitted,
    ReportUnlinked,
    ReportWithdrawn,
)
from events.sharing import ReportQuarantined, ReportShared, SharingFact
from events.statements import RAW_ID, Prepared, RawId
from events.telling import Place, Told
from projections import cells, margins, shared
from projections.cells import Change, age
from projections.clock import Deadlines
from projections.margins import counted_under
from projections.rows import adding
from projections.tables import OPEN, Tables
from reference.dimensions import Channel, Precision, Review
from reference.grid import NOWHERE, square_of
from reference.weeks import week_key_and_hour

HOUR_KNOWN_US = 2 * 3_600_000_000
"""A happening told to within two hours is placed in the hour of its middle; others in none."""

FACTS = frozenset(get_args(ReportFact))
KNOWN_TO_THE_HOUR = frozenset({Precision.EXACT, Precision.INTERVAL})

IN_TIME, LATE, FILED = 0, 1, 2
"""`late`: before the week's deadline; after it; after it, in a file of older reports."""

NEW, WITHDRAWN = "new", "withdrawn"


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
    square: str
    basis: str
    certainty: str
    status: str
    same_as: UUID | bytes | None
    late: int
    counted: bool
    reporter: str
    share: str
    quarantined: bool
    closes_at: int
    clock_off: bool


SpanRow = tuple[Any, ...]
"""A span without its names: sqlite3 writes a plain tuple in three quarters of the time."""


class _Statements(NamedTuple):
    open: Prepared
    close: Prepared
    standing: Prepared


@cache
def _statements(into: Tables) -> _Statements:
    register = into.register
    return _Statements(
        open=adding(register),
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
        standing=Prepared(
            select(register).where(
                register.c.municipality == bindparam("in_municipality"),
                register.c.report == bindparam("of_report"),
                register.c.upto_position == bindparam("open"),
            ),
            "in_municipality",
            "of_report",
            "open",
        ),
    )


def carry(
    connection: Connection, into: Tables, municipality: str, entries: Sequence[Entry]
) -> None:
    """Carry a batch of facts of reports, in order, into the register and what hangs on it."""
    raw = RAW_ID[connection.dialect.name]
    # Keyed by the number of an id, because hashing a UUID takes as long as reading the fact.
    changed = {entry.stream.int: entry.stream for entry in entries if entry.version > 1}
    deadlines = Deadlines(connection, into, municipality)
    standing = _standing(connection, into, municipality, changed, entries)
    opened: list[SpanRow] = []
    opened_at: dict[int, int] = {}
    closed: list[tuple[int, str, UUID | bytes, int]] = []
    changes: list[Change] = []
    for entry in entries:
        number = entry.stream.int
        if entry.version == 1:
            row, change = _first_row(entry, municipality, raw(entry.stream), deadlines)
            changes.append(change)
        else:
            before = standing[number]
            after = _next_span(before, entry, raw, deadlines)
            changes += _changes(before, after, entry)
            earlier = opened_at.get(number)
            if earlier is None:
                closed.append((entry.position, municipality, before.report, before.from_position))
            else:
                opened[earlier] = tuple(before._replace(upto_position=entry.position))
            row = tuple(after)
        if number in changed:
            standing[number] = Span._make(row)
            opened_at[number] = len(opened)
        opened.append(row)
    statements = _statements(into)
    statements.close.run(connection, closed)
    statements.open.run(connection, opened)
    cells.carry(connection, into, changes)
    margins.carry(connection, into, changes)
    shared.carry(connection, into, municipality, entries)


def _standing(
    connection: Connection,
    into: Tables,
    municipality: str,
    changed: Mapping[int, UUID],
    entries: Sequence[Entry],
) -> dict[int, Span]:
    """The open spans of those of the `changed` reports that began before the batch."""
    if not changed:
        return {}
    begun = {entry.stream.int for entry in entries if entry.version == 1}
    raw = RAW_ID[connection.dialect.name]
    standing = _statements(into).standing
    found: dict[int, Span] = {}
    for number, stream in changed.items():
        if number not in begun:
            (row,) = standing.find(connection, (municipality, raw(stream), OPEN))
            found[number] = Span._make(row)
    return found


def _next_span(before: Span, entry: Entry, raw: RawId, deadlines: Deadlines) -> Span:
    """How a report that stood as `before` stands from this entry on."""
    changes = _columns_changed(entry.fact, raw)
    if isinstance(entry.fact, ReportCorrected) and before.status == Review.RETURNED.code:
        changes["status"] = NEW
    if "week" in changes:
        changes["late"] = _late_since(before, changes["week"], deadlines)
        changes["closes_at"] = deadlines.closes(
            changes["week"], before.recorded_at, before.first_position
        )
    status, same_as = changes.get("status", before.status), changes.get("same_as", before.same_as)
    return before._replace(
        from_position=entry.position,
        upto_position=OPEN,
        version=entry.version,
        counted=_is_counted(status, same_as),
        **changes,
    )


def _columns_changed(fact: ReportFact, raw: RawId) -> dict[str, Any]:  # noqa: C901, PLR0911 - one arm a fact
    """The columns that a fact changes."""
    if isinstance(fact, SharingFact):
        return _sharing(fact)
    match fact:
        case ReportCorrected():
            return _told(fact.told)
        case ReportReclassified():
            return {"category": fact.category}
        case ReportPlaced():
            return _placed(fact.place)
        case ReportReviewed():
            return {"status": fact.outcome.code}
        case ReportAnswered() | ReportToldApart():
            return {}
        case ReportLinked():
            return {"same_as": raw(fact.same_as)}
        case ReportUnlinked():
            return {"same_as": None}
        case ReportWithdrawn():
            return {"status": WITHDRAWN}
        case ReportSubmitted():
            raise AssertionError("a report is sent once")


def _first_row(
    entry: Entry, municipality: str, report: UUID | bytes, deadlines: Deadlines
) -> tuple[SpanRow, Change]:
    """The span that a report begins with, and where it is counted."""
    fact = entry.fact
    assert isinstance(fact, ReportSubmitted), "a report begins with report.submitted"
    told, place = fact.told, fact.place
    begins, ends = _times(told)
    week, hour = _week_and_hour(begins, ends, told.precision)
    recorded = to_microseconds(entry.recorded_at)
    late = IN_TIME
    if deadlines.passed(week, recorded, entry.position):
        late = FILED if fact.channel is Channel.FILE else LATE
    point = place.point
    row = (
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
        _square(place),
        told.basis.code,
        told.certainty.code,
        NEW,
        None,
        late,
        True,
        entry.actor,
        fact.share.code,
        fact.quarantined,
        deadlines.closes(week, recorded, entry.position),
        fact.clock_off_s is not None,
    )
    return row, _change(1, Span._make(row), entry.position, recorded)


def _times(told: Told) -> tuple[int, int]:
    begins = to_microseconds(told.occurred_from)
    if told.occurred_to == told.occurred_from:
        return begins, begins
    return begins, to_microseconds(told.occurred_to)


def _told(told: Told) -> dict[str, Any]:
    begins, ends = _times(told)
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


def _sharing(fact: SharingFact) -> dict[str, Any]:
    if isinstance(fact, ReportShared):
        return {"share": fact.share.code}
    return {"quarantined": isinstance(fact, ReportQuarantined)}


def _placed(place: Place) -> dict[str, Any]:
    point = place.point
    return {
        "area": place.area,
        "place": place.place,
        "place_type": place.place_type.code if place.place_type else "",
        "lat": point.lat if point else None,
        "lon": point.lon if point else None,
        "precision_m": point.precision_m if point else None,
        "square": _square(place),
    }


def _square(place: Place) -> str:
    return square_of(place.point.lat, place.point.lon) if place.point else NOWHERE


def _week_and_hour(begins: int, ends: int, precision: Precision) -> tuple[int, int | None]:
    """The week that the happening began in, and the local hour of that week that it is put in."""
    week, hour = week_key_and_hour(begins)
    if precision not in KNOWN_TO_THE_HOUR or ends - begins > HOUR_KNOWN_US:
        return week, None
    if ends == begins:
        return week, hour
    middle_week, middle_hour = week_key_and_hour((begins + ends) // 2)
    return week, middle_hour if middle_week == week else hour


def _late_since(before: Span, week: int, deadlines: Deadlines) -> int:
    """Whether a report that is now told of `week` came in time for it, by the clock of then."""
    if not deadlines.passed(week, before.recorded_at, before.first_position):
        return IN_TIME
    return FILED if before.late == FILED else LATE


def _is_counted(status: str, same_as: UUID | bytes | None) -> bool:
    """A happening counts once: not when taken back, out of scope, or told of by another report."""
    return same_as is None and status not in {WITHDRAWN, Review.OUT_OF_SCOPE.code}


def _changes(before: Span, after: Span, entry: Entry) -> list[Change]:
    """What became of the counts; nothing when the report stays where it is counted."""
    position, recorded = entry.position, to_microseconds(entry.recorded_at)
    if not before.counted:
        return [_change(1, after, position, recorded)] if after.counted else []
    if not after.counted:
        return [_change(-1, before, position, recorded)]
    taken = _change(-1, before, position, recorded)
    added = _change(1, after, position, recorded)
    return [] if taken[3:] == added[3:] else [taken, added]


def _change(delta: int, span: Span, position: int, recorded: int) -> Change:
    return (
        span.municipality,
        position,
        delta,
        span.week,
        span.area,
        span.category,
        span.organisation,
        # When an older report that came as a file was known, nobody can tell: it counts as in time.
        0 if span.late == FILED else age(span.week, recorded),
        *counted_under(span.category, span.hour, span.place, span.square),
    )

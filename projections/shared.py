"""Which organisations each report is shared with by name, in each span of positions.

A report begins a new span in the register whenever its sharing changes, so what holds at the start
of such a span holds for all of it.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    and_,
    exists,
    or_,
    select,
)

from events.fact import Entry, Fact
from events.report import ReportSubmitted
from events.sharing import ReportShared
from events.statements import RAW_ID
from projections.rows import adding, ending
from projections.tables import OPEN, Tables, tables

NameRow = tuple[str, UUID | bytes, str, int, int]
"""A row of `shared_with` as the driver takes it."""


def carry(
    connection: Connection, into: Tables, municipality: str, entries: Sequence[Entry]
) -> None:
    """Carry those of a batch of facts of reports, in order, that say whom one is shared with."""
    raw = RAW_ID[connection.dialect.name]
    opened: dict[int, list[NameRow]] = {}
    done: list[NameRow] = []
    closed: list[tuple[int, str, UUID | bytes]] = []
    for entry in entries:
        fact: Fact = entry.fact
        if isinstance(fact, ReportSubmitted):
            if not fact.shared_with:
                continue
        elif not isinstance(fact, ReportShared):
            continue
        report, position = raw(entry.stream), entry.position
        if isinstance(fact, ReportShared):
            closed.append((position, municipality, report))
            before = opened.pop(entry.stream.int, [])
            done += [(*row[:-1], position) for row in before]
        opened[entry.stream.int] = [
            (municipality, report, code, position, OPEN) for code in sorted({*fact.shared_with})
        ]
    # What a batch opens is not in the table yet when it closes what stood there before.
    ending(into.shared_with, "report").run(connection, closed)
    begun = (row for rows in opened.values() for row in rows)
    adding(into.shared_with).run(connection, [*done, *begun])


def is_named(organisation: str) -> ColumnElement[bool]:
    """Whether a row of the register is of a report that is shared with the organisation by name.

    It says nothing about the level: `Share.OWN` has no names, every other level holds them.
    """
    register, table = tables().register, tables().shared_with
    return exists(
        select(table.c.report).where(
            table.c.municipality == register.c.municipality,
            table.c.report == register.c.report,
            table.c.organisation == organisation,
            table.c.from_position <= register.c.from_position,
            table.c.upto_position > register.c.from_position,
        )
    )


_SHOWN = (
    *("organisation", "week", "hour", "occurred_from", "occurred_to", "precision", "category"),
    *("area", "place", "place_type", "lat", "lon", "precision_m", "basis", "certainty"),
    *("status", "same_as", "counted"),
)
"""The columns of the register that a picture is drawn from."""


def is_unseen(row: FromClause, position: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether the entry at `position` changed nothing of the report of `row` that a picture shows.

    But only whom it is shared with, its text, or what was written back.

    `row` is the register or stands for it, and begins or ends at `position`: a column of it.
    """
    register, table = tables().register, tables().shared_with
    before, after = register.alias(), register.alias()
    renamed = exists(
        select(table.c.report).where(
            table.c.municipality == after.c.municipality,
            table.c.report == after.c.report,
            or_(
                table.c.from_position == after.c.from_position,
                table.c.upto_position == after.c.from_position,
            ),
        )
    )
    return exists(
        select(before.c.report).where(
            *(side.c.municipality == row.c.municipality for side in (before, after)),
            *(side.c.report == row.c.report for side in (before, after)),
            before.c.upto_position == position,
            after.c.from_position == position,
            or_(
                before.c.share != after.c.share,
                before.c.quarantined != after.c.quarantined,
                renamed,
                # A line back to whoever reported, or another text.
                and_(*(before.c[name].is_not_distinct_from(after.c[name]) for name in _SHOWN)),
            ),
        )
    )


def named(
    connection: Connection, municipality: str, reports: Iterable[UUID], position: int
) -> dict[UUID, tuple[str, ...]]:
    """The organisations that each of `reports` is shared with by name, as known at `position`.

    Reports that are shared with none by name are left out.
    """
    table = tables().shared_with
    rows = connection.execute(
        select(table.c.report, table.c.organisation)
        .where(
            table.c.municipality == municipality,
            table.c.report.in_(list(reports)),
            table.c.from_position <= position,
            table.c.upto_position > position,
        )
        .order_by(table.c.report, table.c.organisation)
    )
    found: dict[UUID, tuple[str, ...]] = {}
    for report, organisation in rows:
        found[report] = (*found.get(report, ()), organisation)
    return found

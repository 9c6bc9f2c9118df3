"""The pictures that were issued, by period."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, and_, func, or_, select

from events.columns import to_microseconds
from events.fact import Entry, Fact
from events.picture import PictureIssued
from projections.rows import adding
from projections.shared import is_unseen
from projections.tables import Tables, tables
from reference.periods import Period
from reference.weeks import Week

FACTS: frozenset[type[Fact]] = frozenset({PictureIssued})


class Issued(NamedTuple):
    """An issued picture, drawn at `position`; the issuing itself stands at `entry`.

    The rest is as in `events.picture.PictureIssued`.
    """

    period: str
    entry: int
    position: int
    as_of: datetime
    issued_at: datetime
    actor: str
    digest: str
    code_version: str
    drawing: str = ""
    read_by: str = ""
    read_as: str = ""
    read_at: datetime | None = None


def carry(
    connection: Connection, into: Tables, municipality: str, entries: Sequence[Entry]
) -> None:
    """Carry a batch of entries."""
    adding(into.issued).run(
        connection,
        [
            (
                municipality,
                fact.period,
                entry.position,
                fact.position,
                to_microseconds(fact.as_of),
                to_microseconds(entry.recorded_at),
                entry.actor,
                fact.digest,
                fact.code_version,
                fact.drawing,
                fact.read_by,
                fact.read_as.code if fact.read_as else "",
                to_microseconds(fact.read_at) if fact.read_at else None,
            )
            for entry in entries
            if isinstance(fact := entry.fact, PictureIssued)
        ],
    )


def issued(connection: Connection, municipality: str, period: str) -> Issued | None:
    """The issued picture of `period`, None when there is none."""
    table = tables().issued
    row = connection.execute(
        select(*table.columns).where(table.c.municipality == municipality, table.c.period == period)
    ).first()
    return None if row is None else Issued(*tuple(row)[1:])


def changes_since(
    connection: Connection, municipality: str, of: Week | Period, position: int, upto: int
) -> int:
    """How many reports of a period came, left or changed after `position`, as known at `upto`.

    Whom a report is shared with, its text and what was written back are no part of a picture, so
    changes of these alone are left out.
    """
    table = tables().register
    register = table.c
    weeks = [of.key] if isinstance(of, Week) else of.keys
    touched = connection.scalar(
        select(func.count(func.distinct(register.report))).where(
            register.municipality == municipality,
            register.week.in_(weeks),
            or_(
                *(
                    and_(moment > position, moment <= upto, ~is_unseen(table, moment))
                    for moment in (register.from_position, register.upto_position)
                )
            ),
        )
    )
    return touched or 0


def all_issued(connection: Connection, municipality: str) -> list[Issued]:
    """Every issued picture, the latest period first."""
    table = tables().issued
    rows = connection.execute(
        select(*table.columns)
        .where(table.c.municipality == municipality)
        .order_by(table.c.period.desc())
    )
    return [Issued(*tuple(row)[1:]) for row in rows]


def issued_weeks(connection: Connection, municipality: str) -> list[Issued]:
    """The issued pictures of weeks alone, the latest first."""
    found = all_issued(connection, municipality)
    return [one for one in found if Period.parse(one.period).is_week]

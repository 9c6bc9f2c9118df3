"""What is written for the picture of each period, field by field and span by span.

A row says at which position of the log the words stand; the words themselves are in the log alone,
sealed.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, get_args
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Table, select

from events.columns import to_microseconds
from events.draft import DraftFact, DraftRead, DraftRemoved, DraftWritten, Part
from events.fact import Entry, Fact
from projections.rows import adding, ending
from projections.tables import OPEN, Tables, tables
from reference.roles import Role

FACTS: frozenset[type[Fact]] = frozenset(get_args(DraftFact))


class Written(NamedTuple):
    """A field of a draft, written at the position `entry` by `actor`."""

    part: Part
    slot: str
    entry: int
    actor: str
    words: int
    reports: tuple[UUID, ...]


class SecondReader(NamedTuple):
    """Who signed the draft as it stands, at the position `entry`."""

    entry: int
    actor: str
    role: Role
    read_at: datetime


def carry(
    connection: Connection, into: Tables, municipality: str, entries: Sequence[Entry]
) -> None:
    """Carry a batch of entries; there are few of these, so each is carried by itself."""
    end_field = ending(into.draft, "period", "part", "slot")
    for entry in entries:
        fact: DraftFact = entry.fact
        standing = (entry.position, municipality, fact.period)
        # Whatever is written, and whoever signs anew, ends the signature that there was.
        ending(into.draft_read, "period").run(connection, [standing])
        begun = (entry.position, OPEN, entry.actor)
        if isinstance(fact, DraftRead):
            at = to_microseconds(entry.recorded_at)
            row = (municipality, fact.period, *begun, fact.role.code, at)
            adding(into.draft_read).run(connection, [row])
            continue
        end_field.run(connection, [(*standing, fact.part.value, fact.slot)])
        if isinstance(fact, DraftWritten):
            field = (municipality, fact.period, fact.part.value, fact.slot)
            reports = " ".join(map(str, fact.reports))
            adding(into.draft).run(connection, [(*field, *begun, fact.words, reports)])
        else:
            assert isinstance(fact, DraftRemoved), f"{type(fact)} is no fact of a draft"


def written(connection: Connection, municipality: str, period: str, position: int) -> list[Written]:
    """The fields of a period's draft as known at `position`, each part's in order."""
    table = tables().draft
    c = table.c
    rows = connection.execute(
        select(c.part, c.slot, c.from_position, c.actor, c.words, c.reports)
        .where(_as_known(table, municipality, period, position))
        .order_by(c.part, c.slot)
    )
    return [
        Written(Part(part), slot, entry, actor, words, tuple(UUID(one) for one in reports.split()))
        for part, slot, entry, actor, words, reports in rows
    ]


def second_reader(
    connection: Connection, municipality: str, period: str, position: int
) -> SecondReader | None:
    """Who had signed the draft as it stood at `position`; None when nobody had."""
    table = tables().draft_read
    c = table.c
    row = connection.execute(
        select(c.from_position, c.actor, c.role, c.read_at).where(
            _as_known(table, municipality, period, position)
        )
    ).first()
    return None if row is None else SecondReader(row[0], row[1], Role(row[2]), row[3])


def _as_known(table: Table, municipality: str, period: str, position: int) -> ColumnElement[bool]:
    c = table.c
    return (
        (c.municipality == municipality)
        & (c.period == period)
        & (c.from_position <= position)
        & (c.upto_position > position)
    )

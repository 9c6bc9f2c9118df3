"""The public versions that were published, by period."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from events.columns import to_microseconds
from events.fact import Entry, Fact
from events.publication import PicturePublished
from projections.rows import adding
from projections.tables import Tables, tables

FACTS: frozenset[type[Fact]] = frozenset({PicturePublished})


class Published(NamedTuple):
    """A public version, drawn at `position`; its content stands in the log at `entry`.

    The rest is as in `events.publication.PicturePublished`.
    """

    period: str
    entry: int
    position: int
    as_of: datetime
    published_at: datetime
    actor: str
    digest: str
    geography: str


def carry(
    connection: Connection, into: Tables, municipality: str, entries: Sequence[Entry]
) -> None:
    """Carry a batch of entries."""
    adding(into.published).run(
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
                fact.geography,
            )
            for entry in entries
            if isinstance(fact := entry.fact, PicturePublished)
        ],
    )


def published(connection: Connection, municipality: str) -> list[Published]:
    """Every public version there is, the earliest published first."""
    table = tables().published
    rows = connection.execute(
        select(*table.columns)
        .where(table.c.municipality == municipality)
        .order_by(table.c.position)
    )
    return [Published(*tuple(row)[1:]) for row in rows]

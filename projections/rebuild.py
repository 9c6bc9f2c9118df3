"""Rebuilding: the projections folded anew from the log, beside the old ones, compared, swapped.

Writers go on meanwhile. The new tables catch up page by page; for the last page, the comparison
and the swap the log stands still.
"""

import hashlib
from collections.abc import Callable, Sequence
from typing import NamedTuple
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import Connection, Engine, String, collate, select, text

from events.database import writing
from events.log import Log
from events.statements import text_of
from projections.record import carry
from projections.tables import Tables, tables

PAGE = 20_000
NEW = "_new"


class Compared(NamedTuple):
    """Old and new digest of one table at the same position."""

    table: str
    before: str
    after: str

    @property
    def same(self) -> bool:
        """Whether the rebuilt table holds what the old one held."""
        return self.before == self.after


class Rebuilt(NamedTuple):
    """What a rebuild found; `swapped` is False when it left the old tables in place."""

    entries: int
    compared: list[Compared]
    swapped: bool


def rebuild(
    engine: Engine,
    logs: Sequence[Log],
    *,
    accept: bool = False,
    progress: Callable[[int], None] = lambda _: None,
) -> Rebuilt:
    """Rebuild the projections of `logs`, which must be all that the database holds.

    With a difference the old tables stay, unless `accept` says that it is wanted: after a change
    of what the projections hold, for instance.
    """
    new = tables(NEW, uuid4().hex[:8])
    with writing(engine) as connection:
        _drop_remains(connection)
        new.metadata.create_all(connection)
    reached = {log.municipality: 0 for log in logs}
    for log in logs:
        while _catch_up(log, new, reached, progress):
            pass
    with writing(engine) as connection:
        for log in logs:
            log.hold(connection)
            _carry_after(connection, log, new, reached, upto=None)
        compared = compare(connection, tables(), new)
        swapped = accept or all(one.same for one in compared)
        if swapped:
            _swap(connection, new)
        else:
            new.metadata.drop_all(connection)
    return Rebuilt(sum(reached.values()), compared, swapped)


def _catch_up(
    log: Log, new: Tables, reached: dict[str, int], progress: Callable[[int], None]
) -> bool:
    """Carry one page in a transaction of its own; False when it was the last."""
    with writing(log.engine) as connection:
        before = reached[log.municipality]
        _carry_after(connection, log, new, reached, upto=before + PAGE)
        done = reached[log.municipality] - before
    progress(done)
    return done == PAGE


def _carry_after(
    connection: Connection, log: Log, new: Tables, reached: dict[str, int], upto: int | None
) -> None:
    head = log.head(connection).position
    after = reached[log.municipality]
    last = head if upto is None else min(upto, head)
    for page in log.pages(connection, after=after, upto=last):
        carry(connection, new, log.municipality, page)
    reached[log.municipality] = max(after, last)


def compare(connection: Connection, old: Tables, new: Tables) -> list[Compared]:
    """The digests of each table of both sets."""
    return [
        Compared(
            str(was.name),
            digest_of(connection, old, index),
            digest_of(connection, new, index),
        )
        for index, was in enumerate(old.all)
    ]


def digest_of(connection: Connection, of: Tables, index: int) -> str:
    """SHA-256 over the rows of the table in the order of its key, the same in every database."""
    table = of.all[index]
    on_server = connection.dialect.name == "postgresql"
    # Byte order, which is SQLite's own and not that of PostgreSQL's locale.
    keys = [
        collate(column, "C") if on_server and isinstance(column.type, String) else column
        for column in table.primary_key.columns
    ]
    statement = text_of(connection.dialect.name, select(table).order_by(*keys))
    rows = connection.execute(text(statement), execution_options={"yield_per": 5_000})
    found = hashlib.sha256()
    encode = msgspec.json.Encoder().encode
    for row in rows:
        found.update(encode([_as_on_sqlite(value) for value in row] if on_server else [*row]))
    return found.hexdigest()


def _as_on_sqlite(value: object) -> object:
    """A value as SQLite's driver gives it: an id as bytes, a truth as a number."""
    if isinstance(value, UUID):
        return value.bytes
    return int(value) if isinstance(value, bool) else value


def _drop_remains(connection: Connection) -> None:
    """Drop what a rebuild that was cut short left behind."""
    for table in reversed(tables(NEW).all):
        table.drop(connection, checkfirst=True)


def _swap(connection: Connection, new: Tables) -> None:
    """Put the new tables in the place of the old ones."""
    for live, built in zip(tables().all, new.all, strict=True):
        live.drop(connection)
        connection.execute(text(f"ALTER TABLE {built.name} RENAME TO {live.name}"))

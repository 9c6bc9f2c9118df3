"""Core statements as text for the driver, compiled once.

On a hot path SQLAlchemy's own way to execute a statement costs more than the database does. Here a
statement is still written and checked as Core, for both databases, but run as text with tuples.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ClauseElement, Connection
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql.psycopg import dialect as psycopg_dialect
from sqlalchemy.sql.compiler import SQLCompiler

from events.database import run, run_many


def text_of(database: str, statement: ClauseElement, *parameters: str) -> str:
    """The text of `statement` for the driver, its parameters standing in the order given."""
    dialect = (
        psycopg_dialect(paramstyle="format")  # type: ignore[no-untyped-call]
        if database == "postgresql"
        else sqlite.dialect(paramstyle="qmark")
    )
    compiled = statement.compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler)
    assert tuple(compiled.positiontup or ()) == parameters, compiled.positiontup
    return str(compiled)


class Prepared:
    """A statement to be run with tuples of raw values, in the order of `parameters`."""

    def __init__(self, statement: ClauseElement, *parameters: str) -> None:
        self._statement = statement
        self._parameters = parameters
        self._texts: dict[str, str] = {}

    def run(self, connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
        """Run once for each row."""
        if rows:
            text = self._text(connection.dialect.name)
            if len(rows) == 1:
                run(connection, text, rows[0])
            else:
                run_many(connection, text, rows)

    def find(self, connection: Connection, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        """The rows that a query finds for `values`, as the driver gives them."""
        return run(connection, self._text(connection.dialect.name), values)

    def _text(self, database: str) -> str:
        if database not in self._texts:
            self._texts[database] = text_of(database, self._statement, *self._parameters)
        return self._texts[database]


RawId = Callable[[UUID], UUID | bytes]

RAW_ID: Mapping[str, RawId] = {
    "postgresql": lambda identity: identity,
    "sqlite": lambda identity: identity.bytes,
}
"""How each database's driver takes an id."""

_of_bytes = msgspec.msgpack.Decoder(UUID)


def id_of(raw: UUID | bytes) -> UUID:
    """An id as the driver gave it. Through msgspec, which makes a UUID ten times faster."""
    return raw if isinstance(raw, UUID) else _of_bytes.decode(b"\xc4\x10" + raw)


def raw_id(identity: UUID, database: str) -> UUID | bytes:
    """An id as the driver of `database` takes it."""
    return RAW_ID[database](identity)

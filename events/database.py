"""Opening a database so that what is committed stays, and saying when it cannot be trusted.

One way in for SQLite and PostgreSQL: `reading` and `writing` each give one transaction. Durability
never rests on a default: every setting it needs is set here and read back by `check`.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    StaticPool,
    create_engine,
    func,
    inspect,
    make_url,
    or_,
    select,
    text,
)
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from events.sqlite import IN_MEMORY, SETTINGS, DurableSQLite, WriterPool
from events.tables import FUNCTION_BODY, TRIGGER_KINDS, TRIGGERS, log, log_head

# As many connections as the web server's thread pool has threads, so that none waits for another.
POOL_SIZE, POOL_OVERFLOW = 10, 30
# PostgreSQL pays for each connection with a process; a request waits its turn instead.
SERVER_POOL_SIZE, SERVER_POOL_OVERFLOW = 10, 10
# A statement, or a transaction left open, that takes longer keeps everybody from writing.
STATEMENT_TIMEOUT_S = 120
IDLE_IN_TRANSACTION_TIMEOUT_S = 60


def open_engine(url: str, *, busy_timeout_s: float = 5.0) -> Engine:
    """An engine for `sqlite:///path`, `sqlite://` (in memory) or `postgresql://...`.

    `busy_timeout_s` is how long a transaction waits for a lock before it fails with SQLAlchemy's
    OperationalError. ValueError for any other database. Connects only when first used.
    """
    place = make_url(url)
    backend = place.get_backend_name()
    if backend == "sqlite":
        return _open_sqlite(place.set(drivername="sqlite+durable"), busy_timeout_s)
    if backend == "postgresql":
        return _open_postgresql(place.set(drivername="postgresql+psycopg"), busy_timeout_s)
    raise ValueError(f"the record is kept in SQLite or PostgreSQL, not in {backend}")


def _open_sqlite(place: URL, busy_timeout_s: float) -> Engine:
    # isolation_level None: the driver begins nothing by itself, the dialect does.
    arguments = {"timeout": busy_timeout_s, "isolation_level": None, "check_same_thread": False}
    if place.database in IN_MEMORY:
        return create_engine(
            place, poolclass=StaticPool, connect_args=arguments, patience_s=busy_timeout_s
        )
    return create_engine(
        place,
        connect_args=arguments,
        patience_s=busy_timeout_s,
        poolclass=WriterPool,
        pool_size=POOL_SIZE,
        max_overflow=POOL_OVERFLOW,
        pool_use_lifo=True,  # the connection used last has the warmest page cache
    )


def _open_postgresql(place: URL, busy_timeout_s: float) -> Engine:
    settings = {
        "lock_timeout": int(busy_timeout_s * 1000),
        "statement_timeout": STATEMENT_TIMEOUT_S * 1000,
        "idle_in_transaction_session_timeout": IDLE_IN_TRANSACTION_TIMEOUT_S * 1000,
        # A writer that waited for the head row must then see what the other one committed.
        "default_transaction_isolation": r"read\ committed",
        "TimeZone": "UTC",
    }
    return create_engine(
        place,
        connect_args={
            "options": " ".join(f"-c {name}={value}" for name, value in settings.items()),
            "connect_timeout": max(2, int(busy_timeout_s)),
            "application_name": "lagesbild",
        },
        pool_size=SERVER_POOL_SIZE,
        max_overflow=SERVER_POOL_OVERFLOW,
        pool_pre_ping=True,  # a server that was restarted is met by a new connection, not an error
    )


def is_in_memory(engine: Engine) -> bool:
    """Whether the database lives only as long as its engine."""
    return engine.dialect.name == "sqlite" and engine.url.database in IN_MEMORY


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One transaction that sees one state of the database throughout and cannot change it."""
    dialect = engine.dialect
    if not isinstance(dialect, DurableSQLite):
        with engine.connect() as connection:
            connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
            with connection.begin():
                yield connection
        return
    # In memory there is one connection for all threads, so readers take turns with the writers.
    turn = dialect.turn if is_in_memory(engine) else nullcontext()
    with turn, engine.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
        driver.execute("PRAGMA query_only = 1")
        try:
            with connection.begin():
                yield connection
        finally:
            driver.execute("PRAGMA query_only = 0")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that may write: committed at the end, rolled back when an error passes.

    On SQLite it holds the write lock from its first moment, so it never finds that what it read
    has meanwhile changed. OperationalError when the lock cannot be had in time.
    """
    dialect = engine.dialect
    if not isinstance(dialect, DurableSQLite):
        with engine.begin() as connection:
            yield connection
        return
    with dialect.turn:
        pool = engine.pool
        kept = pool.take() if isinstance(pool, WriterPool) else None
        connection = Connection(engine, kept)
        try:
            transaction = connection.begin()
            yield connection
            transaction.commit()
        except BaseException:
            connection.close()  # rolls back, and resets what it gives back to the pool
            raise
        if isinstance(pool, WriterPool):
            pool.keep(connection.connection)
        else:
            connection.close()


def run(
    connection: Connection, statement: str, parameters: Sequence[Any] = ()
) -> list[tuple[Any, ...]]:
    """The rows that one statement in the words of the driver gives, within the transaction.

    For the few statements that every request runs: on SQLite it goes around SQLAlchemy, whose share
    of the time would be larger than SQLite's own. The errors are SQLAlchemy's all the same.
    """
    if connection.dialect.name != "sqlite":
        result = connection.exec_driver_sql(statement, tuple(parameters))
        return [tuple(row) for row in result] if result.returns_rows else []
    driver = _driver(connection)
    try:
        found: list[tuple[Any, ...]] = driver.execute(statement, parameters).fetchall()
    except sqlite3.Error as error:
        raise _as_sqlalchemy(connection, statement, error) from error
    return found


def run_many(connection: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Run one statement for each of `rows`, as `run` does."""
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(statement, list(rows))
        return
    driver = _driver(connection)
    try:
        driver.executemany(statement, rows)
    except sqlite3.Error as error:
        raise _as_sqlalchemy(connection, statement, error) from error


def _driver(connection: Connection) -> sqlite3.Connection:
    assert connection.in_transaction(), "the statement would commit by itself"
    driver = connection.connection.dbapi_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def _as_sqlalchemy(
    connection: Connection, statement: str, error: sqlite3.Error
) -> BaseException:
    # Without the parameters: they may hold what no log file should.
    return DBAPIError.instance(
        statement, None, error, sqlite3.Error, hide_parameters=True, dialect=connection.dialect
    )

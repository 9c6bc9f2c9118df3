"""SQLite as the house uses it: durable, private, one writer at a time."""

import contextlib
import os
import sqlite3
import threading
from typing import Any, cast

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import PoolProxiedConnection, QueuePool

# Set on each connection. synchronous 2 is FULL. recursive_triggers: without it INSERT OR REPLACE
# would delete a row of the log without asking its DELETE trigger.
SETTINGS = {
    "synchronous": 2,
    "foreign_keys": 1,
    "secure_delete": 1,
    "recursive_triggers": 1,
}
IN_MEMORY = frozenset({None, "", ":memory:"})


def driver_of(connection: PoolProxiedConnection) -> sqlite3.Connection:
    """The connection of the driver itself, below SQLAlchemy's."""
    return cast("sqlite3.Connection", connection.dbapi_connection)


class Turn:
    """The threads of a process write one after another.

    SQLite lets those that wait sleep and try again, which starves some and wastes the time of all;
    a lock wakes the next one at once. Between processes SQLite's own lock decides.
    """

    def __init__(self, patience_s: float) -> None:
        self._lock = threading.Lock()
        self._patience_s = patience_s

    def __enter__(self) -> None:
        if not self._lock.acquire(timeout=self._patience_s):
            raise OperationalError("BEGIN", None, sqlite3.OperationalError("database is locked"))

    def __exit__(self, *_error: object) -> None:
        self._lock.release()


class WriterPool(QueuePool):
    """A pool that keeps the connection of the last writer at hand for the next one.

    Writers take turns, so one is enough; handing it back and out again costs as much time as the
    statements of an append.
    """

    kept: PoolProxiedConnection | None = None

    def take(self) -> PoolProxiedConnection:
        """The connection for the writer whose turn it is."""
        kept, self.kept = self.kept, None
        return kept or self.connect()

    def keep(self, connection: PoolProxiedConnection) -> None:
        """Keep what a writer used and committed."""
        self.kept = connection

    def dispose(self) -> None:
        """Close all connections that nobody uses."""
        kept, self.kept = self.kept, None
        if kept is not None:
            kept.close()
        super().dispose()


class DurableSQLite(SQLiteDialect_pysqlite):
    """SQLite as the house uses it, wherever a transaction begins.

    A dialect and not event listeners: those cost more for each statement than the statement.
    """

    supports_statement_cache = True

    def __init__(self, patience_s: float = 5.0, **arguments: Any) -> None:  # noqa: ANN401 - the base's
        super().__init__(**arguments)
        self.turn = Turn(patience_s)

    def connect(self, *arguments: Any, **named: Any) -> DBAPIConnection:  # noqa: ANN401 - the base's
        """Connect, making a missing file readable for nobody else, and set what we rely on."""
        if arguments[0] not in IN_MEMORY:
            # SQLite gives its -wal and -shm the mode of the file. Where the file cannot be made,
            # SQLite says why in a moment.
            with contextlib.suppress(OSError):
                os.close(os.open(arguments[0], os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        connection = super().connect(*arguments, **named)
        try:
            cursor = connection.cursor()
            cursor.execute("PRAGMA journal_mode")
            if cursor.fetchone() not in {("wal",), ("memory",)}:
                cursor.execute("PRAGMA journal_mode = WAL")
            for setting, value in SETTINGS.items():
                cursor.execute(f"PRAGMA {setting} = {value}")
            cursor.close()
        except BaseException:
            connection.close()
            raise
        return connection

    def do_begin(self, dbapi_connection: PoolProxiedConnection) -> None:
        """Begin as a writer unless `reading`: what begins as a reader and then writes can fail."""
        driver = driver_of(dbapi_connection)
        (reads,) = driver.execute("PRAGMA query_only").fetchone()
        driver.execute("BEGIN" if reads else "BEGIN IMMEDIATE")

    def do_commit(self, dbapi_connection: PoolProxiedConnection) -> None:
        """Commit, or else end the transaction: SQLite leaves it open when its commit fails."""
        try:
            dbapi_connection.commit()
        except BaseException:
            dbapi_connection.rollback()
            raise


registry.register("sqlite.durable", __name__, DurableSQLite.__name__)

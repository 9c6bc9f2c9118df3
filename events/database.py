"""Opening a database so that what is committed stays, and saying when it cannot be trusted.

One way in for SQLite and PostgreSQL: `reading` and `writing` each give one transaction. Durability
never rests on a default: every setting it needs is set here and read back by `check`.
"""

import sqlite3
from collections.abc import Callable, Generator, Sequence
from collections.abc import Set as AbstractSet
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

from events.sqlite import IN_MEMORY, SETTINGS, DurableSQLite, WriterPool, driver_of
from events.tables import FUNCTION_BODY, TRIGGER_KINDS, TRIGGERS, log, log_head

# As many connections as the web server's thread pool has threads, so that none waits for another.
POOL_SIZE, POOL_OVERFLOW = 10, 30
# PostgreSQL pays for each connection with a process; a request waits its turn instead.
SERVER_POOL_SIZE, SERVER_POOL_OVERFLOW = 10, 10
# A statement, or a transaction left open, that takes longer keeps everybody from writing.
STATEMENT_TIMEOUT_S = 120
IDLE_IN_TRANSACTION_TIMEOUT_S = 60

SQLITE_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'log'"
# A, always, and with no condition: see `events.tables.create_triggers`.
POSTGRESQL_TRIGGERS = """
SELECT tgname, tgtype FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
WHERE tgrelid = 'log'::regclass AND tgenabled = 'A' AND tgqual IS NULL AND trim(prosrc) = :body
"""


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
            place,
            poolclass=StaticPool,
            connect_args=arguments,
            patience_s=busy_timeout_s,
            hide_parameters=True,
        )
    return create_engine(
        place,
        connect_args=arguments,
        patience_s=busy_timeout_s,
        hide_parameters=True,  # an error message must not carry what a report says
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
        hide_parameters=True,
        pool_pre_ping=True,  # a server that was restarted is met by a new connection, not an error
    )


def is_in_memory(engine: Engine) -> bool:
    """Whether the database lives only as long as its engine."""
    return engine.dialect.name == "sqlite" and engine.url.database in IN_MEMORY


@contextmanager
def reading(engine: Engine) -> Generator[Connection]:
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
        driver = driver_of(connection.connection)
        driver.execute("PRAGMA query_only = 1")
        try:
            with connection.begin():
                yield connection
        finally:
            driver.execute("PRAGMA query_only = 0")


@contextmanager
def writing(engine: Engine) -> Generator[Connection]:
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
    return driver_of(connection.connection)


def _as_sqlalchemy(connection: Connection, statement: str, error: sqlite3.Error) -> BaseException:
    # Without the parameters: they may hold what no log file should.
    return DBAPIError.instance(statement, None, error, sqlite3.Error, dialect=connection.dialect)


class Unfit(Exception):
    """The database cannot be trusted with a record.

    `message` is an English sentence that names the check that failed and the key of the message
    catalogue; `params` fill its %(name)s places. str() is the English sentence.
    """

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message, params)
        self.message = message
        self.params = params

    def __str__(self) -> str:
        return self.message % self.params


Check = Callable[[Connection], None]


def check(engine: Engine, *, holds_log: bool = True) -> None:
    """Raise Unfit for the first thing in which the database falls short; reads all of a log.

    `holds_log` False is for a store of another kind, such as that of the keys: then only what any
    store needs is checked.
    """
    checks: dict[str, Check] = {}
    if engine.dialect.name == "postgresql":
        checks["server settings"] = _check_server
    elif not is_in_memory(engine):
        _check_file(Path(engine.url.database or ""))
        checks |= {"settings": _check_settings, "quick_check": _check_pages}
    if holds_log:
        checks |= {
            "tables": _check_tables,
            "triggers": _check_triggers,
            "log_head": _check_heads,
            "recorded_at": _check_times,
        }
    name = "opening"
    try:
        with reading(engine) as connection:
            for name, step in checks.items():  # noqa: B007 - also read where a step fails
                step(connection)
    except DBAPIError as error:
        if getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_NOTADB:
            raise Unfit(
                "Check header: %(path)s is not an SQLite database.", path=engine.url.database
            ) from error
        raise Unfit(
            "Check %(check)s: the database answers “%(answer)s”.", check=name, answer=error.orig
        ) from error


def _check_file(path: Path) -> None:
    """Look at the file from outside.

    It is never opened here: closing it would drop the locks that this process's own connections
    hold on it (fcntl's rule), and the next process that closes the database would take itself for
    the last one and remove the write-ahead log under us.
    """
    try:
        found = path.stat()
    except OSError as error:
        raise Unfit(
            "Check file: %(path)s cannot be read (%(reason)s).", path=path, reason=error.strerror
        ) from error
    mode = found.st_mode
    if not found.st_size:
        raise Unfit("Check header: %(path)s is not an SQLite database.", path=path)
    if mode & 0o077:
        raise Unfit(
            "Check file mode: others may open %(path)s, its mode is %(mode)s and not 0600.",
            path=path,
            mode=f"{mode & 0o777:04o}",
        )


def _check_settings(connection: Connection) -> None:
    expected = {"journal_mode": "wal"} | SETTINGS
    for setting, value in expected.items():
        found = connection.exec_driver_sql(f"PRAGMA {setting}").scalar_one()
        _expect(setting, found, {value})


def _check_server(connection: Connection) -> None:
    expected = {
        "fsync": {"on"},
        "full_page_writes": {"on"},
        "synchronous_commit": {"on", "local", "remote_write", "remote_apply"},
        "TimeZone": {"UTC"},
    }
    for setting, values in expected.items():
        _expect(setting, connection.exec_driver_sql(f"SHOW {setting}").scalar_one(), values)


def _expect(setting: str, found: object, values: AbstractSet[object]) -> None:
    if found not in values:
        raise Unfit(
            "Check %(setting)s: it is %(found)s and not %(wanted)s.",
            setting=setting,
            found=found,
            wanted="/".join(str(value) for value in sorted(values, key=str)),
        )


def _check_pages(connection: Connection) -> None:
    found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
    if found != "ok":
        raise Unfit("Check quick_check: the file is damaged (%(found)s).", found=found)


def _check_tables(connection: Connection) -> None:
    missing = {log.name, log_head.name} - set(inspect(connection).get_table_names())
    if missing:
        raise Unfit(
            "Check tables: %(missing)s is missing; the database has to be migrated first.",
            missing=", ".join(sorted(missing)),
        )


def _check_triggers(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        rows = connection.execute(text(POSTGRESQL_TRIGGERS), {"body": FUNCTION_BODY})
        found = {row.tgname for row in rows if TRIGGER_KINDS.get(row.tgname) == row.tgtype}
    else:
        rows = connection.execute(text(SQLITE_TRIGGERS))
        found = {row.name for row in rows if TRIGGERS["sqlite"].get(row.name) == row.sql}
    missing = TRIGGERS[connection.dialect.name].keys() - found
    if missing:
        raise Unfit(
            "Check triggers: %(missing)s is missing or changed, so the log is not append-only.",
            missing=", ".join(sorted(missing)),
        )


def _check_heads(connection: Connection) -> None:
    """Positions are dense from 1, and each log ends where its head says, at the same instant."""
    ends = select(
        log.c.municipality, func.count(), func.min(log.c.position), func.max(log.c.position)
    ).group_by(log.c.municipality)
    found = {code: tuple(rest) for code, *rest in connection.execute(ends)}
    heads = {code: position for code, position, _ in connection.execute(select(log_head))}
    for code in sorted(found.keys() | heads.keys()):
        count, first, last = found.get(code, (0, 1, 0))
        if not (count == last == heads.get(code) and first == 1):
            raise Unfit(
                "Check log_head: the log of %(municipality)s has %(count)s entries up to position"
                " %(last)s, and its head says %(head)s.",
                municipality=code,
                count=count,
                last=last,
                head=heads.get(code, "nothing"),
            )


def _check_times(connection: Connection) -> None:
    """Time never goes back: seen at a thousand positions of each log and at its last hundred."""
    for code, position, recorded_at in list(connection.execute(select(log_head))):
        sample = (
            select(log.c.position, log.c.recorded_at)
            .where(
                log.c.municipality == code,
                or_(
                    log.c.position % max(1, position // 1000) == 0, log.c.position > position - 100
                ),
            )
            .order_by(log.c.position)
        )
        times = [*connection.execute(sample), (position + 1, recorded_at)]
        for (_, before), (later, after) in pairwise(times):
            if after < before:
                raise Unfit(
                    "Check recorded_at: in the log of %(municipality)s, time goes back before"
                    " position %(position)s.",
                    municipality=code,
                    position=later,
                )

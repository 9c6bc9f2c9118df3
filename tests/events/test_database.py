"""A database is opened durable and private, and each transaction is kept whole or not at all."""

import stat
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from eventsourcing.persistence import StoredEvent
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from events.database import check, open_engine, reading, run, run_many, writing
from events.persistence import append
from events.tables import create

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Broken(Exception):
    """Something in a test that goes wrong on purpose."""


def put(engine: Engine, count: int = 1, at: datetime = NOON) -> None:
    stored = [StoredEvent(uuid4(), 1, "report.submitted", b"{}") for _ in range(count)]
    with writing(engine) as connection:
        append(connection, "0001", stored, actor="tester", now=at)


def rows(engine: Engine) -> int:
    with reading(engine) as connection:
        found: int = connection.execute(text("SELECT count(*) FROM log")).scalar_one()
        return found


@pytest.fixture
def made(engine: Engine) -> Engine:
    """An empty log."""
    create(engine)
    return engine


@pytest.fixture
def path(sqlite_url: str) -> Path:
    """The file behind `sqlite_url`."""
    return Path(sqlite_url.removeprefix("sqlite:///"))


def test_only_sqlite_and_postgresql_are_opened() -> None:
    with pytest.raises(ValueError, match="mysql"):
        open_engine("mysql://localhost/log")


def test_the_files_are_for_their_owner_alone(sqlite_url: str, path: Path) -> None:
    engine = open_engine(sqlite_url)
    create(engine)
    put(engine)
    files = sorted(path.parent.iterdir())
    assert [file.name for file in files] == ["record.db", "record.db-shm", "record.db-wal"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    engine.dispose()
    assert list(path.parent.iterdir()) == [path], "a connection was left open"


def test_every_sqlite_connection_is_durable_and_erases(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)
    connections = [engine.connect() for _ in range(3)]
    for connection in connections:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
        assert found == {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "secure_delete": 1,
        }
        connection.rollback()
    for connection in connections:
        connection.close()
    engine.dispose()


def test_every_postgresql_connection_gives_up_in_time(fresh_postgres_url: str) -> None:
    engine = open_engine(fresh_postgres_url, busy_timeout_s=1.5)
    with reading(engine) as connection:
        found = {
            name: connection.exec_driver_sql(f"SHOW {name}").scalar_one()
            for name in (
                "lock_timeout",
                "statement_timeout",
                "idle_in_transaction_session_timeout",
                "timezone",
                "transaction_isolation",
            )
        }
    assert found == {
        "lock_timeout": "1500ms",
        "statement_timeout": "2min",
        "idle_in_transaction_session_timeout": "1min",
        "timezone": "UTC",
        "transaction_isolation": "repeatable read",
    }
    with writing(engine) as connection:
        shown = connection.exec_driver_sql("SHOW transaction_isolation").scalar_one()
        assert shown == "read committed"
    engine.dispose()


def test_what_was_written_is_kept_unless_an_error_passes(made: Engine) -> None:
    def put_and_fail() -> None:
        with writing(made) as connection:
            connection.execute(text("INSERT INTO log_head VALUES ('0001', 1, 1)"))
            raise Broken

    with pytest.raises(Broken):
        put_and_fail()
    put(made, 2)
    assert rows(made) == 2


def test_a_reader_cannot_write(made: Engine) -> None:
    with pytest.raises(DBAPIError, match=r"read-?only"), reading(made) as connection:
        connection.execute(text("INSERT INTO log_head VALUES ('0001', 1, 1)"))
    put(made)
    assert rows(made) == 1


def test_a_reader_sees_one_state_while_others_write(made: Engine) -> None:
    put(made)
    with reading(made) as connection:
        count = text("SELECT count(*) FROM log")
        before = connection.execute(count).scalar_one()
        put(made, 5)
        assert (before, connection.execute(count).scalar_one()) == (1, 1)
    assert rows(made) == 6


def test_a_lock_held_elsewhere_is_an_error_after_the_timeout(engine_url: str) -> None:
    holder, waiter = open_engine(engine_url), open_engine(engine_url, busy_timeout_s=0.3)
    create(holder)
    put(waiter)
    with writing(holder) as connection:
        append(connection, "0001", [StoredEvent(uuid4(), 1, "t", b"")], actor="a", now=NOON)
        started = time.monotonic()
        with pytest.raises(OperationalError):
            put(waiter)
        assert 0.25 < time.monotonic() - started < 3
    put(waiter)
    assert rows(waiter) == 3
    holder.dispose()
    waiter.dispose()


def test_writers_of_two_municipalities_do_not_meet_on_postgresql(fresh_postgres_url: str) -> None:
    engine = open_engine(fresh_postgres_url, busy_timeout_s=0.3)
    create(engine)
    with writing(engine) as connection:
        append(connection, "0002", [StoredEvent(uuid4(), 1, "t", b"")], actor="a", now=NOON)
        put(engine)
    assert rows(engine) == 2
    engine.dispose()


def test_a_thread_that_waits_too_long_for_its_turn_gets_the_same_error(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url, busy_timeout_s=0.2)
    create(engine)
    with writing(engine), pytest.raises(OperationalError, match="locked"):
        put(engine)
    put(engine)
    assert rows(engine) == 1
    engine.dispose()


def test_a_throw_away_database_serves_several_threads() -> None:
    engine = open_engine("sqlite://")
    create(engine)
    errors = list[BaseException]()

    def work() -> None:
        try:
            for _ in range(20):
                put(engine)
                rows(engine)
        except BaseException as error:  # noqa: BLE001 - told below
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert rows(engine) == 80
    check(engine)
    engine.dispose()


def test_after_an_error_the_next_writer_gets_a_clean_connection(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)
    create(engine)

    def write_and_fail() -> None:
        with writing(engine) as connection:
            run(connection, "INSERT INTO log_head VALUES (?, ?, ?)", ("0001", 0, 0))
            run(connection, "SELECT nothing")

    with pytest.raises(OperationalError):
        write_and_fail()
    put(engine)
    assert rows(engine) == 1
    engine.dispose()


def test_a_commit_that_fails_ends_its_transaction(made: Engine) -> None:
    with writing(made) as connection:
        connection.execute(text("CREATE TABLE parent (n INTEGER PRIMARY KEY)"))
        connection.execute(
            text("CREATE TABLE child (n INTEGER REFERENCES parent DEFERRABLE INITIALLY DEFERRED)")
        )

    def write_an_orphan() -> None:
        with writing(made) as connection:
            append(connection, "0001", [StoredEvent(uuid4(), 1, "t", b"")], actor="a", now=NOON)
            connection.execute(text("INSERT INTO child VALUES (5)"))

    with pytest.raises(IntegrityError):
        write_an_orphan()
    assert rows(made) == 0
    put(made)
    assert rows(made) == 1


def test_a_full_disk_keeps_nothing_and_is_got_over(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)
    create(engine)
    put(engine)
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    def put_until_full(number: int) -> None:
        with writing(engine) as connection:
            run(connection, f"PRAGMA max_page_count = {pages + 4}")
            for _ in range(number):
                event = StoredEvent(uuid4(), 1, "t", bytes(1000))
                append(connection, "0001", [event], actor="a", now=NOON)

    for _ in range(3):
        with pytest.raises(OperationalError, match="full"):
            put_until_full(100)
    assert rows(engine) == 1
    with writing(engine) as connection:
        run(connection, "PRAGMA max_page_count = 1000000")
    put(engine, 100)
    check(engine)
    engine.dispose()


def test_a_connection_that_the_server_dropped_is_replaced(fresh_postgres_url: str) -> None:
    engine = open_engine(fresh_postgres_url)
    create(engine)
    with writing(engine) as connection:
        mine = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    other = open_engine(fresh_postgres_url)
    with writing(other) as connection:
        connection.exec_driver_sql(f"SELECT pg_terminate_backend({mine}, 5000)")
    put(engine)
    assert rows(engine) == 1
    engine.dispose()
    other.dispose()


def test_statements_for_the_driver_give_rows_and_errors_like_others(made: Engine) -> None:
    mark = "%s" if made.dialect.name == "postgresql" else "?"
    insert = f"INSERT INTO log_head VALUES ({mark}, {mark}, {mark})"  # noqa: S608
    with writing(made) as connection:
        assert run(connection, insert, ("0001", 1, 2)) == []
        run_many(connection, insert, [("0002", 3, 4), ("0003", 5, 6)])
        found = run(connection, "SELECT * FROM log_head ORDER BY municipality")
    assert found == [("0001", 1, 2), ("0002", 3, 4), ("0003", 5, 6)]
    for attempt in (
        lambda connection: run(connection, insert, ("0001", 7, 8)),
        lambda connection: run_many(connection, insert, [("0004", 7, 8), ("0001", 9, 0)]),
        lambda connection: connection.exec_driver_sql(insert, [("0004", 7, 8), ("0001", 9, 0)]),
    ):
        with pytest.raises(IntegrityError) as caught, writing(made) as connection:
            attempt(connection)
        assert "0004" not in str(caught.value), "a message gives away what was to be stored"


def test_a_driver_statement_outside_a_transaction_is_our_mistake(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)
    with engine.connect() as connection, pytest.raises(AssertionError):
        run(connection, "SELECT 1")
    engine.dispose()

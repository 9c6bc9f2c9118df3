"""A database that cannot be trusted with a record is named as such, and by what it fails."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from eventsourcing.persistence import StoredEvent
from sqlalchemy import Engine, text

from events.database import Unfit, check, open_engine, reading, writing
from events.persistence import append
from events.tables import create

BESIDE = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("SELECT count(*) FROM log").fetchone()
connection.close()
"""
"""What another process does that looks into the database and is done."""

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def put(engine: Engine, count: int = 1, at: datetime = NOON) -> None:
    stored = [StoredEvent(uuid4(), 1, "report.submitted", b"{}") for _ in range(count)]
    with writing(engine) as connection:
        append(connection, "0001", stored, actor="tester", now=at)


@pytest.fixture
def made(engine: Engine) -> Engine:
    """An empty log."""
    create(engine)
    return engine


@pytest.fixture
def path(sqlite_url: str) -> Path:
    """The file behind `sqlite_url`."""
    return Path(sqlite_url.removeprefix("sqlite:///"))


@pytest.fixture
def filled(sqlite_url: str, path: Path) -> Path:
    """A closed SQLite file with a log of 300 entries."""
    engine = open_engine(sqlite_url)
    create(engine)
    for n in range(3):
        put(engine, 100, NOON + timedelta(minutes=n))
    check(engine)
    engine.dispose()
    return path


def test_a_sound_database_is_fit(made: Engine) -> None:
    check(made)
    put(made, 5)
    with writing(made) as connection:
        append(connection, "0002", [StoredEvent(uuid4(), 1, "t", b"")], actor="a", now=NOON)
    check(made)


def unfit(url: str, *, holds_log: bool = True) -> str:
    """The sentence that `check` raises."""
    engine = open_engine(url, busy_timeout_s=1)
    try:
        with pytest.raises(Unfit) as caught:
            check(engine, holds_log=holds_log)
    finally:
        engine.dispose()
    return str(caught.value)


def test_a_database_without_a_log_has_to_be_migrated(engine: Engine, engine_url: str) -> None:
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE other (n INTEGER)"))
    assert "log, log_head is missing" in unfit(engine_url)
    check(engine, holds_log=False)


def test_a_missing_file_is_unfit_and_is_not_made(sqlite_url: str, path: Path) -> None:
    assert unfit(sqlite_url).startswith("Check file:")
    assert not path.exists()


@pytest.mark.parametrize("content", [b"", b"SQLite", b"A letter, not a database.\n" * 500])
def test_a_file_that_is_no_database_is_unfit(sqlite_url: str, path: Path, content: bytes) -> None:
    path.write_bytes(content)
    path.chmod(0o600)
    assert unfit(sqlite_url).startswith("Check header:")


def test_a_file_that_others_may_read_is_unfit(sqlite_url: str, filled: Path) -> None:
    filled.chmod(0o640)
    assert "0640" in unfit(sqlite_url)


def _overwrite(start: int, length: int) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        content = bytearray(path.read_bytes())
        content[start : start + length] = b"\xa5" * length
        path.write_bytes(content)

    return damage


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (_overwrite(100, 200), "Check "),  # the schema: the first statement already fails
        (_overwrite(16, 60), "Check "),  # the header behind its first words
        (_overwrite(8192, 4096), "Check quick_check"),
        (_overwrite(20_000, 9_000), "Check quick_check"),
        (_cut, "Check "),
    ],
)
def test_a_damaged_file_is_unfit(
    sqlite_url: str, filled: Path, damage: Callable[[Path], None], named: str
) -> None:
    damage(filled)
    assert unfit(sqlite_url).startswith(named)


def test_a_connection_that_is_not_durable_is_unfit(sqlite_url: str, filled: Path) -> None:
    assert filled.exists()
    engine = open_engine(sqlite_url)
    connection = engine.raw_connection()
    connection.cursor().execute("PRAGMA synchronous = NORMAL")
    connection.close()
    with pytest.raises(Unfit, match="Check synchronous: it is 1 and not 2"):
        check(engine)
    engine.dispose()


TAMPERINGS = [
    pytest.param(["DELETE FROM log WHERE position = 300"], "log_head", id="tail cut"),
    pytest.param(["DELETE FROM log WHERE position = 1"], "log_head", id="beginning cut"),
    pytest.param(["DELETE FROM log WHERE position = 150"], "log_head", id="one taken out"),
    pytest.param(["UPDATE log SET position = 301 WHERE position = 300"], "log_head", id="moved"),
    pytest.param(["DELETE FROM log_head"], "log_head", id="no head"),
    pytest.param(["UPDATE log_head SET position = 299"], "log_head", id="head behind"),
    pytest.param(["INSERT INTO log_head VALUES ('0002', 4, 0)"], "log_head", id="no log"),
    pytest.param(
        ["UPDATE log SET recorded_at = recorded_at - 7200000000 WHERE position > 250"],
        "recorded_at",
        id="time set back",
    ),
    pytest.param(["UPDATE log_head SET recorded_at = 0"], "recorded_at", id="head before log"),
]


@pytest.mark.parametrize(("statements", "named"), TAMPERINGS)
def test_a_log_that_was_tampered_with_is_unfit(
    made: Engine, engine_url: str, statements: list[str], named: str
) -> None:
    for n in range(3):
        put(made, 100, NOON + timedelta(minutes=n))
    with writing(made) as connection:
        for name in _triggers(made):
            on = " ON log" if made.dialect.name == "postgresql" else ""
            connection.execute(text(f"DROP TRIGGER {name}{on}"))
        for statement in statements:
            connection.execute(text(statement))
    create(made)
    assert unfit(engine_url).startswith(f"Check {named}:")


def _triggers(engine: Engine) -> Iterator[str]:
    if engine.dialect.name == "postgresql":
        return iter(("log_refuses_change", "log_refuses_truncate"))
    return iter(("log_refuses_update", "log_refuses_delete"))


@pytest.mark.parametrize("which", [0, 1])
def test_a_log_without_one_of_its_triggers_is_unfit(
    made: Engine, engine_url: str, which: int
) -> None:
    name = list(_triggers(made))[which]
    with writing(made) as connection:
        on = " ON log" if made.dialect.name == "postgresql" else ""
        connection.execute(text(f"DROP TRIGGER {name}{on}"))
    assert name in unfit(engine_url)


def test_a_weakened_trigger_is_unfit(sqlite_url: str, filled: Path) -> None:
    file = sqlite3.connect(filled)
    file.executescript(
        "DROP TRIGGER log_refuses_delete; CREATE TRIGGER log_refuses_delete BEFORE DELETE ON log "
        "WHEN OLD.position > 10 BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
    )
    file.close()
    assert "log_refuses_delete is missing or changed" in unfit(sqlite_url)


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("ALTER TABLE log DISABLE TRIGGER log_refuses_change", "log_refuses_change"),
        ("ALTER TABLE log ENABLE TRIGGER log_refuses_truncate", "log_refuses_truncate"),
        (
            (
                "CREATE OR REPLACE TRIGGER log_refuses_change BEFORE UPDATE ON log "
                "FOR EACH ROW EXECUTE FUNCTION log_refuse()"
            ),
            "log_refuses_change",
        ),
        (
            (
                "CREATE OR REPLACE FUNCTION log_refuse() RETURNS trigger LANGUAGE plpgsql "
                "AS $$ BEGIN RETURN OLD; END $$"
            ),
            "log_refuses_change, log_refuses_truncate",
        ),
        ("ALTER DATABASE {name} SET synchronous_commit = off", "synchronous_commit"),
    ],
)
def test_a_weakened_postgresql_is_unfit(
    fresh_postgres_url: str, statement: str, named: str
) -> None:
    engine = open_engine(fresh_postgres_url)
    create(engine)
    check(engine)
    with writing(engine) as connection:
        connection.execute(text(statement.format(name=engine.url.database)))
    engine.dispose()
    assert named in unfit(fresh_postgres_url)


def test_a_server_that_does_not_answer_is_unfit() -> None:
    assert unfit("postgresql://nobody@127.0.0.1:1/nothing").startswith("Check opening:")


def test_looking_at_a_database_that_is_open_leaves_its_locks_in_place(sqlite_url: str) -> None:
    """Else a command that ends beside the service takes the write-ahead log away from under it."""
    engine = open_engine(sqlite_url)
    create(engine)
    path = Path(engine.url.database or "")
    with reading(engine):
        check(engine)
        subprocess.run([sys.executable, "-c", BESIDE, path], check=True)

        assert path.with_name(f"{path.name}-wal").exists()
    engine.dispose()

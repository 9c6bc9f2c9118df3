"""A store of accounts is opened when it is whole, private and of our key; what is over goes."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine, insert, select, text

from accounts import (
    access,
    ceremonies,
    directory,
    invitations,
    kept,
    keys,
    rates,
    sent,
    sessions,
    tables,
)
from accounts.letter import Letter
from accounts.opening import Accounts, check, opened, purge, store
from accounts.rates import SqlStorage
from accounts.vault import Vault
from events.database import Unfit, reading, writing
from events.sealing import MasterKey
from reference.roles import Role
from tests.accounts.ledger import ANNA, BERIT, MASTER, MUNICIPALITY, NOW, founded, neighbour


def test_a_sound_store_is_opened(accounts: Accounts) -> None:
    access.note(accounts, at=NOW, actor="anna", action="sign-in")
    access.note(neighbour(accounts), at=NOW, actor="x", action="sign-in")

    again = opened(accounts.engine, MUNICIPALITY, MASTER)

    assert again.municipality == MUNICIPALITY
    assert again.vault.open(accounts.vault.seal(b"s", "x"), "x") == b"s"


def unfit(url: str) -> str:
    """The sentence that the check raises."""
    with store(url, busy_timeout_s=1) as engine, pytest.raises(Unfit) as caught:
        check(engine)
    return str(caught.value)


def test_a_store_that_is_not_there_is_unfit_and_not_made(sqlite_url: str) -> None:
    assert unfit(sqlite_url).startswith("Check file:")
    assert not Path(sqlite_url.removeprefix("sqlite:///")).exists()


def test_a_store_that_others_may_read_is_unfit(
    accounts_on_sqlite: Accounts, sqlite_url: str
) -> None:
    Path(accounts_on_sqlite.engine.url.database or "").chmod(0o640)

    assert "0640" in unfit(sqlite_url)


def test_a_store_that_is_read_by_nobody_else_is_made(accounts_on_sqlite: Accounts) -> None:
    path = Path(accounts_on_sqlite.engine.url.database or "")

    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("table", sorted(tables.metadata.tables))
def test_a_store_without_one_of_its_tables_is_unfit(
    accounts_on_sqlite: Accounts, sqlite_url: str, table: str
) -> None:
    with writing(accounts_on_sqlite.engine) as connection:
        connection.execute(text(f"DROP TABLE {table}"))

    assert f"Check tables: {table} is missing" in unfit(sqlite_url)


def test_an_empty_database_has_to_be_migrated(engine: Engine, engine_url: str) -> None:
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE other (n INTEGER)"))

    assert "has to be migrated first" in unfit(engine_url)


def drop(engine: Engine, trigger: str) -> None:
    table = trigger.partition("_refuses")[0]
    on = f" ON {table}" if engine.dialect.name == "postgresql" else ""
    with writing(engine) as connection:
        connection.execute(text(f"DROP TRIGGER {trigger}{on}"))


@pytest.mark.parametrize("which", range(4))
def test_a_store_without_one_of_its_triggers_is_unfit(
    accounts: Accounts, engine_url: str, which: int
) -> None:
    name = sorted(tables.TRIGGERS[accounts.engine.dialect.name])[which]
    drop(accounts.engine, name)

    assert f"Check triggers: {name} is missing or changed" in unfit(engine_url)


def test_a_weakened_trigger_is_unfit(accounts_on_sqlite: Accounts, sqlite_url: str) -> None:
    drop(accounts_on_sqlite.engine, "access_refuses_delete")
    with writing(accounts_on_sqlite.engine) as connection:
        connection.execute(
            text(
                "CREATE TRIGGER access_refuses_delete BEFORE DELETE ON access "
                "WHEN OLD.position > 9 BEGIN SELECT RAISE(ABORT, 'the access log is append-only');"
                " END"
            )
        )

    assert "access_refuses_delete is missing or changed" in unfit(sqlite_url)


@pytest.fixture
def on_postgresql(fresh_postgres_url: str) -> Iterator[Accounts]:
    with store(fresh_postgres_url) as engine:
        yield founded(engine)


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("ALTER TABLE access DISABLE TRIGGER access_refuses_change", "access_refuses_change"),
        ("ALTER TABLE access ENABLE TRIGGER access_refuses_truncate", "access_refuses_truncate"),
        (
            (
                "CREATE OR REPLACE TRIGGER access_object_refuses_change BEFORE UPDATE ON "
                "access_object FOR EACH ROW EXECUTE FUNCTION access_refuse(); "
                "ALTER TABLE access_object ENABLE ALWAYS TRIGGER access_object_refuses_change"
            ),
            "access_object_refuses_change",
        ),
        (
            (
                "CREATE OR REPLACE FUNCTION access_refuse() RETURNS trigger LANGUAGE plpgsql "
                "AS $$ BEGIN RETURN OLD; END $$"
            ),
            "access_object_refuses_change, access_object_refuses_truncate, access_refuses_change",
        ),
    ],
)
def test_a_weakened_postgresql_is_unfit(
    on_postgresql: Accounts, fresh_postgres_url: str, statement: str, named: str
) -> None:
    with writing(on_postgresql.engine) as connection:
        connection.execute(text(statement))

    assert named in unfit(fresh_postgres_url)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM access WHERE position = 3",
        "DELETE FROM access WHERE position = 2",
        "DELETE FROM access WHERE position = 1",
        "UPDATE access SET position = 4 WHERE position = 3",
        "UPDATE access SET position = 0 WHERE position = 2",
        "DELETE FROM access_head",
        "UPDATE access_head SET position = 2",
        "INSERT INTO access_head VALUES ('0002', 4)",
    ],
)
def test_an_access_log_that_was_tampered_with_is_unfit(
    accounts: Accounts, engine_url: str, statement: str
) -> None:
    for _ in range(3):
        access.note(accounts, at=NOW, actor="anna", action="text.read")
    for name in tables.TRIGGERS[accounts.engine.dialect.name]:
        drop(accounts.engine, name)
    with writing(accounts.engine) as connection:
        connection.execute(text(statement))
        tables.create_triggers(connection)

    assert unfit(engine_url).startswith("Check access_head:")


def test_a_store_that_another_key_sealed_is_unfit(accounts: Accounts) -> None:
    other = MasterKey("ffeeddccbbaa9988", bytes(32))
    opened(accounts.engine, MUNICIPALITY, other)
    with writing(accounts.engine) as connection:
        connection.execute(
            insert(tables.totp).values(
                municipality=MUNICIPALITY,
                account=ANNA,
                secret=Vault(MASTER).seal(b"secret", "totp"),
                confirmed=True,
                last_step=0,
            )
        )

    opened(accounts.engine, MUNICIPALITY, MASTER)
    with pytest.raises(Unfit, match="Check master key"):
        opened(accounts.engine, MUNICIPALITY, other)


def rows(accounts: Accounts) -> dict[str, int]:
    with reading(accounts.engine) as connection:
        return {
            name: len(connection.execute(select(table)).all())
            for name, table in tables.metadata.tables.items()
        }


def one_of_each(accounts: Accounts, at_days: float) -> None:
    """A session, an invitation and so on, also a letter and a count, begun so many days later."""
    at = NOW + timedelta(days=at_days)
    for ends in (False, True):
        _, session = sessions.open_session(
            accounts, ANNA, roles={Role.REPORTER}, way="password", client="", whole=True, at=at
        )
        if ends:
            sessions.end(accounts, session.id, ANNA, at=at)
    invitations.invite(accounts, ANNA, by="command", at=at)
    ceremonies.put(accounts, "passkey", b"", at=at)
    kept.keep(accounts, ANNA, path="/", body=b"", at=at)
    rates.failed(SqlStorage(accounts=accounts, clock=at.timestamp), [str(at_days)], at=at)
    letter = Letter(ANNA, "Anna", "anna@skola.example", "sv", "week", "2026-W47", "", ())
    sent.claim(accounts, letter, at=at)


def test_what_is_over_is_purged_and_nothing_else(accounts: Accounts) -> None:
    one_of_each(accounts, 0)
    one_of_each(neighbour(accounts), 0)
    directory.enter(accounts, ANNA, "Anna", "anna@skola.example")
    keys.make(accounts, UUID(int=1))
    access.note(accounts, at=NOW, actor="anna", action="sign-in", objects=[BERIT])
    before = rows(accounts)
    tables_of_what_ends = ("session", "invitation", "ceremony", "kept_form", "rate", "sent_mail")
    nothing = dict.fromkeys(tables_of_what_ends, 0)

    assert purge(accounts, at=NOW) == nothing
    assert rows(accounts) == before
    assert purge(accounts, at=NOW + timedelta(minutes=10)) == nothing | {"ceremony": 1}
    assert purge(accounts, at=NOW + timedelta(minutes=15)) == nothing | {"rate": 1}
    assert purge(accounts, at=NOW + timedelta(days=1)) == nothing | {"kept_form": 1}
    assert purge(accounts, at=NOW + timedelta(days=30)) == nothing
    # The one that was ended, and a week later the one that ran out.
    assert purge(accounts, at=NOW + timedelta(days=30.1)) == nothing | {"session": 1}
    assert purge(accounts, at=NOW + timedelta(days=37.1)) == nothing | {"session": 1}
    assert purge(accounts, at=NOW + timedelta(days=97)) == nothing | {"sent_mail": 1}
    assert purge(accounts, at=NOW + timedelta(days=97.1)) == nothing | {"invitation": 1}

    after = rows(accounts)
    assert {name: before[name] - after[name] for name in before if before[name] != after[name]} == {
        "session": 2,
        "invitation": 1,
        "ceremony": 1,
        "kept_form": 1,
        "rate": 1,
        "sent_mail": 1,
    }


def test_a_purge_spares_what_is_still_in_use(accounts: Accounts) -> None:
    one_of_each(accounts, 0)
    one_of_each(accounts, 0.4)
    before = rows(accounts)

    purge(accounts, at=NOW + timedelta(days=0.4, minutes=9))

    after = rows(accounts)
    assert before["ceremony"] - after["ceremony"] == 1
    assert before["rate"] - after["rate"] == 1
    assert before["session"] == after["session"]


def test_no_secret_is_in_the_file_in_clear(accounts_on_sqlite: Accounts) -> None:
    accounts = accounts_on_sqlite
    session, opened_session = sessions.open_session(
        accounts, ANNA, roles=(), way="password", client="Firefox", whole=True, at=NOW
    )
    half, _ = sessions.open_session(
        accounts, ANNA, roles=(), way="password", client="Firefox", whole=False, at=NOW
    )
    secrets = {
        "session": session,
        "half session": half,
        "form token": sessions.form_token(session),
        "invitation": invitations.invite(accounts, ANNA, by="command", at=NOW),
        "ceremony": ceremonies.put(accounts, "passkey", b"a challenge to sign", at=NOW),
        "ceremony's content": "a challenge to sign",
        "key": keys.make(accounts, BERIT)[13:],
        "kept form": kept.keep(
            accounts, ANNA, path="/report-it", body=b"text=Klotter+vid+torget", at=NOW
        ),
        "kept form's body": "Klotter+vid+torget",
        "kept form's path": "/report-it",
        "name that failed": "my-password-in-the-wrong-field",
    }
    storage = SqlStorage(accounts=accounts, clock=NOW.timestamp)
    rates.failed(storage, [secrets["name that failed"]], at=NOW)
    sessions.end(accounts, opened_session.id, ANNA, at=NOW)
    path = Path(accounts.engine.url.database or "")
    written = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))

    # The file is the one that was written to: it holds what is no secret.
    assert b"Firefox" in written
    assert {name for name, secret in secrets.items() if secret.encode() in written} == set()
    assert MASTER.key not in written


def test_every_key_of_every_table_begins_with_the_municipality() -> None:
    for table in tables.metadata.tables.values():
        assert next(iter(table.primary_key.columns)).name == "municipality"
        for index in table.indexes:
            assert next(iter(index.columns)).name == "municipality"

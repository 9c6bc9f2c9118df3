"""A database is brought to what the program needs, from nothing and from an older form."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, MetaData, inspect

from accounts import opening
from accounts import tables as account_tables
from events import sealing
from events import tables as log_tables
from events.database import check, open_engine, reading, writing
from migrations.run import ACCOUNTS, KEYS, LOG, is_current, is_made, migrate, municipalities_of
from projections.known import known
from projections.record import Registry
from projections.reports import Query, find
from tests.hamlet import MUNICIPALITY, sent


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path / 'the-keys.db'}")
    yield engine
    engine.dispose()


@pytest.fixture
def accounts(tmp_path: Path) -> Iterator[Engine]:
    with opening.store(f"sqlite:///{tmp_path / 'the-accounts.db'}") as engine:
        yield engine


def differences(engine: Engine, metadata: MetaData) -> list[object]:
    with reading(engine) as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_name": lambda name, kind, _: kind != "table" or name in metadata.tables},
        )
        return list(compare_metadata(context, metadata))


def test_from_nothing_everything_is_there_and_fit(
    engine: Engine, keys: Engine, accounts: Engine
) -> None:
    assert not is_made(engine)
    assert not is_current(engine, LOG)

    assert migrate(engine, keys, accounts) is False

    check(engine)
    check(keys, holds_log=False)
    opening.check(accounts)
    assert is_made(engine)
    assert is_current(engine, LOG)
    assert is_current(keys, KEYS)
    assert is_current(accounts, ACCOUNTS)
    assert municipalities_of(engine) == []


def test_what_migrations_make_is_what_the_program_uses(
    engine: Engine, keys: Engine, accounts: Engine
) -> None:
    migrate(engine, keys, accounts)
    assert differences(engine, log_tables.metadata) == []
    assert differences(keys, sealing.metadata) == []
    assert differences(accounts, account_tables.metadata) == []


def test_what_migrations_make_of_the_accounts_is_what_the_program_uses(engine: Engine) -> None:
    migrate(engine, engine, engine)

    assert differences(engine, account_tables.metadata) == []
    assert made(engine) == made(_as_declared(engine))


def _as_declared(engine: Engine) -> Engine:
    """The same store with the tables made anew, as the program declares them."""
    with writing(engine) as connection:
        account_tables.metadata.drop_all(connection)
        account_tables.metadata.create_all(connection)
    return engine


def made(engine: Engine) -> dict[str, object]:
    """All that the database says of the tables of accounts: order, types, keys, indexes."""
    with reading(engine) as connection:
        looking = inspect(connection)
        return {
            name: (
                [
                    (column["name"], str(column["type"]), column["nullable"])
                    for column in looking.get_columns(name)
                ],
                looking.get_pk_constraint(name),
                sorted(looking.get_unique_constraints(name), key=str),
                sorted(looking.get_indexes(name), key=str),
            )
            for name in account_tables.metadata.tables
        }


def test_migrating_again_changes_nothing(engine: Engine, keys: Engine, accounts: Engine) -> None:
    migrate(engine, keys, accounts)
    with reading(engine) as connection:
        before = inspect(connection).get_table_names()
    assert migrate(engine, keys, accounts) is False
    with reading(engine) as connection:
        assert inspect(connection).get_table_names() == before


def test_all_stores_may_lie_in_one_database(engine: Engine) -> None:
    migrate(engine, engine, engine)
    assert is_current(engine, LOG)
    assert is_current(engine, KEYS)
    assert is_current(engine, ACCOUNTS)
    check(engine)
    opening.check(engine)


def test_projections_of_another_form_are_folded_anew(
    registry: Registry, keys: Engine, accounts: Engine
) -> None:
    engine = registry.log.engine
    sent(registry, 1)
    with engine.begin() as connection:
        for table in ("log_head", "log"):  # made by the hamlet, to be made by the migration
            assert inspect(connection).has_table(table)
        connection.exec_driver_sql("ALTER TABLE register ADD COLUMN mood TEXT")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE migrations_log (version_num VARCHAR(32) NOT NULL)")
        connection.exec_driver_sql("INSERT INTO migrations_log VALUES ('log_0001')")

    assert migrate(engine, keys, accounts) is True

    assert municipalities_of(engine) == [MUNICIPALITY]
    with known(registry.log) as now:
        assert find(now, Query()).total == 1
        assert "mood" not in [c["name"] for c in inspect(now.connection).get_columns("register")]

"""Bringing a database to what this version of the program needs."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect

from events.database import reading, writing
from events.log import Log
from events.tables import log_head
from projections.rebuild import rebuild
from projections.tables import tables

HERE = Path(__file__).parent
LOG, KEYS, ACCOUNTS = "log", "keys", "accounts"
"""The stores, each with a history of its own."""


def migrate(engine: Engine, keys: Engine, accounts: Engine) -> bool:
    """Bring everything up to date; True when the projections had to be folded anew."""
    _upgrade(engine, LOG)
    _upgrade(keys, KEYS)
    _upgrade(accounts, ACCOUNTS)
    with writing(engine) as connection:
        fitting = _projections_fit(connection)
        if not fitting:
            for table in reversed(tables().all):
                table.drop(connection, checkfirst=True)
        tables().metadata.create_all(connection)
    municipalities = municipalities_of(engine)
    if fitting or not municipalities:
        return False
    rebuild(engine, [Log(engine, municipality) for municipality in municipalities], accept=True)
    return True


def municipalities_of(engine: Engine) -> list[str]:
    """The codes of the municipalities whose logs the database holds."""
    with reading(engine) as connection:
        rows = connection.execute(log_head.select().with_only_columns(log_head.c.municipality))
        return sorted(row.municipality for row in rows)


def is_current(engine: Engine, store: str) -> bool:
    """Whether the store has had every migration that this version of the program knows."""
    heads = set(ScriptDirectory.from_config(_config(store)).get_heads())
    with reading(engine) as connection:
        options = {"version_table": _version_table(store)}
        return (
            set(MigrationContext.configure(connection, opts=options).get_current_heads()) == heads
        )


def is_made(engine: Engine) -> bool:
    """Whether there is a log at all."""
    with reading(engine) as connection:
        return inspect(connection).has_table(log_head.name)


def _upgrade(engine: Engine, store: str) -> None:
    config = _config(store)
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _config(store: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE / store))
    config.set_main_option("path_separator", "os")
    config.attributes["version_table"] = _version_table(store)
    return config


def _version_table(store: str) -> str:
    """Each store keeps its own account, so that all may lie in one database."""
    return f"migrations_{store}"


def _projections_fit(connection: Connection) -> bool:
    """Whether the projections' tables have the columns that they must have."""
    looking = inspect(connection)
    there = set(looking.get_table_names())
    return all(
        table.name in there
        and [column["name"] for column in looking.get_columns(table.name)]
        == [column.name for column in table.columns]
        for table in tables().all
    )

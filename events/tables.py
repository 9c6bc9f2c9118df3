"""The tables of the log and the triggers that make it append-only.

Every key begins with the municipality, so one table holds a log each for any number of them and
no transaction needs two. `log_head` is the row that a writer locks: it gives out positions.
"""

from collections.abc import Mapping

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from events.columns import Id, Instant

metadata = MetaData()

log = Table(
    "log",
    metadata,
    Column("municipality", Text, nullable=False),
    Column("position", BigInteger, nullable=False, autoincrement=False),
    Column("stream", Id, nullable=False),
    Column("version", Integer, nullable=False),
    Column("topic", Text, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("actor", Text, nullable=False),
    Column("state", LargeBinary, nullable=False),
    PrimaryKeyConstraint("municipality", "position", name="log_position"),
    UniqueConstraint("municipality", "stream", "version", name="log_version"),
    Index("log_recorded_at", "municipality", "recorded_at"),
)

log_head = Table(
    "log_head",
    metadata,
    Column("municipality", Text, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    PrimaryKeyConstraint("municipality", name="log_head_municipality"),
)

REFUSAL = "the log is append-only"

# The triggers by database and name: the definition is also what `events.database.check` expects to
# find, so a trigger that was weakened in place is seen.
TRIGGERS: Mapping[str, Mapping[str, str]] = {
    "sqlite": {
        f"log_refuses_{change}": (
            f"CREATE TRIGGER log_refuses_{change} BEFORE {change.upper()} ON log "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )
        for change in ("update", "delete")
    },
    "postgresql": {
        "log_refuses_change": (
            "CREATE OR REPLACE TRIGGER log_refuses_change BEFORE UPDATE OR DELETE ON log "
            "FOR EACH ROW EXECUTE FUNCTION log_refuse()"
        ),
        "log_refuses_truncate": (
            "CREATE OR REPLACE TRIGGER log_refuses_truncate BEFORE TRUNCATE ON log "
            "FOR EACH STATEMENT EXECUTE FUNCTION log_refuse()"
        ),
    },
}

# What PostgreSQL's catalogue says of them: the bits of pg_trigger.tgtype for row 1, before 2,
# delete 8, update 16, truncate 32.
TRIGGER_KINDS = {"log_refuses_change": 1 + 2 + 8 + 16, "log_refuses_truncate": 2 + 32}

# An integrity error on both databases, as a broken key would be.
FUNCTION_BODY = (
    f"BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END"
)

# Two services that start together must not define the same function at the same moment: PostgreSQL
# answers that with "tuple concurrently updated". The number only has to be ours.
CREATION_LOCK = 0x1A6E5B11D


def create(bind: Engine | Connection) -> None:
    """Create the tables of the log, its head and its triggers where they are missing.

    With an engine in a transaction of its own; with a connection inside the caller's, so that a
    migration can call it.
    """
    if isinstance(bind, Engine):
        with bind.begin() as connection:
            create(connection)
        return
    if bind.dialect.name == "postgresql":
        bind.exec_driver_sql(f"SELECT pg_advisory_xact_lock({CREATION_LOCK})")
    metadata.create_all(bind, tables=[log, log_head])
    create_triggers(bind)


def create_triggers(connection: Connection) -> None:
    """Put the append-only triggers that are missing on a log that is there."""
    dialect = connection.dialect.name
    if dialect == "postgresql":
        connection.exec_driver_sql(
            "CREATE OR REPLACE FUNCTION log_refuse() RETURNS trigger LANGUAGE plpgsql "
            f"AS $$ {FUNCTION_BODY} $$"
        )
    for name, statement in TRIGGERS[dialect].items():
        if dialect == "postgresql":
            connection.exec_driver_sql(statement)
            # ALWAYS: also under session_replication_role = replica, which skips other triggers.
            connection.exec_driver_sql(f"ALTER TABLE log ENABLE ALWAYS TRIGGER {name}")
        else:
            connection.exec_driver_sql(
                statement.replace("CREATE TRIGGER", "CREATE TRIGGER IF NOT EXISTS", 1)
            )

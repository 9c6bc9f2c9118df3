"""The tables of accounts: a directory that can be deleted, secrets, sessions, the access log.

They lie in a store of their own, apart from the record: none of this can be folded from the log,
and a copy of the record holds no name and no secret. Every key begins with the municipality.
"""

from collections.abc import Mapping

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
)

from events.columns import Id, Instant

metadata = MetaData()

# Who is behind an account's opaque id. A row that is deleted leaves the history without a name.
person = Table(
    "person",
    metadata,
    Column("municipality", String, nullable=False),
    Column("account", Id, nullable=False),
    Column("name", String, nullable=False),
    Column("email", String, nullable=False),
    Column("email_key", String, nullable=False),  # casefolded, for looking up
    PrimaryKeyConstraint("municipality", "account", name="person_key"),
    UniqueConstraint("municipality", "email_key", name="person_email"),
)

password = Table(
    "password",
    metadata,
    Column("municipality", String, nullable=False),
    Column("account", Id, nullable=False),
    Column("hash", String, nullable=False),
    Column("set_at", Instant, nullable=False),
    PrimaryKeyConstraint("municipality", "account", name="password_key"),
)

# `secret` is sealed by the vault; `last_step` is the last time step that a code was taken for.
totp = Table(
    "totp",
    metadata,
    Column("municipality", String, nullable=False),
    Column("account", Id, nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    Column("last_step", BigInteger, nullable=False),
    PrimaryKeyConstraint("municipality", "account", name="totp_key"),
)

recovery_code = Table(
    "recovery_code",
    metadata,
    Column("municipality", String, nullable=False),
    Column("account", Id, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("used_at", Instant),
    PrimaryKeyConstraint("municipality", "account", "hash", name="recovery_code_key"),
)

passkey = Table(
    "passkey",
    metadata,
    Column("municipality", String, nullable=False),
    Column("credential", LargeBinary, nullable=False),
    Column("account", Id, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("counter", BigInteger, nullable=False),
    Column("name", String, nullable=False),
    Column("added_at", Instant, nullable=False),
    Column("used_at", Instant),
    PrimaryKeyConstraint("municipality", "credential", name="passkey_key"),
    Index("passkey_account", "municipality", "account"),
)

# An account as an OpenID provider knows it.
identity = Table(
    "identity",
    metadata,
    Column("municipality", String, nullable=False),
    Column("issuer", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("account", Id, nullable=False),
    Column("added_at", Instant, nullable=False),
    PrimaryKeyConstraint("municipality", "issuer", "subject", name="identity_key"),
    Index("identity_account", "municipality", "account"),
)

# `stage` is "half" while a second proof is missing, then "whole". A row stays for a while after its
# end, so that what somebody was sending can be kept for whom it was.
session = Table(
    "session",
    metadata,
    Column("municipality", String, nullable=False),
    Column("token_hash", LargeBinary, nullable=False),
    Column("session", Id, nullable=False),
    Column("account", Id, nullable=False),
    Column("stage", String, nullable=False),
    Column("way", String, nullable=False),
    Column("client", String, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("idle_s", Integer, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("ended_at", Instant),
    PrimaryKeyConstraint("municipality", "token_hash", name="session_key"),
    Index("session_account", "municipality", "account"),
)

invitation = Table(
    "invitation",
    metadata,
    Column("municipality", String, nullable=False),
    Column("token_hash", LargeBinary, nullable=False),
    Column("account", Id, nullable=False),
    Column("invited_by", String, nullable=False),  # as the log names an actor
    Column("made_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("used_at", Instant),
    PrimaryKeyConstraint("municipality", "token_hash", name="invitation_key"),
    Index("invitation_account", "municipality", "account"),
)

# What a browser was handed to bring back once: the challenge of a passkey, the state of a sign-in
# at another provider.
ceremony = Table(
    "ceremony",
    metadata,
    Column("municipality", String, nullable=False),
    Column("token_hash", LargeBinary, nullable=False),
    Column("kind", String, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("ends_at", Instant, nullable=False),
    PrimaryKeyConstraint("municipality", "token_hash", name="ceremony_key"),
)

key_secret = Table(
    "key_secret",
    metadata,
    Column("municipality", String, nullable=False),
    Column("prefix", String, nullable=False),
    Column("key", Id, nullable=False),
    Column("secret_hash", LargeBinary, nullable=False),
    Column("used_at", Instant),
    PrimaryKeyConstraint("municipality", "prefix", name="key_secret_key"),
    Index("key_secret_of", "municipality", "key"),
)

# A form that was sent after its session had ended, sealed with a key that only the browser has.
kept_form = Table(
    "kept_form",
    metadata,
    Column("municipality", String, nullable=False),
    Column("token_hash", LargeBinary, nullable=False),
    Column("account", Id, nullable=False),
    Column("box", LargeBinary, nullable=False),
    Column("ends_at", Instant, nullable=False),
    PrimaryKeyConstraint("municipality", "token_hash", name="kept_form_key"),
    Index("kept_form_account", "municipality", "account"),
)

# What the library `limits` counts, shared by every process. `name` is the vault's name for what is
# counted: an address, or whatever somebody typed where an address should stand, is not kept.
rate = Table(
    "rate",
    metadata,
    Column("municipality", String, nullable=False),
    Column("name", String, nullable=False),
    Column("hits", Integer, nullable=False),
    Column("ends_at", Instant, nullable=False),
    PrimaryKeyConstraint("municipality", "name", name="rate_key"),
)

# Who has a report open in the inbox; a minute old, it means nothing any more.
looking = Table(
    "looking",
    metadata,
    Column("municipality", String, nullable=False),
    Column("report", Id, nullable=False),
    Column("account", Id, nullable=False),
    Column("seen_at", Instant, nullable=False),
    PrimaryKeyConstraint("municipality", "report", "account", name="looking_key"),
)

# What an account wishes for: letters by e-mail or none, and their language.
wish = Table(
    "wish",
    metadata,
    Column("municipality", String, nullable=False),
    Column("account", Id, nullable=False),
    Column("weekly_mail", Boolean, nullable=False),
    Column("language", String, nullable=False),
    PrimaryKeyConstraint("municipality", "account", name="wish_key"),
)

# Which letters went out, so that nobody gets the same one twice. `about` is a week or the like;
# `sent_at` is empty while one is claimed and not yet handed over. `again_at` is when one that was
# surely not taken may be tried again: with neither, nobody knows whether it arrived.
sent_mail = Table(
    "sent_mail",
    metadata,
    Column("municipality", String, nullable=False),
    Column("account", Id, nullable=False),
    Column("kind", String, nullable=False),
    Column("about", String, nullable=False),
    Column("claimed_at", Instant, nullable=False),
    Column("sent_at", Instant),
    Column("again_at", Instant),
    Column("tries", Integer, nullable=False),
    PrimaryKeyConstraint("municipality", "account", "kind", "about", name="sent_mail_key"),
)

# Every reading of free text, every no, every sign-in. Names no text and no person, only ids.
access = Table(
    "access",
    metadata,
    Column("municipality", String, nullable=False),
    Column("position", BigInteger, nullable=False, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("actor", String, nullable=False),
    Column("session", Id),
    Column("action", String, nullable=False),
    Column("allowed", Boolean, nullable=False),
    Column("reason", String, nullable=False),
    Column("purpose", String, nullable=False),
    PrimaryKeyConstraint("municipality", "position", name="access_position"),
    Index("access_actor", "municipality", "actor", "position"),
    Index("access_action", "municipality", "action", "position"),
    Index("access_at", "municipality", "at"),
)

access_head = Table(
    "access_head",
    metadata,
    Column("municipality", String, nullable=False),
    Column("position", BigInteger, nullable=False),
    PrimaryKeyConstraint("municipality", name="access_head_municipality"),
)

# One row for each object that a reading touched, so that "who read this report" is one look.
access_object = Table(
    "access_object",
    metadata,
    Column("municipality", String, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("object", Id, nullable=False),
    PrimaryKeyConstraint("municipality", "position", "object", name="access_object_key"),
    Index("access_object_object", "municipality", "object", "position"),
)

REFUSAL = "the access log is append-only"
APPEND_ONLY = ("access", "access_object")

# The triggers by database and name: the definition is also what `accounts.opening.check` expects to
# find, so a trigger that was weakened in place is seen.
TRIGGERS: Mapping[str, Mapping[str, str]] = {
    "sqlite": {
        f"{table}_refuses_{change}": (
            f"CREATE TRIGGER {table}_refuses_{change} BEFORE {change.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )
        for table in APPEND_ONLY
        for change in ("update", "delete")
    },
    "postgresql": {
        f"{table}_refuses_{name}": (
            f"CREATE OR REPLACE TRIGGER {table}_refuses_{name} BEFORE {changes} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION access_refuse()"
        )
        for table in APPEND_ONLY
        for name, changes, each in (
            ("change", "UPDATE OR DELETE", "ROW"),
            ("truncate", "TRUNCATE", "STATEMENT"),
        )
    },
}

# What PostgreSQL's catalogue says of them: the bits of pg_trigger.tgtype for row 1, before 2,
# delete 8, update 16, truncate 32.
TRIGGER_KINDS: Mapping[str, int] = {
    f"{table}_refuses_{name}": kind
    for table in APPEND_ONLY
    for name, kind in (("change", 1 + 2 + 8 + 16), ("truncate", 2 + 32))
}

# An integrity error on both databases, as a broken key would be.
FUNCTION_BODY = (
    f"BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END"
)


def create_triggers(connection: Connection) -> None:
    """Let nobody change or delete what the access log holds, on either database."""
    dialect = connection.dialect.name
    if dialect == "sqlite":
        for statement in TRIGGERS[dialect].values():
            connection.exec_driver_sql(
                statement.replace("CREATE TRIGGER", "CREATE TRIGGER IF NOT EXISTS", 1)
            )
        return
    connection.exec_driver_sql(
        "CREATE OR REPLACE FUNCTION access_refuse() RETURNS trigger LANGUAGE plpgsql "
        f"AS $$ {FUNCTION_BODY} $$"
    )
    for table in APPEND_ONLY:
        for name, statement in TRIGGERS[dialect].items():
            if name.startswith(f"{table}_refuses_"):
                connection.exec_driver_sql(statement)
                # ALWAYS: also under session_replication_role = replica, which skips others.
                connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")

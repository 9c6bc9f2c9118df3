"""Opening one municipality's store of accounts, found fit for use; clearing out what is over."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, Engine, Table, bindparam, delete, func, inspect, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

from accounts.tables import (
    APPEND_ONLY,
    FUNCTION_BODY,
    TRIGGER_KINDS,
    TRIGGERS,
    access,
    access_head,
    ceremony,
    invitation,
    kept_form,
    metadata,
    rate,
    sent_mail,
    session,
    totp,
)
from accounts.vault import Vault
from events import database
from events.database import Unfit, open_engine, reading, writing
from events.sealing import MasterKey

SESSIONS_STAY = timedelta(days=30)
INVITATIONS_STAY = timedelta(days=90)
LETTERS_STAY = timedelta(days=90)
"""Longer than any letter can be due again."""

SQLITE_TRIGGERS = text(
    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN :tables"
).bindparams(bindparam("tables", expanding=True))
# A, always, and with no condition: see `accounts.tables.create_triggers`.
POSTGRESQL_TRIGGERS = text("""
SELECT tgname, tgtype, relname FROM pg_trigger
JOIN pg_proc ON pg_proc.oid = tgfoid JOIN pg_class ON pg_class.oid = tgrelid
WHERE relname IN :tables AND pg_table_is_visible(tgrelid)
AND tgenabled = 'A' AND tgqual IS NULL AND trim(prosrc) = :body
""").bindparams(bindparam("tables", expanding=True))


class Accounts(NamedTuple):
    """The accounts of one municipality: where they are kept, and what opens their secrets."""

    engine: Engine
    municipality: str
    vault: Vault

    def insert(self, into: Table) -> postgresql.Insert | sqlite.Insert:
        """An insert that can be told what to do where there is such a row already."""
        if self.engine.dialect.name == "postgresql":
            return postgresql.insert(into)
        return sqlite.insert(into)


@contextmanager
def store(url: str, *, busy_timeout_s: float = 5.0) -> Generator[Engine]:
    """The engine of the store of accounts, closed at the end."""
    engine = open_engine(url, busy_timeout_s=busy_timeout_s)
    try:
        yield engine
    finally:
        engine.dispose()


def opened(engine: Engine, municipality: str, master: MasterKey) -> Accounts:
    """The municipality's accounts. Raises Unfit, saying which check of the store failed."""
    check(engine)
    vault = Vault(master)
    size = len(vault.mark)
    foreign = select(totp.c.account).where(func.substr(totp.c.secret, 1, size) != vault.mark)
    with reading(engine) as connection:
        if connection.execute(foreign.limit(1)).first() is not None:
            raise Unfit("Check master key: it is not the one that the accounts are sealed with.")
    return Accounts(engine, municipality, vault)


def check(engine: Engine) -> None:
    """Raise Unfit for the first thing in which the store falls short; counts the access log."""
    database.check(engine, holds_log=False)
    try:
        with reading(engine) as connection:
            _check_tables(connection)
            _check_triggers(connection)
            _check_heads(connection)
    except DBAPIError as error:
        raise Unfit(
            "Check %(check)s: the database answers “%(answer)s”.",
            check="accounts",
            answer=error.orig,
        ) from error


def _check_tables(connection: Connection) -> None:
    missing = set(metadata.tables) - set(inspect(connection).get_table_names())
    if missing:
        raise Unfit(
            "Check tables: %(missing)s is missing; the database has to be migrated first.",
            missing=", ".join(sorted(missing)),
        )


def _check_triggers(connection: Connection) -> None:
    tables, kind = list(APPEND_ONLY), connection.dialect.name
    if kind == "postgresql":
        rows = connection.execute(POSTGRESQL_TRIGGERS, {"tables": tables, "body": FUNCTION_BODY})
        found = {
            row.tgname
            for row in rows
            if TRIGGER_KINDS.get(row.tgname) == row.tgtype
            and row.tgname.startswith(f"{row.relname}_refuses_")
        }
    else:
        rows = connection.execute(SQLITE_TRIGGERS, {"tables": tables})
        found = {row.name for row in rows if TRIGGERS["sqlite"].get(row.name) == row.sql}
    missing = TRIGGERS[kind].keys() - found
    if missing:
        raise Unfit(
            "Check triggers: %(missing)s is missing or changed, so the access log is not"
            " append-only.",
            missing=", ".join(sorted(missing)),
        )


def _check_heads(connection: Connection) -> None:
    """Positions are dense from 1, and each access log ends where its head says."""
    ends = select(
        access.c.municipality,
        func.count(),
        func.min(access.c.position),
        func.max(access.c.position),
    ).group_by(access.c.municipality)
    found = {code: tuple(rest) for code, *rest in connection.execute(ends)}
    heads = {row.municipality: row.position for row in connection.execute(select(access_head))}
    for code in sorted(found.keys() | heads.keys()):
        count, first, last = found.get(code, (0, 1, 0))
        if not (count == last == heads.get(code) and first == 1):
            raise Unfit(
                "Check access_head: the access log of %(municipality)s has %(count)s entries up to"
                " position %(last)s, and its head says %(head)s.",
                municipality=code,
                count=count,
                last=last,
                head=heads.get(code, "nothing"),
            )


def purge(accounts: Accounts, *, at: datetime) -> Mapping[str, int]:
    """Delete what is over and no longer needed; how many rows went, by table.

    Sessions stay for a month, so that what is sent after one has ended can be kept for its owner;
    invitations for three, so that an old link is told apart from a wrong one.
    """
    over = {
        session: func.coalesce(session.c.ended_at, session.c.ends_at) < at - SESSIONS_STAY,
        invitation: invitation.c.ends_at < at - INVITATIONS_STAY,
        ceremony: ceremony.c.ends_at <= at,
        kept_form: kept_form.c.ends_at <= at,
        rate: rate.c.ends_at <= at,
        sent_mail: sent_mail.c.claimed_at < at - LETTERS_STAY,
    }
    with writing(accounts.engine) as connection:
        return {
            table.name: connection.execute(
                delete(table).where(table.c.municipality == accounts.municipality, is_over)
            ).rowcount
            for table, is_over in over.items()
        }

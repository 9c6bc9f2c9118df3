"""The roster: who has an account with which roles, and which keys there are, span by span.

The record knows accounts and keys by their ids alone. Whoever reads it here gets those that hold
now: open or not revoked, and of an organisation that takes part.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, get_args
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Table, and_, select

from events.account import AccountClosed, AccountFact, AccountOpened, RoleGranted, RoleRevoked
from events.columns import to_microseconds
from events.fact import Entry, Fact
from events.key import KeyFact, KeyOpened, KeyRevoked
from events.statements import RAW_ID
from projections.rows import adding, ending
from projections.tables import OPEN, Tables, tables
from reference.roles import Role, Scope

FACTS: frozenset[type[Fact]] = frozenset({*get_args(AccountFact), *get_args(KeyFact)})


class Person(NamedTuple):
    """An open account of `organisation`, known from `from_position` on."""

    account: UUID
    organisation: str
    roles: frozenset[Role]
    from_position: int


class ApiKey(NamedTuple):
    """A key that is not revoked; whether it has expired is for the caller, who has a clock."""

    key: UUID
    organisation: str
    name: str
    scopes: frozenset[Scope]
    expires_at: datetime
    from_position: int


def carry(
    connection: Connection, into: Tables, municipality: str, entries: Sequence[Entry]
) -> None:
    """Carry a batch of entries; there are few of these, so each is carried by itself."""
    raw = RAW_ID[connection.dialect.name]
    for entry in entries:
        position, fact, of = entry.position, entry.fact, raw(entry.stream)
        standing = (position, municipality, of)
        match fact:
            case AccountOpened():
                row: tuple[object, ...] = (municipality, of, position, OPEN, fact.organisation)
                adding(into.roster_account).run(connection, [row])
            case RoleGranted():
                row = (municipality, of, fact.role.code, position, OPEN, entry.actor)
                adding(into.roster_role).run(connection, [row])
            case RoleRevoked():
                one = (*standing, fact.role.code)
                ending(into.roster_role, "account", "role").run(connection, [one])
            case AccountClosed():
                ending(into.roster_account, "account").run(connection, [standing])
                ending(into.roster_role, "account").run(connection, [standing])
            case KeyOpened():
                scopes = " ".join(scope.code for scope in fact.scopes)
                row = (municipality, of, position, OPEN, fact.organisation, fact.name, scopes)
                ends = to_microseconds(fact.expires_at)
                adding(into.roster_key).run(connection, [(*row, ends)])
            case KeyRevoked():
                ending(into.roster_key, "key").run(connection, [standing])
            case _:
                raise AssertionError(f"{type(fact)} is no fact of the roster")


def person(connection: Connection, municipality: str, account: UUID) -> Person | None:
    """The person behind an open account of an organisation that takes part; else None."""
    table = tables().roster_account
    found = _people(connection, municipality, table.c.account == account)
    return found[0] if found else None


def people(
    connection: Connection, municipality: str, organisation: str | None = None
) -> list[Person]:
    """All such people, or those of one organisation; by organisation, the earliest first."""
    table = tables().roster_account
    asked = () if organisation is None else (table.c.organisation == organisation,)
    return _people(connection, municipality, *asked)


def key(connection: Connection, municipality: str, key_id: UUID) -> ApiKey | None:
    """A key that is not revoked, of an organisation that takes part; else None."""
    found = _keys(connection, municipality, tables().roster_key.c.key == key_id)
    return found[0] if found else None


def keys(
    connection: Connection, municipality: str, organisation: str | None = None
) -> list[ApiKey]:
    """All such keys, or those of one organisation; by organisation, the earliest first."""
    table = tables().roster_key
    asked = () if organisation is None else (table.c.organisation == organisation,)
    return _keys(connection, municipality, *asked)


def _people(connection: Connection, municipality: str, *asked: ColumnElement[bool]) -> list[Person]:
    """An account and each of its roles is a row; an account without a role is one with NULL."""
    account, role = tables().roster_account, tables().roster_role
    rows = connection.execute(
        select(account.c.account, account.c.organisation, account.c.from_position, role.c.role)
        .join(
            role,
            and_(
                role.c.municipality == account.c.municipality,
                role.c.account == account.c.account,
                role.c.upto_position == OPEN,
            ),
            isouter=True,
        )
        .where(_stands(account, municipality), *asked)
        .order_by(account.c.organisation, account.c.from_position, account.c.account)
    )
    found: dict[UUID, Person] = {}
    for row in rows:
        before = found.get(row.account)
        had = before.roles if before else frozenset[Role]()
        roles = had if row.role is None else had | {Role(row.role)}
        found[row.account] = Person(row.account, row.organisation, roles, row.from_position)
    return list(found.values())


def _keys(connection: Connection, municipality: str, *asked: ColumnElement[bool]) -> list[ApiKey]:
    table = tables().roster_key
    rows = connection.execute(
        select(table)
        .where(_stands(table, municipality), *asked)
        .order_by(table.c.organisation, table.c.from_position)
    )
    return [
        ApiKey(
            row.key,
            row.organisation,
            row.name,
            frozenset(Scope(code) for code in row.scopes.split()),
            row.expires_at,
            row.from_position,
        )
        for row in rows
    ]


def _stands(table: Table, municipality: str) -> ColumnElement[bool]:
    """Whether a row holds now, and its organisation takes part now."""
    organisation = tables().organisation
    return and_(
        table.c.municipality == municipality,
        table.c.upto_position == OPEN,
        table.c.organisation.in_(
            select(organisation.c.code).where(
                organisation.c.municipality == municipality,
                organisation.c.upto_position == OPEN,
            )
        ),
    )

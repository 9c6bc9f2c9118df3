"""The accounts of people: which organisation each is of, what it is trusted with, until it closes.

The stream is the account's own id, which says nothing about who is behind it: names and addresses
stand in a directory outside the record, and can be deleted there. `by` is who asks, as the log
names an actor.
"""

from collections.abc import Collection
from typing import ClassVar, assert_never
from uuid import UUID

import msgspec

from events.fact import Decided, Fact
from events.refusal import Refused
from reference.roles import Role

APART_FROM_ADMINISTRATOR = frozenset({Role.ANALYST, Role.AUDITOR, Role.ERASURE_OFFICER})
"""Whoever hands out the roles neither works with the reports, nor checks it, nor erases."""


class AccountOpened(Fact, frozen=True, kw_only=True):
    """A person of an organisation got an account."""

    TOPIC: ClassVar[str] = "account.opened"

    organisation: str


class RoleGranted(Fact, frozen=True, kw_only=True):
    """The person is trusted with a role."""

    TOPIC: ClassVar[str] = "account.role-granted"

    role: Role


class RoleRevoked(Fact, frozen=True, kw_only=True):
    """The person no longer has the role."""

    TOPIC: ClassVar[str] = "account.role-revoked"

    role: Role


class AccountClosed(Fact, frozen=True, kw_only=True):
    """The account can no longer be used. It is never opened again; a new one gets a new id."""

    TOPIC: ClassVar[str] = "account.closed"


AccountFact = AccountOpened | RoleGranted | RoleRevoked | AccountClosed


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """What the facts of one account add up to. A closed account has no roles."""

    id: UUID
    version: int
    organisation: str
    roles: frozenset[Role] = frozenset()
    closed: bool = False


def evolve(account: Account | None, stream: UUID, version: int, fact: AccountFact) -> Account:
    """Fold one more fact into the account; None stands before the first."""
    if isinstance(fact, AccountOpened):
        return Account(id=stream, version=version, organisation=fact.organisation)
    assert account is not None, "an account begins with account.opened"
    change = msgspec.structs.replace
    match fact:
        case RoleGranted():
            return change(account, version=version, roles=account.roles | {fact.role})
        case RoleRevoked():
            return change(account, version=version, roles=account.roles - {fact.role})
        case AccountClosed():
            return change(account, version=version, roles=frozenset[Role](), closed=True)
        case _:
            assert_never(fact)


def open_account(stream: UUID, organisation: str, roles: Collection[Role]) -> list[Decided]:
    """Open an account with its first roles. Raises Refused for none, and for some together."""
    if not roles:
        raise Refused("Choose at least one role.")
    _check_apart(frozenset(roles))
    opened = Decided(stream, 1, AccountOpened(organisation=organisation))
    granted = [role for role in Role if role in roles]
    return [
        opened,
        *(
            Decided(stream, version, RoleGranted(role=role))
            for version, role in enumerate(granted, 2)
        ),
    ]


def grant(account: Account, role: Role, *, by: str) -> Decided | None:
    """Trust the person with one more role; None when they have it."""
    _check_changeable(account, by)
    if role in account.roles:
        return None
    _check_apart(account.roles | {role})
    return Decided(account.id, account.version + 1, RoleGranted(role=role))


def revoke(account: Account, role: Role, *, by: str) -> Decided | None:
    """Take a role back; None when the person does not have it."""
    _check_changeable(account, by)
    if role not in account.roles:
        return None
    return Decided(account.id, account.version + 1, RoleRevoked(role=role))


def close(account: Account, *, by: str) -> Decided | None:
    """Close the account; None when it is closed."""
    _check_not_own(account, by)
    return None if account.closed else Decided(account.id, account.version + 1, AccountClosed())


def _check_changeable(account: Account, by: str) -> None:
    _check_not_own(account, by)
    if account.closed:
        raise Refused("The account is closed and can no longer be changed.")


def _check_not_own(account: Account, by: str) -> None:
    if by == str(account.id):
        raise Refused("Nobody changes their own roles or account. Ask another administrator.")


def _check_apart(roles: frozenset[Role]) -> None:
    if Role.ADMINISTRATOR in roles and roles & APART_FROM_ADMINISTRATOR:
        raise Refused(
            "An administrator cannot also be analyst, auditor or erasure officer. "
            "Give these roles to different people."
        )

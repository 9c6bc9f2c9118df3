"""Decisions about accounts: who is trusted with what, and by whom never."""

from collections.abc import Callable
from itertools import combinations
from uuid import UUID

import pytest

from events.account import (
    Account,
    AccountClosed,
    AccountFact,
    AccountOpened,
    RoleGranted,
    RoleRevoked,
    close,
    evolve,
    grant,
    open_account,
    revoke,
)
from events.fact import Decided
from events.refusal import Refused
from reference.roles import Role

ID = UUID(int=1)
SHE = str(ID)
APART = (Role.ANALYST, Role.AUDITOR, Role.ERASURE_OFFICER)


def after(*facts: AccountFact) -> Account:
    account: Account | None = None
    for version, fact in enumerate((AccountOpened(organisation="skola"), *facts), 1):
        account = evolve(account, ID, version, fact)
    assert account is not None
    return account


def holding(*roles: Role) -> Account:
    return after(*(RoleGranted(role=role) for role in roles))


def test_an_account_is_opened_with_its_roles_in_their_order() -> None:
    assert open_account(ID, "skola", {Role.PARTICIPANT, Role.REPORTER}) == [
        Decided(ID, 1, AccountOpened(organisation="skola")),
        Decided(ID, 2, RoleGranted(role=Role.REPORTER)),
        Decided(ID, 3, RoleGranted(role=Role.PARTICIPANT)),
    ]


def test_an_account_without_a_role_is_not_opened() -> None:
    with pytest.raises(Refused, match="at least one role"):
        open_account(ID, "skola", [])


def test_the_facts_add_up_to_the_roles_that_hold() -> None:
    account = after(
        RoleGranted(role=Role.REPORTER),
        RoleGranted(role=Role.COORDINATOR),
        RoleRevoked(role=Role.REPORTER),
    )
    assert account == Account(
        id=ID, version=4, organisation="skola", roles=frozenset({Role.COORDINATOR})
    )
    closed = evolve(account, ID, 5, AccountClosed())
    assert closed.closed
    assert closed.roles == frozenset()


def test_a_role_is_granted_and_revoked_once() -> None:
    account = holding(Role.REPORTER)
    granted = Decided(ID, 3, RoleGranted(role=Role.ANALYST))
    assert grant(account, Role.ANALYST, by="command") == granted
    assert grant(account, Role.REPORTER, by="command") is None
    assert revoke(account, Role.REPORTER, by="x") == Decided(ID, 3, RoleRevoked(role=Role.REPORTER))
    assert revoke(account, Role.ANALYST, by="x") is None
    assert close(account, by="x") == Decided(ID, 3, AccountClosed())


def test_nobody_changes_their_own_account() -> None:
    account = holding(Role.ADMINISTRATOR)
    changes: tuple[Callable[[], object], ...] = (
        lambda: grant(account, Role.REPORTER, by=SHE),
        lambda: grant(account, Role.ADMINISTRATOR, by=SHE),
        lambda: revoke(account, Role.ADMINISTRATOR, by=SHE),
        lambda: close(account, by=SHE),
    )
    for change in changes:
        with pytest.raises(Refused, match="their own"):
            change()


@pytest.mark.parametrize("role", APART)
def test_who_hands_out_roles_has_none_of_those_that_use_or_check(role: Role) -> None:
    for first, second in ((Role.ADMINISTRATOR, role), (role, Role.ADMINISTRATOR)):
        with pytest.raises(Refused, match="different people"):
            grant(holding(first), second, by="command")
    with pytest.raises(Refused, match="different people"):
        open_account(ID, "skola", {Role.ADMINISTRATOR, role, Role.REPORTER})


def test_all_other_roles_may_go_together() -> None:
    apart = {frozenset({Role.ADMINISTRATOR, role}) for role in APART}
    for one, other in combinations(Role, 2):
        if frozenset({one, other}) not in apart:
            assert grant(holding(one), other, by="command") is not None
            assert len(open_account(ID, "skola", {one, other})) == 3


def test_an_administrator_becomes_analyst_by_giving_up_the_one_first() -> None:
    account = after(RoleGranted(role=Role.ADMINISTRATOR), RoleRevoked(role=Role.ADMINISTRATOR))
    assert grant(account, Role.ANALYST, by="command") is not None


def test_a_closed_account_stays_closed() -> None:
    account = after(RoleGranted(role=Role.REPORTER), AccountClosed())
    with pytest.raises(Refused, match="closed"):
        grant(account, Role.REPORTER, by="command")
    with pytest.raises(Refused, match="closed"):
        revoke(account, Role.REPORTER, by="command")
    assert close(account, by="command") is None

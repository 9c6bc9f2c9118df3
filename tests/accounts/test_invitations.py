"""An invitation lets one person in, once, and not for ever."""

from datetime import timedelta
from uuid import UUID

from accounts import invitations
from accounts.invitations import Invitation
from accounts.opening import Accounts
from tests.accounts.ledger import ANNA, BERIT, NOW, at_once, neighbour

WEEK = timedelta(days=7)


def test_an_invitation_is_found_by_its_token_and_used_once(accounts: Accounts) -> None:
    token = invitations.invite(accounts, ANNA, by="command", at=NOW)
    made = Invitation(ANNA, "command", NOW, NOW + WEEK, None)
    later = NOW + timedelta(days=1)

    assert invitations.find(accounts, token) == made
    assert invitations.find(accounts, token + "x") is None
    used = invitations.use(accounts, token, at=later)
    assert used == made._replace(used_at=later)
    assert invitations.find(accounts, token) == used
    assert invitations.use(accounts, token, at=later) is None


def test_an_invitation_is_open_until_its_end(accounts: Accounts) -> None:
    token = invitations.invite(accounts, ANNA, by="command", at=NOW, days=2)
    end = NOW + timedelta(days=2)
    found = invitations.find(accounts, token)

    assert found
    assert found.is_open(end - timedelta(microseconds=1))
    assert not found.is_open(end)
    assert not found._replace(used_at=NOW).is_open(NOW)
    assert invitations.use(accounts, token, at=end) is None
    assert invitations.use(accounts, token, at=end - timedelta(microseconds=1))


def test_a_new_invitation_ends_the_earlier_ones_to_the_same_account(accounts: Accounts) -> None:
    first = invitations.invite(accounts, ANNA, by="command", at=NOW)
    others = invitations.invite(accounts, BERIT, by="command", at=NOW)
    next_doors = invitations.invite(neighbour(accounts), ANNA, by="command", at=NOW)
    later = NOW + timedelta(hours=1)

    second = invitations.invite(accounts, ANNA, by="command", at=later)

    assert invitations.use(accounts, first, at=later) is None
    assert invitations.use(accounts, second, at=later)
    assert invitations.use(accounts, others, at=later)
    assert invitations.use(neighbour(accounts), next_doors, at=later)


def test_an_invitation_of_one_municipality_is_none_of_the_other(accounts: Accounts) -> None:
    token = invitations.invite(accounts, ANNA, by="command", at=NOW)

    assert invitations.find(neighbour(accounts), token) is None
    assert invitations.use(neighbour(accounts), token, at=NOW) is None


def test_of_several_who_use_an_invitation_at_once_one_wins(accounts: Accounts) -> None:
    def use(_: int) -> list[bool]:
        return [invitations.use(accounts, token, at=NOW) is not None for token in tokens]

    tokens = [invitations.invite(accounts, UUID(int=n), by="x", at=NOW) for n in range(10)]
    used = at_once(6, use)

    assert [sum(by_thread) for by_thread in zip(*used, strict=True)] == [1] * 10

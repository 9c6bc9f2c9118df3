"""Everybody that the directory names, and the latest invitation of each."""

from datetime import timedelta

from accounts import directory, invitations
from accounts.directory import Listed
from accounts.listing import everybody, invited
from accounts.opening import Accounts
from tests.accounts.ledger import ANNA, BERIT, NOW, neighbour


def test_everybody_is_listed_who_is_in_the_directory(accounts: Accounts) -> None:
    directory.enter(accounts, ANNA, "Anna Ek", "anna@havstuna.example")
    directory.enter(accounts, BERIT, "Berit Ek", "berit@havstuna.example")
    directory.remove(accounts, BERIT)

    assert everybody(accounts) == {ANNA: Listed(ANNA, "Anna Ek", "anna@havstuna.example")}
    assert everybody(neighbour(accounts)) == {}


def test_of_several_invitations_the_latest_counts(accounts: Accounts) -> None:
    later = NOW + timedelta(days=2)
    invitations.invite(accounts, ANNA, by="command", at=later)
    invitations.invite(accounts, ANNA, by="command", at=NOW)
    used = invitations.invite(accounts, BERIT, by=str(ANNA), at=NOW)
    invitations.use(accounts, used, at=later)

    found = invited(accounts)

    assert found[ANNA].made_at == later
    assert (found[BERIT].invited_by, found[BERIT].used_at) == (str(ANNA), later)
    assert invited(accounts, BERIT) == {BERIT: found[BERIT]}
    assert invited(neighbour(accounts)) == {}

"""The directory knows a person by an address that is theirs alone, and forgets on demand."""

from uuid import UUID

import pytest
from sqlalchemy.exc import IntegrityError

from accounts import directory
from accounts.directory import Listed
from accounts.opening import Accounts
from events.refusal import Refused
from tests.accounts.ledger import ANNA, BERIT, at_once, neighbour


def test_somebody_who_is_entered_is_found_by_their_address_in_any_case(accounts: Accounts) -> None:
    directory.enter(accounts, ANNA, "  Anna Åberg ", " Anna.Åberg@Skola.example ")

    assert directory.by_email(accounts, "ANNA.A\N{COMBINING RING ABOVE}BERG@skola.example") == ANNA
    assert directory.by_email(accounts, "anna@skola.example") is None
    assert directory.listed(accounts, [ANNA, BERIT, ANNA]) == {
        ANNA: Listed(ANNA, "Anna Åberg", "Anna.Åberg@Skola.example")
    }
    assert directory.listed(accounts, []) == {}


def test_an_address_belongs_to_one_account_of_a_municipality(accounts: Accounts) -> None:
    directory.enter(accounts, ANNA, "Anna", "anna@skola.example")
    directory.enter(accounts, BERIT, "Berit", "berit@skola.example")

    with pytest.raises(Refused, match="Another account has this e-mail address"):
        directory.enter(accounts, UUID(int=3), "Anna", "ANNA@skola.example")
    with pytest.raises(Refused, match="Another account has this e-mail address"):
        directory.change(accounts, BERIT, "Berit", "Anna@skola.example")

    directory.enter(neighbour(accounts), UUID(int=4), "Anna", "anna@skola.example")
    assert directory.by_email(accounts, "anna@skola.example") == ANNA
    assert directory.by_email(neighbour(accounts), "anna@skola.example") == UUID(int=4)
    assert directory.listed(accounts, [UUID(int=3), UUID(int=4)]) == {}


def test_of_several_who_enter_one_address_at_once_one_gets_it(accounts: Accounts) -> None:
    def enter(number: int) -> bool:
        try:
            directory.enter(accounts, UUID(int=number + 1), "Anna", "anna@skola.example")
        except Refused:
            return False
        return True

    assert sorted(at_once(6, enter)) == [False] * 5 + [True]


def test_an_account_that_is_entered_twice_is_our_mistake(accounts: Accounts) -> None:
    directory.enter(accounts, ANNA, "Anna", "anna@skola.example")

    with pytest.raises(IntegrityError):
        directory.enter(accounts, ANNA, "Anna", "other@skola.example")


def test_a_person_may_change_name_and_address(accounts: Accounts) -> None:
    directory.enter(accounts, ANNA, "Anna", "anna@skola.example")

    directory.change(accounts, ANNA, "Anna Berg", "ANNA@skola.example")

    assert directory.listed(accounts, [ANNA])[ANNA] == Listed(
        ANNA, "Anna Berg", "ANNA@skola.example"
    )
    with pytest.raises(Refused, match="nobody in the directory"):
        directory.change(accounts, BERIT, "Berit", "berit@skola.example")
    with pytest.raises(Refused, match="nobody in the directory"):
        directory.change(neighbour(accounts), ANNA, "Anna", "anna@skola.example")


def test_a_person_who_is_removed_is_forgotten(accounts: Accounts) -> None:
    directory.enter(accounts, ANNA, "Anna", "anna@skola.example")

    assert not directory.remove(neighbour(accounts), ANNA)
    assert directory.remove(accounts, ANNA)
    assert not directory.remove(accounts, ANNA)
    assert directory.by_email(accounts, "anna@skola.example") is None
    assert directory.listed(accounts, [ANNA]) == {}
    directory.enter(accounts, BERIT, "Berit", "anna@skola.example")


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "Anna\nBerg", "Anna\x00", "Anna\u202eB"])
def test_a_name_that_will_not_do_is_refused(accounts_on_sqlite: Accounts, name: str) -> None:
    with pytest.raises(Refused, match="1 to 120 characters"):
        directory.enter(accounts_on_sqlite, ANNA, name, "anna@skola.example")


@pytest.mark.parametrize(
    "email",
    [
        "",
        "anna",
        "@skola.example",
        "anna@",
        "an na@skola.example",
        "anna@b@skola.example",
        "anna@sko\nla.example",
        "anna@sk\x00ola.example",
        "anna@sk\u00a0ola.example",
        "a" * 243 + "@skola.example",
    ],
)
def test_what_is_no_address_is_refused(accounts_on_sqlite: Accounts, email: str) -> None:
    with pytest.raises(Refused, match="not an e-mail address"):
        directory.enter(accounts_on_sqlite, ANNA, "Anna", email)
    assert directory.by_email(accounts_on_sqlite, email) is None


def test_names_and_addresses_as_long_as_may_be_are_taken(accounts_on_sqlite: Accounts) -> None:
    email = "a" * 240 + "@skola.example"
    directory.enter(accounts_on_sqlite, ANNA, "Ö" * 120, email)

    assert directory.by_email(accounts_on_sqlite, email.upper()) == ANNA

"""What people wish for is theirs, and holds until they wish otherwise."""

import pytest

from accounts import directory
from accounts.opening import Accounts
from accounts.wishes import USUAL, Wish, keep, wish_of, wishes
from events.refusal import Refused
from tests.accounts.ledger import ANNA, BERIT, neighbour


def test_whoever_said_nothing_gets_letters_in_swedish(accounts: Accounts) -> None:
    assert wish_of(accounts, ANNA) == USUAL == Wish(weekly_mail=True, language="sv")


def test_a_wish_holds_for_that_account_here_until_another(accounts: Accounts) -> None:
    keep(accounts, ANNA, Wish(weekly_mail=False))
    keep(accounts, ANNA, Wish(weekly_mail=True, language="en"))
    keep(neighbour(accounts), ANNA, Wish(weekly_mail=False))

    assert wishes(accounts, [ANNA, BERIT]) == {ANNA: Wish(weekly_mail=True, language="en")}


def test_there_is_no_third_language(accounts_on_sqlite: Accounts) -> None:
    with pytest.raises(Refused):
        keep(accounts_on_sqlite, ANNA, Wish(language="de"))


def test_it_goes_with_the_person(accounts: Accounts) -> None:
    directory.enter(accounts, ANNA, "Anna Berg", "anna@havstuna.example")
    keep(accounts, ANNA, Wish(weekly_mail=False))
    keep(accounts, BERIT, Wish(weekly_mail=False))

    directory.remove(accounts, ANNA)

    assert wishes(accounts, [ANNA, BERIT]) == {BERIT: Wish(weekly_mail=False)}

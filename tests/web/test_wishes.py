"""On the page of one's own account: the weekly letter or none, and its language."""

import re

import pytest
from fastapi.testclient import TestClient

from accounts.wishes import USUAL, Wish, wish_of
from reference.roles import Role
from tests.web.doorway import Guest, guest, send, sign_in
from tests.web.town import Town


@pytest.fixture
def anna(town: Town) -> Guest:
    """A reporter."""
    return guest(town, Role.REPORTER)


@pytest.fixture
def browser(town: Town, anna: Guest) -> TestClient:
    """A browser in which Anna has signed in."""
    client = town.nobody()
    sign_in(client, anna.email)
    return client


def checked(page: str) -> list[str]:
    """The choices that are made on the page."""
    return re.findall(r'value="(\w+)" checked', page)


def test_the_letter_is_wanted_and_swedish_until_somebody_says_otherwise(
    town: Town, anna: Guest, browser: TestClient
) -> None:
    page = browser.get("/account").text

    assert checked(page) == ["yes", "sv"]
    assert "No mail is sent from here yet." in page
    assert wish_of(town.accounts, anna.account) == USUAL


def test_a_wish_is_kept_and_shown(town: Town, anna: Guest, browser: TestClient) -> None:
    answer = send(browser, "/account/letters", "/account", {"language": "en"})

    assert answer.headers["location"] == "/account?done=wish-kept"
    assert wish_of(town.accounts, anna.account) == Wish(weekly_mail=False, language="en")
    page = browser.get(answer.headers["location"]).text
    assert "What you wish for is saved." in page
    assert checked(page) == ["en"]

    send(browser, "/account/letters", "/account", {"language": "en", "weekly_mail": "yes"})
    assert wish_of(town.accounts, anna.account) == Wish(weekly_mail=True, language="en")


def test_a_language_that_there_is_not_is_refused(
    town: Town, anna: Guest, browser: TestClient
) -> None:
    assert send(browser, "/account/letters", "/account", {"language": "de"}).status_code == 409
    assert wish_of(town.accounts, anna.account) == USUAL


def test_who_sends_no_reports_is_not_asked(town: Town) -> None:
    auditor = town.somebody("skola", Role.AUDITOR)

    assert "/account/letters" not in auditor.get("/account").text


def test_a_page_of_somebody_else_changes_nothing(
    town: Town, anna: Guest, browser: TestClient
) -> None:
    fields = {"language": "en", "form_token": "x"}
    assert browser.post("/account/letters", data=fields).status_code == 403
    assert wish_of(town.accounts, anna.account) == USUAL

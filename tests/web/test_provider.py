"""Signing in by way of another provider, played with a real one that anybody can sign in at."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from accounts import invitations, openid
from accounts.access import readings
from accounts.openid import Proven, Provider
from ingest.roster import close_account
from reference.roles import Role
from tests.openid.provider import OpenIdProvider
from tests.web.doorway import (
    Guest,
    guest,
    hidden_in,
    last_noted,
    send,
    sign_in,
    token_on,
    whole,
    with_app,
    with_provider,
)
from tests.web.town import Town

BACK = "/sign-in/provider/back"


@pytest.fixture
def provided(town: Town, openid_provider: OpenIdProvider) -> Town:
    """The town with a provider. Its clock is the real one: the provider lives by that."""
    with_provider(town, openid_provider)
    town.clock.now = datetime.now(UTC)
    return town


@pytest.fixture
def anna(provided: Town, openid_provider: OpenIdProvider) -> Guest:
    """An analyst with an app, whom the provider knows as anna."""
    whose = with_app(provided, guest(provided, Role.ANALYST))
    provided.clock.now = datetime.now(UTC)
    link(provided, openid_provider, whose, "anna")
    return whose


def link(town: Town, provider: OpenIdProvider, whose: Guest, subject: str) -> None:
    """Let the provider's word for `subject` open the account."""
    proven = Proven(provider.issuer, subject)
    openid.link(town.accounts, whose.account, proven, at=town.clock())


def go_and_come_back(
    browser: TestClient, provider: OpenIdProvider, address: str, subject: str | None
) -> Response:
    """Sign in at the provider as `subject` (or say no there), and be sent back."""
    query = provider.sign_in(address, subject)
    return browser.get(BACK, params=query)


def come_by(
    browser: TestClient, provider: OpenIdProvider, subject: str | None, start: str = ""
) -> Response:
    """Press the link on the sign-in page, sign in there, and be sent back."""
    there = browser.get(start or "/sign-in/provider?next=/weeks").headers["location"]
    return go_and_come_back(browser, provider, there, subject)


def test_the_provider_lets_in_whose_account_it_is(
    provided: Town, openid_provider: OpenIdProvider, anna: Guest
) -> None:
    browser = provided.nobody()

    answer = come_by(browser, openid_provider, "anna")

    assert answer.headers["location"] == "/weeks"
    assert whole(browser)
    noted = last_noted(provided)
    assert (noted.action, noted.reason, noted.actor) == ("sign-in", "provider", str(anna.account))


def test_the_page_offers_it_by_its_name_and_only_where_there_is_one(
    town: Town, openid_provider: OpenIdProvider
) -> None:
    assert "/sign-in/provider" not in town.nobody().get("/sign-in").text
    assert town.nobody().get("/sign-in/provider").status_code == 404

    with_provider(town, openid_provider)

    assert "Sign in with Havstuna-id" in town.nobody().get("/sign-in").text


def test_somebody_whom_only_the_provider_knows_is_told_what_to_do(
    provided: Town, openid_provider: OpenIdProvider
) -> None:
    browser = provided.nobody()

    answer = come_by(browser, openid_provider, "stranger")

    assert answer.status_code == 403
    assert "You have no account here" in answer.text
    assert "ask for an invitation" in answer.text
    assert not whole(browser)
    noted = last_noted(provided)
    assert (noted.actor, noted.reason) == ("unknown", "identity-unknown")


def test_a_closed_account_is_told_the_same(
    provided: Town, openid_provider: OpenIdProvider, anna: Guest
) -> None:
    close_account(provided.registry, anna.account, actor="command", at=provided.clock())
    browser = provided.nobody()

    assert "You have no account here" in come_by(browser, openid_provider, "anna").text
    assert not whole(browser)


def test_whoever_changes_their_mind_there_is_told_so(
    provided: Town, openid_provider: OpenIdProvider
) -> None:
    answer = come_by(provided.nobody(), openid_provider, None)

    assert answer.status_code == 403
    assert "Havstuna-id did not let you through" in answer.text


@pytest.mark.usefixtures("anna")
def test_what_was_begun_in_another_browser_is_not_taken(
    provided: Town, openid_provider: OpenIdProvider
) -> None:
    there = provided.nobody().get("/sign-in/provider").headers["location"]
    query = openid_provider.sign_in(there, "anna")
    browser, without = provided.nobody(), provided.nobody()
    browser.get("/sign-in/provider")

    assert browser.get(BACK, params=query).status_code == 403
    assert without.get(BACK, params=query).status_code == 403
    assert not whole(browser)
    assert not whole(without)


@pytest.mark.usefixtures("anna")
def test_coming_back_is_good_once(provided: Town, openid_provider: OpenIdProvider) -> None:
    browser = provided.nobody()
    there = browser.get("/sign-in/provider").headers["location"]
    query = openid_provider.sign_in(there, "anna")
    browser.get(BACK, params=query)

    again = browser.get(BACK, params=query)

    assert again.status_code == 403
    assert "It took too long" in again.text


def test_a_provider_that_does_not_answer_is_a_page(provided: Town) -> None:
    house = provided.app.state.house
    gone = Provider("Havstuna-id", "http://127.0.0.1:9", "lagesbild", "secret")
    provided.app.state.house = replace(house, sign_in=replace(house.sign_in, provider=gone))

    answer = provided.nobody().get("/sign-in/provider")

    assert answer.status_code == 403
    assert "Havstuna-id did not answer as it should" in answer.text


@pytest.fixture
def karin(provided: Town) -> tuple[Guest, TestClient]:
    """A reporter with a password, and the browser in which she has just signed in."""
    whose = guest(provided, Role.REPORTER, email="karin@havstuna.example")
    browser = provided.nobody()
    sign_in(browser, whose.email)
    return whose, browser


def connecting(browser: TestClient) -> str:
    """Ask to connect the provider; the address that the page's link leads to."""
    page = send(browser, "/account/provider", on="/account")
    assert page.status_code == 200, page.text
    main = page.text.split("<main")[1]
    address = main.split('class="button" href="')[1].split('"')[0]
    return address.replace("&amp;", "&")


def test_connecting_it_is_what_lets_it_sign_in(
    provided: Town, openid_provider: OpenIdProvider, karin: tuple[Guest, TestClient]
) -> None:
    whose, browser = karin

    answer = go_and_come_back(browser, openid_provider, connecting(browser), "karin")

    assert answer.headers["location"] == "/account?done=provider-connected"
    assert "Connected. You can sign in with it here." in browser.get("/account").text
    fresh = provided.nobody()
    come_by(fresh, openid_provider, "karin")
    assert whole(fresh)
    noted = readings(provided.accounts, action="account.credentials")[0]
    assert (noted.reason, noted.actor) == ("provider-connected", str(whose.account))


def test_another_page_cannot_connect_a_stranger(
    provided: Town, openid_provider: OpenIdProvider, karin: tuple[Guest, TestClient]
) -> None:
    whose, browser = karin
    assert browser.get("/account/provider").status_code == 405
    assert browser.post("/account/provider", data={"form_token": "made up"}).status_code == 403

    come_by(browser, openid_provider, "stranger")

    assert openid.linked(provided.accounts, whose.account) == []


def test_what_was_begun_for_one_account_connects_no_other(
    provided: Town, openid_provider: OpenIdProvider, karin: tuple[Guest, TestClient]
) -> None:
    whose, browser = karin
    other = guest(provided, Role.REPORTER, email="other@havstuna.example")
    address = connecting(browser)
    sign_in(browser, other.email)

    answer = go_and_come_back(browser, openid_provider, address, "karin")

    assert answer.status_code == 403
    assert openid.linked(provided.accounts, whose.account) == []
    assert openid.linked(provided.accounts, other.account) == []


@pytest.mark.usefixtures("anna")
def test_what_belongs_to_another_account_is_not_connected(
    provided: Town,
    openid_provider: OpenIdProvider,
    karin: tuple[Guest, TestClient],
) -> None:
    whose, browser = karin

    answer = go_and_come_back(browser, openid_provider, connecting(browser), "anna")

    assert answer.status_code == 409
    assert "belongs to another account here" in answer.text
    assert openid.linked(provided.accounts, whose.account) == []


def test_connecting_takes_a_fresh_sign_in(provided: Town, karin: tuple[Guest, TestClient]) -> None:
    _, browser = karin
    provided.clock.forward(minutes=16)

    answer = send(browser, "/account/provider", on="/account")

    assert answer.headers["location"] == "/sign-in?next=%2Faccount&again=1"


def test_it_is_disconnected_where_another_way_is_left(
    provided: Town, openid_provider: OpenIdProvider, karin: tuple[Guest, TestClient]
) -> None:
    whose, browser = karin
    link(provided, openid_provider, whose, "karin")

    answer = send(browser, "/account/provider/remove", on="/account")

    assert answer.headers["location"] == "/account?done=provider-disconnected"
    assert "You have no account here" in come_by(provided.nobody(), openid_provider, "karin").text


def test_it_stays_where_it_is_the_only_way(provided: Town, openid_provider: OpenIdProvider) -> None:
    whose = guest(provided, Role.REPORTER, password="")
    link(provided, openid_provider, whose, "only")
    browser = provided.nobody()
    come_by(browser, openid_provider, "only")
    page = browser.get("/account")

    form = {"form_token": token_on(page)}
    answer = browser.post("/account/provider/remove", data=form)

    assert "only way to sign in" in page.text
    assert answer.headers["location"] == "/account?done=stays"
    assert len(openid.linked(provided.accounts, whose.account)) == 1


def test_an_invitation_is_accepted_with_it(provided: Town, openid_provider: OpenIdProvider) -> None:
    whose = guest(provided, Role.COORDINATOR, password="")
    token = invitations.invite(provided.accounts, whose.account, by="command", at=provided.clock())
    browser = provided.nobody()
    assert f"/invitation/{token}/provider" in browser.get(f"/invitation/{token}").text

    answer = come_by(browser, openid_provider, "new", start=f"/invitation/{token}/provider")

    assert answer.headers["location"] == "/"
    assert whole(browser)
    assert browser.get(f"/invitation/{token}").status_code == 410
    assert len(openid.linked(provided.accounts, whose.account)) == 1


def test_the_link_for_a_new_password_does_not_get_round_the_app(provided: Town) -> None:
    whose = with_app(provided, guest(provided, Role.ANALYST))
    token = invitations.invite(provided.accounts, whose.account, by="command", at=provided.clock())
    browser = provided.nobody()

    page = browser.get(f"/invitation/{token}")
    there = browser.get(f"/invitation/{token}/provider")

    assert "/provider" not in page.text
    assert "passkey" not in page.text.partition("<main")[2]
    assert there.status_code == 410
    assert hidden_in(page, f"/invitation/{token}") == {}


@pytest.mark.usefixtures("anna")
def test_an_invitation_is_not_accepted_as_somebody_else(
    provided: Town, openid_provider: OpenIdProvider
) -> None:
    whose = guest(provided, Role.REPORTER, email="new@havstuna.example", password="")
    token = invitations.invite(provided.accounts, whose.account, by="command", at=provided.clock())
    browser = provided.nobody()

    answer = come_by(browser, openid_provider, "anna", start=f"/invitation/{token}/provider")

    assert answer.status_code == 409
    assert browser.get(f"/invitation/{token}").status_code == 200


def test_the_provider_is_told_our_own_address(provided: Town) -> None:
    there = provided.nobody().get("/sign-in/provider").headers["location"]

    asked = dict(parse_qsl(urlsplit(there).query))

    assert asked["redirect_uri"] == f"https://localhost{BACK}"
    assert asked["code_challenge_method"] == "S256"
    assert asked["scope"] == "openid"

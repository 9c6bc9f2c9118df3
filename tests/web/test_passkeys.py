"""Passkeys over the line: the challenge belongs to the browser, and what is refused says little."""

import json
import re
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from accounts import passkeys
from accounts.access import readings
from ingest.roster import close_account
from reference.roles import Role
from tests.accounts.authenticator import Authenticator
from tests.web.doorway import Guest, guest, last_noted, send, sign_in, token_on, whole, with_app
from tests.web.town import ADDRESS, Town
from web.cookies import SESSION


def device() -> Authenticator:
    """A device that is used in our page."""
    return Authenticator(origin=ADDRESS)


def token_for_scripts(browser: TestClient, path: str) -> dict[str, str]:
    """The header in which a script sends the token of its page."""
    found = re.search(r'data-token="([^"]+)"', browser.get(path).text)
    assert found
    return {"x-form-token": found[1]}


def add(
    browser: TestClient, key: Authenticator, *, page: str = "/account/passkeys", name: str = ""
) -> Response:
    """Add a passkey as the script of the page does."""
    headers = token_for_scripts(browser, page)
    options = browser.post("/account/passkeys/options", json={}, headers=headers)
    assert options.status_code == 200, options.text
    made: dict[str, Any] = json.loads(key.register(options.text))
    content = {"name": name, "credential": made}
    return browser.post("/account/passkeys", json=content, headers=headers)


def use(browser: TestClient, key: Authenticator, next_path: str = "/") -> Response:
    """Sign in with a passkey as the script of the page does."""
    options = browser.post("/sign-in/passkey/options", params={"next": next_path}, json={})
    answer = json.loads(key.sign_in(options.text))
    return browser.post("/sign-in/passkey", json={"name": "", "credential": answer})


@pytest.fixture
def anna(town: Town) -> Guest:
    """A reporter with a password."""
    return guest(town, Role.REPORTER)


@pytest.fixture
def browser(town: Town, anna: Guest) -> TestClient:
    """A browser in which Anna has just signed in."""
    client = town.nobody()
    sign_in(client, anna.email)
    return client


@pytest.fixture
def key(browser: TestClient) -> Authenticator:
    """A passkey of Anna's."""
    made = device()
    assert add(browser, made, name="Min telefon").json() == {"go": "/account?done=passkey-added"}
    return made


def test_a_passkey_signs_in_by_itself(town: Town, anna: Guest, key: Authenticator) -> None:
    fresh = town.nobody()

    answer = use(fresh, key, "/reports")

    assert answer.json() == {"go": "/reports"}
    assert whole(fresh)
    noted = last_noted(town)
    assert (noted.action, noted.reason, noted.actor) == ("sign-in", "passkey", str(anna.account))


def test_a_passkey_counts_as_both_steps(town: Town) -> None:
    analyst = with_app(town, guest(town, Role.ANALYST))
    browser, made = town.nobody(), device()
    sign_in(browser, analyst.email)
    send(browser, "/sign-in/code", "/sign-in/code", {"code": analyst.code(town.clock())})
    add(browser, made)
    fresh = town.nobody()

    use(fresh, made)

    assert whole(fresh)


def test_it_is_listed_by_its_name_and_its_use(
    town: Town, browser: TestClient, key: Authenticator
) -> None:
    assert "Not used yet." in browser.get("/account").text
    use(town.nobody(), key)

    page = browser.get("/account").text

    assert "Min telefon" in page
    assert "Not used yet." not in page


@pytest.mark.usefixtures("key")
def test_adding_one_is_noted(town: Town, anna: Guest) -> None:
    noted = last_noted(town)

    assert (noted.action, noted.reason) == ("account.credentials", "passkey-added")
    assert noted.actor == str(anna.account)


def test_an_answer_is_good_once(town: Town, key: Authenticator) -> None:
    fresh = town.nobody()
    options = fresh.post("/sign-in/passkey/options", json={})
    answer = {"credential": json.loads(key.sign_in(options.text))}
    fresh.post("/sign-in/passkey", json=answer)

    again = town.nobody().post("/sign-in/passkey", json=answer)

    assert again.status_code == 422
    assert "said" in again.json()


def test_a_challenge_of_another_browser_is_not_taken(town: Town, key: Authenticator) -> None:
    options = town.nobody().post("/sign-in/passkey/options", json={})
    fresh = town.nobody()
    fresh.post("/sign-in/passkey/options", json={})

    answer = {"credential": json.loads(key.sign_in(options.text))}
    refused = fresh.post("/sign-in/passkey", json=answer)

    assert refused.status_code == 422
    assert not whole(fresh)
    assert last_noted(town).reason == "passkey-challenge"


def test_a_passkey_made_for_another_page_is_not_taken(town: Town, key: Authenticator) -> None:
    key.origin = "https://localhost.evil.example"
    fresh = town.nobody()

    assert use(fresh, key).status_code == 422
    assert not whole(fresh)


def test_an_unknown_passkey_is_told_so(town: Town) -> None:
    stranger = device()
    stranger.user_handle = bytes(16)

    answer = use(town.nobody(), stranger)

    assert answer.status_code == 422
    assert answer.json()["said"].startswith("The passkey is not one that is known here")
    noted = last_noted(town)
    assert (noted.actor, noted.reason) == ("unknown", "passkey-unknown-credential")


def test_the_passkey_of_a_closed_account_is_told_the_same(
    town: Town, anna: Guest, key: Authenticator
) -> None:
    close_account(town.registry, anna.account, actor="command", at=town.clock())
    fresh = town.nobody()

    answer = use(fresh, key)

    assert answer.json()["said"].startswith("The passkey is not one that is known here")
    assert SESSION not in fresh.cookies
    assert last_noted(town).reason == "closed"


@pytest.mark.parametrize("sent", [{}, {"credential": 7}, {"credential": {}}, [], "x"])
def test_what_is_no_answer_is_refused_with_a_sentence(town: Town, sent: object) -> None:
    fresh = town.nobody()
    fresh.post("/sign-in/passkey/options", json={})

    answer = fresh.post("/sign-in/passkey", json=sent)

    assert answer.status_code == 422
    assert answer.json()["said"]


def test_a_stranger_cannot_add_one(town: Town) -> None:
    fresh = town.nobody()

    assert fresh.post("/account/passkeys/options", json={}).headers["location"] == "/sign-in"
    assert fresh.post("/account/passkeys", json={}).headers["location"] == "/sign-in"


def test_another_page_cannot_have_one_added(browser: TestClient) -> None:
    assert browser.post("/account/passkeys/options", json={}).status_code == 403
    assert browser.post("/account/passkeys", json={}).status_code == 403


def test_adding_one_takes_a_fresh_sign_in(town: Town, browser: TestClient) -> None:
    headers = token_for_scripts(browser, "/account/passkeys")
    town.clock.forward(minutes=16)

    page = browser.get("/account/passkeys")
    options = browser.post("/account/passkeys/options", json={}, headers=headers)

    assert page.headers["location"] == "/sign-in?next=%2Faccount%2Fpasskeys&again=1"
    assert options.status_code == 403
    assert options.json()["said"]


def test_the_same_device_cannot_be_added_twice(browser: TestClient, key: Authenticator) -> None:
    answer = add(browser, key)

    assert answer.status_code == 422
    assert answer.json()["said"] == "That passkey has been added before."


def test_whoever_is_halfway_in_and_has_nothing_gets_in_by_adding_one(town: Town) -> None:
    coordinator = guest(town, Role.COORDINATOR)
    halfway = town.nobody()
    sign_in(halfway, coordinator.email)
    half, made = halfway.cookies[SESSION], device()

    answer = add(halfway, made, page="/account/second-step")

    assert answer.json()["go"].startswith("/account?done=passkey-first")
    assert halfway.cookies[SESSION] != half
    assert whole(halfway)
    assert "Make recovery codes as well" in halfway.get(answer.json()["go"]).text
    reasons = [noted.reason for noted in readings(town.accounts, limit=2)]
    assert reasons == ["password+passkey", "passkey-added"]


def test_after_that_a_password_asks_for_the_passkey(town: Town) -> None:
    coordinator = guest(town, Role.COORDINATOR)
    first, made = town.nobody(), device()
    sign_in(first, coordinator.email)
    add(first, made, page="/account/second-step")
    second = town.nobody()

    asked = sign_in(second, coordinator.email)
    page = second.get(asked.headers["location"])
    answer = use(second, made)

    assert asked.headers["location"].startswith("/sign-in/code")
    assert "Use your passkey" in page.text
    assert answer.json() == {"go": "/"}
    assert whole(second)


def removal_of(key: Authenticator) -> str:
    """Where the page's form leads that removes it."""
    address = urlsafe_b64encode(key.credential).decode()
    return f"/account/passkeys/{address}/remove"


def test_a_removed_passkey_signs_nobody_in(
    town: Town, anna: Guest, browser: TestClient, key: Authenticator
) -> None:
    answer = send(browser, removal_of(key), on="/account")

    assert answer.headers["location"] == "/account?done=passkey-removed"
    assert passkeys.passkeys_of(town.accounts, anna.account) == []
    assert use(town.nobody(), key).status_code == 422
    reasons = [noted.reason for noted in readings(town.accounts, action="account.credentials")]
    assert reasons[0] == "passkey-removed"


def test_the_last_way_to_sign_in_cannot_be_removed(town: Town) -> None:
    whose = guest(town, Role.REPORTER, password="")
    made = device()
    client = town.signed_in(whose.account, Role.REPORTER)
    add(client, made)
    page = client.get("/account")

    answer = client.post(removal_of(made), data={"form_token": token_on(page)})

    assert removal_of(made) not in page.text
    assert "only way to sign in" in page.text
    assert answer.headers["location"] == "/account?done=stays"
    assert len(passkeys.passkeys_of(town.accounts, whose.account)) == 1


def test_the_passkey_of_somebody_else_stays(town: Town, anna: Guest, key: Authenticator) -> None:
    other = guest(town, Role.REPORTER, email="other@havstuna.example")
    client = town.nobody()
    sign_in(client, other.email)

    client.post(removal_of(key), data={"form_token": token_on(client.get("/account"))})

    assert len(passkeys.passkeys_of(town.accounts, anna.account)) == 1

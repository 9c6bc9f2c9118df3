"""The invitation: looked at as often as one likes, accepted once, and no way round anything."""

import json
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from accounts import invitations, passkeys, passwords
from accounts.access import readings
from ingest.roster import close_account
from reference.roles import Role
from tests.accounts.authenticator import Authenticator
from tests.web.doorway import OTHER_PASSWORD, PASSWORD, Guest, guest, sign_in, whole, with_app
from tests.web.town import ADDRESS, Town
from web.cookies import SESSION


@pytest.fixture
def leyla(town: Town) -> Guest:
    """A reporter who has been invited and has nothing yet."""
    return guest(
        town, Role.REPORTER, email="leyla@havstuna.example", name="Leyla Demir", password=""
    )


def invite(town: Town, whose: Guest, by: str = "command") -> str:
    """The address of a new invitation."""
    token = invitations.invite(town.accounts, whose.account, by=by, at=town.clock())
    return f"/invitation/{token}"


def accept(browser: TestClient, address: str, password: str = PASSWORD) -> Response:
    """Choose a password."""
    return browser.post(address, data={"username": "whoever", "password": password})


def test_it_says_who_invites_to_what(town: Town, leyla: Guest) -> None:
    amir = guest(town, Role.ADMINISTRATOR, email="amir@havstuna.example", name="Amir Rezai")

    page = town.nobody().get(invite(town, leyla, by=str(amir.account))).text

    assert "Welcome, Leyla Demir" in page
    assert "Amir Rezai invites you to report and follow the safety situation in Havstuna." in page
    for said in ("Havstuna Schools", "Reporter", "leyla@havstuna.example", "2026-12-01 10:30"):
        assert said in page
    assert 'autocomplete="new-password"' in page
    assert "two steps" not in page


def test_one_from_the_command_line_names_nobody(town: Town, leyla: Guest) -> None:
    page = town.nobody().get(invite(town, leyla)).text

    assert "You are invited to report and follow the safety situation in Havstuna." in page


def test_looking_at_it_uses_nothing_up(town: Town, leyla: Guest) -> None:
    address = invite(town, leyla)
    for _ in range(3):
        assert town.nobody().get(address).status_code == 200
    assert town.nobody().head(address).status_code == 200

    assert accept(town.nobody(), address).status_code == 303


def test_a_password_accepts_it_once(town: Town, leyla: Guest) -> None:
    address, browser = invite(town, leyla), town.nobody()

    answer = accept(browser, address)

    assert answer.headers["location"] == "/"
    assert whole(browser)
    late = town.nobody()
    assert accept(late, address, OTHER_PASSWORD).status_code == 410
    assert not whole(late)
    assert sign_in(town.nobody(), leyla.email).status_code == 303


def test_accepting_is_noted(town: Town, leyla: Guest) -> None:
    accept(town.nobody(), invite(town, leyla))

    noted = [(each.action, each.reason) for each in readings(town.accounts, limit=2)]
    assert noted == [("account.credentials", "password-set"), ("sign-in", "invitation")]


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("", "Write a password."),
        ("kort", "Use at least 12 characters."),
        ("leyla demir leyla", "must not hold your name"),
        ("havstuna är bäst", "must not hold your name"),
    ],
)
def test_a_weak_password_uses_nothing_up(
    town: Town, leyla: Guest, password: str, said: str
) -> None:
    address, browser = invite(town, leyla), town.nobody()

    answer = accept(browser, address, password)

    assert answer.status_code == 422
    assert "<title>Error:" in answer.text
    assert said in answer.text
    assert not passwords.has_password(town.accounts, leyla.account)
    assert accept(browser, address).status_code == 303


def test_a_role_that_needs_two_steps_goes_on_to_the_second(town: Town) -> None:
    johan = guest(town, Role.COORDINATOR, password="")
    address, browser = invite(town, johan), town.nobody()
    assert "two steps" in browser.get(address).text

    answer = accept(browser, address)

    assert answer.headers["location"].startswith("/account/second-step")
    assert not whole(browser)
    assert browser.get(answer.headers["location"]).status_code == 200


def test_one_that_was_used_says_whom_to_tell(town: Town, leyla: Guest) -> None:
    amir = guest(town, Role.ADMINISTRATOR, email="amir@havstuna.example", name="Amir Rezai")
    address = invite(town, leyla, by=str(amir.account))
    accept(town.nobody(), address)

    page = town.nobody().get(address)

    assert page.status_code == 410
    assert "It has been used." in page.text
    assert "mailto:amir@havstuna.example" in page.text


def test_one_that_is_over_names_the_administrators(town: Town, leyla: Guest) -> None:
    guest(town, Role.ADMINISTRATOR, email="amir@havstuna.example", name="Amir Rezai")
    address = invite(town, leyla)
    town.clock.now += timedelta(days=7)

    page, answer = town.nobody().get(address), accept(town.nobody(), address)

    assert page.status_code == answer.status_code == 410
    assert "Its time is over." in page.text
    assert "Amir Rezai" in page.text


def test_one_of_somebody_who_has_left_names_the_administrators(town: Town, leyla: Guest) -> None:
    gone = guest(town, Role.COORDINATOR, email="gone@havstuna.example", name="Gone Person")
    guest(town, Role.ADMINISTRATOR, email="amir@havstuna.example", name="Amir Rezai")
    address = invite(town, leyla, by=str(gone.account))
    close_account(town.registry, gone.account, actor="command", at=town.clock())
    town.clock.now += timedelta(days=7)

    page = town.nobody().get(address).text

    assert "Amir Rezai" in page
    assert "Gone Person" not in page


def test_an_unknown_one_names_nobody(town: Town) -> None:
    guest(town, Role.ADMINISTRATOR, email="amir@havstuna.example", name="Amir Rezai")

    page = town.nobody().get("/invitation/nonsense")

    assert page.status_code == 404
    assert "The link does not work" in page.text
    assert "Amir" not in page.text
    assert accept(town.nobody(), "/invitation/nonsense").status_code == 404


def test_one_to_a_closed_account_leads_nowhere(town: Town, leyla: Guest) -> None:
    address = invite(town, leyla)
    close_account(town.registry, leyla.account, actor="command", at=town.clock())

    assert "The account that it led to is closed." in town.nobody().get(address).text
    assert accept(town.nobody(), address).status_code == 410


def test_a_new_link_gives_a_new_password_and_ends_every_session(town: Town) -> None:
    anna = guest(town, Role.REPORTER)
    before = town.nobody()
    sign_in(before, anna.email)
    address, browser = invite(town, anna), town.nobody()
    assert "Choose a new password" in browser.get(address).text

    accept(browser, address, OTHER_PASSWORD)

    assert whole(browser)
    assert not whole(before)
    assert sign_in(town.nobody(), anna.email).status_code == 422
    assert sign_in(town.nobody(), anna.email, OTHER_PASSWORD).status_code == 303


def test_a_new_password_does_not_get_round_the_app(town: Town) -> None:
    analyst = with_app(town, guest(town, Role.ANALYST))
    browser = town.nobody()

    answer = accept(browser, invite(town, analyst), OTHER_PASSWORD)

    assert answer.headers["location"].startswith("/sign-in/code")
    assert not whole(browser)


def test_whoever_else_sits_there_is_told_that_they_are_signed_out(town: Town, leyla: Guest) -> None:
    anna = guest(town, Role.REPORTER)
    browser = town.nobody()
    sign_in(browser, anna.email)
    annas, address = browser.cookies[SESSION], invite(town, leyla)

    page = browser.get(address).text
    accept(browser, address)

    assert "This browser is signed in as Anna Berg." in page
    old = town.nobody()
    old.cookies.set(SESSION, annas)
    assert not whole(old)


def with_passkey(browser: TestClient, address: str, key: Authenticator) -> Response:
    """Accept with a passkey, as the script of the page does."""
    options = browser.post(f"{address}/passkey/options", json={})
    if options.status_code != 200:
        return options
    made = json.loads(key.register(options.text))
    return browser.post(f"{address}/passkey", json={"name": "", "credential": made})


def test_a_passkey_accepts_it_and_counts_as_both_steps(town: Town) -> None:
    johan = guest(town, Role.COORDINATOR, password="")
    address, browser = invite(town, johan), town.nobody()

    answer = with_passkey(browser, address, Authenticator(origin=ADDRESS))

    assert answer.json() == {"go": "/"}
    assert whole(browser)
    assert browser.get(address).status_code == 410
    assert len(passkeys.passkeys_of(town.accounts, johan.account)) == 1


def test_a_passkey_for_one_invitation_accepts_no_other(town: Town, leyla: Guest) -> None:
    other = guest(town, Role.REPORTER, email="other@havstuna.example", password="")
    browser, key = town.nobody(), Authenticator(origin=ADDRESS)
    options = browser.post(f"{invite(town, leyla)}/passkey/options", json={})
    made = {"credential": json.loads(key.register(options.text))}

    answer = browser.post(f"{invite(town, other)}/passkey", json=made)

    assert answer.status_code == 422
    assert passkeys.passkeys_of(town.accounts, other.account) == []
    assert not whole(browser)


def test_of_two_with_the_same_link_one_gets_in(town: Town, leyla: Guest) -> None:
    address, browser = invite(town, leyla), town.nobody()
    key = Authenticator(origin=ADDRESS)
    options = browser.post(f"{address}/passkey/options", json={})
    made = {"credential": json.loads(key.register(options.text))}
    accept(town.nobody(), address)

    answer = browser.post(f"{address}/passkey", json=made)

    assert answer.status_code == 422
    assert passkeys.passkeys_of(town.accounts, leyla.account) == []


def test_a_link_adds_no_passkey_where_there_is_a_second_step(town: Town) -> None:
    analyst = with_app(town, guest(town, Role.ANALYST))
    address, browser = invite(town, analyst), town.nobody()

    answer = with_passkey(browser, address, Authenticator(origin=ADDRESS))

    assert answer.status_code == 422
    assert browser.get(address).status_code == 200


def test_the_secret_of_the_link_is_not_in_the_journal(
    town: Town, leyla: Guest, capfd: pytest.CaptureFixture[str]
) -> None:
    address = invite(town, leyla)
    town.nobody().get(address)

    assert address.removeprefix("/invitation/") not in capfd.readouterr().err

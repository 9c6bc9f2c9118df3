"""One's own account: changing how one signs in takes a fresh sign-in and leaves a way in."""

import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from accounts import passwords, recovery, totp
from accounts.access import readings
from accounts.sessions import open_session, sessions_of
from reference.roles import Role
from tests.web.doorway import (
    OTHER_PASSWORD,
    PASSWORD,
    Guest,
    guest,
    last_noted,
    send,
    sign_in,
    token_on,
    whole,
    with_app,
    with_recovery,
)
from tests.web.town import Town

FRESH_S = 15 * 60


@pytest.fixture
def anna(town: Town) -> Guest:
    """A reporter with a password."""
    return guest(town, Role.REPORTER)


@pytest.fixture
def browser(town: Town, anna: Guest) -> TestClient:
    """A browser in which Anna has just signed in."""
    client = town.nobody()
    client.headers["user-agent"] = "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0"
    sign_in(client, anna.email)
    return client


@pytest.fixture
def analyst(town: Town) -> Guest:
    """An analyst with an app."""
    return with_app(town, guest(town, Role.ANALYST, Role.REPORTER, email="sara@havstuna.example"))


@pytest.fixture
def analysts(town: Town, analyst: Guest) -> TestClient:
    """A browser in which the analyst has just signed in."""
    client = town.nobody()
    sign_in(client, analyst.email)
    send(client, "/sign-in/code", "/sign-in/code", {"code": analyst.code(town.clock())})
    return client


def test_it_says_who_one_is_here(analysts: TestClient) -> None:
    page = analysts.get("/account").text

    assert "Anna Berg" in page
    assert "sara@havstuna.example" in page
    assert "Havstuna Schools" in page
    assert re.search(r"Reporter<span.*Analyst<span", page, re.DOTALL)
    assert "issues the picture" in page
    assert "password and code from the app" in page


def test_a_stranger_has_no_account(town: Town) -> None:
    for path in ("/account", "/account/password"):
        assert town.nobody().get(path).headers["location"].startswith("/sign-in?next=%2Faccount")


def test_a_key_for_programs_has_none_either(town: Town) -> None:
    program = town.nobody()
    program.headers["authorization"] = "Bearer est_00000000_nonsense"

    assert program.get("/account").status_code == 303


def test_a_new_password_takes_the_old_one_and_ends_the_other_sessions(
    town: Town, anna: Guest, browser: TestClient
) -> None:
    other = town.nobody()
    sign_in(other, anna.email)
    fields = {"current": PASSWORD, "password": OTHER_PASSWORD}

    answer = send(browser, "/account/password", "/account/password", fields)

    assert answer.headers["location"] == "/account?done=password"
    assert "The password is saved." in browser.get(answer.headers["location"]).text
    assert passwords.verify(town.accounts, anna.account, OTHER_PASSWORD)
    assert whole(browser)
    assert not whole(other)
    noted = last_noted(town)
    assert (noted.action, noted.reason) == ("account.credentials", "password-set")
    assert noted.session


@pytest.mark.parametrize(
    ("current", "password", "field", "said"),
    [
        ("", OTHER_PASSWORD, "current", "Write the password that you have now."),
        ("fel lösenord", OTHER_PASSWORD, "current", "That is not your password now."),
        (PASSWORD, "", "password", "Write a new password."),
        (PASSWORD, "kort", "password", "Use at least 12 characters."),
        (PASSWORD, PASSWORD, "password", "That is the password that you have already."),
    ],
)
def test_what_is_wrong_with_it_is_said_beside_the_field(
    town: Town,
    anna: Guest,
    browser: TestClient,
    current: str,
    password: str,
    field: str,
    said: str,
) -> None:
    fields = {"current": current, "password": password}

    answer = send(browser, "/account/password", "/account/password", fields)

    assert answer.status_code == 422
    assert f'<p class="error" id="{field}_error">{said}' in answer.text
    assert f'<a href="#{field}">{said}' in answer.text
    assert passwords.verify(town.accounts, anna.account, PASSWORD)


def test_whoever_has_no_password_chooses_one(town: Town) -> None:
    whose = guest(town, Role.REPORTER, password="")
    client = town.signed_in(whose.account, Role.REPORTER)

    page = client.get("/account/password").text
    send(client, "/account/password", "/account/password", {"password": PASSWORD})

    assert 'name="current"' not in page
    assert passwords.verify(town.accounts, whose.account, PASSWORD)


CHANGES = (
    "/account/password",
    "/account/second-step",
    "/account/codes/move",
    "/account/codes/remove",
    "/account/recovery-codes",
    "/account/provider",
    "/account/provider/remove",
    "/account/passkeys/AAAA/remove",
)


@pytest.mark.parametrize("path", CHANGES)
def test_every_change_takes_a_fresh_sign_in(
    town: Town, analyst: Guest, analysts: TestClient, path: str
) -> None:
    codes = with_recovery(town, analyst)
    town.clock.forward(seconds=FRESH_S + 1)
    form = {"form_token": token_on(analysts.get("/account"))}

    answer = analysts.post(path, data=form)

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=%2Faccount")
    assert answer.headers["location"].endswith("again=1")
    assert totp.is_set(town.accounts, analyst.account)
    assert recovery.left(town.accounts, analyst.account) == len(codes)


@pytest.mark.parametrize(
    "path",
    [*CHANGES, "/account/sessions/end-others", "/sign-out", "/kept", "/kept/drop"],
)
def test_every_change_takes_the_token_of_our_page(
    town: Town, analyst: Guest, analysts: TestClient, path: str
) -> None:
    assert analysts.post(path, data={"form_token": "made up"}).status_code == 403
    assert totp.is_set(town.accounts, analyst.account)
    assert whole(analysts)


def test_until_a_quarter_of_an_hour_has_passed_it_is_fresh(town: Town, browser: TestClient) -> None:
    town.clock.forward(seconds=FRESH_S)

    assert browser.get("/account/password").status_code == 200


def test_an_app_is_set_up_where_nothing_asks_for_it(
    town: Town, anna: Guest, browser: TestClient
) -> None:
    page = browser.get("/account/second-step")
    secret = re.search(r'class="totp-secret"[^>]*>([A-Z2-7 ]+)<', page.text)
    assert secret
    app = Guest(anna.account, anna.email, anna.roles, secret[1].replace(" ", ""))

    form = {"form_token": token_on(page), "code": app.code(town.clock()), "next": "/account"}
    answer = browser.post("/account/second-step", data=form)

    assert "Your recovery codes" in answer.text
    assert totp.is_set(town.accounts, anna.account)
    assert browser.get("/account/second-step").headers["location"] == "/account"


def test_an_app_that_no_role_asks_for_is_removed(town: Town, anna: Guest) -> None:
    whose = with_app(town, anna)
    client = town.signed_in(whose.account, Role.REPORTER)

    answer = send(client, "/account/codes/remove", on="/account")

    assert answer.headers["location"] == "/account?done=codes-removed"
    assert not totp.is_set(town.accounts, anna.account)
    assert last_noted(town).reason == "totp-removed"


def test_an_app_that_a_role_asks_for_stays(
    town: Town, analyst: Guest, analysts: TestClient
) -> None:
    page = analysts.get("/account")
    assert "/account/codes/remove" not in page.text
    assert "Your role asks for a second step" in page.text

    answer = analysts.post("/account/codes/remove", data={"form_token": token_on(page)})

    assert answer.headers["location"] == "/account?done=stays"
    assert totp.is_set(town.accounts, analyst.account)


def test_the_codes_move_to_another_phone(town: Town, analyst: Guest, analysts: TestClient) -> None:
    with_recovery(town, analyst)

    answer = send(analysts, "/account/codes/move", on="/account")

    assert answer.headers["location"] == "/account/second-step"
    page = analysts.get("/account/second-step")
    secret = re.search(r'class="totp-secret"[^>]*>([A-Z2-7 ]+)<', page.text)
    assert secret
    moved = Guest(analyst.account, analyst.email, analyst.roles, secret[1].replace(" ", ""))
    assert moved.secret != analyst.secret
    form = {"form_token": token_on(page), "code": moved.code(town.clock())}
    done = analysts.post("/account/second-step", data=form)
    assert done.headers["location"] == "/account?done=codes-on"
    assert recovery.left(town.accounts, analyst.account) == 10


def test_new_recovery_codes_take_the_place_of_the_old(
    town: Town, analyst: Guest, analysts: TestClient
) -> None:
    old = with_recovery(town, analyst)

    answer = send(analysts, "/account/recovery-codes", on="/account")

    new = re.findall(r"<code>([0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4})</code>", answer.text)
    assert len(new) == 10
    assert not recovery.use(town.accounts, analyst.account, old[0], at=town.clock())
    assert recovery.use(town.accounts, analyst.account, new[0], at=town.clock())
    assert new[1] not in analysts.get("/account").text


def test_sessions_are_listed_with_browser_and_way_this_one_first(
    town: Town, anna: Guest, browser: TestClient
) -> None:
    elsewhere(town, anna, client="Safari, iPhone")
    elsewhere(town, anna, client="Opera, Mac", whole=False)

    page = browser.get("/account").text

    listed = re.findall(r"<li>\s*<div>([^<]+)", page)
    assert [each.strip() for each in listed] == ["Firefox, Windows", "Safari, iPhone"]
    assert page.count("This one") == 1
    assert page.count("/end") == 2  # the other one's, and all others'


def elsewhere(
    town: Town, whose: Guest, client: str = "Chrome, Linux", *, whole: bool = True
) -> TestClient:
    """Another browser in which the person signed in a few minutes ago, or got halfway in."""
    token, _ = open_session(
        town.accounts,
        whose.account,
        roles=whose.roles,
        way="passkey",
        client=client,
        whole=whole,
        at=town.clock() - timedelta(minutes=5),
    )
    other = town.nobody()
    other.cookies.set("__Host-session", token)
    return other


def test_one_other_session_is_ended(town: Town, anna: Guest, browser: TestClient) -> None:
    ended, kept = elsewhere(town, anna), elsewhere(town, anna)
    which = next(
        one.id
        for one in sessions_of(town.accounts, anna.account, at=town.clock())
        if one.way == "passkey"
    )

    answer = send(browser, f"/account/sessions/{which}/end", on="/account")

    assert answer.headers["location"] == "/account?done=session-ended"
    assert sorted([whole(ended), whole(kept)]) == [False, True]
    assert whole(browser)
    assert last_noted(town).action == "account.sessions"


def test_all_others_are_ended(town: Town, anna: Guest, browser: TestClient) -> None:
    others = [elsewhere(town, anna), elsewhere(town, anna)]

    send(browser, "/account/sessions/end-others", on="/account")

    assert [whole(other) for other in others] == [False, False]
    assert whole(browser)


def test_nobody_ends_the_session_of_somebody_else(town: Town, browser: TestClient) -> None:
    other = guest(town, Role.REPORTER, email="other@havstuna.example")
    theirs = elsewhere(town, other)
    (session,) = sessions_of(town.accounts, other.account, at=town.clock())

    form = {"form_token": token_on(browser.get("/account"))}
    browser.post(f"/account/sessions/{session.id}/end", data=form)

    assert whole(theirs)


def test_only_words_of_ours_are_said_to_be_done(browser: TestClient) -> None:
    page = browser.get("/account?done=<script>&next=//evil.example").text

    assert "notice done" not in page
    assert "evil" not in page.partition("<main")[2]


def test_every_change_is_noted_with_who_and_what(
    town: Town, analyst: Guest, analysts: TestClient
) -> None:
    send(analysts, "/account/recovery-codes", on="/account")
    send(analysts, "/account/codes/move", on="/account")

    noted = readings(town.accounts, action="account.credentials")
    assert [each.reason for each in noted[:2]] == ["totp-moved", "recovery-codes-made"]
    assert {each.actor for each in noted[:2]} == {str(analyst.account)}

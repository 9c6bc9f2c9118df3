"""The second step of signing in: a half session opens nothing, and the step cannot be got round."""

import asyncio
import re
from dataclasses import replace

import pyotp
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from accounts import recovery, totp
from accounts.access import readings
from accounts.sessions import find
from ingest.roster import close_account
from reference.roles import Role
from tests.web.doorway import (
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
from web.cookies import SESSION

PROVE, SET_UP = "/sign-in/code", "/account/second-step"


@pytest.fixture
def analyst(town: Town) -> Guest:
    """An analyst with an app."""
    return with_app(town, guest(town, Role.ANALYST))


def halfway(town: Town, whose: Guest) -> TestClient:
    """A browser in which the password was given."""
    browser = town.nobody()
    assert sign_in(browser, whose.email, next="/weeks").status_code == 303
    return browser


def prove(browser: TestClient, code: str, **fields: str) -> Response:
    """Write a code of either kind."""
    return send(browser, PROVE, on=f"{PROVE}?next=/weeks", fields={"code": code, **fields})


def secret_on(page: str) -> str:
    """The secret that the page of setting up shows in letters."""
    found = re.search(r'class="totp-secret"[^>]*>([A-Z2-7 ]+)<', page)
    assert found, page
    return found[1].replace(" ", "")


def test_a_password_alone_leads_to_the_code(town: Town, analyst: Guest) -> None:
    browser = town.nobody()

    answer = sign_in(browser, analyst.email, next="/weeks")

    assert answer.headers["location"] == f"{PROVE}?next=%2Fweeks"
    assert not whole(browser)
    noted = last_noted(town)
    assert (noted.action, noted.reason) == ("sign-in.first-step", "password")


def test_a_half_session_opens_nothing(town: Town, analyst: Guest) -> None:
    browser = halfway(town, analyst)

    for path in ("/", "/weeks", "/reports", "/account", "/account/passkeys", "/kept"):
        assert browser.get(path).headers["location"].startswith("/sign-in?"), path
    assert browser.get("/api/1/reports").status_code == 401


def test_the_code_makes_it_whole_with_a_new_token(town: Town, analyst: Guest) -> None:
    browser = halfway(town, analyst)
    half = browser.cookies[SESSION]

    answer = prove(browser, analyst.code(town.clock()))

    assert answer.headers["location"] == "/weeks"
    assert browser.cookies[SESSION] != half
    assert whole(browser)
    assert find(town.accounts, half, at=town.clock()) is None
    noted = last_noted(town)
    assert (noted.action, noted.allowed, noted.reason) == ("sign-in", True, "password+code")


def test_a_code_is_taken_with_the_space_that_apps_show(town: Town, analyst: Guest) -> None:
    code = analyst.code(town.clock())

    assert prove(halfway(town, analyst), f"{code[:3]} {code[3:]}").headers["location"] == "/weeks"


def test_a_wrong_code_opens_nothing_and_says_so(town: Town, analyst: Guest) -> None:
    browser = halfway(town, analyst)

    answer = prove(browser, "000000")

    assert answer.status_code == 422
    assert "<title>Error:" in answer.text
    assert "That is not the right code." in answer.text
    assert not whole(browser)
    noted = last_noted(town)
    assert (noted.allowed, noted.reason, noted.actor) == (
        False,
        "code-wrong",
        str(analyst.account),
    )


def test_a_code_is_good_once(town: Town, analyst: Guest) -> None:
    code = analyst.code(town.clock())
    prove(halfway(town, analyst), code)
    browser = halfway(town, analyst)

    answer = prove(browser, code)

    assert "That code has been used." in answer.text
    assert not whole(browser)


def test_the_form_of_another_session_is_not_taken(town: Town, analyst: Guest) -> None:
    browser = halfway(town, analyst)
    other = token_on(halfway(town, analyst).get(PROVE))
    form = {"code": analyst.code(town.clock()), "form_token": other}

    assert browser.post(PROVE, data=form).status_code == 403
    assert not whole(browser)


def test_a_recovery_code_goes_into_the_same_field_and_is_used_up(
    town: Town, analyst: Guest
) -> None:
    code = with_recovery(town, analyst)[3]
    browser = halfway(town, analyst)

    answer = prove(browser, code.upper())

    assert answer.headers["location"] == "/account?done=recovery-used&next=%2Fweeks"
    page = browser.get(answer.headers["location"]).text
    assert "You have 9 left" in page
    assert 'href="/weeks">Go on to where you were' in page
    again = halfway(town, analyst)
    assert prove(again, code, recovery="1").status_code == 422
    assert not whole(again)


def test_the_page_for_recovery_codes_has_no_keyboard_of_digits(town: Town, analyst: Guest) -> None:
    with_recovery(town, analyst)
    browser = halfway(town, analyst)

    usual, asked = browser.get(PROVE).text, browser.get(f"{PROVE}?recovery=1").text

    assert 'autocomplete="one-time-code"' in usual
    assert 'inputmode="numeric"' in usual
    assert "recovery=1" in usual
    assert "inputmode" not in asked
    assert "Recovery code" in asked


def test_wrong_codes_wait_longer_each_time(
    town: Town, analyst: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []

    async def wait(seconds: float) -> None:
        waits.append(seconds)

    browser = halfway(town, analyst)
    monkeypatch.setattr(asyncio, "sleep", wait)
    for _ in range(7):
        prove(browser, "000000")

    waited = [each for each in waits if each]
    assert waited == sorted(waited)
    assert len(waited) == 4
    assert waited[-1] > waited[0] > 0
    assert prove(browser, analyst.code(town.clock())).status_code == 303


def test_whoever_is_in_is_not_asked_once_more(town: Town, analyst: Guest) -> None:
    browser = halfway(town, analyst)
    prove(browser, analyst.code(town.clock()))
    session = browser.cookies[SESSION]

    asked = browser.get(PROVE).headers["location"]

    assert asked.startswith("/sign-in?")
    assert browser.get(asked).headers["location"] == "/"
    assert browser.cookies[SESSION] == session


def test_many_browsers_at_once_cannot_go_through_the_codes(
    town: Town, analyst: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def wait(_: float) -> None:
        pass

    monkeypatch.setattr(asyncio, "sleep", wait)
    browsers = [halfway(town, analyst) for _ in range(3)]

    statuses = [prove(browser, "000000").status_code for browser in browsers for _ in range(11)]

    assert statuses == [*[422] * 30, *[429] * 3]
    town.clock.forward(minutes=10)
    late = halfway(town, analyst)
    assert prove(late, analyst.code(town.clock())).headers["location"] == "/weeks"


def test_a_half_session_ends_after_ten_minutes(town: Town, analyst: Guest) -> None:
    browser = halfway(town, analyst)
    page = browser.get(PROVE)
    town.clock.forward(minutes=10)

    form = {"code": analyst.code(town.clock()), "form_token": token_on(page)}
    assert browser.post(PROVE, data=form).headers["location"] == "/sign-in"


def test_whoever_has_a_second_step_cannot_set_up_another_instead_of_proving_it(
    town: Town, analyst: Guest
) -> None:
    browser = halfway(town, analyst)
    token = token_on(browser.get(PROVE))

    assert browser.get(SET_UP).status_code == 403
    assert browser.post(SET_UP, data={"form_token": token, "code": "123456"}).status_code == 403
    options = browser.post("/account/passkeys/options", json={}, headers={"x-form-token": token})
    assert options.status_code == 403


@pytest.fixture
def newcomer(town: Town) -> Guest:
    """A coordinator with nothing but a password."""
    return guest(town, Role.COORDINATOR)


def test_a_role_that_sees_more_sets_up_a_second_step_first(town: Town, newcomer: Guest) -> None:
    browser = town.nobody()

    answer = sign_in(browser, newcomer.email, next="/weeks")

    assert answer.headers["location"] == f"{SET_UP}?next=%2Fweeks"
    assert browser.get(PROVE).headers["location"] == f"{SET_UP}?next=%2F"
    page = browser.get(answer.headers["location"])
    assert page.status_code == 200
    assert "<svg" in page.text
    assert "style=" not in page.text
    assert not whole(browser)


@pytest.mark.parametrize("role", [Role.REPORTER, Role.PARTICIPANT])
def test_a_role_that_sees_little_may_do_without(town: Town, role: Role) -> None:
    whose = guest(town, role)
    browser = town.nobody()

    assert sign_in(browser, whose.email).headers["location"] == "/"
    assert whole(browser)


def test_an_app_is_asked_for_where_no_role_asks_for_it(town: Town) -> None:
    whose = with_app(town, guest(town, Role.REPORTER))

    assert sign_in(town.nobody(), whose.email).headers["location"].startswith(PROVE)


def test_where_the_second_step_is_only_offered_nobody_has_to_set_it_up(
    town: Town, newcomer: Guest
) -> None:
    house = town.app.state.house
    offered = replace(house.sign_in, is_second_factor_required=False)
    town.app.state.house = replace(house, sign_in=offered)

    assert sign_in(town.nobody(), newcomer.email).headers["location"] == "/"


def test_setting_up_ends_in_a_whole_session_and_recovery_codes_shown_once(
    town: Town, newcomer: Guest
) -> None:
    browser = halfway(town, newcomer)
    half = browser.cookies[SESSION]
    page = browser.get(f"{SET_UP}?next=/weeks")
    code = pyotp.TOTP(secret_on(page.text)).at(town.clock())

    form = {"form_token": token_on(page), "next": "/weeks", "code": code}
    answer = browser.post(SET_UP, data=form)

    codes = re.findall(r"<code>([0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4})</code>", answer.text)
    assert len(codes) == 10
    assert 'href="/weeks"' in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert browser.cookies[SESSION] != half
    assert whole(browser)
    assert totp.is_set(town.accounts, newcomer.account)
    assert recovery.use(town.accounts, newcomer.account, codes[0], at=town.clock())
    reasons = [noted.reason for noted in readings(town.accounts, limit=2)]
    assert reasons == ["password+new-codes", "totp-set"]


def test_a_wrong_first_code_leaves_the_same_square(town: Town, newcomer: Guest) -> None:
    browser = halfway(town, newcomer)
    page = browser.get(SET_UP)

    again = browser.post(SET_UP, data={"form_token": token_on(page), "code": "000000"})

    assert again.status_code == 422
    assert secret_on(again.text) == secret_on(page.text)
    assert secret_on(browser.get(SET_UP).text) == secret_on(page.text)
    code = pyotp.TOTP(secret_on(page.text)).at(town.clock())
    form = {"form_token": token_on(again), "code": code}
    assert browser.post(SET_UP, data=form).status_code == 200
    assert whole(browser)


def test_a_square_that_lay_too_long_is_drawn_anew(town: Town) -> None:
    whose = guest(town, Role.REPORTER)
    browser = town.nobody()
    sign_in(browser, whose.email)
    page = browser.get(SET_UP)
    browser.cookies.delete("__Host-ceremony")

    code = pyotp.TOTP(secret_on(page.text)).at(town.clock())
    again = browser.post(SET_UP, data={"form_token": token_on(page), "code": code})

    assert again.status_code == 422
    assert secret_on(again.text) != secret_on(page.text)
    assert not totp.is_set(town.accounts, whose.account)


def test_an_account_that_lost_its_role_halfway_gets_no_further(town: Town, analyst: Guest) -> None:
    browser = halfway(town, analyst)
    page = browser.get(PROVE)
    close_account(town.registry, analyst.account, actor="command", at=town.clock())

    form = {"form_token": token_on(page), "code": analyst.code(town.clock())}
    assert browser.post(PROVE, data=form).headers["location"] == "/sign-in"

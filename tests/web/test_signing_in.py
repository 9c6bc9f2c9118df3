"""Signing in by password, and out: nothing is given away, nobody is locked out."""

import asyncio
import re
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from accounts import passwords
from accounts.access import readings
from ingest.roster import close_account
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
)
from tests.web.town import ADDRESS, OUR_PAGE, Town
from web.cookies import SESSION

ANNA = "anna.berg@havstuna.example"


@pytest.fixture
def anna(town: Town) -> Guest:
    """A reporter with a password."""
    return guest(town, Role.REPORTER)


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long each answer was made to wait; nobody really waits."""
    waited: list[float] = []

    async def wait(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", wait)
    return waited


def test_the_right_password_opens_a_session_in_a_cookie_that_no_script_reads(
    town: Town, anna: Guest
) -> None:
    browser = town.nobody()

    answer = sign_in(browser, anna.email, next="/reports?week=2026-W47")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/reports?week=2026-W47"
    name, *rules = answer.headers["set-cookie"].split("; ")
    assert name.startswith("__Host-session=")
    assert {rule.lower() for rule in rules} >= {"secure", "httponly", "samesite=lax", "path=/"}
    assert not [rule for rule in rules if rule.lower().startswith("domain")]
    assert whole(browser)


def test_the_address_is_taken_however_it_is_capitalised(town: Town, anna: Guest) -> None:
    assert sign_in(town.nobody(), anna.email.upper()).status_code == 303


def unknown(town: Town) -> None:
    """Nobody has the address."""
    guest(town, Role.REPORTER, email="other@havstuna.example")


def another_password(town: Town) -> None:
    """The password is not the one that is typed."""
    guest(town, Role.REPORTER, password=OTHER_PASSWORD)


def none(town: Town) -> None:
    """The account has no password yet."""
    guest(town, Role.REPORTER, password="")


def closed(town: Town) -> None:
    """The account is closed, the password is right."""
    account = guest(town, Role.REPORTER).account
    close_account(town.registry, account, actor="command", at=town.clock())


@pytest.mark.parametrize("wrong", [another_password, none, closed])
def test_whatever_is_wrong_the_answer_is_that_of_an_unknown_account(
    town: Town, wrong: Callable[[Town], None]
) -> None:
    said_of_nobody = sign_in(town.nobody(), ANNA)
    wrong(town)

    said = sign_in(town.nobody(), ANNA)

    assert (said.status_code, said.text) == (said_of_nobody.status_code, said_of_nobody.text)
    assert said.status_code == 422
    assert {**said.headers} == {**said_of_nobody.headers}
    assert SESSION not in said.cookies


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (unknown, "unknown"),
        (another_password, "wrong-password"),
        (none, "wrong-password"),
        (closed, "closed"),
    ],
)
def test_a_refusal_is_noted_without_what_was_typed(
    town: Town, wrong: Callable[[Town], None], reason: str
) -> None:
    wrong(town)

    sign_in(town.nobody(), ANNA)

    noted = last_noted(town)
    assert (noted.action, noted.allowed, noted.reason) == ("sign-in", False, reason)
    assert noted.actor == "unknown" or re.fullmatch(r"[0-9a-f-]{36}", noted.actor)
    assert (noted.actor == "unknown") == (wrong is unknown)


def test_a_sign_in_is_noted_with_its_session(town: Town, anna: Guest) -> None:
    sign_in(town.nobody(), anna.email)

    noted = last_noted(town)
    assert (noted.action, noted.allowed, noted.reason) == ("sign-in", True, "password")
    assert noted.actor == str(anna.account)
    assert noted.session


def test_failing_again_waits_longer_each_time_and_never_locks(
    town: Town, anna: Guest, waits: list[float]
) -> None:
    browser = town.nobody()
    for _ in range(8):
        sign_in(browser, anna.email, "fel lösenord igen")
    assert waits == sorted(waits)
    assert waits[-1] > waits[0] > 0

    assert sign_in(browser, anna.email).status_code == 303


def test_the_first_failures_cost_nothing(town: Town, anna: Guest, waits: list[float]) -> None:
    for _ in range(3):
        sign_in(town.nobody(), anna.email, "fel lösenord igen")

    assert waits == []


def test_unknown_addresses_wait_as_known_ones_do(
    town: Town, anna: Guest, waits: list[float]
) -> None:
    for _ in range(6):
        sign_in(town.nobody(), anna.email, "fel lösenord igen")
    of_known, waits[:] = [*waits], []
    town.clock.forward(hours=1)
    for _ in range(6):
        sign_in(town.nobody(), "ingen@havstuna.example", "fel lösenord igen")

    assert waits == of_known


def test_the_owner_elsewhere_does_not_wait_for_what_a_stranger_does(
    town: Town, anna: Guest, waits: list[float]
) -> None:
    for _ in range(8):
        sign_in(town.nobody(), anna.email, "fel lösenord igen")
    waits.clear()
    elsewhere = TestClient(
        town.app,
        base_url=ADDRESS,
        client=("192.0.2.7", 50_000),
        headers=OUR_PAGE,
        follow_redirects=False,
    )

    assert sign_in(elsewhere, anna.email).status_code == 303
    assert waits == []


def test_one_network_that_tries_many_addresses_is_slowed_down_mildly(
    town: Town, waits: list[float]
) -> None:
    for n in range(20):
        sign_in(town.nobody(), f"person{n}@havstuna.example", "fel lösenord igen")

    assert waits == sorted(waits)
    assert 0 < waits[0] < waits[-1] <= 2


def test_signing_in_forgives_what_went_wrong_before(
    town: Town, anna: Guest, waits: list[float]
) -> None:
    for _ in range(3):
        sign_in(town.nobody(), anna.email, "fel lösenord igen")
    sign_in(town.nobody(), anna.email)
    assert waits == [town.settings.sign_in_delay_s]
    waits.clear()

    sign_in(town.nobody(), "anna.berg@havstuna.example", "fel lösenord igen")

    assert max(waits, default=0) < town.settings.sign_in_delay_s


def test_a_crowd_from_one_network_is_heard_up_to_a_limit(town: Town, waits: list[float]) -> None:
    statuses = [sign_in(town.nobody(), "", "").status_code for _ in range(61)]

    assert statuses == [*[422] * 60, 429]
    assert waits


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "evil",
        "javascript:alert(1)",
        "/sign-in?next=/",
        "/sign-out",
        "",
        "/å",
    ],
)
def test_signing_in_leads_to_no_other_place_than_ours(
    town: Town, anna: Guest, elsewhere: str
) -> None:
    assert sign_in(town.nobody(), anna.email, next=elsewhere).headers["location"] == "/"
    asked = town.nobody().get("/sign-in", params={"next": elsewhere})
    assert 'name="next" value="/"' in asked.text


def test_a_page_that_needs_signing_in_comes_after_it(town: Town) -> None:
    browser = town.nobody()
    asked = browser.get("/reports?week=2026-W47")

    page = browser.get(asked.headers["location"])

    assert 'name="next" value="/reports?week=2026-W47"' in page.text


def test_what_was_left_empty_is_named_beside_its_field(town: Town) -> None:
    page = sign_in(town.nobody(), "", "").text

    assert "<title>Error: Sign in" in page
    assert '<a href="#email">Write your e-mail address.</a>' in page
    assert 'id="password_error">Write your password.' in page
    assert 'aria-invalid="true"' in page


def test_the_typed_address_stays_and_the_password_does_not(town: Town) -> None:
    page = sign_in(town.nobody(), '"><script>@x.example', "hemligheten själv").text

    assert 'value="&#34;&gt;&lt;script&gt;@x.example"' in page
    assert "hemligheten" not in page


def test_whoever_is_signed_in_goes_on(town: Town, anna: Guest) -> None:
    browser = town.nobody()
    sign_in(browser, anna.email)

    assert browser.get("/sign-in?next=/reports").headers["location"] == "/reports"


def test_signing_in_again_ends_the_session_before(town: Town, anna: Guest) -> None:
    browser = town.nobody()
    sign_in(browser, anna.email)
    before = browser.cookies[SESSION]
    page = browser.get("/sign-in?again=1&next=/account/password").text
    assert f'value="{anna.email}"' in page

    answer = sign_in(browser, anna.email, again="1", next="/account/password")

    assert answer.headers["location"] == "/account/password"
    assert browser.cookies[SESSION] != before
    old = town.nobody()
    old.cookies.set(SESSION, before)
    assert not whole(old)


def test_signing_out_ends_the_session_and_leaves_what_waits_unsent(town: Town, anna: Guest) -> None:
    browser = town.nobody()
    sign_in(browser, anna.email)
    token = browser.cookies[SESSION]

    answer = send(browser, "/sign-out", on="/account")

    assert answer.headers["location"] == "/sign-in?out=1"
    assert answer.headers["clear-site-data"] == '"cache"'
    assert SESSION not in browser.cookies
    browser.cookies.set(SESSION, token)
    assert not whole(browser)
    assert last_noted(town).action == "sign-out"
    assert "You are signed out." in town.nobody().get("/sign-in?out=1").text


def test_another_page_cannot_sign_somebody_out(town: Town, anna: Guest) -> None:
    browser = town.nobody()
    sign_in(browser, anna.email)

    assert browser.post("/sign-out", data={"form_token": "made up"}).status_code == 403
    crossing = {"sec-fetch-site": "cross-site"}
    token = token_on(browser.get("/account"))
    answer = browser.post("/sign-out", data={"form_token": token}, headers=crossing)
    assert answer.status_code == 403
    assert whole(browser)


def test_another_page_cannot_sign_somebody_in(town: Town, anna: Guest) -> None:
    browser = town.nobody()
    browser.headers["sec-fetch-site"] = "cross-site"

    assert sign_in(browser, anna.email).status_code == 403


def test_no_page_of_signing_in_is_kept_by_a_browser(town: Town, anna: Guest) -> None:
    browser = town.nobody()

    for answer in (browser.get("/sign-in"), sign_in(browser, anna.email), browser.get("/account")):
        assert answer.headers["cache-control"] == "no-store"


def test_a_password_is_looked_up_even_when_there_is_no_account(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    verify = type(passwords.HASHER).verify

    def noted(self: object, stored: str, password: bytes) -> bool:
        hashed.append(stored)
        return verify(self, stored, password)  # type: ignore[arg-type]

    monkeypatch.setattr(type(passwords.HASHER), "verify", noted)
    sign_in(town.nobody(), "ingen@havstuna.example", PASSWORD)

    assert len(hashed) == 1


def test_nothing_typed_reaches_the_access_log(town: Town, anna: Guest) -> None:
    sign_in(town.nobody(), anna.email, "en hemlighet som är fel")
    sign_in(town.nobody(), "skriven@havstuna.example", "en hemlighet som är fel")

    noted = repr(readings(town.accounts))
    assert "havstuna.example" not in noted
    assert "hemlighet" not in noted

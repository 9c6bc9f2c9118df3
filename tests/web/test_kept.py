"""What was being sent when a session had ended is kept for its owner alone, and sent once."""

from urllib.parse import parse_qsl

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from accounts.kept import peek
from accounts.sessions import end_all, form_token
from reference.roles import Role
from tests.web.doorway import Guest, guest, hidden_in, send, sign_in, token_on, whole
from tests.web.town import Town
from web.cookies import KEPT, SESSION

NOTE = "Texten nämner en person vid namn och får inte ligga kvar öppen."


@pytest.fixture
def anna(town: Town) -> Guest:
    """A reporter with a password."""
    return guest(town, Role.REPORTER)


@pytest.fixture
def report(town: Town, anna: Guest) -> str:
    """The path of a report of Anna's."""
    sent = town.signed_in(anna.account, Role.REPORTER).post(
        "/api/1/reports",
        json={
            "client_id": "0b0f7c0e-6a37-4b0e-9c58-2f6d6c616765",
            "category": "DMG-GRAFF",
            "organisation": "skola",
            "occurred": {"from": "2026-11-18T18:30"},
            "place": {"place": "torget"},
        },
    )
    assert sent.status_code == 201, sent.text
    return f"/reports/{sent.json()['report']}"


@pytest.fixture
def late(town: Town, anna: Guest, report: str) -> TestClient:
    """A browser that sent a form after its session had ended."""
    browser = town.nobody()
    sign_in(browser, anna.email)
    token = token_on(browser.get(report))
    end_all(town.accounts, anna.account, at=town.clock())

    answer = browser.post(f"{report}/quarantine", data={"form_token": token, "note": NOTE})

    assert answer.headers["location"] == "/sign-in?kept=1"
    return browser


def forwarded(answer: Response) -> list[tuple[str, str]]:
    """The fields with which a browser follows on, where it is told to send them once more."""
    assert answer.status_code == 307
    return parse_qsl(answer.request.content.decode())


def test_signing_in_leads_to_what_is_kept(anna: Guest, late: TestClient) -> None:
    page = late.get("/sign-in?kept=1").text
    assert "It is kept for you" in page

    assert sign_in(late, anna.email).headers["location"] == "/kept"

    shown = late.get("/kept").text
    assert "A change to a report" in shown
    assert "1 field" in shown
    assert NOTE in shown
    assert "Send it now" in shown


def test_it_is_sent_where_it_was_going_with_a_new_token(
    town: Town, anna: Guest, late: TestClient, report: str
) -> None:
    sign_in(late, anna.email)

    answer = send(late, "/kept", on="/kept")

    assert answer.headers["location"] == f"{report}/quarantine"
    fields = forwarded(answer)
    assert ("note", NOTE) in fields
    arrived = late.post(answer.headers["location"], data=dict(fields))
    assert arrived.status_code == 303
    assert "Held back" in town.of("skola").get(report).text


def test_it_is_sent_once(anna: Guest, late: TestClient) -> None:
    sign_in(late, anna.email)
    page = late.get("/kept")
    kept = late.cookies[KEPT]
    fields = hidden_in(page, "/kept")
    late.post("/kept", data=fields)
    assert KEPT not in late.cookies

    late.cookies.set(KEPT, kept)

    assert "Nothing is kept" in late.post("/kept", data=fields).text
    assert "Nothing is kept" in late.get("/kept").text


def test_it_is_thrown_away(anna: Guest, late: TestClient) -> None:
    sign_in(late, anna.email)

    answer = send(late, "/kept/drop", on="/kept")

    assert answer.headers["location"] == "/account?done=kept-dropped"
    assert "It is thrown away." in late.get(answer.headers["location"]).text
    assert "Nothing is kept" in late.get("/kept").text


def test_somebody_else_in_the_same_browser_does_not_see_it(town: Town, late: TestClient) -> None:
    other = guest(town, Role.REPORTER, email="other@havstuna.example")

    assert sign_in(late, other.email).headers["location"] == "/kept"
    page = late.get("/kept")

    assert "Nothing is kept" in page.text
    assert NOTE not in page.text
    assert KEPT not in late.cookies
    assert whole(late)


def test_after_a_day_it_is_gone(town: Town, anna: Guest, late: TestClient) -> None:
    town.clock.now = town.clock.now.replace(day=25, hour=10)
    sign_in(late, anna.email)

    assert "Nothing is kept" in late.get("/kept").text


def test_a_stranger_sees_nothing(town: Town) -> None:
    assert town.nobody().get("/kept").headers["location"] == "/sign-in?next=%2Fkept"


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/account/password", {"current": "hemligt", "password": "ännu hemligare"}),
        ("/sign-in/code", {"code": "123456"}),
    ],
)
def test_no_form_with_secrets_is_kept(
    town: Town, anna: Guest, path: str, fields: dict[str, str]
) -> None:
    browser = town.nobody()
    sign_in(browser, anna.email)
    end_all(town.accounts, anna.account, at=town.clock())

    answer = browser.post(path, data=fields)

    assert answer.headers["location"] == "/sign-in"
    assert KEPT not in browser.cookies


def test_what_stands_in_the_address_is_kept_with_the_form(town: Town) -> None:
    asking = "/administration/organisation/close?code=bostad"
    administrator = guest(town, Role.ADMINISTRATOR)
    browser = town.nobody()
    sign_in(browser, administrator.email)
    token = form_token(browser.cookies[SESSION])
    end_all(town.accounts, administrator.account, at=town.clock())

    browser.post(asking, data={"form_token": token})

    kept = peek(town.accounts, browser.cookies[KEPT], administrator.account, at=town.clock())
    assert kept is not None
    assert kept.path == asking

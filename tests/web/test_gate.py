"""What is answered at all: our own name, and our own pages."""

import pytest
from fastapi.testclient import TestClient

from tests.web.town import ADDRESS, LOOPBACK, Town, a_report
from web.cookies import SESSION


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "192.0.2.1", "", "[::1"]
)
def test_a_name_that_is_not_this_machines_is_refused(quiet_town: Town, host: str) -> None:
    assert quiet_town.client.get("/", headers={"host": host}).status_code == 403


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000"])
def test_this_machines_own_names_are_answered(quiet_town: Town, host: str) -> None:
    assert quiet_town.client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:8001"},
    ],
)
def test_another_sites_page_cannot_send_anything(quiet_town: Town, headers: dict[str, str]) -> None:
    browser = unsaid(quiet_town)
    answer = browser.post("/api/1/reports", json=a_report(), headers=headers)
    issue = browser.post("/weeks/2026-W46/issue", headers=headers)

    assert (answer.status_code, issue.status_code) == (403, 403)
    assert quiet_town.client.get("/api/1/reports").json()["total"] == 0


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "same-origin"}, {"origin": ADDRESS}])
def test_our_own_pages_can_send(town: Town, headers: dict[str, str]) -> None:
    answer = unsaid(town).post("/api/1/reports", json=a_report(), headers=headers)

    assert answer.status_code == 201


def test_a_cookie_without_a_word_on_where_it_comes_from_is_refused(quiet_town: Town) -> None:
    answer = unsaid(quiet_town).post("/api/1/reports", json=a_report())

    assert answer.status_code == 403


def test_a_page_of_ours_without_its_token_is_refused(town: Town) -> None:
    plain = town.client.post("/weeks/2026-W46/issue")
    forged = town.client.post("/weeks/2026-W46/issue", data={"form_token": "x" * 43})
    ours = town.press("/weeks/2026-W46/issue", unread="1")

    assert (plain.status_code, forged.status_code) == (403, 403)
    assert ours.status_code == 303


def unsaid(town: Town) -> TestClient:
    """The browser of somebody signed in that says nothing of where its page is from."""
    browser = TestClient(town.app, base_url=ADDRESS, client=LOOPBACK)
    browser.cookies.set(SESSION, town.client.cookies[SESSION])
    return browser


@pytest.mark.parametrize("path", ["/", "/api/1/reports", "/health/live", "/static/style/text.css"])
def test_what_can_be_got_can_be_asked_for_by_head(quiet_town: Town, path: str) -> None:
    assert quiet_town.client.head(path).status_code == 200

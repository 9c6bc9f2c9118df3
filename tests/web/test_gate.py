"""Who is let in while there are no accounts."""

import pytest
from fastapi.testclient import TestClient

from tests.web.town import ADDRESS, LOOPBACK, Town, a_report


@pytest.mark.parametrize("client", ["192.0.2.17", "::ffff:192.0.2.17", "2001:db8::1", "somewhere"])
def test_another_machine_is_refused_with_a_sentence(quiet_town: Town, client: str) -> None:
    stranger = TestClient(quiet_town.app, base_url=ADDRESS, client=(client, 1))

    page, answer = stranger.get("/"), stranger.get("/api/1/reports")

    assert (page.status_code, answer.status_code) == (403, 403)
    assert "bara den här datorn" in page.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("client", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
def test_this_machine_is_answered(quiet_town: Town, client: str) -> None:
    assert (
        TestClient(quiet_town.app, base_url=ADDRESS, client=(client, 1)).get("/").status_code == 200
    )


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
    answer = quiet_town.client.post("/api/1/reports", json=a_report(), headers=headers)
    issue = quiet_town.client.post("/weeks/2026-W46/issue", headers=headers)

    assert (answer.status_code, issue.status_code) == (403, 403)
    assert quiet_town.client.get("/api/1/reports").json()["total"] == 0


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "same-origin"}, {"origin": ADDRESS}, {}])
def test_our_own_pages_and_programs_can_send(town: Town, headers: dict[str, str]) -> None:
    answer = town.client.post("/api/1/reports", json=a_report(), headers=headers)

    assert answer.status_code == 201


@pytest.mark.parametrize("path", ["/", "/api/1/reports", "/health/live", "/static/style.css"])
def test_what_can_be_got_can_be_asked_for_by_head(quiet_town: Town, path: str) -> None:
    with TestClient(quiet_town.app, base_url=ADDRESS, client=LOOPBACK) as client:
        assert client.head(path).status_code == 200

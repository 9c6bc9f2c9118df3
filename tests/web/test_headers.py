"""What every answer says to the browser."""

import json

import pytest
from fastapi.testclient import TestClient

from tests.web.town import ADDRESS, LOOPBACK, Town, serve
from web.headers import HEADERS


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/reports", 200),
        ("/api/1/reports", 200),
        ("/health/ready", 200),
        ("/static/style.css", 200),
        ("/nothing/here", 404),
        ("/static/nothing.js", 404),
        ("/api/1/reports?limit=0", 422),
        ("/tiles/municipality.pmtiles", 404),
    ],
)
def test_every_answer_has_the_security_headers(quiet_town: Town, path: str, status: int) -> None:
    answer = quiet_town.client.get(path)

    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere(quiet_town: Town) -> None:
    policy = quiet_town.client.get("/").headers["content-security-policy"]

    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "*" not in policy


@pytest.mark.parametrize("path", ["/", "/reports", "/api/1/reports", "/nothing"])
def test_what_is_said_of_the_record_is_not_kept_by_anybody(quiet_town: Town, path: str) -> None:
    assert quiet_town.client.get(path).headers["cache-control"] == "no-store"


def test_our_own_mistake_has_them_too_and_shows_nothing_of_itself(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> None:
        raise RuntimeError("the word that somebody wrote")

    app, _ = serve(town.settings)  # here, so that it writes where this test reads
    app.add_api_route("/api/1/broken", broken)
    client = TestClient(app, base_url=ADDRESS, client=LOOPBACK, raise_server_exceptions=False)

    answer = client.get("/api/1/broken?query=of-somebody")

    written = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert answer.status_code == 500
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert answer.json()["type"] == "/api#broken"
    assert [line["event"] for line in written] == ["broken", "answered"]
    assert written[0]["error"] == "builtins.RuntimeError"
    assert written[1].keys() == {"event", "level", "timestamp", "method", "path", "status", "ms"}
    assert "somebody" not in answer.text + str(written)

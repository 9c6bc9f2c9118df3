"""The access log as data, for programs of an auditor."""

import pytest
from fastapi.testclient import TestClient

from accounts import directory
from reference.roles import Role
from tests.web.administration import hall
from tests.web.administration.hall import READ, ids, note
from tests.web.town import Town


@pytest.fixture
def auditor(town: Town) -> TestClient:
    """Somebody who watches over reading."""
    return hall.auditor(town)


def test_a_program_of_an_auditor_gets_the_entries_as_data(town: Town, auditor: TestClient) -> None:
    reader = town.person("skola", Role.ANALYST, name="Anna Ek")
    gone = town.person("skola", Role.ANALYST)
    directory.remove(town.accounts, gone)
    (report,) = ids(1)
    note(town, reader, READ, report, ago=30)
    note(town, gone, READ, allowed=False, reason="scope", ago=20)
    note(town, "unknown", "sign-in", allowed=False, reason="unknown", ago=10)

    answer = auditor.get("/api/1/access-log").json()

    assert answer["next"] is None
    latest, refused, read = answer["entries"]
    assert read == {
        "position": 1,
        "at": "2026-11-24T09:00:00Z",
        "actor": str(reader),
        "name": "Anna Ek",
        "session": None,
        "action": "text.read",
        "allowed": True,
        "reason": "",
        "purpose": "",
        "objects": [report],
    }
    assert (refused["actor"], refused["name"], refused["reason"]) == (str(gone), None, "scope")
    assert (latest["actor"], latest["name"], latest["allowed"]) == ("unknown", None, False)


def test_the_entries_are_given_page_by_page(town: Town, auditor: TestClient) -> None:
    for n in range(5):
        note(town, "command", "sign-out", reason=str(n), ago=10 - n)
    seen = list[str]()
    path = "/api/1/access-log?action=sign-out&limit=2"

    while path:
        answer = auditor.get(path).json()
        seen += [entry["reason"] for entry in answer["entries"]]
        path = answer["next"]

    assert seen == ["4", "3", "2", "1", "0"]


def test_the_entries_can_be_asked_for_by_report_actor_and_moment(
    town: Town, auditor: TestClient
) -> None:
    first, second = ids(2)
    note(town, "command", READ, first, ago=20)
    note(town, "unknown", READ, second, ago=10)

    def objects(query: str) -> list[list[str]]:
        answer = auditor.get(f"/api/1/access-log?action=text.read&{query}").json()
        return [entry["objects"] for entry in answer["entries"]]

    assert objects(f"report={first}") == [[first]]
    assert objects("actor=unknown") == [[second]]
    assert objects("since=2026-11-24T10:15") == [[second]]
    assert objects("since=2026-11-24T09:05:00Z") == [[second], [first]]
    assert auditor.get("/api/1/access-log?limit=1001").status_code == 422
    assert auditor.get("/api/1/access-log?report=7").json()["errors"][0]["field"] == "report"

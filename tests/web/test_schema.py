"""The API's own description: complete, true, and readable without anything from elsewhere."""

from typing import Any

import pytest

from reference.language import translator
from tests.web.town import ADDRESS, Town, a_report
from web.manual import KINDS


@pytest.fixture(scope="module")
def description(quiet_town: Town) -> dict[str, Any]:
    """The description, as programs get it."""
    described: dict[str, Any] = quiet_town.client.get("/api/1/openapi.json").json()
    return described


def operations(description: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Every operation with its method and path."""
    return [
        (method, path, operation)
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    ]


def references(value: object) -> set[str]:
    """Every component that something in the description refers to."""
    if isinstance(value, list):
        return {found for each in value for found in references(each)}
    if not isinstance(value, dict):
        return set()
    own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
    return own | {found for each in value.values() for found in references(each)}


def test_every_reference_leads_somewhere(description: dict[str, Any]) -> None:
    known = {f"#/components/schemas/{name}" for name in description["components"]["schemas"]}

    assert references(description) <= known


def test_every_operation_says_how_it_can_refuse(description: dict[str, Any]) -> None:
    for method, path, operation in operations(description):
        refusals = {
            status: answer["content"]
            for status, answer in operation["responses"].items()
            if status.startswith(("4", "5")) and not path.startswith("/health")
        }
        assert all(set(content) == {"application/problem+json"} for content in refusals.values())
        expected = {"403"} if path.startswith("/health") else {"403", "422", "503"}
        if "requestBody" in operation:
            expected |= {"413", "415"}
        assert expected <= set(operation["responses"]), (method, path)


def test_a_report_need_not_hold_its_name(description: dict[str, Any]) -> None:
    form = description["components"]["schemas"]["Submission"]

    assert "client_id" in form["properties"]
    assert "client_id" not in form["required"]
    assert "occurred" in form["required"]


def test_every_word_of_the_manual_is_there_in_swedish(description: dict[str, Any]) -> None:
    known = translator("sv").catalogue

    for _, path, operation in operations(description):
        assert operation["summary"] in known, path
        assert operation["description"] in known, path
    assert set(KINDS.values()) <= set(known)


def test_the_manual_lists_every_operation(quiet_town: Town, description: dict[str, Any]) -> None:
    page = quiet_town.client.get("/api").text

    for method, path, operation in operations(description):
        assert f"<code>{method.upper()} {path}</code>" in page
        assert operation["summary"] in page


def test_the_manuals_example_is_sent_to_where_the_service_is(quiet_town: Town) -> None:
    assert f"curl -X POST {ADDRESS}/api/1/reports" in quiet_town.client.get("/api").text


def test_the_frameworks_own_pages_are_off(quiet_town: Town) -> None:
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert quiet_town.client.get(path).status_code == 404


def test_what_is_answered_is_what_is_described(town: Town, description: dict[str, Any]) -> None:
    report = town.send(text="Text.")["report"]
    town.change(report, "reviews", outcome="read")
    asked = {
        ("post", "/api/1/reports"): town.client.post("/api/1/reports", json=a_report()),
        ("get", "/api/1/reports"): town.client.get("/api/1/reports"),
        ("get", "/api/1/reports/{report}"): town.client.get(f"/api/1/reports/{report}"),
        ("get", "/api/1/categories"): town.client.get("/api/1/categories"),
        ("get", "/api/1/organisations"): town.client.get("/api/1/organisations"),
        ("get", "/health/ready"): town.client.get("/health/ready"),
    }

    for (method, path), answer in asked.items():
        described = description["paths"][path][method]["responses"][str(answer.status_code)]
        schema = described["content"]["application/json"]["schema"]
        _agrees(answer.json(), schema, description["components"]["schemas"], path)


def _agrees(value: object, schema: dict[str, Any], known: dict[str, Any], where: str) -> None:
    """Names only: what is there is described, and what is needed is there."""
    if "$ref" in schema:
        schema = known[schema["$ref"].rpartition("/")[2]]
    if isinstance(value, dict) and "properties" in schema:
        assert set(value) <= set(schema["properties"]), where
        assert set(schema.get("required", [])) <= set(value), where
        for name, each in value.items():
            _agrees(each, schema["properties"][name], known, f"{where} {name}")
    if isinstance(value, list) and "items" in schema:
        for each in value:
            _agrees(each, schema["items"], known, where)

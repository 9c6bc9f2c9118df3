"""The doors for reports: received once, answered always, refused with a sentence."""

from typing import Any
from uuid import uuid4

import pytest

from tests.web.town import Town, a_report


def test_a_report_is_received_with_a_receipt(town: Town) -> None:
    answer = town.client.post("/api/1/reports", json=a_report())

    receipt = answer.json()
    assert answer.status_code == 201
    assert receipt["area"] == "G01"
    assert answer.headers["location"] == f"/api/1/reports/{receipt['report']}"
    assert town.client.get(receipt["page"]).status_code == 200


def test_the_same_report_again_is_answered_as_the_first_time(town: Town) -> None:
    report = a_report(text="Någon har klottrat.")
    first = town.client.post("/api/1/reports", json=report)
    town.clock.forward(hours=2)

    second = town.client.post("/api/1/reports", json=report)

    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json() == first.json()
    assert second.headers["idempotent-replayed"] == "true"
    assert "idempotent-replayed" not in first.headers


def test_other_content_under_the_same_name_is_refused(town: Town) -> None:
    report = a_report()
    town.client.post("/api/1/reports", json=report)

    answer = town.client.post("/api/1/reports", json={**report, "category": "DMG-GLASS"})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "client_id"
    assert town.client.get("/api/1/reports").json()["total"] == 1


def test_a_key_in_the_header_names_the_report(town: Town) -> None:
    report = a_report()
    del report["client_id"]
    key = {b"idempotency-key": "ärende 2026/17".encode()}

    first = town.client.post("/api/1/reports", json=report, headers=key)
    second = town.client.post("/api/1/reports", json=report, headers=key)

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()


def test_the_quotes_of_a_structured_key_are_not_part_of_it(town: Town) -> None:
    report, name = a_report(), str(uuid4())
    report["client_id"] = name

    answer = town.client.post(
        "/api/1/reports", json=report, headers={"idempotency-key": f'"{name}"'}
    )

    assert answer.status_code == 201


@pytest.mark.parametrize("key", [None, "another report"])
def test_a_report_with_no_name_or_two_is_refused(town: Town, key: str | None) -> None:
    report = a_report()
    if key is None:
        del report["client_id"]

    answer = town.client.post(
        "/api/1/reports", json=report, headers={"idempotency-key": key} if key else {}
    )

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "client_id"


@pytest.mark.parametrize("key", ["", '""', "x" * 256])
def test_a_key_that_names_nothing_is_refused(town: Town, key: str) -> None:
    answer = town.client.post("/api/1/reports", json=a_report(), headers={"idempotency-key": key})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "Idempotency-Key"


def test_each_field_that_cannot_be_used_is_named(town: Town) -> None:
    report = a_report(
        basis="HEARSAY", people=7, place={"point": {"lat": 91, "lon": "east"}}, colour="red"
    )
    del report["category"]

    answer = town.client.post("/api/1/reports", json=report)

    faults = {fault["field"]: fault for fault in answer.json()["errors"]}
    assert answer.status_code == 422
    assert set(faults) == {
        "basis",
        "category",
        "colour",
        "people",
        "place.point.lat",
        "place.point.lon",
    }
    assert faults["place.point.lat"]["pointer"] == "#/place/point/lat"
    assert faults["place.point.lat"]["detail"] == "This must be 90 or less."
    assert "SEEN, HEARD" in faults["basis"]["detail"]
    assert "HEARSAY" not in answer.text


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"occurred": {"from": "2027-01-01T12:00"}}, "occurred", "lies in the future"),
        ({"occurred": {"from": "2026-03-29T02:30"}}, "occurred.from", "no such local time"),
        ({"organisation": "nobody"}, "organisation", "only report for your own organisation"),
        ({"place": {"place": "nowhere"}}, "place", "no place with the code nowhere"),
        ({"place": {}}, "place", "Give a point"),
        ({"category": "DMG"}, "category", "DMG is a group"),
        ({"text": "a\x00b"}, "text", "control characters"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    town: Town, fields: dict[str, Any], field: str, said: str
) -> None:
    answer = town.client.post("/api/1/reports", json=a_report(**fields))

    (fault,) = answer.json()["errors"]
    assert answer.status_code == 422
    assert fault["field"] == field
    assert said in fault["detail"]


def test_an_unknown_category_is_answered_with_the_nearest(town: Town) -> None:
    answer = town.client.post("/api/1/reports", json=a_report(category="GRAFITI"))

    assert answer.status_code == 422
    assert "DMG-GRAFF" in answer.json()["nearest"]


def test_a_point_outside_every_area_is_received_and_listed_for_sorting(town: Town) -> None:
    receipt = town.send(place={"point": {"lat": 10.0, "lon": 10.0}})

    listing = town.client.get("/api/1/reports", params={"area": "OUTSIDE"}).json()
    assert receipt["area"] == "OUTSIDE"
    assert [report["report"] for report in listing["reports"]] == [receipt["report"]]


def test_the_words_are_in_the_language_of_the_asker(town: Town) -> None:
    swedish = town.client.post("/api/1/reports", json={}, headers={"accept-language": "sv"})
    english = town.client.post("/api/1/reports", json={}, headers={"accept-language": "en-GB"})

    assert swedish.json()["title"] != english.json()["title"]
    assert swedish.json()["errors"][0]["detail"] != english.json()["errors"][0]["detail"]


def test_a_batch_is_answered_row_by_row(town: Town) -> None:
    known, new = a_report(), a_report()
    town.client.post("/api/1/reports", json=known)

    answer = town.client.post(
        "/api/1/reports/batch",
        json=[new, "not a report", {**a_report(), "category": "NONE"}, known, new, a_report(x=1)],
    )

    rows = answer.json()
    assert answer.status_code == 200
    assert [row["outcome"] for row in rows] == [
        "created",
        "refused",
        "refused",
        "repeated",
        "repeated",
        "refused",
    ]
    assert [row["row"] for row in rows] == list(range(6))
    assert rows[0]["receipt"] == rows[4]["receipt"]
    assert rows[2]["errors"][0]["field"] == "category"
    assert rows[2]["nearest"]
    assert rows[5]["errors"][0]["field"] == "x"
    assert town.client.get("/api/1/reports").json()["total"] == 2


def test_a_batch_with_a_key_can_be_sent_again(town: Town) -> None:
    rows = [a_report(), a_report(category="DMG-GLASS")]
    for row in rows:
        del row["client_id"]
    key = {"idempotency-key": "Monday's file"}

    first = town.client.post("/api/1/reports/batch", json=rows, headers=key).json()
    second = town.client.post("/api/1/reports/batch", json=rows, headers=key).json()

    assert [row["outcome"] for row in first] == ["created", "created"]
    assert [row["outcome"] for row in second] == ["repeated", "repeated"]
    assert [row["receipt"] for row in first] == [row["receipt"] for row in second]


def test_a_row_without_a_name_is_refused_alone(town: Town) -> None:
    nameless = a_report()
    del nameless["client_id"]

    rows = town.client.post("/api/1/reports/batch", json=[nameless, a_report()]).json()

    assert [row["outcome"] for row in rows] == ["refused", "created"]


@pytest.mark.parametrize(("body", "said"), [({}, "list"), ([{}] * 1_001, "1000")])
def test_what_is_no_batch_is_refused_whole(town: Town, body: object, said: str) -> None:
    answer = town.client.post("/api/1/reports/batch", json=body)

    assert answer.status_code == 422
    assert said in answer.json()["errors"][0]["detail"]


def test_an_empty_batch_is_answered_with_nothing(town: Town) -> None:
    assert town.client.post("/api/1/reports/batch", json=[]).json() == []


def test_nothing_to_report_is_received_once(town: Town) -> None:
    said = {"organisation": "skola", "week": "2026-W47"}

    first = town.client.post("/api/1/nothing", json=said)
    second = town.client.post("/api/1/nothing", json=said)

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert second.headers["idempotent-replayed"] == "true"


@pytest.mark.parametrize("week", ["2026-W54", "soon", "2027-W01"])
def test_nothing_cannot_be_said_of_a_week_that_is_none_or_to_come(town: Town, week: str) -> None:
    answer = town.client.post("/api/1/nothing", json={"organisation": "skola", "week": week})

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_an_organisation_that_is_not_known_cannot_say_it(quiet_town: Town) -> None:
    said = {"organisation": "nobody", "week": "2026-W47"}

    (fault,) = quiet_town.client.post("/api/1/nothing", json=said).json()["errors"]

    assert fault["field"] == "organisation"


@pytest.mark.parametrize(
    "fields",
    [
        {"place": {"point": {"lat": "57.5", "lon": 19.5}}},
        {"place": {"point": {"lat": 57.5, "lon": 19.5, "precision_m": False}}},
        {"occurred": {"from": 1_795_000_000}},
        {"place": {"area": "G01", "at_home": "yes"}},
    ],
)
def test_a_value_of_another_kind_is_refused_and_not_guessed_at(
    quiet_town: Town, fields: dict[str, Any]
) -> None:
    answer = quiet_town.client.post("/api/1/reports", json=a_report(**fields))

    assert answer.status_code == 422

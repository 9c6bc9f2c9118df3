"""The desk: each change is a fact, said once, and told in the report's timeline."""

from uuid import uuid4

import pytest

from tests.web.town import Town


def test_a_report_is_corrected(town: Town) -> None:
    report = town.send(people="2-4")["report"]

    changed = town.change(
        report, "corrections", reason="wrong-time", occurred={"from": "2026-11-17T18:30"}
    )

    told = town.client.get(f"/api/1/reports/{report}").json()
    assert changed["version"] == 2
    assert told["occurred"]["from"] == "2026-11-17T17:30:00Z"
    assert told["told"]["people"] == "2-4"


def test_a_change_that_says_nothing_new_is_answered_and_not_recorded(town: Town) -> None:
    report = town.send()["report"]

    for _ in range(2):
        assert town.change(report, "reviews", outcome="read")["version"] == 2
    assert len(town.client.get(f"/api/1/reports/{report}").json()["timeline"]) == 2


def test_a_report_out_of_scope_or_withdrawn_leaves_the_figures(town: Town) -> None:
    reports = [town.send()["report"] for _ in range(3)]
    town.change(reports[0], "reviews", outcome="out-of-scope")
    town.change(reports[1], "withdrawals", reason="mistake")

    counted = town.client.get("/api/1/reports").json()
    everything = town.client.get("/api/1/reports", params={"which": "all"}).json()

    assert [report["report"] for report in counted["reports"]] == [reports[2]]
    assert everything["total"] == 3


def test_a_linked_report_is_counted_once_until_it_is_unlinked(town: Town) -> None:
    first, second = town.send()["report"], town.send(organisation="vakt")["report"]

    town.change(second, "links", same_as=first)
    linked = town.client.get("/api/1/reports").json()["total"]
    assert town.client.post(f"/api/1/reports/{second}/unlinks").status_code == 200

    assert linked == 1
    assert town.client.get("/api/1/reports").json()["total"] == 2


def test_two_reports_that_look_alike_are_told_apart_by_a_program(town: Town) -> None:
    first, second = town.send()["report"], town.send()["report"]

    town.change(second, "partings", other=first)

    told = town.client.get(f"/api/1/reports/{second}").json()
    itself = town.client.post(f"/api/1/reports/{first}/partings", json={"other": first})
    nowhere = town.client.post(f"/api/1/reports/{first}/partings", json={"other": str(uuid4())})
    assert len(told["timeline"]) == 2
    assert (itself.status_code, nowhere.status_code) == (409, 404)


def test_a_report_is_moved_and_placed_anew(town: Town) -> None:
    report = town.send()["report"]

    town.change(report, "reclassifications", category="DMG-GLASS")
    town.change(report, "placements", place={"place": "skolan"})

    told = town.client.get(f"/api/1/reports/{report}").json()
    assert (told["category"], told["area"], told["place"]) == ("DMG-GLASS", "G03", "skolan")


def test_what_the_record_does_not_allow_is_refused_with_a_sentence(town: Town) -> None:
    report = town.send()["report"]
    town.change(report, "withdrawals", reason="mistake")

    withdrawn = town.client.post(f"/api/1/reports/{report}/reviews", json={"outcome": "read"})
    other = town.send()["report"]
    itself = town.client.post(f"/api/1/reports/{other}/links", json={"same_as": other})

    assert (withdrawn.status_code, itself.status_code) == (409, 409)
    assert "withdrawn" in withdrawn.json()["detail"]
    assert "itself" in itself.json()["detail"]


def test_an_unknown_category_or_place_is_named_with_its_field(town: Town) -> None:
    report = town.send()["report"]

    category = town.client.post(
        f"/api/1/reports/{report}/reclassifications", json={"category": "GRAFITTI"}
    )
    place = town.client.post(f"/api/1/reports/{report}/placements", json={"place": {"area": "G99"}})

    assert (category.status_code, place.status_code) == (422, 422)
    assert category.json()["errors"][0]["field"] == "category"
    assert "DMG-GRAFF" in category.json()["nearest"]
    assert place.json()["errors"][0]["field"] == "place"


@pytest.mark.parametrize(
    ("what", "fields"),
    [
        ("corrections", {"reason": "other"}),
        ("reclassifications", {"category": "DMG-GLASS"}),
        ("placements", {"place": {"area": "G01"}}),
        ("reviews", {"outcome": "read"}),
        ("links", {"same_as": str(uuid4())}),
        ("unlinks", {}),
        ("partings", {"other": str(uuid4())}),
        ("withdrawals", {"reason": "other"}),
    ],
)
def test_a_report_that_is_not_there_cannot_be_changed(
    quiet_town: Town, what: str, fields: dict[str, object]
) -> None:
    answer = quiet_town.client.post(f"/api/1/reports/{uuid4()}/{what}", json=fields)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "what",
    [
        "corrections",
        "reclassifications",
        "placements",
        "reviews",
        "links",
        "partings",
        "withdrawals",
    ],
)
def test_a_change_with_a_field_that_cannot_be_used_is_refused(town: Town, what: str) -> None:
    report = town.send()["report"]

    answer = town.client.post(
        f"/api/1/reports/{report}/{what}", json={"reason": 7, "colour": "red"}
    )

    fields = {fault["field"] for fault in answer.json()["errors"]}
    assert answer.status_code == 422
    assert "colour" in fields

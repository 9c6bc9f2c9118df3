"""Reading by programs: the figures' reports, the pictures, the ground, the log."""

import json
from datetime import timedelta
from typing import Any

from tests.web.town import Town, entries

WRITTEN = "Kalle Testsson på Hemgatan 3"


def everything(town: Town, report: str) -> str:
    """Every answer of the API and every file, in one text."""
    paths = (
        "/api/1/reports?which=all",
        f"/api/1/reports/{report}",
        "/api/1/pictures/2026-W47",
        "/api/1/log",
        "/reports?which=all",
        "/weeks/2026-W47",
        "/weeks/2026-W47.csv",
        "/weeks/2026-W47.geojson",
        "/weeks/2026-W47.json",
        "/",
    )
    answers = [town.client.get(path) for path in paths]
    assert {answer.status_code for answer in answers} == {200}
    return "".join(answer.text for answer in answers)


def test_free_text_is_never_given_out(town: Town) -> None:
    report = town.send(
        text=WRITTEN, place={"words": WRITTEN, "point": {"lat": 57.5, "lon": 19.5}, "at_home": True}
    )["report"]
    town.change(report, "reviews", outcome="read", note=WRITTEN)

    told = everything(town, report)

    assert WRITTEN not in told
    assert "Testsson" not in told
    assert "57.5000000 19.5000000" not in told
    assert town.client.get(f"/api/1/reports/{report}").json()["has_text"] is True


def test_a_point_of_a_sensitive_category_is_not_given_out(town: Town) -> None:
    plain = town.send()["report"]
    sensitive = town.send(category="VIOL-SEXHAR")["report"]

    points = {
        each["report"]: each["point"]
        for each in town.client.get("/api/1/reports").json()["reports"]
    }

    assert points[plain] == {"lat": 57.505, "lon": 19.505, "precision_m": None}
    assert points[sensitive] is None


def test_nor_is_it_in_the_timeline_when_the_category_was_plain_at_first(town: Town) -> None:
    report = town.send()["report"]
    plain = town.client.get(f"/api/1/reports/{report}").text
    town.change(report, "reclassifications", category="VIOL-THREAT")

    answer = town.client.get(f"/api/1/reports/{report}")
    assert "57.505" in plain
    assert "57.505" not in answer.text
    assert [entry["topic"] for entry in answer.json()["timeline"]] == [
        "report.submitted",
        "report.reclassified",
    ]


def test_every_figure_leads_to_as_many_reports(town: Town) -> None:
    for category, lon in (("DMG-GRAFF", 19.5), ("DMG-GLASS", 19.52), ("POS-CALM", 19.5)):
        town.send(category=category, place={"point": {"lat": 57.5, "lon": lon}})
    town.send(organisation="vakt", place={"place": "torget"}, certainty="unsure")
    town.change(town.send()["report"], "withdrawals", reason="mistake")
    picture = town.client.get("/api/1/pictures/2026-W47").json()

    figures = list(_figures(picture))

    assert len(figures) > 10
    for figure in figures:
        address = f"{figure['reports']}&position={picture['position']}"
        listing = town.client.get(f"/api/1/reports?{address}").json()
        assert listing["total"] == figure["n"], address
        page = town.client.get(f"/reports?{address}").text
        assert f"<h1>{figure['n']} report" in page, address


def _figures(value: object) -> list[dict[str, Any]]:
    """Everything in the picture that has a count and a way to its reports."""
    if isinstance(value, list):
        return [figure for each in value for figure in _figures(each)]
    if not isinstance(value, dict):
        return []
    own = [value] if {"n", "reports"} <= value.keys() and value["reports"] else []
    return own + [figure for each in value.values() for figure in _figures(each)]


def test_a_list_is_read_page_by_page_as_it_was_at_first(town: Town) -> None:
    for _ in range(5):
        town.send()
    address = "/api/1/reports?limit=2"
    seen: list[str] = []

    while address:
        listing = town.client.get(address).json()
        assert listing["total"] == 5
        seen += [report["report"] for report in listing["reports"]]
        address = listing["next"]
        town.send()  # meanwhile

    assert len(set(seen)) == 5


def test_the_record_is_read_as_it_was_known(town: Town) -> None:
    report = town.send()["report"]
    then = town.clock.now
    town.clock.forward(hours=1)
    town.change(report, "reclassifications", category="DMG-GLASS")

    now = town.client.get(f"/api/1/reports/{report}").json()
    by_instant = town.client.get(
        f"/api/1/reports/{report}", params={"as_of": then.isoformat()}
    ).json()
    local = (then + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    by_clock = town.client.get(f"/api/1/reports/{report}?as_of={local}").json()
    unescaped = town.client.get(f"/api/1/reports/{report}?as_of={then.isoformat()}").json()
    before = town.client.get(f"/api/1/reports/{report}?as_of=2026-11-20T12:00")

    assert now["category"] == "DMG-GLASS"
    assert by_instant["category"] == "DMG-GRAFF"
    assert len(by_instant["timeline"]) == 1
    assert by_clock == by_instant == unescaped
    assert before.status_code == 404


def test_a_picture_has_its_digest_and_says_the_same_everywhere(town: Town) -> None:
    town.send()

    picture = town.client.get("/api/1/pictures/2026-W47").json()
    file = town.client.get("/weeks/2026-W47.json").json()

    assert picture == file
    assert picture["total"]["n"] == 1
    assert len(picture["digest"]) == 64


def test_the_issued_pictures_are_listed(town: Town) -> None:
    town.send(occurred={"from": "2026-11-12T12:00"})
    town.press("/weeks/2026-W46/issue", unread="1")

    (issued,) = town.client.get("/api/1/pictures").json()

    assert issued["week"] == "2026-W46"
    assert issued["digest"] == town.client.get("/api/1/pictures/2026-W46").json()["digest"]


def test_the_ground_is_given_out(town: Town) -> None:
    categories = town.client.get("/api/1/categories").json()
    areas = town.client.get("/api/1/areas")
    places = town.client.get("/api/1/places").json()
    organisations = town.client.get("/api/1/organisations").json()

    assert {"id": "DMG-GRAFF", "group": "DMG"}.items() <= next(
        kind for kind in categories["categories"] if kind["id"] == "DMG-GRAFF"
    ).items()
    assert areas.headers["content-type"] == "application/geo+json"
    assert [feature["id"] for feature in areas.json()["features"]] == ["G01", "G02", "G03"]
    assert [feature["id"] for feature in places["features"]] == ["skolan", "torget"]
    assert [each["code"] for each in organisations] == ["bostad", "skola", "vakt"]


def test_the_log_is_read_in_pages_that_together_are_the_log(town: Town) -> None:
    for _ in range(4):
        town.send(text=WRITTEN)
    whole = entries(town.client.get("/api/1/log").text)
    parts: list[dict[str, Any]] = []
    answer = town.client.get("/api/1/log?limit=3")

    while True:
        parts += entries(answer.text)
        if "link" not in answer.headers:
            break
        answer = town.client.get(answer.headers["link"].partition(">")[0].strip("<"))

    assert parts == whole
    assert [entry["position"] for entry in whole] == list(range(1, len(whole) + 1))
    assert whole[-1]["state"]["told"]["text"].keys() == {"key", "box"}
    assert entries(town.client.get("/api/1/log?after=1000").text) == []


def test_an_empty_record_answers_everything(town: Town) -> None:
    """Before a municipality has any ground at all, as at position 0."""
    for path in (
        "/api/1/reports",
        "/api/1/pictures/2026-W47",
        "/api/1/pictures",
        "/api/1/categories",
        "/api/1/organisations",
        "/api/1/log",
        "/",
        "/weeks",
        "/reports",
        "/weeks/2026-W47",
        "/weeks/2026-W47.csv",
        "/weeks/2026-W47.geojson",
        "/weeks/2026-W47.pdf",
    ):
        assert town.client.get(path, params={"position": 0}).status_code == 200, path
    assert town.client.get("/api/1/areas?position=0").status_code == 404
    assert town.client.get("/api/1/places?position=0").status_code == 404


def test_an_answer_is_plain_json(quiet_town: Town) -> None:
    listing = json.loads(quiet_town.client.get("/api/1/reports").content)

    assert listing == {"total": 0, "position": listing["position"], "reports": [], "next": None}

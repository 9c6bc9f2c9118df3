"""The list that every figure leads to, and the page of a single report."""

import re

import pytest
from sqlalchemy import delete

from events.database import writing
from events.sealing import payload_key
from tests.web.town import Town

TEXT = "Klotter på muren <script>alert(1)</script>\noch på bänken."
SHOWN = "Klotter på muren &lt;script&gt;alert(1)&lt;/script&gt;\noch på bänken."


def test_a_report_is_shown_with_its_text_and_what_was_told(town: Town) -> None:
    receipt = town.send(
        text=TEXT,
        place={"place": "torget", "words": "vid fontänen"},
        people="5-9",
        consequences=["fear", "property"],
        reporter_role="fältassistent",
    )

    page = town.client.get(receipt["page"]).text

    for said in (
        SHOWN,
        "vid fontänen",
        "Stortorget",
        "Centrum",
        "5–9",
        "Fear or feeling unsafe, Damage to property",
        "Havstuna Schools, fältassistent",
        "2026-11-18 18:30",
    ):
        assert said in page
    assert "<script>" not in page


def test_an_erased_text_is_shown_as_erased(town: Town) -> None:
    receipt = town.send(text=TEXT)
    with writing(town.app.state.house.keys) as connection:
        connection.execute(delete(payload_key))

    english = town.client.get(receipt["page"]).text
    swedish = town.client.get(receipt["page"], headers={"accept-language": "sv"}).text

    assert "[erased]" in english
    assert "[raderad]" in swedish
    assert "Klotter på muren" not in english


def test_a_report_without_a_text_says_nothing_of_one(town: Town) -> None:
    page = town.client.get(town.send()["page"]).text

    assert "[erased]" not in page
    assert 'id="text"' not in page


def test_the_timeline_tells_each_change_with_before_and_after(town: Town) -> None:
    receipt = town.send()
    report = receipt["report"]
    other = town.send(organisation="vakt")["report"]
    town.change(report, "corrections", reason="wrong-time", occurred={"from": "2026-11-17T18:30"})
    town.change(report, "corrections", reason="other", text="En ny text.")
    town.change(report, "reclassifications", category="DMG-GLASS", note="Det var glas.")
    town.change(report, "placements", place={"place": "skolan"})
    town.change(report, "reviews", outcome="accepted")
    town.change(report, "links", same_as=other)
    town.client.post(f"/api/1/reports/{report}/unlinks")
    town.change(report, "withdrawals", reason="double")

    page = town.client.get(receipt["page"]).text

    for said in (
        "Received by way of: form",
        "<del>2026-11-18 18:30</del> <ins>2026-11-17 18:30</ins>",
        "Reason: wrong time",
        "<del>as it was</del> <ins>rewritten</ins>",
        "Moved to another category",
        "Det var glas.",
        "<del>Centrum</del> <ins>Sjövik</ins>",
        "Looked at: in the picture",
        f'<a href="/reports/{other}">the other report</a>',
        "Tells of a happening of its own",
        "Reason: reported twice",
    ):
        assert said in page, said
    assert page.count("of the log</span>") == 9


def test_reports_of_the_same_happening_lead_to_each_other(town: Town) -> None:
    first, second = town.send(), town.send(organisation="vakt")
    town.change(second["report"], "links", same_as=first["report"])

    assert f'href="{second["page"]}"' in town.client.get(first["page"]).text
    assert f'href="{first["page"]}"' in town.client.get(second["page"]).text


def test_a_report_is_shown_as_it_was_known(town: Town) -> None:
    receipt = town.send()
    town.change(receipt["report"], "reclassifications", category="DMG-GLASS")

    then = town.client.get(f"{receipt['page']}?position={receipt['position']}").text

    assert "Moved to another category" not in then
    assert "Shown as known" in then
    assert f'href="{receipt["page"]}">Show as known now' in then


def test_a_point_at_a_home_is_said_to_be_sealed(town: Town) -> None:
    receipt = town.send(place={"point": {"lat": 57.501, "lon": 19.501}, "at_home": True})

    page = town.client.get(receipt["page"]).text

    assert "At a home, so it is sealed" in page
    assert "57.501" not in page


def test_the_list_shows_what_it_was_asked_for(town: Town) -> None:
    graffiti = town.send()["report"]
    town.send(category="DMG-GLASS")
    elsewhere = town.send(place={"place": "skolan"}, certainty="unsure")["report"]

    page = town.client.get("/reports?week=2026-W47&category=DMG-GRAFF&area=G01").text

    assert "<h1>1 report</h1>" in page
    assert "Week 47, 16–22 November 2026 · Centrum · Graffiti" in page
    assert graffiti in page
    assert elsewhere not in page
    assert '<option value="DMG-GRAFF" selected>' in page


def test_the_list_names_each_report_as_its_own_page_does(town: Town) -> None:
    report = town.send()["report"]

    (number,) = re.findall(r"· (\d{4}-\d\d-\d{4})<", town.client.get("/reports").text)

    assert f">Report {number}</p>" in town.client.get(f"/reports/{report}").text


def test_the_list_marks_what_a_reader_must_know(town: Town) -> None:
    first = town.send(certainty="unsure", occurred={"from": "2026-11-12T12:00"})["report"]
    town.change(town.send()["report"], "withdrawals", reason="mistake")
    town.change(town.send(organisation="vakt")["report"], "links", same_as=first)

    page = town.client.get("/reports?which=all").text

    assert ", unsure, came after the deadline</span>" in page
    assert "withdrawn" in page
    assert "same happening as another report" in page


def test_a_long_list_has_pages_that_stay_at_one_moment(town: Town) -> None:
    town.client.post(
        "/api/1/reports/batch",
        json=[{**_report(n), "client_id": f"00000000-0000-0000-0000-{n:012d}"} for n in range(120)],
    )

    first = town.client.get("/reports").text
    second = town.client.get(_link(first, "next")).text
    town.send()
    third = town.client.get(_link(second, "next")).text

    assert "1–50 of 120" in first
    assert "51–100 of 120" in second
    assert "101–120 of 120" in third
    assert 'rel="next"' not in third
    assert "51–100 of 120" in town.client.get(_link(third, "prev")).text


def _report(minute: int) -> dict[str, object]:
    return {
        "organisation": "skola",
        "category": "DMG-GRAFF",
        "occurred": {"from": f"2026-11-18T{minute // 60:02d}:{minute % 60:02d}"},
        "place": {"area": "G01"},
    }


def _link(page: str, relation: str) -> str:
    """The address of the link that stands in that relation to the page."""
    return page.partition(f'rel="{relation}" href="')[2].partition('"')[0].replace("&amp;", "&")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("category=disturbing", "Disturbances"),
        ("category=others", "Calm, positive and coming"),
        ("area=OUTSIDE", "Outside every area"),
        ("area=UNPLACED", "Without a place"),
        ("late=late", "came after the deadline"),
        ("late=file", "came in a file"),
        ("observed=1", "seen or heard by the reporter"),
        ("exact=1", "placed exactly"),
        ("linked=1", "same happening as another report"),
        ("which=sent", "also what is linked or out of scope"),
        ("which=all", "also what was withdrawn"),
        ("place=torget", "Stortorget"),
        ("organisation=vakt", "Owl Guards"),
        ("hour=17", "Monday 17–18"),
        ("status=accepted", "in the picture"),
    ],
)
def test_the_list_says_in_words_what_was_asked(quiet_town: Town, query: str, said: str) -> None:
    assert said in quiet_town.client.get(f"/reports?{query}").text


def test_what_is_empty_in_the_form_asks_for_nothing(town: Town) -> None:
    town.send()

    page = town.client.get("/reports?week=&category=&area=&place=&organisation=")

    assert page.status_code == 200
    assert "<h1>1 report</h1>" in page.text


def test_the_exact_point_of_a_sensitive_category_stays_in_its_organisation(town: Town) -> None:
    kinds = town.client.get("/api/1/categories").json()["categories"]
    sensitive = next(each["id"] for each in kinds if each["sensitive"])
    page = town.send(category=sensitive)["page"]
    usual = town.send()["page"]

    own, others = town.client.get(page).text, town.of("vakt").get(page).text

    assert "57.50500, 19.50500" in own
    assert "57.50500" not in others
    assert "57.50500" in town.of("vakt").get(usual).text

"""The list of the inbox: what stands in it, in which order, for whom, and how much."""

import re
from datetime import timedelta

import pytest

from reference.roles import Role
from tests.web.inbox.desk import counts_in, desk_of, reports_in, words_in
from tests.web.town import Town, a_report

SQUARE = {"point": {"lat": 57.5, "lon": 19.5}}


def test_the_inbox_lists_what_waits_the_oldest_first(town: Town) -> None:
    first = town.send(certainty="unsure")["report"]
    town.clock.forward(hours=3)
    second = town.send(category="TRAF-SPEED", occurred={"from": "2026-11-24T13:00"})["report"]
    town.clock.forward(minutes=5)

    page = desk_of(town, "skola").page()

    assert reports_in(page) == [first, second]
    said = words_in(page)
    assert "came in 3 hours ago" in said
    assert "came in 5 minutes ago" in said
    assert "Havstuna Schools · Seen, unsure" in said
    assert len(re.findall(r"2026-48-\d{4} · came in", said)) == 2
    assert said.count("came after the deadline") == 1
    assert counts_in(page)["To sort"] == "2"


def test_a_coordinator_sees_the_own_organisations_and_an_analyst_all(town: Town) -> None:
    school, guards = (town.send(organisation=code)["report"] for code in ("skola", "vakt"))

    assert desk_of(town, "skola").rows() == [school]
    assert desk_of(town, "vakt").rows() == [guards]
    assert desk_of(town, "vakt").rows("?organisation=skola") == []
    analyst = desk_of(town, "skola", Role.ANALYST)
    assert analyst.rows() == [school, guards]
    assert analyst.rows("?organisation=vakt") == [guards]
    assert "Reported by" in words_in(analyst.page())


@pytest.mark.parametrize("role", [Role.REPORTER, Role.PARTICIPANT, Role.AUDITOR])
def test_nobody_else_has_an_inbox(town: Town, role: Role) -> None:
    report = town.send()["report"]
    client = town.somebody("skola", role)
    for path in ("/inbox", f"/inbox/{report}"):
        assert client.get(path).status_code == 403
    assert town.press("/inbox/sort", client, chosen=report, do="accept").status_code == 403


def test_each_part_is_an_address_and_says_how_much_waits(town: Town) -> None:
    desk = desk_of(town, "skola")
    new = town.send()["report"]
    read = town.send(category="TRAF-SPEED")["report"]
    other = town.send(category="OTHER", text="Något annat.", place={"words": "vid bron"})["report"]
    far = town.send(category="PLACE-LIGHT", place={"point": {"lat": 57.5, "lon": 25}})["report"]
    held = town.send(category="FIRE-BIN")["report"]
    desk.do("read", read)
    town.change(held, "quarantines")

    page = desk.page()

    assert counts_in(page) == {
        "To sort": "5",
        "New": "4",
        "Read": "1",
        "Returned": "0",
        "Held back": "1",
        "Category Other": "1",
        "Without an area": "2",
        "Possible doubles": "0",
        "From files of older reports": "0",
    }
    assert desk.rows("?state=new") == [new, other, far, held]
    assert desk.rows("?state=other") == [other]
    assert desk.rows("?state=outside") == [other, far]
    assert desk.rows("?state=held") == [held]
    assert desk.rows("?group=TRAF") == [read]
    assert desk.rows("?week=2026-W46") == []
    assert "Nothing here." in words_in(desk.page("?week=2026-W46"))
    assert "text held back" in words_in(desk.page("?state=held"))


def test_what_may_be_a_double_is_marked_and_gathered(town: Town) -> None:
    first = town.send(place=SQUARE)["report"]
    near = {"point": {"lat": 57.5005, "lon": 19.5}}
    second = town.send(category="DMG-GLASS", place=near)["report"]
    town.send(category="TRAF-SPEED", place=SQUARE)
    town.send(place={"point": {"lat": 57.502, "lon": 19.5}})
    desk = desk_of(town, "skola")

    assert desk.rows("?state=doubles") == [first, second]
    assert words_in(desk.page()).count("possible double") == 2


@pytest.mark.parametrize("query", ["?state=none", "?group=NONE", "?week=2026-W60"])
def test_what_cannot_be_asked_for_is_said_in_words(town: Town, query: str) -> None:
    answer = desk_of(town, "skola").client.get(f"/inbox{query}")
    assert answer.status_code == 422
    assert "Something in what was sent cannot be used" in answer.text


def test_a_long_list_is_turned_page_by_page(town: Town) -> None:
    sent = [a_report(place={"area": "G01"}) for _ in range(53)]
    town.client.post("/api/1/reports/batch", json=sent)
    desk = desk_of(town, "skola")

    first = desk.page()
    later = re.search(r'rel="next" href="([^"]+)"', first)
    assert later
    second = desk.client.get(later[1].replace("&amp;", "&")).text

    assert len(reports_in(first)) == 50
    assert len(reports_in(second)) == 3
    assert not set(reports_in(first)) & set(reports_in(second))
    assert "51–53 of 53" in words_in(second)
    assert 'start="51"' in second


def test_the_map_shows_points_only_as_far_as_they_may_be_shown(town: Town) -> None:
    told = {
        "shown": town.send(place=SQUARE)["report"],
        "sensitive": town.send(category="VIOL-ASSLT", place=SQUARE)["report"],
        "home": town.send(place={**SQUARE, "at_home": True})["report"],
        "area": town.send(place={"area": "G01"})["report"],
    }
    page = desk_of(town, "skola").page()
    pointed = re.findall(r'data-report="([^"]+)" data-lat="57.5"', page)
    assert pointed == [told["shown"]]
    assert 'id="inbox-map"' in page


def test_who_has_sent_nothing_can_be_reminded_by_whoever_sorts_for_all(town: Town) -> None:
    town.send(occurred={"from": "2026-11-24T08:00"})
    town.clock.forward(days=2)

    said = words_in(desk_of(town, "skola", Role.ANALYST).page())
    assert "Have sent nothing for week 48" in said.replace("\N{NO-BREAK SPACE}", " ")
    assert "Owl Guards" in said.partition("Have sent nothing")[2]
    assert "Havstuna Schools" not in said.partition("Have sent nothing")[2]
    assert "Have sent nothing" not in desk_of(town, "skola").page()


def test_the_waiting_time_counts_from_when_it_came_in(town: Town) -> None:
    town.send()
    desk = desk_of(town, "skola")
    for span, said in (
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(hours=46), "47 hours ago"),
        (timedelta(days=2), "3 days ago"),
    ):
        town.clock.forward(seconds=span.total_seconds())
        desk = desk_of(town, "skola")
        assert said in words_in(desk.page())

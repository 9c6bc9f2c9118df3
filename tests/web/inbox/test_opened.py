"""A report opened in the inbox: its text for whom it is shared, its doubles, what can be done."""

import re
from uuid import UUID

from sqlalchemy import select

from accounts.tables import access
from events.database import reading
from ingest import desk as desks
from ingest.receive import TEXT
from projections.record import belongs_to
from reference.roles import Role
from tests.web.inbox.desk import Desk, desk_of, last_of, words_in
from tests.web.town import Town

SQUARE = {"point": {"lat": 57.5, "lon": 19.5}}
NEAR = {"point": {"lat": 57.5003, "lon": 19.5}}


def readings(town: Town) -> int:
    with reading(town.accounts.engine) as connection:
        return len(
            connection.execute(select(access.c.action).where(access.c.action == "text.read")).all()
        )


def test_the_text_is_shown_and_who_reads_it_is_noted(town: Town) -> None:
    report = town.send(text="Klotter på muren.", place={**SQUARE, "words": "vid kiosken"})["report"]
    desk = desk_of(town, "skola")
    before = readings(town)

    said = words_in(desk.opened(report))

    assert "Klotter på muren." in said
    assert "vid kiosken" in said
    assert "57.50000, 19.50000" in said
    assert readings(town) == before + 1
    desk.page()
    assert readings(town) == before + 1


def test_next_and_previous_keep_to_the_part_that_was_chosen(town: Town) -> None:
    first, _, third = (
        town.send(category=kind)["report"] for kind in ("DMG-GLASS", "TRAF-SPEED", "DMG-GRAFF")
    )
    page = desk_of(town, "skola").opened(first, "?state=new&group=DMG")
    after = re.search(r'rel="next" href="([^"]+)"', page)
    assert after
    assert after[1].replace("&amp;", "&") == f"/inbox/{third}?state=new&group=DMG"
    assert 'rel="prev"' not in page
    assert "1 of 2" in words_in(page)


def test_what_is_finished_with_leads_on_to_the_next(town: Town) -> None:
    first, second, third = (town.send()["report"] for _ in range(3))
    desk = desk_of(town, "skola")

    answer = desk.do("accept", second, here="state=new")
    assert answer.headers["location"].startswith(f"/inbox/{third}?state=new&done=")
    assert "1 report is accepted." in desk.after(answer)
    assert desk.do("read", third).headers["location"].startswith(f"/inbox/{first}?")
    assert desk.do("out", first, here="state=new").headers["location"].startswith("/inbox?")
    moved = desk.do("recode", second, category="DMG-GLASS")
    assert moved.headers["location"].startswith(f"/inbox/{second}?done=")


def test_what_may_be_a_double_is_told_with_distance_and_time(town: Town) -> None:
    first = town.send(place=SQUARE)["report"]
    later = {"from": "2026-11-18T20:30"}
    second = town.send(category="DMG-GLASS", place=NEAR, occurred=later)["report"]
    desk = desk_of(town, "skola")

    said = words_in(desk.opened(second))
    assert "33 m away, 2 hours before" in said
    answer = desk.do("double", second, other=first)
    assert "1 report is linked as a double." in desk.after(answer)
    assert last_of(town, second).fact.same_as == UUID(first)

    page = desk.opened(first)
    assert "Linked:" in words_in(page)
    version = str(last_of(town, second).version)
    parted = desk.send(f"/inbox/{second}/sort", do="part", version=version, then=first)
    assert parted.headers["location"].startswith(f"/inbox/{first}?done=")
    assert "is a happening of its own again" in desk.after(parted)
    assert "No report near it in place and time." in words_in(desk.opened(second))


def test_what_looks_like_a_double_is_told_apart_and_proposed_no_longer(town: Town) -> None:
    first = town.send(place=SQUARE)["report"]
    second = town.send(category="DMG-GLASS", place=NEAR)["report"]
    desk = desk_of(town, "skola")

    answer = desk.do("apart", second, other=first)

    assert answer.headers["location"].startswith(f"/inbox/{second}?")
    assert "They are two happenings" in desk.after(answer)
    assert last_of(town, second).fact.other == UUID(first)
    for each in (first, second):
        assert "No report near it in place and time." in words_in(desk.opened(each))
    assert desk.rows("?state=doubles") == []


def test_a_double_is_linked_by_the_number_that_people_use(town: Town) -> None:
    first, second = town.send()["report"], town.send(category="TRAF-SPEED")["report"]
    foreign = town.send(organisation="vakt")["report"]
    desk = desk_of(town, "skola")
    numbers = {
        report: re.findall(r"Report (2026-48-\d{4})", words_in(page))[0]
        for report, page in (
            (first, desk.opened(first)),
            (foreign, desk_of(town, "vakt").opened(foreign)),
        )
    }

    for written in ("2026-48-9999", "x", numbers[foreign]):
        answer = desk.send(f"/inbox/{second}/sort", do="double", number=written)
        assert answer.status_code == 422
        assert f"There is no report with the number {written}" in words_in(answer.text)
    desk.do("double", second, number=numbers[first])
    assert last_of(town, second).fact.same_as == UUID(first)


def test_the_doubles_of_another_organisation_are_for_whoever_may_read_them(town: Town) -> None:
    mine = town.send(place=SQUARE)["report"]
    theirs = town.send(place=NEAR, organisation="vakt")["report"]
    shown = f"/reports/{theirs}"

    assert shown not in desk_of(town, "skola").opened(mine)
    assert (
        desk_of(town, "skola").send(f"/inbox/{mine}/sort", do="double", other=theirs).status_code
        == 404
    )
    assert shown in desk_of(town, "skola", Role.ANALYST).opened(mine)


def test_the_distance_to_a_sensitive_report_is_not_told_to_the_metre(town: Town) -> None:
    mine = town.send(category="VIOL-FIGHT", place=SQUARE)["report"]
    town.send(category="VIOL-ASSLT", place=NEAR, organisation="vakt")
    analyst = desk_of(town, "skola", Role.ANALYST)
    assert "less than 100 m away" in words_in(analyst.opened(mine))
    theirs = town.send(category="VIOL-ASSLT", place=SQUARE, organisation="vakt")["report"]
    page = analyst.opened(theirs).partition("<article>")[2]
    assert "57.50000" not in page
    assert 'data-order="1"' not in page
    assert page.count('data-lat="57.5"') == 1  # of the other report, which is not sensitive


def held(town: Town, text: str) -> tuple[Desk, str]:
    report = town.send(text=text, share="municipality")["report"]
    town.change(report, "quarantines")
    return desk_of(town, "skola"), report


def test_a_text_that_is_held_back_is_for_the_coordinator_with_what_was_found(town: Town) -> None:
    desk, report = held(town, "Klotter. Det var Anna Andersson som såg det.")

    page = desk.opened(report)
    assert re.search(r"<mark>Anna Andersson<span", page)
    assert "[person] som såg det.</textarea>" in page
    analyst = desk_of(town, "vakt", Role.ANALYST).opened(report)
    assert "Andersson" not in analyst
    assert "held back until the organisation" in words_in(analyst)
    assert "/clearance" not in analyst


def test_a_text_that_is_held_back_is_cleared_and_can_be_held_back_again(town: Town) -> None:
    desk, report = held(town, "Klotter på muren.")

    answer = desk.send(f"/inbox/{report}/clearance", version=str(last_of(town, report).version))
    assert "The text is cleared and shared again." in desk.after(answer)
    assert not desks.load(town.registry, UUID(report)).quarantined

    done = answer.headers["location"].partition("done=")[2]
    desk.send("/inbox/undo", done=done)
    assert desks.load(town.registry, UUID(report)).quarantined


def test_a_text_that_is_held_back_is_replaced(town: Town) -> None:
    desk, report = held(town, "Klotter. Det var Anna Andersson som såg det.")
    version = str(last_of(town, report).version)

    empty = desk.send(f"/inbox/{report}/rewriting", version=version, text=" ")
    assert empty.status_code == 422
    wrong = desk.send(f"/inbox/{report}/rewriting", version=version, text="Ring 070-174 06 35.")
    assert wrong.status_code == 422
    assert ">Ring 070-174 06 35.</textarea>" in wrong.text
    assert desks.load(town.registry, UUID(report)).quarantined
    new = "Klotter. [person] såg det."
    answer = desk.send(f"/inbox/{report}/rewriting", version=version, text=new)

    assert "The text is replaced and shared again." in desk.after(answer)
    now = desks.load(town.registry, UUID(report))
    assert not now.quarantined
    assert now.told.text
    box = belongs_to(town.registry, UUID(report), TEXT)
    assert town.registry.keyring.open(now.told.text, box) == new
    stale = desk.send(f"/inbox/{report}/rewriting", version=version, text="Nytt.")
    assert stale.status_code == 409


def test_an_analyst_cannot_replace_the_text_of_an_organisation(town: Town) -> None:
    _, report = held(town, "Klotter.")
    analyst = desk_of(town, "vakt", Role.ANALYST)
    assert analyst.send(f"/inbox/{report}/rewriting", text="x").status_code == 403


def test_a_line_is_written_back_and_shown(town: Town) -> None:
    report = town.send()["report"]
    desk = desk_of(town, "skola")
    answer = desk.do("answer", report, line="Tack, det är tvättat nu.")
    assert "The line is sent to whoever reported." in desk.after(answer)
    assert "Tack, det är tvättat nu." in words_in(desk.opened(report))


def test_who_has_it_open_is_named_for_a_minute_and_keeps_nobody_out(town: Town) -> None:
    report = town.send()["report"]
    anna = town.person("skola", Role.COORDINATOR, name="Anna Andersson")
    annas = Desk(town, town.signed_in(anna, Role.COORDINATOR))
    desk = desk_of(town, "skola")
    annas.opened(report)

    assert "Anna Andersson is looking at it now" in words_in(desk.page())
    assert "Anna Andersson is looking" not in words_in(annas.page())
    assert "havstuna.example" not in desk.page()
    told = desk.send("/inbox/looking", shown=[report]).json()
    assert told == {report: "Anna Andersson is looking at it now"}
    assert desk.do("accept", report).status_code == 303
    desk.opened(report)
    both = desk_of(town, "skola").page("?state=accepted")
    assert "are looking at it now" in both

    town.clock.now = town.clock.now.replace(minute=town.clock.now.minute + 2)
    assert "is looking" not in words_in(desk.page("?state=accepted"))


def test_a_look_is_noted_only_at_what_may_be_sorted(town: Town) -> None:
    theirs = town.send(organisation="vakt")["report"]
    desk, guards = desk_of(town, "skola"), desk_of(town, "vakt")
    guards.opened(theirs)
    assert desk.send("/inbox/looking", report=theirs).status_code == 404
    assert desk.send("/inbox/looking", shown=[theirs]).json() == {}
    assert desk.send("/inbox/looking", shown=["x"], report="x").json() == {}

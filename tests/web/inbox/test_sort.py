"""What is done in the inbox by plain forms: as events, in the asker's name, for whoever may."""

import re
from uuid import UUID, uuid4

import pytest

from reference.roles import Role
from tests.web.inbox.desk import desk_of, last_of, reports_in, words_in
from tests.web.town import Town


def test_several_are_accepted_in_one_go_and_it_can_be_taken_back(town: Town) -> None:
    reports = [town.send()["report"] for _ in range(3)]
    desk = desk_of(town, "skola")

    answer = desk.sort("accept", *reports[:2])

    said = desk.after(answer)
    assert "2 reports are accepted." in said
    assert desk.rows() == reports[2:]
    first, second = (last_of(town, report) for report in reports[:2])
    assert second.position == first.position + 1
    assert first.actor == second.actor
    assert str(UUID(first.actor)) == first.actor

    done = re.search(r"done=(\d+-\d+)", answer.headers["location"])
    assert done
    undone = desk.send("/inbox/undo", done=done[1])
    assert "Taken back: 2 reports" in desk.after(undone)
    assert desk.rows("?state=read") == reports[:2]


def test_all_on_the_page_can_be_chosen_without_a_script(town: Town) -> None:
    reports = [town.send()["report"] for _ in range(2)]
    desk = desk_of(town, "skola")
    page = re.search(r'name="page" value="([^"]+)"', desk.page())
    assert page
    desk.send("/inbox/sort", do="out", all="1", page=page[1])
    assert desk.rows("?state=out-of-scope") == reports


def test_whoever_sorts_comes_back_to_the_same_part_of_the_inbox(town: Town) -> None:
    report = town.send()["report"]
    desk = desk_of(town, "skola")
    answer = desk.sort("accept", report, here="state=new&group=DMG&after=3")
    assert answer.headers["location"].startswith("/inbox?state=new&group=DMG&after=3&done=")


def test_nobody_is_led_elsewhere_by_what_a_form_says(town: Town) -> None:
    report = town.send()["report"]
    desk = desk_of(town, "skola")
    answer = desk.sort("accept", report, here="state=new&next=//evil.example&done=1-2")
    assert re.fullmatch(r"/inbox\?state=new&done=\d+-\d+", answer.headers["location"])


def test_one_that_somebody_changed_meanwhile_is_named_and_the_others_done(town: Town) -> None:
    mine, theirs = (town.send()["report"] for _ in range(2))
    desk = desk_of(town, "skola")
    chosen = [f"{mine}:1", f"{theirs}:1"]
    town.change(theirs, "reviews", outcome="out-of-scope")

    answer = desk.send("/inbox/sort", do="accept", chosen=chosen)

    assert answer.status_code == 409
    said = words_in(answer.text)
    assert "Error: Inbox" in said
    assert re.search(r"2026-48-\d{4} : Somebody else changed the report meanwhile", said)
    assert "1 report is accepted." in said
    assert last_of(town, theirs).actor != last_of(town, mine).actor


def test_a_form_without_what_it_needs_says_so_and_does_nothing(town: Town) -> None:
    report = town.send()["report"]
    desk = desk_of(town, "skola")
    for fields, sentence in (
        ({"do": "accept"}, "Choose at least one report."),
        ({"do": "accept", "chosen": "no-report"}, "Choose at least one report."),
        ({"do": "return", "chosen": f"{report}:1"}, "Write a line to whoever reported."),
        ({"do": "recode", "chosen": f"{report}:1"}, "Choose a category."),
        ({"do": "place", "chosen": f"{report}:1"}, "Choose an area or a place."),
        ({"do": "double", "chosen": f"{report}:1"}, "Choose at least two reports"),
        ({"do": "none", "chosen": f"{report}:1"}, "This must be one of"),
        ({"do": "clear", "chosen": f"{report}:1"}, "This is needed."),
    ):
        answer = desk.send("/inbox/sort", **fields)
        assert answer.status_code == 422, fields
        assert sentence in words_in(answer.text)
    assert last_of(town, report).version == 1


def test_a_line_that_was_refused_is_still_there_to_be_mended(town: Town) -> None:
    report = town.send()["report"]
    line = "Hör av dig till mig på 070-174 06 35 om glaset."
    for path, fields in (
        ("/inbox/sort", {"chosen": f"{report}:1"}),
        (f"/inbox/{report}/sort", {"version": "1"}),
    ):
        answer = desk_of(town, "skola").send(path, do="return", line=line, **fields)
        assert answer.status_code == 422
        assert "There is a phone number in the text." in words_in(answer.text)
        assert f">{line}</textarea>" in answer.text


def test_several_are_linked_to_the_one_that_came_in_first(town: Town) -> None:
    first, second, third = (town.send()["report"] for _ in range(3))
    desk = desk_of(town, "skola")

    said = desk.after(desk.sort("double", third, first, second))

    assert "2 reports are linked as doubles." in said
    assert desk.rows("?state=linked") == [second, third]
    assert {last_of(town, each).fact.same_as for each in (second, third)} == {UUID(first)}


def test_a_question_a_category_and_an_area_for_several(town: Town) -> None:
    reports = [town.send(place={"words": "vid bron"})["report"] for _ in range(2)]
    desk = desk_of(town, "skola")

    assert "2 reports have another category." in desk.after(
        desk.sort("recode", *reports, category="DMG-GLASS")
    )
    assert "2 reports have another place." in desk.after(
        desk.sort("place", *reports, where="area:G02")
    )
    said = desk.after(desk.sort("return", *reports, line="Vilken sida av bron?"))
    assert "2 reports are returned with a question." in said
    assert "Undo" not in said
    page = desk.page("?state=returned")
    assert reports_in(page) == reports
    assert words_in(page).count("Östra Havstuna") >= 2


@pytest.mark.parametrize("do", ["accept", "double", "recode"])
def test_what_is_elsewhere_is_not_there_and_nothing_is_done_to_the_others(
    town: Town, do: str
) -> None:
    mine, theirs = town.send()["report"], town.send(organisation="vakt")["report"]
    desk = desk_of(town, "skola")
    for foreign in (theirs, str(uuid4())):
        chosen = [f"{mine}:1", f"{foreign}:1"]
        answer = desk.send("/inbox/sort", do=do, chosen=chosen, category="DMG-GLASS")
        assert answer.status_code == 404
        for path in (f"/inbox/{foreign}/sort", f"/inbox/{foreign}/clearance"):
            assert desk.send(path, do="accept").status_code == 404
        assert desk.client.get(f"/inbox/{foreign}").status_code == 404
    assert last_of(town, mine).version == 1
    assert last_of(town, theirs).version == 1
    analyst = desk_of(town, "skola", Role.ANALYST)
    assert analyst.sort("accept", mine, theirs).status_code == 303
    assert last_of(town, theirs).version == 2


def test_nobody_takes_back_what_somebody_else_did(town: Town) -> None:
    report = town.send()["report"]
    answer = desk_of(town, "skola").sort("accept", report)
    done = answer.headers["location"].partition("done=")[2]
    colleague = desk_of(town, "skola")

    shown = words_in(colleague.page(f"?done={done}"))
    again = colleague.send("/inbox/undo", done=done)

    assert "is accepted" not in shown
    assert again.headers["location"] == "/inbox"
    assert last_of(town, report).version == 2


@pytest.mark.parametrize("done", ["", "0-0", "1-99999999", "9-2", "x", "1-2-3"])
def test_positions_that_mean_nothing_take_nothing_back(town: Town, done: str) -> None:
    town.send()
    assert desk_of(town, "skola").send("/inbox/undo", done=done).status_code == 303


def test_a_form_from_elsewhere_is_refused(town: Town) -> None:
    report = town.send()["report"]
    desk = desk_of(town, "skola")
    sent = {"form_token": "wrong", "do": "accept", "chosen": f"{report}:1"}
    assert desk.client.post("/inbox/sort", data=sent).status_code == 403
    assert last_of(town, report).version == 1

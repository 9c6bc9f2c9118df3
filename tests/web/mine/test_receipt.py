"""The receipt: the number, what happens now, what was sent and what the coordinator wrote."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from accounts.access import readings
from accounts.permissions import Action
from reference.roles import Role
from tests.web.mine.reporter import Reporter, page_of, reporter_of, shown
from tests.web.town import Town

SCRIPT = "<script>alert(1)</script>"


def test_the_receipt_says_the_number_what_happens_now_and_what_was_sent(
    reporter: Reporter,
) -> None:
    receipt = reporter.send(text="Klotter på muren.", place={"place": "torget", "words": "muren"})

    said = reporter.read(page_of(receipt))

    assert f"<h1>Report {shown(receipt)}</h1>" in said
    assert "<strong>Received.</strong> The coordinator reads it next." in said
    assert "Klotter på muren." in said
    assert "muren</dd>" in said
    assert "until Monday 30 November at 10:00" in said


@pytest.mark.parametrize("language", ["sv", "en"])
def test_it_is_said_in_the_readers_language(reporter: Reporter, language: str) -> None:
    said = reporter.read(page_of(reporter.send()), language)

    assert f'<html lang="{language}">' in said
    assert {"sv": "Vad som händer nu", "en": "What happens now"}[language] in said
    assert {"sv": "till måndag 30 november klockan 10.00", "en": "Put the report right"}[
        language
    ] in said


def test_it_is_found_by_its_id_and_by_a_number_without_zeros(reporter: Reporter) -> None:
    receipt = reporter.send()
    year, week, number = receipt["reference"].split("-")

    for named in (receipt["report"], f"{year}-{week}-{int(number)}"):
        assert f"<h1>Report {shown(receipt)}</h1>" in reporter.read(f"/my-reports/{named}")


def test_a_number_that_is_no_reports_leads_nowhere(town: Town, reporter: Reporter) -> None:
    receipt = reporter.send()
    town.change(receipt["report"], "reviews", outcome="read")
    year, week, number = receipt["reference"].split("-")

    nowhere = [
        f"{year}-{week}-{int(number) + 1:04}",  # the review of it
        f"{year}-{week}-{int(number) + 2:04}",
        f"{year}-60-0001",
        "nonsense",
        str(UUID(int=5)),
    ]

    assert {reporter.client.get(f"/my-reports/{one}").status_code for one in nowhere} == {404}


def test_another_reporter_of_the_organisation_finds_nothing_there(
    town: Town, reporter: Reporter
) -> None:
    page, colleague = page_of(reporter.send(text="hemligt")), reporter_of(town)

    answers = [
        colleague.client.get(page),
        colleague.press(f"{page}/corrections", reason="other", text="Nytt."),
        colleague.press(f"{page}/withdrawals", why="mistake"),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert not any("hemligt" in answer.text for answer in answers)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ANALYST])
def test_who_may_see_it_and_did_not_send_it_is_led_to_the_page_of_all(
    town: Town, reporter: Reporter, role: Role
) -> None:
    receipt = reporter.send()
    page, client = page_of(receipt), town.somebody("skola", role)
    before = len(reporter.story(receipt["report"]))

    for answer in (client.get(page), town.press(f"{page}/corrections", client, reason="other")):
        if answer.status_code != 403:
            assert answer.headers["location"] == f"/reports/{receipt['report']}"
    assert client.get(page).status_code == 303
    assert len(reporter.story(receipt["report"])) == before


def test_the_coordinators_lines_are_read_and_the_reading_is_noted(
    town: Town, reporter: Reporter
) -> None:
    receipt = reporter.send()
    reporter.hear(receipt["report"], "Tack, vi ser.")

    said = reporter.read(page_of(receipt))

    assert "The coordinator wrote to you" in said
    assert "Tack, vi ser." in said
    (noted,) = readings(town.accounts, actor=str(reporter.account), action=Action.TEXT_READ.value)
    assert noted.objects == (UUID(receipt["report"]),)


def test_a_text_that_is_held_back_is_not_shown_but_the_question_about_it_is(
    town: Town, reporter: Reporter
) -> None:
    receipt = reporter.send(text="Det som hände syntes från torget.")
    town.change(receipt["report"], "quarantines")
    town.change(receipt["report"], "reviews", outcome="returned", line="Skriv utan namn.")

    said = reporter.read(page_of(receipt))

    assert "syntes från" not in said
    assert "The text is held back" in said
    assert "Somebody who read it found that it may point out a person." in said
    assert "Skriv utan namn." in said
    assert "You can write it anew below." in said
    assert 'name="kind" value="answer"' not in said


def test_why_a_text_is_held_back_is_said_by_what_the_reporter_let_stand(
    reporter: Reporter,
) -> None:
    name, confirmed = "Mohammed Andersson", [{"kind": "name", "count": 1}]
    told = reporter.send(text=f"{name} ropade.", confirmed=confirmed)
    by_program = reporter.send(text=f"{name} ropade.")

    said = reporter.read(page_of(told))

    assert told["quarantined"]
    assert "It may point out a person: name." in said
    assert name not in said
    assert "It may point out a person." in reporter.read(page_of(by_program))


def test_what_was_written_is_shown_and_never_run(town: Town, reporter: Reporter) -> None:
    receipt = reporter.send(text=SCRIPT, place={"place": "torget", "words": SCRIPT})
    report = receipt["report"]
    town.change(report, "reviews", outcome="returned", line=SCRIPT)

    raw = reporter.client.get(page_of(receipt)).text

    assert SCRIPT not in raw
    assert raw.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 4


def test_the_way_tells_of_changes_and_of_the_picture(town: Town, reporter: Reporter) -> None:
    receipt = reporter.send()
    town.change(receipt["report"], "reclassifications", category="DMG-GLASS")
    town.change(receipt["report"], "reviews", outcome="accepted")
    town.clock.forward(minutes=5)
    town.press("/weeks/2026-W48/issue", unread="1")

    said = reporter.read(page_of(receipt))

    steps = [
        "Received",
        "Moved to another category",
        "The coordinator takes it into the picture",
        "In the picture of week 48",
    ]
    places = [said.index(f'<span class="said">{step}</span>') for step in steps]
    assert places == sorted(places)
    assert "Still to come:" not in said


def test_once_the_week_is_closed_it_says_until_when_and_whom_to_ask(reporter: Reporter) -> None:
    receipt = reporter.send()
    reporter.wait_until(datetime(2026, 11, 30, 9, 0, 1, tzinfo=UTC))

    said = reporter.read(page_of(receipt))

    assert "It could be changed until Monday 30 November at 10:00, when the week was closed" in said
    assert "tell the coordinator of Havstuna Schools, and give the number" in said
    assert "/corrections" not in said
    assert "/withdrawals" not in said


def test_issuing_the_picture_closes_what_it_holds_and_not_what_comes_after(
    town: Town, reporter: Reporter
) -> None:
    held = reporter.send()
    town.press("/weeks/2026-W48/issue", unread="1")
    late = reporter.send()

    said = reporter.read(page_of(held))

    assert "when the picture of week 48 was issued" in said
    assert "/corrections" not in said
    assert "That picture was issued without it." in reporter.read(page_of(late))
    assert "/corrections" in reporter.read(page_of(late))


def test_the_page_of_all_names_the_number_and_leads_back(reporter: Reporter) -> None:
    receipt = reporter.send()

    said = reporter.read(f"/reports/{receipt['report']}")

    assert receipt["reference"] in said
    assert f'href="{page_of(receipt)}"' in said

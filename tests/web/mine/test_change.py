"""Putting one's own report right or taking it back: events with a reason, until the week closes."""

from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest

from events.report import (
    ReportCorrected,
    ReportPlaced,
    ReportReclassified,
    ReportWithdrawn,
)
from events.sharing import ReportQuarantined
from reference.dimensions import Certainty, PersonalData, Precision, Reason
from reference.roles import Role
from tests.web.mine.reporter import Reporter, page_of, reporter_of
from tests.web.town import Town

AS_IT_IS = {
    "reason": "wrong-details",
    "text": "Klotter på muren.",
    "category": "DMG-GRAFF",
    "place": "",
    "day": "2026-11-23",
    "time": "18:30",
    "until_day": "",
    "until_time": "",
    "basis": "SEEN",
    "certainty": "sure",
}
"""The form as it is shown for the report of these tests."""


@pytest.fixture
def sent(reporter: Reporter) -> dict[str, Any]:
    """A report with a text, to be put right."""
    return reporter.send(text="Klotter på muren.", place={"place": "torget"})


def last_of(reporter: Reporter, receipt: dict[str, Any]) -> Any:  # noqa: ANN401 - a fact
    """The last thing that happened to the report, which the reporter did."""
    entry = reporter.story(receipt["report"])[-1]
    assert entry.actor == str(reporter.account)
    return entry.fact


def correct(reporter: Reporter, receipt: dict[str, Any], **fields: str) -> None:
    """Save the form with some fields changed."""
    answer = reporter.press(f"{page_of(receipt)}/corrections", **{**AS_IT_IS, **fields})
    assert answer.status_code == 303, unescape(answer.text)
    assert answer.headers["location"] == f"{page_of(receipt)}?done=corrected"


def test_the_form_holds_the_report_as_it_is(reporter: Reporter, sent: dict[str, Any]) -> None:
    answer = reporter.press(f"{page_of(sent)}/corrections", **AS_IT_IS)

    assert answer.headers["location"] == f"{page_of(sent)}?done=same"
    assert len(reporter.story(sent["report"])) == 1
    said = reporter.read(page_of(sent))
    assert 'value="2026-11-23"' in said
    assert 'value="18:30"' in said


def test_a_correction_is_an_event_with_its_reason_in_the_reporters_name(
    reporter: Reporter, sent: dict[str, Any]
) -> None:
    correct(reporter, sent, certainty="unsure", reason="wrong-details")

    fact = last_of(reporter, sent)
    assert isinstance(fact, ReportCorrected)
    assert fact.reason is Reason.WRONG_DETAILS
    assert fact.told.certainty is Certainty.UNSURE
    said = reporter.read(f"{page_of(sent)}?done=corrected")
    assert "The report is put right." in said
    assert "You put it right" in said


def test_the_time_is_read_by_the_clocks_here(reporter: Reporter, sent: dict[str, Any]) -> None:
    late = {"time": "23:30", "until_day": "2026-11-24", "until_time": "00.15"}
    correct(reporter, sent, reason="wrong-time", **late)

    told = last_of(reporter, sent).told
    assert told.occurred_from == datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
    assert told.occurred_to == datetime(2026, 11, 23, 23, 15, tzinfo=UTC)
    assert told.precision is Precision.INTERVAL


def test_what_and_where_are_put_right_with_the_same_reason(
    reporter: Reporter, sent: dict[str, Any]
) -> None:
    correct(reporter, sent, category="DMG-GLASS", place="place:skolan", reason="wrong-place")

    _, moved, placed = (entry.fact for entry in reporter.story(sent["report"]))
    assert isinstance(moved, ReportReclassified)
    assert isinstance(placed, ReportPlaced)
    assert (moved.category, placed.place.place) == ("DMG-GLASS", "skolan")
    assert (moved.reason, placed.reason) == (Reason.WRONG_PLACE, Reason.WRONG_PLACE)


def test_an_answer_is_added_to_the_text_and_the_question_is_answered(
    town: Town, reporter: Reporter, sent: dict[str, Any]
) -> None:
    town.change(sent["report"], "reviews", outcome="returned", line="Hur stort?")
    page = page_of(sent)
    empty = reporter.press(f"{page}/corrections", kind="answer", reason="new-information")
    assert empty.status_code == 422
    assert "Write your answer." in empty.text

    answer = reporter.press(
        f"{page}/corrections", kind="answer", reason="new-information", answer="Två meter."
    )

    assert answer.headers["location"] == f"{page}?done=answered"
    said = reporter.read(page)
    assert "Klotter på muren.\n\nTvå meter." in said
    assert "A question to you</h2>" not in said
    assert last_of(reporter, sent).reason is Reason.NEW_INFORMATION


def test_a_question_is_not_answered_by_moving_the_report_alone(
    town: Town, reporter: Reporter, sent: dict[str, Any]
) -> None:
    town.change(sent["report"], "reviews", outcome="returned", line="Vilken plats?")

    answer = reporter.press(f"{page_of(sent)}/corrections", **{**AS_IT_IS, "place": "place:skolan"})

    assert answer.status_code == 422
    assert "so that the coordinator's question is answered" in unescape(answer.text)
    assert not isinstance(last_fact(reporter, sent), ReportPlaced)


def last_fact(reporter: Reporter, receipt: dict[str, Any]) -> Any:  # noqa: ANN401 - a fact
    """The last thing that happened to the report, whoever did it."""
    return reporter.story(receipt["report"])[-1].fact


def test_a_text_that_is_held_back_can_be_written_anew(
    town: Town, reporter: Reporter, sent: dict[str, Any]
) -> None:
    town.change(sent["report"], "quarantines")
    said = reporter.read(page_of(sent))
    assert "Klotter på muren." not in said

    correct(reporter, sent, text="Klotter på väggen.", reason="privacy")

    assert isinstance(last_of(reporter, sent), ReportCorrected)
    coordinator = town.client.get(f"/reports/{sent['report']}").text
    assert "Klotter på väggen." in coordinator
    assert "Klotter på väggen." not in reporter.read(page_of(sent))


def test_leaving_the_text_of_a_report_that_is_held_back_empty_keeps_it(
    town: Town, reporter: Reporter, sent: dict[str, Any]
) -> None:
    town.change(sent["report"], "quarantines")

    correct(reporter, sent, text="", certainty="unsure")

    assert "Klotter på muren." in town.client.get(f"/reports/{sent['report']}").text


def test_a_number_of_a_person_is_refused_and_shown_where_it_stands(
    reporter: Reporter, sent: dict[str, Any]
) -> None:
    text = "Ring 070-174 06 35 om muren."

    answer = reporter.press(f"{page_of(sent)}/corrections", **{**AS_IT_IS, "text": text})

    said = unescape(answer.text)
    assert answer.status_code == 422
    assert "<title>Error:" in said
    assert "There is a phone number in the text." in said
    assert "<mark>070-174 06 35</mark> – Phone number" in said
    assert text in said
    assert len(reporter.story(sent["report"])) == 1


def test_a_name_is_asked_about_and_held_back_when_the_reporter_lets_it_stand(
    reporter: Reporter, sent: dict[str, Any]
) -> None:
    changed = {**AS_IT_IS, "text": "Jag pratade med Mohammed Andersson vid muren."}
    path = f"{page_of(sent)}/corrections"
    asked = reporter.press(path, **changed)
    said = unescape(asked.text)
    assert asked.status_code == 422
    assert "<mark>Mohammed Andersson</mark> – Name" in said
    assert "Save once more, and have it looked at" in said
    assert len(reporter.story(sent["report"])) == 1

    word = said.split('name="confirmed" value="')[1].split('"')[0]
    other = reporter.press(path, **{**changed, "confirmed": "name:7"})
    assert other.status_code == 422
    saved = reporter.press(path, **{**changed, "confirmed": word})

    assert saved.status_code == 303
    corrected, held = (entry.fact for entry in reporter.story(sent["report"])[1:])
    assert isinstance(corrected, ReportCorrected)
    assert [(one.kind, one.count) for one in corrected.confirmed] == [(PersonalData.NAME, 1)]
    assert isinstance(held, ReportQuarantined)
    assert "It may point out a person: name." in reporter.read(page_of(sent))


@pytest.mark.parametrize(
    ("fields", "status", "sentence"),
    [
        ({"reason": ""}, 422, "Choose why."),
        ({"reason": "double"}, 422, "Choose why."),
        ({"day": ""}, 422, "Write the day."),
        ({"time": "halv sju"}, 422, "Write the time as hours and minutes"),
        ({"until_time": "19:00"}, 422, "Write both the day and the time of the end, or neither."),
        ({"place": "place:finns-inte"}, 422, "Choose one of the list."),
        ({"place": "hittepå"}, 422, "Choose one of the list."),
        ({"category": "NIL"}, 422, "Choose one of the list."),
        ({"category": "finns-inte"}, 422, "Choose one of the list."),
        ({"certainty": "kanske"}, 422, "Choose one of the list."),
        ({"text": "x" * 2001}, 422, "The text can have at most 2000 characters."),
        ({"text": "a\x00b"}, 422, "control characters"),
        ({"until_day": "2026-11-22", "until_time": "10:00"}, 409, "cannot end before it begins"),
        ({"day": "2026-12-24"}, 409, "lies in the future"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_nothing_is_lost(
    reporter: Reporter,
    sent: dict[str, Any],
    fields: dict[str, str],
    status: int,
    sentence: str,
) -> None:
    written = {**AS_IT_IS, "certainty": "unsure", **fields}

    answer = reporter.press(f"{page_of(sent)}/corrections", **written)

    said = unescape(answer.text)
    assert answer.status_code == status, said
    assert sentence in said
    assert "<title>Error:" in said
    assert len(reporter.story(sent["report"])) == 1
    if written["certainty"] == "unsure":
        assert '<option value="unsure" selected>' in said


def test_a_report_that_is_taken_back_leaves_the_figures_and_stays_in_the_record(
    town: Town, reporter: Reporter, sent: dict[str, Any]
) -> None:
    def counted() -> int:
        n: int = town.client.get("/weeks/2026-W48.json").json()["total"]["n"]
        return n

    assert counted() == 1
    without = reporter.press(f"{page_of(sent)}/withdrawals")
    assert without.status_code == 422
    assert "Choose why." in without.text

    answer = reporter.press(f"{page_of(sent)}/withdrawals", why="mistake")

    assert answer.headers["location"] == f"{page_of(sent)}?done=withdrawn"
    fact = last_of(reporter, sent)
    assert isinstance(fact, ReportWithdrawn)
    assert fact.reason is Reason.MISTAKE
    assert counted() == 0
    said = reporter.read(page_of(sent))
    assert "<strong>Withdrawn.</strong> It is kept in the record, but not counted." in said
    assert "/corrections" not in said
    again = reporter.press(f"{page_of(sent)}/withdrawals", why="mistake")
    assert again.headers["location"] == f"{page_of(sent)}?done=same"
    assert len(reporter.story(sent["report"])) == 2


@pytest.mark.parametrize("how", ["deadline", "issuing"])
def test_a_closed_week_takes_no_more_changes_and_what_was_written_is_shown_again(
    town: Town, reporter: Reporter, sent: dict[str, Any], how: str
) -> None:
    path = page_of(sent)
    if how == "issuing":
        town.press("/weeks/2026-W48/issue", unread="1")
    else:
        reporter.wait_until(datetime(2026, 11, 30, 9, 0, 0, tzinfo=UTC))
        correct(reporter, sent, certainty="probable")
        reporter.wait_until(datetime(2026, 11, 30, 9, 0, 1, tzinfo=UTC))
    before = len(reporter.story(sent["report"]))

    answers = [
        reporter.press(f"{path}/corrections", **{**AS_IT_IS, "text": "Något helt nytt."}),
        reporter.press(f"{path}/withdrawals", why="mistake"),
    ]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert all("It can no longer be changed here." in answer.text for answer in answers)
    assert "It could be changed until" in answers[0].text
    assert "Något helt nytt." in answers[0].text
    assert len(reporter.story(sent["report"])) == before


def test_a_coordinator_puts_an_own_report_right_after_the_week_too(town: Town) -> None:
    coordinator = reporter_of(town, "skola", Role.COORDINATOR)
    sent = coordinator.send(text="Klotter på muren.", place={"place": "torget"})
    town.press("/weeks/2026-W48/issue", unread="1")

    correct(coordinator, sent, certainty="unsure")

    assert "The week is closed, but you are a coordinator" in coordinator.read(page_of(sent))


def test_a_form_of_another_page_changes_nothing(reporter: Reporter, sent: dict[str, Any]) -> None:
    answer = reporter.client.post(
        f"{page_of(sent)}/withdrawals", data={"form_token": "x", "why": "mistake"}
    )

    assert answer.status_code == 403
    assert len(reporter.story(sent["report"])) == 1

"""The desk: words beside the figures, saved as a plain form, and nothing that was typed is lost."""

import re
from html import unescape

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from reference.roles import Role
from tests.web.desk.conftest import DESK, ISSUE, READ, People, found_in
from tests.web.town import Town


def seen_on(page: str) -> str:
    """The entries that were shown, as the page's form sends them."""
    return found_in(r'name="seen" value="([^"]*)"', page)


def text_in(page: str, field: str) -> str:
    """What stands in a field of the page."""
    found = re.search(rf'<textarea id="text-{field}"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert found, field
    return unescape(found[1])


def save(town: Town, client: TestClient, seen: str | None = None, **fields: str) -> Response:
    """Send the form as it stands, with `fields` typed; a name has _ for each - of the field."""
    page = client.get(DESK).text
    typed = {name.replace("_", "-"): text for name, text in fields.items()}
    return town.press(DESK, client, seen=seen_on(page) if seen is None else seen, **typed)


def test_the_figures_stand_beside_where_one_writes(town: Town, people: People) -> None:
    town.send()

    page = people.anna.get(DESK).text

    assert "The log says now" in page
    assert "Week 47 has <a" in page
    assert "0 of 60 words" in page
    assert page.count("Unverified") >= 2


def test_what_is_written_stands_there_again(town: Town, people: People) -> None:
    answer = save(
        town, people.anna, text_sentence_1="Oron ökar vid torget.", text_note_when="Kväll."
    )

    assert answer.headers["location"] == f"{DESK}?done=saved"
    page = people.berit.get(DESK).text
    assert text_in(page, "sentence-1") == "Oron ökar vid torget."
    assert text_in(page, "note-when") == "Kväll."
    assert "Last changed by Anna Analytiker" in page
    assert "4 of 60 words" in page
    again = save(town, people.anna, text_sentence_1="Oron ökar vid torget.")
    assert again.headers["location"] == f"{DESK}?done=nothing"


def test_the_second_of_two_gets_what_stands_and_the_own_text_back(
    town: Town, people: People
) -> None:
    before = seen_on(people.berit.get(DESK).text)
    save(town, people.anna, text_sentence_1="Läget är lugnt.")

    answer = save(
        town,
        people.berit,
        before,
        text_sentence_1="Läget är spänt.",
        text_sentence_2="Mer klotter.",
    )

    assert answer.status_code == 409
    assert "Läget är lugnt." in answer.text
    assert "Anna Analytiker" in answer.text
    assert text_in(answer.text, "sentence-1") == "Läget är spänt."
    assert text_in(answer.text, "sentence-2") == "Mer klotter."
    merged = save(
        town,
        people.berit,
        seen_on(answer.text),
        text_sentence_1="Läget är lugnt men spänt.",
        text_sentence_2="Mer klotter.",
    )
    assert merged.status_code == 303
    assert text_in(people.anna.get(DESK).text, "sentence-1") == "Läget är lugnt men spänt."


def test_what_points_out_a_person_is_marked_and_nothing_typed_is_lost(
    town: Town, people: People
) -> None:
    answer = save(
        town,
        people.anna,
        text_sentence_1="Ring 070-174 06 05.",
        text_rumour_1="Det sägs att torget stängs.",
    )

    assert answer.status_code == 422
    assert "<mark>070-174 06 05" in answer.text
    assert text_in(answer.text, "sentence-1") == "Ring 070-174 06 05."
    page = people.anna.get(DESK).text
    assert text_in(page, "sentence-1") == ""
    assert text_in(page, "rumour-1") == "Det sägs att torget stängs."


def test_a_name_that_is_nobodys_is_saved_when_the_writer_says_so(
    town: Town, people: People
) -> None:
    text = "Vi såg Anders Johansson vid torget."
    asked = save(town, people.anna, text_warning_1=text)
    assert asked.status_code == 422
    assert 'name="nobody-warning-1"' in asked.text

    answer = save(town, people.anna, text_warning_1=text, nobody_warning_1="1")

    assert answer.status_code == 303


def test_proposals_fill_what_is_empty_and_keep_what_is_typed(town: Town, people: People) -> None:
    town.send()
    page = people.anna.get(DESK).text
    answer = town.press(
        DESK,
        people.anna,
        seen=seen_on(page),
        do="propose",
        **{"text-sentence-1": "", "text-sentence-2": "Min egen.", "text-note-when": "Kväll."},
    )

    assert answer.status_code == 200
    assert text_in(answer.text, "sentence-1").startswith("Week 47 has 1 report")
    assert text_in(answer.text, "sentence-2") == "Min egen."
    assert text_in(answer.text, "note-when") == "Kväll."
    assert text_in(people.anna.get(DESK).text, "sentence-1") == ""


def test_a_report_is_quoted_by_its_number_and_its_text_stays_where_it_is(
    town: Town, people: People
) -> None:
    receipt = town.send(text="Vi hörde rop vid bron.")
    page = people.anna.get(f"/reports/{receipt['report']}").text
    number = found_in(r"(\d{4}-\d\d-\d{4,})", page)

    answer = save(town, people.anna, text_rumour_1="Det ropas.", reports_rumour_1=number)

    assert answer.status_code == 303, answer.text
    page = people.anna.get(DESK).text
    assert "Vi hörde rop vid bron." in page
    assert f'href="/reports/{receipt["report"]}"' in page
    town.change(receipt["report"], "quarantines")
    assert "Vi hörde rop vid bron." not in people.anna.get(DESK).text


def test_a_number_that_leads_nowhere_is_said_and_the_text_kept(town: Town, people: People) -> None:
    answer = save(town, people.anna, text_rumour_1="Det ropas.", reports_rumour_1="2026-47-9999")

    assert answer.status_code == 422
    assert "There is no report with the number 2026-47-9999" in answer.text
    assert text_in(answer.text, "rumour-1") == "Det ropas."


def test_a_signature_shows_on_the_issued_picture(town: Town, people: People) -> None:
    save(town, people.anna, text_sentence_1="Oron ökar vid torget.")
    page = people.coordinator.get(READ).text
    assert "Oron ökar vid torget." in page
    waits = f'<a href="{READ}">What is written waits for a second reader</a>'
    assert waits in people.coordinator.get("/").text

    signed = town.press(READ, people.coordinator, seen=_seen_to_sign(page))
    issued = town.press(ISSUE, people.anna)

    assert signed.headers["location"] == f"{READ}?done=signed"
    assert waits not in people.coordinator.get("/").text
    assert issued.status_code == 303, issued.text
    picture = people.anna.get("/weeks/2026-W47").text
    assert "by a second reader (organisation coordinator)" in picture
    assert "Oron ökar vid torget." in picture


def test_the_second_reader_meets_the_notes_in_the_order_of_the_picture(
    town: Town, people: People
) -> None:
    save(town, people.anna, text_note_coming="Sist.", text_note_figures="Först.")

    page = people.coordinator.get(READ).text

    assert page.index("Först.") < page.index("Sist.")


def test_whoever_may_not_issue_is_not_told_that_it_is_too_early(people: People) -> None:
    page = people.coordinator.get("/weeks/2026-W47").text

    assert "It changes as long as reports come" in page
    assert "when the week has begun" not in page
    assert ISSUE not in page


def test_nobody_signs_their_own_words_or_what_has_changed(town: Town, people: People) -> None:
    save(town, people.anna, text_sentence_1="Ett.")
    own = people.anna.get(READ).text
    assert "A second reader is somebody else." in own
    assert "I have read it and sign" not in own
    page = people.berit.get(READ).text
    save(town, people.anna, text_sentence_1="Två.", seen=seen_on(people.anna.get(DESK).text))

    late = town.press(READ, people.berit, seen=_seen_to_sign(page))

    assert late.status_code == 409
    assert "has changed since you read it" in late.text


def test_issuing_without_a_second_reader_takes_a_tick_and_says_so(
    town: Town, people: People
) -> None:
    asked = town.press(ISSUE, people.anna)
    assert asked.status_code == 422
    assert "tick the box" in asked.text

    issued = town.press(ISSUE, people.anna, unread="1")

    assert issued.status_code == 303
    assert "No second reader" in people.anna.get("/weeks/2026-W47").text


def test_whoever_signed_cannot_issue_as_if_somebody_else_had(town: Town, people: People) -> None:
    save(town, people.anna, text_sentence_1="Ett.")
    page = people.berit.get(READ).text
    town.press(READ, people.berit, seen=_seen_to_sign(page))

    assert town.press(ISSUE, people.berit).status_code == 422
    assert town.press(ISSUE, people.anna).status_code == 303


def test_the_desk_of_an_issued_picture_shows_what_was_written_and_takes_no_more(
    town: Town, people: People
) -> None:
    save(town, people.anna, text_sentence_1="Oron ökar vid torget.")
    town.press(ISSUE, people.anna, unread="1")

    page = people.anna.get(DESK).text
    late = town.press(DESK, people.anna, seen="", **{"text-sentence-2": "Mer."})

    assert "Oron ökar vid torget." in page
    assert "<textarea" not in page
    assert late.status_code == 409
    assert "is issued" in late.text


@pytest.mark.parametrize(
    ("role", "draft", "issued"),
    [(Role.PARTICIPANT, False, True), (Role.AUDITOR, False, False), (Role.COORDINATOR, True, True)],
)
def test_words_are_for_those_who_work_on_them_and_then_for_the_meeting(
    town: Town,
    people: People,
    role: Role,
    draft: bool,  # noqa: FBT001 - a case
    issued: bool,  # noqa: FBT001 - a case
) -> None:
    save(town, people.anna, text_sentence_1="Oron ökar vid torget.")
    reader = town.somebody("vakt", role)
    before = reader.get("/weeks/2026-W47").text
    town.press(ISSUE, people.anna, unread="1")
    after = reader.get("/weeks/2026-W47").text

    assert ("Oron ökar" in before, "Oron ökar" in after) == (draft, issued)


def test_a_page_with_words_is_kept_by_no_browser(town: Town, people: People) -> None:
    assert "etag" in people.anna.get("/weeks/2026-W47").headers
    save(town, people.anna, text_sentence_1="Oron ökar vid torget.")

    assert "etag" not in people.anna.get("/weeks/2026-W47").headers


def _seen_to_sign(page: str) -> str:
    return found_in(r'name="seen" value="(\d+)"', page)

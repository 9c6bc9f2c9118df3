"""Before sending: what may be the same happening, its words only for who may read them."""

from typing import Any
from uuid import UUID

from accounts.access import OF_TEXTS
from accounts.tables import access, access_object
from events.database import reading
from reference.roles import Role
from tests.web.town import Town, a_report
from web.phone.similar import FIRST_WORDS

TEXT = "Klotter på muren mot skolgården. " * 5


def similar(town: Town, client: Any = None, **fields: object) -> list[dict[str, Any]]:  # noqa: ANN401
    report = a_report(**fields)
    asked = {name: report[name] for name in ("category", "occurred", "place")}
    answer = (client or town.client).post("/api/1/reports/similar", json=asked)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["similar"]
    return found


def test_what_is_near_is_shown_with_distance_and_time(town: Town) -> None:
    sent = town.send(text=TEXT)
    (found,) = similar(town, occurred={"from": "2026-11-18T20:00"}, category="DMG-GLASS")
    assert found["report"] == sent["report"]
    assert found["metres"] == 0
    assert found["occurred_from"] == "2026-11-18T17:30:00Z"
    assert found["category"] == "Graffiti"


def test_who_may_read_the_text_sees_its_first_words_and_that_is_noted(town: Town) -> None:
    sent = town.send(text=TEXT)
    (found,) = similar(town)
    assert found["words"] == TEXT[:FIRST_WORDS]
    assert UUID(sent["report"]) in _read(town)


def test_who_may_not_read_it_sees_no_word(town: Town) -> None:
    town.send(text=TEXT)
    guard = town.somebody("vakt", Role.REPORTER)
    (found,) = similar(town, guard, organisation="vakt")
    assert found["words"] is None
    assert found["own"] is False
    assert not _read(town)


def test_a_text_that_is_held_back_shows_no_word_to_its_reporter(town: Town) -> None:
    reporter = town.somebody("skola", Role.REPORTER)
    reporter.post("/api/1/reports", json=a_report(text="Fatima Hussein ropade åt oss."))
    (found,) = similar(town, reporter)
    assert found["own"]
    assert found["words"] is None


def test_a_report_that_is_the_same_is_joined_and_counted_once(town: Town) -> None:
    first = town.send()
    receipt = town.client.post("/api/1/reports", json=a_report(same_as=first["report"]))
    assert receipt.status_code == 201
    assert receipt.json()["linked"] == first["report"]
    listed = town.client.get("/api/1/reports?week=2026-W47").json()
    assert listed["total"] == 1


def test_the_receipt_says_the_number_and_what_was_marked(town: Town) -> None:
    report = a_report(sent_at="2026-11-24T12:30:00Z", text="Fatima Hussein ropade åt oss.")
    receipt = town.client.post("/api/1/reports", json=report).json()
    year, week, number = receipt["reference"].split("-")
    assert (year, week) == ("2026", "48")
    assert number.isdigit()
    assert len(number) >= 4
    assert receipt["quarantined"] is True
    assert receipt["clock_off_s"] == 3 * 3600
    again = town.client.post("/api/1/reports", json=report)
    assert (again.status_code, again.json()) == (200, receipt)


def test_what_must_go_is_marked_in_the_answer_and_never_repeated(town: Town) -> None:
    text = "Ring 070-174 06 05 om det."
    answer = town.client.post("/api/1/reports", json=a_report(text=text))
    assert answer.status_code == 422
    (trouble,) = answer.json()["errors"]
    assert trouble["field"] == "text"
    (span,) = trouble["spans"]
    assert text[span["start"] : span["end"]] == "070-174 06 05"
    assert (span["kind"], span["action"]) == ("phone", "block")
    assert "174" not in answer.text


def _read(town: Town) -> set[UUID]:
    """The reports of which a text was read."""
    with reading(town.accounts.engine) as connection:
        rows = connection.execute(
            access_object.select()
            .join(access, access.c.position == access_object.c.position)
            .where(access.c.action.in_(OF_TEXTS))
        )
        return {row.object for row in rows}

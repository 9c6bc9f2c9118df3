"""What a field quotes of a report is where it lies; who may not read it is told why not."""

from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.access import readings
from accounts.permissions import Action
from briefing.draw import draw
from briefing.picture import as_json
from events.database import reading
from events.draft import DraftWritten
from ingest import desk
from projections.known import known
from reference.roles import Role
from reference.weeks import Week
from tests.web.desk.conftest import DESK, ISSUE, READ, People, found_in
from tests.web.desk.test_writing import save, text_in
from tests.web.town import Town

TEXT = "Vi hörde rop vid bron. Sedan sprang någon. Det ropades om igen vid bron."
CLOSED = "A text of a report that you may not read."
WEEK = "/weeks/2026-W47"


def number_of(people: People, report: str) -> str:
    """What people call a report."""
    return found_in(r"(\d{4}-\d\d-\d{4,})", people.anna.get(f"/reports/{report}").text)


def quote(
    town: Town, people: People, words: str, *, text: str = TEXT, mark: str = ""
) -> tuple[str, Response]:
    """Send a report and quote `words` of it in a rumour; the report, and the answer."""
    report = town.send(text=text)["report"]
    answer = save(
        town,
        people.anna,
        text_rumour_1="Det ropas.",
        reports_rumour_1=number_of(people, report),
        quote_rumour_1=words,
        marks=f"rumour-1:{report}:{mark}" if mark else "",
    )
    return report, answer


def written(town: Town) -> list[DraftWritten]:
    """What the log holds of the draft, in order."""
    with reading(town.registry.log.engine) as connection:
        found = [entry.fact for entry in town.registry.log.entries(connection, after=0)]
    return [fact for fact in found if isinstance(fact, DraftWritten)]


def meeting(town: Town) -> TestClient:
    """Somebody who comes to the meeting, and reads no text that is not for it."""
    return town.somebody("bostad", Role.PARTICIPANT)


def test_the_texts_of_the_reports_are_opened_before_anything_is_saved(
    town: Town, people: People
) -> None:
    report = town.send(text=TEXT)["report"]

    opened = save(
        town,
        people.anna,
        text_rumour_1="Det ropas.",
        reports_rumour_1=number_of(people, report),
        do="open",
    )

    assert opened.status_code == 200
    assert TEXT in opened.text
    assert "readonly" in opened.text
    assert text_in(opened.text, "rumour-1") == "Det ropas."
    assert "What you have written is not saved yet." in opened.text
    assert written(town) == []


def test_a_number_that_leads_nowhere_is_not_said_to_have_saved_the_rest(
    town: Town, people: People
) -> None:
    answer = save(
        town,
        people.anna,
        text_sentence_1="Lugnt.",
        text_rumour_1="Det ropas.",
        reports_rumour_1="2026-47-9999",
        do="open",
    )

    assert "There is no report with the number 2026-47-9999" in answer.text
    assert "it is not saved yet" in answer.text
    assert "The rest is saved" not in answer.text
    assert text_in(answer.text, "sentence-1") == "Lugnt."
    assert written(town) == []


def test_a_quotation_is_held_by_where_it_lies(town: Town, people: People) -> None:
    report, answer = quote(town, people, "Sedan  sprang\nnågon.")

    assert answer.status_code == 303, answer.text
    (fact,) = written(town)
    text = desk.load(town.registry, UUID(report)).told.text
    assert text is not None
    (held,) = fact.quotes
    assert (held.report, held.text) == (UUID(report), text.key)
    assert TEXT[held.start : held.end] == "Sedan sprang någon."
    page = people.berit.get(READ).text
    assert "“Sedan sprang någon.”" in page
    assert TEXT not in page


def test_an_emoji_counts_as_one_and_a_mark_says_which_of_two(town: Town, people: People) -> None:
    text = "🔥🔥 vid bron, sedan vid bron."
    start = text.rindex("vid bron")

    _, twice = quote(town, people, "vid bron", text=text)
    _, marked = quote(town, people, "vid bron", text=text, mark=str(start))

    assert twice.status_code == 422
    assert "more than once" in twice.text
    assert 'value="vid bron"' in twice.text
    assert marked.status_code == 303
    (held,) = written(town)[-1].quotes
    assert (held.start, held.end) == (start, start + len("vid bron"))


def test_words_that_the_report_does_not_say_are_not_quoted(town: Town, people: People) -> None:
    _, answer = quote(town, people, "Ingen hörde något.")

    assert answer.status_code == 422
    assert "do not stand in the text" in answer.text
    assert written(town) == []


def test_a_quotation_stays_until_it_is_let_go(town: Town, people: People) -> None:
    report, _ = quote(town, people, "Sedan sprang någon.")
    page = people.anna.get(DESK).text
    kept = found_in(r'name="kept-rumour-1" value="([^"]+)" checked', page)
    fields = {"text_rumour_1": "Det ropas mer.", "reports_rumour_1": number_of(people, report)}

    save(town, people.anna, **fields, kept_rumour_1=kept)
    assert len(written(town)[-1].quotes) == 1
    save(town, people.anna, **fields)

    assert written(town)[-1].quotes == ()
    assert written(town)[-1].reports == (UUID(report),)


def test_what_is_quoted_is_of_a_report_that_the_field_names(town: Town, people: People) -> None:
    quote(town, people, "Sedan sprang någon.")
    kept = found_in(r'name="kept-rumour-1" value="([^"]+)"', people.anna.get(DESK).text)

    unnamed = save(town, people.anna, text_rumour_1="Det ropas.", kept_rumour_1=kept)
    forged = save(town, people.anna, text_rumour_1="Det ropas.", kept_rumour_1=kept[:-3] + "999")

    assert unnamed.status_code == 422
    assert "only reports that it names" in unnamed.text
    assert forged.status_code in {303, 422}
    assert len(written(town)) == 1


def test_only_whoever_may_read_the_text_reads_the_quotation(town: Town, people: People) -> None:
    report, _ = quote(town, people, "Sedan sprang någon.")
    town.press(ISSUE, people.anna, unread="1")
    guest = meeting(town)

    for ending in ("", ".pdf", ".pptx"):
        assert people.anna.get(WEEK + ending).status_code == 200
        assert guest.get(WEEK + ending).status_code == 200

    assert "“Sedan sprang någon.”" in people.anna.get(WEEK).text
    assert "Sedan sprang" not in guest.get(WEEK).text
    assert CLOSED in guest.get(WEEK).text
    town.change(report, "shares", share="meeting")
    assert "“Sedan sprang någon.”" in guest.get(WEEK).text
    town.change(report, "quarantines")
    held_back = people.anna.get(READ).text
    assert f"A text of report {number_of(people, report)} that you may not read." in held_back
    assert "Sedan sprang" not in held_back


def test_the_wall_has_neither_words_nor_quotations(town: Town, people: People) -> None:
    quote(town, people, "Sedan sprang någon.")

    wall = people.anna.get(f"{WEEK}/show").text

    assert "Det ropas" not in wall
    assert "Sedan sprang" not in wall


def test_that_somebody_read_it_is_noted(town: Town, people: People) -> None:
    report, _ = quote(town, people, "Sedan sprang någon.")
    reader = town.person("skola", Role.ANALYST)
    town.signed_in(reader, Role.ANALYST).get(WEEK)

    noted = readings(town.accounts, object_id=UUID(report), action=Action.TEXT_READ.value)

    assert noted[0].actor == str(reader)


def test_a_text_that_was_put_right_or_erased_is_not_quoted_any_more(
    town: Town, people: People
) -> None:
    report, _ = quote(town, people, "Sedan sprang någon.")
    town.change(report, "corrections", reason="mistake", text="Ingen sprang. Sedan sprang någon.")
    corrected = people.anna.get(READ).text

    other, _ = quote(town, people, "Det ropades om igen")
    sealed = desk.load(town.registry, UUID(other)).told.text
    assert sealed is not None
    town.registry.keyring.destroy(sealed)
    erased = people.anna.get(READ).text

    assert "has been corrected since it was quoted" in corrected
    assert "Sedan sprang" not in corrected
    assert "is erased" in erased
    assert "ropades" not in erased


def test_a_report_that_is_named_and_not_quoted_is_shown_whole_as_before(
    town: Town, people: People
) -> None:
    report = town.send(text=TEXT)["report"]

    save(town, people.anna, text_rumour_1="Det ropas.", reports_rumour_1=number_of(people, report))

    assert written(town)[-1].quotes == ()
    assert TEXT in people.berit.get(READ).text


def test_a_month_is_quoted_for_as_a_week_is(town: Town, people: People) -> None:
    report = town.send(text=TEXT)["report"]
    place = "/periods/2026-11"
    page = people.anna.get(f"{place}/desk").text

    answer = town.press(
        f"{place}/desk",
        people.anna,
        seen=found_in(r'name="seen" value="([^"]*)"', page),
        **{
            "text-context-1": "Unga vid bron.",
            "reports-context-1": number_of(people, report),
            "quote-context-1": "rop vid bron",
        },
    )

    assert answer.headers["location"] == f"{place}/desk?done=saved"
    assert "“rop vid bron”" in people.berit.get(f"{place}/read").text
    assert "“rop vid bron”" not in people.berit.get(READ).text


WORDS = st.lists(
    st.text("abcdefghijklmnopqrstuvwxyzåäö", min_size=9, max_size=14).map("zq{}".format),
    min_size=3,
)


@given(WORDS.filter(lambda words: len(set(words)) == len(words)), st.data())
@settings(
    max_examples=5,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_word_of_a_report_stands_anywhere_but_sealed(
    town: Town,
    people: People,
    capfd: pytest.CaptureFixture[str],
    words: list[str],
    data: st.DataObject,
) -> None:
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    quoted = " ".join(words[first : last + 1])

    _, answer = quote(town, people, quoted, text=" ".join(words))
    assert answer.status_code == 303, answer.text
    shown = people.anna.get(WEEK).text
    with known(town.registry.log) as view:
        picture = as_json(draw(view, Week.parse("2026-W47")))

    assert f"“{quoted}”" in shown
    held = [path.read_bytes() for path in town.settings.data_dir.rglob("*") if path.is_file()]
    everything = b"\0".join((*held, picture, capfd.readouterr().err.encode()))
    assert not [word for word in words if word.encode() in everything]

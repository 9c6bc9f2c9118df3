"""Sorting at the inbox: many at once, what stays when one cannot be done, and taking it back."""

import threading
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from events.database import reading
from events.fact import Entry
from events.refusal import Refused
from events.report import ReportAnswered, ReportReviewed
from ingest import desk, sorting
from ingest.forms import QuarantineForm, ReviewForm, WithdrawalForm
from ingest.privacy import PointsOut
from ingest.receive import LINE, TEXT, WORDS
from ingest.sorting import Chosen, Sorted, SortingForm, rewrite, sort, undo
from projections import cells
from projections.known import known
from projections.record import Registry, belongs_to
from projections.reports import ALL, Query, Row, find, one
from reference.dimensions import Reason, Review
from tests.hamlet import NOW, WEEK, sent

SORTER, OTHER = str(uuid4()), str(uuid4())
DOUBLES = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def do(registry: Registry, verb: str, *reports: UUID | Chosen, **fields: object) -> Sorted:
    chosen = [each if isinstance(each, Chosen) else Chosen(each) for each in reports]
    form = SortingForm.model_validate({"verb": verb, **fields})
    return sort(registry, chosen, form, actor=SORTER, at=NOW)


def take_back(registry: Registry, done: Sorted, actor: str = SORTER) -> Sorted:
    first, last = done.entries[0].position, done.entries[-1].position
    return undo(registry, first, last, actor=actor, at=NOW)


def standing(registry: Registry, report: UUID) -> Row:
    with known(registry.log) as now:
        row = one(now, report)
    assert row
    return row


def story(registry: Registry, report: UUID) -> list[Entry]:
    with reading(registry.log.engine) as connection:
        return registry.log.stream(connection, report)


def figures(registry: Registry) -> tuple[object, ...]:
    """All that a picture counts, and every report with the columns that figures are made of."""
    with known(registry.log) as now:
        weeks = [week.key for week in (WEEK.shift(-1), WEEK, WEEK.shift(1))]
        by = ("week", "area", "category", "organisation")
        counted = cells.count(now.connection, now.municipality, weeks, by, now.position)
        rows = find(now, Query(which=ALL), limit=500).rows
    stood = [row._replace(version=0, from_position=0) for row in rows]
    return counted, sorted(stood, key=lambda row: row.first_position)


def test_many_are_done_at_once_by_one_actor_in_one_transaction(registry: Registry) -> None:
    reports = [sent(registry, n) for n in range(3)]

    done = do(registry, "accept", *reports)

    assert (done.done, done.refused) == (reports, [])
    positions = [entry.position for entry in done.entries]
    assert positions == list(range(positions[0], positions[0] + 3))
    assert {(entry.actor, entry.recorded_at) for entry in done.entries} == {(SORTER, NOW)}
    assert {entry.fact for entry in done.entries} == {ReportReviewed(outcome=Review.ACCEPTED)}
    assert {standing(registry, report).status for report in reports} == {"accepted"}


def test_one_that_cannot_be_done_is_named_and_the_others_are_done(registry: Registry) -> None:
    first, gone, last = (sent(registry, n) for n in range(3))
    mistake = WithdrawalForm(reason=Reason.MISTAKE)
    desk.withdraw(registry, gone, mistake, actor="t", at=NOW)

    done = do(registry, "accept", first, gone, last)

    assert done.done == [first, last]
    assert [(report, no.message) for report, no in done.refused] == [
        (gone, "The report is withdrawn and can no longer be changed.")
    ]
    assert standing(registry, last).status == "accepted"


def test_what_somebody_changed_since_it_was_shown_is_left_as_it_is(on_sqlite: Registry) -> None:
    mine, theirs = (sent(on_sqlite, n) for n in range(2))
    form = ReviewForm(outcome=Review.OUT_OF_SCOPE)
    desk.review(on_sqlite, theirs, form, actor=OTHER, at=NOW)

    done = do(on_sqlite, "accept", Chosen(mine, 1), Chosen(theirs, 1))

    assert done.done == [mine]
    ((report, no),) = done.refused
    assert report == theirs
    assert "Somebody else changed" in no.message
    assert standing(on_sqlite, theirs).status == "out-of-scope"


def test_what_is_so_already_is_done_and_leaves_nothing(on_sqlite: Registry) -> None:
    report = sent(on_sqlite, 1)
    do(on_sqlite, "read", report)
    again = do(on_sqlite, "read", report, report)
    assert (again.done, again.entries) == ([report], [])


def test_a_question_goes_sealed_to_each_reporter(on_sqlite: Registry) -> None:
    reports = [sent(on_sqlite, n) for n in range(2)]

    do(on_sqlite, "return", *reports, line="Vilken sida av skolan?")

    for report in reports:
        reviewed, answered = (entry.fact for entry in story(on_sqlite, report)[1:])
        assert reviewed == ReportReviewed(outcome=Review.RETURNED)
        assert isinstance(answered, ReportAnswered)
        box = belongs_to(on_sqlite, report, LINE)
        assert on_sqlite.keyring.open(answered.line, box) == "Vilken sida av skolan?"
        assert standing(on_sqlite, report).status == "returned"


def test_a_line_alone_changes_nothing_else(on_sqlite: Registry) -> None:
    report = sent(on_sqlite, 1)
    before = standing(on_sqlite, report)
    done = do(on_sqlite, "answer", report, line="Tack, det är lagat.")
    assert [type(entry.fact) for entry in done.entries] == [ReportAnswered]
    after = standing(on_sqlite, report)
    assert after._replace(version=1, from_position=before.from_position) == before


def test_a_line_that_points_out_a_person_is_not_written(on_sqlite: Registry) -> None:
    report = sent(on_sqlite, 1)
    with pytest.raises(PointsOut):
        do(on_sqlite, "return", report, line="Ring mig på 070-174 06 35.")
    assert len(story(on_sqlite, report)) == 1


@pytest.mark.parametrize("verb", ["return", "answer", "double", "recode", "place"])
def test_what_needs_a_word_more_says_so(verb: str) -> None:
    with pytest.raises(ValidationError):
        SortingForm.model_validate({"verb": verb})


def test_several_get_another_category_or_area_and_keep_what_else_was_told(
    registry: Registry,
) -> None:
    place = {"point": {"lat": 57.05, "lon": 25.0}, "words": "bortom fyren"}
    reports = [sent(registry, n, category="OTHER", text="x", place=place) for n in range(2)]

    do(registry, "recode", *reports, category="DMG-GLASS")
    do(registry, "place", *reports, where={"area": "O"})

    for report in reports:
        row = standing(registry, report)
        assert (row.category, row.area, row.lon) == ("DMG-GLASS", "O", 25.0)
        words = desk.load(registry, report).place.words
        assert words
        assert registry.keyring.open(words, belongs_to(registry, report, WORDS)) == "bortom fyren"
    do(registry, "place", reports[0], where={"place": "torg"})
    row = standing(registry, reports[0])
    assert (row.area, row.place, row.lon) == ("V", "torg", 19.05)
    assert desk.load(registry, reports[0]).place.words


@pytest.mark.parametrize(
    ("verb", "fields"),
    [("recode", {"category": "NIL"}), ("place", {"where": {"area": "none"}})],
)
def test_what_fits_no_report_is_refused_before_any(
    on_sqlite: Registry, verb: str, fields: dict[str, object]
) -> None:
    report = sent(on_sqlite, 1)
    with pytest.raises(Refused):
        do(on_sqlite, verb, report, **fields)
    assert len(story(on_sqlite, report)) == 1


def test_a_double_of_nothing_is_refused_by_name(on_sqlite: Registry) -> None:
    report = sent(on_sqlite, 1)
    done = do(on_sqlite, "double", report, other=str(uuid4()))
    assert [no.message for _, no in done.refused] == ["The other report does not exist."]


@DOUBLES
@given(steps=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.booleans()), max_size=14))
def test_unlinking_gives_every_figure_back(
    on_sqlite: Registry, steps: list[tuple[int, int, bool]]
) -> None:
    organisations = ("skola", "vakt")
    reports = [
        sent(on_sqlite, n, organisation=organisations[n % 2], category="DMG-GRAFF")
        for n in range(6)
    ]
    before = figures(on_sqlite)

    for report, other, links in steps:
        if links:
            do(on_sqlite, "double", reports[report], other=str(reports[other]))
        else:
            do(on_sqlite, "part", reports[report])
    with known(on_sqlite.log) as now:
        rows = find(now, Query(which=ALL), limit=500).rows
    # Nothing was lost on the way, and every happening that is told of is counted.
    assert len(rows) == 6
    linked = {row.report for row in rows if row.same_as}
    assert {row.report for row in rows if row.counted} == {row.report for row in rows} - linked
    assert len(linked) < 6

    do(on_sqlite, "part", *reports)
    assert figures(on_sqlite) == before


@pytest.mark.parametrize(
    ("verb", "fields"),
    [
        ("accept", {}),
        ("out", {}),
        ("double", {"other": "first"}),
        ("recode", {"category": "DMG-GLASS"}),
        ("place", {"where": {"place": "skola"}}),
        ("clear", {}),
    ],
)
def test_what_was_done_is_taken_back_by_further_facts(
    registry: Registry, verb: str, fields: dict[str, object]
) -> None:
    first, *reports = (sent(registry, n) for n in range(3))
    do(registry, "read", *reports)
    if verb == "clear":
        for report in reports:
            desk.quarantine(registry, report, QuarantineForm(), actor="t", at=NOW)
    before = figures(registry)
    told = {name: str(first) if value == "first" else value for name, value in fields.items()}
    done = do(registry, verb, *reports, **told)
    assert figures(registry) != before

    undone = take_back(registry, done)

    assert undone.done == reports
    assert undone.refused == []
    assert figures(registry) == before
    assert min(entry.position for entry in undone.entries) > done.entries[-1].position


def test_what_was_new_is_read_when_its_acceptance_is_taken_back(on_sqlite: Registry) -> None:
    report = sent(on_sqlite, 1)
    take_back(on_sqlite, do(on_sqlite, "accept", report))
    assert standing(on_sqlite, report).status == "read"


def test_some_things_cannot_be_taken_back(on_sqlite: Registry) -> None:
    report, other = (sent(on_sqlite, n) for n in range(2))
    read = take_back(on_sqlite, do(on_sqlite, "read", report))
    asked = take_back(on_sqlite, do(on_sqlite, "return", report, line="När?"))
    accepted = do(on_sqlite, "accept", other)
    desk.review(on_sqlite, other, ReviewForm(outcome=Review.READ), actor=OTHER, at=NOW)
    changed = take_back(on_sqlite, accepted)
    theirs = take_back(on_sqlite, do(on_sqlite, "accept", report), actor=OTHER)

    said = [no.message for each in (read, asked, changed) for _, no in each.refused]
    assert ["nothing to take back" in said[0], "A line was" in said[1]] == [True, True]
    assert "Somebody else changed" in said[2]
    assert (theirs.done, theirs.refused) == ([], [])
    assert standing(on_sqlite, report).status == "accepted"


def test_a_text_that_told_of_a_person_is_replaced_and_cleared_at_once(
    on_sqlite: Registry,
) -> None:
    place = {"area": "V", "words": "hos Anna Andersson"}
    report = sent(on_sqlite, 1, text="Anna Andersson var där.", place=place, share="meeting")
    desk.quarantine(on_sqlite, report, QuarantineForm(), actor="t", at=NOW)
    version = standing(on_sqlite, report).version
    new = {"text": "En person var där.", "words": ""}

    done = rewrite(on_sqlite, Chosen(report, version), **new, actor=SORTER, at=NOW)

    assert done.refused == []
    assert [entry.fact.TOPIC for entry in done.entries] == [
        "report.corrected",
        "report.placed",
        "report.cleared",
    ]
    assert {getattr(entry.fact, "reason", Reason.PRIVACY) for entry in done.entries} == {
        Reason.PRIVACY
    }
    now = desk.load(on_sqlite, report)
    assert not now.quarantined
    assert now.told.text
    assert on_sqlite.keyring.open(now.told.text, belongs_to(on_sqlite, report, TEXT)) == new["text"]
    assert now.place.words is None
    assert now.place.area == "V"


def test_a_replacement_that_points_out_a_person_is_refused(on_sqlite: Registry) -> None:
    report = sent(on_sqlite, 1, text="x")
    desk.quarantine(on_sqlite, report, QuarantineForm(), actor="t", at=NOW)
    with pytest.raises(PointsOut) as no:
        rewrite(
            on_sqlite,
            Chosen(report),
            text=None,
            words="ring 070-174 06 35",
            actor=SORTER,
            at=NOW,
        )
    assert no.value.field == "words"
    assert desk.load(on_sqlite, report).quarantined


def test_two_who_sort_the_same_reports_at_once_leave_each_with_one_word(
    registry: Registry,
) -> None:
    reports = [sent(registry, n) for n in range(12)]
    outcomes: list[Sorted] = []

    def decide(verb: str) -> None:
        outcomes.append(do(registry, verb, *(Chosen(report, 1) for report in reports)))

    threads = [threading.Thread(target=decide, args=(verb,)) for verb in ("accept", "out")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(len(each.done) for each in outcomes) == [0, 12]
    assert len({standing(registry, report).status for report in reports}) == 1


def test_no_more_than_a_page_is_sorted_at_once(on_sqlite: Registry) -> None:
    assert sorting.touched(on_sqlite, 1, 10_000, actor="test") == {}

"""What came of a report: every stage, at every position of the log."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from sqlalchemy import Engine, event

from briefing.issue import issue
from briefing.outcome import COURSE, Outcome, Stage, in_words, outcomes, path, title
from ingest import desk
from ingest.forms import (
    AnswerForm,
    CorrectionForm,
    LinkForm,
    ReviewForm,
    WithdrawalForm,
)
from projections.known import Known, known
from projections.record import Registry
from projections.reports import ALL, Query, Row, find
from reference.dimensions import Reason, Review
from reference.language import translator
from tests.hamlet import NOW, WEEK, sent
from tests.projections.lives import live

LATER = NOW + timedelta(hours=1)
BRANCHES = {Stage.WITHDRAWN, Stage.OUTSIDE, Stage.SAME_HAPPENING}
"""Where a report can be, whatever picture is issued."""


def rows_of(view: Known) -> list[Row]:
    """Every report there is."""
    return find(view, Query(which=ALL), limit=500).rows


def outcome(registry: Registry, report: UUID, position: int | None = None) -> Outcome:
    """What came of one report, as known at a position."""
    with known(registry.log, position=position) as view:
        return outcomes(view, rows_of(view))[report]


def head(registry: Registry) -> int:
    """Where the log stands."""
    with known(registry.log) as view:
        return view.position


def say(registry: Registry, report: UUID, what: Review) -> None:
    """Have the coordinator look at a report."""
    desk.review(registry, report, ReviewForm(outcome=what), actor="c", at=LATER)


def issue_week(registry: Registry) -> None:
    """Issue the picture of the week that the reports are of."""
    issue(registry.log, WEEK, actor="analyst", at=LATER)


@pytest.mark.parametrize(
    ("said", "before", "after"),
    [
        ((), Stage.RECEIVED, Stage.IN_PICTURE),
        ((Review.READ,), Stage.READ, Stage.IN_PICTURE),
        ((Review.ACCEPTED,), Stage.ACCEPTED, Stage.IN_PICTURE),
        ((Review.RETURNED,), Stage.RETURNED, Stage.IN_PICTURE),
        ((Review.OUT_OF_SCOPE,), Stage.OUTSIDE, Stage.OUTSIDE),
        ((Review.OUT_OF_SCOPE, Review.ACCEPTED), Stage.ACCEPTED, Stage.IN_PICTURE),
    ],
)
def test_what_a_coordinator_says_leads_into_the_picture_or_out_of_it(
    registry: Registry, said: Sequence[Review], before: Stage, after: Stage
) -> None:
    report = sent(registry, 1)
    for one in said:
        say(registry, report, one)
    then = head(registry)
    assert outcome(registry, report).stage is before

    issue_week(registry)

    now = outcome(registry, report)
    assert (now.stage, now.issued, now.week) == (after, True, WEEK)
    assert now.held == ((WEEK,) if after is Stage.IN_PICTURE else ())
    assert outcome(registry, report, then).stage is before
    assert not outcome(registry, report, then).issued


def test_what_comes_after_the_picture_was_issued_is_not_in_it(registry: Registry) -> None:
    outside = sent(registry, 1)
    say(registry, outside, Review.OUT_OF_SCOPE)
    issue_week(registry)
    late = sent(registry, 2)
    say(registry, outside, Review.ACCEPTED)

    assert outcome(registry, late).stage is Stage.SINCE_THEN
    assert outcome(registry, outside).stage is Stage.SINCE_THEN
    assert not outcome(registry, late).held


def test_a_report_that_was_taken_back_after_issuing_is_still_in_that_picture(
    registry: Registry,
) -> None:
    report = sent(registry, 1)
    issue_week(registry)
    desk.withdraw(registry, report, WithdrawalForm(reason=Reason.MISTAKE), actor="r", at=LATER)

    found = outcome(registry, report)

    assert found.stage is Stage.WITHDRAWN
    assert found.held == (WEEK,)
    assert in_words(found, translator("en")).endswith(
        "The picture of week 46 was issued before, and still holds it."
    )


def test_one_of_two_that_tell_of_the_same_happening_is_counted_with_the_other(
    registry: Registry,
) -> None:
    report, other = sent(registry, 1), sent(registry, 2)
    desk.link(registry, report, LinkForm(same_as=other), actor="c", at=LATER)
    assert outcome(registry, report).stage is Stage.SAME_HAPPENING
    issue_week(registry)
    assert outcome(registry, report).stage is Stage.SAME_HAPPENING
    assert outcome(registry, other).stage is Stage.IN_PICTURE

    desk.unlink(registry, report, actor="c", at=LATER)

    assert outcome(registry, report).stage is Stage.SINCE_THEN


def test_a_report_that_is_moved_to_another_week_is_judged_by_that_one(registry: Registry) -> None:
    report = sent(registry, 1)
    issue_week(registry)
    before = WEEK.shift(-1)
    form = CorrectionForm.model_validate(
        {"reason": "wrong-time", "occurred": {"from": before.start_at.isoformat()}}
    )
    desk.correct(registry, report, form, actor="r", at=LATER)

    found = outcome(registry, report)

    assert (found.stage, found.week, found.issued) == (Stage.RECEIVED, before, False)
    assert found.held == (WEEK,)


def test_a_question_stands_until_the_report_is_put_right(registry: Registry) -> None:
    report = sent(registry, 1)
    say(registry, report, Review.RETURNED)
    asked = outcome(registry, report)
    assert asked.stage is Stage.RETURNED
    assert asked.asks

    form = CorrectionForm(reason=Reason.NEW_INFORMATION, text="Det var tre rutor.")
    desk.correct(registry, report, form, actor="r", at=LATER)

    assert outcome(registry, report).stage is Stage.RECEIVED
    assert not outcome(registry, report).asks


def test_a_line_back_is_known_from_when_it_was_written(registry: Registry) -> None:
    report, other = sent(registry, 1), sent(registry, 2)
    before = head(registry)
    desk.answer(registry, report, AnswerForm(line="Tack, vi tittar."), actor="c", at=LATER)

    assert outcome(registry, report).answered_at == LATER
    assert outcome(registry, report).line
    assert not outcome(registry, report, before).line
    assert not outcome(registry, other).line
    assert outcome(registry, report).stage is Stage.RECEIVED


def test_the_number_is_the_week_and_the_place_that_it_was_received_in(registry: Registry) -> None:
    assert outcome(registry, sent(registry, 1)).reference.startswith("2026-47-")


def test_at_every_position_the_stage_is_what_that_position_knew(on_sqlite: Registry) -> None:
    """A report never goes back from its issued picture, and never counts in it if it was not."""
    live(on_sqlite, 11, 40)
    issue_week(on_sqlite)
    issued_at = head(on_sqlite)
    live(on_sqlite, 12, 25)
    found: list[dict[UUID, Outcome]] = []
    counted: list[dict[UUID, bool]] = []
    for position in range(1, head(on_sqlite) + 1):
        with known(on_sqlite.log, position=position) as view:
            rows = rows_of(view)
            found.append(outcomes(view, rows))
            counted.append({row.report: row.counted for row in rows})
    for position, (outcomes_then, counted_then) in enumerate(
        zip(found, counted, strict=True), start=1
    ):
        for report, one in outcomes_then.items():
            assert one.issued is (position >= issued_at and one.week == WEEK)
            assert counted_then[report] is (one.stage not in BRANCHES)
            if one.stage in {Stage.IN_PICTURE, Stage.SINCE_THEN}:
                in_it = found[issued_at - 2].get(report)
                was_counted = in_it is not None and counted[issued_at - 2][report]
                was_of_week = in_it is not None and in_it.week == WEEK
                assert (one.stage is Stage.IN_PICTURE) is (was_counted and was_of_week)
    for before, after in pairwise(found):
        for report, one in before.items():
            if one.issued and after[report].week == one.week:
                assert after[report].issued
                assert {one.stage, after[report].stage} != {Stage.IN_PICTURE, Stage.SINCE_THEN}


def test_the_questions_asked_do_not_grow_with_the_reports(on_sqlite: Registry) -> None:
    def questions(upto: int) -> int:
        with known(on_sqlite.log) as view:
            rows = find(view, Query(which=ALL), limit=upto).rows
            assert len(rows) == upto
            return count_statements(on_sqlite.log.engine, view, rows)

    for number in range(40):
        sent(on_sqlite, number)
    issue_week(on_sqlite)

    assert questions(2) == questions(40)


def count_statements(engine: Engine, view: Known, rows: Sequence[Row]) -> int:
    """How many statements it takes to say what came of the reports."""
    asked: list[str] = []

    def note(*told: object) -> None:
        asked.append(str(told[2]))

    event.listen(engine, "before_cursor_execute", note)
    outcomes(view, rows)
    event.remove(engine, "before_cursor_execute", note)
    return len(asked)


def test_of_no_reports_nothing_is_said(on_sqlite: Registry) -> None:
    with known(on_sqlite.log) as view:
        assert outcomes(view, []) == {}


def an_outcome(stage: Stage, review: Review | None = None) -> Outcome:
    """An outcome that nothing but its stage is known of."""
    return Outcome(
        UUID(int=1),
        "2026-47-0001",
        stage,
        WEEK,
        issued=False,
        held=(),
        review=review,
        answered_at=None,
    )


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("stage", Stage)
def test_every_stage_has_its_words(stage: Stage, language: str) -> None:
    t = translator(language)

    said = in_words(an_outcome(stage), t)

    assert said.endswith(".")
    assert "%" not in said
    assert "%" not in title(an_outcome(stage), t)


WITH_ANY = (None, Review.READ, Review.ACCEPTED, Review.RETURNED)
COMBINATIONS = {
    Stage.RECEIVED: (None,),
    Stage.READ: (Review.READ,),
    Stage.ACCEPTED: (Review.ACCEPTED,),
    Stage.RETURNED: (Review.RETURNED,),
    Stage.OUTSIDE: (Review.OUT_OF_SCOPE,),
    Stage.WITHDRAWN: (None,),
}
"""What a coordinator can have said last of a report at a stage; at the others, any of these."""


@pytest.mark.parametrize(
    ("stage", "review"),
    [(stage, review) for stage in Stage for review in COMBINATIONS.get(stage, WITH_ANY)],
)
def test_the_way_leads_from_received_through_where_it_is_to_what_is_left(
    stage: Stage, review: Review | None
) -> None:
    way = list(path(an_outcome(stage, review)))

    reached = [one for one, is_reached in way if is_reached]
    to_come = [one for one, is_reached in way if not is_reached]
    assert way == [(one, True) for one in reached] + [(one, False) for one in to_come]
    assert reached[0] is Stage.RECEIVED
    assert reached[-1] is stage
    assert len(set(reached + to_come)) == len(way)
    for some in (reached, to_come):
        on_course = [COURSE.index(one) for one in some if one in COURSE]
        assert on_course == sorted(on_course)
    assert not to_come or to_come[-1] is Stage.IN_PICTURE
    assert not to_come or stage not in BRANCHES | {Stage.IN_PICTURE, Stage.SINCE_THEN}

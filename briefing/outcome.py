"""What came of a report: how far it has come on its way into the picture, in words for who sent it.

The way goes on after the picture, to the meeting and to what it decides. Such a stage needs a
member of `Stage`, its place in `COURSE`, its sentence, and a line in `_stage`.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from events.report import ReportAnswered
from events.tables import log
from projections.known import Known
from projections.numbers import references
from projections.pictures import all_issued
from projections.register import WITHDRAWN
from projections.reports import Row
from projections.tables import tables
from reference.dimensions import Review, Term
from reference.language import Translator, message
from reference.weeks import Week

MOST_AT_ONCE = 10_000
"""Reports that one question names; a database takes some 30,000 parameters."""


class Stage(Term):
    """How far a report has come."""

    RECEIVED = "received", "Mottagen", "Received"
    READ = "read", "Läst", "Read"
    RETURNED = "returned", "Fråga till dig", "A question to you"
    ACCEPTED = "accepted", "Tas med", "To be included"
    IN_PICTURE = "in-picture", "Med i lägesbilden", "In the picture"
    SINCE_THEN = "since-then", "Efter lägesbilden", "After the picture"
    SAME_HAPPENING = "same-happening", "Samma händelse", "The same happening"
    OUTSIDE = "outside", "Hör inte hit", "Out of scope"
    WITHDRAWN = "withdrawn", "Återtagen", "Withdrawn"


COURSE = (Stage.RECEIVED, Stage.READ, Stage.ACCEPTED, Stage.IN_PICTURE)
"""The way that a report takes when nothing stands in it, in order."""

_WORDS: Mapping[Stage, str] = {
    Stage.RECEIVED: message("The coordinator reads it next."),
    Stage.READ: message("The coordinator decides whether the picture of week %(n)s holds it."),
    Stage.RETURNED: message(
        "The coordinator wants to know more. Answer by adding to your report or putting it right."
    ),
    Stage.ACCEPTED: message("It waits for the picture to be issued."),
    Stage.IN_PICTURE: message("The picture is issued and goes to the meeting."),
    Stage.SINCE_THEN: message(
        "That picture was issued without it. It is kept, and counts when later weeks are compared"
        " with that week."
    ),
    Stage.SAME_HAPPENING: message(
        "Another report tells of the same happening, so the two count as one. What you told is"
        " kept."
    ),
    Stage.OUTSIDE: message(
        "The coordinator found that it does not belong in the picture. It is kept, but not counted."
    ),
    Stage.WITHDRAWN: message("It is kept in the record, but not counted."),
}
"""What each stage means and what happens now, beside the stage itself."""


class Outcome(NamedTuple):
    """What came of a report, as known.

    `week` is the week that the report is now told of and `issued` whether its picture is issued.
    `held` are the weeks whose issued picture counts it, also when it was moved or taken back since.
    `review` is a coordinator's last word, None before there is one; `answered_at` is when a
    coordinator last wrote a line back.
    """

    report: UUID
    reference: str
    stage: Stage
    week: Week
    issued: bool
    held: tuple[Week, ...]
    review: Review | None
    answered_at: datetime | None

    @property
    def line(self) -> bool:
        """Whether a coordinator has written a line back."""
        return self.answered_at is not None

    @property
    def asks(self) -> bool:
        """Whether the coordinator's question waits for an answer."""
        return self.review is Review.RETURNED and self.stage is not Stage.WITHDRAWN


def outcomes(known: Known, rows: Sequence[Row]) -> dict[UUID, Outcome]:
    """What came of each of these reports, in their order, as known.

    `known` reads from the database that holds the log, which a replay's does not.
    """
    reports = [row.report for row in rows]
    issued = {
        one.period: one.position
        for one in all_issued(known.connection, known.municipality)
        if one.entry <= known.position
    }
    held = _held(known, reports, issued)
    answered = _answered(known, reports)
    numbers = references(known, rows)
    found: dict[UUID, Outcome] = {}
    for row in rows:
        week = Week.from_key(row.week)
        found[row.report] = Outcome(
            report=row.report,
            reference=numbers[row.report],
            stage=_stage(row, issued=str(week) in issued, is_held=week in held[row.report]),
            week=week,
            issued=str(week) in issued,
            held=tuple(sorted(held[row.report])),
            review=_REVIEWS.get(row.status),
            answered_at=answered.get(row.report),
        )
    return found


def title(outcome: Outcome, t: Translator) -> str:
    """The stage in a few words: In the picture of week 47."""
    n = outcome.week.number
    match outcome.stage:
        case Stage.ACCEPTED:
            return t("Will be in the picture of week %(n)s", n=n)
        case Stage.IN_PICTURE:
            return t("In the picture of week %(n)s", n=n)
        case Stage.SINCE_THEN:
            return t("After the picture of week %(n)s", n=n)
        case stage:
            return stage.sv if t.language == "sv" else stage.en


def in_words(outcome: Outcome, t: Translator) -> str:
    """What the stage means and what happens now, to stand beside `title`."""
    said = t(_WORDS[outcome.stage], n=outcome.week.number)
    if outcome.stage in _NOT_COUNTED and outcome.held:
        still = t(
            "The picture of week %(n)s was issued before, and still holds it.",
            n=outcome.held[-1].number,
        )
        return f"{said} {still}"
    return said


def path(outcome: Outcome) -> Iterator[tuple[Stage, bool]]:
    """The stages that it passed, the one that it is at, and those of its way that are to come.

    Each with whether it is reached. A stage that it never passed, as when a picture was issued
    before anybody had read the report, is left out; so is what cannot come any more.
    """
    at = outcome.stage
    yield Stage.RECEIVED, True
    if at is not Stage.READ and outcome.review is not None:
        yield Stage.READ, True
    if outcome.review is Review.ACCEPTED and at not in {Stage.ACCEPTED, Stage.RECEIVED}:
        yield Stage.ACCEPTED, True
    if at is not Stage.RECEIVED:
        yield at, True
    if at in COURSE:
        yield from ((stage, False) for stage in COURSE[COURSE.index(at) + 1 :])
    elif at is Stage.RETURNED:
        yield from ((stage, False) for stage in COURSE[COURSE.index(Stage.ACCEPTED) :])


_REVIEWS: Mapping[str, Review] = {review.code: review for review in Review}
_NOT_COUNTED = frozenset({Stage.SAME_HAPPENING, Stage.OUTSIDE, Stage.WITHDRAWN})
_BEFORE_ISSUING: Mapping[str, Stage] = {
    Review.READ.code: Stage.READ,
    Review.ACCEPTED.code: Stage.ACCEPTED,
    Review.RETURNED.code: Stage.RETURNED,
}


def _stage(row: Row, *, issued: bool, is_held: bool) -> Stage:
    """Where a report stands whose week's picture is `issued` or not, and holds it or not."""
    if row.status == WITHDRAWN:
        return Stage.WITHDRAWN
    if row.status == Review.OUT_OF_SCOPE.code:
        return Stage.OUTSIDE
    if row.same_as is not None:
        return Stage.SAME_HAPPENING
    if issued:
        return Stage.IN_PICTURE if is_held else Stage.SINCE_THEN
    return _BEFORE_ISSUING.get(row.status, Stage.RECEIVED)


def _held(
    known: Known, reports: Sequence[UUID], issued: Mapping[str, int]
) -> Mapping[UUID, set[Week]]:
    """The weeks whose issued picture counts each report. `issued` are positions by period."""
    c = tables().register.c
    held: dict[UUID, set[Week]] = defaultdict(set)
    if not issued:
        return held
    for some in _parts(reports):
        spans = known.connection.execute(
            select(c.report, c.week, c.from_position, c.upto_position).where(
                c.municipality == known.municipality,
                c.report.in_(some),
                c.from_position <= known.position,
                c.counted.is_(True),
            )
        )
        for report, key, begun, ended in spans:
            week = Week.from_key(key)
            if begun <= issued.get(str(week), -1) < ended:
                held[report].add(week)
    return held


def _answered(known: Known, reports: Sequence[UUID]) -> dict[UUID, datetime]:
    """When a coordinator last wrote back about those of the reports where one has."""
    found: dict[UUID, datetime] = {}
    for some in _parts(reports):
        lines = known.connection.execute(
            select(log.c.stream, func.max(log.c.recorded_at))
            .where(
                log.c.municipality == known.municipality,
                log.c.stream.in_(some),
                log.c.topic == ReportAnswered.TOPIC,
                log.c.position <= known.position,
            )
            .group_by(log.c.stream)
        )
        found.update((report, at) for report, at in lines)
    return found


def _parts(reports: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    return (reports[n : n + MOST_AT_ONCE] for n in range(0, len(reports), MOST_AT_ONCE))

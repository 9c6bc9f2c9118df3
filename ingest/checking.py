"""A submission checked: the fact that it tells, or the no to it and the field to look at.

Nothing is written here, and no text is sealed yet.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from msgspec.structs import replace

from events.fact import Decided
from events.refusal import Refused
from events.report import COMING, ReportSubmitted, submit
from events.streams import report_stream
from events.telling import Confirmed, Told
from events.times import CLOCK_SKEW
from ingest.place import Placed, place
from ingest.privacy import PointsOut, known_names, look
from ingest.screening.finding import Finding
from ingest.sharing import Sharing, known_organisations, sharing_of
from ingest.submission import Submission
from projections.ground import Ground
from reference.categories import NIL, OTHER, Taxonomy, counts_under
from reference.dimensions import Channel

CLOCK_OFF = timedelta(minutes=2)
"""How far a sender's clock may stand from ours before it is noted."""

UNSCREENED = frozenset({Channel.DEMO})
"""What dice made up holds no person."""


class Turned(NamedTuple):
    """The report was refused; `field` is the one to look at, `nearest` what may have been meant.

    `finds` are what points out a person in the text of that field.
    """

    row: int
    problem: Refused
    field: str
    nearest: tuple[str, ...] = ()
    finds: tuple[Finding, ...] = ()


class Ready(NamedTuple):
    """A report that can be recorded once its texts are sealed. `told` is by the sender's clock."""

    row: int
    decided: Decided
    fact: ReportSubmitted
    told: Told
    placed: Placed
    text: str
    sharing: Sharing


def check(
    municipality: str,
    ground: Ground,
    submissions: Sequence[Submission],
    *,
    at: datetime,
    channel: Channel,
) -> list[Ready | Turned]:
    """Check a batch, all its points placed in one look-up; each gets an outcome, in order."""
    places = place(ground, [submission.place for submission in submissions])
    names = known_names(ground)
    checked: list[Ready | Turned] = []
    for index, (submission, placed) in enumerate(zip(submissions, places, strict=True)):
        field = "organisation"
        try:
            known_organisations([submission.organisation], ground)
            field = "category"
            _reportable(ground.taxonomy, submission, channel)
            field = "place"
            if isinstance(placed, Refused):
                raise placed
            field = "shared_with"
            sharing = sharing_of(submission, ground)
            field = "text"
            is_held = channel not in UNSCREENED and look(
                {"text": submission.text or "", "place.words": placed.words}, names
            )
            field = "occurred"
            told = told_of(submission)
            fact = _fact(submission, placed, ground.taxonomy.edition, channel, sharing, told)
            fact = by_our_clock(replace(fact, quarantined=is_held), submission, at)
            stream = report_stream(municipality, submission.organisation, submission.client_id)
            decided = submit(stream, fact, at=at)
        except PointsOut as problem:
            checked.append(Turned(index, problem, problem.field, finds=problem.finds))
        except Refused as problem:
            checked.append(Turned(index, problem, field, _nearest(field, submission, ground)))
        else:
            text = submission.text or ""
            checked.append(Ready(index, decided, fact, told, placed, text, sharing))
    return checked


def _reportable(kinds: Taxonomy, submission: Submission, channel: Channel) -> None:
    category = submission.category
    if category == NIL:
        raise Refused("Nothing to report is said for a week, not as a report.")
    if category in kinds.groups:
        raise Refused("%(category)s is a group; choose one of its categories.", category=category)
    if category not in kinds.categories:
        raise Refused("There is no category %(category)s.", category=category)
    # A form without coverage may know the list of last week; what it sends is still told.
    if not kinds.reportable(category) and channel is not Channel.FORM:
        raise Refused("The category %(category)s is closed; choose another.", category=category)
    if category == OTHER and not submission.text and channel is not Channel.FILE:
        raise Refused("The category OTHER needs a text that says what happened.")


def _nearest(field: str, submission: Submission, ground: Ground) -> tuple[str, ...]:
    kinds = ground.taxonomy
    if field == "category":
        if submission.category in kinds.groups:
            ids = (category.id for category in kinds.of_group(submission.category))
            return tuple(filter(kinds.reportable, ids))
        return tuple(kinds.nearest(submission.category))
    return tuple(ground.organisations) if field in {"organisation", "shared_with"} else ()


def told_of(submission: Submission) -> Told:
    """What the sender told, by the sender's clock and without the text."""
    occurred = submission.occurred
    return Told(
        occurred_from=occurred.from_,
        occurred_to=occurred.to or occurred.from_,
        precision=occurred.precision,
        observed_at=submission.observed_at,
        basis=submission.basis,
        certainty=submission.certainty,
        people=submission.people,
        age=submission.age,
        gender=submission.gender,
        consequences=submission.consequences,
        affected=submission.affected,
        police=submission.police,
        handled=submission.handled,
        repeat=submission.repeat,
        need=submission.need,
    )


def by_our_clock(fact: ReportSubmitted, submission: Submission, at: datetime) -> ReportSubmitted:
    """The fact as told by a sender whose clock is off, marked, and put right as far as can be.

    A time told by what was "now" moves with the clock. One that was read off it stays, but for one
    that would lie ahead: that was now at the latest. A clock that was put right before the sending
    shows in what was noted before that.
    """
    if submission.sent_at is None:
        return fact
    noted = (submission.sent_at, submission.submitted_at, submission.observed_at)
    off = max(moment for moment in noted if moment is not None) - at
    if abs(off) < CLOCK_OFF:
        return fact
    told = fact.told
    begins, ends = told.occurred_from, told.occurred_to
    if submission.occurred.relative:
        begins, ends = begins - off, ends - off
    if counts_under(fact.category) not in COMING and ends > at + CLOCK_SKEW:
        begins, ends = min(begins, at), at
    return replace(
        fact,
        told=replace(told, occurred_from=begins, occurred_to=ends),
        clock_off_s=round(off.total_seconds()),
    )


def _fact(
    submission: Submission,
    placed: Placed,
    edition: str,
    channel: Channel,
    sharing: Sharing,
    told: Told,
) -> ReportSubmitted:
    return ReportSubmitted(
        organisation=submission.organisation,
        client_id=submission.client_id,
        category=submission.category,
        categories_edition=edition,
        told=told,
        place=placed.place,
        channel=channel,
        reporter_role=submission.reporter_role,
        submitted_at=submission.submitted_at,
        source_id=submission.source_id,
        share=sharing.level,
        shared_with=sharing.names,
        confirmed=tuple(Confirmed(kind=one.kind, count=one.count) for one in submission.confirmed),
    )

"""What happened to a report, told to whoever sent it: step by step, then what is to come."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from briefing.outcome import Outcome, Stage, path, title
from events.report import (
    ReportAnswered,
    ReportCorrected,
    ReportPlaced,
    ReportReclassified,
    ReportReviewed,
    ReportSubmitted,
    ReportWithdrawn,
)
from events.sharing import ReportShared
from projections.pictures import Issued
from reference.dimensions import Review, label
from reference.language import Translator, message
from reference.weeks import Week
from web.timeline import Change, Step

REVIEWED: Mapping[Review, str] = {
    Review.READ: message("Read by the coordinator"),
    Review.ACCEPTED: message("The coordinator takes it into the picture"),
    Review.RETURNED: message("The coordinator has a question to you"),
    Review.OUT_OF_SCOPE: message("The coordinator found that it does not belong in the picture"),
}


class Passed(NamedTuple):
    """A step of the way; `at` is None for one that is to come.

    `line` is what the coordinator wrote, and None for what was erased since; "" for no line.
    """

    said: str
    at: datetime | None
    reason: str = ""
    changes: tuple[Change, ...] = ()
    line: str | None = ""
    is_new: bool = False


def course(
    steps: Sequence[Step],
    outcome: Outcome,
    issued: Sequence[Issued],
    lines: Mapping[int, str | None],
    *,
    by: str,
    seen_at: datetime | None,
    t: Translator,
) -> list[Passed]:
    """The way so far in order, and what is left of it.

    `issued` are the pictures that hold the report or were issued without it, `by` is the reporter,
    `seen_at` when they last read it, None for never.
    """
    told = [one for step in steps if (one := _told(step, lines, by, seen_at, t)) is not None]
    told += [Passed(_of_picture(one, outcome, t), one.issued_at) for one in issued]
    # What was recorded together keeps its order.
    told.sort(key=lambda one: one.at or steps[0].entry.recorded_at)
    return [*told, *_to_come(outcome, t)]


def _told(
    step: Step,
    lines: Mapping[int, str | None],
    by: str,
    seen_at: datetime | None,
    t: Translator,
) -> Passed | None:
    """A step in words for the reporter; None for what is no matter of theirs."""
    fact, at = step.entry.fact, step.entry.recorded_at
    if isinstance(fact, ReportShared):
        return None
    if isinstance(fact, ReportAnswered):
        is_new = seen_at is None or at > seen_at
        line = lines.get(step.entry.position, "")
        return Passed(t("The coordinator wrote to you"), at, line=line, is_new=is_new)
    said = _titled(step, t, is_own=step.entry.actor == by)
    return Passed(said, at, step.reason, step.changes)


def _titled(step: Step, t: Translator, *, is_own: bool) -> str:
    match step.entry.fact:
        case ReportSubmitted():
            return t("Received")
        case ReportReviewed(outcome=outcome):
            return t(REVIEWED[outcome])
        case ReportWithdrawn() if is_own:
            return t("You took it back")
        case ReportCorrected() | ReportReclassified() | ReportPlaced() if is_own:
            return t("You put it right")
        case _:
            return step.title


def _of_picture(issued: Issued, outcome: Outcome, t: Translator) -> str:
    week = Week.parse(issued.period)
    if week in outcome.held:
        return t("In the picture of week %(n)s", n=week.number)
    return t("The picture of week %(n)s was issued without it", n=week.number)


def _to_come(outcome: Outcome, t: Translator) -> Iterator[Passed]:
    for stage, is_reached in path(outcome):
        if not is_reached:
            yield Passed(way_in_words(stage, outcome, t), None)


def way_in_words(stage: Stage, outcome: Outcome, t: Translator) -> str:
    """A stage of the way of this report in a few words."""
    if stage is outcome.stage or stage is Stage.IN_PICTURE:
        return title(outcome._replace(stage=stage), t)
    return label(stage, t.language)

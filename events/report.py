"""The life of a report: what can happen to it, what it adds up to, and who may decide what.

Read from top to bottom: the facts, the state that they fold into, the decisions. What a report is
told in stands in `events.telling`.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import ClassVar, assert_never
from uuid import UUID

import msgspec

from events.apart import ReportToldApart
from events.fact import Decided, Entry, Fact
from events.refusal import Refused
from events.sealed import Sealed
from events.sharing import (
    ReportCleared,
    ReportQuarantined,
    ReportShared,
    SharingFact,
    changed,
    check_share,
)
from events.telling import Confirmed, Place, Told
from events.times import check_times
from reference.categories import counts_under
from reference.dimensions import Channel, Reason, Review
from reference.roles import Share

COMING = frozenset({"EVENT-PLAN", "EVENT-CAL"})
"""The categories that tell of what is to come, so that their time may lie ahead."""


class ReportSubmitted(Fact, frozen=True, kw_only=True):
    """An organisation reported a happening. `shared_with` are codes of organisations.

    `clock_off_s` is how far ahead of the time here the sender's clock stood, in seconds, where that
    was far enough to matter.
    """

    TOPIC: ClassVar[str] = "report.submitted"

    organisation: str
    client_id: UUID
    category: str
    categories_edition: str
    told: Told
    place: Place
    channel: Channel = Channel.API
    reporter_role: str = ""
    submitted_at: datetime | None = None
    source_id: str = ""
    share: Share = Share.OWN
    shared_with: tuple[str, ...] = ()
    quarantined: bool = False
    confirmed: tuple[Confirmed, ...] = ()
    clock_off_s: int | None = None


class ReportCorrected(Fact, frozen=True, kw_only=True):
    """What was told was put right; `told` replaces all that was told before."""

    TOPIC: ClassVar[str] = "report.corrected"

    told: Told
    reason: Reason
    note: Sealed | None = None
    confirmed: tuple[Confirmed, ...] = ()


class ReportReclassified(Fact, frozen=True, kw_only=True):
    """The report was moved to another category."""

    TOPIC: ClassVar[str] = "report.reclassified"

    category: str
    categories_edition: str
    reason: Reason
    note: Sealed | None = None


class ReportPlaced(Fact, frozen=True, kw_only=True):
    """The place was put right."""

    TOPIC: ClassVar[str] = "report.placed"

    place: Place
    reason: Reason
    note: Sealed | None = None


class ReportReviewed(Fact, frozen=True, kw_only=True):
    """A coordinator read the report and said what becomes of it."""

    TOPIC: ClassVar[str] = "report.reviewed"

    outcome: Review
    note: Sealed | None = None


class ReportAnswered(Fact, frozen=True, kw_only=True):
    """A coordinator wrote a line back to whoever reported."""

    TOPIC: ClassVar[str] = "report.answered"

    line: Sealed


class ReportLinked(Fact, frozen=True, kw_only=True):
    """The report tells of the same happening as `same_as`; both stay, one is counted."""

    TOPIC: ClassVar[str] = "report.linked"

    same_as: UUID


class ReportUnlinked(Fact, frozen=True, kw_only=True):
    """The report is a happening of its own after all."""

    TOPIC: ClassVar[str] = "report.unlinked"


class ReportWithdrawn(Fact, frozen=True, kw_only=True):
    """The report is taken back. It stays in the record and leaves the figures."""

    TOPIC: ClassVar[str] = "report.withdrawn"

    reason: Reason
    note: Sealed | None = None


ReportFact = (
    ReportSubmitted
    | ReportCorrected
    | ReportReclassified
    | ReportPlaced
    | ReportReviewed
    | ReportAnswered
    | ReportLinked
    | ReportUnlinked
    | ReportToldApart
    | ReportWithdrawn
    | SharingFact
)


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What the facts of one report add up to."""

    id: UUID
    version: int
    organisation: str
    category: str
    categories_edition: str
    told: Told
    place: Place
    channel: Channel
    review: Review | None = None
    same_as: UUID | None = None
    apart: tuple[UUID, ...] = ()
    withdrawn: bool = False
    share: Share = Share.OWN
    shared_with: tuple[str, ...] = ()
    quarantined: bool = False


def evolve(report: Report | None, stream: UUID, version: int, fact: ReportFact) -> Report:  # noqa: C901, PLR0911 - one arm a fact
    """Fold one more fact into the report; None stands before the first."""
    if isinstance(fact, ReportSubmitted):
        return Report(
            id=stream,
            version=version,
            organisation=fact.organisation,
            category=fact.category,
            categories_edition=fact.categories_edition,
            told=fact.told,
            place=fact.place,
            channel=fact.channel,
            share=fact.share,
            shared_with=fact.shared_with,
            quarantined=fact.quarantined,
        )
    assert report is not None, "a report begins with report.submitted"
    change = msgspec.structs.replace
    if isinstance(fact, SharingFact):
        return change(report, version=version, **changed(fact))
    match fact:
        case ReportCorrected():
            return change(
                report, version=version, told=fact.told, review=after_correction(report.review)
            )
        case ReportReclassified():
            return change(
                report,
                version=version,
                category=fact.category,
                categories_edition=fact.categories_edition,
            )
        case ReportPlaced():
            return change(report, version=version, place=fact.place)
        case ReportReviewed():
            return change(report, version=version, review=fact.outcome)
        case ReportAnswered():
            return change(report, version=version)
        case ReportLinked():
            return change(report, version=version, same_as=fact.same_as)
        case ReportUnlinked():
            return change(report, version=version, same_as=None)
        case ReportToldApart():
            return change(report, version=version, apart=(*report.apart, fact.other))
        case ReportWithdrawn():
            return change(report, version=version, withdrawn=True)
        case _:
            assert_never(fact)


def folded(entries: Iterable[Entry]) -> Report | None:
    """What the entries of one stream add up to; None where they are not a report's."""
    report: Report | None = None
    for entry in entries:
        if not isinstance(entry.fact, ReportFact):
            break
        report = evolve(report, entry.stream, entry.version, entry.fact)
    return report


def after_correction(review: Review | None) -> Review | None:
    """What a coordinator's word is worth when the report was put right: a question is answered."""
    return None if review is Review.RETURNED else review


def submit(stream: UUID, fact: ReportSubmitted, *, at: datetime) -> Decided:
    """Accept a report told at `at`. Raises Refused for a time that cannot be."""
    _check_time(fact.told, at, fact.category)
    check_share(fact.share, fact.shared_with)
    return Decided(stream, 1, fact)


def correct(
    report: Report,
    told: Told,
    *,
    reason: Reason,
    at: datetime,
    note: Sealed | None = None,
    confirmed: tuple[Confirmed, ...] = (),
) -> Decided | None:
    """Put right what was told; None when nothing differs."""
    _check_open(report)
    _check_time(told, at, report.category)
    if told == report.told:
        return None
    fact = ReportCorrected(told=told, reason=reason, note=note, confirmed=confirmed)
    return _next(report, fact)


def reclassify(
    report: Report,
    category: str,
    *,
    edition: str,
    reason: Reason,
    note: Sealed | None = None,
) -> Decided | None:
    """Move the report to another category; None when it is there already."""
    _check_open(report)
    if (category, edition) == (report.category, report.categories_edition):
        return None
    return _next(
        report,
        ReportReclassified(category=category, categories_edition=edition, reason=reason, note=note),
    )


def place(
    report: Report, where: Place, *, reason: Reason, note: Sealed | None = None
) -> Decided | None:
    """Put the place right; None when nothing differs."""
    _check_open(report)
    if where == report.place:
        return None
    return _next(report, ReportPlaced(place=where, reason=reason, note=note))


def review(report: Report, outcome: Review, *, note: Sealed | None = None) -> Decided | None:
    """Say what becomes of the report; None when that was said already."""
    _check_open(report)
    if outcome is report.review and note is None:
        return None
    return _next(report, ReportReviewed(outcome=outcome, note=note))


def answer(report: Report, line: Sealed) -> Decided:
    """Write a line back to whoever reported."""
    return _next(report, ReportAnswered(line=line))


def link(report: Report, to: Report) -> Decided | None:
    """Say that `report` tells of the same happening as `to`; None when that was said already.

    `to` must itself be counted, so that a chain or a ring of links can never hide a happening.
    """
    _check_open(report)
    if to.id == report.id:
        raise Refused("A report cannot be linked to itself.")
    if to.withdrawn:
        raise Refused("The other report is withdrawn, so nothing can be linked to it.")
    if to.same_as is not None:
        raise Refused("The other report is itself linked; link to the report that it points at.")
    if report.same_as == to.id:
        return None
    return _next(report, ReportLinked(same_as=to.id))


def unlink(report: Report) -> Decided | None:
    """Say that the report is a happening of its own; None when it is."""
    _check_open(report)
    return None if report.same_as is None else _next(report, ReportUnlinked())


def tell_apart(report: Report, other: Report) -> Decided | None:
    """Say that the two tell of different happenings; None when that was said of either already."""
    _check_open(report)
    if other.id == report.id:
        raise Refused("A report cannot be told apart from itself.")
    if other.withdrawn:
        raise Refused("The other report is withdrawn, so there is nothing to tell apart.")
    if report.same_as == other.id or other.same_as == report.id:
        raise Refused("The two are linked as one happening. Part them first.")
    if other.id in report.apart or report.id in other.apart:
        return None
    return _next(report, ReportToldApart(other=other.id))


def withdraw(
    report: Report,
    *,
    reason: Reason,
    note: Sealed | None = None,
    followers: Sequence[Report] = (),
) -> list[Decided]:
    """Take the report back; nothing when that is done already.

    `followers` are the reports now linked to it. The happening stays in the figures: the first of
    them is unlinked, and the others are linked to that one.
    """
    if report.withdrawn:
        return []
    decided = [_next(report, ReportWithdrawn(reason=reason, note=note))]
    for follower in followers:
        heir = followers[0].id
        unlinked = follower.id == heir
        fact = ReportUnlinked() if unlinked else ReportLinked(same_as=heir)
        decided.append(_next(follower, fact))
    return decided


def share(report: Report, level: Share, with_: Sequence[str] = ()) -> Decided | None:
    """Share the texts so from now on, `with_` organisations by code; None when they are."""
    _check_open(report)
    check_share(level, with_)
    if (level, set(with_)) == (report.share, set(report.shared_with)):
        return None
    return _next(report, ReportShared(share=level, shared_with=tuple(with_)))


def quarantine(report: Report, *, note: Sealed | None = None) -> Decided | None:
    """Hold the texts back, also those of a withdrawn report; None when they are held back."""
    return None if report.quarantined else _next(report, ReportQuarantined(note=note))


def clear(report: Report, *, note: Sealed | None = None) -> Decided | None:
    """Share the texts again as they were; None when they are not held back."""
    _check_open(report)
    return _next(report, ReportCleared(note=note)) if report.quarantined else None


def then(first: Decided | None, report: Report, fact: ReportFact) -> list[Decided]:
    """What was decided on the report, if anything, and one more fact right after it."""
    made = [] if first is None else [first]
    return [*made, Decided(report.id, report.version + len(made) + 1, fact)]


def _next(report: Report, fact: ReportFact) -> Decided:
    return Decided(report.id, report.version + 1, fact)


def _check_open(report: Report) -> None:
    if report.withdrawn:
        raise Refused("The report is withdrawn and can no longer be changed.")


def _check_time(told: Told, at: datetime, category: str) -> None:
    check_times(told.occurred_from, told.occurred_to, at, coming=counts_under(category) in COMING)

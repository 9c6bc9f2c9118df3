"""Decisions about a report, from what happened to what may happen next."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from events import report as life
from events.apart import ReportToldApart
from events.fact import Decided
from events.refusal import Refused
from events.report import (
    Report,
    ReportCorrected,
    ReportFact,
    ReportLinked,
    ReportPlaced,
    ReportReclassified,
    ReportReviewed,
    ReportSubmitted,
    ReportUnlinked,
    ReportWithdrawn,
)
from events.sharing import ReportCleared, ReportQuarantined, ReportShared
from events.telling import Place, Told
from reference.dimensions import Precision, Reason, Review
from reference.roles import Share

ID, OTHER, THIRD = UUID(int=1), UUID(int=2), UUID(int=3)
NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=2)
TOLD = Told(occurred_from=NOON, occurred_to=NOON)


def submitted(
    told: Told = TOLD,
    category: str = "DMG-GRAFF",
    share: Share = Share.OWN,
    shared_with: tuple[str, ...] = (),
) -> ReportSubmitted:
    return ReportSubmitted(
        organisation="skola",
        client_id=ID,
        category=category,
        categories_edition="2026-1",
        told=told,
        place=Place(area="V"),
        share=share,
        shared_with=shared_with,
    )


def after(*facts: ReportFact, stream: UUID = ID) -> Report:
    report: Report | None = None
    for version, fact in enumerate((submitted(), *facts), 1):
        report = life.evolve(report, stream, version, fact)
    assert report is not None
    return report


def test_a_report_is_accepted_as_version_one() -> None:
    assert life.submit(ID, submitted(), at=LATER) == Decided(ID, 1, submitted())


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        (Told(occurred_from=LATER, occurred_to=NOON), "end before it begins"),
        (Told(occurred_from=LATER, occurred_to=LATER + timedelta(minutes=6)), "in the future"),
        (Told(occurred_from=NOON - timedelta(days=500), occurred_to=NOON), "longer than a year"),
        (
            Told(
                occurred_from=datetime(1989, 12, 31, tzinfo=UTC),
                occurred_to=datetime(1989, 12, 31, tzinfo=UTC),
            ),
            "before 1990",
        ),
    ],
)
def test_a_time_that_cannot_be_is_refused(told: Told, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        life.submit(ID, submitted(told), at=LATER)


def test_a_clock_that_runs_five_minutes_ahead_is_not_the_future() -> None:
    ahead = LATER + timedelta(minutes=5)
    life.submit(ID, submitted(Told(occurred_from=ahead, occurred_to=ahead)), at=LATER)


def test_a_coming_event_may_lie_ahead() -> None:
    ahead = LATER + timedelta(days=9)
    told = Told(occurred_from=ahead, occurred_to=ahead, precision=Precision.DAY)
    assert life.submit(ID, submitted(told, "EVENT-PLAN"), at=LATER).version == 1


def test_what_is_told_again_as_it_was_is_no_new_fact() -> None:
    report = after(ReportReviewed(outcome=Review.READ))
    reason = Reason.MISTAKE
    assert life.correct(report, TOLD, reason=reason, at=LATER) is None
    assert life.reclassify(report, "DMG-GRAFF", edition="2026-1", reason=reason) is None
    assert life.place(report, Place(area="V"), reason=reason) is None
    assert life.review(report, Review.READ) is None
    assert life.unlink(report) is None


def test_each_change_follows_on_the_last_version() -> None:
    report = after(ReportReviewed(outcome=Review.READ))
    moved = TOLD.__class__(occurred_from=NOON, occurred_to=LATER)
    reason = Reason.WRONG_TIME
    assert life.correct(report, moved, reason=reason, at=LATER) == Decided(
        ID, 3, ReportCorrected(told=moved, reason=reason)
    )
    assert life.reclassify(report, "DMG-GLASS", edition="2026-1", reason=reason) == Decided(
        ID,
        3,
        ReportReclassified(category="DMG-GLASS", categories_edition="2026-1", reason=reason),
    )
    assert life.place(report, Place(area="O"), reason=reason) == Decided(
        ID, 3, ReportPlaced(place=Place(area="O"), reason=reason)
    )
    assert life.review(report, Review.ACCEPTED) == Decided(
        ID, 3, ReportReviewed(outcome=Review.ACCEPTED)
    )


def test_a_correction_into_the_future_is_refused() -> None:
    ahead = Told(occurred_from=LATER, occurred_to=LATER + timedelta(days=1))
    with pytest.raises(Refused, match="future"):
        life.correct(after(), ahead, reason=Reason.WRONG_TIME, at=LATER)


def test_a_withdrawn_report_can_no_longer_be_changed() -> None:
    gone = after(ReportWithdrawn(reason=Reason.MISTAKE))
    other = after(stream=OTHER)
    changes: tuple[Callable[[], object], ...] = (
        lambda: life.correct(gone, TOLD, reason=Reason.MISTAKE, at=LATER),
        lambda: life.reclassify(gone, "DMG-GLASS", edition="2026-1", reason=Reason.MISTAKE),
        lambda: life.place(gone, Place(area="O"), reason=Reason.MISTAKE),
        lambda: life.review(gone, Review.READ),
        lambda: life.link(gone, other),
        lambda: life.unlink(gone),
        lambda: life.share(gone, Share.MEETING),
        lambda: life.clear(gone),
    )
    for change in changes:
        with pytest.raises(Refused, match="withdrawn"):
            change()
    assert life.withdraw(gone, reason=Reason.MISTAKE) == []


def test_links_can_make_neither_a_chain_nor_a_ring() -> None:
    one, other = after(), after(stream=OTHER)
    linked = after(ReportLinked(same_as=OTHER))
    assert life.link(one, other) == Decided(ID, 2, ReportLinked(same_as=OTHER))
    assert life.link(linked, other) is None
    assert life.unlink(linked) == Decided(ID, 3, ReportUnlinked())
    with pytest.raises(Refused, match="itself linked"):
        life.link(other, linked)
    with pytest.raises(Refused, match="to itself"):
        life.link(one, one)
    with pytest.raises(Refused, match="withdrawn"):
        life.link(one, after(ReportWithdrawn(reason=Reason.MISTAKE), stream=OTHER))


def test_two_that_look_alike_are_told_apart_once_and_never_while_they_are_linked() -> None:
    one, other = after(), after(stream=OTHER)
    apart = after(ReportToldApart(other=OTHER))

    assert life.tell_apart(one, other) == Decided(ID, 2, ReportToldApart(other=OTHER))
    assert life.tell_apart(apart, other) is None
    assert life.tell_apart(other, apart) is None
    assert life.link(apart, other) == Decided(ID, 3, ReportLinked(same_as=OTHER))
    with pytest.raises(Refused, match="from itself"):
        life.tell_apart(one, one)
    with pytest.raises(Refused, match="Part them first"):
        life.tell_apart(other, after(ReportLinked(same_as=OTHER)))
    with pytest.raises(Refused, match="withdrawn"):
        life.tell_apart(one, after(ReportWithdrawn(reason=Reason.MISTAKE), stream=OTHER))


def test_a_happening_that_others_tell_of_stays_when_its_report_is_withdrawn() -> None:
    first = after(ReportLinked(same_as=ID), stream=OTHER)
    second = after(ReportLinked(same_as=ID), stream=THIRD)

    decided = life.withdraw(after(), reason=Reason.MISTAKE, followers=[first, second])

    assert decided == [
        Decided(ID, 2, ReportWithdrawn(reason=Reason.MISTAKE)),
        Decided(OTHER, 3, ReportUnlinked()),
        Decided(THIRD, 3, ReportLinked(same_as=OTHER)),
    ]


def test_a_report_is_shared_as_it_was_last_said() -> None:
    report = after(ReportShared(share=Share.NAMED, shared_with=("vakt", "polis")))
    assert (report.share, report.shared_with) == (Share.NAMED, ("vakt", "polis"))
    assert life.share(report, Share.NAMED, ["polis", "vakt"]) is None
    assert life.share(report, Share.NAMED, ["polis"]) == Decided(
        ID, 3, ReportShared(share=Share.NAMED, shared_with=("polis",))
    )
    assert life.share(report, Share.OWN) == Decided(ID, 3, ReportShared(share=Share.OWN))


def test_organisations_can_be_named_at_every_level_but_the_first() -> None:
    for level in (Share.NAMED, Share.MUNICIPALITY, Share.MEETING):
        assert life.share(after(), level, ["polis"]) is not None
    with pytest.raises(Refused, match="own organisation"):
        life.share(after(), Share.OWN, ["polis"])
    with pytest.raises(Refused, match="Name the organisations"):
        life.share(after(), Share.NAMED)
    for level, names in ((Share.OWN, ("polis",)), (Share.NAMED, ())):
        with pytest.raises(Refused):
            life.submit(ID, submitted(share=level, shared_with=names), at=LATER)


def test_a_report_is_held_back_until_it_is_cleared() -> None:
    report = after(ReportShared(share=Share.MEETING))
    decided = life.quarantine(report)
    assert decided == Decided(ID, 3, ReportQuarantined())
    assert life.clear(report) is None
    held = life.evolve(report, ID, 3, ReportQuarantined())
    assert held.quarantined
    assert held.share is Share.MEETING
    assert life.quarantine(held) is None
    assert life.clear(held) == Decided(ID, 4, ReportCleared())
    assert not life.evolve(held, ID, 4, ReportCleared()).quarantined


def test_also_the_texts_of_a_withdrawn_report_can_be_held_back() -> None:
    gone = after(ReportWithdrawn(reason=Reason.PRIVACY))
    assert life.quarantine(gone) == Decided(ID, 3, ReportQuarantined())

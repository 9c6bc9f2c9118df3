"""What becomes of a report after it was received: read, corrected, sorted, shared, taken back.

Planned for a whole week as its reports are told, and done when their moment comes.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from msgspec.structs import replace

from demo import sharing
from demo.dice import Dice, Ints, numbers_of, pick_alike, tuples_of
from demo.happenings import CATEGORIES, GROUP_OF, HOUR_US
from demo.organisations import MEMBERS
from demo.slots import Slots
from demo.spots import Spots
from demo.tellings import Fields, Told, instant
from demo.texts import ANSWERS, NOTES, OTHERS, QUESTIONS
from events import report as life
from events.database import reading
from events.fact import Decided
from events.report import Report
from events.streams import report_stream
from ingest import desk
from ingest.forms import (
    ClearForm,
    CorrectionForm,
    LinkForm,
    PartingForm,
    PlacementForm,
    QuarantineForm,
    ReclassificationForm,
    ReviewForm,
    ShareForm,
    WithdrawalForm,
)
from ingest.place import Placed, place
from ingest.submission import Occurred, PlaceForm
from projections.ground import Ground
from projections.known import known
from projections.record import Registry, record
from reference.categories import OTHER
from reference.dimensions import Certainty, People, Precision, Reason, Review

Step = (
    CorrectionForm
    | LinkForm
    | PartingForm
    | PlacementForm
    | ReclassificationForm
    | ReviewForm
    | WithdrawalForm
    | sharing.Step
)

_REVIEWS = (Review.READ, Review.ACCEPTED, Review.READ, Review.RETURNED, Review.OUT_OF_SCOPE)
"""What is said of a report; nothing is said of the first kind."""
_UNSETTLED = (0, 2, 3)
_ANSWERED_EACH = 9
_ANNOUNCED_WAITS_US = 3 * 24 * HOUR_US
_REVIEWED = np.array([0.05, 0.80, 0.11, 0.025, 0.015])
# What is put right: nothing, the time, details, the place, the category, or all of it taken back.
NOTHING, TIME, DETAILS, PLACE, CATEGORY, WITHDRAWN = range(6)
_PUT_RIGHT = np.array([0.922, 0.02, 0.014, 0.012, 0.014, 0.018])
_OTHER_SORTED, _LINKED, _UNLINKED, _NOTED = 0.85, 0.88, 0.08, 0.4
_WITHDRAWN_FOR = (Reason.MISTAKE, Reason.DOUBLE, Reason.PRIVACY, Reason.OTHER)
_WITHDRAWN_BY = np.array([0.45, 0.35, 0.1, 0.1])
_HOURS_EARLIER = (1, 2, 12, 24, 48, 168)


class Change(NamedTuple):
    """One thing to do with a report, at a moment (a row of the slots); None is to unlink it."""

    slot: int
    report: UUID
    step: Step | None


class Planner(NamedTuple):
    """What all weeks are planned with. `reviewed` is the share of reports that get read at all."""

    municipality: str
    spots: Spots
    slots: Slots
    reviewed: float


def plan(planner: Planner, told: Told, dice: Dice) -> list[Change]:
    """What becomes of a week's reports. Nothing is changed once it is taken back."""
    what, slots = told.happenings, planner.slots
    n = len(what.hour)
    received_us = np.append(slots.at_us, np.iinfo(np.int64).max // 2)[told.slot]
    right = pick_alike(_PUT_RIGHT, n, dice)
    other = np.array([CATEGORIES[c] == OTHER for c in range(len(CATEGORIES))])[what.category]
    right[other] = np.where(dice.random(n) < _OTHER_SORTED, CATEGORY, NOTHING)[other]
    # The two reports of a double stay, so that what they are linked to is there.
    right[(what.twin >= 0) & (right == WITHDRAWN)] = NOTHING
    right_at = _later(slots, received_us, (6, 120), dice)
    outcome = pick_alike(_REVIEWED, n, dice)
    is_read = dice.random(n) < planner.reviewed
    tidied_at = slots.next_in(slots.desk, received_us + sharing.TIDIED_AFTER_US)
    is_left = is_read & np.isin(outcome, _UNSETTLED) & (right != WITHDRAWN)
    outcome[~is_read] = 0
    wait_hours = np.where(dice.random(n) < 0.75, 0, dice.integers(20, 140, n))
    review_at = slots.next_in(slots.desk, received_us + 1 + wait_hours * HOUR_US)
    void = (right == WITHDRAWN) & (review_at >= right_at)
    outcome[void] = 0
    stream = _Streams(planner.municipality, told)
    planned = list(_put_right(planner, told, right, right_at, stream, dice))
    planned += _links(planner, told, received_us, stream, dice)
    planned += [
        Change(int(review_at[row]), stream(row), _review(row, _REVIEWS[int(outcome[row])]))
        for row in numbers_of(np.flatnonzero(outcome))
    ]
    accepted = ReviewForm(outcome=Review.ACCEPTED)
    planned += [
        Change(int(tidied_at[row]), stream(row), accepted)
        for row in numbers_of(np.flatnonzero(is_left & (tidied_at > review_at)))
    ]
    stays = sharing.worded(told.fields, np.flatnonzero(right != WITHDRAWN))
    planned += [
        Change(*decided)
        for decided in sharing.share_and_hold_back(
            stays, what.member, received_us, slots, stream, dice
        )
    ]
    return [change for change in planned if change.slot < len(slots.all)]


def accept_announced(planner: Planner, slot: int, fields: Fields) -> Change:
    """What is to come is taken into the picture some days after it was announced."""
    received_us = planner.slots.at_us[slot : slot + 1]
    at = planner.slots.next_in(planner.slots.desk, received_us + _ANNOUNCED_WAITS_US)
    stream = report_stream(planner.municipality, fields["organisation"], fields["client_id"])
    return Change(int(at[0]), stream, ReviewForm(outcome=Review.ACCEPTED))


def has_line(change: Change) -> bool:
    """Whether words go back to whoever reported."""
    return isinstance(change.step, ReviewForm) and change.step.line is not None


def _review(row: int, outcome: Review) -> ReviewForm:
    """What the coordinator says; a question always has words, an acceptance now and then."""
    line = None
    if outcome is Review.RETURNED:
        line = QUESTIONS[row % len(QUESTIONS)]
    elif outcome is Review.ACCEPTED and row % _ANSWERED_EACH == 0:
        line = ANSWERS[row // _ANSWERED_EACH % len(ANSWERS)]
    return ReviewForm(outcome=outcome, line=line)


class _Streams:
    """The streams of a week's reports, each worked out when first asked for."""

    def __init__(self, municipality: str, told: Told) -> None:
        self._municipality = municipality
        self._told = told

    def __call__(self, row: int) -> UUID:
        member = MEMBERS[int(self._told.happenings.member[row])]
        return report_stream(self._municipality, member.code, self._told.client[row])


def _later(slots: Slots, since_us: Ints, hours: tuple[int, int], dice: Dice) -> Ints:
    """A moment at the coordinator's desk so many hours after, or the next one."""
    wait: Ints = dice.integers(*hours, len(since_us))
    return slots.next_in(slots.desk, since_us + 1 + wait * HOUR_US)


def _put_right(
    planner: Planner,
    told: Told,
    right: Ints,
    right_at: Ints,
    stream: _Streams,
    dice: Dice,
) -> Iterator[Change]:
    rows = numbers_of(np.flatnonzero(right))
    chances = tuples_of(dice.random((len(rows), 2)))
    whys = numbers_of(pick_alike(_WITHDRAWN_BY, len(rows), dice))
    steps = {TIME: _time, DETAILS: _details, PLACE: _place, CATEGORY: _category}
    for row, (chance, noted), why in zip(rows, chances, whys, strict=True):
        kind = int(right[row])
        if kind == WITHDRAWN:
            reason = _WITHDRAWN_FOR[why]
            form: Step | None = WithdrawalForm(reason=reason, note=_note(reason, noted))
        else:
            form = steps[kind](planner, told, row, chance, noted)
        if form is not None:
            yield Change(int(right_at[row]), stream(row), form)


def _note(reason: Reason, noted: float) -> str | None:
    texts = NOTES.get(reason.value, ())
    if not texts or noted >= _NOTED:
        return None
    return texts[int(noted / _NOTED * len(texts))]


def _time(planner: Planner, told: Told, row: int, chance: float, noted: float) -> Step | None:
    """It happened earlier than was told; now and then in another week."""
    del planner
    earlier_us = _HOURS_EARLIER[int(chance * len(_HOURS_EARLIER))] * HOUR_US
    from_us, to_us = int(told.from_us[row]) - earlier_us, int(told.to_us[row]) - earlier_us
    times: dict[str, Any] = {"from": instant(from_us), "to": instant(to_us)}
    precision = Precision.EXACT if told.exact[row] else Precision.INTERVAL
    occurred = Occurred.model_validate({**times, "precision": precision})
    note = _note(Reason.WRONG_TIME, noted)
    return CorrectionForm(reason=Reason.WRONG_TIME, occurred=occurred, note=note)


def _details(planner: Planner, told: Told, row: int, chance: float, noted: float) -> Step | None:
    del planner, told, row
    if chance < 0.5:
        reason = Reason.WRONG_DETAILS
        return CorrectionForm(reason=reason, people=People.FROM_2, note=_note(reason, noted))
    reason = Reason.NEW_INFORMATION
    return CorrectionForm(reason=reason, certainty=Certainty.SURE, note=_note(reason, noted))


def _place(planner: Planner, told: Told, row: int, chance: float, noted: float) -> Step | None:
    """It was at another named place, most often near by."""
    here = planner.spots.all[int(told.happenings.spot[row])]
    named = [spot for spot in planner.spots.all if spot.place and spot.place != here.place]
    near = [spot for spot in named if spot.area == here.area] or named
    chosen = near[int(chance * len(near))]
    form = PlaceForm(place=chosen.place)
    return PlacementForm(place=form, note=_note(Reason.WRONG_PLACE, noted))


def _category(planner: Planner, told: Told, row: int, chance: float, noted: float) -> Step | None:
    """OTHER is sorted by what its text says; the rest goes to a neighbour of its group."""
    del planner
    category = CATEGORIES[int(told.happenings.category[row])]
    if category == OTHER:
        wanted = OTHERS[told.text[row]][1]
    else:
        group = GROUP_OF[category]
        alike = [kind for kind in CATEGORIES if GROUP_OF[kind] == group and kind != category]
        wanted = alike[int(chance * len(alike))]
    note = _note(Reason.WRONG_CATEGORY, noted)
    return ReclassificationForm(category=wanted, note=note)


def _links(
    planner: Planner,
    told: Told,
    received_us: Ints,
    stream: _Streams,
    dice: Dice,
) -> Iterator[Change]:
    """The later report of a double is linked to the earlier; a few are parted again."""
    twin = told.happenings.twin
    first = np.flatnonzero(twin > np.arange(len(twin)))
    second = twin[first]
    linked_at = _later(
        planner.slots, np.maximum(received_us[first], received_us[second]), (2, 50), dice
    )
    parted_at = _later(planner.slots, received_us[second] + 60 * HOUR_US, (60, 200), dice)
    chances = tuples_of(dice.random((len(first), 2)))
    for n, (linked, parted) in enumerate(chances):
        if linked >= _LINKED:
            continue
        pair = (int(first[n]), int(second[n]))
        # Of two that were recorded at the same moment the first in the batch counts as earlier.
        earlier, later = sorted(pair, key=lambda row: (int(told.slot[row]), row))
        to = LinkForm(same_as=stream(earlier))
        yield Change(int(linked_at[n]), stream(later), to)
        if parted < _UNLINKED and parted_at[n] > linked_at[n]:
            yield Change(int(parted_at[n]), stream(later), None)
            yield Change(int(parted_at[n]), stream(later), PartingForm(other=stream(earlier)))


def one_by_one(  # noqa: C901 - one arm a step
    registry: Registry, changes: Sequence[Change], *, actor: str, at: datetime
) -> None:
    """Do each change at the desk, as the web does it: a transaction each."""
    for _, report, step in changes:
        match step:
            case CorrectionForm():
                desk.correct(registry, report, step, actor=actor, at=at)
            case ReclassificationForm():
                desk.reclassify(registry, report, step, actor=actor, at=at)
            case PlacementForm():
                desk.put_in_place(registry, report, step, actor=actor, at=at)
            case ReviewForm():
                desk.review(registry, report, step, actor=actor, at=at)
            case LinkForm():
                desk.link(registry, report, step, actor=actor, at=at)
            case PartingForm():
                desk.tell_apart(registry, report, step, actor=actor, at=at)
            case WithdrawalForm():
                desk.withdraw(registry, report, step, actor=actor, at=at)
            case ShareForm():
                desk.share(registry, report, step, actor=actor, at=at)
            case QuarantineForm():
                desk.quarantine(registry, report, step, actor=actor, at=at)
            case ClearForm():
                desk.clear(registry, report, step, actor=actor, at=at)
            case None:
                desk.unlink(registry, report, actor=actor, at=at)


def all_at_once(registry: Registry, changes: Sequence[Change], *, actor: str, at: datetime) -> None:
    """Do many changes in one transaction, by the same decisions and the same one writer.

    A million reports would take hours at the desk. Notes, each with a key, are left out.
    """
    if not changes:
        return
    with known(registry.log) as now:
        ground = now.ground
    folded = _folded(registry, changes)
    decided: list[Decided] = []
    for _, report, step in changes:
        decision = _decided(folded, folded[report], step, ground, at)
        if decision is not None:
            stream, version, fact = decision
            assert isinstance(fact, life.ReportFact)
            folded[report] = life.evolve(folded[report], stream, version, fact)
            decided.append(decision)
    record(registry.log, decided, actor=actor, at=at)


def _folded(registry: Registry, changes: Sequence[Change]) -> dict[UUID, Report]:
    """All reports that the changes are about or point at, as the log holds them."""
    streams = {change.report: None for change in changes}
    streams |= {c.step.same_as: None for c in changes if isinstance(c.step, LinkForm)}
    streams |= {c.step.other: None for c in changes if isinstance(c.step, PartingForm)}
    log = registry.log
    with reading(log.engine) as connection:
        first = log.first_entries(connection, list(streams))
        versions = log.versions(connection, list(streams))
    return {
        stream: life.evolve(None, stream, 1, first[stream].fact)
        if versions[stream] == 1
        else desk.load(registry, stream)
        for stream in streams
    }


def _decided(  # noqa: C901, PLR0911 - one arm a step
    folded: dict[UUID, Report], report: Report, step: Step | None, ground: Ground, at: datetime
) -> Decided | None:
    match step:
        case ReviewForm():
            return life.review(report, step.outcome)
        case CorrectionForm():
            told = report.told
            if step.occurred is not None:
                told = replace(
                    told,
                    occurred_from=step.occurred.from_,
                    occurred_to=step.occurred.to or step.occurred.from_,
                    precision=step.occurred.precision,
                )
            told = replace(
                told,
                people=step.people or told.people,
                certainty=step.certainty or told.certainty,
            )
            return life.correct(report, told, reason=step.reason, at=at)
        case ReclassificationForm():
            edition = ground.taxonomy.edition
            return life.reclassify(report, step.category, edition=edition, reason=step.reason)
        case PlacementForm():
            (placed,) = place(ground, [step.place])
            assert isinstance(placed, Placed)
            return life.place(report, placed.place, reason=step.reason)
        case LinkForm():
            return life.link(report, folded[step.same_as])
        case PartingForm():
            return life.tell_apart(report, folded[step.other])
        case WithdrawalForm():
            return life.withdraw(report, reason=step.reason)[0]
        case ShareForm():
            return life.share(report, step.share, step.shared_with)
        case QuarantineForm():
            return life.quarantine(report)
        case ClearForm():
            return life.clear(report)
        case None:
            return life.unlink(report)

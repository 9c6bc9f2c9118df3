"""Receiving reports: checked, placed, sealed, recorded, and answered in the order they came in.

One report and ten thousand take the same way. A report that was received before is answered as it
was the first time; the log's unique key decides, so a retry can never store it twice.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from eventsourcing.persistence import IntegrityError
from msgspec.structs import replace

from events import telling
from events.database import reading
from events.fact import Decided, Entry
from events.organisation import NothingReported, nothing_to_report
from events.refusal import Refused
from events.report import ReportSubmitted
from events.sealing import Payload
from events.streams import nothing_stream
from ingest.checking import Ready, Turned, check
from ingest.place import sealed_into
from ingest.sharing import known_organisations
from ingest.submission import NothingForm, Submission
from projections.ground import Ground, Organisation
from projections.known import known
from projections.record import Registry, belongs_to, record
from reference.dimensions import Channel
from reference.weeks import Week

ATTEMPTS = 5
"""How often a batch is tried again when somebody else records one of its reports meanwhile."""

TEXT, WORDS, POINT, NOTE, LINE = telling.TEXT, "words", "point", "note", "line"


class Received(NamedTuple):
    """The report is in the record; `repeated` when it was there before.

    `row` is its place in the batch, from 0.
    """

    row: int
    report: UUID
    position: int
    recorded_at: datetime
    area: str
    repeated: bool
    quarantined: bool = False
    clock_off_s: int | None = None


Outcome = Received | Turned


def receive(
    registry: Registry,
    submissions: Sequence[Submission],
    *,
    actor: str,
    at: datetime,
    channel: Channel,
    dry_run: bool = False,
    assumed: Collection[str] = (),
) -> list[Outcome]:
    """Receive a batch; every report gets an outcome, in the order given.

    With `dry_run` nothing is written: what would be received has position 0. Organisations that are
    `assumed` are taken as known, for a dry run before they take part.
    """
    with known(registry.log) as now:
        ground = _with_organisations(now.ground, assumed) if dry_run else now.ground
    municipality = registry.log.municipality
    checked = check(municipality, ground, submissions, at=at, channel=channel)
    outcomes: dict[int, Outcome] = {o.row: o for o in checked if isinstance(o, Turned)}
    ready, doubled = _once([one for one in checked if isinstance(one, Ready)])
    for _ in range(ATTEMPTS):
        ready = _set_apart_repeated(registry, ready, outcomes)
        if dry_run:
            outcomes.update((one.row, _received(one, None, at)) for one in ready)
            break
        try:
            entries = record(registry.log, _sealed(registry, ready), actor=actor, at=at)
        except IntegrityError:
            continue
        for one, entry in zip(ready, entries, strict=True):
            outcomes[one.row] = _received(one, entry, at)
        break
    else:
        raise IntegrityError("the same reports kept arriving from elsewhere")
    for one, first in doubled:
        outcomes[one.row] = _like(outcomes[first.row], one, first)
    return [outcomes[index] for index in range(len(submissions))]


def receive_nothing(registry: Registry, form: NothingForm, *, actor: str, at: datetime) -> Received:
    """Receive the word that a week had nothing to report. Raises Refused."""
    log = registry.log
    with known(log) as now:
        known_organisations([form.organisation], now.ground)
    stream = nothing_stream(log.municipality, form.organisation, form.week)
    decided = nothing_to_report(
        stream, form.organisation, Week.parse(form.week), current=Week.of(at)
    )
    try:
        (entry,) = record(log, [decided], actor=actor, at=at)
    except IntegrityError:
        with reading(log.engine) as connection:
            entry = log.first_entries(connection, [stream])[stream]
        return Received(0, stream, entry.position, entry.recorded_at, "", repeated=True)
    assert isinstance(entry.fact, NothingReported)
    return Received(0, stream, entry.position, entry.recorded_at, "", repeated=False)


def _with_organisations(ground: Ground, codes: Collection[str]) -> Ground:
    assumed = {
        code: Organisation(code, code, code, "", weekly=False, since_week=0) for code in codes
    }
    return ground._replace(organisations={**assumed, **ground.organisations})


def _once(ready: Sequence[Ready]) -> tuple[list[Ready], list[tuple[Ready, Ready]]]:
    """Each report once, and those that a batch holds again beside the first of them."""
    first_of: dict[UUID, Ready] = {}
    doubled: list[tuple[Ready, Ready]] = []
    for one in ready:
        first = first_of.setdefault(one.decided.stream, one)
        if first is not one:
            doubled.append((one, first))
    return list(first_of.values()), doubled


def _like(outcome: Outcome, one: Ready, first: Ready) -> Outcome:
    """The outcome of a report that stands in the batch before: the same, if it says the same."""
    alike = replace(one.fact, share=first.fact.share, shared_with=first.fact.shared_with)
    same = (alike, one.text, one.placed) == (first.fact, first.text, first.placed)
    if not (same and one.sharing.is_that_of(first.fact)):
        return _other_content(one.row)
    if isinstance(outcome, Turned):
        return outcome._replace(row=one.row)
    return outcome._replace(row=one.row, repeated=True)


def _set_apart_repeated(
    registry: Registry, ready: Sequence[Ready], outcomes: dict[int, Outcome]
) -> list[Ready]:
    """Those that the record does not hold yet; the others get their outcome here."""
    log = registry.log
    with reading(log.engine) as connection:
        stored = log.first_entries(connection, [one.decided.stream for one in ready])
    new: list[Ready] = []
    for one in ready:
        entry = stored.get(one.decided.stream)
        if entry is None:
            new.append(one)
        else:
            outcomes[one.row] = _again(registry, one, entry)
    return new


def _again(registry: Registry, one: Ready, entry: Entry) -> Outcome:
    """The answer to a report that is in the record: the first one again, if it says the same."""
    fact = entry.fact
    assert isinstance(fact, ReportSubmitted)
    same = _same_clear(fact, one) and one.sharing.is_that_of(fact)
    if not (same and _same_sealed(registry, fact, one)):
        return _other_content(one.row)
    return Received(
        one.row,
        entry.stream,
        entry.position,
        entry.recorded_at,
        fact.place.area,
        repeated=True,
        quarantined=fact.quarantined,
        clock_off_s=fact.clock_off_s,
    )


def _same_clear(stored: ReportSubmitted, one: Ready) -> bool:
    """Whether the clear fields say the same; the time of sending and the ground may differ."""
    told, sent = replace(stored.told, text=None), one.told
    if stored.clock_off_s is not None:
        # It was put right by the moment of the first try, which no other try can repeat.
        times = {"occurred_from": sent.occurred_from, "occurred_to": sent.occurred_to}
        told = replace(told, **times)
    if told != sent or stored.category != one.fact.category:
        return False
    was, now = stored.place, one.fact.place
    if (was.point, was.place, was.place_type) != (now.point, now.place, now.place_type):
        return False
    by_area = now.point is None and not now.place and was.sealed_point is None
    return was.area == now.area or not by_area


def _same_sealed(registry: Registry, stored: ReportSubmitted, one: Ready) -> bool:
    """Whether the texts say the same. A text whose key is erased can no longer differ."""
    pairs = (
        (stored.told.text, one.text, TEXT),
        (stored.place.words, one.placed.words, WORDS),
        (stored.place.sealed_point, one.placed.private, POINT),
    )
    for sealed, sent, field in pairs:
        if sealed is None:
            if sent:
                return False
            continue
        text = registry.keyring.open(sealed, belongs_to(registry, one.decided.stream, field))
        if text is not None and text != sent:
            return False
    return True


def _other_content(index: int) -> Turned:
    problem = Refused(
        "A report with this key was received before, with other content. "
        "Correct that report, or send this one under a new key."
    )
    return Turned(index, problem, "client_id")


def _sealed(registry: Registry, ready: Sequence[Ready]) -> list[Decided]:
    """The facts with their texts sealed, all keys of the batch made durable at once."""
    wanted = [
        (at, field, text)
        for at, one in enumerate(ready)
        for field, text in (
            (TEXT, one.text),
            (WORDS, one.placed.words),
            (POINT, one.placed.private),
        )
        if text
    ]
    boxes = registry.keyring.seal(
        [
            Payload(text, belongs_to(registry, ready[at].decided.stream, field))
            for at, field, text in wanted
        ]
    )
    sealed = {(at, field): box for (at, field, _), box in zip(wanted, boxes, strict=True)}
    decided: list[Decided] = []
    for at, one in enumerate(ready):
        text = sealed.get((at, TEXT))
        point, words = sealed.get((at, POINT)), sealed.get((at, WORDS))
        if text is None and point is None and words is None:
            decided.append(one.decided)
            continue
        fact = replace(
            one.fact,
            told=replace(one.fact.told, text=text),
            place=sealed_into(one.fact.place, point, words),
        )
        decided.append(Decided(one.decided.stream, 1, fact))
    return decided


def _received(one: Ready, entry: Entry | None, at: datetime) -> Received:
    return Received(
        one.row,
        one.decided.stream,
        entry.position if entry else 0,
        entry.recorded_at if entry else at,
        one.fact.place.area,
        repeated=False,
        quarantined=one.fact.quarantined,
        clock_off_s=one.fact.clock_off_s,
    )

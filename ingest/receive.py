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

from events.database import reading
from events.fact import Decided, Entry
from events.organisation import NothingReported, nothing_to_report
from events.refusal import Refused
from events.report import ReportSubmitted, Told, submit
from events.sealing import Payload
from events.streams import nothing_stream, report_stream
from ingest.place import Placed, place, sealed_into
from ingest.sharing import Sharing, known_organisations, sharing_of
from ingest.submission import NothingForm, Submission
from projections.ground import Ground, Organisation
from projections.known import known
from projections.record import Registry, record
from reference.categories import NIL, OTHER, Taxonomy
from reference.dimensions import Channel
from reference.weeks import Week

ATTEMPTS = 5
"""How often a batch is tried again when somebody else records one of its reports meanwhile."""

TEXT, WORDS, POINT, NOTE = "text", "words", "point", "note"


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


class Turned(NamedTuple):
    """The report was refused; `field` is the one to look at, `nearest` what may have been meant."""

    row: int
    problem: Refused
    field: str
    nearest: tuple[str, ...] = ()


Outcome = Received | Turned


class _Ready(NamedTuple):
    """A report that can be recorded once its texts are sealed."""

    row: int
    decided: Decided
    fact: ReportSubmitted
    placed: Placed
    text: str
    sharing: Sharing


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
    checked = _check(registry, ground, submissions, at=at, channel=channel)
    outcomes: dict[int, Outcome] = {o.row: o for o in checked if isinstance(o, Turned)}
    ready, doubled = _once([one for one in checked if isinstance(one, _Ready)])
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


def _check(
    registry: Registry,
    ground: Ground,
    submissions: Sequence[Submission],
    *,
    at: datetime,
    channel: Channel,
) -> list[_Ready | Turned]:
    kinds = ground.taxonomy
    places = place(ground, [submission.place for submission in submissions])
    checked: list[_Ready | Turned] = []
    for index, (submission, placed) in enumerate(zip(submissions, places, strict=True)):
        field = "organisation"
        try:
            known_organisations([submission.organisation], ground)
            field = "category"
            _reportable(kinds, submission, channel)
            field = "place"
            if isinstance(placed, Refused):
                raise placed
            field = "shared_with"
            sharing = sharing_of(submission, ground)
            field = "occurred"
            fact = _fact(submission, placed, kinds.edition, channel, sharing)
            stream = report_stream(
                registry.log.municipality, submission.organisation, submission.client_id
            )
            decided = submit(stream, fact, at=at)
        except Refused as problem:
            checked.append(
                Turned(index, problem, field, _nearest(field, submission, ground, kinds))
            )
        else:
            checked.append(_Ready(index, decided, fact, placed, submission.text or "", sharing))
    return checked


def _with_organisations(ground: Ground, codes: Collection[str]) -> Ground:
    assumed = {
        code: Organisation(code, code, code, "", weekly=False, since_week=0) for code in codes
    }
    return ground._replace(organisations={**assumed, **ground.organisations})


def _reportable(kinds: Taxonomy, submission: Submission, channel: Channel) -> None:
    category = submission.category
    if category == NIL:
        raise Refused("Nothing to report is said for a week, not as a report.")
    if category in kinds.groups:
        raise Refused("%(category)s is a group; choose one of its categories.", category=category)
    if not kinds.reportable(category):
        if category in kinds.categories:
            raise Refused("The category %(category)s is closed; choose another.", category=category)
        raise Refused("There is no category %(category)s.", category=category)
    if category == OTHER and not submission.text and channel is not Channel.FILE:
        raise Refused("The category OTHER needs a text that says what happened.")


def _nearest(
    field: str, submission: Submission, ground: Ground, kinds: Taxonomy
) -> tuple[str, ...]:
    if field == "category":
        if submission.category in kinds.groups:
            ids = (category.id for category in kinds.of_group(submission.category))
            return tuple(filter(kinds.reportable, ids))
        return tuple(kinds.nearest(submission.category))
    return tuple(ground.organisations) if field in {"organisation", "shared_with"} else ()


def _fact(
    submission: Submission, placed: Placed, edition: str, channel: Channel, sharing: Sharing
) -> ReportSubmitted:
    occurred = submission.occurred
    return ReportSubmitted(
        organisation=submission.organisation,
        client_id=submission.client_id,
        category=submission.category,
        categories_edition=edition,
        told=Told(
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
        ),
        place=placed.place,
        channel=channel,
        reporter_role=submission.reporter_role,
        submitted_at=submission.submitted_at,
        source_id=submission.source_id,
        share=sharing.level,
        shared_with=sharing.names,
    )


def _once(ready: Sequence[_Ready]) -> tuple[list[_Ready], list[tuple[_Ready, _Ready]]]:
    """Each report once, and those that a batch holds again beside the first of them."""
    first_of: dict[UUID, _Ready] = {}
    doubled: list[tuple[_Ready, _Ready]] = []
    for one in ready:
        first = first_of.setdefault(one.decided.stream, one)
        if first is not one:
            doubled.append((one, first))
    return list(first_of.values()), doubled


def _like(outcome: Outcome, one: _Ready, first: _Ready) -> Outcome:
    """The outcome of a report that stands in the batch before: the same, if it says the same."""
    alike = replace(one.fact, share=first.fact.share, shared_with=first.fact.shared_with)
    same = (alike, one.text, one.placed) == (first.fact, first.text, first.placed)
    if not (same and one.sharing.is_that_of(first.fact)):
        return _other_content(one.row)
    if isinstance(outcome, Turned):
        return outcome._replace(row=one.row)
    return outcome._replace(row=one.row, repeated=True)


def _set_apart_repeated(
    registry: Registry, ready: Sequence[_Ready], outcomes: dict[int, Outcome]
) -> list[_Ready]:
    """Those that the record does not hold yet; the others get their outcome here."""
    log = registry.log
    with reading(log.engine) as connection:
        stored = log.first_entries(connection, [one.decided.stream for one in ready])
    new: list[_Ready] = []
    for one in ready:
        entry = stored.get(one.decided.stream)
        if entry is None:
            new.append(one)
        else:
            outcomes[one.row] = _again(registry, one, entry)
    return new


def _again(registry: Registry, one: _Ready, entry: Entry) -> Outcome:
    """The answer to a report that is in the record: the first one again, if it says the same."""
    fact = entry.fact
    assert isinstance(fact, ReportSubmitted)
    same = _same_clear(fact, one.fact) and one.sharing.is_that_of(fact)
    if not (same and _same_sealed(registry, fact, one)):
        return _other_content(one.row)
    return Received(
        one.row, entry.stream, entry.position, entry.recorded_at, fact.place.area, repeated=True
    )


def _same_clear(stored: ReportSubmitted, sent: ReportSubmitted) -> bool:
    """Whether the clear fields say the same; the time of sending and the ground may differ."""
    if replace(stored.told, text=None) != sent.told or stored.category != sent.category:
        return False
    was, now = stored.place, sent.place
    if (was.point, was.place, was.place_type) != (now.point, now.place, now.place_type):
        return False
    by_area = now.point is None and not now.place and was.sealed_point is None
    return was.area == now.area or not by_area


def _same_sealed(registry: Registry, stored: ReportSubmitted, one: _Ready) -> bool:
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


def _sealed(registry: Registry, ready: Sequence[_Ready]) -> list[Decided]:
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


def belongs_to(registry: Registry, stream: UUID, field: str) -> str:
    """What a sealed text is bound to, so that a box cannot be moved to another report or field."""
    return f"{registry.log.municipality}|{stream}|{field}"


def _received(one: _Ready, entry: Entry | None, at: datetime) -> Received:
    return Received(
        one.row,
        one.decided.stream,
        entry.position if entry else 0,
        entry.recorded_at if entry else at,
        one.fact.place.area,
        repeated=False,
    )

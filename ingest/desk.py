"""The desk: changing a report that was received, each change a fact with a reason.

A change is decided on the report as the log holds it, and recorded only if nobody else changed it
meanwhile.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from eventsourcing.persistence import IntegrityError
from msgspec.structs import replace
from pydantic import Field

from events import report as life
from events.database import reading
from events.fact import Decided, Entry
from events.refusal import Refused
from events.report import Report, Told
from events.sealed import Sealed
from events.sealing import Payload
from ingest.place import place, sealed_into
from ingest.receive import NOTE, POINT, TEXT, WORDS, belongs_to
from ingest.sharing import known_organisations, others
from ingest.submission import Code, Form, Occurred, PlaceForm, SharedWith, Text
from projections.known import known
from projections.record import Registry, decide_and_record
from projections.reports import followers
from reference.categories import NIL
from reference.dimensions import (
    Affected,
    Age,
    Basis,
    Certainty,
    Consequence,
    Gender,
    Handled,
    Need,
    People,
    PoliceTold,
    Reason,
    Repeat,
    Review,
)
from reference.roles import Share


class NoSuchReport(LookupError):
    """There is no report with this id."""


class CorrectionForm(Form):
    """What is to be put right; a field that is left out stays as it was told."""

    reason: Reason
    note: Text | None = None
    occurred: Occurred | None = None
    basis: Basis | None = None
    certainty: Certainty | None = None
    people: People | None = None
    age: Age | None = None
    gender: Gender | None = None
    consequences: Annotated[tuple[Consequence, ...] | None, Field(max_length=8)] = None
    affected: Annotated[tuple[Affected, ...] | None, Field(max_length=8)] = None
    police: PoliceTold | None = None
    handled: Annotated[tuple[Handled, ...] | None, Field(max_length=8)] = None
    repeat: Repeat | None = None
    need: Need | None = None
    text: Text | None = None


class ReclassificationForm(Form):
    """Another category, and why."""

    category: Code
    reason: Reason = Reason.WRONG_CATEGORY
    note: Text | None = None


class PlacementForm(Form):
    """Another place, and why."""

    place: PlaceForm
    reason: Reason = Reason.WRONG_PLACE
    note: Text | None = None


class ReviewForm(Form):
    """What a coordinator says of the report."""

    outcome: Review
    note: Text | None = None


class LinkForm(Form):
    """The report that tells of the same happening."""

    same_as: UUID


class WithdrawalForm(Form):
    """Why the report is taken back."""

    reason: Reason
    note: Text | None = None


class ShareForm(Form):
    """Whom the texts are shared with from now on; organisations by code, at any level but own."""

    share: Share
    shared_with: SharedWith = ()


class QuarantineForm(Form):
    """Why the texts are held back."""

    note: Text | None = None


class ClearForm(Form):
    """Why the texts need not be held back."""

    note: Text | None = None


def load(registry: Registry, stream: UUID) -> Report:
    """The report as the log holds it now. Raises NoSuchReport."""
    with reading(registry.log.engine) as connection:
        entries = registry.log.stream(connection, stream)
    folded: Report | None = None
    for entry in entries:
        if not isinstance(entry.fact, life.ReportFact):
            break
        folded = life.evolve(folded, stream, entry.version, entry.fact)
    if folded is None:
        raise NoSuchReport(stream)
    return folded


def correct(
    registry: Registry, stream: UUID, form: CorrectionForm, *, actor: str, at: datetime
) -> Entry | None:
    """Put right what was told; None when nothing differs."""

    def decide(report: Report) -> Decided | None:
        told = _corrected(report.told, form)
        return life.correct(
            report,
            _with_text(registry, report, told, form.text),
            reason=form.reason,
            note=_note(registry, stream, form.note),
            at=at,
        )

    return _change(registry, stream, decide, actor=actor, at=at)


def reclassify(
    registry: Registry, stream: UUID, form: ReclassificationForm, *, actor: str, at: datetime
) -> Entry | None:
    """Move the report to another category; None when it is there already."""
    with known(registry.log) as now:
        kinds = now.ground.taxonomy
    if form.category == NIL or not kinds.reportable(form.category):
        raise Refused("There is no category %(category)s.", category=form.category)

    def decide(report: Report) -> Decided | None:
        return life.reclassify(
            report,
            form.category,
            edition=kinds.edition,
            reason=form.reason,
            note=_note(registry, stream, form.note),
        )

    return _change(registry, stream, decide, actor=actor, at=at)


def put_in_place(
    registry: Registry, stream: UUID, form: PlacementForm, *, actor: str, at: datetime
) -> Entry | None:
    """Put the place right; None when nothing differs."""
    with known(registry.log) as now:
        (placed,) = place(now.ground, [form.place])
    if isinstance(placed, Refused):
        raise placed

    def decide(report: Report) -> Decided | None:
        point = _seal(registry, stream, POINT, placed.private)
        words = _seal(registry, stream, WORDS, placed.words)
        return life.place(
            report,
            sealed_into(placed.place, point, words),
            reason=form.reason,
            note=_note(registry, stream, form.note),
        )

    return _change(registry, stream, decide, actor=actor, at=at)


def review(
    registry: Registry, stream: UUID, form: ReviewForm, *, actor: str, at: datetime
) -> Entry | None:
    """Say what becomes of the report; None when that was said already."""
    return _change(
        registry,
        stream,
        lambda report: life.review(report, form.outcome, note=_note(registry, stream, form.note)),
        actor=actor,
        at=at,
    )


def link(
    registry: Registry, stream: UUID, form: LinkForm, *, actor: str, at: datetime
) -> Entry | None:
    """Say that the report tells of the same happening as another; None when that was said."""

    def decide(report: Report) -> Decided | None:
        try:
            return life.link(report, load(registry, form.same_as))
        except NoSuchReport:
            raise Refused("The report to link to does not exist.") from None

    return _change(registry, stream, decide, actor=actor, at=at)


def unlink(registry: Registry, stream: UUID, *, actor: str, at: datetime) -> Entry | None:
    """Say that the report is a happening of its own; None when it is."""
    return _change(registry, stream, life.unlink, actor=actor, at=at)


def withdraw(
    registry: Registry, stream: UUID, form: WithdrawalForm, *, actor: str, at: datetime
) -> Entry | None:
    """Take the report back; None when that is done already."""

    def decide(report: Report) -> list[Decided]:
        with known(registry.log) as now:
            linked = followers(now, stream)
        return life.withdraw(
            report,
            reason=form.reason,
            note=_note(registry, stream, form.note),
            followers=[load(registry, follower) for follower in linked],
        )

    return _change(registry, stream, decide, actor=actor, at=at)


def share(
    registry: Registry, stream: UUID, form: ShareForm, *, actor: str, at: datetime
) -> Entry | None:
    """Share the texts so from now on; None when they are."""
    with known(registry.log) as now:
        known_organisations(form.shared_with, now.ground)

    def decide(report: Report) -> Decided | None:
        return life.share(report, form.share, others(form.shared_with, report.organisation))

    return _change(registry, stream, decide, actor=actor, at=at)


def quarantine(
    registry: Registry, stream: UUID, form: QuarantineForm, *, actor: str, at: datetime
) -> Entry | None:
    """Hold the texts back until somebody has looked at them; None when they are held back."""
    return _change(
        registry,
        stream,
        lambda report: life.quarantine(report, note=_note(registry, stream, form.note)),
        actor=actor,
        at=at,
    )


def clear(
    registry: Registry, stream: UUID, form: ClearForm, *, actor: str, at: datetime
) -> Entry | None:
    """Share the texts again as they were; None when they are not held back."""
    return _change(
        registry,
        stream,
        lambda report: life.clear(report, note=_note(registry, stream, form.note)),
        actor=actor,
        at=at,
    )


def _change(
    registry: Registry,
    stream: UUID,
    decide: Callable[[Report], Decided | Sequence[Decided] | None],
    *,
    actor: str,
    at: datetime,
) -> Entry | None:
    """Decide on the report while nobody else can change it, and record what follows."""

    def decided() -> Sequence[Decided]:
        decision = decide(load(registry, stream))
        if decision is None:
            return []
        return [decision] if isinstance(decision, Decided) else decision

    try:
        entries = decide_and_record(registry.log, decided, actor=actor, at=at)
    except IntegrityError:
        raise Refused(
            "Somebody else changed the report meanwhile. Look at it again and decide anew."
        ) from None
    return entries[0] if entries else None


def _corrected(told: Told, form: CorrectionForm) -> Told:
    given = form.model_dump(exclude_unset=True, exclude={"reason", "note", "occurred", "text"})
    # An explicit null empties a field that may be empty, and leaves the others as they were.
    emptied = {"people", "age", "gender", "repeat", "need"}
    changes = {
        name: getattr(form, name)
        for name in given
        if getattr(form, name) is not None or name in emptied
    }
    if form.occurred is not None:
        changes["occurred_from"] = form.occurred.from_
        changes["occurred_to"] = form.occurred.to or form.occurred.from_
        changes["precision"] = form.occurred.precision
    return replace(told, **changes)


def _with_text(registry: Registry, report: Report, told: Told, text: str | None) -> Told:
    if text is None:
        return told
    if report.told.text is not None:
        field = belongs_to(registry, report.id, TEXT)
        if registry.keyring.open(report.told.text, field) == text:
            return told
    return replace(told, text=_seal(registry, report.id, TEXT, text))


def _note(registry: Registry, stream: UUID, note: str | None) -> Sealed | None:
    return _seal(registry, stream, NOTE, note or "")


def _seal(registry: Registry, stream: UUID, field: str, text: str) -> Sealed | None:
    if not text:
        return None
    (sealed,) = registry.keyring.seal([Payload(text, belongs_to(registry, stream, field))])
    return sealed

"""The desk: changing a report that was received, each change a fact with a reason.

A change is decided on the report as the log holds it, and recorded only if nobody else changed it
meanwhile.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from eventsourcing.persistence import IntegrityError
from msgspec.structs import replace

from events import report as life
from events.database import reading
from events.fact import Decided, Entry
from events.refusal import Refused
from events.report import Report, ReportAnswered
from events.sealed import Sealed
from events.sealing import Payload
from events.sharing import ReportQuarantined
from events.telling import Confirmed, Told
from ingest import privacy
from ingest.forms import (
    AnswerForm,
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
from ingest.place import place, sealed_into
from ingest.receive import LINE, NOTE, POINT, TEXT, WORDS
from ingest.sharing import known_organisations, others
from projections.known import known
from projections.record import Registry, belongs_to, decide_and_record
from projections.reports import followers
from reference.categories import NIL


class NoSuchReport(LookupError):
    """There is no report with this id."""


def load(registry: Registry, stream: UUID) -> Report:
    """The report as the log holds it now. Raises NoSuchReport."""
    with reading(registry.log.engine) as connection:
        report = life.folded(registry.log.stream(connection, stream))
    if report is None:
        raise NoSuchReport(stream)
    return report


def correct(
    registry: Registry, stream: UUID, form: CorrectionForm, *, actor: str, at: datetime
) -> Entry | None:
    """Put right what was told; None when nothing differs.

    A new text that may point out a person is held back, as one that is received. Raises
    `ingest.privacy.PointsOut` for one that does.
    """
    is_held = _may_stand(registry, form.text)
    confirmed = tuple(Confirmed(kind=one.kind, count=one.count) for one in form.confirmed)

    def decide(report: Report) -> Sequence[Decided]:
        told = _with_text(registry, report, _corrected(report.told, form), form.text)
        decided = life.correct(
            report,
            told,
            reason=form.reason,
            note=_note(registry, stream, form.note),
            at=at,
            confirmed=confirmed,
        )
        if not decided or not is_held or told.text == report.told.text or report.quarantined:
            return [decided] if decided else []
        return life.then(decided, report, ReportQuarantined())

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
    is_held = _may_stand(registry, placed.words, "place.words")

    def decide(report: Report) -> Sequence[Decided]:
        point = _seal(registry, stream, POINT, placed.private)
        words = _seal(registry, stream, WORDS, placed.words)
        decided = life.place(
            report,
            sealed_into(placed.place, point, words),
            reason=form.reason,
            note=_note(registry, stream, form.note),
        )
        if not decided or not is_held or report.quarantined:
            return [decided] if decided else []
        return life.then(decided, report, ReportQuarantined())

    return _change(registry, stream, decide, actor=actor, at=at)


def review(
    registry: Registry, stream: UUID, form: ReviewForm, *, actor: str, at: datetime
) -> Entry | None:
    """Say what becomes of the report; None when that was said already and there is no line."""
    privacy.check(form.line, "line")

    def decide(report: Report) -> Sequence[Decided]:
        decided = life.review(report, form.outcome, note=_note(registry, stream, form.note))
        line = _seal(registry, stream, LINE, form.line or "")
        if line is None:
            return [decided] if decided else []
        return life.then(decided, report, ReportAnswered(line=line))

    return _change(registry, stream, decide, actor=actor, at=at)


def answer(
    registry: Registry, stream: UUID, form: AnswerForm, *, actor: str, at: datetime
) -> Entry | None:
    """Write a line back to whoever reported. Raises `ingest.privacy.PointsOut`."""
    privacy.check(form.line, "line")

    def decide(report: Report) -> Decided:
        line = _seal(registry, stream, LINE, form.line)
        assert line is not None, "a line is never empty"
        return life.answer(report, line)

    return _change(registry, stream, decide, actor=actor, at=at)


def link(
    registry: Registry, stream: UUID, form: LinkForm, *, actor: str, at: datetime
) -> Entry | None:
    """Say that the report tells of the same happening as another; None when that was said."""

    def decide(report: Report) -> Decided | None:
        try:
            return life.link(report, load(registry, form.same_as))
        except NoSuchReport:
            raise Refused("The other report does not exist.") from None

    return _change(registry, stream, decide, actor=actor, at=at)


def unlink(registry: Registry, stream: UUID, *, actor: str, at: datetime) -> Entry | None:
    """Say that the report is a happening of its own; None when it is."""
    return _change(registry, stream, life.unlink, actor=actor, at=at)


def tell_apart(
    registry: Registry, stream: UUID, form: PartingForm, *, actor: str, at: datetime
) -> Entry | None:
    """Say that the two tell of different happenings; None when that was said."""

    def decide(report: Report) -> Decided | None:
        try:
            return life.tell_apart(report, load(registry, form.other))
        except NoSuchReport:
            raise Refused("The other report does not exist.") from None

    return _change(registry, stream, decide, actor=actor, at=at)


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
    own = {"reason", "note", "occurred", "text", "confirmed"}
    given = form.model_dump(exclude_unset=True, exclude=own)
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


def _may_stand(registry: Registry, text: str | None, field: str = "text") -> bool:
    """Whether a new text must be held back. Raises `ingest.privacy.PointsOut`."""
    if not text:
        return False
    with known(registry.log) as now:
        return privacy.look({field: text}, privacy.known_names(now.ground))


def _note(registry: Registry, stream: UUID, note: str | None) -> Sealed | None:
    return _seal(registry, stream, NOTE, note or "")


def _seal(registry: Registry, stream: UUID, field: str, text: str) -> Sealed | None:
    if not text:
        return None
    if field == NOTE:
        privacy.check(text, "note")
    (sealed,) = registry.keyring.seal([Payload(text, belongs_to(registry, stream, field))])
    return sealed

"""Sorting many reports at once: one decision on each, all of them recorded in one transaction.

Each is decided on as the log holds it. One that cannot be done is named with its sentence, and the
others are done all the same; one that somebody changed since it was shown is such a one.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, NamedTuple, Self
from uuid import UUID

from msgspec.structs import replace
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from events import report as life
from events.apart import ReportToldApart
from events.database import reading
from events.fact import Decided, Entry
from events.refusal import Refused
from events.report import Report, ReportAnswered, ReportFact
from events.sealed import Sealed
from events.sealing import Payload
from events.telling import Place
from ingest import privacy
from ingest.desk import NoSuchReport, load
from ingest.place import place
from ingest.receive import LINE, TEXT, WORDS
from ingest.submission import Code, Form, PlaceForm, Text
from projections.known import known
from projections.record import Registry, belongs_to, decide_and_record
from reference.categories import NIL
from reference.dimensions import Reason, Review

MOST = 200
"""Reports that are sorted at once."""

Decide = Callable[[Report], Sequence[Decided]]


class Verb(StrEnum):
    """What can be done with a report in the inbox."""

    READ = "read"
    ACCEPT = "accept"
    RETURN = "return"
    PUT_ASIDE = "out"
    ANSWER = "answer"
    LINK = "double"
    PART = "part"
    APART = "apart"
    RECODE = "recode"
    PLACE = "place"
    CLEAR = "clear"


REVIEWS = {
    Verb.READ: Review.READ,
    Verb.ACCEPT: Review.ACCEPTED,
    Verb.RETURN: Review.RETURNED,
    Verb.PUT_ASIDE: Review.OUT_OF_SCOPE,
}
NEEDED = {
    Verb.RETURN: "line",
    Verb.ANSWER: "line",
    Verb.LINK: "other",
    Verb.APART: "other",
    Verb.RECODE: "category",
    Verb.PLACE: "where",
}
"""What each needs to be told besides which reports."""


class SortingForm(Form):
    """What is to be done with each of the reports.

    `line` is written back to whoever reported; `other` is the report that it is linked to or told
    apart from; `where` is an area or a named place, and leaves what
    else was told of the place as it was.
    """

    verb: Verb
    line: Annotated[Text, Field(min_length=1)] | None = None
    other: UUID | None = None
    category: Code | None = None
    where: PlaceForm | None = None

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> Self:
        needed = NEEDED.get(self.verb)
        if needed == "line" and not self.line:
            raise PydanticCustomError("line_missing", "Write a line to whoever reported.")
        if needed == "other" and not self.other:
            raise PydanticCustomError("other_missing", "Say which other report it is.")
        if needed == "category" and not self.category:
            raise PydanticCustomError("category_missing", "Choose a category.")
        if needed == "where" and not (self.where and (self.where.area or self.where.place)):
            raise PydanticCustomError("where_missing", "Choose an area or a place.")
        return self


class Chosen(NamedTuple):
    """A report, and its version as it was shown; None for whatever it is."""

    report: UUID
    version: int | None = None


class Sorted(NamedTuple):
    """What became of the chosen reports, and what was recorded of it.

    Something that was so already is done, and leaves no entry.
    """

    done: list[UUID]
    refused: list[tuple[UUID, Refused]]
    entries: list[Entry]


def sort(
    registry: Registry, chosen: Sequence[Chosen], form: SortingForm, *, actor: str, at: datetime
) -> Sorted:
    """Do it with each of the reports, which must exist. Raises Refused for what fits none of them.

    Raises `ingest.privacy.PointsOut` for a line that points out a person.
    """
    assert len(chosen) <= MOST, "more than a page holds"
    privacy.check(form.line, "line")
    decide = _decider(registry, form)
    return _each(
        registry, chosen, lambda each: decide(_as_shown(registry, each)), actor=actor, at=at
    )


def touched(registry: Registry, first: int, last: int, *, actor: str) -> dict[UUID, list[Entry]]:
    """What an actor did with reports from one position of the log to another, by report.

    Nothing for more than can be sorted at once, and nothing of what somebody else did.
    """
    if not 0 < first <= last < first + 3 * MOST:
        return {}
    found: dict[UUID, list[Entry]] = {}
    with reading(registry.log.engine) as connection:
        for entry in registry.log.entries(connection, after=first - 1, upto=last):
            if entry.actor == actor and isinstance(entry.fact, ReportFact) and entry.version > 1:
                found.setdefault(entry.stream, []).append(entry)
    return found


def can_undo(entries: Sequence[Entry]) -> bool:
    """Whether what was done to a report may be taken back: not once a line of it was written."""
    return not any(
        isinstance(entry.fact, ReportAnswered | life.ReportCorrected) for entry in entries
    )


def undo(registry: Registry, first: int, last: int, *, actor: str, at: datetime) -> Sorted:
    """Take back what the actor did from one position to another, by further facts.

    A report that was new is read from then on, because it was. One that was changed since stays.
    """
    done = touched(registry, first, last, actor=actor)
    after = {report: entries[-1].version for report, entries in done.items()}

    def decide(each: Chosen) -> Sequence[Decided]:
        now = _as_shown(registry, each)
        if not can_undo(done[each.report]):
            raise Refused("A line was written to whoever reported, so this cannot be taken back.")
        return _restored(registry, now, _folded(registry, each, done[each.report][0].version - 1))

    chosen = [Chosen(report, version) for report, version in after.items()]
    return _each(registry, chosen, decide, actor=actor, at=at)


def rewrite(
    registry: Registry,
    each: Chosen,
    *,
    text: str | None,
    words: str | None,
    actor: str,
    at: datetime,
) -> Sorted:
    """Put other texts in the place of those that told of a person, and share them again.

    `words` are those for the place. None leaves a text as it is, and an empty one takes it out.
    Raises `ingest.privacy.PointsOut`.
    """
    with known(registry.log) as now:
        names = privacy.known_names(now.ground)
    privacy.look({"text": text or "", "words": words or ""}, names)

    def decide(chosen: Chosen) -> Sequence[Decided]:
        report = _as_shown(registry, chosen)
        told, where, why = report.told, report.place, Reason.PRIVACY
        if text is not None:
            told = replace(told, text=_sealed(registry, report, TEXT, text))
        if words is not None:
            where = replace(where, words=_sealed(registry, report, WORDS, words))
        return _one_after_the_other(
            report,
            [
                lambda report: life.correct(report, told, reason=why, at=at),
                lambda report: life.place(report, where, reason=why),
                life.clear,
            ],
        )

    return _each(registry, [each], decide, actor=actor, at=at)


def _each(
    registry: Registry,
    chosen: Sequence[Chosen],
    decide: Callable[[Chosen], Sequence[Decided]],
    *,
    actor: str,
    at: datetime,
) -> Sorted:
    done: list[UUID] = []
    refused: list[tuple[UUID, Refused]] = []

    def decided() -> Sequence[Decided]:
        made: list[Decided] = []
        for each in {one.report: one for one in chosen}.values():
            try:
                made += decide(each)
            except Refused as no:
                refused.append((each.report, no))
            else:
                done.append(each.report)
        return made

    entries = decide_and_record(registry.log, decided, actor=actor, at=at)
    return Sorted(done, refused, entries)


def _as_shown(registry: Registry, each: Chosen) -> Report:
    report = load(registry, each.report)
    if each.version not in {None, report.version}:
        raise Refused(
            "Somebody else changed the report meanwhile. Look at it again and decide anew."
        )
    return report


def _decider(registry: Registry, form: SortingForm) -> Decide:
    """How each report is decided on. Raises Refused for what fits none."""
    if form.verb in REVIEWS or form.verb is Verb.ANSWER:
        return lambda report: _told(registry, report, form)
    match form.verb:
        case Verb.LINK | Verb.APART:
            on_two = life.link if form.verb is Verb.LINK else life.tell_apart
            return lambda report: _one(on_two(report, _other(registry, form)))
        case Verb.PART:
            return _parted
        case Verb.CLEAR:
            return lambda report: _one(life.clear(report))
        case Verb.RECODE:
            return _recoding(registry, form.category or "")
        case _:
            return _placing(registry, form.where or PlaceForm())


def _one(decided: Decided | None) -> Sequence[Decided]:
    return [decided] if decided else []


def _parted(report: Report) -> Sequence[Decided]:
    """The two are two happenings, and are not proposed as one again."""
    decided, other = life.unlink(report), report.same_as
    if decided is None or other is None or other in report.apart:
        return _one(decided)
    return life.then(decided, report, ReportToldApart(other=other))


def _told(registry: Registry, report: Report, form: SortingForm) -> Sequence[Decided]:
    """A word on the report, and the line to whoever reported, if there is one."""
    outcome = REVIEWS.get(form.verb)
    decided = life.review(report, outcome) if outcome else None
    if not form.line:
        return _one(decided)
    if not outcome:
        life.review(report, Review.READ)  # refuses for one that is withdrawn
    line = _sealed(registry, report, LINE, form.line)
    assert line is not None, "a line is never empty"
    return life.then(decided, report, ReportAnswered(line=line))


def _sealed(registry: Registry, report: Report, field: str, text: str) -> Sealed | None:
    if not text:
        return None
    (sealed,) = registry.keyring.seal([Payload(text, belongs_to(registry, report.id, field))])
    return sealed


def _other(registry: Registry, form: SortingForm) -> Report:
    """The other report, read while nobody can change it."""
    assert form.other is not None, "checked by the form"
    try:
        return load(registry, form.other)
    except NoSuchReport:
        raise Refused("The other report does not exist.") from None


def _recoding(registry: Registry, category: str) -> Decide:
    with known(registry.log) as now:
        kinds = now.ground.taxonomy
    if category == NIL or not kinds.reportable(category):
        raise Refused("There is no category %(category)s.", category=category)
    reason = Reason.WRONG_CATEGORY
    return lambda report: _one(
        life.reclassify(report, category, edition=kinds.edition, reason=reason)
    )


def _placing(registry: Registry, form: PlaceForm) -> Decide:
    with known(registry.log) as now:
        (placed,) = place(now.ground, [form])
    if isinstance(placed, Refused):
        raise placed
    where = placed.place

    def moved(before: Place) -> Place:
        if where.place:
            return replace(where, words=before.words)
        return replace(before, area=where.area, areas_edition=where.areas_edition)

    return lambda report: _one(life.place(report, moved(report.place), reason=Reason.WRONG_PLACE))


def _folded(registry: Registry, each: Chosen, version: int) -> Report:
    """The report as it stood at an earlier version."""
    with reading(registry.log.engine) as connection:
        entries = registry.log.stream(connection, each.report)
    report: Report | None = None
    for entry in entries[:version]:
        assert isinstance(entry.fact, ReportFact)
        report = life.evolve(report, entry.stream, entry.version, entry.fact)
    assert report is not None, "a report has a first version"
    return report


def _restored(registry: Registry, now: Report, before: Report) -> Sequence[Decided]:
    """The facts after which the report stands as it stood before. Raises Refused for none."""
    mistake = Reason.MISTAKE

    def linked(report: Report) -> Decided | None:
        if before.same_as is None:
            return life.unlink(report)
        return life.link(report, load(registry, before.same_as))

    decided = _one_after_the_other(
        now,
        [
            linked,
            lambda report: life.reclassify(
                report, before.category, edition=before.categories_edition, reason=mistake
            ),
            lambda report: life.place(report, before.place, reason=mistake),
            lambda report: (
                life.review(report, before.review or Review.READ) if report.review else None
            ),
            lambda report: life.quarantine(report) if before.quarantined else None,
        ],
    )
    if not decided:
        raise Refused("There is nothing to take back: what somebody has read stays read.")
    return decided


def _one_after_the_other(
    report: Report, steps: Sequence[Callable[[Report], Decided | None]]
) -> list[Decided]:
    """What the steps decide, each on the report as the one before leaves it."""
    decided: list[Decided] = []
    for step in steps:
        made = step(report)
        if made is not None:
            assert isinstance(made.fact, ReportFact)
            report = life.evolve(report, made.stream, made.version, made.fact)
            decided.append(made)
    return decided

"""A report as people read it: what was told, and step by step what happened to it since.

Nothing here opens a sealed text; a step only says that it has one.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from events import report as life
from events.apart import ReportToldApart
from events.fact import Entry
from events.report import (
    Report,
    ReportAnswered,
    ReportCorrected,
    ReportFact,
    ReportLinked,
    ReportPlaced,
    ReportReclassified,
    ReportReviewed,
    ReportSubmitted,
    ReportUnlinked,
    ReportWithdrawn,
    evolve,
)
from events.sealed import Sealed
from events.sharing import ReportCleared, ReportQuarantined, ReportShared
from events.telling import Place, Told
from projections.ground import Ground
from reference.areas import OUTSIDE, UNPLACED
from reference.dimensions import PlaceType, PoliceTold, Term, label
from reference.language import DASH, Translator, clock, message, time_of_day
from reference.roles import Share
from reference.weeks import ZONE

NOWHERE = {OUTSIDE: message("Outside every area"), UNPLACED: message("Without a place")}
NOTHING_TOLD = DASH


class Line(NamedTuple):
    """Something that was told: what it is about, and what was said."""

    label: str
    said: str


class Change(NamedTuple):
    """What a step changed."""

    label: str
    before: str
    after: str


class Step(NamedTuple):
    """One thing that happened to the report; `reason` is empty where none was asked for."""

    title: str
    entry: Entry
    reason: str = ""
    changes: tuple[Change, ...] = ()
    note: Sealed | None = None
    other: UUID | None = None


def folded(entries: Iterable[Entry]) -> Report:
    """What the entries of a report, of which there is at least one, add up to."""
    report = life.folded(entries)
    assert report is not None, "a report has at least one entry"
    return report


def area_name(ground: Ground, code: str, t: Translator) -> str:
    """The area in words; a code that the edition in force does not have stays as it is."""
    if code in NOWHERE:
        return t(NOWHERE[code])
    return ground.areas.name(code) if ground.areas else code


def place_name(ground: Ground, code: str) -> str:
    """The named place in words, empty where there is none."""
    return ground.places.name(code) if ground.places and code else code


def organisation_name(ground: Ground, code: str, t: Translator) -> str:
    """The organisation in words; one that takes part no longer stays a code."""
    known = ground.organisations.get(code)
    if known is None:
        return code
    return known.sv if t.language == "sv" else known.en


def time_span(begins: datetime, ends: datetime, language: str) -> str:
    """From when to when, nothing said twice."""
    if begins == ends:
        return clock(begins, language)
    same_day = begins.astimezone(ZONE).date() == ends.astimezone(ZONE).date()
    until = time_of_day(ends, language) if same_day else clock(ends, language)
    return f"{clock(begins, language)}{DASH if same_day else f' {DASH} '}{until}"


def told_lines(told: Told, t: Translator) -> list[Line]:
    """What was told of the happening, without what was left out and without the text."""
    return [line for line in _told(told, t) if line.said != NOTHING_TOLD]


def place_lines(place: Place, ground: Ground, t: Translator) -> list[Line]:
    """Where it was, without what was left out and without the words."""
    return [line for line in _placed(place, ground, t) if line.said != NOTHING_TOLD]


def steps(entries: Sequence[Entry], ground: Ground, t: Translator) -> list[Step]:
    """What happened to the report, oldest first."""
    found: list[Step] = []
    before: Report | None = None
    for entry in entries:
        found.append(_step(before, entry, ground, t))
        before = evolve(before, entry.stream, entry.version, entry.fact)
    return found


def _step(  # noqa: PLR0911 - one arm a fact
    before: Report | None, entry: Entry, ground: Ground, t: Translator
) -> Step:
    fact: ReportFact = entry.fact
    if isinstance(fact, ReportSubmitted):
        came = t("Received by way of: %(channel)s", channel=label(fact.channel, t.language).lower())
        return Step(came, entry)
    assert before is not None, "a report begins with report.submitted"
    if isinstance(fact, ReportCorrected | ReportReclassified | ReportPlaced):
        return _put_right(before, entry, fact, ground, t)
    if isinstance(fact, ReportShared | ReportQuarantined | ReportCleared):
        return _made_known(before, entry, fact, ground, t)
    match fact:
        case ReportReviewed(outcome=outcome, note=note):
            said = t("Looked at: %(outcome)s", outcome=label(outcome, t.language).lower())
            return Step(said, entry, note=note)
        case ReportAnswered(line=line):
            return Step(t("A line back to whoever reported"), entry, note=line)
        case ReportLinked(same_as=other):
            return Step(t("Tells of the same happening as another report"), entry, other=other)
        case ReportUnlinked():
            return Step(t("Tells of a happening of its own"), entry)
        case ReportToldApart(other=other):
            return Step(t("Tells of another happening than another report"), entry, other=other)
        case ReportWithdrawn(reason=reason, note=note):
            return Step(t("Withdrawn"), entry, label(reason, t.language), note=note)


def _put_right(
    before: Report,
    entry: Entry,
    fact: ReportCorrected | ReportReclassified | ReportPlaced,
    ground: Ground,
    t: Translator,
) -> Step:
    """A step that changes what was told."""
    reason = label(fact.reason, t.language)
    match fact:
        case ReportCorrected(told=told, note=note):
            changes = _differences(_told(before.told, t), _told(told, t))
            if before.told.text != told.text:
                changes += (Change(t("Text"), t("as it was"), t("rewritten")),)
            return Step(t("Corrected"), entry, reason, changes, note)
        case ReportReclassified(category=category, note=note):
            name = ground.taxonomy.name
            change = Change(
                t("Category"), name(before.category, t.language), name(category, t.language)
            )
            return Step(t("Moved to another category"), entry, reason, (change,), note)
        case ReportPlaced(place=place, note=note):
            was, now = _placed(before.place, ground, t), _placed(place, ground, t)
            return Step(t("Place put right"), entry, reason, _differences(was, now), note)


def _made_known(
    before: Report,
    entry: Entry,
    fact: ReportShared | ReportQuarantined | ReportCleared,
    ground: Ground,
    t: Translator,
) -> Step:
    """A step that changes who may read the text."""
    match fact:
        case ReportShared(share=share, shared_with=named):
            change = Change(
                t("Shared with"),
                shared_in_words(before.share, before.shared_with, ground, t),
                shared_in_words(share, named, ground, t),
            )
            return Step(t("Shared with others than before"), entry, changes=(change,))
        case ReportQuarantined(note=note):
            return Step(t("Text held back"), entry, note=note)
        case ReportCleared(note=note):
            return Step(t("Text cleared"), entry, note=note)


def shared_in_words(share: Share, named: Iterable[str], ground: Ground, t: Translator) -> str:
    """Whom a text is shared with: the level, and the organisations that are named."""
    names = ", ".join(organisation_name(ground, code, t) for code in sorted(named))
    said = label(share, t.language)
    return f"{said}: {names}" if names else said


def readers_in_words(share: Share, named: Iterable[str], ground: Ground, t: Translator) -> str:
    """Who may read a text that is shared so, in a sentence."""
    readers = [t("the reporter"), t("the organisation's coordinator")]
    names = [organisation_name(ground, code, t) for code in sorted(named)]
    if names:
        readers.append(t("the coordinators of %(names)s", names=", ".join(names)))
    if share in {Share.MUNICIPALITY, Share.MEETING}:
        readers.append(t("the municipality's analysts"))
    if share is Share.MEETING:
        readers.append(t("the EST meeting"))
    said = t("%(first)s and %(last)s", first=", ".join(readers[:-1]), last=readers[-1])
    return f"{said[:1].upper()}{said[1:]}."


def _differences(before: Sequence[Line], after: Sequence[Line]) -> tuple[Change, ...]:
    return tuple(
        Change(was.label, was.said, now.said)
        for was, now in zip(before, after, strict=True)
        if was.said != now.said
    )


def _told(told: Told, t: Translator) -> list[Line]:
    say = _sayer(t)
    observed = clock(told.observed_at, t.language) if told.observed_at else NOTHING_TOLD
    return [
        Line(t("When"), time_span(told.occurred_from, told.occurred_to, t.language)),
        Line(t("How well the time is known"), say(told.precision)),
        Line(t("Observed"), observed),
        Line(t("What it rests on"), say(told.basis)),
        Line(t("How sure"), say(told.certainty)),
        Line(t("How many people"), say(told.people)),
        Line(t("Ages"), say(told.age)),
        Line(t("Who the group mostly was"), say(told.gender)),
        Line(t("What came of it"), _all(told.consequences, say)),
        Line(t("Whom it touched"), _all(told.affected, say)),
        Line(t("Police told"), say(None if told.police is PoliceTold.UNKNOWN else told.police)),
        Line(t("What was done"), _all(told.handled, say)),
        Line(t("Happened before"), say(told.repeat)),
        Line(t("Wish"), say(told.need)),
    ]


def _placed(place: Place, ground: Ground, t: Translator) -> list[Line]:
    say = _sayer(t)
    point, sealed = place.point, place.sealed_point is not None
    where = NOTHING_TOLD
    if point is not None:
        where = f"{point.lat:.5f}, {point.lon:.5f}"
        if point.precision_m is not None:
            where = t("%(where)s, within %(metres)s m", where=where, metres=point.precision_m)
    kind: PlaceType | None = place.place_type
    return [
        Line(t("Area"), area_name(ground, place.area, t)),
        Line(t("Place"), place_name(ground, place.place) or NOTHING_TOLD),
        Line(t("Kind of place"), say(kind)),
        Line(t("Point"), t("At a home, so it is sealed") if sealed else where),
    ]


def _sayer(t: Translator) -> Callable[[Term | None], str]:
    return lambda term: NOTHING_TOLD if term is None else label(term, t.language)


def _all(terms: Sequence[Term], say: Callable[[Term], str]) -> str:
    return ", ".join(say(term) for term in terms) or NOTHING_TOLD

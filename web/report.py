"""The page of a single report: what was told, its timeline, and its text for whom it is shared.

A sealed text is opened here alone, through `accounts.reading`, which notes who reads before
anything is read. What may be seen is judged by how the report stands now, on pages of the past too.
"""

from collections.abc import Sequence
from typing import Annotated, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from msgspec.structs import replace

from accounts.permissions import Action, Thing
from accounts.reading import Box, Hidden, open_texts
from accounts.scope import things
from events.fact import Entry
from events.report import ReportFact, ReportLinked, ReportPlaced, ReportSubmitted
from events.sealed import Sealed
from ingest import desk
from ingest.forms import (
    ClearForm,
    QuarantineForm,
    ShareForm,
)
from ingest.receive import NOTE, TEXT, WORDS
from projections.known import Known
from projections.numbers import references
from projections.record import belongs_to
from projections.reports import Row, followers, one
from reference.language import Translator, clock, message
from reference.roles import Share
from web.answers import shows_point
from web.asker import Asker
from web.asking import NOT_THERE, Asking, allow, requires
from web.bodies import checked
from web.forms import FormFields
from web.needs import AsKnown, House, HouseServed, Speaker
from web.problems import Stop, missing
from web.render import page_of
from web.reports import Shown, in_words, marks_of
from web.timeline import (
    area_name,
    folded,
    organisation_name,
    place_lines,
    place_name,
    readers_in_words,
    steps,
    time_span,
    told_lines,
)

SHORTEST_PURPOSE, LONGEST_PURPOSE = 10, 500
"""Characters of why an auditor must read a text."""

NEEDS_PURPOSE = message(
    "Say in a sentence why you must read the text. It is kept in the access log."
)

ON_PAGE = (
    Action.REPORT_SHARE,
    Action.REPORT_QUARANTINE,
    Action.REPORT_CLEAR,
    Action.TEXT_BREAK_GLASS,
)
"""What can be done from the page, besides reading it."""

router = APIRouter(include_in_schema=False)


class Opened(NamedTuple):
    """A sealed text as the page shows it."""

    said: str
    erased: bool


class Visit(NamedTuple):
    """Somebody at the page of a report that they may see, and the report as known at a moment.

    `thing` is how it stands now; `seen` are those told of the same happening that they may see too.
    """

    request: Request
    asker: Asker
    view: Known
    house: House
    row: Row
    thing: Thing
    entries: Sequence[Entry]
    seen: frozenset[UUID]

    def back(self) -> Response:
        """To the report as it stands after a change."""
        return RedirectResponse(f"/reports/{self.row.report}", 303)


def _visit(
    request: Request, report: str, asker: Asking, view: AsKnown, house: HouseServed
) -> Visit:
    """The report, if the asker may see it. Raises Stop."""
    try:
        wanted = UUID(report)
    except ValueError:
        raise Stop(missing(NOT_THERE)) from None
    row = one(view, wanted)
    if row is None:
        raise Stop(missing(NOT_THERE))
    entries = [
        entry
        for entry in house.registry.log.stream(view.connection, wanted)
        if entry.position <= view.position and isinstance(entry.fact, ReportFact)
    ]
    linked = {entry.fact.same_as for entry in entries if isinstance(entry.fact, ReportLinked)}
    others = {*followers(view, wanted), *linked}
    standing = things(view.connection, view.municipality, [wanted, *others])
    thing = allow(request, asker, Action.REPORT_READ, standing[wanted])
    seen = frozenset(
        other for other in others if asker.may(Action.REPORT_READ, standing[other]).allowed
    )
    return Visit(request, asker, view, house, row, thing, entries, seen)


# scope="function": as the record that it reads from.
Visiting = Annotated[Visit, Depends(_visit, scope="function")]


@router.get("/reports/{report}", dependencies=[requires(Action.REPORT_READ)])
def show_report(visit: Visiting, t: Speaker) -> Response:
    """A report: what was told, its text, and its timeline."""
    return _page(visit, t)


@router.post("/reports/{report}/text", dependencies=[requires(Action.TEXT_BREAK_GLASS)])
def break_glass(visit: Visiting, t: Speaker, fields: FormFields) -> Response:
    """The same page with the text, for an auditor who says why."""
    purpose = fields.one("purpose")[:LONGEST_PURPOSE]
    if len(purpose) < SHORTEST_PURPOSE:
        return _page(visit, t, fault=t(NEEDS_PURPOSE))
    return _page(visit, t, purpose=purpose)


@router.post("/reports/{report}/quarantine", dependencies=[requires(Action.REPORT_QUARANTINE)])
def hold_back(visit: Visiting, _fields: FormFields) -> Response:
    """Hold the text back, so that only the organisation's own coordinator reads it."""
    allow(visit.request, visit.asker, Action.REPORT_QUARANTINE, visit.thing)
    by = visit.asker.actor
    registry = visit.house.registry
    desk.quarantine(registry, visit.row.report, QuarantineForm(), actor=by.name, at=by.at)
    return visit.back()


@router.post("/reports/{report}/clearance", dependencies=[requires(Action.REPORT_CLEAR)])
def clear(visit: Visiting, _fields: FormFields) -> Response:
    """Share the text again as the report says."""
    allow(visit.request, visit.asker, Action.REPORT_CLEAR, visit.thing)
    by = visit.asker.actor
    desk.clear(visit.house.registry, visit.row.report, ClearForm(), actor=by.name, at=by.at)
    return visit.back()


@router.post("/reports/{report}/share", dependencies=[requires(Action.REPORT_SHARE)])
def share(visit: Visiting, fields: FormFields) -> Response:
    """Say whom the text is shared with."""
    allow(visit.request, visit.asker, Action.REPORT_SHARE, visit.thing)
    sent = {"share": fields.one("share"), "shared_with": fields.all("shared_with")}
    form = checked(ShareForm, sent)
    by = visit.asker.actor
    desk.share(visit.house.registry, visit.row.report, form, actor=by.name, at=by.at)
    return visit.back()


def _page(visit: Visit, t: Translator, *, purpose: str = "", fault: str = "") -> Response:
    view, row, ground, thing = visit.view, visit.row, visit.view.ground, visit.thing
    entries = visit.entries
    if visit.asker.actor.organisation != row.organisation and not shows_point(row, ground.taxonomy):
        entries = [_pointless(entry) for entry in entries]
    report = folded(entries)
    history = steps(entries, ground, t)
    is_past = view.position < visit.house.registry.log.head(view.connection).position
    first = visit.entries[0].fact
    sealed = {"text": (report.told.text, TEXT), "words": (report.place.words, WORDS)} | {
        str(number): (step.note, NOTE) for number, step in enumerate(history)
    }
    opened, hidden = _opened(visit, sealed, purpose, t)
    return page_of(
        visit.request.scope,
        "report.html",
        status=422 if fault else 200,
        municipality=ground.name,
        view=view,
        is_past=is_past,
        as_known=f"?position={view.position}" if is_past else "",
        row=row,
        reference=references(view, [row])[row.report],
        is_own=thing.by == visit.asker.actor.name,
        category=ground.taxonomy.name(row.category, t.language),
        area=area_name(ground, row.area, t),
        place=place_name(ground, row.place),
        organisation=organisation_name(ground, row.organisation, t),
        role=first.reporter_role if isinstance(first, ReportSubmitted) else "",
        when=time_span(row.occurred_from, row.occurred_to, t.language),
        marks=marks_of(row, t),
        text=opened.get("text"),
        words=opened.get("words"),
        hidden=hidden,
        fault=fault,
        thing=thing,
        readers=readers_in_words(thing.share, thing.shared_with, ground, t),
        levels=tuple(Share),
        others=[
            (code, organisation_name(ground, code, t))
            for code in ground.organisations
            if code != row.organisation
        ],
        may={action.name for action in ON_PAGE if visit.asker.may(action, thing).allowed},
        told=told_lines(report.told, t),
        where=place_lines(report.place, ground, t),
        same=_same_happening(visit, t),
        seen=visit.seen,
        as_of=clock(view.as_of, t.language),
        steps=history,
        notes=[opened.get(str(number)) for number in range(len(history))],
    )


def _pointless(entry: Entry) -> Entry:
    """The entry without the exact point, which in sensitive categories its organisation keeps."""
    fact = entry.fact
    if not isinstance(fact, ReportSubmitted | ReportPlaced):
        return entry
    return entry._replace(fact=replace(fact, place=replace(fact.place, point=None)))


def _same_happening(visit: Visit, t: Translator) -> list[Shown]:
    """The other reports that tell of it and that the asker may see."""
    row = visit.row
    others = [*([row.same_as] if row.same_as else []), *followers(visit.view, row.report)]
    rows = [one(visit.view, other) for other in others if other in visit.seen]
    return [in_words(row, visit.view.ground, t) for row in rows if row is not None]


def _opened(
    visit: Visit, sealed: dict[str, tuple[Sealed | None, str]], purpose: str, t: Translator
) -> tuple[dict[str, Opened], bool]:
    """The texts by name, and whether there are any that the asker may not read."""
    boxes = {
        name: Box(box, belongs_to(visit.house.registry, visit.row.report, field))
        for name, (box, field) in sealed.items()
        if box is not None
    }
    try:
        texts = open_texts(
            visit.house.accounts,
            visit.house.registry.keyring,
            visit.asker.actor,
            visit.row.report,
            visit.thing,
            list(boxes.values()),
            session=visit.asker.session_id,
            purpose=purpose,
        )
    except Hidden:
        return {}, bool(boxes)
    return {
        name: Opened(t("[erased]"), erased=True) if text is None else Opened(text, erased=False)
        for name, text in zip(boxes, texts, strict=True)
    }, False

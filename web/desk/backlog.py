"""The list of unsafe places: how old each is, whose, what is mended, and reports not on it yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from http import HTTPStatus
from typing import Annotated, NamedTuple
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import and_

from accounts.permissions import Action, Actor, Thing
from accounts.reading import Box, open_words
from accounts.scope import scope, things
from events.refusal import Refused
from events.unsafe_place import GROUP, UnsafePlaceListed
from ingest import unsafe_places as door
from ingest.privacy import PointsOut
from ingest.receive import WORDS
from ingest.unsafe_places import ListingForm, NoSuchItem
from projections.known import Known
from projections.numbers import references
from projections.record import Registry, belongs_to
from projections.reports import SENT, Query, Row, find
from projections.unsafe_places import Item, is_unlisted, items
from reference.areas import OUTSIDE, UNPLACED
from reference.language import Translator
from reference.periods import span_named
from reference.weeks import ZONE, Week
from web.asker import Asker
from web.asking import NOT_THERE, Asking, allow, requires
from web.bodies import fill
from web.forms import FormFields
from web.inbox.sorter import Sparse
from web.needs import AsKnown, House, HouseServed, Speaker
from web.problems import Stop, missing
from web.render import page_of
from web.reports import Shown, in_words
from web.timeline import area_name, organisation_name, place_name

PATH = "/unsafe-places"
MENDED_FOR = timedelta(weeks=4)
"""How long what is mended stays on the page, so that it can be put back."""
WEEKS = 12
"""Weeks whose reports are proposed for the list."""
MOST_PROPOSED = 40

router = APIRouter(include_in_schema=False)


class Line(NamedTuple):
    """An unsafe place on the page. `words` say where it is, "" where nobody wrote that."""

    item: Item
    where: str
    area: str
    category: str
    words: str
    days: int
    owner: str
    reports: str


class Proposed(NamedTuple):
    """A report that is not on the list, and what stands there that it may tell of."""

    row: Row
    number: str
    told: Shown
    like: Sequence[Line]


@dataclass(frozen=True)
class Keeper:
    """Somebody who keeps the list."""

    request: Request
    house: House
    asker: Asker
    view: Known
    t: Translator

    @property
    def registry(self) -> Registry:
        """The record."""
        return self.house.registry

    @property
    def actor(self) -> Actor:
        """Who it is, as permissions know them."""
        return self.asker.actor

    @property
    def today(self) -> date:
        """The local date."""
        return self.actor.at.astimezone(ZONE).date()


def _keeper(
    request: Request, house: HouseServed, asker: Asking, view: AsKnown, t: Speaker
) -> Keeper:
    return Keeper(request, house, asker, view, t)


AtList = Annotated[Keeper, Depends(_keeper)]


@dataclass(frozen=True)
class Attempt:
    """A place that was written down and not taken: what is wrong, and what was written."""

    wrong: Mapping[str, str] = field(default_factory=dict[str, str])
    written: Mapping[str, str] = field(default_factory=dict[str, str])


@router.get(PATH, dependencies=[requires(Action.DRAFT_WRITE)])
def show_list(keeper: AtList) -> Response:
    """The list, the oldest first."""
    return _page(keeper, Attempt(), done=keeper.request.query_params.get("done", ""))


@router.post(PATH, dependencies=[requires(Action.DRAFT_WRITE)])
def list_place(keeper: AtList, form: FormFields) -> Response:
    """Put a place on the list that no report tells of."""
    by = keeper.actor
    sent = {name: value for name, value in form if value.strip()}
    kind, _, code = form.one("where").partition(":")
    sent |= {kind: code} if kind in {"area", "place"} else {}
    sent.pop("where", None)
    filled = fill(ListingForm, sent)
    if isinstance(filled, list):
        wrong = {
            _FIELDS.get(fault.field, fault.field): keeper.t(fault.sentence, **fault.params)
            for fault in filled
        }
        return _page(keeper, Attempt(wrong, dict(form)), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        door.enlist(keeper.registry, filled, actor=by.name, at=by.at)
    except Refused as no:
        about = no.field if isinstance(no, PointsOut) else "where"
        wrong = {about: keeper.t(no.message, **no.params)}
        return _page(keeper, Attempt(wrong, dict(form)), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _back("listed")


@router.post(f"{PATH}/reports", dependencies=[requires(Action.DRAFT_WRITE)])
def list_report(keeper: AtList, form: FormFields) -> Response:
    """Put what a report tells of on the list, or say that it tells of what stands there."""
    by, onto, reports = keeper.actor, _ids(form.one("onto")), _ids(form.one("report"))
    standing = things(keeper.view.connection, keeper.view.municipality, reports)
    for report in reports:
        allow(keeper.request, keeper.asker, Action.REPORT_READ, standing.get(report))
        try:
            door.enlist_report(
                keeper.registry, report, onto=next(iter(onto), None), actor=by.name, at=by.at
            )
        except NoSuchItem:
            raise Stop(missing(NOT_THERE)) from None
    return _back("told", "proposed")


@router.post(f"{PATH}/{{item:uuid}}", dependencies=[requires(Action.DRAFT_WRITE)])
def change_place(item: UUID, keeper: AtList, form: FormFields) -> Response:
    """Give it to an organisation, say that it is mended, or that it is not."""
    by, what = keeper.actor, form.one("do")
    try:
        match what:
            case "mend":
                door.mend(keeper.registry, item, actor=by.name, at=by.at)
            case "reopen":
                door.reopen(keeper.registry, item, actor=by.name, at=by.at)
            case _:
                what = "give"
                door.give(keeper.registry, item, form.one("owner"), actor=by.name, at=by.at)
    except NoSuchItem:
        raise Stop(missing(NOT_THERE)) from None
    return _back(what, f"item-{item}")


_FIELDS = {"area": "where", "place": "where"}


def _back(done: str, onto: str = "") -> Response:
    return RedirectResponse(f"{PATH}?done={done}{'#' if onto else ''}{onto}", 303)


def _page(
    keeper: Keeper, attempt: Attempt, *, done: str = "", status: int = HTTPStatus.OK
) -> Response:
    t, ground = keeper.t, keeper.view.ground
    lines = _lines(keeper)
    kinds = ground.taxonomy
    organisations = [(code, organisation_name(ground, code, t)) for code in ground.organisations]
    areas = [(f"area:{one.code}", one.name) for one in (ground.areas.areas if ground.areas else ())]
    places = [
        (f"place:{one.code}", one.name) for one in (ground.places.places if ground.places else ())
    ]
    proposed, total = _proposed(keeper, lines)
    return page_of(
        keeper.request.scope,
        "desk/unsafe.html",
        status=int(status),
        municipality=ground.name,
        waiting=[line for line in lines if line.item.mended_at is None],
        mended=[line for line in lines if line.item.mended_at is not None],
        proposed=proposed,
        total=total,
        weeks=WEEKS,
        organisations=sorted(organisations, key=lambda one: one[1].casefold()),
        categories=[(kind.id, kind.label(t.language)) for kind in kinds.of_group(GROUP)],
        wheres=[(t("Areas"), areas), (t("Named places"), places)],
        key=attempt.written.get("key") or str(uuid4()),
        today=keeper.today.isoformat(),
        wrong=Sparse(attempt.wrong),
        written=Sparse(attempt.written),
        done=done,
    )


def _lines(keeper: Keeper) -> list[Line]:
    view, t = keeper.view, keeper.t
    found = items(
        view.connection,
        view.municipality,
        view.position,
        upto=keeper.today,
        mended_since=keeper.actor.at - MENDED_FOR,
    )
    words = _words(keeper, found)
    return [
        Line(
            item=item,
            where=place_name(view.ground, item.place) or area_name(view.ground, item.area, t),
            area=area_name(view.ground, item.area, t) if item.place else "",
            category=view.ground.taxonomy.name(item.category, t.language),
            words=words.get(item.id, ""),
            days=(keeper.today - item.since).days,
            owner=organisation_name(view.ground, item.owner, t) if item.owner else "",
            reports=Query(unsafe=str(item.id), which=SENT).address(),
        )
        for item in found
    ]


def _words(keeper: Keeper, found: Sequence[Item]) -> dict[UUID, str]:
    """What was written of where each is; noted, and opened."""
    registry, view = keeper.registry, keeper.view
    listed = registry.log.first_entries(view.connection, [item.id for item in found])
    opened = dict[UUID, str]()
    for item, entry in listed.items():
        fact = entry.fact
        if not isinstance(fact, UnsafePlaceListed) or fact.words is None:
            continue
        (text,) = open_words(
            keeper.house.accounts,
            registry.keyring,
            keeper.actor,
            item,
            Thing(municipality=view.municipality),
            [Box(fact.words, belongs_to(registry, item, WORDS))],
            is_issued=False,
            session=keeper.asker.session_id,
        )
        opened[item] = keeper.t("[erased]") if text is None else text
    return opened


def _proposed(keeper: Keeper, lines: Sequence[Line]) -> tuple[list[Proposed], int]:
    """Reports of unsafe places of the last weeks that are not on the list, the newest first."""
    view, last = keeper.view, Week.of(keeper.actor.at)
    weeks = span_named([last.shift(-n) for n in range(WEEKS - 1, -1, -1)])
    seen = scope(keeper.actor, Action.REPORT_READ)
    found = find(
        view,
        Query(week=weeks, category=GROUP),
        limit=MOST_PROPOSED,
        within=and_(seen, is_unlisted()),
    )
    numbers = references(view, found.rows)
    return [
        Proposed(
            row=row,
            number=numbers[row.report],
            told=in_words(row, view.ground, keeper.t),
            like=[line for line in lines if _is_like(line.item, row)][:3],
        )
        for row in found.rows
    ], found.total


def _is_like(item: Item, row: Row) -> bool:
    """Whether the report may tell of the place: the same kind, at the same named place or area."""
    if item.category != row.category:
        return False
    if item.place or row.place:
        return item.place == row.place
    return item.area == row.area and row.area not in {OUTSIDE, UNPLACED}


def _ids(written: str) -> list[UUID]:
    try:
        return [UUID(written)]
    except ValueError:
        return []

"""My reports: what somebody has sent, and what came of each."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from accounts.permissions import Action
from accounts.seen import last_read
from briefing.outcome import Outcome, Stage, in_words, outcomes, path, title
from projections.known import Known
from projections.reports import Row, sent_by
from reference.language import Translator
from web.asking import Asking, requires
from web.mine.course import way_in_words
from web.mine.own import MY_REPORTS
from web.needs import AsKnown, HouseServed, Speaker
from web.render import page_of
from web.timeline import area_name, place_name, time_span

ROWS_A_PAGE = 20

router = APIRouter(include_in_schema=False)


class Item(NamedTuple):
    """A report of the list in words; `way` are stages and whether they are reached."""

    address: str
    reference: str
    category: str
    when: str
    where: str
    title: str
    means: str
    way: list[tuple[str, bool]]
    asks: bool
    is_new: bool
    is_held_back: bool


@router.get(MY_REPORTS, dependencies=[requires(Action.REPORT_SUBMIT)])
def show_list(
    request: Request,
    asker: Asking,
    view: AsKnown,
    house: HouseServed,
    t: Speaker,
    sent: Annotated[str, Query(max_length=40)] = "",
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> Response:
    """One's own reports, the last one first. `sent` is the one that was just sent."""
    by = asker.actor.name
    listing = sent_by(view, by, limit=ROWS_A_PAGE, offset=offset)
    found = outcomes(view, listing.rows)
    read = last_read(house.accounts, by, list(found))
    items = {row.report: _item(row, found[row.report], read, view, t) for row in listing.rows}
    later = listing.next_offset
    return page_of(
        request.scope,
        "mine/list.html",
        items=list(items.values()),
        sent=items.get(_id(sent)),
        total=listing.total,
        first=offset + 1,
        last=offset + len(items),
        newer=_address(max(0, offset - ROWS_A_PAGE), view) if offset else "",
        older=_address(later, view) if later else "",
    )


def _item(
    row: Row, outcome: Outcome, read: Mapping[UUID, datetime], view: Known, t: Translator
) -> Item:
    ground, answered = view.ground, outcome.answered_at
    seen = read.get(row.report)
    place = place_name(ground, row.place)
    area = area_name(ground, row.area, t)
    return Item(
        address=f"{MY_REPORTS}/{outcome.reference}",
        reference=outcome.reference,
        category=ground.taxonomy.name(row.category, t.language),
        when=time_span(row.occurred_from, row.occurred_to, t.language),
        where=f"{place}, {area}" if place else area,
        # The mark says it already.
        title="" if outcome.stage is Stage.RETURNED else title(outcome, t),
        means=in_words(outcome, t),
        way=[(way_in_words(stage, outcome, t), reached) for stage, reached in path(outcome)],
        asks=outcome.asks,
        is_new=answered is not None and (seen is None or answered > seen),
        is_held_back=row.quarantined,
    )


def _id(written: str) -> UUID:
    """The id in an address; one of nothing where there is none."""
    try:
        return UUID(written)
    except ValueError:
        return UUID(int=0)


def _address(offset: int, view: Known) -> str:
    """A page of the list, all pages being of one moment."""
    return f"{MY_REPORTS}?position={view.position}&offset={offset}"

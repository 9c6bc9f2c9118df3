"""The first page, and the weeks of a year: where a reader finds the picture to look at."""

import re
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from accounts.permissions import Action
from briefing.findings import Desk
from briefing.picture import Picture, Usual
from briefing.renderings import html
from briefing.renderings.in_brief import summary
from briefing.renderings.provenance import states
from briefing.renderings.wording import Sentence, usual_span
from projections import cells
from projections.known import Known
from projections.pictures import all_issued
from reference.language import Translator, week_title
from reference.weeks import Week, weeks_between, weeks_in
from web.asker import Asker
from web.asking import Asking, requires
from web.drawn import Shown, shown, week_named
from web.due import due, sentence
from web.needs import AsKnown, HouseServed, Now, Speaker
from web.render import page_of

_WRITTEN = re.compile(r"(?P<year>[0-9]{4})?[-\s]*[WwVv]?\.?\s*(?P<number>[0-9]{1,2})")

router = APIRouter(include_in_schema=False)


class WeekLine(NamedTuple):
    """A week in a table: `n` is None before the record begins."""

    week: Week
    n: int | None
    usual: str
    is_issued: bool


class Digest(NamedTuple):
    """A week's picture in a few sentences, with the address that a figure's query belongs to.

    `is_unread` says that something is written for it and nobody else has signed that yet.
    """

    week: Week
    title: str
    states: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    position: int
    is_unread: bool


@router.get("/", dependencies=[requires(Action.ACCOUNT_OWN)])
def show_overview(
    request: Request, asker: Asking, view: AsKnown, house: HouseServed, now: Now, t: Speaker
) -> Response:
    """The last whole week in three sentences, this week so far, and the weeks before.

    Whoever sees no picture is led to what is theirs.
    """
    if not asker.can(Action.PICTURE_READ):
        return RedirectResponse(_first_page(asker), 303)
    current = Week.of(now)
    this = shown(house, view, current, asked=False)
    last = shown(house, view, current.shift(-1), asked=False)
    return page_of(
        request.scope,
        "overview.html",
        municipality=view.ground.name,
        last=_digest(last, t),
        this=_digest(this, t),
        due=sentence(due(view.ground.clock, now), t),
        may_read=asker.can(Action.DRAFT_READ),
        weeks=_lines(this.picture, _issued_periods(view), t),
        trend=html.trend(this.picture, t.language),
        begins=this.picture.record_begins,
    )


@router.get("/weeks", dependencies=[requires(Action.PICTURE_READ)])
def show_weeks(
    request: Request,
    view: AsKnown,
    now: Now,
    week: Annotated[str, Query(max_length=40)] = "",
    year: Annotated[int | None, Query(ge=1990, le=2200)] = None,
) -> Response:
    """The weeks of a year; with a week in the address, the way to that week."""
    current = Week.of(now)
    if week:
        return RedirectResponse(f"/weeks/{week_named(_written(week, current))}", 303)
    first_key = cells.first_week(view.connection, view.municipality, view.position)
    first = current if first_key is None else Week.from_key(first_key)
    chosen = current.year if year is None else year
    weeks = weeks_between(Week(chosen, 1), Week(chosen, weeks_in(chosen)))
    calm = [kind.id for kind in view.ground.taxonomy.categories.values() if not kind.disturbance]
    counted = cells.count(
        view.connection,
        view.municipality,
        [each.key for each in weeks],
        ("week",),
        view.position,
        without=calm,
    )
    periods = _issued_periods(view)
    lines = [
        WeekLine(each, counted.get((each.key,), 0), "", str(each) in periods)
        for each in reversed(weeks)
        if first <= each <= current
    ]
    return page_of(
        request.scope,
        "weeks.html",
        municipality=view.ground.name,
        year=chosen,
        years=range(current.year, min(first.year, current.year) - 1, -1),
        lines=lines,
        current=current,
    )


def _first_page(asker: Asker) -> str:
    """Where somebody begins who sees no picture."""
    if asker.can(Action.REPORT_SUBMIT):
        return "/report"
    if asker.can(Action.REPORT_READ):
        return "/reports"
    return "/administration" if asker.can(Action.ADMINISTRATION_SEE) else "/account"


def _written(text: str, current: Week) -> str:
    """A week as people write it (2026w47, 2026 v. 47, v. 47, 47) as an address has it."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        return text
    return f"{found['year'] or current.year}-W{int(found['number']):02d}"


def _issued_periods(view: Known) -> set[str]:
    return {issued.period for issued in all_issued(view.connection, view.municipality)}


def _digest(what: Shown, t: Translator) -> Digest:
    desk = what.picture.desk
    return Digest(
        week=what.week,
        title=week_title(what.week, t.language),
        states=tuple(state.word for state in states(what.picture, what.stamp(), t.language)),
        sentences=summary(what.picture, t.language),
        position=what.picture.position,
        is_unread=what.issued is None and desk.read_at is None and desk != Desk(),
    )


def _lines(picture: Picture, periods: set[str], t: Translator) -> list[WeekLine]:
    """The weeks of the picture's trend, the latest first, without those before the record."""
    trend = picture.trend
    lines = [
        WeekLine(
            Week.parse(week), n, usual_span(Usual(low=low, high=high), t.language), week in periods
        )
        for week, n, low, high in zip(trend.weeks, trend.counts, trend.low, trend.high, strict=True)
        if n is not None
    ]
    return lines[::-1]

"""The page of a month, a quarter, a tertial or a year, its files, and issuing its picture."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup

from accounts.permissions import Action
from briefing.issue import issue
from briefing.picture import Picture, as_json
from briefing.renderings import html, longer_page
from briefing.renderings.longer_words import period_called
from briefing.words import words_of
from projections import cells
from projections.known import Known
from projections.pictures import all_issued
from projections.reports import DISTURBING, find
from projections.reports import Query as Wanted
from reference.periods import Period, PeriodKind
from reference.weeks import ZONE, Week, weeks_between, weeks_in
from web.asker import Asker
from web.asking import Asking, requires
from web.drawn import Shown, ShowPeriod, period_named, shown
from web.forms import FormFields
from web.needs import AsKnown, House, HouseServed, Now, Speaker
from web.render import page_of, unchanged
from web.week import DRAWING

KINDS = (PeriodKind.YEAR, PeriodKind.TERTIAL, PeriodKind.QUARTER, PeriodKind.MONTH)
"""The periods that are listed, the longest first."""

router = APIRouter(include_in_schema=False)


class Line(NamedTuple):
    """A period in the list."""

    period: Period
    title: str
    n: int
    is_issued: bool
    is_running: bool


@router.get("/periods", dependencies=[requires(Action.PICTURE_READ)])
def show_periods(
    request: Request,
    view: AsKnown,
    now: Now,
    t: Speaker,
    year: Annotated[int | None, Query(ge=1990, le=2199)] = None,
) -> Response:
    """The months and longer periods of a year."""
    current = Week.of(now)
    first_key = cells.first_week(view.connection, view.municipality, view.position)
    first = current if first_key is None else Week.from_key(first_key)
    chosen = current.year if year is None else year
    return page_of(
        request.scope,
        "periods.html",
        municipality=view.ground.name,
        year=chosen,
        years=range(current.year, min(first.year, current.year) - 1, -1),
        kinds=[
            (kind, lines)
            for kind, lines in _listed(view, chosen, first, current, t.language).items()
            if lines
        ],
    )


@router.get("/periods/{period}.json", dependencies=[requires(Action.PICTURE_READ, DRAWING)])
def give_json(period: str, show: ShowPeriod) -> Response:
    """The picture as canonical data, with its digest."""
    what = show(period)
    return _file(what, "json", as_json(what.picture), "application/json")


@router.get("/periods/{period}.csv", dependencies=[requires(Action.PICTURE_READ, DRAWING)])
def give_csv(period: str, show: ShowPeriod, t: Speaker) -> Response:
    """The picture's tables."""
    from briefing.renderings.tables import csv  # noqa: PLC0415 - only whoever asks for it waits for it

    what = show(period)
    return _file(what, "csv", csv(what.picture, t.language), "text/csv; charset=utf-8")


@router.get("/periods/{period}.geojson", dependencies=[requires(Action.PICTURE_READ, DRAWING)])
def give_geojson(period: str, show: ShowPeriod, t: Speaker) -> Response:
    """The picture's map."""
    from briefing.renderings.geojson import feature_collection  # noqa: PLC0415 - the same

    what = show(period)
    return _file(
        what, "geojson", feature_collection(what.picture, t.language), "application/geo+json"
    )


@router.get("/periods/{period}.pdf", dependencies=[requires(Action.PICTURE_READ, DRAWING)])
def give_pdf(
    period: str, asker: Asking, show: ShowPeriod, house: HouseServed, t: Speaker
) -> Response:
    """The picture on paper."""
    from briefing.renderings.longer_paper import pdf  # noqa: PLC0415 - the same

    what = show(period)
    words = _words(what, asker, house)
    return _file(what, "pdf", pdf(what.picture, t.language, what.stamp(), words), "application/pdf")


@router.get("/periods/{period}", dependencies=[requires(Action.PICTURE_READ)])
def show_period(
    request: Request,
    period: str,
    asker: Asking,
    show: ShowPeriod,
    view: AsKnown,
    house: HouseServed,
    now: Now,
    t: Speaker,
) -> Response:
    """The picture of a month or a longer period; a week has a page of its own."""
    if period_named(period).is_week:
        return RedirectResponse(f"/weeks/{period}", 303)
    what = show(period)
    position = what.picture.position
    tag = f"{what.period}-{position}-{what.changes_since}-{bool(what.issued)}-{Week.of(now)}"
    same = unchanged(request.scope, tag)
    if same is not None:
        return same
    words = _words(what, asker, house)
    article = longer_page.article if what.picture.longer else html.article
    current = Period.of(what.period.kind, Week.of(now))
    return page_of(
        request.scope,
        "period.html",
        tag="" if words else tag,  # no browser keeps what somebody wrote
        municipality=what.view.ground.name,
        what=what,
        article=Markup(  # noqa: S704 - made by our own template, which escapes
            article(
                what.picture,
                t.language,
                issued=what.stamp(with_since=False),  # the page says it itself, with links
                link=lambda query: f"/reports?{query}&position={position}",
                words=words,
            )
        ),
        title=html.title(what.picture, t.language),
        around=[
            (other, period_called(other, t.language))
            for other in (what.period.shift(-1), what.period.shift(1))
        ],
        is_last=what.period.first >= current.first,
        at=f"?{urlencode({'position': position})}" if what.issued is None else "",
        typed_moment=what.picture.as_of.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M"),
        may_issue=asker.can(Action.PICTURE_ISSUE) and _may_issue(what, now),
        total_now=find(view, Wanted(week=str(what.period), category=DISTURBING), limit=1).total,
    )


@router.get("/periods/{period}/issue", dependencies=[requires(Action.PICTURE_ISSUE)])
def ask_to_issue(
    request: Request, period: str, view: AsKnown, house: HouseServed, now: Now, t: Speaker
) -> Response:
    """What it means to issue the picture, with the button that does it."""
    what = shown(house, view, period_named(period), asked=False)
    return page_of(
        request.scope,
        "period_issue.html",
        municipality=view.ground.name,
        what=what,
        title=html.title(what.picture, t.language),
        called=period_called(what.period, t.language),
        may_issue=_may_issue(what, now),
        is_running=now < what.period.end_at,
    )


@router.post("/periods/{period}/issue", dependencies=[requires(Action.PICTURE_ISSUE)])
def issue_it(
    period: str, asker: Asking, house: HouseServed, now: Now, _fields: FormFields
) -> Response:
    """Fix the picture as the record stands, and show it."""
    wanted = period_named(period)
    issue(house.registry.log, wanted, actor=asker.actor.name, at=now)
    return RedirectResponse(f"/periods/{wanted}", 303)


def _listed(
    view: Known, year: int, first: Week, current: Week, language: str
) -> dict[PeriodKind, list[Line]]:
    """The periods of a year that have begun and that the record reaches, the latest first."""
    weeks = weeks_between(Week(year, 1), Week(year, weeks_in(year)))
    calm = [kind.id for kind in view.ground.taxonomy.categories.values() if not kind.disturbance]
    counted = cells.count(
        view.connection,
        view.municipality,
        [week.key for week in weeks],
        ("week",),
        view.position,
        without=calm,
    )
    issued = {one.period for one in all_issued(view.connection, view.municipality)}
    found: dict[PeriodKind, list[Line]] = {kind: [] for kind in KINDS}
    for kind in KINDS:
        for period in dict.fromkeys(Period.of(kind, week) for week in weeks):
            if first <= period.last and period.first <= current:
                line = Line(
                    period,
                    period_called(period, language),
                    sum(counted.get((key,), 0) for key in period.keys),
                    str(period) in issued,
                    current <= period.last,
                )
                found[kind].insert(0, line)
    return found


def _may_issue(what: Shown, now: datetime) -> bool:
    """Whether the picture can be issued: it has begun, and none was issued."""
    return what.issued is None and what.other_issued is None and now >= what.period.start_at


def _words(what: Shown, asker: Asker, house: House) -> Mapping[int, str]:
    """What people wrote for the picture, opened where the asker may read it."""
    return words_of(
        house.accounts,
        house.registry,
        asker.actor,
        what.picture,
        is_issued=what.issued is not None,
        session=asker.session_id,
    )


def _file(what: Shown, ending: str, content: bytes, media_type: str) -> Response:
    """A file of the picture, called by municipality, period and the position that it shows."""
    picture: Picture = what.picture
    name = f"lagesbild-{picture.municipality.code}-{what.period}-{picture.position}.{ending}"
    return Response(
        content,
        media_type=media_type,
        headers={"content-disposition": f'inline; filename="{name}"'},
    )

"""The page of a week: its picture, its files, other moments of it, and issuing it."""

from datetime import datetime
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup

from accounts.permissions import Action
from accounts.rates import Allowance
from briefing.issue import issue
from briefing.picture import as_json
from briefing.renderings import html
from projections.reports import DISTURBING, Query, find
from reference.weeks import ZONE, Week
from web.asking import Asking, requires
from web.drawn import Show, Shown, shown, week_named
from web.forms import FormFields
from web.needs import AsKnown, HouseServed, Now, Speaker
from web.render import page_of, unchanged

DRAWING = Allowance("drawing", most=120, per_s=60)
"""How often one asker may have a file of a picture made."""

router = APIRouter(include_in_schema=False)


@router.get("/weeks/{week}.json", dependencies=[requires(Action.PICTURE_READ, DRAWING)])
def give_json(week: str, show: Show) -> Response:
    """The picture as canonical data, with its digest."""
    what = show(week)
    return _file(what, "json", as_json(what.picture), "application/json")


@router.get("/weeks/{week}.csv", dependencies=[requires(Action.PICTURE_READ, DRAWING)])
def give_csv(week: str, show: Show, t: Speaker) -> Response:
    """The picture's tables."""
    from briefing.renderings.tables import csv  # noqa: PLC0415 - only whoever asks for it waits for it

    what = show(week)
    return _file(what, "csv", csv(what.picture, t.language), "text/csv; charset=utf-8")


@router.get("/weeks/{week}.geojson", dependencies=[requires(Action.PICTURE_READ, DRAWING)])
def give_geojson(week: str, show: Show, t: Speaker) -> Response:
    """The picture's map."""
    from briefing.renderings.geojson import feature_collection  # noqa: PLC0415 - the same

    what = show(week)
    return _file(
        what, "geojson", feature_collection(what.picture, t.language), "application/geo+json"
    )


@router.get("/weeks/{week}.pdf", dependencies=[requires(Action.PICTURE_READ, DRAWING)])
def give_pdf(week: str, show: Show, t: Speaker) -> Response:
    """The picture on paper."""
    from briefing.renderings.pdf import pdf  # noqa: PLC0415 - the same

    what = show(week)
    return _file(what, "pdf", pdf(what.picture, t.language, what.stamp()), "application/pdf")


@router.get("/weeks/{week}", dependencies=[requires(Action.PICTURE_READ)])
def show_week(
    request: Request,
    week: str,
    asker: Asking,
    show: Show,
    view: AsKnown,
    house: HouseServed,
    now: Now,
    t: Speaker,
) -> Response:
    """The picture of a week."""
    what = show(week)
    position = what.picture.position
    tag = f"{what.week}-{position}-{what.changes_since}-{bool(what.issued)}-{Week.of(now)}"
    same = unchanged(request.scope, tag)
    if same is not None:
        return same
    return page_of(
        request.scope,
        "week.html",
        tag=tag,
        municipality=what.view.ground.name,
        what=what,
        article=Markup(  # noqa: S704 - made by our own template, which escapes
            html.article(
                what.picture,
                t.language,
                issued=what.stamp(with_since=False),  # the page says it itself, with links
                link=lambda query: f"/reports?{query}&position={position}",
            )
        ),
        title=html.title(what.picture, t.language),
        previous=what.week.shift(-1),
        following=what.week.shift(1),
        current=Week.of(now),
        at=f"?{urlencode({'position': position})}" if what.issued is None else "",
        typed_moment=what.picture.as_of.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M"),
        may_issue=asker.can(Action.PICTURE_ISSUE) and _may_issue(what, now),
        total_now=find(view, Query(week=str(what.week), category=DISTURBING), limit=1).total,
        tiles=house.tiles.is_file(),
    )


@router.get("/weeks/{week}/issue", dependencies=[requires(Action.PICTURE_ISSUE)])
def ask_to_issue(
    request: Request, week: str, view: AsKnown, house: HouseServed, now: Now, t: Speaker
) -> Response:
    """What it means to issue the picture, with the button that does it."""
    what = shown(house, view, week_named(week), asked=False)
    return page_of(
        request.scope,
        "issue.html",
        municipality=view.ground.name,
        what=what,
        title=html.title(what.picture, t.language),
        may_issue=_may_issue(what, now),
        is_running=now < what.week.end_at,
    )


@router.post("/weeks/{week}/issue", dependencies=[requires(Action.PICTURE_ISSUE)])
def issue_it(
    week: str, asker: Asking, house: HouseServed, now: Now, _fields: FormFields
) -> Response:
    """Fix the picture as the record stands, and show it."""
    wanted = week_named(week)
    issue(house.registry.log, wanted, actor=asker.actor.name, at=now)
    return RedirectResponse(f"/weeks/{wanted}", 303)


def _may_issue(what: Shown, now: datetime) -> bool:
    return what.issued is None and what.other_issued is None and now >= what.week.start_at


def _file(what: Shown, ending: str, content: bytes, media_type: str) -> Response:
    """A file of the picture, called by municipality, week and the position that it shows."""
    picture = what.picture
    name = f"lagesbild-{picture.municipality.code}-{what.week}-{picture.position}.{ending}"
    return Response(
        content,
        media_type=media_type,
        headers={"content-disposition": f'inline; filename="{name}"'},
    )

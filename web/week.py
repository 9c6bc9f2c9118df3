"""The page of a week: its picture, its files, and other moments of it."""

from collections.abc import Mapping
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from accounts.permissions import Action
from accounts.rates import Allowance
from briefing.picture import as_json
from briefing.renderings import html
from briefing.words import words_of
from projections.reports import DISTURBING, Query, find
from reference.weeks import ZONE, Week
from web.asker import Asker
from web.asking import Asking, requires
from web.desk.issuing import may_issue
from web.drawn import Show, Shown
from web.needs import AsKnown, House, HouseServed, Now, Speaker
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
def give_pdf(week: str, asker: Asking, show: Show, house: HouseServed, t: Speaker) -> Response:
    """The picture on paper."""
    from briefing.renderings.pdf import pdf  # noqa: PLC0415 - the same

    what = show(week)
    words = _words(what, asker, house)
    content = pdf(what.picture, t.language, what.stamp(), words)
    return _file(what, "pdf", content, "application/pdf")


@router.get("/weeks/{week}/summary.pdf", dependencies=[requires(Action.PICTURE_READ, DRAWING)])
def give_summary(week: str, asker: Asking, show: Show, house: HouseServed, t: Speaker) -> Response:
    """The picture on one page."""
    from briefing.renderings.summary import summary  # noqa: PLC0415 - the same

    what = show(week)
    words = _words(what, asker, house)
    content = summary(what.picture, t.language, what.stamp(), words)
    return _file(what, "summary.pdf", content, "application/pdf")


@router.get("/weeks/{week}.pptx", dependencies=[requires(Action.PICTURE_READ, DRAWING)])
def give_slides(week: str, asker: Asking, show: Show, house: HouseServed, t: Speaker) -> Response:
    """The picture as slides."""
    from briefing.renderings.slides import MEDIA_TYPE, pptx  # noqa: PLC0415 - the same

    what = show(week)
    words = _words(what, asker, house)
    return _file(what, "pptx", pptx(what.picture, t.language, what.stamp(), words), MEDIA_TYPE)


@router.get("/weeks/{week}.xlsx", dependencies=[requires(Action.PICTURE_READ, DRAWING)])
def give_workbook(week: str, show: Show, t: Speaker) -> Response:
    """The picture's tables as a workbook."""
    from briefing.renderings.workbook import MEDIA_TYPE, xlsx  # noqa: PLC0415 - the same

    what = show(week)
    return _file(what, "xlsx", xlsx(what.picture, t.language, what.stamp()), MEDIA_TYPE)


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
    words = _words(what, asker, house)
    return page_of(
        request.scope,
        "week.html",
        tag="" if words else tag,  # no browser keeps what somebody wrote
        municipality=what.view.ground.name,
        what=what,
        article=Markup(  # noqa: S704 - made by our own template, which escapes
            html.article(
                what.picture,
                t.language,
                issued=what.stamp(with_since=False),  # the page says it itself, with links
                link=lambda query: f"/reports?{query}&position={position}",
                words=words,
            )
        ),
        title=html.title(what.picture, t.language),
        previous=what.week.shift(-1),
        following=what.week.shift(1),
        current=Week.of(now),
        at=f"?{urlencode({'position': position})}" if what.issued is None else "",
        typed_moment=what.picture.as_of.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M"),
        may_write=asker.can(Action.DRAFT_WRITE),
        may_read=asker.can(Action.DRAFT_READ),
        may_issue=asker.can(Action.PICTURE_ISSUE) and may_issue(what, now),
        total_now=find(view, Query(week=str(what.week), category=DISTURBING), limit=1).total,
        tiles=house.tiles.is_file(),
    )


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
    """A file of the picture, called by municipality, week and the position that it shows."""
    picture = what.picture
    name = f"lagesbild-{picture.municipality.code}-{what.week}-{picture.position}.{ending}"
    return Response(
        content,
        media_type=media_type,
        headers={"content-disposition": f'inline; filename="{name}"'},
    )

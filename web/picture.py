"""The page of a period's picture, its files and its show on the wall: a week or whatever is longer.

A week lies below /weeks and all longer periods below /periods. Each handler is written once for
both; what of a picture is shown, the picture itself decides.
"""

from collections.abc import Callable
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup

from accounts.permissions import Action
from accounts.rates import Allowance
from briefing.renderings import html
from briefing.renderings.forms import WITH_WORDS, Form, rendered
from briefing.renderings.longer.words import period_called
from briefing.renderings.penned import Opened
from briefing.words import words_of
from projections.reports import DISTURBING, Query, find
from reference.periods import Period
from reference.weeks import ZONE, Week
from web.asker import Asker
from web.asking import Asking, requires
from web.desk.bench import PERIOD, WEEK
from web.desk.issuing import may_issue
from web.drawn import Show, Shown, named
from web.needs import AsKnown, House, HouseServed, Now, Speaker
from web.render import page_of, unchanged

DRAWING = Allowance("drawing", most=120, per_s=60)
"""How often one asker may have a file of a picture made."""
FILES = tuple(form for form in Form if form is not Form.HTML)
"""The forms that a page offers as files."""

router = APIRouter(include_in_schema=False)


def _giving(form: Form) -> Callable[..., Response]:
    """What answers with the picture as a file."""

    def give(
        request: Request, asker: Asking, show: Show, house: HouseServed, t: Speaker
    ) -> Response:
        what = show(named(request))
        words = _words(what, asker, house) if form in WITH_WORDS else None
        content = rendered(what.picture, form, t.language, what.stamp(), words)
        picture = what.picture
        of = f"{picture.municipality.code}-{what.period}-{picture.position}"
        return Response(
            content,
            media_type=form.media_type,
            headers={"content-disposition": f'inline; filename="lagesbild-{of}.{form.ending}"'},
        )

    return give


def address_of(place: str, form: Form) -> str:
    """Where the file of a form lies, of the picture that lies at `place`."""
    return f"{place}{'/' if form is Form.SUMMARY else '.'}{form.ending}"


for _form in FILES:
    for _place in (WEEK, PERIOD):
        router.add_api_route(
            address_of(_place, _form),
            _giving(_form),
            methods=["GET"],
            name=f"give_{_form}",
            dependencies=[requires(Action.PICTURE_READ, DRAWING)],
        )


@router.get(WEEK, dependencies=[requires(Action.PICTURE_READ)])
@router.get(PERIOD, dependencies=[requires(Action.PICTURE_READ)])
def show_picture(
    request: Request,
    asker: Asking,
    show: Show,
    view: AsKnown,
    house: HouseServed,
    now: Now,
    t: Speaker,
) -> Response:
    """The picture of a period; a week that is asked for among the longer ones has its own place."""
    period = named(request)
    if period.is_week and "period" in request.path_params:
        return RedirectResponse(f"/weeks/{period}", 303)
    what = show(period)
    position = what.picture.position
    tag = f"{period}-{position}-{what.changes_since}-{bool(what.issued)}-{Week.of(now)}"
    same = unchanged(request.scope, tag)
    if same is not None:
        return same
    words = _words(what, asker, house)
    return page_of(
        request.scope,
        "picture.html",
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
        around=[_other(period.shift(by), t.language) for by in (-1, 1)],
        is_last=period.first >= Period.of(period.kind, Week.of(now)).first,
        files={form.value: address_of(what.place, form) + _at(what) for form in FILES},
        at=_at(what),
        typed_moment=what.picture.as_of.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M"),
        may_write=asker.can(Action.DRAFT_WRITE),
        may_read=asker.can(Action.DRAFT_READ),
        may_be_issued=may_issue(what, now),
        may_issue=asker.can(Action.PICTURE_ISSUE),
        total_now=find(view, Query(week=str(period), category=DISTURBING), limit=1).total,
        # The map of the longer periods is a drawing: nothing on it leads anywhere.
        tiles=what.picture.longer is None and house.tiles.is_file(),
    )


def _other(period: Period, language: str) -> tuple[str, str]:
    """A period before or after, by its address and its name."""
    return f"/{'weeks' if period.is_week else 'periods'}/{period}", period_called(period, language)


def _at(what: Shown) -> str:
    """The moment for an address; an issued picture needs none."""
    return f"?{urlencode({'position': what.picture.position})}" if what.issued is None else ""


def _words(what: Shown, asker: Asker, house: House) -> Opened:
    """What people wrote for the picture, opened where the asker may read it."""
    return words_of(
        house.accounts,
        house.registry,
        asker.actor,
        what.picture,
        is_issued=what.issued is not None,
        session=asker.session_id,
    )

"""Presentation mode: a picture section by section on the wall, which goes on when the net dies."""

from collections.abc import Callable
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from accounts.permissions import Action
from briefing.renderings import charts, wording
from briefing.renderings.blocks import NARROW_WALL, WALL, Size
from briefing.renderings.screen import Screen
from briefing.renderings.screens import screens
from briefing.renderings.wall import wall_map
from reference.language import Translator
from reference.weeks import Week
from web.asking import requires
from web.desk.bench import PERIOD, WEEK
from web.drawn import Show, Shown, named
from web.needs import Now, Speaker
from web.render import page_of, unchanged

MOST_ROWS = 8
"""As many rows of a table as the last row of a room can read on one screen."""

router = APIRouter(include_in_schema=False)


@router.get(f"{WEEK}/show", dependencies=[requires(Action.PICTURE_READ)])
@router.get(f"{PERIOD}/show", dependencies=[requires(Action.PICTURE_READ)])
def show_on_the_wall(request: Request, show: Show, now: Now, t: Speaker) -> Response:
    """The picture as screens. Nothing that a person wrote is on them."""
    what = show(named(request))
    tag = f"show-{what.period}-{what.picture.position}-{bool(what.issued)}-{Week.of(now)}"
    same = unchanged(request.scope, tag)
    if same is not None:
        return same
    at = f"?{urlencode({'position': what.picture.position})}" if what.issued is None else ""
    return page_of(
        request.scope,
        "show.html",
        tag=tag,
        title=wording.title(what.picture, t.language),
        screens=[
            (screen, _drawn(screen, what, t))
            for screen in screens(
                what.picture, t.language, what.stamp(with_since=False), rows=MOST_ROWS
            )
        ],
        back=f"{what.place}{at}",
        unbroken=wording.unbroken,
    )


def _drawn(screen: Screen, what: Shown, t: Translator) -> Markup:
    """The drawing of a screen in letters that the last row can read; empty where there is none."""
    picture, language = what.picture, t.language
    if screen.figure is not None and not screen.figure.is_map:
        return _both(screen.figure.draw)
    if screen.figure is not None or screen.drawing == "map":
        return _markup(wall_map(picture, language) or b"")
    if screen.drawing == "trend":
        return _both(lambda size: charts.trend(picture, language, narrow=size.narrow))
    if screen.drawing == "rhythm":
        return _markup(charts.rhythm(picture, language, narrow=True))
    return Markup()


def _both(draw: Callable[[Size], bytes]) -> Markup:
    """A drawing for broad walls and for narrow ones."""
    return Markup('<div class="chart broad">{}</div><div class="chart narrow">{}</div>').format(
        *(_markup(draw(size)) for size in (WALL, NARROW_WALL))
    )


def _markup(svg: bytes) -> Markup:
    return Markup(svg.decode())  # noqa: S704 - escaped as it was drawn

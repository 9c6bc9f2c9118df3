"""Presentation mode: a picture section by section on the wall, which goes on when the net dies."""

from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from accounts.permissions import Action
from briefing.renderings import charts, wording
from briefing.renderings.screens import screens
from briefing.renderings.wall import wall_map
from reference.language import Translator
from reference.weeks import Week
from web.asking import requires
from web.drawn import Show, Shown
from web.needs import Now, Speaker
from web.render import page_of, unchanged

MOST_ROWS = 8
"""As many rows of a table as the last row of a room can read on one screen."""

router = APIRouter(include_in_schema=False)


@router.get("/weeks/{week}/show", dependencies=[requires(Action.PICTURE_READ)])
def show_on_the_wall(request: Request, week: str, show: Show, now: Now, t: Speaker) -> Response:
    """The picture as screens. Nothing that a person wrote is on them."""
    what = show(week)
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
        screens=screens(what.picture, t.language, what.stamp(with_since=False), rows=MOST_ROWS),
        drawings=_drawings(what, t),
        back=f"/weeks/{what.period}{at}",
    )


def _drawings(what: Shown, t: Translator) -> dict[str, Markup]:
    """The drawings by name; a screen without one does not ask for it."""
    picture, language = what.picture, t.language
    broad, narrow = (_markup(charts.trend(picture, language, narrow=n)) for n in (False, True))
    return {
        "trend": Markup(
            '<div class="chart broad">{}</div><div class="chart narrow">{}</div>'
        ).format(broad, narrow),
        "rhythm": _markup(charts.rhythm(picture, language, narrow=True)),
        "map": _markup(wall_map(picture, language) or b""),
    }


def _markup(svg: bytes) -> Markup:
    return Markup(svg.decode())  # noqa: S704 - escaped as it was drawn

"""A small drawing of areas, with their names where there is room, and of places as dots."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from briefing.outline import outline
from briefing.picture import AreaShape
from briefing.renderings.frame import Ground, around, fit, met
from reference.areas import Areas, Place

_TALLEST = 420
_NAMED = 60
"""With more areas than this, none is named: the list beside has them all."""
_LETTER, _LINE = 5.6, 12
_DOT = 2.5


def sketch(areas: Areas, places: Sequence[Place], title: str) -> Markup:
    """The drawing as SVG, called `title` for those who do not see it. It has no style of its own.

    `areas` must not be empty.
    """
    shapes = outline(areas)
    corners = [corner for shape in shapes for ring in shape.rings for corner in ring]
    ground = fit([*corners, *((place.lon, place.lat) for place in places)], _TALLEST)
    parts = [_outline(ground, shape) for shape in shapes]
    parts += [_dot(ground, place) for place in places]
    if len(shapes) <= _NAMED and not places:
        parts += _names(ground, shapes)
    drawing = Markup(
        "<svg class='sketch' viewBox='0 0 {:g} {:g}' role='img' aria-label='{}'>{}</svg>"
    )
    return drawing.format(ground.width, ground.height, title, Markup("").join(parts))


def _outline(ground: Ground, shape: AreaShape) -> Markup:
    lines = "".join(f"M{_line(ground, ring)}Z" for ring in shape.rings)
    return Markup("<path d='{}'><title>{}</title></path>").format(lines, shape.name)


def _line(ground: Ground, ring: Iterable[tuple[float, float]]) -> str:
    return "L".join("{:.1f} {:.1f}".format(*ground.point(*corner)) for corner in ring)


def _dot(ground: Ground, place: Place) -> Markup:
    x, y = ground.point(place.lon, place.lat)
    return Markup("<circle cx='{:.1f}' cy='{:.1f}' r='{}'><title>{}</title></circle>").format(
        x, y, _DOT, place.name
    )


def _names(ground: Ground, shapes: Sequence[AreaShape]) -> list[Markup]:
    """Those names that find room without covering another."""
    written: list[Markup] = []
    taken: list[tuple[float, float, float, float]] = []
    for shape in shapes:
        x, y = ground.point(*shape.label)
        half = len(shape.name) * _LETTER / 2
        x = min(max(x, half + 1), ground.width - half - 1)
        box = around((x, y), half, _LINE)
        if met(box, taken):
            continue
        taken.append(box)
        # What a name means stands in the outline's title already, for those who do not see it.
        text = Markup("<text x='{:.1f}' y='{:.1f}' aria-hidden='true'>{}</text>")
        written.append(text.format(x, y + _LINE / 3, shape.name))
    return written

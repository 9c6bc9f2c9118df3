"""The map for the wall: the areas and their counts in letters that the last row can read.

It is drawn small and shown large, with nothing on it that is not read across a room: no points, no
places. An area's name stands where there is room for it, the furthest from the usual first.
"""

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache

from briefing.picture import Line, Map, Picture
from briefing.renderings import areas, deviations
from briefing.renderings.captions import alt_map
from briefing.renderings.drawing import Box, Point, Sheet, width_of
from briefing.renderings.frame import MARGIN, Ground, around, fit, foot, met, with_foot
from briefing.renderings.wording import beyond_usual, name
from reference.language import number

WIDTH = 290
TEXT = 12
"""The size of every text on it: nothing is smaller."""

_HEIGHT_MOST = 232
_LARGEST = 21
_LARGEST_IN_A_CROWD = 9
_FEW = 12
_TALL = 14
_NAMED = 5


def wall_map(picture: Picture, language: str) -> bytes | None:
    """The map as SVG; None where there are no areas to draw."""
    drawn = picture.map
    if not drawn.areas:
        return None
    alt = alt_map(picture, language)
    out = deviations.standing_out(picture)
    return _wall_map(drawn, picture.by_area, out, alt, language, crowded=areas.many(picture))


@lru_cache(maxsize=64)
def _wall_map(
    drawn: Map,
    lines: tuple[Line, ...],
    out: frozenset[str],
    alt: str,
    language: str,
    *,
    crowded: bool,
) -> bytes:
    corners = [corner for area in drawn.areas for ring in area.rings for corner in ring]
    ground = with_foot(fit(corners, _HEIGHT_MOST, WIDTH), "", language)
    sheet = Sheet(ground.width, ground.height)
    for area in drawn.areas:
        rings = [[ground.point(*corner) for corner in ring] for ring in area.rings]
        sheet.surface(rings, edge="usual" if crowded else "edge")
    places = {area.code: ground.point(*area.label) for area in drawn.areas}
    shown = [line for line in lines if line.code in places]
    # Larger circles first, so that a small one lies above and is seen.
    shown.sort(key=lambda line: (-line.figure.n, line.code))
    largest = _LARGEST_IN_A_CROWD if crowded else _LARGEST
    # A handful of reports must not look like the fullest week.
    scale = largest / math.sqrt(max([_FEW, *(line.figure.n for line in shown)]))
    radii = {line.code: scale * math.sqrt(line.figure.n) for line in shown}
    for line in shown:
        circle = [(places[line.code], radii[line.code])]
        if line.figure.n:
            colour = "out" if line.code in out else "now"
            sheet.circles(circle, fill=colour, opacity=0.28)
            sheet.circles(circle, edge=colour)
    taken: list[Box] = []
    if not crowded:
        for line in shown:
            said = number(line.figure.n, language)
            half = width_of(said, size=TEXT, bold=True) / 2
            taken.append(around(places[line.code], half, _TALL))
            sheet.text(places[line.code], said, size=TEXT, align="center", bold=True, halo=True)
    named = shown if not crowded else sorted(shown, key=_rank)[:_NAMED]
    _names(sheet, ground, named, places, radii, taken, out, language)
    foot(sheet, ground, "", language, size=TEXT)
    return sheet.svg(alt)


def _rank(line: Line) -> tuple[int, int, str]:
    return -beyond_usual(line.figure), -line.figure.n, line.code


def _names(
    sheet: Sheet,
    ground: Ground,
    lines: Sequence[Line],
    places: Mapping[str, Point],
    radii: Mapping[str, float],
    taken: list[Box],
    out: frozenset[str],
    language: str,
) -> None:
    """Write the names that cover nothing; whatever has none stands in the list beside the map."""
    counted = bool(taken)
    for line in sorted(lines, key=_rank):
        called = name(line, language)
        said = called if counted else f"{called} {number(line.figure.n, language)}"
        half = width_of(said, size=TEXT) / 2
        if half > (ground.width - MARGIN) / 2:
            continue
        x, y = places[line.code]
        x = min(max(x, half + 2), ground.width - half - 2)
        away = max(radii[line.code], _TALL / 2) + _TALL / 2
        wanted = [(x, y + away), (x, y - away)]
        free = [at for at in wanted if _fits(around(at, half, _TALL), ground, taken)]
        if free:
            taken.append(around(free[0], half, _TALL))
            colour = "out" if line.code in out else "ink"
            sheet.text(free[0], said, size=TEXT, align="center", halo=True, colour=colour)


def _fits(box: Box, ground: Ground, taken: Sequence[Box]) -> bool:
    return box[1] >= 0 and box[1] + box[3] <= ground.height - 2 * _TALL and not met(box, taken)

"""The map for the wall: the areas and their counts in letters that the last row can read.

It is drawn small and shown large, with nothing on it that is not read across a room: no points, no
places. The area furthest from the usual has the first choice of where its name stands.
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
    """Write the names where they cover nothing.

    Whatever has its count on the map has its name there too: close by, else a little away with a
    line to it. Among many areas, one without room for its name stands in the list beside the map.
    """
    counted = bool(taken)
    for line in sorted(lines, key=_rank):
        called = _cut(name(line, language), ground)
        said = called if counted else f"{called} {number(line.figure.n, language)}"
        half = width_of(said, size=TEXT) / 2
        at, away = places[line.code], max(radii[line.code], _TALL / 2) + _TALL / 2
        close = [_inside(one, half, ground) for one in _close(at, away, half)]
        far = [_inside(one, half, ground) for one in _far(at, away, half)] if counted else []
        wanted = (*close, *far)
        free = (one for one in wanted if _fits(around(one, half, _TALL), ground, taken))
        chosen = next(free, close[0] if counted else None)
        if chosen is None:
            continue
        taken.append(around(chosen, half, _TALL))
        if chosen in far:
            _lead(sheet, at, chosen, max(radii[line.code], _TALL / 2))
        colour = "out" if line.code in out else "ink"
        sheet.text(chosen, said, size=TEXT, align="center", halo=True, colour=colour)


def _cut(called: str, ground: Ground) -> str:
    """A name as wide as the map is cut; the list beside it has it whole."""
    most = ground.width - 2 * MARGIN
    if width_of(called, size=TEXT) <= most:
        return called
    while called and width_of(f"{called}\N{HORIZONTAL ELLIPSIS}", size=TEXT) > most:
        called = called[:-1].rstrip()
    return f"{called}\N{HORIZONTAL ELLIPSIS}"


def _inside(at: Point, half: float, ground: Ground) -> Point:
    return min(max(at[0], half + 2), ground.width - half - 2), at[1]


def _close(at: Point, away: float, half: float) -> list[Point]:
    """Below and above, in the middle first."""
    x, y = at
    shifts = (0, -half / 3, half / 3, -2 * half / 3, 2 * half / 3)
    return [(x + shift, y + side) for shift in shifts for side in (away, -away)]


def _far(at: Point, away: float, half: float) -> list[Point]:
    """Further and further away, below, above and aside."""
    x, y = at
    return [
        (x + across * (half + step), y + along * (away + step))
        for step in range(_TALL, 8 * _TALL, _TALL // 2)
        for across, along in ((0, 1), (0, -1), (-1, 0), (1, 0), (-1, 1), (1, 1), (-1, -1), (1, -1))
    ]


def _lead(sheet: Sheet, start: Point, end: Point, from_edge: float) -> None:
    """A line from the edge of the circle to the name."""
    across, along = end[0] - start[0], end[1] - start[1]
    share = from_edge / max(math.hypot(across, along), from_edge)
    edge = (start[0] + across * share, start[1] + along * share)
    sheet.line([edge, end], colour="quiet")


def _fits(box: Box, ground: Ground, taken: Sequence[Box]) -> bool:
    return box[1] >= 0 and box[1] + box[3] <= ground.height - 2 * _TALL and not met(box, taken)

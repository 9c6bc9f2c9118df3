"""The map of many areas: small circles, and names only where there is room for them.

There is a circle for every area with reports, and no mark where there are none.
"""

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache

from briefing.picture import Line, Map
from briefing.renderings.drawing import Box, Point, Sheet, width_of
from briefing.renderings.frame import MARGIN, Ground, around, fit, foot, met, with_foot
from briefing.renderings.wording import beyond_usual, name
from reference.language import number

_HEIGHT_MOST = 800
# The largest circle takes this part of the room that an area has in the mean.
_SHARE = 0.42
_LARGEST = (6, 18)
_FEW = 12
_TEXT = 10
_TALL = 12
_CLOSE = 1.5


@lru_cache(maxsize=64)
def crowded_map(
    drawn: Map,
    lines: tuple[Line, ...],
    named: tuple[str, ...],
    alt: str,
    source: str,
    language: str,
    *,
    out: frozenset[str],
    marked: bool,
) -> bytes:
    """The map as SVG, as high as a page lets it be.

    `named` are the codes of the areas whose circles get their names where there is room; `marked`
    gives each circle the id `map-CODE`, `out` are the codes of those that stand out.
    """
    corners = [corner for area in drawn.areas for ring in area.rings for corner in ring]
    ground = with_foot(fit(corners, _HEIGHT_MOST), source, language)
    sheet = Sheet(ground.width, ground.height)
    for area in drawn.areas:
        rings = [[ground.point(*corner) for corner in ring] for ring in area.rings]
        sheet.surface(rings, edge="usual")
    sheet.circles([(ground.point(dot.lon, dot.lat), 1) for dot in drawn.dots], fill="quiet")
    places = {area.code: ground.point(*area.label) for area in drawn.areas}
    shown = [line for line in lines if line.figure.n and line.code in places]
    # Larger circles first, so that a small one lies above and is seen.
    shown.sort(key=lambda line: (-line.figure.n, line.code))
    scale = _scale(ground, len(drawn.areas), shown)
    radii = {line.code: scale * math.sqrt(line.figure.n) for line in shown}
    for line in shown:
        at, radius = places[line.code], radii[line.code]
        colour = "out" if line.code in out else "now"
        with sheet.group(f"map-{line.code}" if marked else ""):
            sheet.circles([(at, radius)], fill=colour, opacity=0.35)
            sheet.circles([(at, radius)], edge=colour)
    _names(sheet, ground, [x for x in shown if x.code in named], places, radii, out, language)
    foot(sheet, ground, source, language)
    return sheet.svg(alt)


def _scale(ground: Ground, areas: int, shown: Sequence[Line]) -> float:
    """The radius of a circle for one report: by how much room there is for each area."""
    room = math.sqrt(ground.width * ground.height / areas)
    low, high = _LARGEST
    largest = min(max(room * _SHARE, low), high)
    # A handful of reports must not look like the fullest week.
    return largest / math.sqrt(max([_FEW, *(line.figure.n for line in shown)]))


def _names(
    sheet: Sheet,
    ground: Ground,
    lines: Sequence[Line],
    places: Mapping[str, Point],
    radii: Mapping[str, float],
    out: frozenset[str],
    language: str,
) -> None:
    """Write names and counts beside the circles, the furthest from the usual and largest first.

    One that would cover another name, or a circle that has a name, is left to the list.
    """
    circles = {code: around(places[code], radius, 2 * radius) for code, radius in radii.items()}
    taken: list[Box] = [circles[line.code] for line in lines]
    for line in sorted(lines, key=lambda x: (-beyond_usual(x.figure), -x.figure.n, x.code)):
        words = f"{name(line, language)} {number(line.figure.n, language)}"
        half = width_of(words, size=_TEXT) / 2
        at, radius = places[line.code], radii[line.code]
        beside, apart = (
            [p for p in some if _fits(around(p, half, _TALL), ground, taken)]
            for some in (_beside(at, radius, half), _apart(at, half))
        )
        if not beside and not apart:
            continue
        # Of the free places, the one that hides least.
        place = min(beside or apart, key=lambda p: met(around(p, half, _TALL), circles.values()))
        box = around(place, half, _TALL)
        taken.append(box)
        if not beside:
            sheet.line(_leader(at, radius, box), colour="quiet", width=0.75)
        ink = "out" if line.code in out else "ink"
        sheet.text(place, words, size=_TEXT, align="center", halo=True, colour=ink)


def _fits(box: Box, ground: Ground, taken: Sequence[Box]) -> bool:
    inside = box[0] >= MARGIN and box[0] + box[2] <= ground.width - MARGIN
    return inside and box[1] >= 0 and not met(box, taken)


def _beside(at: Point, radius: float, half: float) -> list[Point]:
    """Where the words can stand: right of the circle, left, below, above, and aslant."""
    x, y = at
    far, over = radius + _CLOSE + half, radius + _TALL / 2
    aslant = 0.7 * radius + _TALL / 2
    return [
        (x + far, y),
        (x - far, y),
        (x, y + over),
        (x, y - over),
        *((x + side * (half + _CLOSE), y + way * aslant) for side in (1, -1) for way in (1, -1)),
    ]


def _apart(at: Point, half: float) -> list[Point]:
    """Where they can stand further away, led to by a line."""
    x, y = at
    return [
        (x + side * (half + across), y + up)
        for across, up in ((22, 12), (22, -12), (34, 0), (34, 20), (34, -20), (50, 8), (50, -8))
        for side in (1, -1)
    ]


def _leader(at: Point, radius: float, box: Box) -> list[Point]:
    """From the edge of the circle to the near end of the words."""
    end = (box[0] - 1 if box[0] > at[0] else box[0] + box[2] + 1, box[1] + box[3] / 2)
    part = radius / math.dist(at, end)
    return [(at[0] + (end[0] - at[0]) * part, at[1] + (end[1] - at[1]) * part), end]

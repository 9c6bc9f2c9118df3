"""The map of hot squares: their outlines upon quiet contours, close enough for 250 m to be seen."""

import math
from functools import lru_cache

from briefing.findings import HotCell, Hotspots
from briefing.picture import AreaShape, Map, Picture
from briefing.renderings import hotspots
from briefing.renderings.captions import map_source
from briefing.renderings.drawing import Box, Point, Sheet, width_of
from briefing.renderings.frame import Ground, around, fit, foot, met, with_foot
from briefing.renderings.wording import NOWHERE

_HEIGHT_MOST = 380
# The least that a map shows across, and the room that it leaves around its squares.
_LEAST_M = 2_500
_ROOM_M = 500
_METRES_A_DEGREE = 111_195
# A square is never drawn smaller: on the map of a large municipality it would be a speck.
_SMALLEST = 7.0
_TEXT = 11
_FOOT = 48
_FAINTEST = 0.35


def hot_map(picture: Picture, language: str) -> bytes | None:
    """The map as SVG; None where there is no square to draw."""
    if not picture.hotspots.cells:
        return None
    names = {
        line.code: line.sv if language == "sv" else line.en
        for line in picture.by_area
        if line.code not in NOWHERE
    }
    return _hot_map(
        picture.hotspots,
        picture.map,
        tuple(sorted(names.items())),
        hotspots.alternative(picture, language),
        map_source(picture, language),
        language,
    )


@lru_cache(maxsize=64)
def _hot_map(
    hot: Hotspots,
    drawn: Map,
    names: tuple[tuple[str, str], ...],
    alt: str,
    source: str,
    language: str,
) -> bytes:
    field = fit(_window(hot), _HEIGHT_MOST)
    ground = with_foot(field, source, language)
    sheet = Sheet(ground.width, ground.height)
    for contour in sorted(hot.contours, key=lambda contour: contour.share):
        rings = [[ground.point(*corner) for corner in ring] for ring in contour.rings]
        sheet.surface(rings, fill="usual", opacity=0.4)
    for area in drawn.areas:
        rings = [[ground.point(*corner) for corner in ring] for ring in area.rings]
        sheet.surface(rings, edge="edge")
    _trim(sheet, field, ground)
    most = max(cell.n24 for cell in hot.cells)
    # Fuller squares last, so that they lie above.
    boxes = {cell: _box(ground, cell) for cell in hot.cells}
    for cell in reversed(hot.cells):
        sheet.boxes([boxes[cell]], fill="now", opacity=_shade(cell, most))
    for cell in reversed(hot.cells):
        if cell.cluster:
            _outline(sheet, boxes[cell])
    taken = list(boxes.values())
    for order, cell in enumerate(hot.cells[: hotspots.SHOWN], start=1):
        taken.append(_number(sheet, boxes[cell], str(order), taken))
    _area_names(sheet, ground, drawn.areas, dict(names), taken)
    foot(sheet, ground, source, language)
    return sheet.svg(alt)


def _trim(sheet: Sheet, field: Ground, ground: Ground) -> None:
    """Frame the field: areas go on beyond it, but not through the foot."""
    low, right = field.height, ground.width - 0.5
    sheet.boxes([(0, low, ground.width, ground.height - low)], fill="ground")
    corners = [(0.5, 0.5), (right, 0.5), (right, low), (0.5, low), (0.5, 0.5)]
    sheet.line(corners, colour="line")


def _window(hot: Hotspots) -> list[Point]:
    """The corners of what is shown: the squares with room around them, some kilometres at least."""
    corners = [corner for cell in hot.cells for corner in cell.ring]
    lons, lats = zip(*corners, strict=True)
    middle_lat = (min(lats) + max(lats)) / 2
    a_lon = _METRES_A_DEGREE * math.cos(math.radians(middle_lat))
    across = max((max(lons) - min(lons)) * a_lon + 2 * _ROOM_M, _LEAST_M) / 2 / a_lon
    along = max((max(lats) - min(lats)) * _METRES_A_DEGREE + 2 * _ROOM_M, _LEAST_M) / 2
    along /= _METRES_A_DEGREE
    middle_lon = (min(lons) + max(lons)) / 2
    return [(middle_lon - across, middle_lat - along), (middle_lon + across, middle_lat + along)]


def _box(ground: Ground, cell: HotCell) -> Box:
    places = [ground.point(*corner) for corner in cell.ring]
    xs, ys = zip(*places, strict=True)
    middle = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
    size = max(250 * ground.metre, _SMALLEST)
    return around(middle, size / 2, size)


def _shade(cell: HotCell, most: int) -> float:
    return round(_FAINTEST + (1 - _FAINTEST) * cell.n24 / most, 2)


def _outline(sheet: Sheet, box: Box) -> None:
    x, y, w, h = box
    corners = [(x, y), (x + w, y), (x + w, y + h), (x, y + h), (x, y)]
    sheet.line(corners, colour="ink", width=2)


def _number(sheet: Sheet, box: Box, words: str, taken: list[Box]) -> Box:
    """Write a square's number inside it, or beside it where it is too small."""
    x, y, w, h = box
    middle = (x + w / 2, y + h / 2)
    if w >= _TEXT + 4:
        sheet.text(middle, words, size=_TEXT, bold=True, align="center", halo=True)
        return box
    away = w / 2 + 7
    places = [
        (middle[0] + right * away, middle[1] + down * away)
        for right, down in ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, 1))
    ]
    at = min(places, key=lambda place: met(around(place, 5, 12), taken))
    sheet.text(at, words, size=_TEXT, bold=True, align="center", halo=True)
    return around(at, 5, 12)


def _area_names(
    sheet: Sheet,
    ground: Ground,
    areas: tuple[AreaShape, ...],
    names: dict[str, str],
    taken: list[Box],
) -> None:
    """Name the areas whose middle is on the map, where that covers nothing."""
    for area in areas:
        words = names.get(area.code, area.name)
        half = width_of(words, size=_TEXT) / 2 + 2
        x, y = ground.point(*area.label)
        if not (half < x < ground.width - half and _TEXT < y < ground.height - _FOOT):
            continue
        places = [(x, y), (x, y + 14), (x, y - 14), (x, y + 28), (x, y - 28)]
        free = [p for p in places if not met(around(p, half, 14), taken)]
        if free:
            sheet.text(free[0], words, size=_TEXT, colour="quiet", align="center", halo=True)
            taken.append(around(free[0], half, 14))

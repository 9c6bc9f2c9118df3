"""The map: areas as quiet outlines with a circle for the count, drawn by the server.

It needs no program in the page and no other map beneath. Where it stands in a page, an area's
circle leads to the area's row in the list, and the row back.
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from briefing.captions import alt_map, map_source
from briefing.contents import LETTERS
from briefing.drawing import Box, Point, Sheet, width_of
from briefing.picture import AreaShape, Line, Map, Picture, Spot
from briefing.wording import Standing, name, reports, running, standing, standing_in_words
from reference.language import number, translator

WIDTH = 360

_HEIGHT_MOST = 420
_MARGIN = 8
_FOOT = 26
_METRES_A_DEGREE = 111_195
# The surface of the largest circle on the map is that of a disc of this radius.
_LARGEST = 27
_FEW = 12
_TEXT = 11
_LINE = 13
# Names longer than this are written on two lines.
_WIDE = 86


class _Ground(NamedTuple):
    """How a longitude and a latitude become a point on the sheet."""

    west: float
    north: float
    shrink: float
    scale: float
    width: float
    height: float

    def point(self, lon: float, lat: float) -> Point:
        return (
            _MARGIN + (lon - self.west) * self.shrink * self.scale,
            _MARGIN + (self.north - lat) * self.scale,
        )

    @property
    def metre(self) -> float:
        """The length of a metre on the sheet."""
        return self.scale / _METRES_A_DEGREE


def area_map(picture: Picture, language: str, *, linked: bool = False) -> bytes | None:
    """The map as SVG; None where there are no areas to draw.

    `linked` makes each circle a link to `#area-CODE` and gives it the id `map-CODE`.
    """
    if not picture.map.areas:
        return None
    return _area_map(
        picture.map,
        picture.by_area,
        picture.spots[: len(LETTERS)],
        alt_map(picture, language),
        map_source(picture, language),
        language,
        linked=linked,
        ongoing=running(picture),
    )


@lru_cache(maxsize=64)
def _area_map(
    drawn: Map,
    lines: tuple[Line, ...],
    spots: tuple[Spot, ...],
    alt: str,
    source: str,
    language: str,
    *,
    linked: bool,
    ongoing: bool,
) -> bytes:
    ground = _ground(drawn.areas)
    sheet = Sheet(ground.width, ground.height)
    for area in drawn.areas:
        rings = [[ground.point(*corner) for corner in ring] for ring in area.rings]
        sheet.surface(rings, edge="edge")
    dots = [(ground.point(dot.lon, dot.lat), 1.8) for dot in drawn.dots]
    sheet.circles(dots, fill="quiet", opacity=0.7)
    counts = {line.code: line for line in lines}
    most = max((line.figure.n for line in lines), default=0)
    # A handful of reports must not look like the fullest week.
    most = max(most, *(math.ceil(line.figure.usual.median or 0) for line in lines), _FEW)
    shown = [(area, counts[area.code]) for area in drawn.areas if area.code in counts]
    # Larger circles first, so that a small one beside is not hidden.
    shown.sort(key=lambda pair: (-pair[1].figure.n, pair[1].code))
    for area, line in shown:
        called = (
            f"{name(line, language)}: {reports(line.figure.n, language)},"
            f" {standing_in_words(line.figure, language, ongoing=ongoing)}"
        )
        _circle(sheet, ground.point(*area.label), line, most, called if linked else "", language)
    taken = _counts_boxes(ground, shown)
    _names(sheet, ground, shown, taken, language, most)
    _letters(sheet, ground, spots, taken)
    _foot(sheet, ground, source, language)
    return sheet.svg(alt, role="group" if linked else "img")


def _ground(areas: Sequence[AreaShape]) -> _Ground:
    """Fit the areas into the sheet, with a metre as long along as across."""
    corners = [corner for area in areas for ring in area.rings for corner in ring]
    west, east = min(lon for lon, _ in corners), max(lon for lon, _ in corners)
    south, north = min(lat for _, lat in corners), max(lat for _, lat in corners)
    shrink = math.cos(math.radians((south + north) / 2))
    across = max((east - west) * shrink, 1e-6)
    along = max(north - south, 1e-6)
    scale = min((WIDTH - 2 * _MARGIN) / across, (_HEIGHT_MOST - 2 * _MARGIN) / along)
    # Narrow ground is set in the middle.
    spare = (WIDTH - 2 * _MARGIN - across * scale) / 2
    return _Ground(
        west=west - spare / scale / shrink,
        north=north,
        shrink=shrink,
        scale=scale,
        width=WIDTH,
        height=math.ceil(along * scale + 2 * _MARGIN + _FOOT),
    )


def _radius(n: float, most: int) -> float:
    return _LARGEST * math.sqrt(n / most)


def _circle(sheet: Sheet, at: Point, line: Line, most: int, called: str, language: str) -> None:
    figure = line.figure
    above = standing(figure) is Standing.ABOVE
    colour = "out" if above else "now"
    link = f"#area-{line.code}" if called else ""
    with sheet.group(f"map-{line.code}" if called else "", link=link, label=called):
        if figure.n:
            sheet.circles([(at, _radius(figure.n, most))], fill=colour, opacity=0.28)
            sheet.circles([(at, _radius(figure.n, most))], edge=colour)
        if figure.usual.median:
            sheet.circles([(at, _radius(figure.usual.median, most))], edge="quiet")
        sheet.text(
            at, number(figure.n, language), size=13, bold=True, align="center", halo=not figure.n
        )


def _counts_boxes(ground: _Ground, shown: Sequence[tuple[AreaShape, Line]]) -> list[Box]:
    boxes: list[Box] = []
    for area, _ in shown:
        x, y = ground.point(*area.label)
        boxes.append((x - 9, y - 8, 18, 16))
    return boxes


def _names(
    sheet: Sheet,
    ground: _Ground,
    shown: Sequence[tuple[AreaShape, Line]],
    taken: list[Box],
    language: str,
    most: int,
) -> None:
    """Write each area's name where it meets the least: below its circle, or above, or further."""
    for area, line in shown:
        x, y = ground.point(*area.label)
        greatest = max(line.figure.n, line.figure.usual.median or 0)
        rows = _rows(name(line, language))
        half = max(width_of(row, size=_TEXT) for row in rows) / 2
        tall = _LINE * len(rows)
        away = max(_radius(greatest, most), 8) + 2 + tall / 2
        x = min(max(x, half + 2), ground.width - half - 2)
        places = [(x, y + away), (x, y - away), (x, y + away + _LINE), (x, y - away - _LINE)]
        at = min(places, key=lambda place: _met(_around(place, half, tall), taken))
        taken.append(_around(at, half, tall))
        for order, row in enumerate(rows):
            place = (at[0], at[1] + (order - (len(rows) - 1) / 2) * _LINE)
            sheet.text(place, row, size=_TEXT, align="center", halo=True)


def _rows(words: str) -> tuple[str, ...]:
    """A long name in two rows, broken at the space nearest to its middle."""
    spaces = [place for place, letter in enumerate(words) if letter == " "]
    if not spaces or width_of(words, size=_TEXT) <= _WIDE:
        return (words,)
    middle = min(spaces, key=lambda place: abs(place - len(words) / 2))
    return words[:middle], words[middle + 1 :]


def _letters(sheet: Sheet, ground: _Ground, spots: Sequence[Spot], taken: list[Box]) -> None:
    """Mark the places of the list with its letters."""
    for letter, spot in zip(LETTERS, spots, strict=False):
        x, y = ground.point(spot.lon, spot.lat)
        places = [(x, y), (x + 14, y), (x - 14, y), (x, y + 14), (x, y - 14), (x + 14, y + 14)]
        at = min(places, key=lambda place: _met(_around(place, 7, 14), taken))
        taken.append(_around(at, 7, 14))
        sheet.boxes([(at[0] - 7, at[1] - 7, 14, 14)], fill="ink")
        sheet.text(at, letter, size=10, bold=True, align="center", colour="ground")


def _around(at: Point, half: float, tall: float) -> Box:
    return (at[0] - half, at[1] - tall / 2, 2 * half, tall)


def _met(box: Box, taken: Sequence[Box]) -> float:
    """How much of what is taken the box would cover."""
    x, y, w, h = box
    return sum(
        max(min(x + w, x2 + w2) - max(x, x2), 0) * max(min(y + h, y2 + h2) - max(y, y2), 0)
        for x2, y2, w2, h2 in taken
    )


def _foot(sheet: Sheet, ground: _Ground, source: str, language: str) -> None:
    """The scale bar, as long as a round number of metres, and whose areas they are."""
    y = ground.height - 10
    most = ground.width / 4 / ground.metre
    power = 10 ** math.floor(math.log10(most))
    metres = max(n * power for n in (1, 2, 5) if n * power <= most)
    length = metres * ground.metre
    start = _MARGIN
    bar = [(start, y - 4), (start, y), (start + length, y), (start + length, y - 4)]
    sheet.line(bar, colour="quiet")
    t = translator(language)
    said = (
        t("%(n)s km", n=number(metres / 1000, language))
        if metres >= 1000  # noqa: PLR2004 - a kilometre
        else t("%(n)s m", n=number(metres, language))
    )
    sheet.text((start + length + 6, y - 2), said, size=10, colour="quiet")
    sheet.text((ground.width - _MARGIN, y - 2), source, size=10, colour="quiet", align="right")

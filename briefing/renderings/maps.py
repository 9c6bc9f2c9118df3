"""The map: areas as quiet outlines with a circle for the count, drawn by the server.

It needs no program in the page and no other map beneath. Where it stands in a page, an area's
circle leads to the area's row in the list, and the row back. Many areas have a map of their own
(briefing/renderings/crowd.py); without areas, the reports' points are what there is to draw.
"""

import math
from collections.abc import Sequence
from functools import lru_cache

from briefing.picture import AreaShape, Dot, Line, Map, Picture
from briefing.renderings import areas, deviations, points
from briefing.renderings.captions import alt_map, map_source
from briefing.renderings.contents import LETTERS, lettered
from briefing.renderings.crowd import crowded_map
from briefing.renderings.drawing import Box, Point, Sheet, width_of
from briefing.renderings.frame import WIDTH, Ground, around, fit, foot, met, with_foot
from briefing.renderings.wording import (
    name,
    reports,
    running,
    standing_in_words,
)
from reference.language import number

__all__ = ["WIDTH", "area_map"]

_HEIGHT_MOST = 420
_POINTS_HEIGHT_MOST = 380
# The surface of the largest circle on the map is that of a disc of this radius.
_LARGEST = 27
_FEW = 12
_TEXT = 11
_LINE = 13
# Names longer than this are written on two lines.
_WIDE = 86
_LONGEST = 40
_DOT = 1.4
_TALL = 1.5


def area_map(picture: Picture, language: str, *, linked: bool = False) -> bytes | None:
    """The map as SVG; None where there are neither areas nor points to draw.

    `linked` makes each circle a link to `#area-CODE` and gives it the id `map-CODE`. Among many
    areas the circles are too small to be links, and have the id alone.
    """
    drawn, alt = picture.map, alt_map(picture, language)
    source = map_source(picture, language)
    if not drawn.areas:
        return _point_map(points.inside(drawn.dots), alt, language) if drawn.dots else None
    out = deviations.standing_out(picture)
    if areas.many(picture):
        named = tuple(line.code for line in areas.listed(picture))
        return crowded_map(
            drawn, picture.by_area, named, alt, source, language, out=out, marked=linked
        )
    return _area_map(
        drawn,
        picture.by_area,
        lettered(picture),
        alt,
        source,
        language,
        out=out,
        labels=_labels(picture, language) if linked else (),
    )


def is_tall(picture: Picture) -> bool:
    """Whether the areas lie so that their map is much higher than wide."""
    return fit(_corners(picture.map), math.inf).height > _TALL * WIDTH


@lru_cache(maxsize=64)
def _point_map(dots: tuple[Dot, ...], alt: str, language: str) -> bytes:
    """The points alone, in a frame: where they are many, the dots lie darker upon each other."""
    ground = fit([(dot.lon, dot.lat) for dot in dots], _POINTS_HEIGHT_MOST)
    inner = (ground.width - 1, ground.height - 1)
    ground = with_foot(ground, "", language)
    sheet = Sheet(ground.width, ground.height)
    sheet.surface([[(1, 1), (inner[0], 1), inner, (1, inner[1])]], edge="line")
    places = [ground.point(dot.lon, dot.lat) for dot in dots]
    for layer in points.layers(places, _DOT):
        sheet.surface([points.outline(at, _DOT) for at in layer], fill="now", opacity=0.4)
    foot(sheet, ground, "", language)
    return sheet.svg(alt)


@lru_cache(maxsize=64)
def _area_map(
    drawn: Map,
    lines: tuple[Line, ...],
    places: tuple[Point, ...],
    alt: str,
    source: str,
    language: str,
    *,
    out: frozenset[str],
    labels: tuple[tuple[str, str], ...],
) -> bytes:
    called = dict(labels)
    ground = with_foot(fit(_corners(drawn), _HEIGHT_MOST), source, language)
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
        colour = "out" if line.code in out else "now"
        label = called.get(line.code, "")
        _circle(sheet, ground.point(*area.label), line, most, colour, label, language)
    taken = _counts_boxes(ground, shown)
    _names(sheet, ground, shown, taken, language, most)
    _letters(sheet, ground, places, taken)
    foot(sheet, ground, source, language)
    return sheet.svg(alt, role="group" if labels else "img")


def _labels(picture: Picture, language: str) -> tuple[tuple[str, str], ...]:
    """What the link of each area's circle is called, by its code."""
    ongoing = running(picture)
    return tuple(
        (
            line.code,
            ", ".join(
                (
                    f"{name(line, language)}: {reports(line.figure.n, language)}",
                    standing_in_words(line.figure, language, ongoing=ongoing),
                )
            ),
        )
        for line in picture.by_area
    )


def _corners(drawn: Map) -> list[Point]:
    return [corner for area in drawn.areas for ring in area.rings for corner in ring]


def _radius(n: float, most: int) -> float:
    return _LARGEST * math.sqrt(n / most)


def _circle(
    sheet: Sheet, at: Point, line: Line, most: int, colour: str, called: str, language: str
) -> None:
    figure = line.figure
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


def _counts_boxes(ground: Ground, shown: Sequence[tuple[AreaShape, Line]]) -> list[Box]:
    boxes: list[Box] = []
    for area, _ in shown:
        x, y = ground.point(*area.label)
        boxes.append((x - 9, y - 8, 18, 16))
    return boxes


def _names(
    sheet: Sheet,
    ground: Ground,
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
        at = min(places, key=lambda place: met(around(place, half, tall), taken))
        taken.append(around(at, half, tall))
        for order, row in enumerate(rows):
            place = (at[0], at[1] + (order - (len(rows) - 1) / 2) * _LINE)
            sheet.text(place, row, size=_TEXT, align="center", halo=True)


def _rows(words: str) -> tuple[str, ...]:
    """A long name in two rows, broken at the space nearest to its middle; the longest is cut."""
    if len(words) > _LONGEST:
        words = f"{words[: _LONGEST - 1].rstrip()}\N{HORIZONTAL ELLIPSIS}"
    spaces = [place for place, letter in enumerate(words) if letter == " "]
    if not spaces or width_of(words, size=_TEXT) <= _WIDE:
        return (words,)
    middle = min(spaces, key=lambda place: abs(place - len(words) / 2))
    return words[:middle], words[middle + 1 :]


def _letters(sheet: Sheet, ground: Ground, marked: Sequence[Point], taken: list[Box]) -> None:
    """Mark the places of the list with its letters."""
    for letter, (lon, lat) in zip(LETTERS, marked, strict=False):
        x, y = ground.point(lon, lat)
        places = [(x, y), (x + 14, y), (x - 14, y), (x, y + 14), (x, y - 14), (x + 14, y + 14)]
        at = min(places, key=lambda place: met(around(place, 7, 14), taken))
        taken.append(around(at, 7, 14))
        sheet.boxes([(at[0] - 7, at[1] - 7, 14, 14)], fill="ink")
        sheet.text(at, letter, size=10, bold=True, align="center", colour="ground")

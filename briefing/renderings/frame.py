"""The frame of a map: how longitude and latitude become a sheet, and where words find room."""

import math
from collections.abc import Iterable
from typing import NamedTuple

from briefing.renderings.drawing import Box, Point, Sheet, width_of
from reference.language import number, translator

WIDTH = 360
MARGIN = 8

_METRES_A_DEGREE = 111_195
_FOOT = 26
_FOOT_LINE = 14
_FOOT_SIZE = 10


class Ground(NamedTuple):
    """How a longitude and a latitude become a point on the sheet."""

    west: float
    north: float
    shrink: float
    scale: float
    width: float
    height: float

    def point(self, lon: float, lat: float) -> Point:
        """The place of a longitude and a latitude."""
        return (
            MARGIN + (lon - self.west) * self.shrink * self.scale,
            MARGIN + (self.north - lat) * self.scale,
        )

    @property
    def metre(self) -> float:
        """The length of a metre on the sheet."""
        return self.scale / _METRES_A_DEGREE


def fit(corners: Iterable[Point], most_height: float, width: float = WIDTH) -> Ground:
    """Fit (lon, lat) corners, at least one, into a sheet, with a metre as long along as across."""
    lons, lats = zip(*corners, strict=True)
    west, east, south, north = min(lons), max(lons), min(lats), max(lats)
    shrink = math.cos(math.radians((south + north) / 2))
    across = max((east - west) * shrink, 1e-6)
    along = max(north - south, 1e-6)
    scale = min((width - 2 * MARGIN) / across, (most_height - 2 * MARGIN) / along)
    # Narrow ground is set in the middle.
    spare = (width - 2 * MARGIN - across * scale) / 2
    return Ground(
        west=west - spare / scale / shrink,
        north=north,
        shrink=shrink,
        scale=scale,
        width=width,
        height=math.ceil(along * scale + 2 * MARGIN),
    )


def around(at: Point, half: float, tall: float) -> Box:
    """The box about a middle, by half its width and its height."""
    return (at[0] - half, at[1] - tall / 2, 2 * half, tall)


def met(box: Box, taken: Iterable[Box]) -> float:
    """How much of what is taken the box would cover."""
    x, y, w, h = box
    return sum(
        max(min(x + w, x2 + w2) - max(x, x2), 0) * max(min(y + h, y2 + h2) - max(y, y2), 0)
        for x2, y2, w2, h2 in taken
    )


def with_foot(ground: Ground, source: str, language: str) -> Ground:
    """The ground with room for its foot, which takes two lines where one is too short."""
    lines = 1 + _is_wide(ground, source, language)
    return ground._replace(height=ground.height + _FOOT + (lines - 1) * _FOOT_LINE)


def foot(
    sheet: Sheet, ground: Ground, source: str, language: str, *, size: float = _FOOT_SIZE
) -> None:
    """The scale bar, as long as a round number of metres, and whose areas they are."""
    lowest = ground.height - 10
    y = lowest - _FOOT_LINE if _is_wide(ground, source, language) else lowest
    said, length = _scale(ground, language)
    bar = [(MARGIN, y - 4), (MARGIN, y), (MARGIN + length, y), (MARGIN + length, y - 4)]
    sheet.line(bar, colour="quiet")
    sheet.text((MARGIN + length + 6, y - 2), said, size=size, colour="quiet")
    if source:
        right = ground.width - MARGIN
        sheet.text((right, lowest - 2), source, size=size, colour="quiet", align="right")


def _is_wide(ground: Ground, source: str, language: str) -> bool:
    said, length = _scale(ground, language)
    words = width_of(said, size=_FOOT_SIZE) + width_of(source, size=_FOOT_SIZE)
    return MARGIN + length + 6 + words + 12 > ground.width - MARGIN


def _scale(ground: Ground, language: str) -> tuple[str, float]:
    """What the scale bar says, and its length."""
    t = translator(language)
    most = ground.width / 4 / ground.metre
    power = 10 ** math.floor(math.log10(most))
    metres = max(n * power for n in (1, 2, 5) if n * power <= most)
    if metres >= 1000:  # noqa: PLR2004 - a kilometre
        return t("%(n)s km", n=number(metres / 1000, language)), metres * ground.metre
    return t("%(n)s m", n=number(metres, language)), metres * ground.metre

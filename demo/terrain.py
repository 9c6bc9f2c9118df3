"""The hand-drawn part of Havstuna: border, lake, river, railway and main roads.

All measures are metres on the sheet of `demo.plane`, and none of them depends on a seed.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache

import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from demo.plane import MapFeature, Points, curve, lines_of, shore

# Straight stretches between boundary stones, as old parish borders are.
_BORDER: Points = (
    (-3710, -2330),
    (-4020, -1480),
    (-3890, -610),
    (-4110, 240),
    (-3640, 960),
    (-3800, 2080),
    (-3010, 2540),
    (-2660, 3330),
    (-1490, 3290),
    (-620, 3600),
    (640, 3430),
    (1010, 3120),
    (2260, 3480),
    (3370, 2890),
    (3290, 1790),
    (3560, 950),
    (3980, 310),
    (3830, -900),
    (4090, -1720),
    (3690, -2480),
    (2870, -3020),
    (1720, -3160),
    (1180, -3500),
    (-250, -3540),
    (-1330, -3660),
    (-2240, -3440),
    (-2690, -2830),
)

_LAKE: Points = (
    (1130, -1010),
    (1420, -870),
    (1700, -900),
    (1980, -770),
    (2330, -860),
    (2650, -1010),
    (2990, -870),
    (3420, -980),
    (3900, -1010),
    (4420, -900),
    (4880, -1230),
    (5420, -1440),
    (5660, -2030),
    (5180, -2390),
    (4640, -2290),
    (4180, -2660),
    (3650, -2480),
    (3120, -2760),
    (2620, -2590),
    (2310, -2250),
    (1930, -2370),
    (1560, -2140),
    (1500, -1820),
    (1180, -1640),
    (1040, -1320),
)
_ISLANDS: tuple[Points, ...] = (
    ((2560, -1620), (2690, -1500), (2880, -1560), (2920, -1700), (2760, -1790), (2610, -1740)),
    ((3560, -1790), (3650, -1710), (3760, -1760), (3720, -1870), (3610, -1880)),
)

RIVER = curve(
    (-31000, 8200),
    (-9000, 5400),
    (-6200, 3900),
    (-4700, 2350),
    (-3550, 1930),
    (-2750, 1560),
    (-2380, 1130),
    (-1900, 960),
    (-1580, 480),
    (-1100, 260),
    (-760, -190),
    (-330, -300),
    (40, -520),
    (460, -470),
    (690, -760),
    (1010, -880),
    (1460, -1430),
)
_RIVER_BELOW = curve((5350, -2100), (6300, -2900), (8200, -3300), (11500, -5600), (31000, -9500))

RAILWAY = curve(
    (-5200, 31000),
    (-2700, 9800),
    (-1750, 4900),
    (-1120, 2500),
    (-640, 1050),
    (-440, 300),
    (-430, -250),
    (-520, -900),
    (-880, -1900),
    (-1500, -3500),
    (-2600, -6300),
    (-4200, -9800),
    (-12000, -31000),
)

# The station's second track, and the one into the works.
_SIDINGS: tuple[Points, ...] = (
    ((-560, 700), (-452, 320), (-446, -100), (-452, -420), (-500, -700)),
    ((-545, -960), (-640, -1180), (-860, -1310), (-1240, -1370), (-1900, -1560)),
)

HIGHWAY = curve(
    (-31000, -13500),
    (-9800, -5200),
    (-5300, -3050),
    (-3350, -1650),
    (-2620, -350),
    (-2480, 750),
    (-2200, 1650),
    (-1500, 2450),
    (-350, 2820),
    (1200, 2700),
    (3000, 3150),
    (5400, 4700),
    (9800, 6600),
    (31000, 15000),
)

RING = curve(
    (-430, 860),
    (150, 930),
    (720, 820),
    (1010, 480),
    (970, 60),
    (900, -330),
    (560, -560),
    (480, -850),
    (30, -1030),
    (-540, -980),
    (-1060, -780),
    (-1330, -330),
    (-1290, 120),
    (-1120, 600),
    (-800, 810),
    (-430, 860),
    rounds=3,
)

SHORE_ROAD = curve(
    (930, 55),
    (1400, -20),
    (2000, -230),
    (2700, -480),
    (3300, -420),
    (4300, -560),
    (6500, -350),
    (9800, 200),
    (31000, 1500),
)

_NEARLY_M = 260.0
# name, kind, line. The first of two that meet gives its name to the crossing.
_MAIN_ROADS: tuple[tuple[str, str, LineString], ...] = (
    ("Havstunaleden", "highway", HIGHWAY),
    ("Ringvägen", "major_road", RING),
    ("Storgatan", "major_road", curve((-430, -10), (0, 8), (450, 40), (970, 60))),
    (
        "Västra vägen",
        "major_road",
        curve((-2630, -390), (-2000, -210), (-1330, -130), (-900, -70), (-430, -10)),
    ),
    ("Sjövägen", "major_road", SHORE_ROAD),
    (
        "Norra vägen",
        "major_road",
        curve(
            (30, 8),
            (48, 500),
            (110, 930),
            (290, 1550),
            (480, 2150),
            (420, 2760),
            (700, 4300),
            (1500, 6800),
            (1900, 9800),
        ),
    ),
    (
        "Södra vägen",
        "major_road",
        curve((30, 8), (22, -520), (30, -1030), (150, -1650), (420, -2400), (330, -3300)),
    ),
    ("Landsvägen", "major_road", curve((330, -3300), (500, -4600), (100, -6600), (900, -9800))),
    (
        "Hammarvägen",
        "major_road",
        curve((-930, -870), (-1330, -1240), (-2000, -1420), (-2700, -1330), (-3180, -1330)),
    ),
    (
        "Ekbacksvägen",
        "major_road",
        curve((880, 640), (1380, 760), (1850, 1080), (2150, 1650), (1900, 2250), (1650, 2760)),
    ),
    (
        "Lillskogsvägen",
        "major_road",
        curve((-1010, 690), (-1230, 1080), (-1330, 1560), (-1150, 2060), (-1080, 2620)),
    ),
)

COUNTRY_ROADS: tuple[tuple[str, Points], ...] = (
    (
        "Ytterskogsvägen",
        ((-2480, 700), (-3000, 760), (-3500, 420), (-4700, 640), (-6900, 1500), (-9900, 1100)),
    ),
    ("Åkerbyvägen", ((-3500, 480), (-3420, -250), (-3650, -900), (-3300, -1560))),
    (
        "Norrtorpsvägen",
        (
            (440, 2780),
            (-300, 3180),
            (-1400, 3050),
            (-2500, 2860),
            (-4200, 3700),
            (-7200, 4600),
            (-9900, 7400),
        ),
    ),
    (
        "Grindvägen",
        ((1650, 2700), (2300, 2420), (2900, 2300), (4400, 2750), (6800, 2500), (9900, 3300)),
    ),
    ("Ängsholmsvägen", ((2700, -430), (2880, 250), (2820, 1100), (3000, 1700), (2900, 2300))),
    ("Rågvägen", ((2860, 700), (3400, 640), (4600, 900), (5900, 500), (6500, -350))),
    (
        "Sörgårdsvägen",
        (
            (390, -2350),
            (-300, -2500),
            (-900, -2280),
            (-1700, -2750),
            (-3000, -2500),
            (-5200, -3000),
        ),
    ),
    (
        "Tallmovägen",
        (
            (350, -2900),
            (1050, -2840),
            (1750, -2780),
            (2500, -3200),
            (4600, -3300),
            (6900, -2700),
            (9900, -4300),
        ),
    ),
    (
        "Skogsmyrsvägen",
        ((-1700, -2750), (-1850, -3400), (-2600, -4300), (-4600, -5200), (-9800, -5200)),
    ),
    ("Mossvägen", ((-3100, 760), (-3080, 1350), (-3400, 2350), (-2900, 2950))),
)

_PATHS: tuple[tuple[str | None, Points], ...] = (
    (
        "Strandpromenaden",
        ((1180, -850), (1430, -800), (1700, -830), (1990, -700), (2330, -790), (2640, -930)),
    ),
    ("Åstigen", ((-420, -215), (-310, -235), (30, -445), (400, -400), (560, -500), (690, -660))),
    (
        "Lillskogsspåret",
        ((-1540, 1250), (-1850, 1350), (-1950, 1800), (-1640, 2080), (-1330, 1860)),
    ),
    (None, ((2150, 1450), (2450, 1650), (2560, 2050), (2350, 2380))),
    (None, ((-1900, -180), (-2150, 100), (-2100, 560), (-1780, 760))),
    (None, ((700, -2050), (1050, -2250), (1570, -2190), (1750, -2560), (1700, -2780))),
)

HAMLETS: tuple[tuple[str, tuple[float, float]], ...] = (
    ("Norrtorp", (-2050, 3010)),
    ("Åkerby", (-3520, -520)),
    ("Sörgården", (-1150, -2560)),
    ("Ängsholmen", (2960, 1130)),
    ("Grinda", (3050, 2420)),
    ("Rågåker", (3420, 560)),
    ("Skogsmyra", (-1880, -3080)),
)


@cache
def border() -> Polygon:
    """The municipality: 48 km2, water included."""
    return Polygon(_BORDER)


@cache
def water() -> BaseGeometry:
    """Lake and river as one shape, islands left out."""
    lake = shore(*_LAKE).difference(shapely.union_all([shore(*ring) for ring in _ISLANDS]))
    above = RIVER.buffer(13, quad_segs=3)
    below = _RIVER_BELOW.buffer(17, quad_segs=3)
    return shapely.union_all([lake, above, below])


def tracks() -> tuple[LineString, ...]:
    """The railway and its sidings."""
    return (RAILWAY, *(curve(*points) for points in _SIDINGS))


@cache
def main_roads() -> tuple[MapFeature, ...]:
    """Through roads, country roads and the hand-drawn paths, by name."""
    laid = [MapFeature(line, kind, name) for name, kind, line in _MAIN_ROADS]
    laid += [MapFeature(curve(*points), "major_road", name) for name, points in COUNTRY_ROADS]
    lines = [road.geometry for road in laid]
    joined = [
        replace(road, geometry=_joined(lines_of(line)[0], [*lines[:number], *lines[number + 1 :]]))
        for number, (road, line) in enumerate(zip(laid, lines, strict=True))
    ]
    paths = [MapFeature(curve(*points), "path", name, 13) for name, points in _PATHS]
    return (*joined, *paths)


def _joined(line: LineString, others: Iterable[BaseGeometry]) -> LineString:
    """The road with each end that nearly reaches another road set upon it."""
    points = list(line.coords)
    for end in (0, -1):
        loose = Point(points[end])
        nearest = min(others, key=loose.distance)
        if loose.distance(nearest) < _NEARLY_M:
            on_road, _ = nearest_points(nearest, loose)
            points[end] = (on_road.x, on_road.y)
    return LineString(points)

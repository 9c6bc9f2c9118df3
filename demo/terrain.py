"""The hand-drawn part of Granby: border, lake, river, railway, main roads and district lines.

All measures are metres on the sheet of `demo.plane`, and none of them depends on a seed: the
districts and the places of a town stay where they are.
"""

from functools import cache

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from demo.plane import MapFeature, Points, curve, lines_of, polygons_of, shore

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
    ((3560, -1990), (3650, -1910), (3760, -1960), (3720, -2070), (3610, -2080)),
)

_RIVER_ABOVE = curve(
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

_HIGHWAY = curve(
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

_SHORE_ROAD = curve(
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

# name, kind, line. The first of two that meet gives its name to the crossing.
_MAIN_ROADS: tuple[tuple[str, str, LineString], ...] = (
    ("Granbyleden", "highway", _HIGHWAY),
    ("Ringvägen", "major_road", RING),
    ("Storgatan", "major_road", curve((-430, -10), (0, 8), (450, 40), (970, 60))),
    (
        "Västra vägen",
        "major_road",
        curve((-2630, -390), (-2000, -210), (-1330, -130), (-900, -70), (-430, -10)),
    ),
    ("Sjövägen", "major_road", _SHORE_ROAD),
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
    ("Ytterskogsvägen", ((-2480, 700), (-3000, 760), (-3500, 420), (-4700, 640), (-6900, 1500))),
    ("Åkerbyvägen", ((-3500, 480), (-3420, -250), (-3650, -900), (-3300, -1560))),
    ("Norrtorpsvägen", ((440, 2780), (-300, 3180), (-1400, 3050), (-2500, 2860), (-4200, 3700))),
    ("Grindvägen", ((1650, 2700), (2300, 2420), (2900, 2300), (4400, 2750), (6800, 2500))),
    ("Ängsholmsvägen", ((2700, -430), (2880, 250), (2820, 1100), (3000, 1700), (2900, 2300))),
    ("Rågvägen", ((2860, 700), (3400, 640), (4600, 900), (6200, 300))),
    ("Sörgårdsvägen", ((390, -2350), (-300, -2500), (-900, -2280), (-1700, -2750), (-3000, -2500))),
    ("Tallmovägen", ((350, -2900), (1050, -2840), (1750, -2780), (2500, -3200), (4600, -3300))),
    ("Skogsmyrsvägen", ((-1700, -2750), (-1850, -3400), (-2600, -4300), (-4600, -5200))),
    ("Mossvägen", ((-3100, 760), (-3080, 1350), (-3400, 2350), (-2900, 2950))),
)

_PATHS: tuple[tuple[str | None, Points], ...] = (
    (
        "Strandpromenaden",
        ((1180, -850), (1430, -800), (1700, -830), (1990, -700), (2330, -790), (2640, -930)),
    ),
    ("Åstigen", ((-420, -215), (-310, -235), (30, -445), (400, -400), (560, -500), (690, -660))),
    ("Lillskogsspåret", ((-1540, 1250), (-1850, 1350), (-1950, 1800), (-1640, 2080), (-1330, 1860))),
    (None, ((2150, 1450), (2450, 1650), (2560, 2050), (2350, 2380))),
    (None, ((-1900, -180), (-2150, 100), (-2100, 560), (-1780, 760))),
    (None, ((700, -2050), (1050, -2250), (1400, -2260), (1750, -2560), (1700, -2780))),
)

# Lines that part districts where no water, railway or main road does.
_DISTRICT_LINES: tuple[Points, ...] = (
    ((760, 560), (1090, 1250), (1060, 1900), (1280, 3000)),
    ((1400, 3000), (2480, 2420), (2700, 1480), (2520, 620), (2560, -200), (2550, -700)),
    ((1050, -1150), (1400, -1280), (1700, -1480), (2300, -1950), (3000, -2060), (4400, -2050)),
    ((-950, -1560), (-180, -1480), (120, -1500), (860, -1640), (1320, -1560), (1900, -1480)),
    ((-440, -1020), (-930, -860), (-1650, -640), (-2120, -560), (-3100, -930)),
    ((-850, -2080), (-1800, -2150), (-2700, -1960), (-3500, -1900), (-3850, -1800)),
)

# Each piece that the lines cut out belongs to the district of the nearest of these points.
_DISTRICT_SEEDS: dict[str, Points] = {
    "G01": ((200, 300), (420, -220)),
    "G02": ((-250, 1700), (760, 1700)),
    "G03": ((1700, 1300),),
    "G04": ((1900, -500),),
    "G05": ((150, -750), (250, -1250)),
    "G06": ((-850, 300), (-1900, 200), (-1000, -500)),
    "G07": ((-1500, 1600),),
    "G08": ((-1700, -1300),),
    "G09": ((300, -2600),),
    "G10": ((-3200, 1000), (-2800, 2300), (-3300, -1200), (-1800, -2900), (3000, 1500), (800, 3200)),
}


@cache
def border() -> Polygon:
    """The municipality: 48 km2, water included."""
    return Polygon(_BORDER)


@cache
def water() -> BaseGeometry:
    """Lake and river as one shape, islands left out."""
    lake = shore(*_LAKE).difference(shapely.union_all([shore(*ring) for ring in _ISLANDS]))
    above = _RIVER_ABOVE.buffer(13, quad_segs=3)
    below = _RIVER_BELOW.buffer(17, quad_segs=3)
    return shapely.union_all([lake, above, below])


def highways() -> tuple[LineString, ...]:
    """The roads that no house may stand near."""
    return (_HIGHWAY,)


def main_roads() -> tuple[MapFeature, ...]:
    """Through roads, country roads and the hand-drawn paths, by name."""
    main = [MapFeature(line, kind, name) for name, kind, line in _MAIN_ROADS]
    country = [MapFeature(curve(*points), "minor_road", name) for name, points in COUNTRY_ROADS]
    paths = [MapFeature(curve(*points), "path", name, 13) for name, points in _PATHS]
    return (*main, *country, *paths)


@cache
def districts() -> tuple[tuple[str, Polygon], ...]:
    """The ten districts by code: they share every border point, so nothing gaps or overlaps."""
    whole = border()
    seams = [curve(*points) for points in _DISTRICT_LINES]
    drawn = [whole.exterior, _RIVER_ABOVE, RAILWAY, _HIGHWAY, RING, _SHORE_ROAD, *seams]
    pieces = polygons_of(shapely.polygonize(lines_of(shapely.union_all(drawn, grid_size=0.1))))
    seeds = [(code, Point(at)) for code, points in _DISTRICT_SEEDS.items() for at in points]
    parts: dict[str, list[Polygon]] = {code: [] for code in _DISTRICT_SEEDS}
    for piece in pieces:
        middle = piece.representative_point()
        if whole.contains(middle):
            code, _ = min(seeds, key=lambda seed: (piece.distance(seed[1]), middle.distance(seed[1])))
            parts[code].append(piece)
    return tuple((code, _whole(shapely.union_all(of))) for code, of in parts.items())


def _whole(geometry: BaseGeometry) -> Polygon:
    if not isinstance(geometry, Polygon): print("BAD", [(p.centroid, p.area) for p in geometry.geoms])
    return geometry

"""The districts of Havstuna: the land between river, railway and main roads, and a few lines more.

Like all that is hand-drawn they do not depend on a seed: a district stays where it is.
"""

from functools import cache

import shapely
from shapely.geometry import Point, Polygon

from demo import terrain
from demo.plane import Points, curve, lines_of, polygons_of

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
    "G10": (
        (-3200, 1000),
        (-2800, 2300),
        (-3300, -1200),
        (-1800, -2900),
        (3000, 1500),
        (800, 3200),
    ),
}

# Where the names of the districts stand on the map, clear of the larger roads.
LABELS: dict[str, tuple[float, float]] = {
    "G01": (330, 240),
    "G02": (-250, 2050),
    "G03": (1800, 690),
    "G04": (1960, -500),
    "G05": (330, -1130),
    "G06": (-900, -330),
    "G07": (-1500, 1250),
    "G08": (-1900, -1600),
    "G09": (150, -2700),
    "G10": (-3350, 1350),
}


@cache
def districts() -> tuple[tuple[str, Polygon], ...]:
    """The ten districts by code: they share every border point, so nothing gaps or overlaps."""
    whole = terrain.border()
    seams = [curve(*points) for points in _DISTRICT_LINES]
    ways = [terrain.RIVER, terrain.RAILWAY, terrain.HIGHWAY, terrain.RING, terrain.SHORE_ROAD]
    noded = shapely.union_all([whole.exterior, *ways, *seams], grid_size=0.1)
    seeds = [(code, Point(at)) for code, points in _DISTRICT_SEEDS.items() for at in points]
    pieces: dict[str, list[Polygon]] = {code: [] for code in _DISTRICT_SEEDS}
    for piece in polygons_of(shapely.polygonize(lines_of(noded))):
        if whole.contains(piece.representative_point()):
            code, _ = min(seeds, key=lambda seed: piece.distance(seed[1]))
            pieces[code].append(piece)
    return tuple((code, _joined(parts)) for code, parts in pieces.items())


def _joined(pieces: list[Polygon]) -> Polygon:
    (district,) = polygons_of(shapely.union_all(pieces))
    return district

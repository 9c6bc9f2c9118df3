"""The streets of Havstuna's quarters: bent grids, cut to the quarter and tied to the main roads."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import LineString, MultiLineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from demo import names, sites, terrain
from demo.plane import Coordinates, MapFeature, Points, lines_of, polygons_of


@dataclass(frozen=True)
class Quarter:
    """A built-up patch: how it is built, what its streets are named after, and its street grid.

    `style` is town, villa, terrace, slab or works. Long streets run at `angle_deg`, `along_m`
    apart, on arcs of `arc_m` (negative: bent the other way); side streets cross them every
    `across_m`.
    """

    theme: str
    style: str
    angle_deg: float
    along_m: float
    across_m: float
    arc_m: float
    outline: Points

    @property
    def ground(self) -> Polygon:
        """The patch itself."""
        rounded = Polygon(self.outline).buffer(-60, quad_segs=3).buffer(60, quad_segs=3)
        (whole,) = polygons_of(rounded)
        return whole


QUARTERS: tuple[Quarter, ...] = (
    Quarter("town", "town", 3, 108, 104, 9000, (
        (-430, 860), (150, 930), (720, 820), (1010, 480), (970, 60), (900, -330), (600, -530),
        (420, -440), (60, -500), (-330, -270), (-430, -200),
    )),
    Quarter("birds", "villa", 96, 98, 200, 900, (
        (-580, 880), (170, 860), (330, 1500), (380, 1720), (-200, 1790), (-840, 1720),
        (-700, 1250),
    )),
    Quarter("birds", "villa", 20, 98, 220, -700, (
        (-850, 1790), (-200, 1860), (420, 1790), (540, 2150), (480, 2700), (-100, 2720),
        (-760, 2610), (-1090, 2420),
    )),
    Quarter("music", "terrace", 80, 92, 190, 1600, (
        (190, 860), (780, 760), (1060, 1250), (1040, 1700), (960, 2000), (330, 1800),
        (290, 1500),
    )),
    Quarter("music", "villa", 150, 98, 210, 800, (
        (420, 1880), (1000, 2080), (1230, 2700), (400, 2720), (480, 2150),
    )),
    Quarter("oak", "slab", -12, 175, 240, 900, (
        (960, 20), (1900, -170), (2530, -420), (2510, 650), (2180, 1180), (1750, 1060),
        (1380, 800), (960, 650),
    )),
    Quarter("flowers", "villa", 60, 98, 210, -600, (
        (1080, 690), (1400, 720), (1840, 1060), (2190, 1600), (2120, 1820), (1500, 1720),
        (1090, 1500),
    )),
    Quarter("flowers", "villa", 100, 98, 200, 700, (
        (1090, 1560), (1520, 1780), (2110, 1870), (1960, 2300), (1620, 2760), (1310, 2690),
        (1080, 2000),
    )),
    Quarter("lake", "villa", -12, 98, 190, -1500, (
        (940, 30), (1450, -20), (2060, -230), (2090, -700), (1990, -670), (1700, -800),
        (1430, -770), (1020, -790), (880, -330),
    )),
    Quarter("lake", "villa", 80, 98, 200, 1300, (
        (2110, -240), (2700, -460), (3300, -410), (3780, -470), (3700, -930), (2990, -790),
        (2640, -900), (2330, -760), (2150, -700),
    )),
    Quarter("mill", "slab", 5, 150, 170, -1500, (
        (-420, -330), (-10, -500), (60, -1000), (150, -1490), (-700, -1520), (-530, -1000),
    )),
    Quarter("berries", "villa", 12, 98, 180, 700, (
        (50, -500), (420, -500), (600, -630), (820, -850), (1000, -1100), (1100, -1560),
        (130, -1530), (20, -1050),
    )),
    Quarter("birch", "slab", 8, 165, 190, 1200, (
        (-440, -260), (-800, -90), (-1060, 200), (-1330, 100), (-1370, -330), (-1100, -810),
        (-520, -990),
    )),
    Quarter("birch", "terrace", 8, 92, 170, -1200, (
        (-440, -190), (-460, 860), (-800, 820), (-1120, 620), (-1220, 350), (-860, 100),
    )),
    Quarter("weather", "slab", 6, 170, 200, 800, (
        (-1310, 90), (-1330, -330), (-1180, -630), (-2080, -500), (-2330, -60), (-2130, 440),
        (-1640, 390),
    )),
    Quarter("forest", "villa", 60, 98, 200, 700, (
        (-1030, 680), (-700, 830), (-730, 1200), (-890, 1700), (-1330, 1560), (-1640, 1430),
        (-1850, 1100), (-1500, 600), (-1200, 520),
    )),
    Quarter("forest", "villa", 110, 98, 210, -800, (
        (-1330, 1640), (-900, 1780), (-1100, 2380), (-1560, 2200), (-1640, 1520),
    )),
    Quarter("works", "works", -8, 200, 310, 4000, (
        (-560, -1000), (-1000, -900), (-1650, -690), (-2100, -610), (-2900, -860), (-3200, -1330),
        (-2800, -1760), (-1900, -2010), (-960, -1960), (-720, -1450),
    )),
    Quarter("pine", "villa", 15, 98, 210, 800, (
        (-330, -1640), (700, -1740), (900, -2330), (420, -2420), (-350, -2420), (-420, -2000),
    )),
    Quarter("pine", "villa", 160, 98, 200, -900, (
        (-340, -2480), (400, -2480), (900, -2400), (980, -2990), (150, -3170), (-360, -2900),
    )),
)  # fmt: skip

# Where a street goes on over the next crossing: a town's blocks are closed, a villa street often
# ends at a garden and goes on as a path.
_THROUGH = {"town": 0.93, "villa": 0.5, "terrace": 0.5, "slab": 0.75, "works": 0.8}
_ONWARD = {"town": 0.97, "villa": 0.86, "terrace": 0.9, "slab": 0.85, "works": 0.9}
_SHORTEST_M = 48.0
_NAMED_M = 170.0
_LOOSE_M = 80.0


def streets(dice: np.random.Generator) -> tuple[MapFeature, ...]:
    """Every road, street and path on the sheet, main roads first; none of them stands alone."""
    main = terrain.main_roads()
    blocked = _blocked()
    taken = shapely.union_all([road.geometry for road in main if road.kind != "path"])
    unused = {theme: list(words) for theme, words in names.STREETS.items()}
    laid: list[MapFeature] = []
    for quarter in QUARTERS:
        free = quarter.ground.difference(blocked)
        edge = _edge(quarter, free, taken)
        taken = taken.union(edge)
        inset = free.intersection(quarter.ground.buffer(-17)) if quarter.style != "town" else free
        clipped = _clipped(_grid(quarter, dice), inset, taken, 38)
        runs = [run for run in clipped if not run.is_empty]
        runs.sort(key=lambda run: -run.length)
        words = unused[quarter.theme]
        if not edge.is_empty:
            collects = quarter.style in {"slab", "works"}
            laid.append(_street(edge, words, major=collects))
        laid += [
            _street(run, words, major=number == 0 and quarter.style == "town")
            for number, run in enumerate(runs)
        ]
    return tuple(_tied([*main, *laid], len(main), blocked))


def _street(run: BaseGeometry, words: list[str], *, major: bool) -> MapFeature:
    # The short ones are footpaths between gardens, and bear no name.
    if run.length < _NAMED_M:
        return MapFeature(run, "path", None, 14)
    name = words.pop(0) if words else None
    return MapFeature(run, "major_road" if major else "minor_road", name, 12 if major else 13)


def _blocked() -> BaseGeometry:
    """Where no street is built."""
    kept = [ground.geometry.buffer(5) for ground in sites.grounds()]
    own = [house.buffer(8) for house in sites.houses()]
    ways = [terrain.RAILWAY.buffer(26), terrain.HIGHWAY.buffer(60)]
    return shapely.union_all([terrain.water().buffer(24), *ways, *kept, *own])


def _edge(quarter: Quarter, free: BaseGeometry, taken: BaseGeometry) -> BaseGeometry:
    """The street that closes a quarter, where no main road does."""
    if quarter.style == "town":
        return MultiLineString()
    (inset,) = polygons_of(quarter.ground.buffer(-18).simplify(4))
    return _clipped([LineString(inset.exterior.coords)], free, taken, 70)[0]


def _grid(quarter: Quarter, dice: np.random.Generator) -> Iterable[BaseGeometry]:
    """The streets of a bent grid that covers the quarter: long streets, then side streets."""
    ground = quarter.ground
    middle = np.array(ground.centroid.coords[0])
    reach = float(ground.hausdorff_distance(Point(middle))) + 100
    phases = dice.uniform(0, 2 * math.pi, 2)
    bend = 4.0 if quarter.style in {"town", "works"} else 16.0
    angle = math.radians(quarter.angle_deg)

    def bent(along: Coordinates, across: Coordinates) -> LineString:
        v = across + bend * np.sin(2 * math.pi * along / 800 + phases[0])
        turn = (along + bend * np.sin(2 * math.pi * across / 700 + phases[1])) / quarter.arc_m
        radius = quarter.arc_m - v
        u, v = radius * np.sin(turn), quarter.arc_m - radius * np.cos(turn)
        east = middle[0] + u * math.cos(angle) - v * math.sin(angle)
        north = middle[1] + u * math.sin(angle) + v * math.cos(angle)
        return LineString(np.column_stack((east, north)))

    rows = np.arange(-reach, reach, quarter.along_m)
    rows = rows + dice.uniform(-0.08, 0.08, len(rows)) * quarter.along_m
    columns = np.arange(-reach, reach, quarter.across_m)
    columns = columns + dice.uniform(-0.2, 0.2, len(columns)) * quarter.across_m

    def steps(low: float, high: float) -> Coordinates:
        return np.linspace(low - 1, high + 1, max(2, round((high - low) / 60)))

    for row in rows:
        onward = dice.random(len(columns) - 1) < _ONWARD[quarter.style]
        runs = [steps(*run) for run in _runs(columns, onward)]
        yield MultiLineString([bent(run, np.full_like(run, row)) for run in runs])
    for column in columns:
        through = dice.random(len(rows) - 1) < _THROUGH[quarter.style]
        runs = [steps(*run) for run in _runs(rows, through)]
        if quarter.style in {"villa", "terrace"}:
            for run in runs:  # each its own path
                yield bent(np.full_like(run, column), run)
        else:
            yield MultiLineString([bent(np.full_like(run, column), run) for run in runs])


def _runs(rows: Coordinates, open_: npt.NDArray[np.bool_]) -> Iterable[tuple[float, float]]:
    """From where to where a side street goes on without a break."""
    start: float | None = None
    for row, after, through in zip(rows[:-1], rows[1:], open_, strict=True):
        if through and start is None:
            start = float(row)
        if start is not None and not through:
            yield start, float(row)
            start = None
        if start is not None and after == rows[-1]:
            yield start, float(after)


def _clipped(
    lines: Iterable[BaseGeometry], free: BaseGeometry, taken: BaseGeometry, room_m: float
) -> list[BaseGeometry]:
    """What is left of streets inside their quarter, where no other road runs close beside them."""
    near = taken.intersection(free.buffer(room_m))
    close = near.buffer(room_m, quad_segs=4)
    # Cut at the crossings too, so that a stub past a crossing is seen for what it is.
    crossings = near.buffer(0.5, quad_segs=1)
    found: list[BaseGeometry] = []
    for line in lines:
        kept: list[LineString] = []
        for piece in lines_of(line.intersection(free)):
            beside = lines_of(piece.intersection(close))
            twins = [part.buffer(1) for part in beside if part.length > 2.4 * room_m]
            clear = piece.difference(shapely.union_all([crossings, *twins]))
            kept += [part for part in lines_of(clear) if part.length >= _SHORTEST_M]
        found.append(MultiLineString(kept))
    return found


def _tied(roads: Sequence[MapFeature], main: int, blocked: BaseGeometry) -> Iterable[MapFeature]:
    """The roads with loose ends tied to a road nearby; what still hangs loose is left out."""
    blocked = blocked.buffer(-6)
    lines = [line for road in roads for line in lines_of(road.geometry)]
    owner = [number for number, road in enumerate(roads) for _ in lines_of(road.geometry)]
    tree = shapely.STRtree(lines)
    tied = [
        line if owner[at] < main else _tie(line, at, lines, tree, blocked)
        for at, line in enumerate(lines)
    ]
    reached = _reached(tied, [at for at, number in enumerate(owner) if number < main])
    for number, road in enumerate(roads):
        kept = [line for at, line in enumerate(tied) if owner[at] == number and at in reached]
        if kept:
            geometry = kept[0] if len(kept) == 1 else MultiLineString(kept)
            yield MapFeature(geometry, road.kind, road.name, road.min_zoom)


def _tie(
    line: LineString,
    at: int,
    lines: Sequence[LineString],
    tree: shapely.STRtree,
    blocked: BaseGeometry,
) -> LineString:
    points = list(line.coords)
    for end in (0, -1):
        loose = Point(points[end])
        near = sorted(int(other) for other in tree.query(loose, "dwithin", _LOOSE_M) if other != at)
        gaps = [(lines[other].distance(loose), other) for other in near]
        if not gaps or min(gaps)[0] < 1.5:
            continue
        _, other = min(gaps)
        goal = lines[other].interpolate(lines[other].project(loose))
        if not LineString([loose, goal]).intersects(blocked):
            points.insert(0 if end == 0 else len(points), (goal.x, goal.y))
    return LineString(points)


def _reached(lines: Sequence[LineString], start: Iterable[int]) -> set[int]:
    """The numbers of the lines that can be driven to from the start."""
    tree = shapely.STRtree(lines)
    left, right = tree.query(lines, "dwithin", 2.0)
    beside: dict[int, list[int]] = {}
    for one, other in zip(left.tolist(), right.tolist(), strict=True):
        beside.setdefault(one, []).append(other)
    reached, edge = set(start), sorted(start)
    while edge:
        edge = sorted({other for one in edge for other in beside[one]} - reached)
        reached |= set(edge)
    return reached

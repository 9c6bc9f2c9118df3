"""The houses of Havstuna by quarter: villas along streets, slabs in courts, closed town blocks.

Every kind of quarter first proposes more houses than there is room for; `_fit` then keeps those
that stand clear of water, roads, grounds and the houses kept before them.
"""

import math
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import shapely
from shapely import affinity
from shapely.geometry import LineString, Polygon

from demo import sites, terrain
from demo.plane import MapFeature, box, lines_of, polygons_of
from demo.streets import QUARTERS, Quarter

# Frontage along the street, distance of the house's middle from it, and the house: width and depth.
_ROWS: dict[str, tuple[float, float, tuple[float, float], tuple[float, float]]] = {
    "villa": (43, 17, (9, 15), (8, 11)),
    "terrace": (46, 16, (34, 42), (9, 10)),
}
# Dwelling, barn and shed: how far from the road, and how large.
_FARM = ((34, (14, 9)), (66, (34, 13)), (52, (11, 8)))
_BESIDE_ROAD_M = 6.5
_BIG_M2 = 450


def buildings(dice: np.random.Generator, roads: Sequence[MapFeature]) -> tuple[MapFeature, ...]:
    """Every house on the sheet, those of places first. The big ones show from zoom 12."""
    lines = [line for road in roads for line in lines_of(road.geometry)]
    proposed: list[Polygon] = []
    for quarter in QUARTERS:
        ground = quarter.ground
        near = [line for line in lines if line.intersects(ground)]
        match quarter.style:
            case "town":
                proposed += _blocks(ground, near, dice)
            case "slab":
                proposed += _courts(quarter, dice)
            case "works":
                proposed += _works(quarter, dice)
            case _:
                proposed += _rows(quarter, near, dice)
    proposed += _farms(roads, dice)
    kept = _fit(proposed, lines)
    return tuple(
        MapFeature(house, "building", None, 12 if house.area > _BIG_M2 else 14)
        for house in (*sites.houses(), *kept)
    )


def _rows(
    quarter: Quarter, lines: Iterable[LineString], dice: np.random.Generator
) -> Iterator[Polygon]:
    """Houses that face the street, on both sides."""
    ground = quarter.ground.buffer(15)
    shapely.prepare(ground)
    front, back, widths, depths = _ROWS[quarter.style]
    for line in lines:
        at = front / 2
        while at < line.length:
            middle, turn = line.interpolate(at), _turn_deg(line, at)
            for side in (-1, 1):
                depth = float(dice.uniform(*depths))
                off = side * (back + float(dice.uniform(-2, 3)))
                house = box((0, off), (float(dice.uniform(*widths)), depth))
                wing = box((side * 4, off + side * depth / 2), (6, 7))
                shape = house.union(wing) if dice.random() < 0.2 else house
                placed = affinity.rotate(shape, turn + dice.normal(0, 2), origin=(0, 0))
                placed = affinity.translate(placed, middle.x, middle.y)
                if isinstance(placed, Polygon) and ground.contains(placed):
                    yield placed
            at += front * float(dice.uniform(0.9, 1.25))


def _blocks(
    ground: Polygon, lines: Sequence[LineString], dice: np.random.Generator
) -> Iterator[Polygon]:
    """Closed town blocks: houses along the pavement around a yard, with gates and gaps."""
    for block in polygons_of(ground.difference(shapely.union_all([*lines]).buffer(1))):
        for part in polygons_of(block.buffer(-8, join_style="mitre")):
            if part.area < 900:
                continue
            yard = part.buffer(-float(dice.uniform(11, 14)), join_style="mitre")
            gates = [_gate(part.exterior, dice) for _ in range(int(dice.integers(2, 5)))]
            walls = part.difference(shapely.union_all([yard, *gates]))
            yield from (wall for wall in polygons_of(walls.simplify(1.5)) if wall.area > 120)
            if yard.area > 2500:
                middle = yard.representative_point()
                yield box((middle.x, middle.y), (22, 11), float(dice.choice([3, 93])))


def _gate(rim: LineString, dice: np.random.Generator) -> Polygon:
    """A gap across the houses somewhere along the pavement."""
    at = float(dice.uniform(0, rim.length - 1))
    middle, turn = rim.interpolate(at), _turn_deg(rim, at)
    return box((middle.x, middle.y), (float(dice.uniform(5, 20)), 34), turn)


def _turn_deg(line: LineString, at: float) -> float:
    """Which way a line runs, `at` metres from its start."""
    middle, ahead = line.interpolate(at), line.interpolate(at + 1)
    return math.degrees(math.atan2(ahead.y - middle.y, ahead.x - middle.x))


def _courts(quarter: Quarter, dice: np.random.Generator) -> Iterator[Polygon]:
    """Long houses in groups around courts, each group turned its own way."""
    low_x, low_y, high_x, high_y = quarter.ground.bounds
    ground = quarter.ground.buffer(-14)
    shapely.prepare(ground)
    pitch = 118.0
    for x in np.arange(low_x, high_x, pitch):
        for y in np.arange(low_y, high_y, pitch):
            turn = quarter.angle_deg + float(dice.choice([0, 90]))
            length = float(dice.uniform(52, 74))
            court = [box((0, off), (length, 12)) for off in (-40, 0, 40)]
            if dice.random() < 0.35:
                court = [box((0, -38), (length, 12)), box((0, 38), (length, 12))]
                court.append(box((length / 2 + 12, 0), (12, 62)))
            for house in court:
                placed = affinity.rotate(house, turn, origin=(0, 0))
                placed = affinity.translate(placed, float(x), float(y))
                if ground.contains(placed):
                    yield placed


def _works(quarter: Quarter, dice: np.random.Generator) -> Iterator[Polygon]:
    """Halls and sheds, the large ones first."""
    low_x, low_y, high_x, high_y = quarter.ground.bounds
    ground = quarter.ground.buffer(-16)
    shapely.prepare(ground)
    for size in (np.linspace(110, 34, 700)).tolist():
        at = (float(dice.uniform(low_x, high_x)), float(dice.uniform(low_y, high_y)))
        shape = (size, size * float(dice.uniform(0.4, 0.75)))
        hall = box(at, shape, quarter.angle_deg + float(dice.choice([0, 90])))
        if ground.contains(hall):
            yield hall


def _farms(roads: Iterable[MapFeature], dice: np.random.Generator) -> Iterator[Polygon]:
    """A dwelling, a barn and a shed here and there along the country roads."""
    built = shapely.union_all([quarter.ground for quarter in QUARTERS]).buffer(120)
    names = {name for name, _ in terrain.COUNTRY_ROADS}
    country = [road for road in roads if road.name in names]
    for road in country:
        for at in np.arange(100, road.geometry.length, 170):
            middle = road.geometry.interpolate(at + float(dice.uniform(-60, 60)))
            if built.contains(middle) or dice.random() < 0.35:
                continue
            turn, side = float(dice.uniform(0, 180)), float(dice.choice([-1, 1]))
            for off, size in _FARM[: int(dice.integers(1, 4))]:
                east = middle.x + float(dice.uniform(-28, 28))
                yield box((east, middle.y + side * off), size, turn)


def _fit(proposed: Sequence[Polygon], lines: Sequence[LineString]) -> list[Polygon]:
    """The proposals that have room, earlier ones before later ones."""
    kept_clear = [
        terrain.water().buffer(12),
        *(track.buffer(18) for track in terrain.tracks()),
        *(ground.geometry for ground in sites.grounds()),
        *(house.buffer(6) for house in sites.houses()),
        terrain.HIGHWAY.buffer(40),
    ]
    houses = np.array(proposed, dtype=object)
    hit, _ = shapely.STRtree(kept_clear).query(houses, "intersects")
    beside, _ = shapely.STRtree(lines).query(houses, "dwithin", _BESIDE_ROAD_M)
    free = np.setdiff1d(np.arange(len(houses)), np.concatenate((hit, beside)))
    candidates = houses[free]
    one, other = shapely.STRtree(candidates).query(candidates, "dwithin", 3.5)
    rivals: dict[int, list[int]] = {}
    for mine, theirs in zip(one.tolist(), other.tolist(), strict=True):
        if theirs < mine:
            rivals.setdefault(mine, []).append(theirs)
    kept: set[int] = set()
    for number in range(len(candidates)):
        if not kept.intersection(rivals.get(number, [])):
            kept.add(number)
    return [candidates[number] for number in sorted(kept)]

"""Which of many reports may tell of a happening that another tells of, by the rule of `similar`.

Each is compared with those in its own square and the squares around it, which are as wide as what
counts as near: so it is compared with few, however many there are.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, and_, literal_column, select, type_coerce

from events.columns import MICROSECOND, from_microseconds
from projections.apart import pairs
from projections.known import Known
from projections.similar import METRES_A_DEGREE, NEAR_M, SOON
from projections.tables import OPEN, tables
from reference.categories import Taxonomy, counts_under
from reference.weeks import Week, week_key_and_hour, weeks_between

_NORTH = NEAR_M / METRES_A_DEGREE
_SOON_US = SOON // MICROSECOND
_BEFORE_US = _SOON_US + timedelta(days=7) // MICROSECOND
"""How long before one happening another may have begun that lasted until then."""
_AROUND = (-1, 0, 1)


class _Spot(NamedTuple):
    """A report by the position of its first word, with times in microseconds."""

    position: int
    week: int
    category: str
    begins: int
    ends: int
    lat: float
    lon: float


def doubled(
    known: Known, queue: ColumnElement[bool], *, within: ColumnElement[bool]
) -> frozenset[UUID]:
    """Those reports of a `queue` that may tell of the same happening as another one `within`.

    Both are expressions over `tables().register`, of rows that stand.
    """
    asked = _spots(known, queue)
    if not asked:
        return frozenset()
    others = _spots(known, and_(within, tables().register.c.week.in_(_weeks_around(asked))))
    apart = pairs(known.connection, known.municipality, known.position)
    found = _twins(asked, others, known.ground.taxonomy, apart)
    return _reports(known, found)


def _spots(known: Known, condition: ColumnElement[bool]) -> list[_Spot]:
    """Reports that are counted and lie somewhere."""
    c = tables().register.c
    times = (type_coerce(each, BigInteger) for each in (c.occurred_from, c.occurred_to))
    rows = known.connection.execute(
        select(c.first_position, c.week, c.category, *times, c.lat, c.lon).where(
            c.municipality == known.municipality,
            c.upto_position == literal_column(str(OPEN)),
            c.counted.is_(True),
            c.lat.is_not(None),
            condition,
        )
    )
    return [_Spot(*row) for row in rows]


def _weeks_around(spots: Iterable[_Spot]) -> list[int]:
    """The weeks in which another report of the same may begin, by the reports of each week."""
    spans = defaultdict[int, list[int]](list)
    for spot in spots:
        spans[_first_week(spot)].append(spot.ends)
    found = set[int]()
    for first, ends in spans.items():
        last = Week.of(from_microseconds(max(ends)) + SOON)
        found.update(week.key for week in weeks_between(Week.from_key(first), last))
    return sorted(found)


def _first_week(spot: _Spot) -> int:
    return week_key_and_hour(spot.begins - _BEFORE_US)[0]


def _twins(
    asked: Sequence[_Spot],
    others: Sequence[_Spot],
    kinds: Taxonomy,
    apart: Collection[tuple[int, int]],
) -> list[int]:
    groups = {each.category: _group(each.category, kinds) for each in (*asked, *others)}
    # Wide enough everywhere: nearer to the pole, a degree of longitude is shorter.
    furthest = max(abs(spot.lat) for spot in (*asked, *others))
    east = _NORTH / max(math.cos(math.radians(furthest)), 0.01)
    squares = defaultdict[tuple[str, int, int], list[_Spot]](list)
    for spot in others:
        square = (math.floor(spot.lat / _NORTH), math.floor(spot.lon / east))
        squares[groups[spot.category], *square].append(spot)
    return [
        spot.position
        for spot in asked
        if any(
            _is_near(spot, other) and (spot.position, other.position) not in apart
            for x in _AROUND
            for y in _AROUND
            for other in squares.get(
                (
                    groups[spot.category],
                    math.floor(spot.lat / _NORTH) + x,
                    math.floor(spot.lon / east) + y,
                ),
                (),
            )
        )
    ]


def _group(category: str, kinds: Taxonomy) -> str:
    found = kinds.categories.get(category) or kinds.categories.get(counts_under(category))
    return found.group if found else category


def _is_near(one: _Spot, other: _Spot) -> bool:
    if other.position == one.position:
        return False
    if other.begins > one.ends + _SOON_US or other.ends < one.begins - _SOON_US:
        return False
    if other.week < _first_week(one):
        return False
    north = (other.lat - one.lat) * METRES_A_DEGREE
    east = (other.lon - one.lon) * METRES_A_DEGREE * math.cos(math.radians(one.lat))
    return round(math.hypot(north, east)) <= NEAR_M


def _reports(known: Known, positions: Sequence[int]) -> frozenset[UUID]:
    c = tables().register.c
    if not positions:
        return frozenset()
    return frozenset(
        known.connection.scalars(
            select(c.report).where(
                c.municipality == known.municipality,
                c.upto_position == literal_column(str(OPEN)),
                c.first_position.in_(positions),
            )
        )
    )

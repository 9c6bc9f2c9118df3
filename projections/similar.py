"""Which reports may tell of the same happening: near in place and time, and of the same kind.

What is found is a question to a person, never an answer: linking is a decision of somebody's.
"""

import math
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, select

from projections.known import Known
from projections.reports import Row
from projections.tables import OPEN, tables
from reference.categories import counts_under
from reference.weeks import Week, weeks_between

NEAR_M = 100
SOON = timedelta(hours=24)
MOST = 3
METRES_A_DEGREE = 111_195.0
"""Along a meridian, on the mean radius of the earth."""


class Happening(NamedTuple):
    """What kind, when (UTC) and where (WGS84 degrees)."""

    category: str
    occurred_from: datetime
    occurred_to: datetime
    lat: float
    lon: float


class Near(NamedTuple):
    """A report that may tell of the same happening, and how far away it is in metres."""

    row: Row
    metres: int


def similar(
    known: Known,
    happening: Happening,
    *,
    within: ColumnElement[bool] | None = None,
    most: int = MOST,
) -> list[Near]:
    """Those of the reports that stand, nearest in place and then in time.

    A report that is itself linked, withdrawn or out of scope is left out. `within` is an expression
    over `tables().register` that each must fulfil.
    """
    register = tables().register
    c = register.c
    first, last = happening.occurred_from - SOON, happening.occurred_to + SOON
    # A week more than the day before, for what lasted long; the index is by weeks.
    begin = Week.of(first - timedelta(days=7))
    weeks = [week.key for week in weeks_between(begin, Week.of(last))]
    north = NEAR_M / METRES_A_DEGREE
    east = north / max(math.cos(math.radians(happening.lat)), 0.01)
    rows = known.connection.execute(
        select(*(c[name] for name in Row._fields)).where(
            c.municipality == known.municipality,
            c.week.in_(weeks),
            c.upto_position == OPEN,
            c.counted.is_(True),
            c.category.in_(_of_the_same_group(known, happening.category)),
            c.occurred_from <= last,
            c.occurred_to >= first,
            c.lat.between(happening.lat - north, happening.lat + north),
            c.lon.between(happening.lon - east, happening.lon + east),
            *(() if within is None else (within,)),
        )
    )
    near = [Near(row, metres(happening, row)) for row in (Row(*found) for found in rows)]
    return sorted(
        (one for one in near if one.metres <= NEAR_M),
        key=lambda one: (one.metres, abs(one.row.occurred_from - happening.occurred_from)),
    )[:most]


def metres(happening: Happening, row: Row) -> int:
    """How far a report's point is from the happening; points so near that the earth is flat."""
    assert row.lat is not None, "only reports with a point are near"
    assert row.lon is not None, "only reports with a point are near"
    north = (row.lat - happening.lat) * METRES_A_DEGREE
    east = (row.lon - happening.lon) * METRES_A_DEGREE * math.cos(math.radians(happening.lat))
    return round(math.hypot(north, east))


def _of_the_same_group(known: Known, category: str) -> list[str]:
    """Every category of the group that the category counts in; itself where it is of none."""
    kinds = known.ground.taxonomy
    found = kinds.categories.get(category) or kinds.categories.get(counts_under(category))
    if found is None:
        return [category]
    return [one.id for one in kinds.categories.values() if one.group == found.group]

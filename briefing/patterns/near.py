"""Near repeats: whether a report of a category is followed by others nearby and soon after."""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, select, type_coerce

from briefing.analysis import Near, Recurrence
from briefing.longer.stretch import Stretch
from briefing.tally import as_known
from events.columns import from_microseconds
from projections import margins
from projections.known import Known
from projections.tables import tables
from reference.categories import counts_under
from reference.grid import to_metres
from reference.periods import Period, PeriodKind
from reference.weeks import ZONE

WEEKS = 26
FEWEST_POINTS = 40
"""A category with fewer points tells nothing of near repeats."""
MOST_POINTS = 2_000
MOST_ROWS = 12_000
MOST_CATEGORIES = 10
FEWEST_PAIRS = 5
"""A band with fewer pairs than this is never called a repeat."""

_IDS = 1 << 128
_HOUR_US = 3_600_000_000


def near(stretch: Stretch) -> Near:
    """The near repeats of the 26 weeks up to the last one; categories with most points first."""
    weeks = [stretch.last.shift(-n) for n in range(WEEKS - 1, -1, -1)]
    found: dict[str, list[Any]] = {}
    for row in _points(stretch.known, [week.key for week in weeks], _left_out(stretch)):
        found.setdefault(counts_under(row.category), []).append(row)
    told = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))[:MOST_CATEGORIES]
    enough = [(category, rows) for category, rows in told if len(rows) >= FEWEST_POINTS]
    if not enough:
        return Near()
    from briefing.statistics.knox import DAYS, METRES, seed_of  # noqa: PLC0415 - few pictures need it

    month = str(Period.of(PeriodKind.MONTH, weeks[-1]))
    return Near(
        first=str(weeks[0]),
        last=str(weeks[-1]),
        metres=tuple(int(metres) for metres in METRES[1:]),
        days=tuple(int(days) for days in DAYS[1:]),
        categories=tuple(
            _recurrence(category, rows, seed_of(stretch.known.municipality, month))
            for category, rows in enough
        ),
    )


def _left_out(stretch: Stretch) -> list[str]:
    """What disturbs nobody, and what asks for care: no map and no pair tells of where it was."""
    kinds = stretch.known.ground.taxonomy.categories.values()
    return [kind.id for kind in kinds if kind.sensitive or not kind.disturbance]


def _points(known: Known, keys: Sequence[int], without: Sequence[str]) -> list[Any]:
    """Points of reports whose day is known; of many a part, chosen by their random ids."""
    c = tables().register.c
    hours = margins.count(known.connection, known.municipality, margins.HOUR, keys, known.position)
    share = MOST_ROWS / max(sum(hours.values()), 1)
    clauses: list[ColumnElement[bool]] = [
        # By the key of the register, as a part of it is fewer rows than the weeks have.
        as_known(known, keys, in_order=share < 1),
        c.counted.is_(True),
        c.lat.is_not(None),
        c.category.not_in(without),
    ]
    if share < 1:
        clauses.append(c.report < UUID(int=int(_IDS * share)))
    # As numbers: there are thousands of times, and few hours.
    begun, ended = (type_coerce(at, BigInteger) for at in (c.occurred_from, c.occurred_to))
    columns = (c.category, begun.label("begun"), ended.label("ended"), c.lat, c.lon)
    rows = known.connection.execute(select(*columns).where(*clauses).order_by(c.report))
    return [row for row in rows if _day(row.begun) == _day(row.ended)]


def _recurrence(category: str, rows: Sequence[Any], seed: int) -> Recurrence:
    import numpy as np  # noqa: PLC0415 - few pictures need it

    from briefing.statistics.knox import PERMUTATIONS, RATIO, knox  # noqa: PLC0415

    rows = rows[:MOST_POINTS]
    metres = np.array(to_metres([(row.lon, row.lat) for row in rows]))
    days = np.array([float(_day(row.begun)) for row in rows])
    plain = knox(metres, days, seed=seed, permutations=0)
    # Chance is asked only where the nearest band has something to ask of.
    tested = plain.ratio[0, 0] >= RATIO and plain.observed[0, 0] >= FEWEST_PAIRS
    found = knox(metres, days, seed=seed, permutations=PERMUTATIONS) if tested else None
    return Recurrence(
        category=category,
        points=len(rows),
        pairs=tuple(tuple(int(n) for n in row) for row in plain.observed),
        ratios=tuple(tuple(_rounded(ratio, 3) for ratio in row) for row in plain.ratio),
        p=() if found is None else tuple(tuple(_rounded(p, 4) for p in row) for row in found.p),
    )


def _day(microseconds: int) -> int:
    """The number of the local day of an instant."""
    return _day_of(microseconds // _HOUR_US)


@lru_cache(maxsize=2**13)
def _day_of(hour: int) -> int:
    """The same of an hour since 1970; no day of the zone begins within one."""
    return from_microseconds(hour * _HOUR_US).astimezone(ZONE).toordinal()


def _rounded(value: float, decimals: int) -> float | None:
    return None if math.isnan(value) else round(float(value), decimals)

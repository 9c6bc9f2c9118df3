"""Reports of a week that may tell of what another organisation's report tells of, too.

The same category, within 100 metres and two hours, from different organisations: one fight that
three saw is three reports. Whether they are linked is for a person to decide; here they are only
counted, so that what rests on them is not called a deviation.
"""

from collections import Counter
from collections.abc import Container, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, ColumnElement, select, true, type_coerce

from briefing.asked import Asked
from briefing.deviations.series import HOURS_A_PART, Key
from briefing.tally import as_known
from projections.apart import pairs
from projections.similar import METRES_A_DEGREE
from projections.tables import tables
from reference.categories import counts_under

NEAR_M = 100
SOON_US = 2 * 3_600_000_000
VAGUE_US = 24 * 3_600_000_000
"""A report of when nobody knows nearer than this resembles too many to be likely a double."""
NO_HOUR = -1

Truths = NDArray[np.bool_]
Words = NDArray[np.object_]
Ints = NDArray[np.int64]


class Sent(NamedTuple):
    """The disturbing reports of a period that count, N of each column, in the order they came.

    A municipality's own category is its parent; `hour` is NO_HOUR where it is not known. `begun`
    is where each begins in the log; `apart` are pairs of those that somebody has told apart.
    """

    week: Ints
    organisation: Words
    area: Words
    category: Words
    place: Words
    hour: Ints
    begins: Ints
    ends: Ints
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    begun: Ints
    apart: frozenset[tuple[int, int]] = frozenset()


def sent(asked: Asked, keys: Sequence[int], only: ColumnElement[bool] | None = None) -> Sent:
    """Read the disturbing reports of the weeks `keys`, all of them or `only` some."""
    known, c = asked.known, tables().register.c
    times = (type_coerce(each, BigInteger) for each in (c.occurred_from, c.occurred_to))
    told = (c.week, c.organisation, c.area, c.category, c.place, c.hour, *times, c.lat, c.lon)
    rows = known.connection.execute(
        select(*told, c.first_position)
        .where(
            as_known(known, keys),
            c.counted.is_(True),
            c.category.not_in(asked.calm),
            true() if only is None else only,
        )
        .order_by(c.first_position)
    ).all()
    week, who, area, category, place, hour, begins, ends, lat, lon, begun = (
        zip(*rows, strict=True) if rows else [()] * 11
    )
    return Sent(
        np.array(week, dtype=np.int64),
        np.array(who, dtype=object),
        np.array(area, dtype=object),
        np.array([counts_under(one) for one in category], dtype=object),
        np.array(place, dtype=object),
        np.array([NO_HOUR if one is None else one for one in hour], dtype=np.int64),
        np.array(begins, dtype=np.int64),
        np.array(ends, dtype=np.int64),
        np.array(lat, dtype=np.float64),
        np.array(lon, dtype=np.float64),
        np.array(begun, dtype=np.int64),
        pairs(known.connection, known.municipality, known.position),
    )


class Doubles(NamedTuple):
    """Which reports (N) resemble another organisation's, and which of them an earlier one."""

    likely: Truths
    again: Truths


def doubles(reports: Sent) -> Doubles:
    """Find the likely doubles. Reports are held against those that begin next, and so on."""
    number = len(reports.organisation)
    likely, again = np.zeros(number, dtype=bool), np.zeros(number, dtype=bool)
    usable = np.isfinite(reports.lat) & (reports.ends - reports.begins <= VAGUE_US)
    who, kind = _numbered(reports.organisation), _numbered(reports.category)
    order = np.flatnonzero(usable)
    order = order[np.lexsort((reports.begins[order], kind[order]))]
    who, kind, begins = who[order], kind[order], reports.begins[order]
    ends, lat, lon = reports.ends[order], reports.lat[order], reports.lon[order]
    for ahead in range(1, len(order)):
        one, other = slice(None, -ahead), slice(ahead, None)
        same = kind[one] == kind[other]
        # No report lasts longer than is vague, so those that begin later still are none.
        if not (same & (begins[other] - begins[one] <= VAGUE_US + SOON_US)).any():
            break
        near = same & (who[one] != who[other]) & (begins[other] <= ends[one] + SOON_US)
        north = (lat[other] - lat[one]) * METRES_A_DEGREE
        east = (lon[other] - lon[one]) * METRES_A_DEGREE * np.cos(np.radians(lat[one]))
        found = np.flatnonzero(near & (np.hypot(north, east) <= NEAR_M))
        first, second = _not_apart(reports, order[found], order[found + ahead])
        likely[first] = likely[second] = True
        again[np.maximum(first, second)] = True
    return Doubles(likely, again)


def again_by_series(
    reports: Sent, found: Doubles, without: Container[str]
) -> Counter[tuple[int, Key]]:
    """How many reports of each week tell again of what another's told of, by what a series counts.

    What the organisations `without` report is not counted, as in the series.
    """
    series = Counter[tuple[int, Key]]()
    for n in np.flatnonzero(found.again).tolist():
        if reports.organisation[n] in without:
            continue
        area, category, hour = reports.area[n], reports.category[n], int(reports.hour[n])
        keys = {
            Key(),
            Key(area=area),
            Key(category=category),
            Key(area=area, category=category),
            Key(place=reports.place[n]),
            Key(daypart=None if hour == NO_HOUR else hour // HOURS_A_PART),
        }
        series.update((int(reports.week[n]), key) for key in keys)
    return series


def _not_apart(reports: Sent, first: Ints, second: Ints) -> tuple[Ints, Ints]:
    """Those of the pairs of whose reports nobody has said that they are two happenings."""
    if not reports.apart:
        return first, second
    begun = zip(reports.begun[first].tolist(), reports.begun[second].tolist(), strict=True)
    stays = np.array([pair not in reports.apart for pair in begun], dtype=bool)
    return first[stays], second[stays]


def _numbered(words: Words) -> Ints:
    numbers = {word: number for number, word in enumerate(sorted(set(words.tolist())))}
    return np.array([numbers[word] for word in words.tolist()], dtype=np.int64)

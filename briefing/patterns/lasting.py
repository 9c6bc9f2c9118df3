"""Where and when over a longer period: what stays among the ten with most; quarters of days."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from briefing.analysis import Hot, Lasting, Times
from briefing.longer.stretch import Stretch
from projections import margins
from projections.reports import HOURS_A_PART
from reference.areas import OUTSIDE, UNPLACED
from reference.grid import SIZE_M, Square, to_degrees, to_metres
from reference.periods import Period, PeriodKind

MOST = 10
"""So many have most reports of a week or a month."""
FEWEST_REPORTS = 2
"""One report is not among the most, however few the others are."""
LASTS = (2, 3)
"""What lasts is among the most in at least so many of so many weeks or months."""
PARTS = 28
NEAR_M = 300
"""A square is called by a named place that is no farther than this from its middle."""

_WIDE = 1 << 32
"""Beyond every number of a square, so that both of its numbers go into one."""

Unit = tuple[int, ...]
Ints = NDArray[np.int64]


def hot(stretch: Stretch) -> Hot:
    """The squares and the places that last, those most often among the ten first."""
    units = _units(stretch)
    if len(units) < LASTS[1]:
        return Hot()
    numbers, n_of_squares = _squares(stretch, units)
    names, n_of_places = _places(stretch, units)
    return Hot(
        unit="month" if _by_month(stretch.period) else "week",
        units=len(units),
        squares=tuple(
            _square(stretch, _square_of(int(numbers[at])), total, times)
            for at, total, times in _lasting(n_of_squares)
        ),
        places=tuple(
            _place(stretch, names[at], total, times) for at, total, times in _lasting(n_of_places)
        ),
    )


def times(stretch: Stretch) -> Times | None:
    """The quarters of days of the period, and of the same weeks a year before."""
    known = _hours(stretch, stretch.keys)
    if not known:
        return None
    total = sum(stretch.disturbing(stretch.keys, ("week",)).values())
    before = [week.last_year().key for week in stretch.weeks]
    covered = stretch.asked.covered.issuperset(before)
    return Times(
        parts=_parts(known),
        last_year=_parts(_hours(stretch, before)) if covered else (),
        unknown=total - sum(known.values()),
    )


def _by_month(period: Period) -> bool:
    return period.kind is not PeriodKind.MONTH


def _units(stretch: Stretch) -> list[Unit]:
    """The weeks of a month, the months of what is longer."""
    if not _by_month(stretch.period):
        return [(key,) for key in stretch.keys]
    months: dict[Period, list[int]] = {}
    for week in stretch.weeks:
        months.setdefault(Period.of(PeriodKind.MONTH, week), []).append(week.key)
    return [tuple(keys) for keys in months.values()]


def _hours(stretch: Stretch, weeks: Iterable[int]) -> dict[str, int]:
    known = stretch.known
    return margins.gathered(
        known.connection, known.municipality, margins.HOUR, weeks, known.position
    )


def _parts(hours: Mapping[str, int]) -> tuple[int, ...]:
    parts = [0] * PARTS
    for hour, n in hours.items():
        parts[int(hour) // HOURS_A_PART] += n
    return tuple(parts)


def _squares(stretch: Stretch, units: Sequence[Unit]) -> tuple[Ints, Ints]:
    """The squares (K), each as one number, and their counts in each of the units (U, K)."""
    known = stretch.known
    of_unit = [
        margins.by_square(known.connection, known.municipality, weeks, known.position)
        for weeks in units
    ]
    every = np.concatenate(of_unit)
    unit = np.repeat(np.arange(len(units)), [len(rows) for rows in of_unit])
    numbers, at = np.unique(every[:, 0] * _WIDE + every[:, 1], return_inverse=True)
    size = len(units) * len(numbers)
    counts = np.bincount(unit * len(numbers) + at, weights=every[:, 2], minlength=size)
    return numbers, counts.astype(np.int64).reshape(len(units), -1)


def _square_of(number: int) -> Square:
    e = (number + _WIDE // 2) // _WIDE
    return Square(e, number - e * _WIDE)


def _places(stretch: Stretch, units: Sequence[Unit]) -> tuple[list[str], Ints]:
    """The places (K) and their counts in each of the units (U, K)."""
    known = stretch.known
    of_unit = [
        margins.gathered(known.connection, known.municipality, margins.PLACE, weeks, known.position)
        for weeks in units
    ]
    names = sorted({name for found in of_unit for name in found})
    counts = [[found.get(name, 0) for name in names] for found in of_unit]
    return names, np.array(counts, np.int64)


def _lasting(counts: Ints) -> list[tuple[int, int, int]]:
    """What is among the most in enough of the U units: where it is in (U, K), and how many times.

    Gives its place, its reports over all units, and in how many of them it is.
    """
    total, times = counts.sum(axis=0), np.zeros(counts.shape[1], np.int64)
    for unit in counts:
        enough = np.flatnonzero(unit >= FEWEST_REPORTS)
        most = enough[np.lexsort((-total[enough], -unit[enough]))[:MOST]]
        times[most] += 1
    often = np.flatnonzero((times > 0) & (times * LASTS[1] >= len(counts) * LASTS[0]))
    order = often[np.lexsort((-total[often], -times[often]))]
    return [(at, int(total[at]), int(times[at])) for at in order.tolist()]


def _square(stretch: Stretch, square: Square, total: int, times: int) -> Lasting:
    called, area = _called(stretch, square)
    return Lasting(
        name=called,
        area=area,
        total=total,
        times=times,
        reports=stretch.query(square=str(square)),
        e=square.e,
        n=square.n,
        ring=square.ring,
    )


def _called(stretch: Stretch, square: Square) -> tuple[str, str]:
    """The named place that is nearest to a square's middle, "" where none is near; its area."""
    east, north = (square.e + 0.5) * SIZE_M, (square.n + 0.5) * SIZE_M
    ground = stretch.known.ground
    ((lon, lat),) = to_degrees([(east, north)])
    area = ground.areas.locate([lon], [lat])[0] if ground.areas else None
    known = ground.places.places if ground.places else ()
    metres = to_metres([(place.lon, place.lat) for place in known])
    away = [
        ((x - east) ** 2 + (y - north) ** 2, place.code, place.name)
        for (x, y), place in zip(metres, known, strict=True)
    ]
    nearest = min(away, default=None)
    near = nearest is not None and nearest[0] <= NEAR_M**2
    return nearest[2] if nearest is not None and near else "", area or OUTSIDE


def _place(stretch: Stretch, code: str, total: int, times: int) -> Lasting:
    places = stretch.known.ground.places
    place = places.get(code) if places else None
    return Lasting(
        code=code,
        name=place.name if place else code,
        area=(place.area if place else None) or UNPLACED,
        total=total,
        times=times,
        reports=stretch.query(place=code),
    )

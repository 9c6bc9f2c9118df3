"""Where and when over a longer period: what stays among the ten with most; quarters of days."""

from collections import Counter
from collections.abc import Iterable, Mapping

from briefing.analysis import Hot, Lasting, Times
from briefing.longer.stretch import Stretch
from projections import margins
from projections.reports import HOURS_A_PART
from reference.areas import OUTSIDE, UNPLACED
from reference.grid import SIZE_M, Square, read_square, to_degrees, to_metres
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

Unit = tuple[int, ...]


def hot(stretch: Stretch) -> Hot:
    """The squares and the places that last, those most often among the ten first."""
    units = _units(stretch)
    if len(units) < LASTS[1]:
        return Hot()
    squares = [
        _square(stretch, name, total, times)
        for name, total, times in _lasting(_counted(stretch, margins.SQUARE), units)
    ]
    places = [
        _place(stretch, code, total, times)
        for code, total, times in _lasting(_counted(stretch, margins.PLACE), units)
    ]
    return Hot(
        unit="month" if _by_month(stretch.period) else "week",
        units=len(units),
        squares=tuple(squares),
        places=tuple(places),
    )


def times(stretch: Stretch) -> Times | None:
    """The quarters of days of the period, and of the same weeks a year before."""
    known = _counted(stretch, margins.HOUR)
    if not known:
        return None
    total = sum(stretch.disturbing(stretch.keys, ("week",)).values())
    before = [week.last_year().key for week in stretch.weeks]
    covered = stretch.asked.covered.issuperset(before)
    return Times(
        parts=_parts(known),
        last_year=_parts(_counted(stretch, margins.HOUR, before)) if covered else (),
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


def _counted(
    stretch: Stretch, kind: str, keys: Iterable[int] | None = None
) -> dict[tuple[int, str], int]:
    known = stretch.known
    weeks = stretch.keys if keys is None else keys
    return margins.count(known.connection, known.municipality, kind, weeks, known.position)


def _parts(hours: Mapping[tuple[int, str], int]) -> tuple[int, ...]:
    parts = [0] * PARTS
    for (_, hour), n in hours.items():
        parts[int(hour) // HOURS_A_PART] += n
    return tuple(parts)


def _lasting(
    counts: Mapping[tuple[int, str], int], units: Iterable[Unit]
) -> list[tuple[str, int, int]]:
    """What is among the most in enough of the units: its key, its reports, in how many units."""
    total: Counter[str] = Counter()
    of_week: dict[int, Counter[str]] = {}
    for (week, key), n in counts.items():
        total[key] += n
        of_week.setdefault(week, Counter())[key] = n
    times: Counter[str] = Counter()
    looked_at = 0
    for weeks in units:
        looked_at += 1
        unit: Counter[str] = Counter()
        for week in weeks:
            unit.update(of_week.get(week, {}))
        most = sorted(unit, key=lambda key: (-unit[key], -total[key], key))[:MOST]
        times.update(key for key in most if unit[key] >= FEWEST_REPORTS)
    enough = [key for key, n in times.items() if n * LASTS[1] >= looked_at * LASTS[0]]
    return [
        (key, total[key], times[key])
        for key in sorted(enough, key=lambda key: (-times[key], -total[key], key))
    ]


def _square(stretch: Stretch, name: str, total: int, times: int) -> Lasting:
    square = read_square(name)
    called, area = _called(stretch, square)
    return Lasting(
        name=called,
        area=area,
        total=total,
        times=times,
        reports=stretch.query(square=name),
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

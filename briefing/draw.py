"""Drawing the picture of a week from the record, as it was known at one position of the log."""

from collections.abc import Iterable, Mapping

from briefing import tally
from briefing.ahead import upcoming
from briefing.asked import Asked
from briefing.asked import total as summed
from briefing.counted import Counted, counted
from briefing.desk import desk, unsafe
from briefing.outline import outline
from briefing.picture import (
    MOST_DOTS,
    Dot,
    Late,
    Line,
    Map,
    Municipality,
    Picture,
    Spot,
    Trend,
    Unsorted,
)
from briefing.usual import PERIODS, usual
from events.refusal import Refused
from projections import cells, margins
from projections.ground import said_nothing
from projections.known import Known
from projections.reports import DISTURBING, OTHERS
from reference.areas import OUTSIDE, UNPLACED
from reference.categories import NIL, OTHER, counts_under
from reference.periods import Period
from reference.weeks import Week

EDITION = "4"
"""The edition of the drawing; another one may show the same record otherwise."""

FIRST_YEAR, LAST_YEAR = 1990, 2199
TREND_WEEKS = 13
SPOTS = 5
NOWHERE = {
    OUTSIDE: ("Utanför alla områden", "Outside every area"),
    UNPLACED: ("Utan plats", "Without a place"),
}


def draw(known: Known, of: Week | Period) -> Picture:
    """The picture of a period as known. It depends on nothing but the log up to that position.

    Raises Refused for a period that no report can be of.
    """
    period = Period.of_week(of) if isinstance(of, Week) else of
    if not FIRST_YEAR <= period.last.year <= LAST_YEAR:
        raise Refused("There is no picture of %(week)s.", week=str(period))
    calm = tuple(c.id for c in known.ground.taxonomy.categories.values() if not c.disturbance)
    weeks = _weeks_drawn(period)
    counts = counted(known, weeks, calm, few=_weeks_of_figures(period))
    nothing = said_nothing(known.connection, known.municipality, sorted(weeks), known.position)
    covered = frozenset(counts.weeks | {at for at, _ in nothing})
    asked = Asked(known, period, calm, covered)
    total = counts.summed(lambda category: category not in calm)
    others = counts.summed(lambda category: category in calm)
    tallied = tally.week(known, asked.keys)
    # Whoever starts the service does not wait for what only a drawing needs.
    from briefing.estimated import estimated  # noqa: PLC0415

    said = {who for at, who in nothing if at in asked.keys}
    found = estimated(asked, said, tallied, counts.categories)

    return Picture(
        edition=EDITION,
        municipality=Municipality(code=known.municipality, name=known.ground.name),
        period=str(period),
        first_on=period.first_on,
        last_on=period.last_on,
        position=known.position,
        as_of=known.as_of,
        record_begins=_record_begins(known),
        editions=known.ground.editions,
        total=asked.figure(total, category=DISTURBING),
        other_reports=asked.figure(others, category=OTHERS),
        by_area=_by_area(asked, counts),
        by_category=_by_category(asked, counts),
        by_group=_by_group(asked, counts),
        by_organisation=_by_organisation(asked, counts),
        trend=_trend(asked, total),
        map=_map(asked, tallied),
        spots=_spots(asked),
        late=_late(asked, tallied),
        unsorted=_unsorted(asked, tallied),
        upcoming=upcoming(asked),
        linked=tallied.linked,
        withdrawn=tallied.withdrawn,
        unsafe=unsafe(asked),
        desk=desk(asked),
        age=asked.age,
        **found._asdict(),
    )


def _late(asked: Asked, tallied: tally.Tally) -> Late:
    return Late(
        n=tallied.late,
        files=tallied.filed,
        deadline=asked.known.ground.clock.deadline(asked.week),
        reports=asked.query(late="late"),
    )


def _unsorted(asked: Asked, tallied: tally.Tally) -> Unsorted:
    return Unsorted(
        outside=tallied.outside,
        unplaced=tallied.unplaced,
        other=tallied.other,
        outside_reports=asked.query(area=OUTSIDE),
        unplaced_reports=asked.query(area=UNPLACED),
        other_reports=asked.query(category=OTHER),
    )


def _trend_weeks(period: Period) -> list[Week]:
    """The weeks of the trend, oldest first: thirteen up to the last one, or all of the period."""
    weeks = max(TREND_WEEKS, len(period.weeks))
    return [period.last.shift(-n) for n in range(weeks - 1, -1, -1)]


def _weeks_of_figures(period: Period) -> set[int]:
    """The keys of the weeks that a figure needs: the period, those before, the one a year ago."""
    before = (period.shift(-n) for n in range(1, PERIODS + 1))
    return {key for one in (period, period.last_year(), *before) for key in one.keys}


def _weeks_drawn(period: Period) -> set[int]:
    """The keys of all weeks whose counts by category the picture needs."""
    trend = _trend_weeks(period)
    before = [trend[0].shift(-n) for n in range(1, PERIODS + 1)]
    return {
        *(week.key for week in (*trend, *before)),
        *(week.last_year().key for week in trend),
        *_weeks_of_figures(period),
    }


def _record_begins(known: Known) -> str:
    first = cells.first_week(known.connection, known.municipality, known.position)
    return "" if first is None else str(Week.from_key(first))


def _largest_first(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(sorted(lines, key=lambda line: (-line.figure.n, line.sv, line.code)))


def _by_area(asked: Asked, counted: Counted) -> tuple[Line, ...]:
    counts = counted.areas
    areas = asked.known.ground.areas
    names = {area.code: (area.name, area.name) for area in areas.areas} if areas else {}
    for code, weeks in counts.items():
        if code not in names and summed(weeks, asked.keys):
            names[code] = NOWHERE.get(code, (code, code))
    return _largest_first(
        Line(
            code=code,
            sv=sv,
            en=en,
            figure=asked.figure(counts.get(code, {}), area=code, category=DISTURBING),
        )
        for code, (sv, en) in names.items()
    )


def _by_category(asked: Asked, counted: Counted) -> tuple[Line, ...]:
    counts = counted.categories
    kinds = asked.known.ground.taxonomy
    lines = [
        Line(
            code=category.id,
            sv=category.sv,
            en=category.en,
            figure=asked.figure(counts.get(category.id, {}), category=category.id),
            group=category.group,
            disturbance=category.disturbance,
        )
        for category in kinds.categories.values()
        if category.id != NIL and not category.parent
    ]
    return _largest_first(line for line in lines if line.figure.n or any(line.figure.usual.weeks))


def _by_group(asked: Asked, counted: Counted) -> tuple[Line, ...]:
    kinds = asked.known.ground.taxonomy
    counts: dict[str, dict[int, int]] = {}
    for category, weeks in counted.categories.items():
        group = kinds.group_of(category).id if category in kinds.categories else category
        into = counts.setdefault(group, {})
        for week, n in weeks.items():
            into[week] = into.get(week, 0) + n
    groups = [*kinds.groups.values(), kinds.categories[OTHER]]
    lines = [
        Line(
            code=group.id,
            sv=group.sv,
            en=group.en,
            figure=asked.figure(counts.get(group.id, {}), category=group.id),
            group=group.id,
            disturbance=group.disturbance,
        )
        for group in groups
    ]
    return _largest_first(line for line in lines if line.figure.n or any(line.figure.usual.weeks))


def _by_organisation(asked: Asked, counted: Counted) -> tuple[Line, ...]:
    counts = counted.organisations
    return _largest_first(
        Line(
            code=one.code,
            sv=one.sv,
            en=one.en,
            figure=asked.figure(
                counts.get(one.code, {}), organisation=one.code, category=DISTURBING
            ),
        )
        for one in asked.known.ground.organisations.values()
    )


def _trend(asked: Asked, total: Mapping[int, int]) -> Trend:
    weeks = _trend_weeks(asked.period)
    bands = [usual([total.get(w, 0) for w in _covered_before(asked, week)]) for week in weeks]

    def counted(week: Week) -> int | None:
        return total.get(week.key, 0) if week.key in asked.covered else None

    return Trend(
        weeks=tuple(str(week) for week in weeks),
        counts=tuple(counted(week) for week in weeks),
        last_year=tuple(counted(week.last_year()) for week in weeks),
        low=tuple(band.low for band in bands),
        high=tuple(band.high for band in bands),
    )


def _covered_before(asked: Asked, week: Week) -> list[int]:
    """The keys of those of the 8 weeks before a week that the record covers, oldest first."""
    before = (week.shift(-n).key for n in range(PERIODS, 0, -1))
    return [key for key in before if key in asked.covered]


def _map(asked: Asked, tallied: tally.Tally) -> Map:
    kinds = asked.known.ground.taxonomy.categories.values()
    unshown = [c.id for c in kinds if c.sensitive or not c.disturbance]
    rows = tally.dots(asked.known, asked.keys, unshown, tallied, MOST_DOTS)
    areas = asked.known.ground.areas
    return Map(
        areas=outline(areas) if areas else (),
        dots=tuple(
            Dot(
                report=str(row.report),
                lat=row.lat,
                lon=row.lon,
                category=counts_under(row.category),
                precision_m=row.precision_m,
            )
            for row in rows
        ),
        hidden=tallied.pointed - len(rows),
        edition=areas.edition if areas else "",
    )


def _spots(asked: Asked) -> tuple[Spot, ...]:
    places = asked.known.ground.places
    if places is None:
        return ()
    known, weeks = asked.known, [*asked.keys, *asked.last_year, *asked.weeks_before]
    where = (known.connection, known.municipality)
    found: dict[str, dict[int, int]] = {}
    for (week, code), n in margins.count(*where, margins.PLACE, weeks, known.position).items():
        found.setdefault(code, {})[week] = n
    there = [code for code, by_week in found.items() if summed(by_week, asked.keys)]
    largest = sorted(there, key=lambda code: (-summed(found[code], asked.keys), code))[:SPOTS]
    kinds_of = tally.at_places(known, asked.keys, largest, asked.calm)
    spots: list[Spot] = []
    for code in largest:
        place = places.get(code)
        if place is None:
            continue
        kinds = kinds_of[code]
        spots.append(
            Spot(
                code=code,
                name=place.name,
                area=place.area or UNPLACED,
                place_type=place.place_type,
                lat=place.lat,
                lon=place.lon,
                figure=asked.figure(found[code], place=code, category=DISTURBING),
                top_category=min(kinds, key=lambda category: (-kinds[category], category)),
            )
        )
    return tuple(spots)

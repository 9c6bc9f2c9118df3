"""Drawing the picture of a week from the record, as it was known at one position of the log."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from briefing import tally
from briefing.outline import outline
from briefing.picture import (
    Coverage,
    Dot,
    Figure,
    Late,
    Line,
    Map,
    Municipality,
    Picture,
    Rhythm,
    Spot,
    Trend,
    Unsorted,
    Upcoming,
    Voice,
)
from briefing.usual import WEEKS, usual
from events.report import COMING
from projections import cells
from projections.ground import said_nothing
from projections.known import Known
from projections.reports import ALL, DISTURBING, OTHERS, SENT, Query
from reference.areas import OUTSIDE, UNPLACED
from reference.calendar import between
from reference.categories import NIL, OTHER
from reference.weeks import ZONE, Week, deadline

EDITION = "1"
"""The edition of the drawing; another one may show the same record otherwise."""

TREND_WEEKS = 13
SPOTS = 5
MOST_DOTS = 2_000
INCOMPLETE_BELOW = 0.7
AHEAD_DAYS = 14
NOWHERE = {
    OUTSIDE: ("Utanför alla områden", "Outside every area"),
    UNPLACED: ("Utan plats", "Without a place"),
}

Counts = dict[tuple[int | str, ...], int]


class _Asked(NamedTuple):
    """The record and the week, with what several sections need."""

    known: Known
    week: Week
    calm: tuple[str, ...]
    covered: frozenset[int]

    @property
    def before(self) -> list[int]:
        """Keys of those of the 8 weeks before that the record covers, oldest first."""
        return self.covered_of(self.week.shift(-n) for n in range(WEEKS, 0, -1))

    @property
    def last_year(self) -> int:
        """The key of the same week a year before."""
        return self.week.last_year().key

    def covered_of(self, weeks: Iterable[Week]) -> list[int]:
        """The keys of those of `weeks` that the record covers."""
        return [week.key for week in weeks if week.key in self.covered]

    def query(self, **fields: str) -> str:
        """The address of the reports behind a figure of this week."""
        return Query(week=str(self.week), **fields).address()

    def figure(self, by_week: Mapping[int, int], **fields: str) -> Figure:
        """A count with its base, from the counts of each week (by key)."""
        return Figure(
            n=by_week.get(self.week.key, 0),
            usual=usual([by_week.get(week, 0) for week in self.before]),
            last_year=by_week.get(self.last_year, 0) if self.last_year in self.covered else None,
            reports=self.query(**fields),
        )


def draw(known: Known, week: Week) -> Picture:
    """The picture of `week` as known. It depends on nothing but the log up to that position."""
    calm = tuple(c.id for c in known.ground.taxonomy.categories.values() if not c.disturbance)
    stretch = [week.shift(-n) for n in range(TREND_WEEKS + WEEKS)]
    weeks = {w.key for w in stretch} | {w.last_year().key for w in stretch[:TREND_WEEKS]}
    by_category = cells.count(
        known.connection, known.municipality, weeks, ("week", "category"), known.position
    )
    nothing = said_nothing(known.connection, known.municipality, sorted(weeks), known.position)
    covered = frozenset({int(key[0]) for key in by_category} | {at for at, _ in nothing})
    asked = _Asked(known, week, calm, covered)
    total = _summed(by_category, lambda category: category not in calm)
    others = _summed(by_category, lambda category: category in calm)
    tallied = tally.week(known, week.key)
    return Picture(
        edition=EDITION,
        municipality=Municipality(code=known.municipality, name=known.ground.name),
        period=str(week),
        first_on=week.monday,
        last_on=week.sunday,
        position=known.position,
        as_of=known.as_of,
        record_begins=_record_begins(known),
        editions=known.ground.editions,
        total=asked.figure(total, category=DISTURBING),
        other_reports=asked.figure(others, category=OTHERS),
        by_area=_by_area(asked),
        by_category=_by_category(asked, by_category),
        by_group=_by_group(asked, by_category),
        by_organisation=_by_organisation(asked),
        trend=_trend(asked, total),
        rhythm=_rhythm(asked),
        map=_map(asked),
        spots=_spots(asked),
        coverage=_coverage(asked, {who for at, who in nothing if at == week.key}, tallied),
        late=Late(
            n=tallied.late,
            files=tallied.filed,
            deadline=deadline(week),
            reports=asked.query(late="late"),
        ),
        unsorted=Unsorted(
            outside=tallied.outside,
            unplaced=tallied.unplaced,
            other=tallied.other,
            outside_reports=asked.query(area=OUTSIDE),
            unplaced_reports=asked.query(area=UNPLACED),
            other_reports=asked.query(category=OTHER),
        ),
        upcoming=_upcoming(asked),
        linked=tallied.linked,
        withdrawn=tallied.withdrawn,
    )


def _summed(counts: Counts, wanted: Callable[[str], bool]) -> dict[int, int]:
    """Counts by week, over the categories that are wanted; keys are (week, category)."""
    found: dict[int, int] = {}
    for (week, category), n in counts.items():
        if wanted(str(category)):
            found[int(week)] = found.get(int(week), 0) + n
    return found


def _record_begins(known: Known) -> str:
    first = cells.first_week(known.connection, known.municipality, known.position)
    return "" if first is None else str(Week.from_key(first))


def _split(counts: Counts) -> dict[str, dict[int, int]]:
    """From (week, code) to weeks of each code."""
    found: dict[str, dict[int, int]] = {}
    for (week, code), n in counts.items():
        found.setdefault(str(code), {})[int(week)] = n
    return found


def _over(asked: _Asked, column: str) -> dict[str, dict[int, int]]:
    """Disturbing reports by the values of one column, for the weeks that a figure needs."""
    weeks = [asked.week.key, asked.last_year, *asked.before]
    return _split(
        cells.count(
            asked.known.connection,
            asked.known.municipality,
            weeks,
            ("week", column),
            asked.known.position,
            without=asked.calm,
        )
    )


def _largest_first(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(sorted(lines, key=lambda line: (-line.figure.n, line.sv, line.code)))


def _by_area(asked: _Asked) -> tuple[Line, ...]:
    counts = _over(asked, "area")
    areas = asked.known.ground.areas
    names = {area.code: (area.name, area.name) for area in areas.areas} if areas else {}
    for code, weeks in counts.items():
        if code not in names and weeks.get(asked.week.key):
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


def _by_category(asked: _Asked, by_category: Counts) -> tuple[Line, ...]:
    counts = _split(by_category)
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
        if category.id != NIL
    ]
    return _largest_first(line for line in lines if line.figure.n or any(line.figure.usual.weeks))


def _by_group(asked: _Asked, by_category: Counts) -> tuple[Line, ...]:
    kinds = asked.known.ground.taxonomy
    counts: dict[str, dict[int, int]] = {}
    for category, weeks in _split(by_category).items():
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


def _by_organisation(asked: _Asked) -> tuple[Line, ...]:
    counts = _over(asked, "organisation")
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


def _trend(asked: _Asked, total: Mapping[int, int]) -> Trend:
    weeks = [asked.week.shift(-n) for n in range(TREND_WEEKS - 1, -1, -1)]
    bands = [
        usual(
            [total.get(w, 0) for w in asked.covered_of(week.shift(-n) for n in range(WEEKS, 0, -1))]
        )
        for week in weeks
    ]

    def counted(week: Week) -> int | None:
        return total.get(week.key, 0) if week.key in asked.covered else None

    return Trend(
        weeks=tuple(str(week) for week in weeks),
        counts=tuple(counted(week) for week in weeks),
        last_year=tuple(counted(week.last_year()) for week in weeks),
        low=tuple(band.low for band in bands),
        high=tuple(band.high for band in bands),
    )


def _rhythm(asked: _Asked) -> Rhythm:
    before = asked.before
    now, unknown, earlier = tally.hours(asked.known, asked.week.key, before, asked.calm)
    weeks = max(1, len(before))
    return Rhythm(
        counts=tuple(tuple(now.get(day * 24 + h, 0) for h in range(24)) for day in range(7)),
        usual=tuple(
            tuple(round(earlier.get(day * 24 + h, 0) / weeks, 3) for h in range(24))
            for day in range(7)
        ),
        weeks=len(before),
        unknown=unknown,
    )


def _map(asked: _Asked) -> Map:
    kinds = asked.known.ground.taxonomy.categories.values()
    unshown = [c.id for c in kinds if c.sensitive or not c.disturbance]
    rows, pointed = tally.dots(asked.known, asked.week.key, unshown, MOST_DOTS)
    areas = asked.known.ground.areas
    return Map(
        areas=outline(areas) if areas else (),
        dots=tuple(
            Dot(
                report=str(row.report),
                lat=row.lat,
                lon=row.lon,
                category=row.category,
                precision_m=row.precision_m,
            )
            for row in rows
        ),
        hidden=pointed - len(rows),
        edition=areas.edition if areas else "",
    )


def _spots(asked: _Asked) -> tuple[Spot, ...]:
    places = asked.known.ground.places
    if places is None:
        return ()
    weeks = [asked.week.key, asked.last_year, *asked.before]
    found = tally.places(asked.known, weeks, asked.calm)
    this_week = {code: kinds for (code, week), kinds in found.items() if week == asked.week.key}
    largest = sorted(this_week, key=lambda code: (-sum(this_week[code].values()), code))[:SPOTS]
    spots: list[Spot] = []
    for code in largest:
        place = places.get(code)
        if place is None:
            continue
        by_week = {week: sum(kinds.values()) for (at, week), kinds in found.items() if at == code}
        kinds = this_week[code]
        spots.append(
            Spot(
                code=code,
                name=place.name,
                area=place.area or UNPLACED,
                place_type=place.place_type,
                lat=place.lat,
                lon=place.lon,
                figure=asked.figure(by_week, place=code, category=DISTURBING),
                top_category=min(kinds, key=lambda category: (-kinds[category], category)),
            )
        )
    return tuple(spots)


def _coverage(asked: _Asked, said: set[str], tallied: tally.Week) -> Coverage:
    sent = tally.sent(asked.known, asked.week.key)
    voices: list[Voice] = []
    for one in asked.known.ground.organisations.values():
        n = sent.get(one.code, 0)
        voices.append(
            Voice(
                code=one.code,
                sv=one.sv,
                en=one.en,
                state="reported" if n else "nothing" if one.code in said else "silent",
                n=n,
                expected=one.weekly and one.since_week <= asked.week.key,
                reports=asked.query(organisation=one.code, which=SENT),
            )
        )
    expected = [voice for voice in voices if voice.expected]

    def of(state: str, among: Sequence[Voice]) -> int:
        return sum(voice.state == state for voice in among)

    heard = of("reported", expected) + of("nothing", expected)
    share = round(heard / len(expected), 4) if expected else None
    return Coverage(
        expected=len(expected),
        reported=of("reported", expected),
        nothing=of("nothing", expected),
        silent=of("silent", expected),
        share=share,
        incomplete=share is not None and share < INCOMPLETE_BELOW,
        voices=tuple(sorted(voices, key=lambda voice: (-voice.n, voice.state, voice.sv))),
        self_observed=tallied.observed,
        exactly_placed=tallied.exact,
        reports=tallied.reports,
    )


def _upcoming(asked: _Asked) -> tuple[Upcoming, ...]:
    first = asked.week.sunday + timedelta(days=1)
    last = asked.week.sunday + timedelta(days=AHEAD_DAYS)
    planned = tally.coming(
        asked.known, [asked.week.shift(1).key, asked.week.shift(2).key], sorted(COMING)
    )
    kinds, ground = asked.known.ground.taxonomy.categories, asked.known.ground
    coming = [
        Upcoming(first_on=one.first_on, last_on=one.last_on, kind=one.kind, sv=one.sv, en=one.en)
        for one in between(first, last, ground.school)
    ]
    for row in planned:
        where = ""
        if row.place and ground.places:
            where = f", {ground.places.name(row.place)}"
        elif ground.areas and row.area not in NOWHERE:
            where = f", {ground.areas.name(row.area)}"
        coming.append(
            Upcoming(
                first_on=row.occurred_from.astimezone(ZONE).date(),
                last_on=row.occurred_to.astimezone(ZONE).date(),
                kind="planned",
                sv=kinds[row.category].sv + where,
                en=kinds[row.category].en + where,
                reports=Query(
                    week=str(Week.of(row.occurred_from)), category=row.category, which=ALL
                ).address(),
            )
        )
    return tuple(sorted(coming, key=lambda one: (one.first_on, one.last_on, one.kind, one.sv)))

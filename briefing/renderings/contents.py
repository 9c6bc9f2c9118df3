"""What each table of the picture holds and in which order, for page, paper and files alike."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from briefing.picture import Figure, Line, Picture, Rhythm, Usual, Voice
from briefing.renderings.wording import NOWHERE, name, usual_span
from reference.categories import CURRENT, taxonomy
from reference.dimensions import PlaceType, label
from reference.language import DASH, number, short_date, short_week, weekday
from reference.weeks import Week

CATEGORIES_SHOWN = 10
PLACES_SHOWN = 5
LETTERS = "ABCDE"


class WeekRow(NamedTuple):
    """A week of the trend in words and figures; "" where nothing is known."""

    week: str
    n: str
    usual: str
    last_year: str


class HourRow(NamedTuple):
    """An hour of the day: for each day this week's count and the usual, and the hour's sums.

    A report that may have happened in several hours counts in each by its share.
    """

    hour: str
    days: tuple[tuple[float, float], ...]
    total: float
    usual: float


class PlaceRow(NamedTuple):
    """A place with its letter on the map, what it is, where, and what most reports tell of."""

    letter: str
    name: str
    kind: str
    area: str
    category: str
    figure: Figure

    @property
    def about(self) -> str:
        """What it is, where, and what is told of, in one line."""
        return ", ".join(said for said in (self.kind, self.area, self.category) if said)


class VoiceRow(NamedTuple):
    """An organisation: what it did, and its reports that the total counts."""

    voice: Voice
    figure: Figure


class UpcomingRow(NamedTuple):
    """Something to come: when, what, and the query of the report that told of it, or ""."""

    when: str
    what: str
    reports: str


class GroupRows(NamedTuple):
    """A group of categories with those of its categories that the weeks know."""

    group: Line
    categories: tuple[Line, ...]


def counted(picture: Picture) -> bool:
    """Whether any week of the trend has a report to draw."""
    return any(picture.trend.counts)


def timed(picture: Picture) -> bool:
    """Whether the hours of this week or before are known well enough to be drawn."""
    rhythm = picture.rhythm
    if rhythm.seldom_known:
        return False
    return any(map(any, hours_of(rhythm))) or any(map(any, rhythm.usual))


def hours_of(rhythm: Rhythm) -> tuple[tuple[float, ...], ...]:
    """This week's reports by day and hour: each spread over the hours that it may be of."""
    return rhythm.weights or rhythm.counts


def areas(picture: Picture) -> tuple[Line, ...]:
    """The areas, most reports first."""
    return _most_first(picture.by_area)


def categories(picture: Picture) -> tuple[Line, ...]:
    """The categories of disturbances that have reports this week, most first, ten at most."""
    known = [line for line in picture.by_category if line.disturbance and line.figure.n]
    return _most_first(known)[:CATEGORIES_SHOWN]


def groups(picture: Picture) -> tuple[GroupRows, ...]:
    """Every category that this week or the usual knows, under its group, most first.

    A category without a group stands as a group of its own.
    """
    known = [line for line in picture.by_category if _known(line)]
    grouped = {group.code for group in picture.by_group}
    rows = [
        # A group of one, such as Other, would say the same twice.
        GroupRows(group, _most_first([c for c in known if group.code == c.group != c.code]))
        for group in picture.by_group
        if _known(group)
    ]
    rows += [GroupRows(line, ()) for line in known if line.group not in grouped]
    return tuple(
        sorted(rows, key=lambda r: (not r.group.disturbance, -r.group.figure.n, r.group.code))
    )


def organisations(picture: Picture) -> tuple[VoiceRow, ...]:
    """The organisations: most reports first, then those with nothing, then those not heard from."""
    figures = {line.code: line.figure for line in picture.by_organisation}
    order = {"reported": 0, "nothing": 1, "silent": 2}
    rows = [
        VoiceRow(voice, figures.get(voice.code, _sent(voice))) for voice in picture.coverage.voices
    ]
    return tuple(sorted(rows, key=lambda r: (order[r.voice.state], -r.figure.n, r.voice.code)))


def weeks(picture: Picture, language: str) -> tuple[WeekRow, ...]:
    """The weeks of the trend, oldest first."""
    trend = picture.trend
    return tuple(
        WeekRow(
            week=short_week(Week.parse(week), language),
            n=_said(n, language),
            usual=usual_span(Usual(low=low, high=high), language),
            last_year=_said(last_year, language),
        )
        for week, n, last_year, low, high in zip(
            trend.weeks, trend.counts, trend.last_year, trend.low, trend.high, strict=True
        )
    )


def last_week(picture: Picture) -> Figure:
    """The last week of the trend: the picture's own count, unless the picture is of several."""
    trend = picture.trend
    if picture.period == trend.weeks[-1]:
        return picture.total
    usual = Usual(low=trend.low[-1], high=trend.high[-1])
    n, last_year = trend.counts[-1] or 0, trend.last_year[-1]
    return Figure(n=n, usual=usual, last_year=last_year, reports="")


def hours(picture: Picture) -> tuple[HourRow, ...]:
    """The 24 hours by the clock, each with the days of the week, Monday first."""
    now = list(zip(*hours_of(picture.rhythm), strict=True))
    usual = list(zip(*picture.rhythm.usual, strict=True))
    return tuple(
        HourRow(
            hour=f"{hour:02d}{DASH}{hour + 1:02d}",
            days=tuple(zip(now[hour], usual[hour], strict=True)),
            total=sum(now[hour]),
            usual=sum(usual[hour]),
        )
        for hour in range(len(now))
    )


def places(picture: Picture, language: str) -> tuple[PlaceRow, ...]:
    """The places with most reports, five at most, by the letters that the map marks them with."""
    names = {
        line.code: name(line, language) for line in picture.by_area if line.code not in NOWHERE
    }
    kinds = taxonomy(picture.editions.get("categories", CURRENT))
    return tuple(
        PlaceRow(
            letter=letter,
            name=spot.name,
            kind=label(PlaceType(spot.place_type), language),
            area=names.get(spot.area, ""),
            category=kinds.name(spot.top_category, language),
            figure=spot.figure,
        )
        for letter, spot in zip(LETTERS, picture.spots, strict=False)
    )


def lettered(picture: Picture) -> tuple[tuple[float, float], ...]:
    """Where the places lie that the map marks with letters, as (lon, lat).

    They are those that last, by 24 weeks; where no place lasts, those of this week.
    """
    places = picture.hotspots.places or picture.spots
    return tuple((place.lon, place.lat) for place in places[:PLACES_SHOWN])


def upcoming(picture: Picture, language: str) -> tuple[UpcomingRow, ...]:
    """What the two weeks to come hold, the earliest first."""
    return tuple(
        UpcomingRow(
            when=_days(coming.first_on, coming.last_on, language),
            what=coming.sv if language == "sv" else coming.en,
            reports=coming.reports,
        )
        for coming in sorted(picture.upcoming, key=lambda x: (x.first_on, x.last_on, x.sv))
    )


def _sent(voice: Voice) -> Figure:
    return Figure(n=voice.n, usual=Usual(), last_year=None, reports=voice.reports)


def _most_first(lines: Sequence[Line]) -> tuple[Line, ...]:
    """What has no area of its own stands last, whatever it counts."""
    return tuple(sorted(lines, key=lambda line: (line.code in NOWHERE, -line.figure.n, line.code)))


def _known(line: Line) -> bool:
    return bool(line.figure.n or any(line.figure.usual.weeks))


def _said(n: int | None, language: str) -> str:
    return "" if n is None else number(n, language)


def _days(first: date, last: date, language: str) -> str:
    days = [
        f"{weekday(day.weekday(), language)} {short_date(day, language)}"
        for day in dict.fromkeys((first, last))
    ]
    return f" {DASH} ".join(days)

"""The picture's tables as they stand in a workbook: rows and words of the page, numbers as such.

What the page writes as a span, "8-14", has a column for each end. A sheet without rows is left out.
"""

from typing import NamedTuple

from briefing.picture import Figure, Line, Picture
from briefing.renderings import (
    areas,
    backlog,
    contents,
    dayparts,
    deviations,
    hotspots,
    lengths,
    levels,
    method,
    provenance,
)
from briefing.renderings.longer.tables import numbered
from briefing.renderings.wording import name, plain, running, standing_in_words
from reference.categories import CURRENT, taxonomy
from reference.language import number, translator, weekday

Value = str | int | float | None
Row = tuple[Value, ...]


class Sheet(NamedTuple):
    """A sheet: its name, what it shows, the heads of its columns, and its rows."""

    name: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def sheets(picture: Picture, language: str) -> tuple[Sheet, ...]:
    """The sheets in the order of the page, those without rows left out."""
    found = _found if picture.longer is None else _analysed
    every = (
        _weeks(picture, language),
        _areas(picture, language),
        *found(picture, language),
        _places(picture, language),
        _unsafe(picture, language),
        _coming(picture, language),
        *(() if picture.longer else (_organisations(picture, language),)),
        _self_test(picture, language),
    )
    return tuple(sheet for sheet in every if sheet.rows)


def _found(picture: Picture, language: str) -> tuple[Sheet, ...]:
    """What was found of a week, or of two."""
    return (
        _level_weeks(picture, language),
        _categories(picture, language),
        _signals(picture, language),
        _tested(picture, language),
        _hours(picture, language),
        _dayparts(picture, language),
        _hot_places(picture, language),
        _squares(picture, language),
    )


def _analysed(picture: Picture, language: str) -> tuple[Sheet, ...]:
    """Every table of a longer period's page, by the heading of its section."""
    return (
        _categories(picture, language),
        *(Sheet(*one) for one in numbered(picture, language)),
    )


def _base(language: str) -> tuple[str, ...]:
    """The heads of a figure with its base."""
    t = translator(language)
    return (
        t("Reports"),
        t("Usual, low"),
        t("Usual, high"),
        t("Usual, median"),
        t("A year before"),
        t("Against the usual"),
    )


def _figure(figure: Figure, picture: Picture, language: str) -> Row:
    usual = figure.usual
    said = standing_in_words(figure, language, ongoing=running(picture))
    return figure.n, usual.low, usual.high, usual.median, figure.last_year, said


def _weeks(picture: Picture, language: str) -> Sheet:
    t, trend = translator(language), picture.trend
    return Sheet(
        t("Weeks"),
        t("Reports per week"),
        (t("Code"), t("Week"), t("Reports"), t("Usual, low"), t("Usual, high"), t("A year before")),
        tuple(
            (code, row.week, n, low, high, before)
            for code, row, n, low, high, before in zip(
                trend.weeks, contents.weeks(picture, language), trend.counts, trend.low,
                trend.high, trend.last_year, strict=True,
            )
        ),
    )  # fmt: skip


def _areas(picture: Picture, language: str) -> Sheet:
    """Every area, also where the page lists only some; levels are of a week."""
    t = translator(language)
    heads: tuple[str, ...] = ()
    if picture.levels:
        heads = (
            t("Level"), t("Why"), t("Expected"), t("Weighed"), t("Weighed, usually"),
            t("Calm weeks in a row"),
        )  # fmt: skip

    def row(line: Line) -> Row:
        found = levels.of(picture, line.code)
        level: Row = (None,) * len(heads)
        if found is not None:
            level = (
                levels.signed(found.level, language), levels.reason(found, language),
                found.expected, found.harm, found.harm_usual, found.calm_weeks,
            )  # fmt: skip
        return (line.code, name(line, language), *_figure(line.figure, picture, language), *level)

    return Sheet(
        t("Areas"),
        t("Reports per area"),
        (t("Code"), t("Area"), *_base(language), *heads),
        tuple(row(line) for line in contents.areas(picture)),
    )


def _level_weeks(picture: Picture, language: str) -> Sheet:
    t = translator(language)
    return Sheet(
        t("Levels"),
        t("Level per area and week, as proposed"),
        (t("Area"), *levels.weeks_shown(picture, language)),
        tuple(
            (row.area, *(signed for signed, _ in row.weeks))
            for row in levels.rows(picture, language)
        ),
    )


def _categories(picture: Picture, language: str) -> Sheet:
    t = translator(language)
    rows = [
        (line.code, called, name(line, language), *_figure(line.figure, picture, language))
        for group in contents.groups(picture)
        for called, line in (
            (t("group"), group.group),
            *((t("category"), line) for line in group.categories),
        )
    ]
    return Sheet(
        t("Categories"),
        t("Reports per group and category"),
        (t("Code"), t("Kind"), t("Group and category"), *_base(language)),
        tuple(rows),
    )


def _signals(picture: Picture, language: str) -> Sheet:
    t = translator(language)
    return Sheet(
        t("What stands out"),
        t("What stands out, the surest first"),
        (
            t("How sure"), t("What"), t("In words"), t("Be careful"), t("Reports"), t("Expected"),
            t("Most that is ordinary"), t("Ratio, low"), t("Ratio, high"), "p", "q",
            t("Organisations"), t("Weeks of history"), t("Rule"),
        ),
        tuple(
            (
                deviations.grade_in_words(signal.grade, language),
                deviations.about(signal, picture, language),
                plain(deviations.sentence(signal, picture, language)),
                " ".join(deviations.cautions(signal, picture, language)),
                signal.y, signal.expected, signal.upper, signal.low, signal.high, signal.p,
                signal.q, signal.sources, signal.weeks,
                deviations.rule_in_words(signal.rule, signal.weeks, language),
            )
            for signal in deviations.ranked(picture)
        ),
    )  # fmt: skip


def _tested(picture: Picture, language: str) -> Sheet:
    t = translator(language)
    return Sheet(
        t("Tests"),
        t("What was tested, and by which rule"),
        (t("What"), t("Series"), t("Rule"), t("Weeks of history"), t("Left out")),
        tuple(
            (
                deviations.tested_in_words(one, language),
                one.series,
                deviations.rule_in_words(one.rule, one.weeks, language)
                if one.rule
                else t("Too short a history for a test"),
                one.weeks,
                one.left_out,
            )
            for one in picture.tested
        ),
    )


def _hours(picture: Picture, language: str) -> Sheet:
    """A row for each hour of the week; none where no report is known to the hour."""
    t = translator(language)
    found = contents.hours(picture) if contents.timed(picture) else ()
    known = picture.rhythm.counts
    return Sheet(
        t("Hours"),
        t("Reports by weekday and hour"),
        (t("Day"), t("Hour"), t("Reports"), t("Known to the hour"), t("Usual, mean")),
        tuple(
            (weekday(day, language), row.hour, row.days[day][0], known[day][hour], row.days[day][1])
            for day in range(7)
            for hour, row in enumerate(found)
        ),
    )


def _dayparts(picture: Picture, language: str) -> Sheet:
    t = translator(language)
    said = {"high": t("more"), "low": t("fewer")}
    return Sheet(
        t("Parts of the day"),
        t("Reports by part of the day"),
        (
            t("Part of the week"), t("Reports"), t("Usual, mean"), t("Last 4 weeks"),
            t("Expected"), "p", "q", t("Stands out"),
        ),
        tuple(
            (
                dayparts.daypart(part.part, language), part.n, part.usual, part.recent,
                part.expected, part.p, part.q, said.get(part.stands_out, ""),
            )
            for part in picture.rhythm.dayparts
        ),
    )  # fmt: skip


def _hot_places(picture: Picture, language: str) -> Sheet:
    """Every place that the picture ranks, also where the page shows five."""
    t, weeks = translator(language), number(picture.hotspots.weeks, language)
    kinds = taxonomy(picture.editions.get("categories", CURRENT))
    names = _area_names(picture, language)
    return Sheet(
        t("Places over time"),
        t("Places by their reports of %(weeks)s weeks", weeks=weeks),
        (
            t("Code"), t("Place"), t("Area"), t("Most frequent"), t("Most frequent time"),
            t("All weeks"), t("Last four"), t("Mean of four before"), t("Direction"),
        ),
        tuple(
            (
                place.code, place.name, names.get(place.area, ""),
                kinds.name(place.top_category, language) if place.top_category else "",
                "" if place.top_daypart is None else dayparts.daypart(place.top_daypart, language),
                place.n24, place.n4, place.before4, hotspots.direction(place.arrow, language),
            )
            for place in picture.hotspots.places
        ),
    )  # fmt: skip


def _squares(picture: Picture, language: str) -> Sheet:
    t = translator(language)
    names = _area_names(picture, language)
    return Sheet(
        t("Squares"),
        t(
            "Squares of 250 m by their reports of %(weeks)s weeks",
            weeks=number(picture.hotspots.weeks, language),
        ),
        (
            t("Code"), t("Near"), t("Area"), t("All weeks"), t("Last four"),
            t("Mean of four before"), t("Direction"), "Gi*", t("In a cluster"),
        ),
        tuple(
            (
                f"{cell.e}:{cell.n}", cell.near, names.get(cell.area, ""), cell.n24, cell.n4,
                cell.before4, hotspots.direction(cell.arrow, language), cell.z,
                t("yes") if cell.cluster else t("no"),
            )
            for cell in picture.hotspots.cells
        ),
    )  # fmt: skip


def _places(picture: Picture, language: str) -> Sheet:
    t, is_week = translator(language), lengths.is_week(picture)
    names = _area_names(picture, language)
    kinds = taxonomy(picture.editions.get("categories", CURRENT))
    return Sheet(
        t("Places this week") if is_week else t("Places"),
        t("Places with most reports %(period)s", period=lengths.this(picture, language)),
        (t("Code"), t("Place"), t("Area"), t("Most frequent"), *_base(language)),
        tuple(
            (
                spot.code,
                spot.name,
                names.get(spot.area, ""),
                kinds.name(spot.top_category, language),
                *_figure(spot.figure, picture, language),
            )
            for spot in picture.spots
        ),
    )


def _unsafe(picture: Picture, language: str) -> Sheet:
    t = translator(language)
    ordered = sorted(picture.unsafe, key=lambda place: (place.fixed, -place.age_days, place.id))
    return Sheet(
        t("Unsafe places"),
        backlog.title(picture, language),
        (
            t("Place"), t("What"), t("Reports"), t("Since"), t("Age in days"),
            t("Who sees to it"), t("State"),
        ),
        tuple(
            (
                row.name, row.about, place.n, place.since.isoformat(), place.age_days, row.owner,
                row.state,
            )
            for place, row in zip(ordered, backlog.rows(picture, language), strict=True)
        ),
    )  # fmt: skip


def _coming(picture: Picture, language: str) -> Sheet:
    t = translator(language)
    return Sheet(
        t("The coming two weeks"),
        t("The coming two weeks"),
        (t("Days"), t("What")),
        tuple((row.when, row.what) for row in contents.upcoming(picture, language)),
    )


def _organisations(picture: Picture, language: str) -> Sheet:
    t = translator(language)
    return Sheet(
        t("Organisations"),
        t("Reports by organisation, as the total counts them"),
        (
            t("Code"), t("Organisation"), *_base(language), lengths.heading(picture, language),
            t("Sent"), t("Weeks without a word"), t("Reports a week before"),
            t("Unlikely silence"), t("Newcomer"),
        ),
        tuple(
            (
                row.voice.code,
                name(row.voice, language),
                *_figure(row.figure, picture, language),
                provenance.voice_in_words(row.voice, language),
                row.voice.n,
                row.voice.quiet_weeks,
                row.voice.rate,
                t("yes") if row.voice.quiet else t("no"),
                t("yes") if row.voice.newcomer else t("no"),
            )
            for row in contents.organisations(picture)
        ),
    )  # fmt: skip


def _self_test(picture: Picture, language: str) -> Sheet:
    t = translator(language)
    said = method.calibrated(picture.calibration, language) if picture.calibration else ()
    return Sheet(
        t("Self-test"),
        t("The method held against its own claims"),
        (t("What"), t("Value")),
        (*method.self_test(picture, language), *((sentence, None) for sentence in said)),
    )


def _area_names(picture: Picture, language: str) -> dict[str, str]:
    return {line.code: name(line, language) for line in areas.laid_down(picture)}

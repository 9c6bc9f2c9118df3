"""The sections of where, what and when for slides and wall: areas, categories, times and places."""

from collections.abc import Sequence

from briefing.findings import Level
from briefing.picture import Line, Picture
from briefing.renderings import (
    areas,
    captions,
    contents,
    dayparts,
    deviations,
    hotspots,
    hours,
    lengths,
    levels,
)
from briefing.renderings.screen import Cell, Screen, Table, against, counts
from briefing.renderings.wording import name, reports, running, standing_in_words
from reference.language import DASH, number, translator, weekday

ARROWS = {"up": "↑", "down": "↓", "same": "→"}
_QUARTER = 6


def areas_screen(picture: Picture, language: str, rows: int) -> Screen:
    """The map, and the areas with their levels."""
    t = translator(language)
    if not areas.laid_down(picture):
        said = captions.no_areas(picture, language)
        return Screen(
            key="areas", heading=t("Areas"), title=t("No division by area"), lines=(said,),
            drawing="points" if picture.map.dots else "",
            alt=captions.alt_map(picture, language), note=(said,),
        )  # fmt: skip
    listed = _urgent_first(picture, areas.listed(picture), rows)
    left = [line for line in picture.by_area if line not in listed]
    level = bool(picture.levels)
    return Screen(
        key="areas",
        heading=t("Areas"),
        title=captions.areas_title(picture, language),
        table=Table(
            caption=captions.areas_title(picture, language),
            columns=(
                t("Area"),
                t("Reports"),
                t("Usual"),
                t("Level") if level else t("Against the usual"),
            ),
            rows=tuple(_area_row(picture, line, language, level=level) for line in listed),
            figures=(1, 2),
        ),
        drawing="map" if picture.map.areas else "",
        alt=captions.alt_map(picture, language),
        more=_more(left, language),
        note=(
            captions.areas_subtitle(picture, language),
            *(
                f"{name(line, language)}: {levels.signed(found.level, language)},"
                f" {levels.reason(found, language)}."
                for line in listed
                if (found := levels.of(picture, line.code))
            ),
            captions.alt_map(picture, language),
            captions.map_source(picture, language),
        ),
    )


def _urgent_first(picture: Picture, lines: Sequence[Line], rows: int) -> tuple[Line, ...]:
    """The lines in their order; of too many those whose level is not green before the others."""
    if len(lines) <= rows:
        return tuple(lines)
    marked = {level.code for level in picture.levels if level.level is not Level.GREEN}
    chosen = sorted(lines, key=lambda line: line.code not in marked)[:rows]
    return tuple(line for line in lines if line in chosen)


def _area_row(picture: Picture, line: Line, language: str, *, level: bool) -> tuple[Cell, ...]:
    """The level says more than the usual alone, and there is room for one of them."""
    found = levels.of(picture, line.code)
    out = line.code in deviations.standing_out(picture)
    last = against(line.figure, picture, language, out=out)
    if level:
        last = (
            Cell(levels.signed(found.level, language), found.level.value) if found else Cell(DASH)
        )
    return Cell(name(line, language)), *counts(line.figure, language), last


def _more(left: Sequence[Line], language: str) -> str:
    if not left:
        return ""
    n = sum(line.figure.n for line in left)
    return translator(language).many(
        "%(n)s more row, with %(reports)s, is on the page of the picture.",
        "%(n)s more rows, with %(reports)s together, are on the page of the picture.",
        len(left),
        reports=reports(n, language),
    )


def categories_screen(picture: Picture, language: str, rows: int) -> Screen:
    """The categories with most reports."""
    t = translator(language)
    every = [line for line in picture.by_category if line.disturbance and line.figure.n]
    lines = contents.categories(picture)[:rows]
    left = [line for line in every if line not in lines]
    out = deviations.standing_out(picture)
    table = Table(
        caption=captions.categories_title(picture, language),
        columns=(t("Category"), t("Reports"), t("Usual"), t("Against the usual")),
        rows=tuple(
            (
                Cell(name(line, language)),
                *counts(line.figure, language),
                against(line.figure, picture, language, out=line.code in out),
            )
            for line in lines
        ),
        figures=(1, 2),
    )
    return Screen(
        key="categories",
        heading=t("Categories"),
        title=captions.categories_title(picture, language),
        lines=() if lines else (t("There are no reports to divide by category."),),
        table=table if lines else None,
        more=_more(left, language),
        note=(
            *(
                f"{name(line, language)}: {reports(line.figure.n, language)},"
                f" {standing_in_words(line.figure, language, ongoing=running(picture))}."
                for line in lines
            ),
            lengths.what_is_usual(picture, language),
        ),
    )


def when_screen(picture: Picture, language: str) -> Screen:
    """The hours; where they are seldom known, the quarters of the days."""
    t = translator(language)
    table = day_table(picture, language)
    timed = contents.timed(picture)
    parts = table if picture.rhythm.seldom_known else None
    outstanding = dayparts.outstanding(picture, language)
    lines = outstanding or (dayparts.nothing_outstanding(picture, language),)
    seldom = dayparts.seldom_known(picture, language)
    nothing = lengths.untimed(picture, language)
    return Screen(
        key="when",
        heading=t("When"),
        title=hours.rhythm_title(picture, language) if timed else t("Nothing is known of when"),
        lines=tuple(filter(None, (*lines, seldom))) if timed else (nothing,),
        table=parts,
        drawing="rhythm" if timed and not parts else "",
        alt=hours.alt_rhythm(picture, language),
        note=(
            (
                hours.rhythm_subtitle(picture, language),
                hours.alt_rhythm(picture, language),
                *filter(None, lines),
            )
            if timed
            else (nothing,)
        ),
    )


def day_table(picture: Picture, language: str) -> Table | None:
    """Seven days by four quarters, this week's count with the usual in brackets."""
    t = translator(language)
    if not contents.timed(picture):
        return None
    found = dayparts.table(picture, language) or _days_by_the_hour(picture, language)
    marks = {"high": "above", "low": "below"}
    return Table(
        caption=t("Reports per part of the day, with the usual in brackets"),
        columns=(t("Day"), *(" ".join(head) for head in dayparts.heads(language))),
        rows=tuple(
            (
                Cell(row.day),
                *(
                    Cell(
                        " ".join(
                            filter(None, (part.n, part.usual and f"({part.usual})", part.said))
                        ),
                        standing=marks.get(part.stands_out, ""),
                        out=part.stands_out == "high",
                    )
                    for part in row.parts
                ),
            )
            for row in found
        ),
        figures=(1, 2, 3, 4),
    )


def _days_by_the_hour(picture: Picture, language: str) -> tuple[dayparts.DayRow, ...]:
    """The quarters of the days as the hours add up to them, where they were not compared."""
    rhythm = picture.rhythm
    quarters = [range(start, start + _QUARTER) for start in range(0, 24, _QUARTER)]
    return tuple(
        dayparts.DayRow(
            day=weekday(day, language),
            parts=tuple(
                dayparts.PartCell(
                    n=number(sum(now[hour] for hour in part), language),
                    usual=number(sum(usual[hour] for hour in part), language, decimals=1)
                    if rhythm.weeks
                    else "",
                    stands_out="",
                    said="",
                )
                for part in quarters
            ),
        )
        for day, (now, usual) in enumerate(zip(rhythm.counts, rhythm.usual, strict=True))
    )


def places_screen(picture: Picture, language: str, rows: int) -> Screen:
    """The places with most reports of 24 weeks; of a picture without them, those of the week."""
    t = translator(language)
    hot = hotspots.places(picture, language)[:rows]
    table = _hot_places(picture, hot, language) if hot else _week_places(picture, language, rows)
    nothing = lengths.placeless(picture, language)
    return Screen(
        key="places",
        heading=t("Places"),
        title=table.caption if table else t("No place has reports"),
        lines=() if table else (nothing,),
        table=table,
        note=(
            *((hotspots.squares_basis(picture, language),) if hot else ()),
            *(
                f"{row.name}: {row.about}."
                f" {t('%(number)s reports in 24 weeks', number=row.n24)}, {row.direction}."
                for row in hot
            ),
        )
        or (table.caption if table else nothing,),
    )


def _hot_places(picture: Picture, hot: Sequence[hotspots.HotRow], language: str) -> Table:
    t = translator(language)
    return Table(
        caption=hotspots.places_title(picture, language),
        columns=(
            t("Place"),
            t("What and when"),
            hotspots.span_in_words(picture, language),
            t("Last four"),
            t("Direction"),
        ),
        rows=tuple(
            (
                Cell(row.name),
                Cell(row.about),
                Cell(row.n24),
                Cell(row.n4),
                Cell(f"{ARROWS.get(row.arrow, '')} {row.direction}".strip()),
            )
            for row in hot
        ),
        figures=(2, 3),
    )


def _week_places(picture: Picture, language: str, rows: int) -> Table | None:
    t = translator(language)
    found = contents.places(picture, language)[:rows]
    if not found:
        return None
    return Table(
        caption=t("Places with most reports %(period)s", period=lengths.this(picture, language)),
        columns=(
            t("Place"),
            t("What and when"),
            t("Reports"),
            t("Usual"),
            t("Against the usual"),
        ),
        rows=tuple(
            (
                Cell(row.name),
                Cell(row.about),
                *counts(row.figure, language),
                against(row.figure, picture, language),
            )
            for row in found
        ),
        figures=(2, 3),
    )

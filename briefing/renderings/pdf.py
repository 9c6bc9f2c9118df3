"""The picture on paper: a tagged PDF that says the same as the page, made without a browser.

Typst lays it out, and refuses what is not accessible (PDF/UA-1) or not fit to be kept (PDF/A-2a).
All words go in as data. The same picture gives the same bytes.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import typst

from briefing.picture import Figure, Line, Picture
from briefing.renderings import areas, captions, charts, contents, maps, provenance, strips
from briefing.renderings.drawing import fonts
from briefing.renderings.provenance import Issued
from briefing.renderings.wording import (
    name,
    plain,
    running,
    short_standing,
    standing,
    standing_in_words,
    summary,
    title,
    usual_span,
)
from reference.language import DASH, number, translator, week_title, weekday
from reference.weeks import Week

_TEMPLATES = Path(__file__).parent / "templates"

Cell = str | Mapping[str, Any]
Section = dict[str, Any]


def pdf(picture: Picture, language: str, issued: Issued | None = None) -> bytes:
    """The picture as PDF, A4."""
    return typst.compile(
        str(_TEMPLATES / "picture.typ"),
        root=str(_TEMPLATES),
        format="pdf",
        font_paths=_fonts(),
        sys_inputs={"paper": json.dumps(_paper(picture, language, issued), ensure_ascii=False)},
        pdf_standards=["ua-1", "a-2a"],
        # The document's own date: the clock of the machine would make every printing another file.
        timestamp=picture.as_of.replace(microsecond=0),
    )


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts())]
    )


def _paper(picture: Picture, language: str, issued: Issued | None) -> dict[str, Any]:
    """All that the template lays out, in its order."""
    t = translator(language)
    return {
        "language": language,
        "title": title(picture, language),
        "author": picture.municipality.name,
        "kind": t("Situation picture for %(municipality)s", municipality=picture.municipality.name),
        "heading": week_title(Week.parse(picture.period), language),
        "states": [state._asdict() for state in provenance.states(picture, issued, language)],
        "page": t("Page %(page)s of %(pages)s", page="{page}", pages="{pages}"),
        "proof": t(
            "Position %(position)s, digest %(digest)s",
            position=number(picture.position, language),
            digest=provenance.short_digest(picture),
        ),
        "summary": {
            "heading": t("In short"),
            "sentences": [plain(sentence) for sentence in summary(picture, language)],
        },
        "trend": _trend(picture, language),
        "areas": _areas(picture, language),
        "categories": _categories(picture, language),
        "signals": {
            "heading": t("What stands out"),
            "lines": picture.signals,
            "nothing": t("This picture holds no assessment of what stands out."),
        },
        "rhythm": _rhythm(picture, language),
        "places": _places(picture, language),
        "measures": {
            "heading": t("Decisions and measures"),
            "lines": picture.measures,
            "nothing": t("No decisions or measures are on record."),
        },
        "coming": {
            "heading": t("The coming two weeks"),
            "lines": [(row.when, row.what) for row in contents.upcoming(picture, language)],
            "nothing": t("Nothing is on the calendar, and no report tells of anything to come."),
        },
        "complete": _complete(picture, language),
        "made": {
            "heading": t("How it was made"),
            "remarks": [plain(remark) for remark in provenance.remarks(picture, language)],
            "sentences": provenance.method(picture, language),
        },
        "behind": t("The tables behind the drawings"),
        "tables": _tables(picture, language),
        "register": _register(picture, language),
    }


def _trend(picture: Picture, language: str) -> Section:
    t = translator(language)
    drawing = _drawing(
        charts.trend(picture, language),
        captions.alt_trend(picture, language),
        captions.trend_title(picture, language),
        captions.trend_subtitle(picture, language),
    )
    return {
        "heading": t("The number of reports"),
        "drawing": drawing if contents.counted(picture) else None,
        "nothing": t("There are no reports to draw yet."),
    }


def _areas(picture: Picture, language: str) -> Section:
    """The areas and the map: as one table, or of many areas the listed ones as two halves."""
    t = translator(language)
    lines = areas.listed(picture)
    crowded = areas.many(picture)
    half = (len(lines) + 1) // 2
    parts = (lines[:half], lines[half:]) if crowded else (lines,)
    drawn = maps.area_map(picture, language)
    return {
        "heading": t("Areas"),
        "tables": [
            _table(
                captions.areas_title(picture, language),
                (t("Area"), t("Reports"), t("Usual"), t("Against the usual")),
                [_area_row(line, picture, language, short=crowded) for line in part],
                captions.areas_subtitle(picture, language),
            )
            for part in parts
            if areas.laid_down(picture)
        ],
        "others": captions.other_areas(picture, language, last=True),
        "nothing": captions.no_areas(picture, language),
        "map": drawn
        and _drawing(
            drawn,
            captions.alt_map(picture, language),
            t("Where the reports come from"),
            captions.map_subtitle(picture, language),
        ),
        # Such a map is no companion of the list: it has other sections beside it.
        "apart": drawn is not None and (crowded or not picture.map.areas),
        "tall": crowded and maps.is_tall(picture),
    }


def _area_row(line: Line, picture: Picture, language: str, *, short: bool) -> tuple[Cell, ...]:
    strip = {
        "strip": strips.weeks(line.figure),
        "width": strips.width(line.figure),
        "of": _standing(line.figure, picture, language, short=short),
    }
    return name(line, language), *_counts(line.figure, language), strip


def _register(picture: Picture, language: str) -> Section | None:
    """The table of all areas, which stands last where the areas are many."""
    if not areas.many(picture):
        return None
    t = translator(language)
    table = _table(
        t("Reports per area, by name"),
        (t("Area"), t("Reports"), t("Usual"), t("Against the usual")),
        [
            (
                name(line, language),
                *_counts(line.figure, language),
                _standing(line.figure, picture, language, short=True),
            )
            for line in areas.by_name(picture)
        ],
    )
    return {"heading": t("All areas"), "table": table}


def _categories(picture: Picture, language: str) -> Section:
    t = translator(language)
    lines = contents.categories(picture)
    most = strips.full_width(line.figure for line in lines)
    table = _table(
        captions.categories_title(picture, language),
        (t("Category"), t("Reports"), t("Usual")),
        [
            (
                {"name": name(line, language), "bar": strips.bar(line.figure, most)},
                *_counts(line.figure, language),
            )
            for line in lines
        ],
        captions.categories_subtitle(picture, language),
    )
    return {
        "heading": t("Categories"),
        "table": table if lines else None,
        "nothing": t("There are no reports to divide by category."),
    }


def _rhythm(picture: Picture, language: str) -> Section:
    t = translator(language)
    drawing = _drawing(
        charts.rhythm(picture, language, narrow=True),
        captions.alt_rhythm(picture, language),
        captions.rhythm_title(picture, language),
        captions.rhythm_subtitle(picture, language),
    )
    return {
        "heading": t("When"),
        "drawing": drawing if contents.timed(picture) else None,
        "nothing": t("No report is known to the hour, this week or before."),
    }


def _places(picture: Picture, language: str) -> Section:
    t = translator(language)
    spots = contents.places(picture, language)
    table = _table(
        t("Places with most reports, by their letter on the map"),
        (t("Place"), t("Reports"), t("Usual"), t("Against the usual")),
        [
            (
                {"letter": row.letter, "name": row.name, "about": row.about},
                *_counts(row.figure, language),
                _standing(row.figure, picture, language),
            )
            for row in spots
        ],
    )
    return {
        "heading": t("Places"),
        "table": table if spots else None,
        "nothing": t("No named place has reports this week."),
    }


def _complete(picture: Picture, language: str) -> Section:
    t = translator(language)
    voices = contents.organisations(picture)
    table = _table(
        t("Reports by organisation, as the total counts them"),
        (t("Organisation"), t("Reports"), t("Usual"), t("This week")),
        [
            (
                name(row.voice, language),
                *_counts(row.figure, language),
                provenance.voice_in_words(row.voice, language),
            )
            for row in voices
        ],
    )
    return {
        "heading": t("How complete the picture is"),
        "sentences": provenance.coverage_sentences(picture.coverage, language),
        "table": table if voices else None,
    }


def _tables(picture: Picture, language: str) -> list[Section]:
    """What a page folds away: on paper it stands last."""
    t = translator(language)
    grouped = _table(
        t("Reports per group and category"),
        (t("Group and category"), t("Reports"), t("Usual"), t("Against the usual")),
        [
            (
                {kind: name(line, language)},
                *_counts(line.figure, language),
                _standing(line.figure, picture, language),
            )
            for row in contents.groups(picture)
            for kind, line in (("group", row.group), *(("member", x) for x in row.categories))
        ],
    )
    weeks = _table(
        t("Reports per week"),
        (t("Week"), t("Reports"), t("Usual"), t("A year before")),
        [
            [row.week, *(cell or DASH for cell in (row.n, row.usual, row.last_year))]
            for row in contents.weeks(picture, language)
        ],
        figures=(1, 2, 3),
    )
    days = [weekday(day, language, short=True) for day in range(7)]
    hours = _table(
        t("Reports this week, with the usual in brackets"),
        (t("Hour"), *days, t("All")),
        [
            (
                row.hour,
                *(_hour(n, mean, language) for n, mean in (*row.days, (row.total, row.usual))),
            )
            for row in contents.hours(picture)
        ],
        figures=range(1, 9),
    )
    # How wide in hundredths of the page, and whether all columns are as wide.
    shown = (
        (grouped, 100, False, picture.by_category),
        (weeks, 60, True, contents.counted(picture)),
        (hours, 100, True, contents.timed(picture)),
    )
    return [
        {**table, "width": width, "even": even} for table, width, even, wanted in shown if wanted
    ]


def _table(
    caption: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    subtitle: str = "",
    figures: Iterable[int] = (1, 2),
) -> Section:
    """A table; `figures` are the columns that are set to the right."""
    return {
        "title": caption,
        "subtitle": subtitle,
        "columns": list(columns),
        "rows": list(rows),
        "figures": list(figures),
    }


def _drawing(svg: bytes, alt: str, caption: str, subtitle: str) -> Section:
    return {"svg": svg.decode(), "alt": alt, "title": caption, "subtitle": subtitle}


def _counts(figure: Figure, language: str) -> tuple[str, str]:
    return number(figure.n, language), usual_span(figure.usual, language) or DASH


def _standing(
    figure: Figure, picture: Picture, language: str, *, short: bool = False
) -> dict[str, str]:
    ongoing = running(picture)
    said = short_standing if short else standing_in_words
    return {
        "standing": standing(figure, ongoing=ongoing).value,
        "words": said(figure, language, ongoing=ongoing),
    }


def _hour(n: int, mean: float, language: str) -> str:
    if not n and not mean:
        return DASH
    return f"{number(n, language)} ({number(mean, language, decimals=1)})"

"""The picture on paper: a tagged PDF that says the same as the page, made without a browser.

The same picture gives the same bytes.
"""

from briefing.picture import Line, Picture
from briefing.renderings import (
    areas,
    captions,
    charts,
    contents,
    deviations,
    maps,
    method,
    paper_findings,
    paper_tables,
    strips,
)
from briefing.renderings.in_brief import summary
from briefing.renderings.longer import paper as longer_paper
from briefing.renderings.paper import (
    Cell,
    Section,
    counts,
    drawing,
    head,
    named,
    printed,
    table,
    weeks,
)
from briefing.renderings.penned import Opened, Penned, penned
from briefing.renderings.provenance import Issued
from briefing.renderings.wording import name, plain
from reference.language import translator


def pdf(
    picture: Picture, language: str, issued: Issued | None = None, words: Opened | None = None
) -> bytes:
    """The picture as PDF, A4. `words` are what people wrote, opened for the reader."""
    written = penned(picture, words)
    shared = _shared(picture, written, language, issued)
    if picture.longer is not None:
        paper = {**shared, **longer_paper.parts(picture, language, written)}
        return printed("longer.typ", paper, picture)
    return printed("picture.typ", {**shared, **_week(picture, written, language)}, picture)


def sentences(picture: Picture, written: Penned, language: str) -> list[str]:
    """The sentences on top: the analyst's where they are open, else the counted ones."""
    opened = [one.text for one in written.sentences if one.text]
    return opened or [plain(sentence) for sentence in summary(picture, language)]


def trend(picture: Picture, written: Penned, language: str) -> Section:
    """The count of thirteen weeks, and what it is weighed."""
    t = translator(language)
    drawn = drawing(
        charts.trend(picture, language),
        captions.alt_trend(picture, language),
        captions.trend_title(picture, language),
        captions.trend_subtitle(picture, language),
    )
    return {
        "heading": t("The number of reports"),
        "drawing": drawn if contents.counted(picture) else None,
        "nothing": t("There are no reports to draw yet."),
        "weighed": method.harm_in_words(picture.harm, picture.total.n, language),
        "notes": paper_findings.notes(written, "figures"),
    }


def coming(picture: Picture, written: Penned, language: str) -> Section:
    """What the two weeks to come hold."""
    t = translator(language)
    return {
        "heading": t("The coming two weeks"),
        "lines": [(row.when, row.what) for row in contents.upcoming(picture, language)],
        "nothing": t("Nothing is on the calendar, and no report tells of anything to come."),
        "notes": paper_findings.notes(written, "coming"),
    }


def _shared(picture: Picture, written: Penned, language: str, issued: Issued | None) -> Section:
    """What every period's paper has: its head, the sentences, and what the analyst wrote."""
    t = translator(language)
    return {
        **head(picture, language, issued),
        "analyst": t("The analyst:"),
        "summary": {
            "heading": t("In short"),
            "sentences": sentences(picture, written, language),
        },
        "contexts": paper_findings.contexts(written, language),
        "unsafe": paper_findings.unsafe(picture, written, language),
        "measures": {
            "heading": t("Decisions and measures"),
            "lines": picture.measures,
            "nothing": t("No decisions or measures are on record."),
        },
        "focus": paper_findings.focus(written, language),
        "coming": coming(picture, written, language),
        "behind": t("The tables behind the drawings"),
    }


def _week(picture: Picture, written: Penned, language: str) -> Section:
    """The sections of a week, or of two."""
    return {
        "trend": trend(picture, written, language),
        "areas": _areas(picture, written, language),
        "categories": _categories(picture, language),
        "signals": paper_findings.signals(picture, written, language),
        "when": paper_findings.when(picture, written, language),
        "places": paper_findings.places(picture, written, language),
        "complete": paper_findings.complete(picture, written, language),
        "made": paper_findings.made(picture, language),
        "tables": paper_tables.behind(picture, language),
        "register": paper_tables.register(picture, language),
    }


def _areas(picture: Picture, written: Penned, language: str) -> Section:
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
            table(
                captions.areas_title(picture, language),
                (t("Area"), t("Reports"), t("Usual"), t("Against the usual")),
                [_area_row(line, picture, language, crowded=crowded) for line in part],
                captions.areas_subtitle(picture, language),
            )
            for part in parts
            if areas.laid_down(picture)
        ],
        "others": captions.other_areas(picture, language, last=True),
        "nothing": captions.no_areas(picture, language),
        "map": drawn
        and drawing(
            drawn,
            captions.alt_map(picture, language),
            t("Where the reports come from"),
            captions.map_subtitle(picture, language),
        ),
        # Such a map is no companion of the list: it has other sections beside it.
        "apart": drawn is not None and (crowded or not picture.map.areas),
        "tall": crowded and maps.is_tall(picture),
        "notes": paper_findings.notes(written, "levels"),
    }


def _area_row(line: Line, picture: Picture, language: str, *, crowded: bool) -> tuple[Cell, ...]:
    return (
        named(name(line, language), line, picture, language, reasons=not crowded),
        *counts(line.figure, language),
        # Beside the map there is room for one word.
        weeks(line, picture, language, short=bool(picture.map.areas)),
    )


def _categories(picture: Picture, language: str) -> Section:
    t = translator(language)
    lines = contents.categories(picture)
    most, out = strips.full_width(line.figure for line in lines), deviations.standing_out(picture)
    found = table(
        captions.categories_title(picture, language),
        (t("Category"), t("Reports"), t("Usual")),
        [
            (
                {
                    "name": name(line, language),
                    "bar": strips.bar(line.figure, most, stands_out=line.code in out),
                },
                *counts(line.figure, language),
            )
            for line in lines
        ],
        captions.categories_subtitle(picture, language),
    )
    return {
        "heading": t("Categories"),
        "table": found if lines else None,
        "nothing": t("There are no reports to divide by category."),
    }

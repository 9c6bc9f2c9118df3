"""The picture on one page, for the meeting: what a table of people has before them on paper.

It always takes one page: long lists are cut and say so, and what still is too much is set smaller.
"""

from briefing.findings import Level
from briefing.picture import Line, Picture
from briefing.renderings import (
    areas,
    backlog,
    captions,
    charts,
    contents,
    dayparts,
    deviations,
    hotspots,
    hours,
    lengths,
    levels,
    maps,
    provenance,
)
from briefing.renderings.longer import brief
from briefing.renderings.paper import (
    Section,
    counts,
    cut,
    drawing,
    head,
    more,
    named,
    printed,
    ratio,
    table,
    weeks,
)
from briefing.renderings.pdf import sentences
from briefing.renderings.penned import Opened, Penned, penned
from briefing.renderings.provenance import Issued
from briefing.renderings.wording import Standing, beyond_usual, name, plain, standing
from reference.language import translator

_AREAS = 12
_SIGNALS = 6
_PLACES = 5
_UNSAFE = 3
_COMING = 4
_FOCUS = 3
# Longer names and texts are cut: the page has one line for them, or a few.
_NAME = 44
_TEXT = 220
_GRAVEST_FIRST = (Level.RED, Level.ORANGE, Level.YELLOW, Level.GREEN)


def summary(
    picture: Picture, language: str, issued: Issued | None = None, words: Opened | None = None
) -> bytes:
    """The summary as PDF, one page of A4. `words` are what people wrote, opened for the reader."""
    t, written = translator(language), penned(picture, words)
    found = _week if picture.longer is None else brief.parts
    content: Section = {
        **head(picture, language, issued),
        "heading": cut(head(picture, language, issued)["heading"], _NAME * 2),
        "summary": {
            "heading": t("In short"),
            "sentences": [cut(one, _TEXT) for one in sentences(picture, written, language)],
        },
        **found(picture, language),
        "focus": _focus(written, language),
        "coming": _coming(picture, language),
        "unsafe": _unsafe(picture, language),
    }
    return printed("summary.typ", content, picture)


def _week(picture: Picture, language: str) -> Section:
    """What was found of a week, or of two."""
    coverage = provenance.coverage_sentences(
        picture.coverage, language, is_week=lengths.is_week(picture)
    )
    return {
        "trend": _trend(picture, language),
        "areas": _areas(picture, language),
        "map": _map(picture, language),
        "signals": _signals(picture, language),
        "places": _places(picture, language),
        "when": _when(picture, language),
        "complete": {
            "heading": translator(language)("How complete the picture is"),
            "lines": [cut(coverage[0], _TEXT)],
        },
    }


def _trend(picture: Picture, language: str) -> Section:
    t = translator(language)
    svg = charts.trend(picture, language, narrow=True)
    drawn = drawing(
        svg, captions.alt_trend(picture, language), captions.trend_title(picture, language), ""
    )
    return {
        "heading": t("The number of reports"),
        "drawing": {**drawn, "ratio": ratio(svg)} if contents.counted(picture) else None,
        "nothing": t("There are no reports to draw yet."),
    }


def _areas(picture: Picture, language: str) -> Section:
    t = translator(language)
    lines = _gravest(picture)
    shown = lines[:_AREAS]
    found = table(
        captions.areas_title(picture, language),
        (t("Area"), t("Reports"), t("Usual"), t("Against the usual")),
        [
            (
                named(cut(name(line, language), _NAME), line, picture, language, reasons=True),
                *counts(line.figure, language),
                weeks(line, picture, language, short=True),
            )
            for line in shown
        ],
        levels.explained(picture, language),
    )
    return {
        "heading": t("Areas"),
        "table": found if shown else None,
        "more": more(len(lines) - len(shown), language),
        "nothing": captions.no_areas(picture, language),
    }


def _gravest(picture: Picture) -> list[Line]:
    """The areas: the gravest levels first, then the furthest above the usual, then the largest."""

    def urgency(line: Line) -> tuple[int, int, int, str]:
        level = levels.of(picture, line.code)
        rank = _GRAVEST_FIRST.index(level.level if level else Level.GREEN)
        above = beyond_usual(line.figure) if standing(line.figure) is Standing.ABOVE else 0
        return rank, -above, -line.figure.n, line.code

    return sorted(areas.laid_down(picture), key=urgency)


def _map(picture: Picture, language: str) -> Section | None:
    svg = maps.area_map(picture, language)
    if svg is None:
        return None
    title = translator(language)("Where the reports come from")
    return {**drawing(svg, captions.alt_map(picture, language), title, ""), "ratio": ratio(svg)}


def _signals(picture: Picture, language: str) -> Section:
    found = deviations.deviations(picture, language)
    return {
        "heading": translator(language)("What stands out"),
        "lines": [
            {
                "grade": one.grade,
                "sure": one.sure,
                "sentence": cut(plain(one.sentence), _TEXT),
                "cautions": cut(" ".join(one.cautions), _TEXT),
            }
            for one in found[:_SIGNALS]
        ],
        "more": more(len(found) - _SIGNALS, language),
        "nothing": deviations.nothing_stands_out(picture, language),
    }


def _places(picture: Picture, language: str) -> Section:
    t = translator(language)
    lines = [
        t(
            "%(letter)s %(name)s: %(n)s reports in %(weeks)s weeks, %(direction)s",
            letter=row.mark,
            name=cut(row.name, _NAME),
            n=row.n24,
            weeks=picture.hotspots.weeks,
            direction=row.direction,
        )
        for row in hotspots.places(picture, language)
    ] or [
        f"{row.letter} {cut(row.name, _NAME)}: {row.figure.n}"
        for row in contents.places(picture, language)
    ]
    return {
        "heading": t("Places"),
        "lines": lines[:_PLACES],
        "more": "",
        "nothing": lengths.placeless(picture, language),
    }


def _when(picture: Picture, language: str) -> Section:
    t = translator(language)
    said = [f"{hours.rhythm_title(picture, language)}."] if contents.timed(picture) else []
    said += dayparts.outstanding(picture, language)[:2]
    nothing = lengths.untimed(picture, language)
    return {
        "heading": t("When"),
        "lines": said,
        "more": "",
        "nothing": dayparts.seldom_known(picture, language) or nothing,
    }


def _focus(written: Penned, language: str) -> Section:
    t = translator(language)
    return {
        "heading": t("Proposed focus"),
        "lines": [cut(one.text, _TEXT) for one in written.focus if one.text][:_FOCUS],
        "more": "",
        "nothing": t("No focus is proposed."),
    }


def _coming(picture: Picture, language: str) -> Section:
    t = translator(language)
    rows = contents.upcoming(picture, language)
    return {
        "heading": t("The coming two weeks"),
        "lines": [f"{row.when}: {cut(row.what, _NAME * 2)}" for row in rows[:_COMING]],
        "more": more(len(rows) - _COMING, language),
        "nothing": t("Nothing is on the calendar, and no report tells of anything to come."),
    }


def _unsafe(picture: Picture, language: str) -> Section:
    t = translator(language)
    rows = [row for row in backlog.rows(picture, language) if not row.fixed]
    return {
        "heading": t("Unsafe places"),
        "lines": [
            f"{cut(row.name, _NAME)}: {row.age}, {cut(row.owner, _NAME)}" for row in rows[:_UNSAFE]
        ],
        "more": more(len(rows) - _UNSAFE, language),
        "nothing": t("No unsafe place waits to be mended."),
    }

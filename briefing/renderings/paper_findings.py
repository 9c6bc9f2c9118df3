"""The sections of the paper that tell what was found and written: what stands out, when, where."""

from collections.abc import Iterable, Sequence
from itertools import accumulate

from briefing.picture import Picture
from briefing.renderings import (
    backlog,
    charts,
    completeness,
    contents,
    dayparts,
    deviations,
    hotmap,
    hotspots,
    hours,
    lengths,
    method,
    provenance,
)
from briefing.renderings.paper import Cell, Section, change, counts, drawing, table
from briefing.renderings.penned import Penned, in_a_line
from briefing.renderings.wording import name, plain
from reference.language import translator


def signals(picture: Picture, written: Penned, language: str) -> Section:
    """What stands out: a sentence each, with how sure it is and what to be careful of."""
    return {
        "heading": translator(language)("What stands out"),
        "lines": [
            {
                "grade": found.grade,
                "sure": found.sure,
                "sentence": plain(found.sentence),
                "cautions": " ".join(found.cautions),
            }
            for found in deviations.deviations(picture, language)
        ],
        "more": deviations.left_out(picture, language),
        "nothing": deviations.nothing_stands_out(picture, language),
        "notes": notes(written, "signals"),
    }


def when(picture: Picture, written: Penned, language: str) -> Section:
    """The hours as a drawing, or where they are seldom known the parts of the day as a table."""
    t = translator(language)
    shown = contents.timed(picture)
    drawn = drawing(
        charts.rhythm(picture, language, narrow=True),
        hours.alt_rhythm(picture, language),
        hours.rhythm_title(picture, language),
        hours.rhythm_subtitle(picture, language),
    )
    rows = dayparts.table(picture, language)
    parts = table(
        t(
            "Reports %(period)s by part of the day, with the usual in brackets",
            period=lengths.this(picture, language),
        ),
        (t("Day"), *(f"{said} {span}" for said, span in dayparts.heads(language))),
        [(row.day, *(_part(cell) for cell in row.parts)) for row in rows],
        figures=range(1, 5),
    )
    said = [
        *dayparts.outstanding(picture, language),
        *filter(None, [dayparts.nothing_outstanding(picture, language)]),
    ]
    nothing = lengths.untimed(picture, language)
    return {
        "heading": t("When"),
        "drawing": drawn if shown else None,
        "parts": parts if rows else None,
        "sentences": said,
        "nothing": dayparts.seldom_known(picture, language) or nothing,
        "notes": notes(written, "when"),
    }


def places(picture: Picture, written: Penned, language: str) -> Section:
    """The places that last, else those of the week; the squares and their map."""
    t = translator(language)
    drawn = hotmap.hot_map(picture, language)
    lasting = hotspots.places(picture, language)
    squares = hotspots.squares(picture, language)
    return {
        "heading": t("Places"),
        "table": _lasting(picture, lasting, language) if lasting else _spots(picture, language),
        "squares": _squares(picture, squares, language) if squares else None,
        "map": drawn
        and drawing(
            drawn,
            hotspots.alternative(picture, language),
            hotspots.title(picture, language),
            hotspots.subtitle(picture, language),
        ),
        "nothing": lengths.placeless(picture, language),
        "notes": notes(written, "places"),
    }


def contexts(written: Penned, language: str) -> Section:
    """Social contexts, warning signs and rumours; these two apart and marked unverified."""
    t = translator(language)
    parts = (
        (t("Social contexts"), written.contexts, "", t("No social contexts are noted.")),
        (t("Warning signs"), written.warnings, t("Unverified"), t("No warning signs are noted.")),
        (t("Rumours"), written.rumours, t("Unverified"), t("No rumours are noted.")),
    )
    known = any(some for _, some, _, _ in parts)
    return {
        "heading": t("Contexts and signs"),
        "parts": [
            {
                "heading": heading,
                "lines": [in_a_line(one, language) for one in some],
                "tag": tag,
                "nothing": nothing,
            }
            for heading, some, tag, nothing in parts
        ]
        if known
        else [],
        "nothing": t("What the analyst wrote here is shown only to those who may read it.")
        if written.closed
        else t("No social contexts, warning signs or rumours are noted."),
    }


def unsafe(picture: Picture, written: Penned, language: str) -> Section:
    """The backlog of unsafe places."""
    t = translator(language)
    rows = backlog.rows(picture, language)
    found = table(
        backlog.title(picture, language),
        (t("Place"), t("Reports"), t("Age"), t("Who sees to it")),
        [
            (
                {"place": row.name, "about": row.about},
                row.n,
                row.age,
                {"owner": row.owner, "owned": row.owned, "state": row.state if row.fixed else ""},
            )
            for row in rows
        ],
    )
    return {
        "heading": t("Unsafe places"),
        "table": found if rows else None,
        "nothing": t("No unsafe place waits to be mended."),
        "notes": notes(written, "unsafe"),
    }


def focus(written: Penned, language: str) -> Section:
    """What the analyst proposes to look at."""
    t = translator(language)
    return {
        "heading": t("Proposed focus"),
        "lines": [in_a_line(one, language) for one in written.focus],
        "nothing": t("No focus is proposed."),
    }


def complete(picture: Picture, written: Penned, language: str) -> Section:
    """How complete the picture is, and what each organisation did."""
    t = translator(language)
    voices = contents.organisations(picture)
    heard = table(
        t("Reports by organisation, as the total counts them"),
        (t("Organisation"), t("Reports"), t("Usual"), lengths.heading(picture, language)),
        [
            (
                name(row.voice, language),
                *counts(row.figure, language),
                provenance.voice_in_words(row.voice, language),
            )
            for row in voices
        ],
    )
    return {
        "heading": t("How complete the picture is"),
        "sentences": completeness.sentences(picture, language),
        "table": heard if voices else None,
        "notes": notes(written, "coverage"),
    }


def made(picture: Picture, language: str) -> Section:
    """How the picture was made, and how what stands out was found."""
    t = translator(language)
    return {
        "heading": t("How it was made"),
        "remarks": [plain(remark) for remark in provenance.remarks(picture, language)],
        "sentences": provenance.method(picture, language),
        "tests": {
            "heading": t("How what stands out is found"),
            "halves": _halves(method.sentences(picture, language)),
        },
    }


def notes(written: Penned, section: str) -> list[str]:
    """What the analyst noted of a section."""
    return [note.text for note in written.notes.get(section, ()) if note.text]


def _halves(said: Sequence[str]) -> list[list[str]]:
    """The sentences in two columns of about the same length; none where there are none."""
    if not said:
        return []
    half = sum(map(len, said)) / 2
    before = list(accumulate(map(len, said), initial=0))
    split = min(range(len(said) + 1), key=lambda place: abs(before[place] - half))
    return [list(said[:split]), list(said[split:])]


def _part(cell: dayparts.PartCell) -> Cell:
    return {"n": cell.n, "usual": cell.usual, "said": cell.said, "way": cell.stands_out}


def _lasting(picture: Picture, rows: Iterable[hotspots.HotRow], language: str) -> Section:
    t = translator(language)
    return table(
        hotspots.places_title(picture, language),
        (
            t("Place"),
            lengths.heading(picture, language),
            hotspots.span_in_words(picture, language),
            t("Last four"),
            t("Direction"),
        ),
        [
            (_marked(row, inline=True), row.now, row.n24, f"{row.n4} ({row.before4})", _way(row))
            for row in rows
        ],
        hotspots.basis(picture, language),
        figures=(1, 2, 3),
    )


def _squares(picture: Picture, rows: Iterable[hotspots.HotRow], language: str) -> Section:
    t = translator(language)
    return table(
        t("The squares by their number on the map"),
        (
            t("Square"),
            hotspots.span_in_words(picture, language),
            t("Last four"),
            t("Direction"),
        ),
        [(_marked(row), row.n24, f"{row.n4} ({row.before4})", _way(row)) for row in rows],
    )


def _spots(picture: Picture, language: str) -> Section | None:
    t = translator(language)
    spots = contents.places(picture, language)
    if not spots:
        return None
    return table(
        t("Places with most reports, by their letter on the map"),
        (t("Place"), t("Reports"), t("Usual"), t("Against the usual")),
        [
            (
                {"letter": row.letter, "name": row.name, "about": row.about, "inline": True},
                *counts(row.figure, language),
                change(row.figure, picture, language),
            )
            for row in spots
        ],
    )


def _marked(row: hotspots.HotRow, *, inline: bool = False) -> Cell:
    """A place or a square; `inline`, what it is stands beside its name and not below."""
    return {"letter": row.mark, "name": row.name, "about": row.about, "inline": inline}


def _way(row: hotspots.HotRow) -> Cell:
    return {"direction": row.arrow, "words": row.direction}

"""What is shown section by section, for the slides and for the wall: one section, one screen.

Titles, rows and words are those of the page. A section is short enough to be read across a room:
what it leaves out it says, and its note has the figures and the rule in words.
"""

import re
from collections.abc import Sequence

from briefing.findings import Grade
from briefing.picture import Picture, digest
from briefing.renderings import (
    backlog,
    captions,
    completeness,
    contents,
    deviations,
    in_writing,
    lengths,
    method,
    provenance,
    whereabouts,
)
from briefing.renderings.in_brief import summary
from briefing.renderings.longer import screens as analysed
from briefing.renderings.penned import Opened, Written, penned
from briefing.renderings.provenance import Issued
from briefing.renderings.screen import ALL, Cell, Screen, Table, counts
from briefing.renderings.wording import name, period_title, plain, title
from reference.language import NBSP, message, number, translator

_FEW, _FEW_SIGNALS = 2, 3
_BEFORE_NUMBER = re.compile(r"(?<=[^\W\d]) (?=\d)")
_NOTED = {"trend": "figures", "areas": "levels", "complete": "coverage", "times": "when"}
"""The section of the desk whose notes belong to a screen, where it is called otherwise."""


def screens(
    picture: Picture,
    language: str,
    issued: Issued | None = None,
    words: Opened | None = None,
    *,
    rows: int = ALL,
) -> tuple[Screen, ...]:
    """The sections in the order of the page, with at most so many `rows` in a table.

    Without `words` there is nothing in it that a person wrote.
    """
    found = (
        _head(picture, language, issued, words),
        *(_found if picture.longer is None else analysed.found)(picture, language, rows),
        *(_unsafe(picture, language) if rows == ALL else ()),
        *(in_writing.contexts(picture, language, words) if rows == ALL else ()),
        *in_writing.focus(picture, language, words),
        _coming(picture, language, rows),
        *(
            (_complete(picture, language, max(rows - 2, 1)),)
            if picture.longer is None
            else analysed.reporting(picture, language, rows)
        ),
        _made(picture, language),
    )
    if rows == ALL:
        found = _gathered(found, language)
    notes = penned(picture, words).notes
    t = translator(language)

    def noted(key: str) -> tuple[Written, ...]:
        return notes.get(_NOTED.get(key, key), ())

    return tuple(
        screen._replace(
            note=(
                *(t("The analyst: %(text)s", text=one.text) for one in noted(screen.key)),
                *screen.note,
            )
        )
        for screen in found
    )


def _gathered(found: Sequence[Screen], language: str) -> tuple[Screen, ...]:
    """The idle sections on one slide, a line each; a single one on the last, with how it was made.

    A wall has a screen for each: it is stepped through, and each has its place.
    """
    t = translator(language)
    busy = [screen for screen in found if not screen.idle]
    lines = tuple(f"{screen.heading}: {screen.idle}" for screen in found if screen.idle)
    at = next((at for at, screen in enumerate(busy) if screen.key == "nothing"), None)
    if at is not None:
        lines = (*busy.pop(at).lines, *lines)
    *most, last = busy
    if len(lines) == 1:
        return *most, last._replace(lines=(*last.lines, *lines))
    if not lines:
        return tuple(busy)
    heading, title_ = t("The other sections"), t("Where there is nothing to show")
    return *most, Screen("nothing", heading, title_, lines, note=lines), last


def _found(picture: Picture, language: str, rows: int) -> tuple[Screen, ...]:
    """What was found of a week, or of two."""
    return (
        _trend(picture, language, 1 if rows < ALL else ALL),
        whereabouts.areas_screen(picture, language, rows),
        whereabouts.categories_screen(picture, language, rows),
        _signals(picture, language, rows if rows == ALL else max(2 * rows // 3, 1)),
        whereabouts.when_screen(picture, language),
        whereabouts.places_screen(picture, language, rows),
    )


def _head(picture: Picture, language: str, issued: Issued | None, words: Opened | None) -> Screen:
    """The title and three sentences: the analyst's where they are open, else what is counted."""
    t = translator(language)
    counted = tuple(plain(sentence) for sentence in summary(picture, language))
    written = tuple(one.text for one in penned(picture, words).sentences)
    states = provenance.states(picture, issued, language)
    return Screen(
        key="head",
        heading=" · ".join(state.word for state in states),
        title=_whole(title(picture, language), period_title(picture, language)[1]),
        lines=written or counted,
        note=(
            *(f"{state.word}{state.rest}" for state in states),
            *(counted if written else ()),
            t("Every figure counts reports, and leads to them on the page of the picture."),
        ),
    )


def _whole(said: str, days: str) -> str:
    """The words with the days on one line, and each number on that of its word, "week 47"."""
    said = said.replace(days, days.replace(" ", NBSP))
    return _BEFORE_NUMBER.sub(NBSP, said)


def _trend(picture: Picture, language: str, most: int) -> Screen:
    t = translator(language)
    drawn = contents.counted(picture)
    harm = method.harm_in_words(picture.harm, picture.total.n, language)
    return Screen(
        key="trend",
        heading=t("The number of reports"),
        title=captions.trend_title(picture, language),
        lines=tuple(filter(None, (lengths.what_is_usual(picture, language), harm)))[:most]
        if drawn
        else (t("There are no reports to draw yet."),),
        drawing="trend" if drawn else "",
        alt=captions.alt_trend(picture, language),
        note=(
            captions.trend_subtitle(picture, language),
            captions.alt_trend(picture, language),
            lengths.what_is_usual(picture, language),
        ),
    )


def _signals(picture: Picture, language: str, rows: int) -> Screen:
    t = translator(language)
    found = deviations.deviations(picture, language)
    shown, left = found[:rows], found[rows:]
    lines = tuple(" ".join((f"{one.sure}:", plain(one.brief), *one.cautions)) for one in shown)
    nothing = "" if found else deviations.nothing_stands_out(picture, language)
    few = rows == ALL and 0 < len(found) <= _FEW_SIGNALS
    more = (
        t.many(
            "%(n)s more signal is on the page of the picture.",
            "%(n)s more signals are on the page of the picture.",
            len(left),
        )
        if left
        else deviations.left_out(picture, language)
    )
    return Screen(
        key="signals",
        heading=t("What stands out"),
        title=_signals_title(picture, language),
        lines=lines or (nothing,),
        table=_figures(picture, language) if few else None,
        more=more,
        note=(
            *(" ".join((f"{one.about}.", *one.grounds)) for one in shown),
            *((nothing,) if nothing else ()),
        ),
        idle="" if deviations.assessed(picture) else nothing,
    )


def _signals_title(picture: Picture, language: str) -> str:
    """How many deviate; where none does, how many are to be watched."""
    t = translator(language)
    sure = sum(signal.grade is not Grade.WATCH for signal in picture.signals)
    if sure:
        return t.many("%(n)s deviation", "%(n)s deviations", sure)
    if picture.signals:
        n = len(picture.signals)
        return t.many("No deviation, one to be watched", "No deviation, %(n)s to be watched", n)
    return t("Nothing to point out") if deviations.assessed(picture) else t("Not assessed")


def _figures(picture: Picture, language: str) -> Table:
    """The figures behind what stands out, where there is room for them beside the sentences."""
    t = translator(language)
    return Table(
        caption=t("The figures behind what stands out"),
        columns=(
            t("What"),
            t("Reports"),
            t("Expected"),
            t("Ordinary up to"),
            t("Times the expected (95%)"),
        ),
        rows=tuple(
            (Cell(row.about), Cell(row.n), Cell(row.expected), Cell(row.upper), Cell(row.ratio))
            for row in deviations.table(picture, language)
        ),
        figures=(1, 2, 3, 4),
    )


def _unsafe(picture: Picture, language: str) -> tuple[Screen, ...]:
    """What waits to be mended. Not for the wall: people describe such a place in words."""
    t = translator(language)
    found = backlog.rows(picture, language)
    if not found:
        return ()
    title_ = backlog.title(picture, language)
    table = Table(
        caption=title_,
        columns=(t("Place"), t("Reports"), t("Age"), t("Who sees to it")),
        rows=tuple(
            (
                Cell(", ".join(filter(None, (row.name, row.about)))),
                Cell(row.n),
                Cell(row.age),
                Cell(f"{row.owner}, {row.state}" if row.fixed else row.owner),
            )
            for row in found
        ),
        figures=(1, 2),
    )
    return (
        Screen(
            key="unsafe",
            heading=t("Unsafe places"),
            title=title_,
            table=table,
            note=(t("A place stays on the list until somebody says that it is mended."),),
        ),
    )


def _coming(picture: Picture, language: str, rows: int) -> Screen:
    t = translator(language)
    found = contents.upcoming(picture, language)
    nothing = t("Nothing is on the calendar, and no report tells of anything to come.")
    table = Table(
        caption=t("The coming two weeks"),
        columns=(t("Days"), t("What")),
        rows=tuple((Cell(row.when), Cell(row.what)) for row in found[:rows]),
    )
    left = len(found[rows:])
    return Screen(
        key="coming",
        heading=t("The coming two weeks"),
        title=t.many("%(n)s thing to know of", "%(n)s things to know of", len(found))
        if found
        else t("Nothing known of"),
        lines=() if found else (nothing,),
        table=table if found else None,
        more=t.many(
            "%(n)s more is on the page of the picture.",
            "%(n)s more are on the page of the picture.",
            left,
        )
        if left
        else "",
        note=(t("From the calendar of the municipality and from reports of coming events."),),
        idle="" if found else nothing,
    )


def _complete(picture: Picture, language: str, rows: int) -> Screen:
    t = translator(language)
    voices = contents.organisations(picture)
    sentences = completeness.sentences(picture, language)
    # Whoever was not heard from matters most to whoever reads the figures.
    urgent = sorted(voices, key=lambda row: row.voice.state != "silent")[:rows]
    shown = [row for row in voices if row in urgent]
    left = [row for row in voices if row not in urgent]
    table = Table(
        caption=t("Reports by organisation, as the total counts them"),
        columns=(t("Organisation"), t("Reports"), t("Usual"), lengths.heading(picture, language)),
        rows=tuple(
            (
                Cell(name(row.voice, language)),
                *counts(row.figure, language),
                Cell(provenance.voice_in_words(row.voice, language)),
            )
            for row in shown
        ),
        figures=(1, 2),
    )
    return Screen(
        key="complete",
        heading=t("How complete the picture is"),
        title=_complete_title(picture, language),
        lines=sentences if rows > len(voices) else sentences[:_FEW],
        table=table if voices else None,
        more=t.many(
            "%(n)s more organisation is on the page of the picture.",
            "%(n)s more organisations are on the page of the picture.",
            len(left),
        )
        if left
        else "",
        note=(
            *sentences,
            *(plain(remark) + "." for remark in provenance.remarks(picture, language)),
        ),
    )


def _complete_title(picture: Picture, language: str) -> str:
    t, coverage = translator(language), picture.coverage
    if not coverage.expected:
        return t("Nobody is set to report every week")
    return t(
        message("%(heard)s of %(expected)s organisations were heard from")
        if lengths.is_week(picture)
        else message("Heard %(heard)s of %(expected)s times"),
        heard=number(coverage.reported + coverage.nothing, language),
        expected=number(coverage.expected, language),
    )


def _made(picture: Picture, language: str) -> Screen:
    t = translator(language)
    whole = analysed.made(picture, language) if picture.longer else ()
    said = whole or provenance.method(picture, language)
    return Screen(
        key="made",
        heading=t("How it was made"),
        title=t("Reports, not crimes, and nothing of persons"),
        lines=said,
        note=(
            *said,
            *method.sentences(picture, language),
            t("The whole digest: %(digest)s.", digest=digest(picture)),
        ),
    )

"""What goes into a paper: tables and drawings as data for a template, and the printing of it.

Typst lays it out, and refuses what is not accessible (PDF/UA-1) or not fit to be kept (PDF/A-2a).
All words go in as data, so that nothing in them is read as markup.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import typst

from briefing.findings import Level
from briefing.picture import Figure, Line, Picture
from briefing.renderings import deviations, levels, provenance, strips
from briefing.renderings.drawing import fonts
from briefing.renderings.provenance import Issued
from briefing.renderings.wording import (
    period_title,
    running,
    short_standing,
    standing,
    standing_in_words,
    title,
    usual_span,
)
from reference.language import DASH, NBSP, number, translator

_TEMPLATES = Path(__file__).parent / "templates"
_VIEW_BOX = re.compile(rb'viewBox="0 0 ([0-9.]+) ([0-9.]+)"')

Cell = str | Mapping[str, Any]
Section = dict[str, Any]


def printed(template: str, paper: Section, picture: Picture) -> bytes:
    """The template with what it lays out, as PDF. The same content gives the same bytes."""
    return typst.compile(
        str(_TEMPLATES / template),
        root=str(_TEMPLATES),
        format="pdf",
        font_paths=_fonts(),
        sys_inputs={"paper": json.dumps(paper, ensure_ascii=False)},
        pdf_standards=["ua-1", "a-2a"],
        # The document's own date: the clock of the machine would make every printing another file.
        timestamp=picture.as_of.replace(microsecond=0),
    )


def head(picture: Picture, language: str, issued: Issued | None) -> Section:
    """What every paper of a picture has: its title, its states, and what stands at the edges."""
    t = translator(language)
    called, days = period_title(picture, language)
    return {
        "language": language,
        "title": title(picture, language),
        "author": picture.municipality.name,
        "kind": t("Situation picture for %(municipality)s", municipality=picture.municipality.name),
        # Broken after the comma or the dash alone, never between a day and its month.
        "heading": f"{called}, {days.replace(' ', NBSP)}",
        "states": [state._asdict() for state in provenance.states(picture, issued, language)],
        "page": t("Page %(page)s of %(pages)s", page="{page}", pages="{pages}"),
        "proof": t(
            "Position %(position)s, digest %(digest)s",
            position=number(picture.position, language),
            digest=provenance.short_digest(picture),
        ),
    }


def table(
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


def drawing(svg: bytes, alt: str, caption: str, subtitle: str) -> Section:
    """A drawing with its text."""
    return {"svg": svg.decode(), "alt": alt, "title": caption, "subtitle": subtitle}


def counts(figure: Figure, language: str) -> tuple[str, str]:
    """The count and the band of the usual."""
    return number(figure.n, language), usual_span(figure.usual, language) or DASH


def change(
    figure: Figure, picture: Picture, language: str, *, short: bool = False
) -> dict[str, str]:
    """The change in words, with its kind."""
    ongoing = running(picture)
    said = short_standing if short else standing_in_words
    return {
        "standing": standing(figure, ongoing=ongoing).value,
        "words": said(figure, language, ongoing=ongoing),
    }


def weeks(line: Line, picture: Picture, language: str, *, short: bool = False) -> Cell:
    """The strip of a line's weeks and levels, and the change in words."""
    level = levels.of(picture, line.code)
    shown = level.weeks if level else ()
    return {
        "strip": strips.weeks(
            line.figure, shown, stands_out=line.code in deviations.standing_out(picture)
        ),
        "width": strips.width(line.figure),
        "height": strips.height(shown),
        "of": change(line.figure, picture, language, short=short),
    }


def named(called: str, line: Line, picture: Picture, language: str, *, reasons: bool) -> Cell:
    """An area by its name, with its level below, and the reason where there is room for it."""
    level = levels.of(picture, line.code)
    if level is None:
        return called
    why = levels.reason(level, language) if reasons and level.level is not Level.GREEN else ""
    return {
        "area": called,
        **badge(level.level, language),
        "why": why,
        # Among many areas, each has one line.
        "inline": not reasons,
    }


def badge(level: Level, language: str) -> dict[str, str]:
    """A level: which, its sign and its word."""
    return {
        "level": level.value,
        "sign": levels.SIGNS[level],
        "word": levels.word(level, language),
    }


def more(n: int, language: str) -> str:
    """How many are left to the whole picture; "" for none."""
    if n <= 0:
        return ""
    return translator(language).many(
        "%(n)s more is in the whole picture.", "%(n)s more are in the whole picture.", n
    )


def cut(words: str, most: int) -> str:
    """The words, or the first so many letters of them."""
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}\N{HORIZONTAL ELLIPSIS}"


def ratio(svg: bytes) -> float:
    """The height of a drawing to its width."""
    found = _VIEW_BOX.search(svg)
    assert found is not None
    return float(found[2]) / float(found[1])


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts())]
    )

"""A section of the picture as it is shown on a slide or on the wall: a plain value."""

from typing import NamedTuple

from briefing.picture import Figure, Picture
from briefing.renderings.blocks import Drawing
from briefing.renderings.wording import running, standing, standing_in_words, usual_span
from reference.language import DASH, number

ALL = 10_000
"""As many rows as there are."""


class Cell(NamedTuple):
    """A cell of a table; `level` or `standing` is its meaning; `out` where a test says so.

    What only lies above the usual is not coloured.
    """

    text: str
    level: str = ""
    standing: str = ""
    out: bool = False


class Table(NamedTuple):
    """A table; `figures` are the columns that are set to the right."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    figures: tuple[int, ...] = ()


class Screen(NamedTuple):
    """A section: its kind above its title, sentences, and a table or a drawing.

    `drawing` is "trend", "map", "rhythm" or "", `figure` a drawing of a longer period, and `alt`
    what either shows in words. `more` says what is left out. `note` is for whoever speaks: the
    figures and the rule. `idle` is the one line of a section that needs no slide of its own.
    """

    key: str
    heading: str
    title: str
    lines: tuple[str, ...] = ()
    table: Table | None = None
    drawing: str = ""
    figure: Drawing | None = None
    alt: str = ""
    more: str = ""
    note: tuple[str, ...] = ()
    idle: str = ""


def counts(figure: Figure, language: str) -> tuple[Cell, Cell]:
    """The count and the band of the usual."""
    return (
        Cell(number(figure.n, language)),
        Cell(usual_span(figure.usual, language) or DASH),
    )


def against(figure: Figure, picture: Picture, language: str, *, out: bool = False) -> Cell:
    """The change in words; `out` where it deviates."""
    ongoing = running(picture)
    return Cell(
        standing_in_words(figure, language, ongoing=ongoing),
        standing=standing(figure, ongoing=ongoing).value,
        out=out,
    )

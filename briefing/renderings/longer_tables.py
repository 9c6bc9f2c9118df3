"""The tables of a longer period's analysis cell by cell, for the long table of a spreadsheet."""

from collections.abc import Iterator
from typing import NamedTuple

from briefing.picture import Picture
from briefing.renderings import longer
from briefing.renderings.blocks import Table
from reference.language import MINUS, NBSP


class Told(NamedTuple):
    """A cell: its table's title, the head of its column, the name of its row, and what it says.

    `n` is the number that it says, None where it says something else.
    """

    table: str
    column: str
    row: str
    words: str
    n: float | None


def rows(picture: Picture, language: str) -> Iterator[Told]:
    """Every cell of every table; none of a week's picture."""
    if picture.longer is None:
        return
    for part in (longer.opening(picture, language), *longer.sections(picture, language)):
        for block in part.blocks:
            if isinstance(block, Table):
                for row in block.rows:
                    for column, cell in zip(block.columns[1:], row[1:], strict=True):
                        said = cell.text
                        yield Told(block.title, column, row[0].text, said, _number(said, language))


def _number(said: str, language: str) -> float | None:
    """The number that a text is, as the language writes them."""
    plain = said.replace(NBSP, "").replace(MINUS, "-")
    plain = plain.replace(",", ".") if language == "sv" else plain.replace(",", "")
    try:
        return float(plain)
    except ValueError:
        return None

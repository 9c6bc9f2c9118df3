"""The tables of a longer period's analysis, for a workbook and for the long table of all."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from briefing.picture import Picture
from briefing.renderings.blocks import Table
from briefing.renderings.longer import sections


class Told(NamedTuple):
    """A cell: its table's title, the head of its column, the name of its row, and what it says.

    `n` is the number that it says, None where it says something else.
    """

    table: str
    column: str
    row: str
    words: str
    n: float | None


def tables(picture: Picture, language: str) -> Iterator[tuple[str, Table]]:
    """Every table with the heading of its section; none of a week's picture."""
    if picture.longer is None:
        return
    whole = (
        sections.opening(picture, language),
        *sections.sections(picture, language),
        *sections.grounds(picture, language),
    )
    for section in whole:
        for block in section.blocks:
            if isinstance(block, Table) and not block.begins:
                yield section.heading, block


def cells(picture: Picture, language: str) -> Iterator[Told]:
    """Every cell of every table."""
    for _, table in tables(picture, language):
        for row in table.rows:
            for column, cell in zip(table.columns[1:], row[1:], strict=True):
                yield Told(table.title, column, row[0].text, cell.text, cell.n)


def numbered(
    picture: Picture, language: str
) -> Iterator[tuple[str, str, tuple[str, ...], tuple[tuple[str | float, ...], ...]]]:
    """Every table as a sheet: a name, its title, its columns, and rows with numbers as such."""
    seen = Counter[str]()
    for heading, table in tables(picture, language):
        seen[heading] += 1
        called = f"{heading} {seen[heading]}" if seen[heading] > 1 else heading
        rows = tuple(
            tuple(cell.text if cell.n is None else cell.n for cell in row) for row in table.rows
        )
        yield called, table.title, table.columns, rows

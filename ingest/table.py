"""What a file of reports is read as, whatever it is written in: a header and rows of texts."""

from collections.abc import Iterator
from typing import NamedTuple

from reference.language import message
from reference.unreadable import Unreadable

WRONG_WIDTH = message("The row has another number of columns than the header.")


class BadFile(Unreadable):
    """The file as a whole cannot be read as the mapping says."""


class Row(NamedTuple):
    """A row by the line that it begins on, from 1; `broken` says why it cannot be read."""

    line: int
    cells: list[str]
    broken: str = ""


class Table(NamedTuple):
    """The header and the rows after it, each row as wide as the header unless it is broken."""

    header: list[str]
    rows: Iterator[Row]

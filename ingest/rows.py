"""Opening a file of reports, CSV or XLSX, and reading the rows of a CSV one by one.

Forgiving by the row: what cannot be read as a row of the table is given out as a broken one, with
the reason, and reading goes on at the next line.
"""

import csv
from collections import deque
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self, TextIO

from ingest.rules import FileForm
from ingest.table import WRONG_WIDTH, BadFile, Row, Table
from ingest.workbook import open_sheet
from reference.language import message

LINES_IN_A_ROW = 200
"""A row of more lines than this has lost its closing quotation mark."""

DELIMITERS = (",", ";", "\t", "|")

_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
_ZIPPED, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_UNDECODABLE = "\N{REPLACEMENT CHARACTER}"

UNCLOSED = message("A quotation mark is not closed, or stands where none can be.")
UNREADABLE = message(
    "The row holds bytes that are no text in the encoding that the mapping gives for the file."
)


@contextmanager
def open_table(path: Path, form: FileForm) -> Generator[Table]:
    """Open a file for reading its rows once. Raises BadFile, and OSError where there is no file."""
    begins = _first_bytes(path)
    if begins.startswith(_OLD_OFFICE):
        raise BadFile("This is an old or a locked Excel file. Save it as XLSX or CSV.")
    if begins.startswith(_ZIPPED):
        with open_sheet(path, form) as table:
            yield table
        return
    encoding = next((name for mark, name in _MARKS if begins.startswith(mark)), form.encoding)
    with path.open(encoding=encoding, errors="replace", newline="") as text:
        delimiter = form.delimiter or _delimiter(text, form.header)
        lines = _Lines(text)
        header = next((row for row in _read(lines, delimiter) if row.line >= form.header), None)
        if header is None or header.broken:
            raise BadFile(
                "The file has no header that can be read in row %(row)d.", row=form.header
            )
        names = [name.strip() for name in header.cells]
        yield Table(names, _read(lines, delimiter, len(names)))


def _first_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(8)


class _Lines:
    """The physical lines of a text. Those that turn out to be no row are taken back."""

    def __init__(self, text: Iterator[str]) -> None:
        self._text = text
        self._returned = deque[str]()
        self.taken: list[str] = []
        self.line = 1

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        if len(self.taken) == LINES_IN_A_ROW:
            raise csv.Error("too many lines")
        line = self._returned.popleft() if self._returned else next(self._text)
        self.taken.append(line)
        return line

    def accept(self) -> None:
        """Go on after the lines taken, which were a row."""
        self.line += len(self.taken)
        self.taken.clear()

    def take_back(self) -> None:
        """Go on after the first of the lines taken, which were no row."""
        self._returned.extendleft(reversed(self.taken[1:]))
        self.line += 1
        self.taken.clear()


def _read(lines: _Lines, delimiter: str, width: int = 0) -> Iterator[Row]:
    """The rows that are not empty. With a width of 0 any is right."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        try:
            cells = next(reader)
            broken = _wrong(lines.taken, cells, width)
        except StopIteration:
            return
        except csv.Error:
            cells, broken = list[str](), UNCLOSED
            # The old reader is still within quotation marks.
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
        line = lines.line
        if broken:
            lines.take_back()
            yield Row(line, [], broken)
        else:
            lines.accept()
            if any(cells) and not all(map(str.isspace, filter(None, cells))):
                yield Row(line, cells)


def _wrong(lines: list[str], cells: list[str], width: int) -> str:
    for line in lines:
        if "\0" in line or (_UNDECODABLE in line and not line.isascii()):
            return UNREADABLE
    return WRONG_WIDTH if width and len(cells) != width and any(cells) else ""


def _delimiter(text: TextIO, header: int) -> str:
    """The delimiter that the header has most of; a comma where it has none."""
    line = ""
    for _ in range(header):
        line = text.readline()
    text.seek(0)
    return max(DELIMITERS, key=line.count)

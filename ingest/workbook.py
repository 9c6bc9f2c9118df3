"""Reading one sheet of an XLSX workbook, row by row, without trusting it.

A workbook is a zip of XML: what it unpacks to is checked before any of it is read. Cells become
the texts that a CSV of the same table would hold: dates in ISO, whole numbers without decimals.
"""

import datetime as dt
import zlib
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from ingest.rules import FileForm
from ingest.table import WRONG_WIDTH, BadFile, Row, Table
from reference.language import message

UNPACKED_BYTES = 50 * 1024 * 1024
UNPACKED_RATIO = 100
ENTRIES = 200
COLUMNS = 500

TORN = message("The sheet is damaged here; the rows after this one cannot be read.")

# All that the libraries raise at files that are no workbooks, or are damaged.
_DAMAGE = (
    BadZipFile,
    InvalidFileException,
    ParseError,
    zlib.error,
    EOFError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    NotImplementedError,
    RuntimeError,
)
_NO_WORKBOOK = message("This is not an XLSX workbook, or it is damaged.")


@contextmanager
def open_sheet(path: Path, form: FileForm) -> Generator[Table]:
    """Open a sheet for reading its rows once. Raises BadFile."""
    check_size(path)
    try:
        workbook = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except _DAMAGE:
        raise BadFile(_NO_WORKBOOK) from None
    with closing(workbook):
        names = [str(name) for name in workbook.sheetnames]
        if form.sheet is not None and form.sheet not in names:
            raise BadFile(
                "The workbook has no sheet “%(sheet)s”; it has: %(sheets)s.",
                sheet=form.sheet,
                sheets=", ".join(names),
            )
        sheet: Any = workbook[form.sheet or names[0]] if names else None
        if not hasattr(sheet, "reset_dimensions"):
            raise BadFile(_NO_WORKBOOK)  # a sheet that holds only a chart
        # What the file says of its own size is a claim, and often wrong.
        sheet.reset_dimensions()
        rows = _texts(sheet.iter_rows(max_col=COLUMNS))
        header = next((row for row in rows if row.line >= form.header), None)
        if header is None or header.broken:
            raise BadFile(
                "The file has no header that can be read in row %(row)d.", row=form.header
            )
        while header.cells and not header.cells[-1]:
            header.cells.pop()
        yield Table([name.strip() for name in header.cells], _as_wide(rows, len(header.cells)))


def check_size(path: Path) -> None:
    """Refuse a zip that unpacks to far more than it is. Raises BadFile."""
    try:
        with ZipFile(path) as archive:
            entries = archive.infolist()
    except _DAMAGE:
        raise BadFile(_NO_WORKBOOK) from None
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if (
        len(entries) > ENTRIES
        or unpacked > UNPACKED_BYTES
        or unpacked > UNPACKED_RATIO * max(packed, 1)
    ):
        raise BadFile(
            "The workbook unpacks to more than %(megabytes)d MB, or is packed more tightly than "
            "a table can be. Save it as CSV.",
            megabytes=UNPACKED_BYTES // (1024 * 1024),
        )


def _texts(rows: Iterable[Iterable[Any]]) -> Iterator[Row]:
    """The rows that are not empty; a broken one where the sheet is damaged, and none after it."""
    line = 0
    walk = iter(rows)
    while True:
        line += 1
        try:
            cells = [_text(cell) for cell in next(walk)]
        except StopIteration:
            return
        except _DAMAGE:
            yield Row(line, [], TORN)
            return
        if any(cells):
            yield Row(line, cells)


def _text(cell: Any) -> str:  # noqa: ANN401 - the library's cells have no common type
    match cell.value:
        case None:
            text = ""
        case bool() as yes:
            text = "TRUE" if yes else "FALSE"
        case float() as number if number.is_integer():
            text = str(int(number))
        case dt.datetime() as moment:
            # A date is kept as a midnight; only its format tells it from one.
            is_day = moment.time() == dt.time() and "h" not in cell.number_format.lower()
            text = moment.date().isoformat() if is_day else moment.isoformat()
        case dt.date() | dt.time() as part:
            text = part.isoformat()
        case other:
            text = str(other)
    return text


def _as_wide(rows: Iterator[Row], width: int) -> Iterator[Row]:
    """A sheet has no end to its right: what is missing there is empty, and what is empty is not."""
    for row in rows:
        cells = row.cells
        if row.broken:
            yield row
        elif any(cells[width:]):
            yield Row(row.line, [], WRONG_WIDTH)
        else:
            yield Row(row.line, cells[:width] + [""] * (width - len(cells)))

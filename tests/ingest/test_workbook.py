"""An XLSX sheet is read as the CSV of the same table would be, and a bomb is not read at all."""

import datetime as dt
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from ingest.rows import open_table
from ingest.rules import FileForm
from ingest.table import WRONG_WIDTH, BadFile, Row
from ingest.workbook import ENTRIES, TORN, UNPACKED_BYTES

Cell = str | float | bool | dt.date | dt.time | None


def a_workbook(path: Path, *rows: tuple[Cell, ...], title: str = "Blad1") -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def read(path: Path, form: FileForm | None = None) -> tuple[list[str], list[Row]]:
    with open_table(path, form or FileForm()) as table:
        return table.header, list(table.rows)


def test_cells_become_the_texts_of_a_csv(tmp_path: Path) -> None:
    path = a_workbook(
        tmp_path / "a.xlsx",
        ("dag", "kl", "moment", "antal", "grad", "ja", "text"),
        (
            dt.date(2026, 11, 24),
            dt.time(18, 30),
            dt.datetime(2026, 11, 24, 18, 30),  # noqa: DTZ001 - a spreadsheet knows no zones
            17,
            59.25,
            True,
            " å ",
        ),
    )

    _, rows = read(path)

    assert rows == [
        Row(2, ["2026-11-24", "18:30:00", "2026-11-24T18:30:00", "17", "59.25", "TRUE", " å "])
    ]


def test_a_midnight_with_its_hour_shown_stays_a_moment(tmp_path: Path) -> None:
    midnight = dt.datetime(2026, 11, 24)  # noqa: DTZ001 - a spreadsheet knows no zones
    path = a_workbook(tmp_path / "a.xlsx", ("tid",), (midnight,))

    assert read(path)[1][0].cells == ["2026-11-24T00:00:00"]


def test_rows_are_as_wide_as_the_header_and_empty_ones_are_none(tmp_path: Path) -> None:
    path = a_workbook(
        tmp_path / "a.xlsx", ("a", "b"), ("1",), (), ("", ""), ("2", "3", "4"), ("5", "6", "")
    )

    assert read(path)[1] == [Row(2, ["1", ""]), Row(5, [], WRONG_WIDTH), Row(6, ["5", "6"])]


def test_the_sheet_is_the_first_or_the_named_one(tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "a.xlsx", ("a",), ("1",), title="Händelser")

    assert read(path, FileForm(sheet="Händelser"))[1] == [Row(2, ["1"])]
    with pytest.raises(BadFile, match="no sheet “Annat”; it has: Händelser"):
        read(path, FileForm(sheet="Annat"))


def test_the_header_may_stand_further_down(tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "a.xlsx", ("Utdrag",), ("a", "b"), ("1", "2"))

    assert read(path, FileForm(header=2)) == (["a", "b"], [Row(3, ["1", "2"])])


def test_an_empty_sheet_has_no_header(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="no header"):
        read(a_workbook(tmp_path / "a.xlsx"))


def a_zip(path: Path, entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("entries", "method"),
    [
        ({"xl/sheet.xml": bytes(UNPACKED_BYTES + 1)}, zipfile.ZIP_STORED),
        ({"xl/sheet.xml": bytes(1_000_000)}, zipfile.ZIP_DEFLATED),
        ({f"{n}.xml": b"x" for n in range(ENTRIES + 1)}, zipfile.ZIP_DEFLATED),
    ],
    ids=["size", "ratio", "entries"],
)
def test_a_zip_that_unpacks_to_too_much_is_refused_unread(
    tmp_path: Path, entries: dict[str, bytes], method: int
) -> None:
    with pytest.raises(BadFile, match="unpacks to more than 50 MB"):
        read(a_zip(tmp_path / "a.xlsx", entries, method))


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="not an XLSX workbook"):
        read(a_zip(tmp_path / "a.xlsx", {"a.txt": b"hello"}))


def test_where_the_sheet_is_torn_the_rows_before_it_are_kept(tmp_path: Path) -> None:
    whole = a_workbook(tmp_path / "a.xlsx", ("a",), *((f"{n}",) for n in range(5)))
    with zipfile.ZipFile(whole) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    sheet = entries["xl/worksheets/sheet1.xml"]
    entries["xl/worksheets/sheet1.xml"] = sheet[: sheet.index(b'<row r="4"')] + b"<torn"

    rows = read(a_zip(tmp_path / "b.xlsx", entries))[1]

    assert rows[:2] == [Row(2, ["0"]), Row(3, ["1"])]
    assert rows[-1].broken == TORN

"""The workbook: the rows and words of the page, numbers as numbers, and harmless to open."""

import io
import os
import subprocess
import sys
from html.parser import HTMLParser

import msgspec
import openpyxl
import pytest

from briefing.compare import compare
from briefing.picture import Picture, digest
from briefing.renderings import completeness, contents, html
from briefing.renderings.sheets import sheets
from briefing.renderings.workbook import xlsx
from tests.briefing import pictures
from tests.briefing.penned import WORDS

HEAD = 3
"""The row of the heads; the caption stands above it."""

Values = list[tuple[object, ...]]


def read(picture: Picture, language: str = "sv") -> dict[str, Values]:
    book = openpyxl.load_workbook(io.BytesIO(xlsx(picture, language)))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def rows(picture: Picture, sheet: str, language: str = "sv") -> list[dict[object, object]]:
    head, *found = read(picture, language)[sheet][HEAD - 1 :]
    return [dict(zip(head, row, strict=True)) for row in found]


class Rows(HTMLParser):
    """The rows of all tables of a page, each as the words of its cells."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[list[str]] = []
        self._is_cell = False

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - HTMLParser gives them
        """Begin a row or a cell."""
        if tag == "tr":
            self.found.append([])
        elif tag in {"th", "td"}:
            self.found[-1].append("")
            self._is_cell = True

    def handle_endtag(self, tag: str) -> None:
        """End a cell."""
        self._is_cell = self._is_cell and tag not in {"th", "td"}

    def handle_data(self, data: str) -> None:
        """Words of a cell."""
        if self._is_cell and self.found:
            self.found[-1][-1] = " ".join(f"{self.found[-1][-1]} {data}".split())


def of_the_page(picture: Picture, language: str) -> list[list[str]]:
    page = Rows()
    page.feed(html.article(picture, language))
    return page.found


def test_every_number_of_the_workbook_is_the_pictures(full: Picture) -> None:
    areas = rows(full, "Områden")

    for row, line in zip(areas, contents.areas(full), strict=True):
        usual, level = line.figure.usual, next(x for x in full.levels if x.code == line.code)
        assert row["Kod"] == line.code
        assert (row["Antal"], row["Vanligt, lägst"], row["Vanligt, högst"]) == (
            line.figure.n, usual.low, usual.high,
        )  # fmt: skip
        assert (row["Väntat"], row["Vägda"]) == (level.expected, level.harm)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_sheet_holds_what_the_picture_holds_in_every_cell(
    picture: Picture, language: str
) -> None:
    found = read(picture, language)

    for sheet in sheets(picture, language):
        caption, _, head, *values = found[sheet.name]
        assert caption[0] == sheet.caption
        assert head == sheet.columns
        assert values == [tuple(None if one == "" else one for one in row) for row in sheet.rows]
        for row, wanted in zip(values, sheet.rows, strict=True):
            for cell, value in zip(row, wanted, strict=True):
                assert isinstance(cell, str) == (isinstance(value, str) and bool(value))


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_labels_are_those_of_the_page(full: Picture, language: str) -> None:
    """Whatever row stands on the page stands in the workbook, by the same name."""
    book = read(full, language)
    said = {str(cell) for sheet in book.values() for row in sheet for cell in row if cell}
    page = of_the_page(full, language)

    names = {row[0] for row in page if len(row) > 1}
    areas = {line.sv if language == "sv" else line.en for line in full.by_area}
    assert areas <= said
    kinds = {line.sv if language == "sv" else line.en for line in full.by_category if line.figure.n}
    assert {kind for kind in kinds if any(kind in called for called in names)} <= said
    counted = {
        row[0]: row[1] for row in page if len(row) > 2 and row[0] in areas and row[1].isdigit()
    }
    sheet = {"sv": "Områden", "en": "Areas"}[language]
    column = {"sv": ("Område", "Antal"), "en": ("Area", "Reports")}[language]
    assert counted
    for row in rows(full, sheet, language):
        assert counted[str(row[column[0]])] == str(row[column[1]])


def test_the_heads_stay_in_sight(full: Picture) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx(full, "sv")))

    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == f"A{HEAD + 1}"
        assert sheet.auto_filter.ref
        assert all(d.width > 8 for d in sheet.column_dimensions.values())


def test_the_first_sheet_says_what_it_is(full: Picture) -> None:
    about = read(full)["Om"]
    said = {row[0]: row[1] for row in about if row[0]}

    assert said["Kommun"] == "Havstuna"
    assert said["Period"] == "2026-W47"
    assert said["Loggens position"] == full.position
    assert said["Kontrollsumma"] == digest(full)
    assert said["Utgåva av områden"] == "2026"
    assert said["Antal"] == full.total.n
    assert any("Rapporter är inte brott" in str(row[1]) for row in about)


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "http://x", "{=1}", "\t="])
def test_no_name_becomes_a_formula_or_a_link(full: Picture, first: str) -> None:
    written = f'{first}HYPERLINK("http://x";"a")'
    area = msgspec.structs.replace(full.by_area[0], sv=written)
    changed = msgspec.structs.replace(full, by_area=(area,))
    book = openpyxl.load_workbook(io.BytesIO(xlsx(changed, "sv")))

    cell = book["Områden"].cell(HEAD + 1, 2)
    assert (cell.value, cell.data_type, cell.hyperlink) == (written, "s", None)


def test_what_is_not_known_is_empty_and_not_nil(short: Picture) -> None:
    weeks = rows(short, "Veckor")

    assert weeks[0]["Antal"] is None
    assert weeks[-1]["Antal"] == short.total.n


def test_a_sheet_without_rows_is_left_out(empty: Picture) -> None:
    assert list(read(empty)) == ["Om", "Veckor"]


def test_no_word_that_somebody_wrote_is_in_the_workbook(full: Picture) -> None:
    said = " ".join(str(c) for sheet in read(full).values() for row in sheet for c in row if c)

    assert not [text for text in WORDS.values() if text in said]


def test_the_same_picture_is_the_same_bytes_whenever_it_is_written(full: Picture) -> None:
    program = (
        "import hashlib, sys; from tests.briefing import pictures;"
        "from briefing.renderings.workbook import xlsx;"
        "sys.stdout.write(hashlib.sha256(xlsx(pictures.full(), 'sv')).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo"},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "77")
    }

    assert len(found) == 1
    assert xlsx(full, "sv") == xlsx(pictures.full(), "sv")


@pytest.mark.parametrize(("likely", "told"), [(0, [(0,)]), (3, [(3,)]), (None, [])])
def test_doubles_that_were_not_counted_are_not_none(
    full: Picture, likely: int | None, told: list[tuple[int]]
) -> None:
    coverage = msgspec.structs.replace(full.coverage, likely_doubles=likely)
    picture = msgspec.structs.replace(full, coverage=coverage)
    found = [
        row[1:2]
        for sheet in read(picture, "en").values()
        for row in sheet
        if row[0] == "Likely doubles"
    ]
    assert found == told
    said = " ".join(completeness.sentences(picture, "en"))
    assert ("likely the same happenings" in said) == bool(likely)
    compared = {one.code for one in compare(picture, picture)}
    assert ("likely-doubles" in compared) == (likely is not None)

"""The figures for a spreadsheet: as on the screen, and harmless to open."""

import csv as reader
import io

import msgspec
import pytest

from briefing.picture import Picture
from briefing.renderings import contents
from briefing.renderings.tables import csv
from briefing.renderings.wording import name

Row = dict[str, str]


def rows(picture: Picture, language: str) -> list[Row]:
    text = csv(picture, language).decode("utf-8-sig")
    return list(reader.DictReader(io.StringIO(text), delimiter=";" if language == "sv" else ","))


def section(of: list[Row], called: str) -> list[Row]:
    return [row for row in of if row["Avsnitt"] == called]


def test_a_spreadsheet_sees_that_it_is_unicode(full: Picture) -> None:
    assert csv(full, "sv").startswith(b"\xef\xbb\xbf")
    assert csv(full, "sv").count(b"\r\n") == csv(full, "sv").count(b"\n")


def test_columns_are_named_in_the_language(full: Picture) -> None:
    assert list(rows(full, "sv")[0]) == [
        "Avsnitt", "Kod", "Namn", "Antal", "Vanligt, lägst", "Vanligt, högst",
        "Vanligt, median", "Året före", "Vanligt, medeltal", "Vecka",
    ]  # fmt: skip
    assert list(rows(full, "en")[0])[:4] == ["Section", "Code", "Name", "Reports"]


def test_the_rows_are_those_of_the_screen(full: Picture) -> None:
    found = section(rows(full, "sv"), "Områden")

    assert [row["Namn"] for row in found] == [name(x, "sv") for x in contents.areas(full)]
    assert [int(row["Antal"]) for row in found] == [x.figure.n for x in contents.areas(full)]
    assert (found[0]["Vanligt, lägst"], found[0]["Vanligt, högst"]) == ("8", "14")


def test_a_decimal_is_written_as_the_language_has_it(full: Picture) -> None:
    line = next(x for x in full.by_area if x.figure.usual.median and x.figure.usual.median % 1)
    swedish = next(row for row in rows(full, "sv") if row["Kod"] == line.code)
    english = next(row for row in rows(full, "en") if row["Code"] == line.code)

    assert swedish["Vanligt, median"].endswith(",5")
    assert english["Usual, median"].endswith(".5")


def test_what_is_not_known_is_empty_and_not_nil(short: Picture) -> None:
    weeks = section(rows(short, "sv"), "Veckor")

    assert [row["Antal"] for row in weeks[:3]] == ["", "", ""]
    assert weeks[-1]["Kod"] == "2026-W47"
    assert weeks[-1]["Antal"] == str(short.total.n)
    assert section(rows(short, "sv"), "Områden")[0]["Vanligt, lägst"] == ""


def test_sums_agree(full: Picture) -> None:
    found = rows(full, "sv")
    whole, calm = section(found, "Alla")[0], section(found, "Lugnt, bra eller planerat")[0]

    def of(called: str) -> int:
        return sum(int(row["Antal"]) for row in section(found, called))

    assert of("Områden") == int(whole["Antal"]) == full.total.n
    assert of("Grupper") == full.total.n + int(calm["Antal"])
    assert of("Timmar") == full.total.n - full.rhythm.unknown
    assert len(section(found, "Timmar")) == 168


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_no_name_becomes_a_formula(full: Picture, first: str) -> None:
    written = f'{first}HYPERLINK("http://x";"a")'
    area = msgspec.structs.replace(full.by_area[0], sv=written)
    found = rows(msgspec.structs.replace(full, by_area=(area,)), "sv")

    assert section(found, "Områden")[0]["Namn"] == f"'{written}"


def test_separators_quotes_and_lines_in_a_name_stay_in_its_cell(full: Picture) -> None:
    area = msgspec.structs.replace(full.by_area[0], sv='Norra; "södra"\noch mer')
    found = rows(msgspec.structs.replace(full, by_area=(area,)), "sv")

    assert section(found, "Områden")[0]["Namn"] == 'Norra; "södra"\noch mer'


def test_an_empty_picture_still_has_its_table(empty: Picture, language: str) -> None:
    assert len(rows(empty, language)) == 2 + 13 + 168

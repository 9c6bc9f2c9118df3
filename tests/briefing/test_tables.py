"""The figures for a spreadsheet: as on the screen, and harmless to open."""

import csv as reader
import io
from operator import attrgetter

import msgspec
import pytest

from briefing.picture import Picture
from briefing.renderings import contents, deviations
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
        "Vanligt, median", "Året före", "Vanligt, medeltal", "Vecka", "Väntat",
        "Högst för att vara vanligt", "Kvot, lägst", "Kvot, högst", "p", "q",
        "De senaste 4 veckorna", "Med ord",
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

    def of(called: str) -> float:
        return sum(float(row["Antal"].replace(",", ".")) for row in section(found, called))

    assert of("Områden") == int(whole["Antal"]) == full.total.n
    assert of("Grupper") == full.total.n + int(calm["Antal"])
    # Each is spread over the hours that it may be of, so none is left out.
    assert of("Timmar") == pytest.approx(full.total.n, abs=0.01)
    assert len(section(found, "Timmar")) == 168


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", " =", "\N{NO-BREAK SPACE}+"])
def test_no_name_becomes_a_formula(full: Picture, first: str) -> None:
    written = f'{first}HYPERLINK("http://x";"a")'
    area = msgspec.structs.replace(full.by_area[0], sv=written)
    found = rows(msgspec.structs.replace(full, by_area=(area,)), "sv")

    assert section(found, "Områden")[0]["Namn"] == f"'{written}"


def test_separators_quotes_and_lines_in_a_name_stay_in_its_cell(full: Picture) -> None:
    area = msgspec.structs.replace(full.by_area[0], sv='Norra; "södra"\noch mer')
    found = rows(msgspec.structs.replace(full, by_area=(area,)), "sv")

    assert section(found, "Områden")[0]["Namn"] == 'Norra; "södra"\noch mer'


def test_what_stands_out_has_its_figures_and_is_said_in_words(full: Picture) -> None:
    found = section(rows(full, "sv"), "Det som sticker ut")
    told = deviations.deviations(full, "sv")

    assert [row["Namn"] for row in found] == [one.about for one in told]
    centre = next(one for one in full.signals if one.area == "G01" and not one.category)
    row = next(row for row in found if row["Namn"] == "Centrum")
    figures = [row[name] for name in ("Antal", "Väntat", "p", "q")]
    assert figures == [str(centre.y), "10,62", "0,0007", "0,011"]
    assert row["Med ord"].startswith("Stark avvikelse: Centrum har")


@pytest.mark.parametrize(
    ("called", "part"),
    [
        ("Nivåer", "levels"),
        ("Prövningar", "tested"),
        ("Otrygga platser", "unsafe"),
        ("Platser över tid", "hotspots.places"),
        ("Rutor", "hotspots.cells"),
        ("Delar av dygnet", "rhythm.dayparts"),
        ("Vilka som har hört av sig", "coverage.voices"),
    ],
)
def test_every_part_of_the_picture_has_its_rows(full: Picture, called: str, part: str) -> None:
    things = attrgetter(part)(full)

    assert len(section(rows(full, "sv"), called)) == len(things) > 0


def test_what_is_weighed_never_stands_without_the_count(full: Picture) -> None:
    found = rows(full, "sv")
    counted = {row["Kod"] for row in section(found, "Områden")}

    weighed = section(found, "Vägda")
    assert full.harm is not None
    assert int(weighed[0]["Antal"]) == full.harm.n
    assert {row["Kod"] for row in weighed[1:]} <= counted


def test_the_self_test_is_in_the_file(full: Picture) -> None:
    assert full.calibration is not None
    found = {row["Namn"]: row["Antal"] for row in section(rows(full, "sv"), "Självprov")}

    assert found["Andel flaggade vid p 0,01"] == "0,0182"
    assert found["Prövade veckor"] == str(full.calibration.weeks)


def test_an_empty_picture_still_has_its_table(empty: Picture, language: str) -> None:
    assert len(rows(empty, language)) == 2 + 13 + 168

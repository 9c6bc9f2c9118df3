"""Weighted harm stands beside the raw count wherever it stands, and names its edition."""

import csv
import io
import json
import re

import msgspec
import openpyxl
from pptx import Presentation

from briefing.picture import Picture
from briefing.renderings import tables
from briefing.renderings.compared import sections
from briefing.renderings.geojson import feature_collection
from briefing.renderings.html import article
from briefing.renderings.pdf import pdf
from briefing.renderings.screens import screens
from briefing.renderings.slides import pptx
from briefing.renderings.workbook import xlsx
from reference.language import translator
from tests.briefing.test_pdf import words


def sentences(text: str) -> list[str]:
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))
    return re.split(r"(?<=\.) ", plain)


def test_a_sentence_that_weighs_counts_as_well_and_names_the_edition(full: Picture) -> None:
    assert full.harm
    wall = " ".join(line for screen in screens(full, "sv") for line in screen.lines)
    for made in (article(full, "sv"), " ".join(words(pdf(full, "sv"))), wall):
        said = sentences(made)
        weighing = [
            at for at, one in enumerate(said) if str(full.harm.n) in one and "summan" in one
        ]
        assert weighing
        for at in weighing:
            assert f"{full.total.n} rapporter" in said[at]
            assert f"Utgåva av vikterna: {full.harm.edition}" in " ".join(said[at + 1 : at + 3])


def test_every_weighed_row_of_the_table_follows_the_row_of_its_count(full: Picture) -> None:
    assert full.harm
    made = tables.csv(full, "sv").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(made), delimiter=";"))
    weighed = [at for at, row in enumerate(rows) if row[0] == "Vägda"]
    assert len(weighed) == 1 + len(full.levels)
    assert full.harm.edition in ";".join(rows[weighed[0]])
    for at in weighed:
        assert any(row[1] == rows[at][1] and row[0] != "Vägda" and row[3] for row in rows[:at])


def test_a_weighed_area_of_the_map_has_its_count(full: Picture) -> None:
    assert full.harm
    found = json.loads(feature_collection(full, "sv"))
    assert found["weights_edition"] == full.harm.edition
    weighed = [one["properties"] for one in found["features"] if "weighed" in one["properties"]]
    assert len(weighed) == len(full.levels)
    assert all("n" in one for one in weighed)


def test_a_slide_that_weighs_counts_as_well(full: Picture) -> None:
    assert full.harm
    said = [
        " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        for slide in Presentation(io.BytesIO(pptx(full, "sv"))).slides
    ]
    weighing = [text for text in said if "summan" in text]
    assert weighing
    for text in weighing:
        assert f"{full.total.n} rapporter" in text
        assert full.harm.edition in text


def test_every_sheet_that_weighs_counts_as_well(full: Picture) -> None:
    assert full.harm
    book = openpyxl.load_workbook(io.BytesIO(xlsx(full, "sv")))
    heads = {
        sheet.title: [
            str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell
        ]
        for sheet in book
    }
    weighing = {title: said for title, said in heads.items() if "Vägda" in said}
    assert len(weighing) == 2  # the whole, and the areas
    for said in weighing.values():
        assert said.index("Vägda") > min(said.index(one) for one in said if one.startswith("Antal"))


def test_where_only_the_weight_differs_the_count_stands_beside_it(full: Picture) -> None:
    """As when a report was put into a graver category."""
    assert full.harm
    graver = msgspec.structs.replace(
        full, harm=msgspec.structs.replace(full.harm, n=full.harm.n + 3)
    )
    (whole,) = (part for part in sections(full, graver, translator("sv")) if part.changed)
    assert [(row.name, row.change) for row in whole.changed] == [
        ("Rapporter om störningar", "0"),
        ("Rapporter efter vikt", "+3"),
    ]
    assert not any(part.changed for part in sections(full, full, translator("sv")))

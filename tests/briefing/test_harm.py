"""Weighted harm stands beside the raw count wherever it stands, and names its edition."""

import csv
import io
import json
import re

from briefing.picture import Picture
from briefing.renderings import tables
from briefing.renderings.geojson import feature_collection
from briefing.renderings.html import article
from briefing.renderings.pdf import pdf
from briefing.renderings.screens import screens
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

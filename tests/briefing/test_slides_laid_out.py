"""How slides are filled: no label upon another, no slide for a line, no row left alone."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from briefing.picture import Picture
from briefing.renderings import deck
from briefing.renderings.screen import Cell, Table
from briefing.renderings.screens import screens
from briefing.renderings.slide_table import ON_SEVERAL, pages_of
from tests.briefing.test_slides import DRAWINGML, read, titles

CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def test_a_span_of_hours_or_days_is_not_broken_at_its_dash(full: Picture) -> None:
    slides = read(full)
    cells = "\n".join(cell for slide in slides.slides for cell in _cells(slide))

    assert "16\N{WORD JOINER}–\N{WORD JOINER}22" in titles(slides)[0]
    assert re.search("[0-9]\N{WORD JOINER}–\N{WORD JOINER}[0-9]", cells)
    assert not re.search("[0-9]–[0-9]", cells)


def _cells(slide: Any) -> Iterator[str]:  # noqa: ANN401 - python-pptx gives its parts no types
    for shape in slide.shapes:
        if shape.has_table:
            yield from (cell.text for row in shape.table.rows for cell in row.cells)


def test_what_the_ends_of_the_lines_are_is_one_label_so_that_none_touches_another(
    full: Picture,
) -> None:
    charts = [
        shape.chart for slide in read(full).slides for shape in slide.shapes if shape.has_chart
    ]
    labels = [label for chart in charts for label in chart._chartSpace.iter(f"{CHART}dLbl")]

    assert len(charts) == len(labels) == 1
    assert len(list(labels[0].iter(f"{DRAWINGML}p"))) > 1


def test_a_long_table_has_as_many_rows_on_each_of_its_slides() -> None:
    rows = tuple((Cell(f"Plats {n}"), Cell(str(n))) for n in range(14))
    table = Table(caption="", columns=("Plats", "Antal"), rows=rows, figures=(1,))
    tall = deck.Box(0, 0, 600, 270)

    pages, size = pages_of(table, tall, tall)

    assert [len(page.rows) for page in pages] == [7, 7]
    assert size > ON_SEVERAL


def test_sections_of_one_line_share_a_slide(empty: Picture) -> None:
    slides = screens(empty, "sv")
    shared = next(screen for screen in slides if screen.key == "nothing")

    assert not [screen for screen in slides if screen.key in {"coming", "contexts", "signals"}]
    assert [line.split(":")[0] for line in shared.lines] == [
        "Det som sticker ut",
        "De kommande två veckorna",
    ]
    assert [screen for screen in screens(empty, "sv", rows=8) if screen.key == "coming"]


def test_what_was_not_assessed_is_not_said_to_be_nothing(full: Picture) -> None:
    untested = msgspec.structs.replace(full, signals=(), tested=())
    wall = next(one for one in screens(untested, "sv", rows=8) if one.key == "signals")

    assert wall.title == "Inte bedömt"
    assert not [one for one in screens(untested, "sv") if one.key == "signals"]


def test_only_what_a_test_says_stands_out_is_coloured(full: Picture) -> None:
    quiet = msgspec.structs.replace(full, signals=())

    def coloured(picture: Picture) -> list[str]:
        found = next(one for one in screens(picture, "sv") if one.key == "categories").table
        assert found is not None
        return [row[0].text for row in found.rows if row[-1].out]

    assert coloured(full)
    assert not coloured(quiet)
    assert any(line.figure.n > (line.figure.usual.high or 99) for line in quiet.by_category)

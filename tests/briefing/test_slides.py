"""The slides: editable, with notes, alternative texts and a language, and the same every time."""

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from zipfile import ZipFile

import msgspec
import pytest
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.util import Pt

from briefing.findings import Grade
from briefing.picture import AreaShape, Line, Picture, digest
from briefing.renderings import captions, contents, deck, deviations
from briefing.renderings.in_brief import summary
from briefing.renderings.screen import Cell, Table
from briefing.renderings.screens import screens
from briefing.renderings.slide_table import pages_of
from briefing.renderings.slides import pptx
from briefing.renderings.wording import name, plain, title
from tests.briefing import pictures
from tests.briefing.penned import WORDS

LONG = "Norra Hammarmons industri- och verksamhetsområde vid gamla landsvägen " * 3
DRAWINGML = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def opened(content: bytes) -> Any:  # noqa: ANN401 - python-pptx gives its parts no types
    return Presentation(io.BytesIO(content))


_READ: dict[tuple[int, str], Any] = {}


def read(picture: Picture, language: str = "sv") -> Any:  # noqa: ANN401 - the same
    """The slides of one of the pictures that all tests share, made once."""
    key = (id(picture), language)
    if key not in _READ:
        _READ[key] = opened(pptx(picture, language))
    return _READ[key]


def titles(of: Any) -> list[str]:  # noqa: ANN401 - the same
    return [slide.shapes.title.text_frame.text for slide in of.slides]


def graphics(of: Any) -> Iterator[Any]:  # noqa: ANN401 - the same
    """Every table, chart and picture."""
    for slide in of.slides:
        yield from (shape for shape in slide.shapes if not shape.has_text_frame)


def tables(of: Any) -> list[list[list[str]]]:  # noqa: ANN401 - the same
    return [
        [[cell.text for cell in row.cells] for row in shape.table.rows]
        for shape in graphics(of)
        if getattr(shape, "has_table", False)
    ]


def words(of: Any) -> str:  # noqa: ANN401 - the same
    """All text of the slides themselves."""
    return "\n".join(
        shape.text_frame.text
        for slide in of.slides
        for shape in slide.shapes
        if shape.has_text_frame
    )


def numerous(picture: Picture, areas: int) -> Picture:
    """The picture with so many areas, whose names are as long as they come."""
    line, shape = picture.by_area[0], picture.map.areas[0]
    lines: list[Line] = []
    shapes: list[AreaShape] = []
    for number in range(areas):
        code, called = f"N{number:03d}", f"{LONG} {number}"
        lines.append(msgspec.structs.replace(line, code=code, sv=called, en=called))
        shapes.append(msgspec.structs.replace(shape, code=code, name=called))
    drawn = msgspec.structs.replace(picture.map, areas=tuple(shapes))
    return msgspec.structs.replace(picture, by_area=tuple(lines), map=drawn, levels=())


def _breakable(words: str) -> str:
    return words.replace("\N{NO-BREAK SPACE}", " ").replace("\N{WORD JOINER}", "")


def test_there_is_a_slide_for_every_section_in_the_order_of_the_page(full: Picture) -> None:
    found = [_breakable(each) for each in titles(read(full))]

    wanted = [
        title(full, "sv"),
        captions.trend_title(full, "sv"),
        captions.areas_title(full, "sv"),
        captions.categories_title(full, "sv"),
        "5 avvikelser",
    ]
    assert found[: len(wanted)] == wanted
    assert found[-1] == "Rapporter, inte brott, och inget om personer"
    assert len(set(found)) == len(found)


def test_slides_are_broad(full: Picture) -> None:
    of = read(full)

    assert (of.slide_width / of.slide_height) == pytest.approx(16 / 9)


def test_every_text_stands_in_a_placeholder_and_none_is_empty(
    picture: Picture, language: str
) -> None:
    for slide in read(picture, language).slides:
        assert slide.shapes.title is not None
        for shape in slide.shapes:
            assert shape.is_placeholder, shape.name
            if shape.has_text_frame:
                assert shape.text_frame.text.strip(), shape.name


def test_what_is_read_first_is_the_title(picture: Picture) -> None:
    for slide in read(picture).slides:
        order = [shape.placeholder_format.idx for shape in slide.shapes]
        assert order[:2] == [0, deck.KIND]
        assert order[-2:] == [deck.FOOTER, deck.NUMBER]


def test_slides_are_numbered(full: Picture) -> None:
    of = read(full)
    shown = [
        next(s for s in slide.placeholders if s.placeholder_format.idx == deck.NUMBER)
        for slide in of.slides
    ]

    assert [each.text_frame.text for each in shown] == [str(n + 1) for n in range(len(of.slides))]
    assert all("slidenum" in each.element.xml for each in shown)


def test_every_drawing_and_table_has_an_alternative_text(picture: Picture, language: str) -> None:
    found = list(graphics(read(picture, language)))

    for shape in found:
        assert shape.element.xpath(".//p:cNvPr")[0].get("descr"), shape.name


def test_the_alternative_texts_are_those_of_the_page(full: Picture) -> None:
    found = {shape.element.xpath(".//p:cNvPr")[0].get("descr") for shape in graphics(read(full))}

    assert captions.alt_trend(full, "sv") in found
    assert captions.alt_map(full, "sv") in found


def test_every_slide_has_notes_with_figures_and_rule(picture: Picture, language: str) -> None:
    for slide in read(picture, language).slides:
        notes = slide.notes_slide
        assert notes.notes_text_frame.text.strip()
        kinds = [shape.placeholder_format.type for shape in notes.placeholders]
        assert kinds == [PP_PLACEHOLDER.SLIDE_IMAGE, PP_PLACEHOLDER.BODY]


def test_the_notes_say_the_rule_that_fired(full: Picture) -> None:
    of = read(full)
    at = titles(of).index("5 avvikelser")
    notes = of.slides[at].notes_slide.notes_text_frame.text

    for one in deviations.deviations(full, "sv"):
        assert one.grounds[0] in notes
        assert next(said for said in one.grounds if said.startswith("Regel")) in notes


def test_the_last_slide_has_the_whole_digest_in_its_notes_and_its_beginning_below(
    full: Picture,
) -> None:
    last = read(full).slides[-1]

    assert digest(full) in last.notes_slide.notes_text_frame.text
    assert digest(full)[:12] in last.placeholders[deck.FOOTER].text_frame.text


@pytest.mark.parametrize(("language", "tag"), [("sv", "sv-SE"), ("en", "en-GB")])
def test_every_run_says_in_which_language_it_is(full: Picture, language: str, tag: str) -> None:
    of = read(full, language)

    assert of.core_properties.language == tag
    runs = 0
    for slide in of.slides:
        for page in (slide, slide.notes_slide):
            for run in page.element.iter(f"{DRAWINGML}r", f"{DRAWINGML}fld"):
                if run.findtext(f"{DRAWINGML}t"):
                    assert run.find(f"{DRAWINGML}rPr").get("lang") == tag
                    runs += 1
    assert runs > 100
    chart = next(shape.chart for shape in graphics(of) if getattr(shape, "has_chart", False))
    said = {one.get("lang") for one in chart._chartSpace.iter(f"{DRAWINGML}defRPr")}
    assert said == {tag}


def test_the_trend_can_be_edited_and_holds_the_figures_of_the_picture(full: Picture) -> None:
    chart = next(s.chart for s in graphics(read(full)) if getattr(s, "has_chart", False))
    series = {one.name: list(one.values) for plot in chart.plots for one in plot.series}

    def known(values: tuple[int | None, ...]) -> list[float | None]:
        return [None if n is None else float(n) for n in values]

    assert series == {
        "Antal": known(full.trend.counts),
        "Vanligt, lägst": known(full.trend.low),
        "Vanligt, högst": known(full.trend.high),
        "Året före": known(full.trend.last_year),
    }
    weeks = [row.week for row in contents.weeks(full, "sv")]
    assert list(chart.plots[0].categories) == weeks
    assert chart.part.chart_workbook.xlsx_part is not None


def test_tables_are_tables_with_the_rows_of_the_page(full: Picture) -> None:
    found = tables(read(full))
    areas = next(table for table in found if table[0][0] == "Område")

    assert [row[0] for row in areas[1:]] == [name(line, "sv") for line in contents.areas(full)]
    assert [row[1] for row in areas[1:]] == [str(x.figure.n) for x in contents.areas(full)]


def test_a_level_is_a_sign_a_word_and_a_colour(full: Picture) -> None:
    shape = next(
        s for s in graphics(read(full)) if s.has_table and s.table.cell(0, 0).text == "Område"
    )
    level = shape.table.cell(1, 3)

    assert level.text == "■ röd"
    assert str(level.fill.fore_color.rgb) == deck.LEVEL_COLOURS["red"][0]
    assert shape.table.first_row


def test_the_map_is_there_as_pixels_and_as_lines(full: Picture) -> None:
    content = pptx(full, "sv")
    with ZipFile(io.BytesIO(content)) as held:
        media = [n for n in held.namelist() if n.startswith("ppt/media/")]
        kinds = held.read("[Content_Types].xml").decode()
        slide = next(
            held.read(n).decode()
            for n in held.namelist()
            if n.startswith("ppt/slides/slide") and b"svgBlip" in held.read(n)
        )

    assert sorted(n.rpartition(".")[2] for n in media) == ["png", "svg"]
    assert "image/svg+xml" in kinds
    assert "a:srcRect" not in slide or 'l="0"' in slide or "<a:srcRect/>" in slide


def test_what_the_analyst_wrote_stands_only_where_it_was_opened(full: Picture) -> None:
    closed, open_ = read(full), opened(pptx(full, "sv", words=WORDS))
    counted = plain(summary(full, "sv")[0])

    assert counted in words(closed)
    assert not [text for text in WORDS.values() if text in words(closed)]
    assert WORDS[18_101] in words(open_)
    assert WORDS[18_109] in words(open_)
    assert "Förslag till fokus för kommande vecka" in titles(open_)


def test_contexts_warning_signs_and_rumours_have_slides_of_their_own(full: Picture) -> None:
    closed, open_ = read(full), opened(pptx(full, "sv", words=WORDS))

    assert [title for title in titles(open_) if "obekräftat" in title] == [
        "1 varningstecken, obekräftat",
        "1 rykte, obekräftat",
    ]
    assert "2 sociala sammanhang är noterade" in titles(open_)
    assert f"{WORDS[18_107]} Bygger på 1 rapport." in words(open_)
    # A line needs no slide of its own.
    assert "Sammanhang och tecken: Det som analytikern har skrivit här visas" in words(closed)
    assert "visas bara för den som får läsa det" in words(closed)


def test_the_wall_has_no_slide_of_what_people_wrote(full: Picture) -> None:
    shown = {screen.key for screen in screens(full, "sv", rows=6)}

    assert not shown & {"contexts", "warnings", "rumours", "focus"}


def test_the_same_picture_is_the_same_bytes_whenever_it_is_written(full: Picture) -> None:
    first = pptx(full, "sv")
    seeds = ("1", "77")
    program = (
        "import hashlib, sys; from tests.briefing import pictures;"
        "from briefing.renderings.slides import pptx;"
        "sys.stdout.write(hashlib.sha256(pptx(pictures.full(), 'sv')).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo"},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in seeds
    }

    assert len(found) == 1
    assert pptx(pictures.full(), "sv") == first
    with ZipFile(io.BytesIO(first)) as held:
        assert {entry.date_time[0] for entry in held.infolist()} == {1980}


def test_the_file_says_when_the_picture_was_drawn_and_not_when_it_was_written(
    full: Picture,
) -> None:
    about = read(full).core_properties

    assert about.created.replace(tzinfo=None) == full.as_of.replace(tzinfo=None)
    assert about.modified == about.created
    assert about.title == title(full, "sv")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_many_areas_with_very_long_names_stay_on_their_slides(full: Picture, language: str) -> None:
    of = opened(pptx(numerous(full, 290), language))

    for shape in graphics(of):
        assert shape.left >= 0
        assert shape.left + shape.width <= of.slide_width
        assert shape.top + shape.height <= Pt(deck.HEIGHT - 30), shape.name


def test_a_table_goes_on_with_the_next_slide_and_loses_no_row() -> None:
    rows = tuple((Cell(f"Område {n}"), Cell(str(n))) for n in range(60))
    table = Table("a", ("Område", "Antal"), rows, (1,))

    pages, _ = pages_of(table, deck.MAP_TABLE_BOX, deck.TABLE_BOX)

    assert len(pages) > 2
    assert tuple(row for page in pages for row in page.rows) == rows


def test_a_title_that_goes_on_says_which_part_it_is(crowded: Picture) -> None:
    found = [each for each in titles(read(crowded)) if each.startswith("20 av 80 områden")]

    assert [each[-5:] for each in found] == [
        f"({n}/{len(found)})" for n in range(1, len(found) + 1)
    ]


def test_signals_to_be_watched_are_no_deviations(full: Picture) -> None:
    watched = tuple(msgspec.structs.replace(one, grade=Grade.WATCH) for one in full.signals)
    picture = msgspec.structs.replace(full, signals=watched)

    (said,) = (one.title for one in screens(picture, "sv") if one.key == "signals")
    assert said == f"Ingen avvikelse, {len(watched)} att bevaka"

"""Drawings fit a strict policy, follow the reader's colours, and are the same every time."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from briefing.renderings import drawing, html
from briefing.renderings.drawing import COLOURS, Sheet, width_of
from tests.briefing.drawings import SVG, read

STATIC = Path(html.__file__).parents[2] / "web" / "static"
STYLE = "".join((STATIC / name).read_text() for name in html.STYLE_SHEETS)


def a_sheet() -> Sheet:
    sheet = Sheet(200, 100)
    sheet.line([(0, 0), (50, 50)], colour="quiet", dashed=True)
    sheet.circles([((10, 10), 5), ((30, 10), 8)], fill="now", edge="out", opacity=0.5)
    sheet.boxes([(1, 2, 3, 4)], fill="usual")
    sheet.text((20, 20), "Å & <b> $x^2$", halo=True, bold=True)
    return sheet


def shown(sheet: Sheet) -> ET.Element:
    return read(sheet.svg("What is seen"))


def test_nothing_in_a_drawing_needs_a_style_attribute_a_script_or_an_id() -> None:
    root = shown(a_sheet())

    assert {element.tag for element in root.iter()} == {f"{SVG}svg", f"{SVG}path", f"{SVG}text"}
    for element in root.iter():
        assert not {"style", "id", "onclick"} & set(element.attrib)


def test_text_is_text_and_never_a_formula() -> None:
    (text,) = shown(a_sheet()).iter(f"{SVG}text")

    assert text.text == "Å & <b> $x^2$"
    assert text.get("font-weight") == "700"
    assert text.get("paint-order") == "stroke"


def test_every_colour_has_its_class_beside_it() -> None:
    for element in shown(a_sheet()).iter():
        for paint in ("fill", "stroke"):
            colour = element.get(paint, "none")
            if colour != "none":
                meaning = next(name for name, value in COLOURS.items() if value == colour)
                assert f"{paint[0]}-{meaning}" in element.get("class", "").split()


@pytest.mark.parametrize("name", sorted(COLOURS))
def test_the_style_sheet_gives_each_colour_its_light_and_its_dark_form(name: str) -> None:
    light = re.search(r":root \{(.*?)\}", STYLE, re.DOTALL)
    dark = re.search(r"prefers-color-scheme: dark\) \{\s*:root \{(.*?)\}", STYLE, re.DOTALL)

    assert light
    assert dark
    assert f"--{name}: {COLOURS[name]};" in light[1]
    assert re.search(rf"--{name}: #[0-9a-f]{{6}};", dark[1])
    assert COLOURS[name] not in dark[1]
    for letter, paint in (("f", "fill"), ("s", "stroke")):
        assert f".{letter}-{name} {{ {paint}: var(--{name}); }}" in STYLE


def test_what_is_drawn_together_is_one_group_with_its_link() -> None:
    sheet = Sheet(50, 50)
    with sheet.group("map-G01", link="#area-G01", label="Centrum: 2 reports"):
        sheet.circles([((5, 5), 2)], fill="now")
        sheet.text((5, 5), "2")
    sheet.text((5, 20), "beside")
    root = shown(sheet)
    group = root.find(f"{SVG}g")
    assert group is not None
    link = group.find(f"{SVG}a")

    assert group.get("id") == "map-G01"
    assert link is not None
    assert (link.get("href"), link.get("aria-label")) == ("#area-G01", "Centrum: 2 reports")
    assert [element.tag for element in link] == [f"{SVG}path", f"{SVG}text"]
    assert root[-1].text == "beside"


def test_nothing_is_drawn_of_nothing() -> None:
    sheet = Sheet(10, 10)
    sheet.circles([], fill="now")
    sheet.boxes([], fill="now")

    assert len(shown(sheet)) == 0


def test_the_same_drawing_is_the_same_bytes_whoever_draws_beside_it() -> None:
    with ThreadPoolExecutor(4) as pool:
        drawn = set(pool.map(lambda _: a_sheet().svg("x"), range(12)))

    assert len(drawn) == 1


def test_bold_words_and_larger_words_are_wider() -> None:
    plain = width_of("Kvarnängen")

    assert 60 < plain < 90
    assert width_of("Kvarnängen", bold=True) > plain
    assert width_of("Kvarnängen", size=24) == pytest.approx(2 * plain, rel=0.05)


def test_the_papers_fonts_are_where_they_are_said_to_be() -> None:
    assert (drawing.fonts() / "DejaVuSans.ttf").is_file()

"""The page of the picture: whole, linked, safe under a strict policy, legible to everybody."""

import itertools
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal

import msgspec
import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, expect

from briefing.picture import Picture
from briefing.renderings import areas, contents, html
from briefing.renderings.html import Issued, article, page
from reference.language import translator
from tests.briefing.test_provenance import ISSUED

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
UNFOLD = "document.querySelectorAll('details').forEach(d => d.open = true)"
Scheme = Literal["light", "dark"]
VOID = {"meta", "br", "hr", "img", "input", "link", "rect", "path"}
HOSTILE = "<script>alert(1)</script>\"'&{{ 7*7 }}"


class Read(HTMLParser):
    """Elements with their attributes in order, what stands in each, and whether all are closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.links: dict[str, str] = {}
        self.headings: list[tuple[int, str]] = []
        self.open: list[str] = []
        self._words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)
        if tag in {"a", "h1", "h2", "h3"}:
            self._words = []

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self._words.append(data)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        words = " ".join("".join(self._words).split())
        if tag == "a":
            found = next(attrs for name, attrs in reversed(self.elements) if name == "a")
            self.links.setdefault(found.get("href", ""), words)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append((int(tag[1]), words))


def reports(query: str) -> str:
    return f"/reports?{query}"


def test_the_page_needs_no_script_and_no_style_of_its_own(picture: Picture, language: str) -> None:
    read = Read(article(picture, language, issued=ISSUED, link=reports))

    assert not read.open
    for tag, attributes in read.elements:
        assert tag not in {"script", "style", "iframe", "object"}
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]


def test_no_id_is_given_twice(picture: Picture) -> None:
    ids = [a["id"] for _, a in Read(article(picture, "sv")).elements if "id" in a]

    assert len(ids) == len(set(ids))


def test_headings_go_down_one_step_at_a_time_and_in_the_agreed_order(
    picture: Picture, language: str
) -> None:
    headings = Read(article(picture, language)).headings
    levels = [level for level, _ in headings]
    swedish = [words for level, words in Read(article(picture, "sv")).headings if level < 3]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert swedish == [
        "Vecka 47, 16–22 november 2026",
        "I korthet",
        "Antalet rapporter",
        "Områden",
        "Det som sticker ut",
        "Kategorier",
        "När",
        "Platser",
        "Sammanhang och tecken",
        "Otrygga platser",
        "Beslut och åtgärder",
        "Förslag till fokus",
        "De kommande två veckorna",
        "Så komplett är bilden",
        "Så är bilden gjord",
    ]


def test_every_figure_leads_to_its_reports(full: Picture) -> None:
    links = Read(article(full, "sv", link=reports)).links
    counted = [full.total, *(spot.figure for spot in full.spots)]
    for lines in (full.by_area, full.by_category, full.by_group, full.by_organisation):
        known = [x for x in lines if x.figure.n or any(x.figure.usual.weeks)]
        # Other is a group of its own: its one row leads to it by the group.
        counted += [x.figure for x in known if x.group != x.code]

    for figure in counted:
        assert links[f"/reports?{figure.reports}"].split()[0] == str(figure.n)
    assert f"/reports?{full.late.reports}" in links
    assert f"/reports?{full.unsorted.outside_reports}" in links


def test_without_a_list_of_reports_figures_are_plain(full: Picture) -> None:
    links = Read(article(full, "sv")).links

    assert set(links) == {f"#{x}-{line.code}" for line in full.by_area for x in ("area", "map")}


def test_map_and_list_point_at_each_other(full: Picture) -> None:
    elements = Read(article(full, "sv")).elements
    ids = {attributes.get("id") for _, attributes in elements}
    targets = {a["href"][1:] for tag, a in elements if tag == "a"}

    assert targets <= ids
    assert {f"area-{line.code}" for line in full.by_area} <= targets


def test_every_table_has_a_caption_and_says_what_its_headers_head(picture: Picture) -> None:
    text = article(picture, "sv")
    read = Read(text)
    tables = sum(tag == "table" for tag, _ in read.elements)

    assert tables == sum(tag == "caption" for tag, _ in read.elements)
    assert all(a.get("scope") in {"col", "row"} for tag, a in read.elements if tag == "th")


def test_the_table_behind_a_chart_says_the_same(full: Picture) -> None:
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", article(full, "sv")))

    for row in contents.weeks(full, "sv"):
        assert " ".join(f"{row.week} {row.n} {row.usual} {row.last_year}".split()) in text
    for hour in contents.hours(full):
        assert f"{hour.hour} " in text


def test_a_section_without_content_says_so_in_one_line(empty: Picture, language: str) -> None:
    text = article(empty, language)

    assert text.count('class="nothing"') == 11
    assert "<table" not in text
    assert "<svg" not in text


def test_what_people_wrote_is_shown_and_never_run(full: Picture) -> None:
    area = msgspec.structs.replace(full.by_area[0], sv=HOSTILE, en=HOSTILE)
    shape = msgspec.structs.replace(full.map.areas[0], name=HOSTILE)
    spot = msgspec.structs.replace(full.spots[0], name=HOSTILE)
    hostile = msgspec.structs.replace(
        full,
        municipality=msgspec.structs.replace(full.municipality, name=HOSTILE),
        by_area=(area, *full.by_area[1:]),
        map=msgspec.structs.replace(full.map, areas=(shape, *full.map.areas[1:])),
        spots=(spot, *full.spots[1:]),
    )
    issued = msgspec.structs.replace(ISSUED, actor=HOSTILE)
    text = page(hostile, "sv", issued=issued, link=lambda query: f'/"><script>{query}')
    read = Read(text)

    assert not [tag for tag, _ in read.elements if tag == "script"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "{{ 7*7 }}" in text


def test_the_page_is_said_in_its_language_alone(full: Picture) -> None:
    """Names stay as they are; every other sentence of the Swedish page is Swedish."""
    swedish = re.sub(r"<[^>]+>", "\n", article(full, "sv", issued=ISSUED))
    catalogue = translator("sv").catalogue
    english = [text for text, forms in catalogue.items() if text not in forms and len(text) > 12]

    assert len(english) > 60
    assert not [text for text in english if text in swedish]


def test_nothing_is_marked_as_below_before_the_week_is_over(full: Picture) -> None:
    friday = msgspec.structs.replace(full, as_of=datetime(2026, 11, 20, 12, tzinfo=UTC))

    assert 'class="standing below"' in article(full, "sv")
    assert 'class="standing below"' not in article(friday, "sv")
    assert 'class="standing not-yet"' in article(friday, "sv")


@pytest.mark.parametrize(("issued", "word"), [(None, "Utkast"), (ISSUED, "Fastställd")])
def test_the_state_stands_at_the_top(full: Picture, issued: Issued | None, word: str) -> None:
    text = article(full, "sv", issued=issued)

    assert f"<strong>{word}</strong>" in text[: text.index("<h2")]


def test_many_areas_are_listed_in_part_and_folded_away_in_full(crowded: Picture) -> None:
    text = article(crowded, "sv", link=reports)
    ids = {a["id"] for _, a in Read(text).elements if "id" in a}
    targets = {href[1:] for href in Read(text).links if href.startswith("#")}
    listed, folded = text.split("Alla områden som tabell")

    assert {f"area-{line.code}" for line in crowded.by_area} <= ids
    assert targets <= ids
    assert listed.count('<tr id="area-') == len(areas.listed(crowded))
    assert folded.count('class="standing') > len(crowded.by_area)


def test_points_without_areas_are_drawn_beside_one_line(pointed: Picture) -> None:
    text = article(pointed, "sv", link=reports)

    assert "Inga områden är inlästa." in text
    assert 'class="map"' in text
    assert 'class="areas"' not in text


def test_the_standalone_page_asks_for_nothing_from_anywhere(full: Picture) -> None:
    text = page(full, "sv", issued=ISSUED)
    read = Read(text)
    static = Path(html.__file__).parents[2] / "web" / "static"
    styles = [(static / name).read_text() for name in html.STYLE_SHEETS]

    assert "<title>Lägesbild för Havstuna, vecka 47, 16–22 november 2026</title>" in text
    assert 'lang="sv"' in text[:60]
    assert all(style in text for style in styles)
    assert not [a for _, a in read.elements if "src" in a]
    assert not re.search(r"@import|url\(", "".join(styles))


def test_the_same_picture_gives_the_same_page(picture: Picture, language: str) -> None:
    assert page(picture, language) == page(picture, language)


@pytest.mark.parametrize(
    ("scheme", "width", "language"),
    [("light", 360, "sv"), ("dark", 360, "en"), ("light", 1280, "en"), ("dark", 1280, "sv")],
)
def test_the_page_is_accessible(
    browser: Browser, tmp_path: Path, full: Picture, scheme: Scheme, width: int, language: str
) -> None:
    file = tmp_path / "page.html"
    file.write_text(page(full, language, issued=ISSUED, link=reports))
    looked_at = browser.new_page(viewport={"width": width, "height": 740}, color_scheme=scheme)
    looked_at.goto(file.as_uri())
    looked_at.evaluate(UNFOLD)
    found = Axe().run(looked_at, options={"runOnly": RULES}).response["violations"]
    looked_at.close()

    assert not [(fault["id"], fault["nodes"][0]["html"]) for fault in found]


def test_the_page_fits_at_every_width(browser: Browser, tmp_path: Path, picture: Picture) -> None:
    file = tmp_path / "page.html"
    file.write_text(page(picture, "sv", issued=ISSUED, link=reports))
    looked_at = browser.new_page()
    looked_at.goto(file.as_uri())
    looked_at.evaluate(UNFOLD)
    for width in (320, 360, 768, 1024, 1280):
        looked_at.set_viewport_size({"width": width, "height": 740})
        looked_at.wait_for_function("(width) => innerWidth === width", arg=width)

        assert looked_at.evaluate("document.documentElement.scrollWidth") <= width
    looked_at.close()


@pytest.mark.parametrize(("width", "kind"), [(360, "narrow"), (1280, "broad")])
def test_one_form_of_each_chart_is_shown(
    browser: Browser, tmp_path: Path, full: Picture, width: int, kind: str
) -> None:
    file = tmp_path / "page.html"
    file.write_text(page(full, "sv"))
    looked_at = browser.new_page(viewport={"width": width, "height": 740})
    looked_at.goto(file.as_uri())

    expect(looked_at.locator(".chart:visible")).to_have_class([f"chart {kind}"] * 2)
    looked_at.close()


def test_drawings_take_their_colours_from_the_page(
    browser: Browser, tmp_path: Path, full: Picture
) -> None:
    file = tmp_path / "page.html"
    file.write_text(page(full, "sv"))
    seen: list[str] = []
    schemes: tuple[Scheme, ...] = ("light", "dark")
    for scheme in schemes:
        looked_at = browser.new_page(color_scheme=scheme)
        looked_at.goto(file.as_uri())
        seen.append(
            looked_at.eval_on_selector(".chart text.f-ink", "text => getComputedStyle(text).fill")
        )
        looked_at.close()

    assert seen == ["rgb(29, 35, 41)", "rgb(230, 233, 236)"]

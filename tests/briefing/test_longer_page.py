"""The page and the paper of a longer period: one content, in both languages, at every extreme."""

import random
import re
from datetime import timedelta
from html import unescape
from html.parser import HTMLParser
from io import BytesIO

import msgspec
import pytest
from openpyxl import load_workbook
from pptx import Presentation
from pypdf import PdfReader

from briefing.analysis import (
    Alike,
    AreaNeed,
    AreaWeeks,
    Fixed,
    Hot,
    Lasting,
    Longer,
    MonthLine,
    Months,
    Near,
    Needs,
    Recurrence,
    Reporter,
    Reporting,
    StoodOut,
    Times,
    Without,
)
from briefing.picture import Picture
from briefing.renderings import html, tables
from briefing.renderings.blocks import BROAD, NARROW, NARROW_WALL, WALL, Drawing, Size, Table
from briefing.renderings.editable_chart import of_months
from briefing.renderings.in_brief import summary
from briefing.renderings.longer import charts
from briefing.renderings.longer import sections as longer
from briefing.renderings.pdf import pdf
from briefing.renderings.screens import screens
from briefing.renderings.slides import pptx
from briefing.renderings.summary import summary as one_page
from briefing.renderings.wording import NOWHERE, plain
from briefing.renderings.workbook import xlsx
from reference.periods import Period
from tests.briefing import extremes, pictures
from tests.briefing.penned import WORDS

OCTOBER = Period.parse("2026-10")


def analysed(picture: Picture, period: Period = OCTOBER) -> Picture:
    """The picture as that of a month, with an analysis invented to fit its areas and groups."""
    dice = random.Random(10)
    areas = [line for line in picture.by_area if line.code not in NOWHERE]
    weeks = tuple(str(week) for week in period.weeks)
    trend = picture.trend
    needs = [_need(n, line.code, line.sv, len(areas), dice) for n, line in enumerate(areas, 1)]
    return msgspec.structs.replace(
        picture,
        period=str(period),
        first_on=period.first_on,
        last_on=period.last_on,
        as_of=period.end_at + timedelta(days=1),
        longer=Longer(
            weeks=weeks,
            reporting=_reporting(picture),
            months=_months([line.code for line in picture.by_group], dice),
            area_weeks=tuple(
                AreaWeeks(code=line.code, counts=tuple(dice.randrange(9) for _ in trend.weeks))
                for line in areas[:24]
            ),
            needs=Needs(
                weeks=5, resamples=500, parts=("raised", "rate", "harm"), areas=tuple(needs)
            ),
            hot=Hot(unit="week", units=5, places=_places(), squares=()),
            times=Times(parts=tuple(dice.randrange(30) for _ in range(28)), unknown=4),
            near=_near(),
            stood_out=tuple(
                StoodOut(code=line.code, grades=("", "watch", "deviation", "strong", ""))
                for line in areas[:2]
            ),
            issued=(
                Fixed(period=weeks[0], position=9, issued_at=period.start_at, digest="ab" * 32),
            ),
        ),
    )


def _need(rank: int, code: str, name: str, of: int, dice: random.Random) -> AreaNeed:
    return AreaNeed(
        code=code, sv=name, en=name, n=90 - rank, rank=rank, mean_rank=float(rank),
        low=max(rank - 2, 1), high=min(rank + 2, of), among_first=round(dice.random(), 3),
        without=Without(low=rank, high=rank), raised=rank % 3, above=rank % 4, harm=190 - rank,
        spread=3, km2=1.5, rate=12.5, first=None, last=None,
        reports=f"week=2026-10&area={code}",
    )  # fmt: skip


def _reporting(picture: Picture) -> Reporting:
    return Reporting(
        expected=50,
        heard=48,
        reporters=tuple(
            Reporter(
                code=line.code, sv=line.sv, en=line.en, expected=5, heard=5 - number % 2,
                change=("began", "stopped", "")[min(number, 2)],
                since="2026-W41" if number < 2 else "",
            )
            for number, line in enumerate(picture.by_organisation)
        ),
        against=(
            Alike(
                period="2026-09", n=90, earlier=80, alike_n=70, alike_earlier=80, organisations=9,
                began=("vakt",),
            ),
        ),
    )  # fmt: skip


def _months(groups: list[str], dice: random.Random) -> Months:
    months = tuple(str(OCTOBER.shift(-n)) for n in range(12, -1, -1))
    return Months(
        months=months,
        lines=tuple(
            MonthLine(
                code=code,
                rates=(None, *(round(dice.random() * 20, 2) for _ in range(12))),
                last_year=(None,) * 12 + (4.5,),
                low=(None,) * 5 + (3.0,) * 8,
                high=(None,) * 5 + (9.0,) * 8,
            )
            for code in ("", *groups)
        ),
    )


def _places() -> tuple[Lasting, ...]:
    return (
        Lasting(name="Torget", area="G01", total=12, times=4, reports="place=torg", code="torg"),
    )


def _near() -> Near:
    return Near(
        first="2026-W19", last="2026-W44", metres=(100, 200), days=(7, 14),
        categories=(
            Recurrence(
                category="FIRE-BIN", points=60, pairs=((12, 4), (3, 1)),
                ratios=((2.5, 1.0), (None, 0.8)), p=((0.002, 0.4), (1.0, 0.7)),
            ),
            Recurrence(
                category="DMG-GRAFF", points=90, pairs=((12, 4), (3, 1)),
                ratios=((1.1, 1.0), (1.0, 0.8)),
            ),
        ),
    )  # fmt: skip


@pytest.fixture(scope="module", params=["full", "short", "empty", "crowded", "two areas"])
def month(request: pytest.FixtureRequest) -> Picture:
    """A month in each extreme."""
    match request.param:
        case "crowded":
            return analysed(extremes.crowded())
        case "two areas":
            whole = pictures.full()
            return analysed(msgspec.structs.replace(whole, by_area=whole.by_area[:2]))
        case "empty":
            nothing = Longer(weeks=(), reporting=Reporting(expected=0, heard=0))
            return msgspec.structs.replace(analysed(pictures.empty()), longer=nothing)
        case which:
            return analysed(getattr(pictures, which)())


class Page(HTMLParser):
    """The headings, the tables' captions and the addresses of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.given: list[tuple[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.given += attrs

    def values(self, name: str) -> list[str]:
        return [value or "" for given, value in self.given if given == name]


def test_a_page_has_every_section_and_no_style_or_script_of_its_own(
    month: Picture, language: str
) -> None:
    page = Page(html.article(month, language, link=lambda query: f"/reports?{query}"))

    assert page.tags.count("h1") == 1
    # In short, the number of reports, seven sections of what was found, five of what was written
    # and is to come, and two of what it rests on.
    assert page.tags.count("h2") == 16
    assert "script" not in page.tags
    assert not page.values("style")
    ids = page.values("id")
    assert len(ids) == len(set(ids))


def test_every_drawing_has_a_text_and_a_table_that_says_the_same(
    month: Picture, language: str
) -> None:
    for section in (longer.opening(month, language), *longer.sections(month, language)):
        drawings = [block for block in section.blocks if isinstance(block, Drawing)]
        assert all(len(one.alt) > 40 and one.title and one.subtitle for one in drawings)
        if drawings:
            assert any(isinstance(block, Table) for block in section.blocks), section.heading
        for block in section.blocks:
            if isinstance(block, Table):
                assert block.rows
                assert {len(row) for row in block.rows} == {len(block.columns)}


def test_the_paper_says_what_the_page_says_and_is_tagged(month: Picture, language: str) -> None:
    paper = pdf(month, language)
    read = PdfReader(BytesIO(paper))
    text = re.sub(r"\s+", "", "".join(page.extract_text() for page in read.pages))

    for section in (*longer.sections(month, language), *longer.grounds(month, language)):
        assert re.sub(r"\s+", "", section.heading) in text
    for sentence in summary(month, language):
        assert re.sub(r"\s+", "", plain(sentence)) in text.replace("\N{SOFT HYPHEN}", "")
    assert str(read.root_object["/Lang"]) == language
    assert "/StructTreeRoot" in read.root_object
    assert pdf(month, language) == paper


def test_every_area_stands_in_the_table_with_its_parts(language: str) -> None:
    crowded = analysed(extremes.crowded())
    section = longer.sections(crowded, language)[0]
    whole = max(
        (block for block in section.blocks if isinstance(block, Table)), key=lambda x: len(x.rows)
    )

    assert crowded.longer is not None
    assert len(whole.rows) == len(crowded.longer.needs.areas) > 40
    assert whole.folded, "of so many the first ones are shown, and all of them below"


def test_a_near_repeat_is_one_plain_sentence_with_its_bands_below(language: str) -> None:
    picture = analysed(pictures.full())
    section = longer.sections(picture, language)[5]
    page = html.article(picture, language)

    assert len([block for block in section.blocks if isinstance(block, Table)]) == 2
    assert page.count("Efter en rapport om" if language == "sv" else "After a report of") == 1
    assert ("2,5 gånger" if language == "sv" else "2.5 times") in page


def test_the_long_table_holds_the_analysis_too() -> None:
    picture = analysed(pictures.full())
    lines = tables.csv(picture, "en").decode("utf-8-sig").splitlines()
    week = tables.csv(pictures.full(), "en").decode("utf-8-sig").splitlines()

    assert any("What the need rests on" in line for line in lines)
    assert not any("What the need rests on" in line for line in week)


def test_the_drawings_of_the_same_figures_are_the_same_bytes() -> None:
    once = html.article(analysed(pictures.full()), "sv")
    for draw in ("months", "multiples", "ranks", "dayparts"):
        getattr(charts, draw).cache_clear()

    assert html.article(analysed(pictures.full()), "sv") == once


def test_every_form_of_a_month_shows_the_sections_of_a_month(month: Picture, language: str) -> None:
    """And none of a week: no form falls back to what it knows of a week."""
    heads = [section.heading for section in longer.sections(month, language)]
    grounds = [section.heading for section in longer.grounds(month, language)]
    shown = screens(month, language)
    wall = screens(month, language, rows=8)

    for some in (shown, wall):
        said = "\n".join((*(one.heading for one in some), *(x for one in some for x in one.lines)))
        assert [head for head in (*heads, *grounds) if head not in said] == []
        assert not {one.key for one in some} & {"trend", "categories", "complete", "rhythm"}
        titles = [one.title for one in some]
        assert len(set(titles)) == len(titles)
    slides = Presentation(BytesIO(pptx(month, language))).slides
    assert len(slides) >= len(shown)
    book = load_workbook(BytesIO(xlsx(month, language)))
    assert "Tests" not in book.sheetnames
    told = {one.heading for one in shown if one.table and one.key in {"areas", "near", "signals"}}
    assert told <= set(book.sheetnames)


def test_the_summary_of_a_month_is_one_page_of_its_own_analysis(
    month: Picture, language: str
) -> None:
    paper = one_page(month, language)
    read = PdfReader(BytesIO(paper))
    text = re.sub(r"\s+", "", read.pages[0].extract_text())

    assert len(read.pages) == 1
    for section in longer.sections(month, language):
        if section.key in {"levels", "places", "when"}:
            assert re.sub(r"\s+", "", section.heading) in text
    assert one_page(month, language) == paper


@pytest.mark.parametrize("size", [BROAD, NARROW, WALL, NARROW_WALL])
def test_letters_for_a_wall_are_as_large_as_those_of_the_weeks(size: Size) -> None:
    crowded = analysed(extremes.crowded())
    for section in (longer.opening(crowded, "sv"), *longer.sections(crowded, "sv")):
        for block in section.blocks:
            if isinstance(block, Drawing) and not block.is_map:
                drawn = block.draw(size).decode()
                least = min(float(n) for n in re.findall(r'font-size="([0-9.]+)"', drawn))
                height = float(re.findall(r'viewBox="0 0 [0-9.]+ ([0-9.]+)"', drawn)[0])
                assert least >= (12 if size.large else 10), section.key
                assert not size.large or height < 340


def test_an_analyst_is_read_in_every_form_of_a_month(language: str) -> None:
    picture = analysed(pictures.full())
    page = unescape(html.article(picture, language, words=WORDS))
    paper = PdfReader(BytesIO(pdf(picture, language, words=WORDS)))
    text = re.sub(r"\s+", "", "".join(each.extract_text() for each in paper.pages))
    told = screens(picture, language, words=WORDS)
    slides = "\n".join(line for one in told for line in (*one.lines, *one.note))

    for said in WORDS.values():
        assert said in page
        assert re.sub(r"\s+", "", said) in text.replace("\N{SOFT HYPHEN}", "")
        assert said in slides
    closed = unescape(html.article(picture, language))
    assert not any(said in closed for said in WORDS.values())


@pytest.mark.parametrize("month", ["full", "two areas"], indirect=True)
def test_a_month_above_the_usual_is_not_coloured_on_its_slide(month: Picture) -> None:
    """No test is made of months, so no colour says that one deviates."""
    assert month.longer
    line = month.longer.months.lines[0]
    far_above = msgspec.structs.replace(
        line, rates=(*line.rates[:-1], 1000.0), high=(*line.high[:-1], 1.0)
    )
    lines = (far_above, *month.longer.months.lines[1:])
    months = msgspec.structs.replace(month.longer.months, lines=lines)
    longer = msgspec.structs.replace(month.longer, months=months)

    assert not of_months(msgspec.structs.replace(month, longer=longer), "sv").stands_out

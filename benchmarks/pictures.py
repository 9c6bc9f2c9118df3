"""Drawing the picture of a week from records of several sizes, now and as of a year ago."""

import io
from collections.abc import Iterator, Sequence
from functools import partial

import typst
import xlsxwriter  # type: ignore[import-untyped]
from pptx import Presentation

from benchmarks.measuring import Bar, Row, seconds, side_by_side
from benchmarks.raw import connect
from benchmarks.records import LAST_WEEK, MUNICIPALITY, House, known_after
from briefing.draw import draw
from briefing.renderings.pdf import pdf
from briefing.renderings.sheets import sheets
from briefing.renderings.slides import pptx
from briefing.renderings.workbook import xlsx
from projections.known import known
from reference.weeks import Week

ONE_SECOND = Bar("ours", most=1.0)
HARDLY_LONGER = Bar("ratio", most=1.2)
LARGEST = 1_000_000

COUNT_ALL = """
SELECT week, area, category, organisation, count(*) FROM register
WHERE municipality = ? AND upto_position = (SELECT max(upto_position) FROM register) AND counted
GROUP BY week, area, category, organisation
"""
LINE_ON_PAPER = '#set document(title: "A line")\n#set text(lang: "en")\nA line.'


def measure(house: House, reports: int, *, rounds: int) -> Iterator[Row]:
    """The rows of the table on one record, which was filled with so many reports."""
    yield side_by_side(
        f"picture of {reports:,} reports, now",
        lambda _: seconds(partial(_draw, house, LAST_WEEK)),
        _counting(house),
        rounds=rounds // 2,
        unit="s",
        against="raw sqlite3 counting the whole register once",
        bar=ONE_SECOND if reports >= LARGEST else None,
    )
    week = LAST_WEEK.shift(-52)
    yield side_by_side(
        f"picture of {reports:,} reports, as of a year ago",
        lambda _: seconds(partial(_draw, house, week, then=True)),
        lambda _: seconds(partial(_draw, house, week)),
        rounds=rounds,
        unit="s",
        against="the same week, as known now",
        bar=HARDLY_LONGER,
    )


def measure_history(longer: House, shorter: House, times: int, *, rounds: int) -> Row:
    """The same week in two records with as many reports a week, one `times` as long."""
    return side_by_side(
        f"picture of a week after {times} times the history",
        lambda _: seconds(partial(_draw, longer, LAST_WEEK)),
        lambda _: seconds(partial(_draw, shorter, LAST_WEEK)),
        rounds=rounds,
        unit="s",
        against="a week as large, less history",
        bar=HARDLY_LONGER,
    )


def measure_paper(house: House, *, rounds: int) -> Row:
    """The whole PDF, once the figures are there."""
    with known(house.log) as now:
        picture = draw(now, LAST_WEEK)
    bare = LINE_ON_PAPER.encode()
    return side_by_side(
        "the picture as PDF, after the figures",
        lambda _: seconds(partial(pdf, picture, "sv")),
        lambda _: seconds(
            lambda: typst.compile(bare, format="pdf", pdf_standards=["ua-1", "a-2a"])
        ),
        rounds=rounds,
        unit="s",
        against="typst with one line of text",
        bar=ONE_SECOND,
    )


def measure_slides(house: House, *, rounds: int) -> Row:
    """The slides, once the figures are there."""
    with known(house.log) as now:
        picture = draw(now, LAST_WEEK)
    slides = len(Presentation(io.BytesIO(pptx(picture, "sv"))).slides)
    return side_by_side(
        "the picture as slides, after the figures",
        lambda _: seconds(partial(pptx, picture, "sv")),
        lambda _: seconds(partial(_bare_slides, slides)),
        rounds=rounds,
        unit="s",
        against="python-pptx writing as many slides with a title each",
        bar=ONE_SECOND,
    )


def measure_workbook(house: House, *, rounds: int) -> Row:
    """The workbook, once the figures are there."""
    with known(house.log) as now:
        picture = draw(now, LAST_WEEK)
    cells = [[list(row) for row in sheet.rows] for sheet in sheets(picture, "sv")]
    return side_by_side(
        "the picture as a workbook, after the figures",
        lambda _: seconds(partial(xlsx, picture, "sv")),
        lambda _: seconds(partial(_bare_workbook, cells)),
        rounds=rounds,
        unit="s",
        against="XlsxWriter writing the same cells",
        bar=ONE_SECOND,
    )


def _bare_slides(slides: int) -> None:
    deck = Presentation()
    for number in range(slides):
        slide = deck.slides.add_slide(deck.slide_layouts[0])
        assert slide.shapes.title is not None
        slide.shapes.title.text_frame.text = str(number)
    deck.save(io.BytesIO())


def _bare_workbook(cells: Sequence[Sequence[Sequence[object]]]) -> None:
    book = xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True})
    for sheet in cells:
        page = book.add_worksheet()
        for number, row in enumerate(sheet):
            page.write_row(number, 0, row)
    book.close()


def _draw(house: House, week: Week, *, then: bool = False) -> None:
    """Draw a week's picture, as known now or when the record of the week was complete."""
    with known(house.log, moment=known_after(week) if then else None) as as_known:
        picture = draw(as_known, week)
    assert picture.total.n + picture.other_reports.n > 0, "an empty week costs nothing"


def _counting(house: House) -> "partial[float]":
    connection = connect(house.files[0])

    def count() -> None:
        connection.execute(COUNT_ALL, (MUNICIPALITY,)).fetchall()

    def timed(_: int) -> float:
        return seconds(count)

    return partial(timed)

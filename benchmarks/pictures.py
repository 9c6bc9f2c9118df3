"""Drawing the picture of a week from records of several sizes, now and as of a year ago."""

import io
from collections.abc import Iterator, Sequence
from functools import partial

import typst
import xlsxwriter  # type: ignore[import-untyped]
from pptx import Presentation

from benchmarks.measuring import Bar, Row, seconds, side_by_side
from benchmarks.raw import connect
from benchmarks.records import LAST_WEEK, MUNICIPALITY, WEEKS, House, known_after
from briefing.deviations.series import LONGEST
from briefing.draw import draw
from briefing.renderings.pdf import pdf
from briefing.renderings.sheets import sheets
from briefing.renderings.slides import pptx
from briefing.renderings.workbook import xlsx
from projections.known import known
from reference.periods import Period, PeriodKind
from reference.weeks import Week

ONE_SECOND = Bar("ours", most=1.0)
LONGER = (
    ("month", Period.of(PeriodKind.MONTH, LAST_WEEK).shift(-1), Bar("ours", most=1.5)),
    ("year", Period.of(PeriodKind.YEAR, LAST_WEEK), Bar("ours", most=3.0)),
)
"""The last whole month of every record, and its last year."""
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


def measure_longer(house: House, reports: int, *, rounds: int) -> Iterator[Row]:
    """A month and a year of the largest record."""
    for name, period, bar in LONGER:
        yield side_by_side(
            f"picture of a {name} among {reports:,} reports",
            _drawing(house, period),
            _counting(house),
            rounds=rounds // 2,
            unit="s",
            against="raw sqlite3 counting the whole register once",
            bar=bar if reports >= LARGEST else None,
        )


def measure_history(longer: House, enough: House, shorter: House, *, rounds: int) -> Iterator[Row]:
    """The same week in records with as many reports a week, but of different lengths.

    `enough` holds as many weeks as any test looks back on, so whatever is before them should cost
    nothing. Up to there a longer record is judged by a test that asks for more: each series by the
    seasons of its own years instead of by its mean. What that costs is told without a promise.
    """
    yield side_by_side(
        "picture of a week, more history than is looked at",
        lambda _: seconds(partial(_draw, longer, LAST_WEEK)),
        lambda _: seconds(partial(_draw, enough, LAST_WEEK)),
        rounds=rounds,
        unit="s",
        against=f"a week as large after {LONGEST} weeks",
        bar=HARDLY_LONGER,
    )
    yield side_by_side(
        f"picture of a week after {LONGEST} weeks, judged by its seasons",
        lambda _: seconds(partial(_draw, enough, LAST_WEEK)),
        lambda _: seconds(partial(_draw, shorter, LAST_WEEK)),
        rounds=rounds,
        unit="s",
        against=f"a week as large after {WEEKS} weeks",
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


def _draw(house: House, of: Week | Period, *, then: bool = False) -> None:
    """Draw a picture as known now, or a week's as when its record was complete."""
    complete = known_after(of) if then and isinstance(of, Week) else None
    with known(house.log, moment=complete) as as_known:
        picture = draw(as_known, of)
    assert picture.total.n + picture.other_reports.n > 0, "an empty week costs nothing"


def _drawing(house: House, of: Period) -> "partial[float]":
    def timed(_: int) -> float:
        return seconds(partial(_draw, house, of))

    return partial(timed)


def _counting(house: House) -> "partial[float]":
    connection = connect(house.files[0])

    def count() -> None:
        connection.execute(COUNT_ALL, (MUNICIPALITY,)).fetchall()

    def timed(_: int) -> float:
        return seconds(count)

    return partial(timed)

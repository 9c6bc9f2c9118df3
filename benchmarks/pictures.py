"""Drawing the picture of a week from records of several sizes, now and as of a year ago."""

from collections.abc import Iterator
from functools import partial

import typst

from benchmarks.measuring import Bar, Row, seconds, side_by_side
from benchmarks.raw import connect
from benchmarks.records import LAST_WEEK, MUNICIPALITY, House, known_after
from briefing.draw import draw
from briefing.renderings.pdf import pdf
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

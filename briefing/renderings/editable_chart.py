"""Weeks or months as a chart that whoever has the slides can edit: figures in its own sheet.

The band of the usual is drawn by bars between its lowest and its highest, so that the sheet holds
the figures as the picture has them.
"""

from copy import deepcopy
from typing import Any, NamedTuple

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE, XL_TICK_MARK
from pptx.enum.text import PP_ALIGN
from pptx.util import Pt

from briefing.picture import Picture
from briefing.renderings import contents, deviations
from briefing.renderings.deck import CHART_BOX, FONT, element, ink
from briefing.renderings.drawing import COLOURS
from briefing.renderings.longer.trends import marks
from briefing.renderings.slide_table import breadth
from briefing.renderings.wording import reports, running, usual_span
from reference.language import DASH, number, translator
from reference.weeks import Week

_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_NS = f'xmlns:c="{_CHART}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
_THIS, _LOW, _HIGH, _BEFORE = range(4)
_AXIS, _GAP = 12, 10
# Room for the words at the ends of the lines.
_ROOM = {"x": 0.05, "y": 0.04, "w": 0.76, "h": 0.84}


class End(NamedTuple):
    """What the end of a line is, and the number at which it ends."""

    n: float
    words: str


class Course(NamedTuple):
    """What the chart shows: the counts of weeks or months, the band of the usual, a year before.

    `said` is what the last count is, `ends` what the band and the line of the year before are;
    `stands_out` colours that count, where a test says that it deviates.
    """

    names: tuple[str, ...]
    counts: tuple[float | None, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]
    before: tuple[float | None, ...]
    series: tuple[str, str, str, str]
    said: str
    ends: tuple[End, ...]
    stands_out: bool
    number_format: str = "0"


def of_weeks(picture: Picture, language: str) -> Course:
    """The weeks of the trend."""
    t, trend, last = translator(language), picture.trend, contents.last_week(picture)
    usual, before = last.usual, trend.last_year[-1]
    ends: list[End] = []
    if usual.low is not None and usual.high is not None:
        words = t("usual %(span)s", span=usual_span(usual, language))
        ends.append(End((usual.low + usual.high) / 2, words))
    if before is not None:
        year = Week.parse(trend.weeks[-1]).year - 1
        words = t("%(n)s in %(year)s", year=year, n=number(before, language))
        ends.append(End(before, words))
    said = reports(last.n, language)
    if running(picture):
        said = t("%(n)s so far", n=number(last.n, language))
    return Course(
        names=tuple(row.week for row in contents.weeks(picture, language)),
        counts=trend.counts,
        low=trend.low,
        high=trend.high,
        before=trend.last_year,
        series=_series(t("Reports"), language),
        said=said,
        ends=tuple(ends),
        stands_out=deviations.total_stands_out(picture),
    )


def of_months(picture: Picture, language: str) -> Course:
    """The thirteen months of a longer period, by reports a week."""
    assert picture.longer
    t, months = translator(language), picture.longer.months
    line = months.lines[0]
    last, low, high, before = line.rates[-1], line.low[-1], line.high[-1], line.last_year[-1]
    ends: list[End] = []
    if low is not None and high is not None:
        span = DASH.join(number(n, language, decimals=0) for n in (low, high))
        ends.append(End((low + high) / 2, t("usual %(span)s", span=span)))
    if before is not None:
        words = t("a year before %(n)s", n=number(before, language, decimals=1))
        ends.append(End(before, words))
    said = "" if last is None else t("%(n)s a week", n=number(last, language, decimals=1))
    return Course(
        names=marks(months, language),
        counts=line.rates,
        low=line.low,
        high=line.high,
        before=line.last_year,
        series=_series(t("Reports a week"), language),
        said=said,
        ends=tuple(ends),
        stands_out=False,  # no test is made of months
        number_format="0.0",
    )


def _series(counted: str, language: str) -> tuple[str, str, str, str]:
    t = translator(language)
    return counted, t("Usual, low"), t("Usual, high"), t("A year before")


def insert(placeholder: Any, course: Course, tag: str) -> Any:  # noqa: ANN401 - python-pptx gives its parts no types
    """Put the chart in the place of a chart placeholder; gives its frame."""
    data: Any = CategoryChartData(number_format=course.number_format)  # type: ignore[no-untyped-call]
    data.categories = course.names
    lines = (course.counts, course.low, course.high, course.before)
    for called, counts in zip(course.series, lines, strict=True):
        data.add_series(called, counts)
    frame = placeholder.insert_chart(XL_CHART_TYPE.LINE_MARKERS, data)
    chart = frame.chart
    chart.has_legend = chart.has_title = False
    chart.font.size, chart.font.name = Pt(_AXIS), FONT
    chart.font.color.rgb = ink("quiet")
    _draw_axes(chart)
    _draw_lines(chart, course)
    _label(chart, course, tag)
    _lay_out(chart, tag)
    _band(chart)
    if sum(breadth(name, _AXIS) + _GAP for name in course.names) > _ROOM["w"] * CHART_BOX.width:
        _label_every_other(chart)
    return frame


def _draw_axes(chart: Any) -> None:  # noqa: ANN401 - the same
    value, category = chart.value_axis, chart.category_axis
    value.minimum_scale = 0
    value.has_major_gridlines = True
    value.major_gridlines.format.line.color.rgb = ink("line")
    value.format.line.fill.background()
    value.major_tick_mark = category.major_tick_mark = XL_TICK_MARK.NONE
    category.format.line.color.rgb = ink("edge")


def _label_every_other(chart: Any) -> None:  # noqa: ANN401 - the same
    """Leave out the name of every other week, so that none touches the next."""
    axis = chart.category_axis._element  # noqa: SLF001 - there is no other way in
    axis.find(f"{{{_CHART}}}noMultiLvlLbl").addprevious(element(f'<c:tickLblSkip {_NS} val="2"/>'))


def _draw_lines(chart: Any, course: Course) -> None:  # noqa: ANN401 - the same
    looks = {
        _THIS: ("now", 2.25),
        _LOW: ("edge", 0.75),
        _HIGH: ("edge", 0.75),
        _BEFORE: ("quiet", 1),
    }
    for number_, (colour, width) in looks.items():
        series = chart.plots[0].series[number_]
        series.smooth = False
        series.format.line.color.rgb = ink(colour)
        series.format.line.width = Pt(width)
        series.marker.style = XL_MARKER_STYLE.NONE
    this = chart.plots[0].series[_THIS]
    this.marker.style, this.marker.size = XL_MARKER_STYLE.CIRCLE, 5
    last = this.points[len(course.names) - 1]
    last.marker.style, last.marker.size = XL_MARKER_STYLE.CIRCLE, 9
    for marker, colour in ((this.marker, "now"), (last.marker, _colour(course))):
        marker.format.fill.solid()
        marker.format.fill.fore_color.rgb = ink(colour)
        marker.format.line.color.rgb = ink(colour)


def _colour(course: Course) -> str:
    return "out" if course.stands_out else "now"


def _label(chart: Any, course: Course, tag: str) -> None:  # noqa: ANN401 - the same
    """Say at the ends of the lines what they are; there is no legend.

    It is one label, a line for each, in the order of the ends: labels of their own would touch
    wherever two lines end close to each other.
    """
    at = len(course.names) - 1
    last = course.counts[at]
    if last is None or not course.said:
        return
    said = [(last, course.said, _colour(course), True)]
    said += [(end.n, end.words, "quiet", False) for end in course.ends]
    label = chart.plots[0].series[_THIS].points[at].data_label
    frame = label.text_frame
    frame.word_wrap = False
    for order, (_, words, colour, bold) in enumerate(sorted(said, key=lambda end: -end[0])):
        paragraph = frame.paragraphs[0] if order == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.LEFT
        run = paragraph.add_run()
        run.text = words
        run.font.size, run.font.bold, run.font.color.rgb = Pt(14), bold, ink(colour)
        run._r.get_or_add_rPr().set("lang", tag)  # noqa: SLF001 - python-pptx has no name for some languages
    label.position = XL_LABEL_POSITION.RIGHT


def _lay_out(chart: Any, tag: str) -> None:  # noqa: ANN401 - the same
    """Leave room at the right, and say in which language the words are."""
    space = chart._chartSpace  # noqa: SLF001 - there is no other way in
    area = space.find(f".//{{{_CHART}}}plotArea")
    for old in area.findall(f"{{{_CHART}}}layout"):
        area.remove(old)
    places = "".join(f'<c:{name} val="{value}"/>' for name, value in _ROOM.items())
    area.insert(
        0,
        element(
            f'<c:layout {_NS}><c:manualLayout><c:layoutTarget val="inner"/>'
            f'<c:xMode val="edge"/><c:yMode val="edge"/>{places}</c:manualLayout></c:layout>'
        ),
    )
    for properties in space.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}defRPr"):
        properties.set("lang", tag)


def _band(chart: Any) -> None:  # noqa: ANN401 - the same
    """Move the lowest and the highest into a plot of their own, with bars from one to the other."""
    lines = chart._chartSpace.find(f".//{{{_CHART}}}lineChart")  # noqa: SLF001 - the same
    band = deepcopy(lines)
    for plot, kept in ((lines, {_THIS, _BEFORE}), (band, {_LOW, _HIGH})):
        for order, series in enumerate(plot.findall(f"{{{_CHART}}}ser")):
            if order not in kept:
                plot.remove(series)
    fill = COLOURS["usual"][1:].upper()
    look = (
        f'<c:spPr><a:solidFill><a:srgbClr val="{fill}"><a:alpha val="55000"/></a:srgbClr>'
        "</a:solidFill><a:ln><a:noFill/></a:ln></c:spPr>"
    )
    bars: Any = element(
        f'<c:upDownBars {_NS}><c:gapWidth val="0"/><c:upBars>{look}</c:upBars>'
        f"<c:downBars>{look}</c:downBars></c:upDownBars>"
    )
    band.find(f"{{{_CHART}}}marker").addprevious(bars)
    lines.addprevious(band)

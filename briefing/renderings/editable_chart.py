"""Weeks or months as a chart that whoever has the slides can edit: figures in its own sheet.

The band of the usual is drawn by bars between its lowest and its highest, so that the sheet holds
the figures as the picture has them.
"""

from copy import deepcopy
from typing import Any, NamedTuple

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE, XL_TICK_MARK
from pptx.util import Pt

from briefing.picture import Picture
from briefing.renderings import contents, deviations
from briefing.renderings.deck import FONT, element, ink
from briefing.renderings.drawing import COLOURS
from briefing.renderings.longer.trends import marks
from briefing.renderings.wording import reports, running, usual_span
from reference.language import DASH, number, translator

_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_NS = f'xmlns:c="{_CHART}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
_THIS, _LOW, _HIGH, _BEFORE = range(4)
# Room for the words at the ends of the lines.
_ROOM = {"x": 0.05, "y": 0.04, "w": 0.76, "h": 0.84}


class Course(NamedTuple):
    """What the chart shows: the counts of weeks or months, the band of the usual, a year before.

    `said` and `usual` are written at the ends of the lines, `usual` on the side of the band that is
    away from the last count; `stands_out` marks that count as more than usual.
    """

    names: tuple[str, ...]
    counts: tuple[float | None, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]
    before: tuple[float | None, ...]
    series: tuple[str, str, str, str]
    said: str
    usual: str
    stands_out: bool
    number_format: str = "0"


def of_weeks(picture: Picture, language: str) -> Course:
    """The weeks of the trend."""
    t, trend, last = translator(language), picture.trend, contents.last_week(picture)
    span = usual_span(last.usual, language)
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
        usual=t("usual %(span)s", span=span) if span else "",
        stands_out=deviations.total_stands_out(picture),
    )


def of_months(picture: Picture, language: str) -> Course:
    """The thirteen months of a longer period, by reports a week."""
    assert picture.longer
    t, months = translator(language), picture.longer.months
    line = months.lines[0]
    last, low, high = line.rates[-1], line.low[-1], line.high[-1]
    usual = ""
    if low is not None and high is not None:
        span = DASH.join(number(n, language, decimals=0) for n in (low, high))
        usual = t("usual %(span)s", span=span)
    said = "" if last is None else number(last, language, decimals=1)
    return Course(
        names=marks(months, language),
        counts=line.rates,
        low=line.low,
        high=line.high,
        before=line.last_year,
        series=_series(t("Reports a week"), language),
        said=said,
        usual=usual,
        stands_out=last is not None and high is not None and last > high,
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
    chart.font.size, chart.font.name = Pt(12), FONT
    chart.font.color.rgb = ink("quiet")
    _draw_axes(chart)
    _draw_lines(chart, course)
    _label(chart, course, tag)
    _lay_out(chart, tag)
    _band(chart)
    return frame


def _draw_axes(chart: Any) -> None:  # noqa: ANN401 - the same
    value, category = chart.value_axis, chart.category_axis
    value.minimum_scale = 0
    value.has_major_gridlines = True
    value.major_gridlines.format.line.color.rgb = ink("line")
    value.format.line.fill.background()
    value.major_tick_mark = category.major_tick_mark = XL_TICK_MARK.NONE
    category.format.line.color.rgb = ink("edge")


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
    """Say at the lines what they are; there is no legend."""
    end, right = len(course.names) - 1, XL_LABEL_POSITION.RIGHT
    series = chart.plots[0].series
    if course.said:
        _write(series[_THIS].points[end], course.said, right, _colour(course), tag, bold=True)
    last, low, high = course.counts[end], course.low[end], course.high[end]
    if course.usual and low is not None and high is not None:
        # On the side of the band that is away from the last count.
        side = _LOW if (last or 0) > (low + high) / 2 else _HIGH
        _write(series[side].points[end], course.usual, right, "quiet", tag)
    known = [at for at, n in enumerate(course.before) if n is not None]
    if known:
        above = XL_LABEL_POSITION.ABOVE
        _write(
            series[_BEFORE].points[known[0]], course.series[_BEFORE].lower(), above, "quiet", tag
        )


def _write(
    point: Any,  # noqa: ANN401 - the same
    words: str,
    where: XL_LABEL_POSITION,
    colour: str,
    tag: str,
    *,
    bold: bool = False,
) -> None:
    label = point.data_label
    label.text_frame.text = words
    run = label.text_frame.paragraphs[0].runs[0]
    run.font.size, run.font.bold, run.font.color.rgb = Pt(14), bold, ink(colour)
    run._r.get_or_add_rPr().set("lang", tag)  # noqa: SLF001 - python-pptx has no name for some languages
    label.position = where


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

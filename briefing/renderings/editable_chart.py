"""The trend as a chart that whoever has the slides can edit: figures in its own sheet.

The band of the usual is drawn by bars between its lowest and its highest, so that the sheet holds
the figures as the picture has them.
"""

from copy import deepcopy
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE, XL_TICK_MARK
from pptx.util import Pt

from briefing.picture import Picture
from briefing.renderings import contents
from briefing.renderings.deck import FONT, element, ink
from briefing.renderings.drawing import COLOURS
from briefing.renderings.wording import Standing, reports, running, standing, usual_span
from reference.language import number, translator

_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_NS = f'xmlns:c="{_CHART}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
_THIS, _LOW, _HIGH, _BEFORE = range(4)
# Room for the words at the ends of the lines.
_ROOM = {"x": 0.05, "y": 0.04, "w": 0.76, "h": 0.84}


def insert_trend(placeholder: Any, picture: Picture, language: str, tag: str) -> Any:  # noqa: ANN401 - python-pptx gives its parts no types
    """Put the chart in the place of a chart placeholder; gives its frame."""
    t, trend = translator(language), picture.trend
    data: Any = CategoryChartData(number_format="0")  # type: ignore[no-untyped-call]
    data.categories = [row.week for row in contents.weeks(picture, language)]
    for called, counts in (
        (t("Reports"), trend.counts),
        (t("Usual, low"), trend.low),
        (t("Usual, high"), trend.high),
        (t("A year before"), trend.last_year),
    ):
        data.add_series(called, counts)
    frame = placeholder.insert_chart(XL_CHART_TYPE.LINE_MARKERS, data)
    chart = frame.chart
    chart.has_legend = chart.has_title = False
    chart.font.size, chart.font.name = Pt(12), FONT
    chart.font.color.rgb = ink("quiet")
    _draw_axes(chart)
    _draw_lines(chart, picture)
    _label(chart, picture, language, tag)
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


def _draw_lines(chart: Any, picture: Picture) -> None:  # noqa: ANN401 - the same
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
    last = this.points[len(picture.trend.weeks) - 1]
    last.marker.style, last.marker.size = XL_MARKER_STYLE.CIRCLE, 9
    for marker, colour in ((this.marker, "now"), (last.marker, _colour(picture))):
        marker.format.fill.solid()
        marker.format.fill.fore_color.rgb = ink(colour)
        marker.format.line.color.rgb = ink(colour)


def _colour(picture: Picture) -> str:
    return "out" if standing(picture.total) is Standing.ABOVE else "now"


def _label(chart: Any, picture: Picture, language: str, tag: str) -> None:  # noqa: ANN401 - the same
    """Say at the lines what they are; there is no legend."""
    t, trend, total = translator(language), picture.trend, picture.total
    end = len(trend.weeks) - 1
    right = XL_LABEL_POSITION.RIGHT
    said = reports(total.n, language)
    if running(picture):
        said = t("%(n)s so far", n=number(total.n, language))
    series = chart.plots[0].series
    _write(series[_THIS].points[end], said, right, _colour(picture), tag, bold=True)
    low, high = total.usual.low, total.usual.high
    if low is not None and high is not None:
        # On the side of the band that is away from this week's count.
        side = _LOW if total.n > (low + high) / 2 else _HIGH
        said = t("usual %(span)s", span=usual_span(total.usual, language))
        _write(series[side].points[end], said, right, "quiet", tag)
    known = [week for week, n in enumerate(trend.last_year) if n is not None]
    if known:
        above = XL_LABEL_POSITION.ABOVE
        _write(series[_BEFORE].points[known[0]], t("a year before"), above, "quiet", tag)


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

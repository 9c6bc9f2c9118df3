"""The two charts: how the count has moved, and when in the week the reports come.

Each is drawn twice, broad for paper and desk and narrow for the phone, so that the text keeps its
size. The same figures give the same bytes.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from briefing.picture import Figure, Picture, Rhythm, Trend
from briefing.renderings import deviations
from briefing.renderings.captions import alt_trend
from briefing.renderings.contents import hours_of, last_week
from briefing.renderings.drawing import Box, Point, Sheet, width_of
from briefing.renderings.hours import alt_rhythm
from briefing.renderings.wording import reports, running, usual_span
from reference.language import number, short_week, translator, weekday
from reference.weeks import Week

BROAD = 560
NARROW = 340

_STEPS = (1, 2, 5, *(n * 10**power for power in range(6) for n in (10, 20, 25, 50)))
_MOST_GRID_LINES = 4
_LABEL_GAP = 16
_SHADES = 5
_DAYS = 7
_HOURS = 24
# A share of a report that is no dot to be seen.
_FAINTEST = 0.02


class _Frame(NamedTuple):
    """Where the trend is plotted: `weeks` columns from zero to `most`."""

    left: float
    right: float
    top: float
    bottom: float
    weeks: int
    most: int

    @property
    def step(self) -> float:
        return (self.right - self.left) / self.weeks

    def x(self, week: float) -> float:
        """The middle of a week's column."""
        return self.left + (week + 0.5) * self.step

    def y(self, n: float) -> float:
        return self.bottom - (self.bottom - self.top) * n / self.most


def trend(picture: Picture, language: str, *, narrow: bool = False) -> bytes:
    """The count of each week upon the band of the usual, with last year's as a thin line; SVG."""
    alt = alt_trend(picture, language)
    return _trend(
        picture.trend,
        last_week(picture),
        alt,
        language,
        narrow=narrow,
        ongoing=running(picture),
        ink="out" if deviations.total_stands_out(picture) else "now",
    )


def rhythm(picture: Picture, language: str, *, narrow: bool = False) -> bytes:
    """This week's dots upon the usual's shade, weekday by hour, with the sums on the edges; SVG."""
    alt = alt_rhythm(picture, language)
    return _rhythm(picture.rhythm, alt, language, narrow=narrow)


@lru_cache(maxsize=64)
def _trend(
    drawn: Trend, last: Figure, alt: str, language: str, *, narrow: bool, ongoing: bool, ink: str
) -> bytes:
    width, height = (NARROW, 220) if narrow else (BROAD, 230)
    sheet = Sheet(width, height)
    values = [
        n for row in (drawn.counts, drawn.last_year, drawn.high) for n in row if n is not None
    ]
    step = next((s for s in _STEPS if max(values, default=0) <= s * _MOST_GRID_LINES), _STEPS[-1])
    lines = max(-(-max(values, default=0) // step), 1)
    labels = _end_labels(drawn, last, language, ongoing=ongoing, ink=ink)
    frame = _Frame(
        # Wider where the numbers are.
        left=max(30, width_of(number(step * lines, language)) + 8),
        right=width - max(112, *(width_of(said, bold=True) + 10 for _, said, *_ in labels)),
        top=14,
        bottom=height - 28,
        weeks=len(drawn.weeks),
        most=step * lines,
    )
    for n in range(0, frame.most + 1, step):
        y = frame.y(n)
        colour = "edge" if n == 0 else "line"
        sheet.line([(frame.left, y), (frame.right, y)], colour=colour)
        sheet.text((frame.left - 6, y), number(n, language), colour="quiet", align="right")
    _band(sheet, frame, drawn)
    for run in _runs(drawn.last_year):
        sheet.line([(frame.x(week), frame.y(n)) for week, n in run], colour="quiet", width=1)
    _this_year(sheet, frame, drawn, last, ongoing=ongoing, ink=ink)
    _week_labels(sheet, frame, drawn, language, every=3 if narrow else 2)
    _write_at_ends(sheet, frame, labels)
    return sheet.svg(alt)


def _band(sheet: Sheet, frame: _Frame, drawn: Trend) -> None:
    lows = dict(point for run in _runs(drawn.low) for point in run)
    for run in _runs(drawn.high):
        upper = [point for week, n in run for point in _step(frame, week, n)]
        lower = [point for week, _ in run for point in _step(frame, week, lows[week])]
        sheet.surface([[*upper, *reversed(lower)]], fill="usual", opacity=0.55)
        sheet.line(upper, colour="edge", width=0.75)
        sheet.line(lower, colour="edge", width=0.75)


def _step(frame: _Frame, week: int, n: int) -> list[Point]:
    left = frame.left + week * frame.step
    return [(left, frame.y(n)), (left + frame.step, frame.y(n))]


def _this_year(
    sheet: Sheet, frame: _Frame, drawn: Trend, this: Figure, *, ongoing: bool, ink: str
) -> None:
    for run in _runs(drawn.counts):
        points = [(frame.x(week), frame.y(n)) for week, n in run]
        sheet.line(points, colour="now", width=2)
        sheet.circles([(point, 2.5) for point in points], fill="now")
    last = (frame.x(frame.weeks - 1), frame.y(this.n))
    if ongoing:
        # A ring: it will be filled when the week is.
        sheet.circles([(last, 4.5)], fill="ground", edge=ink)
    else:
        sheet.circles([(last, 5)], fill=ink, edge="ground")


def _week_labels(sheet: Sheet, frame: _Frame, drawn: Trend, language: str, *, every: int) -> None:
    for week in range(frame.weeks - 1, -1, -every):
        at = (frame.x(week), frame.bottom + 15)
        said = Week.parse(drawn.weeks[week])
        last = week == frame.weeks - 1
        words = short_week(said, language) if last or week < every else str(said.number)
        colour = "ink" if last else "quiet"
        sheet.text(at, words, colour=colour, align="center", bold=last)


class _Label(NamedTuple):
    """What is said at the end of a line, and the count at which it ends."""

    n: float
    words: str
    colour: str
    bold: bool


def _end_labels(
    drawn: Trend, this: Figure, language: str, *, ongoing: bool, ink: str
) -> list[_Label]:
    """What the ends of the lines are."""
    t = translator(language)
    said = reports(this.n, language)
    if ongoing:
        said = t("%(n)s so far", n=number(this.n, language))
    labels = [_Label(this.n, said, ink, bold=True)]
    low, high = this.usual.low, this.usual.high
    if low is not None and high is not None:
        said = t("usual %(span)s", span=usual_span(this.usual, language))
        labels.append(_Label((low + high) / 2, said, "quiet", bold=False))
    if (before := drawn.last_year[-1]) is not None:
        year = Week.parse(drawn.weeks[-1]).year - 1
        said = t("%(n)s in %(year)s", year=year, n=number(before, language))
        labels.append(_Label(before, said, "quiet", bold=False))
    return labels


def _write_at_ends(sheet: Sheet, frame: _Frame, labels: Sequence[_Label]) -> None:
    """Say at the end of each line what it is, far enough apart to be read."""
    downwards = sorted(labels, key=lambda label: (frame.y(label.n), *label[1:]))
    places = _apart([frame.y(label.n) for label in downwards], frame.top, frame.bottom)
    for place, label in zip(places, downwards, strict=True):
        at = (frame.right + 6, place)
        sheet.text(at, label.words, colour=label.colour, bold=label.bold)


def _apart(wanted: Sequence[float], top: float, bottom: float) -> list[float]:
    """Move the sorted heights apart by at least a line, and keep them within the frame."""
    places: list[float] = []
    for y in wanted:
        places.append(max(y, places[-1] + _LABEL_GAP if places else top))
    for n in range(len(places) - 1, -1, -1):
        below = places[n + 1] - _LABEL_GAP if n + 1 < len(places) else bottom
        places[n] = min(places[n], below)
    return places


def _runs(values: Sequence[int | None]) -> Iterable[list[tuple[int, int]]]:
    """The stretches of (place, value) without a gap."""
    for known, run in groupby(enumerate(values), key=lambda item: item[1] is not None):
        if known:
            yield [(place, n) for place, n in run if n is not None]


class _Grid(NamedTuple):
    """Where the hours of the week are: the upper left corner and the size of a cell."""

    left: float
    top: float
    cell: float
    row: float

    def box(self, day: int, hour: int) -> Box:
        """The box of an hour, a pixel smaller than its cell."""
        return (
            self.left + hour * self.cell,
            self.top + day * self.row,
            self.cell - 1,
            self.row - 1,
        )

    def middle(self, day: int, hour: int) -> Point:
        return self.left + (hour + 0.5) * self.cell, self.top + (day + 0.5) * self.row

    @property
    def right(self) -> float:
        return self.left + _HOURS * self.cell

    @property
    def bottom(self) -> float:
        return self.top + _DAYS * self.row


@lru_cache(maxsize=64)
def _rhythm(drawn: Rhythm, alt: str, language: str, *, narrow: bool) -> bytes:
    width, height = (NARROW, 248) if narrow else (BROAD, 262)
    left, edge = (36.0, 62.0) if narrow else (88.0, 66.0)
    now = hours_of(drawn)
    sums = [number(round(sum(row), 1), language) for row in now]
    means = [number(sum(row), language, decimals=1) for row in drawn.usual]
    # The sums stand in a column of their own, the means in another.
    now_wide = max(24, *(width_of(said, bold=True) + 6 for said in sums))
    edge = max(edge, now_wide + 8 + max(map(width_of, means)))
    grid = _Grid(left, 20, (width - left - edge) / _HOURS, 24)
    sheet = Sheet(width, height)
    for hour in range(0, _HOURS + 1, 6):
        at = (grid.left + hour * grid.cell, grid.top - 10)
        sheet.text(at, f"{hour:02d}", colour="quiet", align="center")
    for row in range(_DAYS + 1):
        y = grid.top + row * grid.row - 0.5
        sheet.line([(grid.left, y), (grid.right, y)], colour="line")
    _shades(sheet, grid, drawn)
    # No dot is wider than its cell, and all keep their surfaces: the fullest hour says how large.
    fullest = max((n for row in now for n in row), default=0)
    size = min(2.4 if narrow else 3.2, min(grid.cell, grid.row) / 2 / max(fullest, 1) ** 0.5)
    dots = [
        (grid.middle(day, hour), size * n**0.5)
        for day, row in enumerate(now)
        for hour, n in enumerate(row)
        if n >= _FAINTEST
    ]
    sheet.circles(dots, fill="now")
    names = [weekday(day, language, short=narrow) for day in range(_DAYS)]
    _day_edge(sheet, grid, names, sums, means if drawn.weeks else [], now_wide)
    _hour_edge(sheet, grid, drawn, language, numbered=not narrow)
    return sheet.svg(alt)


def _shades(sheet: Sheet, grid: _Grid, drawn: Rhythm) -> None:
    """Shade each hour by its usual, in five steps, as wide as the greatest is dark."""
    most = max((mean for row in drawn.usual for mean in row), default=0)
    if not most:
        return
    steps = [
        # Shares of reports need not divide evenly: the greatest is no darker than the darkest.
        (min(-(-mean * _SHADES // most), _SHADES), grid.box(day, hour))
        for day, row in enumerate(drawn.usual)
        for hour, mean in enumerate(row)
        if mean
    ]
    for step, boxes in groupby(sorted(steps), key=lambda item: item[0]):
        sheet.boxes([box for _, box in boxes], fill="usual", opacity=round(step / _SHADES, 2))


def _day_edge(
    sheet: Sheet,
    grid: _Grid,
    names: Sequence[str],
    sums: Sequence[str],
    means: Sequence[str],
    wide: float,
) -> None:
    """Name the days before their rows and write their sums, `wide` at most, and means behind."""
    for day, (called, said) in enumerate(zip(names, sums, strict=True)):
        y = grid.top + (day + 0.5) * grid.row
        sheet.text((grid.left - 8, y), called, align="right")
        sheet.text((grid.right + wide, y), said, align="right", bold=True, colour="now")
        if means:
            sheet.text((grid.right + wide + 6, y), means[day], colour="quiet")


def _hour_edge(sheet: Sheet, grid: _Grid, drawn: Rhythm, language: str, *, numbered: bool) -> None:
    """Bars below the hours: this week's sum before the usual's."""
    now = [sum(column) for column in zip(*hours_of(drawn), strict=True)]
    usual = [sum(column) for column in zip(*drawn.usual, strict=True)]
    most = max(*now, *usual, 1)
    foot = grid.bottom + 46
    scale = 34 / most
    x = [grid.left + hour * grid.cell for hour in range(_HOURS)]
    sheet.boxes(
        [(x[h], foot - n * scale, grid.cell - 1, n * scale) for h, n in enumerate(usual) if n],
        fill="usual",
    )
    inset = grid.cell * 0.3
    sheet.boxes(
        [
            (x[h] + inset, foot - n * scale, grid.cell - 1 - 2 * inset, n * scale)
            for h, n in enumerate(now)
            if n
        ],
        fill="now",
    )
    sheet.line([(grid.left, foot), (grid.right, foot)], colour="edge")
    said = [number(n, language, decimals=0) for n in now]
    widest = max(width_of(words, size=10) for words in said)
    every = 1 if widest < grid.cell else 2
    for hour, words in enumerate(said):
        if numbered and words != "0" and hour % every == 0:
            at = (grid.left + (hour + 0.5) * grid.cell, foot + 9)
            sheet.text(at, words, size=10, align="center", colour="now")

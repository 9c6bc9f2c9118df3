"""The drawings of a longer period: months, many small lines on one scale, ranks, quarters of days.

Each is drawn for every size, so that the text keeps its own: a wall's is large, and there is room
for less. The same figures give the same bytes.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from briefing.renderings.blocks import Size
from briefing.renderings.drawing import Box, Sheet, width_of
from reference.language import number, translator, weekday

MOST_LINES, MOST_RANKS = 6, 8
"""So many have room in large letters."""

_BROAD, _NARROW = 560, 340
_LETTERS = 12
_STEPS = (0.5, 1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000, 20_000)
_MOST_GRID_LINES = 4
_PARTS_A_DAY = 4
_DAYS = 7
_SHADES = 5

Values = tuple[float | None, ...]


class Line(NamedTuple):
    """A line of small multiples: its name, what is written at its end, and its values.

    `before` is the thin line beneath, `low` and `high` the band of the usual; () for none.
    """

    name: str
    end: str
    values: Values
    before: Values = ()
    low: Values = ()
    high: Values = ()


class Ranked(NamedTuple):
    """A row of the drawing of ranks."""

    name: str
    rank: int
    low: int
    high: int
    share: str


class _Frame(NamedTuple):
    """Where values are plotted: so many columns from zero to `most`."""

    left: float
    top: float
    width: float
    height: float
    columns: int
    most: float

    def x(self, at: float) -> float:
        """The middle of a column."""
        return self.left + (at + 0.5) * self.width / self.columns

    def y(self, value: float) -> float:
        return self.top + self.height * (1 - value / self.most)


@lru_cache(maxsize=64)
def months(line: Line, marks: tuple[str, ...], alt: str, language: str, size: Size) -> bytes:
    """One line over the months, upon the band of the usual, a year before as a thin line; SVG."""
    width, height = (_NARROW, 220) if size.narrow else (_BROAD, 230)
    sheet = Sheet(width, height)
    t = translator(language)
    step, most = _scale([line])
    now, then = _last(line.values), _last(line.before)
    labels = [(now, line.end, "now", True)] if now is not None else []
    if then is not None:
        labels.append(
            (then, t("a year before %(n)s", n=number(then, language, decimals=1)), "", False)
        )
    low, high = _last(line.low), _last(line.high)
    if low is not None and high is not None:
        labels.append(((low + high) / 2, t("the usual"), "", False))
    right = max((width_of(words, bold=bold) for _, words, _, bold in labels), default=40) + 12
    left = max(30, width_of(number(most, language)) + 8)
    frame = _Frame(left, 14, width - left - right, height - 42, len(line.values), most)
    for n in range(round(most / step) + 1):
        y = frame.y(n * step)
        sheet.line([(left, y), (left + frame.width, y)], colour="edge" if n == 0 else "line")
        sheet.text((left - 6, y), number(n * step, language), colour="quiet", align="right")
    _plot(sheet, frame, line, dots=2.5)
    for at in range(len(marks) - 1, -1, -(3 if size.narrow else 2)):
        last = at == len(marks) - 1
        sheet.text(
            (frame.x(at), height - 13),
            marks[at],
            colour="ink" if last else "quiet",
            align="center",
            bold=last,
        )
    heights = _apart([frame.y(n) for n, *_ in sorted(labels, reverse=True)], 14, height - 28)
    for y, (_, words, colour, bold) in zip(heights, sorted(labels, reverse=True), strict=True):
        sheet.text((left + frame.width + 6, y), words, colour=colour or "quiet", bold=bold)
    return sheet.svg(alt)


@lru_cache(maxsize=64)
def multiples(
    lines: tuple[Line, ...], ends: tuple[str, str], alt: str, language: str, size: Size
) -> bytes:
    """Many small lines on one scale; `ends` are what the first and the last column are; SVG."""
    width, across = (_NARROW, 2) if size.narrow else (_BROAD, 3)
    names, small = (_LETTERS, _LETTERS) if size.large else (11, 10)
    gap, tall, head, foot = 14, 56 if size.large else 62, names + 9, small + 3
    shown = lines[:MOST_LINES] if size.large else lines
    rows = -(-len(shown) // across)
    _, most = _scale(shown)
    left = width_of(number(most, language), size=small) + 6
    wide = (width - left - gap * (across - 1)) / across
    sheet = Sheet(width, rows * (head + tall + foot) + 8)
    for at, line in enumerate(shown):
        column, row = at % across, at // across
        x, y = left + column * (wide + gap), row * (head + tall + foot) + head
        frame = _Frame(x, y, wide, tall, max(len(line.values), 1), most)
        end = width_of(line.end, size=names, bold=True)
        sheet.text((x, y - 10), _cut(line.name, wide - end - 8, names), size=names)
        sheet.text((x + wide, y - 10), line.end, size=names, bold=True, align="right", colour="now")
        for value in (0.0, most):
            colour = "line" if value else "edge"
            sheet.line([(x, frame.y(value)), (x + wide, frame.y(value))], colour=colour)
            if column == 0:
                said, place = number(value, language), (x - 4, frame.y(value))
                sheet.text(place, said, size=small, colour="quiet", align="right")
        _plot(sheet, frame, line, dots=0)
        if row == rows - 1 or at + across >= len(shown):
            low = y + tall + 2 + small / 2
            sheet.text((x, low), ends[0], size=small, colour="quiet")
            sheet.text((x + wide, low), ends[1], size=small, colour="quiet", align="right")
    return sheet.svg(alt)


@lru_cache(maxsize=64)
def ranks(rows: tuple[Ranked, ...], of: int, alt: str, language: str, size: Size) -> bytes:
    """For each area its rank and the span that it has when the weeks are drawn anew; SVG."""
    shown = rows[:MOST_RANKS] if size.large else rows
    width, row_height, top = _NARROW if size.narrow else _BROAD, 20 if size.large else 22, 24
    letters = _LETTERS if size.large else 11
    sheet = Sheet(width, top + row_height * len(shown) + 6)
    names = min(max((width_of(row.name) for row in shown), default=0) + 14, width * 0.42)
    share = max((width_of(row.share) for row in shown), default=0) + 14
    left, right = names + 6, width - share - 6
    t = translator(language)

    def x(rank: float) -> float:
        return left + (right - left) * (rank - 1) / max(of - 1, 1)

    every = next(n for n in (1, 2, 5, 10, 20, 50, 100) if of / n <= (8 if size.narrow else 12))
    for rank in sorted({1, *range(every, of + 1, every)}):
        sheet.line([(x(rank), top), (x(rank), sheet.height - 6)], colour="line")
        said = number(rank, language)
        sheet.text((x(rank), 12), said, size=letters, colour="quiet", align="center")
    sheet.text((0, 12), t("Rank"), size=letters, colour="quiet")
    for at, row in enumerate(shown):
        y = top + (at + 0.5) * row_height
        sheet.text((0, y), _cut(row.name, names - 8, size=12))
        sheet.boxes([(x(row.low) - 3, y - 3.5, x(row.high) - x(row.low) + 6, 7)], fill="usual")
        sheet.circles([((x(row.rank), y), 5)], fill="now", edge="ground")
        sheet.text((width, y), row.share, align="right", colour="quiet")
    return sheet.svg(alt)


@lru_cache(maxsize=64)
def dayparts(
    parts: tuple[int, ...], heads: tuple[str, ...], alt: str, language: str, size: Size
) -> bytes:
    """The quarters of the days, shaded by their number, which stands in each; sums outside; SVG."""
    width = _NARROW if size.narrow else _BROAD
    left = 36.0 if size.narrow else 78.0
    row_height, top = 26, 24
    days = [sum(parts[day * 4 : day * 4 + 4]) for day in range(_DAYS)]
    right = max(width_of(number(n, language), bold=True) for n in days) + 14
    cell = (width - left - right) / _PARTS_A_DAY
    sheet = Sheet(width, top + row_height * (_DAYS + 1) + 4)
    shaded: list[tuple[int, Box]] = []
    most = max(*parts, 1)
    for part, n in enumerate(parts):
        day, quarter = divmod(part, _PARTS_A_DAY)
        box = (left + quarter * cell, top + day * row_height, cell - 2, row_height - 2)
        if n:
            shaded.append((-(-n * _SHADES // most), box))
    for step, boxes in groupby(sorted(shaded), key=lambda item: item[0]):
        sheet.boxes([box for _, box in boxes], fill="usual", opacity=round(step / _SHADES, 2))
    for quarter, head in enumerate(heads):
        middle = left + (quarter + 0.5) * cell
        sheet.text(
            (middle, 11), head, size=_LETTERS if size.large else 11, colour="quiet", align="center"
        )
        total = number(sum(parts[quarter::_PARTS_A_DAY]), language)
        foot = top + (_DAYS + 0.5) * row_height
        sheet.text((middle, foot), total, bold=True, colour="now", align="center")
    for day in range(_DAYS):
        y = top + (day + 0.5) * row_height - 1
        sheet.text((0, y), weekday(day, language, short=size.narrow))
        sheet.text((width, y), number(days[day], language), bold=True, colour="now", align="right")
        for quarter in range(_PARTS_A_DAY):
            n = parts[day * _PARTS_A_DAY + quarter]
            at = (left + (quarter + 0.5) * cell, y)
            sheet.text(at, number(n, language), align="center", colour="ink" if n else "quiet")
    return sheet.svg(alt)


def _plot(sheet: Sheet, frame: _Frame, line: Line, *, dots: float) -> None:
    """The band, the thin line and the line itself."""
    half = frame.width / frame.columns / 2
    for run in _runs(line.high):
        upper = [(frame.x(at) + side, frame.y(n)) for at, n in run for side in (-half, half)]
        lows = {at: n for part in _runs(line.low) for at, n in part}
        lower = [(frame.x(at) + side, frame.y(lows[at])) for at, _ in run for side in (-half, half)]
        sheet.surface([[*upper, *reversed(lower)]], fill="usual", opacity=0.55)
    for run in _runs(line.before):
        points = [(frame.x(at), frame.y(n)) for at, n in run]
        if len(points) > 1:
            sheet.line(points, colour="quiet", width=1)
        else:
            sheet.circles([(points[0], 1.5)], fill="quiet")
    for run in _runs(line.values):
        points = [(frame.x(at), frame.y(n)) for at, n in run]
        if len(points) > 1:
            sheet.line(points, colour="now", width=2 if dots else 1.5)
        sheet.circles(
            [(point, dots or 1.5) for point in (points if dots else points[-1:])], fill="now"
        )


def _scale(lines: Sequence[Line]) -> tuple[float, float]:
    """The step of the grid and the number at its top, shared by all lines."""
    most = max(
        (n for line in lines for n in (*line.values, *line.before, *line.high) if n is not None),
        default=0,
    )
    step = next((s for s in _STEPS if most <= s * _MOST_GRID_LINES), _STEPS[-1])
    return step, step * max(-(-most // step), 1)


def _runs(values: Values) -> list[list[tuple[int, float]]]:
    """The stretches of (place, value) without a gap."""
    return [
        [(at, n) for at, n in run if n is not None]
        for known, run in groupby(enumerate(values), key=lambda item: item[1] is not None)
        if known
    ]


def _last(values: Values) -> float | None:
    return values[-1] if values else None


def _cut(words: str, room: float, size: float = 11) -> str:
    """The words, or so much of them as the room holds."""
    if width_of(words, size=size) <= room:
        return words
    while words and width_of(words + "…", size=size) > room:
        words = words[:-1]
    return words.rstrip() + "…"


def _apart(wanted: Sequence[float], top: float, bottom: float) -> list[float]:
    """Move the sorted heights apart by a line of text, within the frame."""
    gap, places = 16, list[float]()
    for y in wanted:
        places.append(max(y, places[-1] + gap if places else top))
    for at in range(len(places) - 1, -1, -1):
        places[at] = min(places[at], places[at + 1] - gap if at + 1 < len(places) else bottom)
    return places

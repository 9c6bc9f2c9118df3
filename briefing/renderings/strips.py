"""Drawings as small as a word, for the rows of a table: a line's weeks and levels, and its bar.

The row says the same in figures, so they are left out of what is read aloud. There are dozens on a
page: they are written straight, in the same colours and classes as the drawings.
"""

from collections.abc import Iterable, Sequence

from briefing.findings import Level
from briefing.picture import Figure
from briefing.renderings.drawing import COLOURS

_STEP = 8
_THICK = 6
_TALL = 24
_BAR = (200, 10)
_MARK = 6
_MARK_ROOM = 10
# Each level has a shape as well as a colour. The same as in the style sheet, which has the dark.
_LEVELS = {
    Level.GREEN: ("#2e6b3f", "M0 3A3 3 0 1 1 6 3A3 3 0 1 1 0 3Z"),
    Level.YELLOW: ("#f0c64a", "M0 6L3 0L6 6Z"),
    Level.RED: ("#a4262c", "M0.4 0.4H5.6V5.6H0.4Z"),
    Level.ORANGE: ("#b4500f", "M3 -0.4L6.4 3L3 6.4L-0.4 3Z"),
}


def weeks(figure: Figure, levels: Sequence[Level] = (), *, stands_out: bool = False) -> str:
    """The counts of the weeks before and of this week as columns from zero.

    The largest of them has the full height: a strip shows a shape, the row's figures its size.
    Below stand the levels of the same weeks, each by its sign.
    """
    most = max(figure.n, *figure.usual.weeks, 1)
    columns = [
        _box(place * _STEP, _TALL - _height(n, most), _THICK, _height(n, most), colour)
        for place, (n, colour) in enumerate(
            [*((n, "edge") for n in figure.usual.weeks), (figure.n, _now(stands_out))]
        )
    ]
    here = len(columns) - len(levels)
    marks = [_mark((here + place) * _STEP, level) for place, level in enumerate(levels)]
    return _svg(width(figure), height(levels), columns + marks, "weeks", whole=bool(levels))


def height(levels: Sequence[Level]) -> int:
    """How high the strip of the weeks is."""
    return _TALL + _MARK_ROOM if levels else _TALL


def width(figure: Figure) -> int:
    """How wide the strip of the weeks is."""
    return (len(figure.usual.weeks) + 1) * _STEP - (_STEP - _THICK)


def bar(figure: Figure, most: int, *, stands_out: bool = False) -> str:
    """The count as a bar from zero upon the band of the usual, `most` being the full width."""
    wide, tall = _BAR
    scale = wide / max(most, 1)
    low, high = figure.usual.low, figure.usual.high
    boxes: list[str] = []
    if low is not None and high is not None:
        # A band from 3 to 3 is still a thing to see.
        boxes.append(_box(low * scale, 0, max((high - low) * scale, 2), tall, "usual"))
    boxes.append(_box(0, tall * 0.25, figure.n * scale, tall / 2, _now(stands_out)))
    return _svg(wide, tall, boxes, "bar")


def full_width(figures: Iterable[Figure]) -> int:
    """The number at the far end of bars that share one scale."""
    return max((max(f.n, f.usual.high or 0) for f in figures), default=0)


def _now(stands_out: bool) -> str:  # noqa: FBT001 - its name says it
    return "out" if stands_out else "now"


def _height(n: int, most: int) -> float:
    # A week of none keeps a line to stand on.
    return max(_TALL * n / most, 1)


def _box(x: float, y: float, width: float, height: float, colour: str) -> str:
    place = " ".join(
        f'{name}="{value:.2f}"'
        for name, value in (("x", x), ("y", y), ("width", width), ("height", height))
    )
    return f'<rect {place} fill="{COLOURS[colour]}" class="f-{colour}"/>'


def _mark(x: float, level: Level) -> str:
    colour, shape = _LEVELS[level]
    # Yellow alone is too pale to be seen upon white.
    edge = ' stroke="#1d2329" stroke-width="0.7" class="f-yellow s-ink"'
    rest = edge if level is Level.YELLOW else f' class="f-{level.value}"'
    y = _TALL + _MARK_ROOM - _MARK - 1
    return f'<path transform="translate({x:g} {y})" d="{shape}" fill="{colour}"{rest}/>'


def _svg(
    width: float, height: float, boxes: Iterable[str], kind: str, *, whole: bool = False
) -> str:
    # Columns may be stretched; signs may not.
    ratio = "xMidYMid meet" if whole else "none"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="strip {kind}" width="{width:g}"'
        f' height="{height:g}" viewBox="0 0 {width:g} {height:g}" preserveAspectRatio="{ratio}"'
        f' aria-hidden="true" focusable="false">{"".join(boxes)}</svg>'
    )

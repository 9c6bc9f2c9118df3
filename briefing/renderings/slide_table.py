"""Tables of slides: how wide their columns are, how many rows fit, and how a cell looks."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from pptx.enum.text import PP_ALIGN
from pptx.util import Pt

from briefing.renderings.deck import LEVEL_COLOURS, Box, element, ink
from briefing.renderings.drawing import COLOURS, width_of
from briefing.renderings.screen import Cell, Table

SIZES = (14, 12)
"""The size of the text, and the smaller one by which a whole table comes onto one slide."""

_MEASURED = 20
_LINE = 1.22
_ROOM = 7
_SIDE = 6
_NARROWEST = 60
_WIDEST = 190
_MOST_LETTERS = 160
_PLAIN = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_NS = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'


@lru_cache(maxsize=4096)
def breadth(words: str, size: float, *, bold: bool = False) -> float:
    """How wide the words are, in points; measured once, whatever the size."""
    return width_of(words, size=_MEASURED, bold=bold) * size / _MEASURED


def pages_of(table: Table, first: Box, further: Box) -> tuple[list[Table], int]:
    """The table in as many parts as it takes slides, and the size of its text.

    The first part has a place of its own.
    """
    found = {size: _paged(table, first, further, size) for size in SIZES}
    size = next((size for size in SIZES if len(found[size]) == 1), SIZES[0])
    return found[size], size


def _paged(table: Table, first: Box, further: Box, size: int) -> list[Table]:
    head = [Cell(column) for column in table.columns]
    pages: list[list[tuple[Cell, ...]]] = [[]]
    widths = _widths(table, first.width, size)
    left = first.height - _height(head, widths, size)
    for row in table.rows:
        height = _height(row, widths, size)
        if pages[-1] and height > left:
            widths = _widths(table, further.width, size)
            height = _height(row, widths, size)
            left = further.height - _height(head, widths, size)
            pages.append([])
        pages[-1].append(row)
        left -= height
    return [table._replace(rows=tuple(rows)) for rows in pages]


def fill_table(placeholder: Any, table: Table, box: Box, size: int, tag: str) -> Any:  # noqa: ANN401 - python-pptx gives its parts no types
    """Put the table in the place of a table placeholder; gives its frame."""
    head = tuple(Cell(column) for column in table.columns)
    frame = placeholder.insert_table(rows=len(table.rows) + 1, cols=len(head))
    made = frame.table
    made.horz_banding = False
    made._tbl.tblPr.find("{*}tableStyleId").text = _PLAIN  # noqa: SLF001 - there is no other way in
    widths = _widths(table, box.width, size)
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Pt(width)
    total = 0.0
    for order, row in enumerate((head, *table.rows)):
        height = _height(row, widths, size)
        total += height
        made.rows[order].height = Pt(height)
        for place, cell in enumerate(row):
            look = _Look(size, tag, place in table.figures, not order, not place)
            _fill(made.cell(order, place), cell, look)
    frame.width, frame.height = Pt(sum(widths)), Pt(total)
    frame.left, frame.top = Pt(box.x), Pt(box.y)
    return frame


def _widths(table: Table, width: float, size: int) -> list[float]:
    """Figures as wide as they are, and words by how long they are."""
    wanted: list[float] = []
    for place, column in enumerate(table.columns):
        texts = [column, *(row[place].text for row in table.rows)]
        longest = max(breadth(_cut(text), size, bold=True) for text in texts)
        most = _WIDEST if place in table.figures else 2 * _WIDEST
        wanted.append(min(max(longest + 2 * _SIDE + 2, _NARROWEST), most))
    fixed = sum(wanted[place] for place in table.figures)
    words, left = sum(wanted) - fixed, width - fixed
    if left < width / 3 or not words:
        return [one * width / sum(wanted) for one in wanted]
    return [
        one if place in table.figures else one * left / words for place, one in enumerate(wanted)
    ]


def _height(row: Sequence[Cell], widths: Sequence[float], size: int) -> float:
    lines = max(
        -int(-breadth(_cut(cell.text), size) * 1.05 // (width - 2 * _SIDE))
        for cell, width in zip(row, widths, strict=True)
    )
    return max(lines, 1) * size * _LINE + _ROOM


def _cut(words: str) -> str:
    """A name that would fill a slide is cut; the notes and the workbook have it whole."""
    return words if len(words) <= _MOST_LETTERS else f"{words[: _MOST_LETTERS - 1].rstrip()}…"


class _Look(NamedTuple):
    """How a cell is written."""

    size: int
    tag: str
    right: bool
    is_head: bool
    is_first: bool


def _fill(held: Any, cell: Cell, look: _Look) -> None:  # noqa: ANN401 - the same
    held.margin_left = held.margin_right = Pt(_SIDE)
    held.margin_top = held.margin_bottom = Pt(_ROOM / 2 - 0.5)
    paragraph = held.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if look.right else PP_ALIGN.LEFT
    run = paragraph.add_run()
    run.text = _cut(cell.text)
    run._r.get_or_add_rPr().set("lang", look.tag)  # noqa: SLF001 - the same
    colour = "quiet" if look.is_head else "out" if cell.standing == "above" else "ink"
    run.font.size = Pt(look.size)
    run.font.bold = look.is_first or cell.standing in {"above", "below"} or bool(cell.level)
    if cell.level:
        ground, colour = LEVEL_COLOURS[cell.level]
        held.fill.solid()
        held.fill.fore_color.rgb = ink(ground)
    else:
        held.fill.background()
    run.font.color.rgb = ink(colour)
    _underline(held)


def _underline(held: Any) -> None:  # noqa: ANN401 - the same
    """A thin line below the cell, as on the page."""
    colour = COLOURS["line"][1:].upper()
    line: Any = element(
        f'<a:lnB {_NS} w="9525"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></a:lnB>'
    )
    held._tc.get_or_add_tcPr().insert(0, line)  # noqa: SLF001 - the same

"""Tables of slides: how wide their columns are, how many rows fit, and how a cell looks."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from unicodedata import category
from xml.sax.saxutils import escape

from pptx.util import Pt

from briefing.renderings.deck import LEVEL_COLOURS, Box, element
from briefing.renderings.drawing import COLOURS, width_of
from briefing.renderings.screen import ALL, Cell, Table
from briefing.renderings.wording import unbroken

SIZES = (20, 18, 16, 14, 12)
"""The sizes of the text: the largest by which a whole table comes onto one slide."""
ON_SEVERAL = 14
"""The size where it does not."""

_MEASURED = 20
# Control characters and halves of characters, which no XML takes.
_UNWRITABLE = frozenset({"Cc", "Cs"})
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
    for size in SIZES:
        pages = _paged(table, first, further, size)
        if len(pages) == 1:
            return pages, size
    pages = _paged(table, first, further, ON_SEVERAL)
    # As many rows on each, so that none is left with a row or two; then in the largest letters.
    even = -(-len(table.rows) // len(pages))
    for size in SIZES[: SIZES.index(ON_SEVERAL) + 1]:
        found = _paged(table, first, further, size, even)
        if len(found) == len(pages):
            return found, size
    return pages, ON_SEVERAL


def _paged(table: Table, first: Box, further: Box, size: int, most: int = ALL) -> list[Table]:
    head = [Cell(column) for column in table.columns]
    pages: list[list[tuple[Cell, ...]]] = [[]]
    widths = _widths(table, first.width, size)
    left = first.height - _height(head, widths, size)
    for row in table.rows:
        height = _height(row, widths, size)
        if pages[-1] and (height > left or len(pages[-1]) == most):
            widths = _widths(table, further.width, size)
            height = _height(row, widths, size)
            left = further.height - _height(head, widths, size)
            pages.append([])
        pages[-1].append(row)
        left -= height
    return [table._replace(rows=tuple(rows)) for rows in pages]


def fill_table(placeholder: Any, table: Table, box: Box, size: int, tag: str) -> Any:  # noqa: ANN401 - python-pptx gives its parts no types
    """Put the table in the place of a table placeholder; gives its frame.

    It is written as a whole: cell by cell through the library takes most of the time of a deck.
    """
    widths = _widths(table, box.width, size)
    head = tuple(Cell(column) for column in table.columns)
    rows = [(row, _height(row, widths, size)) for row in (head, *table.rows)]
    columns = "".join(f'<a:gridCol w="{Pt(width)}"/>' for width in widths)
    written = "".join(
        f'<a:tr h="{Pt(height)}">'
        + "".join(
            _written(cell, _Look(size, tag, place in table.figures, not order, not place))
            for place, cell in enumerate(row)
        )
        + "</a:tr>"
        for order, (row, height) in enumerate(rows)
    )
    frame = placeholder.insert_table(rows=1, cols=len(head))
    old = frame.table._tbl  # noqa: SLF001 - there is no other way in
    new = element(
        f'<a:tbl {_NS}><a:tblPr firstRow="1"><a:tableStyleId>{_PLAIN}</a:tableStyleId></a:tblPr>'
        f"<a:tblGrid>{columns}</a:tblGrid>{written}</a:tbl>"
    )
    old.getparent().replace(old, new)
    frame.width, frame.height = Pt(sum(widths)), Pt(sum(height for _, height in rows))
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
        # The first column is bold, and so wider.
        -int(-breadth(_cut(cell.text), size, bold=not place) * 1.05 // (width - 2 * _SIDE))
        for place, (cell, width) in enumerate(zip(row, widths, strict=True))
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


def _written(cell: Cell, look: _Look) -> str:
    """A cell with a thin line below, as on the page."""
    colour = "quiet" if look.is_head else "out" if cell.out else "ink"
    letters, fill = COLOURS[colour][1:].upper(), "<a:noFill/>"
    marked = cell.level and cell.level != "green"
    if marked:
        ground, letters = LEVEL_COLOURS[cell.level]
        fill = _solid(ground)
    elif cell.level:
        # What is calm does not shout.
        letters, _ = LEVEL_COLOURS[cell.level]
    is_bold = look.is_first or cell.standing in {"above", "below"} or bool(marked)
    side, above = int(Pt(_SIDE)), int(Pt(_ROOM / 2 - 0.5))
    line = _solid(COLOURS["line"][1:].upper())
    return (
        f'<a:tc><a:txBody><a:bodyPr/><a:lstStyle/><a:p><a:pPr algn="{"r" if look.right else "l"}"/>'
        f'<a:r><a:rPr lang="{look.tag}" sz="{look.size * 100}" b="{int(is_bold)}">'
        f"{_solid(letters)}</a:rPr><a:t>{_plain(cell.text)}</a:t></a:r></a:p></a:txBody>"
        f'<a:tcPr marL="{side}" marR="{side}" marT="{above}" marB="{above}">'
        f'<a:lnB w="9525">{line}</a:lnB>{fill}</a:tcPr></a:tc>'
    )


def _solid(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'


def _plain(words: str) -> str:
    """The words as they can stand in the file, on one line."""
    kept = (" " if category(letter) in _UNWRITABLE else letter for letter in _cut(words))
    return escape(unbroken("".join(kept)))

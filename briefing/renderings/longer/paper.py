"""A longer period's picture on paper: what its template lays out beside what every picture has."""

from typing import Any

from briefing.picture import Picture
from briefing.renderings.blocks import BROAD, NARROW, Block, Drawing, Table
from briefing.renderings.blocks import Section as Part
from briefing.renderings.longer import sections
from briefing.renderings.paper import Cell, Section, drawing, table
from briefing.renderings.penned import Penned
from briefing.renderings.wording import plain


def parts(picture: Picture, language: str, written: Penned) -> Section:
    """The sections of the page. What the page folds away stands last."""
    opening = sections.opening(picture, language, written)
    found = sections.sections(picture, language, written)
    grounds = sections.grounds(picture, language, written)
    return {
        "opening": _part(opening),
        "rows": [[_part(part) for part in row] for row in sections.rows(found)],
        "grounds": [_part(part) for part in grounds],
        "tables": [
            block_of(block)
            for part in (opening, *found, *grounds)
            for block in part.blocks
            if isinstance(block, Table) and block.folded
        ],
    }


def block_of(block: Block) -> Section:
    """A block as the template takes it."""
    if isinstance(block, Drawing):
        svg = block.draw(BROAD if block.is_map else NARROW)
        return {"drawing": drawing(svg, block.alt, block.title, block.subtitle)}
    if isinstance(block, Table):
        cells: list[list[Cell]] = [
            [_cell(cell.text, cell.how) for cell in row] for row in block.rows
        ]
        whole = table(block.title, block.columns, cells, block.subtitle, block.figures)
        return {"table": {**whole, "widths": _widths(block)}}
    said = [plain(sentence) for sentence in block.sentences]
    if block.by:
        return {"notes": said}
    return {"remarks": said, "listed": block.listed, "quiet": block.quiet}


def _part(part: Part) -> Section:
    left, right = sections.columns(part)
    # Where there are two drawings, what is said of them takes the whole width below.
    beside = [block for block in left if isinstance(block, Drawing) or not right]
    return {
        "left": [block_of(block) for block in beside],
        "right": [block_of(block) for block in right],
        "below": [block_of(block) for block in left if block not in beside],
        "heading": part.heading,
        "half": part.half,
        "blocks": [
            block_of(block)
            for block in part.blocks
            if not (isinstance(block, Table) and block.folded)
        ],
    }


def _cell(text: str, how: str) -> Cell:
    found: dict[str, Any] = {"standing": how, "words": text}
    return found if how else text


def _widths(block: Table) -> list[float]:
    """How the columns share the width: as it says, else the first one and names take more."""
    if block.widths:
        return list(block.widths)
    return [
        2.2 if at == 0 else 1 if at in block.figures else 1.8 for at in range(len(block.columns))
    ]

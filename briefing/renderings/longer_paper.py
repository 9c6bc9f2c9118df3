"""A longer period's picture on paper: the sections of the page, as a tagged PDF."""

from typing import Any

from briefing.picture import Picture
from briefing.renderings import longer
from briefing.renderings.blocks import Block, Drawing, Table
from briefing.renderings.blocks import Section as Part
from briefing.renderings.longer_page import columns, rows, sentences
from briefing.renderings.paper import Cell, Section, drawing, head, printed, table
from briefing.renderings.penned import Opened
from briefing.renderings.provenance import Issued
from briefing.renderings.wording import plain
from reference.language import translator


def pdf(
    picture: Picture, language: str, issued: Issued | None = None, words: Opened | None = None
) -> bytes:
    """The picture as PDF, A4. What the page folds away stands last."""
    t = translator(language)
    parts = (longer.opening(picture, language), *longer.sections(picture, language))
    paper: Section = {
        **head(picture, language, issued),
        "summary": {
            "heading": t("In short"),
            "sentences": [plain(said) for said in sentences(picture, language, words)],
        },
        "opening": _part(parts[0]),
        "rows": [[_part(part) for part in row] for row in rows(parts[1:])],
        "behind": t("The tables behind the drawings"),
        "tables": [
            _block(block)
            for part in parts
            for block in part.blocks
            if isinstance(block, Table) and block.folded
        ],
    }
    return printed("longer.typ", paper, picture)


def _part(part: Part) -> Section:
    left, right = columns(part)
    # Where there are two drawings, what is said of them takes the whole width below.
    beside = [block for block in left if isinstance(block, Drawing) or not right]
    return {
        "left": [_block(block) for block in beside],
        "right": [_block(block) for block in right],
        "below": [_block(block) for block in left if block not in beside],
        "heading": part.heading,
        "half": part.half,
        "blocks": [
            _block(block)
            for block in part.blocks
            if not (isinstance(block, Table) and block.folded)
        ],
    }


def _block(block: Block) -> Section:
    if isinstance(block, Drawing):
        return {"drawing": drawing(block.narrow, block.alt, block.title, block.subtitle)}
    if isinstance(block, Table):
        cells: list[list[Cell]] = [
            [_cell(cell.text, cell.how) for cell in row] for row in block.rows
        ]
        whole = table(block.title, block.columns, cells, block.subtitle, block.figures)
        return {"table": {**whole, "widths": _widths(block)}}
    said = [plain(sentence) for sentence in block.sentences]
    return {"remarks": said, "listed": block.listed, "quiet": block.quiet}


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

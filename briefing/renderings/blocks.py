"""What a page and a paper are put together from: sentences, drawings and tables, in words.

A longer period's picture is laid out once, as sections of these, and page and paper only set them.
"""

from typing import NamedTuple

from briefing.renderings.wording import Part, Sentence


class Cell(NamedTuple):
    """A cell of a table; `reports` is the query of the reports that it counts, or "".

    `how` is "above" for what is to be seen first, "quiet" for what stands behind, else "".
    """

    text: str
    reports: str = ""
    how: str = ""


class Table(NamedTuple):
    """A table whose first column names the rows; `figures` are the columns set to the right.

    A `folded` table says the same as a drawing: a page folds it away under these words, a paper has
    it last. `widths` are how the columns share a paper's width, () for all alike.
    """

    title: str
    subtitle: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    figures: tuple[int, ...] = ()
    folded: str = ""
    widths: tuple[float, ...] = ()


class Drawing(NamedTuple):
    """A drawing for broad and for narrow pages; `alt` says in words what it shows.

    A map is the same for both.
    """

    title: str
    subtitle: str
    alt: str
    broad: bytes
    narrow: bytes


class Remarks(NamedTuple):
    """Sentences, each a paragraph or, `listed`, a point of a list; `quiet` where all say "none"."""

    sentences: tuple[Sentence, ...]
    listed: bool = False
    quiet: bool = False


Block = Table | Drawing | Remarks


class Section(NamedTuple):
    """A heading and what stands under it; a `half` one shares its row with the next half."""

    heading: str
    blocks: tuple[Block, ...]
    half: bool = True


def said(*sentences: str) -> Remarks:
    """Plain sentences."""
    return Remarks(tuple((Part(sentence),) for sentence in sentences))


def nothing(sentence: str) -> Remarks:
    """The one line of a section without content."""
    return Remarks(((Part(sentence),),), quiet=True)


def cells(*texts: str) -> tuple[Cell, ...]:
    """A row of plain cells."""
    return tuple(Cell(text) for text in texts)

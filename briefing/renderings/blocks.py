"""What a page and a paper are put together from: sentences, drawings and tables, in words.

A longer period's picture is laid out once, as sections of these. Page, paper, slides, wall,
workbook and tables only set them.
"""

from collections.abc import Callable
from typing import NamedTuple

from briefing.renderings.wording import Part, Sentence
from reference.language import DASH, number


class Size(NamedTuple):
    """For which width a drawing is made, and whether its letters are `large`, for a wall."""

    narrow: bool = False
    large: bool = False


BROAD, NARROW = Size(), Size(narrow=True)
WALL, NARROW_WALL = Size(large=True), Size(narrow=True, large=True)


class Cell(NamedTuple):
    """A cell of a table; `reports` is the query of the reports that it counts, or "".

    `how` is "above" for what is to be seen first, "quiet" for what stands behind, else "". `n` is
    the number that the text says, for a spreadsheet, None where it says something else.
    """

    text: str
    reports: str = ""
    how: str = ""
    n: float | None = None


class Table(NamedTuple):
    """A table whose first column names the rows; `figures` are the columns set to the right.

    A `folded` table says the same as a drawing: a page folds it away under these words, a paper has
    it last. `widths` are how the columns share a paper's width, () for all alike; `short` are the
    columns that have room on a slide and on a wall, () for all. One that `begins` another is the
    first rows of the whole one that follows it.
    """

    title: str
    subtitle: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    figures: tuple[int, ...] = ()
    folded: str = ""
    widths: tuple[float, ...] = ()
    short: tuple[int, ...] = ()
    begins: bool = False


class Drawing(NamedTuple):
    """A drawing, made when it is wanted; `alt` says in words what it shows.

    A map is the same for broad and narrow pages. `lines` counts what is drawn, `most` as how much
    of it large letters leave room for; 0 where all of it is.
    """

    title: str
    subtitle: str
    alt: str
    draw: Callable[[Size], bytes]
    is_map: bool = False
    lines: int = 0
    most: int = 0


class Remarks(NamedTuple):
    """Sentences, each a paragraph or, `listed`, a point of a list; `quiet` where all say "none".

    `by` says whose they are, where they are the analyst's.
    """

    sentences: tuple[Sentence, ...]
    listed: bool = False
    quiet: bool = False
    by: str = ""


Block = Table | Drawing | Remarks


class Section(NamedTuple):
    """A heading and what stands under it; a `half` one shares its row with the next half.

    `key` is the section of the desk whose notes belong to it, or a name of its own. `title` says
    what is seen in it where no drawing and no table does, `together` what its tables are as one.
    """

    key: str
    heading: str
    blocks: tuple[Block, ...]
    half: bool = True
    title: str = ""
    together: str = ""

    @property
    def nothing(self) -> str:
        """The one line of a section without content; "" where there is some."""
        (first, *others) = self.blocks
        if others or not isinstance(first, Remarks) or not first.quiet:
            return ""
        return "".join(part.text for part in first.sentences[0])


def said(*sentences: str) -> Remarks:
    """Plain sentences."""
    return Remarks(tuple((Part(sentence),) for sentence in sentences))


def nothing(sentence: str) -> Remarks:
    """The one line of a section without content."""
    return Remarks(((Part(sentence),),), quiet=True)


def cells(*texts: str) -> tuple[Cell, ...]:
    """A row of plain cells."""
    return tuple(Cell(text) for text in texts)


def figure(
    n: float | None, language: str, *, decimals: int | None = None, reports: str = ""
) -> Cell:
    """A number, a dash where none is known; one that is not whole with one decimal."""
    if n is None:
        return Cell(DASH)
    places = (None if isinstance(n, int) else 1) if decimals is None else decimals
    return Cell(number(n, language, decimals=places), reports, n=n)

"""The picture as slides to speak to and to edit: PPTX.

Every text stands in a placeholder, tables and the trend are the program's own and not pictures of
them. What is drawn has its alternative text, and each slide's notes the figures and the rule. What
is too long for a slide goes on with the next. The same picture gives the same bytes.
"""

import io
from collections.abc import Sequence
from datetime import UTC
from typing import Any

from pptx.util import Pt

from briefing.picture import Picture
from briefing.renderings import deck, maps, provenance
from briefing.renderings.blocks import BROAD, WALL, Drawing
from briefing.renderings.deck import Box
from briefing.renderings.editable_chart import Course, insert, of_months, of_weeks
from briefing.renderings.penned import Opened
from briefing.renderings.provenance import Issued
from briefing.renderings.raster import png
from briefing.renderings.screen import Screen, Table
from briefing.renderings.screens import screens
from briefing.renderings.slide_table import breadth, fill_table, pages_of
from briefing.renderings.vector import add_vector
from briefing.renderings.whereabouts import day_table
from briefing.renderings.wording import title, unbroken
from reference.language import number, translator

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
TAGS = {"sv": "sv-SE", "en": "en-GB"}

_TITLE_SIZES = (28, 24, 20, 16)
_OPENING_SIZES = (36, 30, 24, 20)
_TEXT_SIZES = (20, 18, 16)
_SHORT_SIZES = (18, 16, 14)
_LINE = 1.25
_GAP = 6
_MOST_WORDS = 400
# From so many letters on what stands below a drawing is set smaller.
_BELOW = 330


def pptx(
    picture: Picture,
    language: str,
    issued: Issued | None = None,
    words: Opened | None = None,
) -> bytes:
    """The slides, in the order of the page. `words` are what people wrote, opened for a reader."""
    writer = _Writer(picture, language)
    for screen in screens(picture, language, issued, words):
        writer.write(screen)
    return writer.done(provenance.states(picture, issued, language)[0].word)


class _Writer:
    """Writes slide after slide."""

    def __init__(self, picture: Picture, language: str) -> None:
        self.picture = picture
        self.language = language
        self.tag = TAGS[language]
        self.deck = deck.empty_deck()
        t = translator(language)
        self.foot = t(
            "%(title)s. Position %(position)s, digest %(digest)s",
            title=_cut(title(picture, language), 90),
            position=number(picture.position, language),
            digest=provenance.short_digest(picture),
        )

    def write(self, screen: Screen) -> None:
        """The slides of a section; each kind of section has its layout."""
        match screen.key:
            case "head":
                self._text(screen, deck.TITLE, deck.OPENING_BODY_BOX, (24, 22, *_TEXT_SIZES))
            case "trend" if screen.drawing:
                self._chart(screen, of_weeks(self.picture, self.language))
            case "figures" if screen.figure:
                self._chart(screen, of_months(self.picture, self.language))
            case "areas" if screen.drawing:
                self._map(screen, maps.area_map(self.picture, self.language) or b"")
            case _ if screen.figure and screen.figure.is_map:
                self._map(screen, screen.figure.draw(BROAD))
            case _ if screen.figure:
                self._drawing(screen, screen.figure)
            case "when" if table := day_table(self.picture, self.language):
                self._table(screen._replace(table=table, drawing=""))
            case _ if screen.table:
                self._table(screen)
            case _:
                self._text(screen, deck.TEXT, deck.BODY_BOX, _TEXT_SIZES)

    def done(self, state: str) -> bytes:
        """The file, with what it says of itself."""
        picture, about = self.picture, self.deck.core_properties
        when = picture.as_of.astimezone(UTC).replace(microsecond=0, tzinfo=None)
        about.title = title(picture, self.language)
        about.author = about.last_modified_by = picture.municipality.name
        about.subject, about.keywords, about.language = state, picture.period, self.tag
        about.created = about.modified = when
        about.revision = 1
        written = io.BytesIO()
        self.deck.save(written)
        return deck.steady(written.getvalue(), f"{when.isoformat()}Z")

    def _text(self, screen: Screen, layout: str, box: Box, sizes: Sequence[int]) -> None:
        lines = [*screen.lines, *filter(None, (screen.more,))]
        size = _largest(lines, box, sizes)
        parts = _paged(lines, box, size)
        for part, some in enumerate(parts, 1):
            # Only the deck's first slide is its title page.
            used = layout if part == 1 else deck.TEXT
            slide = self._slide(screen, used, part, len(parts))
            self._write(slide.placeholders[deck.BODY], some, size)
            self._finish(slide, screen)

    def _chart(self, screen: Screen, course: Course) -> None:
        slide = self._slide(screen, deck.CHART)
        _describe(insert(slide.placeholders[deck.GRAPHIC], course, self.tag), screen.alt)
        below = [*screen.note[:1], *screen.lines]
        size = _largest(below, deck.CHART_BELOW_BOX, (14, 12))
        self._write(slide.placeholders[deck.BELOW], below, size)
        self._finish(slide, screen)

    def _drawing(self, screen: Screen, drawing: Drawing) -> None:
        """A drawing in large letters, with what is drawn and what of it is left out below."""
        slide = self._slide(screen, deck.DRAWING)
        self._insert(slide.placeholders[deck.GRAPHIC], screen, drawing.draw(WALL), deck.CHART_BOX)
        below = [" ".join(filter(None, (drawing.subtitle, screen.more)))]
        self._write(slide.placeholders[deck.BELOW], below, 14 if len(below[0]) < _BELOW else 12)
        self._finish(slide, screen)

    def _map(self, screen: Screen, drawn: bytes) -> None:
        """The map beside the first rows; or, without areas, beside what is said of that."""
        box = deck.MAP_BOX if screen.table else deck.ONLY_MAP_BOX
        if screen.table is None:
            slide = self._slide(screen, deck.MAP)
            self._insert(slide.placeholders[deck.GRAPHIC], screen, drawn, box)
            self._write(slide.placeholders[deck.BESIDE], screen.lines, 16)
            self._finish(slide, screen)
            return
        pages, size = pages_of(screen.table, deck.MAP_TABLE_BOX, deck.TABLE_BOX)
        slide = self._slide(screen, deck.MAP_AND_TABLE, 1, len(pages))
        self._insert(slide.placeholders[deck.GRAPHIC], screen, drawn, box)
        self._rows(slide.placeholders[deck.BESIDE], pages[0], deck.MAP_TABLE_BOX, size)
        self._more(slide, screen, is_last=len(pages) == 1)
        self._finish(slide, screen)
        self._further(screen, pages[1:], size, before=1)

    def _table(self, screen: Screen) -> None:
        """The table, with the sentences above or beside it where there is room, else before it."""
        assert screen.table
        lines = screen.lines
        above = (deck.TEXT_AND_TABLE, deck.SHORT_TEXT_BOX, deck.SHORT_TABLE_BOX)
        beside = (deck.TEXT_BESIDE, deck.BESIDE_TABLE_BOX, deck.TABLE_BESIDE_BOX)
        # Above on one slide, else beside on one, else above with the rest of the table after it.
        for (layout, box, below), most in (
            (above, 1),
            (beside, 1),
            (above, len(screen.table.rows)),
        ):
            pages, letters = pages_of(screen.table, below, deck.TABLE_BOX)
            size = _largest(lines, box, _SHORT_SIZES)
            if not lines or len(pages) > most or not _fits(lines, box, size):
                continue
            slide = self._slide(screen, layout, 1, len(pages))
            self._write(slide.placeholders[deck.BODY], lines, size)
            self._rows(slide.placeholders[deck.GRAPHIC], pages[0], below, letters)
            self._more(slide, screen, is_last=len(pages) == 1)
            self._finish(slide, screen)
            self._further(screen, pages[1:], letters, before=1)
            return
        pages, letters = pages_of(screen.table, deck.TABLE_BOX, deck.TABLE_BOX)
        size = _largest(lines, deck.BODY_BOX, _TEXT_SIZES)
        texts = _paged(lines, deck.BODY_BOX, size) if lines else []
        for part, some in enumerate(texts, 1):
            slide = self._slide(screen, deck.TEXT, part, len(texts) + len(pages))
            self._write(slide.placeholders[deck.BODY], some, size)
            self._finish(slide, screen)
        self._further(screen, pages, letters, before=len(texts))

    def _further(self, screen: Screen, pages: Sequence[Table], size: int, *, before: int) -> None:
        """Slides with nothing but the table, after so many of the section."""
        parts = before + len(pages)
        for part, page in enumerate(pages, before + 1):
            slide = self._slide(screen, deck.TABLE, part, parts)
            self._rows(slide.placeholders[deck.GRAPHIC], page, deck.TABLE_BOX, size)
            self._more(slide, screen, is_last=part == parts)
            self._finish(slide, screen)

    def _rows(self, placeholder: Any, table: Table, box: Box, size: int) -> None:  # noqa: ANN401 - python-pptx gives its parts no types
        frame = fill_table(placeholder, table, box, size, self.tag)
        _describe(frame, table.caption)

    def _more(self, slide: Any, screen: Screen, *, is_last: bool) -> None:  # noqa: ANN401 - the same
        if is_last and screen.more:
            self._write(slide.placeholders[deck.BELOW], [screen.more], 14)

    def _insert(self, placeholder: Any, screen: Screen, drawn: bytes, box: Box) -> None:  # noqa: ANN401 - the same
        """The drawing of the page as pixels, and as lines for whoever's program takes them."""
        assert drawn, "a section with a drawing has one"
        held = placeholder.insert_picture(io.BytesIO(png(drawn)))
        held.crop_left = held.crop_right = held.crop_top = held.crop_bottom = 0
        width, height = held.image.size
        scale = min(box.width / width, box.height / height)
        held.width, held.height = Pt(width * scale), Pt(height * scale)
        held.left, held.top = Pt(box.x + (box.width - width * scale) / 2), Pt(box.y)
        add_vector(held, drawn)
        _describe(held, screen.alt)

    def _slide(self, screen: Screen, layout: str, part: int = 1, parts: int = 1) -> Any:  # noqa: ANN401 - the same
        slide = self.deck.slides.add_slide(deck.layout_of(self.deck, layout))
        called = _cut(screen.title, _MOST_WORDS)
        if parts > 1:
            called = f"{called} ({part}/{parts})"
        opening = layout == deck.TITLE
        sizes = _OPENING_SIZES if opening else _TITLE_SIZES
        fits = (s for s in sizes if breadth(called, s, bold=True) < 1.8 * deck.TITLE_BOX.width)
        self._write(slide.placeholders[0], [unbroken(called)], next(fits, sizes[-1]))
        self._write(slide.placeholders[deck.KIND], [screen.heading], 16 if opening else 14)
        return slide

    def _finish(self, slide: Any, screen: Screen) -> None:  # noqa: ANN401 - the same
        """Take away what stayed empty; add the foot and the notes."""
        for placeholder in list(slide.placeholders):
            if placeholder.has_text_frame and not placeholder.text_frame.text.strip():
                placeholder.element.getparent().remove(placeholder.element)
        tree = slide.shapes._spTree  # noqa: SLF001 - there is no other way in
        place = len(self.deck.slides)
        for number_, name in ((deck.FOOTER, "Footer"), (deck.NUMBER, "Slide number")):
            shape_id = max(int(each.get("id")) for each in tree.iter("{*}cNvPr")) + 1
            tree.append(deck.foot_placeholder(number_, shape_id, name))
        foot = {each.placeholder_format.idx: each for each in slide.placeholders}
        self._write(foot[deck.FOOTER], [self.foot], 12)
        body = foot[deck.NUMBER].text_frame._txBody  # noqa: SLF001 - the same
        body.replace(body.p_lst[0], deck.number_field(place, self.tag))
        self._note(slide, screen)

    def _note(self, slide: Any, screen: Screen) -> None:  # noqa: ANN401 - the same
        page = slide.notes_slide
        for placeholder in list(page.placeholders):
            kind = placeholder.element.find(".//{*}ph").get("type")
            if kind not in {"sldImg", "body"}:
                placeholder.element.getparent().remove(placeholder.element)
        self._write(page.notes_placeholder, screen.note or (screen.title,), None)

    def _write(self, placeholder: Any, lines: Sequence[str], size: int | None) -> None:  # noqa: ANN401 - the same
        """One paragraph a line, each run in the language of the deck."""
        frame = placeholder.text_frame
        for order, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if order == 0 else frame.add_paragraph()
            run = paragraph.add_run()
            run.text = line
            run._r.get_or_add_rPr().set("lang", self.tag)  # noqa: SLF001 - the same
            if size is not None:
                run.font.size = Pt(size)


def _describe(frame: Any, words: str) -> None:  # noqa: ANN401 - the same
    frame._element.xpath(".//p:cNvPr")[0].set("descr", words)  # noqa: SLF001 - the same


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def _largest(lines: Sequence[str], box: Box, sizes: Sequence[int]) -> int:
    """The largest of the sizes by which the lines fit; the smallest where none does."""
    return next((s for s in sizes if _fits(lines, box, s)), sizes[-1])


def _fits(lines: Sequence[str], box: Box, size: float) -> bool:
    return _height(lines, box.width, size) <= box.height


def _height(lines: Sequence[str], width: float, size: float) -> float:
    return sum(_rows_of(line, width, size) * size * _LINE + _GAP for line in lines)


def _rows_of(line: str, width: float, size: float) -> int:
    return max(-int(-breadth(line, size) * 1.04 // width), 1)


def _paged(lines: Sequence[str], box: Box, size: float) -> list[list[str]]:
    """The lines in as many pages as they take."""
    pages: list[list[str]] = [[]]
    for line in lines:
        if pages[-1] and _height([*pages[-1], line], box.width, size) > box.height:
            pages.append([])
        pages[-1].append(line)
    return pages

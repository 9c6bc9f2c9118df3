"""A longer period's sections for slides and wall: each drawing and each table is a screen."""

from collections.abc import Sequence

from briefing.picture import Picture
from briefing.renderings.blocks import Block, Drawing, Remarks, Section, Table
from briefing.renderings.longer import sections
from briefing.renderings.screen import ALL, Cell, Screen
from briefing.renderings.screen import Table as Shown
from briefing.renderings.wording import plain
from reference.language import number, translator

_FEW = 2
# What stands beside its words on a wall has a key of its own: these are as wide as the wall.
_KEYS = {"levels": "needs", "when": "times"}


def found(picture: Picture, language: str, rows: int) -> tuple[Screen, ...]:
    """What was found, at most so many `rows` in a table; all without content share a screen."""
    whole = (sections.opening(picture, language), *sections.sections(picture, language))
    shown = [screen for section in whole for screen in _screens(section, language, rows)]
    return (*shown, *_nothing((*whole, *sections.grounds(picture, language)), language))


def reporting(picture: Picture, language: str, rows: int) -> tuple[Screen, ...]:
    """Who reported."""
    section = sections.grounds(picture, language)[0]
    return tuple(_screens(section, language, rows))


def made(picture: Picture, language: str) -> tuple[str, ...]:
    """How it was made, in sentences; what a careful reader must know besides is on the page."""
    blocks = sections.grounds(picture, language)[1].blocks
    return _said([one for one in blocks if isinstance(one, Remarks) and not one.listed])


def _screens(section: Section, language: str, rows: int) -> list[Screen]:
    """The screens of a section: its drawings, and its tables, a map beside the first of them."""
    if section.nothing:
        return []
    said = _said(section.blocks)
    drawings = [block for block in section.blocks if isinstance(block, Drawing)]
    tables = [block for block in section.blocks if isinstance(block, Table) and not block.folded]
    beside = next((one for one in drawings if one.is_map), None) if tables else None
    found = [
        _drawn(section, one, said, language, is_cut=rows < ALL)
        for one in drawings
        if one is not beside
    ]
    if rows >= ALL and section.together and len(tables) > 1:
        table, *others = tables
        every = table._replace(rows=(*table.rows, *(row for one in others for row in one.rows)))
        tables = [every._replace(title=section.together)]
    for order, table in enumerate(tables):
        lines = said if not drawings and not order else ()
        screen = _tabled(section, table, lines, language, rows)
        if beside is not None and not order:
            screen = screen._replace(key="areas", figure=beside, alt=beside.alt)
        found.append(screen)
    if not found:
        told = tuple(one for one in said if one != f"{section.title}.")
        found.append(
            Screen(
                key=section.key,
                heading=section.heading,
                title=section.title or section.heading,
                lines=told[: len(told) if rows >= ALL else _FEW],
                note=said,
                idle=f"{section.title}." if section.title and len(told) <= 1 else "",
            )
        )
    return found


def _drawn(
    section: Section, drawing: Drawing, said: Sequence[str], language: str, *, is_cut: bool
) -> Screen:
    """A drawing; what it is stands below it, and what is said of it in the notes."""
    t = translator(language)
    more = ""
    if drawing.lines > drawing.most > 0:
        more = t(
            "The %(n)s first of %(all)s are drawn; all are on the page of the picture.",
            n=number(drawing.most, language),
            all=number(drawing.lines, language),
        )
    return Screen(
        key=_KEYS.get(section.key, section.key),
        heading=section.heading,
        title=drawing.title,
        lines=(drawing.subtitle,) if is_cut else (),
        figure=drawing,
        alt=drawing.alt,
        more=more,
        note=(drawing.subtitle, drawing.alt, *said),
    )


def _tabled(
    section: Section, table: Table, lines: Sequence[str], language: str, rows: int
) -> Screen:
    t = translator(language)
    short = table.short or tuple(range(len(table.columns)))
    lines = lines if rows >= ALL else lines[:_FEW]
    rows -= len(lines)
    left = len(table.rows[rows:])
    return Screen(
        key=section.key,
        heading=section.heading,
        title=section.title or table.title,
        lines=tuple(lines),
        table=Shown(
            caption=table.title,
            columns=tuple(table.columns[at] for at in short),
            rows=tuple(
                tuple(
                    Cell(row[at].text, standing=row[at].how, out=row[at].how == "above")
                    for at in short
                )
                for row in table.rows[:rows]
            ),
            figures=tuple(order for order, at in enumerate(short) if at in table.figures),
        ),
        more=t.many(
            "%(n)s more is on the page of the picture.",
            "%(n)s more are on the page of the picture.",
            left,
        )
        if left
        else "",
        note=tuple(filter(None, (table.subtitle, *lines))) or (table.title,),
    )


def _nothing(some: Sequence[Section], language: str) -> list[Screen]:
    """The sections without content, each by its one line."""
    t = translator(language)
    lines = tuple(f"{section.heading}: {section.nothing}" for section in some if section.nothing)
    if not lines:
        return []
    heading, title = t("The other sections"), t("Where there is nothing to show")
    return [Screen(key="nothing", heading=heading, title=title, lines=lines, note=lines)]


def _said(blocks: Sequence[Block]) -> tuple[str, ...]:
    return tuple(
        plain(sentence)
        for block in blocks
        if isinstance(block, Remarks)
        for sentence in block.sentences
    )

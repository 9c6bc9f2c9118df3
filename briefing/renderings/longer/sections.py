"""A longer period's picture put together: the sections that every rendering sets, in order."""

from briefing.picture import Picture
from briefing.renderings.blocks import Block, Drawing, Remarks, Section
from briefing.renderings.longer import needs, places, record, trends
from briefing.renderings.penned import Penned
from briefing.renderings.wording import Part
from reference.language import translator


def opening(picture: Picture, language: str, written: Penned | None = None) -> Section:
    """What stands beside the sentences on top."""
    return _noted(trends.whole(picture, language), language, written)


def sections(picture: Picture, language: str, written: Penned | None = None) -> tuple[Section, ...]:
    """The sections of what was found, in their order, with what the analyst noted of them."""
    found = (
        needs.section(picture, language),
        places.lasting(picture, language),
        places.times(picture, language),
        trends.groups(picture, language),
        trends.area_weeks(picture, language),
        places.near(picture, language),
        record.weeks(picture, language),
    )
    return tuple(_noted(section, language, written) for section in found)


def grounds(picture: Picture, language: str, written: Penned | None = None) -> tuple[Section, ...]:
    """What the sections rest on: who reported, and how it was counted. They stand last."""
    found = (record.reporting(picture, language), record.made(picture, language))
    return tuple(_noted(section, language, written) for section in found)


def rows(sections: tuple[Section, ...]) -> list[list[Section]]:
    """The sections by the rows of a broad page: a whole one alone, halves two by two."""
    found: list[list[Section]] = []
    for section in sections:
        room = found and len(found[-1]) == 1 and found[-1][0].half
        if section.half and room:
            found[-1].append(section)
        else:
            found.append([section])
    return found


def columns(section: Section) -> tuple[list[Block], list[Block]]:
    """A whole section without its tables, in two columns: a second drawing has the right one."""
    drawings = [block for block in section.blocks if isinstance(block, Drawing)]
    remarks: list[Block] = [block for block in section.blocks if isinstance(block, Remarks)]
    if len(drawings) > 1:
        return [*drawings[:1], *remarks], [*drawings[1:]]
    return [*drawings], remarks


def _noted(section: Section, language: str, written: Penned | None) -> Section:
    """The section with what the analyst noted of it."""
    noted = [note for note in (written.notes.get(section.key, ()) if written else ()) if note.text]
    if not noted:
        return section
    by = translator(language)("The analyst:")
    said = Remarks(tuple((Part(note.text),) for note in noted), by=by)
    return section._replace(blocks=(*section.blocks, said))

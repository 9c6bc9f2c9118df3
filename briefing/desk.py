"""What the analyst wrote for a period, by where it stands in the log, and the unsafe places."""

from briefing.asked import Asked
from briefing.findings import Desk, Unsafe, Words
from events.draft import NOTED, Part
from projections.drafts import Written, second_reader, written
from projections.reports import SENT, Query
from projections.unsafe_places import Item, items


def desk(asked: Asked) -> Desk:
    """The words that stand in the draft as known, and whether a second reader signed them so."""
    known, period = asked.known, str(asked.period)
    fields = written(known.connection, known.municipality, period, known.position)
    reader = second_reader(known.connection, known.municipality, period, known.position)

    def of(part: Part) -> tuple[Words, ...]:
        return tuple(words(each) for each in sorted(fields, key=_order) if each.part is part)

    return Desk(
        sentences=of(Part.SENTENCE),
        notes=of(Part.NOTE),
        contexts=of(Part.CONTEXT),
        warnings=of(Part.WARNING),
        rumours=of(Part.RUMOUR),
        focus=of(Part.FOCUS),
        read_at=reader.entry if reader else None,
    )


def words(field: Written) -> Words:
    """A field by reference; a note's section is that of the picture it is about."""
    section = field.slot if field.part is Part.NOTE else field.part.value
    return Words(
        section=section, entry=field.entry, reports=tuple(str(one) for one in field.reports)
    )


def _order(field: Written) -> int:
    return NOTED.index(field.slot) if field.part is Part.NOTE else int(field.slot)


def unsafe(asked: Asked) -> tuple[Unsafe, ...]:
    """The unsafe places that are not mended, the oldest first, and those mended in the period."""
    known = asked.known
    found = items(
        known.connection,
        known.municipality,
        known.position,
        upto=asked.period.last_on,
        mended_since=asked.period.start_at,
    )
    return tuple(_shown(asked, item) for item in found)


def _shown(asked: Asked, item: Item) -> Unsafe:
    places = asked.known.ground.places
    return Unsafe(
        id=str(item.id),
        category=item.category,
        area=item.area,
        place=item.place,
        name=places.name(item.place) if places and item.place else "",
        since=item.since,
        age_days=(asked.period.last_on - item.since).days,
        owner=item.owner,
        fixed=item.mended_at is not None,
        n=item.reports,
        reports=Query(unsafe=str(item.id), which=SENT).address(),
    )

"""The words of a picture, opened for somebody who may read them; noted before they are read.

A rendering is given them by the position at which each was written, and holds none otherwise. What
they quote of reports is opened for whoever may read those reports' texts.
"""

from collections.abc import Collection, Iterator, Mapping
from uuid import UUID

from accounts.opening import Accounts
from accounts.permissions import Action, Actor, Thing, may
from accounts.reading import Box, open_words
from briefing.findings import Desk, Words
from briefing.picture import Picture
from briefing.quoting import quotations, sources
from briefing.renderings.penned import Opened, Spoken
from events.database import reading
from events.draft import DraftWritten, Quote, Slot
from events.streams import draft_stream
from projections.record import Registry, belongs_to


def words_of(
    accounts: Accounts,
    registry: Registry,
    actor: Actor,
    picture: Picture,
    *,
    is_issued: bool,
    session: UUID | None = None,
) -> Opened:
    """The words of the picture by their entries; none for whoever may not read them.

    Those of a picture that is not issued are for whoever works on it. A field that only names
    reports has "" for words, and what was erased is left out.
    """
    wanted = [each.entry for each in every(picture.desk)]
    opened = words_at(
        accounts,
        registry,
        actor,
        picture.period,
        wanted,
        is_issued=is_issued,
        session=session,
    )
    quoting = _quoting(registry, picture.period, opened)
    named = {quote.report for quotes in quoting.values() for quote in quotes}
    known = sources(accounts, registry, actor, named, session=session)
    return opened | {
        entry: Spoken(opened[entry], quotations(quotes, known)) for entry, quotes in quoting.items()
    }


def words_at(
    accounts: Accounts,
    registry: Registry,
    actor: Actor,
    period: str,
    entries: Collection[int],
    *,
    is_issued: bool,
    session: UUID | None = None,
) -> dict[int, str]:
    """The same of those words of a period's draft that were written at `entries`, unquoted."""
    thing = Thing(municipality=registry.log.municipality)
    action = Action.WORDS_READ if is_issued else Action.DRAFT_READ
    if not entries or not may(actor, action, thing).allowed:
        return {}
    stream = draft_stream(registry.log.municipality, period)
    with reading(registry.log.engine) as connection:
        story = registry.log.stream(connection, stream)
    boxes, found = dict[int, Box](), dict[int, str]()
    for entry in story:
        fact = entry.fact
        if entry.position not in entries or not isinstance(fact, DraftWritten):
            continue
        if fact.text is None:
            found[entry.position] = ""  # it only names reports
        else:
            bound = belongs_to(registry, stream, str(Slot(fact.part, fact.slot)))
            boxes[entry.position] = Box(fact.text, bound)
    texts = open_words(
        accounts,
        registry.keyring,
        actor,
        stream,
        thing,
        list(boxes.values()),
        is_issued=is_issued,
        session=session,
    )
    opened = zip(boxes, texts, strict=True)
    return found | {entry: text for entry, text in opened if text is not None}


def _quoting(
    registry: Registry, period: str, entries: Collection[int]
) -> Mapping[int, tuple[Quote, ...]]:
    """What those words quote that quote anything."""
    if not entries:
        return {}
    stream = draft_stream(registry.log.municipality, period)
    with reading(registry.log.engine) as connection:
        story = registry.log.stream(connection, stream)
    return {
        entry.position: entry.fact.quotes
        for entry in story
        if entry.position in entries and isinstance(entry.fact, DraftWritten) and entry.fact.quotes
    }


def every(desk: Desk) -> Iterator[Words]:
    """All words of a desk, part by part."""
    for part in (desk.sentences, desk.notes, desk.contexts, desk.warnings, desk.rumours):
        yield from part
    yield from desk.focus

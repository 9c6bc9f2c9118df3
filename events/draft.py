"""The draft of a picture: what the analyst writes for one period, field by field, and who read it.

Words are sealed, so the facts hold boxes and counts. What a report says is never copied: a field
names the reports that it rests on and where in a text the words lie that it quotes, and their texts
are opened where they lie.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, NamedTuple
from uuid import UUID

from events.fact import Decided, Entry, Fact, Value
from events.refusal import Refused
from events.sealed import Sealed
from events.telling import Confirmed
from reference.roles import Role


class Part(StrEnum):
    """What kind of words a field of the draft holds. The values are stored for ever."""

    SENTENCE = "sentence"
    NOTE = "note"
    CONTEXT = "context"
    WARNING = "warning"
    RUMOUR = "rumour"
    FOCUS = "focus"


NOTED = ("figures", "levels", "signals", "places", "when", "coverage", "unsafe", "coming")
"""The sections of a picture that a note can be about, in its order."""
MOST: Mapping[Part, int] = MappingProxyType(
    {Part.SENTENCE: 3, Part.CONTEXT: 6, Part.WARNING: 6, Part.RUMOUR: 6, Part.FOCUS: 3}
)
"""How many fields there are of a part; of notes, one for each section."""
MOST_WORDS = 60
"""The sentences together."""
MOST_REPORTS = 20
"""Reports that one field can name."""
MOST_QUOTES = 3
"""Quotations that one field can hold."""


class Slot(NamedTuple):
    """Which field: of sentences and the like a number from "1", of notes a section."""

    part: Part
    which: str

    def __str__(self) -> str:
        return f"{self.part.value}-{self.which}"


class Quote(Value, frozen=True, kw_only=True):
    """A part of a report's text, by where it lies and never by its words.

    `text` is the name of the key that the text was sealed with. One that is put right is sealed
    anew, so a quotation never moves onto other words. `start` and `end` count code points, the last
    not with them.
    """

    report: UUID
    text: UUID
    start: int
    end: int


class DraftWritten(Fact, frozen=True, kw_only=True):
    """A field was written, in the place of what stood there before.

    `text` is sealed and None where the field only names `reports`; `words` counts its words.
    `quotes` are parts of the texts of those reports.
    """

    TOPIC: ClassVar[str] = "draft.written"

    period: str
    part: Part
    slot: str
    words: int
    text: Sealed | None = None
    reports: tuple[UUID, ...] = ()
    confirmed: tuple[Confirmed, ...] = ()
    quotes: tuple[Quote, ...] = ()


class DraftRemoved(Fact, frozen=True, kw_only=True):
    """A field was emptied."""

    TOPIC: ClassVar[str] = "draft.removed"

    period: str
    part: Part
    slot: str


class DraftRead(Fact, frozen=True, kw_only=True):
    """A second reader signed the draft as it stood at `position`, 0 when nothing was written.

    `role` is what the reader was trusted with.
    """

    TOPIC: ClassVar[str] = "draft.read"

    period: str
    position: int
    role: Role


DraftFact = DraftWritten | DraftRemoved | DraftRead


class Held(NamedTuple):
    """What a field holds, written at the position `entry`."""

    entry: int
    by: str
    words: int
    text: Sealed | None
    reports: tuple[UUID, ...]
    quotes: tuple[Quote, ...] = ()


class Signed(NamedTuple):
    """Who signed what stands now, at the position `entry`."""

    entry: int
    by: str
    role: Role


class Draft(NamedTuple):
    """What the facts of a draft add up to.

    `changed` is the position of the last change and `by` whose it was; 0 and "" before the first.
    `signed` is None when nobody has read what stands now.
    """

    period: str
    stream: UUID
    version: int
    held: Mapping[Slot, Held]
    changed: int = 0
    by: str = ""
    signed: Signed | None = None


def folded(period: str, stream: UUID, entries: Iterable[Entry]) -> Draft:
    """Fold the entries of a draft's stream, of which there may be none."""
    draft = Draft(period, stream, 0, {})
    for entry in entries:
        draft = evolve(draft, entry.fact, position=entry.position, by=entry.actor)
    return draft


def evolve(draft: Draft, fact: DraftFact, *, position: int, by: str) -> Draft:
    """Fold one more fact into the draft; whatever changes it undoes the signature."""
    version, held = draft.version + 1, dict(draft.held)
    if isinstance(fact, DraftRead):
        return draft._replace(version=version, signed=Signed(position, by, fact.role))
    slot = Slot(fact.part, fact.slot)
    if isinstance(fact, DraftWritten):
        held[slot] = Held(position, by, fact.words, fact.text, fact.reports, fact.quotes)
    else:
        held.pop(slot, None)
    return Draft(draft.period, draft.stream, version, held, position, by)


def check_slot(slot: Slot) -> None:
    """Raise Refused for a field that no draft has."""
    known = NOTED if slot.part is Part.NOTE else tuple(map(str, range(1, MOST[slot.part] + 1)))
    if slot.which not in known:
        raise Refused("The draft has no such field.")


def write(draft: Draft, fact: DraftWritten) -> Decided:
    """Write a field.

    Raises Refused for too many words, reports or quotations, for a quotation of a report that is
    not named, or for nothing at all.
    """
    slot = Slot(fact.part, fact.slot)
    check_slot(slot)
    if not fact.words and not fact.reports:
        raise Refused("Write something, or name a report.")
    if len(fact.reports) > MOST_REPORTS:
        raise Refused("Name at most %(n)s reports in one field.", n=MOST_REPORTS)
    _check_quotes(fact)
    if fact.part is Part.SENTENCE:
        others = (
            held.words for at, held in draft.held.items() if at.part is Part.SENTENCE and at != slot
        )
        total = fact.words + sum(others)
        if total > MOST_WORDS:
            raise Refused(
                "The three sentences hold %(n)s words together, and may hold %(most)s.",
                n=total,
                most=MOST_WORDS,
            )
    return _next(draft, fact)


def _check_quotes(fact: DraftWritten) -> None:
    if len(fact.quotes) > MOST_QUOTES:
        raise Refused("Quote at most %(n)s times in one field.", n=MOST_QUOTES)
    for quote in fact.quotes:
        if quote.report not in fact.reports:
            raise Refused("A field quotes only reports that it names. Name the report again.")
        if not 0 <= quote.start < quote.end:
            raise Refused("A quotation holds at least one character.")


def remove(draft: Draft, slot: Slot) -> Decided | None:
    """Empty a field; None when it is empty."""
    check_slot(slot)
    if slot not in draft.held:
        return None
    return _next(draft, DraftRemoved(period=draft.period, part=slot.part, slot=slot.which))


def read(draft: Draft, *, seen: int, by: str, role: Role) -> Decided | None:
    """Sign the draft as it stood at the position `seen`; None when the same reader has signed it.

    Raises Refused when it has changed since, or when the reader wrote what was written last.
    """
    if seen != draft.changed:
        raise Refused("The draft has changed since you read it. Read it again, and sign then.")
    if by == draft.by:
        raise Refused("You wrote in the draft last. A second reader is somebody else.")
    if draft.signed is not None and draft.signed.by == by:
        return None
    return _next(draft, DraftRead(period=draft.period, position=seen, role=role))


def _next(draft: Draft, fact: DraftFact) -> Decided:
    return Decided(draft.stream, draft.version + 1, fact)

"""The analyst's words: looked through as a report's are, sealed, and recorded field by field.

Several fields can be sent at once. Each is decided on by itself: one that somebody else changed
meanwhile, or that points out a person, is named with its sentence, and the others are saved.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from eventsourcing.persistence import IntegrityError
from msgspec.structs import replace

from accounts.reading import Box
from events import draft as life
from events.database import reading
from events.draft import (
    MOST,
    Draft,
    DraftRemoved,
    DraftWritten,
    Held,
    Part,
    Quote,
    Slot,
    evolve,
    folded,
)
from events.fact import Decided, Entry
from events.refusal import Refused
from events.sealing import Payload
from events.streams import draft_stream, picture_stream
from events.telling import Confirmed
from ingest import privacy
from ingest.privacy import PointsOut
from ingest.screening.finding import Action, Finding
from ingest.screening.screen import screen
from projections.known import known
from projections.record import Registry, belongs_to, decide_and_record
from projections.reports import one
from reference.language import message
from reference.roles import Role

LONGEST = 2_000
"""Characters of one field."""
LISTED = (Part.CONTEXT, Part.WARNING, Part.RUMOUR)
"""Where two who write at once both find room."""


Says = tuple[str, tuple[UUID, ...], tuple[Quote, ...]]
"""What a field says: its text, "" where it was erased, its reports, and what it quotes."""


class Field(NamedTuple):
    """A field as it is sent; `seen` is the entry whose words were shown in it, 0 for none.

    `is_nobody` says that a name that was found in it points out no person.
    """

    slot: Slot
    text: str
    reports: tuple[UUID, ...] = ()
    seen: int = 0
    is_nobody: bool = False
    quotes: tuple[Quote, ...] = ()

    @property
    def says(self) -> Says:
        """What it is to say."""
        return self.text, self.reports, self.quotes


class Saved(NamedTuple):
    """What was recorded, and what was not, by field."""

    entries: list[Entry]
    refused: dict[Slot, Refused]


class Overtaken(Refused):
    """Somebody else wrote in the field since it was shown. `held` is what stands, None for none."""

    def __init__(self, held: Held | None) -> None:
        super().__init__(message("Somebody else wrote here while you did. Both texts are below."))
        self.held = held


class MayPointOut(Refused):
    """A text may hold a name or an address. `finds` are all that was found."""

    def __init__(self, finds: tuple[Finding, ...]) -> None:
        super().__init__(
            message(
                "There may be a name or a home address in the text. Take it out, or say that it"
                " points out nobody."
            )
        )
        self.finds = finds


def load(registry: Registry, period: str) -> Draft:
    """The draft of a period as the log holds it now."""
    return _story(registry, period).draft


class _Story(NamedTuple):
    """A draft, and how it came to be."""

    draft: Draft
    entries: list[Entry]


def _story(registry: Registry, period: str) -> _Story:
    stream = draft_stream(registry.log.municipality, period)
    with reading(registry.log.engine) as connection:
        entries = registry.log.stream(connection, stream)
    return _Story(folded(period, stream, entries), entries)


def box_of(registry: Registry, draft: Draft, slot: Slot) -> Box | None:
    """The box of a field and what it is bound to; None where there are no words in it."""
    held = draft.held.get(slot)
    if held is None or held.text is None:
        return None
    return Box(held.text, belongs_to(registry, draft.stream, str(slot)))


def save(
    registry: Registry, period: str, fields: Sequence[Field], *, actor: str, at: datetime
) -> Saved:
    """Record those of the fields that were changed. Raises Refused once the picture is issued."""
    with known(registry.log) as now:
        names = privacy.known_names(now.ground)
        named = {report for field in fields for report in field.reports}
        unknown = frozenset(report for report in named if one(now, report) is None)
    refused: dict[Slot, Refused] = {}

    def decided() -> Sequence[Decided]:
        _check_open(registry, period)
        story, found = _story(registry, period), list[Decided]()
        for field in fields:
            try:
                made = _decide(registry, story, field, names, unknown)
            except Refused as no:
                refused[field.slot] = no
                continue
            if made is not None:
                found.append(made)
                assert isinstance(made.fact, DraftWritten | DraftRemoved)
                changed = evolve(story.draft, made.fact, position=story.draft.changed, by=actor)
                story = story._replace(draft=changed)
        return found

    return Saved(_recorded(registry, decided, actor=actor, at=at), refused)


def sign(
    registry: Registry, period: str, *, seen: int, role: Role, actor: str, at: datetime
) -> Entry | None:
    """Sign the draft as a second reader, as it stood at the position `seen`. Raises Refused."""

    def decided() -> Sequence[Decided]:
        _check_open(registry, period)
        made = life.read(load(registry, period), seen=seen, by=actor, role=role)
        return [made] if made else []

    entries = _recorded(registry, decided, actor=actor, at=at)
    return entries[0] if entries else None


def _recorded(
    registry: Registry, decided: Callable[[], Sequence[Decided]], *, actor: str, at: datetime
) -> list[Entry]:
    try:
        return decide_and_record(registry.log, decided, actor=actor, at=at)
    except IntegrityError:
        raise Refused("Somebody else wrote in the draft just now. Send it again.") from None


def _check_open(registry: Registry, period: str) -> None:
    stream = picture_stream(registry.log.municipality, period)
    with reading(registry.log.engine) as connection:
        if registry.log.stream(connection, stream):
            raise Refused("The picture is issued, so what was written for it stays as it is.")


def _decide(
    registry: Registry,
    story: _Story,
    field: Field,
    names: frozenset[str],
    unknown: frozenset[UUID],
) -> Decided | None:
    """What follows from one field; None when nothing was changed in it. Raises Refused."""
    life.check_slot(field.slot)
    draft, said = story.draft, field.says
    held = draft.held.get(field.slot)
    if _says(registry, draft, field.slot, held) == said:
        return None
    if (held.entry if held else 0) != field.seen:
        if _shown(registry, story, field) == said:
            return None  # somebody else changed it, and this one left it alone
        slot = _free(draft, field)
        if slot is None:
            raise Overtaken(held)
        field = field._replace(slot=slot)
    if not field.text and not field.reports:
        return life.remove(draft, field.slot)
    return _written(registry, draft, field, names, unknown)


def _written(
    registry: Registry,
    draft: Draft,
    field: Field,
    names: frozenset[str],
    unknown: frozenset[UUID],
) -> Decided:
    if len(field.text) > LONGEST:
        raise Refused("Write at most %(n)s characters here.", n=LONGEST)
    if unknown.intersection(field.reports):
        raise Refused("One of the reports does not exist.")
    confirmed = _looked_through(field, names)
    fact = DraftWritten(
        period=draft.period,
        part=field.slot.part,
        slot=field.slot.which,
        words=len(field.text.split()),
        reports=field.reports,
        confirmed=confirmed,
        quotes=field.quotes,
    )
    decided = life.write(draft, fact)
    if not field.text:
        return decided
    # Sealed only now that it may stand, so that no key is made in vain.
    bound = belongs_to(registry, draft.stream, str(field.slot))
    (sealed,) = registry.keyring.seal([Payload(field.text, bound)])
    return decided._replace(fact=replace(fact, text=sealed))


def _looked_through(field: Field, names: frozenset[str]) -> tuple[Confirmed, ...]:
    """What the writer said points out nobody. Raises PointsOut, or MayPointOut unless they did."""
    finds = tuple(screen(field.text, names)) if field.text else ()
    if any(find.action is Action.BLOCK for find in finds):
        raise PointsOut(str(field.slot), finds)
    if finds and not field.is_nobody:
        raise MayPointOut(finds)
    counted = Counter(find.kind for find in finds)
    return tuple(Confirmed(kind=kind, count=n) for kind, n in sorted(counted.items()))


def _says(registry: Registry, draft: Draft, slot: Slot, held: Held | DraftWritten | None) -> Says:
    if held is None:
        return "", (), ()
    text = None
    if held.text is not None:
        bound = belongs_to(registry, draft.stream, str(slot))
        text = registry.keyring.open(held.text, bound)
    return text or "", held.reports, held.quotes


def _shown(registry: Registry, story: _Story, field: Field) -> Says:
    """What the field said when it was shown to whoever sends it."""
    was = next((one.fact for one in story.entries if one.position == field.seen), None)
    is_of_it = isinstance(was, DraftWritten) and Slot(was.part, was.slot) == field.slot
    return _says(registry, story.draft, field.slot, was if is_of_it else None)


def _free(draft: Draft, field: Field) -> Slot | None:
    """Room for what was written into a field that was empty; None where there is none."""
    part = field.slot.part
    if field.seen or part not in LISTED:
        return None
    slots = (Slot(part, str(n)) for n in range(1, MOST[part] + 1))
    return next((slot for slot in slots if slot not in draft.held), None)

"""What every page of the desk works with: whose desk, of which week, and the words in it opened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Annotated, NamedTuple
from uuid import UUID

from fastapi import Depends, Request

from accounts.permissions import Action, Actor
from accounts.reading import Box, Hidden, open_texts
from accounts.scope import things
from briefing.words import words_at
from events.database import reading
from events.draft import Draft, Part, Slot
from ingest.desk import NoSuchReport
from ingest.desk import load as load_report
from ingest.drafting import load
from ingest.receive import TEXT
from projections.known import Known
from projections.numbers import references_of
from projections.record import Registry, belongs_to
from reference.language import Translator, clock, message
from reference.roles import Role
from web.asker import Asker
from web.asking import Asking
from web.drawn import Shown, shown, week_named
from web.needs import AsKnown, House, HouseServed, Speaker
from web.who import crowd

PARTS: Mapping[Part, str] = {
    Part.SENTENCE: message("Three sentences"),
    Part.NOTE: message("Notes to the sections"),
    Part.CONTEXT: message("Social contexts"),
    Part.WARNING: message("Warning signs"),
    Part.RUMOUR: message("Rumours"),
    Part.FOCUS: message("Proposed focus for the coming week"),
}
"""The parts of a draft in words."""
NOTES: Mapping[str, str] = {
    "figures": message("The figures"),
    "levels": message("The levels of the areas"),
    "signals": message("What stands out"),
    "places": message("Where"),
    "when": message("When"),
    "coverage": message("How complete it is"),
    "unsafe": message("Unsafe places"),
    "coming": message("The coming two weeks"),
}
"""The sections of a picture in words, in its order."""


class Quoted(NamedTuple):
    """A report that a field names: its number, and its text as far as the asker may read it."""

    report: UUID
    number: str
    text: str | None


@dataclass(frozen=True)
class Bench:
    """Somebody at the desk of a week, as the record stands now."""

    request: Request
    house: House
    asker: Asker
    t: Translator
    what: Shown

    @property
    def registry(self) -> Registry:
        """The record."""
        return self.house.registry

    @property
    def actor(self) -> Actor:
        """Who is there, as permissions know them."""
        return self.asker.actor

    @property
    def at(self) -> datetime:
        """When."""
        return self.asker.actor.at

    @property
    def period(self) -> str:
        """The week, as the log names it."""
        return str(self.what.week)

    @property
    def address(self) -> str:
        """Where the desk lies."""
        return f"/weeks/{self.period}/desk"

    @cached_property
    def draft(self) -> Draft:
        """The draft as the log holds it."""
        return load(self.registry, self.period)

    @cached_property
    def words(self) -> Mapping[int, str]:
        """The words of the draft by their entries, opened; noted first."""
        return words_at(
            self.house.accounts,
            self.registry,
            self.actor,
            self.period,
            [held.entry for held in self.draft.held.values()],
            is_issued=self.what.issued is not None,
            session=self.asker.session_id,
        )

    def text(self, slot: Slot) -> str:
        """What a field says."""
        held = self.draft.held.get(slot)
        return self.words.get(held.entry, "") if held else ""

    def names(self, actors: Sequence[str]) -> Mapping[str, str]:
        """Who some actors are."""
        known = crowd(self.house.accounts, self.what.view, actors)
        return {actor: known.name(actor, self.t) for actor in actors}

    @cached_property
    def quoted(self) -> Mapping[UUID, Quoted]:
        """The reports that the draft names, each text noted and opened for whoever may read it."""
        named = {one for held in self.draft.held.values() for one in held.reports}
        view, found = self.what.view, dict[UUID, Quoted]()
        numbers = numbers_of(self.registry, view, sorted(named))
        standing = things(view.connection, view.municipality, sorted(named))
        for report in sorted(named):
            thing, text = standing.get(report), None
            if thing is None or not self.asker.may(Action.REPORT_READ, thing).allowed:
                continue
            try:
                sealed = load_report(self.registry, report).told.text
            except NoSuchReport:
                continue
            bound = belongs_to(self.registry, report, TEXT)
            boxes = [Box(sealed, bound)] if sealed else []
            try:
                opened = open_texts(
                    self.house.accounts,
                    self.registry.keyring,
                    self.actor,
                    report,
                    thing,
                    boxes,
                    session=self.asker.session_id,
                )
                text = opened[0] if opened else None
            except Hidden:
                text = None
            found[report] = Quoted(report, numbers[report], text)
        return found

    def quotes(self, slot: Slot) -> list[Quoted]:
        """The reports that a field names, those that the asker may know of."""
        held = self.draft.held.get(slot)
        named = held.reports if held else ()
        return [self.quoted[one] for one in named if one in self.quoted]

    def said_by(self, slot: Slot, names: Mapping[str, str]) -> str:
        """Who wrote the field, and when."""
        held = self.draft.held.get(slot)
        if held is None:
            return ""
        with reading(self.registry.log.engine) as connection:
            at = self.registry.log.recorded_at(connection, held.entry)
        when = clock(at, self.t.language) if at else ""
        return self.t("%(who)s, %(when)s", who=names.get(held.by, held.by), when=when)


class Reader(NamedTuple):
    """The second reader who signed what stands: in which role, and when."""

    role: Role
    at: datetime
    is_oneself: bool


class State(NamedTuple):
    """How a draft stands: its last change, whose that was, and who has signed it since.

    `seen` is the position of the last change, `is_own` whether whoever looks made it.
    """

    seen: int
    changed_by: str
    changed_at: datetime | None
    reader: Reader | None
    is_own: bool
    is_empty: bool


def state(bench: Bench) -> State:
    """How the draft stands, for the head of a page."""
    draft, log = bench.draft, bench.registry.log
    names = bench.names([draft.by] if draft.by else [])
    with reading(log.engine) as connection:
        changed_at = log.recorded_at(connection, draft.changed) if draft.changed else None
        signed_at = log.recorded_at(connection, draft.signed.entry) if draft.signed else None
    reader = None
    if draft.signed and signed_at:
        is_oneself = draft.signed.by == bench.actor.name
        reader = Reader(draft.signed.role, signed_at, is_oneself)
    return State(
        seen=draft.changed,
        changed_by=names.get(draft.by, ""),
        changed_at=changed_at,
        reader=reader,
        is_own=bool(draft.by) and draft.by == bench.actor.name,
        is_empty=not draft.held,
    )


def numbers_of(registry: Registry, view: Known, reports: Sequence[UUID]) -> dict[UUID, str]:
    """What people call each of the reports."""
    begun = registry.log.first_entries(view.connection, reports)
    at = [(begun[one].recorded_at, begun[one].position) for one in begun]
    said = references_of(view.connection, view.municipality, at)
    return dict(zip(begun, said, strict=True))


def _bench(
    request: Request,
    week: str,
    house: HouseServed,
    asker: Asking,
    view: AsKnown,
    t: Speaker,
) -> Bench:
    """The desk of the week that the address names; an issued picture is shown as issued."""
    return Bench(request, house, asker, t, shown(house, view, week_named(week), asked=False))


AtDesk = Annotated[Bench, Depends(_bench)]

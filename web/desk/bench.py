"""What every page of the desk works with: whose desk, of what period, and its words opened."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any, NamedTuple
from uuid import UUID

from fastapi import Depends, Request, Response

from accounts.permissions import Actor
from briefing.quoting import Source, quotation, sources
from briefing.renderings.penned import Quotation, quoted
from briefing.renderings.wording import period_title, title
from briefing.words import words_at
from events.database import reading
from events.draft import Draft, Part, Quote, Slot
from ingest.drafting import load
from projections.record import Registry
from reference.language import Translator, clock, message
from reference.roles import Role
from web.asker import Asker
from web.asking import Asking
from web.drawn import Shown, named, shown
from web.needs import AsKnown, House, HouseServed, Speaker
from web.render import page_of
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


WEEK, PERIOD = "/weeks/{week}", "/periods/{period}"
"""Where a picture lies. Each page of the desk is written once and lies below both."""


class Quoted(NamedTuple):
    """A quotation that a field holds, and what the asker may read of it."""

    quote: Quote
    said: Quotation

    @property
    def name(self) -> str:
        """The quotation as the form sends it."""
        return written_as(self.quote)


class Grounds(NamedTuple):
    """What a field rests on: what it quotes, and the reports that it names and does not quote."""

    quotes: Sequence[Quoted]
    whole: Sequence[Source]


def written_as(quote: Quote) -> str:
    """Where a quotation lies, in a line without a space."""
    return f"{quote.report}:{quote.text}:{quote.start}:{quote.end}"


def quote_in(written: str) -> Quote | None:
    """The other way round; None for what is none."""
    report, _, rest = written.partition(":")
    text, _, span = rest.partition(":")
    start, _, end = span.partition(":")
    try:
        return Quote(report=UUID(report), text=UUID(text), start=int(start), end=int(end))
    except ValueError:
        return None


@dataclass(frozen=True)
class Bench:
    """Somebody at the desk of a week or a longer period, as the record stands now."""

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
        """The week or the longer period, as the log names it."""
        return str(self.what.period)

    @property
    def called(self) -> str:
        """The period in words."""
        return ", ".join(part for part in self.named if part)

    @property
    def named(self) -> tuple[str, str]:
        """What the period is called, and its days; those of a longer one go without saying."""
        called, days = period_title(self.what.picture, self.t.language)
        return called, days if self.what.period.is_week else ""

    def page(
        self,
        template: str,
        *,
        status: int = 200,
        **content: Any,  # noqa: ANN401 - whatever the template shows
    ) -> Response:
        """A page of the desk, with what each of them says of the draft and of the picture."""
        return page_of(
            self.request.scope,
            template,
            status=int(status),
            municipality=self.what.view.ground.name,
            what=self.what,
            place=self.what.place,
            called=self.called,
            named=self.named,
            title=title(self.what.picture, self.t.language),
            quoted=quoted,
            state=state(self),
            **content,
        )

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

    def sources(self, reports: Collection[UUID]) -> Mapping[UUID, Source]:
        """Those of the reports that the asker may know of, each text noted and opened once."""
        unknown = [one for one in reports if one not in self._opened]
        if unknown:
            self._opened.update(self._open(unknown))
        return {one: self._opened[one] for one in reports if self._opened[one].number}

    def rests_on(self, slot: Slot) -> Grounds:
        """What a field rests on, as far as the asker may know of it and read it."""
        held = self.draft.held.get(slot)
        if held is None:
            return Grounds([], [])
        known, cited = self.sources(held.reports), {one.report for one in held.quotes}
        whole = [source for report, source in known.items() if report not in cited]
        return Grounds(self.quoted(held.quotes), whole)

    def quoted(self, quotes: Sequence[Quote]) -> list[Quoted]:
        """The quotations as the asker may read them."""
        known = self.sources([one.report for one in quotes])
        return [
            Quoted(one, quotation(one, known.get(one.report, Source(one.report)))) for one in quotes
        ]

    @cached_property
    def _opened(self) -> dict[UUID, Source]:
        """The reports that the draft names."""
        named = (one for held in self.draft.held.values() for one in held.reports)
        return self._open({*named})

    def _open(self, reports: Collection[UUID]) -> dict[UUID, Source]:
        session = self.asker.session_id
        return sources(self.house.accounts, self.registry, self.actor, reports, session=session)

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


def _bench(request: Request, house: HouseServed, asker: Asking, view: AsKnown, t: Speaker) -> Bench:
    """The desk of the week or the period that the address names; an issued picture is shown so."""
    return Bench(request, house, asker, t, shown(house, view, named(request), asked=False))


AtDesk = Annotated[Bench, Depends(_bench)]

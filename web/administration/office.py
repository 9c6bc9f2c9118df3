"""What every page of the administration works with: who asks, whose record, when, in what words."""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request, Response

from accounts import access
from accounts.opening import Accounts
from accounts.permissions import Action, Actor, Reach, Thing, reaches
from projections.known import Known, known
from projections.record import Registry
from reference.language import Translator, message
from web.administration.sheet import Sheet
from web.asker import Asker
from web.asking import Asking, allow
from web.needs import House, HouseServed, Speaker
from web.render import page_of

FRONT = ("/administration", message("Administration"))
ORGANISATIONS = ("/administration/organisations", message("Organisations"))
PEOPLE = ("/administration/people", message("People"))
KEYS = ("/administration/keys", message("Keys for programs"))


@dataclass(frozen=True)
class Office:
    """One request to the administration."""

    request: Request
    house: House
    asker: Asker
    t: Translator

    @property
    def registry(self) -> Registry:
        """The record."""
        return self.house.registry

    @property
    def accounts(self) -> Accounts:
        """The store of people and secrets."""
        return self.house.accounts

    @property
    def actor(self) -> Actor:
        """Who asks, as permissions know them."""
        return self.asker.actor

    @property
    def at(self) -> datetime:
        """When it is asked."""
        return self.asker.actor.at

    @contextmanager
    def known(self) -> Generator[Known]:
        """The record as it stands now, whatever moment the address names."""
        with known(self.registry.log) as view:
            yield view

    def thing(self, organisation: str = "", by: str = "") -> Thing:
        """A thing of an organisation here; of an account, `by` is the account itself."""
        return Thing(municipality=self.actor.municipality, organisation=organisation, by=by)

    def allow(self, action: Action, thing: Thing | None) -> None:
        """Raise Stop unless it is allowed: 404 for what lies outside the asker's reach."""
        allow(self.request, self.asker, action, thing)

    def may(self, action: Action, thing: Thing) -> bool:
        """Whether it is allowed, for showing only what can be done."""
        return self.asker.may(action, thing).allowed

    def sees_all(self, action: Action) -> bool:
        """Whether it is allowed in the whole municipality, and not in an organisation alone."""
        return bool(reaches(self.actor, action) & {Reach.MUNICIPALITY, Reach.OTHERS})

    def note(self, action: str, objects: Sequence[UUID] = ()) -> int:
        """Note in the access log what leaves no trace in the record; the note's position."""
        return access.note(
            self.accounts,
            at=self.at,
            actor=self.actor.name,
            session=self.asker.session_id,
            action=action,
            objects=objects,
        )

    def page(
        self,
        template: str,
        *,
        trail: Sequence[tuple[str, str]] = (),
        sheet: Sheet | None = None,
        **content: Any,  # noqa: ANN401 - whatever the template shows
    ) -> Response:
        """The page, with the pages above it; its status is that of its `sheet`, if it has one."""
        return page_of(
            self.request.scope,
            f"administration/{template}",
            status=sheet.status if sheet else 200,
            sheet=sheet,
            trail=[(address, self.t(name)) for address, name in (FRONT, *trail)],
            **content,
        )

    def done(self, said: Mapping[str, str]) -> str:
        """The sentence for what was done before the page was asked for, empty for nothing."""
        word = self.request.query_params.get("done", "")
        return self.t(said[word]) if word in said else ""


def _office(request: Request, house: HouseServed, asker: Asking, t: Speaker) -> Office:
    return Office(request, house, asker, t)


AtOffice = Annotated[Office, Depends(_office)]

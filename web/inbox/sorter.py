"""What every page of the inbox works with: who sorts, which part of it, and in what words."""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, NamedTuple
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from fastapi import Depends, Request, Response
from fastapi.responses import RedirectResponse

from accounts.permissions import Action, Actor
from accounts.scope import scope, things
from events.database import reading
from events.refusal import Refused
from projections.inbox import Part, Wanted, part, read_wanted
from projections.known import Known, known
from projections.record import Registry
from reference.language import Translator
from web.asker import Asker
from web.asking import Asking, allow
from web.needs import House, HouseServed, Speaker
from web.problems import Stop, invalid
from web.render import page_of
from web.sentences import Fault

INBOX = "/inbox"
LONGEST_ADDRESS = 400
FURTHEST = 2**53


class Sparse(dict[str, str]):
    """Sentences or words by the field that they are about; empty for a field without any."""

    def __missing__(self, field: str) -> str:
        return ""


class Turn(NamedTuple):
    """Where the list is turned to, by positions: after one, or before one. 0 for neither."""

    after: int = 0
    before: int = 0

    @property
    def asked(self) -> Mapping[str, int]:
        """The same as it stands in an address."""
        return {name: at for name, at in self._asdict().items() if at}


@dataclass(frozen=True)
class Sorter:
    """Somebody at the inbox. `asked` is what the address of the list says, also of a form's."""

    request: Request
    house: House
    asker: Asker
    t: Translator
    asked: Mapping[str, str]

    @property
    def registry(self) -> Registry:
        """The record."""
        return self.house.registry

    @property
    def actor(self) -> Actor:
        """Who sorts, as permissions know them."""
        return self.asker.actor

    @property
    def at(self) -> datetime:
        """When."""
        return self.asker.actor.at

    @property
    def turn(self) -> Turn:
        """Where the list is turned to."""
        return Turn(*(_position(self.asked.get(name, "")) for name in Turn._fields))

    @contextmanager
    def part(self) -> Generator[Part]:
        """The part of the inbox that is asked for, as it stands now. Raises Stop."""
        with known(self.registry.log) as view:
            yield part(
                view,
                self.wanted(view),
                within=scope(self.actor, Action.REPORT_SORT),
                seen=scope(self.actor, Action.REPORT_READ),
            )

    def wanted(self, view: Known) -> Wanted:
        """Which part is asked for. Raises Stop."""
        try:
            return read_wanted(self.asked, view)
        except Refused as no:
            field = next((name for name in no.params if name in Wanted._fields), "group")
            raise Stop(invalid([Fault((field,), no.message, no.params)])) from None

    def allow(self, action: Action, reports: Sequence[UUID]) -> None:
        """Raise Stop unless all of it is allowed: 404 for a report outside the asker's reach."""
        with reading(self.registry.log.engine) as connection:
            found = things(connection, self.registry.log.municipality, reports)
        for report in reports:
            allow(self.request, self.asker, action, found.get(report))

    def address(self, path: str = "", **more: object) -> str:
        """An address of the inbox that keeps to the part and the page that are asked for."""
        kept = {name: self.asked[name] for name in Wanted._fields if self.asked.get(name)}
        said = {name: value for name, value in more.items() if value}
        query = urlencode({**kept, **self.turn.asked, **said})
        return f"{INBOX}{path}?{query}" if query else f"{INBOX}{path}"

    def back(self, path: str = "", **more: object) -> Response:
        """To a page of the inbox, after something was done."""
        return RedirectResponse(self.address(path, **more), 303)

    def page(
        self,
        template: str,
        *,
        status: int = 200,
        **content: Any,  # noqa: ANN401 - whatever the template shows
    ) -> Response:
        """A page of the inbox."""
        return page_of(
            self.request.scope,
            f"inbox/{template}",
            status=status,
            here=self.address().partition("?")[2],
            account=self.asker.account,
            **content,
        )


def _position(written: str) -> int:
    return min(int(written), FURTHEST) if written.isascii() and written.isdigit() else 0


def asked_by_form(written: str) -> dict[str, str]:
    """What the address of the list said that a form stood on."""
    return dict(parse_qsl(written[:LONGEST_ADDRESS]))


def _sorter(request: Request, house: HouseServed, asker: Asking, t: Speaker) -> Sorter:
    return Sorter(request, house, asker, t, request.query_params)


AtInbox = Annotated[Sorter, Depends(_sorter)]

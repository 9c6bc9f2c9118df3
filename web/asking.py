"""Who asks, and whether they may: every route declares what it is for, or that it is for anyone.

A person asks with a session's cookie, a program with its organisation's key. What their roles and
scopes do not grant is answered 403; a thing outside their reach is not there at all, 404.
"""

from collections.abc import Iterable, Iterator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, params
from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.routing import BaseRoute, Mount

from accounts import access, directory, keys, rates, sessions
from accounts.permissions import Action, Actor, Thing
from accounts.rates import Allowance
from accounts.sessions import Session
from events.database import reading
from projections import roster
from reference.language import message
from web.asker import Asker
from web.cookies import SESSION, cookie
from web.needs import house_of, now_of
from web.problems import Stop, forbidden, missing, too_many

KEY_ACTOR = "key:"
"""What the log's name of a program begins with; its key's id follows."""

NOT_GRANTED = message("Your role does not include this.")
NOT_THERE = message("There is nothing here that you may see.")


class NotSignedIn(Exception):
    """Nobody that we know asks. Pages lead to signing in; programs are answered 401."""


def asker_of(request: HTTPConnection) -> Asker | None:
    """Who asks, found once for each request; None for somebody who is not signed in."""
    if not hasattr(request.state, "asker"):
        request.state.asker = _found(request)
    asker: Asker | None = request.state.asker
    return asker


def session_of(request: HTTPConnection) -> tuple[str, Session] | None:
    """The token and the session of the cookie, of either stage; None without one that lives."""
    token = cookie(request, SESSION)
    if not token:
        return None
    found = sessions.find(house_of(request).accounts, token, at=now_of(request))
    return (token, found) if found else None


def _found(request: HTTPConnection) -> Asker | None:
    stated = Headers(scope=request.scope).get("authorization", "")
    if stated:
        return _program(request, stated)
    found = session_of(request)
    if found is None or found[1].stage != sessions.WHOLE:
        return None
    token, session = found
    house = house_of(request)
    with reading(house.registry.log.engine) as connection:
        person = roster.person(connection, house.registry.log.municipality, session.account)
    if person is None or not person.roles:
        return None
    listed = directory.listed(house.accounts, [session.account]).get(session.account)
    return Asker(
        actor=Actor(
            name=str(session.account),
            municipality=house.registry.log.municipality,
            organisation=person.organisation,
            holds=person.roles,
            at=now_of(request),
        ),
        name=listed.name if listed else "",
        account=session.account,
        session=session,
        token=token,
    )


def _program(request: HTTPConnection, stated: str) -> Asker | None:
    """The program whose key the header names; the cookie is left aside then."""
    kind, _, secret = stated.partition(" ")
    if kind.lower() != "bearer":
        return None
    house, at = house_of(request), now_of(request)
    key = keys.look_up(house.accounts, secret.strip(), at=at)
    if key is None:
        return None
    with reading(house.registry.log.engine) as connection:
        found = roster.key(connection, house.registry.log.municipality, key)
    if found is None or found.expires_at <= at:
        return None
    return Asker(
        actor=Actor(
            name=f"{KEY_ACTOR}{key}",
            municipality=house.registry.log.municipality,
            organisation=found.organisation,
            holds=found.scopes,
            at=at,
        ),
        name=found.name,
    )


def _asking(request: Request) -> Asker:
    asker = asker_of(request)
    if asker is None:
        raise NotSignedIn
    return asker


Asking = Annotated[Asker, Depends(_asking)]
"""Who asks; a route that takes it is for people and programs that we know."""


class Permission:
    """What a route declares: an action, or None with the reason why it is for anyone."""

    def __init__(
        self, action: Action | None, why: str = "", allowance: Allowance | None = None
    ) -> None:
        self.action = action
        self.why = why
        self._allowance = allowance

    def __call__(self, request: Request) -> None:
        """Let the request pass, or answer for the route."""
        if self.action is None:
            self._count(request, _network(request))
            return
        asker = _asking(request)
        if not asker.can(self.action):
            _note_refusal(request, asker, self.action, "role")
            raise Stop(forbidden(NOT_GRANTED))
        self._count(request, asker.actor.name)

    def _count(self, request: Request, whose: str) -> None:
        if self._allowance is None:
            return
        house = house_of(request)
        if not rates.take(house.rates, self._allowance, whose, at=now_of(request)):
            raise Stop(too_many(self._allowance.per_s))

    @property
    def said(self) -> str:
        """The action, or "anyone", as the API's description says it."""
        return self.action.value if self.action else "anyone"


def requires(action: Action, allowance: Allowance | None = None) -> params.Depends:
    """The route is for whoever's roles or scopes grant `action`, so and so often."""
    return params.Depends(Permission(action, allowance=allowance))


def anyone(why: str, allowance: Allowance | None = None) -> params.Depends:
    """The route is for anyone, for the reason given."""
    assert why, "a route for anyone says why"
    return params.Depends(Permission(None, why, allowance))


def permission_of(route: APIRoute) -> Permission | None:
    """What the route declares; None when it declares nothing, or two things."""
    said = [one.dependency for one in route.dependencies if isinstance(one.dependency, Permission)]
    return said[0] if len(said) == 1 else None


class Undeclared(Exception):
    """A route does not say who it is for, so the service does not start."""


def flat(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    """All routes, those of included routers among them; ours are included without a prefix."""
    for route in routes:
        included: APIRouter | None = getattr(route, "original_router", None)
        if included is None:
            yield route
        else:
            yield from flat(included.routes)


def check_declared(routes: Iterable[BaseRoute], open_mounts: frozenset[str]) -> None:
    """Raise Undeclared for the first route that does not say who it is for."""
    for route in flat(routes):
        if isinstance(route, APIRoute):
            if permission_of(route) is None:
                raise Undeclared(f"{route.path} does not say who it is for")
        elif not (isinstance(route, Mount) and route.path in open_mounts):
            raise Undeclared(f"{route} is open to anyone and does not say why")


def allow(request: HTTPConnection, asker: Asker, action: Action, thing: Thing | None) -> Thing:
    """The thing, when the asker may do `action` to it. Raises Stop: 404 outside the scope."""
    if thing is None:
        raise Stop(missing(NOT_THERE))
    answer = asker.may(action, thing)
    if answer.allowed:
        return thing
    _note_refusal(request, asker, action, answer.reason, thing.id)
    raise Stop(forbidden(NOT_GRANTED) if answer.reason == "role" else missing(NOT_THERE))


def _note_refusal(
    request: HTTPConnection, asker: Asker, action: Action, reason: str, about: UUID | None = None
) -> None:
    access.note(
        house_of(request).accounts,
        at=asker.actor.at,
        actor=asker.actor.name,
        session=asker.session_id,
        action=action.value,
        objects=[about] if about else [],
        allowed=False,
        reason=reason,
    )


def _network(request: Request) -> str:
    return request.client.host if request.client else ""

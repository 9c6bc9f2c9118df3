"""The way in: what somebody can prove themselves with, what is still missing, and the session.

Shared by all the ways of signing in. A session is half until everything is proven that the person's
roles ask for, and gets a new token when it becomes whole.
"""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from fastapi import Request
from fastapi.responses import JSONResponse, RedirectResponse
from markupsafe import Markup
from starlette.responses import Response

from accounts import access, directory, recovery, sessions
from accounts.directory import Listed
from accounts.passkeys import Relying
from accounts.sessions import Session
from accounts.standing import standing
from events.database import reading
from projections import roster
from projections.roster import Person
from reference.roles import Role
from web.asking import asker_of, session_of
from web.browsers import browser_of
from web.cookies import KEPT, SESSION, cookie, set_cookie
from web.forms import TOKEN, token_of
from web.needs import House, house_of, now_of
from web.render import page_of

FRESH_FOR = timedelta(minutes=15)
"""How long after signing in somebody may change how they sign in."""

PASSWORD, PASSKEY, PROVIDER, INVITATION = "password", "passkey", "provider", "invitation"
CODE, RECOVERY, NEW_CODES = "code", "recovery", "new-codes"
UNKNOWN = "unknown"
"""The actor of a sign-in in nobody's name: what was typed is never noted."""

SIGN_IN, FIRST_STEP, SIGN_OUT = "sign-in", "sign-in.first-step", "sign-out"
CREDENTIALS = "account.credentials"
"""Actions in the access log."""

_ONE_PROOF = frozenset({Role.REPORTER, Role.PARTICIPANT})
"""Roles for which one proof is enough: they see their own reports, or what everybody was shown."""

_OUR_PATH = re.compile(r"/(?![/\\])[!-\[\]-~]*")
_NOT_THERE = ("/sign-in", "/sign-out", "/invitation", "/kept")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Ways(NamedTuple):
    """What an account can prove itself with. `passkeys`, `identities` and `recovery` are counts."""

    password: bool
    totp: bool
    passkeys: int
    identities: int
    recovery: int


class Entered(NamedTuple):
    """A session just opened: its token for the browser, and where the browser goes now."""

    token: str
    session: Session
    go: str


def our_path(asked: str) -> str:
    """The path that somebody is sent on to; the overview for anything that is not a page of ours.

    A browser reads "//host", "/\\host" and "/<tab>/host" as another host.
    """
    is_ours = _OUR_PATH.fullmatch(asked) and not urlsplit(asked).path.startswith(_NOT_THERE)
    return asked if is_ours else "/"


def person_of(house: House, account: UUID) -> Person | None:
    """Whose account it is, if it is open and holds a role; else None."""
    with reading(house.registry.log.engine) as connection:
        found = roster.person(connection, house.registry.log.municipality, account)
    return found if found and found.roles else None


def listed_as(house: House, account: UUID) -> Listed:
    """The account in the directory; without name and address for one that is not listed."""
    found = directory.listed(house.accounts, [account]).get(account)
    return found or Listed(account, "", "")


def ways_of(house: House, account: UUID) -> Ways:
    """What the account can prove itself with."""
    found = standing(house.accounts, [account])[account]
    return Ways(
        password=found.has_password,
        totp=found.has_app,
        passkeys=found.passkeys,
        identities=found.providers,
        recovery=recovery.left(house.accounts, account),
    )


def needs_two(house: House, person: Person) -> bool:
    """Whether the person must prove themselves twice: by our settings and their roles."""
    return house.sign_in.is_second_factor_required and not person.roles <= _ONE_PROOF


def second_step(house: House, person: Person, ways: Ways) -> str:
    """Where somebody goes after a password or an invitation's link; empty when nothing is missing.

    A passkey and another provider's sign-in count as both proofs, so nobody asks this after them.
    """
    if ways.totp or (ways.passkeys and needs_two(house, person)):
        return "/sign-in/code"
    return "/account/second-step" if needs_two(house, person) else ""


def enter(
    request: Request, person: Person, way: str, *, missing: str = "", next_path: str = "/"
) -> Entered:
    """Open the person's session in place of the one that this browser had, and note it.

    `missing` is the page of the second step; with it, the session is half.
    """
    house, at = house_of(request), now_of(request)
    leave(request)
    token, session = sessions.open_session(
        house.accounts,
        person.account,
        roles=person.roles,
        way=way,
        client=browser_of(request.headers.get("user-agent", "")),
        whole=not missing,
        at=at,
    )
    access.note(
        house.accounts,
        at=at,
        actor=str(person.account),
        session=session.id,
        action=FIRST_STEP if missing else SIGN_IN,
        reason=way,
    )
    on = our_path(next_path)
    if missing:
        return Entered(token, session, f"{missing}?{urlencode({'next': on})}")
    return Entered(token, session, "/kept" if cookie(request, KEPT) else on)


def leave(request: Request) -> Session | None:
    """End the session of this browser, if it has one that lives, and give it back."""
    found = session_of(request)
    if found is None:
        return None
    session = found[1]
    sessions.end(house_of(request).accounts, session.id, session.account, at=now_of(request))
    return session


def go_on(request: Request, entered: Entered) -> Response:
    """Lead a page on, with the session's cookie."""
    return with_session(request, RedirectResponse(entered.go, 303), entered)


def tell_to_go_on(request: Request, entered: Entered) -> Response:
    """The same for a script, which goes there itself."""
    return with_session(request, JSONResponse({"go": entered.go}), entered)


def with_session(request: Request, answer: Response, entered: Entered) -> Response:
    """Hand the browser the session's token, for as long as the session can last."""
    left = entered.session.ends_at - now_of(request)
    set_cookie(answer, SESSION, entered.token, seconds=int(left.total_seconds()))
    return answer


def note_refusal(
    request: Request, reason: str, *, account: UUID | None = None, action: str = SIGN_IN
) -> None:
    """Note that somebody did not prove who they are; `reason` is a short code."""
    access.note(
        house_of(request).accounts,
        at=now_of(request),
        actor=str(account) if account else UNKNOWN,
        action=action,
        allowed=False,
        reason=reason,
    )


def note_change(request: Request, account: UUID, session: UUID | None, what: str) -> None:
    """Note that somebody changed how they sign in."""
    access.note(
        house_of(request).accounts,
        at=now_of(request),
        actor=str(account),
        session=session,
        action=CREDENTIALS,
        reason=what,
    )


def page(request: Request, template: str, *, status: int = 200, **content: Any) -> Response:  # noqa: ANN401 - whatever the template shows
    """A page whose forms carry the token of this browser's session, also of a half one."""
    asker_of(request)  # so that the frame of the page knows whose it is
    token = token_of(request)
    field = Markup('<input type="hidden" name="{}" value="{}">').format(TOKEN, token)
    content |= {"form_token": token, "token": lambda: field if token else ""}
    return page_of(request.scope, template, status=status, **content)


def origin_of(request: Request) -> str:
    """Our own address as the browser knows it: what passkeys and providers are told.

    On this machine it is the one that was asked for, whatever its port; else the public one.
    """
    public = house_of(request).sign_in.public_url
    if urlsplit(public).hostname not in _LOOPBACK:
        return public
    return f"{request.url.scheme}://{request.url.netloc}"


def relying_on(request: Request) -> Relying:
    """For whom a passkey is made and used."""
    origin = origin_of(request)
    name = house_of(request).sign_in.relying.name
    return Relying(id=urlsplit(origin).hostname or "", name=name, origins=(origin,))


def provider_name(house: House) -> str:
    """What people call the other provider; empty where none is set up."""
    provider = house.sign_in.provider
    return provider.name or urlsplit(provider.issuer).hostname or "" if provider else ""


def network_of(request: Request) -> str:
    """The address that the request comes from."""
    return request.client.host if request.client else ""


def administrators(house: House) -> Sequence[Listed]:
    """Whom to ask for help: the administrators that the directory lists, by name."""
    with reading(house.registry.log.engine) as connection:
        people = roster.people(connection, house.registry.log.municipality)
    ids = [person.account for person in people if Role.ADMINISTRATOR in person.roles]
    return sorted(directory.listed(house.accounts, ids).values(), key=lambda one: one.name)

"""The invitation: its link leads here, once, to choose how one will sign in.

Looking at the page uses nothing up: programs that read mail follow links by themselves. The same
link lets somebody choose a new password who has lost theirs.
"""

from typing import NamedTuple
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from accounts import invitations, passkeys, passwords, sessions
from accounts.directory import Listed
from accounts.invitations import Invitation
from accounts.proof import NotProven
from accounts.rates import Allowance
from projections.known import known
from projections.roster import Person
from reference.language import Translator, message
from web.asking import anyone, asker_of
from web.bodies import JsonBytes
from web.entrance import (
    INVITATION,
    PASSKEY,
    administrators,
    enter,
    go_on,
    listed_as,
    needs_two,
    note_change,
    note_refusal,
    page,
    person_of,
    provider_name,
    second_step,
    tell_to_go_on,
    ways_of,
)
from web.forms import Fields, read_fields
from web.needs import HouseServed, Now, Speaker, house_of, now_of, translator_of
from web.passkeys import NOT_TAKEN, begun, offer_registration, refused, register
from web.second_step import PROVE
from web.timeline import organisation_name
from web.who import account_of, roles_in_words

router = APIRouter(include_in_schema=False)

LOOKING = Allowance("invitation", 120, 60)
ADDING = "passkey-invitation"
"""The kind of a ceremony."""

NO_PASSWORD = message("Write a password.")
FOR_INVITED = "whoever holds an invitation's link is not signed in yet"


class Invited(NamedTuple):
    """An open invitation, and whose account it is to."""

    invitation: Invitation
    person: Person
    listed: Listed

    @property
    def account(self) -> UUID:
        """The account that is waiting."""
        return self.person.account


def invited(request: Request, token: str) -> Invited | None:
    """Who is invited by this link; None when it is used, over or unknown, or the account closed."""
    house = house_of(request)
    found = invitations.find(house.accounts, token)
    if found is None or not found.is_open(now_of(request)):
        return None
    person = person_of(house, found.account)
    return Invited(found, person, listed_as(house, found.account)) if person else None


def may_skip_password(request: Request, account: UUID) -> bool:
    """Whether the link may add a passkey or a provider.

    Not where there is a second step already: the link alone must not get round it.
    """
    house = house_of(request)
    person = person_of(house, account)
    if person is None:
        return False
    return second_step(house, person, ways_of(house, account)) != PROVE


def no_longer(request: Request, token: str, t: Translator) -> Response:
    """The page of a link that no longer works, with whom to ask for a new one."""
    house, at = house_of(request), now_of(request)
    found = invitations.find(house.accounts, token)
    person = person_of(house, found.account) if found else None
    if found is None:
        said = t("It may have been cut off on its way: try to copy all of it.")
    elif person is None:
        said = t("The account that it led to is closed.")
    elif found.used_at is not None:
        said = t("It has been used. If it was you, sign in. If it was not, tell one of these.")
    elif found.ends_at <= at:
        said = t("Its time is over. Ask one of these for a new one.")
    else:
        said = t("It can only be used with a password, because you have a second step already.")
    heading = t("The link does not work") if found is None else t("The link no longer works")
    return page(
        request,
        "sign_in/said.html",
        status=404 if found is None else 410,
        is_error=True,
        heading=heading,
        sentences=[said],
        whom=_whom_to_ask(request, found) if found else [],
        ways_on=[("/sign-in", t("To signing in"))],
    )


def _whom_to_ask(request: Request, invitation: Invitation) -> list[Listed]:
    """Whoever invited, as long as they take part; else the administrators."""
    house, inviter = house_of(request), account_of(invitation.invited_by)
    if inviter is not None and person_of(house, inviter):
        listed = listed_as(house, inviter)
        if listed.email:
            return [listed]
    return list(administrators(house))


@router.get("/invitation/{token}", dependencies=[anyone(FOR_INVITED, LOOKING)])
def show(request: Request, token: str, t: Speaker) -> Response:
    """Who invites to what, and the ways to accept."""
    found = invited(request, token)
    if found is None:
        return no_longer(request, token, t)
    return _page(request, found, t)


@router.post("/invitation/{token}", dependencies=[anyone(FOR_INVITED, LOOKING)])
async def accept(request: Request, token: str) -> Response:
    """Accept with a password, and go on to the second step where one is asked for.

    The form carries no token: the link is the secret.
    """
    fields = Fields(read_fields(await request.body()))
    return await run_in_threadpool(_accept, request, token, fields)


def _accept(request: Request, token: str, fields: Fields) -> Response:
    house, at, t = house_of(request), now_of(request), translator_of(request.scope)
    found = invited(request, token)
    if found is None:
        return no_longer(request, token, t)
    typed = next((value for name, value in fields if name == "password"), "")
    weak = passwords.too_weak(
        typed,
        email=found.listed.email,
        name=found.listed.name,
        municipality=house.sign_in.relying.name,
    )
    if weak or not typed:
        return _page(request, found, t, wrong=t(weak if typed and weak else NO_PASSWORD))
    if invitations.use(house.accounts, token, at=at) is None:
        return no_longer(request, token, t)
    passwords.set_password(house.accounts, found.account, typed, at=at)
    sessions.end_all(house.accounts, found.account, at=at)
    missing = second_step(house, found.person, ways_of(house, found.account))
    entered = enter(request, found.person, INVITATION, missing=missing)
    note_change(request, found.account, entered.session.id, "password-set")
    return go_on(request, entered)


@router.post("/invitation/{token}/passkey/options", dependencies=[anyone(FOR_INVITED, LOOKING)])
def begin_passkey(request: Request, token: str, _body: JsonBytes, t: Speaker) -> Response:
    """A challenge for the passkey that the invitation is accepted with."""
    found = invited(request, token)
    if found is None or not may_skip_password(request, found.account):
        return refused(NOT_TAKEN, t)
    return offer_registration(request, found.account, ADDING, {"token": token})


@router.post("/invitation/{token}/passkey", dependencies=[anyone(FOR_INVITED, LOOKING)])
def accept_with_passkey(
    request: Request, token: str, body: JsonBytes, house: HouseServed, now: Now, t: Speaker
) -> Response:
    """Accept with the passkey that the browser made."""
    found = invited(request, token)
    if found is None or not may_skip_password(request, found.account):
        return refused(NOT_TAKEN, t)
    try:
        kept = begun(request, ADDING, token=token)
        added = register(request, found.account, kept, body, t)
    except NotProven as no:
        note_refusal(request, f"passkey-{no.reason}", account=found.account)
        return refused(NOT_TAKEN, t)
    if invitations.use(house.accounts, token, at=now) is None:
        # Somebody else was faster with the same link: what was added must not stay.
        passkeys.remove(house.accounts, found.account, added.credential)
        return refused(NOT_TAKEN, t)
    entered = enter(request, found.person, PASSKEY)
    note_change(request, found.account, entered.session.id, "passkey-added")
    return tell_to_go_on(request, entered)


def _page(request: Request, found: Invited, t: Translator, *, wrong: str = "") -> Response:
    house = house_of(request)
    with known(house.registry.log) as view:
        organisation = organisation_name(view.ground, found.person.organisation, t)
        municipality = view.ground.name
    ways = ways_of(house, found.account)
    is_back = ways.password or ways.passkeys or ways.identities
    inviter = account_of(found.invitation.invited_by)
    by = listed_as(house, inviter).name if inviter else ""
    if is_back:
        lead = t("With this link you choose a new password. The old one stops working.")
    elif by:
        lead = t(
            "%(name)s invites you to report and follow the safety situation in %(municipality)s.",
            name=by,
            municipality=municipality,
        )
    else:
        lead = t(
            "You are invited to report and follow the safety situation in %(municipality)s.",
            municipality=municipality,
        )
    is_open = may_skip_password(request, found.account)
    asker = asker_of(request)
    return page(
        request,
        "sign_in/invitation.html",
        status=422 if wrong else 200,
        heading=_heading(found.listed.name, t, is_back=bool(is_back)),
        lead=lead,
        organisation=organisation,
        roles=roles_in_words(found.person.roles, t),
        email=found.listed.email,
        ends_at=found.invitation.ends_at,
        needs_second_step=needs_two(house, found.person) and is_open,
        provider=provider_name(house) if is_open else "",
        may_skip_password=is_open,
        signed_in_as=asker.name if asker and asker.account != found.account else "",
        faults={"password": wrong} if wrong else {},
    )


def _heading(name: str, t: Translator, *, is_back: bool) -> str:
    if is_back:
        return t("Choose a new password")
    return t("Welcome, %(name)s", name=name) if name else t("Welcome")

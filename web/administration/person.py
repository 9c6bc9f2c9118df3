"""One person: roles, links, sign-ins; and what is done when the person leaves."""

from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from accounts import directory, proof, sessions
from accounts.permissions import Action
from events.account import Account, AccountFact, evolve
from events.refusal import Refused
from ingest import roster as doors
from reference.language import message
from reference.roles import Role
from web.administration import person_pages
from web.administration.office import AtOffice, Office
from web.administration.organisations import named
from web.administration.people import read_name, sees, show_link
from web.administration.person_pages import Someone
from web.administration.sheet import Answers, Sheet, turned_down
from web.asking import NOT_THERE, requires
from web.forms import FormFields
from web.problems import Stop, missing
from web.who import name_of

SIGNED_OUT, BEGAN_ANEW = "people.signed-out", "people.begins-anew"
RENAMED, REMOVED = "people.renamed", "people.removed"
"""The access log's words for what is done to a person and leaves no trace in the record."""

OWN = message("Nobody changes their own roles or account. Ask another administrator.")
NOT_TAKING_PART = message("The organisation no longer takes part, so nobody of it can sign in.")
STILL_OPEN = message("Close the account first.")
CLOSED = message("The account is closed and can no longer be changed.")

router = APIRouter(prefix="/administration/people/{account:uuid}", include_in_schema=False)
SEE = [requires(Action.PEOPLE_READ)]
INVITE = [requires(Action.PEOPLE_INVITE)]
GRANT = [requires(Action.ROLES_GRANT)]
MANAGE = [requires(Action.PEOPLE_MANAGE)]


@router.get("", dependencies=SEE)
def show_person(office: AtOffice, account: UUID) -> Response:
    """Roles, sign-ins, and what can be done."""
    return person_pages.person_page(office, _someone(office, account, Action.PEOPLE_READ), Sheet())


@router.post("/roles", dependencies=GRANT)
def change_role(office: AtOffice, account: UUID, fields: FormFields) -> Response:
    """Give one role or take one back, which ends the person's sign-ins."""
    who = _other(office, account, Action.ROLES_GRANT)
    if isinstance(who, Response):
        return who
    wanted, is_granted = fields.one("role"), fields.one("change") == "grant"
    change = doors.grant if is_granted else doors.revoke
    try:
        role = Role(wanted)
    except ValueError:
        return _refused(office, who, Refused(message("There is no such role.")))
    try:
        change(office.registry, account, role, actor=office.actor.name, at=office.at)
    except Refused as refusal:
        return _refused(office, who, refusal)
    sessions.end_all(office.accounts, account, at=office.at)
    return _to(who, "granted" if is_granted else "revoked")


@router.post("/link", dependencies=INVITE)
def make_link(office: AtOffice, account: UUID, _fields: FormFields) -> Response:
    """A new link, for a new password or for an invitation that was not used in time."""
    who = _other(office, account, Action.PEOPLE_INVITE)
    if isinstance(who, Response):
        return who
    if not who.takes_part:
        return _refused(office, who, Refused(NOT_TAKING_PART))
    return show_link(office, account, who.name, message("A new link for %(name)s"))


@router.post("/sign-out", dependencies=MANAGE)
def sign_out(office: AtOffice, account: UUID, _fields: FormFields) -> Response:
    """End the person's sign-ins everywhere."""
    who = _other(office, account, Action.PEOPLE_MANAGE)
    if isinstance(who, Response):
        return who
    office.note(SIGNED_OUT, [account])
    sessions.end_all(office.accounts, account, at=office.at)
    return _to(who, "signed-out")


@router.get("/anew", dependencies=MANAGE)
def ask_to_begin_anew(office: AtOffice, account: UUID) -> Response:
    """What it means to begin anew."""
    who = _other(office, account, Action.PEOPLE_MANAGE)
    return who if isinstance(who, Response) else person_pages.ask_to_begin_anew(office, who)


@router.post("/anew", dependencies=MANAGE)
def begin_anew(office: AtOffice, account: UUID, _fields: FormFields) -> Response:
    """Forget all that the person signed in with, and show a link to begin with."""
    who = _other(office, account, Action.PEOPLE_MANAGE)
    if isinstance(who, Response):
        return who
    office.note(BEGAN_ANEW, [account])
    proof.forget(office.accounts, account)
    sessions.end_all(office.accounts, account, at=office.at)
    return show_link(office, account, who.name, message("A new link for %(name)s"))


@router.get("/name", dependencies=MANAGE)
def ask_for_name(office: AtOffice, account: UUID) -> Response:
    """Name and address, in a form that changes them."""
    who = _other(office, account, Action.PEOPLE_MANAGE)
    if isinstance(who, Response):
        return who
    return person_pages.name_form(office, who, Sheet({"name": who.name, "email": who.email}))


@router.post("/name", dependencies=MANAGE)
def rename(office: AtOffice, account: UUID, fields: FormFields) -> Response:
    """Change name and address."""
    who = _other(office, account, Action.PEOPLE_MANAGE)
    if isinstance(who, Response):
        return who
    answers = Answers(fields)
    name, email = read_name(office, answers, account)
    if answers.faults:
        return person_pages.name_form(office, who, answers.sheet(office.t))
    office.note(RENAMED, [account])
    try:
        directory.change(office.accounts, account, name, email)
    except Refused as refusal:
        return person_pages.name_form(office, who, answers.sheet(office.t, refusal))
    return _to(who, "renamed")


@router.get("/close", dependencies=MANAGE)
def ask_to_close(office: AtOffice, account: UUID) -> Response:
    """What it means to close the account."""
    who = _other(office, account, Action.PEOPLE_MANAGE)
    return who if isinstance(who, Response) else person_pages.ask_to_close(office, who, Sheet())


@router.post("/close", dependencies=MANAGE)
def close(office: AtOffice, account: UUID, _fields: FormFields) -> Response:
    """Close the account for good, and forget what the person signed in with."""
    who = _other(office, account, Action.PEOPLE_MANAGE)
    if isinstance(who, Response):
        return who
    try:
        doors.close_account(office.registry, account, actor=office.actor.name, at=office.at)
    except Refused as refusal:
        return person_pages.ask_to_close(office, who, turned_down({}, refusal, office.t))
    proof.forget(office.accounts, account)
    sessions.end_all(office.accounts, account, at=office.at)
    return _to(who, "closed")


@router.get("/remove", dependencies=MANAGE)
def ask_to_remove(office: AtOffice, account: UUID) -> Response:
    """What it means to remove name and address."""
    who = _other(office, account, Action.PEOPLE_MANAGE, is_closed=True)
    return who if isinstance(who, Response) else person_pages.ask_to_remove(office, who)


@router.post("/remove", dependencies=MANAGE)
def remove(office: AtOffice, account: UUID, _fields: FormFields) -> Response:
    """Take the person out of the directory; the history keeps the number."""
    who = _other(office, account, Action.PEOPLE_MANAGE, is_closed=True)
    if isinstance(who, Response):
        return who
    office.note(REMOVED, [account])
    directory.remove(office.accounts, account)
    return _to(who, "removed")


def _someone(office: Office, account: UUID, action: Action) -> Someone:
    """The person. Raises Stop unless the asker may do `action` to them, or for nobody."""
    held: Account | None = None
    with office.known() as view:
        for entry in office.registry.log.stream(view.connection, account):
            if isinstance(entry.fact, AccountFact):
                held = evolve(held, account, entry.version, entry.fact)
        taking_part = view.ground.organisations
    thing = office.thing(held.organisation, str(account)) if held else None
    if account != office.asker.account:
        office.allow(action, thing)
    if held is None or not sees(office, action, held.organisation, held.roles):
        raise Stop(missing(NOT_THERE))
    listed = directory.listed(office.accounts, [account])
    organisation = taking_part.get(held.organisation)
    return Someone(
        account=account,
        name=name_of(listed, account, office.t),
        email=listed[account].email if account in listed else "",
        code=held.organisation,
        organisation=named(organisation, office.t) if organisation else held.organisation,
        roles=held.roles,
        closed=held.closed,
        takes_part=organisation is not None,
    )


def _other(
    office: Office, account: UUID, action: Action, *, is_closed: bool = False
) -> Someone | Response:
    """Somebody else, whose account is as it must be; or the page that says why not."""
    who = _someone(office, account, action)
    if account == office.asker.account:
        return _refused(office, who, Refused(OWN))
    if who.closed != is_closed:
        return _refused(office, who, Refused(STILL_OPEN if is_closed else CLOSED))
    return who


def _refused(office: Office, who: Someone, refusal: Refused) -> Response:
    return person_pages.person_page(office, who, turned_down({}, refusal, office.t))


def _to(who: Someone, done: str) -> Response:
    return RedirectResponse(f"{person_pages.address_of(who)}?{urlencode({'done': done})}", 303)

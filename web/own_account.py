"""One's own account: who one is here, how one signs in, and where one is signed in.

Whatever changes how one signs in asks for a sign-in of the last quarter of an hour.
"""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from accounts import access, passkeys, passwords, recovery, sessions, totp
from accounts.permissions import Action
from accounts.rates import Allowance
from accounts.sessions import Session
from accounts.wishes import wish_of
from projections.known import known
from reference.dimensions import label
from reference.language import Translator, message
from reference.roles import Role
from web.administration.people import MEANING
from web.asker import Asker
from web.asking import Asking, requires
from web.entrance import (
    CODE,
    INVITATION,
    NEW_CODES,
    PASSKEY,
    PASSWORD,
    PROVIDER,
    RECOVERY,
    Ways,
    listed_as,
    needs_two,
    note_change,
    our_path,
    page,
    person_of,
    provider_name,
    ways_of,
)
from web.forms import FormFields
from web.needs import House, HouseServed, Now, Speaker, house_of, now_of
from web.passkeys import why_passkey_stays
from web.provider import why_identity_stays
from web.second_step import is_fresh, show_codes, sign_in_again
from web.signing_in import LONGEST_TYPED, Next
from web.timeline import organisation_name

router = APIRouter(include_in_schema=False)

CHANGING = Allowance("own-password", 20, 600)
"""How often somebody may try their own password while changing it."""

SESSIONS = "account.sessions"
"""The access log's word for ending sessions of one's own."""

DONE: Mapping[str, str] = {
    "password": message("The password is saved. Everywhere else you are signed out."),
    "codes-on": message("The codes from the app are turned on."),
    "codes-removed": message("The codes from the app are removed."),
    "passkey-added": message("The passkey is added."),
    "passkey-first": message(
        "The passkey is added. Make recovery codes as well, for the day when it is not at hand."
    ),
    "passkey-removed": message("The passkey is removed."),
    "provider-connected": message("It is connected. From now on you can sign in with it."),
    "provider-disconnected": message("It is disconnected."),
    "session-ended": message("You are signed out there."),
    "sessions-ended": message("You are signed out everywhere else."),
    "recovery-used": message(
        "You signed in with a recovery code, which is used up now. If you have a new phone, move "
        "the codes to it."
    ),
    "kept-dropped": message("It is thrown away."),
    "wish-kept": message("What you wish for is saved."),
    "stays": message("Nothing was removed: you could not have signed in any more."),
}
"""What was done, by the word that the address carries."""

WAYS: Mapping[str, str] = {
    PASSWORD: message("password"),
    PASSKEY: message("passkey"),
    PROVIDER: message("another sign-in service"),
    INVITATION: message("invitation"),
    CODE: message("code from the app"),
    NEW_CODES: message("first code from the app"),
    RECOVERY: message("recovery code"),
}

NO_CURRENT = message("Write the password that you have now.")
WRONG_CURRENT = message("That is not your password now.")
NO_NEW = message("Write a new password.")
THE_SAME = message("That is the password that you have already.")


class Line(NamedTuple):
    """A session in the list, in words."""

    id: UUID
    client: str
    way: str
    opened_at: datetime
    seen_at: datetime
    ends_at: datetime
    is_this: bool


class Key(NamedTuple):
    """A passkey in the list; `address` names it in the address that removes it."""

    name: str
    address: str
    added_at: datetime
    used_at: datetime | None


def own(asker: Asker) -> tuple[UUID, Session]:
    """The asker's account and session; `Action.ACCOUNT_OWN` is granted to nobody without."""
    assert asker.account
    assert asker.session
    return asker.account, asker.session


def why_codes_stay(ways: Ways, *, is_two_needed: bool) -> str:
    """Why the codes of the app cannot be removed, as a message; empty when they can."""
    if is_two_needed and ways.password and not ways.passkeys:
        return message("Your role asks for a second step, so they stay until you have another.")
    return ""


@router.get("/account", dependencies=[requires(Action.ACCOUNT_OWN)])
def show(
    request: Request,
    asker: Asking,
    house: HouseServed,
    t: Speaker,
    done: str = "",
    next_path: Next = "",
) -> Response:
    """One's own page."""
    account, session = own(asker)
    person, ways = person_of(house, account), ways_of(house, account)
    assert person
    listed, is_two_needed = listed_as(house, account), needs_two(house, person)
    with known(house.registry.log) as view:
        organisation = organisation_name(view.ground, person.organisation, t)
    return page(
        request,
        "account/account.html",
        name=listed.name,
        email=listed.email,
        organisation=organisation,
        roles=[
            (label(role, t.language), t(MEANING[role])) for role in Role if role in person.roles
        ],
        ways=ways,
        is_required=is_two_needed,
        provider=provider_name(house),
        passkeys=_keys(house, account),
        sessions=_lines(request, session, t),
        stays={
            "codes": t(why_codes_stay(ways, is_two_needed=is_two_needed)),
            "passkey": t(why_passkey_stays(ways, is_two_needed=is_two_needed)),
            "identity": t(why_identity_stays(ways)),
        },
        wish=wish_of(house.accounts, account),
        is_mail_sent=house.post is not None,
        done=t(DONE[done]) if done in DONE else "",
        go_on=our_path(next_path) if next_path and our_path(next_path) != "/account" else "",
    )


def _keys(house: House, account: UUID) -> list[Key]:
    return [
        Key(one.name, urlsafe_b64encode(one.credential).decode(), one.added_at, one.used_at)
        for one in passkeys.passkeys_of(house.accounts, account)
    ]


def way_in_words(way: str, t: Translator) -> str:
    """How somebody signed in: "password and code from the app"."""
    first, *then = (t(WAYS[part]) for part in way.split("+") if part in WAYS)
    return t("%(first)s and %(second)s", first=first, second=then[0]) if then else first


def _lines(request: Request, this: Session, t: Translator) -> list[Line]:
    """Where the person is signed in, this browser first."""
    accounts, at = house_of(request).accounts, now_of(request)
    found = sessions.sessions_of(accounts, this.account, at=at)
    whole = [one for one in found if one.stage == sessions.WHOLE]
    return [
        Line(
            id=one.id,
            client=one.client,
            way=way_in_words(one.way, t),
            opened_at=one.opened_at,
            seen_at=one.seen_at,
            ends_at=one.ends_at,
            is_this=one.id == this.id,
        )
        for one in sorted(whole, key=lambda one: one.id != this.id)
    ]


@router.get("/account/password", dependencies=[requires(Action.ACCOUNT_OWN)])
def ask_for_password(request: Request, asker: Asking, t: Speaker) -> Response:
    """The form for a new password."""
    account, session = own(asker)
    if not is_fresh(request, session):
        return sign_in_again("/account/password")
    return _password_page(request, account, {}, t)


@router.post("/account/password", dependencies=[requires(Action.ACCOUNT_OWN, CHANGING)])
def change_password(
    request: Request, asker: Asking, fields: FormFields, house: HouseServed, now: Now, t: Speaker
) -> Response:
    """Save a new password, and sign the person out everywhere else."""
    account, session = own(asker)
    if not is_fresh(request, session):
        return sign_in_again("/account/password")
    typed = {name: value[:LONGEST_TYPED] for name, value in fields}
    faults = _password_faults(house, account, typed.get("current", ""), typed.get("password", ""))
    if faults:
        return _password_page(request, account, faults, t)
    passwords.set_password(house.accounts, account, typed["password"], at=now)
    note_change(request, account, session.id, "password-set")
    sessions.end_all(house.accounts, account, at=now, but=session.id)
    return RedirectResponse("/account?done=password", 303)


def _password_faults(house: House, account: UUID, current: str, wanted: str) -> dict[str, str]:
    """What is wrong with the two passwords, as messages by field."""
    faults: dict[str, str] = {}
    has_one = passwords.has_password(house.accounts, account)
    if has_one and not current:
        faults["current"] = NO_CURRENT
    elif has_one and not passwords.verify(house.accounts, account, current):
        faults["current"] = WRONG_CURRENT
    listed = listed_as(house, account)
    weak = passwords.too_weak(
        wanted,
        email=listed.email,
        name=listed.name,
        municipality=house.sign_in.relying.name,
    )
    if not wanted:
        faults["password"] = NO_NEW
    elif weak:
        faults["password"] = weak
    elif has_one and not faults and wanted == current:
        faults["password"] = THE_SAME
    return faults


def _password_page(
    request: Request, account: UUID, faults: Mapping[str, str], t: Translator
) -> Response:
    house = house_of(request)
    has_one = passwords.has_password(house.accounts, account)
    return page(
        request,
        "account/password.html",
        status=422 if faults else 200,
        heading=t("Change the password") if has_one else t("Choose a password"),
        has_one=has_one,
        email=listed_as(house, account).email,
        faults={field: t(said) for field, said in faults.items()},
    )


@router.post("/account/codes/move", dependencies=[requires(Action.ACCOUNT_OWN)])
def move_codes(request: Request, asker: Asking, _form: FormFields, house: HouseServed) -> Response:
    """Let the codes of the old phone count no more, and set up the new one."""
    account, session = own(asker)
    if not is_fresh(request, session):
        return sign_in_again("/account")
    totp.remove(house.accounts, account)
    note_change(request, account, session.id, "totp-moved")
    return RedirectResponse("/account/second-step", 303)


@router.post("/account/codes/remove", dependencies=[requires(Action.ACCOUNT_OWN)])
def remove_codes(
    request: Request, asker: Asking, _form: FormFields, house: HouseServed
) -> Response:
    """No more codes from an app, where no role asks for them."""
    account, session = own(asker)
    if not is_fresh(request, session):
        return sign_in_again("/account")
    person = person_of(house, account)
    assert person
    if why_codes_stay(ways_of(house, account), is_two_needed=needs_two(house, person)):
        return RedirectResponse("/account?done=stays", 303)
    totp.remove(house.accounts, account)
    note_change(request, account, session.id, "totp-removed")
    return RedirectResponse("/account?done=codes-removed", 303)


@router.post("/account/recovery-codes", dependencies=[requires(Action.ACCOUNT_OWN)])
def make_recovery_codes(
    request: Request, asker: Asking, _form: FormFields, house: HouseServed, t: Speaker
) -> Response:
    """New recovery codes in place of the old, shown once."""
    account, session = own(asker)
    if not is_fresh(request, session):
        return sign_in_again("/account")
    codes = recovery.make(house.accounts, account)
    note_change(request, account, session.id, "recovery-codes-made")
    return show_codes(request, account, codes, t)


@router.post("/account/sessions/end-others", dependencies=[requires(Action.ACCOUNT_OWN)])
def end_others(
    request: Request, asker: Asking, _form: FormFields, house: HouseServed, now: Now
) -> Response:
    """Sign out everywhere but here."""
    account, session = own(asker)
    sessions.end_all(house.accounts, account, at=now, but=session.id)
    _note_ended(request, account, session, "ended-others")
    return RedirectResponse("/account?done=sessions-ended", 303)


@router.post("/account/sessions/{which}/end", dependencies=[requires(Action.ACCOUNT_OWN)])
def end_one(
    request: Request,
    which: UUID,
    asker: Asking,
    _form: FormFields,
    house: HouseServed,
    now: Now,
) -> Response:
    """Sign out of one other browser."""
    account, session = own(asker)
    if sessions.end(house.accounts, which, account, at=now):
        _note_ended(request, account, session, "ended-one")
    return RedirectResponse("/account?done=session-ended", 303)


def _note_ended(request: Request, account: UUID, session: Session, what: str) -> None:
    access.note(
        house_of(request).accounts,
        at=now_of(request),
        actor=str(account),
        session=session.id,
        action=SESSIONS,
        reason=what,
    )

"""Passkeys: signing in with one, adding one, removing one. What `static/passkeys.js` asks for.

The script gets a challenge and brings back what the browser said; whatever goes wrong is one
sentence for the page. A passkey is always asked who holds it, so it counts as both proofs.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Annotated, Any, cast
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.responses import Response

from accounts import ceremonies, passkeys, sessions
from accounts.permissions import Action
from accounts.proof import NotProven
from accounts.rates import Allowance
from reference.language import Translator, message
from web.asking import Asking, anyone, requires
from web.bodies import JsonBytes, read_json
from web.cookies import CEREMONY, clear_cookie, cookie, set_cookie
from web.entrance import (
    PASSKEY,
    Ways,
    enter,
    listed_as,
    needs_two,
    note_change,
    note_refusal,
    our_path,
    page,
    person_of,
    relying_on,
    tell_to_go_on,
    ways_of,
)
from web.forms import FormFields, check_token
from web.needs import HouseServed, Now, Speaker, house_of, now_of
from web.second_step import HALF, SettingUp, is_fresh, sign_in_again
from web.signing_in import Next

router = APIRouter(include_in_schema=False)

TRIES = Allowance("sign-in-passkey", 60, 60)
PROVING, ADDING = "passkey-sign-in", "passkey-add"
"""The kinds of ceremonies."""

LONGEST_NAME = 60

NOT_KNOWN = message("The passkey is not one that is known here, or the account is closed.")
NOT_TAKEN = message("The passkey could not be used. Load the page anew and try again.")
NOT_FRESH = message("It is too long since you signed in. Load the page anew.")
ADDED_BEFORE = message("That passkey has been added before.")


def offered(request: Request, kind: str, options: str, content: Mapping[str, object]) -> Response:
    """The options for the browser, with the ceremony that is found again by a cookie."""
    kept = json.dumps(dict(content)).encode()
    at = now_of(request)
    answer = Response(options, media_type="application/json")
    token = ceremonies.put(house_of(request).accounts, kind, kept, at=at)
    set_cookie(answer, CEREMONY, token, seconds=ceremonies.MINUTES * 60)
    return answer


def begun(request: Request, kind: str, **must: str) -> dict[str, Any]:
    """What was kept when the ceremony began. Raises NotProven when that is over, or not as `must`.

    It is taken out: whatever was begun is ended once.
    """
    token, at = cookie(request, CEREMONY), now_of(request)
    kept = ceremonies.take(house_of(request).accounts, kind, token, at=at)
    found: dict[str, Any] = json.loads(kept or b"{}")
    if not found or any(found.get(name) != value for name, value in must.items()):
        raise NotProven("ceremony-over")
    return found


def written(challenge: bytes) -> str:
    """A challenge as text, for a ceremony."""
    return urlsafe_b64encode(challenge).decode()


def read(challenge: str) -> bytes:
    """What `written` wrote."""
    return urlsafe_b64decode(challenge)


def answered(body: bytes) -> tuple[str, str]:
    """The browser's credential as JSON, and the name given to it. Raises NotProven."""
    sent = read_json(body)
    if not isinstance(sent, dict):
        raise NotProven("unreadable")
    fields = cast("dict[str, object]", sent)
    name = fields.get("name")
    return json.dumps(fields.get("credential")), name.strip() if isinstance(name, str) else ""


def refused(sentence: str, t: Translator, status: int = 422) -> Response:
    """The sentence for the page."""
    return JSONResponse({"said": t(sentence)}, status)


def name_for(given: str, t: Translator) -> str:
    """What the passkey is called: printable, short, and something."""
    printable = "".join(character for character in given if character.isprintable())
    return printable[:LONGEST_NAME] or t("Passkey")


@router.post("/sign-in/passkey/options", dependencies=[anyone("before signing in", TRIES)])
def ask_for_passkey(request: Request, _body: JsonBytes, next_path: Next = "/") -> Response:
    """A challenge for any passkey that was made for us."""
    options, challenge = passkeys.sign_in_options(relying_on(request))
    content = {"challenge": written(challenge), "next": our_path(next_path)}
    return offered(request, PROVING, options, content)


@router.post("/sign-in/passkey", dependencies=[anyone("before signing in", TRIES)])
def sign_in(
    request: Request, body: JsonBytes, house: HouseServed, now: Now, t: Speaker
) -> Response:
    """Let in whose passkey answered the challenge."""
    try:
        kept = begun(request, PROVING)
        credential, _ = answered(body)
        account = passkeys.sign_in(
            house.accounts, relying_on(request), read(kept["challenge"]), credential, at=now
        )
    except NotProven as no:
        note_refusal(request, f"passkey-{no.reason}")
        is_unknown = no.reason == "unknown-credential"
        return refused(NOT_KNOWN if is_unknown else NOT_TAKEN, t)
    person = person_of(house, account)
    if person is None:
        note_refusal(request, "closed", account=account)
        return refused(NOT_KNOWN, t)
    answer = tell_to_go_on(request, enter(request, person, PASSKEY, next_path=kept["next"]))
    clear_cookie(answer, CEREMONY)
    return answer


@router.get("/account/passkeys", dependencies=[requires(Action.ACCOUNT_OWN)])
def show_adding(request: Request, who: SettingUp) -> Response:
    """The page that adds a passkey to one's own account."""
    if not is_fresh(request, who.session):
        return sign_in_again("/account/passkeys")
    return page(request, "account/passkeys.html")


@router.post("/account/passkeys/options", dependencies=[anyone(HALF)])
def begin_adding(request: Request, _body: JsonBytes, who: SettingUp, t: Speaker) -> Response:
    """A challenge for a new passkey of one's own."""
    check_token(request, request.headers.get("x-form-token", ""))
    if who.session.stage == sessions.WHOLE and not is_fresh(request, who.session):
        return refused(NOT_FRESH, t, 403)
    return offer_registration(request, who.person.account, ADDING, {})


def offer_registration(
    request: Request, account: UUID, kind: str, content: Mapping[str, object]
) -> Response:
    """What the browser makes a passkey for `account` with."""
    house = house_of(request)
    listed = listed_as(house, account)
    options, challenge = passkeys.registration_options(
        house.accounts, relying_on(request), account, listed.name, listed.email or str(account)
    )
    kept = {**content, "challenge": written(challenge), "account": str(account)}
    return offered(request, kind, options, kept)


@router.post("/account/passkeys", dependencies=[anyone(HALF)])
def add(
    request: Request,
    body: JsonBytes,
    who: SettingUp,
    t: Speaker,
    next_path: Next = "/account",
) -> Response:
    """Add the passkey, and let the person in who was halfway."""
    check_token(request, request.headers.get("x-form-token", ""))
    account = who.person.account
    try:
        kept = begun(request, ADDING, account=str(account))
        register(request, account, kept, body, t)
    except NotProven as no:
        return refused(ADDED_BEFORE if no.reason == "taken" else NOT_TAKEN, t)
    note_change(request, account, who.session.id, "passkey-added")
    if who.session.stage == sessions.WHOLE:
        return JSONResponse({"go": "/account?done=passkey-added"})
    on = f"/account?{urlencode({'done': 'passkey-first', 'next': our_path(next_path)})}"
    way = f"{who.session.way}+{PASSKEY}"
    return tell_to_go_on(request, enter(request, who.person, way, next_path=on))


def register(
    request: Request, account: UUID, kept: Mapping[str, Any], body: bytes, t: Translator
) -> passkeys.Passkey:
    """Take the new passkey of `account` that the browser made. Raises NotProven."""
    credential, name = answered(body)
    return passkeys.register(
        house_of(request).accounts,
        relying_on(request),
        account,
        read(kept["challenge"]),
        credential,
        name=name_for(name, t),
        at=now_of(request),
    )


def why_passkey_stays(ways: Ways, *, is_two_needed: bool) -> str:
    """Why a passkey cannot be removed, as a message; empty when it can."""
    if ways.passkeys > 1:
        return ""
    if not ways.password and not ways.identities:
        return message("It is your only way to sign in, so it stays until you have another.")
    if is_two_needed and ways.password and not ways.totp:
        return message("Your role asks for a second step, so it stays until you have another.")
    return ""


def _credential(address: str) -> bytes:
    try:
        return urlsafe_b64decode(address)
    except ValueError:
        return b""


@router.post("/account/passkeys/{address}/remove", dependencies=[requires(Action.ACCOUNT_OWN)])
def remove(
    request: Request,
    asker: Asking,
    credential: Annotated[bytes, Depends(_credential)],
    _form: FormFields,
    house: HouseServed,
) -> Response:
    """Remove a passkey of one's own, unless it is what one signs in with."""
    assert asker.account
    assert asker.session
    if not is_fresh(request, asker.session):
        return sign_in_again("/account")
    person, ways = person_of(house, asker.account), ways_of(house, asker.account)
    assert person
    if why_passkey_stays(ways, is_two_needed=needs_two(house, person)):
        return RedirectResponse("/account?done=stays", 303)
    if passkeys.remove(house.accounts, asker.account, credential):
        note_change(request, asker.account, asker.session.id, "passkey-removed")
    return RedirectResponse("/account?done=passkey-removed", 303)

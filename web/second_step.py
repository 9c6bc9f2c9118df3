"""The second step of signing in: proving it, or setting it up where a role asks for one."""

import asyncio
import re
from typing import Annotated, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from accounts import ceremonies, rates, sessions, totp
from accounts import recovery as recovery_codes
from accounts.proof import NotProven
from accounts.rates import Allowance
from accounts.sessions import Session
from projections.roster import Person
from reference.language import Translator, message
from web.asking import NotSignedIn, anyone, session_of
from web.cookies import CEREMONY, cookie, set_cookie
from web.entrance import (
    CODE,
    FRESH_FOR,
    NEW_CODES,
    RECOVERY,
    Entered,
    Ways,
    enter,
    go_on,
    listed_as,
    note_change,
    note_refusal,
    our_path,
    page,
    person_of,
    second_step,
    ways_of,
    with_session,
)
from web.forms import FormFields
from web.needs import House, HouseServed, Now, Speaker, house_of, now_of
from web.problems import Stop, forbidden, too_many
from web.signing_in import Next

router = APIRouter(include_in_schema=False)

TRIES = Allowance("sign-in-code", 60, 60)
FOR_ONE = Allowance("sign-in-code-account", 30, 600)
"""By account, so that many who wait at the same time cannot go through the codes. Only somebody who
knows the password can use these up."""
HALF = "who has given one proof of two is not signed in yet"
NEW_SECRET = "new-secret"  # noqa: S105 - the kind of a ceremony

SIX_DIGITS = re.compile(r"[0-9]{6}")
PROVE, SET_UP = "/sign-in/code", "/account/second-step"

WRONG_CODE = message("That is not the right code. The app shows a new one every half minute.")
USED_CODE = message("That code has been used. Wait for the app to show the next one.")
WRONG_RECOVERY = message("The recovery code is not right, or has been used already.")
NO_CODE = message("Write the code.")
NEW_SQUARE = message("There is a new square. Let the app read it once more.")
NOT_HERE = message("You have a second step already. Use it first.")


class Halfway(NamedTuple):
    """Somebody who has given one proof of two."""

    person: Person
    session: Session
    ways: Ways


def _halfway(request: Request) -> Halfway:
    """Who is halfway in. Raises NotSignedIn for everybody else."""
    found = session_of(request)
    person = person_of(house_of(request), found[1].account) if found else None
    if found is None or person is None or found[1].stage != sessions.HALF:
        raise NotSignedIn
    return Halfway(person, found[1], ways_of(house_of(request), person.account))


def setting_up(request: Request) -> Halfway:
    """Who may set up a second step: freshly signed in, or halfway and without one.

    Raises NotSignedIn, or Stop for somebody who is halfway and has a second step to prove.
    """
    house, found = house_of(request), session_of(request)
    person = person_of(house, found[1].account) if found else None
    if found is None or person is None:
        raise NotSignedIn
    session, ways = found[1], ways_of(house, person.account)
    if session.stage == sessions.HALF and second_step(house, person, ways) != SET_UP:
        raise Stop(forbidden(NOT_HERE))
    return Halfway(person, session, ways)


def is_fresh(request: Request, session: Session) -> bool:
    """Whether the person signed in so short a time ago that they may change how they do."""
    return now_of(request) - session.opened_at <= FRESH_FOR


def sign_in_again(path: str) -> Response:
    """Lead to signing in once more, and from there to `path`."""
    return RedirectResponse(f"/sign-in?{urlencode({'next': path, 'again': 1})}", 303)


Half = Annotated[Halfway, Depends(_halfway)]
SettingUp = Annotated[Halfway, Depends(setting_up)]


async def _waited(request: Request) -> None:
    """Wait, the longer the more often somebody has sent wrong codes for the account.

    Raises Stop when it was too often.
    """

    def wait_s() -> float:
        found = session_of(request)
        if found is None:
            return 0.0
        house, at, names = house_of(request), now_of(request), [_name(found[1].account)]
        if not rates.take(house.rates, FOR_ONE, names[0], at=at):
            raise Stop(too_many(FOR_ONE.per_s))
        rates.failed(house.rates, names, at=at)
        return rates.slow_down(house.rates, *names, at=at, base_s=house.sign_in.delay_s)

    await asyncio.sleep(await run_in_threadpool(wait_s))


def _name(account: UUID) -> str:
    return f"code|{account}"


@router.get(PROVE, dependencies=[anyone(HALF)])
def ask_for_code(
    request: Request, half: Half, t: Speaker, next_path: Next = "/", recovery: str = ""
) -> Response:
    """The second step: a code of the app, a passkey, or one of the recovery codes."""
    if second_step(house_of(request), half.person, half.ways) == SET_UP:
        return RedirectResponse(f"{SET_UP}?{urlencode({'next': our_path(next_path)})}", 303)
    return _code_page(request, half, t, next_path=next_path, by_recovery=bool(recovery))


@router.post(PROVE, dependencies=[anyone(HALF, TRIES), Depends(_waited)])
def take_code(
    request: Request, half: Half, fields: FormFields, house: HouseServed, t: Speaker
) -> Response:
    """Take a code, of either kind whichever was asked for, and let the person in."""
    next_path, code = fields.one("next"), fields.one("code")
    by_recovery = bool(fields.one("recovery"))
    way, wrong = _taken(request, half, code, by_recovery=by_recovery)
    if wrong:
        return _code_page(
            request, half, t, next_path=next_path, by_recovery=by_recovery, wrong=t(wrong)
        )
    rates.forgive(house.rates, [_name(half.person.account)])
    if way == RECOVERY:
        next_path = f"/account?{urlencode({'done': 'recovery-used', 'next': our_path(next_path)})}"
    entered = enter(request, half.person, f"{half.session.way}+{way}", next_path=next_path)
    return go_on(request, entered)


def _taken(request: Request, half: Halfway, code: str, *, by_recovery: bool) -> tuple[str, str]:
    """The way that the code is of, and what is wrong with it: one of the two is empty.

    Either kind is taken, whichever the page asked for with `by_recovery`.
    """
    accounts, account, at = house_of(request).accounts, half.person.account, now_of(request)
    if not code:
        return "", NO_CODE
    if not SIX_DIGITS.fullmatch("".join(code.split())):
        if recovery_codes.use(accounts, account, code, at=at):
            return RECOVERY, ""
        note_refusal(request, "recovery-wrong", account=account)
        return "", WRONG_RECOVERY if by_recovery else WRONG_CODE
    try:
        totp.verify(accounts, account, code, at=at)
    except NotProven as no:
        note_refusal(request, no.reason, account=account)
        if by_recovery:
            return "", WRONG_RECOVERY
        return "", USED_CODE if no.reason == "code-replayed" else WRONG_CODE
    return CODE, ""


def _code_page(
    request: Request,
    half: Halfway,
    t: Translator,
    *,
    next_path: str,
    by_recovery: bool,
    wrong: str = "",
) -> Response:
    by_app = half.ways.totp and not by_recovery
    return page(
        request,
        "sign_in/code.html",
        status=422 if wrong else 200,
        heading=t("Write the code") if by_app or by_recovery else t("Use your passkey"),
        ways=half.ways,
        next=our_path(next_path),
        by_recovery=by_recovery,
        faults={"code": wrong} if wrong else {},
    )


@router.get(SET_UP, dependencies=[anyone(HALF)])
def ask_to_set_up(
    request: Request, who: SettingUp, t: Speaker, next_path: Next = "/account"
) -> Response:
    """How to set up codes from an app, or a passkey for whoever is halfway in."""
    if who.session.stage == sessions.WHOLE and not is_fresh(request, who.session):
        return sign_in_again(SET_UP)
    if who.ways.totp:
        return RedirectResponse("/account", 303)
    return _set_up_page(request, who, t, next_path=next_path, secret=_shown(request, who))


@router.post(SET_UP, dependencies=[anyone(HALF, TRIES)])
def set_up(
    request: Request,
    who: SettingUp,
    fields: FormFields,
    house: HouseServed,
    now: Now,
    t: Speaker,
) -> Response:
    """Turn on the codes by the first of them, and let the person in who was halfway."""
    if who.session.stage == sessions.WHOLE and not is_fresh(request, who.session):
        return sign_in_again(SET_UP)
    next_path, code = fields.one("next"), fields.one("code")
    shown = _shown(request, who)
    if not shown:
        return _set_up_page(request, who, t, next_path=next_path, wrong=t(NEW_SQUARE))
    try:
        totp.confirm(house.accounts, who.person.account, code, at=now)
    except NotProven as no:
        if no.reason == "already-set":
            return RedirectResponse("/account", 303)
        wrong = t(WRONG_CODE if code else NO_CODE)
        return _set_up_page(request, who, t, next_path=next_path, wrong=wrong, secret=shown)
    note_change(request, who.person.account, who.session.id, "totp-set")
    return _in_with_codes(request, house, who, next_path, t)


def _in_with_codes(
    request: Request, house: House, who: Halfway, next_path: str, t: Translator
) -> Response:
    """Show the recovery codes to somebody who has none, once; and open the whole session."""
    entered: Entered | None = None
    go = "/account?done=codes-on"
    if who.session.stage == sessions.HALF:
        way = f"{who.session.way}+{NEW_CODES}"
        entered = enter(request, who.person, way, next_path=next_path)
        go = entered.go
    if who.ways.recovery:
        answer: Response = RedirectResponse(go, 303)
    else:
        codes = recovery_codes.make(house.accounts, who.person.account)
        answer = show_codes(request, who.person.account, codes, t, go=go, first=True)
    return with_session(request, answer, entered) if entered else answer


def show_codes(
    request: Request,
    account: UUID,
    codes: list[str],
    t: Translator,
    *,
    go: str = "/account",
    first: bool = False,
) -> Response:
    """The page of new recovery codes, the only one that ever shows them."""
    return page(
        request,
        "account/recovery-codes.html",
        done=t("The codes from the app are turned on.") if first else "",
        codes=codes,
        email=listed_as(house_of(request), account).email,
        made_at=now_of(request),
        next=go,
    )


def _shown(request: Request, who: Halfway) -> str:
    """The secret that the person was shown last and has not used; empty when that is over."""
    token = cookie(request, CEREMONY)
    found = ceremonies.take(house_of(request).accounts, NEW_SECRET, token, at=now_of(request))
    account, _, secret = (found or b"").decode().partition(" ")
    return secret if account == str(who.person.account) else ""


def _set_up_page(
    request: Request,
    who: Halfway,
    t: Translator,
    *,
    next_path: str,
    wrong: str = "",
    secret: str = "",
) -> Response:
    """The square to read: `secret` as it was shown before, or a new one."""
    house, account = house_of(request), who.person.account
    secret = secret or totp.begin(house.accounts, account)
    address = totp.address(
        secret,
        email=listed_as(house, account).email,
        issuer=f"{t('Situation picture')} {house.sign_in.relying.name}",
    )
    answer = page(
        request,
        "account/second-step.html",
        status=422 if wrong else 200,
        heading=t("Set up the second step"),
        is_half=who.session.stage == sessions.HALF,
        qr=Markup(totp.qr_svg(address, title=t("Square for the app to read"))),  # noqa: S704 - drawn by us
        secret=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        address=address,
        next=our_path(next_path),
        faults={"code": wrong} if wrong else {},
    )
    content = f"{account} {secret}".encode()
    token = ceremonies.put(house.accounts, NEW_SECRET, content, at=now_of(request), minutes=60)
    set_cookie(answer, CEREMONY, token, seconds=3600)
    return answer

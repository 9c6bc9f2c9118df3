"""Signing in with e-mail address and password, and signing out.

Whoever fails learns nothing of whether there is such an account: the page, its status and the work
are the same. Failing again makes the answer wait, which holds no thread, and never locks anybody
out.
"""

import asyncio
from datetime import datetime
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from accounts import access, directory, passwords, rates
from accounts.rates import Allowance
from reference.language import message
from web.asking import anyone, asker_of
from web.cookies import CEREMONY, SESSION, clear_cookie
from web.entrance import (
    FRESH_FOR,
    PASSWORD,
    SIGN_OUT,
    enter,
    go_on,
    leave,
    listed_as,
    network_of,
    note_refusal,
    our_path,
    page,
    person_of,
    provider_name,
    second_step,
    ways_of,
)
from web.forms import Fields, FormFields, read_fields
from web.needs import House, HouseServed, Now, Speaker, house_of, now_of

router = APIRouter(include_in_schema=False)

TRIES = Allowance("sign-in", 60, 60)
"""By network address. Many people may sit behind one; each by itself is slowed down before that."""

MILD = 8
"""By so much less does an address have to wait than one who fails at one account from there."""
MILD_MOST_S = 2.0

LONGEST_TYPED = 1_000
"""Characters of an address or a password that are looked at."""

WRONG = message("Wrong e-mail address or password. Check both and try again.")
NO_EMAIL = message("Write your e-mail address.")
NO_PASSWORD = message("Write your password.")

Next = Annotated[str, Query(alias="next", max_length=2_000)]


class Attempt(NamedTuple):
    """What somebody signs in with, after the wait. `names` are what failures are counted by."""

    fields: Fields
    email: str
    password: str
    names: tuple[str, ...]


def wait_s(house: House, email: str, network: str, at: datetime) -> float:
    """How long this attempt has to wait, in seconds. It is counted as failed until it is not."""
    base_s = house.sign_in.delay_s
    rates.failed(house.rates, [_name(email, network)], at=at)
    own = rates.slow_down(house.rates, _name(email, network), at=at, base_s=base_s)
    shared = rates.slow_down(house.rates, network, at=at, base_s=base_s / MILD)
    return max(own, min(shared, MILD_MOST_S))


def _name(email: str, network: str) -> str:
    return f"{email.strip().casefold()}|{network}"


async def _attempt(request: Request) -> Attempt:
    """Read the form and wait. It carries no token: before signing in there is nobody to act for."""
    fields = Fields(read_fields(await request.body()))
    email = fields.one("email")[:LONGEST_TYPED]
    typed = [value for name, value in fields if name == "password"]
    network = network_of(request)
    wait = await run_in_threadpool(wait_s, house_of(request), email, network, now_of(request))
    if wait:
        await asyncio.sleep(wait)
    return Attempt(
        fields=fields,
        email=email,
        password=typed[-1][:LONGEST_TYPED] if typed else "",
        names=(_name(email, network),),
    )


@router.get("/sign-in", dependencies=[anyone("whoever wants to sign in is not signed in yet")])
def ask_who_it_is(
    request: Request,
    t: Speaker,
    next_path: Next = "/",
    again: str = "",
    kept: str = "",
    out: str = "",
) -> Response:
    """The ways to sign in. Whoever is signed in already goes on, unless it has to be done again."""
    asker = asker_of(request)
    if asker and asker.account and not again:
        return RedirectResponse("/kept" if kept else our_path(next_path), 303)
    email = listed_as(house_of(request), asker.account).email if asker and asker.account else ""
    return _page(
        request,
        heading=t("Sign in again") if again else t("Sign in"),
        next=our_path(next_path),
        email=email,
        again=bool(again),
        kept=bool(kept),
        signed_out=bool(out),
        faults={},
    )


@router.post("/sign-in", dependencies=[anyone("whoever signs in is not signed in yet", TRIES)])
def sign_in(
    request: Request,
    attempt: Annotated[Attempt, Depends(_attempt)],
    house: HouseServed,
    now: Now,
    t: Speaker,
) -> Response:
    """Let somebody in whose password it is, to the second step where one is asked for."""
    account = directory.by_email(house.accounts, attempt.email)
    is_right = passwords.verify(house.accounts, account, attempt.password)
    person = person_of(house, account or passwords.NOBODY)
    if not is_right or account is None or person is None:
        reason = "unknown" if account is None else "closed" if person is None else "wrong-password"
        note_refusal(request, reason, account=account)
        rates.failed(house.rates, [network_of(request)], at=now)
        return _again(request, attempt, t(WRONG), t)
    rates.forgive(house.rates, attempt.names)
    missing = second_step(house, person, ways_of(house, account))
    next_path = attempt.fields.one("next")
    return go_on(request, enter(request, person, PASSWORD, missing=missing, next_path=next_path))


def _again(request: Request, attempt: Attempt, wrong: str, t: Speaker) -> Response:
    """The page again, saying the same whatever was wrong. Only what was left empty is named."""
    faults = {
        field: said
        for field, typed, said in (
            ("email", attempt.email, t(NO_EMAIL)),
            ("password", attempt.password, t(NO_PASSWORD)),
        )
        if not typed
    }
    again = bool(attempt.fields.one("again"))
    return _page(
        request,
        status=422,
        heading=t("Sign in again") if again else t("Sign in"),
        next=our_path(attempt.fields.one("next")),
        email=attempt.email,
        again=again,
        kept=False,
        signed_out=False,
        faults=faults or {"password": wrong},
    )


def _page(request: Request, *, status: int = 200, **content: Any) -> Response:  # noqa: ANN401 - as above
    minutes = int(FRESH_FOR.total_seconds()) // 60
    provider = provider_name(house_of(request))
    return page(
        request,
        "sign_in/sign-in.html",
        status=status,
        provider=provider,
        fresh_minutes=minutes,
        **content,
    )


@router.post("/sign-out", dependencies=[anyone("a half session is signed out of as well")])
def sign_out(request: Request, _form: FormFields, house: HouseServed, now: Now) -> Response:
    """End the session. What waits unsent in the browser's own store stays there."""
    session = leave(request)
    if session is not None:
        access.note(
            house.accounts,
            at=now,
            actor=str(session.account),
            session=session.id,
            action=SIGN_OUT,
        )
    answer = RedirectResponse("/sign-in?out=1", 303, headers={"clear-site-data": '"cache"'})
    for name in (SESSION, CEREMONY):
        clear_cookie(answer, name)
    return answer

"""Signing in by way of another provider, such as the municipality's own.

The provider says who somebody is there, and nothing else is taken from it: organisation and roles
are ours. An identity counts once somebody who has an account has connected it.
"""

import json
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from accounts import ceremonies, invitations, openid
from accounts.openid import Proven, Provider
from accounts.permissions import Action
from accounts.proof import NotProven
from accounts.rates import Allowance
from reference.language import Translator, message
from web.asking import Asking, anyone, asker_of, requires
from web.cookies import CEREMONY, clear_cookie, set_cookie
from web.entrance import (
    PROVIDER,
    Ways,
    enter,
    go_on,
    note_change,
    note_refusal,
    origin_of,
    our_path,
    page,
    person_of,
    provider_name,
    ways_of,
)
from web.forms import FormFields
from web.invitation import invited, may_skip_password, no_longer
from web.needs import HouseServed, Now, Speaker, house_of, now_of
from web.passkeys import begun
from web.problems import Stop, missing
from web.second_step import is_fresh, sign_in_again
from web.signing_in import Next

router = APIRouter(include_in_schema=False)

TRIES = Allowance("sign-in-provider", 60, 60)
BACK = "/sign-in/provider/back"
CEREMONY_KIND = "provider"
TO_SIGN_IN, TO_CONNECT, TO_ACCEPT = "sign-in", "connect", "accept"
"""What the way to the provider was begun for."""

NO_PROVIDER = message("No other sign-in service is set up here.")
NOT_REACHED = message("%(name)s did not answer as it should. Try again in a while.")
DENIED = message("%(name)s did not let you through, or you changed your mind there.")
OVER = message("It took too long, or was begun in another window.")
NOT_PROVEN = message("What %(name)s answered could not be relied on, so nothing was done.")
SENTENCES = {
    "provider": NOT_REACHED,
    "client": NOT_REACHED,
    "denied": DENIED,
    "ceremony-over": OVER,
    "state": OVER,
    "code": OVER,
}


def _provider(request: Request) -> Provider:
    """The provider that is set up. Raises Stop without one."""
    found = house_of(request).sign_in.provider
    if found is None:
        raise Stop(missing(NO_PROVIDER))
    return found


def begin(request: Request, purpose: str, **kept: str) -> tuple[str, str]:
    """Begin; the provider's address to go to, and the ceremony's token. Raises NotProven."""
    going = openid.begin(_provider(request), redirect_uri=f"{origin_of(request)}{BACK}")
    content = {"purpose": purpose, "begun": openid.packed(going).decode(), **kept}
    token = ceremonies.put(
        house_of(request).accounts,
        CEREMONY_KIND,
        json.dumps(content).encode(),
        at=now_of(request),
    )
    return going.address, token


def lead_there(request: Request, purpose: str, t: Translator, **kept: str) -> Response:
    """Lead the browser to the provider, or say that it cannot be reached."""
    try:
        address, token = begin(request, purpose, **kept)
    except NotProven as no:
        return not_proven(request, no, t)
    answer = RedirectResponse(address, 303)
    set_cookie(answer, CEREMONY, token, seconds=ceremonies.MINUTES * 60)
    return answer


def not_proven(request: Request, no: NotProven, t: Translator) -> Response:
    """The page that says why signing in there came to nothing."""
    note_refusal(request, f"provider-{no.reason}")
    name = provider_name(house_of(request))
    return page(
        request,
        "sign_in/said.html",
        status=403,
        is_error=True,
        heading=t("You are not signed in"),
        sentences=[t(SENTENCES.get(no.reason, NOT_PROVEN), name=name)],
        whom=[],
        ways_on=[("/sign-in", t("To signing in"))],
    )


@router.get("/sign-in/provider", dependencies=[anyone("before signing in", TRIES)])
def go_there(request: Request, t: Speaker, next_path: Next = "/") -> Response:
    """To the provider. A link and not a form: the page's policy lets no form lead elsewhere."""
    return lead_there(request, TO_SIGN_IN, t, next=our_path(next_path))


@router.get("/invitation/{token}/provider", dependencies=[anyone("before signing in", TRIES)])
def accept_there(request: Request, token: str, t: Speaker) -> Response:
    """To the provider, to accept an invitation with what one is called there."""
    found = invited(request, token)
    if found is None or not may_skip_password(request, found.account):
        return no_longer(request, token, t)
    return lead_there(request, TO_ACCEPT, t, token=token)


@router.post("/account/provider", dependencies=[requires(Action.ACCOUNT_OWN)])
def ask_to_connect(
    request: Request, asker: Asking, _form: FormFields, house: HouseServed, t: Speaker
) -> Response:
    """The link to the provider, to connect it to one's own account.

    Only a page of ours can ask for it: otherwise somebody else's page could connect a stranger.
    """
    assert asker.session
    if not is_fresh(request, asker.session):
        return sign_in_again("/account")
    try:
        address, token = begin(request, TO_CONNECT, account=str(asker.account))
    except NotProven as no:
        return not_proven(request, no, t)
    name = provider_name(house)
    answer = page(
        request,
        "account/connect.html",
        heading=t("Connect %(name)s", name=name),
        provider=name,
        address=address,
    )
    set_cookie(answer, CEREMONY, token, seconds=ceremonies.MINUTES * 60)
    return answer


@router.get(BACK, dependencies=[anyone("before signing in", TRIES)])
def come_back(request: Request, now: Now, t: Speaker) -> Response:
    """Back from the provider, with its word on who somebody is there."""
    try:
        kept = begun(request, CEREMONY_KIND)
        proven = openid.finish(
            _provider(request),
            openid.unpacked(kept["begun"].encode()),
            redirect_uri=f"{origin_of(request)}{BACK}",
            query=dict(request.query_params),
            at=now,
        )
    except NotProven as no:
        answer = not_proven(request, no, t)
    else:
        match kept["purpose"]:
            case "connect":
                answer = _connect(request, proven, UUID(kept["account"]), t)
            case "accept":
                answer = _accept(request, proven, kept["token"], t)
            case _:
                answer = _sign_in(request, proven, kept["next"], t)
    clear_cookie(answer, CEREMONY)
    return answer


def _sign_in(request: Request, proven: Proven, next_path: str, t: Translator) -> Response:
    house = house_of(request)
    account = openid.account_of(house.accounts, proven)
    person = person_of(house, account) if account else None
    if account is None or person is None:
        note_refusal(request, "closed" if account else "identity-unknown", account=account)
        return _nobody(request, t)
    return go_on(request, enter(request, person, PROVIDER, next_path=next_path))


def _nobody(request: Request, t: Translator) -> Response:
    """Somebody whom the provider knows, and we do not."""
    name = provider_name(house_of(request))
    return page(
        request,
        "sign_in/said.html",
        status=403,
        is_error=True,
        heading=t("You have no account here"),
        sentences=[
            t(
                "%(name)s knows you, but your account there is not connected to one here.",
                name=name,
            ),
            t("If you have an account, sign in another way and connect it under “My account”."),
            t("If you have none, ask for an invitation in your organisation."),
        ],
        whom=[],
        ways_on=[("/sign-in", t("Sign in another way"))],
    )


def _taken(request: Request, t: Translator) -> Response:
    """What the provider calls somebody is connected to another account already."""
    name = provider_name(house_of(request))
    return page(
        request,
        "sign_in/said.html",
        status=409,
        is_error=True,
        heading=t("It is not connected"),
        sentences=[t("The account at %(name)s belongs to another account here.", name=name)],
        whom=[],
        ways_on=[("/account", t("My account")), ("/sign-in", t("To signing in"))],
    )


def _connect(request: Request, proven: Proven, account: UUID, t: Translator) -> Response:
    asker, house = asker_of(request), house_of(request)
    if asker is None or asker.account != account:
        return not_proven(request, NotProven("ceremony-over"), t)
    try:
        openid.link(house.accounts, account, proven, at=now_of(request))
    except NotProven:
        return _taken(request, t)
    note_change(request, account, asker.session_id, "provider-connected")
    return RedirectResponse("/account?done=provider-connected", 303)


def _accept(request: Request, proven: Proven, token: str, t: Translator) -> Response:
    house, at = house_of(request), now_of(request)
    found = invited(request, token)
    if found is None or not may_skip_password(request, found.account):
        return no_longer(request, token, t)
    if openid.account_of(house.accounts, proven) not in {None, found.account}:
        return _taken(request, t)
    person = person_of(house, found.account)
    if person is None or invitations.use(house.accounts, token, at=at) is None:
        return no_longer(request, token, t)
    openid.link(house.accounts, found.account, proven, at=at)
    entered = enter(request, person, PROVIDER)
    note_change(request, found.account, entered.session.id, "provider-connected")
    return go_on(request, entered)


def why_identity_stays(ways: Ways) -> str:
    """Why the provider cannot be disconnected, as a message; empty when it can."""
    if ways.password or ways.passkeys:
        return ""
    return message("It is your only way to sign in, so it stays until you have another.")


@router.post("/account/provider/remove", dependencies=[requires(Action.ACCOUNT_OWN)])
def disconnect(request: Request, asker: Asking, _form: FormFields, house: HouseServed) -> Response:
    """No longer sign in by way of the provider."""
    assert asker.account
    assert asker.session
    if not is_fresh(request, asker.session):
        return sign_in_again("/account")
    if why_identity_stays(ways_of(house, asker.account)):
        return RedirectResponse("/account?done=stays", 303)
    for one in openid.linked(house.accounts, asker.account):
        openid.unlink(house.accounts, asker.account, Proven(one.issuer, one.subject))
    note_change(request, asker.account, asker.session.id, "provider-disconnected")
    return RedirectResponse("/account?done=provider-disconnected", 303)

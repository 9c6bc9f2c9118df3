"""Signing in at an OpenID provider, such as the municipality's own (Entra ID, ADFS, Keycloak).

The code flow of OpenID Connect Core 1.0 with PKCE, state and nonce (RFC 6749, 7636, 9207). Nothing
of the answer is used but who says so and whom it names: who may do what is decided here alone.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import quote_plus
from uuid import UUID

import httpx2
import msgspec
from authlib.integrations.base_client import OAuthError  # type: ignore[import-untyped]
from sqlalchemy import ColumnElement, delete, select

from accounts.discovery import Doors, client_for, discover, fetch
from accounts.id_token import Expected, subject_of
from accounts.opening import Accounts
from accounts.proof import NotProven
from accounts.tables import identity
from accounts.tokens import new_token
from events.database import reading, writing

BASIC, POST, NONE = "client_secret_basic", "client_secret_post", "none"
DENIALS = {"access_denied", "login_required", "interaction_required", "consent_required"}
REFUSALS = {"invalid_grant": "code", "invalid_client": "client", "unauthorized_client": "client"}
"""What the token door says, and our reason: the code is spent or not ours; we are not known."""


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider as settings name it. `issuer` is exactly what it calls itself.

    `name` is what people call it. An empty `client_secret` is a client that has none.
    """

    name: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in that was begun: where the browser goes, and what to hold until it comes back."""

    issuer: str
    address: str = field(repr=False)
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


class Proven(NamedTuple):
    """Who somebody is at a provider."""

    issuer: str
    subject: str


class Linked(NamedTuple):
    """A provider's name for an account, and since when it is good for signing in."""

    issuer: str
    subject: str
    added_at: datetime


class _KeySet(msgspec.Struct, frozen=True):
    keys: list[dict[str, Any]]


def begin(provider: Provider, *, redirect_uri: str) -> Begun:
    """Begin a sign-in. The browser is sent to `address` and comes back to `redirect_uri`.

    Asks the provider over the network. NotProven("issuer" or "provider") as `discover` says.
    """
    state, nonce, verifier = new_token(), new_token(), new_token()
    with client_for(provider.client_id, "", way=NONE) as client:
        doors = discover(client, provider.issuer)
        address, _ = client.create_authorization_url(
            doors.authorization,
            redirect_uri=redirect_uri,
            state=state,
            nonce=nonce,
            code_verifier=verifier,
        )
    return Begun(provider.issuer, str(address), state, nonce, verifier)


def finish(
    provider: Provider, begun: Begun, *, redirect_uri: str, query: Mapping[str, str], at: datetime
) -> Proven:
    """Who has signed in, by the `query` that the browser came back with.

    `redirect_uri` is that of `begin`. Asks the provider over the network. Raises NotProven: "state"
    when the answer is to another question, "denied" when the person or the provider said no,
    "code" when the code is spent or not ours, "client" when the provider does not know this
    service, "provider" when it cannot be used, and those of `subject_of`.
    """
    if not secrets.compare_digest(query.get("state", "").encode(), begun.state.encode()):
        raise NotProven("state")
    if query.get("iss", begun.issuer) != begun.issuer or begun.issuer != provider.issuer:
        raise NotProven("issuer")
    if error := query.get("error"):
        raise NotProven("denied" if error in DENIALS else "provider")
    code = query.get("code")
    if not code:
        raise NotProven("provider")
    with client_for(provider.client_id, "", way=NONE) as client:
        doors = discover(client, provider.issuer)
        if doors.names_itself and "iss" not in query:
            raise NotProven("issuer")
        token = _redeem(provider, doors, begun, code=code, redirect_uri=redirect_uri)
        keys = fetch(client, doors.keys, _KeySet).keys
    expected = Expected(provider.issuer, provider.client_id, begun.nonce)
    return Proven(provider.issuer, subject_of(token, keys, expected, at=at))


def _redeem(provider: Provider, doors: Doors, begun: Begun, *, code: str, redirect_uri: str) -> str:
    """The ID token that the code is good for."""
    who, secret, way = provider.client_id, provider.client_secret, NONE
    if secret:
        way = POST if BASIC not in doors.ways and POST in doors.ways else BASIC
    if way == BASIC:  # RFC 6749 section 2.3.1; the library leaves it out
        who, secret = quote_plus(who), quote_plus(secret)
    try:
        with client_for(who, secret, way=way) as client:
            told: Mapping[str, Any] = client.fetch_token(
                doors.token,
                grant_type="authorization_code",
                code=code,
                redirect_uri=redirect_uri,
                code_verifier=begun.verifier,
            )
    except OAuthError as error:
        raise NotProven(REFUSALS.get(str(error.error), "provider")) from None
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError, RecursionError):
        raise NotProven("provider") from None
    token = told.get("id_token")
    if not isinstance(token, str):
        raise NotProven("provider")
    return token


def packed(begun: Begun) -> bytes:
    """`begun` as bytes, for a ceremony."""
    return json.dumps(asdict(begun)).encode()


def unpacked(content: bytes) -> Begun:
    """What `packed` packed."""
    return Begun(**json.loads(content))


def link(accounts: Accounts, account: UUID, proven: Proven, *, at: datetime) -> None:
    """Let `account` sign in as whom the provider names. Nothing changes where it already can.

    NotProven("taken") when another account does.
    """
    with writing(accounts.engine) as connection:
        connection.execute(
            accounts.insert(identity)
            .values(
                municipality=accounts.municipality,
                issuer=proven.issuer,
                subject=proven.subject,
                account=account,
                added_at=at,
            )
            .on_conflict_do_nothing()
        )
        owner = connection.scalar(select(identity.c.account).where(*_is(accounts, proven)))
    if owner != account:
        raise NotProven("taken")


def account_of(accounts: Accounts, proven: Proven) -> UUID | None:
    """The account that signs in as whom the provider names; None when none does."""
    with reading(accounts.engine) as connection:
        return connection.scalar(select(identity.c.account).where(*_is(accounts, proven)))


def linked(accounts: Accounts, account: UUID) -> list[Linked]:
    """What `account` is called at providers, the oldest first."""
    with reading(accounts.engine) as connection:
        rows = connection.execute(
            select(identity.c.issuer, identity.c.subject, identity.c.added_at)
            .where(identity.c.municipality == accounts.municipality, identity.c.account == account)
            .order_by(identity.c.added_at, identity.c.issuer, identity.c.subject)
        )
        return [Linked(*row) for row in rows]


def unlink(accounts: Accounts, account: UUID, proven: Proven) -> bool:
    """Let `account` no longer sign in as whom the provider names; False when it could not."""
    with writing(accounts.engine) as connection:
        gone = connection.execute(
            delete(identity).where(*_is(accounts, proven), identity.c.account == account)
        )
    return gone.rowcount == 1


def _is(accounts: Accounts, proven: Proven) -> tuple[ColumnElement[bool], ...]:
    return (
        identity.c.municipality == accounts.municipality,
        identity.c.issuer == proven.issuer,
        identity.c.subject == proven.subject,
    )

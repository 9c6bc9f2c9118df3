"""Asking an OpenID provider: where its doors are, and what it answers there.

The provider is chosen by whoever runs the service, yet its answers are read as a stranger's: over
https, from the address that was asked, within a time and a size.
"""

import time
from collections.abc import Iterator
from functools import cache
from ipaddress import ip_address
from ssl import SSLContext
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx2
import msgspec
from authlib.integrations.httpx_client import (  # type: ignore[import-untyped]
    OAuth2Client,  # pyright: ignore[reportUnknownVariableType]
)

from accounts.proof import NotProven

TIMEOUT_S = 5.0
LARGEST = 1024 * 1024  # bytes
WELL_KNOWN = "/.well-known/openid-configuration"


T = TypeVar("T")


class Doors(msgspec.Struct, frozen=True, kw_only=True):
    """Where a provider is asked, as its document says.

    `ways` are how a client may say who it is at the token door. `names_itself` is whether its
    answers through the browser say which provider they are from (RFC 9207).
    """

    issuer: str
    authorization: str = msgspec.field(name="authorization_endpoint")
    token: str = msgspec.field(name="token_endpoint")
    keys: str = msgspec.field(name="jwks_uri")
    ways: tuple[str, ...] = msgspec.field(
        name="token_endpoint_auth_methods_supported", default=("client_secret_basic",)
    )
    names_itself: bool = msgspec.field(
        name="authorization_response_iss_parameter_supported", default=False
    )


def client_for(client_id: str, client_secret: str, *, way: str) -> Any:  # noqa: ANN401 - untyped
    """Authlib's client, to be closed after use, kept to the limits of this module.

    Beside its own errors it raises NotProven("provider").
    """
    return OAuth2Client(
        client_id=client_id,
        client_secret=client_secret,
        token_endpoint_auth_method=way,
        scope="openid",
        code_challenge_method="S256",
        verify=_trusted(),
        timeout=TIMEOUT_S,
        follow_redirects=False,
        headers={"Accept": "application/json", "Accept-Encoding": "identity"},
        event_hooks={"response": [_limit]},
    )


@cache
def _trusted() -> SSLContext:
    """Whom the machine trusts; reading that takes longer than the rest of a sign-in."""
    return httpx2.create_ssl_context()


def discover(client: Any, issuer: str) -> Doors:  # noqa: ANN401 - untyped
    """The doors of the provider `issuer`, by its own document (OpenID Connect Discovery 1.0).

    Raises NotProven: "issuer" when the document is another's or the address will not do,
    "provider" when there is none that can be used.
    """
    if not _will_do(issuer, issuer):
        raise NotProven("issuer")
    doors = fetch(client, issuer.removesuffix("/") + WELL_KNOWN, Doors)
    if doors.issuer != issuer:
        raise NotProven("issuer")
    if not all(_will_do(door, issuer) for door in (doors.authorization, doors.token, doors.keys)):
        raise NotProven("provider")
    return doors


def fetch(client: Any, address: str, kind: type[T]) -> T:  # noqa: ANN401 - untyped
    """What the JSON at `address` says, read as `kind`. NotProven("provider") when it is none."""
    try:
        response = client.get(address, auth=None)
        if response.status_code != httpx2.codes.OK:
            raise NotProven("provider")
        return msgspec.json.decode(response.content, type=kind)
    except (httpx2.HTTPError, httpx2.InvalidURL, msgspec.MsgspecError, ValueError, RecursionError):
        raise NotProven("provider") from None


def _will_do(address: str, issuer: str) -> bool:
    """Whether an address is https, or on this machine when the provider itself is."""
    if any(character <= " " or character in '\\"<>#' for character in address):
        return False
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if not host or "@" in parts.netloc:
        return False
    if parts.scheme == "https":
        return True
    return parts.scheme == "http" and _is_loopback(host) and issuer.startswith("http:")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class _Limited(httpx2.SyncByteStream):
    """The body of an answer, up to the limits of this module."""

    def __init__(self, body: httpx2.SyncByteStream) -> None:
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        until, size = time.monotonic() + TIMEOUT_S, 0
        for part in self._body:
            size += len(part)
            if size > LARGEST or time.monotonic() > until:
                raise NotProven("provider")
            yield part

    def close(self) -> None:
        self._body.close()


def _limit(response: httpx2.Response) -> None:
    """A redirect would lead elsewhere, and a compressed body can be of any size."""
    if response.is_redirect or "Content-Encoding" in response.headers:
        raise NotProven("provider")
    assert isinstance(response.stream, httpx2.SyncByteStream)
    response.stream = _Limited(response.stream)

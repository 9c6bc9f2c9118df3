"""Reading an ID token: a statement, signed by a provider, of who has just signed in there."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey
from joserfc.util import urlsafe_b64decode

from accounts.proof import NotProven

# Never "none", and never HS256: whoever knew what verifies could then sign.
ALGORITHMS = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC"}  # and the kind of key of each
PUBLIC = {"RSA": ("kty", "n", "e"), "EC": ("kty", "crv", "x", "y")}
CURVE = "P-256"
LEAST_MODULUS = 2048  # bits
LEEWAY_S = 60  # by which the clocks of two servers may differ
LONGEST_SUBJECT = 255  # characters, by OpenID Connect Core 1.0 section 2


class _Registry(jws.JWSRegistry):
    max_header_length = 8 * 1024  # bytes; some providers put their certificates in


REGISTRY = _Registry(algorithms=list(ALGORITHMS), strict_check_header=False)


class Expected(NamedTuple):
    """What the token has to say: by whom, for whom, and in answer to which question."""

    issuer: str
    client_id: str
    nonce: str


class _Header(msgspec.Struct, frozen=True):
    """How a token is signed. `crit` are things of it that must be understood; we know none."""

    alg: str = ""
    kid: str | None = None
    crit: tuple[str, ...] = ()


class _Claims(msgspec.Struct, frozen=True):
    """What is read of a token; times are seconds since 1970. Whatever else it says is not."""

    iss: str = ""
    aud: str | tuple[str, ...] = ()
    azp: str | None = None
    sub: str = ""
    nonce: str = ""
    exp: float | None = None
    iat: float | None = None
    nbf: float | None = None


def subject_of(
    token: str, keys: Sequence[Mapping[str, Any]], expected: Expected, *, at: datetime
) -> str:
    """Whom the token names, at the time `at`. `keys` are the provider's, as its JWK set has them.

    Raises NotProven: "unreadable", "algorithm", "signature", "issuer", "audience", "expired",
    "not-yet", "nonce", "subject".
    """
    try:
        claims = msgspec.json.decode(_signed(token, keys), type=_Claims)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise NotProven("unreadable") from None
    if claims.iss != expected.issuer:
        raise NotProven("issuer")
    _check_audience(claims, expected.client_id)
    _check_times(claims, at.timestamp())
    if claims.nonce != expected.nonce:
        raise NotProven("nonce")
    if not 0 < len(claims.sub) <= LONGEST_SUBJECT:
        raise NotProven("subject")
    return claims.sub


def _signed(token: str, keys: Sequence[Mapping[str, Any]]) -> bytes:
    """What the token holds, when one of `keys` has signed it."""
    try:
        head = urlsafe_b64decode(token.partition(".")[0].encode())
        header = msgspec.json.decode(head, type=_Header)
        signed = jws.extract_compact(token.encode(), registry=REGISTRY)
    except (msgspec.MsgspecError, JoseError, ValueError, RecursionError):
        raise NotProven("unreadable") from None
    if header.alg not in ALGORITHMS:
        raise NotProven("algorithm")
    if header.crit:
        raise NotProven("unreadable")
    if not any(_verifies(signed, key) for key in _fitting(keys, header)):
        raise NotProven("signature")
    return signed.payload


def _fitting(keys: Sequence[Mapping[str, Any]], header: _Header) -> Iterator[dict[str, str]]:
    """The public parts of the keys that may have signed a token with this header."""
    kind = ALGORITHMS[header.alg]
    for key in keys:
        if (
            key.get("kty") == kind
            and key.get("use", "sig") == "sig"
            and key.get("alg", header.alg) == header.alg
            and header.kid in (None, key.get("kid"))
            and key.get("crv", CURVE) == CURVE
            and all(isinstance(key.get(part), str) for part in PUBLIC[kind])
        ):
            yield {part: key[part] for part in PUBLIC[kind]}


def _verifies(signed: jws.CompactSignature, key: dict[str, str]) -> bool:
    if key["kty"] == "RSA" and len(key["n"].lstrip("A")) * 6 < LEAST_MODULUS:
        return False
    try:
        read = RSAKey.import_key(dict(key)) if key["kty"] == "RSA" else ECKey.import_key(dict(key))
        return jws.validate_compact(signed, read, registry=REGISTRY)
    except (JoseError, ValueError):
        return False


def _check_audience(claims: _Claims, client_id: str) -> None:
    """The token is for us; where it is for others too, it says that we asked for it."""
    audiences = (claims.aud,) if isinstance(claims.aud, str) else claims.aud
    if client_id not in audiences:
        raise NotProven("audience")
    asked = client_id if claims.azp is None and len(audiences) == 1 else claims.azp
    if asked != client_id:
        raise NotProven("audience")


def _check_times(claims: _Claims, now: float) -> None:
    if claims.exp is None or claims.exp <= now - LEEWAY_S:
        raise NotProven("expired")
    if claims.iat is None or max(claims.iat, claims.nbf or 0) > now + LEEWAY_S:
        raise NotProven("not-yet")

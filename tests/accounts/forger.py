"""An OpenID provider that answers whatever a test wants, to be seen through."""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jws
from joserfc.jwk import ECKey, RSAKey

from accounts import openid
from accounts.openid import Begun, Proven, Provider
from accounts.proof import NotProven
from tests.accounts.ledger import NOW

BACK = "https://localhost/sign-in/provider/back"
WELL_KNOWN = "/.well-known/openid-configuration"

Signer = RSAKey | ECKey | RSAPrivateKey | bytes


@cache
def rsa(number: int = 0) -> RSAKey:
    """A key of the provider (0), or of somebody else."""
    return RSAKey.generate_key(2048, {"kid": f"rsa-{number}"})


@cache
def elliptic() -> ECKey:
    """Another key of the provider."""
    return ECKey.generate_key("P-256", {"kid": "ec-0"})


class _Lax(jws.JWSRegistry):
    max_header_length = 10_000


LAX = _Lax(algorithms=["RS256", "RS512", "PS256", "ES256"], strict_check_header=False)


def signed(header: Mapping[str, Any], claims: object, key: Signer) -> str:
    """A token, signed by `key`: RS256 when it is bare, HMAC when it is bytes, and empty by none."""
    if isinstance(key, RSAKey | ECKey):
        return jws.serialize_compact(dict(header), json.dumps(claims), key, registry=LAX)
    head, body = (_encoded(json.dumps(part).encode()) for part in (header, claims))
    said = f"{head}.{body}".encode()
    if isinstance(key, RSAPrivateKey):
        proof = key.sign(said, PKCS1v15(), SHA256())
    else:
        proof = hmac.digest(key, said, "sha256") if key else b""
    return f"{head}.{body}.{_encoded(proof)}"


def _encoded(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


@dataclass
class Answer:
    """What is sent at one address."""

    content: Any = None  # as JSON, unless it is bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    def body(self) -> bytes:
        """The bytes to send."""
        return (
            self.content if isinstance(self.content, bytes) else json.dumps(self.content).encode()
        )


@dataclass
class Forger:
    """The provider: what it answers by path, and what was asked of it."""

    issuer: str
    answers: dict[str, Answer] = field(default_factory=dict[str, Answer])
    asked: list[str] = field(default_factory=list[str])
    forms: list[dict[str, str]] = field(default_factory=list[dict[str, str]])

    def honest(self, at: datetime, nonce: str) -> None:
        """Answer as a provider should, at the time `at`."""
        self.document()
        self.answers["/keys"] = Answer(
            {"keys": [key.as_dict(private=False) for key in (rsa(), elliptic())]}
        )
        self.token(self.claims(at, nonce))

    def document(self, **changes: object) -> None:
        """Say where the doors are."""
        told = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }
        self.answers["/.well-known/openid-configuration"] = Answer(told | changes)

    def claims(self, at: datetime, nonce: str) -> dict[str, Any]:
        """What a right token says."""
        now = int(at.timestamp())
        return {
            "iss": self.issuer,
            "aud": "lagesbild",
            "sub": "anna",
            "nonce": nonce,
            "iat": now,
            "exp": now + 300,
        }

    def token(
        self,
        claims: object,
        *,
        header: Mapping[str, Any] | None = None,
        key: Signer | None = None,
    ) -> None:
        """Give out a token that says `claims`, signed by `key` or the provider's own."""
        told = {"alg": "RS256", "kid": "rsa-0"} if header is None else header
        self.give(signed(told, claims, rsa() if key is None else key))

    def give(self, id_token: object) -> None:
        """Give out this as the token."""
        self.answers["/token"] = Answer(
            {"access_token": "unused", "token_type": "Bearer", "id_token": id_token}
        )


@contextmanager
def forging() -> Iterator[Forger]:
    """The provider on a free port of this machine."""

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            forger.asked.append(path)
            answer = forger.answers.get(path, Answer({}, 404))
            self.send_response(answer.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer.body())))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body())

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            said = {"authorization": self.headers.get("Authorization", "")}
            forger.forms.append(dict(parse_qsl(sent)) | said)
            self.do_GET()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        forger = Forger(f"http://127.0.0.1:{server.server_port}")
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield forger
        server.shutdown()


def settings(forger: Forger) -> Provider:
    """The forger, as settings would name it."""
    return Provider("Kommunen", forger.issuer, "lagesbild", "secret")


def begun_at(forger: Forger) -> Begun:
    """A sign-in begun there, and honest answers ready."""
    begun = openid.begin(settings(forger), redirect_uri=BACK)
    forger.honest(NOW, begun.nonce)
    return begun


def finished(forger: Forger, begun: Begun, **query: str) -> Proven:
    """What comes of coming back with a code."""
    told = {"state": begun.state, "code": "a code"} | query
    return openid.finish(settings(forger), begun, redirect_uri=BACK, query=told, at=NOW)


def reason(forger: Forger, begun: Begun, **query: str) -> str:
    """Why coming back proves nothing."""
    with pytest.raises(NotProven) as no:
        finished(forger, begun, **query)
    assert no.value.__cause__ is None
    return no.value.reason

"""A device with passkeys, in software, and the browser that it is used in."""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from types import MappingProxyType

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def encoded(content: bytes) -> str:
    """base64url without padding, as WebAuthn writes bytes."""
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """The bytes that `encoded` wrote."""
    return urlsafe_b64decode(text + "===")


@dataclass
class Authenticator:
    """One passkey in a device, and what the browser around it says.

    Every attribute may be set to something false, to be refused. `counter` None is a device that
    does not count.
    """

    origin: str = "https://lage.example"
    rp_id: str | None = None  # instead of the one that it is asked for
    flags: int = PRESENT | VERIFIED
    counter: int | None = 0
    cross_origin: bool = False
    user_handle: bytes = b""
    credential: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def register(self, options: str, changes: Mapping[str, object] = MappingProxyType({})) -> str:
        """The answer to `registration_options`, as the browser posts it.

        `changes` are a wrong `kind` of ceremony, `fmt` of attestation or `public` key.
        """
        asked = json.loads(options)
        self.user_handle = decoded(asked["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        attested = (
            bytes(16)  # a device that does not say what it is
            + len(self.credential).to_bytes(2)
            + self.credential
            + cbor2.dumps(changes.get("public", public))
        )
        told = self._told(asked["rp"]["id"], ATTESTED) + attested
        return self._answer(
            clientDataJSON=self._client_data(
                str(changes.get("kind", "webauthn.create")), asked["challenge"]
            ),
            attestationObject=cbor2.dumps(
                {"fmt": changes.get("fmt", "none"), "attStmt": {}, "authData": told}
            ),
        )

    def sign_in(self, options: str, *, kind: str = "webauthn.get") -> str:
        """The answer to `sign_in_options`, as the browser posts it."""
        asked = json.loads(options)
        if self.counter is not None:
            self.counter += 1
        client_data = self._client_data(kind, asked["challenge"])
        told = self._told(asked["rpId"], 0)
        return self._answer(
            clientDataJSON=client_data,
            authenticatorData=told,
            signature=self.key.sign(told + sha256(client_data).digest(), ec.ECDSA(SHA256())),
            userHandle=self.user_handle,
        )

    def _client_data(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin}
        return json.dumps(said | {"crossOrigin": self.cross_origin}).encode()

    def _told(self, asked_for: str, flags: int) -> bytes:
        rp_id = asked_for if self.rp_id is None else self.rp_id
        count = self.counter or 0
        return sha256(rp_id.encode()).digest() + bytes([self.flags | flags]) + count.to_bytes(4)

    def _answer(self, **response: bytes) -> str:
        return json.dumps(
            {
                "id": encoded(self.credential),
                "rawId": encoded(self.credential),
                "type": "public-key",
                "response": {name: encoded(part) for name, part in response.items()},
            }
        )

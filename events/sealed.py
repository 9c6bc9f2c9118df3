"""What a sealed text looks like in a fact: a key's name and a box that only that key opens."""

from uuid import UUID

from events.fact import Value


class Sealed(Value, frozen=True, kw_only=True):
    """`box` is one byte of format, 12 bytes of nonce, and AES-256-GCM ciphertext with its tag."""

    key: UUID
    box: bytes

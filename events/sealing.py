"""Sealing of free text and private positions, one key for each payload, keys in their own store.

The log holds boxes, the key store holds keys wrapped by a master key, and neither can be read
without the other. A payload is erased by deleting its key. The key is durable before the box is
given out, so a report that was acknowledged can always be opened.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, aes_key_wrap
from sqlalchemy import Column, Engine, LargeBinary, MetaData, String, Table, delete, insert, select

from events.columns import Id
from events.database import Unfit, reading, writing
from events.sealed import Sealed

FORMAT = 1
NONCE_BYTES = 12
KEY_BYTES = 32

metadata = MetaData()
payload_key = Table(
    "payload_key",
    metadata,
    Column("key", Id, primary_key=True),
    Column("master", String(16), nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
)


class Payload(NamedTuple):
    """A text to seal, bound to what it belongs to, so that its box cannot be moved."""

    text: str
    belongs_to: str


class Unopenable(Exception):
    """The box is damaged or belongs elsewhere."""


class MasterKey(NamedTuple):
    """The key that wraps payload keys; `name` says which one it is, without giving it away."""

    name: str
    key: bytes


def make_master_key(path: Path) -> MasterKey:
    """The master key in `path`, made there (mode 0600) when there is no such file."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return read_master_key(path)
    with os.fdopen(handle, "wb") as file:
        file.write(os.urandom(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    return read_master_key(path)


def read_master_key(path: Path) -> MasterKey:
    """The master key in `path`. Raises Unfit: a key made anew would open nothing that is sealed."""
    try:
        key = path.read_bytes()
    except FileNotFoundError:
        raise Unfit("Check master key: there is no file %(path)s.", path=path) from None
    if len(key) != KEY_BYTES:
        raise Unfit(
            "Check master key: %(path)s does not hold a key of %(n)s bytes.", path=path, n=KEY_BYTES
        )
    return MasterKey(_name_of(key), key)


def _name_of(key: bytes) -> str:
    """A name that only the holder of the key could have made."""
    return AESGCM(key).encrypt(bytes(NONCE_BYTES), b"", b"lagesbild master key")[:8].hex()


class Keyring:
    """Seals and opens payloads with keys of one store."""

    def __init__(self, engine: Engine, master: MasterKey) -> None:
        self._engine = engine
        self._master = master

    def seal(self, payloads: Sequence[Payload]) -> list[Sealed]:
        """Boxes in the order of `payloads`, their keys already durable."""
        if not payloads:
            return []
        keys = [(uuid4(), AESGCM.generate_key(256)) for _ in payloads]
        rows = [
            {"key": name, "master": self._master.name, "wrapped": self._wrap(key)}
            for name, key in keys
        ]
        with writing(self._engine) as connection:
            connection.execute(insert(payload_key), rows)
        return [
            Sealed(key=name, box=_box(key, payload, name))
            for (name, key), payload in zip(keys, payloads, strict=True)
        ]

    def open(self, sealed: Sealed, belongs_to: str) -> str | None:
        """The text, or None when its key has been erased. Raises Unopenable."""
        with reading(self._engine) as connection:
            row = connection.execute(
                select(payload_key.c.wrapped).where(payload_key.c.key == sealed.key)
            ).first()
        if row is None:
            return None
        nonce, ciphertext = sealed.box[1 : 1 + NONCE_BYTES], sealed.box[1 + NONCE_BYTES :]
        if sealed.box[:1] != bytes([FORMAT]):
            raise Unopenable("the box is of an unknown format")
        key = aes_key_unwrap(self._master.key, row.wrapped)
        try:
            return AESGCM(key).decrypt(nonce, ciphertext, _bound(belongs_to, sealed.key)).decode()
        except InvalidTag:
            raise Unopenable("the box is damaged or belongs elsewhere") from None

    def check(self) -> None:
        """Raise Unfit when the store holds keys that another master key wrapped."""
        with reading(self._engine) as connection:
            foreign = connection.execute(
                select(payload_key.c.master)
                .where(payload_key.c.master != self._master.name)
                .limit(1)
            ).first()
        if foreign is not None:
            raise Unfit("Check master key: it is not the one that the texts are sealed with.")

    def destroy(self, sealed: Sealed) -> None:
        """Delete the key of a payload, which can then never be opened again."""
        with writing(self._engine) as connection:
            connection.execute(delete(payload_key).where(payload_key.c.key == sealed.key))

    def _wrap(self, key: bytes) -> bytes:
        return aes_key_wrap(self._master.key, key)


def _box(key: bytes, payload: Payload, name: UUID) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, payload.text.encode(), _bound(payload.belongs_to, name))
    return bytes([FORMAT]) + nonce + sealed


def _bound(belongs_to: str, key: UUID) -> bytes:
    return f"{FORMAT}|{belongs_to}|{key}".encode()

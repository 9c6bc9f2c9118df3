"""The keys of organisations for programs: what each is for, and until when.

The stream is the key's own id. The secret that belongs to it is not in the record.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import ClassVar, assert_never
from uuid import UUID

import msgspec

from events.fact import Decided, Fact
from events.refusal import Refused
from reference.roles import Scope

LONGEST = timedelta(days=366)
LONGEST_NAME = 80
WHILE_ROTATING = 2
"""Active keys of one name: the old one and the new one, until every program has the new one."""


class KeyOpened(Fact, frozen=True, kw_only=True):
    """An organisation got a key. `name` says which of its programs it is for."""

    TOPIC: ClassVar[str] = "key.opened"

    organisation: str
    name: str
    scopes: tuple[Scope, ...]
    expires_at: datetime


class KeyRevoked(Fact, frozen=True, kw_only=True):
    """The key can no longer be used."""

    TOPIC: ClassVar[str] = "key.revoked"


KeyFact = KeyOpened | KeyRevoked


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """What the facts of one key add up to."""

    id: UUID
    version: int
    organisation: str
    name: str
    scopes: frozenset[Scope]
    expires_at: datetime
    revoked: bool = False


def evolve(key: Key | None, stream: UUID, version: int, fact: KeyFact) -> Key:
    """Fold one more fact into the key; None stands before the first."""
    if isinstance(fact, KeyOpened):
        return Key(
            id=stream,
            version=version,
            organisation=fact.organisation,
            name=fact.name,
            scopes=frozenset(fact.scopes),
            expires_at=fact.expires_at,
        )
    assert key is not None, "a key begins with key.opened"
    match fact:
        case KeyRevoked():
            return msgspec.structs.replace(key, version=version, revoked=True)
        case _:
            assert_never(fact)


def open_key(
    stream: UUID,
    *,
    organisation: str,
    name: str,
    scopes: Collection[Scope],
    expires_at: datetime,
    at: datetime,
    active: int,
) -> Decided:
    """Give an organisation a key. `active` counts its keys of that name usable at `at`."""
    name = name.strip()
    if not name:
        raise Refused("Give the key a name that says which program it is for.")
    if len(name) > LONGEST_NAME:
        raise Refused("The name can have at most %(n)s characters.", n=LONGEST_NAME)
    if not scopes:
        raise Refused("Choose at least one thing that the key is for.")
    if expires_at <= at:
        raise Refused("The key would end before it begins.")
    if expires_at > at + LONGEST:
        raise Refused("A key can last at most a year.")
    if active >= WHILE_ROTATING:
        raise Refused("There are two active keys of that name already. Revoke the old one first.")
    fact = KeyOpened(
        organisation=organisation,
        name=name,
        scopes=tuple(scope for scope in Scope if scope in scopes),
        expires_at=expires_at,
    )
    return Decided(stream, 1, fact)


def revoke_key(key: Key) -> Decided | None:
    """End the key; None when that is done already."""
    return None if key.revoked else Decided(key.id, key.version + 1, KeyRevoked())

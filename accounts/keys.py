"""The secrets of organisations' keys for programs: est_<prefix>_<secret>.

The record holds whose a key is, what it is for and until when; here lies only what its secret
hashes to, found by the prefix, which is no secret.
"""

import hmac
import re
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from accounts.opening import Accounts
from accounts.tables import key_secret
from accounts.tokens import hashed, new_token
from events.columns import from_microseconds
from events.database import reading, writing
from events.statements import Prepared, id_of

PRESENTED = re.compile(r"est_([0-9a-f]{8})_([A-Za-z0-9_-]{43})")
PREFIX_BYTES = 4
USED_EVERY = timedelta(minutes=1)

_NOBODYS = bytes(32)
"""Compared with when there is no such key, so that the answer takes as long; no hash is this."""

_LOOK_UP = Prepared(
    select(key_secret.c.key, key_secret.c.secret_hash, key_secret.c.used_at).where(
        key_secret.c.municipality == bindparam("municipality"),
        key_secret.c.prefix == bindparam("prefix"),
    ),
    "municipality",
    "prefix",
)


def make(accounts: Accounts, key: UUID) -> str:
    """Make the secret of a key, as its program presents it; nobody will be told it again."""
    secret = new_token()
    while True:
        prefix = secrets.token_hex(PREFIX_BYTES)
        try:
            with writing(accounts.engine) as connection:
                connection.execute(
                    insert(key_secret).values(
                        municipality=accounts.municipality,
                        prefix=prefix,
                        key=key,
                        secret_hash=hashed(secret),
                    )
                )
        except IntegrityError:
            continue  # a prefix is short enough to be drawn twice
        return f"est_{prefix}_{secret}"


def look_up(accounts: Accounts, presented: str, *, at: datetime) -> UUID | None:
    """The key that this is the secret of; that it was used is written once a minute."""
    form = PRESENTED.fullmatch(presented)
    if form is None:
        return None
    prefix, secret = form.groups()
    with reading(accounts.engine) as connection:
        rows = _LOOK_UP.find(connection, (accounts.municipality, prefix))
    raw, secret_hash, used_at = rows[0] if rows else (UUID(int=0), _NOBODYS, None)
    if not hmac.compare_digest(secret_hash, hashed(secret)):
        return None
    if used_at is None or at - from_microseconds(used_at) >= USED_EVERY:
        _note_use(accounts, prefix, at)
    return id_of(raw)


def _note_use(accounts: Accounts, prefix: str, at: datetime) -> None:
    with writing(accounts.engine) as connection:
        connection.execute(
            update(key_secret)
            .where(
                key_secret.c.municipality == accounts.municipality,
                key_secret.c.prefix == prefix,
                or_(key_secret.c.used_at.is_(None), key_secret.c.used_at < at),
            )
            .values(used_at=at)
        )


def used_at(accounts: Accounts, keys: Iterable[UUID]) -> dict[UUID, datetime]:
    """When each of the keys was last used, to the minute; those that never were are left out."""
    wanted = list(set(keys))
    if not wanted:
        return {}
    query = (
        select(key_secret.c.key, func.max(key_secret.c.used_at))
        .where(
            key_secret.c.municipality == accounts.municipality,
            key_secret.c.key.in_(wanted),
            key_secret.c.used_at.is_not(None),
        )
        .group_by(key_secret.c.key)
    )
    with reading(accounts.engine) as connection:
        return {row[0]: row[1] for row in connection.execute(query)}


def forget(accounts: Accounts, key: UUID) -> bool:
    """Delete the secret of a key, which then opens nothing; False when there was none."""
    with writing(accounts.engine) as connection:
        forgotten = connection.execute(
            delete(key_secret).where(
                key_secret.c.municipality == accounts.municipality, key_secret.c.key == key
            )
        )
        return forgotten.rowcount > 0

"""Kept forms: what somebody was sending when their session had ended, for when they are back.

The store alone cannot read them: both the name of the row and the key of its box are made from a
token that only the browser has, and the box opens for the one account.
"""

import os
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import parse_qsl
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import delete, insert, select

from accounts.opening import Accounts
from accounts.tables import kept_form
from accounts.tokens import new_token
from events.database import reading, writing
from events.refusal import Refused
from events.sealing import NONCE_BYTES

STAYS = timedelta(hours=24)
LARGEST = 64 * 1024
MOST = 10
"""How many forms are kept for an account: whoever has an old cookie must not fill the disk."""


class Kept(NamedTuple):
    """A form as it was sent: where to, and its fields in order, blank ones too."""

    path: str
    fields: list[tuple[str, str]]


def keep(accounts: Accounts, account: UUID, *, path: str, body: bytes, at: datetime) -> str:
    """Keep a form of urlencoded fields for a day; the token that the browser gets.

    Refused above 64 kB. The oldest of more than ten for one account are dropped.
    """
    if len(body) > LARGEST:
        raise Refused("The form is too long to be kept.")
    token = new_token()
    row = _row(token)
    content = msgspec.msgpack.encode((path, body))
    nonce = os.urandom(NONCE_BYTES)
    box = nonce + AESGCM(_key(token)).encrypt(nonce, content, _bound(accounts, account))
    with writing(accounts.engine) as connection:
        connection.execute(
            insert(kept_form).values(
                municipality=accounts.municipality,
                token_hash=row,
                account=account,
                box=box,
                ends_at=at + STAYS,
            )
        )
        others = (
            kept_form.c.municipality == accounts.municipality,
            kept_form.c.account == account,
            kept_form.c.token_hash != row,
        )
        newest = (
            select(kept_form.c.token_hash)
            .where(*others)
            .order_by(kept_form.c.ends_at.desc())
            .limit(MOST - 1)
        )
        connection.execute(delete(kept_form).where(*others, kept_form.c.token_hash.not_in(newest)))
    return token


def peek(accounts: Accounts, token: str, account: UUID, *, at: datetime) -> Kept | None:
    """The form that was kept for this account; None for anybody else, or when it is over."""
    query = select(kept_form.c.box).where(
        kept_form.c.municipality == accounts.municipality,
        kept_form.c.token_hash == _row(token),
        kept_form.c.account == account,
        kept_form.c.ends_at > at,
    )
    with reading(accounts.engine) as connection:
        box: bytes | None = connection.scalar(query)
    if box is None:
        return None
    content = AESGCM(_key(token)).decrypt(
        box[:NONCE_BYTES], box[NONCE_BYTES:], _bound(accounts, account)
    )
    path, body = msgspec.msgpack.decode(content, type=tuple[str, bytes])
    return Kept(path, parse_qsl(body.decode(errors="replace"), keep_blank_values=True))


def drop(accounts: Accounts, token: str) -> None:
    """Drop a kept form, if there is one of this token."""
    with writing(accounts.engine) as connection:
        connection.execute(
            delete(kept_form).where(
                kept_form.c.municipality == accounts.municipality,
                kept_form.c.token_hash == _row(token),
            )
        )


def _row(token: str) -> bytes:
    return sha256(b"id|" + token.encode()).digest()


def _key(token: str) -> bytes:
    return sha256(b"key|" + token.encode()).digest()


def _bound(accounts: Accounts, account: UUID) -> bytes:
    return f"kept|{accounts.municipality}|{account}".encode()

"""Ceremonies: what the service must find again when a browser comes back, and only then, once.

Such as the challenge that a passkey is to sign, or the state of a sign-in at another provider.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, insert

from accounts.opening import Accounts
from accounts.tables import ceremony
from accounts.tokens import hashed, new_token
from events.database import writing

MINUTES = 10


def put(
    accounts: Accounts, kind: str, content: bytes, *, at: datetime, minutes: int = MINUTES
) -> str:
    """Put `content` away, sealed; the token that the browser brings back."""
    token = new_token()
    token_hash = hashed(token)
    with writing(accounts.engine) as connection:
        connection.execute(
            insert(ceremony).values(
                municipality=accounts.municipality,
                token_hash=token_hash,
                kind=kind,
                content=accounts.vault.seal(content, _place(accounts, kind, token_hash)),
                ends_at=at + timedelta(minutes=minutes),
            )
        )
    return token


def take(accounts: Accounts, kind: str, token: str, *, at: datetime) -> bytes | None:
    """Take out what was put away; None when it is over, taken already, or of another kind."""
    token_hash = hashed(token)
    with writing(accounts.engine) as connection:
        row = connection.execute(
            delete(ceremony)
            .where(
                ceremony.c.municipality == accounts.municipality,
                ceremony.c.token_hash == token_hash,
                ceremony.c.kind == kind,
                ceremony.c.ends_at > at,
            )
            .returning(ceremony.c.content)
        ).first()
    return accounts.vault.open(row.content, _place(accounts, kind, token_hash)) if row else None


def _place(accounts: Accounts, kind: str, token_hash: bytes) -> str:
    return f"ceremony|{accounts.municipality}|{kind}|{token_hash.hex()}"

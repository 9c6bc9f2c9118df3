"""Invitations: the link with which somebody takes an account over, once."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import insert, select, update

from accounts.opening import Accounts
from accounts.tables import invitation
from accounts.tokens import hashed, new_token
from events.database import reading, writing

DAYS = 7


class Invitation(NamedTuple):
    """An invitation to an account; `invited_by` is an actor as the log names one."""

    account: UUID
    invited_by: str
    made_at: datetime
    ends_at: datetime
    used_at: datetime | None

    def is_open(self, at: datetime) -> bool:
        """Whether it can still be used."""
        return self.used_at is None and at < self.ends_at


_COLUMNS = (
    invitation.c.account,
    invitation.c.invited_by,
    invitation.c.made_at,
    invitation.c.ends_at,
    invitation.c.used_at,
)


def invite(accounts: Accounts, account: UUID, *, by: str, at: datetime, days: int = DAYS) -> str:
    """Invite to an account; the token of the link. Earlier invitations to it end now."""
    token = new_token()
    with writing(accounts.engine) as connection:
        connection.execute(
            update(invitation)
            .where(
                invitation.c.municipality == accounts.municipality,
                invitation.c.account == account,
                invitation.c.used_at.is_(None),
                invitation.c.ends_at > at,
            )
            .values(ends_at=at)
        )
        connection.execute(
            insert(invitation).values(
                municipality=accounts.municipality,
                token_hash=hashed(token),
                account=account,
                invited_by=by,
                made_at=at,
                ends_at=at + timedelta(days=days),
            )
        )
    return token


def find(accounts: Accounts, token: str) -> Invitation | None:
    """The invitation of a token, also one that is used or over; None for an unknown token."""
    query = select(*_COLUMNS).where(
        invitation.c.municipality == accounts.municipality,
        invitation.c.token_hash == hashed(token),
    )
    with reading(accounts.engine) as connection:
        row = connection.execute(query).first()
    return Invitation(*row) if row else None


def use(accounts: Accounts, token: str, *, at: datetime) -> Invitation | None:
    """Use an invitation up; None when it is not open, or somebody else was faster."""
    using = (
        update(invitation)
        .where(
            invitation.c.municipality == accounts.municipality,
            invitation.c.token_hash == hashed(token),
            invitation.c.used_at.is_(None),
            invitation.c.ends_at > at,
        )
        .values(used_at=at)
        .returning(*_COLUMNS)
    )
    with writing(accounts.engine) as connection:
        row = connection.execute(using).first()
    return Invitation(*row) if row else None

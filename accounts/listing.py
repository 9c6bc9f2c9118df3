"""Everybody that the directory names, and the invitations, for those who look after people."""

from uuid import UUID

from sqlalchemy import select

from accounts.directory import Listed
from accounts.invitations import Invitation
from accounts.opening import Accounts
from accounts.tables import invitation, person
from events.database import reading


def everybody(accounts: Accounts) -> dict[UUID, Listed]:
    """Everybody whom the directory names, also those whose accounts are closed."""
    query = select(person.c.account, person.c.name, person.c.email).where(
        person.c.municipality == accounts.municipality
    )
    with reading(accounts.engine) as connection:
        return {row.account: Listed(*row) for row in connection.execute(query)}


def invited(accounts: Accounts, account: UUID | None = None) -> dict[UUID, Invitation]:
    """The latest invitation to each account, or to one, as long as invitations are kept."""
    query = (
        select(
            invitation.c.account,
            invitation.c.invited_by,
            invitation.c.made_at,
            invitation.c.ends_at,
            invitation.c.used_at,
        )
        .where(invitation.c.municipality == accounts.municipality)
        .order_by(invitation.c.made_at)
    )
    if account is not None:
        query = query.where(invitation.c.account == account)
    with reading(accounts.engine) as connection:
        # The later ones take the place of the earlier.
        return {row.account: Invitation(*row) for row in connection.execute(query)}

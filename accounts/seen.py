"""When somebody last read the texts of a report: what the access log says of it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, select

from accounts.opening import Accounts
from accounts.permissions import Action
from accounts.tables import access, access_object
from events.database import reading


def last_read(accounts: Accounts, actor: str, reports: Sequence[UUID]) -> dict[UUID, datetime]:
    """When the actor last read texts of each of these reports; those never read are left out."""
    same = and_(
        access_object.c.municipality == access.c.municipality,
        access_object.c.position == access.c.position,
    )
    query = (
        select(access_object.c.object, func.max(access.c.at))
        .join_from(access_object, access, same)
        .where(
            access_object.c.municipality == accounts.municipality,
            access_object.c.object.in_(reports),
            access.c.actor == actor,
            access.c.action == Action.TEXT_READ.value,
            access.c.allowed.is_(True),
        )
        .group_by(access_object.c.object)
    )
    with reading(accounts.engine) as connection:
        return {row[0]: row[1] for row in connection.execute(query)}

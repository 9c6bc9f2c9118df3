"""Looking through the access log: where a day begins, who read what, whose volume stands out."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from statistics import median
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from accounts.access import OF_TEXTS, Volume
from accounts.opening import Accounts
from accounts.tables import access, access_object
from events.database import reading
from reference.roles import Role

TIMES = 3
"""How many times what others of the role read is worth a look."""

FEWEST = 10
"""Reports whose texts were read; fewer are nothing to look at, however few the others read."""


class Standout(NamedTuple):
    """Somebody who read far more texts than others of the same role: `usual` is their median."""

    actor: str
    reports: int
    usual: float


class Reach(NamedTuple):
    """How often somebody read the text of one report, and whether by breaking the glass."""

    actor: str
    action: str
    report: UUID
    times: int


def position_since(accounts: Accounts, moment: datetime) -> int | None:
    """The position of the first entry at `moment` or after; None when there is none such."""
    query = select(func.min(access.c.position)).where(
        access.c.municipality == accounts.municipality, access.c.at >= moment
    )
    with reading(accounts.engine) as connection:
        position: int | None = connection.scalar(query)
    return position


def texts_read(accounts: Accounts, *, since: datetime) -> list[Reach]:
    """Which texts were read since then, by whom and how often."""
    query = (
        select(access.c.actor, access.c.action, access_object.c.object, func.count())
        .join(
            access_object,
            (access_object.c.municipality == access.c.municipality)
            & (access_object.c.position == access.c.position),
        )
        .where(
            access.c.municipality == accounts.municipality,
            access.c.at >= since,
            access.c.allowed,
            access.c.action.in_(OF_TEXTS),
        )
        .group_by(access.c.actor, access.c.action, access_object.c.object)
    )
    with reading(accounts.engine) as connection:
        return [Reach(*row) for row in connection.execute(query)]


def standing_out(
    volumes: Sequence[Volume], roles_of: Callable[[str], Iterable[Role]]
) -> list[Standout]:
    """Those who read more than TIMES the median of their role, the most first.

    Compared are those of the role who read anything at all; somebody with several roles is
    compared with the one that reads the most, a role held by nobody else left aside.
    """
    by_role: dict[Role, list[int]] = {}
    for volume in volumes:
        for role in roles_of(volume.actor):
            by_role.setdefault(role, []).append(volume.reports)
    found: list[Standout] = []
    for volume in volumes:
        readers = (by_role[role] for role in roles_of(volume.actor))
        usual = max((median(read) for read in readers if len(read) > 1), default=None)
        if usual is not None and volume.reports >= FEWEST and volume.reports > TIMES * usual:
            found.append(Standout(volume.actor, volume.reports, usual))
    return sorted(found, key=lambda one: -one.reports)

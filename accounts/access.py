"""The access log: who read which text, who was told no, who signed in. Append-only.

It names ids and actions, never a text or a person. Positions are dense for each municipality, given
out by a row that a writer locks, so that a note cannot go missing unseen.
"""

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, insert, literal_column, select, update
from sqlalchemy.exc import SQLAlchemyError

from accounts.opening import Accounts
from accounts.permissions import Action
from accounts.tables import access, access_head, access_object
from events.columns import to_microseconds
from events.database import reading, writing
from events.statements import RAW_ID, Prepared

OF_TEXTS = (Action.TEXT_READ.value, Action.TEXT_BREAK_GLASS.value)
"""The actions that open free text."""


class Unlogged(Exception):
    """It could not be noted, so what was to be noted must not happen."""


class Reading(NamedTuple):
    """An entry of the access log. `reason` says why something was not allowed, `purpose` what
    somebody who broke the glass gave as theirs; both are empty otherwise."""

    position: int
    at: datetime
    actor: str
    session: UUID | None
    action: str
    allowed: bool
    reason: str
    purpose: str
    objects: tuple[UUID, ...]


class Volume(NamedTuple):
    """How many reports' texts an actor has read."""

    actor: str
    reports: int


_ADVANCE = Prepared(
    update(access_head)
    .where(access_head.c.municipality == bindparam("code"))
    .values(position=access_head.c.position + bindparam("step"))
    .returning(access_head.c.position),
    "step",
    "code",
)
_INSERT = Prepared(insert(access), *access.c.keys())
_INSERT_OBJECT = Prepared(insert(access_object), *access_object.c.keys())


def note(  # noqa: PLR0913 - an entry has as many parts
    accounts: Accounts,
    *,
    at: datetime,
    actor: str,
    action: str,
    session: UUID | None = None,
    objects: Sequence[UUID] = (),
    allowed: bool = True,
    reason: str = "",
    purpose: str = "",
) -> int:
    """Append an entry, durable when this returns; its position. Raises Unlogged.

    `actor` is named as the log of the record names one.
    """
    raw_id = RAW_ID[accounts.engine.dialect.name]
    try:
        with writing(accounts.engine) as connection:
            position = _next_position(connection, accounts)
            _INSERT.run(
                connection,
                [
                    (
                        *(accounts.municipality, position, to_microseconds(at), actor),
                        *(session and raw_id(session), action, allowed, reason, purpose),
                    )
                ],
            )
            _INSERT_OBJECT.run(
                connection,
                [(accounts.municipality, position, raw_id(one)) for one in sorted(set(objects))],
            )
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise Unlogged("the access log cannot be written") from error
    return position


def _next_position(connection: Connection, accounts: Accounts) -> int:
    next_one = (1, accounts.municipality)
    head = _ADVANCE.find(connection, next_one)
    if not head:
        # The first entry of all. Whoever comes second waits here for the first one's commit.
        begin = accounts.insert(access_head).values(municipality=accounts.municipality, position=0)
        connection.execute(begin.on_conflict_do_nothing())
        head = _ADVANCE.find(connection, next_one)
    ((position,),) = head
    return int(position)


def readings(
    accounts: Accounts,
    *,
    actor: str = "",
    object_id: UUID | None = None,
    action: str = "",
    since: datetime | None = None,
    before_position: int | None = None,
    limit: int = 100,
) -> list[Reading]:
    """The newest entries first, at most `limit`; the next page lies before the last position."""
    query = select(*(column for column in access.c if column is not access.c.municipality)).where(
        access.c.municipality == accounts.municipality
    )
    if actor:
        query = query.where(access.c.actor == actor)
    if action:
        query = query.where(access.c.action == action)
    if since is not None:
        query = query.where(access.c.at >= since)
    if before_position is not None:
        query = query.where(access.c.position < before_position)
    if object_id is not None:
        query = query.where(
            access.c.position.in_(
                select(access_object.c.position).where(
                    access_object.c.municipality == accounts.municipality,
                    access_object.c.object == object_id,
                )
            )
        )
    query = query.order_by(access.c.position.desc()).limit(limit)
    with reading(accounts.engine) as connection:
        rows = [tuple(row) for row in connection.execute(query)]
        objects = _objects_of(connection, accounts.municipality, [row[0] for row in rows])
    return [Reading._make((*row, tuple(sorted(objects.get(row[0], ()))))) for row in rows]


def _objects_of(
    connection: Connection, municipality: str, positions: Sequence[int]
) -> dict[int, list[UUID]]:
    query = select(access_object.c.position, access_object.c.object).where(
        access_object.c.municipality == municipality, access_object.c.position.in_(positions)
    )
    found = dict[int, list[UUID]]()
    for position, one in connection.execute(query):
        found.setdefault(position, []).append(one)
    return found


def unusual(accounts: Accounts, *, since: datetime) -> list[Volume]:
    """Of how many different reports each actor has read the text since then, the most first.

    What is unusual is for the caller to say, who knows what the others of the same role read.
    """
    # An expression, or SQLite groups along the index of actors and reads all of the log.
    actor = access.c.actor.concat(literal_column("''"))
    reports = func.count(access_object.c.object.distinct())
    touched = (access_object.c.municipality == access.c.municipality) & (
        access_object.c.position == access.c.position
    )
    query = (
        select(actor, reports)
        .join_from(access, access_object, touched)
        .where(
            access.c.municipality == accounts.municipality,
            access.c.at >= since,
            access.c.allowed,
            access.c.action.in_(OF_TEXTS),
        )
        .group_by(actor)
        .order_by(reports.desc(), actor)
    )
    with reading(accounts.engine) as connection:
        return [Volume(*row) for row in connection.execute(query)]

"""Sessions: who a browser has shown itself to be, until when, and in which other browsers.

A session lives until its end, or until it has not been seen for as long as its `idle_s`, or until
somebody ends it. The browser holds the token; the store holds only what it hashes to.
"""

import base64
import hmac
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import bindparam, insert, select, update

from accounts import tables
from accounts.opening import Accounts
from accounts.tokens import hashed, new_token
from events.columns import from_microseconds
from events.database import reading, writing
from events.statements import Prepared, id_of
from reference.roles import Role

WHOLE, HALF = "whole", "half"
"""The stages: every proof given, or the second one still missing."""

SEEN_EVERY = timedelta(minutes=1)
CLIENT_LENGTH = 80


class Limit(NamedTuple):
    """How long a session may be left alone, and how long it lasts at most."""

    idle: timedelta
    whole: timedelta


STRICTEST = Limit(timedelta(minutes=30), timedelta(hours=8))
LIMITS: Mapping[Role, Limit] = {
    Role.REPORTER: Limit(timedelta(hours=12), timedelta(days=7)),
    Role.PARTICIPANT: Limit(timedelta(hours=4), timedelta(hours=12)),
    Role.COORDINATOR: Limit(timedelta(hours=1), timedelta(hours=12)),
    Role.ANALYST: Limit(timedelta(hours=1), timedelta(hours=12)),
    Role.AUDITOR: STRICTEST,
    Role.ADMINISTRATOR: STRICTEST,
    Role.ERASURE_OFFICER: STRICTEST,
}
UNTIL_WHOLE = Limit(timedelta(minutes=10), timedelta(minutes=10))


class Session(NamedTuple):
    """A session as the store knows it; `way` is how the person signed in.

    `client` is a short label of the browser, `seen_at` up to a minute behind.
    """

    id: UUID
    account: UUID
    stage: str
    way: str
    client: str
    opened_at: datetime
    seen_at: datetime
    idle_s: int
    ends_at: datetime

    def is_alive(self, at: datetime) -> bool:
        """Whether its time is not over; says nothing of one that somebody has ended."""
        return at < self.ends_at and at < self.seen_at + timedelta(seconds=self.idle_s)


_table = tables.session
_COLUMNS = (
    _table.c.session,
    _table.c.account,
    _table.c.stage,
    _table.c.way,
    _table.c.client,
    _table.c.opened_at,
    _table.c.seen_at,
    _table.c.idle_s,
    _table.c.ends_at,
)
# Run by every request, so the driver is asked directly.
_FIND = Prepared(
    select(*_COLUMNS, _table.c.ended_at).where(
        _table.c.municipality == bindparam("municipality"),
        _table.c.token_hash == bindparam("token_hash"),
    ),
    "municipality",
    "token_hash",
)


def limit_of(roles: Iterable[Role]) -> Limit:
    """The shortest times of any of `roles`; the strictest of all for somebody who has none."""
    limits = [LIMITS[role] for role in roles] or [STRICTEST]
    return Limit(min(limit.idle for limit in limits), min(limit.whole for limit in limits))


def open_session(
    accounts: Accounts,
    account: UUID,
    *,
    roles: Iterable[Role],
    way: str,
    client: str,
    whole: bool,
    at: datetime,
) -> tuple[str, Session]:
    """Open a session with a token of its own, which nobody will be told again."""
    limit = limit_of(roles) if whole else UNTIL_WHOLE
    token = new_token()
    session = Session(
        id=uuid4(),
        account=account,
        stage=WHOLE if whole else HALF,
        way=way,
        client=client[:CLIENT_LENGTH],
        opened_at=at,
        seen_at=at,
        idle_s=int(limit.idle.total_seconds()),
        ends_at=at + limit.whole,
    )
    values = {column.name: value for column, value in zip(_COLUMNS, session, strict=True)}
    with writing(accounts.engine) as connection:
        connection.execute(
            insert(_table).values(
                municipality=accounts.municipality, token_hash=hashed(token), **values
            )
        )
    return token, session


def find(accounts: Accounts, token: str, *, at: datetime) -> Session | None:
    """The session of a token while it is alive; that it was seen is written once a minute."""
    token_hash = hashed(token)
    with reading(accounts.engine) as connection:
        rows = _FIND.find(connection, (accounts.municipality, token_hash))
    if not rows:
        return None
    *columns, ended_at = rows[0]
    session = _session(columns)
    if ended_at is not None or not session.is_alive(at):
        return None
    if at - session.seen_at < SEEN_EVERY:
        return session
    with writing(accounts.engine) as connection:
        connection.execute(
            update(_table)
            .where(
                _table.c.municipality == accounts.municipality,
                _table.c.token_hash == token_hash,
                _table.c.seen_at < at,
            )
            .values(seen_at=at)
        )
    return session._replace(seen_at=at)


def _session(columns: Sequence[Any]) -> Session:
    """The session in a row as the driver gives it, in the order of _COLUMNS."""
    identity, account, stage, way, client, opened_at, seen_at, idle_s, ends_at = columns
    return Session(
        id_of(identity),
        id_of(account),
        stage,
        way,
        client,
        from_microseconds(opened_at),
        from_microseconds(seen_at),
        idle_s,
        from_microseconds(ends_at),
    )


def was_of(accounts: Accounts, token: str) -> UUID | None:
    """Whose account a session is or was, also when it has ended; None for an unknown token."""
    with reading(accounts.engine) as connection:
        rows = _FIND.find(connection, (accounts.municipality, hashed(token)))
    return _session(rows[0][:-1]).account if rows else None


def end(accounts: Accounts, session_id: UUID, account: UUID, *, at: datetime) -> bool:
    """End one of the account's sessions; False when there is none such that had not been ended."""
    with writing(accounts.engine) as connection:
        ended = connection.execute(
            update(_table)
            .where(
                _table.c.municipality == accounts.municipality,
                _table.c.account == account,
                _table.c.session == session_id,
                _table.c.ended_at.is_(None),
            )
            .values(ended_at=at)
        )
        return ended.rowcount > 0


def end_all(accounts: Accounts, account: UUID, *, at: datetime, but: UUID | None = None) -> int:
    """End all sessions of the account except `but`; how many of them were still alive."""
    ending = (
        update(_table)
        .where(
            _table.c.municipality == accounts.municipality,
            _table.c.account == account,
            _table.c.ended_at.is_(None),
        )
        .values(ended_at=at)
        .returning(*_COLUMNS)
    )
    if but is not None:
        ending = ending.where(_table.c.session != but)
    with writing(accounts.engine) as connection:
        return sum(Session(*row).is_alive(at) for row in connection.execute(ending))


def sessions_of(accounts: Accounts, account: UUID, *, at: datetime) -> list[Session]:
    """The account's sessions that are alive, the one seen last first."""
    query = (
        select(*_COLUMNS)
        .where(
            _table.c.municipality == accounts.municipality,
            _table.c.account == account,
            _table.c.ended_at.is_(None),
            _table.c.ends_at > at,
        )
        .order_by(_table.c.seen_at.desc(), _table.c.opened_at.desc(), _table.c.session)
    )
    with reading(accounts.engine) as connection:
        found = [Session(*row) for row in connection.execute(query)]
    return [session for session in found if session.is_alive(at)]


def form_token(token: str) -> str:
    """What the plain forms of a session carry, so that no other page can send them."""
    made = hmac.digest(token.encode(), b"form", sha256)
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()

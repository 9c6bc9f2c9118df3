"""How accounts stand with us: what each can prove itself with, and when it was last here."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Select, Table, func, select

from accounts.opening import Accounts
from accounts.tables import identity, passkey, password, session, totp
from events.database import reading


class Standing(NamedTuple):
    """`last_seen_at` is to the minute, None when that is longer ago than sessions are kept."""

    has_password: bool = False
    has_app: bool = False
    passkeys: int = 0
    providers: int = 0
    last_seen_at: datetime | None = None

    @property
    def has_second_factor(self) -> bool:
        """Whether more than a password can be asked for: the codes of an app, or a passkey."""
        return self.has_app or self.passkeys > 0


def standing(accounts: Accounts, ids: Iterable[UUID]) -> dict[UUID, Standing]:
    """How each of the accounts stands."""
    wanted = list(set(ids))
    with reading(accounts.engine) as connection:
        passwords = _found(connection, _of(accounts, wanted, password, func.count()))
        apps = _found(connection, _of(accounts, wanted, totp, func.count()).where(totp.c.confirmed))
        passkeys = _found(connection, _of(accounts, wanted, passkey, func.count()))
        providers = _found(connection, _of(accounts, wanted, identity, func.count()))
        seen = _found(connection, _of(accounts, wanted, session, func.max(session.c.seen_at)))
    return {
        one: Standing(
            has_password=one in passwords,
            has_app=one in apps,
            passkeys=passkeys.get(one, 0),
            providers=providers.get(one, 0),
            last_seen_at=seen.get(one),
        )
        for one in wanted
    }


def _of(accounts: Accounts, wanted: list[UUID], table: Table, what: Any) -> Select[Any, Any]:  # noqa: ANN401 - of any type
    return (
        select(table.c.account, what)
        .where(table.c.municipality == accounts.municipality, table.c.account.in_(wanted))
        .group_by(table.c.account)
    )


def _found(connection: Connection, query: Select[Any, Any]) -> dict[UUID, Any]:
    return dict(connection.execute(query).all())

"""What people wish for themselves: letters by e-mail or none, and the language of what we send."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from accounts.opening import Accounts
from accounts.tables import wish as table
from events.database import reading, writing
from events.refusal import Refused
from reference.language import LANGUAGES


class Wish(NamedTuple):
    """Whether the weekly letter is wanted, and the language, "sv" or "en"."""

    weekly_mail: bool = True
    language: str = LANGUAGES[0]


USUAL = Wish()
"""What holds for whoever has said nothing."""


def wish_of(accounts: Accounts, account: UUID) -> Wish:
    """What an account wishes for."""
    return wishes(accounts, [account]).get(account, USUAL)


def wishes(accounts: Accounts, ids: Iterable[UUID]) -> dict[UUID, Wish]:
    """What those of the accounts wish for that have said anything."""
    query = select(table.c.account, table.c.weekly_mail, table.c.language).where(
        table.c.municipality == accounts.municipality, table.c.account.in_(list(set(ids)))
    )
    with reading(accounts.engine) as connection:
        return {row.account: Wish(*row[1:]) for row in connection.execute(query)}


def keep(accounts: Accounts, account: UUID, wish: Wish) -> None:
    """Keep what an account wishes for, in place of what it wished before."""
    if wish.language not in LANGUAGES:
        raise Refused("Choose one of the languages.")
    said = accounts.insert(table).values(
        municipality=accounts.municipality, account=account, **wish._asdict()
    )
    with writing(accounts.engine) as connection:
        connection.execute(
            said.on_conflict_do_update(
                index_elements=[table.c.municipality, table.c.account], set_=wish._asdict()
            )
        )

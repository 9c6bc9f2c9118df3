"""The directory: the name and address behind an account's opaque id.

The record names accounts by their ids alone; when a row here is deleted, nobody can say any more
whose they were.
"""

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Insert, Update, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from accounts.opening import Accounts
from accounts.tables import person, wish
from events.database import reading, writing
from events.refusal import Refused

NAME_LENGTH = 120
EMAIL_LENGTH = 254  # RFC 5321 lets no mail server take a longer one


class Listed(NamedTuple):
    """A person as the directory has them."""

    account: UUID
    name: str
    email: str


def enter(accounts: Accounts, account: UUID, name: str, email: str) -> None:
    """Enter a person. Refused for a name or address that will not do, or one that is taken."""
    values = _values(name, email)
    _write(
        accounts,
        insert(person).values(municipality=accounts.municipality, account=account, **values),
    )


def change(accounts: Accounts, account: UUID, name: str, email: str) -> None:
    """Change a person's name and address. Refused as `enter`, or for somebody not listed."""
    changed = _write(
        accounts,
        update(person)
        .where(person.c.municipality == accounts.municipality, person.c.account == account)
        .values(_values(name, email)),
    )
    if not changed:
        raise Refused("There is nobody in the directory for this account.")


def remove(accounts: Accounts, account: UUID) -> bool:
    """Take a person out of the directory, with their wishes; False when nobody was listed."""
    with writing(accounts.engine) as connection:
        connection.execute(
            delete(wish).where(
                wish.c.municipality == accounts.municipality, wish.c.account == account
            )
        )
        removed = connection.execute(
            delete(person).where(
                person.c.municipality == accounts.municipality, person.c.account == account
            )
        )
        return removed.rowcount > 0


def by_email(accounts: Accounts, email: str) -> UUID | None:
    """The account with this address, whatever its case."""
    query = select(person.c.account).where(
        person.c.municipality == accounts.municipality, person.c.email_key == _key_of(email.strip())
    )
    with reading(accounts.engine) as connection:
        account: UUID | None = connection.scalar(query)
    return account


def listed(accounts: Accounts, ids: Iterable[UUID]) -> dict[UUID, Listed]:
    """Those of the accounts that the directory has somebody for."""
    wanted = list(set(ids))
    if not wanted:
        return {}
    query = select(person.c.account, person.c.name, person.c.email).where(
        person.c.municipality == accounts.municipality, person.c.account.in_(wanted)
    )
    with reading(accounts.engine) as connection:
        return {row.account: Listed(*row) for row in connection.execute(query)}


def _write(accounts: Accounts, statement: Insert | Update) -> int:
    """Run a statement; how many rows it touched. Refused when the address is somebody else's."""
    try:
        with writing(accounts.engine) as connection:
            return connection.execute(statement).rowcount
    except IntegrityError as broken:
        message = str(broken.orig)
        if "person_email" in message or "person.email_key" in message:
            raise Refused("Another account has this e-mail address already.") from None
        raise


def _values(name: str, email: str) -> dict[str, str]:
    """The columns of a person. Refused for a name or an address that will not do."""
    name, email = unicodedata.normalize("NFC", name.strip()), email.strip()
    if not 0 < len(name) <= NAME_LENGTH or not name.isprintable():
        raise Refused("A name has 1 to %(most)s characters, on one line.", most=NAME_LENGTH)
    before, at, behind = email.partition("@")
    fits = before and at and behind and "@" not in behind and len(email) <= EMAIL_LENGTH
    if not fits or not email.isprintable() or any(character.isspace() for character in email):
        raise Refused("This is not an e-mail address.")
    return {"name": name, "email": email, "email_key": _key_of(email)}


def _key_of(email: str) -> str:
    return unicodedata.normalize("NFC", email).casefold()

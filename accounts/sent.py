"""The ledger of letters: which went out, so that nobody gets the same one twice.

At most once, by decision. A letter is claimed before it is handed over and marked after. Where the
process dies in between, or the line breaks before the server has answered, nobody knows whether it
arrived: the claim stays, and the letter is not sent again. What the server surely did not take may
be tried again, after a pause that grows.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, select, tuple_, update

from accounts.letter import Letter
from accounts.opening import Accounts
from accounts.tables import sent_mail as table
from events.database import reading, writing

FIRST_PAUSE = timedelta(minutes=10)
LONGEST_PAUSE = timedelta(hours=6)
PAUSE_WHEN_REFUSED = timedelta(days=1)
"""Before an address is tried again that the server said there is nobody at."""
IN_HAND = timedelta(hours=1)
"""After this a claim without an outcome is one that nobody will bring to an end."""

SOME = 500
"""Letters that one question names; a database takes some 30,000 parameters."""

Key = tuple[UUID, str, str]


class Standing(NamedTuple):
    """What the ledger says of some letters. `unknown` may have arrived or not."""

    due: Sequence[Letter]
    before: int
    later: int
    unknown: Sequence[UUID]


def standing(accounts: Accounts, letters: Sequence[Letter], *, at: datetime) -> Standing:
    """Which letters are to be sent now, in their order, and how the others stand.

    `before` were sent before, `later` may be tried again later or are in another's hands.
    """
    rows: dict[Key, Any] = {}
    with reading(accounts.engine) as connection:
        for n in range(0, len(letters), SOME):
            rows |= _rows(connection, accounts, letters[n : n + SOME])
    found = [(letter, rows.get(key_of(letter))) for letter in letters]
    standing_rows = [row for _, row in found if row is not None]
    open_claims = [one for one in standing_rows if not one.sent_at and not one.again_at]
    lost = [one.account for one in open_claims if one.claimed_at <= at - IN_HAND]
    before = sum(one.sent_at is not None for one in standing_rows)
    due = [
        letter
        for letter, row in found
        if row is None or (not row.sent_at and row.again_at and row.again_at <= at)
    ]
    return Standing(due, before, len(letters) - len(due) - before - len(lost), lost)


def claim(accounts: Accounts, letter: Letter, *, at: datetime) -> bool:
    """Take a letter in hand, durable when this returns; False when somebody else was faster."""
    values = {**_names(accounts, letter), "claimed_at": at, "tries": 1}
    taking = accounts.insert(table).values(values)
    statement = taking.on_conflict_do_update(
        index_elements=_KEY,
        set_={"claimed_at": at, "again_at": None, "tries": table.c.tries + 1},
        where=and_(table.c.sent_at.is_(None), table.c.again_at <= at),
    ).returning(table.c.tries)
    with writing(accounts.engine) as connection:
        return connection.execute(statement).first() is not None


def mark(accounts: Accounts, letter: Letter, *, at: datetime) -> None:
    """Say that a letter in hand was taken by the server."""
    with writing(accounts.engine) as connection:
        connection.execute(update(table).where(_is(accounts, letter)).values(sent_at=at))


def put_off(
    accounts: Accounts, letters: Iterable[Letter], *, at: datetime, refused: bool = False
) -> None:
    """Say that letters were surely not taken, and when each may be tried again.

    They are in hand here, or were never claimed because there was no server to give them to.
    """
    with writing(accounts.engine) as connection:
        for letter in letters:
            row = connection.execute(
                select(table.c.tries, table.c.again_at).where(_is(accounts, letter))
            ).first()
            # A claim has counted its try already.
            tries = 1 if row is None else row.tries + (row.again_at is not None)
            again_at = at + (PAUSE_WHEN_REFUSED if refused else pause(tries))
            values = {"claimed_at": at, "again_at": again_at, "tries": tries}
            connection.execute(
                accounts.insert(table)
                .values({**_names(accounts, letter), **values})
                .on_conflict_do_update(
                    index_elements=_KEY, set_=values, where=table.c.sent_at.is_(None)
                )
            )


def pause(tries: int) -> timedelta:
    """How long to wait after so many tries in vain: each time twice as long, up to six hours."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(tries - 1, 10)))


def key_of(letter: Letter) -> Key:
    """What nobody gets two letters of."""
    return letter.account, letter.kind, letter.about


_KEY = [table.c.municipality, table.c.account, table.c.kind, table.c.about]


def _names(accounts: Accounts, letter: Letter) -> dict[str, object]:
    account, kind, about = key_of(letter)
    return {
        "municipality": accounts.municipality,
        "account": account,
        "kind": kind,
        "about": about,
    }


def _is(accounts: Accounts, letter: Letter) -> ColumnElement[bool]:
    return and_(*(table.c[name] == value for name, value in _names(accounts, letter).items()))


def _rows(connection: Connection, accounts: Accounts, letters: Sequence[Letter]) -> dict[Key, Any]:
    kinds = {(letter.kind, letter.about) for letter in letters}
    rows = connection.execute(
        select(table).where(
            table.c.municipality == accounts.municipality,
            table.c.account.in_([letter.account for letter in letters]),
            tuple_(table.c.kind, table.c.about).in_(list(kinds)),
        )
    )
    return {(row.account, row.kind, row.about): row for row in rows}

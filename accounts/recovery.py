"""Recovery codes: ten long random codes on paper, each good once, for whoever lost everything."""

import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, insert, select, update

from accounts.opening import Accounts
from accounts.tables import recovery_code
from events.database import reading, writing

CODES = 10
GROUPS, IN_A_GROUP = 3, 4  # of 5 bits each: 60 bits, more than anybody tries out
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's: no letter looks like a figure
MISREAD = str.maketrans("oil", "011")


def make(accounts: Accounts, account: UUID) -> list[str]:
    """Make codes like "k7m2-9qxd-4trp" for `account` in place of those it had; seen only now."""
    codes = [
        "-".join(
            "".join(secrets.choice(ALPHABET) for _ in range(IN_A_GROUP)) for _ in range(GROUPS)
        )
        for _ in range(CODES)
    ]
    rows = [
        {
            "municipality": accounts.municipality,
            "account": account,
            "hash": _hashed(accounts, account, code),
            "used_at": None,
        }
        for code in codes
    ]
    with writing(accounts.engine) as connection:
        connection.execute(delete(recovery_code).where(*_of(accounts, account)))
        connection.execute(insert(recovery_code), rows)
    return codes


def use(accounts: Accounts, account: UUID, code: str, *, at: datetime) -> bool:
    """Whether `code` is an unused one of `account`; from now on it is used.

    However it is written: capitals, spaces, hyphens, and the letters o, i and l for 0 and 1.
    """
    with writing(accounts.engine) as connection:
        used = connection.execute(
            update(recovery_code)
            .where(
                *_of(accounts, account),
                recovery_code.c.hash == _hashed(accounts, account, code),
                recovery_code.c.used_at.is_(None),
            )
            .values(used_at=at)
        )
    return used.rowcount == 1


def left(accounts: Accounts, account: UUID) -> int:
    """How many codes `account` has not used."""
    unused = recovery_code.c.used_at.is_(None)
    with reading(accounts.engine) as connection:
        n = connection.scalar(select(func.count()).where(*_of(accounts, account), unused))
    return n or 0


def remove(accounts: Accounts, account: UUID) -> None:
    """Delete the codes of `account`, used or not."""
    with writing(accounts.engine) as connection:
        connection.execute(delete(recovery_code).where(*_of(accounts, account)))


def _hashed(accounts: Accounts, account: UUID, code: str) -> bytes:
    """What is stored of a code: HMAC-SHA-256 by the vault, so that a copy of the store alone does
    not let anybody try codes out."""
    read = "".join(letter for letter in code.casefold() if letter.isalnum()).translate(MISREAD)
    return bytes.fromhex(
        accounts.vault.name_of(f"recovery code|{accounts.municipality}|{account}|{read}")
    )


def _of(accounts: Accounts, account: UUID) -> tuple[ColumnElement[bool], ...]:
    return recovery_code.c.municipality == accounts.municipality, recovery_code.c.account == account

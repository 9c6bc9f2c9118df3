"""Passwords: which are taken, how they are kept, and the same work for whoever asks."""

import secrets
import unicodedata
from base64 import b64encode
from datetime import datetime
from functools import cache
from threading import BoundedSemaphore
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import ColumnElement, delete, select, update

from accounts.guesses import is_guessed, is_number, is_patterned, names_in
from accounts.opening import Accounts
from accounts.tables import password as kept
from events.database import reading, writing
from reference.language import message

LEAST, MOST = 12, 200  # characters, after normalising

# Argon2id with the least that OWASP's cheat sheet on password storage gives. A stored hash follows
# a change of this when its owner next signs in.
HASHER = PasswordHasher(memory_cost=19 * 1024, time_cost=2, parallelism=1)

# Each takes 19 MiB and a whole processor: a crowd that signs in must not take all of the machine.
AT_ONCE = BoundedSemaphore(2)

NOBODY = UUID(int=0)

TOO_SHORT = message("Use at least 12 characters. Several words in a row work well.")
TOO_LONG = message("Use at most 200 characters.")
PATTERNED = message("The password repeats itself or follows the keyboard. Choose another.")
GUESSED = message("The password is among those that are guessed first. Choose another.")
NAMED = message("The password must not hold your name, your e-mail or the municipality's name.")


def too_weak(password: str, *, email: str, name: str, municipality: str) -> str | None:
    """Why a password is not taken, as an English sentence of the catalogue; None when it is.

    `municipality` is its name as people say it. There is no rule on kinds of characters.
    """
    wanted = _normal(password)
    if len(wanted) < LEAST:
        return TOO_SHORT
    if len(wanted) > MOST:
        return TOO_LONG
    if is_patterned(wanted):
        return PATTERNED
    if is_number(wanted) or is_guessed(wanted):
        return GUESSED
    if names_in(wanted, email.partition("@")[0], name, municipality):
        return NAMED
    return None


def set_password(accounts: Accounts, account: UUID, password: str, *, at: datetime) -> None:
    """Keep `password` for `account` in place of the one it had. Whether it will do is `too_weak`'s.

    ValueError when it is longer than any that is taken.
    """
    if len(_normal(password)) > MOST:
        raise ValueError(f"a password has at most {MOST} characters")
    hashed = _hashed(password)
    with writing(accounts.engine) as connection:
        connection.execute(
            accounts.insert(kept)
            .values(municipality=accounts.municipality, account=account, hash=hashed, set_at=at)
            .on_conflict_do_update(
                index_elements=[kept.c.municipality, kept.c.account],
                set_={"hash": hashed, "set_at": at},
            )
        )


def has_password(accounts: Accounts, account: UUID) -> bool:
    """Whether `account` can sign in with a password."""
    return _stored(accounts, account) is not None


def remove(accounts: Accounts, account: UUID) -> None:
    """Delete the password of `account`, if it has one."""
    with writing(accounts.engine) as connection:
        connection.execute(delete(kept).where(*_of(accounts, account)))


def verify(accounts: Accounts, account: UUID | None, password: str) -> bool:
    """Whether `password` is that of `account`. It takes as long for None and for no password."""
    stored = _stored(accounts, account or NOBODY)
    too_long = len(_normal(password)) > MOST
    with AT_ONCE:
        try:
            HASHER.verify(stored or _decoy(), b"" if too_long else _secret(password))
        except VerifyMismatchError:
            return False
    if stored is None or account is None:
        return False
    if HASHER.check_needs_rehash(stored):
        _rehash(accounts, account, password, stored)
    return True


def _rehash(accounts: Accounts, account: UUID, password: str, stored: str) -> None:
    """Keep the same password by the parameters of today, unless it was changed meanwhile."""
    hashed = _hashed(password)
    with writing(accounts.engine) as connection:
        connection.execute(
            update(kept).where(*_of(accounts, account), kept.c.hash == stored).values(hash=hashed)
        )


def _hashed(password: str) -> str:
    with AT_ONCE:
        return HASHER.hash(_secret(password))


@cache
def _decoy() -> str:
    """A hash of the same cost that belongs to no password, for whoever has none."""
    salt, digest = (
        b64encode(secrets.token_bytes(size)).rstrip(b"=").decode()
        for size in (HASHER.salt_len, HASHER.hash_len)
    )
    costs = f"m={HASHER.memory_cost},t={HASHER.time_cost},p={HASHER.parallelism}"
    return f"$argon2id$v=19${costs}${salt}${digest}"


def _stored(accounts: Accounts, account: UUID) -> str | None:
    with reading(accounts.engine) as connection:
        return connection.scalar(select(kept.c.hash).where(*_of(accounts, account)))


def _of(accounts: Accounts, account: UUID) -> tuple[ColumnElement[bool], ...]:
    return kept.c.municipality == accounts.municipality, kept.c.account == account


def _normal(password: str) -> str:
    """The same characters however a keyboard composed them."""
    return unicodedata.normalize("NFKC", password)


def _secret(password: str) -> bytes:
    """What is hashed. Half a surrogate pair, which JSON can hold, must not end in an error that
    shows the password."""
    return _normal(password).encode("utf-8", "surrogatepass")

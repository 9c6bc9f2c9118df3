"""Codes of an app (RFC 6238): six digits of a shared secret and the time, each good once."""

import html
from datetime import datetime
from uuid import UUID

import segno
from pyotp import random_base32
from pyotp.exceptions import OTPVerificationError
from pyotp.totp import TOTP
from sqlalchemy import ColumnElement, delete, select, update

from accounts.opening import Accounts
from accounts.proof import NotProven
from accounts.tables import totp
from events.database import reading, writing

SECRET_CHARACTERS = 32  # of base32: 160 bits, as the standard recommends
WINDOW = 1  # steps of 30 s before and after; clocks differ, and people type slowly
QUIET = 4  # modules of white around a QR code, as its standard asks
MODULE = 4  # CSS pixels


def begin(accounts: Accounts, account: UUID) -> str:
    """Make the secret to be shown to `account`, in base32; nothing counts before `confirm`.

    NotProven("already-set") when there is a confirmed one, which has to be removed first.
    """
    secret = random_base32(SECRET_CHARACTERS)
    sealed = accounts.vault.seal(secret.encode(), _belongs_to(accounts, account))
    with writing(accounts.engine) as connection:
        made = connection.execute(
            accounts.insert(totp)
            .values(
                municipality=accounts.municipality,
                account=account,
                secret=sealed,
                confirmed=False,
                last_step=0,
            )
            .on_conflict_do_update(
                index_elements=[totp.c.municipality, totp.c.account],
                set_={"secret": sealed},
                where=totp.c.confirmed.is_(False),
            )
            .returning(totp.c.account)
        ).first()
        if made is None:
            raise NotProven("already-set")
    return secret


def address(secret: str, *, email: str, issuer: str) -> str:
    """The otpauth:// address that an app reads; it holds the secret. `issuer` is whom it is for."""
    return TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)


def confirm(accounts: Accounts, account: UUID, code: str, *, at: datetime) -> None:
    """Let the codes of `account` count from now on. Raises NotProven, as `verify` does.

    NotProven("already-set") when they count since before.
    """
    _take(accounts, account, code, at, confirmed=False)


def verify(accounts: Accounts, account: UUID, code: str, *, at: datetime) -> None:
    """Take the code that the app of `account` shows at the time `at`, give or take 30 s.

    Raises NotProven: "code-wrong", "code-replayed" when it or a later one was taken before,
    "code-unset" when there is no app.
    """
    _take(accounts, account, code, at, confirmed=True)


def is_set(accounts: Accounts, account: UUID) -> bool:
    """Whether `account` has an app whose codes count."""
    with reading(accounts.engine) as connection:
        found = connection.scalar(select(totp.c.confirmed).where(*_of(accounts, account)))
    return bool(found)


def remove(accounts: Accounts, account: UUID) -> None:
    """Delete the secret of `account`, confirmed or not."""
    with writing(accounts.engine) as connection:
        connection.execute(delete(totp).where(*_of(accounts, account)))


def qr_svg(uri: str, *, title: str) -> str:
    """The QR code of `uri` as an inline <svg> that says `title` to whoever does not see it.

    Black on white whatever the page's colours, and without styles, which the page's policy forbids.
    """
    code = segno.make_qr(uri)
    rows = [bytes(row) for row in code.matrix_iter(border=QUIET)]
    drawn = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    side, said = len(rows), html.escape(title)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{said}"'
        f' width="{side * MODULE}" height="{side * MODULE}" viewBox="0 0 {side} {side}"'
        f' shape-rendering="crispEdges"><title>{said}</title>'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path fill="#000" d="{drawn}"/></svg>'
    )


def _take(accounts: Accounts, account: UUID, code: str, at: datetime, *, confirmed: bool) -> None:
    """Take a code once: of several who send the same at the same time, one is let through."""
    with writing(accounts.engine) as connection:
        row = connection.execute(
            select(totp.c.secret, totp.c.confirmed).where(*_of(accounts, account))
        ).first()
        if row is None or (confirmed and not row.confirmed):
            raise NotProven("code-unset")
        if row.confirmed and not confirmed:
            raise NotProven("already-set")
        secret = accounts.vault.open(row.secret, _belongs_to(accounts, account)).decode()
        step = _step(secret, code, at)
        taken = connection.execute(
            update(totp)
            .where(*_of(accounts, account), totp.c.secret == row.secret, totp.c.last_step < step)
            .values(last_step=step, confirmed=True)
        )
        if taken.rowcount != 1:
            raise NotProven("code-replayed")


def _step(secret: str, code: str, at: datetime) -> int:
    """The step of time that `code` is for."""
    typed = "".join(code.split())
    try:
        return TOTP(secret).verify_and_get_timecode(typed, for_time=at, valid_window=WINDOW)
    except OTPVerificationError:
        raise NotProven("code-wrong") from None


def _of(accounts: Accounts, account: UUID) -> tuple[ColumnElement[bool], ...]:
    return totp.c.municipality == accounts.municipality, totp.c.account == account


def _belongs_to(accounts: Accounts, account: UUID) -> str:
    return f"totp|{accounts.municipality}|{account}"

"""Codes of an app: by the standard, each good once, and a picture that an app can read."""

import hmac
import re
from base64 import b32decode
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree as ET

import pytest
import segno
from sqlalchemy import select, update

from accounts import tables, totp
from accounts.opening import Accounts
from accounts.proof import NotProven
from events.database import writing
from events.sealing import Unopenable
from tests.accounts.ledger import ANNA, BERIT, NOW, at_once, neighbour

STEP = timedelta(seconds=30)
RFC = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # the secret of its examples


def code_of(secret: str, at: datetime) -> str:
    """The six digits of RFC 6238, written down from the standard."""
    counter = int(at.timestamp()) // 30
    digest = hmac.digest(b32decode(secret), counter.to_bytes(8, "big"), sha1)
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**6:06}"


def enrolled(accounts: Accounts, at: datetime = NOW) -> str:
    """The secret of Anna's app, confirmed at `at`."""
    secret = totp.begin(accounts, ANNA)
    totp.confirm(accounts, ANNA, code_of(secret, at), at=at)
    return secret


def refused(accounts: Accounts, code: str, at: datetime) -> str:
    """Why the code is not taken."""
    with pytest.raises(NotProven) as no:
        totp.verify(accounts, ANNA, code, at=at)
    return no.value.reason


def test_codes_are_those_of_the_standard() -> None:
    """The last six of the eight digits in appendix B of RFC 6238."""
    for seconds, expected in (
        (59, "94287082"),
        (1111111109, "07081804"),
        (1234567890, "89005924"),
        (20000000000, "65353130"),
    ):
        at = datetime.fromtimestamp(seconds, UTC)
        assert code_of(RFC, at) == expected[-6:]
        assert totp._step(RFC, expected[-6:], at) == seconds // 30


def test_an_app_counts_only_when_it_has_shown_a_code(accounts: Accounts) -> None:
    secret = totp.begin(accounts, ANNA)

    assert not totp.is_set(accounts, ANNA)
    assert refused(accounts, code_of(secret, NOW), NOW) == "code-unset"
    with pytest.raises(NotProven, match="code-wrong"):
        totp.confirm(accounts, ANNA, code_of(secret, NOW + 9 * STEP), at=NOW)
    assert not totp.is_set(accounts, ANNA)

    totp.confirm(accounts, ANNA, code_of(secret, NOW), at=NOW)

    assert totp.is_set(accounts, ANNA)
    assert not totp.is_set(accounts, BERIT)
    assert not totp.is_set(neighbour(accounts), ANNA)
    totp.verify(accounts, ANNA, code_of(secret, NOW + STEP), at=NOW + STEP)


def test_beginning_again_shows_another_secret(accounts: Accounts) -> None:
    first, second = totp.begin(accounts, ANNA), totp.begin(accounts, ANNA)

    assert first != second
    assert len(b32decode(first)) == 20
    with pytest.raises(NotProven, match="code-wrong"):
        totp.confirm(accounts, ANNA, code_of(first, NOW), at=NOW)
    totp.confirm(accounts, ANNA, code_of(second, NOW), at=NOW)


def test_an_app_that_counts_is_not_replaced_unasked(accounts: Accounts) -> None:
    secret = enrolled(accounts)

    with pytest.raises(NotProven, match="already-set"):
        totp.begin(accounts, ANNA)
    with pytest.raises(NotProven, match="already-set"):
        totp.confirm(accounts, ANNA, code_of(secret, NOW + STEP), at=NOW + STEP)
    totp.verify(accounts, ANNA, code_of(secret, NOW + STEP), at=NOW + STEP)

    totp.remove(accounts, ANNA)

    assert not totp.is_set(accounts, ANNA)
    assert refused(accounts, code_of(secret, NOW + 2 * STEP), NOW + 2 * STEP) == "code-unset"
    enrolled(accounts)


@pytest.mark.parametrize("off", [-1, 0, 1])
def test_a_clock_may_be_a_step_off(accounts_on_sqlite: Accounts, off: int) -> None:
    secret = enrolled(accounts_on_sqlite, NOW - 9 * STEP)

    totp.verify(accounts_on_sqlite, ANNA, code_of(secret, NOW + off * STEP), at=NOW)


@pytest.mark.parametrize("off", [-2, 2])
def test_a_clock_may_not_be_two_steps_off(accounts_on_sqlite: Accounts, off: int) -> None:
    secret = enrolled(accounts_on_sqlite, NOW - 9 * STEP)

    assert refused(accounts_on_sqlite, code_of(secret, NOW + off * STEP), NOW) == "code-wrong"


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "-12345", "१२३४५६", "0" * 9999])
def test_what_is_no_code_is_wrong(accounts_on_sqlite: Accounts, code: str) -> None:
    enrolled(accounts_on_sqlite)

    assert refused(accounts_on_sqlite, code, NOW) == "code-wrong"


def test_a_code_may_be_written_with_a_space(accounts_on_sqlite: Accounts) -> None:
    secret = enrolled(accounts_on_sqlite, NOW - STEP)
    code = code_of(secret, NOW)

    totp.verify(accounts_on_sqlite, ANNA, f" {code[:3]} {code[3:]}\n", at=NOW)


def test_a_code_is_good_once(accounts: Accounts) -> None:
    secret = enrolled(accounts)

    assert refused(accounts, code_of(secret, NOW), NOW) == "code-replayed"
    later = NOW + 2 * STEP
    totp.verify(accounts, ANNA, code_of(secret, later), at=later)
    assert refused(accounts, code_of(secret, later), later) == "code-replayed"
    # The one before it, which nobody took, is old too: a later one was taken.
    assert refused(accounts, code_of(secret, later - STEP), later) == "code-replayed"


def test_of_several_at_once_one_takes_the_code(accounts: Accounts) -> None:
    secret = enrolled(accounts)
    later = NOW + STEP

    def try_it(_: int) -> str:
        try:
            totp.verify(accounts, ANNA, code_of(secret, later), at=later)
        except NotProven as no:
            return no.reason
        return "taken"

    assert sorted(at_once(4, try_it)) == ["code-replayed"] * 3 + ["taken"]


def test_the_secret_is_stored_sealed_and_for_one_account(accounts_on_sqlite: Accounts) -> None:
    secret = enrolled(accounts_on_sqlite)
    totp.begin(accounts_on_sqlite, BERIT)
    with writing(accounts_on_sqlite.engine) as connection:
        of_anna = connection.scalar(
            select(tables.totp.c.secret).where(tables.totp.c.account == ANNA)
        )
        assert of_anna
        assert secret.encode() not in of_anna
        assert b32decode(secret) not in of_anna
        connection.execute(
            update(tables.totp).where(tables.totp.c.account == BERIT).values(secret=of_anna)
        )

    with pytest.raises(Unopenable):
        totp.confirm(accounts_on_sqlite, BERIT, code_of(secret, NOW), at=NOW)


def test_the_address_is_what_apps_read() -> None:
    address = totp.address(RFC, email="anna@kommun.example", issuer="Lägesbild Havstuna")

    parts = urlsplit(address)
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert unquote(parts.path) == "/Lägesbild Havstuna:anna@kommun.example"
    told = parse_qs(parts.query)
    assert told["secret"] == [RFC]
    assert told["issuer"] == ["Lägesbild Havstuna"]


def test_the_picture_holds_the_address_and_needs_no_style() -> None:
    address = totp.address(RFC, email="anna@kommun.example", issuer="Lägesbild")

    drawn = totp.qr_svg(address, title='Kod för "appen" <nu>')

    svg = ET.fromstring(drawn)  # noqa: S314 - our own
    assert "style" not in drawn
    assert "class" not in drawn
    assert svg.get("role") == "img"
    assert svg.get("aria-label") == 'Kod för "appen" <nu>'
    title, paper, ink = svg
    assert title.text == 'Kod för "appen" <nu>'
    assert (paper.get("fill"), ink.get("fill")) == ("#fff", "#000")
    dark = {(int(y), int(x)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", ink.get("d") or "")}
    code = segno.make_qr(address)
    assert dark == {
        (y + 4, x + 4)
        for y, row in enumerate(code.matrix)
        for x, is_dark in enumerate(row)
        if is_dark
    }
    side = code.symbol_size(border=4)[0]
    assert svg.get("viewBox") == f"0 0 {side} {side}"

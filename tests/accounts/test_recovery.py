"""Recovery codes: ten, each good once, however they are typed."""

import re

from sqlalchemy import select

from accounts import recovery, tables
from accounts.opening import Accounts
from events.database import reading
from tests.accounts.ledger import ANNA, BERIT, NOW, at_once, neighbour


def test_ten_codes_of_sixty_bits_each(accounts: Accounts) -> None:
    assert recovery.left(accounts, ANNA) == 0

    codes = recovery.make(accounts, ANNA)

    assert len(set(codes)) == 10
    assert len(set(recovery.ALPHABET)) ** 12 == 2**60
    assert all(re.fullmatch(r"([0-9a-hjkmnp-tv-z]{4}-){2}[0-9a-hjkmnp-tv-z]{4}", c) for c in codes)
    assert recovery.left(accounts, ANNA) == 10
    assert recovery.left(accounts, BERIT) == 0


def test_a_code_is_good_once_and_for_its_owner(accounts: Accounts) -> None:
    first, second, *_ = recovery.make(accounts, ANNA)

    assert not recovery.use(accounts, BERIT, first, at=NOW)
    assert not recovery.use(neighbour(accounts), ANNA, first, at=NOW)
    assert recovery.use(accounts, ANNA, first, at=NOW)
    assert not recovery.use(accounts, ANNA, first, at=NOW)
    assert recovery.use(accounts, ANNA, second, at=NOW)
    assert recovery.left(accounts, ANNA) == 8


def test_what_is_no_code_is_not_used(accounts_on_sqlite: Accounts) -> None:
    code = recovery.make(accounts_on_sqlite, ANNA)[0]

    for wrong in ("", "-", code[:-1], code + "0", "0" * 10_000, "åäö \ud83d", code[::-1]):
        assert not recovery.use(accounts_on_sqlite, ANNA, wrong, at=NOW)
    assert recovery.left(accounts_on_sqlite, ANNA) == 10


def test_a_code_may_be_typed_carelessly(accounts_on_sqlite: Accounts) -> None:
    for code in recovery.make(accounts_on_sqlite, ANNA):
        plain = code.replace("-", "")
        typed = f" {plain[:5].upper()} {plain[5:]} ".replace("0", "O").replace("1", "l")
        assert recovery.use(accounts_on_sqlite, ANNA, typed, at=NOW)


def test_of_several_at_once_one_uses_the_code(accounts: Accounts) -> None:
    code = recovery.make(accounts, ANNA)[0]

    assert sum(at_once(4, lambda _: recovery.use(accounts, ANNA, code, at=NOW))) == 1


def test_new_codes_take_the_place_of_the_old(accounts: Accounts) -> None:
    old = recovery.make(accounts, ANNA)
    new = recovery.make(accounts, ANNA)

    assert recovery.left(accounts, ANNA) == 10
    assert not recovery.use(accounts, ANNA, old[0], at=NOW)
    assert recovery.use(accounts, ANNA, new[0], at=NOW)
    recovery.remove(accounts, ANNA)
    assert recovery.left(accounts, ANNA) == 0
    assert not recovery.use(accounts, ANNA, new[1], at=NOW)


def test_the_store_holds_no_code(accounts_on_sqlite: Accounts) -> None:
    codes = recovery.make(accounts_on_sqlite, ANNA)

    with reading(accounts_on_sqlite.engine) as connection:
        kept = connection.scalars(select(tables.recovery_code.c.hash)).all()
    assert {len(one) for one in kept} == {32}
    assert not any(code.replace("-", "").encode() in one for code in codes for one in kept)

"""The secret of a key for programs: shown once, looked up by its prefix, compared by its hash."""

import hmac
import re
import secrets
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from accounts import keys
from accounts.opening import Accounts
from accounts.tables import key_secret
from events.database import reading
from tests.accounts.ledger import NOW, neighbour

KEY = UUID(int=7)


def test_a_key_is_found_by_what_its_program_presents(accounts: Accounts) -> None:
    presented = keys.make(accounts, KEY)
    other = keys.make(accounts, UUID(int=8))

    assert re.fullmatch(r"est_[0-9a-f]{8}_[A-Za-z0-9_-]{43}", presented)
    assert keys.look_up(accounts, presented, at=NOW) == KEY
    assert keys.look_up(accounts, other, at=NOW) == UUID(int=8)
    assert keys.look_up(neighbour(accounts), presented, at=NOW) is None


def test_a_prefix_with_anothers_secret_is_no_key(accounts: Accounts) -> None:
    one, other = keys.make(accounts, KEY), keys.make(accounts, uuid4())

    assert keys.look_up(accounts, one[:13] + other[13:], at=NOW) is None
    assert keys.used_at(accounts, [KEY]) == {}


@pytest.mark.parametrize(
    "presented",
    ["", "est__", "est_00000000_", "Bearer x", "est_0000000g_" + "x" * 43, "est_\x00", "é" * 56],
)
def test_what_is_no_key_is_none(accounts_on_sqlite: Accounts, presented: str) -> None:
    assert keys.look_up(accounts_on_sqlite, presented, at=NOW) is None


def test_an_unknown_prefix_is_compared_as_a_known_one(
    accounts_on_sqlite: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = list[tuple[int, int]]()
    compare = hmac.compare_digest

    def comparing(one: bytes, other: bytes) -> bool:
        compared.append((len(one), len(other)))
        return compare(one, other)

    monkeypatch.setattr(hmac, "compare_digest", comparing)
    presented = keys.make(accounts_on_sqlite, KEY)
    for wrong in (presented[:-4] + "AAAA", "est_00000000_" + "x" * 43):
        assert keys.look_up(accounts_on_sqlite, wrong, at=NOW) is None

    assert compared == [(32, 32)] * 2


def test_that_a_key_was_used_is_known_to_the_minute(accounts: Accounts) -> None:
    presented, never = keys.make(accounts, KEY), uuid4()
    keys.make(accounts, never)
    seen = list[timedelta]()
    for seconds in (0, 59, 60, 90, 30):
        keys.look_up(accounts, presented, at=NOW + timedelta(seconds=seconds))
        seen.append(keys.used_at(accounts, [KEY, never])[KEY] - NOW)

    assert [one.seconds for one in seen] == [0, 0, 60, 60, 60]
    assert keys.used_at(accounts, [never]) == {}
    assert keys.used_at(accounts, []) == {}
    assert keys.used_at(neighbour(accounts), [KEY]) == {}


def test_a_key_that_is_forgotten_opens_nothing(accounts: Accounts) -> None:
    presented = keys.make(accounts, KEY)

    assert not keys.forget(neighbour(accounts), KEY)
    assert keys.forget(accounts, KEY)
    assert not keys.forget(accounts, KEY)
    assert keys.look_up(accounts, presented, at=NOW) is None


def test_a_prefix_that_is_taken_is_drawn_again(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = keys.make(accounts, KEY)[4:12]
    drawn = iter([taken, taken, "0123abcd"])
    monkeypatch.setattr(secrets, "token_hex", lambda _: next(drawn))

    presented = keys.make(accounts, uuid4())

    assert presented.startswith("est_0123abcd_")
    with reading(accounts.engine) as connection:
        assert len(connection.execute(select(key_secret)).all()) == 2

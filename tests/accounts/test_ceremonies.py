"""What is put away for a browser is given back once, for what it was meant for."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from accounts import ceremonies
from accounts.opening import Accounts
from accounts.tables import ceremony
from accounts.tokens import hashed
from events.database import reading, writing
from events.sealing import Unopenable
from tests.accounts.ledger import NOW, at_once, neighbour


def test_what_is_put_away_is_taken_out_once(accounts: Accounts) -> None:
    token = ceremonies.put(accounts, "passkey", b"challenge", at=NOW)

    assert ceremonies.take(accounts, "provider", token, at=NOW) is None
    assert ceremonies.take(neighbour(accounts), "passkey", token, at=NOW) is None
    assert ceremonies.take(accounts, "passkey", token + "x", at=NOW) is None
    assert ceremonies.take(accounts, "passkey", token, at=NOW) == b"challenge"
    assert ceremonies.take(accounts, "passkey", token, at=NOW) is None


def test_it_is_over_after_its_minutes(accounts: Accounts) -> None:
    token = ceremonies.put(accounts, "passkey", b"challenge", at=NOW, minutes=5)
    end = NOW + timedelta(minutes=5)

    assert ceremonies.take(accounts, "passkey", token, at=end) is None
    last = ceremonies.take(accounts, "passkey", token, at=end - timedelta(microseconds=1))
    assert last == b"challenge"


def test_of_several_who_take_it_at_once_one_gets_it(accounts: Accounts) -> None:
    def take(_: int) -> list[bytes | None]:
        return [ceremonies.take(accounts, "passkey", token, at=NOW) for token in tokens]

    tokens = [ceremonies.put(accounts, "passkey", b"challenge", at=NOW) for _ in range(10)]
    taken = at_once(6, take)

    for by_thread in zip(*taken, strict=True):
        assert [one for one in by_thread if one is not None] == [b"challenge"]


def test_what_is_put_away_is_sealed_and_cannot_be_moved(accounts: Accounts) -> None:
    token = ceremonies.put(accounts, "passkey", b"challenge", at=NOW)
    ceremonies.put(accounts, "passkey", b"another", at=NOW)
    with reading(accounts.engine) as connection:
        boxes = connection.scalars(select(ceremony.c.content)).all()
    assert not any(b"challenge" in box for box in boxes)

    with writing(accounts.engine) as connection:
        other = next(
            row.content
            for row in connection.execute(select(ceremony))
            if row.token_hash != hashed(token)
        )
        connection.execute(
            update(ceremony).where(ceremony.c.token_hash == hashed(token)).values(content=other)
        )
    with pytest.raises(Unopenable):
        ceremonies.take(accounts, "passkey", token, at=NOW)

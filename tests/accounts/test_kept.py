"""A form that came too late waits for its owner alone, a day long."""

from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from accounts import kept
from accounts.opening import Accounts
from accounts.tables import kept_form
from events.database import reading, writing
from events.refusal import Refused
from tests.accounts.ledger import ANNA, BERIT, NOW, neighbour

BODY = b"text=Klotter+p%C3%A5+torget&category=DMG-GRAFF&need=&text=ja"
FIELDS = [("text", "Klotter på torget"), ("category", "DMG-GRAFF"), ("need", ""), ("text", "ja")]


def rows(accounts: Accounts) -> int:
    with reading(accounts.engine) as connection:
        return connection.scalar(select(func.count()).select_from(kept_form)) or 0


def test_a_form_is_kept_with_all_its_fields_until_it_is_dropped(accounts: Accounts) -> None:
    token = kept.keep(accounts, ANNA, path="/report", body=BODY, at=NOW)

    for _ in range(2):
        assert kept.peek(accounts, token, ANNA, at=NOW) == ("/report", FIELDS)
    kept.drop(neighbour(accounts), token)
    assert kept.peek(accounts, token, ANNA, at=NOW)
    kept.drop(accounts, token)
    assert kept.peek(accounts, token, ANNA, at=NOW) is None
    assert rows(accounts) == 0


def test_nobody_else_sees_it(accounts: Accounts) -> None:
    token = kept.keep(accounts, ANNA, path="/report", body=BODY, at=NOW)

    assert kept.peek(accounts, token, BERIT, at=NOW) is None
    assert kept.peek(accounts, token + "x", ANNA, at=NOW) is None
    assert kept.peek(neighbour(accounts), token, ANNA, at=NOW) is None


def test_it_is_kept_for_a_day(accounts: Accounts) -> None:
    token = kept.keep(accounts, ANNA, path="/report", body=BODY, at=NOW)
    end = NOW + timedelta(hours=24)

    assert kept.peek(accounts, token, ANNA, at=end - timedelta(microseconds=1))
    assert kept.peek(accounts, token, ANNA, at=end) is None


def test_a_form_of_more_than_64_kb_is_refused(accounts_on_sqlite: Accounts) -> None:
    accounts = accounts_on_sqlite
    largest = b"text=" + b"x" * (64 * 1024 - 5)
    token = kept.keep(accounts, ANNA, path="/report", body=largest, at=NOW)
    found = kept.peek(accounts, token, ANNA, at=NOW)

    assert found
    assert found.fields == [("text", "x" * (64 * 1024 - 5))]
    with pytest.raises(Refused, match="too long"):
        kept.keep(accounts, ANNA, path="/report", body=largest + b"x", at=NOW)


def test_the_oldest_of_many_give_way(accounts: Accounts) -> None:
    others = kept.keep(accounts, BERIT, path="/report", body=b"n=0", at=NOW)
    tokens = [
        kept.keep(accounts, ANNA, path="/report", body=b"n=%d" % n, at=NOW + timedelta(seconds=n))
        for n in range(13)
    ]
    at = NOW + timedelta(minutes=1)
    found = [kept.peek(accounts, token, ANNA, at=at) for token in tokens]

    assert [one and one.fields[0][1] for one in found] == [None] * 3 + [
        str(n) for n in range(3, 13)
    ]
    assert kept.peek(accounts, others, BERIT, at=at)


def test_the_store_alone_cannot_hand_a_form_to_another(accounts: Accounts) -> None:
    token = kept.keep(accounts, ANNA, path="/report", body=BODY, at=NOW)
    with writing(accounts.engine) as connection:
        connection.execute(update(kept_form).values(account=BERIT))

    with pytest.raises(InvalidTag):
        kept.peek(accounts, token, BERIT, at=NOW)


@settings(deadline=None, max_examples=50, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=300))
def test_whatever_was_sent_can_be_kept(accounts_on_sqlite: Accounts, body: bytes) -> None:
    token = kept.keep(accounts_on_sqlite, ANNA, path="/report", body=body, at=NOW)

    found = kept.peek(accounts_on_sqlite, token, ANNA, at=NOW)

    assert found
    assert len(found.fields) <= body.count(b"&") + 1

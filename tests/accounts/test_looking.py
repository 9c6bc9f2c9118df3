"""Who has a report open now: by name for a minute, and nobody for longer."""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import func, select

from accounts.looking import SEEN_FOR, look, lookers
from accounts.opening import Accounts
from accounts.tables import looking
from events.database import reading
from tests.accounts.ledger import NOW

ANNA, BO = uuid4(), uuid4()


def rows(accounts: Accounts) -> int:
    with reading(accounts.engine) as connection:
        return connection.scalar(select(func.count()).select_from(looking)) or 0


def test_the_latest_look_comes_first_and_ones_own_is_left_out(accounts: Accounts) -> None:
    report, other = uuid4(), uuid4()
    look(accounts, report, ANNA, at=NOW)
    look(accounts, report, BO, at=NOW + timedelta(seconds=20))
    look(accounts, other, BO, at=NOW + timedelta(seconds=20))
    at = NOW + timedelta(seconds=30)

    assert lookers(accounts, [report], at=at) == {report: [BO, ANNA]}
    assert lookers(accounts, [report, other], at=at, without=BO) == {report: [ANNA]}
    assert lookers(accounts, [], at=at) == {}


def test_a_look_lasts_a_minute_unless_it_is_said_again(accounts: Accounts) -> None:
    report = uuid4()
    look(accounts, report, ANNA, at=NOW)
    assert lookers(accounts, [report], at=NOW + SEEN_FOR) == {report: [ANNA]}
    later = NOW + SEEN_FOR + timedelta(seconds=1)
    assert lookers(accounts, [report], at=later) == {}

    look(accounts, report, ANNA, at=NOW + timedelta(seconds=20))
    assert lookers(accounts, [report], at=later) == {report: [ANNA]}
    assert rows(accounts) == 1


def test_what_is_over_is_swept_out(accounts: Accounts) -> None:
    for _ in range(3):
        look(accounts, uuid4(), ANNA, at=NOW)
    look(accounts, uuid4(), BO, at=NOW + timedelta(minutes=5))
    assert rows(accounts) == 1


def test_another_municipality_sees_and_sweeps_nothing(accounts: Accounts) -> None:
    report = uuid4()
    look(accounts, report, ANNA, at=NOW)
    beside = accounts._replace(municipality="9949")
    assert lookers(beside, [report], at=NOW) == {}
    look(beside, uuid4(), BO, at=NOW + timedelta(hours=1))
    assert rows(accounts) == 2

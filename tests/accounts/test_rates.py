"""Requests are counted for all processes together, and whoever fails to sign in has to wait."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from limits import RateLimitItemPerMinute
from limits.errors import StorageError
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from accounts import rates
from accounts.opening import Accounts
from accounts.rates import Allowance, SqlStorage
from accounts.tables import metadata, rate
from events.database import reading, writing
from tests.accounts.ledger import NOW, at_once, neighbour

SENDING = Allowance("sending", most=3, per_s=60)


@dataclass
class Clock:
    """Seconds since 1970 that stand until they are moved."""

    now: float = NOW.timestamp()

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def storage(accounts: Accounts, clock: Clock) -> SqlStorage:
    return SqlStorage(accounts=accounts, clock=clock)


def test_the_library_counts_in_a_fixed_window(storage: SqlStorage, clock: Clock) -> None:
    limiter, item = FixedWindowRateLimiter(storage), RateLimitItemPerMinute(2)
    end = clock.now + 60

    assert [limiter.hit(item, "anna") for _ in range(3)] == [True, True, False]
    assert limiter.hit(item, "berit")
    assert limiter.get_window_stats(item, "anna") == (end, 0)
    assert not limiter.test(item, "anna")

    clock.now += 59.999
    assert not limiter.hit(item, "anna")
    clock.now = end
    assert limiter.get_window_stats(item, "anna") == (end, 2)
    assert limiter.test(item, "anna")
    assert limiter.hit(item, "anna", cost=2)
    assert not limiter.hit(item, "anna")
    assert limiter.get_window_stats(item, "anna").reset_time == end + 60


def test_the_library_makes_the_storage_by_its_scheme(accounts: Accounts, clock: Clock) -> None:
    made = storage_from_string("lagesbild://", accounts=accounts, clock=clock)  # type: ignore[arg-type]

    assert isinstance(made, SqlStorage)
    assert made.incr("a", 60) == 1


def test_counts_are_cleared_singly_and_all_together(storage: SqlStorage) -> None:
    for key in ("a", "a", "b"):
        storage.incr(key, 60)
    others = SqlStorage(accounts=neighbour(storage.accounts), clock=Clock())
    others.incr("a", 60, 5)

    storage.clear("b")
    assert (storage.get("a"), storage.get("b"), others.get("a")) == (2, 0, 5)
    storage.incr("b", 60)
    assert storage.reset() == 2
    assert (storage.get("a"), storage.get("b"), others.get("a")) == (0, 0, 5)


def test_no_hit_is_lost_between_several(storage: SqlStorage) -> None:
    def hit(_: int) -> list[int]:
        return [storage.incr("a", 60) for _ in range(10)]

    counts = at_once(8, hit)

    assert sorted(count for each in counts for count in each) == list(range(1, 81))
    assert all(before < after for each in counts for before, after in pairwise(each))


def test_a_store_that_does_not_answer_is_said(storage: SqlStorage, clock: Clock) -> None:
    assert storage.check()
    with writing(storage.accounts.engine) as connection:
        metadata.drop_all(connection, tables=[rate])
    wrapping = SqlStorage(accounts=storage.accounts, clock=clock, wrap_exceptions=True)

    assert not storage.check()
    with pytest.raises(SQLAlchemyError):
        storage.incr("a", 60)
    with pytest.raises(StorageError):
        wrapping.incr("a", 60)


def test_what_is_counted_cannot_be_read_from_the_store(storage: SqlStorage) -> None:
    rates.failed(storage, ["anna@skola.example", "192.0.2.7"], at=NOW)
    rates.take(storage, SENDING, "192.0.2.7", at=NOW)

    with reading(storage.accounts.engine) as connection:
        names = connection.scalars(select(rate.c.name)).all()
    assert len(names) == 3
    assert all(len(name) == 64 and int(name, 16) for name in names)


def test_an_allowance_is_used_up_and_comes_back(storage: SqlStorage) -> None:
    def take(seconds: float, key: str = "anna", allowance: Allowance = SENDING) -> bool:
        return rates.take(storage, allowance, key, at=NOW + timedelta(seconds=seconds))

    assert [take(n) for n in range(5)] == [True, True, True, False, False]
    assert take(5, "berit")
    assert take(5, allowance=Allowance("drawing", most=3, per_s=60))
    assert not take(59)
    assert [take(60 + n) for n in range(4)] == [True, True, True, False]


def test_the_first_three_failures_cost_no_time_and_then_each_doubles_it(
    storage: SqlStorage,
) -> None:
    waits = list[float]()
    for _ in range(13):
        waits.append(rates.slow_down(storage, "anna", at=NOW, base_s=0.5))
        rates.failed(storage, ["anna"], at=NOW)

    assert waits == [0, 0, 0, 0, 0.5, 1, 2, 4, 8, 16, 30, 30, 30]
    assert rates.slow_down(storage, "berit", at=NOW) == 0
    assert rates.slow_down(storage, at=NOW) == 0


def test_the_name_that_failed_most_often_decides(storage: SqlStorage) -> None:
    rates.failed(storage, ["anna", "network"], at=NOW)
    for _ in range(4):
        rates.failed(storage, ["berit", "network"], at=NOW)

    assert rates.slow_down(storage, "anna", at=NOW, base_s=1) == 0
    assert rates.slow_down(storage, "berit", at=NOW, base_s=1) == 1
    assert rates.slow_down(storage, "anna", "network", at=NOW, base_s=1) == 2
    rates.forgive(storage, ["berit", "network"])
    assert rates.slow_down(storage, "anna", "berit", "network", at=NOW, base_s=1) == 0


def test_failures_are_forgotten_after_a_quarter_of_an_hour(storage: SqlStorage) -> None:
    for _ in range(5):
        rates.failed(storage, ["anna"], at=NOW)
    end = NOW + timedelta(minutes=15)

    assert rates.slow_down(storage, "anna", at=end - timedelta(microseconds=1), base_s=1) == 2
    assert rates.slow_down(storage, "anna", at=end, base_s=1) == 0
    rates.failed(storage, ["anna"], at=end)
    assert rates.slow_down(storage, "anna", at=end, base_s=1) == 0


def test_no_number_of_failures_makes_anybody_wait_for_more_than_half_a_minute(
    storage: SqlStorage,
) -> None:
    storage.at(NOW).incr("failure|anna", 900, 2_000_000)

    assert rates.slow_down(storage, "anna", at=NOW) == 30
    assert rates.slow_down(storage, "anna", at=NOW, base_s=0) == 0


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(
    most=st.integers(1, 4),
    per_s=st.integers(1, 30),
    steps=st.lists(st.tuples(st.integers(0, 20), st.sampled_from("ab")), max_size=25),
)
def test_never_more_than_allowed_in_a_window_that_the_first_begins(
    accounts_on_sqlite: Accounts, most: int, per_s: int, steps: list[tuple[int, str]]
) -> None:
    storage = SqlStorage(accounts=accounts_on_sqlite, clock=Clock())
    storage.reset()
    at, begun, taken = NOW, dict[str, float](), dict[str, int]()
    for step, key in steps:
        at += timedelta(seconds=step)
        now = at.timestamp()
        if now >= begun.get(key, 0) + per_s:
            begun[key], taken[key] = now, 0
        taken[key] += 1
        allowed = rates.take(storage, Allowance("x", most, per_s), key, at=at)
        assert allowed == (taken[key] <= most)

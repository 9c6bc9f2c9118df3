"""How often: requests are counted, and signing in slows down for whoever fails at it.

The counters are those of the library `limits`, kept in the store of accounts so that all processes
share them. The library asks a storage what time it is; whoever makes the storage says.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from limits import RateLimitItemPerSecond
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import case, delete, select
from sqlalchemy.exc import SQLAlchemyError

from accounts.opening import Accounts
from accounts.tables import rate
from events.columns import EPOCH
from events.database import reading, writing

FREE_FAILURES = 3
FAILURES_COUNT_FOR = timedelta(minutes=15)
LONGEST_WAIT_S = 30.0


class SqlStorage(Storage):
    """The storage "lagesbild" of the library `limits`, for one municipality.

    `clock` gives the seconds since 1970. Of what is counted, only the vault's name is stored.
    """

    STORAGE_SCHEME = ["lagesbild"]  # noqa: RUF012 - as the library declares it

    def __init__(
        self,
        uri: str | None = None,
        *,
        accounts: Accounts,
        clock: Callable[[], float],
        wrap_exceptions: bool = False,
    ) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions)
        self.accounts = accounts
        self._clock = clock

    def at(self, instant: datetime) -> "SqlStorage":
        """The same storage at a time that is told."""
        return SqlStorage(accounts=self.accounts, clock=instant.timestamp)

    @property
    def base_exceptions(self) -> type[Exception]:
        """What a store that does not answer raises."""
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count `amount` more, beginning anew when the `expiry` seconds are over; the count."""
        now = self._now()
        begun = self.accounts.insert(rate).values(
            municipality=self.accounts.municipality,
            name=self._name(key),
            hits=amount,
            ends_at=now + timedelta(seconds=expiry),
        )
        is_over = rate.c.ends_at <= now
        counted = begun.on_conflict_do_update(
            index_elements=[rate.c.municipality, rate.c.name],
            set_={
                "hits": case(
                    (is_over, begun.excluded.hits), else_=rate.c.hits + begun.excluded.hits
                ),
                "ends_at": case((is_over, begun.excluded.ends_at), else_=rate.c.ends_at),
            },
        ).returning(rate.c.hits)
        with writing(self.accounts.engine) as connection:
            hits: int = connection.execute(counted).scalar_one()
        return hits

    def get(self, key: str) -> int:
        """The count of a key, 0 when its time is over."""
        hits, _ = self._row(key)
        return hits

    def get_expiry(self, key: str) -> float:
        """When the count of a key begins anew, in seconds since 1970; now when there is none."""
        _, ends_at = self._row(key)
        return ends_at.timestamp()

    def check(self) -> bool:
        """Whether the store answers."""
        try:
            self.get("check")
        except SQLAlchemyError:
            return False
        return True

    def reset(self) -> int:
        """Forget every count of the municipality; how many there were."""
        with writing(self.accounts.engine) as connection:
            return connection.execute(
                delete(rate).where(rate.c.municipality == self.accounts.municipality)
            ).rowcount

    def clear(self, key: str) -> None:
        """Forget the count of a key."""
        self.forget([key])

    def forget(self, keys: Iterable[str]) -> None:
        """Forget the counts of several keys at once."""
        with writing(self.accounts.engine) as connection:
            connection.execute(
                delete(rate).where(
                    rate.c.municipality == self.accounts.municipality,
                    rate.c.name.in_([self._name(key) for key in keys]),
                )
            )

    def most(self, keys: Iterable[str]) -> int:
        """The highest count of any of the keys."""
        query = select(rate.c.hits).where(
            rate.c.municipality == self.accounts.municipality,
            rate.c.name.in_([self._name(key) for key in keys]),
            rate.c.ends_at > self._now(),
        )
        with reading(self.accounts.engine) as connection:
            return max(connection.scalars(query), default=0)

    def _row(self, key: str) -> tuple[int, datetime]:
        """The count and when it ends; nothing, ending now, when there is none."""
        now = self._now()
        query = select(rate.c.hits, rate.c.ends_at).where(
            rate.c.municipality == self.accounts.municipality,
            rate.c.name == self._name(key),
            rate.c.ends_at > now,
        )
        with reading(self.accounts.engine) as connection:
            row = connection.execute(query).first()
        return (row.hits, row.ends_at) if row else (0, now)

    def _now(self) -> datetime:
        return EPOCH + timedelta(seconds=self._clock())

    def _name(self, key: str) -> str:
        return self.accounts.vault.name_of(f"rate|{key}")


class Allowance(NamedTuple):
    """At most so many in so many seconds, counted from the first."""

    name: str
    most: int
    per_s: int


def take(storage: SqlStorage, allowance: Allowance, key: str, *, at: datetime) -> bool:
    """Take one of what `key` is allowed; False when there is none left."""
    item = RateLimitItemPerSecond(allowance.most, allowance.per_s, namespace=allowance.name)
    return FixedWindowRateLimiter(storage.at(at)).hit(item, key)


def slow_down(storage: SqlStorage, *names: str, at: datetime, base_s: float = 0.5) -> float:
    """How many seconds an answer to a sign-in by these names has to wait.

    Nothing for the first three failures of a quarter of an hour, then `base_s`, which each further
    failure doubles, up to half a minute. The name that has failed most often decides.
    """
    failures = storage.at(at).most(_failure(name) for name in names)
    if failures <= FREE_FAILURES:
        return 0.0
    doublings = min(failures - FREE_FAILURES - 1, 64)  # beyond, a float would be no number
    return min(LONGEST_WAIT_S, base_s * 2.0**doublings)


def failed(storage: SqlStorage, names: Iterable[str], *, at: datetime) -> None:
    """Count a failure to sign in for each of the names."""
    told = storage.at(at)
    for name in names:
        told.incr(_failure(name), int(FAILURES_COUNT_FOR.total_seconds()))


def forgive(storage: SqlStorage, names: Iterable[str]) -> None:
    """Forget the failures of these names."""
    storage.forget(_failure(name) for name in names)


def _failure(name: str) -> str:
    return f"failure|{name}"

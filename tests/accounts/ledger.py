"""A store of accounts for tests, and several people who want the same of it at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Engine

from accounts import tables
from accounts.opening import Accounts, opened
from events.database import writing
from events.sealing import MasterKey

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
MUNICIPALITY, NEIGHBOUR = "9948", "9949"
MASTER = MasterKey("00112233445566ff", bytes(range(32)))
ANNA, BERIT = UUID(int=0xA), UUID(int=0xB)

Result = TypeVar("Result")


def founded(engine: Engine) -> Accounts:
    """An empty store, with everything that its migrations make."""
    with writing(engine) as connection:
        tables.metadata.create_all(connection)
        tables.create_triggers(connection)
    return opened(engine, MUNICIPALITY, MASTER)


def neighbour(accounts: Accounts) -> Accounts:
    """Another municipality in the same store."""
    return accounts._replace(municipality=NEIGHBOUR)


def at_once(count: int, work: Callable[[int], Result]) -> list[Result]:
    """What `work` gives each of several threads that begin together, by their number."""
    start = Barrier(count)

    def begin(number: int) -> Result:
        start.wait()
        return work(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(begin, range(count)))

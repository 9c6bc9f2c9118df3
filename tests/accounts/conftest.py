"""The store of accounts that these tests write into, and a provider that lies when told to."""

from collections.abc import Iterator

import pytest

from accounts.opening import Accounts, store
from tests.accounts.forger import Forger, forging
from tests.accounts.ledger import founded


@pytest.fixture
def accounts(engine_url: str) -> Iterator[Accounts]:
    """An empty store of accounts, on both databases in turn."""
    with store(engine_url) as engine:
        yield founded(engine)


@pytest.fixture
def accounts_on_sqlite(sqlite_url: str) -> Iterator[Accounts]:
    """An empty store of accounts in an SQLite file, for what the database has no part in."""
    with store(sqlite_url) as engine:
        yield founded(engine)


@pytest.fixture
def forger() -> Iterator[Forger]:
    """An OpenID provider that answers honestly until a test makes it lie."""
    with forging() as made:
        made.document()
        yield made

"""Opening one municipality's record: the log, its projections and the keys, found fit for use."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine

from events.database import check, open_engine
from events.log import Log
from events.sealing import Keyring, read_master_key
from projections.record import Registry


@contextmanager
def stores(
    database_url: str, keys_url: str, *, busy_timeout_s: float = 5.0
) -> Generator[tuple[Engine, Engine]]:
    """The engines of the record and of the keys, closed at the end."""
    engine = open_engine(database_url, busy_timeout_s=busy_timeout_s)
    keys = open_engine(keys_url, busy_timeout_s=busy_timeout_s)
    try:
        yield engine, keys
    finally:
        engine.dispose()
        keys.dispose()


def opened(engine: Engine, keys: Engine, master_key_file: Path, municipality: str) -> Registry:
    """The municipality's record. Raises Unfit, saying which check of its stores failed."""
    check(engine)
    check(keys, holds_log=False)
    keyring = Keyring(keys, read_master_key(master_key_file))
    keyring.check()
    return Registry(Log(engine, municipality), keyring)

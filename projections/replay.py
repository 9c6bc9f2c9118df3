"""Replaying: the log folded into a throw-away database, up to a position, by the same carriers."""

from collections.abc import Callable, Generator
from contextlib import contextmanager

from events.database import open_engine, reading, writing
from events.log import Log
from projections.known import Known, as_known
from projections.record import carry
from projections.tables import tables


@contextmanager
def replayed(
    log: Log, position: int, *, progress: Callable[[int], None] = lambda _: None
) -> Generator[Known]:
    """The record as it was known at `position`, folded from nothing but the log."""
    engine = open_engine("sqlite://")
    try:
        with reading(log.engine) as in_log:
            with writing(engine) as connection:
                tables().metadata.create_all(connection)
                for page in log.pages(in_log, upto=position):
                    carry(connection, tables(), log.municipality, page)
                    progress(len(page))
            with reading(engine) as connection:
                yield as_known(log, in_log, connection, position=position)
    finally:
        engine.dispose()

"""The record as it was known at one position of the log: what every page and picture reads."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Connection

from events.database import reading
from events.log import Log
from projections.ground import Ground, ground

BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)
"""The `as_of` of an empty record."""


class Known(NamedTuple):
    """What was known at `position`, which was recorded at `as_of` (UTC)."""

    connection: Connection
    municipality: str
    position: int
    as_of: datetime
    ground: Ground


@contextmanager
def known(
    log: Log, *, position: int | None = None, moment: datetime | None = None
) -> Generator[Known]:
    """Open the record as known now, at a position, or at a moment. One consistent read."""
    with reading(log.engine) as connection:
        yield as_known(log, connection, connection, position=position, moment=moment)


def as_known(
    log: Log,
    in_log: Connection,
    in_projections: Connection,
    *,
    position: int | None = None,
    moment: datetime | None = None,
) -> Known:
    """The same over given connections, which differ when the projections are a replay's own.

    A position beyond the head means the head.
    """
    head = log.head(in_log)
    if moment is not None:
        position = log.position_at(in_log, moment)
    position = head.position if position is None else max(0, min(position, head.position))
    return Known(
        connection=in_projections,
        municipality=log.municipality,
        position=position,
        as_of=log.recorded_at(in_log, position) or BEFORE_ALL,
        ground=ground(
            in_projections, log.municipality, position, lambda at: log.fact_at(in_log, at)
        ),
    )

"""The one writer: a fact is appended and carried into every projection in one transaction.

There is no bus and no worker, so a page that is read after a report was sent shows the report.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from events.database import writing
from events.fact import Decided, Entry, Fact
from events.log import Log
from events.sealing import Keyring
from projections import (
    apart,
    calibrations,
    clock,
    drafts,
    ground,
    local_categories,
    pictures,
    publications,
    register,
    roster,
    unsafe_places,
)
from projections.tables import Tables, tables

CARRIERS = (
    clock,
    register,
    apart,
    ground,
    local_categories,
    pictures,
    roster,
    drafts,
    unsafe_places,
    calibrations,
    publications,
)
"""In this order: the register asks for the clock that was set before a report of its batch."""


class Registry(NamedTuple):
    """One municipality's log, and the keys to what is sealed in it."""

    log: Log
    keyring: Keyring


def belongs_to(registry: Registry, stream: UUID, field: str) -> str:
    """What a sealed text is bound to, so that a box cannot be moved to another report or field."""
    return f"{registry.log.municipality}|{stream}|{field}"


def record(log: Log, decided: Sequence[Decided], *, actor: str, at: datetime) -> list[Entry]:
    """Append and carry; nothing of it is kept when any of it fails.

    Raises `eventsourcing.persistence.IntegrityError` when a version of a stream is taken: somebody
    else decided something about the same thing meanwhile, or the sender repeats itself.
    """
    if not decided:
        return []
    with writing(log.engine) as connection:
        return _record(connection, log, decided, actor, at)


def decide_and_record(
    log: Log, decide: Callable[[], Sequence[Decided]], *, actor: str, at: datetime
) -> list[Entry]:
    """Decide while nobody else can append, so that what is decided on cannot change meanwhile."""
    with writing(log.engine) as connection:
        log.hold(connection)
        decided = decide()
        return _record(connection, log, decided, actor, at) if decided else []


def _record(
    connection: Connection, log: Log, decided: Sequence[Decided], actor: str, at: datetime
) -> list[Entry]:
    entries = log.append(connection, decided, actor=actor, at=at)
    carry(connection, tables(), log.municipality, entries)
    return entries


def carry(
    connection: Connection, into: Tables, municipality: str, entries: Sequence[Entry]
) -> None:
    """Carry a batch of entries, which must follow on what was carried before, into `into`."""
    kinds: set[type[Fact]] = {type(entry.fact) for entry in entries}
    for carrier in CARRIERS:
        if kinds <= carrier.FACTS:
            carrier.carry(connection, into, municipality, entries)
        elif kinds & carrier.FACTS:
            mine = [entry for entry in entries if type(entry.fact) in carrier.FACTS]
            carrier.carry(connection, into, municipality, mine)

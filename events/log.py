"""The log of one municipality: every fact that it knows, in the order in which it knew them.

It is an application of the library `eventsourcing`, on our persistence module. Appending joins the
caller's transaction, so that the projections can be carried along in it.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.persistence import InfrastructureFactory, Mapper
from eventsourcing.utils import Environment
from sqlalchemy import Connection, Engine, Integer, bindparam, func, literal_column, select

from events.codec import FactMapper, decode
from events.columns import EPOCH, from_microseconds, to_microseconds
from events.fact import Decided, Entry, Fact
from events.persistence import Factory, append, hold
from events.statements import Prepared, id_of, raw_id
from events.tables import log as table

PAGE = 10_000
"""Entries read at a time: the pace of a rebuild no longer grows beyond it."""

_ENTRY = (
    table.c.position,
    table.c.stream,
    table.c.version,
    table.c.topic,
    table.c.recorded_at,
    table.c.actor,
    table.c.state,
)
_MINE = table.c.municipality == bindparam("municipality")
# What every request asks.
_LAST = select(func.max(table.c.position)).where(_MINE).scalar_subquery()
_HEAD = Prepared(
    select(table.c.position, table.c.recorded_at).where(_MINE, table.c.position == _LAST),
    "municipality",
    "municipality",
)
# By the last time and then by position, so that the index of times is used: asked at once, the
# history would be gone through. "+ 0" keeps SQLite from going through the positions from the end.
_LAST_TIME = (
    select(func.max(table.c.recorded_at))
    .where(_MINE, table.c.recorded_at <= bindparam("moment"))
    .scalar_subquery()
)
_POSITION_AT = Prepared(
    select(func.max(table.c.position + literal_column("0", Integer))).where(
        _MINE, table.c.recorded_at == _LAST_TIME
    ),
    "municipality",
    "municipality",
    "moment",
)
_RECORDED_AT = Prepared(
    select(table.c.recorded_at).where(_MINE, table.c.position == bindparam("at")),
    "municipality",
    "at",
)
_STREAM = Prepared(
    select(*_ENTRY).where(_MINE, table.c.stream == bindparam("of")).order_by(table.c.version),
    "municipality",
    "of",
)
_PAGE = Prepared(
    select(*_ENTRY)
    .where(_MINE, table.c.position > bindparam("after"), table.c.position <= bindparam("until"))
    .order_by(table.c.position),
    "municipality",
    "after",
    "until",
)


class Head(NamedTuple):
    """Where the log stands: the last position, and when that was; (0, None) when it is empty."""

    position: int
    recorded_at: datetime | None


def position_at(connection: Connection, municipality: str, moment: datetime) -> int:
    """The last position of a municipality recorded at or before `moment`; 0 before the first."""
    of = (municipality, municipality, to_microseconds(moment))
    ((found,),) = _POSITION_AT.find(connection, of)
    return found or 0


def stream_at(connection: Connection, municipality: str, position: int) -> UUID | None:
    """The stream that the entry at `position` belongs to; None when there is no entry."""
    return connection.scalar(
        select(table.c.stream).where(
            table.c.municipality == municipality, table.c.position == position
        )
    )


class Log(Application[UUID]):
    """The log of `municipality` in the database of `engine`."""

    name = "lagesbild"

    def __init__(self, engine: Engine, municipality: str) -> None:
        self.engine = engine
        self.municipality = municipality
        self._facts: dict[int, Fact] = {}
        super().__init__({})

    def construct_factory(self, env: Environment) -> InfrastructureFactory[Any]:
        """Our persistence module, on the engine that we were given."""
        return Factory.on(self.engine, self.municipality, env)

    def construct_mapper(self) -> Mapper[UUID]:
        """Plain JSON under stable topics, in place of the library's pickled module paths."""
        return FactMapper(self.construct_transcoder())

    def append(
        self, connection: Connection, decided: Sequence[Decided], *, actor: str, at: datetime
    ) -> list[Entry]:
        """Append in the caller's transaction.

        Raises `eventsourcing.persistence.IntegrityError` when a version of a stream is taken.
        """
        stored = [self.mapper.to_stored_event(fact) for fact in decided]
        first, recorded_at = append(connection, self.municipality, stored, actor=actor, now=at)
        return [
            Entry(position, stream, version, recorded_at, actor, fact)
            for position, (stream, version, fact) in enumerate(decided, first)
        ]

    def hold(self, connection: Connection) -> None:
        """Let nobody else append until the transaction ends, as a writer does when it appends."""
        hold(connection, self.municipality)

    def head(self, connection: Connection) -> Head:
        """Where the log stands in this transaction."""
        found = _HEAD.find(connection, (self.municipality,) * 2)
        return Head(found[0][0], from_microseconds(found[0][1])) if found else Head(0, None)

    def position_at(self, connection: Connection, moment: datetime) -> int:
        """The last position recorded at or before `moment`; 0 before the first."""
        return position_at(connection, self.municipality, moment)

    def recorded_at(self, connection: Connection, position: int) -> datetime | None:
        """When the entry at `position` was recorded; None when there is none."""
        found = _RECORDED_AT.find(connection, (self.municipality, position))
        return from_microseconds(found[0][0]) if found else None

    def entries(
        self, connection: Connection, *, after: int = 0, upto: int | None = None
    ) -> Iterator[Entry]:
        """The entries after one position up to another, in order, a page in memory at a time."""
        for page in self.pages(connection, after=after, upto=upto):
            yield from page

    def pages(
        self,
        connection: Connection,
        *,
        after: int = 0,
        upto: int | None = None,
        size: int = PAGE,
    ) -> Iterator[list[Entry]]:
        """The same, as lists of at most `size` entries."""
        last = self.head(connection).position if upto is None else upto
        while after < last:
            until = min(after + size, last)
            yield _entries(_PAGE.find(connection, (self.municipality, after, until)))
            after = until

    def stream(self, connection: Connection, stream: UUID) -> list[Entry]:
        """All that happened in one stream, oldest first; empty when there is no such stream."""
        name = raw_id(stream, connection.dialect.name)
        return _entries(_STREAM.find(connection, (self.municipality, name)))

    def versions(self, connection: Connection, streams: Sequence[UUID]) -> dict[UUID, int]:
        """The last version of those of `streams` that exist."""
        found: dict[UUID, int] = {}
        for start in range(0, len(streams), PAGE):
            rows = connection.execute(
                select(table.c.stream, func.max(table.c.version))
                .where(
                    table.c.municipality == self.municipality,
                    table.c.stream.in_(streams[start : start + PAGE]),
                )
                .group_by(table.c.stream)
            )
            found.update((stream, version) for stream, version in rows)
        return found

    def first_entries(self, connection: Connection, streams: Sequence[UUID]) -> dict[UUID, Entry]:
        """The entry that began each of those of `streams` that exist."""
        if len(streams) == 1:
            story = self.stream(connection, streams[0])
            return {streams[0]: story[0]} if story else {}
        found: dict[UUID, Entry] = {}
        for start in range(0, len(streams), PAGE):
            rows = connection.execute(
                select(*_ENTRY).where(
                    table.c.municipality == self.municipality,
                    table.c.stream.in_(streams[start : start + PAGE]),
                    table.c.version == 1,
                )
            )
            for position, stream, version, topic, recorded_at, actor, state in rows:
                fact = decode(topic, bytes(state))
                found[stream] = Entry(position, stream, version, recorded_at, actor, fact)
        return found

    def fact_at(self, connection: Connection, position: int) -> Fact:
        """The fact at `position`, kept in memory: for the few large ones that are read often."""
        if position not in self._facts:
            entries = self.entries(connection, after=position - 1, upto=position)
            self._facts[position] = next(entries).fact
        return self._facts[position]


def _entries(rows: Iterable[tuple[Any, ...]]) -> list[Entry]:
    """The entries in rows as the driver gives them."""
    found: list[Entry] = []
    recorded, recorded_at = -1, EPOCH
    for position, stream, version, topic, microseconds, actor, state in rows:
        if microseconds != recorded:  # what was recorded together shares its time
            recorded, recorded_at = microseconds, from_microseconds(microseconds)
        fact = decode(topic, state)
        found.append(Entry(position, id_of(stream), version, recorded_at, actor, fact))
    return found

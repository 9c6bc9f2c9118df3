"""Appending to the log, and the log as a persistence module of the library `eventsourcing`.

A writer locks the row of its municipality in `log_head`, which gives out positions: they are dense,
in the order of commits, and `recorded_at` never goes back, whatever the clocks of the writers say.
Nothing but that row is locked, so writers of different municipalities do not meet.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from threading import Event
from typing import NamedTuple, Never, Self
from uuid import UUID

from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    InfrastructureFactory,
    IntegrityError,
    Notification,
    ProcessRecorder,
    ProgrammingError,
    StoredEvent,
    Subscription,
    TrackingRecorder,
)
from eventsourcing.utils import Environment, EnvType, resolve_topic, strtobool
from sqlalchemy import (
    BindParameter,
    Connection,
    Engine,
    Text,
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError as BrokenKey

from events.columns import Instant, from_microseconds, to_microseconds
from events.database import open_engine, reading, run, run_many, writing
from events.statements import RAW_ID, text_of
from events.tables import create, log, log_head

POLL_S = 0.1
PAGE = 500


class Appended(NamedTuple):
    """Where a batch stands in the log: its events follow one another from `first_position`."""

    first_position: int
    recorded_at: datetime


class _Statements(NamedTuple):
    advance: str
    begin: str
    insert: str


@cache
def _statements(database: str) -> _Statements:
    later = func.greatest if database == "postgresql" else func.max
    begin = (postgresql if database == "postgresql" else sqlite).insert(log_head)
    municipality: BindParameter[str] = bindparam("municipality", type_=Text())
    now: BindParameter[datetime] = bindparam("now", type_=Instant())
    advance = (
        update(log_head)
        .where(log_head.c.municipality == municipality)
        .values(
            position=log_head.c.position + bindparam("step"),
            recorded_at=later(log_head.c.recorded_at, now),
        )
        .returning(log_head.c.position, log_head.c.recorded_at)
    )
    nothing_yet: dict[str, object] = {
        "municipality": municipality,
        "position": 0,
        "recorded_at": now,
    }
    return _Statements(
        advance=text_of(database, advance, "step", "now", "municipality"),
        begin=text_of(
            database,
            begin.values(nothing_yet).on_conflict_do_nothing(),
            "municipality",
            "position",
            "now",
        ),
        insert=text_of(database, insert(log), *log.c.keys()),
    )


def append(
    connection: Connection,
    municipality: str,
    stored_events: Sequence[StoredEvent],
    *,
    actor: str,
    now: datetime,
) -> Appended:
    """Append at least one event to the log of `municipality`, in the caller's transaction.

    All get the same `recorded_at`: `now`, or the latest in the log where that is later. Other
    writers of this municipality wait until the transaction ends. IntegrityError of `eventsourcing`
    when a version of a stream is taken: the caller must then roll back.
    """
    assert stored_events, "an append without events would give out no position"
    database = connection.dialect.name
    statements, raw_id = _statements(database), RAW_ID[database]
    microseconds = to_microseconds(now)
    step = (len(stored_events), microseconds, municipality)
    head = run(connection, statements.advance, step)
    if not head:
        # The first append of all. Whoever comes second waits here for the first one's commit.
        run(connection, statements.begin, (municipality, 0, microseconds))
        head = run(connection, statements.advance, step)
    ((upto, recorded_at),) = head
    first = upto - len(stored_events) + 1
    rows = [
        (
            municipality,
            position,
            raw_id(_as_uuid(event.originator_id)),
            event.originator_version,
            event.topic,
            recorded_at,
            actor,
            event.state,
        )
        for position, event in enumerate(stored_events, first)
    ]
    try:
        if len(rows) == 1:
            run(connection, statements.insert, rows[0])
        else:
            run_many(connection, statements.insert, rows)
    except BrokenKey as broken:
        if _names_version(broken):
            raise IntegrityError("a version of this stream is recorded already") from broken
        raise
    return Appended(first, from_microseconds(recorded_at))


def hold(connection: Connection, municipality: str) -> None:
    """Let nobody else append to the log of `municipality` until the transaction ends."""
    connection.execute(
        update(log_head)
        .where(log_head.c.municipality == municipality)
        .values(position=log_head.c.position)
    )


def _as_uuid(stream: UUID | str) -> UUID:
    """The library allows text for the id of a stream; ours are UUIDs."""
    return stream if isinstance(stream, UUID) else UUID(stream)


def _names_version(broken: BrokenKey) -> bool:
    """Whether it was the key of (stream, version) that was taken, and not one of our own making."""
    message = str(broken.orig)
    return "log_version" in message or "log.stream, log.version" in message


class SQLAlchemyApplicationRecorder(ApplicationRecorder):
    """The log of one municipality in the shape that `eventsourcing` asks for.

    `clock` says the time for an insert that brings none; without it each insert has to.
    """

    def __init__(
        self,
        engine: Engine,
        municipality: str,
        *,
        actor: str = "eventsourcing",
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self.engine = engine
        self.municipality = municipality
        self._actor = actor
        self._clock = clock

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        connection: Connection | None = None,
        actor: str | None = None,
        now: datetime | None = None,
        **kwargs: object,
    ) -> Sequence[int]:
        """Append, in the transaction of `connection` where given, and return the positions."""
        refused = [name for name, value in kwargs.items() if value is not None]
        if refused:
            raise ProgrammingError(f"the log takes no {', '.join(refused)}")
        if not stored_events:
            return []
        if connection is None:
            with writing(self.engine) as own:
                return self.insert_events(stored_events, connection=own, actor=actor, now=now)
        if now is None:
            if self._clock is None:
                raise ProgrammingError("neither this insert nor the recorder says what time it is")
            now = self._clock()
        first, _ = append(
            connection, self.municipality, stored_events, actor=actor or self._actor, now=now
        )
        return list(range(first, first + len(stored_events)))

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """The events of one stream, by version."""
        query = select(log.c.stream, log.c.version, log.c.topic, log.c.state).where(
            log.c.municipality == self.municipality, log.c.stream == _as_uuid(originator_id)
        )
        if gt is not None:
            query = query.where(log.c.version > gt)
        if lte is not None:
            query = query.where(log.c.version <= lte)
        query = query.order_by(log.c.version.desc() if desc else log.c.version).limit(limit)
        with reading(self.engine) as connection:
            return [StoredEvent(*row) for row in connection.execute(query)]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """The events of the log by position, from `start` up to and with `stop`."""
        query = select(log.c.stream, log.c.version, log.c.topic, log.c.state, log.c.position).where(
            log.c.municipality == self.municipality
        )
        if start is not None:
            query = query.where(
                log.c.position >= start if inclusive_of_start else log.c.position > start
            )
        if stop is not None:
            query = query.where(log.c.position <= stop)
        if topics:
            query = query.where(log.c.topic.in_(topics))
        with reading(self.engine) as connection:
            rows = connection.execute(query.order_by(log.c.position).limit(limit))
            return [Notification(*row) for row in rows]

    def max_notification_id(self) -> int | None:
        """The last position; None while the log is empty."""
        query = select(func.max(log.c.position)).where(log.c.municipality == self.municipality)
        with reading(self.engine) as connection:
            last: int | None = connection.scalar(query)
            return last

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        """The events after `gt`, and from then on those that come."""
        return PollingSubscription(self, gt, topics)


class PollingSubscription(Subscription[ApplicationRecorder]):
    """Asks again after a moment: a notice that gets lost costs a moment, never an event."""

    def __init__(
        self, recorder: ApplicationRecorder, gt: int | None = None, topics: Sequence[str] = ()
    ) -> None:
        super().__init__(recorder, gt, topics)
        self._page = iter(list[Notification]())
        self._stopped = Event()

    def stop(self) -> None:
        """End the iteration, also one that waits in another thread."""
        super().stop()
        self._stopped.set()

    def __next__(self) -> Notification:
        while not self._stopped.is_set():
            for notification in self._page:
                self._last_notification_id = notification.id
                return notification
            page = self._recorder.select_notifications(
                self._last_notification_id, PAGE, topics=self._topics, inclusive_of_start=False
            )
            self._page = iter(page)
            if not page:
                self._stopped.wait(POLL_S)
        raise StopIteration


class Factory(InfrastructureFactory[TrackingRecorder]):
    """Makes the recorder, from an engine or from the environment.

    There: PERSISTENCE_MODULE=events.persistence, SQLALCHEMY_URL, MUNICIPALITY; CLOCK_TOPIC names a
    function that says the time; CREATE_TABLE=no leaves the tables to a migration.
    """

    def __init__(
        self,
        env: Environment | EnvType | None = None,
        *,
        engine: Engine | None = None,
        municipality: str | None = None,
    ) -> None:
        super().__init__(env)
        self._owns_engine = engine is None
        self.engine = engine or open_engine(self._required("SQLALCHEMY_URL"))
        self.municipality = municipality or self._required("MUNICIPALITY")

    @classmethod
    def on(
        cls, engine: Engine, municipality: str, env: Environment | EnvType | None = None
    ) -> Self:
        """A factory on an engine that stays its owner's to close, the tables being there."""
        return cls(env, engine=engine, municipality=municipality)

    def _required(self, name: str) -> str:
        value = self.env.get(name)
        if not value:
            raise OSError(f"{' or '.join(self.env.create_keys(name))} is not in the environment")
        return value

    def application_recorder(self) -> ApplicationRecorder:
        """The recorder of the municipality."""
        topic = self.env.get("CLOCK_TOPIC")
        clock = resolve_topic(topic) if topic else None
        if self._owns_engine and strtobool(self.env.get("CREATE_TABLE") or "yes"):
            create(self.engine)
        return SQLAlchemyApplicationRecorder(self.engine, self.municipality, clock=clock)

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        """Not offered: there are no snapshots, a stream is short."""
        self._not_offered(f"recorder of {purpose}")

    def tracking_recorder(
        self,
        tracking_recorder_class: type[TrackingRecorder] | None = None,  # noqa: ARG002
    ) -> TrackingRecorder:
        """Not offered: projections are carried in the transaction of the append."""
        self._not_offered("tracking recorder")

    def process_recorder(self) -> ProcessRecorder:
        """Not offered, for the same reason."""
        self._not_offered("process recorder")

    def _not_offered(self, what: str) -> Never:
        raise NotImplementedError(f"{type(self).__module__} has no {what}")

    def close(self) -> None:
        """Close the connections of an engine that the factory itself opened."""
        if self._owns_engine:
            self.engine.dispose()

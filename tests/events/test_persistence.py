"""The log keeps its order, its times and its past, whoever writes and however late their clock."""

import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from uuid import UUID, uuid4

import pytest
import sqlalchemy.exc
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate
from eventsourcing.persistence import (
    InfrastructureFactory,
    IntegrityError,
    ProgrammingError,
    StoredEvent,
)
from eventsourcing.tests import persistence as shipped
from sqlalchemy import Engine, select, text

from events.database import open_engine, reading, writing
from events.persistence import Appended, Factory, SQLAlchemyApplicationRecorder, append
from events.tables import create, log, log_head

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SUNDBY, NORRHAMN = "0001", "0002"


class Broken(Exception):
    """Something in a test that goes wrong on purpose."""


def now() -> datetime:
    return datetime.now(UTC)


def events(count: int, stream: UUID | None = None, *, version: int = 1) -> list[StoredEvent]:
    """So many events: of streams of their own, or one after another in `stream`."""
    return [
        StoredEvent(uuid4(), 1, "report.submitted", b"{}")
        if stream is None
        else StoredEvent(stream, version + n, "report.corrected", b"{}")
        for n in range(count)
    ]


def put(engine: Engine, stored: list[StoredEvent], at: datetime = NOON) -> Appended:
    with writing(engine) as connection:
        return append(connection, SUNDBY, stored, actor="tester", now=at)


@pytest.fixture
def made(engine: Engine) -> Engine:
    """An empty log."""
    create(engine)
    return engine


class OnSQLite:
    """The recorder on an SQLite file, a new one for each test."""

    @pytest.fixture(autouse=True)
    def _place(self, sqlite_url: str) -> Iterator[None]:
        with self._opened(sqlite_url):
            yield

    @contextmanager
    def _opened(self, url: str) -> Generator[None]:
        before = set(threading.enumerate())
        self.engine = open_engine(url)
        create(self.engine)
        yield
        for thread in set(threading.enumerate()) - before:
            thread.join(5)  # the library leaves its readers running
        self.engine.dispose()

    def create_recorder(self) -> SQLAlchemyApplicationRecorder:
        return SQLAlchemyApplicationRecorder(self.engine, SUNDBY, clock=now)


class OnPostgreSQL(OnSQLite):
    """The recorder on PostgreSQL, a new database for each test."""

    @pytest.fixture(autouse=True)
    def _place(self, fresh_postgres_url: str) -> Iterator[None]:
        with self._opened(fresh_postgres_url):
            yield


class TestRecorderOnSQLite(OnSQLite, shipped.ApplicationRecorderTestCase):
    """What the library asks of every recorder."""

    def test_subscription(self) -> None:
        self.optional_test_insert_subscribe()


class TestRecorderOnPostgreSQL(OnPostgreSQL, shipped.ApplicationRecorderTestCase):
    """The same."""

    def test_subscription(self) -> None:
        self.optional_test_insert_subscribe()


class TestOrderOnSQLite(OnSQLite, shipped.NonInterleavingNotificationIDsBaseCase):
    """Two batches at once do not mix."""


class TestOrderOnPostgreSQL(OnPostgreSQL, shipped.NonInterleavingNotificationIDsBaseCase):
    """The same."""


def test_positions_are_dense_and_follow_the_order_of_the_batch(made: Engine) -> None:
    first, second = events(3), events(2)
    assert put(made, first).first_position == 1
    assert put(made, second).first_position == 4
    with reading(made) as connection:
        rows = connection.execute(select(log.c.position, log.c.stream).order_by(log.c.position))
        streams = [event.originator_id for event in first + second]
        assert [tuple(row) for row in rows] == list(enumerate(streams, 1))


def test_every_column_is_read_back_as_it_was_written(made: Engine) -> None:
    at = datetime(2026, 11, 23, 13, 30, 0, 123456, timezone(timedelta(hours=1)))
    stream = uuid4()
    with writing(made) as connection:
        append(
            connection,
            NORRHAMN,
            [StoredEvent(stream, 7, "report.submitted", b'{"text":"\xc3\xa5"}')],
            actor="konto-åsa",
            now=at,
        )
    with reading(made) as connection:
        (row,) = connection.execute(select(log))
        assert tuple(row) == (
            *(NORRHAMN, 1, stream, 7, "report.submitted", at, "konto-åsa"),
            b'{"text":"\xc3\xa5"}',
        )
        assert row.recorded_at.utcoffset() == timedelta(0)


def test_recorded_at_never_goes_back_when_a_clock_does(made: Engine) -> None:
    told = [NOON, NOON - timedelta(hours=3), NOON + timedelta(seconds=1), NOON]
    kept = [put(made, events(2), at).recorded_at for at in told]
    assert kept == [NOON, NOON, NOON + timedelta(seconds=1), NOON + timedelta(seconds=1)]
    with reading(made) as connection:
        stored = connection.scalars(select(log.c.recorded_at).order_by(log.c.position)).all()
        assert stored == sorted(stored)
        assert connection.scalar(select(log_head.c.recorded_at)) == kept[-1]


def test_a_time_without_zone_is_refused(made: Engine) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        put(made, events(1), NOON.replace(tzinfo=None))


def test_municipalities_do_not_share_positions_or_streams(made: Engine) -> None:
    stream = uuid4()
    with writing(made) as connection:
        for municipality in (SUNDBY, NORRHAMN):
            found = append(connection, municipality, events(2, stream), actor="a", now=NOON)
            assert found.first_position == 1
    ours, theirs = (
        SQLAlchemyApplicationRecorder(made, municipality, clock=now)
        for municipality in (SUNDBY, NORRHAMN)
    )
    ours.insert_events(events(1, stream, version=3))
    assert (ours.max_notification_id(), theirs.max_notification_id()) == (3, 2)
    assert [event.originator_version for event in ours.select_events(stream)] == [1, 2, 3]
    assert [event.originator_version for event in theirs.select_events(stream)] == [1, 2]


@pytest.mark.parametrize("size", [1, 5])
def test_a_taken_version_is_a_conflict_and_leaves_no_gap(made: Engine, size: int) -> None:
    taken = events(1)
    put(made, taken)
    with pytest.raises(IntegrityError):
        put(made, events(size - 1) + taken, NOON + timedelta(hours=1))
    found = put(made, events(1))
    assert found == Appended(2, NOON)


def test_a_conflict_within_a_savepoint_leaves_the_rest_of_the_transaction(made: Engine) -> None:
    taken = events(1)
    with writing(made) as connection:
        append(connection, SUNDBY, taken, actor="a", now=NOON)
        with pytest.raises(IntegrityError), connection.begin_nested():
            append(connection, SUNDBY, events(2) + taken, actor="a", now=NOON)
        assert append(connection, SUNDBY, events(1), actor="a", now=NOON).first_position == 2


def test_a_broken_position_is_no_conflict_but_a_crash(made: Engine) -> None:
    put(made, events(3))
    with writing(made) as connection:
        connection.execute(log_head.update().values(position=1))
    with pytest.raises(sqlalchemy.exc.IntegrityError):
        put(made, events(1))


def test_an_error_after_the_append_takes_it_back(made: Engine) -> None:

    def append_and_fail() -> None:
        with writing(made) as connection:
            append(connection, SUNDBY, events(3), actor="a", now=NOON)
            raise Broken

    with pytest.raises(Broken):
        append_and_fail()
    assert put(made, events(1)).first_position == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log SET state = ''",
        "UPDATE log SET recorded_at = recorded_at + 1 WHERE position = 1",
        "DELETE FROM log",
        "DELETE FROM log WHERE position = 2",
    ],
)
def test_the_past_cannot_be_changed(made: Engine, statement: str) -> None:
    put(made, events(2))
    _is_refused(made, statement)


@pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "REPLACE"])
def test_sqlite_cannot_replace_a_row_of_the_log(sqlite_url: str, verb: str) -> None:
    engine = open_engine(sqlite_url)
    create(engine)
    put(engine, events(2))
    _is_refused(engine, f"{verb} INTO log SELECT * FROM log WHERE position = 1")  # noqa: S608
    engine.dispose()


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE log",
        (
            "INSERT INTO log SELECT * FROM log WHERE position = 1"
            " ON CONFLICT (municipality, position) DO UPDATE SET state = ''"
        ),
        "SET LOCAL session_replication_role = replica; DELETE FROM log",
    ],
)
def test_postgresql_has_no_way_round_either(fresh_postgres_url: str, statement: str) -> None:
    engine = open_engine(fresh_postgres_url)
    create(engine)
    put(engine, events(2))
    _is_refused(engine, statement)
    engine.dispose()


def _is_refused(engine: Engine, statement: str) -> None:
    def held() -> list[tuple[object, ...]]:
        with reading(engine) as connection:
            return [tuple(row) for row in connection.execute(select(log))]

    before = held()
    with (
        pytest.raises(sqlalchemy.exc.IntegrityError, match="append-only"),
        writing(engine) as connection,
    ):
        connection.execute(text(statement))
    assert held() == before


def test_creating_again_changes_nothing(made: Engine) -> None:
    put(made, events(1))
    create(made)
    with writing(made) as connection:
        create(connection)
    assert put(made, events(1)).first_position == 2


def at_once(*tasks: Callable[[], object]) -> None:
    """Run `tasks` in threads that start together; an error of any is raised here."""
    start = threading.Barrier(len(tasks))
    errors = list[BaseException]()

    def run(task: Callable[[], object]) -> None:
        start.wait()
        try:
            task()
        except BaseException as error:  # noqa: BLE001 - raised below
            errors.append(error)

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def test_services_that_start_together_create_one_log(engine_url: str) -> None:
    engines = [open_engine(engine_url) for _ in range(6)]
    at_once(*(partial(create, engine) for engine in engines))
    positions = list[int]()

    def append_as_the_first(engine: Engine) -> None:
        positions.append(put(engine, events(1)).first_position)

    at_once(*(partial(append_as_the_first, engine) for engine in engines))
    assert sorted(positions) == [1, 2, 3, 4, 5, 6]
    for engine in engines:
        engine.dispose()


class Bench(Aggregate):
    def __init__(self, name: str) -> None:
        self.name = name


def test_an_application_of_the_library_runs_on_it(engine_url: str) -> None:
    app = Application[UUID](
        {
            "PERSISTENCE_MODULE": "events.persistence",
            "SQLALCHEMY_URL": engine_url,
            "MUNICIPALITY": SUNDBY,
            "CLOCK_TOPIC": "eventsourcing.domain:datetime_now_with_tzinfo",
        }
    )
    bench = Bench("by the pond")
    app.save(bench)
    assert app.repository.get(bench.id).name == "by the pond"
    assert [item.id for item in app.notification_log.select(1, 10)] == [1]
    app.close()


def test_the_factory_says_what_the_environment_lacks() -> None:
    env = {"PERSISTENCE_MODULE": "events.persistence", "SQLALCHEMY_URL": "sqlite://"}
    with pytest.raises(OSError, match="MUNICIPALITY"):
        InfrastructureFactory.construct(env)


def test_a_factory_on_an_engine_leaves_it_open(made: Engine) -> None:
    factory = Factory.on(made, SUNDBY)
    recorder = factory.application_recorder()
    factory.close()
    recorder.insert_events(events(2), now=NOON)
    assert recorder.max_notification_id() == 2
    with pytest.raises(NotImplementedError):
        factory.tracking_recorder()


def test_an_insert_joins_the_transaction_that_it_is_given(made: Engine) -> None:
    recorder = SQLAlchemyApplicationRecorder(made, SUNDBY)

    def insert_and_fail() -> None:
        with writing(made) as connection:
            recorder.insert_events(events(1), connection=connection, actor="asa", now=NOON)
            raise Broken

    with pytest.raises(Broken):
        insert_and_fail()
    assert recorder.max_notification_id() is None
    with writing(made) as connection:
        assert recorder.insert_events([]) == []
        found = recorder.insert_events(events(2), connection=connection, actor="asa", now=NOON)
    assert found == [1, 2]
    with reading(made) as connection:
        assert set(connection.scalars(select(log.c.actor))) == {"asa"}


def test_without_a_clock_an_insert_must_say_the_time(made: Engine) -> None:
    with pytest.raises(ProgrammingError, match="what time"):
        SQLAlchemyApplicationRecorder(made, SUNDBY).insert_events(events(1))


def test_a_subscription_that_waits_can_be_stopped(made: Engine) -> None:
    recorder = SQLAlchemyApplicationRecorder(made, SUNDBY, clock=now)
    stream = uuid4()
    recorder.insert_events(events(3, stream))
    subscription = recorder.subscribe(gt=1)
    seen = list[int]()
    reader = threading.Thread(target=lambda: seen.extend(found.id for found in subscription))
    reader.start()
    recorder.insert_events(events(1, stream, version=4))
    deadline = threading.Event()
    for _ in range(100):
        if len(seen) == 3:
            break
        deadline.wait(0.05)
    subscription.stop()
    reader.join(5)
    assert not reader.is_alive()
    assert seen == [2, 3, 4]

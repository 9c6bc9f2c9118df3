"""The peer of a rebuild: the library's own way to project, `ProjectionRunner` on PostgreSQL.

It does not run on SQLite. Here it keeps a count for each week, area, category and organisation,
which is a part of what the house projects; each event is one transaction with its tracking.
"""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.dispatch import singledispatchmethod
from eventsourcing.persistence import Mapper, StoredEvent, Tracking
from eventsourcing.postgres import PostgresDatastore, PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from psycopg.sql import SQL, Identifier

from events.codec import FactMapper
from events.fact import Decided
from events.report import ReportSubmitted
from reference.weeks import Week
from tests.conftest import PostgreSQL

PATIENCE_S = 120


class Reports(Application[UUID]):
    """Reports in the library's own PostgreSQL module, in our plain JSON, which is its fastest."""

    name = "reports"

    def construct_mapper(self) -> Mapper[UUID]:
        """The same mapper that the house uses."""
        return FactMapper(self.construct_transcoder())


class Counts(PostgresTrackingRecorder):
    """The counts, and how far they have come, in one transaction."""

    def __init__(self, datastore: PostgresDatastore, **arguments: Any) -> None:  # noqa: ANN401 - the base's
        super().__init__(datastore, **arguments)
        table = Identifier(self.datastore.schema), Identifier("weekly")
        self.sql_create_statements.append(
            SQL(
                "CREATE TABLE IF NOT EXISTS {0}.{1} (week integer, area text, category text, "
                "organisation text, n integer, PRIMARY KEY (week, area, category, organisation))"
            ).format(*table)
        )
        self._add = SQL(
            "INSERT INTO {0}.{1} VALUES (%s, %s, %s, %s, 1) ON CONFLICT "
            "(week, area, category, organisation) DO UPDATE SET n = {1}.n + 1"
        ).format(*table)

    def add(self, cell: tuple[int, str, str, str], tracking: Tracking) -> None:
        """Count one report."""
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute(self._add, cell)


class Weekly(Projection[Counts]):
    """Counts each report that is sent."""

    @singledispatchmethod
    def process_event(self, domain_event: Any, tracking: Tracking) -> None:  # noqa: ANN401 - the library's signature
        """Count one event."""
        fact = domain_event.fact
        assert isinstance(fact, ReportSubmitted)
        week = Week.of(fact.told.occurred_from).key
        cell = (week, fact.place.area, fact.category, fact.organisation)
        self.view.add(cell, tracking)


class Library:
    """A log of the library's own, with a runner that goes on where it stopped."""

    def __init__(self, address: dict[str, str]) -> None:
        self._environment = {"PERSISTENCE_MODULE": "eventsourcing.postgres", **address}
        self._reports = Reports(self._environment)

    def append(self, decided: Sequence[Decided]) -> int:
        """Append without projecting; the last position."""
        stored: list[StoredEvent] = [self._reports.mapper.to_stored_event(one) for one in decided]
        positions = self._reports.recorder.insert_events(stored)
        assert positions
        return positions[-1]

    def project(self, upto: int) -> None:
        """Project what is new, up to a position."""
        with ProjectionRunner(
            application_class=Reports,
            projection_class=Weekly,
            view_class=Counts,
            env=self._environment,
        ) as runner:
            runner.wait(upto, timeout=PATIENCE_S)

    def close(self) -> None:
        """Close all connections."""
        self._reports.close()


@contextmanager
def library() -> Generator[Library]:
    """The library on a server of its own."""
    server = PostgreSQL()
    try:
        host, port = server.url.partition("@")[2].partition("/")[0].split(":")
        opened = Library(
            {
                "POSTGRES_DBNAME": "postgres",
                "POSTGRES_HOST": host,
                "POSTGRES_PORT": port,
                "POSTGRES_USER": "postgres",
                "POSTGRES_PASSWORD": "",
            }
        )
        yield opened
        opened.close()
    finally:
        server.stop()

"""A hamlet in the open sea, two areas and three organisations: for tests of the record."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid5

import shapely

from events.database import open_engine, writing
from events.log import Log
from events.organisation import OrganisationOpened
from events.sealing import Keyring, make_master_key
from events.sealing import metadata as key_tables
from events.tables import create
from ingest.adopt import adopt_areas, adopt_name, adopt_places, open_organisation
from ingest.receive import Outcome, Received, receive
from ingest.submission import Submission
from projections.record import Registry
from projections.tables import tables
from reference.areas import Area, Areas, Place, Places
from reference.dimensions import Channel
from reference.weeks import Week

MUNICIPALITY = "9948"
BEGIN = datetime(2026, 8, 3, 6, 0, tzinfo=UTC)
"""Monday of week 32, when the record begins."""
WEEK = Week(2026, 46)
NOW = datetime(2026, 11, 17, 8, 0, tzinfo=UTC)
"""Tuesday of week 47."""
ORGANISATIONS = ("skola", "vakt", "bostad")
NAMES = UUID(int=9948)


@contextmanager
def hamlet(url: str, folder: Path) -> Iterator[Registry]:
    """A record with its ground and no report."""
    engine = open_engine(url)
    keys = open_engine(f"sqlite:///{folder / 'keys.db'}")
    with writing(engine) as connection:
        create(connection)
        tables().metadata.create_all(connection)
    with writing(keys) as connection:
        key_tables.create_all(connection)
    registry = Registry(
        Log(engine, MUNICIPALITY), Keyring(keys, make_master_key(folder / "master.key"))
    )
    adopt_name(registry, "Holmen", actor="test", at=BEGIN)
    adopt_areas(registry, areas(), "test", actor="test", at=BEGIN)
    adopt_places(registry, places(), "test", actor="test", at=BEGIN)
    for code in ORGANISATIONS:
        opened = OrganisationOpened(code=code, sv=code.title(), en=code.upper())
        open_organisation(registry, opened, actor="test", at=BEGIN)
    yield registry
    engine.dispose()
    keys.dispose()


def areas(edition: str = "2026") -> Areas:
    """Two squares side by side."""
    return Areas(
        edition,
        date(2026, 1, 1),
        (
            Area("V", "Västra", shapely.box(19.0, 57.0, 19.1, 57.1)),
            Area("O", "Östra", shapely.box(19.1, 57.0, 19.2, 57.1)),
        ),
    )


def places() -> Places:
    """A square and a school."""
    return Places(
        "2026",
        date(2026, 1, 1),
        (
            Place("torg", "Torget", 57.05, 19.05, "square", "V"),
            Place("skola", "Skolan", 57.05, 19.15, "school", "O"),
        ),
    )


def told(number: int, **fields: object) -> Submission:
    """The report that number makes: graffiti at the square on a day of week 46."""
    return Submission.model_validate(
        {
            "client_id": str(uuid5(NAMES, str(number))),
            "organisation": "skola",
            "category": "DMG-GRAFF",
            "occurred": {"from": (WEEK.start_at + timedelta(hours=number % 160)).isoformat()},
            "place": {"point": {"lat": 57.05, "lon": 19.05}},
            **fields,
        }
    )


def send(registry: Registry, *submissions: Submission, at: datetime = NOW) -> list[Outcome]:
    """Send reports by the API's way."""
    return receive(registry, submissions, actor="test", at=at, channel=Channel.API)


def sent(registry: Registry, number: int, at: datetime = NOW, **fields: object) -> UUID:
    """Send one report that must be accepted, and name it."""
    (outcome,) = send(registry, told(number, **fields), at=at)
    assert isinstance(outcome, Received), outcome
    return outcome.report

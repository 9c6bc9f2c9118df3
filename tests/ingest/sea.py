"""A record over a municipality in the open sea: what the tests of importing are played in."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import shapely

from events import tables as log_tables
from events.database import open_engine
from events.fact import Decided, Fact
from events.ground import MunicipalityNamed
from events.log import Log
from events.organisation import OrganisationOpened
from events.sealing import Keyring, read_master_key
from events.sealing import metadata as key_tables
from events.streams import ground_stream, organisation_stream
from projections.ground import areas_adopted, places_adopted
from projections.known import known
from projections.record import Registry, record
from projections.reports import Query, find
from projections.tables import tables
from reference.areas import Area, Areas, Place, Places

FOUNDED = datetime(2009, 12, 28, 8, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def areas() -> Areas:
    """Two areas side by side, with codes that a spreadsheet would spoil."""
    return Areas(
        "2026",
        date(2026, 1, 1),
        (
            Area("01", "Västra Skäret", shapely.box(19.48, 57.49, 19.50, 57.51)),
            Area("02", "Östra Skäret", shapely.box(19.50, 57.49, 19.52, 57.51)),
        ),
    )


def places() -> Places:
    """One place that people know by name."""
    return Places("2026", date(2026, 1, 1), (Place("torget", "Stortorget", 57.5, 19.49, "square"),))


def found(folder: Path, ground: Areas, organisations: Sequence[str]) -> Registry:
    """Make a record with its keys in `folder`, with areas and organisations and no report."""
    engine = open_engine(f"sqlite:///{folder / 'record.db'}")
    log_tables.create(engine)
    tables().metadata.create_all(engine)
    keys = open_engine(f"sqlite:///{folder / 'keys.db'}")
    key_tables.create_all(keys)
    registry = Registry(Log(engine, "9948"), Keyring(keys, read_master_key(folder / "master.key")))
    facts: Mapping[UUID, Fact] = {
        ground_stream("9948", "name"): MunicipalityNamed(name="Skären"),
        ground_stream("9948", "areas"): areas_adopted(ground, "the test"),
        ground_stream("9948", "places"): places_adopted(places(), "the test"),
        **{
            organisation_stream("9948", code): OrganisationOpened(code=code, sv=code, en=code)
            for code in organisations
        },
    }
    decided = [Decided(stream, 1, fact) for stream, fact in facts.items()]
    record(registry.log, decided, actor="test", at=FOUNDED)
    return registry


def reports(registry: Registry) -> int:
    """Count the reports in the register."""
    with known(registry.log) as now:
        return find(now, Query(), limit=1).total

"""A record over a municipality in the open sea: what the tests of importing are played in."""

import csv
import tomllib
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
from events.sealing import Keyring, make_master_key
from events.sealing import metadata as key_tables
from events.streams import ground_stream, organisation_stream
from ingest.account import Account
from ingest.mapping import parse_mapping
from ingest.rules import FileMapping
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
    registry = Registry(Log(engine, "9948"), Keyring(keys, make_master_key(folder / "master.key")))
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


MAPPING = """
name = "lista"
organisation = "vakt"

[id]
columns = "nr"

[occurred]
column = "tid"

[category]
column = "vad"

[category.values]
Klotter = "DMG-GRAFF"
"Bråk" = "VIOL-FIGHT"

[category.leave_out]
Rond = "En rond är ingen händelse."

[place]
by = "area-name"
column = "var"

[text]
column = "fritext"
"""

HEADER = "nr,tid,vad,var,fritext"
ROWS = (
    "1,2026-11-16 18:30,Klotter,Västra Skäret,",
    "2,2026-11-17 21:00,bråk,Östra Skäret,Två grupper",
)


def a_mapping(changes: str = "", *, without: Sequence[str] = ()) -> FileMapping:
    """The mapping above, with more lines at its top and without some of its tables."""
    parts = MAPPING.split("\n\n")
    kept = [part for part in parts if not any(part.startswith(f"[{name}") for name in without)]
    return parse_mapping(tomllib.loads("\n\n".join([*kept[:1], changes, *kept[1:]])))


def a_file(folder: Path, *rows: str, header: str = HEADER, name: str = "lista.csv") -> Path:
    """A CSV file of these rows."""
    path = folder / name
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


def listed(account: Account) -> list[tuple[int, str, str, str]]:
    """What the account of an import lists: line, outcome, field, reason."""
    with account.path.open(encoding="utf-8-sig", newline="") as file:
        _, *rows = csv.reader(file)
    return [(int(line), outcome, field, reason) for line, outcome, field, reason in rows]

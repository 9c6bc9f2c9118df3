"""A small town in the open sea with a record of its own: where the tests of the web are played."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import shapely
from fastapi import FastAPI
from fastapi.testclient import TestClient

from events.fact import Decided, Fact
from events.ground import MunicipalityNamed
from events.organisation import OrganisationOpened
from events.sealing import make_master_key
from events.streams import ground_stream, organisation_stream
from migrations.run import migrate
from projections.ground import areas_adopted, places_adopted
from projections.opening import stores
from projections.record import Registry, record
from reference.areas import Area, Areas, Place, Places
from reference.dimensions import PlaceType
from service import create_app
from settings import Settings

LOOPBACK = ("127.0.0.1", 50_000)
ADDRESS = "http://127.0.0.1"
MONDAY = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)
"""Week 46: when the record begins."""
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
"""A Tuesday, the day after the reports of week 47 were due."""

ORGANISATIONS = {
    "skola": ("Havstuna skolor", "Havstuna Schools"),
    "vakt": ("Vaktbolaget Ugglan", "Owl Guards"),
    "bostad": ("Havstunabostäder", "Havstuna Housing"),
}


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        """Move on."""
        self.now += timedelta(**span)


@dataclass
class Town:
    """The service over a record, with its clock and somebody at the machine who asks it."""

    app: FastAPI
    client: TestClient
    clock: Clock
    registry: Registry
    settings: Settings

    def send(self, **fields: object) -> dict[str, Any]:
        """Send a report and take the receipt."""
        answer = self.client.post("/api/1/reports", json=a_report(**fields))
        assert answer.status_code == 201, answer.text
        receipt: dict[str, Any] = answer.json()
        return receipt

    def change(self, report: str, what: str, **fields: object) -> dict[str, Any]:
        """Change a report from the desk."""
        answer = self.client.post(f"/api/1/reports/{report}/{what}", json=fields)
        assert answer.status_code == 200, answer.text
        changed: dict[str, Any] = answer.json()
        return changed


def a_report(**fields: object) -> dict[str, Any]:
    """A report as it is sent: graffiti in the square on the Wednesday of week 47."""
    return {
        "client_id": str(uuid4()),
        "organisation": "skola",
        "category": "DMG-GRAFF",
        "occurred": {"from": "2026-11-18T18:30"},
        "place": {"point": {"lat": 57.505, "lon": 19.505}},
        **fields,
    }


def areas() -> Areas:
    """Three areas side by side, from west to east."""
    return Areas(
        "2026",
        date(2026, 1, 1),
        tuple(
            Area(code, name, shapely.box(19.49 + 0.02 * n, 57.49, 19.51 + 0.02 * n, 57.51))
            for n, (code, name) in enumerate(
                (("G01", "Centrum"), ("G02", "Östra Havstuna"), ("G03", "Sjövik"))
            )
        ),
    )


def places() -> Places:
    """Two places that people know by name."""
    return Places(
        "2026",
        date(2026, 1, 1),
        (
            Place("torget", "Stortorget", 57.5, 19.5, PlaceType.SQUARE.value, "G01"),
            Place("skolan", "Sjöviksskolan", 57.5, 19.54, PlaceType.SCHOOL.value, "G03"),
        ),
    )


def found(folder: Path) -> Settings:
    """Make an empty record with its keys in `folder`."""
    settings = Settings(data_dir=folder, municipality="9947", municipality_name="Havstuna")
    with stores(settings.database_url, settings.keys_url) as (engine, keys):
        migrate(engine, keys)
    make_master_key(settings.master_key_file)
    return settings


def settle(registry: Registry) -> None:
    """Give the record the ground that reports are told in."""
    log = registry.log
    facts: Mapping[UUID, Fact] = {
        ground_stream(log.municipality, "name"): MunicipalityNamed(name="Havstuna"),
        ground_stream(log.municipality, "areas"): areas_adopted(areas(), "the test"),
        ground_stream(log.municipality, "places"): places_adopted(places(), "the test"),
        **{
            organisation_stream(log.municipality, code): OrganisationOpened(
                code=code, sv=sv, en=en, since=MONDAY.date()
            )
            for code, (sv, en) in ORGANISATIONS.items()
        },
    }
    record(
        log,
        [Decided(stream, 1, fact) for stream, fact in facts.items()],
        actor="test",
        at=MONDAY,
    )


def serve(settings: Settings) -> tuple[FastAPI, Clock]:
    """The application over the record of `settings`, with a clock of our own."""
    app, clock = create_app(settings), Clock()
    app.state.clock = clock
    return app, clock


def entries(answer: str) -> list[dict[str, Any]]:
    """The JSON lines of an answer."""
    return [json.loads(line) for line in answer.splitlines()]

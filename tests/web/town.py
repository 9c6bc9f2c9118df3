"""A small town in the open sea with a record of its own: where the tests of the web are played."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import shapely
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from accounts.directory import enter
from accounts.opening import Accounts, store
from accounts.sessions import form_token, open_session
from events.fact import Decided, Fact
from events.ground import MunicipalityNamed
from events.organisation import OrganisationOpened
from events.sealing import make_master_key
from events.streams import ground_stream, organisation_stream
from ingest.roster import open_account
from migrations.run import migrate
from projections.ground import areas_adopted, places_adopted
from projections.opening import stores
from projections.record import Registry, record
from reference.areas import Area, Areas, Place, Places
from reference.dimensions import PlaceType
from reference.roles import Role, Share
from service import create_app
from settings import Settings
from web.cookies import SESSION

LOOPBACK = ("127.0.0.1", 50_000)
ADDRESS = "https://localhost"
OUR_PAGE = {"accept-language": "en", "sec-fetch-site": "same-origin"}
"""What a browser says that asks from one of our own pages."""

ALL_THAT_READ = (
    Role.REPORTER,
    Role.COORDINATOR,
    Role.ANALYST,
    Role.PARTICIPANT,
    Role.AUDITOR,
)
"""As much as one person can be trusted with, for tests of what is not about who may."""
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
    moved: Callable[[], None] = lambda: None

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        """Move on."""
        self.now += timedelta(**span)
        self.moved()


@dataclass
class Town:
    """The service over a record, with its clock and somebody of the schools who may read all."""

    app: FastAPI
    client: TestClient
    clock: Clock
    registry: Registry
    settings: Settings
    readers: dict[str, tuple[UUID, TestClient]] = field(default_factory=dict[str, Any])
    senders: dict[str, str] = field(default_factory=dict[str, str])

    def __post_init__(self) -> None:
        self.readers["skola"] = (self.person("skola", *ALL_THAT_READ), self.client)
        self.clock.moved = self.sign_readers_in
        self.sign_readers_in()

    def sign_readers_in(self) -> None:
        """Have those who may read all signed in, however far the clock was moved."""
        for account, client in self.readers.values():
            client.cookies.delete(SESSION) if SESSION in client.cookies else None
            client.cookies.set(SESSION, self.token(account, *ALL_THAT_READ))

    @property
    def accounts(self) -> Accounts:
        """Who may, and their secrets."""
        accounts: Accounts = self.app.state.house.accounts
        return accounts

    def person(self, organisation: str, *roles: Role, name: str = "") -> UUID:
        """Open an account for somebody, listed under a name and an address of their own."""
        at = self.clock()
        account = open_account(self.registry, organisation, roles, actor="test", at=at)
        called = name or f"{organisation} {'-'.join(role.value for role in roles)}"
        enter(self.accounts, account, called, f"{account}@havstuna.example")
        return account

    def token(self, account: UUID, *roles: Role) -> str:
        """The token of a new session of somebody with these roles."""
        token, _ = open_session(
            self.accounts,
            account,
            roles=roles,
            way="password",
            client="test",
            whole=True,
            at=self.clock(),
        )
        return token

    def signed_in(self, account: UUID, *roles: Role) -> TestClient:
        """A browser in which the person has signed in."""
        client = self.nobody()
        client.cookies.set(SESSION, self.token(account, *roles))
        return client

    def somebody(self, organisation: str, *roles: Role) -> TestClient:
        """A browser in which somebody of the organisation with these roles has signed in."""
        return self.signed_in(self.person(organisation, *roles), *roles)

    def nobody(self) -> TestClient:
        """A browser in which nobody has signed in."""
        return TestClient(
            self.app,
            base_url=ADDRESS,
            client=LOOPBACK,
            headers=OUR_PAGE,
            raise_server_exceptions=False,
            follow_redirects=False,
        )

    def of(self, organisation: str) -> TestClient:
        """The browser of somebody of the organisation who may read all."""
        if organisation not in self.readers:
            account = self.person(organisation, *ALL_THAT_READ)
            self.readers[organisation] = (account, self.signed_in(account, *ALL_THAT_READ))
        return self.readers[organisation][1]

    def press(
        self, path: str, client: TestClient | None = None, **fields: str | list[str]
    ) -> Response:
        """Send a form of our own page, as a browser does."""
        browser = client or self.client
        token = form_token(browser.cookies.get(SESSION) or "")
        return browser.post(path, data={"form_token": token, **fields}, follow_redirects=False)

    def send(self, **fields: object) -> dict[str, Any]:
        """Send a report from somebody of its organisation and take the receipt."""
        report = a_report(**fields)
        answer = self.of(report["organisation"]).post("/api/1/reports", json=report)
        assert answer.status_code == 201, answer.text
        receipt: dict[str, Any] = answer.json()
        self.senders[receipt["report"]] = report["organisation"]
        return receipt

    def change(self, report: str, what: str, **fields: object) -> dict[str, Any]:
        """Change a report from the desk of its organisation."""
        desk = self.of(self.senders.get(report, "skola"))
        answer = desk.post(f"/api/1/reports/{report}/{what}", json=fields)
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
    with (
        stores(settings.database_url, settings.keys_url) as (engine, keys),
        store(settings.accounts_url) as accounts,
    ):
        migrate(engine, keys, accounts)
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
                code=code, sv=sv, en=en, since=MONDAY.date(), share=Share.MUNICIPALITY
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

"""People at the door of the town: accounts, what they sign in with, and browsers to do it in."""

import html
import re
import threading
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pyotp
import uvicorn
from fastapi.testclient import TestClient
from httpx2 import Response
from playwright.sync_api import BrowserContext

from accounts import directory, invitations, passwords, recovery, totp
from accounts.access import Reading, readings
from accounts.openid import Provider
from accounts.sessions import open_session
from ingest.roster import open_account
from reference.roles import Role
from tests.openid.provider import OpenIdProvider
from tests.web.conftest import served
from tests.web.town import Town, found
from web.cookies import SESSION

PASSWORD = "tolv gula cyklar i regn"  # noqa: S105 - of nobody
OTHER_PASSWORD = "mossig brygga utan ände"  # noqa: S105 - the same


@dataclass(frozen=True)
class Guest:
    """Somebody with an account; `secret` is that of their app, where they have one."""

    account: UUID
    email: str
    roles: tuple[Role, ...]
    secret: str = ""

    def code(self, at: datetime) -> str:
        """What the app shows at that time."""
        return pyotp.TOTP(self.secret).at(at)


def guest(
    town: Town,
    *roles: Role,
    email: str = "anna.berg@havstuna.example",
    name: str = "Anna Berg",
    organisation: str = "skola",
    password: str = PASSWORD,
) -> Guest:
    """Somebody with a password and nothing else; with an empty one, with nothing at all."""
    at = town.clock()
    account = open_account(town.registry, organisation, roles, actor="command", at=at)
    directory.enter(town.accounts, account, name, email)
    if password:
        passwords.set_password(town.accounts, account, password, at=at)
    return Guest(account, email, roles)


def with_app(town: Town, whose: Guest) -> Guest:
    """The same person with an app whose codes count. The clock moves on past the first code."""
    secret = totp.begin(town.accounts, whose.account)
    found = replace(whose, secret=secret)
    totp.confirm(town.accounts, whose.account, found.code(town.clock()), at=town.clock())
    town.clock.now = town.clock.now.replace(second=0, microsecond=0)
    town.clock.forward(minutes=2)
    return found


def with_recovery(town: Town, whose: Guest) -> list[str]:
    """New recovery codes for the person."""
    return recovery.make(town.accounts, whose.account)


def with_provider(town: Town, provider: OpenIdProvider) -> None:
    """Let people sign in by way of a real provider, which lives by the real time."""
    house = town.app.state.house
    known = Provider(
        name="Havstuna-id",
        issuer=provider.issuer,
        client_id=provider.client_id,
        client_secret=provider.secret,
    )
    town.app.state.house = replace(house, sign_in=replace(house.sign_in, provider=known))


def sign_in(client: TestClient, email: str, password: str = PASSWORD, **fields: str) -> Response:
    """Fill in the form of the sign-in page."""
    form = {"email": email, "password": password, "next": "/", **fields}
    return client.post("/sign-in", data=form)


def token_on(answer: Response) -> str:
    """The token that the forms of a page carry."""
    found = re.search(r'name="form_token" value="([^"]+)"', answer.text)
    assert found, answer.text
    return found[1]


def hidden_in(answer: Response, action: str) -> dict[str, str]:
    """The hidden fields of the form that leads to `action`."""
    form = re.search(rf'<form [^>]*action="{re.escape(action)}".*?</form>', answer.text, re.DOTALL)
    assert form, (action, answer.status_code, answer.text)
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form[0])
    return {name: html.unescape(value) for name, value in fields}


def send(
    client: TestClient, path: str, on: str, fields: Mapping[str, str] | None = None
) -> Response:
    """Fill in and send the form to `path` that stands on the page `on`."""
    return client.post(path, data={**hidden_in(client.get(on), path), **(fields or {})})


def whole(client: TestClient) -> bool:
    """Whether somebody is signed in in this browser, and not merely halfway."""
    return bool(client.cookies.get(SESSION)) and client.get("/account").status_code == 200


def last_noted(town: Town) -> Reading:
    """The latest entry of the access log."""
    return readings(town.accounts, limit=1)[0]


@dataclass
class Door:
    """The town on a real socket."""

    town: Town
    address: str
    n: int = 0

    def guest(self, *roles: Role, password: str = PASSWORD, name: str = "Anna Berg") -> Guest:
        """Somebody new with an address of their own."""
        self.n += 1
        email = f"person{self.n}@havstuna.example"
        return guest(self.town, *roles, email=email, name=name, password=password)

    def invitation(self, whose: Guest, by: str = "command") -> str:
        """The address of a new invitation."""
        at = self.town.clock()
        token = invitations.invite(self.town.accounts, whose.account, by=by, at=at)
        return f"{self.address}/invitation/{token}"

    def signed_in(self, context: BrowserContext, whose: Guest, *, whole: bool = True) -> None:
        """Have the person signed in in this browser."""
        token, _ = open_session(
            self.town.accounts,
            whose.account,
            roles=whose.roles,
            way="password",
            client="Chrome, Linux",
            whole=whole,
            at=self.town.clock(),
        )
        remember(context, SESSION, token)


def remember(context: BrowserContext, name: str, value: str) -> None:
    """Put a cookie of ours into the browser."""
    context.add_cookies(
        [{"name": name, "value": value, "url": "https://localhost", "secure": True}]
    )


@contextmanager
def opened_door(folder: Path) -> Generator[Door]:
    """Serve the town on a real socket, by the real time, which apps and providers live by."""
    with served(found(folder)) as town:
        town.clock.now = datetime.now(UTC)
        server = uvicorn.Server(uvicorn.Config(town.app, port=0, log_config=None, lifespan="off"))
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield Door(town, f"http://localhost:{port}")
        server.should_exit = True
        thread.join()

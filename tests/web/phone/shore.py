"""A town on a real socket behind a line that can be cut, and phones of people in it."""

import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import Browser, BrowserContext, Error, Page
from sqlalchemy import text

from reference.roles import Role
from tests.web.conftest import served
from tests.web.phone.line import Line
from tests.web.test_browser import lay_earth
from tests.web.town import Town, a_report, found
from web.cookies import SESSION

PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "locale": "sv-SE",
    "timezone_id": "Europe/Stockholm",
}


LOADS = 5
LOOK_AGAIN = """async (given) => {
  for (let tries = 0; tries < 600; tries += 1) {
    if (await (CONDITION)(given)) {
      return true;
    }
    await new Promise((done) => setTimeout(done, 100));
  }
  return false;
}"""


@dataclass
class Shore:
    """The town, the line to it, and a reporter of the schools."""

    town: Town
    line: Line
    reporters: dict[str, UUID] = field(default_factory=dict[str, UUID])

    @property
    def address(self) -> str:
        """Where browsers find the service."""
        return self.line.address

    def reporter(self, name: str = "Sam") -> UUID:
        """Somebody of the schools who reports, the same for the same name."""
        if name not in self.reporters:
            self.reporters[name] = self.town.person("skola", Role.REPORTER, name=name)
        return self.reporters[name]

    def sign_in(self, context: BrowserContext, account: UUID) -> None:
        """Have somebody signed in on a phone, instead of whoever was."""
        token = self.town.token(account, Role.REPORTER)
        context.add_cookies(
            [{"name": SESSION, "value": token, "url": "https://localhost", "secure": True}]
        )

    def phone(self, browser: Browser, account: UUID) -> BrowserContext:
        """A phone on which somebody is signed in."""
        context = browser.new_context(**PHONE)
        self.sign_in(context, account)
        return context

    def stored(self) -> list[str]:
        """The client ids of the reports that the record holds; twice what it holds twice."""
        found = text("SELECT stream FROM log WHERE topic = 'report.submitted'")
        with self.town.registry.log.engine.connect() as connection:
            return [str(row[0]) for row in connection.execute(found)]


@contextmanager
def shore_in(folder: Path, *, is_safe: bool = False) -> Generator[Shore]:
    """Serve a town that has a background map; over https with a certificate that nobody signed."""
    with served(found(folder)) as town:
        lay_earth(town.app.state.house.tiles)
        config = uvicorn.Config(town.app, port=0, log_config=None, lifespan="off")
        if is_safe:
            config.ssl_certfile = certificate(folder)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        line = Line(port, "https" if is_safe else "http")
        yield Shore(town, line)
        line.close()
        server.should_exit = True
        thread.join()


def certificate(folder: Path) -> Path:
    """A key and a certificate of its own for this machine, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    day = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(day - timedelta(days=1))
        .not_valid_after(day + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return file


def an_item(account: UUID, **fields: object) -> dict[str, Any]:
    """Something for the outbox: a report of graffiti in the square."""
    body = a_report(**fields)
    return {
        "id": body["client_id"],
        "kind": "report",
        "account": str(account),
        "label": "Klotter, Stortorget",
        "body": body,
    }


def put(page: Page, *items: dict[str, Any]) -> None:
    """Put things into the page's outbox; they are on disk when this returns."""
    call(page, "put", list(items))


def flush(page: Page) -> None:
    """Send what waits, as far as it can be."""
    call(page, "flush")


def waiting(page: Page) -> list[dict[str, Any]]:
    """What waits in the page's outbox."""
    items: list[dict[str, Any]] = call(page, "waiting")
    return items


def sent(page: Page) -> list[dict[str, Any]]:
    """The receipts that the page's outbox has."""
    receipts: list[dict[str, Any]] = call(page, "sent")
    return receipts


def until(page: Page, condition: str, given: object = None) -> None:
    """Wait until a function of the page says yes, however often the page is loaded anew meanwhile.

    It may be async, unlike that of `wait_for_function`, which takes every promise for a yes.
    """
    failed: Error | None = None
    for _ in range(LOADS):
        try:
            assert page.evaluate(LOOK_AGAIN.replace("CONDITION", condition), given), condition
        except Error as error:
            failed = error  # what was asked went with the page
        else:
            return
    raise AssertionError(condition) from failed


def call(page: Page, name: str, *given: object) -> Any:  # noqa: ANN401 - whatever it answers
    """Call a function of the page's outbox."""
    return page.evaluate(
        """async ([name, given]) => {
          const outbox = await import("/static/phone/outbox.js");
          return outbox[name](...given);
        }""",
        [name, list(given)],
    )

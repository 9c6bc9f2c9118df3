"""What a phone fetches before the form can be used, on the demo's municipality: at most 120 kB."""

import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext

from accounts.sessions import open_session
from demo.people import REPORTER, account_of
from demo.years import lay_out
from reference.weeks import Week
from tests.web.phone.shore import PHONE, until
from tests.web.town import found, serve
from web.cookies import SESSION

MOST_BYTES = 120_000
MOST_WITH_RULES_BYTES = 160_000
RULES = ("/static/screening.js", "/api/1/screening")
"""Fetched when the first step stands; a text is written in the last one."""
SEED, UNTIL = 47, Week.parse("2026-W47")
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HAS_RULES = """async () => {
  const { kept } = await import("/static/phone/store.js");
  return (await kept("screening")) != null;
}"""


@dataclass
class Havstuna:
    """The demo's municipality on a real socket."""

    address: str
    token: str

    def phone(self, browser: Browser) -> BrowserContext:
        """A phone of somebody who reports there, which has never seen the form."""
        context = browser.new_context(**PHONE)
        context.add_cookies(
            [{"name": SESSION, "value": self.token, "url": "https://localhost", "secure": True}]
        )
        return context


@pytest.fixture(scope="module")
def havstuna(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Havstuna]:
    """The demo with a few reports."""
    folder = tmp_path_factory.mktemp("havstuna")
    app, clock = serve(found(folder))
    clock.now = NOW
    house = app.state.house
    lay_out(house.registry, folder, weeks=1, until=UNTIL, seed=SEED, scale=0.1, now=NOW)
    token, _ = open_session(
        house.accounts,
        account_of(SEED, REPORTER),
        roles=[REPORTER.role],
        way="password",
        client="test",
        whole=True,
        at=NOW,
    )
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="on"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield Havstuna(f"http://localhost:{port}", token)
    server.should_exit = True
    thread.join()


class Fetched(NamedTuple):
    """Bytes on the line by path: for the form to stand, and by itself after that."""

    first: dict[str, int]
    later: dict[str, int]


@pytest.fixture(scope="module")
def fetched(browser: Browser, havstuna: Havstuna) -> Fetched:
    """What a phone that has never seen the form fetches for it."""
    phone = havstuna.phone(browser)
    page = phone.new_page()
    line = phone.new_cdp_session(page)
    names, sizes = dict[str, str](), dict[str, int]()
    line.on("Network.requestWillBeSent", lambda it: names.update({it["requestId"]: _name(it)}))
    line.on(
        "Network.loadingFinished",
        lambda it: sizes.update({names[it["requestId"]]: int(it["encodedDataLength"])}),
    )
    line.send("Network.enable")
    page.goto(f"{havstuna.address}/report")
    page.locator("#step button").first.wait_for()
    page.wait_for_load_state("networkidle")
    first = {name: size for name, size in sizes.items() if name not in RULES}
    until(page, HAS_RULES)
    page.wait_for_load_state("networkidle")
    phone.close()
    later = {name: size for name, size in sizes.items() if name not in first}
    sys.stdout.write(f"{sum(first.values())} bytes, then {sum(later.values())}: {sizes}\n")
    return Fetched(first, later)


def test_the_form_stands_after_120_kb(fetched: Fetched) -> None:
    assert {"/report", "/api/1/form", "/static/phone/form.js"} <= set(fetched.first)
    assert sum(fetched.first.values()) <= MOST_BYTES, fetched.first


def test_the_rules_come_by_themselves_once_the_form_stands(fetched: Fetched) -> None:
    assert set(RULES) <= set(fetched.later)
    both = sum(fetched.first.values()) + sum(fetched.later.values())
    assert both <= MOST_WITH_RULES_BYTES, fetched


def test_no_map_is_fetched_before_somebody_wants_one(fetched: Fetched) -> None:
    names = (*fetched.first, *fetched.later)
    assert not [name for name in names if "leaflet" in name or name.startswith("/tiles/")]


def _name(sent: dict[str, Any]) -> str:
    address: str = sent["request"]["url"]
    return urlsplit(address).path

"""My reports and the receipt in a real browser: whole, and for everybody to use.

Needs a Chromium: see the fixture `browser`.
"""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from reference.roles import Role
from tests.web.conftest import served
from tests.web.mine.reporter import Reporter, page_of, reporter_of
from tests.web.test_browser import RULES, Scheme, watch
from tests.web.town import found
from web.cookies import SESSION

PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 900}
TARGET = 44
"""Pixels of what a finger must meet."""

SMALL = """() => [...document.querySelectorAll("main a, main button, main summary, main select,"
  + " main input:not([type=hidden]), main textarea")]
  .filter((one) => one.checkVisibility() && !one.closest("p:not(.trail, .actions)"))
  .map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect().height])
  .filter(([, height]) => height < 44)"""


@dataclass
class Served:
    """The town on a real socket, and a reporter with a report at every stage."""

    reporter: Reporter
    address: str
    pages: dict[str, str]

    def phone(self, browser: Browser, **options: Any) -> BrowserContext:  # noqa: ANN401 - Playwright's
        """A browser in which the reporter is signed in."""
        context = browser.new_context(**options)
        token = self.reporter.town.token(self.reporter.account, Role.REPORTER)
        context.add_cookies(
            [{"name": SESSION, "value": token, "url": "https://localhost", "secure": True}]
        )
        return context


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A reporter's reports, and the pages about them."""
    with served(found(tmp_path_factory.mktemp("mine"))) as town:
        reporter = reporter_of(town)
        last_week = {"occurred": {"from": "2026-11-18T18:30"}}
        pages = {"issued": page_of(reporter.send(text="Klotter på muren.", **last_week))}
        town.press("/weeks/2026-W47/issue", unread="1")
        pages["late"] = page_of(reporter.send(category="DMG-GLASS", **last_week))
        withdrawn = reporter.send(category="TRAF-SCOOT")
        reporter.press(f"{page_of(withdrawn)}/withdrawals", why="mistake")
        pages["withdrawn"] = page_of(withdrawn)
        held = reporter.send(text="Något om någon.", place={"area": "G02", "words": "vid bron"})
        town.change(held["report"], "quarantines")
        pages["held"] = page_of(held)
        asked = reporter.send(text="Krossade rutor.", place={"place": "skolan"})
        line = "Tack! Hur många rutor var det, och var på skolan?"
        town.change(asked["report"], "reviews", outcome="returned", line=line)
        pages["asked"] = page_of(asked)
        pages["list"] = f"/my-reports?sent={asked['report']}"
        server = uvicorn.Server(uvicorn.Config(town.app, port=0, log_config=None, lifespan="off"))
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield Served(reporter, f"http://localhost:{port}", pages)
        server.should_exit = True
        thread.join()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_page_is_whole_and_can_be_used_by_everybody(
    browser: Browser, mine: Served, language: str, scheme: Scheme, size: ViewportSize
) -> None:
    locale = {"sv": "sv-SE", "en": "en-GB"}[language]
    context = mine.phone(browser, locale=locale, color_scheme=scheme, viewport=size)
    found_fault: dict[str, object] = {}
    watched = watch(context)
    page = watched.page
    for name, path in mine.pages.items():
        watched.goes_to(mine.address + path)
        expect(page.locator("html")).to_have_attribute("lang", language)
        for details in page.locator("main details").all():
            details.evaluate("one => one.open = true")
        violations = Axe().run(page, options=RULES).response["violations"]
        stumbles = [(v["id"], [node["target"] for node in v["nodes"]]) for v in violations]
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        small = page.evaluate(SMALL) if size is PHONE else []
        if stumbles or watched.everything_said() or overflow > 0 or small:
            found_fault[name] = (stumbles, watched.everything_said(), overflow, small)
    context.close()

    assert not found_fault


def test_a_question_is_answered_with_the_keyboard_alone(browser: Browser, mine: Served) -> None:
    receipt = mine.reporter.send(text="Krossade rutor.")
    mine.reporter.town.change(receipt["report"], "reviews", outcome="returned", line="Hur många?")
    context = mine.phone(browser, locale="sv-SE", viewport=PHONE)
    watched = watch(context)
    watched.goes_to(f"{mine.address}/my-reports")
    page = watched.page

    _press(page, "link", "Klotter")
    page.wait_for_url(f"**{page_of(receipt)}")
    page.get_by_label("Ditt svar").focus()
    page.keyboard.type("Tre rutor på baksidan.")
    _press(page, "button", "Skicka svaret")

    expect(page.get_by_role("status").filter(has_text="Ditt svar är skickat.")).to_be_visible()
    expect(page.get_by_text("Tre rutor på baksidan.").first).to_be_visible()
    assert watched.everything_said() == []
    context.close()


def _press(page: Page, role: Any, name: str) -> None:  # noqa: ANN401 - Playwright's list of roles
    page.get_by_role(role, name=name).first.focus()
    page.keyboard.press("Enter")

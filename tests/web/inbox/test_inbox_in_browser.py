"""The inbox in a real browser: keys, the map beside the list, who looks, for everybody.

Needs a Chromium: see the fixture `browser`.
"""

import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from reference.roles import Role
from tests.web.conftest import served
from tests.web.test_browser import RULES, Scheme, Watched, lay_earth, watch
from tests.web.town import Town, found
from web.cookies import SESSION

ROLES = (Role.COORDINATOR, Role.ANALYST)
SQUARE = {"lat": 57.5, "lon": 19.5}


@dataclass
class Served:
    """The town on a real socket, with an inbox."""

    town: Town
    address: str
    reports: list[str]

    def somebody(self, browser: Browser, **options: Any) -> BrowserContext:  # noqa: ANN401 - Playwright's
        """A browser in which somebody is signed in who sorts for all."""
        return self.signed_in(browser, self.town.person("skola", *ROLES), **options)

    def signed_in(self, browser: Browser, account: Any, **options: Any) -> BrowserContext:  # noqa: ANN401 - the same
        """A browser in which this person is signed in."""
        context = browser.new_context(**options)
        token = self.town.token(account, *ROLES)
        context.add_cookies(
            [{"name": SESSION, "value": token, "url": "https://localhost", "secure": True}]
        )
        return context


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A town with a background map, and reports of all kinds in the inbox."""
    with served(found(tmp_path_factory.mktemp("inbox"))) as town:
        lay_earth(town.app.state.house.tiles)
        held = town.send(
            text="Det var Anna Andersson som såg klottret.",
            place={"point": {**SQUARE, "precision_m": 60}, "words": "bakom kiosken"},
            certainty="unsure",
        )["report"]
        town.change(held, "quarantines")
        told = (
            {
                "organisation": "vakt",
                "category": "DMG-GLASS",
                "place": {"point": {"lat": 57.5004, "lon": 19.5}},
            },
            {"category": "VIOL-ASSLT", "place": {"point": {"lat": 57.505, "lon": 19.53}}},
            {"category": "TRAF-SCOOT", "place": {"place": "skolan"}},
            {"category": "PLACE-LIGHT", "place": {"point": {"lat": 57.495, "lon": 19.515}}},
        )
        reports = [held, *(town.send(**each)["report"] for each in told)]
        server = uvicorn.Server(uvicorn.Config(town.app, port=0, log_config=None, lifespan="off"))
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield Served(town, f"http://localhost:{port}", reports)
        server.should_exit = True
        thread.join()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_inbox_can_be_used_by_everybody(
    browser: Browser, site: Served, language: str, scheme: Scheme
) -> None:
    context = site.somebody(
        browser,
        locale={"sv": "sv-SE", "en": "en-GB"}[language],
        color_scheme=scheme,
        viewport={"width": 1280, "height": 900},
    )
    found_fault: dict[str, object] = {}
    watched = watch(context)
    page = watched.page
    for path in ("/inbox", "/inbox?state=held", f"/inbox/{site.reports[0]}"):
        page.goto(site.address + path)
        page.wait_for_selector(".livemap .report")
        for opened in page.locator("main details > summary").all():
            opened.click()
        violations = Axe().run(page, options=RULES).response["violations"]
        stumbles = [(v["id"], [node["target"] for node in v["nodes"]]) for v in violations]
        if stumbles or watched.everything_said():
            found_fault[path] = (stumbles, watched.everything_said())
    page.get_by_role("button", name={"sv": "Vilka tangenter", "en": "Which keys"}[language]).click()
    violations = Axe().run(page, options=RULES).response["violations"]
    context.close()

    assert not found_fault
    assert not violations


def focused(page: Page) -> Locator:
    """The row where the keyboard is."""
    return page.locator(".inbox-row:focus-within")


def stands_at(page: Page, report: str) -> None:
    """Wait until the keyboard is in the row of this report."""
    expect(focused(page)).to_have_attribute("data-report", report)


def point_numbered(page: Page, number: str) -> Locator:
    """The point of the map that has this number, or these, and no other."""
    return page.locator(".point-number", has_text=re.compile(f"^{number}$"))


@pytest.mark.parametrize("path", ["/inbox", "/inbox/REPORT"])
def test_the_inbox_fits_a_phone(browser: Browser, site: Served, path: str) -> None:
    context = site.somebody(browser, viewport={"width": 360, "height": 740}, locale="sv-SE")
    watched = watch(context)
    page = watched.page
    page.goto(site.address + path.replace("REPORT", site.reports[0]))
    for opened in page.locator("main details > summary").all():
        opened.click()

    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    small = page.evaluate(
        """() => [...document.querySelectorAll("main .button, main summary, .pick, .inbox-parts a")]
          .filter((one) => one.getClientRects().length)
          .filter((one) => one.getBoundingClientRect().height < 43.5)
          .map((one) => one.outerHTML)"""
    )
    assert small == []
    violations = Axe().run(page, options=RULES).response["violations"]
    assert not violations
    page.keyboard.press("j")  # no switch to be seen, so no keys
    expect(focused(page)).to_have_count(0)
    assert watched.everything_said() == []
    context.close()


@pytest.fixture
def inbox(browser: Browser, site: Served) -> Iterator[Watched]:
    """The list of the inbox in English on a desk."""
    context = site.somebody(browser, viewport={"width": 1280, "height": 900}, locale="en-GB")
    watched = watch(context)
    watched.page.goto(f"{site.address}/inbox")
    watched.page.locator("[data-point]:visible").first.wait_for()  # its map can be pointed at
    yield watched
    assert watched.everything_said() == []
    context.close()


def test_the_list_and_the_map_point_at_each_other(inbox: Watched, site: Served) -> None:
    page = inbox.page
    rows = page.locator(".inbox-row[data-lat]")
    expect(rows).to_have_count(4)  # of five: one is sensitive
    scooter = page.locator(f'.inbox-row[data-report="{site.reports[3]}"]')

    scooter.hover()
    expect(page.locator(".report.pointed-at")).to_have_count(1)
    page.mouse.move(0, 0)
    expect(page.locator(".report.pointed-at")).to_have_count(0)
    scooter.locator("[data-point]").click()
    expect(page.locator("#inbox-map")).to_be_focused()
    page.locator(".livemap .report").last.click()
    expect(focused(page)).to_have_count(1)
    expect(point_numbered(page, "[45]")).not_to_have_count(0)


def test_reports_too_near_to_be_told_apart_are_one_point(inbox: Watched) -> None:
    page = inbox.page
    expect(point_numbered(page, "1 2")).to_have_count(1)
    page.evaluate("document.querySelector('.inbox-row [data-point]').click()")
    expect(page.locator(".known-within")).to_have_count(1)


def test_the_keys_lead_through_the_list_choose_and_open(inbox: Watched, site: Served) -> None:
    page = inbox.page
    page.keyboard.press("j")
    stands_at(page, site.reports[0])
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("k")
    stands_at(page, site.reports[0])
    chosen = page.locator('input[name="chosen"]:checked')
    expect(chosen).to_have_count(1)
    expect(chosen).to_have_value(re.compile(f"^{site.reports[1]}"))
    page.locator("[data-all]").check()
    expect(chosen).to_have_count(5)
    page.locator("[data-all]").uncheck()

    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.locator(".inbox-row [data-open]").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/inbox/{site.reports[0]}")
    page.keyboard.press("j")
    page.wait_for_url(f"**/inbox/{site.reports[1]}")
    page.keyboard.press("r")
    expect(page.locator("#line")).to_be_focused()
    page.keyboard.type("jaxe?")
    expect(page.locator("#line")).to_have_value("jaxe?")
    expect(page).to_have_url(re.compile(f"{site.reports[1]}$"))


def test_the_keys_can_be_switched_off_and_the_browser_remembers(
    inbox: Watched, site: Served
) -> None:
    page = inbox.page
    page.get_by_role("checkbox", name="Shortcuts with single keys").uncheck()
    page.keyboard.press("j")
    expect(focused(page)).to_have_count(0)
    page.reload()
    expect(page.get_by_role("checkbox", name="Shortcuts with single keys")).not_to_be_checked()
    page.locator(".inbox-row [data-open]").first.focus()
    for key in ("a", "x", "?", "e"):
        page.keyboard.press(key)
    expect(page.locator('input[name="chosen"]:checked')).to_have_count(0)
    expect(page).to_have_url(f"{site.address}/inbox")


def test_a_report_is_accepted_with_a_key_and_taken_back(browser: Browser, site: Served) -> None:
    report = site.town.send(category="FIRE-BIN", place={"area": "G03"})["report"]
    context = site.somebody(browser, viewport={"width": 1280, "height": 900}, locale="sv-SE")
    watched = watch(context)
    page = watched.page
    page.goto(f"{site.address}/inbox?group=FIRE")
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.locator(".notice.done")).to_contain_text("1 rapport är godtagen.")
    expect(page.locator(".inbox-row")).to_have_count(0)
    page.get_by_role("button", name="Ångra").click()
    page.wait_for_selector(f'.inbox-row[data-report="{report}"]')
    expect(page.locator(".notice.done")).to_contain_text("Ångrat: 1 rapport")
    assert watched.everything_said() == []
    context.close()


def test_who_comes_to_look_is_told_without_loading_the_page_anew(
    browser: Browser, site: Served
) -> None:
    anna = site.town.person("skola", *ROLES, name="Anna Andersson")
    mine = site.somebody(browser, locale="sv-SE")
    page = mine.new_page()
    page.clock.install()
    page.goto(f"{site.address}/inbox/{site.reports[4]}")
    place = page.locator("article .looking")
    expect(place).to_be_hidden()
    hers = site.signed_in(browser, anna, locale="sv-SE")
    hers.new_page().goto(f"{site.address}/inbox/{site.reports[4]}")

    page.clock.run_for(21_000)

    expect(place).to_have_text("Anna Andersson tittar på den nu")
    for context in (mine, hers):
        context.close()


def test_the_inbox_is_whole_without_a_script_and_on_paper(browser: Browser, site: Served) -> None:
    context = site.somebody(browser, java_script_enabled=False, locale="sv-SE")
    page = context.new_page()
    page.goto(f"{site.address}/inbox?group=DMG")
    expect(page.locator(".inbox-row")).to_have_count(2)
    for part in ("#inbox-map", "[data-keys]", "[data-point]"):
        expect(page.locator(part).first).to_be_hidden()
    page.get_by_label("Alla på sidan").check()
    page.get_by_role("button", name="Markera som läst").click()
    expect(page.locator(".notice.done")).to_contain_text("2 rapporter är lästa.")
    page.emulate_media(media="print")
    expect(page.locator(".inbox-row:visible")).to_have_count(2)
    for part in (".batch", ".pick"):
        expect(page.locator(part).first).to_be_hidden()
    context.close()

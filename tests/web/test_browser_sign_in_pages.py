"""The pages of signing in and of one's own account, as everybody must be able to use them.

Needs a Chromium, and node for a provider: see the fixtures `browser`, `openid_provider`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, ViewportSize, expect

from accounts import invitations, kept
from reference.roles import Role
from tests.openid.provider import OpenIdProvider
from tests.web.doorway import (
    Door,
    Guest,
    opened_door,
    remember,
    with_app,
    with_provider,
    with_recovery,
)
from tests.web.test_browser import RULES, watch
from web.cookies import KEPT

PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 900}
THUMB_PX = 44
TARGETS = """() => [...document.querySelectorAll(
  "main button, main input:not([type=hidden]):not(.unseen), main summary, main .way-on"
)].filter((each) => each.checkVisibility())
  .map((each) => [each, each.matches("[type=checkbox], [type=radio]") && each.closest("label")])
  .map(([each, label]) => [each.outerHTML.slice(0, 60), label || each])
  .map(([said, box]) => [said, box.getBoundingClientRect().height])"""


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """The town on a real socket."""
    with opened_door(tmp_path_factory.mktemp("door")) as door:
        yield door


Act = Callable[[Page], object]


def send_it(page: Page) -> None:
    """Send the form of the page with something wrong in every field."""
    for field in page.locator(".entrance input:not([type=hidden]):not(.unseen)").all():
        kind = field.get_attribute("type")
        field.fill("nobody@havstuna.example" if kind == "email" else "havstuna 1234")
    page.locator(".entrance button").click()


@dataclass
class Stop:
    """A page to look at: what shows that it is the one, whose it is, and what is done on it."""

    path: str
    shows: str
    who: str = ""
    act: Act = lambda _: None


def open_all(page: Page) -> None:
    """Unfold everything that is folded."""
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")


def make_codes(page: Page) -> None:
    """Have new recovery codes made."""
    open_all(page)
    page.locator("form[action='/account/recovery-codes'] button").click()


def connect(page: Page) -> None:
    """Ask to connect the provider."""
    page.locator("form[action='/account/provider'] button").click()


WRONG = ".error-summary"
STOPS = (
    Stop("/sign-in", ".other-ways"),
    Stop("/sign-in?kept=1", ".notice"),
    Stop("/sign-in", WRONG, act=send_it),
    Stop("/sign-in?again=1&next=/account", ".notice", who="whole"),
    Stop("/sign-in/code", "[inputmode=numeric]", who="half"),
    Stop("/sign-in/code", WRONG, who="half", act=send_it),
    Stop("/sign-in/code?recovery=1", ".code[autocomplete=off]", who="half"),
    Stop("/account/second-step", ".totp-secret", who="new", act=open_all),
    Stop("/account/second-step", WRONG, who="new", act=send_it),
    Stop("OPEN", "[autocomplete=new-password]"),
    Stop("OPEN", WRONG, act=send_it),
    Stop("OVER", "a[href^='mailto:']"),
    Stop("/invitation/nonsense", ".lead"),
    Stop("/account?done=password", ".notice.done", who="whole", act=open_all),
    Stop("/account/password", "[name=current]", who="whole"),
    Stop("/account/password", WRONG, who="whole", act=send_it),
    Stop("/account/passkeys", "#passkey_name", who="whole"),
    Stop("/account", ".recovery", who="whole", act=make_codes),
    Stop("/account", "a[rel=noreferrer]", who="whole", act=connect),
    Stop("/sign-in/provider/back", ".lead"),
    Stop("/kept", "form[action='/kept/drop']", who="keeper"),
    Stop("/kept", ".lead", who="whole"),
)


@pytest.mark.parametrize(
    ("language", "scheme", "viewport"), [("sv-SE", "light", PHONE), ("en-GB", "dark", DESK)]
)
def test_every_page_can_be_used_by_everybody(
    browser: Browser,
    door: Door,
    openid_provider: OpenIdProvider,
    language: str,
    scheme: Literal["light", "dark"],
    viewport: ViewportSize,
) -> None:
    before = door.town.app.state.house
    with_provider(door.town, openid_provider)
    analyst = with_app(door.town, door.guest(Role.ANALYST, Role.REPORTER))
    with_recovery(door.town, analyst)
    people = {
        "whole": analyst,
        "half": analyst,
        "keeper": analyst,
        "new": door.guest(Role.COORDINATOR),
    }
    used = door.guest(Role.REPORTER, password="")
    over = door.invitation(used, by=str(analyst.account))
    invitations.use(door.town.accounts, over.rpartition("/")[2], at=door.town.clock())
    places = {
        "OPEN": door.invitation(door.guest(Role.COORDINATOR, password="")),
        "OVER": over,
    }
    faults: list[object] = []
    for stop in STOPS:
        context = browser.new_context(locale=language, color_scheme=scheme, viewport=viewport)
        context.set_default_timeout(10_000)
        if stop.who:
            door.signed_in(context, people[stop.who], whole=stop.who in {"whole", "keeper"})
        if stop.who == "keeper":
            remember(context, KEPT, _kept(door, analyst))
        page = watch(context).page
        page.goto(places.get(stop.path) or door.address + stop.path)
        stop.act(page)
        expect(page.locator(f"main {stop.shows}").first).to_be_visible()
        faults += [(stop.path, fault) for fault in _faults(page, language, viewport["width"])]
        context.close()
        door.town.clock.forward(seconds=1)
    door.town.app.state.house = before

    assert faults == []


def _kept(door: Door, whose: Guest) -> str:
    """A form that was kept for the person."""
    body = "note=En+lång+anteckning+om+en+plats+vid+torget&form_token=x".encode()
    path, at = "/weeks/2026-W47/issue", door.town.clock()
    return kept.keep(door.town.accounts, whose.account, path=path, body=body, at=at)


def _faults(page: Page, language: str, width: int) -> Iterator[object]:
    """What is wrong with the page that is shown, with its style, which decides on sizes."""
    page.wait_for_load_state("load")
    for violation in Axe().run(page, options=RULES).response["violations"]:
        yield violation["id"], [node["target"] for node in violation["nodes"]]
    if page.get_attribute("html", "lang") != language[:2]:
        yield "language"
    if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
        yield "wider than the screen"
    if width == PHONE["width"]:
        yield from (each for each in page.evaluate(TARGETS) if each[1] < THUMB_PX)
    if page.locator(".error-summary").count():
        if not page.title().startswith(("Fel:", "Error:")):
            yield "the title does not say that there is an error"
        if not page.locator(".error-summary a").first.get_attribute("href"):
            yield "the summary leads nowhere"
    refused = page.evaluate("window.refused")
    if refused:
        yield refused

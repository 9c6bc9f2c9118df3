"""Each way of signing in, walked in a real browser, and its pages as everybody must meet them.

Needs a Chromium, and for the provider's part node: see the fixtures `browser`, `openid_provider`.
"""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import pyotp
import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from accounts import invitations, kept, openid, totp
from accounts.openid import Proven
from accounts.sessions import end_all, open_session
from reference.roles import Role
from tests.openid.provider import OpenIdProvider
from tests.web.conftest import served
from tests.web.doorway import PASSWORD, Guest, guest, with_app, with_provider, with_recovery
from tests.web.test_browser import RULES, Watched, watch
from tests.web.town import Town, found
from web.cookies import KEPT, SESSION

PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 900}
THUMB_PX = 44
TARGETS = """() => [...document.querySelectorAll(
  "main button, main input:not([type=hidden]):not(.unseen), main summary, main .way-on"
)].filter((each) => each.checkVisibility())
  .map((each) => [each.outerHTML.slice(0, 60), each.getBoundingClientRect().height])"""

VERIFYING = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
"""A device with a fingerprint reader, which somebody always touches."""


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


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """The town, by the real time, which apps and providers live by."""
    with served(found(tmp_path_factory.mktemp("door"))) as town:
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


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    """A page in Swedish of which nothing may be complained in the end."""
    context = browser.new_context(locale="sv-SE", viewport=PHONE)
    page = watch(context)
    yield page
    # The offer while an address is typed is dropped when the page is left.
    left = [said for said in page.everything_said() if not said.endswith("/passkey/options")]
    context.close()
    assert left == []


def give_passkeys(page: Page) -> tuple[Any, str]:
    """Give the browser a device with passkeys; the line to it, and its id."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    made = line.send("WebAuthn.addVirtualAuthenticator", {"options": VERIFYING})
    return line, made["authenticatorId"]


def give_password(page: Page, whose: Guest) -> None:
    """Fill in the sign-in page with the keyboard alone."""
    page.get_by_label("E-postadress").fill(whose.email)
    page.get_by_label("Lösenord", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")


def test_by_password_and_the_code_of_an_app(door: Door, watched: Watched) -> None:
    analyst = with_app(door.town, door.guest(Role.ANALYST))
    page = watched.page
    watched.goes_to(f"{door.address}/weeks/2026-W47")
    expect(page).to_have_title("Logga in – Lägesbild Havstuna")

    give_password(page, analyst)
    expect(page.get_by_role("heading", level=1)).to_have_text("Skriv koden")
    page.get_by_label("Kod").fill(analyst.code(door.town.clock()))
    page.get_by_role("button", name="Fortsätt").click()

    page.wait_for_url("**/weeks/2026-W47")
    expect(page.get_by_role("link", name="Anna Berg")).to_be_visible()


def test_by_password_and_a_recovery_code(door: Door, watched: Watched) -> None:
    analyst = with_app(door.town, door.guest(Role.ANALYST))
    code = with_recovery(door.town, analyst)[0]
    page = watched.page
    watched.goes_to(f"{door.address}/sign-in")

    give_password(page, analyst)
    page.get_by_role("link", name="Jag har inte min telefon").click()
    page.get_by_label("Återställningskod").fill(code)
    page.get_by_role("button", name="Fortsätt").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Mitt konto")
    expect(page.get_by_role("status")).to_contain_text("Du loggade in med en återställningskod")
    expect(page.get_by_text("Du har 9 kvar")).to_be_visible()


def test_by_a_passkey_that_was_added_before(door: Door, watched: Watched) -> None:
    reporter = door.guest(Role.REPORTER)
    page = watched.page
    give_passkeys(page)
    watched.goes_to(f"{door.address}/sign-in?next=/account/passkeys")
    give_password(page, reporter)
    page.get_by_label("Lösennyckelns namn").fill("Min telefon")
    page.get_by_role("button", name="Lägg till en lösennyckel").click()
    page.wait_for_url("**/account?done=passkey-added")
    expect(page.get_by_text("Min telefon", exact=False).first).to_be_visible()
    page.get_by_role("button", name="Logga ut här").click()
    expect(page.get_by_role("status")).to_have_text("Du är utloggad.")

    page.get_by_role("button", name="Logga in med lösennyckel").click()

    page.wait_for_url(f"{door.address}/reports")
    watched.goes_to(f"{door.address}/account")
    expect(page.locator(".sessions .meta").first).to_contain_text("lösennyckel")


def test_by_a_passkey_that_the_browser_offers_in_the_field(door: Door, watched: Watched) -> None:
    reporter = door.guest(Role.REPORTER)
    page = watched.page
    line, device = give_passkeys(page)
    door.signed_in(page.context, reporter)
    watched.goes_to(f"{door.address}/account/passkeys")
    page.get_by_role("button", name="Lägg till en lösennyckel").click()
    page.wait_for_url("**/account?done=passkey-added")
    assert line.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
    page.context.clear_cookies()

    watched.goes_to(f"{door.address}/sign-in")
    page.get_by_label("E-postadress").focus()

    page.wait_for_url(f"{door.address}/reports")


def test_a_role_that_needs_two_steps_can_take_a_passkey_as_the_second(
    door: Door, watched: Watched
) -> None:
    coordinator = door.guest(Role.COORDINATOR)
    page = watched.page
    give_passkeys(page)
    watched.goes_to(f"{door.address}/sign-in")
    give_password(page, coordinator)
    expect(page.get_by_role("heading", level=1)).to_have_text("Ställ in det andra steget")

    page.get_by_role("button", name="Lägg till en lösennyckel").click()

    page.wait_for_url("**/account?done=passkey-first**")
    expect(page.get_by_role("status")).to_contain_text("Skapa återställningskoder också")
    page.get_by_text("Skapa nya återställningskoder").first.click()
    page.get_by_role("button", name="Skapa nya återställningskoder").click()
    expect(page.locator(".recovery li")).to_have_count(10)


def test_a_passkey_that_is_not_used_says_so_and_leaves_the_page_as_it_was(
    door: Door, watched: Watched
) -> None:
    page = watched.page
    line, device = give_passkeys(page)
    line.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    watched.goes_to(f"{door.address}/sign-in")

    page.get_by_role("button", name="Logga in med lösennyckel").click()

    expect(page.get_by_text("Lösennyckeln användes inte.")).to_be_visible()
    expect(page.get_by_role("button", name="Logga in med lösennyckel")).to_be_enabled()


def sign_in_there(watched: Watched, subject: str) -> None:
    """Sign in at the provider, whose pages have no icon, and let it tell us who it is."""
    page = watched.page
    page.get_by_label("Vem är du?").fill(subject)
    page.get_by_role("button", name="Logga in").click()
    watched.complaints.clear()
    page.get_by_role("button", name="Tillåt").click()


def test_by_way_of_another_provider(
    door: Door, watched: Watched, openid_provider: OpenIdProvider
) -> None:
    analyst = door.guest(Role.ANALYST)
    before = door.town.app.state.house
    with_provider(door.town, openid_provider)
    proven = Proven(openid_provider.issuer, "anna")
    openid.link(door.town.accounts, analyst.account, proven, at=door.town.clock())
    door.town.clock.now = datetime.now(UTC)
    page = watched.page
    watched.goes_to(f"{door.address}/sign-in?next=/weeks")

    page.get_by_role("link", name="Logga in med Havstuna-id").click()
    sign_in_there(watched, "anna")

    page.wait_for_url(f"{door.address}/weeks")
    expect(page.get_by_role("link", name="Anna Berg")).to_be_visible()
    door.town.app.state.house = before


def test_connecting_the_provider_leads_there_and_back(
    door: Door, watched: Watched, openid_provider: OpenIdProvider
) -> None:
    reporter = door.guest(Role.REPORTER)
    before = door.town.app.state.house
    with_provider(door.town, openid_provider)
    door.town.clock.now = datetime.now(UTC)
    page = watched.page
    door.signed_in(page.context, reporter)
    watched.goes_to(f"{door.address}/account")

    page.get_by_role("button", name="Anslut").click()
    page.get_by_role("link", name="Fortsätt till Havstuna-id").click()
    sign_in_there(watched, "karin")

    page.wait_for_url("**/account?done=provider-connected")
    assert len(openid.linked(door.town.accounts, reporter.account)) == 1
    door.town.app.state.house = before


def test_from_an_invitation_to_the_first_page(door: Door, watched: Watched) -> None:
    coordinator = door.guest(Role.COORDINATOR, password="", name="Johan Ekdal")
    page = watched.page
    watched.goes_to(door.invitation(coordinator))
    expect(page.get_by_role("heading", level=1)).to_have_text("Välkommen, Johan Ekdal")

    page.get_by_role("textbox", name="Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Spara lösenordet och logga in").click()
    page.get_by_text("Går rutan inte att läsa av").click()
    secret = page.locator(".totp-secret").inner_text().replace(" ", "")
    page.get_by_label("Kod", exact=True).fill(pyotp.TOTP(secret).at(door.town.clock()))
    page.get_by_role("button", name="Slå på koderna").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dina återställningskoder")
    expect(page.locator(".recovery li")).to_have_count(10)
    page.get_by_role("link", name="Jag har sparat koderna").click()

    page.wait_for_url(f"{door.address}/")
    expect(page.get_by_role("link", name="Johan Ekdal")).to_be_visible()
    assert totp.is_set(door.town.accounts, coordinator.account)


def test_a_form_sent_after_the_session_was_ended_arrives_all_the_same(
    door: Door, watched: Watched
) -> None:
    analyst = with_app(door.town, door.guest(Role.ANALYST))
    page = watched.page
    door.signed_in(page.context, analyst)
    watched.goes_to(f"{door.address}/weeks/2026-W45/issue")
    end_all(door.town.accounts, analyst.account, at=door.town.clock())

    page.get_by_role("button", name="Fastställ lägesbilden").click()
    expect(page.get_by_text("Det är sparat åt dig")).to_be_visible()
    give_password(page, analyst)
    page.get_by_label("Kod").fill(analyst.code(door.town.clock()))
    page.get_by_role("button", name="Fortsätt").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Det du skulle skicka är sparat")
    expect(page.get_by_text("Att fastställa en veckas lägesbild")).to_be_visible()
    page.get_by_role("button", name="Skicka nu").click()

    page.wait_for_url("**/weeks/2026-W45")
    expect(page.locator(".state").first).to_contain_text("Fastställd")


def test_without_scripts_a_password_is_enough_and_no_passkey_is_offered(
    door: Door, browser: Browser
) -> None:
    reporter = door.guest(Role.REPORTER)
    context = browser.new_context(java_script_enabled=False, locale="sv-SE")
    page = context.new_page()
    page.goto(f"{door.address}/sign-in?next=/account")
    expect(page.get_by_role("button", name="Logga in med lösennyckel")).to_be_hidden()
    expect(page.get_by_role("heading", name="Andra sätt")).to_be_hidden()

    give_password(page, reporter)

    expect(page.get_by_role("heading", level=1)).to_have_text("Mitt konto")
    page.goto(f"{door.address}/account/passkeys")
    expect(page.get_by_text("så är skript avstängda")).to_be_visible()
    context.close()


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
    """What is wrong with the page that is shown."""
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

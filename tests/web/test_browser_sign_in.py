"""Each way of signing in, walked in a real browser.

Needs a Chromium, and for the provider's part node: see the fixtures `browser`, `openid_provider`.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from accounts import openid, totp
from accounts.openid import Proven
from accounts.sessions import end_all
from reference.roles import Role
from tests.openid.provider import OpenIdProvider
from tests.web.doorway import (
    PASSWORD,
    Door,
    Guest,
    opened_door,
    with_app,
    with_provider,
    with_recovery,
)
from tests.web.test_browser import Watched, watch

PHONE: ViewportSize = {"width": 360, "height": 740}

VERIFYING = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
"""A device with a fingerprint reader, which somebody always touches."""


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """The town on a real socket."""
    with opened_door(tmp_path_factory.mktemp("door")) as door:
        yield door


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

    page.wait_for_url(f"{door.address}/report")
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

    page.wait_for_url(f"{door.address}/report")


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
    """Sign in at the provider, and let it tell us who it is."""
    page = watched.page
    page.get_by_label("Vem är du?").fill(subject)
    page.get_by_role("button", name="Logga in").click()
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

    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Fastställ lägesbilden").click()
    expect(page.get_by_text("Det är sparat åt dig")).to_be_visible()
    give_password(page, analyst)
    page.get_by_label("Kod").fill(analyst.code(door.town.clock()))
    page.get_by_role("button", name="Fortsätt").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Det du skulle skicka är sparat")
    expect(page.get_by_text("Att fastställa en lägesbild")).to_be_visible()
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

"""What waits on the phone is told so that everybody can hear and see it."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page

from tests.web.phone.shore import PHONE, Shore, an_item, flush, put
from tests.web.test_browser import RULES, watch

HEARD = {"sv": ("2 väntar på att skickas", "Logga ut"), "en": ("2 are waiting", "Sign out")}
SMALL = """() => [...document.querySelectorAll(".waiting button, .waiting a, .waiting summary")]
  .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 44)
  .map((each) => each.textContent)"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_what_waits_can_be_used_by_everybody(
    browser: Browser, shore: Shore, language: str, scheme: Literal["light", "dark"]
) -> None:
    locale = {"sv": "sv-SE", "en": "en-GB"}[language]
    phone = browser.new_context(**{**PHONE, "locale": locale, "color_scheme": scheme})
    sam, kim = shore.reporter(), shore.reporter("Kim")
    shore.sign_in(phone, sam)
    watched = watch(phone)
    page = watched.page
    page.goto(f"{shore.address}/offline")
    refused = an_item(sam)
    refused["body"]["category"] = "NO-SUCH"
    put(page, refused)
    flush(page)
    shore.line.loses_reports = True
    put(page, an_item(sam))
    put(page, an_item(kim))
    waits, leave = HEARD[language]
    stumbles: dict[str, object] = {}
    for path in ("/offline", "/account", "/report"):
        page.goto(shore.address + path)
        page.locator(".waiting summary", has_text=waits).click()
        stumbles[path] = stumbles_on(page)
        assert page.evaluate(SMALL) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.goto(f"{shore.address}/account")
    page.locator(".waiting summary", has_text=waits).wait_for()
    page.get_by_role("button", name=leave, exact=True).click()
    page.locator(".waiting dialog[open]").wait_for()
    stumbles["dialog"] = stumbles_on(page)
    refusals = page.evaluate("window.refused")
    shore.line.come_up()
    phone.close()

    assert not [path for path, found in stumbles.items() if found], stumbles
    assert refusals == []


def stumbles_on(page: Page) -> list[object]:
    """What an assistive tool stumbles on."""
    violations = Axe().run(page, options=RULES).response["violations"]
    return [(each["id"], [node["target"] for node in each["nodes"]]) for each in violations]

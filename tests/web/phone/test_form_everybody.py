"""The reporting form for everybody: assistive tools, small screens, a keyboard, both languages."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect

from tests.web.phone.shore import Shore
from tests.web.phone.writer import HERE, Writer, writer
from tests.web.test_browser import RULES, Scheme
from tests.web.town import NOW

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
HIT = "button, input, select, summary, label:has(input)"
SMALL = """(hit) => [...document.getElementById("step").querySelectorAll(hit)]
  .filter((each) => each.checkVisibility() && !each.matches("label input, .leaflet-container *"))
  .filter((each) => getComputedStyle(each, "::after").position !== "absolute")
  .map((each) => [each.textContent.trim() || each.id, each.getBoundingClientRect().height])
  .filter(([, height]) => height < 44)
"""


@pytest.fixture(scope="module", autouse=True)
def _usual_place(shore: Shore) -> None:
    shore.town.send(place={"place": "torget"})
    shore.town.send(
        category="FIRE-BIN", occurred={"from": NOW.isoformat()}, place={"place": "torget"}
    )


def walk(form: Writer, look: Callable[[str], None]) -> None:
    """Go through the form by what its parts do, so in any language, and look at each sight."""
    page = form.page
    step = page.locator("#step")

    def press(selector: str) -> None:
        step.locator(selector).first.click()

    page.goto(f"{form.shore.address}/report")
    step.locator("[data-group]").first.wait_for()
    press('[data-do="nothing"]')
    look("what")
    press('[data-do="undo"]')
    press('[data-group="FIRE"]')
    look("kind")
    press('[data-category="FIRE-BIN"]')
    press('[data-do="next"]')
    look("where, with errors")
    press('[data-do="map"]')
    step.locator(".leaflet-tile-loaded").first.wait_for()
    look("map")
    press('[data-do="words"]')
    press('input[value="date"]')
    press('[data-part="more"] > summary')
    look("words")
    press('[data-do="change"]')
    press('[data-do="position"]')
    step.locator(".known-to").wait_for(state="attached")
    press('input[value="shift"]')
    look("position")
    press('[data-do="change"]')
    press('[data-part="usual-list"] button')
    press('input[value="now"]')
    press('[data-do="next"]')
    press('[data-do="send"]')
    step.locator(".error-summary").wait_for()
    for each in step.locator("summary").all():
        each.click()
    look("check, with errors")
    press('[data-part="basis"] label')
    press('[data-part="certainty"] label')
    press('[data-do="send"]')
    step.locator('[data-do="same"]').first.wait_for()
    look("similar")
    press('[data-do="another"]')
    step.locator(".receipts").get_by_text("2026-48-").wait_for()
    look("sent")
    press('[data-do="more"]')
    press('[data-group="FIRE"]')
    press('[data-category="FIRE-BIN"]')
    page.goto("about:blank")
    page.goto(f"{form.shore.address}/report")
    step.locator('[data-part="drafts"] li').first.wait_for()
    look("drafts")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_sight_can_be_used_by_everybody(
    browser: Browser, shore: Shore, language: str, scheme: Scheme
) -> None:
    form = writer(
        browser,
        shore,
        locale={"sv": "sv-SE", "en": "en-GB"}[language],
        color_scheme=scheme,
        geolocation=HERE,
        permissions=["geolocation"],
    )
    found: dict[str, object] = {}

    def look(sight: str) -> None:
        expect(form.page.locator("html")).to_have_attribute("lang", language)
        violations = Axe().run(form.page, options=RULES).response["violations"]
        stumbles = [(each["id"], [node["target"] for node in each["nodes"]]) for each in violations]
        if stumbles:
            found[sight] = stumbles

    walk(form, look)
    form.context.close()

    assert found == {}
    assert form.complaints == []


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_every_sight_fits_and_can_be_hit(browser: Browser, shore: Shore, width: int) -> None:
    form = writer(
        browser,
        shore,
        viewport={"width": width, "height": 740},
        geolocation=HERE,
        permissions=["geolocation"],
    )
    found: dict[str, object] = {}

    def look(sight: str) -> None:
        too_wide = form.page.evaluate(OVERFLOW)
        too_small = form.page.evaluate(SMALL, HIT)
        if too_wide > 0 or too_small:
            found[sight] = (too_wide, too_small)

    walk(form, look)
    form.context.close()

    assert found == {}


@pytest.fixture
def somebody(browser: Browser, shore: Shore) -> Iterator[Writer]:
    """A reporter with the form before them."""
    form = writer(browser, shore)
    form.opens()
    yield form
    form.context.close()


def test_a_report_is_sent_with_the_keyboard_alone(somebody: Writer) -> None:
    page = somebody.page
    before = len(somebody.received())
    reach(page, "Skadegörelse")
    page.keyboard.press("Enter")
    expect(somebody.step("Skadegörelse")).to_be_focused()
    reach(page, "Klotter")
    page.keyboard.press("Enter")
    expect(somebody.step("Var och när?")).to_be_focused()
    reach(page, "Peka på kartan")
    page.keyboard.press("Enter")
    page.locator(".leaflet-tile-loaded").first.wait_for()
    page.locator(".map").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.locator(".chosen")).to_contain_text("En punkt på kartan")
    reach(page, "Fortsätt")
    page.keyboard.press("Enter")
    expect(somebody.step("Kontrollera och skicka")).to_be_focused()
    page.locator("#basis input").first.focus()
    page.keyboard.press("Space")
    page.locator("#certainty input").first.focus()
    page.keyboard.press("Space")
    reach(page, "Skicka rapporten")
    page.keyboard.press("Enter")
    somebody.is_received()

    assert len(somebody.received()) == before + 1


def reach(page: Page, name: str) -> None:
    """Tab forward until the focus is on a button of the step."""
    for _ in range(60):
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(name)


def test_it_can_be_read_enlarged_four_times(browser: Browser, shore: Shore) -> None:
    form = writer(browser, shore, viewport={"width": 320, "height": 256})
    form.opens()
    form.says_what()
    form.says_where()

    assert form.page.evaluate(OVERFLOW) <= 0
    form.context.close()

"""The show on the wall, driven by keyboard and touch in a browser, with and without the service."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.web.phone.shore import Shore, shore_in
from tests.web.test_browser import RULES, Watched, watch
from tests.web.town import Town
from web.cookies import SESSION

SHOW = "/weeks/2026-W47/show"
LEAST_PX = 24
WRITTEN = "Klotter med ett tydligt namn på muren vid torget."

TOO_SMALL = """(least) => {
  const found = [];
  const shown = (element) => element.getClientRects().length && !element.closest(".unseen");
  for (const element of document.querySelectorAll("body *")) {
    const words = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
    if (!words.some((node) => node.data.trim()) || !shown(element)) {
      continue;
    }
    const drawing = element.closest("svg");
    const scale = drawing ? drawing.getScreenCTM().a : 1;
    const size = parseFloat(getComputedStyle(element).fontSize) * scale;
    if (size < least - 0.01) {
      found.push([element.textContent.trim().slice(0, 40), size]);
    }
  }
  return found;
}"""


# A function: what is no function is evaluated anew at each look, which the policy refuses.
IS_NOT_FULL = "() => document.fullscreenElement === null"


BEYOND = """() => {
  const screen = document.querySelector(".screen:not([hidden])");
  return screen.scrollWidth - screen.clientWidth;
}"""


def swipe(page: Page, by: int) -> None:
    """Draw a finger along the screen."""
    page.evaluate(
        """(by) => {
          const at = (clientX) =>
            new Touch({ identifier: 1, target: document.body, clientX, clientY: 300 });
          const say = (kind, touches, changed) => document.dispatchEvent(
            new TouchEvent(kind, { touches, changedTouches: changed, bubbles: true }));
          say("touchstart", [at(500)], [at(500)]);
          say("touchend", [], [at(500 + by)]);
        }""",
        by,
    )


def number_of(page: Page) -> Locator:
    return page.locator(".bar output")


def screens_of(page: Page) -> int:
    return page.locator(".screen").count()


def stands_at(page: Page, number: int) -> None:
    """Wait until the show is at this screen, and at no other."""
    expect(number_of(page)).to_have_text(f"{number} / {screens_of(page)}")
    expect(page.locator(".screen:visible")).to_have_count(1)
    expect(page.locator(f"#screen-{number}")).to_be_visible()


def is_full(page: Page) -> bool:
    """Whether the browser has let the show have the whole screen, which not every one does."""
    page.wait_for_function(
        "() => document.fullscreenElement !== null"
        " || document.getElementById('notice').textContent.startsWith('Webbläsaren')"
    )
    found: bool = page.evaluate("document.fullscreenElement !== null")
    return found


@pytest.fixture(scope="module")
def shore(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shore]:
    """A town with some weeks of reports, behind a line that can be cut."""
    with shore_in(tmp_path_factory.mktemp("wall")) as shore:
        fill(shore.town)
        yield shore


def fill(town: Town) -> None:
    """Reports of the week and of some weeks before, the words of one of them known."""
    town.send(text=WRITTEN, place={"place": "torget", "words": "bakom kiosken"})
    for day in ("2026-11-17", "2026-11-18", "2026-11-19", "2026-11-10", "2026-11-03"):
        for category in ("DMG-GLASS", "TRAF-SCOOT", "DMG-GRAFF"):
            town.send(category=category, occurred={"from": f"{day}T18:00"})


def somebody(browser: Browser, shore: Shore, **options: Any) -> BrowserContext:  # noqa: ANN401 - Playwright's
    """A browser before a wall, in which somebody is signed in who may see the picture."""
    wall = {"viewport": {"width": 1280, "height": 720}, "locale": "sv-SE"}
    context = browser.new_context(**{**wall, **options})
    token = shore.town.client.cookies[SESSION]
    context.add_cookies(
        [{"name": SESSION, "value": token, "url": "https://localhost", "secure": True}]
    )
    return context


@pytest.fixture
def wall(browser: Browser, shore: Shore) -> Iterator[Page]:
    """The show at its first screen."""
    shore.line.come_up()
    context = somebody(browser, shore)
    watched = watch(context)
    begin(watched, shore)
    yield watched.page
    refused: list[str] = watched.page.evaluate("window.refused")
    assert refused == []
    shore.line.come_up()
    context.close()


def begin(watched: Watched, shore: Shore, path: str = SHOW) -> None:
    """Open the show, and wait until it can be steered."""
    watched.page.goto(shore.address + path)
    watched.page.wait_for_selector("html.shown")
    stands_at(watched.page, 1)


def test_it_is_driven_to_its_end_by_keyboard_though_the_service_stops_midway(
    wall: Page, shore: Shore
) -> None:
    last = screens_of(wall)
    keys = ["ArrowRight", " ", "PageDown", "Enter"]
    seen: list[str] = []
    wall.on("request", lambda request: seen.append(request.url))
    for number in range(2, last + 1):
        if number == last // 2:
            wall.context.set_offline(True)
            shore.line.go_down()
        wall.keyboard.press(keys[number % len(keys)])
        stands_at(wall, number)
    wall.keyboard.press("PageDown")
    stands_at(wall, last)
    for key, number in (("Home", 1), ("End", last), ("ArrowLeft", last - 1), ("PageUp", last - 2)):
        wall.keyboard.press(key)
        stands_at(wall, number)

    assert last >= 9
    assert seen == []
    drawn = wall.locator("#screen-3 svg")
    wall.keyboard.press("Home")
    wall.keyboard.press("ArrowRight")
    wall.keyboard.press("ArrowRight")
    expect(drawn).to_be_visible()


def test_it_stays_where_it_is_when_left_without_a_net(wall: Page, shore: Shore) -> None:
    wall.keyboard.press("End")
    wall.context.set_offline(True)
    shore.line.go_down()

    wall.keyboard.press("Escape")

    expect(wall.locator("#notice")).to_contain_text("Tjänsten svarar inte")
    stands_at(wall, screens_of(wall))
    wall.keyboard.press("F5")  # which many clickers send: it is full screen, and never a new load
    if is_full(wall):
        wall.keyboard.press("F5")
        wall.wait_for_function(IS_NOT_FULL)
    stands_at(wall, screens_of(wall))
    wall.context.set_offline(False)
    shore.line.come_up()
    wall.keyboard.press("Escape")
    wall.wait_for_url("**/weeks/2026-W47?position=*")


def test_black_hides_everything_and_any_key_brings_it_back(wall: Page) -> None:
    black = wall.locator("#black")
    for on in ("b", "B", "."):
        wall.keyboard.press(on)
        expect(black).to_be_visible()
        assert black.bounding_box() == {"x": 0, "y": 0, "width": 1280, "height": 720}
        assert black.evaluate("it => getComputedStyle(it).backgroundColor") == "rgb(0, 0, 0)"
        assert wall.evaluate("document.elementFromPoint(300, 200).id") == "black"
        expect(wall.locator("#said")).to_have_text("Skärmen är svart.")
        wall.keyboard.press("ArrowRight")
        expect(black).to_be_hidden()
        stands_at(wall, 1)

    wall.keyboard.press("ArrowRight")
    stands_at(wall, 2)


def test_full_screen_where_the_browser_allows_it(wall: Page) -> None:
    wall.keyboard.press("f")

    if is_full(wall):
        wall.keyboard.press("f")
        wall.wait_for_function(IS_NOT_FULL)
    stands_at(wall, 1)


def test_a_finger_steers_it(wall: Page) -> None:
    swipe(wall, -200)
    stands_at(wall, 2)
    swipe(wall, 20)
    stands_at(wall, 2)
    swipe(wall, 200)
    stands_at(wall, 1)


def test_the_buttons_steer_it_too_and_hold_at_both_ends(wall: Page) -> None:
    back, forward = (wall.get_by_role("button", name=name) for name in ("Tillbaka", "Framåt"))
    expect(back).to_be_disabled()

    forward.click()
    stands_at(wall, 2)
    forward.focus()
    wall.keyboard.press("Enter")  # the button's own press, and no second step
    stands_at(wall, 3)
    wall.keyboard.press("End")

    expect(forward).to_be_disabled()
    expect(back).to_be_enabled()


def test_whoever_cannot_see_hears_which_screen_it_is(wall: Page) -> None:
    said = wall.locator("#said[aria-live=polite]")
    wall.keyboard.press("ArrowRight")

    expect(said).to_have_text(re.compile(rf".+ \(2 / {screens_of(wall)}\)"))
    heading = wall.locator("#screen-2 h2").inner_text()
    expect(said).to_have_text(re.compile(f"^{re.escape(heading)}"))


def test_it_begins_again_where_it_was(wall: Page) -> None:
    for _ in range(3):
        wall.keyboard.press("ArrowRight")
    stands_at(wall, 4)

    wall.reload()

    wall.wait_for_selector("html.shown")
    stands_at(wall, 4)


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (1024, 768), (3840, 2160)])
@pytest.mark.parametrize("language", ["sv-SE", "en-GB"])
def test_no_letter_is_smaller_than_24_pixels(
    browser: Browser, shore: Shore, language: str, size: tuple[int, int]
) -> None:
    viewport = {"width": size[0], "height": size[1]}
    context = somebody(browser, shore, viewport=viewport, locale=language)
    watched = watch(context)
    begin(watched, shore)

    for number in range(1, screens_of(watched.page) + 1):
        stands_at(watched.page, number)
        assert watched.page.evaluate(TOO_SMALL, LEAST_PX) == [], number
        assert watched.page.evaluate(BEYOND) <= 0, number
        watched.page.keyboard.press("PageDown")
    context.close()


@pytest.mark.parametrize("size", [(1280, 720), (1024, 768)])
def test_a_months_wall_is_read_from_the_last_row_too(
    browser: Browser, shore: Shore, size: tuple[int, int]
) -> None:
    shore.line.come_up()
    context = somebody(browser, shore, viewport={"width": size[0], "height": size[1]})
    watched = watch(context)
    begin(watched, shore, "/periods/2026-11/show")
    page = watched.page

    expect(page.locator(".screen.groups .drawing, .screen.groups table")).not_to_have_count(0)
    for number in range(1, screens_of(page) + 1):
        stands_at(page, number)
        assert page.evaluate(TOO_SMALL, LEAST_PX) == [], number
        assert page.evaluate(BEYOND) <= 0, number
        page.keyboard.press("PageDown")
    assert watched.everything_said() == []
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["sv-SE", "en-GB"])
def test_every_screen_can_be_used_by_everybody(
    browser: Browser, shore: Shore, language: str, scheme: str
) -> None:
    context = somebody(browser, shore, locale=language, color_scheme=scheme)
    watched = watch(context)
    begin(watched, shore)
    stumbles: dict[int, object] = {}
    for number in range(1, screens_of(watched.page) + 1):
        stands_at(watched.page, number)
        violations = Axe().run(watched.page, options=RULES).response["violations"]
        if violations:
            stumbles[number] = [
                (v["id"], [node["target"] for node in v["nodes"]]) for v in violations
            ]
        watched.page.keyboard.press("PageDown")

    assert stumbles == {}
    assert watched.everything_said() == []
    context.close()


def test_without_a_script_it_is_one_long_page(browser: Browser, shore: Shore) -> None:
    context = somebody(browser, shore, java_script_enabled=False)
    page = context.new_page()
    page.goto(shore.address + SHOW)

    assert screens_of(page) >= 9
    expect(page.locator(".screen:visible")).to_have_count(screens_of(page))
    expect(page.locator(".bar")).to_be_hidden()
    context.close()


def test_on_paper_every_screen_is_there_and_the_bar_is_not(wall: Page) -> None:
    wall.emulate_media(media="print")

    expect(wall.locator(".screen:visible")).to_have_count(screens_of(wall))
    expect(wall.locator(".bar")).to_be_hidden()


def test_nothing_that_somebody_wrote_is_on_the_wall(shore: Shore) -> None:
    shore.line.come_up()
    page = shore.town.client.get(SHOW).text

    assert "Klotter" in page or "Graffiti" in page
    for word in ("tydligt namn", "bakom kiosken", WRITTEN):
        assert word not in page


def test_it_loads_its_own_style_and_script_and_nothing_else(shore: Shore) -> None:
    page = shore.town.client.get(SHOW).text

    loaded = re.findall(r'(?:src|href)="([^"#]+)"', page)
    assert [path for path in loaded if path.startswith("/static/")] == [
        "/static/style/tokens.css",
        "/static/style/drawings.css",
        "/static/show.css",
        "/static/icon.svg",
        "/static/show.js",
    ]
    assert "import" not in shore.town.client.get("/static/show.js").text


def test_an_issued_picture_is_shown_as_issued_and_another_moment_as_it_was(town: Town) -> None:
    town.send()
    town.press("/weeks/2026-W47/issue", unread="1")
    town.clock.forward(hours=1)
    town.send()

    issued = town.client.get(SHOW).text
    now = town.client.get(f"{SHOW}?position=1000").text

    assert 'class="kind">Issued' in issued
    assert "Week 47 has 1 report" in issued
    assert 'href="/weeks/2026-W47"' in issued
    assert "Week 47 has 2 reports" in now
    assert 'href="/weeks/2026-W47?position=' in now


def test_there_is_no_show_of_a_week_that_never_was(town: Town) -> None:
    assert town.client.get("/weeks/2026-W60/show").status_code == 404

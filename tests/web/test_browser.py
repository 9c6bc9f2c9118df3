"""The pages in a real browser: the policy refuses nothing, an assistive tool stumbles on nothing.

Needs a Chromium: see the fixture `browser`.
"""

import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import mapbox_vector_tile  # type: ignore[import-untyped]
import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from tests.web.conftest import served
from tests.web.town import Town, a_report, found
from web.cookies import SESSION

WEEK = "/weeks/2026-W47"
Scheme = Literal["light", "dark"]
ZOOM, COLUMN, ROW = 10, 567, 308
"""The tile that the town lies in."""

# Every rule of WCAG 2.2 AA, also the one on the size of targets, which is off unless asked for.
RULES = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
NOTE_VIOLATIONS = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.refused.push(`${event.violatedDirective} ${event.blockedURI}`));
"""


RED = """() => {
  const canvas = document.querySelector(".livemap canvas.leaflet-tile-loaded");
  const read = canvas?.width && canvas.getContext("2d").getImageData(9, 9, 1, 1).data;
  return read && read[3] ? read[0] : NaN;
}"""


@dataclass
class Served:
    """The town on a real socket, with a report that has a text and a history."""

    town: Town
    address: str
    report: str
    position: int

    def page(self, path: str) -> str:
        """The address of a page, of the report and of a moment when it was there."""
        path = path.replace("REPORT", self.report).replace("MOMENT", str(self.position))
        return self.address + path

    def somebody(self, browser: Browser, **options: Any) -> BrowserContext:  # noqa: ANN401 - Playwright's
        """A browser in which somebody is signed in who may read all."""
        context = browser.new_context(**options)
        token = self.town.client.cookies[SESSION]
        context.add_cookies(
            [{"name": SESSION, "value": token, "url": "https://localhost", "secure": True}]
        )
        return context


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A town with reports, an issued picture and a background map."""
    with served(found(tmp_path_factory.mktemp("site"))) as town:
        lay_earth(town.app.state.house.tiles)
        report = town.send(text="Klotter på muren.", place={"place": "torget", "words": "muren"})
        for category in ("DMG-GLASS", "TRAF-SCOOT", "POS-CALM"):
            town.send(category=category, organisation="vakt")
        town.send(place={"point": {"lat": 57.5, "lon": 19.52}}, certainty="unsure")
        town.client.post("/api/1/reports", json=a_report(occurred={"from": "2026-11-12T12:00"}))
        town.press("/weeks/2026-W46/issue", unread="1")
        town.change(report["report"], "reclassifications", category="DMG-GLASS", note="Glas.")
        server = uvicorn.Server(uvicorn.Config(town.app, port=0, log_config=None, lifespan="off"))
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield Served(town, f"http://localhost:{port}", report["report"], report["position"])
        server.should_exit = True
        thread.join()


def lay_earth(path: Path) -> None:
    """Write a map on which there is nothing but land."""
    square = "POLYGON ((0 0, 4096 0, 4096 4096, 0 4096, 0 0))"
    layer = {"name": "earth", "features": [{"geometry": square, "properties": {"kind": "earth"}}]}
    tile: bytes = mapbox_vector_tile.encode([layer])
    around = [(COLUMN + x, ROW + y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
    with path.open("wb") as file:
        writer: Any = Writer(file)  # type: ignore[no-untyped-call]
        for tile_id in sorted(zxy_to_tileid(ZOOM, x, y) for x, y in around):
            writer.write_tile(tile_id, tile)
        writer.finalize(
            {
                "tile_type": TileType.MVT,
                "tile_compression": Compression.NONE,
                "min_lon_e7": 190000000,
                "min_lat_e7": 570000000,
                "max_lon_e7": 200000000,
                "max_lat_e7": 580000000,
            },
            {"attribution": "Nobody's map", "vector_layers": []},
        )


@dataclass
class Watched:
    """A page, and what went wrong on it."""

    page: Page
    complaints: list[str] = field(default_factory=list[str])

    def goes_to(self, address: str) -> None:
        """Open the page, and wait for its map where it has one."""
        self.page.goto(address)
        if self.page.locator("#picture[data-tiles]").count():
            self.page.wait_for_selector(".livemap .leaflet-tile-loaded")

    def everything_said(self) -> list[str]:
        """Errors, warnings, failed requests and what the policy refused."""
        refused: list[str] = self.page.evaluate("window.refused")
        return [*self.complaints, *refused]


def is_complaint(said: ConsoleMessage) -> bool:
    """Whether the browser or the page complains.

    That this test reads pixels is no matter, nor that another service has no icon.
    """
    has_no_icon = said.location["url"].endswith("/favicon.ico")
    return said.type in {"error", "warning"} and not (
        has_no_icon or said.text.startswith("Canvas2D")
    )


def is_failed(request: Request) -> bool:
    """Whether nothing came of it; what is still loading when a page is left is only dropped."""
    return request.failure != "net::ERR_ABORTED"


def watch(context: BrowserContext) -> Watched:
    """A new page of which every complaint is noted."""
    context.add_init_script(NOTE_VIOLATIONS)
    watched = Watched(context.new_page())
    note = watched.complaints.append
    watched.page.on("console", lambda said: note(said.text) if is_complaint(said) else None)
    watched.page.on("pageerror", lambda error: note(str(error)))
    watched.page.on(
        "requestfailed", lambda it: note(f"failed: {it.url}") if is_failed(it) else None
    )
    return watched


PAGES = (
    "/",
    "/weeks",
    WEEK,
    "/weeks/2026-W46",
    f"{WEEK}/issue",
    f"{WEEK}/desk",
    f"{WEEK}/read",
    "/unsafe-places",
    "/compare?one=2026-W46&other=2026-W47",
    "/periods",
    "/periods/2026-11",
    "/periods/2026-11/issue",
    "/periods/2026",
    "/reports",
    "/reports/REPORT",
    "/reports/REPORT?position=MOMENT",
    "/api",
    "/tillganglighet",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_page_is_whole_and_can_be_used_by_everybody(
    browser: Browser, site: Served, language: str, scheme: Scheme
) -> None:
    context = site.somebody(
        browser,
        locale={"sv": "sv-SE", "en": "en-GB"}[language],
        color_scheme=scheme,
        viewport={"width": 1280, "height": 900},
    )
    found_fault: dict[str, object] = {}
    for path in PAGES:
        watched = watch(context)
        watched.goes_to(site.page(path))
        expect(watched.page.locator("html")).to_have_attribute("lang", language)
        violations = Axe().run(watched.page, options=RULES).response["violations"]
        stumbles = [(v["id"], [node["target"] for node in v["nodes"]]) for v in violations]
        if stumbles or watched.everything_said():
            found_fault[path] = (stumbles, watched.everything_said())
        watched.page.close()
    context.close()

    assert not found_fault


def test_an_error_is_a_page_that_everybody_can_use(browser: Browser, site: Served) -> None:
    context = site.somebody(browser, locale="sv-SE")
    watched = watch(context)
    watched.goes_to(f"{site.address}/weeks/2026-W60")

    violations = Axe().run(watched.page, options=RULES).response["violations"]

    assert not violations
    expect(watched.page).to_have_title(re.compile("^Fel:"))
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_a_phone(browser: Browser, site: Served, path: str) -> None:
    context = site.somebody(browser, viewport={"width": 360, "height": 740}, locale="sv-SE")
    watched = watch(context)
    watched.goes_to(site.page(path))

    overflow = watched.page.evaluate("document.documentElement.scrollWidth - innerWidth")

    assert overflow <= 0
    context.close()


@pytest.fixture
def week(browser: Browser, site: Served) -> Iterator[Watched]:
    """The page of a week with its live map."""
    context = site.somebody(browser, viewport={"width": 1280, "height": 900}, locale="en-GB")
    watched = watch(context)
    watched.goes_to(site.address + WEEK)
    yield watched
    assert watched.everything_said() == []
    context.close()


def test_the_live_map_is_drawn_with_its_areas_and_figures(week: Watched) -> None:
    page = week.page

    expect(page.locator(".livemap path.area-outline")).to_have_count(3)
    expect(page.locator(".livemap .area-name").get_by_text("Centrum")).to_have_count(1)
    expect(page.locator(".livemap .leaflet-control-attribution")).to_have_text("Nobody's map")
    expect(page.locator("figure.map > svg")).to_be_hidden()
    page.wait_for_function(f"() => ({RED})() > 0")


def test_the_background_follows_the_readers_colours(week: Watched) -> None:
    week.page.wait_for_function(f"() => ({RED})() > 128")

    week.page.emulate_media(color_scheme="dark")

    week.page.wait_for_function(f"() => ({RED})() < 128")


def test_the_table_and_the_map_point_at_each_other(week: Watched) -> None:
    page = week.page
    link = page.locator('table.areas a[href="#map-G02"]')

    link.focus()
    expect(page.locator(".area-outline.pointed-at")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator(".area-outline.chosen")).to_have_count(1)
    expect(page.locator(".livemap")).to_be_focused()
    page.locator(".area-outline.chosen").click(position={"x": 5, "y": 5})
    page.wait_for_url("**#area-G02")
    expect(link).to_be_focused()


def test_on_paper_the_drawing_takes_the_maps_place(week: Watched) -> None:
    week.page.emulate_media(media="print")

    expect(week.page.locator("figure.map > svg")).to_be_visible()
    expect(week.page.locator(".livemap")).to_be_hidden()


def test_the_drawing_stays_where_there_is_no_script(browser: Browser, site: Served) -> None:
    context = site.somebody(browser, java_script_enabled=False)
    page = context.new_page()
    page.goto(site.address + WEEK)

    expect(page.locator("figure.map > svg")).to_be_visible()
    expect(page.locator("figure.map > svg a")).to_have_count(3)
    context.close()


def test_the_drawing_stays_where_the_tiles_cannot_be_had(browser: Browser, site: Served) -> None:
    context = site.somebody(browser)
    page = context.new_page()
    page.route("**/tiles/**", lambda route: route.abort())
    the_drawing_stays(page, site)
    context.close()


def the_drawing_stays(page: Page, site: Served) -> None:
    """Open the week, and wait until the live map has given up."""
    with page.expect_console_message(lambda said: "the live map is not shown" in said.text):
        page.goto(site.address + WEEK)

    expect(page.locator("figure.map > svg")).to_be_visible()
    expect(page.locator(".livemap")).to_have_count(0)


def told_another_map(context: BrowserContext, site: Served, **told: object) -> Page:
    """A page whose script hears of another map than the one that was drawn."""
    picture = site.town.client.get(f"{WEEK}.json").json()
    picture["map"] |= told
    page = context.new_page()
    page.route("**/weeks/*.json*", lambda route: route.fulfill(json=picture))
    return page


@pytest.mark.parametrize("dots", [[{"lat": 57.5, "lon": 19.5}], []], ids=["a dot", "nothing"])
def test_the_live_map_takes_the_drawings_place_without_areas_too(
    browser: Browser, site: Served, dots: list[object]
) -> None:
    context = site.somebody(browser)
    page = told_another_map(context, site, areas=[], dots=dots)
    page.goto(site.address + WEEK)

    page.locator(".livemap .leaflet-tile-loaded").first.wait_for()
    expect(page.locator("figure.map > svg")).to_be_hidden()
    context.close()


def test_the_drawing_stays_where_the_live_map_cannot_be_whole(
    browser: Browser, site: Served
) -> None:
    context = site.somebody(browser)
    area = {"code": "G01", "rings": "none", "label": []}
    the_drawing_stays(told_another_map(context, site, areas=[area], dots=[]), site)
    context.close()


def test_a_picture_is_issued_with_the_keyboard_alone(browser: Browser, site: Served) -> None:
    context = site.somebody(browser, locale="sv-SE")
    watched = watch(context)
    watched.goes_to(f"{site.address}/weeks/2026-W45")

    watched.page.get_by_role("link", name="Fastställ lägesbilden").focus()
    watched.page.keyboard.press("Enter")
    watched.page.get_by_role("checkbox").focus()
    watched.page.keyboard.press("Space")
    watched.page.get_by_role("button", name="Fastställ lägesbilden").focus()
    watched.page.keyboard.press("Enter")

    watched.page.wait_for_url("**/weeks/2026-W45")
    expect(watched.page.locator(".state").first).to_contain_text("Fastställd")
    assert watched.everything_said() == []
    context.close()

"""The ground looked after in a real browser, at a desk and on a phone, in Swedish.

Needs a Chromium: see the fixture `browser`.
"""

import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect

from projections.known import known
from reference.roles import Role
from tests.web.administration.maps import geojson
from tests.web.conftest import served
from tests.web.test_browser import RULES, Watched, watch
from tests.web.town import Town, found
from web.cookies import SESSION

PHONE, DESK = 360, 1280
REFUSED = "the server responded with a status of 422"
"""What the browser says of a page that comes back with something to put right."""


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Town, str]]:
    """A town on a real socket, and its address."""
    with served(found(tmp_path_factory.mktemp("hall"))) as town:
        server = uvicorn.Server(uvicorn.Config(town.app, port=0, log_config=None, lifespan="off"))
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield town, f"http://localhost:{port}"
        server.should_exit = True
        thread.join()


Office = Callable[..., Watched]


@pytest.fixture
def office(browser: Browser, hall: tuple[Town, str]) -> Iterator[Office]:
    """A browser of so wide a window in which an administrator has signed in."""
    town, _ = hall
    token = town.token(town.person("vakt", Role.ADMINISTRATOR), Role.ADMINISTRATOR)
    contexts = []

    def opened(width: int = DESK, *, scripts: bool = True, dark: bool = False) -> Watched:
        context = browser.new_context(
            locale="sv-SE",
            viewport={"width": width, "height": 800},
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
        )
        context.add_cookies(
            [{"name": SESSION, "value": token, "url": "https://localhost", "secure": True}]
        )
        contexts.append(context)
        return watch(context)

    yield opened
    for context in contexts:
        context.close()


def choose_file(page: Page, folder: Path, content: bytes, name: str = "områden.geojson") -> None:
    """Choose a file and have it read."""
    path = folder / name
    path.write_bytes(content)
    page.get_by_label("Fil", exact=True).set_input_files(path)
    page.get_by_role("button", name="Läs filen och visa den").click()


def test_areas_are_adopted_and_a_category_is_added_without_a_script(
    hall: tuple[Town, str], office: Office, tmp_path: Path
) -> None:
    town, address = hall
    page = office(PHONE, scripts=False).page
    page.goto(f"{address}/administration/areas")

    choose_file(page, tmp_path, b"inte en karta")
    expect(page).to_have_title(re.compile("^Fel: Områden"))
    choose_file(page, tmp_path, geojson())
    expect(page.locator("main")).to_contain_text("1 område är nytt: Nyhamn.")
    page.get_by_label("Upplagans namn").fill("2027")
    page.get_by_role("button", name="Anta indelningen").click()
    expect(page.locator("main")).to_contain_text("Indelningen är antagen.")

    page.goto(f"{address}/administration/categories")
    page.get_by_role("link", name="Lägg till en egen kategori").click()
    page.get_by_label("Namn", exact=True).fill("Klotter på skolgård")
    page.get_by_role("button", name="Lägg till kategorin").click()
    expect(page).to_have_title(re.compile("^Fel:"))
    expect(page.get_by_label("Namn", exact=True)).to_have_value("Klotter på skolgård")
    page.get_by_label("Hör under").select_option(label="Klotter")
    page.get_by_role("button", name="Lägg till kategorin").click()
    expect(page.locator("main")).to_contain_text("Kategorin går att rapportera från och med nu.")

    with known(town.registry.log) as now:
        assert now.ground.editions["areas"] == "2027"
        assert now.ground.taxonomy.reportable("DMG-GRAFF.klotter-pa-skolgard")


def pages(page: Page, address: str, folder: Path) -> Iterator[str]:
    """Every page of the ground, and its name."""
    for path in ("areas", "places", "categories", "categories/new", "clock"):
        page.goto(f"{address}/administration/{path}")
        yield path
    page.goto(f"{address}/administration/areas")
    choose_file(page, folder, b"rubbish")
    _is_titled(page, "Fel: Områden")
    yield "a file that cannot be read"
    choose_file(page, folder, geojson())
    _is_titled(page, "Det här innehåller filen")
    for summary in page.locator("main summary").all():
        summary.click()
    yield "what a file holds"
    page.goto(f"{address}/administration/areas")
    choose_file(page, folder, geojson(code="gis", name="del"))
    _is_titled(page, "Fel: Välj vad som ska läsas")
    yield "columns to choose from"
    page.goto(f"{address}/administration/clock")
    page.get_by_label("Varannan vecka").check()
    page.get_by_role("button", name="Se vad det betyder").click()
    _is_titled(page, "Fel:")
    yield "times that cannot be"
    page.get_by_label("Första mötet").fill("2026-12-01")
    page.get_by_role("button", name="Se vad det betyder").click()
    _is_titled(page, "Stämmer tiderna?")
    yield "what the times mean"


def _is_titled(page: Page, title: str) -> None:
    """Wait for the page's answer to what was sent."""
    expect(page).to_have_title(re.compile(f"^{re.escape(title)}"))


@pytest.mark.parametrize("dark", [False, True])
def test_every_page_can_be_used_by_everybody_and_fits_a_phone(
    hall: tuple[Town, str], office: Office, tmp_path: Path, *, dark: bool
) -> None:
    _, address = hall
    faults: dict[str, object] = {}
    for width in (PHONE, DESK):
        watched = office(width, dark=dark)
        for name in pages(watched.page, address, tmp_path):
            watched.page.wait_for_load_state("load")  # with its style, which decides on sizes
            found_wrong = Axe().run(watched.page, options=RULES).response["violations"]
            wide = watched.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            said = [line for line in watched.everything_said() if REFUSED not in line]
            if found_wrong or wide > 0 or said:
                stumbles = [(v["id"], [n["target"] for n in v["nodes"]]) for v in found_wrong]
                faults[f"{name} {width}"] = (stumbles, wide, said)

    assert not faults

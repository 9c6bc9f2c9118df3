"""The form without a net, in Chromium: it opens, it takes a report, and the report arrives once."""

import os
import re
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from playwright.sync_api import Error as Reloaded

from reference.roles import Role
from tests.web.phone.shore import PHONE, Shore, an_item, flush, put, sent, until, waiting
from tests.web.phone.versions import IS_WAITING, LOOK_FOR_NEWER, it_still_waits, it_takes_over
from tests.web.phone.writer import writer

KEPT = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const paths = (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname);
    found[name.replace(/-[0-9a-f]{16}$/, "")] = [...new Set(paths)].sort();
  }
  return found;
}"""
SHELLS = "async () => (await caches.keys()).filter((name) => name.startsWith('lagesbild-shell-'))"
HAS_WORKER = "() => navigator.serviceWorker.controller !== null"
HAS_MAP = "async () => (await caches.match('/tiles/municipality.pmtiles')) !== undefined"
PLACES_KEPT = """async () => {
  const { kept } = await import("/static/phone/store.js");
  return (await kept("kit"))?.places.length > 0;
}"""
SPEAKS = "async () => (await (await caches.match('/.language'))?.text()) === '{}'"
IS_ALONE = "async () => !(await navigator.serviceWorker.getRegistration())"
NO_SHELLS = f"async () => (await ({SHELLS})()).length === 0"
RANGE = """async (range) => {
  const answer = await fetch("/tiles/municipality.pmtiles", { headers: { range } });
  const content = new Uint8Array(await answer.arrayBuffer());
  return [answer.status, answer.headers.get("content-range"), Array.from(content)];
}"""


def ready(page: Page, shore: Shore) -> None:
    """Open the form once with coverage, and let the phone take in what it will need without."""
    page.goto(f"{shore.address}/report")
    page.locator("#step button").first.wait_for()
    for condition in (HAS_WORKER, HAS_MAP, PLACES_KEPT):
        until(page, condition)


def without_net(phone: BrowserContext, shore: Shore) -> None:
    """Be where there is no coverage."""
    phone.set_offline(True)
    shore.line.go_down()


def with_net(phone: BrowserContext, shore: Shore) -> None:
    """Be where there is coverage again."""
    shore.line.come_up()
    phone.set_offline(False)


@pytest.fixture(autouse=True)
def _line_in_order(shore: Shore) -> Iterator[None]:
    """Whatever a test did to the line, the next one finds it whole."""
    yield
    shore.line.come_up()


@pytest.fixture
def form(phone: BrowserContext, shore: Shore) -> Page:
    """The form on Sam's phone, which has all that it needs."""
    page = phone.new_page()
    ready(page, shore)
    return page


def test_a_report_written_without_coverage_survives_and_arrives_once(
    browser: Browser, shore: Shore
) -> None:
    shore.town.send(place={"place": "torget"})  # one of the schools' usual places from now on
    before = len(shore.stored())
    form = writer(browser, shore, service_workers="allow")
    phone, page = form.context, form.page
    ready(page, shore)
    without_net(phone, shore)
    page.reload()
    form.says_what("Skadegörelse", "Krossade rutor")
    form.says_where()
    form.says_how_sure()
    page.locator("#text").fill("Rutan i hållplatsen är krossad.")
    form.is_kept("Rutan i hållplatsen är krossad.")
    page.reload()
    form.step("Kontrollera och skicka").wait_for()
    form.tap("Skicka rapporten")
    form.step("Sparad på telefonen").wait_for()
    page.reload()
    page.get_by_text("1 väntar på att skickas").wait_for()
    assert len(shore.stored()) == before

    with_net(phone, shore)
    page.get_by_text("1 väntar på att skickas").wait_for(state="hidden")

    assert waiting(page) == []
    assert len(shore.stored()) == before + 1
    assert re.fullmatch(r"2026-\d\d-\d{4}", sent(page)[0]["reference"])
    phone.close()


def test_a_report_survives_a_restart_of_the_phone(
    browser: Browser, shore: Shore, tmp_path: Path
) -> None:
    before = len(shore.stored())
    for round_ in ("before", "after"):
        phone = restarted(browser, tmp_path)
        page = phone.new_page()
        if round_ == "before":
            shore.sign_in(phone, shore.reporter())
            ready(page, shore)
            without_net(phone, shore)
            put(page, an_item(shore.reporter()))
        else:
            page.goto(f"{shore.address}/report")
            page.get_by_text("1 väntar på att skickas").wait_for()
            assert len(shore.stored()) == before
            # The browser was closed, and the session with it.
            shore.sign_in(phone, shore.reporter())
            with_net(phone, shore)
            flush(page)
            assert waiting(page) == []
        phone.close()

    assert len(shore.stored()) == before + 1


def restarted(browser: Browser, folder: Path) -> BrowserContext:
    """A browser that keeps what it knows in `folder`."""
    return browser.browser_type.launch_persistent_context(
        folder,
        executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"),
        args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        **PHONE,
    )


def test_the_form_keeps_no_page_of_anybody(form: Page, shore: Shore) -> None:
    for path in ("/my-reports", "/account", "/report"):
        form.goto(shore.address + path)
    kept: dict[str, list[str]] = form.evaluate(KEPT)

    assert set(kept) == {"lagesbild-shell", "lagesbild-state", "lagesbild-tiles"}
    pages = {path for path in kept["lagesbild-shell"] if not path.startswith(("/static/", "/."))}
    assert pages == {"/report", "/offline"}
    assert kept["lagesbild-tiles"] == ["/tiles/municipality.json", "/tiles/municipality.pmtiles"]


def test_another_page_without_coverage_says_so_and_counts_what_waits(
    phone: BrowserContext, form: Page, shore: Shore
) -> None:
    without_net(phone, shore)
    put(form, an_item(shore.reporter()))

    form.goto(f"{shore.address}/my-reports")

    expect(form.locator("h1")).to_have_text("Det finns ingen täckning här")
    form.get_by_text("1 väntar på att skickas").wait_for()
    form.get_by_role("link", name="Skriv en rapport").click()
    form.wait_for_url("**/report")
    form.locator("#step button").first.wait_for()


def test_parts_of_the_map_are_cut_from_the_kept_file(
    phone: BrowserContext, form: Page, shore: Shore
) -> None:
    whole = shore.town.app.state.house.tiles.read_bytes()
    without_net(phone, shore)
    form.reload()

    assert form.evaluate(RANGE, "bytes=0-126") == [
        206,
        f"bytes 0-126/{len(whole)}",
        list(whole[:127]),
    ]
    assert form.evaluate(RANGE, f"bytes={len(whole) - 3}-") == [
        206,
        f"bytes {len(whole) - 3}-{len(whole) - 1}/{len(whole)}",
        list(whole[-3:]),
    ]
    assert form.evaluate(RANGE, f"bytes={len(whole)}-")[0] == 416


def test_the_form_stays_in_the_language_that_was_chosen(
    phone: BrowserContext, form: Page, shore: Shore
) -> None:
    without_net(phone, shore)
    form.goto(f"{shore.address}/report?lang=en")
    expect(form.locator("html")).to_have_attribute("lang", "en")
    until(form, SPEAKS.format("en"))
    form.goto(f"{shore.address}/report")

    expect(form.locator("html")).to_have_attribute("lang", "en")


@pytest.fixture
def release(shore: Shore) -> Iterator[Callable[[], None]]:
    """Bring out a new version of the service: every page of it is another one."""
    state = shore.town.app.state
    name = state.municipality_name

    def bring_out() -> None:
        state.municipality_name += " II"

    yield bring_out
    state.municipality_name = name


def test_a_new_version_waits_while_something_is_being_written(
    form: Page, release: Callable[[], None]
) -> None:
    (old,) = form.evaluate(SHELLS)
    form.evaluate("document.documentElement.dataset.dirty = ''")
    release()
    form.evaluate(LOOK_FOR_NEWER)
    until(form, IS_WAITING)
    it_still_waits(form)
    expect(form.locator("html[data-dirty]")).to_have_count(1)  # as it was: not loaded anew

    form.evaluate("delete document.documentElement.dataset.dirty")

    it_takes_over(form)
    until(form, f"async () => !(await ({SHELLS})()).includes('{old}')")


def test_a_new_version_waits_while_another_tab_is_open(
    phone: BrowserContext, form: Page, shore: Shore, release: Callable[[], None]
) -> None:
    other = phone.new_page()
    other.goto(f"{shore.address}/offline")
    release()
    form.evaluate(LOOK_FOR_NEWER)
    until(form, IS_WAITING)
    it_still_waits(form)

    other.close()

    it_takes_over(form)


def test_working_offline_can_be_switched_off_and_what_waits_stays(form: Page, shore: Shore) -> None:
    before, state = len(shore.stored()), shore.town.app.state
    shore.line.loses_reports = True
    put(form, an_item(shore.reporter()))
    state.works_offline = False
    try:
        with suppress(Reloaded):
            form.evaluate(LOOK_FOR_NEWER)
        until(form, IS_ALONE)
        until(form, NO_SHELLS)  # the page is loaded anew meanwhile

        form.goto(f"{shore.address}/report")
        form.wait_for_load_state("networkidle")
        assert form.evaluate(IS_ALONE)
        assert len(waiting(form)) == 1
    finally:
        state.works_offline = True

    shore.line.come_up()
    flush(form)
    assert len(shore.stored()) == before + 1


def test_signing_out_with_something_unsent_warns_and_keeps_it(form: Page, shore: Shore) -> None:
    shore.line.loses_reports = True
    put(form, an_item(shore.reporter()))
    form.goto(f"{shore.address}/account")
    form.get_by_text("1 väntar på att skickas").wait_for()

    form.get_by_role("button", name="Logga ut", exact=True).click()
    form.get_by_role("button", name="Stanna kvar och skicka först").click()
    expect(form).to_have_url(re.compile("/account$"))
    form.get_by_role("button", name="Logga ut", exact=True).click()
    form.get_by_role("button", name="Logga ut ändå").click()

    form.wait_for_url("**/sign-in?out=1")
    form.get_by_text("1 väntar på att skickas").click()
    expect(form.get_by_role("link", name="Logga in och skicka")).to_be_visible()
    assert [item["state"] for item in waiting(form)] == ["sign-in"]
    assert not form.evaluate(PLACES_KEPT)


def test_what_has_waited_for_a_day_is_warned_of_and_can_be_saved(
    phone: BrowserContext, form: Page, shore: Shore
) -> None:
    without_net(phone, shore)
    put(form, an_item(shore.reporter(), text="Bänken vid dammen."))
    form.get_by_text("1 väntar på att skickas").click()
    expect(form.get_by_role("button", name="Spara som fil")).to_be_visible()
    expect(form.get_by_text("mer än ett dygn")).to_be_hidden()
    form.clock.set_fixed_time(form.evaluate("Date.now()") / 1000 + 25 * 3600)
    form.reload()

    form.get_by_text("1 väntar på att skickas").click()
    form.get_by_text("mer än ett dygn").wait_for()
    with form.expect_download() as download:
        form.get_by_role("button", name="Spara som fil").click()
    saved = Path(download.value.path()).read_text(encoding="utf-8")
    assert "Bänken vid dammen." in saved


def test_whoever_reports_has_the_form_at_hand_without_having_opened_it(
    phone: BrowserContext, shore: Shore
) -> None:
    page = phone.new_page()
    page.goto(f"{shore.address}/account")
    for condition in (HAS_WORKER, PLACES_KEPT):
        until(page, condition)
    without_net(phone, shore)

    page.goto(f"{shore.address}/report")

    page.locator("#step button").nth(3).wait_for()


@contextmanager
def _another(browser: Browser, shore: Shore) -> Generator[Page]:
    """A page on the phone of somebody else who reports."""
    phone = shore.phone(browser, shore.reporter("Kim"))
    yield phone.new_page()
    phone.close()


def test_on_a_line_that_is_paid_by_the_byte_no_map_is_fetched(
    browser: Browser, phone: BrowserContext, shore: Shore
) -> None:
    phone.add_init_script(
        "Object.defineProperty(navigator, 'connection', { value: { saveData: true } });"
    )
    page = phone.new_page()
    asked: list[str] = []
    phone.on("request", lambda it: asked.append(it.url))
    page.goto(f"{shore.address}/report")
    until(page, HAS_WORKER)
    with _another(browser, shore) as other:
        ready(other, shore)  # by when this one has had time for it too

    assert not [url for url in asked if "pmtiles" in url or "leaflet" in url]
    assert not page.evaluate(HAS_MAP)


def test_the_form_can_be_put_on_the_home_screen(form: Page) -> None:
    devtools = form.context.new_cdp_session(form)

    manifest = devtools.send("Page.getAppManifest")
    said = devtools.send("Page.getInstallabilityErrors")

    assert not manifest["errors"]
    assert "Lägesbild Havstuna" in manifest["data"]
    hindrances = {each["errorId"] for each in said["installabilityErrors"]}
    assert hindrances <= {"in-incognito"}  # a context of the tests is one


def test_somebody_who_sends_no_reports_gets_no_kit(browser: Browser, shore: Shore) -> None:
    context = browser.new_context(**PHONE)
    account = shore.town.person("skola", Role.AUDITOR)
    shore.sign_in(context, account)
    page = context.new_page()
    asked: list[str] = []
    context.on("request", lambda it: asked.append(it.url))
    page.goto(f"{shore.address}/account")
    until(page, HAS_WORKER)
    with _another(browser, shore) as other:
        other.goto(f"{shore.address}/account")
        until(other, PLACES_KEPT)  # by when this one has had time for it too

    assert not [url for url in asked if "/api/1/form" in url]
    assert not page.evaluate(PLACES_KEPT)
    context.close()

"""The desk in a real browser: words are counted while they are written; nobody leaves unasked."""

import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, Dialog, Page, expect

from reference.roles import Role
from tests.web.desk.conftest import DESK, found_in
from tests.web.desk.test_backlog import DARK
from tests.web.town import Town
from web.cookies import SESSION


@pytest.fixture
def address(town: Town) -> Iterator[str]:
    """The town on a real socket."""
    server = uvicorn.Server(uvicorn.Config(town.app, port=0, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://localhost:{port}"
    server.should_exit = True
    thread.join()


def test_words_are_counted_and_nobody_leaves_what_is_not_saved(
    browser: Browser, town: Town, address: str
) -> None:
    context = browser.new_context(locale="sv-SE")
    token = town.client.cookies[SESSION]
    context.add_cookies(
        [{"name": SESSION, "value": token, "url": "https://localhost", "secure": True}]
    )
    page = context.new_page()
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.goto(f"{address}{DESK}")
    count = page.locator("[data-words]")

    page.fill("#text-sentence-1", "Oron ökar vid torget.")
    expect(count).to_have_text("4 av 60 ord")
    page.fill("#text-sentence-2", "ord " * 60)
    expect(count).to_have_text("64 av 60 ord")
    expect(count).to_have_class("over")

    page.goto(f"{address}/unsafe-places")
    expect(page.locator("h1")).to_have_text("Otrygga platser")
    assert asked == ["beforeunload"]

    page.goto(f"{address}{DESK}")
    page.fill("#text-sentence-1", "Oron ökar vid torget.")
    page.get_by_role("button", name="Spara det som är skrivet").first.click()
    expect(page.get_by_text("Sparat.", exact=True)).to_be_visible()
    assert asked == ["beforeunload"]
    context.close()


def test_on_paper_the_unsafe_places_are_a_list_to_read(
    browser: Browser, town: Town, address: str
) -> None:
    report = town.send(**DARK)["report"]
    town.press("/unsafe-places/reports", report=report)
    page = signed_in(browser, town.client.cookies[SESSION])
    page.goto(f"{address}/unsafe-places")
    mended = page.get_by_role("button", name="Den är åtgärdad")
    expect(mended).to_be_visible()

    page.emulate_media(media="print")

    expect(page.get_by_text("Ansvarig: ingen än")).to_be_visible()
    expect(mended).to_be_hidden()


def test_a_text_is_marked_quoted_read_by_another_and_issued(
    browser: Browser, town: Town, address: str
) -> None:
    report = town.send(text="🔥 Vi hörde rop vid bron. Sedan rop vid bron igen.")["report"]
    town.client.get(f"/reports/{report}")
    number = found_in(r"(\d{4}-\d\d-\d{4,})", town.client.get(f"/reports/{report}").text)
    second = town.token(town.person("vakt", Role.ANALYST), Role.ANALYST)
    place = "/periods/2026-11"

    analyst = signed_in(browser, town.client.cookies[SESSION])
    analyst.goto(f"{address}{place}/desk")
    analyst.fill("#text-rumour-1", "Det ropas.")
    analyst.fill("#reports-rumour-1", number)
    analyst.locator("#field-rumour-1").get_by_role("button", name="Öppna deras texter").click()
    source = analyst.get_by_label(f"Texten i rapport {number}")
    expect(source).to_be_visible()
    analyst.wait_for_load_state()  # the module that listens to what is marked has run
    expect(analyst.locator("#text-rumour-1")).to_have_value("Det ropas.")
    text = source.input_value()
    last = len(text.encode("utf-16-le")) // 2 - len("rop vid bron igen.")
    source.evaluate(
        "(text, start) => { text.focus(); text.setSelectionRange(start, start + 12); }", last
    )
    expect(analyst.get_by_label("Ord att citera")).to_have_value("rop vid bron")
    analyst.get_by_role("button", name="Spara det som är skrivet").first.click()
    expect(analyst.get_by_text("Sparat.", exact=True)).to_be_visible()
    expect(analyst.get_by_text("”rop vid bron”")).to_be_visible()
    expect(analyst.get_by_label("Behåll citatet")).to_be_checked()

    reader = signed_in(browser, second)
    reader.goto(f"{address}{place}/read")
    expect(reader.get_by_text("”rop vid bron”")).to_be_visible()
    reader.get_by_role("button", name="Jag har läst och signerar").click()
    expect(reader.get_by_text("Signerat.")).to_be_visible()

    analyst.goto(f"{address}{place}/issue")
    expect(analyst.get_by_text("Signerat av en andra läsare")).to_be_visible()
    analyst.get_by_role("button", name="Fastställ lägesbilden").click()
    expect(analyst.get_by_text("”rop vid bron” (rapport")).to_be_visible()
    expect(analyst.get_by_text("Fastställd. Lägesbilden kan inte längre ändras.")).to_be_visible()


def signed_in(browser: Browser, token: str) -> Page:
    """A page of somebody who has signed in, in a browser of their own, in Swedish."""
    context = browser.new_context(locale="sv-SE")
    context.add_cookies(
        [{"name": SESSION, "value": token, "url": "https://localhost", "secure": True}]
    )
    return context.new_page()

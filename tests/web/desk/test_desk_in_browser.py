"""The desk in a real browser: words are counted while they are written; nobody leaves unasked."""

import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, Dialog, expect

from tests.web.desk.conftest import DESK
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

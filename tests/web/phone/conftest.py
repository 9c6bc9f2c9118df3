"""A town behind a line that can be cut, shared by a module; each test has phones of its own."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.web.phone.shore import Shore, shore_in


@pytest.fixture(scope="module")
def shore(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shore]:
    """The town and the line to it."""
    with shore_in(tmp_path_factory.mktemp("shore")) as shore:
        yield shore


@pytest.fixture
def phone(browser: Browser, shore: Shore) -> Iterator[BrowserContext]:
    """The phone of Sam, who reports for the schools."""
    shore.line.come_up()
    context = shore.phone(browser, shore.reporter())
    yield context
    shore.line.come_up()
    context.close()


@pytest.fixture
def page(phone: BrowserContext, shore: Shore) -> Page:
    """A page of the service on Sam's phone, without a form."""
    page = phone.new_page()
    page.goto(f"{shore.address}/offline")
    return page

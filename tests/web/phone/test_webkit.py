"""The form without a net on WebKit, the engine of every browser on an iPhone.

It has no Background Sync, so the page itself sends what waits. Needs WebKit's driver and Xvfb:
`scripts/webkit.sh` finds or installs them. Over https, because WebKit takes no safe cookie without.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from typing import Any

import pytest
from selenium.common.exceptions import WebDriverException
from selenium.webdriver import WebKitGTK
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from reference.roles import Role
from tests.web.phone.shore import Shore, an_item, shore_in
from web.cookies import SESSION

# The driver's own way of starting, which it calls old.
pytestmark = pytest.mark.filterwarnings("ignore:setting remote_server_addr:DeprecationWarning")

PATIENCE_S = 60
CALL = """
const [name, given, done] = arguments;
import("/static/phone/outbox.js")
  .then((outbox) => outbox[name](...given))
  .then(done, (error) => done({ failed: String(error) }));
"""
IS_READY = """
const done = arguments[0];
(async () => {
  const { kept } = await import("/static/phone/store.js");
  const tiles = await caches.match("/tiles/municipality.pmtiles");
  return Boolean(navigator.serviceWorker.controller && tiles && (await kept("kit")));
})().then(done, () => done(false));
"""
WITHOUT_SYNC = "return typeof SyncManager === 'undefined'"
CLOSE = """
const done = arguments[0];
import("/static/phone/store.js")
  .then(async ({ openStore }) => (await openStore()).close())
  .then(done, done);
"""
RANGE = """
const done = arguments[0];
fetch("/tiles/municipality.pmtiles", { headers: { range: "bytes=0-6" } })
  .then(async (answer) => [answer.status, await answer.text()])
  .then(done, (error) => done(String(error)));
"""


@pytest.fixture(scope="module")
def shore(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shore]:
    """A town behind a line, over https."""
    with shore_in(tmp_path_factory.mktemp("shore"), is_safe=True) as shore:
        yield shore


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A screen that nobody looks at."""
    if not shutil.which("Xvfb"):
        _cannot("there is no Xvfb to show WebKit on")
    reads, writes = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writes), "-screen", "0", "800x900x24", "-nolisten", "tcp"],
        pass_fds=[writes],
        stderr=subprocess.DEVNULL,
    )
    os.close(writes)
    with os.fdopen(reads) as told:
        number = told.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait()


@pytest.fixture(scope="module")
def webkit(display: str) -> Iterator[WebKitGTK]:
    """WebKit's own small browser, in a session that begins with nothing."""
    program = os.environ.get("WEBKIT") or shutil.which("WebKitWebDriver")
    if not program:
        _cannot("there is no WebKit to look at the page with")
    options = Options()
    options.set_capability(name="acceptInsecureCerts", value=True)
    service = Service(program, env={**os.environ, "DISPLAY": display})
    driver = WebKitGTK(options=options, service=service)
    driver.set_script_timeout(PATIENCE_S)
    yield driver
    driver.quit()


def _cannot(why: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(f"{why}, and CI=true asks for the tests on WebKit")
    pytest.skip(why)


def call(webkit: WebKitGTK, name: str, *given: object) -> Any:  # noqa: ANN401 - whatever it answers
    """Call a function of the page's outbox."""
    return webkit.execute_async_script(CALL, name, list(given))


def line_says(webkit: WebKitGTK) -> str:
    """What the line says that waits to be sent; empty when it says nothing."""
    said: str = webkit.execute_script(
        "return document.querySelector('.waiting details:not([hidden]) summary')?.innerText ?? ''"
    )
    return said


def until(what: str, is_met: Any) -> None:  # noqa: ANN401 - a function that tells
    """Wait for it, also through a page that is loading."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        try:
            if is_met():
                return
        except WebDriverException:
            pass
        time.sleep(0.1)
    raise AssertionError(what)


def test_a_report_written_without_coverage_survives_and_arrives_once(
    webkit: WebKitGTK, shore: Shore
) -> None:
    webkit.get(f"{shore.address}/health/live")  # where nothing begins that leaving would cut short
    token = shore.town.token(shore.reporter(), Role.REPORTER)
    webkit.add_cookie({"name": SESSION, "value": token, "path": "/", "secure": True})
    webkit.get(f"{shore.address}/report")
    until("the phone has all it needs", lambda: webkit.execute_async_script(IS_READY))
    assert webkit.execute_script(WITHOUT_SYNC)

    shore.line.go_down()
    webkit.refresh()
    until(
        "the form opens",
        lambda: webkit.execute_script("return document.querySelector('#step button') !== null"),
    )
    call(webkit, "put", [an_item(shore.reporter(), text="Rutan är krossad.")])
    webkit.execute_async_script(CLOSE)  # as the phone does when it is short of memory
    call(webkit, "put", [an_item(shore.reporter(), text="Bänken är borta.")])
    webkit.refresh()
    until("the line says what waits", lambda: line_says(webkit) == "2 väntar på att skickas")
    assert webkit.execute_async_script(RANGE) == [206, "PMTiles"]
    webkit.get(f"{shore.address}/my-reports")
    assert "täckning" in webkit.title
    until("the line says what waits", lambda: line_says(webkit) == "2 väntar på att skickas")
    assert shore.stored() == []

    shore.line.come_up()
    webkit.get(f"{shore.address}/report")
    until("what waited is sent", lambda: call(webkit, "waiting") == [])

    assert len(shore.stored()) == 2
    assert len(call(webkit, "sent")) == 2

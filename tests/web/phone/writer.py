"""Somebody who writes a report on a phone: a page of the form, whose taps are counted."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect

from events.database import reading
from events.report import ReportSubmitted
from reference.roles import Role
from tests.web.phone.shore import PHONE, Shore, until
from tests.web.test_browser import is_complaint, is_failed
from tests.web.town import NOW

HERE = {"latitude": 57.5003, "longitude": 19.5004, "accuracy": 35}
"""Some forty metres from the square."""

PATIENCE_MS = 15_000

HOLDS = """async ([account, text]) => {
  const { listDrafts } = await import("/static/phone/store.js");
  return JSON.stringify(await listDrafts(account)).includes(text);
}"""
HOLDS_NONE = """async (account) => {
  const { listDrafts } = await import("/static/phone/store.js");
  return (await listDrafts(account)).length === 0;
}"""


@dataclass
class Writer:
    """A person with the form before them."""

    shore: Shore
    context: BrowserContext
    page: Page
    complaints: list[str]
    account: str
    taps: int = 0

    def opens(self) -> None:
        """Open the form anew, as from a link."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.shore.address}/report")
        self.step("Vad har hänt?").wait_for()

    def step(self, heading: str) -> Locator:
        """The heading of a step."""
        return self.page.get_by_role("heading", name=heading, level=1)

    def button(self, name: str) -> Locator:
        """A button of the step."""
        return self.page.locator("#step").get_by_role("button", name=name, exact=True)

    def tap(self, what: str | Locator) -> None:
        """Tap a button or something else of the step, and count it."""
        target = self.button(what) if isinstance(what, str) else what
        target.click()
        self.taps += 1

    def choice(self, name: str) -> Locator:
        """Something to tick."""
        return self.page.locator("#step label", has_text=name).first

    def says_what(self, group: str = "Skadegörelse", kind: str = "Klotter") -> None:
        """Step 1."""
        self.tap(group)
        self.tap(kind)
        self.step("Var och när?").wait_for()

    def goes_on(self) -> None:
        """From step 2 to step 3."""
        self.tap("Fortsätt")
        self.step("Kontrollera och skicka").wait_for()

    def says_where(self, place: str = "Stortorget, Centrum") -> None:
        """Step 2, with one of the usual places and the time as it stands."""
        self.tap(place)
        self.goes_on()

    def says_how_sure(self) -> None:
        """What step 3 asks for."""
        self.tap(self.choice("Själv sett"))
        self.tap(self.choice("Säker"))

    def sends(self) -> ReportSubmitted:
        """Send, wait for the receipt, and take what the record holds of it."""
        self.says_how_sure()
        self.tap("Skicka rapporten")
        self.is_received()
        return self.last()

    def is_received(self, heading: str = "Tack, rapporten har kommit fram") -> None:
        """Wait for the receipt; what others have told of like it is another happening."""
        asked = self.step("Är det samma händelse?")
        self.step(heading).or_(asked).wait_for()
        while asked.is_visible():
            shown = self.button("En annan händelse: skicka min").element_handle()
            shown.click()
            self.taps += 1
            shown.wait_for_element_state("hidden")
            self.step(heading).or_(asked).wait_for()

    def received(self) -> list[ReportSubmitted]:
        """All reports that the record holds, in order."""
        log = self.shore.town.registry.log
        with reading(log.engine) as connection:
            facts = [entry.fact for entry in log.entries(connection)]
        return [fact for fact in facts if isinstance(fact, ReportSubmitted)]

    def last(self) -> ReportSubmitted:
        """The report that the record holds last."""
        return self.received()[-1]

    def call(self, module: str, name: str, *given: object) -> Any:  # noqa: ANN401 - its answer
        """Call a function of one of the form's modules."""
        return self.page.evaluate(
            "async ([module, name, given]) => (await import(module))[name](...given)",
            [f"/static/phone/{module}.js", name, list(given)],
        )

    def is_kept(self, text: str) -> None:
        """Wait until a draft with this text lies in the phone."""
        until(self.page, HOLDS, [self.account, text])

    def has_no_draft(self) -> None:
        """Wait until nothing that was begun lies in the phone, and none is offered."""
        until(self.page, HOLDS_NONE, self.account)
        expect(self.page.locator('[data-part="drafts"]')).to_be_hidden()


def writer(browser: Browser, shore: Shore, **options: Any) -> Writer:  # noqa: ANN401 - Playwright's
    """A phone of its own, without a service worker, of a new reporter of the schools."""
    account = shore.town.person("skola", Role.REPORTER)
    chosen: dict[str, Any] = {**PHONE, "service_workers": "block", **options}
    context = browser.new_context(**chosen)
    shore.sign_in(context, account)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.clock.set_fixed_time(NOW)
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if _matters(said) else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda it: complaints.append(it.url) if is_failed(it) else None)
    return Writer(shore, context, page, complaints, str(account))


def _matters(said: ConsoleMessage) -> bool:
    """Whether the page complains; that there is no worker is our own doing."""
    return is_complaint(said) and "blocked by Playwright" not in said.text

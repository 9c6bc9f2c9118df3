"""The administration and the access log in a real browser: whole, and for everybody to use.

Needs a Chromium: see the fixture `browser`.
"""

import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal
from uuid import UUID

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, ViewportSize, expect

from accounts import access, invitations
from accounts.permissions import Action
from ingest.roster import close_account, open_key
from reference.roles import Role, Scope
from tests.web.conftest import served
from tests.web.test_browser import RULES, Watched, watch
from tests.web.town import NOW, Town, found
from web.cookies import SESSION

PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 900}
PASSWORD = "mossig brygga utan ände"  # noqa: S105 - of nobody

ADMINISTRATORS = (
    "/administration",
    "/administration/organisations",
    "/administration/organisation/new",
    "/administration/organisation?code=vakt",
    "/administration/organisation/close?code=vakt",
    "/administration/people",
    "/administration/people/invite",
    "/administration/people/ANNA",
    "/administration/people/ANNA/name",
    "/administration/people/ANNA/anew",
    "/administration/people/ANNA/close",
    "/administration/people/GONE",
    "/administration/people/GONE/remove",
    "/administration/people/SELF",
    "/administration/keys",
    "/administration/keys/new",
    "/administration/keys/KEY",
    "/administration/keys/KEY/revoke",
)
AUDITORS = (
    "/administration",
    "/administration/people/ANNA",
    "/access-log",
    "/access-log?action=text.read",
    "/access-log?report=hej",
    "/access-log/summary",
)
COORDINATORS = ("/administration", "/administration/people/invite", "/access-log")


@dataclass
class Hall:
    """The town on a real socket, with people of each role, a key and a log of readings."""

    town: Town
    address: str = ""
    known: dict[str, str] = field(default_factory=dict[str, str])
    people: dict[Role, UUID] = field(default_factory=dict[Role, UUID])

    def opened_by(self, role: Role, context: BrowserContext) -> BrowserContext:
        """The browser in which the person with the role has signed in."""
        token = self.town.token(self.people[role], role)
        cookie = {"name": SESSION, "value": token, "url": "https://localhost", "secure": True}
        context.add_cookies([cookie])  # type: ignore[list-item]
        return context

    def at(self, path: str) -> str:
        """The address of a path in which people and keys are called by names."""
        for name, value in self.known.items():
            path = path.replace(name, value)
        return self.address + path


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """The town hall, open."""
    with served(found(tmp_path_factory.mktemp("hall"))) as town:
        hall = _furnished(town)
        server = uvicorn.Server(uvicorn.Config(town.app, port=0, log_config=None, lifespan="off"))
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        hall.address = f"http://localhost:{port}"
        yield hall
        server.should_exit = True
        thread.join()


def _furnished(town: Town) -> Hall:
    hall = Hall(town)
    for role, organisation, name in (
        (Role.ADMINISTRATOR, "skola", "Amir Rezai"),
        (Role.AUDITOR, "skola", "Birgit Lundmark"),
        (Role.COORDINATOR, "bostad", "Johan Ekdal"),
        (Role.REPORTER, "bostad", "Anna Ek"),
    ):
        hall.people[role] = town.person(organisation, role, name=name)
    anna, gone = hall.people[Role.REPORTER], town.person("vakt", Role.REPORTER, name="Per Ek")
    early = NOW - timedelta(days=12)
    invitations.invite(town.accounts, anna, by="command", at=early)
    close_account(town.registry, gone, actor="command", at=NOW)
    key = open_key(
        town.registry,
        organisation="vakt",
        name="Journalen",
        scopes=[Scope.REPORT, Scope.READ],
        expires_at=NOW + timedelta(days=20),
        actor="command",
        at=NOW,
    )
    _read(town, anna)
    hall.known = {
        "ANNA": str(anna),
        "GONE": str(gone),
        "SELF": str(hall.people[Role.ADMINISTRATOR]),
        "KEY": str(key),
    }
    return hall


def _read(town: Town, anna: UUID) -> None:
    """Have texts read, a glass broken and somebody turned away."""
    reports = [UUID(int=n) for n in range(1, 20)]
    others = [town.person("skola", Role.REPORTER) for _ in range(2)]
    for actor, n in ((anna, 19), (others[0], 2), (others[1], 2)):
        for report in reports[:n]:
            action = Action.TEXT_READ.value
            access.note(town.accounts, at=NOW, actor=str(actor), action=action, objects=[report])
    action, purpose = Action.TEXT_BREAK_GLASS.value, "Ett klagomål, ärende 2026/417."
    access.note(
        town.accounts,
        at=NOW,
        actor=str(anna),
        action=action,
        objects=reports[:1],
        purpose=purpose,
    )
    access.note(
        town.accounts,
        at=NOW,
        actor="unknown",
        action="sign-in",
        allowed=False,
        reason="wrong-password",
    )


def stumbles(watched: Watched) -> list[object]:
    """What an assistive tool, the browser or a phone would stumble on."""
    page = watched.page
    page.wait_for_load_state("load")  # with its style, which decides on colours and sizes
    violations = Axe().run(page, options=RULES).response["violations"]
    found: list[object] = [(v["id"], [node["target"] for node in v["nodes"]]) for v in violations]
    page.set_viewport_size(PHONE)
    page.wait_for_function("(width) => innerWidth === width", arg=PHONE["width"])
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    page.set_viewport_size(DESK)
    return [*found, *([f"{overflow} px too wide"] if overflow > 0 else [])]


@pytest.mark.parametrize(
    ("language", "scheme"), [("sv", "light"), ("en", "dark")], ids=["sv", "en"]
)
@pytest.mark.parametrize(
    ("role", "paths"),
    [
        (Role.ADMINISTRATOR, ADMINISTRATORS),
        (Role.AUDITOR, AUDITORS),
        (Role.COORDINATOR, COORDINATORS),
    ],
    ids=["administrator", "auditor", "coordinator"],
)
def test_every_page_is_whole_and_can_be_used_by_everybody(
    browser: Browser,
    hall: Hall,
    role: Role,
    paths: tuple[str, ...],
    language: str,
    scheme: Literal["light", "dark"],
) -> None:
    context = hall.opened_by(
        role,
        browser.new_context(
            locale={"sv": "sv-SE", "en": "en-GB"}[language],
            color_scheme=scheme,
            viewport=DESK,
        ),
    )
    watched = watch(context)
    found_fault: dict[str, object] = {}
    for path in paths:
        watched.goes_to(hall.at(path))
        expect(watched.page.locator("html")).to_have_attribute("lang", language)
        expect(watched.page.locator("h1")).to_have_count(1)
        said = [each for each in watched.everything_said() if "status of 422" not in each]
        stumbled = stumbles(watched)
        if stumbled or said:
            found_fault[path] = (stumbled, said)
    context.close()

    assert not found_fault


def test_a_person_is_invited_and_comes_in_by_the_link(browser: Browser, hall: Hall) -> None:
    office = hall.opened_by(
        Role.ADMINISTRATOR,
        browser.new_context(locale="sv-SE", viewport=DESK),
    )
    page = (watched := watch(office)).page
    watched.goes_to(hall.at("/administration"))
    page.get_by_role("link", name="Personer", exact=True).click()
    page.get_by_role("link", name="Bjud in en person").click()
    page.get_by_label("Namn").fill("Nina Åkesson")
    page.get_by_label("E-postadress").fill("nina@")
    page.get_by_label("Mötesdeltagare").check()
    page.get_by_role("button", name="Gör inbjudan").click()

    expect(page).to_have_title("Fel: Bjud in en person – Lägesbild Havstuna")
    assert stumbles(watched) == []
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="Välj en organisation.").click()
    expect(page.get_by_label("Organisation", exact=True)).to_be_focused()
    expect(page.get_by_label("Mötesdeltagare")).to_be_checked()
    page.get_by_label("Organisation", exact=True).select_option("Vaktbolaget Ugglan")
    page.get_by_label("E-postadress").fill("nina@havstuna.example")
    page.get_by_role("button", name="Gör inbjudan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nina Åkesson är inbjuden")
    assert stumbles(watched) == []
    link = page.get_by_label("Länken").input_value()

    theirs = browser.new_context(locale="sv-SE", viewport=PHONE)
    hers = theirs.new_page()
    hers.goto(link)
    expect(hers.get_by_text("Vaktbolaget Ugglan")).to_be_visible()
    hers.get_by_label("Lösenord", exact=True).fill(PASSWORD)
    hers.get_by_role("button", name="Spara lösenordet och logga in").click()
    expect(hers.get_by_role("link", name="Nina Åkesson")).to_be_visible()
    theirs.close()

    page.get_by_role("link", name="Klar: till Nina Åkesson").click()
    expect(page.get_by_text("Inloggad nu")).to_be_visible()
    expect(page.get_by_text("Chrome, Linux")).to_be_visible()
    office.close()


def test_a_key_is_made_with_the_keyboard_and_no_script(browser: Browser, hall: Hall) -> None:
    context = hall.opened_by(
        Role.ADMINISTRATOR,
        browser.new_context(
            locale="sv-SE",
            viewport=PHONE,
            java_script_enabled=False,
        ),
    )
    page = context.new_page()
    page.goto(hall.at("/administration/keys/new"))
    page.get_by_label("Organisation", exact=True).select_option("Havstunabostäder")
    page.get_by_label("Nyckelns namn").fill("Driftjournalen")
    page.get_by_label("Lämna rapporter").focus()
    page.keyboard.press("Space")
    page.get_by_label("Hur länge den gäller").select_option("6 månader")
    page.get_by_role("button", name="Gör nyckeln").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Nyckeln Driftjournalen")
    expect(page.get_by_label("Hemligheten")).to_have_value(re.compile("^est_"))
    page.get_by_role("link", name="Klar: till nycklarna").click()
    expect(page.get_by_role("link", name="Driftjournalen")).to_be_visible()
    context.close()


def test_what_was_read_is_found_in_the_log(browser: Browser, hall: Hall) -> None:
    context = hall.opened_by(
        Role.AUDITOR,
        browser.new_context(locale="sv-SE", viewport=DESK),
    )
    page = (watched := watch(context)).page
    watched.goes_to(hall.at("/access-log"))

    expect(page.get_by_text("Anna Ek, rapportör, har läst texterna i 19 rapporter")).to_be_visible()
    page.get_by_text("Välj vad som visas").click()
    page.get_by_label("Person").select_option("Anna Ek")
    page.get_by_label("Vad som gjordes").select_option("Läste texter av ett angivet skäl")
    page.get_by_role("button", name="Visa", exact=True).click()
    expect(page.get_by_text("Angivet skäl: Ett klagomål, ärende 2026/417.")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Anna Ek")).to_have_count(1)
    page.get_by_role("link", name="Vilka som har läst den").click()
    expect(page.locator("ol.log > li")).to_have_count(4)
    assert watched.everything_said() == []
    context.close()

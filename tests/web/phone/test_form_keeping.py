"""The reporting form keeps what was written: reloads, the back button, refusals, signing out."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from events.database import reading
from events.report import ReportLinked
from tests.web.phone.shore import Shore, until
from tests.web.phone.writer import Writer, writer
from tests.web.town import NOW
from web.cookies import SESSION

TEXT = "Fyra rutor på norra sidan."
AFTER_THE_UNDO_MS = 40_000
"""What is said with one tap can be taken back for ten seconds, and is sent then."""

SAYS_NOTHING = """async () => {
  const { kept } = await import("/static/phone/store.js");
  return (await kept("nothing")) !== null;
}"""


@pytest.fixture(scope="module", autouse=True)
def _usual_place(shore: Shore) -> None:
    shore.town.send(place={"place": "torget"})


@pytest.fixture
def somebody(browser: Browser, shore: Shore) -> Iterator[Writer]:
    """A reporter with the form before them."""
    form = writer(browser, shore)
    form.opens()
    yield form
    form.context.close()


def written(form: Writer) -> None:
    """Write a report as far as its text."""
    form.says_what("Skadegörelse", "Krossade rutor")
    form.says_where()
    form.says_how_sure()
    form.page.locator("#text").fill(TEXT)
    form.is_kept(TEXT)


def test_a_reload_loses_nothing_and_stays_at_the_step(somebody: Writer) -> None:
    written(somebody)

    somebody.page.reload()

    somebody.step("Kontrollera och skicka").wait_for()
    expect(somebody.page.locator("#text")).to_have_value(TEXT)
    expect(somebody.choice("Säker").locator("input")).to_be_checked()
    expect(somebody.page.locator(".summary")).to_contain_text("Stortorget, Centrum")


def test_the_back_button_goes_back_a_step_and_forward_again(somebody: Writer) -> None:
    written(somebody)

    somebody.page.go_back()
    somebody.step("Var och när?").wait_for()
    somebody.page.go_back()
    somebody.step("Skadegörelse").wait_for()
    somebody.page.go_back()
    somebody.step("Vad har hänt?").wait_for()
    for heading in ("Skadegörelse", "Var och när?", "Kontrollera och skicka"):
        somebody.page.go_forward()
        somebody.step(heading).wait_for()
    expect(somebody.page.locator("#text")).to_have_value(TEXT)


def test_several_drafts_are_listed_taken_up_and_thrown_away(somebody: Writer) -> None:
    written(somebody)
    somebody.opens()
    somebody.says_what("Tillgrepp", "Stöld av cykel, moped, fordon")
    somebody.opens()
    begun = somebody.page.locator('[data-part="drafts"]')
    expect(begun.get_by_role("listitem")).to_have_count(2)

    begun.get_by_role("button", name="Kasta Stöld av cykel").click()
    begun.get_by_role("button", name="Ångra").click()
    expect(begun.get_by_role("listitem")).to_have_count(2)
    begun.get_by_role("button", name="Kasta Stöld av cykel").click()
    begun.get_by_role("button", name="Fortsätt Krossade rutor").click()

    somebody.step("Kontrollera och skicka").wait_for()
    expect(somebody.page.locator("#text")).to_have_value(TEXT)
    somebody.opens()
    expect(begun.get_by_role("listitem")).to_have_count(1)


def test_a_form_that_was_only_opened_is_no_draft(somebody: Writer) -> None:
    somebody.opens()
    somebody.tap("Skadegörelse")
    somebody.opens()

    somebody.has_no_draft()


def test_now_becomes_the_time_that_it_was_when_a_draft_is_taken_up_later(somebody: Writer) -> None:
    written(somebody)
    somebody.page.clock.set_fixed_time("2026-11-25T08:00:00Z")
    somebody.opens()
    somebody.page.get_by_role("button", name="Fortsätt Krossade rutor").click()

    expect(somebody.page.locator(".summary")).to_contain_text("i går kl. 10.30")
    somebody.page.get_by_role("button", name="Ändra när det var").click()
    expect(somebody.choice("En annan dag").locator("input")).to_be_checked()
    expect(somebody.page.locator("#date")).to_have_value("2026-11-24")


def kit_without(form: Writer, category: str, instead: str | None = None) -> None:
    """Have the phone's kit lack a category, or hold one that the service does not know."""
    kit = form.page.evaluate("fetch('/api/1/form?lang=sv').then((it) => it.json())")
    for group in kit["groups"]:
        group["categories"] = [
            {**one, "id": instead} if one["id"] == category else one
            for one in group["categories"]
            if instead or one["id"] != category
        ]
    form.page.route("**/api/1/form*", lambda route: route.fulfill(body=json.dumps(kit)))


def test_what_the_service_refuses_comes_back_with_its_reason(somebody: Writer) -> None:
    before = len(somebody.received())
    kit_without(somebody, "DMG-GLASS", instead="DMG-GLAZE")
    somebody.opens()
    written(somebody)
    somebody.tap("Skicka rapporten")
    somebody.is_received("Rapporten kunde inte tas emot")
    expect(somebody.page.locator(".receipts")).to_contain_text("DMG-GLAZE")
    expect(somebody.page).to_have_title(re.compile("^Fel:"))
    somebody.page.unroute_all()

    somebody.opens()
    expect(somebody.page.locator('[data-part="drafts"]')).to_contain_text("DMG-GLAZE")
    somebody.page.get_by_role("button", name="Fortsätt Krossade rutor").click()
    expect(somebody.page.locator("#text")).to_have_value(TEXT)
    somebody.page.get_by_role("button", name="Ändra vad som hände").click()
    somebody.tap("Skadegörelse")
    somebody.tap("Krossade rutor")
    somebody.step("Kontrollera och skicka").wait_for()
    somebody.tap("Skicka rapporten")
    somebody.is_received()

    assert len(somebody.received()) == before + 1
    assert somebody.last().category == "DMG-GLASS"
    somebody.opens()
    somebody.has_no_draft()


def test_without_coverage_the_receipt_says_that_it_is_kept(somebody: Writer) -> None:
    written(somebody)
    somebody.context.set_offline(offline=True)
    somebody.tap("Skicka rapporten")
    somebody.is_received("Sparad på telefonen")
    expect(somebody.page.locator("#step")).to_contain_text("skickas av sig själv")

    somebody.context.set_offline(offline=False)

    somebody.is_received()


def test_a_session_that_ended_loses_nothing(somebody: Writer) -> None:
    written(somebody)
    token = somebody.context.cookies("https://localhost")
    somebody.context.clear_cookies()
    somebody.tap("Skicka rapporten")
    somebody.is_received("Sparad på telefonen")
    expect(somebody.page.locator("#step")).to_contain_text("Du är utloggad")
    somebody.opens()
    expect(somebody.page.get_by_text("Du är utloggad. Skriv som vanligt")).to_be_visible()
    before = len(somebody.received())

    somebody.context.add_cookies([cookie for cookie in token if cookie["name"] == SESSION])  # type: ignore[misc]
    somebody.opens()
    expect(somebody.page.get_by_text("1 väntar på att skickas")).to_be_hidden()

    assert len(somebody.received()) == before + 1


def test_the_same_happening_is_joined_and_another_is_not(browser: Browser, shore: Shore) -> None:
    first = shore.town.send(
        category="FIRE-BIN",
        occurred={"from": NOW.isoformat()},
        place={"place": "skolan"},
        text="Papperskorgen vid grinden.",
    )
    joined = list[int]()
    for answer in ("En annan händelse: skicka min", "Samma händelse: lägg till det jag såg"):
        form = writer(browser, shore)
        form.opens()
        form.says_what("Brand och pyroteknik", "Brand i papperskorg, container, skräp")
        form.page.get_by_label("Sök en plats").fill("skol")
        form.tap(form.page.locator('[data-part="found"] button').first)
        form.goes_on()
        form.says_how_sure()
        form.tap("Skicka rapporten")
        form.step("Är det samma händelse?").wait_for()
        expect(form.page.locator(".options")).to_contain_text("0 m från din plats")
        form.page.locator("#step").get_by_role("button", name=answer).first.click()
        form.step("Tack, rapporten har kommit fram").wait_for()
        form.context.close()
        joined.append(len(links(shore, first["report"])))

    assert joined == [0, 1]


def links(shore: Shore, report: str) -> list[ReportLinked]:
    """What was linked to a report."""
    log = shore.town.registry.log
    with reading(log.engine) as connection:
        facts = [entry.fact for entry in log.entries(connection)]
    return [
        fact for fact in facts if isinstance(fact, ReportLinked) and str(fact.same_as) == report
    ]


def test_nothing_to_report_takes_one_tap_and_can_be_taken_back(somebody: Writer) -> None:
    page = somebody.page
    somebody.tap("Inget att rapportera den här veckan")
    expect(
        page.get_by_text("Inget att rapportera, vecka 48, från Havstuna skolor.")
    ).to_be_visible()
    somebody.tap("Ångra")
    expect(page.get_by_text("Inget skickades.")).to_be_visible()
    somebody.opens()
    assert somebody.call("outbox", "waiting") == []

    with page.expect_response("**/api/1/nothing", timeout=AFTER_THE_UNDO_MS) as said:
        somebody.tap("Inget att rapportera den här veckan")

    assert said.value.status == 201
    expect(page.get_by_text("rapporterar du som vanligt")).to_be_visible()


def test_whoever_leaves_after_saying_that_there_was_nothing_has_said_it(
    browser: Browser, shore: Shore
) -> None:
    form = writer(browser, shore)
    form.opens()
    form.tap("Inget att rapportera den här veckan")
    until(form.page, SAYS_NOTHING)

    with form.page.expect_response("**/api/1/nothing") as said:
        form.opens()

    assert said.value.status in {200, 201}
    assert form.call("store", "kept", "nothing") is None
    form.context.close()


def test_after_the_receipt_there_is_no_way_back_to_what_was_sent(somebody: Writer) -> None:
    before = len(somebody.received())
    written(somebody)
    somebody.tap("Skicka rapporten")
    somebody.is_received()
    reference = somebody.page.locator(".receipts strong").inner_text()

    somebody.page.reload()
    expect(somebody.page.locator(".receipts strong")).to_have_text(reference)
    somebody.page.go_back()
    somebody.step("Vad har hänt?").wait_for()

    somebody.has_no_draft()
    assert len(somebody.received()) == before + 1


def test_a_category_that_was_retired_meanwhile_keeps_its_name(somebody: Writer) -> None:
    written(somebody)
    kit_without(somebody, "DMG-GLASS")

    somebody.page.reload()

    expect(somebody.page.locator(".summary")).to_contain_text("Krossade rutor")
    somebody.tap("Skicka rapporten")
    somebody.is_received()
    assert somebody.last().category == "DMG-GLASS"


def test_the_form_works_without_the_map_and_without_the_rules_for_texts(somebody: Writer) -> None:
    somebody.page.route("**/vendor/**", lambda route: route.abort())
    somebody.page.route("**/screening*", lambda route: route.abort())
    somebody.opens()
    somebody.says_what("Skadegörelse", "Krossade rutor")
    somebody.tap("Peka på kartan")
    expect(somebody.page.get_by_text("Kartan går inte att hämta nu.")).to_be_visible()
    somebody.says_where()
    somebody.page.locator("#text").fill(TEXT)
    somebody.sends()


@pytest.mark.parametrize(
    ("hours", "now", "wanted"),
    [
        (("22:00", "06:00"), "2026-11-24T09:30:00Z", ["2026-11-23T22:00", "2026-11-24T06:00"]),
        (("22:00", "06:00"), "2026-11-24T22:30:00Z", ["2026-11-24T22:00", "2026-11-24T23:30"]),
        (("22:00", "06:00"), "2026-11-24T02:00:00Z", ["2026-11-23T22:00", "2026-11-24T03:00"]),
        (("08:00", "16:00"), "2026-11-24T09:30:00Z", ["2026-11-24T08:00", "2026-11-24T10:30"]),
        (("08:00", "16:00"), "2026-11-24T05:00:00Z", ["2026-11-23T08:00", "2026-11-23T16:00"]),
    ],
)
def test_a_shift_is_the_latest_one_that_has_begun(
    somebody: Writer, hours: tuple[str, str], now: str, wanted: list[str]
) -> None:
    shift = somebody.page.evaluate(
        """async ([[from, to], now]) => {
          const telling = await import("/static/phone/telling.js");
          const { begins, ends } = telling.shift(from, to, new Date(now));
          return [begins, ends];
        }""",
        [list(hours), now],
    )

    assert shift == wanted

"""What points out a person is found while one writes, and goes or is answered before sending."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from events.telling import Confirmed
from reference.dimensions import PersonalData
from tests.web.phone.shore import Shore
from tests.web.phone.writer import Writer, writer

SELECTED = """(words) => {
  const { value, selectionStart, selectionEnd } = document.getElementById("text");
  return value.slice(selectionStart, selectionEnd) === words;
}"""


@pytest.fixture(scope="module", autouse=True)
def _usual_place(shore: Shore) -> None:
    shore.town.send(place={"place": "torget"})


@pytest.fixture
def somebody(browser: Browser, shore: Shore) -> Iterator[Writer]:
    """A reporter who has come to the text."""
    form = writer(browser, shore)
    form.opens()
    form.says_what()
    form.says_where()
    form.says_how_sure()
    yield form
    form.context.close()
    assert form.complaints == []


def test_a_phone_number_must_go_and_one_tap_replaces_it(somebody: Writer) -> None:
    text = somebody.page.locator("#text")
    text.fill("🎆 Två mopeder körde fort. Ring 070-174 06 05 om det.")
    finds = somebody.page.locator(".finds")
    expect(finds.locator("mark")).to_have_text("070-174 06 05")
    expect(finds).to_contain_text("Telefonnummer")
    expect(finds.get_by_role("button", name="Det är inte en person")).to_be_hidden()

    somebody.tap("Skicka rapporten")
    expect(somebody.page.locator(".error-summary")).to_contain_text("Ta bort det som inte går")
    somebody.tap("Ersätt med [telefonnummer]")

    expect(text).to_have_value("🎆 Två mopeder körde fort. Ring [telefonnummer] om det.")
    expect(finds).to_be_hidden()
    somebody.tap("Skicka rapporten")
    somebody.is_received()
    assert not somebody.last().quarantined


def test_a_name_is_replaced_with_a_tap(somebody: Writer) -> None:
    text = somebody.page.locator("#text")
    text.fill("Bråket började när Anna Svensson kom till torget.")
    expect(somebody.page.locator(".finds mark")).to_have_text("Anna Svensson")
    somebody.tap("Skicka rapporten")
    expect(somebody.page.locator(".error-summary")).to_contain_text("Ersätt, eller ange")
    somebody.tap("Visa i texten")
    somebody.page.wait_for_function(SELECTED, arg="Anna Svensson")

    somebody.tap("Ersätt med [person]")

    expect(text).to_have_value("Bråket började när [person] kom till torget.")
    somebody.tap("Skicka rapporten")
    somebody.is_received()
    assert (somebody.last().quarantined, somebody.last().confirmed) == (False, ())


def test_what_is_no_person_is_counted_and_held_back(somebody: Writer) -> None:
    somebody.page.locator("#text").fill("Bråket började när Anna Svensson kom till torget.")
    somebody.tap("Det är inte en person")
    expect(somebody.page.locator(".finds")).to_contain_text("du har sagt")

    somebody.tap("Skicka rapporten")
    somebody.is_received()

    fact = somebody.last()
    assert fact.quarantined
    assert fact.confirmed == (Confirmed(kind=PersonalData.NAME, count=1),)
    expect(somebody.page.locator(".receipts")).to_contain_text("Bara din egen samordnare")


def test_the_words_of_a_place_are_looked_through_as_well(somebody: Writer) -> None:
    somebody.page.get_by_role("button", name="Ändra var det var").click()
    somebody.page.locator("summary", has_text="Mer om platsen").click()
    somebody.page.get_by_label("Var mer exakt").fill("hos kim@example.se")
    expect(somebody.page.locator(".finds mark")).to_have_text("kim@example.se")
    somebody.goes_on()
    somebody.tap("Skicka rapporten")

    link = somebody.page.locator(".error-summary a")
    expect(link).to_contain_text("e-postadress")

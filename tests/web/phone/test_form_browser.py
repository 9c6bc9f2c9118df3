"""The reporting form in a real browser: from the first tap to what the record holds."""

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, expect

from events.telling import Point
from reference.dimensions import Basis, Certainty, Channel, PlaceMethod, PlaceType, Precision
from tests.web.phone.shore import Shore
from tests.web.phone.writer import HERE, Writer, writer
from tests.web.town import NOW

FEW_TAPS = 8
A_MINUTE_S = 60


@pytest.fixture(scope="module", autouse=True)
def _usual_place(shore: Shore) -> None:
    """The schools have reported from the square before, so it is one of their usual places."""
    shore.town.send(place={"place": "torget"})


@pytest.fixture
def somebody(browser: Browser, shore: Shore) -> Iterator[Writer]:
    """A reporter with the form before them; nothing may have gone wrong at the end."""
    form = writer(browser, shore)
    form.opens()
    yield form
    form.context.close()
    assert form.complaints == []


def test_a_first_report_takes_few_taps_and_less_than_a_minute(somebody: Writer) -> None:
    begun = time.monotonic()

    somebody.says_what()
    somebody.says_where()
    fact = somebody.sends()

    assert somebody.taps <= FEW_TAPS
    assert time.monotonic() - begun < A_MINUTE_S
    assert (fact.category, fact.channel) == ("DMG-GRAFF", Channel.FORM)
    assert (fact.place.place, fact.place.method) == ("torget", PlaceMethod.USUAL)
    assert (fact.told.basis, fact.told.certainty) == (Basis.SEEN, Certainty.SURE)
    assert (fact.told.occurred_from, fact.told.precision) == (NOW, Precision.EXACT)
    expect(somebody.page.locator("#step")).to_contain_text(re.compile(r"Referens 2026-48-\d{4}"))


def test_a_place_is_found_however_it_is_spelt(somebody: Writer) -> None:
    somebody.says_what()
    somebody.page.get_by_label("Sök en plats").fill("sjovik")
    somebody.tap("Sjöviksskolan")
    somebody.goes_on()
    place = somebody.sends().place

    assert (place.place, place.method, place.area) == ("skolan", PlaceMethod.REGISTER, "G03")


def test_the_position_is_used_when_asked_for_with_how_exact_it_is(
    browser: Browser, shore: Shore
) -> None:
    form = writer(browser, shore, geolocation=HERE, permissions=["geolocation"])
    form.opens()
    form.says_what()
    form.tap("Använd min position")
    form.page.locator(".map .known-to").wait_for(state="attached")
    expect(form.page.locator('[data-part="accuracy"]')).to_contain_text("inom 35 m")
    form.tap("Stortorget, 40 m bort")
    expect(form.button("Stortorget, 40 m bort")).to_have_attribute("aria-pressed", "true")
    form.goes_on()
    place = form.sends().place
    form.context.close()

    assert place.point == Point(lat=57.5003, lon=19.5004, precision_m=35)
    assert (place.method, place.place) == (PlaceMethod.POSITION, "torget")
    assert form.complaints == []


def test_a_refused_position_leaves_the_other_ways(browser: Browser, shore: Shore) -> None:
    form = writer(browser, shore, permissions=[])
    form.opens()
    form.says_what()
    form.tap("Använd min position")

    expect(form.page.get_by_text("Formuläret får inte veta telefonens position.")).to_be_visible()
    form.says_where()
    form.context.close()


def test_a_spot_is_tapped_on_the_map(somebody: Writer) -> None:
    somebody.says_what()
    somebody.tap("Peka på kartan")
    somebody.page.locator(".leaflet-tile-loaded").first.wait_for()
    somebody.tap(somebody.page.locator(".map"))
    expect(somebody.page.locator(".chosen")).to_contain_text("En punkt på kartan: Östra Havstuna")
    somebody.tap(somebody.page.get_by_label("Det var i eller vid någons hem."))
    somebody.goes_on()
    place = somebody.sends().place

    assert (place.method, place.area) == (PlaceMethod.MAP, "G02")
    assert place.point is None
    assert place.sealed_point is not None


def test_words_alone_are_a_place(somebody: Writer) -> None:
    somebody.says_what()
    somebody.tap("Bara i ord")
    somebody.tap("Fortsätt")
    expect(somebody.page.locator(".error-summary")).to_contain_text("Beskriv var det var")
    expect(somebody.page).to_have_title(re.compile("^Fel:"))
    somebody.page.get_by_label("Beskriv var det var").fill("Vid bommen på grusvägen")
    expect(somebody.page.locator(".error-summary")).to_have_count(0)
    somebody.page.get_by_label("Område, om du vet").select_option("G02")
    somebody.page.locator("summary", has_text="Mer om platsen").click()
    somebody.page.get_by_label("Sorts plats").select_option("street-path")
    somebody.goes_on()
    place = somebody.sends().place

    assert (place.area, place.method) == ("G02", PlaceMethod.WORDS)
    assert place.place_type is PlaceType.STREET
    assert place.words is not None


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A local time of November 2026, in UTC."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=1)


@pytest.mark.parametrize(
    ("kind", "fields", "told"),
    [
        ("Tidigare i dag", {"#clock": "07:45"}, (at(24, 7, 45), at(24, 7, 45), "exact")),
        ("Tidigare i dag", {"#part": "morning"}, (at(24, 6), at(24, 10, 30), "daypart")),
        ("En annan dag", {}, (at(23, 0), at(24, 0), "day")),
        (
            "En annan dag",
            {"#date": "2026-11-20", "#part": "evening"},
            (at(20, 18), at(21, 0), "daypart"),
        ),
        (
            "Mellan två tider",
            {"#from": "2026-11-23T22:00", "#to": "2026-11-24T06:30"},
            (at(23, 22), at(24, 6, 30), "interval"),
        ),
        (
            "Under mitt pass",
            {"#shift-from": "21:00", "#shift-to": "06:00"},
            (at(23, 21), at(24, 6), "shift"),
        ),
    ],
)
def test_the_time_is_told_in_the_way_that_it_is_known(
    somebody: Writer,
    kind: str,
    fields: dict[str, str],
    told: tuple[datetime, datetime, str],
) -> None:
    somebody.says_what()
    somebody.tap(somebody.choice(kind))
    for field, value in fields.items():
        if field == "#part":
            somebody.page.locator(field).select_option(value)
        else:
            somebody.page.locator(field).fill(value)
    somebody.says_where()
    fact = somebody.sends()

    assert (fact.told.occurred_from, fact.told.occurred_to, fact.told.precision) == told


def test_a_time_that_has_not_come_is_said_beside_its_field(somebody: Writer) -> None:
    somebody.says_what()
    somebody.tap("Stortorget, Centrum")
    somebody.tap(somebody.choice("Tidigare i dag"))
    somebody.page.locator("#clock").fill("23:00")
    somebody.tap("Fortsätt")

    link = somebody.page.locator(".error-summary a")
    expect(link).to_have_text("Tiden har inte inträffat än")
    link.click()
    expect(somebody.page.locator("#clock")).to_be_focused()
    expect(somebody.page.locator("#clock")).to_have_attribute("aria-invalid", "true")
    somebody.page.locator("#clock").fill("08:00")
    somebody.goes_on()
    expect(somebody.page).not_to_have_title(re.compile("^Fel:"))


def test_several_happenings_of_a_shift_are_sent_in_one_go(somebody: Writer) -> None:
    before = len(somebody.received())
    somebody.says_what()
    somebody.tap(somebody.choice("Under mitt pass"))
    somebody.says_where()
    somebody.says_how_sure()
    somebody.tap("Lägg till en till från samma pass")
    expect(somebody.page.get_by_text("Händelse 2 från samma pass.")).to_be_visible()
    somebody.tap("Tillgrepp")
    somebody.tap("Stöld av cykel, moped, fordon")
    somebody.step("Kontrollera och skicka").wait_for()
    somebody.tap("Skicka 2 rapporter")
    somebody.is_received("Tack, 2 rapporter har kommit fram")

    first, second = somebody.received()[before:]
    assert (first.category, second.category) == ("DMG-GRAFF", "PROP-BIKE")
    assert first.told == second.told
    assert first.place == second.place
    assert first.client_id != second.client_id


def test_other_needs_a_text_and_counts_its_characters(somebody: Writer) -> None:
    somebody.tap("Annat")
    somebody.says_where()
    somebody.says_how_sure()
    somebody.tap("Skicka rapporten")
    expect(somebody.page.locator(".error-summary")).to_contain_text("Skriv med några ord")
    somebody.page.locator("#text").fill("å" * 503)
    expect(somebody.page.get_by_text("3 tecken för mycket")).to_be_visible()
    somebody.tap("Skicka rapporten")
    expect(somebody.page.locator(".error-summary")).to_contain_text("3 tecken för mycket")
    somebody.page.locator("#text").fill("Ett oväntat ljud från taket.")
    somebody.tap("Skicka rapporten")
    somebody.is_received()

    assert somebody.last().category == "OTHER"


def test_the_bands_are_sent_as_they_are_ticked(somebody: Writer) -> None:
    somebody.says_what()
    somebody.says_where()
    somebody.page.locator("summary", has_text="Fler uppgifter").click()
    somebody.page.get_by_label("Hur många personer?").select_option("5-9")
    somebody.page.get_by_label("Vet polisen om det?").select_option("no")
    somebody.choice("Rädsla eller otrygghet").click()
    somebody.choice("Personal").click()
    told = somebody.sends().told

    assert (told.people, told.police) == ("5-9", "no")
    assert (told.consequences, told.affected) == (("fear",), ("staff",))

"""Anybody can read how accessible the service is, what is not, and where to turn."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError

from reference.language import LANGUAGES, translator
from settings import Settings
from tests.web.town import ADDRESS, LOOPBACK, OUR_PAGE, Town, found, serve
from web.accessibility import PATH, SHORTCOMINGS, SUPERVISOR, Contact

Visit = Callable[..., str]


@pytest.fixture
def visit(tmp_path: Path) -> Visit:
    """Read the statement of a service with these settings, signed in as nobody."""
    empty = found(tmp_path)

    def visited(*, language: str = "sv", **said: object) -> str:
        app, _ = serve(empty.model_copy(update=said))
        with TestClient(app, base_url=ADDRESS, client=LOOPBACK, headers=OUR_PAGE) as client:
            answer = client.get(PATH, headers={"accept-language": language})
        assert answer.status_code == 200
        return words_of(answer.text)

    return visited


def words_of(page: str) -> str:
    """A page with its tags, as it is read."""
    return re.sub(r"\s+", " ", unescape(page).replace("\N{SOFT HYPHEN}", ""))


def test_it_says_what_the_law_asks_for(visit: Visit) -> None:
    page = visit(
        accessibility_email="tillganglig@havstuna.example",
        accessibility_phone="031-390 06 01",
        accessibility_assessed=date(2026, 11, 16),
    )

    assert "Havstuna står bakom den här tjänsten" in page
    assert "delvis förenlig med lagen om tillgänglighet till digital offentlig service" in page
    assert "Innehåll som inte är tillgängligt" in page
    assert '<a href="mailto:tillganglig@havstuna.example">' in page
    assert '<a href="tel:0313900601">031-390 06 01</a>' in page
    assert f'<a href="{SUPERVISOR}">' in page
    assert "självskattning" in page
    assert "Havstuna bedömde tjänsten senast måndag 16 november 2026." in page
    assert re.search(r"Redogörelsen uppdaterades senast \w+ \d+ \w+ 20\d\d\.", page)
    assert "åberopar inget undantag" in page


def test_it_does_not_say_that_it_was_assessed_when_it_was_not(visit: Visit) -> None:
    page = visit(language="en")

    assert "Havstuna has not yet assessed the service itself." in page
    assert "last assessed" not in page
    assert "mailto:" not in page
    assert "tel:" not in page
    assert "Turn to Havstuna by the ways that stand on its own website." in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shortcoming_is_told_with_its_criteria(visit: Visit, language: str) -> None:
    page, t = visit(language=language), translator(language)

    for each in SHORTCOMINGS:
        assert t(each.whom) in page
        assert t(each.what) in page
        assert re.fullmatch(r"\d\.\d+\.\d+(, \d\.\d+\.\d+)*", each.criteria)
        assert f"WCAG: {each.criteria}." in page


def test_every_page_leads_to_it_and_the_way_in_too(town: Town) -> None:
    town.client.cookies.clear()

    for path in ("/sign-in", PATH, "/nothing-here", "/offline"):
        assert f'href="{PATH}"' in town.client.get(path).text, path


def test_whoever_is_signed_in_keeps_their_menu(town: Town) -> None:
    signed_in = town.client.get(PATH).text
    town.client.cookies.clear()

    assert 'action="/sign-out"' in signed_in
    assert 'action="/sign-out"' not in town.client.get(PATH).text


def test_a_number_is_dialled_without_its_spaces() -> None:
    assert Contact(phone="+46 31-390 06 01").tel == "+46313900601"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ACCESSIBILITY_EMAIL", "nobody"),
        ("ACCESSIBILITY_EMAIL", "a@b.example?bcc=c@d.example"),
        ("ACCESSIBILITY_PHONE", "call us"),
        ("ACCESSIBILITY_ASSESSED", "last week"),
    ],
)
def test_a_wrong_contact_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"LAGESBILD_{name}", value)

    with pytest.raises(ValidationError, match=name.lower()):
        Settings()

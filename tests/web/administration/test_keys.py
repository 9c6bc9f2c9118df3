"""Keys for programs: made, replaced while both work, revoked."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from events.database import reading
from projections import roster
from reference.roles import Role, Scope
from tests.web.administration.hall import administrator, auditor, coordinator, said, secret
from tests.web.town import NOW, Town
from web.administration.keys import months_later

NEW = "/administration/keys/new"
FILLED = {
    "organisation": "vakt",
    "name": "Väktarsystemet",
    "scopes.report": "1",
    "scopes.read": "1",
    "months": "3",
}


@pytest.fixture
def office(town: Town) -> TestClient:
    """Somebody who may make keys."""
    return administrator(town)


def held(town: Town) -> list[roster.ApiKey]:
    """The keys that are not revoked."""
    with reading(town.registry.log.engine) as connection:
        return roster.keys(connection, town.registry.log.municipality)


def asks(town: Town, shown: Response | str) -> int:
    """The status of what a program gets that shows the secret."""
    key = shown if isinstance(shown, str) else secret(shown)
    allowed = {"authorization": f"Bearer {key}"}
    return town.nobody().get("/api/1/reports", headers=allowed).status_code


def test_a_key_is_made_and_its_secret_shown_once(town: Town, office: TestClient) -> None:
    page = town.press(NEW, office, **FILLED)

    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert asks(town, page) == 200
    (key,) = held(town)
    assert (key.organisation, key.name) == ("vakt", "Väktarsystemet")
    assert key.scopes == {Scope.REPORT, Scope.READ}
    assert key.expires_at == datetime(2027, 2, 24, 9, 30, tzinfo=UTC)
    for path in ("/administration/keys", f"/administration/keys/{key.key}"):
        shown = office.get(path)
        assert secret(page) not in shown.text
        assert "Väktarsystemet" in said(shown)
        assert "2027-02-24" in said(shown)


@pytest.mark.parametrize(
    ("scope", "example"),
    [
        ("report", "curl -X POST https://localhost/api/1/reports"),
        ("read", "curl 'https://localhost/api/1/reports?limit=100'"),
        ("picture", "curl https://localhost/api/1/pictures/2026-W47"),
    ],
)
def test_the_example_does_what_the_key_is_for(
    town: Town, office: TestClient, scope: str, example: str
) -> None:
    chosen = {name: value for name, value in FILLED.items() if not name.startswith("scopes")}

    page = town.press(NEW, office, **chosen, **{f"scopes.{scope}": "1"})

    assert example in said(page)
    assert f"Authorization: Bearer {secret(page)}" in said(page)


def test_when_a_key_was_used_is_told(town: Town, office: TestClient) -> None:
    page = town.press(NEW, office, **FILLED)
    before = said(office.get("/administration/keys"))
    asks(town, page)
    after = said(office.get("/administration/keys"))

    assert "Send reports, read the organisation's reports Never used" in before
    assert "Last used 2026-11-24 10:30" in after


def test_an_empty_form_comes_back_with_a_sentence_for_each_field(
    town: Town, office: TestClient
) -> None:
    page = town.press(NEW, office, name="x" * 81, months="13")

    assert page.status_code == 422
    for name, sentence in {
        "organisation": "Choose an organisation.",
        "name": "This can have at most 80 characters.",
        "scopes": "Choose what the key is for.",
        "months": "Choose how long it works.",
    }.items():
        assert f'<a href="#{name}">{sentence}</a>' in page.text
        assert f'id="{name}"' in page.text
    assert f'value="{"x" * 81}"' in page.text
    assert held(town) == []


def test_a_key_is_replaced_while_both_work(town: Town, office: TestClient) -> None:
    first = town.press(NEW, office, **FILLED)
    (old,) = held(town)

    second = town.press(f"/administration/keys/{old.key}/replace", office, months="12")

    assert asks(town, first) == asks(town, second) == 200
    assert f'href="/administration/keys/{old.key}"' in second.text
    assert {key.name for key in held(town)} == {"Väktarsystemet"}
    assert len(held(town)) == 2
    assert "There is a second key of this name already." in said(
        office.get(f"/administration/keys/{old.key}")
    )


def test_there_are_two_keys_of_a_name_at_most(town: Town, office: TestClient) -> None:
    town.press(NEW, office, **FILLED)
    town.press(NEW, office, **FILLED)

    page = town.press(NEW, office, **FILLED)
    again = town.press(f"/administration/keys/{held(town)[0].key}/replace", office, months="1")

    for answer in (page, again):
        assert answer.status_code == 409
        assert "There are two active keys of that name already." in said(answer)
    assert 'value="Väktarsystemet"' in page.text
    assert len(held(town)) == 2


def test_a_replacement_says_how_long_it_works(town: Town, office: TestClient) -> None:
    town.press(NEW, office, **FILLED)

    page = town.press(f"/administration/keys/{held(town)[0].key}/replace", office, months="0")

    assert page.status_code == 422
    assert "Choose how long it works." in said(page)


def test_a_revoked_key_opens_nothing(town: Town, office: TestClient) -> None:
    made = town.press(NEW, office, **FILLED)
    (key,) = held(town)
    asked = said(office.get(f"/administration/keys/{key.key}/revoke"))
    assert "A program that uses it is turned away at once." in asked
    assert asks(town, made) == 200

    answer = town.press(f"/administration/keys/{key.key}/revoke", office)

    assert answer.headers["location"] == "/administration/keys?done=revoked"
    assert asks(town, made) == 401
    listed = said(office.get(answer.headers["location"]))
    assert "The key is revoked." in listed
    assert "There are no keys." in listed
    assert office.get(f"/administration/keys/{key.key}").status_code == 404


def test_a_key_that_ends_soon_or_has_ended_is_marked(town: Town, office: TestClient) -> None:
    made = town.press(NEW, office, **{**FILLED, "months": "1"})

    soon = said(office.get("/administration/keys"))
    town.clock.forward(days=31)
    later = said(administrator(town).get("/administration/keys"))

    assert "Until 2026-12-24 ends soon" in soon
    assert "Until 2026-12-24 has ended" in later
    assert asks(town, made) == 401


def test_an_auditor_sees_the_keys_and_makes_none(town: Town, office: TestClient) -> None:
    town.press(NEW, office, **FILLED)
    browser, key = auditor(town), held(town)[0].key

    assert "Väktarsystemet" in said(browser.get("/administration/keys"))
    assert "Revoke" not in said(browser.get(f"/administration/keys/{key}"))
    assert browser.get(NEW).status_code == 403
    assert town.press(f"/administration/keys/{key}/revoke", browser).status_code == 403
    assert len(held(town)) == 1


def test_others_do_not_see_the_keys(town: Town) -> None:
    for browser in (coordinator(town), town.somebody("skola", Role.ANALYST)):
        assert browser.get("/administration/keys").status_code == 403


def test_there_is_no_page_of_an_unknown_key(town: Town, office: TestClient) -> None:
    unknown = UUID(int=7)

    assert office.get(f"/administration/keys/{unknown}").status_code == 404
    assert town.press(f"/administration/keys/{unknown}/revoke", office).status_code == 404


@pytest.mark.parametrize(
    ("at", "months", "later"),
    [
        (NOW, 1, datetime(2026, 12, 24, 9, 30, tzinfo=UTC)),
        (NOW, 2, datetime(2027, 1, 24, 9, 30, tzinfo=UTC)),
        (NOW, 12, datetime(2027, 11, 24, 9, 30, tzinfo=UTC)),
        (datetime(2027, 11, 30, tzinfo=UTC), 3, datetime(2028, 2, 29, tzinfo=UTC)),
        (datetime(2026, 12, 31, tzinfo=UTC), 2, datetime(2027, 2, 28, tzinfo=UTC)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_months_last(
    at: datetime, months: int, later: datetime
) -> None:
    assert months_later(at, months) == later

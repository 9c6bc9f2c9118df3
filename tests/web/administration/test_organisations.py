"""Organisations: let in, changed, and no longer taking part."""

import pytest
from fastapi.testclient import TestClient

from accounts.sessions import sessions_of
from events.organisation import OrganisationOpened
from ingest.adopt import open_organisation
from ingest.roster import open_key
from projections.ground import Organisation
from projections.known import known
from reference.roles import Role, Scope
from tests.web.administration.hall import administrator, auditor, said
from tests.web.town import NOW, Town

NEW = "/administration/organisation/new"
FILLED = {
    "sv": "Havstuna fältarbete",
    "en": "Havstuna Field Work",
    "kind": "field-work",
    "weekly": "0",
    "since": "2026-11-20",
    "share": "meeting",
}


@pytest.fixture
def office(town: Town) -> TestClient:
    """Somebody who may let organisations in."""
    return administrator(town)


def taking_part(town: Town) -> dict[str, Organisation]:
    """Who takes part, by code."""
    with known(town.registry.log) as now:
        return now.ground.organisations


def test_an_organisation_is_let_in_under_a_code_that_is_made_of_its_name(
    town: Town, office: TestClient
) -> None:
    answer = town.press(NEW, office, **FILLED)

    assert answer.headers["location"] == "/administration/organisations?done=opened"
    one = taking_part(town)["havstuna-faltarbete"]
    assert (one.sv, one.en, one.kind) == (FILLED["sv"], FILLED["en"], "field-work")
    assert (one.weekly, one.since_week, one.share) == (False, 202647, "meeting")
    page = said(office.get(answer.headers["location"]))
    assert "The organisation takes part." in page
    assert (
        "Havstuna Field Work Social field work When something happens Since week 47 2026. "
        "Texts are read by the EST meeting. No people"
    ) in page.replace("\N{NO-BREAK SPACE}", " ")


def test_the_swedish_name_is_shown_where_there_is_no_english_one(
    town: Town, office: TestClient
) -> None:
    town.press(NEW, office, **{**FILLED, "en": " ", "code": "falt"})

    assert taking_part(town)["falt"].en == FILLED["sv"]


def test_an_empty_form_comes_back_with_a_sentence_for_each_field(
    town: Town, office: TestClient
) -> None:
    page = town.press(NEW, office, en="Field Work", since="igår")

    assert page.status_code == 422
    assert "<title>Error: Let an organisation take part" in page.text
    for name, sentence in {
        "sv": "Write the organisation's name.",
        "kind": "Choose what kind of organisation it is.",
        "weekly": "Choose how often it is to report.",
        "since": "Write the day as year, month and day, such as 2026-11-24.",
        "share": "Choose who may read its texts.",
    }.items():
        escaped = sentence.replace("'", "&#39;")
        assert f'<a href="#{name}">{escaped}</a>' in page.text
        assert f'id="{name}-error">{escaped}</p>' in page.text
    assert 'value="Field Work"' in page.text
    assert 'value="igår"' in page.text
    assert len(taking_part(town)) == 3


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("skola", "There is an organisation with the code skola already. Write another code."),
        ("Fält", "Use small letters a-z, digits and hyphens."),
        ("x" * 41, "This can have at most 40 characters."),
    ],
)
def test_a_code_that_cannot_be_given_is_refused(
    town: Town, office: TestClient, code: str, sentence: str
) -> None:
    page = town.press(NEW, office, **FILLED, code=code)

    assert page.status_code == 422
    assert sentence in said(page)
    assert f'value="{code}"' in page.text


def test_one_that_took_part_before_is_let_in_again_only_when_that_is_meant(
    town: Town, office: TestClient
) -> None:
    town.press("/administration/organisation/close?code=vakt", office)

    guessed = town.press(NEW, office, **{**FILLED, "sv": "Vakt"})
    meant = town.press(NEW, office, **{**FILLED, "sv": "Vakt", "code": "vakt"})

    assert guessed.status_code == 422
    assert "An organisation with the code vakt took part before." in said(guessed)
    assert 'value="vakt"' in guessed.text
    assert meant.status_code == 303
    assert "vakt" in taking_part(town)


def test_a_change_keeps_what_was_not_changed(town: Town, office: TestClient) -> None:
    page = office.get("/administration/organisation?code=bostad")
    for standing in (
        'value="Havstunabostäder"',
        'value="2026-11-09"',
        'name="weekly" value="1" checked',
        'name="share" value="municipality" checked',
    ):
        assert standing in page.text

    answer = town.press(
        "/administration/organisation?code=bostad",
        office,
        **{**FILLED, "sv": "Havstunahem", "since": "2026-11-09", "weekly": "1", "share": "own"},
    )

    assert answer.headers["location"] == "/administration/organisations?done=changed"
    one = taking_part(town)["bostad"]
    assert (one.sv, one.since_week, one.weekly, one.share) == ("Havstunahem", 202646, True, "own")


def test_a_change_that_cannot_be_used_comes_back(town: Town, office: TestClient) -> None:
    page = town.press(
        "/administration/organisation?code=bostad", office, **{**FILLED, "sv": "x" * 121}
    )

    assert page.status_code == 422
    assert "This can have at most 120 characters." in said(page)
    assert taking_part(town)["bostad"].sv == "Havstunabostäder"


def test_a_kind_that_nobody_foresaw_stays(town: Town, office: TestClient) -> None:
    circus = OrganisationOpened(code="cirkus", sv="Cirkus", en="Circus", kind="circus")
    open_organisation(town.registry, circus, actor="command", at=NOW)
    path = "/administration/organisation?code=cirkus"

    assert '<option value="circus" selected>circus</option>' in office.get(path).text
    town.press(path, office, **{**FILLED, "kind": "circus"})
    assert taking_part(town)["cirkus"].kind == "circus"
    assert town.press(NEW, office, **{**FILLED, "kind": "circus"}).status_code == 422


def test_it_is_said_what_the_end_means_before_it_comes(town: Town, office: TestClient) -> None:
    town.person("vakt", Role.REPORTER)
    town.person("vakt", Role.REPORTER)

    page = said(office.get("/administration/organisation/close?code=vakt"))

    assert "End the part of Owl Guards?" in page
    assert "2 people in it can no longer sign in." in page
    assert "key" not in page
    assert "vakt" in taking_part(town)


def test_an_organisation_ends_its_part_with_its_people_and_programs(
    town: Town, office: TestClient
) -> None:
    person = town.person("vakt", Role.REPORTER)
    theirs = town.signed_in(person, Role.REPORTER)
    open_key(
        town.registry,
        organisation="vakt",
        name="Journalen",
        scopes=[Scope.REPORT],
        expires_at=NOW.replace(year=2027),
        actor="test",
        at=NOW,
    )
    assert theirs.get("/account").status_code == 200
    asked = said(office.get("/administration/organisation/close?code=vakt"))
    assert "1 key stops working." in asked

    answer = town.press("/administration/organisation/close?code=vakt", office)

    assert answer.headers["location"] == "/administration/organisations?done=closed"
    assert "vakt" not in taking_part(town)
    assert theirs.get("/account").status_code == 303
    assert sessions_of(town.accounts, person, at=NOW) == []
    assert "Owl Guards" not in said(office.get("/administration/organisations"))


def test_nobody_locks_themselves_out(town: Town, office: TestClient) -> None:
    page = town.press("/administration/organisation/close?code=bostad", office)

    assert page.status_code == 409
    assert "This is your own organisation: you would lock yourself out." in said(page)
    assert "bostad" in taking_part(town)


@pytest.mark.parametrize("path", ["organisation", "organisation/close"])
def test_there_is_no_page_of_an_unknown_organisation(
    town: Town, office: TestClient, path: str
) -> None:
    assert office.get(f"/administration/{path}?code=cirkus").status_code == 404
    assert town.press(f"/administration/{path}?code=cirkus", office).status_code == 404


@pytest.mark.parametrize("path", ["organisations", "organisation/new", "organisation?code=vakt"])
def test_only_an_administrator_looks_after_organisations(town: Town, path: str) -> None:
    for browser in (auditor(town), town.somebody("skola", Role.COORDINATOR)):
        assert browser.get(f"/administration/{path}").status_code == 403


def test_a_form_that_is_not_ours_changes_nothing(town: Town, office: TestClient) -> None:
    assert office.post(NEW, data=FILLED).status_code == 403
    assert len(taking_part(town)) == 3


def test_a_name_cannot_become_a_part_of_the_page(town: Town, office: TestClient) -> None:
    town.press(NEW, office, **{**FILLED, "en": "<script>alert(1)</script>", "code": "x"})

    page = office.get("/administration/organisations").text

    assert "<script>" not in page
    assert "&lt;script&gt;" in page

"""The people: who they are, and inviting one more."""

import pytest
from fastapi.testclient import TestClient

from accounts import directory
from accounts.directory import by_email
from events.database import reading
from ingest.roster import close_account
from projections import roster
from projections.roster import Person
from reference.roles import Role
from tests.web.administration.hall import (
    PASSWORD,
    administrator,
    auditor,
    coordinator,
    link,
    said,
    secret,
)
from tests.web.town import NOW, Town

INVITE = "/administration/people/invite"
NINA = {
    "name": "Nina Åkesson",
    "email": "nina@havstuna.example",
    "organisation": "vakt",
    "roles.reporter": "1",
    "roles.participant": "1",
}


@pytest.fixture
def office(town: Town) -> TestClient:
    """Somebody who may invite anybody."""
    return administrator(town)


def found(town: Town, email: str) -> Person | None:
    """The person with this address, if the account is open."""
    account = by_email(town.accounts, email)
    if account is None:
        return None
    with reading(town.registry.log.engine) as connection:
        return roster.person(connection, town.registry.log.municipality, account)


def test_an_invited_person_chooses_a_password_with_the_link(town: Town, office: TestClient) -> None:
    page = town.press(INVITE, office, **NINA)

    assert page.status_code == 200
    assert "Nina Åkesson is invited" in said(page)
    assert "It works once, and until 2026-12-01 10:30." in said(page)
    assert "The service sends no e-mail yet." in said(page)
    assert page.headers["cache-control"] == "no-store"
    nina = found(town, "nina@havstuna.example")
    assert nina is not None
    assert nina.organisation == "vakt"
    assert nina.roles == {Role.REPORTER, Role.PARTICIPANT}
    hers = town.nobody()
    assert "Nina Åkesson" in hers.get(link(page)).text
    assert hers.post(link(page), data={"password": PASSWORD}).status_code == 303
    assert hers.get("/account").status_code == 200


def test_the_link_is_shown_only_once(town: Town, office: TestClient) -> None:
    token = secret(town.press(INVITE, office, **NINA)).rpartition("/")[2]
    account = by_email(town.accounts, NINA["email"])

    for path in ("/administration/people", f"/administration/people/{account}"):
        assert token not in office.get(path).text


def test_whoever_was_invited_and_has_not_come_is_marked(town: Town, office: TestClient) -> None:
    page = town.press(INVITE, office, **NINA)

    before = said(office.get("/administration/people?organisation=vakt"))
    town.nobody().post(link(page), data={"password": PASSWORD})
    after = said(office.get("/administration/people?organisation=vakt"))

    assert "Nina Åkesson nina@havstuna.example" in before
    assert "Reporter, meeting participant Owl Guards invited, has not been here yet" in before
    assert "has not been here yet" not in after


def test_an_empty_form_comes_back_with_a_sentence_for_each_field(
    town: Town, office: TestClient
) -> None:
    page = town.press(INVITE, office, **{"email": "nina", "roles.reporter": "", "name": " "})

    assert page.status_code == 422
    assert "<title>Error: Invite a person" in page.text
    for name, sentence in {
        "name": "Write the person&#39;s name.",
        "email": "This is not an e-mail address.",
        "organisation": "Choose an organisation.",
        "roles": "Choose at least one role.",
    }.items():
        assert f'<a href="#{name}">{sentence}</a>' in page.text
        assert f'id="{name}"' in page.text
        assert f'id="{name}-error">{sentence}</p>' in page.text
    assert 'value="nina"' in page.text


@pytest.mark.parametrize("email", ["nina@", "@havstuna.example", "n@h", "a b@c.se", "a@b@c.se"])
def test_what_is_no_address_is_refused(town: Town, office: TestClient, email: str) -> None:
    page = town.press(INVITE, office, **{**NINA, "email": email})

    assert "This is not an e-mail address." in said(page)
    assert page.status_code == 422


def test_an_address_is_of_one_person_whatever_its_case(town: Town, office: TestClient) -> None:
    town.press(INVITE, office, **NINA)

    page = town.press(INVITE, office, **{**NINA, "email": "NINA@havstuna.example"})

    assert page.status_code == 422
    assert "Another account has this e-mail address already." in said(page)
    assert 'name="roles.participant" value="1" checked' in page.text


def test_roles_that_are_held_apart_are_refused_with_a_sentence(
    town: Town, office: TestClient
) -> None:
    page = town.press(INVITE, office, **NINA, **{"roles.administrator": "1", "roles.analyst": "1"})

    assert page.status_code == 409
    assert "An administrator cannot also be analyst, auditor or erasure officer." in said(page)
    assert 'value="Nina Åkesson"' in page.text
    assert by_email(town.accounts, NINA["email"]) is None


def test_a_name_on_two_lines_is_refused(town: Town, office: TestClient) -> None:
    page = town.press(INVITE, office, **{**NINA, "name": "Nina\nÅkesson"})

    assert "This must be written on one line, in ordinary characters." in said(page)


def test_a_coordinator_invites_reporters_of_the_own_organisation_alone(town: Town) -> None:
    browser = coordinator(town)
    form = browser.get(INVITE).text
    assert "Havstuna Housing" in form
    assert 'name="organisation"' not in form
    assert 'name="roles' not in form

    page = town.press(INVITE, browser, **NINA, **{"roles.auditor": "1"})

    assert page.status_code == 200
    nina = found(town, NINA["email"])
    assert nina is not None
    assert nina.organisation == "bostad"
    assert nina.roles == {Role.REPORTER}


def test_a_coordinator_sees_the_own_reporters_alone(town: Town) -> None:
    browser = coordinator(town)
    town.person("bostad", Role.REPORTER, name="Anna Ek")
    town.person("bostad", Role.REPORTER, Role.ANALYST, name="Bo Ek")
    town.person("vakt", Role.REPORTER, name="Cilla Ek")

    page = said(browser.get("/administration/people?organisation=vakt"))

    assert "Reporters of the organisation 1 person." in page
    assert "Anna Ek" in page
    assert "Bo Ek" not in page
    assert "Cilla Ek" not in page


def test_the_list_is_by_name_and_can_be_narrowed(town: Town, office: TestClient) -> None:
    town.person("vakt", Role.REPORTER, name="Östen Ek")
    town.person("vakt", Role.ANALYST, name="Anna Ek")
    town.person("bostad", Role.REPORTER, name="Bo Ek")

    everybody = said(office.get("/administration/people"))
    guards = said(office.get("/administration/people?organisation=vakt"))
    reporters = said(office.get("/administration/people?organisation=vakt&role=reporter"))

    assert everybody.index("Anna Ek") < everybody.index("Bo Ek") < everybody.index("Östen Ek")
    assert "5 people have accounts." in everybody
    assert ("Anna Ek" in guards, "Bo Ek" in guards) == (True, False)
    assert ("Anna Ek" in reporters, "Östen Ek" in reporters) == (False, True)
    assert said(office.get("/administration/people?role=circus")).endswith("There is nobody here.")


def test_a_long_list_has_pages(town: Town, office: TestClient) -> None:
    for n in range(100):
        town.person("vakt", Role.REPORTER, name=f"Person {n:03d}")

    first = office.get("/administration/people?organisation=vakt").text
    second = office.get("/administration/people?organisation=vakt&offset=100").text
    town.person("vakt", Role.REPORTER, name="Person 100")
    longer = office.get("/administration/people?organisation=vakt").text

    assert 'rel="next"' not in first
    assert "There is nobody here." in second
    assert 'href="/administration/people?organisation=vakt&amp;offset=100"' in longer
    assert "1–100 of 101" in longer


def test_whoever_was_removed_is_shown_by_the_number(town: Town, office: TestClient) -> None:
    account = town.person("vakt", Role.REPORTER, name="Anna Ek")
    directory.remove(town.accounts, account)

    page = said(office.get("/administration/people"))

    assert f"removed person ({account.hex[:8]})" in page
    assert "Anna Ek" not in page


def test_names_that_are_still_kept_of_those_who_left_are_listed(
    town: Town, office: TestClient
) -> None:
    account = town.person("vakt", Role.REPORTER, name="Anna Ek")
    close_account(town.registry, account, actor="command", at=NOW)

    page = said(office.get("/administration/people"))
    other = said(auditor(town).get("/administration/people"))

    assert "Can no longer sign in" in page
    assert page.index("Can no longer sign in") < page.index("Anna Ek")
    assert "Anna Ek" not in other


def test_an_auditor_sees_the_people_and_invites_nobody(town: Town) -> None:
    browser = auditor(town)

    assert "Invite a person" not in said(browser.get("/administration/people"))
    assert browser.get(INVITE).status_code == 403
    assert town.press(INVITE, browser, **NINA).status_code == 403


def test_others_do_not_see_who_the_people_are(town: Town) -> None:
    for role in (Role.REPORTER, Role.ANALYST, Role.PARTICIPANT, Role.ERASURE_OFFICER):
        assert town.somebody("bostad", role).get("/administration/people").status_code == 403

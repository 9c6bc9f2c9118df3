"""One person: roles, links, sign-ins; and what is done when the person leaves."""

from typing import NamedTuple
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from pyotp.totp import TOTP

from accounts import access, directory, invitations, passwords, totp
from accounts.directory import Listed
from events.database import reading
from ingest.adopt import close_organisation
from projections import roster
from reference.roles import Role
from tests.web.administration.hall import (
    PASSWORD,
    administrator,
    auditor,
    coordinator,
    link,
    said,
)
from tests.web.town import NOW, Town


class Anna(NamedTuple):
    """A reporter of the housing company who has chosen a password and is signed in."""

    account: UUID
    browser: TestClient

    @property
    def page(self) -> str:
        """The address of her page."""
        return f"/administration/people/{self.account}"


@pytest.fixture
def anna(town: Town) -> Anna:
    """Anna, who is signed in."""
    account = town.person("bostad", Role.REPORTER, name="Anna Ek")
    passwords.set_password(town.accounts, account, PASSWORD, at=NOW)
    return Anna(account, town.signed_in(account, Role.REPORTER))


@pytest.fixture
def office(town: Town) -> TestClient:
    """An administrator."""
    return administrator(town)


def roles(town: Town, account: UUID) -> set[Role]:
    """What the person is trusted with."""
    with reading(town.registry.log.engine) as connection:
        person = roster.person(connection, town.registry.log.municipality, account)
    return set(person.roles) if person else set()


def is_signed_in(browser: TestClient) -> bool:
    """Whether the browser's session lives."""
    return browser.get("/account").status_code == 200


def noted(town: Town, action: str) -> list[tuple[UUID, ...]]:
    """Whom the access log has under an action."""
    return [entry.objects for entry in access.readings(town.accounts, action=action)]


def test_the_page_tells_roles_and_sign_ins(office: TestClient, anna: Anna) -> None:
    page = said(office.get(anna.page))

    assert "Anna Ek Organisation Havstuna Housing" in page
    assert f"{anna.account}@havstuna.example" in page
    assert "Reporter Has it" in page
    assert "Analyst Reads what is shared" in page
    assert "Signs in in one step." in page
    assert "Last here 2026-11-24 10:30." in page
    assert "Signed in now test since 2026-11-24 10:30" in page


def test_a_role_is_given_and_ends_the_sign_ins(town: Town, office: TestClient, anna: Anna) -> None:
    assert is_signed_in(anna.browser)

    answer = town.press(f"{anna.page}/roles", office, role="coordinator", change="grant")

    assert answer.headers["location"] == f"{anna.page}?done=granted"
    assert "The person has the role." in said(office.get(answer.headers["location"]))
    assert roles(town, anna.account) == {Role.REPORTER, Role.COORDINATOR}
    assert not is_signed_in(anna.browser)


def test_a_role_is_taken_back(town: Town, office: TestClient, anna: Anna) -> None:
    answer = town.press(f"{anna.page}/roles", office, role="reporter", change="revoke")

    assert answer.headers["location"] == f"{anna.page}?done=revoked"
    assert roles(town, anna.account) == set()
    assert not is_signed_in(anna.browser)


def test_roles_that_are_held_apart_are_refused_with_a_sentence(
    town: Town, office: TestClient, anna: Anna
) -> None:
    town.press(f"{anna.page}/roles", office, role="analyst", change="grant")

    page = town.press(f"{anna.page}/roles", office, role="administrator", change="grant")

    assert page.status_code == 409
    assert "<title>Error: Anna Ek" in page.text
    assert "An administrator cannot also be analyst, auditor or erasure officer." in said(page)
    assert Role.ADMINISTRATOR not in roles(town, anna.account)


def test_there_are_no_other_roles(town: Town, office: TestClient, anna: Anna) -> None:
    page = town.press(f"{anna.page}/roles", office, role="king", change="grant")

    assert (page.status_code, "There is no such role." in said(page)) == (409, True)


OWN_CHANGES: tuple[tuple[str, dict[str, str]], ...] = (
    ("roles", {"role": "auditor", "change": "grant"}),
    ("roles", {"role": "administrator", "change": "revoke"}),
    ("link", {}),
    ("sign-out", {}),
    ("anew", {}),
    ("name", {"name": "Somebody Else", "email": "else@havstuna.example"}),
    ("close", {}),
    ("remove", {}),
)


def test_nobody_changes_their_own_account(town: Town) -> None:
    account = town.person("bostad", Role.ADMINISTRATOR, name="Amir Rezai")
    own = town.signed_in(account, Role.ADMINISTRATOR)

    for part, fields in OWN_CHANGES:
        page = town.press(f"/administration/people/{account}/{part}", own, **fields)
        assert page.status_code == 409, part
        assert "Nobody changes their own roles or account. Ask another" in said(page), part

    assert roles(town, account) == {Role.ADMINISTRATOR}
    assert directory.listed(town.accounts, [account])[account].name == "Amir Rezai"
    assert is_signed_in(own)


def test_the_own_page_offers_no_change(town: Town) -> None:
    account = town.person("bostad", Role.ADMINISTRATOR)
    own = town.signed_in(account, Role.ADMINISTRATOR)

    page = own.get(f"/administration/people/{account}")

    assert "This is you." in said(page)
    assert f'action="/administration/people/{account}' not in page.text


def test_a_new_link_is_for_a_new_password_and_ends_the_earlier(
    town: Town, office: TestClient, anna: Anna
) -> None:
    first = town.press(f"{anna.page}/link", office)
    second = town.press(f"{anna.page}/link", office)

    assert "A new link for Anna Ek" in said(second)
    assert noted(town, "people.invited") == [(anna.account,), (anna.account,)]
    hers = town.nobody()
    assert hers.post(link(first), data={"password": PASSWORD * 2}).status_code != 303
    assert hers.post(link(second), data={"password": PASSWORD * 2}).status_code == 303
    assert passwords.verify(town.accounts, anna.account, PASSWORD * 2)


def test_a_link_that_was_not_used_in_time_is_told_of(town: Town, office: TestClient) -> None:
    invited = town.person("vakt", Role.REPORTER)
    page = f"/administration/people/{invited}"
    invitations.invite(town.accounts, invited, by="command", at=NOW)

    assert "There is a link that has not been used. It works until 2026-12-01" in said(
        office.get(page)
    )
    town.clock.forward(days=8)
    late = said(administrator(town).get(page))
    assert "The link was not used, and ended 2026-12-01 10:30. Make a new one." in late
    assert "The person has not been here yet." in late


def test_whoever_lost_everything_begins_anew(town: Town, office: TestClient, anna: Anna) -> None:
    secret = totp.begin(town.accounts, anna.account)
    totp.confirm(town.accounts, anna.account, _code(secret), at=NOW)
    assert "Signs in in two steps." in said(office.get(anna.page))
    asked = said(office.get(f"{anna.page}/anew"))
    assert "Password, app, passkeys and recovery codes are forgotten." in asked
    assert is_signed_in(anna.browser)

    page = town.press(f"{anna.page}/anew", office)

    assert "A new link for Anna Ek" in said(page)
    assert not passwords.has_password(town.accounts, anna.account)
    assert not totp.is_set(town.accounts, anna.account)
    assert not is_signed_in(anna.browser)
    assert noted(town, "people.begins-anew") == [(anna.account,)]
    assert town.nobody().post(link(page), data={"password": PASSWORD}).status_code == 303


def _code(secret: str) -> str:
    return TOTP(secret).at(NOW)


def test_a_person_is_signed_out_everywhere(town: Town, office: TestClient, anna: Anna) -> None:
    answer = town.press(f"{anna.page}/sign-out", office)

    assert answer.headers["location"] == f"{anna.page}?done=signed-out"
    assert not is_signed_in(anna.browser)
    assert noted(town, "people.signed-out") == [(anna.account,)]
    assert "Signed in now Nowhere." in said(office.get(anna.page))


def test_name_and_address_are_changed(town: Town, office: TestClient, anna: Anna) -> None:
    form = office.get(f"{anna.page}/name").text
    assert 'value="Anna Ek"' in form

    answer = town.press(
        f"{anna.page}/name", office, name="Anna Alm", email="anna.alm@havstuna.example"
    )

    assert answer.headers["location"] == f"{anna.page}?done=renamed"
    listed = directory.listed(town.accounts, [anna.account])[anna.account]
    assert listed == Listed(anna.account, "Anna Alm", "anna.alm@havstuna.example")
    assert noted(town, "people.renamed") == [(anna.account,)]


def test_the_address_of_somebody_else_is_refused(
    town: Town, office: TestClient, anna: Anna
) -> None:
    other = town.person("vakt", Role.REPORTER)
    taken = f"{other}@havstuna.example"

    page = town.press(f"{anna.page}/name", office, name="Anna Alm", email=taken)
    own = town.press(
        f"{anna.page}/name", office, name="Anna Alm", email=f"{anna.account}@havstuna.example"
    )

    assert page.status_code == 422
    assert "Another account has this e-mail address already." in said(page)
    assert 'value="Anna Alm"' in page.text
    assert own.status_code == 303


def test_an_account_is_closed_with_everything_that_opened_it(
    town: Town, office: TestClient, anna: Anna
) -> None:
    asked = said(office.get(f"{anna.page}/close"))
    assert "Close the account of Anna Ek?" in asked
    assert is_signed_in(anna.browser)

    answer = town.press(f"{anna.page}/close", office)

    assert answer.headers["location"] == f"{anna.page}?done=closed"
    page = said(office.get(anna.page))
    assert "Anna Ek The account is closed" in page
    assert "Give the role" not in page
    assert "Change name" not in page
    assert not is_signed_in(anna.browser)
    assert not passwords.has_password(town.accounts, anna.account)


def test_a_closed_account_can_no_longer_be_changed(
    town: Town, office: TestClient, anna: Anna
) -> None:
    town.press(f"{anna.page}/close", office)

    for part in ("roles", "link", "sign-out", "anew", "name", "close"):
        page = town.press(f"{anna.page}/{part}", office, role="reporter", change="grant")
        assert page.status_code == 409, part
        assert "The account is closed and can no longer be changed." in said(page), part


def test_name_and_address_are_removed_and_the_number_stays(
    town: Town, office: TestClient, anna: Anna
) -> None:
    town.press(f"{anna.page}/close", office)
    asked = said(office.get(f"{anna.page}/remove"))
    assert f"The history and the access log keep the number {anna.account} alone." in asked
    assert "Anna Ek" in asked

    answer = town.press(f"{anna.page}/remove", office)

    assert answer.headers["location"] == f"{anna.page}?done=removed"
    page = said(office.get(anna.page))
    assert f"removed person ({anna.account.hex[:8]})" in page
    assert "Name and e-mail address are removed. The history holds only the number." in page
    assert directory.listed(town.accounts, [anna.account]) == {}
    assert noted(town, "people.removed") == [(anna.account,)]
    assert "Anna Ek" not in said(office.get("/administration/people"))


def test_the_account_is_closed_before_the_name_is_removed(
    town: Town, office: TestClient, anna: Anna
) -> None:
    page = town.press(f"{anna.page}/remove", office)

    assert (page.status_code, "Close the account first." in said(page)) == (409, True)
    assert office.get(f"{anna.page}/remove").status_code == 409
    assert anna.account in directory.listed(town.accounts, [anna.account])


def test_a_coordinator_makes_links_for_the_own_reporters(town: Town, anna: Anna) -> None:
    browser = coordinator(town)

    page = browser.get(anna.page)
    made = town.press(f"{anna.page}/link", browser)

    assert "Anna Ek" in said(page)
    assert "Signed in now" not in said(page)
    assert "Give the role" not in said(page)
    assert "A new link for Anna Ek" in said(made)


def test_a_coordinator_changes_nobody(town: Town, anna: Anna) -> None:
    browser = coordinator(town)

    for part in ("roles", "sign-out", "anew", "name", "close", "remove"):
        page = town.press(f"{anna.page}/{part}", browser, role="analyst", change="grant")
        assert page.status_code == 403, part

    assert roles(town, anna.account) == {Role.REPORTER}
    assert is_signed_in(anna.browser)


@pytest.mark.parametrize(
    ("organisation", "role"),
    [("vakt", Role.REPORTER), ("bostad", Role.ANALYST), ("bostad", Role.COORDINATOR)],
)
def test_for_a_coordinator_nobody_else_is_there(town: Town, organisation: str, role: Role) -> None:
    other = town.person(organisation, role)
    browser = coordinator(town)

    assert browser.get(f"/administration/people/{other}").status_code == 404
    assert town.press(f"/administration/people/{other}/link", browser).status_code == 404
    assert noted(town, "people.invited") == []


def test_whoever_sees_more_than_they_may_invite_is_offered_no_link(town: Town) -> None:
    analyst = town.person("bostad", Role.ANALYST)
    both = town.somebody("bostad", Role.COORDINATOR, Role.AUDITOR)

    page = both.get(f"/administration/people/{analyst}")

    assert page.status_code == 200
    assert "Make a new link" not in said(page)
    assert town.press(f"/administration/people/{analyst}/link", both).status_code == 404


def test_an_auditor_reads_and_changes_nothing(town: Town, anna: Anna) -> None:
    browser = auditor(town)

    page = browser.get(anna.page)

    assert "Signed in now" in said(page)
    assert f'action="{anna.page}' not in page.text
    assert town.press(f"{anna.page}/link", browser).status_code == 403
    assert town.press(f"{anna.page}/close", browser).status_code == 403


def test_nobody_is_invited_to_what_no_longer_takes_part(town: Town, office: TestClient) -> None:
    account = town.person("vakt", Role.REPORTER)
    close_organisation(town.registry, "vakt", actor="command", at=NOW)

    page = town.press(f"/administration/people/{account}/link", office)

    assert page.status_code == 409
    assert "The organisation no longer takes part, so nobody of it can sign in." in said(page)


def test_there_is_no_page_of_nobody(office: TestClient, town: Town) -> None:
    assert office.get(f"/administration/people/{uuid4()}").status_code == 404
    report = town.send()["report"]
    assert office.get(f"/administration/people/{report}").status_code == 404

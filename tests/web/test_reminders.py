"""Reminding by hand: who sorts an organisation's reports may, and learns how many it reached."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from accounts.mail import PostOffice
from reference.roles import Role
from tests.postman import Postman, postman
from tests.web.town import Town

DOOR = "/inbox/reminders"


@pytest.fixture
def post() -> Iterator[Postman]:
    """A mail server."""
    with postman() as made:
        yield made


@pytest.fixture
def with_mail(town: Town, post: Postman) -> Town:
    """The town, whose mail goes to the server, with somebody of the guards and of the houses."""
    give_mail(town, post.office())
    town.clock.forward(hours=-25)  # the day of the deadline, before the week's meeting
    for organisation in ("vakt", "bostad"):
        town.person(organisation, Role.REPORTER)
    return town


def give_mail(town: Town, office: PostOffice | None) -> None:
    town.app.state.house = replace(town.app.state.house, post=office)


@pytest.fixture
def analyst(with_mail: Town) -> TestClient:
    """The browser of an analyst."""
    return with_mail.somebody("skola", Role.ANALYST)


def remind(town: Town, client: TestClient, *organisations: str, **fields: str) -> Response:
    return town.press(DOOR, client, organisation=[*organisations], **fields)


def test_an_analyst_reminds_those_that_are_silent(
    with_mail: Town, analyst: TestClient, post: Postman
) -> None:
    with_mail.send(organisation="bostad")

    answer = remind(with_mail, analyst, "vakt", "bostad")

    assert answer.status_code == 200
    assert "<h1>1 person was reminded</h1>" in answer.text
    assert "Reminder for week 47" in answer.text
    assert "The reminder is for: Owl Guards." in answer.text
    assert "Not reminded, because they have reported or are not asked to: Havstuna Housing." in (
        answer.text
    )
    (letter,) = post.came
    assert letter["Subject"] == "Inget har kommit från Vaktbolaget Ugglan för vecka 47"


def test_nobody_is_reminded_twice_on_a_day(
    with_mail: Town, analyst: TestClient, post: Postman
) -> None:
    remind(with_mail, analyst, "vakt", "vakt")

    again = remind(with_mail, analyst, "vakt")

    assert "Nobody was reminded now" in again.text
    assert "1 person was reminded earlier today, and is not reminded twice." in again.text
    assert len(post.came) == 1


def test_another_week_can_be_named(with_mail: Town, analyst: TestClient, post: Postman) -> None:
    assert "week 48" in remind(with_mail, analyst, "vakt", week="2026-W48").text
    assert remind(with_mail, analyst, "vakt", week="2026-W49").status_code == 409
    assert remind(with_mail, analyst, "vakt", week="nonsense").status_code == 404
    assert len(post.came) == 1


def test_a_coordinator_reminds_the_own_people_alone(with_mail: Town, post: Postman) -> None:
    chief = with_mail.somebody("vakt", Role.COORDINATOR)

    assert remind(with_mail, chief, "vakt").status_code == 200
    assert remind(with_mail, chief, "bostad").status_code == 404
    assert remind(with_mail, chief, "vakt", "finns-inte").status_code == 404
    assert {message["Subject"] for message in post.came} == {
        "Inget har kommit från Vaktbolaget Ugglan för vecka 47"
    }


@pytest.mark.parametrize("role", [Role.REPORTER, Role.PARTICIPANT, Role.AUDITOR])
def test_others_remind_nobody(with_mail: Town, post: Postman, role: Role) -> None:
    assert remind(with_mail, with_mail.somebody("vakt", role), "vakt").status_code == 403
    assert not post.came


def test_a_form_of_another_page_reminds_nobody(analyst: TestClient, post: Postman) -> None:
    answer = analyst.post(DOOR, data={"organisation": "vakt", "form_token": "x"})

    assert answer.status_code == 403
    assert not post.came


def test_it_says_when_nobody_is_named_or_no_mail_is_sent(
    with_mail: Town, analyst: TestClient
) -> None:
    nobody = remind(with_mail, analyst)
    assert nobody.status_code == 422
    assert "Choose at least one organisation" in nobody.text

    give_mail(with_mail, None)
    assert "No mail is sent from here" in remind(with_mail, analyst, "vakt").text


def test_it_says_what_the_server_did_not_take(
    with_mail: Town, analyst: TestClient, post: Postman
) -> None:
    post.on_recipient = lambda _: "550 nobody here"
    assert "1 address did not take the letter." in remind(with_mail, analyst, "vakt").text

    give_mail(with_mail, replace(post.office(), port=1))
    down = remind(with_mail, analyst, "bostad").text
    assert "The mail server did not take the letters." in down
    assert "1 letter is still to be sent." in down
    assert "@" not in down

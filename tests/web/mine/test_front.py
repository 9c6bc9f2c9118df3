"""My reports: one's own and nobody else's, the last one first, with what came of each."""

import re

import pytest

from reference.roles import Role
from tests.web.mine.reporter import Reporter, page_of, reporter_of, shown
from tests.web.town import Town

LIST = "/my-reports"


def links(said: str) -> list[str]:
    """The reports of the list, in order."""
    return re.findall(r'<h2><a href="/my-reports/([\d-]+)">', said)


def test_who_has_sent_nothing_is_led_to_the_form(reporter: Reporter) -> None:
    said = reporter.read(LIST)

    assert "You have not sent anything yet." in said
    assert 'href="/report"' in said
    assert not links(said)


def test_nobody_is_led_to_sign_in(town: Town) -> None:
    answer = town.nobody().get(LIST)

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


def test_only_ones_own_are_listed_the_last_one_first(town: Town, reporter: Reporter) -> None:
    first, second = reporter.send(), reporter.send(category="DMG-GLASS")
    reporter_of(town).send()
    town.send()

    assert links(reporter.read(LIST)) == [second["reference"], first["reference"]]


def test_a_coordinator_who_reports_has_a_list_too(town: Town) -> None:
    coordinator = reporter_of(town, "skola", Role.COORDINATOR)
    sent = coordinator.send()
    reporter_of(town).send()

    assert links(coordinator.read(LIST)) == [sent["reference"]]


def test_the_pages_of_the_list_are_of_one_moment(reporter: Reporter) -> None:
    sent = [reporter.send()["reference"] for _ in range(23)]
    first = reporter.read(LIST)
    (older,) = re.findall(r'rel="next" href="([^"]*)"', first)
    reporter.send()

    second = reporter.read(older)

    assert links(first) + links(second) == sent[::-1]
    assert "21–23 of 23" in second
    assert 'rel="prev"' in second


def test_each_says_where_it_stands_and_what_is_to_come(town: Town, reporter: Reporter) -> None:
    receipt = reporter.send()
    said = reporter.read(LIST)
    assert "<strong>Received.</strong> The coordinator reads it next." in said
    assert '<li class="reached">Received</li>' in said
    assert said.count('<li class="ahead">') == 3

    town.change(receipt["report"], "reviews", outcome="accepted")
    assert "Will be in the picture of week 48." in reporter.read(LIST)
    town.press("/weeks/2026-W48/issue", unread="1")

    assert "In the picture of week 48." in reporter.read(LIST)
    swedish = reporter.read(LIST, "sv")
    assert 'lang="sv"' in swedish
    assert "Med i lägesbilden för vecka 48." in swedish


def test_a_question_and_a_line_back_are_marked_until_they_are_read_and_answered(
    town: Town, reporter: Reporter
) -> None:
    receipt = reporter.send()
    assert '<strong class="tag">' not in reporter.read(LIST)
    town.clock.forward(minutes=1)

    town.change(receipt["report"], "reviews", outcome="returned", line="Hur många?")
    town.client.get(f"/reports/{receipt['report']}")  # somebody else reads it too
    said = reporter.read(LIST)
    assert '<strong class="tag">A question to you</strong>' in said
    assert '<strong class="tag">New line to you</strong>' in said

    town.clock.forward(minutes=1)
    reporter.read(page_of(receipt))
    said = reporter.read(LIST)
    assert '<strong class="tag">A question to you</strong>' in said
    assert "New line to you" not in said

    town.clock.forward(minutes=1)
    reporter.hear(receipt["report"], "Tack!")
    assert "New line to you" in reporter.read(LIST)


def test_what_was_just_sent_is_named_with_its_number(town: Town, reporter: Reporter) -> None:
    receipt, other = reporter.send(), reporter_of(town).send()

    said = reporter.read(f"{LIST}?sent={receipt['report']}")

    assert f"Its number is {shown(receipt)}." in said
    assert "The report is sent." not in reporter.read(f"{LIST}?sent={other['report']}")
    assert "The report is sent." not in reporter.read(f"{LIST}?sent=nonsense")


@pytest.mark.parametrize("role", [Role.ANALYST, Role.PARTICIPANT, Role.AUDITOR])
def test_who_sends_no_reports_has_no_list(town: Town, role: Role) -> None:
    assert town.somebody("skola", role).get(LIST).status_code == 403

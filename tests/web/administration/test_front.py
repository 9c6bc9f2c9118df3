"""The front of the administration: what there is to look after, and what waits."""

from datetime import timedelta

from accounts import invitations
from ingest.roster import open_key
from reference.roles import Role, Scope
from tests.web.administration.hall import administrator, auditor, coordinator, said
from tests.web.town import NOW, Town


def key(town: Town, organisation: str, scope: Scope, days: int) -> None:
    """Give the organisation a key that ends so many days from now."""
    open_key(
        town.registry,
        organisation=organisation,
        name="Journalen",
        scopes=[scope],
        expires_at=NOW + timedelta(days=days),
        actor="test",
        at=NOW,
    )


def test_an_administrator_sees_every_part_and_how_it_stands(town: Town) -> None:
    key(town, "skola", Scope.READ, 10)

    page = administrator(town).get("/administration")

    for line in (
        "Organisations 3 organisations, 3 are to report every week",
        "People 2 people have accounts",
        "Keys for programs 1 key, 1 ends within 30 days",
        "Areas Edition 2026, 3 areas",
        "Places Edition 2026, 2 places",
        "Categories Edition 2026-1, none of your own",
    ):
        assert line in said(page)
    assert "/access-log" not in page.text


def test_a_coordinator_sees_the_own_reporters_and_who_reads_their_texts(town: Town) -> None:
    town.person("bostad", Role.REPORTER)
    town.person("vakt", Role.REPORTER)

    page = said(coordinator(town).get("/administration"))

    assert "Reporters 1 person has an account" in page
    assert "Who reads the texts" in page
    assert "Organisations" not in page
    assert "Keys" not in page


def test_an_auditor_sees_people_keys_and_the_access_log(town: Town) -> None:
    page = said(auditor(town).get("/administration"))

    assert "People 2 people" in page
    assert "Keys for programs 0 keys" in page
    assert "Access log" in page
    assert "Areas" not in page


def test_others_are_turned_away(town: Town) -> None:
    assert town.somebody("skola", Role.REPORTER).get("/administration").status_code == 403
    assert town.nobody().get("/administration").headers["location"].startswith("/sign-in")


def test_whoever_was_invited_a_week_ago_and_has_not_come_is_named(town: Town) -> None:
    late = town.person("bostad", Role.REPORTER, name="Anna Ek")
    early = town.person("bostad", Role.REPORTER, name="Bo Ek")
    invitations.invite(town.accounts, late, by="command", at=NOW - timedelta(days=7))
    invitations.invite(town.accounts, early, by="command", at=NOW - timedelta(days=6))

    page = administrator(town).get("/administration")

    assert "Anna Ek was invited on 17 November and has not been here." in said(page)
    assert f'href="/administration/people/{late}"' in page.text
    assert "Bo Ek" not in said(page)


def test_an_organisation_that_is_waited_for_in_vain_is_named(town: Town) -> None:
    town.person("vakt", Role.PARTICIPANT)

    page = said(administrator(town).get("/administration"))

    assert "Owl Guards is to report every week, but nobody there can." in page
    assert "Havstuna Schools is to report" not in page


def test_a_program_that_reports_is_enough(town: Town) -> None:
    key(town, "vakt", Scope.REPORT, 90)
    key(town, "bostad", Scope.READ, 90)

    page = said(administrator(town).get("/administration"))

    assert "Owl Guards is to report" not in page
    assert "Havstuna Housing is to report" in page


def test_a_key_that_ends_is_named_until_it_is_replaced(town: Town) -> None:
    key(town, "vakt", Scope.REPORT, 20)
    key(town, "skola", Scope.REPORT, 20)
    key(town, "skola", Scope.REPORT, 200)
    browser = administrator(town)

    page = said(browser.get("/administration"))

    assert "The key Journalen of Owl Guards ends on 14 December." in page
    assert "Journalen of Havstuna Schools" not in page
    town.clock.forward(days=21)
    page = said(administrator(town).get("/administration"))
    assert "The key Journalen of Owl Guards ended on 14 December." in page


def test_there_is_nothing_to_do_when_all_is_in_order(town: Town) -> None:
    for organisation in ("bostad", "vakt"):
        town.person(organisation, Role.REPORTER)

    assert "Nothing right now." in said(administrator(town).get("/administration"))

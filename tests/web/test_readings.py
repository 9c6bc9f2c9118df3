"""Readings added up by role and organisation: how much is read, and no names."""

from accounts import access
from reference.roles import Role
from tests.web.administration.hall import BROKE, READ, auditor, note, said
from tests.web.town import Town


def test_a_coordinator_sees_how_much_is_read_and_no_names(town: Town) -> None:
    anna = town.person("skola", Role.ANALYST, name="Anna Ek")
    bo = town.person("vakt", Role.AUDITOR, name="Bo Ek")
    own = [town.send(organisation="vakt")["report"] for _ in range(2)]
    other = town.send()["report"]
    for report in (*own, own[0], other):
        note(town, anna, READ, report)
    note(town, bo, BROKE, own[0], purpose="Ärende 17")
    note(town, bo, READ, own[1], allowed=False, reason="scope")
    note(town, anna, READ, own[1], ago=31 * 24 * 60)

    page = town.somebody("vakt", Role.COORDINATOR).get("/access-log")

    assert (
        "Since Sunday 25 October 2026, texts of reports from Owl Guards have been read 4 times."
    ) in said(page)
    assert "Havstuna Schools Analyst 3 2" in said(page)
    assert "Owl Guards Auditor. 1 reading for a stated reason 1 1" in said(page)
    for hidden in ("Anna Ek", "Bo Ek", "Ärende", own[0]):
        assert hidden not in page.text
    assert len(access.readings(town.accounts, action="access-log.summary")) == 1


def test_a_coordinator_sees_no_other_organisations_summary(town: Town) -> None:
    reader = town.person("skola", Role.ANALYST)
    note(town, reader, READ, town.send()["report"])
    browser = town.somebody("vakt", Role.COORDINATOR)

    for path in ("/access-log", "/access-log/summary"):
        page = browser.get(f"{path}?organisation=skola")
        assert "Nobody has read texts since" in said(page)
        assert "Analyst" not in said(page)


def test_an_auditor_sees_the_summary_of_all_or_of_one(town: Town) -> None:
    browser = auditor(town)
    reader = town.person("bostad", Role.PARTICIPANT, name="Anna Ek")
    note(town, reader, READ, town.send()["report"])
    note(town, reader, READ, town.send(organisation="vakt")["report"])

    everything = said(browser.get("/access-log/summary"))
    one = said(browser.get("/access-log/summary?organisation=vakt"))

    assert "texts of reports have been read 2 times." in everything
    assert "Havstuna Housing Meeting participant 2 2" in everything
    assert "texts of reports from Owl Guards have been read 1 time." in one
    assert "Anna Ek" not in everything

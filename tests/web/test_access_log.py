"""The access log for those who watch over reading."""

from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from accounts import access, directory
from events.database import writing
from reference.roles import Role
from tests.web.administration.hall import BROKE, READ, ids, note, said
from tests.web.town import Town
from web.access_log import ROWS_A_PAGE


@pytest.fixture
def auditor(town: Town) -> TestClient:
    """Somebody who watches over reading."""
    return town.signed_in(town.person("skola", Role.AUDITOR, name="Birgit Lund"), Role.AUDITOR)


def test_a_reading_is_told_with_who_in_which_role_and_which_report(
    town: Town, auditor: TestClient
) -> None:
    reader = town.person("skola", Role.ANALYST, Role.PARTICIPANT, name="Anna Ek")
    report = town.send(text="Klotter.")["report"]
    theirs = town.signed_in(reader, Role.ANALYST, Role.PARTICIPANT)
    assert "Klotter." in theirs.get(f"/reports/{report}").text

    page = auditor.get("/access-log")

    assert "Anna Ek, analyst and meeting participant, read the texts of a report." in said(page)
    assert "2026-11-24 10:30" in said(page)
    assert f'href="/reports/{report}"' in page.text
    assert "Klotter." not in page.text


def test_readings_in_a_row_are_one_line_with_their_reports(town: Town, auditor: TestClient) -> None:
    reader = town.person("skola", Role.ANALYST, name="Anna Ek")
    for minute, report in enumerate(ids(3)):
        note(town, reader, READ, report, ago=30 - minute)
    note(town, reader, READ, ids(1)[0], ago=24 * 60)

    page = auditor.get("/access-log")

    assert "Anna Ek, analyst, read the texts of 3 reports. 2026-11-24 10:00–10:02" in said(page)
    assert "Anna Ek, analyst, read the texts of a report. 2026-11-23 10:30" in said(page)
    assert all(f'href="/reports/{report}"' in page.text for report in ids(3))


def test_a_broken_glass_is_told_with_its_reason(town: Town, auditor: TestClient) -> None:
    other = town.person("skola", Role.AUDITOR, name="Bo Ek")
    note(town, other, BROKE, ids(1)[0], purpose="Ärende <17>")

    page = auditor.get("/access-log")

    assert "Bo Ek, auditor, read the texts of a report for a stated reason." in said(page)
    assert "Stated reason: Ärende <17>" in said(page)
    assert "<17>" not in page.text


@pytest.mark.parametrize(
    ("action", "reason", "sentence"),
    [
        (READ, "scope", "was not allowed to read the texts of a report. turned away"),
        ("keys.manage", "role", "was not allowed to change the keys for programs. turned away"),
        ("sign-in", "wrong-password", "was not allowed to sign in. turned away"),
        ("circus", "clown", "was not allowed to circus. turned away"),
    ],
)
def test_a_refusal_is_told_with_what_was_wanted(
    town: Town, auditor: TestClient, action: str, reason: str, sentence: str
) -> None:
    somebody = town.person("vakt", Role.REPORTER, name="Anna Ek")
    note(town, somebody, action, allowed=False, reason=reason)

    page = said(auditor.get("/access-log"))

    assert f"Anna Ek, reporter, {sentence}" in page
    assert {
        "scope": "It lay outside what they may see.",
        "role": "No role of theirs includes it.",
        "wrong-password": "The password was wrong.",
        "clown": "clown",
    }[reason] in page


@pytest.mark.parametrize(
    ("actor", "action", "sentence"),
    [
        ("unknown", "sign-in.first-step", "Somebody who was not recognised took the first step"),
        ("command", "people.invited", "Somebody at the command line made a sign-in link for "),
        (f"key:{UUID(int=7)}", "sign-out", "A key that has ended signed out."),
        ("command", "circus", "Somebody at the command line: circus."),
    ],
)
def test_what_is_done_by_no_person_is_told_as_well(
    town: Town, auditor: TestClient, actor: str, action: str, sentence: str
) -> None:
    note(town, actor, action)

    assert sentence in said(auditor.get("/access-log"))


def test_what_is_done_to_a_person_names_the_person(town: Town, auditor: TestClient) -> None:
    whom = town.person("vakt", Role.REPORTER, name="Anna Ek")
    note(town, "command", "people.signed-out", str(whom))

    page = auditor.get("/access-log")

    assert "Somebody at the command line signed out Anna Ek everywhere." in said(page)
    assert f"/reports/{whom}" not in page.text


def test_a_removed_person_is_told_by_the_number(town: Town, auditor: TestClient) -> None:
    reader = town.person("skola", Role.ANALYST, name="Anna Ek")
    note(town, reader, READ, ids(1)[0])
    directory.remove(town.accounts, reader)

    page = said(auditor.get("/access-log"))

    assert f"removed person ({reader.hex[:8]}), analyst, read the texts" in page
    assert "Anna Ek" not in page


def test_that_somebody_looks_is_noted_and_told_when_asked_for(
    town: Town, auditor: TestClient
) -> None:
    auditor.get("/access-log")

    assert "looked in the access log" not in said(auditor.get("/access-log"))
    assert "Birgit Lund, auditor, looked in the access log." in said(
        auditor.get("/access-log?action=access-log.read")
    )
    assert len(access.readings(town.accounts, action="access-log.read")) == 3


def test_nothing_is_shown_that_cannot_be_noted(town: Town, auditor: TestClient) -> None:
    with writing(town.accounts.engine) as connection:
        connection.exec_driver_sql("ALTER TABLE access_head RENAME TO gone")

    assert auditor.get("/access-log").status_code == 503
    assert auditor.get("/api/1/access-log").status_code == 503


def test_the_log_is_narrowed_to_a_person_a_report_and_a_kind(
    town: Town, auditor: TestClient
) -> None:
    anna = town.person("skola", Role.ANALYST, name="Anna Ek")
    bo = town.person("vakt", Role.PARTICIPANT, name="Bo Ek")
    first, second = ids(2)
    note(town, anna, READ, first)
    note(town, bo, READ, second)
    note(town, bo, "sign-in", reason="password")

    def shown(query: str) -> list[bool]:
        page = auditor.get(f"/access-log?{query}")
        assert page.status_code == 200, page.text
        bos = "Bo Ek, meeting participant,"
        parts = ("Anna Ek, analyst, read", f"{bos} read", f"{bos} signed in")
        return [part in said(page) for part in parts]

    assert shown("") == [True, True, True]
    assert shown(f"actor={bo}") == [False, True, True]
    assert shown(f"report={first}") == [True, False, False]
    assert shown(f"report=https%3A%2F%2Flocalhost%2Freports%2F{second}%3Fposition%3D7") == [
        False,
        True,
        False,
    ]
    assert shown("action=sign-in") == [False, False, True]
    assert shown(f"actor={anna}&report={second}&action=&first=&last=") == [False, False, False]
    page = auditor.get(f"/access-log?actor={bo}&action=sign-in").text
    assert f'<option value="{bo}" selected>Bo Ek</option>' in page
    assert '<option value="sign-in" selected>' in page


def test_the_days_are_local_and_both_count(town: Town, auditor: TestClient) -> None:
    reader = town.person("skola", Role.ANALYST, name="Anna Ek")
    midnight = 9.5 * 60 + 60  # minutes before NOW at which the day began in Sweden
    for report, ago in zip(ids(3), (midnight + 1, midnight - 1, 1), strict=True):
        note(town, reader, READ, report, ago=ago)

    def shown(query: str) -> list[bool]:
        page = auditor.get(f"/access-log?{query}").text
        return [f'href="/reports/{report}"' in page for report in ids(3)]

    assert shown("first=2026-11-24") == [False, True, True]
    assert shown("last=2026-11-23") == [True, False, False]
    assert shown("first=2026-11-23&last=2026-11-24") == [True, True, True]
    assert shown("first=2026-11-25") == [False, False, False]


def test_what_cannot_be_asked_for_comes_back_with_a_sentence(
    town: Town, auditor: TestClient
) -> None:
    note(town, "command", "sign-out")

    page = auditor.get("/access-log?report=hej&first=ig%C3%A5r")

    assert page.status_code == 422
    assert "<title>Error: Access log" in page.text
    assert '<a href="#report">' in page.text
    assert "Paste the report&#39;s number or the address of its page." in page.text
    assert '<a href="#first">Write the day as year, month and day' in page.text
    assert 'value="hej"' in page.text
    assert "signed out" not in said(page)


def test_a_long_log_has_pages(town: Town, auditor: TestClient) -> None:
    for n in range(2 * ROWS_A_PAGE):
        note(town, "command", f"circus-{n:03d}", ago=200 - n)

    first = auditor.get("/access-log")
    second = auditor.get(_older(first.text))
    third = auditor.get(_older(second.text)) if _older(second.text) else None

    assert "circus-099" in first.text
    assert "circus-050" in first.text
    assert "circus-049" not in first.text
    assert "circus-049" in second.text
    assert "circus-000" in second.text
    assert '<a href="/access-log">The newest</a>' in second.text
    assert third is None or "There is nothing" in said(third)


def _older(page: str) -> str:
    return page.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")


def test_the_pages_of_what_was_asked_for_keep_to_it(town: Town, auditor: TestClient) -> None:
    for n in range(ROWS_A_PAGE + 1):
        note(town, "command", "sign-in", reason=f"reason-{n:03d}", ago=200 - n)
        note(town, "command", "sign-out", ago=200 - n)

    first = auditor.get("/access-log?action=sign-in").text
    second = auditor.get(_older(first)).text

    assert "reason-001" in first
    assert "reason-000" not in first
    assert "reason-000" in second
    assert "signed out" not in first + second


def test_somebody_who_reads_far_more_than_the_role_does_is_pointed_out(
    town: Town, auditor: TestClient
) -> None:
    readers = [town.person("skola", Role.ANALYST, name=f"Person {n}") for n in range(3)]
    for reader, n in zip(readers, (16, 5, 4), strict=True):
        for report in ids(n):
            note(town, reader, READ, report)

    page = auditor.get("/access-log")
    asked = auditor.get("/access-log?action=sign-in")

    notice = (
        "Person 0, analyst, has read the texts of 16 reports in 30 days. "
        "Half of those with the same role read at most 5."
    )
    assert notice in said(page)
    assert "Person 1, analyst, has read" not in said(page)
    assert f'href="/access-log?actor={readers[0]}&amp;action=text.read"' in page.text
    assert notice not in said(asked)
    town.clock.forward(days=31)
    later = town.somebody("skola", Role.AUDITOR)
    assert "has read the texts of" not in said(later.get("/access-log"))


def test_others_do_not_see_the_access_log(town: Town) -> None:
    for role in (Role.REPORTER, Role.ANALYST, Role.PARTICIPANT, Role.ADMINISTRATOR):
        browser = town.somebody("skola", role)
        for path in ("/access-log", "/access-log/summary", "/api/1/access-log"):
            assert browser.get(path).status_code == 403, (role, path)
    assert town.somebody("skola", Role.COORDINATOR).get("/api/1/access-log").status_code == 403

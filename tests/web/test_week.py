"""The page of a week: its picture, other moments of it, its files, and issuing it."""

import pytest

from tests.web.town import Town

WEEK = "/weeks/2026-W46"


def in_week_46(town: Town) -> str:
    """Send a report of the week before last."""
    report: str = town.send(occurred={"from": "2026-11-12T12:00"})["report"]
    return report


def test_the_page_shows_the_picture_and_leads_to_its_reports(town: Town) -> None:
    in_week_46(town)

    page = town.client.get(WEEK).text

    position = town.client.get("/api/1/pictures/2026-W46").json()["position"]
    assert "<title>Situation picture for Havstuna, week 46, 9–15 November 2026" in page
    assert f"category=disturbing&amp;position={position}" in page
    assert 'href="/weeks/2026-W45"' in page
    assert 'href="/weeks/2026-W47"' in page
    assert "Draft" in page


def test_the_week_that_runs_has_no_week_after_it(town: Town) -> None:
    page = town.client.get("/weeks/2026-W48").text

    assert 'href="/weeks/2026-W47"' in page
    assert 'href="/weeks/2026-W49"' not in page


@pytest.mark.parametrize(
    ("query", "n"),
    [("", 1), ("?as_of=2026-11-23T12:00", 0), ("?as_of=2027-01-01T00:00", 1)],
)
def test_the_page_shows_the_week_as_it_was_known(town: Town, query: str, n: int) -> None:
    in_week_46(town)

    page = town.client.get(WEEK + query).text

    assert (f"There are {n} report" in page or "There are no reports" in page) == (n == 0) or n == 1
    assert ("as it was known then" in page) == (n == 0)


def test_a_picture_is_issued_and_then_stays_as_it_was(town: Town) -> None:
    in_week_46(town)
    asked = town.client.get(f"{WEEK}/issue").text
    answer = town.press(f"{WEEK}/issue", unread="1")
    town.clock.forward(hours=1)
    in_week_46(town)

    issued = town.client.get(WEEK).text
    now = town.client.get(f"{WEEK}?position=1000").text

    assert "It counts 1 report." in asked
    assert answer.status_code == 303
    assert answer.headers["location"] == WEEK
    assert "Issued" in issued
    assert "1 report of the week has come or changed" in issued
    assert "The picture counts 1, the log now 2." in issued
    assert "This is not the issued picture of the week." in now
    assert town.client.get("/weeks/2026-W46.json").json()["total"]["n"] == 1


def test_a_picture_is_issued_once(town: Town) -> None:
    town.press(f"{WEEK}/issue", unread="1")

    again = town.press(f"{WEEK}/issue", unread="1")
    asked = town.client.get(f"{WEEK}/issue").text

    assert again.status_code == 409
    assert "issued already" in again.text
    assert "<form" not in asked.partition("<main")[2].partition("</main")[0]


def test_a_week_to_come_cannot_be_issued(town: Town) -> None:
    answer = town.press("/weeks/2026-W50/issue", unread="1")

    assert answer.status_code == 409
    assert "has not begun" in answer.text
    assert "has begun" in town.client.get("/weeks/2026-W50/issue").text


def test_a_running_week_is_issued_with_a_warning(town: Town) -> None:
    assert "The period is not over." in town.client.get("/weeks/2026-W48/issue").text
    assert "The period is not over." not in town.client.get(f"{WEEK}/issue").text


@pytest.mark.parametrize(
    ("ending", "media_type", "begins"),
    [
        ("pdf", "application/pdf", b"%PDF-1.7"),
        (
            "pptx",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            b"PK",
        ),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
        ("csv", "text/csv; charset=utf-8", b"\xef\xbb\xbf"),
        ("geojson", "application/geo+json", b"{"),
        ("json", "application/json", b"{"),
    ],
)
def test_the_picture_is_given_as_a_file(
    town: Town, ending: str, media_type: str, begins: bytes
) -> None:
    report = in_week_46(town)

    answer = town.client.get(f"{WEEK}.{ending}")

    position = town.client.get(f"/api/1/reports/{report}").json()["position"]
    name = f"lagesbild-9947-2026-W46-{position}.{ending}"
    assert answer.headers["content-type"] == media_type
    assert answer.headers["content-disposition"] == f'inline; filename="{name}"'
    assert answer.content.startswith(begins)


def test_the_picture_is_given_on_one_page(town: Town) -> None:
    in_week_46(town)

    answer = town.client.get(f"{WEEK}/summary.pdf")

    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].endswith('.summary.pdf"')
    assert answer.content.startswith(b"%PDF-1.7")


def test_a_page_that_is_unchanged_is_not_sent_again(town: Town) -> None:
    in_week_46(town)
    first = town.client.get(WEEK)
    tag = {"if-none-match": first.headers["etag"]}

    same = town.client.get(WEEK, headers=tag)
    swedish = town.client.get(WEEK, headers={**tag, "accept-language": "sv"})
    in_week_46(town)
    changed = town.client.get(WEEK, headers=tag)

    assert (same.status_code, same.content) == (304, b"")
    assert (swedish.status_code, changed.status_code) == (200, 200)
    assert first.headers["cache-control"] == "private, no-cache"


def test_the_first_page_shows_this_week_and_the_last(town: Town) -> None:
    in_week_46(town)
    town.send()

    page = town.client.get("/").text

    assert "Open the picture of week 48" in page
    assert "Open the picture of week 47" in page
    assert ">1 report</a>" in page
    assert 'href="/weeks/2026-W46"' in page


def test_the_weeks_of_a_year_are_listed_with_their_state(town: Town) -> None:
    in_week_46(town)
    town.press(f"{WEEK}/issue", unread="1")

    page = town.client.get("/weeks").text
    none = town.client.get("/weeks?year=2024").text

    rows = page.split("<tr>")
    assert ["Still running" in row for row in rows if "W48" in row] == [True]
    assert ["Issued" in row for row in rows if "W46" in row] == [True]
    assert "W45" not in page
    assert "no reports from 2024" in none


@pytest.mark.parametrize(
    "written", ["2026-W46", "2026-w46", " 2026W46 ", "2026 v. 46", "v. 46", "46"]
)
def test_a_week_can_be_written_into_the_address(quiet_town: Town, written: str) -> None:
    answer = quiet_town.client.get("/weeks", params={"week": written}, follow_redirects=False)

    assert answer.headers["location"] == WEEK


def test_the_language_is_kept_once_it_was_chosen(quiet_town: Town) -> None:
    client = quiet_town.client
    chosen = client.get("/?lang=sv")

    try:
        after = client.get("/")
        assert '<html lang="sv">' in chosen.text
        assert '<html lang="sv">' in after.text
        assert 'href="?lang=en" lang="en"' in after.text
    finally:
        client.cookies.delete("lang")


@pytest.mark.parametrize(
    ("wish", "language"),
    [("sv", "sv"), ("en-GB,en;q=0.9", "en"), ("de", "sv"), ("", "sv"), ("en;q=0, sv", "sv")],
)
def test_the_language_is_what_the_browser_wishes(
    quiet_town: Town, wish: str, language: str
) -> None:
    page = quiet_town.client.get("/", headers={"accept-language": wish})

    assert f'<html lang="{language}">' in page.text
    assert page.headers["content-language"] == language
    assert "accept-language" in page.headers["vary"]

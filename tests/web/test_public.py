"""What is published is for anybody to read, and nothing else is; the analyst publishes it."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from fastapi.testclient import TestClient

from reference.categories import taxonomy
from reference.roles import Role
from tests.web.town import ADDRESS, LOOPBACK, NOW, OUR_PAGE, Town
from web.cookies import SESSION

BEGINS = datetime(2026, 11, 2, tzinfo=UTC)
"""November's weeks begin here."""
DECEMBER = datetime(2026, 12, 8, 9, 0, tzinfo=UTC)
KINDS = ("DMG-GRAFF", "DMG-GRAFF", "GATH-YOUTH", "TRAF-RECK", "VIOL-ASSLT", "SUBS-ALC")


def november(town: Town, reports: int = 90) -> None:
    """Reports of a whole month, and a clock in the month after it."""
    dice = Random(11)
    town.clock.forward(seconds=(DECEMBER - NOW).total_seconds())
    told = [
        {
            "category": dice.choice(KINDS),
            "occurred": {"from": (BEGINS + timedelta(hours=dice.randrange(640))).isoformat()},
        }
        for _ in range(reports)
    ]
    for fields in told:
        town.send(**fields)


def stranger(town: Town, language: str = "en") -> TestClient:
    """Somebody who is not signed in."""
    headers = {**OUR_PAGE, "accept-language": language}
    return TestClient(town.app, base_url=ADDRESS, headers=headers, client=LOOPBACK,
                      follow_redirects=False)  # fmt: skip


@pytest.fixture
def published(town: Town) -> Town:
    november(town)
    answer = town.press("/publish/2026-11")
    assert (answer.status_code, answer.headers["location"]) == (303, "/public/2026-11")
    return town


def test_anybody_reads_what_is_published(published: Town) -> None:
    somebody = stranger(published)

    listed = somebody.get("/public").text
    page = somebody.get("/public/2026-11")

    assert 'href="/public/2026-11"' in listed
    assert "/publish/" not in listed
    assert page.status_code == 200
    assert "What was reported in Havstuna, November 2026" in page.text
    assert "&lt;5" in page.text
    assert "<form" not in page.text.partition("<main")[2].partition("</main")[0]


def test_the_files_say_what_the_page_says(published: Town) -> None:
    somebody = stranger(published)

    found = somebody.get("/public/2026-11.json").json()
    table = somebody.get("/public/2026-11.csv").text

    assert found["digest"] in somebody.get("/public/2026-11").text
    lines = [line.split(",") for line in table.splitlines()[1:]]
    (total,) = (line[-1] for line in lines if set(line[1:5]) == {""})
    assert total == str(found["total"])
    by_group = {line[3]: line[-1] for line in lines if line[2] == "" and line[3]}
    for group in found["groups"]:
        shown = "–" if group["n"] == "-" else str(group["n"])
        assert by_group[group["code"]] == shown


def test_it_is_in_swedish_too(published: Town) -> None:
    page = stranger(published, "sv").get("/public/2026-11").text

    assert "Det här rapporterades i Havstuna, november 2026" in page
    assert "Rapporter per område" in page


@pytest.mark.parametrize("language", ["sv", "en"])
def test_no_word_of_a_sensitive_category_is_in_it(published: Town, language: str) -> None:
    somebody = stranger(published, language)
    said = somebody.get("/public/2026-11").text + somebody.get("/public/2026-11.csv").text

    for one in taxonomy().categories.values():
        if one.sensitive:
            assert one.id not in said
            assert one.label(language) not in said


def test_what_was_not_published_is_not_there(town: Town) -> None:
    november(town, 10)
    somebody = stranger(town)

    for path in ("/public/2026-11", "/public/2026-11.json", "/public/2026-10", "/public/2026-W47"):
        assert somebody.get(path).status_code == 404
    assert "Nothing is published yet" in somebody.get("/public").text


def test_the_analyst_sees_first_what_is_hidden(town: Town) -> None:
    november(town)

    listed = town.client.get("/public").text
    page = town.client.get("/publish/2026-11").text

    assert 'href="/publish/2026-11"' in listed
    assert "numbers are hidden" in page
    assert stranger(town).get("/public/2026-11").status_code == 404


def test_it_is_published_once_and_not_over_again_as_a_part_of_something_longer(
    published: Town,
) -> None:
    assert published.press("/publish/2026-11").status_code == 409
    refused = published.client.get("/publish/2026-11").text
    assert "It cannot be published." in refused
    published.clock.forward(days=60)
    for longer in ("2026", "2026-T3", "2026-Q4"):
        assert published.press(f"/publish/{longer}").status_code == 409
    assert 'href="/publish/2026-11"' not in published.client.get("/public").text


def test_a_month_that_runs_is_not_published(town: Town) -> None:
    assert "not over" in town.client.get("/publish/2026-11").text
    assert town.press("/publish/2026-11").status_code == 409


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.ANALYST])
def test_only_an_analyst_publishes(town: Town, role: Role) -> None:
    november(town, 10)
    person = town.person("skola", role)
    somebody = stranger(town)
    somebody.cookies.set(SESSION, town.token(person, role))

    assert somebody.get("/publish/2026-11").status_code == 403
    assert "/publish/" not in somebody.get("/public").text

"""The pages of months and longer periods: the list, the picture, its files, and issuing it."""

import pytest

from tests.web.town import Town

MONTH = "/periods/2026-11"
KINDS = (".json", ".csv", ".geojson", ".pdf", ".pptx", ".xlsx", "/summary.pdf")


def in_week_46(town: Town) -> None:
    """Send a report of the week before last."""
    town.send(occurred={"from": "2026-11-12T12:00"})


def test_the_list_leads_to_the_periods_that_the_record_reaches(town: Town) -> None:
    in_week_46(town)
    page = town.client.get("/periods").text

    for period in ("2026", "2026-T3", "2026-Q4", "2026-11"):
        assert f'href="/periods/{period}"' in page
    for period in ("2026-T1", "2026-10", "2026-12"):
        assert f'href="/periods/{period}"' not in page
    assert "Still running" in page
    assert 'href="/periods?year=2026"' in town.client.get("/weeks").text
    assert 'href="/periods"' in town.client.get("/").text


def test_the_page_shows_the_analysis_and_leads_to_its_reports(town: Town) -> None:
    in_week_46(town)
    page = town.client.get(MONTH).text

    position = town.client.get(f"{MONTH}.json").json()["position"]
    assert "<title>Situation picture for Havstuna, November 2026, 2–29 November 2026" in page
    assert f"week=2026-11&amp;category=disturbing&amp;position={position}" in page
    assert "Areas by need" in page
    assert 'href="/periods/2026-10"' in page
    assert 'href="/periods/2026-12"' not in page, "the month still runs"
    assert "So far" in page
    behind = town.client.get(f"/reports?week=2026-11&category=disturbing&position={position}")
    assert "<title>1 report, November 2026" in behind.text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("period", ["2026-11", "2026-T3", "2026-Q4", "2026"])
def test_every_period_has_its_files(town: Town, period: str, kind: str) -> None:
    answer = town.client.get(f"/periods/{period}{kind}")

    assert answer.status_code == 200
    assert f"/periods/{period}{kind}?position=" in town.client.get(f"/periods/{period}").text
    assert f"-{period}-" in answer.headers["content-disposition"]
    if kind == ".json":
        assert answer.json()["longer"]["reporting"]["reporters"]


def test_a_month_is_shown_on_the_wall_by_its_own_sections(town: Town) -> None:
    in_week_46(town)
    wall = town.client.get(f"{MONTH}/show").text

    assert f'href="{MONTH}/show?position=' in town.client.get(MONTH).text
    assert f'href="{MONTH}?position=' in wall
    for section in ("Areas by need", "Groups month by month", "Who reported"):
        assert section in wall
    for section in ("trend", "categories", "complete"):
        assert f'class="screen {section}"' not in wall
    assert town.client.get("/periods/2026-13/show").status_code == 404


def test_a_week_has_its_own_page_and_two_weeks_the_pages_of_a_week(town: Town) -> None:
    led = town.client.get("/periods/2026-W46")
    two = town.client.get("/periods/2026-W46-47")

    assert (led.status_code, led.url.path) == (200, "/weeks/2026-W46")
    assert two.status_code == 200
    assert "Weeks 46 and 47" in two.text


@pytest.mark.parametrize("period", ["2026-13", "2026-T4", "soon", "2026-W46-48", "1200", "9999-12"])
def test_there_is_no_page_of_a_period_that_never_is(town: Town, period: str) -> None:
    assert town.client.get(f"/periods/{period}").status_code == 404
    assert town.client.get(f"/periods/{period}.pdf").status_code == 404


def test_a_picture_is_issued_and_then_stays_as_it_was(town: Town) -> None:
    in_week_46(town)
    asked = town.client.get(f"{MONTH}/issue").text
    answer = town.press(f"{MONTH}/issue", unread="1")
    town.clock.forward(hours=1)
    in_week_46(town)
    issued = town.client.get(MONTH).text

    assert "It counts 1 report." in asked
    assert "The period is not over." in asked
    assert (answer.status_code, answer.headers["location"]) == (303, MONTH)
    assert "The picture counts 1, the log now 2." in issued
    assert "This is not the issued picture" in town.client.get(f"{MONTH}?position=1000").text
    assert "is issued already" in town.client.get(f"{MONTH}/issue").text
    assert town.press(f"{MONTH}/issue", unread="1").status_code == 409
    # The issued pictures of a year's parts are the keys to draw them again.
    (key,) = town.client.get("/periods/2026.json").json()["longer"]["issued"]
    assert key["digest"] == town.client.get(f"{MONTH}.json").json()["digest"]


def test_the_past_is_shown_as_it_was_known(town: Town) -> None:
    in_week_46(town)
    page = town.client.get(f"{MONTH}?as_of=2026-11-23T12:00").text

    assert "This is the period as it was known then." in page
    assert town.client.get(f"{MONTH}.json?as_of=2026-11-23T12:00").json()["total"]["n"] == 0

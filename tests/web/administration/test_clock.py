"""The week's times: said back in words before they are saved, and kept from then on."""

import pytest
from fastapi.testclient import TestClient

from projections.known import known
from reference.roles import Role
from reference.weeks import WeekClock
from tests.web.administration.hall import administrator, said
from tests.web.administration.maps import beside, title
from tests.web.town import Town

PAGE = "/administration/clock"
FILLED = {
    "deadline_day": "1",
    "deadline_time": "12.00",
    "meeting_day": "3",
    "meeting_time": "08:30",
    "rhythm": "two-weeks",
    "first_meeting": "2026-12-02",
}
USUAL = {
    "deadline_day": "1",
    "deadline_time": "10:00",
    "meeting_day": "2",
    "meeting_time": "09:00",
    "rhythm": "week",
    "first_meeting": "",
}


@pytest.fixture
def office(town: Town) -> TestClient:
    """Somebody who looks after the ground."""
    return administrator(town)


def clock(town: Town) -> WeekClock:
    """The clock that is in force."""
    with known(town.registry.log) as now:
        return now.ground.clock


def test_the_page_says_how_weeks_are_kept(office: TestClient) -> None:
    page = office.get(PAGE)

    assert (
        "Reports of a week are due on the Monday after it, at 10:00. "
        "The meeting is every Tuesday at 09:00. "
        "Reports of week 48 are due Monday 30 November at 10:00. "
        "The meeting is Tuesday 1 December at 09:00."
    ) in said(page)
    for name in ("deadline_time", "meeting_time"):
        assert f'name="{name}"' in page.text


def test_new_times_are_said_back_and_not_saved(town: Town, office: TestClient) -> None:
    page = town.press(PAGE, office, **FILLED)

    assert page.status_code == 200
    assert (
        "Reports of a week are due on the Monday after it, at 12:00. The meeting is every other "
        "Wednesday at 08:30, counted from Wednesday 2 December 2026."
    ) in said(page)
    assert (
        "The next meetings: Wednesday 2 December at 08:30 Wednesday 16 December at 08:30 "
        "Wednesday 30 December at 08:30"
    ) in said(page)
    assert clock(town) == WeekClock()


def test_what_was_looked_at_is_saved(town: Town, office: TestClient) -> None:
    answer = town.press(PAGE, office, **FILLED, step="save")

    assert answer.headers["location"] == f"{PAGE}?done=set"
    held = clock(town)
    assert (f"{held.deadline_time:%H:%M}", held.meeting_day, held.rhythm) == (
        "12:00",
        3,
        "two-weeks",
    )
    page = office.get(answer.headers["location"])
    assert "The times are saved." in said(page)
    assert 'value="2026-12-02"' in page.text
    again = town.press(PAGE, office, **FILLED, step="save")
    assert again.headers["location"] == f"{PAGE}?done=same"


def test_what_was_looked_at_can_be_changed(town: Town, office: TestClient) -> None:
    page = town.press(PAGE, office, **FILLED, step="change")

    assert page.status_code == 200
    assert 'value="12.00"' in page.text
    assert '<option value="3" selected>Wednesday</option>' in page.text
    assert clock(town) == WeekClock()


@pytest.mark.parametrize(
    ("first", "said_so"),
    [
        ("2026-12-08", "The meeting is the second Tuesday of the month at 09:00"),
        ("2026-12-29", "The meeting is the last Tuesday of the month at 09:00"),
    ],
)
def test_once_a_month_is_said_by_the_weekday_of_the_month(
    town: Town, office: TestClient, first: str, said_so: str
) -> None:
    page = town.press(PAGE, office, **{**USUAL, "rhythm": "month", "first_meeting": first})

    assert said_so in said(page)


def test_every_week_needs_no_first_meeting(town: Town, office: TestClient) -> None:
    fields = {**USUAL, "meeting_day": "4", "first_meeting": "nonsense"}
    assert town.press(PAGE, office, **fields, step="save").status_code == 303
    assert clock(town) == WeekClock(meeting_day=4)


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"deadline_time": "25:00"}, "deadline_time", "such as 10:00."),
        ({"deadline_time": ""}, "deadline_time", "such as 10:00."),
        ({"meeting_time": "02:30"}, "meeting_time", "The clocks change between 2 and 3"),
        ({"meeting_day": "1"}, "meeting_time", "The meeting must come after the deadline."),
        ({"deadline_day": "8"}, "deadline_day", "Choose a day of the week."),
        ({"meeting_day": ""}, "meeting_day", "Choose a day of the week."),
        ({"rhythm": "never"}, "rhythm", "Choose how often the meeting is."),
        ({"rhythm": "month"}, "first_meeting", "Say when the first meeting is."),
        (
            {"rhythm": "two-weeks", "first_meeting": "2026-12-02"},
            "first_meeting",
            "The first meeting must fall on the weekday that the meetings have.",
        ),
        (
            {"rhythm": "two-weeks", "first_meeting": "2 dec"},
            "first_meeting",
            "Write the day as year, month and day",
        ),
    ],
)
@pytest.mark.parametrize("step", ["", "save"])
def test_what_cannot_be_is_said_beside_its_field(
    town: Town, office: TestClient, wrong: dict[str, str], field: str, sentence: str, step: str
) -> None:
    page = town.press(PAGE, office, **{**USUAL, **wrong}, step=step)

    assert page.status_code == 422
    assert sentence in beside(page, field)
    assert title(page) == "Error: The week&#39;s times"
    assert clock(town) == WeekClock()


def test_late_is_what_comes_after_the_new_deadline(town: Town, office: TestClient) -> None:
    assert town.send()["report"]
    assert town.client.get("/api/1/reports").json()["reports"][0]["late"] == "late"
    fields = {**USUAL, "deadline_day": "3", "meeting_day": "4"}
    town.press(PAGE, office, **fields, step="save")

    town.send()

    assert [one["late"] for one in town.client.get("/api/1/reports").json()["reports"]].count(
        ""
    ) == 1
    picture = town.client.get("/api/1/pictures/2026-W47").json()
    assert (picture["late"]["n"], picture["late"]["deadline"]) == (1, "2026-11-25T09:00:00Z")


def test_the_overview_says_what_is_due(town: Town, office: TestClient) -> None:
    assert (
        "Reports of week 48 are due Monday 30 November at 10:00. "
        "The meeting is Tuesday 1 December at 09:00."
    ) in said(town.client.get("/"))
    fields = {**USUAL, "deadline_day": "3", "meeting_day": "4"}
    town.press(PAGE, office, **fields, step="save")
    assert (
        "Reports of week 47 are due Wednesday 25 November at 10:00. "
        "The meeting is Thursday 26 November at 09:00."
    ) in said(town.client.get("/"))


def test_only_whoever_looks_after_the_ground_may(town: Town) -> None:
    for role in set(Role) - {Role.ADMINISTRATOR}:
        browser = town.somebody("vakt", role)
        assert browser.get(PAGE).status_code == 403, role
        assert town.press(PAGE, browser, **FILLED, step="save").status_code == 403, role
    assert clock(town) == WeekClock()

"""Reminders come by the week's clock, to those who have told of nothing, each once."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts import wishes
from accounts.wishes import Wish
from briefing.letters.reminders import (
    BY_HAND,
    DAY_BEFORE,
    HOURS_BEFORE,
    Call,
    calls,
    day_before,
    remind,
    send_reminders,
    silent,
)
from events.organisation import OrganisationOpened
from ingest import desk, forms
from ingest.adopt import close_organisation, open_organisation, set_clock
from ingest.receive import receive_nothing
from ingest.roster import close_account
from ingest.submission import NothingForm
from projections.known import known
from projections.record import Registry
from reference.calendar import is_working_day
from reference.dimensions import Reason
from reference.roles import Role
from reference.weeks import ZONE, Week, WeekClock
from tests.briefing.correspondence import Parish, parish, text_of
from tests.hamlet import BEGIN, WEEK
from tests.postman import URL, Postman, postman

CLOCK = WeekClock()
FRIDAY = datetime(2026, 11, 13, 14, 30, tzinfo=UTC)
"""Half past three in Sweden, before the deadline of week 46: Monday at ten."""
MONDAY = datetime(2026, 11, 16, 7, 30, tzinfo=UTC)
"""Half past eight, an hour and a half before it."""


@pytest.fixture
def post() -> Iterator[Postman]:
    """A mail server."""
    with postman() as made:
        yield made


@pytest.fixture
def there(registry: Registry, tmp_path: Path, post: Postman) -> Iterator[Parish]:
    """The hamlet on both databases, accounts in a file."""
    with parish(registry, f"sqlite:///{tmp_path / 'accounts.db'}", tmp_path, post) as made:
        yield made


@pytest.fixture
def here(on_sqlite: Registry, tmp_path: Path, post: Postman) -> Iterator[Parish]:
    """The same on SQLite alone."""
    with parish(on_sqlite, f"sqlite:///{tmp_path / 'accounts.db'}", tmp_path, post) as made:
        yield made


def quiet(where: Parish, week: Week = WEEK) -> list[str]:
    """The codes of the organisations that have told of nothing."""
    with known(where.registry.log) as view:
        return [one.code for one in silent(view, week)]


def send(where: Parish, at: datetime) -> int:
    """Send what is due; how many letters went out."""
    done = send_reminders(where.registry.log, where.accounts, where.office, at=at)
    return sum(len(one.delivery.sent) for one in done)


def nothing(where: Parish, organisation: str, who: UUID, week: Week = WEEK) -> None:
    form = NothingForm(organisation=organisation, week=str(week))
    receive_nothing(where.registry, form, actor=str(who), at=FRIDAY)


def test_silent_is_who_sent_neither_a_report_nor_the_word_that_there_was_nothing(
    there: Parish,
) -> None:
    anna = there.person("Anna")
    assert quiet(there) == ["bostad", "skola", "vakt"]

    there.tells(anna, 1, at=FRIDAY)
    nothing(there, "bostad", anna)
    there.tells(anna, 2, at=FRIDAY, organisation="vakt", week=WEEK.shift(-1))

    assert quiet(there) == ["vakt"]


def test_who_took_back_all_is_silent_and_who_was_told_of_twice_is_not(here: Parish) -> None:
    anna = here.person("Anna")
    report = here.tells(anna, 1, at=FRIDAY)
    form = forms.WithdrawalForm(reason=Reason.MISTAKE)
    desk.withdraw(here.registry, report, form, actor="c", at=FRIDAY)
    assert "skola" in quiet(here)

    first = here.tells(anna, 2, at=FRIDAY, organisation="vakt")
    second = here.tells(anna, 3, at=FRIDAY)
    desk.link(here.registry, second, forms.LinkForm(same_as=first), actor="c", at=FRIDAY)

    assert quiet(here) == ["bostad"]


def test_who_is_not_asked_is_not_silent(here: Parish) -> None:
    asked = OrganisationOpened(code="bostad", sv="Bostad", en="Housing", weekly=False)
    open_organisation(here.registry, asked, actor="t", at=FRIDAY)
    close_organisation(here.registry, "vakt", actor="t", at=FRIDAY)

    assert quiet(here) == ["skola"]
    assert not quiet(here, Week.of(BEGIN).shift(-1))


def test_people_are_reminded_the_day_before_and_two_hours_before_and_never_twice(
    there: Parish,
) -> None:
    anna = there.person("Anna")
    there.person("Bo", "vakt")

    times = [FRIDAY - timedelta(hours=1), FRIDAY, FRIDAY + timedelta(hours=2)]
    times += [MONDAY, MONDAY + timedelta(hours=1), MONDAY + timedelta(hours=2)]

    assert [send(there, at) for at in times] == [0, 2, 0, 2, 0, 0]
    first, last = there.to(anna)
    assert first["Subject"] == "Inget har kommit från Skola för vecka 46"
    said = text_of(last)
    assert "ska vara inne måndag 16 november klockan 10.00" in said
    assert f"{URL}/report" in said
    assert first["List-Unsubscribe"] is None


def test_who_reports_meanwhile_is_not_reminded_again(here: Parish) -> None:
    anna, bo = here.person("Anna"), here.person("Bo", "vakt")
    assert send(here, FRIDAY) == 2

    here.tells(anna, 1, at=FRIDAY)

    assert send(here, MONDAY) == 1
    assert [len(here.to(who)) for who in (anna, bo)] == [1, 2]


def test_reporters_and_coordinators_are_reminded_in_their_language(here: Parish) -> None:
    anna = here.person("Anna")
    chief = here.person("Chief", "skola", Role.COORDINATOR)
    others = [
        here.person("Analyst", "skola", Role.ANALYST),
        here.person("Closed"),
        here.person("Keeper", "skola", Role.ADMINISTRATOR),
    ]
    close_account(here.registry, others[1], actor="t", at=BEGIN)
    wishes.keep(here.accounts, anna, Wish(weekly_mail=False, language="en"))

    assert send(here, FRIDAY) == 2

    (letter,) = here.to(anna)
    assert letter["Subject"] == "Nothing has come from SKOLA for week 46"
    assert "are due Monday 16 November at 10:00" in text_of(letter)
    assert len(here.to(chief)) == 1
    assert not any(here.to(who) for who in others)


def test_whoever_missed_the_first_gets_one_letter_and_not_two(here: Parish) -> None:
    here.person("Anna")

    assert send(here, MONDAY) == 1
    assert send(here, MONDAY + timedelta(minutes=10)) == 0


def test_the_clock_that_is_in_force_decides(here: Parish) -> None:
    here.person("Anna")
    tuesday = WeekClock(deadline_day=2, deadline_time=time(12), meeting_day=3)
    set_clock(here.registry, tuesday, actor="t", at=FRIDAY - timedelta(hours=3))

    assert send(here, FRIDAY) == 0
    assert send(here, datetime(2026, 11, 16, 14, 0, tzinfo=UTC)) == 1
    assert send(here, datetime(2026, 11, 17, 8, 59, tzinfo=UTC)) == 0
    assert send(here, datetime(2026, 11, 17, 9, 0, tzinfo=UTC)) == 1


def test_a_clock_that_is_set_between_two_reminders_repeats_none(here: Parish) -> None:
    here.person("Anna")
    assert [send(here, FRIDAY), send(here, MONDAY)] == [1, 1]

    later = WeekClock(deadline_day=3, deadline_time=time(12), meeting_day=4)
    set_clock(here.registry, later, actor="t", at=MONDAY)

    assert send(here, datetime(2026, 11, 17, 15, 0, tzinfo=UTC)) == 0
    assert send(here, datetime(2026, 11, 18, 10, 0, tzinfo=UTC)) == 0


def test_a_server_that_is_down_is_tried_again_until_the_deadline(here: Parish) -> None:
    here.person("Anna")
    here.post.on_recipient = lambda _: "451 later"
    assert send(here, MONDAY) == 0
    here.post.on_recipient = lambda _: "250 OK"

    assert send(here, MONDAY + timedelta(minutes=10)) == 1
    assert send(here, MONDAY + timedelta(hours=2)) == 0


def test_by_hand_the_silent_ones_that_are_named_are_reminded_once_a_day(here: Parish) -> None:
    anna, bo = here.person("Anna"), here.person("Bo", "vakt")
    here.person("Eva", "bostad")
    here.tells(bo, 1, at=FRIDAY, organisation="vakt")
    log, after = here.registry.log, MONDAY + timedelta(hours=3)

    def by_hand(at: datetime) -> tuple[tuple[str, ...], int, int]:
        done = remind(log, here.accounts, here.office, ["skola", "vakt"], WEEK, at=at)
        assert done.call == Call(WEEK, BY_HAND)
        return done.organisations, len(done.delivery.sent), done.delivery.before

    assert by_hand(after) == (("skola",), 1, 0)
    assert by_hand(after + timedelta(hours=1)) == (("skola",), 0, 1)
    assert by_hand(after + timedelta(days=1)) == (("skola",), 1, 0)
    assert "skulle vara inne måndag 16 november klockan 10.00" in text_of(here.to(anna)[0])
    assert len(here.post.came) == 2


@pytest.mark.parametrize(
    ("deadline", "reminded"),
    [
        ("2026-11-23T10:00", "2026-11-20T15:00"),  # over a weekend
        ("2026-11-24T08:00", "2026-11-23T15:00"),
        ("2026-04-07T10:00", "2026-04-02T15:00"),  # over Easter, and a change of the clocks before
        ("2026-12-28T10:00", "2026-12-23T15:00"),  # over Christmas, its eve too
        ("2027-01-04T10:00", "2026-12-30T15:00"),  # over New Year
        ("2026-06-22T10:00", "2026-06-18T15:00"),  # over Midsummer
        ("2026-03-30T10:00", "2026-03-27T15:00"),  # the clocks go forward on the Sunday between
        ("2026-10-26T10:00", "2026-10-23T15:00"),  # and back
    ],
)
def test_the_day_before_is_a_working_day_at_three_by_the_local_clock(
    deadline: str, reminded: str
) -> None:
    at = datetime.fromisoformat(deadline).replace(tzinfo=ZONE)

    assert day_before(at.astimezone(UTC)) == datetime.fromisoformat(reminded).replace(tzinfo=ZONE)


@pytest.mark.parametrize("week", ["2026-W12", "2026-W13", "2026-W42", "2026-W43", "2026-W53"])
def test_two_hours_before_is_two_hours_before_whatever_the_clocks_do(week: str) -> None:
    early = WeekClock(deadline_day=7, deadline_time=time(4), meeting_day=7, meeting_time=time(9))
    for clock in (CLOCK, early):
        deadline = clock.deadline(Week.parse(week))
        call = Call(Week.parse(week), HOURS_BEFORE)

        assert call in calls(clock, deadline - timedelta(hours=2))
        assert call not in calls(clock, deadline - timedelta(hours=2, seconds=1))
        assert call not in calls(clock, deadline)


clocks = st.builds(
    WeekClock,
    deadline_day=st.integers(1, 6),
    deadline_time=st.sampled_from([time(0), time(1, 59), time(3), time(10), time(23, 59)]),
    meeting_day=st.just(7),
)


@settings(max_examples=30, deadline=None)
@given(clocks, st.dates(date(2026, 1, 1), date(2027, 12, 31)).map(Week.of_date))
def test_each_week_is_called_for_twice_before_its_deadline(clock: WeekClock, week: Week) -> None:
    deadline = clock.deadline(week)
    hours = (deadline + timedelta(hours=n) for n in range(-6 * 24, 4))
    found = [call for at in hours for call in calls(clock, at) if call.week == week]

    kinds = [call.kind for call in found]
    assert kinds == sorted(kinds)  # the day's before the hours'
    assert set(kinds) == {DAY_BEFORE, HOURS_BEFORE}
    assert kinds.count(HOURS_BEFORE) == 2


def test_eves_and_holidays_are_no_working_days() -> None:
    off = [(1, 1), (1, 6), (4, 3), (4, 6), (5, 1), (5, 14), (6, 19), (12, 24), (12, 25), (12, 31)]

    assert not any(is_working_day(date(2026, *day)) for day in off)
    assert not is_working_day(date(2026, 11, 21))
    assert all(is_working_day(date(2026, *day)) for day in ((1, 2), (4, 2), (12, 23), (12, 30)))

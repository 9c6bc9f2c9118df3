"""Weeks begin and end when people in Sweden say they do."""

import time
from datetime import UTC, date, datetime, timedelta, timezone
from datetime import time as time_of_day
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference.unreadable import Unreadable
from reference.weeks import (
    ZONE,
    BadClock,
    LocalTimeGap,
    MeetingRhythm,
    Week,
    WeekClock,
    hour_of_week,
    local_to_utc,
    read_time,
    week_key_and_hour,
    weeks_between,
    weeks_in,
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MONDAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31)).map(Week.of_date)


def microseconds(instant: datetime) -> int:
    return (instant - EPOCH) // timedelta(microseconds=1)


def local(written: str) -> datetime:
    """A wall-clock time, without a zone."""
    return datetime.fromisoformat(written)


def test_every_day_from_2000_to_2060_lies_in_the_week_that_the_iso_calendar_says() -> None:
    day = date(2000, 1, 1)
    while day < date(2061, 1, 1):
        week = Week.of_date(day)
        assert (week.year, week.number) == day.isocalendar()[:2]
        assert week.monday <= day <= week.sunday
        day += timedelta(days=1)


def test_the_years_with_53_weeks_are_the_known_ones() -> None:
    known = [2004, 2009, 2015, 2020, 2026, 2032, 2037, 2043, 2048, 2054, 2060]
    assert [year for year in range(2000, 2061) if weeks_in(year) == 53] == known


def test_the_new_year_of_2027_lies_in_week_53_of_2026() -> None:
    assert str(Week.of_date(date(2027, 1, 1))) == "2026-W53"
    assert Week.of_date(date(2027, 1, 4)) == Week(2027, 1)


def test_the_week_of_an_instant_is_that_of_the_local_date() -> None:
    sunday_evening_in_utc = datetime(2026, 11, 15, 23, 30, tzinfo=UTC)
    assert Week.of(sunday_evening_in_utc) == Week(2026, 47)
    assert Week.of(sunday_evening_in_utc - timedelta(hours=1)) == Week(2026, 46)


@pytest.mark.parametrize(
    "text", ["2026-47", "2026-W7", "2026-w47", "2026-W47 ", "", "47", "٢٠٢٦-W47"]
)
def test_what_is_not_written_as_a_week_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a week such as 2026-W47"):
        Week.parse(text)


@pytest.mark.parametrize("text", ["2027-W53", "2026-W00", "2026-W54", "0000-W01", "9999-W01"])
def test_a_week_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match=f"There is no week {text}"):
        Week.parse(text)


@given(MONDAYS)
def test_a_week_survives_being_written_and_being_a_key(week: Week) -> None:
    assert Week.parse(str(week)) == week
    assert Week.from_key(week.key) == week


@given(MONDAYS, st.integers(-3000, 3000))
def test_shifting_a_week_and_counting_back_agree(week: Week, n: int) -> None:
    later = week.shift(n)
    assert later.since(week) == n
    assert later.shift(-n) == week
    assert (later > week) == (n > 0)
    assert (later.key > week.key) == (n > 0)


def test_the_week_after_the_last_is_the_first_of_the_next_year() -> None:
    assert Week(2026, 53).shift(1) == Week(2027, 1)
    assert Week(2025, 52).shift(1) == Week(2026, 1)


def test_weeks_between_counts_both_ends() -> None:
    assert weeks_between(Week(2026, 52), Week(2027, 1)) == [
        Week(2026, 52),
        Week(2026, 53),
        Week(2027, 1),
    ]
    assert weeks_between(Week(2027, 1), Week(2026, 53)) == []


def test_last_year_keeps_the_number_and_week_53_falls_back_to_52() -> None:
    assert Week(2026, 47).last_year() == Week(2025, 47)
    assert Week(2026, 53).last_year() == Week(2025, 52)
    assert Week(2027, 52).last_year() == Week(2026, 52)


@pytest.mark.parametrize(
    ("week", "hours"), [("2026-W13", 167), ("2026-W43", 169), ("2026-W47", 168)]
)
def test_the_weeks_when_the_clocks_change_are_an_hour_off(week: str, hours: int) -> None:
    found = Week.parse(week)
    assert found.end_at - found.start_at == timedelta(hours=hours)
    assert found.start_at.utcoffset() == timedelta(0)
    assert found.end_at == found.shift(1).start_at
    assert Week.of(found.start_at) == Week.of(found.end_at - timedelta(microseconds=1)) == found


def test_a_local_time_that_was_skipped_in_spring_is_refused() -> None:
    with pytest.raises(LocalTimeGap, match=r"There was no 02:30 on 2026-03-29"):
        local_to_utc(local("2026-03-29 02:30"))
    assert local_to_utc(local("2026-03-29 03:00")) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_of_the_doubled_hour_in_autumn_the_first_is_meant() -> None:
    assert local_to_utc(local("2026-10-25 02:30")) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    second = local("2026-10-25 02:30").replace(fold=1)
    assert local_to_utc(second) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_an_instant_without_a_zone_is_never_read_in_the_zone_of_the_machine() -> None:
    with pytest.raises(ValueError, match="with a zone"):
        Week.of(local("2026-11-16 12:00"))
    with pytest.raises(ValueError, match="with a zone"):
        hour_of_week(local("2026-11-16 12:00"))
    with pytest.raises(ValueError, match="without a zone"):
        local_to_utc(datetime(2026, 11, 16, 12, tzinfo=UTC))


def test_the_hour_of_the_week_is_the_wall_clock_from_monday_midnight() -> None:
    assert hour_of_week(Week(2026, 47).start_at) == 0
    assert hour_of_week(Week(2026, 47).end_at - timedelta(seconds=1)) == 167
    friday_evening = local_to_utc(local("2026-07-03 21:59"))
    assert hour_of_week(friday_evening) == 4 * 24 + 21
    elsewhere = friday_evening.astimezone(timezone(timedelta(hours=-9)))
    assert hour_of_week(elsewhere) == 4 * 24 + 21


def test_reports_are_due_on_the_monday_after_at_ten_local_time_unless_told_otherwise() -> None:
    usual = WeekClock()
    assert usual.deadline(Week(2026, 47)) == datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert usual.deadline(Week(2026, 26)) == datetime(2026, 6, 29, 8, 0, tzinfo=UTC)
    assert usual.meeting(Week(2026, 47)) == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def test_deadline_and_meeting_lie_in_the_week_after_at_their_local_times() -> None:
    clock = WeekClock(
        deadline_day=2,
        deadline_time=time_of_day(23, 59),
        meeting_day=7,
        meeting_time=time_of_day(0, 30),
    )
    # In the weeks after these the clocks are put forward and back, on the Sunday of the meeting.
    for week in (Week(2026, 12), Week(2026, 42)):
        tuesday = week.shift(1).monday + timedelta(days=1)
        due = clock.deadline(week).astimezone(ZONE)
        assert (due.date(), f"{due:%H:%M}") == (tuesday, "23:59")
        meeting = clock.meeting(week)
        assert meeting is not None
        held = meeting.astimezone(ZONE)
        assert (held.date(), f"{held:%H:%M}") == (week.shift(1).sunday, "00:30")
        assert held.utcoffset() != (meeting + timedelta(hours=12)).astimezone(ZONE).utcoffset()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"deadline_day": 0}, "deadline_day"),
        ({"meeting_day": 8}, "meeting_day"),
        ({"deadline_time": time_of_day(2, 0)}, "deadline_time"),
        ({"meeting_time": time_of_day(2, 59)}, "meeting_time"),
        ({"meeting_day": 1}, "meeting_time"),
        ({"meeting_day": 1, "meeting_time": time_of_day(10)}, "meeting_time"),
        ({"rhythm": MeetingRhythm.TWO_WEEKS}, "first_meeting"),
        ({"rhythm": MeetingRhythm.MONTH}, "first_meeting"),
        ({"first_meeting": date(2026, 11, 25)}, "first_meeting"),
    ],
)
def test_a_clock_that_cannot_be_kept_is_refused_at_its_field(
    wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadClock) as refused:
        WeekClock(**wrong)
    assert refused.value.field == field


def test_times_next_to_the_hour_that_the_clocks_change_in_can_be_kept() -> None:
    WeekClock(deadline_time=time_of_day(1, 59), meeting_time=time_of_day(3))


def meetings(clock: WeekClock, first: Week, last: Week) -> list[str]:
    """The days of the meetings that look at the weeks."""
    found = [clock.meeting(week) for week in weeks_between(first, last)]
    return [f"{at.astimezone(ZONE):%m-%d}" for at in found if at]


def test_every_other_week_counts_from_the_first_meeting_also_over_a_year_of_53_weeks() -> None:
    clock = WeekClock(rhythm=MeetingRhythm.TWO_WEEKS, first_meeting=date(2026, 12, 1))
    assert meetings(clock, Week(2026, 40), Week(2027, 2)) == ["12-01", "12-15", "12-29", "01-12"]


def test_once_a_month_is_the_same_weekday_of_the_month_as_the_first_meeting() -> None:
    second = WeekClock(rhythm=MeetingRhythm.MONTH, first_meeting=date(2026, 11, 10))
    assert meetings(second, Week(2026, 40), Week(2027, 4)) == ["11-10", "12-08", "01-12"]


def test_a_fifth_weekday_means_the_last_of_the_month() -> None:
    last = WeekClock(rhythm=MeetingRhythm.MONTH, first_meeting=date(2026, 12, 29))
    assert meetings(last, Week(2026, 40), Week(2027, 15)) == ["12-29", "01-26", "02-23", "03-30"]


@given(
    st.sampled_from(MeetingRhythm),
    st.dates(date(2020, 1, 1), date(2040, 12, 31)),
    st.datetimes(datetime(2019, 1, 1), datetime(2041, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_the_next_meeting_is_the_first_that_is_later(
    rhythm: MeetingRhythm, first: date, after: datetime
) -> None:
    clock = WeekClock(
        deadline_time=time_of_day(8),
        meeting_day=first.isoweekday(),
        rhythm=rhythm,
        first_meeting=first,
    )
    following = clock.next_meeting(after)
    assert following > after
    assert following.astimezone(ZONE).date() >= first
    since = max(Week.of(after), Week.of_date(first)).shift(-1)
    between = weeks_between(since, Week.of(following).shift(-2))
    assert not [at for week in between if (at := clock.meeting(week)) and at > after]


def test_every_other_week_and_once_a_month_have_their_next_meeting_soon() -> None:
    for rhythm, most in ((MeetingRhythm.TWO_WEEKS, 14), (MeetingRhythm.MONTH, 35)):
        clock = WeekClock(rhythm=rhythm, first_meeting=date(2024, 1, 30))
        at = datetime(2024, 1, 30, 12, tzinfo=UTC)
        for _ in range(200):
            following = clock.next_meeting(at)
            assert following - at <= timedelta(days=most, hours=2)
            at = following


@pytest.mark.parametrize("text", ["10:00", "10.00", " 9:05 ", "23:59", "00:00"])
def test_a_time_is_read_as_people_write_it(text: str) -> None:
    assert f"{read_time(text, 'x'):%H:%M}".lstrip("0") == text.strip().replace(".", ":").lstrip("0")


@pytest.mark.parametrize("text", ["", "24:00", "10", "10:60", "ten", "1000", "٩:00", "10:00:00"])
def test_what_is_no_time_is_refused_at_its_field(text: str) -> None:
    with pytest.raises(BadClock, match="such as 10:00") as refused:
        read_time(text, "deadline_time")
    assert refused.value.field == "deadline_time"


@settings(deadline=None)
@given(st.integers(-(10**15), 5 * 10**15))
def test_the_quick_way_says_what_the_slow_way_says(us: int) -> None:
    instant = EPOCH + timedelta(microseconds=us)
    assert week_key_and_hour(us) == (Week.of(instant).key, hour_of_week(instant))


def test_the_quick_way_is_right_around_every_change_of_the_clocks() -> None:
    changes = [
        local_to_utc(local(f"{year}-{month:02d}-{day:02d} 01:00")) + timedelta(hours=hours)
        for year in range(1980, 2110)
        for month in (3, 4, 9, 10)
        for day in range(1, 31)
        if date(year, month, day).weekday() == 6
        for hours in (0, 1, 2)
    ]
    for change in [EPOCH, *changes]:
        for us in (-1, 0, 1):
            instant = change + timedelta(microseconds=us)
            expected = Week.of(instant).key, hour_of_week(instant)
            assert week_key_and_hour(microseconds(instant)) == expected


def test_the_quick_way_is_at_least_three_times_as_quick() -> None:
    instants = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=n) for n in range(20_000)]
    times = [microseconds(instant) for instant in instants]

    def seconds(what: str) -> float:
        start = time.process_time()
        if what == "quick":
            for us in times:
                week_key_and_hour(us)
        else:
            for instant in instants:
                _ = Week.of(instant).key, hour_of_week(instant)
        return time.process_time() - start

    quick = min(seconds("quick") for _ in range(5))
    assert 3 * quick < min(seconds("slow") for _ in range(5))


def test_local_midnight_is_the_start_of_the_week_in_any_year() -> None:
    for week in weeks_between(Week(2000, 1), Week(2060, 53)):
        local = week.start_at.astimezone(ZONE)
        assert (local.weekday(), local.hour, local.minute) == (0, 0, 0)
        assert local.date() == week.monday

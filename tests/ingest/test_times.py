"""Times as other people's files write them become UTC, and keep how exact they were."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.times import (
    DAY,
    HOUR,
    MOMENT,
    BadFormat,
    TimeFormat,
    begin_of,
    date_in,
    end_of,
    zone_named,
)

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


def begin(form: str, text: str, zone: ZoneInfo = STOCKHOLM) -> datetime | None:
    stamp = TimeFormat.parse(form).read(text)
    return None if stamp is None else begin_of(stamp, zone)


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        ("iso", "2026-11-24T18:30", utc(2026, 11, 24, 17, 30)),
        ("iso", "2026-07-01 18:30:15", utc(2026, 7, 1, 16, 30, 15)),
        ("iso", "2026-07-01 18:30:15.250", utc(2026, 7, 1, 16, 30, 15)),
        ("iso", "2025-05-16 7:50:05 +02:00", utc(2025, 5, 16, 5, 50, 5)),
        ("iso", "2025-05-16T07:50Z", utc(2025, 5, 16, 7, 50)),
        ("iso", "2025-05-16T07:50-0330", utc(2025, 5, 16, 11, 20)),
        ("%d/%m %Y kl %H.%M", " 24/11  2026 kl 18.30 ", utc(2026, 11, 24, 17, 30)),
        ("%d %B %Y %H:%M", "3 maj 2026 09:05", utc(2026, 5, 3, 7, 5)),
        ("%d %B %Y %H:%M", "3 May 2026 09:05", utc(2026, 5, 3, 7, 5)),
        ("%d %b %y %H%M", "3 okt. 26 0905", utc(2026, 10, 3, 7, 5)),
        ("%A %d %B %Y %H:%M", "söndag 3 maj 2026 09:05", utc(2026, 5, 3, 7, 5)),
        ("%m/%d/%Y %I:%M:%S %p", "01/05/2026 12:10:00 AM", utc(2026, 1, 4, 23, 10)),
        ("%m/%d/%Y %I:%M %p", "01/05/2026 12:10 p.m.", utc(2026, 1, 5, 11, 10)),
        ("%Y-%m-%d %H:%M %z", "2026-01-05 12:10 +01:00", utc(2026, 1, 5, 11, 10)),
        ("%y%m%d %H:%M", "981231 12:00", utc(1998, 12, 31, 11)),
        ("100%% %Y-%m-%d %H:%M", "100% 2026-01-05 12:10", utc(2026, 1, 5, 11, 10)),
    ],
)
def test_a_format_reads_what_it_says(form: str, text: str, expected: datetime) -> None:
    assert begin(form, text) == expected


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("iso", ""),
        ("iso", "24/11/2026"),
        ("iso", "2026-02-30"),
        ("iso", "2026-02-03 25:00"),
        ("iso", "2026-02-03 10:61"),
        ("iso", "2026-02-03 10:00 and more"),
        ("iso", "0001-01-01"),
        ("iso", "9999-12-31"),
        ("%d %B %Y", "3 mai 2026"),
        ("%d/%m/%Y %I %p", "3/5/2026 13 pm"),
        ("%Y-%m-%d %z", "2026-02-03 *01:00"),
    ],
)
def test_what_is_no_time_of_the_format_is_not_read(form: str, text: str) -> None:
    assert begin(form, text) is None


def test_a_time_is_as_wide_as_it_is_written() -> None:
    widths = [
        stamp.width
        for text in ("2026-11-24", "2026-11-24 18", "2026-11-24 18:30")
        if (stamp := TimeFormat.parse("iso").read(text))
    ]

    assert widths == [DAY, HOUR, MOMENT]


@pytest.mark.parametrize("form", ["%Q", "%d", "%Y-%m", "%d %d %m %Y", "no time"])
def test_a_format_that_cannot_tell_a_day_is_refused(form: str) -> None:
    with pytest.raises(BadFormat):
        TimeFormat.parse(form)


@pytest.mark.parametrize("pattern", ["(", r"(?P<day>\d+)", r"(?P<day>1)(?P<month>2)(?P<moon>3)"])
def test_a_pattern_needs_a_day_a_month_and_no_other_names(pattern: str) -> None:
    with pytest.raises(BadFormat):
        TimeFormat.search(pattern)


@pytest.mark.parametrize(
    ("near", "text", "year"),
    [
        (date(2024, 1, 1), "31 december 23.10", 2023),
        (date(2023, 12, 31), "01 januari 00.10", 2024),
        (date(2024, 6, 13), "17 juni 07.00", 2024),
        (date(2025, 3, 1), "29 februari 07.00", 2024),
    ],
)
def test_a_day_without_a_year_lies_close_to_the_date_beside(
    near: date, text: str, year: int
) -> None:
    form = TimeFormat.parse("%d %B %H.%M")

    stamp = form.read(text, near)

    assert not form.has_year
    assert stamp is not None
    assert stamp.wall.year == year


def test_a_day_without_a_year_and_without_a_date_beside_is_not_read() -> None:
    assert TimeFormat.parse("%d %B").read("3 maj") is None
    assert TimeFormat.parse("%d %B").read("29 februari", date(2026, 6, 1)) is None


def test_an_hour_that_the_clocks_skipped_is_no_time_and_a_doubled_one_is_the_first() -> None:
    assert begin("iso", "2026-03-29 02:30") is None
    assert begin("iso", "2026-03-29 03:00") == utc(2026, 3, 29, 1)
    assert begin("iso", "2026-10-25 02:30") == utc(2026, 10, 25, 0, 30)
    assert begin("iso", "2010-03-14 02:00", ZoneInfo("America/Chicago")) is None


def test_a_day_ends_where_the_next_begins_also_when_the_clocks_change() -> None:
    spring = TimeFormat.parse("iso").read("2026-03-29")
    assert spring is not None
    start, end = begin_of(spring, STOCKHOLM), end_of(spring, STOCKHOLM)
    assert start is not None
    assert end is not None
    assert end - start == timedelta(hours=23)


def test_the_hour_before_a_change_is_one_hour_long() -> None:
    stamp = TimeFormat.parse("iso").read("2026-03-29 01")
    assert stamp is not None

    assert end_of(stamp, STOCKHOLM) == utc(2026, 3, 29, 1)


@given(
    st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001 - wall clocks
    st.sampled_from(
        ["Europe/Stockholm", "America/Chicago", "Australia/Lord_Howe", "America/Havana", "UTC"]
    ),
)
def test_a_wall_clock_reads_as_the_zone_itself_reads_it(wall: datetime, name: str) -> None:
    zone = ZoneInfo(name)
    wall = wall.replace(microsecond=0)
    expected = wall.replace(tzinfo=zone).astimezone(UTC)
    skipped = expected.astimezone(zone).replace(tzinfo=None) != wall

    assert begin("iso", wall.isoformat(), zone) == (None if skipped else expected)


def test_the_date_at_the_start_of_a_text_is_found() -> None:
    assert date_in("2026-11-24 18:30") == date(2026, 11, 24)
    assert date_in("2026-11-31") is None
    assert date_in("on 2026-11-24") is None


def test_a_zone_that_does_not_exist_is_none() -> None:
    assert zone_named("Europe/Stockholm") is not None
    for name in ("Europe/Havstuna", "", "../etc", "Europe"):
        assert zone_named(name) is None

"""The days that a place feels fall where they fell."""

from datetime import date, timedelta

import pytest

from reference.calendar import (
    BadCalendar,
    Occasion,
    between,
    easter_sunday,
    parse_calendar,
    public_holidays,
    recurring,
)

# Easter Sundays as printed in almanacs, the earliest and the latest possible among them.
EASTERS = """2000-04-23 2008-03-23 2011-04-24 2019-04-21 2020-04-12 2021-04-04 2022-04-17 2023-04-09
    2024-03-31 2025-04-20 2026-04-05 2027-03-28 2028-04-16 2029-04-01 2030-04-21 2038-04-25
    2285-03-22""".split()  # noqa: SIM905 - reads better


@pytest.mark.parametrize("day", EASTERS)
def test_easter_is_where_the_almanac_has_it(day: str) -> None:
    expected = date.fromisoformat(day)
    assert easter_sunday(expected.year) == expected


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (
            2024,
            "01-01 01-06 03-29 03-31 04-01 05-01 05-09 05-19 06-06 06-22 11-02 12-25 12-26",
        ),
        (
            2025,
            "01-01 01-06 04-18 04-20 04-21 05-01 05-29 06-06 06-08 06-21 11-01 12-25 12-26",
        ),
        (
            2026,
            "01-01 01-06 04-03 04-05 04-06 05-01 05-14 05-24 06-06 06-20 10-31 12-25 12-26",
        ),
        (
            2027,
            "01-01 01-06 03-26 03-28 03-29 05-01 05-06 05-16 06-06 06-26 11-06 12-25 12-26",
        ),
    ],
)
def test_the_public_holidays_of_a_year_are_the_known_ones(year: int, days: str) -> None:
    found = public_holidays(year)
    assert [f"{holiday.first_on:%m-%d}" for holiday in found] == days.split()
    assert {(h.kind, h.last_on - h.first_on) for h in found} == {("public-holiday", timedelta(0))}


@pytest.mark.parametrize("year", range(2020, 2061))
def test_midsummer_and_all_saints_keep_to_their_weekdays_and_dates(year: int) -> None:
    named = {occasion.sv: occasion for occasion in public_holidays(year) + recurring(year)}
    midsummer, saints = named["Midsommardagen"].first_on, named["Alla helgons dag"].first_on
    assert midsummer.weekday() == saints.weekday() == 5
    assert date(year, 6, 20) <= midsummer <= date(year, 6, 26)
    assert date(year, 10, 31) <= saints <= date(year, 11, 6)
    assert named["Midsommarafton"].first_on == midsummer - timedelta(1)
    assert named["Allhelgonahelgen"].last_on == saints + timedelta(1)
    assert named["Kristi himmelsfärdsdag"].first_on.weekday() == 3
    assert named["Pingstdagen"].first_on.weekday() == 6


def test_the_recurring_evenings_are_there() -> None:
    found = {occasion.sv: occasion for occasion in recurring(2026)}
    assert found["Valborgsmässoafton"].first_on == date(2026, 4, 30)
    assert found["Skärtorsdagen"].first_on == date(2026, 4, 2)
    assert found["Påskafton"].first_on == date(2026, 4, 4)
    assert found["Halloween"].first_on == date(2026, 10, 31)
    assert found["Luciavaka och Lucia"].last_on == date(2026, 12, 13)
    assert found["Nyårsafton"].first_on == date(2026, 12, 31)
    ends = found["Skolavslutningar, vanlig tid"]
    assert ends.first_on <= date(2026, 6, 12) <= ends.last_on


@pytest.mark.parametrize("year", [2024, 2026, 2031])
def test_every_occasion_has_a_name_in_both_languages_and_ends_after_it_begins(year: int) -> None:
    for occasions in (public_holidays(year), recurring(year)):
        assert list(occasions) == sorted(occasions)
        for occasion in occasions:
            assert occasion.label("sv")
            assert occasion.label("en")
            assert occasion.first_on <= occasion.last_on
            assert occasion.first_on.year == occasion.last_on.year == year


SCHOOL = """
edition = "2026/2027"

[[occasion]]
first = 2026-12-21
last = 2027-01-08
sv = "Jullov"
en = "Christmas holidays"

[[occasion]]
first = 2026-10-26
last = 2026-10-30
sv = "Höstlov"
en = "Autumn half-term"

[[occasion]]
first = 2026-11-28
kind = "recurring"
sv = "Skyltsöndag"
en = "First Advent market"
"""


def test_a_school_calendar_is_read_in_order() -> None:
    assert parse_calendar(SCHOOL) == (
        Occasion(
            date(2026, 10, 26), date(2026, 10, 30), "school-holiday", "Höstlov", "Autumn half-term"
        ),
        Occasion(
            date(2026, 11, 28),
            date(2026, 11, 28),
            "recurring",
            "Skyltsöndag",
            "First Advent market",
        ),
        Occasion(
            date(2026, 12, 21), date(2027, 1, 8), "school-holiday", "Jullov", "Christmas holidays"
        ),
    )


def test_what_is_coming_crosses_the_new_year_and_holds_what_only_touches_it() -> None:
    found = between(date(2026, 12, 31), date(2027, 1, 1), parse_calendar(SCHOOL))
    assert [occasion.sv for occasion in found] == ["Jullov", "Nyårsafton", "Nyårsdagen"]
    assert between(date(2026, 11, 9), date(2026, 11, 22), parse_calendar(SCHOOL)) == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[[occasion]", "is not TOML"),
        ("", r"holds no \[\[occasion\]\]"),
        ("occasion = 3", r"holds no \[\[occasion\]\]"),
        ("occasion = [3]", r"holds no \[\[occasion\]\]"),
        ('[[occasion]]\nsv="a"\nen="b"', "needs first and last as dates"),
        ('[[occasion]]\nfirst=2026-01-02\nlast=2026-01-01\nsv="a"\nen="b"', "in order"),
        ('[[occasion]]\nfirst=2026-01-02T10:00:00\nsv="a"\nen="b"', "as dates"),
        ('[[occasion]]\nfirst="2026-01-02"\nsv="a"\nen="b"', "as dates"),
        ('[[occasion]]\nfirst=2026-01-02\nsv="a"', "needs a name"),
        ('[[occasion]]\nfirst=2026-01-02\nsv="a"\nen="b"\nkind="x"', "a kind that is none of"),
        ('[[occasion]]\nfirst=2026-01-02\nsv="a"\nen="b"\nname="x"', "may hold"),
    ],
)
def test_a_calendar_that_cannot_be_used_is_refused_with_a_sentence(
    text: str, sentence: str
) -> None:
    with pytest.raises(BadCalendar, match=sentence):
        parse_calendar(text)

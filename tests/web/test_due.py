"""What is due, in words: last week's reports until its meeting is over, then this week's."""

from datetime import UTC, date, datetime, timedelta

import pytest

from reference.language import translator
from reference.weeks import MeetingRhythm, Week, WeekClock
from web.due import due, in_words, sentence

WEEK = Week(2026, 47)
USUAL = WeekClock()
FIRST_TUESDAY = (
    "Mötet är den första tisdagen i månaden klockan 09.00, räknat från tisdag 3 november 2026."
)
EVERY_OTHER = WeekClock(rhythm=MeetingRhythm.TWO_WEEKS, first_meeting=date(2026, 11, 24))


@pytest.mark.parametrize(
    ("now", "week", "is_past"),
    [
        (WEEK.start_at, WEEK.shift(-1), False),
        (USUAL.deadline(WEEK.shift(-1)), WEEK.shift(-1), False),
        (USUAL.deadline(WEEK.shift(-1)) + timedelta(seconds=1), WEEK.shift(-1), True),
        (datetime(2026, 11, 17, 8, tzinfo=UTC), WEEK.shift(-1), True),
        (datetime(2026, 11, 17, 8, 1, tzinfo=UTC), WEEK, False),
        (WEEK.end_at - timedelta(seconds=1), WEEK, False),
        (WEEK.end_at, WEEK, False),
    ],
)
def test_the_week_that_is_due(now: datetime, week: Week, *, is_past: bool) -> None:
    found = due(USUAL, now)

    assert (found.week, found.is_past) == (week, is_past)
    assert found.at == USUAL.deadline(week)
    assert found.meeting == USUAL.meeting(week)


def test_a_week_without_a_meeting_of_its_own_waits_for_the_next() -> None:
    found = due(EVERY_OTHER, datetime(2026, 11, 26, 12, tzinfo=UTC))

    assert found.week == Week(2026, 48)
    assert found.meeting == datetime(2026, 12, 8, 8, 0, tzinfo=UTC)
    over = due(EVERY_OTHER, EVERY_OTHER.deadline(Week(2026, 48)) + timedelta(minutes=1))
    assert over.week == Week(2026, 49)


def test_it_is_said_in_both_languages() -> None:
    before = due(USUAL, WEEK.end_at)
    after = due(USUAL, USUAL.deadline(WEEK) + timedelta(hours=1))

    assert sentence(before, translator("en")) == (
        "Reports of week 47 are due Monday 23 November at 10:00. "
        "The meeting is Tuesday 24 November at 09:00."
    )
    assert sentence(before, translator("sv")) == (
        "Rapporterna för vecka 47 ska vara inne måndag 23 november klockan 10.00. "
        "Mötet är tisdag 24 november klockan 09.00."
    )
    assert "were due Monday" in sentence(after, translator("en"))
    assert "skulle vara inne måndag" in sentence(after, translator("sv"))


@pytest.mark.parametrize(
    ("clock", "swedish"),
    [
        (USUAL, "Mötet är varje tisdag klockan 09.00."),
        (
            EVERY_OTHER,
            "Mötet är varannan tisdag klockan 09.00, räknat från tisdag 24 november 2026.",
        ),
        (
            WeekClock(rhythm=MeetingRhythm.MONTH, first_meeting=date(2026, 11, 3)),
            FIRST_TUESDAY,
        ),
    ],
)
def test_a_clock_is_said_as_a_rule(clock: WeekClock, swedish: str) -> None:
    first, second = in_words(clock, translator("sv"))

    assert first == "En veckas rapporter ska vara inne på måndagen veckan efter, klockan 10.00."
    assert second == swedish

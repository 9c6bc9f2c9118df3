"""When a week's reports are due and when the meeting is, in words."""

from datetime import datetime
from typing import NamedTuple

from reference.language import Translator, day_and_time, long_date, message, weekday
from reference.weeks import MeetingRhythm, Week, WeekClock

_ORDINALS = (
    message("the first %(weekday)s of the month"),
    message("the second %(weekday)s of the month"),
    message("the third %(weekday)s of the month"),
    message("the fourth %(weekday)s of the month"),
    message("the last %(weekday)s of the month"),
)


class Due(NamedTuple):
    """The week whose reports are due next, or whose meeting is: `at` and `meeting` are UTC."""

    week: Week
    at: datetime
    meeting: datetime
    is_past: bool


def due(clock: WeekClock, now: datetime) -> Due:
    """What is due: last week's reports until its meeting is over, then this week's."""
    last = Week.of(now).shift(-1)
    at, meeting = clock.deadline(last), clock.meeting(last)
    if now > max(at, meeting or at):
        last = last.shift(1)
        at, meeting = clock.deadline(last), clock.meeting(last)
    return Due(last, at, meeting or clock.next_meeting(at), is_past=at < now)


def sentence(what: Due, t: Translator) -> str:
    """Say what is due, and the meeting."""
    said = {
        "n": what.week.number,
        "due": day_and_time(what.at, t.language),
        "meeting": day_and_time(what.meeting, t.language),
    }
    if what.is_past:
        return t("Reports of week %(n)s were due %(due)s. The meeting is %(meeting)s.", **said)
    return t("Reports of week %(n)s are due %(due)s. The meeting is %(meeting)s.", **said)


def in_words(clock: WeekClock, t: Translator) -> list[str]:
    """The clock as a rule: when reports are due, and how often the meeting is."""
    lang = t.language
    separator = "." if lang == "sv" else ":"
    times = {
        "deadline": clock.deadline_time.strftime(f"%H{separator}%M"),
        "meeting": clock.meeting_time.strftime(f"%H{separator}%M"),
    }
    meets = weekday(clock.meeting_day - 1, lang)
    due_day = weekday(clock.deadline_day - 1, lang)
    return [
        t(
            "Reports of a week are due on the %(weekday)s after it, at %(time)s.",
            weekday=due_day,
            time=times["deadline"],
        ),
        _meetings(clock, meets, times["meeting"], t),
    ]


def _meetings(clock: WeekClock, meets: str, time: str, t: Translator) -> str:
    first = long_date(clock.first_meeting, t.language) if clock.first_meeting else ""
    match clock.rhythm:
        case MeetingRhythm.WEEK:
            return t("The meeting is every %(weekday)s at %(time)s.", weekday=meets, time=time)
        case MeetingRhythm.TWO_WEEKS:
            return t(
                "The meeting is every other %(weekday)s at %(time)s, counted from %(first)s.",
                weekday=meets,
                time=time,
                first=first,
            )
        case MeetingRhythm.MONTH:
            assert clock.first_meeting is not None
            which = t(_ORDINALS[(clock.first_meeting.day - 1) // 7], weekday=meets)
            return t(
                "The meeting is %(which)s at %(time)s, counted from %(first)s.",
                which=which,
                time=time,
                first=first,
            )

"""ISO weeks in Swedish local time: the only place that knows when a week begins and ends.

A week runs from Monday 00:00 to the next Monday 00:00 by the clocks in Europe/Stockholm, so the
weeks when the clocks change have 167 or 169 hours. Babel's `sv` and SQLite's `%V` number weeks
wrongly; nobody else in the house counts weeks, or knows when a week's reports are due.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import count
from typing import Self
from zoneinfo import ZoneInfo

from reference.dimensions import Term
from reference.unreadable import Unreadable

ZONE = ZoneInfo("Europe/Stockholm")

_WRITTEN = re.compile(r"([0-9]{4})-W([0-9]{2})")
_WEEK = timedelta(weeks=1)
_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")
_CHANGING_HOUR = 2
"""The hour that is skipped in spring and comes twice in autumn."""
_LAST_IN_MONTH = 4
_HOUR_US = 3_600_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class LocalTimeGap(Unreadable):
    """A local time that never was: the clocks were put forward over it."""


@dataclass(frozen=True, order=True, slots=True)
class Week:
    """An ISO week, ordered in time. Raises ValueError for a week that does not exist."""

    year: int
    number: int

    def __post_init__(self) -> None:
        # Most weeks ever made are of the first 52; only the 53rd needs the calendar asked.
        if 1 <= self.number <= 52 and 1 <= self.year <= 9998:  # noqa: PLR2004 - the ISO calendar
            return
        if self.number == 53 and weeks_in(self.year) == 53:  # noqa: PLR2004 - the ISO calendar
            return
        raise Unreadable("There is no week %(week)s.", week=str(self))

    def __str__(self) -> str:
        return f"{self.year:04d}-W{self.number:02d}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2026-W47". Raises Unreadable (a ValueError) for anything else."""
        written = _WRITTEN.fullmatch(text)
        if written is None:
            raise Unreadable("“%(text)s” is not a week such as 2026-W47.", text=text[:40])
        return cls(int(written[1]), int(written[2]))

    @classmethod
    def from_key(cls, key: int) -> Self:
        """Read the integer form, 202647."""
        return cls(*divmod(key, 100))

    @classmethod
    def of(cls, instant: datetime) -> Self:
        """Give the week of an aware instant, by the local date."""
        year, number, _ = _local(instant).isocalendar()
        return cls(year, number)

    @classmethod
    def of_date(cls, day: date) -> Self:
        """Give the week of a local date."""
        year, number, _ = day.isocalendar()
        return cls(year, number)

    @property
    def key(self) -> int:
        """The week as an integer that sorts and indexes well: 202647."""
        return self.year * 100 + self.number

    @property
    def monday(self) -> date:
        """The first local date of the week."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        """The last local date of the week."""
        return date.fromisocalendar(self.year, self.number, 7)

    @property
    def start_at(self) -> datetime:
        """Local Monday 00:00 as UTC."""
        return _midnight(self.monday)

    @property
    def end_at(self) -> datetime:
        """The next local Monday 00:00 as UTC; the week ends before it."""
        return _midnight(self.monday + _WEEK)

    def shift(self, weeks: int) -> Self:
        """Give the week so many weeks later, or earlier when negative."""
        return self.of_date(self.monday + weeks * _WEEK)

    def since(self, earlier: "Week") -> int:
        """Count the weeks from `earlier` to this week; negative if that week is later."""
        return (self.monday - earlier.monday).days // 7

    def last_year(self) -> Self:
        """Give the week of the same number a year before.

        Week 53 gives week 52 where the year before has no week 53 (two such years never follow
        each other), so the 53rd week and the 52nd are compared with the same week.
        """
        return type(self)(self.year - 1, min(self.number, weeks_in(self.year - 1)))


class MeetingRhythm(Term):
    """How often the meeting comes together."""

    WEEK = "week", "Varje vecka", "Every week"
    TWO_WEEKS = "two-weeks", "Varannan vecka", "Every other week"
    MONTH = "month", "En gång i månaden", "Once a month"


class BadClock(Unreadable):
    """Times that a week cannot be kept by; `field` is the field of WeekClock to look at."""

    def __init__(self, message: str, field: str, **params: object) -> None:
        super().__init__(message, **params)
        self.field = field


@dataclass(frozen=True, slots=True)
class WeekClock:
    """When a week's reports are due and when the meeting looks at them: in the week after it.

    Days are 1 (Monday) to 7, times are local. With another rhythm than every week the meetings are
    counted from `first_meeting`; once a month means the same weekday of the month as that day, the
    second Tuesday for instance, and a fifth one means the last. Raises BadClock.
    """

    deadline_day: int = 1
    deadline_time: time = time(10)
    meeting_day: int = 2
    meeting_time: time = time(9)
    rhythm: MeetingRhythm = MeetingRhythm.WEEK
    first_meeting: date | None = None

    def __post_init__(self) -> None:
        days = {"deadline_day": self.deadline_day, "meeting_day": self.meeting_day}
        for name, day in days.items():
            if not 1 <= day <= 7:  # noqa: PLR2004 - the days of a week
                raise BadClock("Choose a day of the week.", name)
        times = {"deadline_time": self.deadline_time, "meeting_time": self.meeting_time}
        for name, at in times.items():
            if at.hour == _CHANGING_HOUR:
                raise BadClock(
                    "The clocks change between 2 and 3 in the night. Choose another time.", name
                )
        if (self.meeting_day, self.meeting_time) <= (self.deadline_day, self.deadline_time):
            raise BadClock("The meeting must come after the deadline.", "meeting_time")
        if self.first_meeting is None:
            if self.rhythm is not MeetingRhythm.WEEK:
                raise BadClock("Say when the first meeting is.", "first_meeting")
        elif self.first_meeting.isoweekday() != self.meeting_day:
            raise BadClock(
                "The first meeting must fall on the weekday that the meetings have.",
                "first_meeting",
            )

    def deadline(self, week: Week) -> datetime:
        """Give when the reports of `week` are due, as UTC."""
        return _in_week(week.shift(1), self.deadline_day, self.deadline_time)

    def meeting(self, week: Week) -> datetime | None:
        """Give the meeting in the week after `week`, as UTC; None when that week has none."""
        after = week.shift(1)
        if not self._meets_on(after.monday + timedelta(days=self.meeting_day - 1)):
            return None
        return _in_week(after, self.meeting_day, self.meeting_time)

    def next_meeting(self, after: datetime) -> datetime:
        """Give the first meeting later than the instant `after`, as UTC."""
        week = Week.of(after).shift(-1)
        if self.first_meeting is not None:
            week = max(week, Week.of_date(self.first_meeting).shift(-1))
        meetings = (self.meeting(week.shift(n)) for n in count())
        return next(at for at in meetings if at is not None and at > after)

    def _meets_on(self, day: date) -> bool:
        """Whether one of the weekdays of the meeting has a meeting."""
        first = self.first_meeting
        if first is None:
            return True
        if day < first:
            return False
        match self.rhythm:
            case MeetingRhythm.WEEK:
                return True
            case MeetingRhythm.TWO_WEEKS:
                return (day - first).days % 14 == 0
            case MeetingRhythm.MONTH:
                if (first.day - 1) // 7 == _LAST_IN_MONTH:
                    return (day + _WEEK).month != day.month
                return (day.day - 1) // 7 == (first.day - 1) // 7


def read_time(text: str, field: str) -> time:
    """Read a time of day, "10:00" or "10.00". Raises BadClock for the `field` it stands in."""
    written = _TIME.fullmatch(text.strip())
    if written is None:
        raise BadClock("Write the time as hours and minutes, such as 10:00.", field)
    return time(int(written[1]), int(written[2]))


def weeks_in(year: int) -> int:
    """Count the weeks of an ISO year: 52 or 53. 28 December always lies in the last one."""
    return date(year, 12, 28).isocalendar().week


def weeks_between(first: Week, last: Week) -> list[Week]:
    """List the weeks from `first` to `last`, both included; empty if `last` is earlier."""
    return [first.shift(n) for n in range(last.since(first) + 1)]


def local_to_utc(naive: datetime) -> datetime:
    """Read a wall-clock time as UTC; of the doubled hour in autumn, the first.

    Raises LocalTimeGap in the hour that is skipped in spring, ValueError if `naive` has a zone.
    """
    if naive.tzinfo is not None:
        raise ValueError("a local time without a zone is needed")
    instant = naive.replace(tzinfo=ZONE, fold=0).astimezone(UTC)
    if instant.astimezone(ZONE).replace(tzinfo=None, fold=0) != naive.replace(fold=0):
        raise LocalTimeGap(
            "There was no %(time)s on %(date)s: the clocks were put forward.",
            time=f"{naive:%H:%M}",
            date=naive.date().isoformat(),
        )
    return instant


def hour_of_week(instant: datetime) -> int:
    """Give the local wall-clock hour of the week: Monday 00 is 0, Sunday 23 is 167."""
    local = _local(instant)
    return local.weekday() * 24 + local.hour


def week_key_and_hour(us: int) -> tuple[int, int]:
    """Give `Week.key` and `hour_of_week` of microseconds since 1970 UTC, quickly.

    Same answer as `Week.of` and `hour_of_week`, at a fifth of their time or less: imports and
    rebuilds ask once for every report.
    """
    return _of_hour(us // _HOUR_US) if us >= 0 else _of_instant(us)


@lru_cache(maxsize=2**16)
def _of_hour(hour: int) -> tuple[int, int]:
    """Give the answer for an hour since 1970 UTC.

    Since 1970 the offset is of whole hours and changes on the hour, so the answer is the same all
    through it. Seven years of hours are kept.
    """
    return _of_instant(hour * _HOUR_US)


def _of_instant(us: int) -> tuple[int, int]:
    instant = _EPOCH + timedelta(microseconds=us)
    return Week.of(instant).key, hour_of_week(instant)


def _local(instant: datetime) -> datetime:
    # Without this, astimezone would quietly take the zone of the machine.
    if instant.tzinfo is None:
        raise ValueError("an instant with a zone is needed")
    return instant.astimezone(ZONE)


def _in_week(week: Week, day: int, at: time) -> datetime:
    return local_to_utc(datetime.combine(week.monday + timedelta(days=day - 1), at))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE).astimezone(UTC)

"""The week's clock as it was set at each position: when a week's reports are due, and the meeting.

A report is late, or not, by the clock that was in force when it came. A clock that is set later
changes nothing of what came before.
"""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, time
from functools import cache

from sqlalchemy import Connection, bindparam, select

from events.columns import to_microseconds
from events.fact import Entry, Fact
from events.ground import WeekClockSet
from events.statements import Prepared
from projections.rows import adding
from projections.tables import Tables, tables
from reference.weeks import MeetingRhythm, Week, WeekClock, week_key_and_hour

FACTS: frozenset[type[Fact]] = frozenset({WeekClockSet})

USUAL = WeekClock()
"""The clock that holds until one is set."""

_SURELY_LATE_US = 8 * 24 * 3_600_000_000
"""After the end of a week: every clock's deadline lies within the week after."""


@cache
def _all(into: Tables) -> Prepared:
    table = into.week_clock
    return Prepared(
        select(*list(table.columns)[1:])
        .where(table.c.municipality == bindparam("in_municipality"))
        .order_by(table.c.position),
        "in_municipality",
    )


def carry(
    connection: Connection, into: Tables, municipality: str, entries: Sequence[Entry]
) -> None:
    """Carry a batch of entries, before the register, which asks for the clocks of the batch."""
    rows = [(municipality, entry.position, *_row(entry.fact)) for entry in entries]
    adding(into.week_clock).run(connection, rows)


def clock_at(connection: Connection, municipality: str, position: int) -> WeekClock:
    """The clock as known at `position`."""
    return _in_force(_clocks(connection, tables(), municipality), position)


def clock_set(clock: WeekClock) -> WeekClockSet:
    """The fact that sets the clock."""
    return WeekClockSet(
        deadline_day=clock.deadline_day,
        deadline_time=f"{clock.deadline_time:%H:%M}",
        meeting_day=clock.meeting_day,
        meeting_time=f"{clock.meeting_time:%H:%M}",
        rhythm=clock.rhythm,
        first_meeting=clock.first_meeting,
    )


class Deadlines:
    """When the reports of each week are due, by the clock in force at an entry.

    The clocks are read once, at the first entry that asks.
    """

    def __init__(self, connection: Connection, into: Tables, municipality: str) -> None:
        self._where = (connection, into, municipality)
        self._clocks: Sequence[tuple[int, WeekClock]] | None = None
        self._due: dict[tuple[int, int], int] = {}

    def passed(self, week: int, recorded: int, position: int) -> bool:
        """Whether what was recorded at `position` came after the deadline of the week.

        `week` is its key, `recorded` the time in microseconds since 1970.
        """
        after_the_week = recorded - _end_us(week)
        if not 0 < after_the_week <= _SURELY_LATE_US:
            return after_the_week > 0
        return recorded > self._deadline(week, position)

    def closes(self, week: int, recorded: int, position: int) -> int:
        """When its reporter may no longer change what was recorded at `position`, in microseconds.

        At the deadline of its week, or of the week in which it came, if it came after that.
        """
        due = self._deadline(week, position)
        return due if recorded < due else self._deadline(week_key_and_hour(recorded)[0], position)

    def _deadline(self, week: int, position: int) -> int:
        if self._clocks is None:
            self._clocks = _clocks(*self._where)
        held = bisect_right(self._clocks, position, key=_since) if self._clocks else 0
        due = self._due.get((held, week))
        if due is None:
            clock = self._clocks[held - 1][1] if held else USUAL
            due = self._due[held, week] = to_microseconds(clock.deadline(Week.from_key(week)))
        return due


def _since(held: tuple[int, WeekClock]) -> int:
    return held[0]


def _clocks(
    connection: Connection, into: Tables, municipality: str
) -> Sequence[tuple[int, WeekClock]]:
    """Every clock with the position from which it holds, in order; there are few."""
    rows = _all(into).find(connection, (municipality,))
    return [(position, _clock(*row)) for position, *row in rows]


def _in_force(clocks: Sequence[tuple[int, WeekClock]], position: int) -> WeekClock:
    after = bisect_right(clocks, position, key=_since)
    return clocks[after - 1][1] if after else USUAL


def _row(fact: WeekClockSet) -> tuple[int, str, int, str, str, str]:
    first = fact.first_meeting.isoformat() if fact.first_meeting else ""
    due = (fact.deadline_day, fact.deadline_time)
    return (*due, fact.meeting_day, fact.meeting_time, fact.rhythm.code, first)


@cache
def _clock(
    deadline_day: int,
    deadline_time: str,
    meeting_day: int,
    meeting_time: str,
    rhythm: str,
    first_meeting: str,
) -> WeekClock:
    return WeekClock(
        deadline_day=deadline_day,
        deadline_time=time.fromisoformat(deadline_time),
        meeting_day=meeting_day,
        meeting_time=time.fromisoformat(meeting_time),
        rhythm=MeetingRhythm(rhythm),
        first_meeting=date.fromisoformat(first_meeting) if first_meeting else None,
    )


@cache
def _end_us(week: int) -> int:
    return to_microseconds(Week.from_key(week).end_at)

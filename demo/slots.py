"""The demo's clock: the moments of the period at which something is recorded.

Several times a day what was sent since is recorded; offices record on weekdays by day, and a
coordinator sits down then. Each moment is some minutes early or late, as the dice of its day say.
"""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

import numpy as np

from demo.dice import Ints, dice_for, numbers_of
from reference.weeks import ZONE, Week, local_to_utc

# Local times. The second lies before the deadline of Monday 10:00, and before Tuesday's meeting.
_TIMES = (time(7, 5), time(9, 38), time(12, 40), time(16, 10), time(21, 50))
_OFFICE = 4
MORNING = 1
_MEETING = time(10)
DAYS_AFTER = 2
"""The demo goes on until the Tuesday after its last week, when that week's picture is issued."""


class Slot(NamedTuple):
    """A moment of recording. `day` is its local date, `number` counts the moments of the day."""

    at: datetime
    day: date
    number: int

    @property
    def is_morning(self) -> bool:
        """Whether it is the last moment before the deadline and the meeting at ten."""
        return self.number == MORNING


class Slots(NamedTuple):
    """All moments in order, as microseconds since 1970 UTC, and which of them are in office hours.

    `office` and `desk` hold rows of `all`.
    """

    all: tuple[Slot, ...]
    at_us: Ints
    office: Ints
    desk: Ints

    def rows_of(self, days: range) -> range:
        """The rows of some days, counted from the first."""
        return range(days.start * len(_TIMES), min(days.stop * len(_TIMES), len(self.all)))

    def morning_of(self, day: int) -> int:
        """The row of the last moment before ten of a day, counted from the first."""
        return day * len(_TIMES) + MORNING

    def next(self, us: Ints) -> Ints:
        """The first moment from each time on; the number of all moments where there is none."""
        return np.searchsorted(self.at_us, us)

    def next_in(self, rows: Ints, us: Ints) -> Ints:
        """The same among `office` or `desk`."""
        found = np.searchsorted(self.at_us[rows], us)
        return np.append(rows, len(self.all))[found]


def slots(first: Week, until: Week, seed: int) -> Slots:
    """The moments from the first week to the Tuesday after the last."""
    days = (until.sunday - first.monday).days + 1 + DAYS_AFTER
    found: list[Slot] = []
    for number in range(days):
        day = first.monday + timedelta(days=number)
        dice = dice_for(seed, day.toordinal())
        shifts = numbers_of(dice.integers(-600, 600, len(_TIMES)))
        for which, (clock, shift_s) in enumerate(zip(_TIMES, shifts, strict=True)):
            at = local_to_utc(datetime.combine(day, clock)) + timedelta(seconds=shift_s)
            found.append(Slot(at, day, which))
    weekday = np.array([slot.day.weekday() < 5 for slot in found])
    by_day = np.array([slot.number < _OFFICE for slot in found])
    sits = np.array([slot.number in {MORNING, MORNING + 1} for slot in found])
    at_us = np.array([int(slot.at.timestamp()) * 1_000_000 for slot in found])
    return Slots(
        tuple(found), at_us, np.flatnonzero(weekday & by_day), np.flatnonzero(weekday & sits)
    )


def meeting_of(day: date) -> datetime:
    """Ten o'clock of a local date, UTC: when the week's picture is issued on Tuesdays."""
    return local_to_utc(datetime.combine(day, _MEETING))


def midnight_before(instant: datetime) -> datetime:
    """The local midnight that began the day of `instant`, UTC."""
    return local_to_utc(datetime.combine(instant.astimezone(ZONE).date(), time()))

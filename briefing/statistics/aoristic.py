"""When it may have happened: each happening spread over the hours of the week that it spans.

Aoristic weights (Ratcliffe 2000): an hour's weight is the share of the span that lies in it. A
happening without a span lies wholly in its hour; one of a week or longer lies evenly in all 168.
Held against R's package aoristic.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from briefing.statistics.judged import Floats

HOURS = 168
_HOUR_US = 3_600_000_000
_THURSDAY = 72
"""The hour of the week, from Monday, at which 1970 began."""

Ints = NDArray[np.int64]
HourOfWeek = Callable[[Ints], Ints]
"""Gives the hour of the week (Monday 00 is 0) of whole hours since 1970, in the zone of the times.

By a zone's clock an hour may be missing, or come twice: both then count for the same hour.
"""


def plain_clock(hours: Ints) -> Ints:
    """The hours of the week of a clock that is never put forward or back."""
    return (hours + _THURSDAY) % HOURS


def weights(begins: Ints, ends: Ints, hour_of_week: HourOfWeek = plain_clock) -> Floats:
    """The weights (n, 168) of n spans in microseconds since 1970; each row adds up to 1.

    Where the end is not known, or before the beginning, there is no span.
    """
    row, hour, weight = _spread(begins, ends, hour_of_week)
    cells = np.bincount(row * HOURS + hour, weight, minlength=begins.size * HOURS)
    return np.asarray(cells, float).reshape(begins.size, HOURS)


def summed(begins: Ints, ends: Ints, times: Ints, hour_of_week: HourOfWeek = plain_clock) -> Floats:
    """The weights by hour of the week (168,) of spans that each come `times` over."""
    row, hour, weight = _spread(begins, ends, hour_of_week)
    return np.asarray(np.bincount(hour, weight * times[row], minlength=HOURS), float)


def _spread(begins: Ints, ends: Ints, hour_of_week: HourOfWeek) -> tuple[Ints, Ints, Floats]:
    """Each hour that each span touches: number of the span, hour of the week, weight."""
    ends = np.maximum(ends, begins)
    length = ends - begins
    endless = length >= HOURS * _HOUR_US
    first = begins // _HOUR_US
    # An end on the hour does not touch the hour that begins then.
    last = np.where(length > 0, (ends - 1) // _HOUR_US, first)
    touched = np.where(endless, HOURS, last - first + 1)
    row = np.repeat(np.arange(begins.size), touched)
    place = np.arange(row.size) - np.repeat(np.cumsum(touched) - touched, touched)
    hour = first[row] + place
    overlap = np.minimum(ends[row], (hour + 1) * _HOUR_US) - np.maximum(
        begins[row], hour * _HOUR_US
    )
    weight = np.where(length[row] > 0, overlap / np.maximum(length[row], 1), 1.0)
    weight[endless[row]] = 1 / HOURS
    return row, np.where(endless[row], place, hour_of_week(hour)), weight

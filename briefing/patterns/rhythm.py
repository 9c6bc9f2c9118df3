"""When: the period's reports over the hours of the week, upon the usual.

Whoever imports it waits for scipy.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, func, select, type_coerce

from briefing.asked import Asked
from briefing.findings import Daypart
from briefing.picture import Rhythm
from briefing.statistics.aoristic import HOURS, summed
from briefing.statistics.dayparts import PARTS, quarters, two_sided
from briefing.statistics.discovery import adjusted
from briefing.statistics.judged import Floats
from briefing.tally import as_known
from projections import margins, weekly
from projections.cells import OLDEST
from projections.tables import tables
from reference.weeks import week_key_and_hour

RECENT, BEFORE = 4, 48
"""Weeks that are compared by parts of the week, and the weeks before that they are held against."""
FEWEST = 8
"""With fewer weeks before nothing is compared."""
FALSE = 0.10
"""The share of what stands out that may be chance (Benjamini-Hochberg over the 28 parts)."""
LEAST = 3
"""A part stands out as high from so many reports on."""
LONG_US = 8 * 3_600_000_000
SELDOM = 0.4
"""Where more than this share of the reports span more than 8 hours, no hour is shown."""

_HOUR_US = 3_600_000_000
Ints = NDArray[np.int64]


class _Hours(NamedTuple):
    """Counts (W, 168) of the reports known to the hour, by week."""

    at: dict[int, int]
    counts: Floats

    def of(self, weeks: Sequence[int]) -> Floats:
        """The sum of some weeks (168,)."""
        return np.asarray(self.counts[[self.at[week] for week in weeks]].sum(axis=0), float)


class _Spans(NamedTuple):
    """The reports of unknown hour: when they may have begun and ended, and how many."""

    begins: Ints
    ends: Ints
    times: Ints
    now: NDArray[np.bool_]

    def of(self, which: NDArray[np.bool_]) -> Floats:
        """Some of them spread over the hours of the week (168,)."""
        return summed(self.begins[which], self.ends[which], self.times[which], stockholm)


def rhythm(asked: Asked) -> Rhythm:
    """The rhythm of the picture's period; of a longer one by the same hours, summed."""
    recent = [asked.week.shift(-back).key for back in range(RECENT)]
    hours = _hours(asked, sorted({*asked.keys, *asked.weeks_before, *recent}))
    spans = _spans(asked)
    periods = max(1, len(asked.before))
    now, before = hours.of(asked.keys), hours.of(asked.weeks_before)
    dayparts = _dayparts(asked, hours, recent)
    long = spans.times[spans.ends - spans.begins > LONG_US].sum()
    reports = now.sum() + before.sum() + spans.times.sum()
    return Rhythm(
        counts=tuple(tuple(int(n) for n in day) for day in now.reshape(7, 24).tolist()),
        usual=_by_day((before + spans.of(~spans.now)) / periods),
        weeks=len(asked.before),
        unknown=int(spans.times[spans.now].sum()),
        weights=_by_day(now + spans.of(spans.now)),
        dayparts=dayparts,
        seldom_known=bool(dayparts) and bool(long > SELDOM * reports),
    )


def stockholm(hours: Ints) -> Ints:
    """The local hours of the week of whole hours since 1970 UTC."""
    each, back = np.unique(hours, return_inverse=True)
    local = [week_key_and_hour(hour * _HOUR_US)[1] for hour in each.tolist()]
    return np.array(local, np.int64)[back]


def _by_day(hours: Floats) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(round(n, 3) for n in day) for day in hours.reshape(7, 24).tolist())


def _hours(asked: Asked, weeks: Sequence[int], age: int = OLDEST) -> _Hours:
    known = asked.known
    keys, counts = weekly.table(
        known.connection, known.municipality, margins.HOUR, weeks, known.position, age=age
    )
    found = np.zeros((len(weeks), HOURS))
    found[:, [int(key) for key in keys]] = counts.T
    return _Hours({week: row for row, week in enumerate(weeks)}, found)


def _spans(asked: Asked) -> _Spans:
    """The disturbing reports of the period, and of those before, that are not known to the hour."""
    c = tables().register.c
    now = c.week.in_(asked.keys).label("now")
    begins = type_coerce(c.occurred_from, BigInteger).label("begins")
    ends = type_coerce(c.occurred_to, BigInteger).label("ends")
    rows = asked.known.connection.execute(
        select(now, begins, ends, func.count())
        .where(
            as_known(asked.known, [*asked.keys, *asked.weeks_before]),
            c.counted.is_(True),
            c.hour.is_(None),
            c.category.not_in(asked.calm),
        )
        .group_by(now, begins, ends)
        .order_by(now, begins, ends)
    ).all()
    columns = np.array([tuple(row) for row in rows], np.int64).reshape(-1, 4).T
    return _Spans(columns[1], columns[2], columns[3], columns[0].astype(bool))


def _dayparts(asked: Asked, hours: _Hours, latest: Sequence[int]) -> tuple[Daypart, ...]:
    """The last weeks' shares of the 28 parts against those of the weeks before; () if too few.

    The test counts the weeks before as they were known at the age of the last ones; what the
    reader sees as the usual is counted as known now.
    """
    recent, before, told = quarters(hours.of(latest)), np.zeros(PARTS), 0
    for age, weeks in asked.at_equal_age(RECENT, BEFORE).items():
        then = _hours(asked, weeks, age)
        before += quarters(then.of(weeks))
        told += sum(bool(then.of([week]).any()) or week in asked.covered for week in weeks)
    all_recent, all_before = recent.sum(), before.sum()
    if told < FEWEST or not all_recent or not all_before:
        return ()
    now, usual = quarters(hours.of(asked.keys)), quarters(hours.of(asked.weeks_before))
    expected = all_recent * before / all_before
    p = two_sided(recent, before, all_recent / (all_recent + all_before))
    q = adjusted(p)
    return tuple(
        Daypart(
            part=part,
            n=int(now[part]),
            usual=round(float(usual[part]) / max(1, len(asked.before)), 3),
            recent=int(recent[part]),
            expected=_rounded(expected[part]),
            p=_rounded(p[part]),
            q=_rounded(q[part]),
            stands_out=_stands_out(recent[part], expected[part], q[part]),
        )
        for part in range(PARTS)
    )


def _stands_out(recent: float, expected: float, q: float) -> str:
    if q > FALSE:
        return ""
    if recent < expected:
        return "low"
    return "high" if recent >= LEAST else ""


def _rounded(figure: float) -> float:
    """To five significant digits, which any machine agrees on."""
    return float(f"{figure:.5g}")

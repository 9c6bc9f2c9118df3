"""Times as other people's files write them, read to UTC.

A format is compiled once to a regular expression with named groups; a row then costs one match and
a few integers. How much of a time a file gives is kept: "2010-01-04 17" is an hour, not a moment.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple, Self
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MOMENT = timedelta(0)

GROUPS = (
    "year",
    "month",
    "day",
    "hour",
    "minute",
    "second",
    "offset",
    "half",
    "short_year",
)
"""The names that a pattern may give to the parts of a time."""

ISO = "iso"
_ISO = (
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
    r"(?:[T ](?P<hour>\d{1,2})(?::(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?)?"
    r"\s*(?P<offset>Z|[+-]\d{2}:?\d{2})?)?"
)
_DIRECTIVES = {
    "Y": r"(?P<year>\d{4})",
    "y": r"(?P<short_year>\d{2})",
    "m": r"(?P<month>\d{1,2})",
    "B": r"(?P<month>[^\W\d_]+)\.?",
    "b": r"(?P<month>[^\W\d_]+)\.?",
    "d": r"(?P<day>\d{1,2})",
    "H": r"(?P<hour>\d{1,2})",
    "I": r"(?P<hour>\d{1,2})",
    "M": r"(?P<minute>\d{2})",
    "S": r"(?P<second>\d{2})",
    "p": r"(?P<half>[apfe]\.?m\.?)",
    "z": r"(?P<offset>Z|[+-]\d{2}:?\d{2})",
    "A": r"[^\W\d_]+",
    "a": r"[^\W\d_]+\.?",
    "%": "%",
}
DIRECTIVES = " ".join(f"%{directive}" for directive in _DIRECTIVES)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januari january",
            "feb februari february",
            "mar mars march",
            "apr april",
            "maj may",
            "jun juni june",
            "jul juli july",
            "aug augusti august",
            "sep sept september",
            "okt oktober oct october",
            "nov november",
            "dec december",
        ),
        1,
    )
    for name in names.split()
}
# Two-digit years as POSIX reads them.
_CENTURY_TURNS = 69
# Far beyond any report, and far enough from the ends of the calendar to add a day.
_FIRST_YEAR, _LAST_YEAR = 1000, 9000
_DAYS_REMEMBERED = 4_096
# From midnight to past the next one, so that a change at midnight is seen too.
_HOURS_LOOKED_AT = 26
_AFTERNOON = frozenset("pe")
_NOON = 12
_REFERENCE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


class BadFormat(ValueError):
    """A time format that cannot be read, with the reason in a few words."""


class Stamp(NamedTuple):
    """A time as written. `wall` is what the clock shows, carried as though the clock were in UTC.

    `offset` is the written distance from UTC, if there is one; `width` how long a time it is.
    """

    wall: datetime
    offset: timedelta | None
    width: timedelta


@dataclass(frozen=True, slots=True)
class TimeFormat:
    """A way to write a time. It finds all of `GROUPS`, those that the format lacks as None."""

    written: str
    regex: re.Pattern[str]
    has_year: bool

    @classmethod
    def parse(cls, written: str) -> Self:
        """Compile "iso" or a pattern of %-directives. Raises BadFormat."""
        if written == ISO:
            return cls._compiled(written, rf"\A\s*{_ISO}\s*\Z")
        parts = re.split(r"%(.)", written)
        unknown = [directive for directive in parts[1::2] if directive not in _DIRECTIVES]
        if unknown:
            raise BadFormat(f"%{unknown[0]}")
        pattern = "".join(
            _DIRECTIVES[part] if odd else r"\s+".join(map(re.escape, re.split(r"\s+", part)))
            for odd, part in zip((0, 1) * len(parts), parts, strict=False)
        )
        return cls._compiled(written, rf"\A\s*{pattern}\s*\Z")

    @classmethod
    def search(cls, written: str) -> Self:
        """Compile a regular expression that finds the time within a text. Raises BadFormat."""
        return cls._compiled(written, written)

    @classmethod
    def _compiled(cls, written: str, pattern: str) -> Self:
        try:
            groups = re.compile(pattern).groupindex.keys()
        except re.error as error:
            raise BadFormat(str(error)) from None
        if unknown := groups - set(GROUPS):
            raise BadFormat(min(unknown))
        if missing := {"month", "day"} - groups:
            raise BadFormat(f"{min(missing)}?")
        # A group that can never match reads as None: the reader need not ask which are there.
        absent = "".join(f"(?P<{name}>(?!))?" for name in GROUPS if name not in groups)
        regex = re.compile(f"(?:{pattern}){absent}", re.IGNORECASE)
        return cls(written, regex, has_year=bool({"year", "short_year"} & groups))

    def read(self, text: str, near: date | None = None) -> Stamp | None:
        """Read a time; None when the text holds none of this format, or a day that never was.

        Where the format has no year, the one is taken that brings the day closest to `near`.
        """
        found = self.regex.search(text)
        if found is None:
            return None
        year, month, day, hour, minute, second, offset, half, short_year = found.group(*GROUPS)
        if month is None or day is None:
            return None
        number = int(month) if month.isdigit() else _MONTHS.get(month.casefold(), 0)
        try:
            wall = datetime(
                _year(year, short_year, near, number, int(day)),
                number,
                int(day),
                _hour(hour, half),
                int(minute or 0),
                int(second or 0),
                tzinfo=UTC,
            )
        except ValueError:
            return None
        if not _FIRST_YEAR <= wall.year <= _LAST_YEAR:
            return None
        width = DAY if hour is None else HOUR if minute is None else MOMENT
        return Stamp(wall, None if offset is None else _offset(offset), width)


def begin_of(stamp: Stamp, zone: ZoneInfo) -> datetime | None:
    """Give where the time begins, in UTC; None in an hour that the clocks skipped.

    Without an offset of its own it is a time of `zone`; of a doubled hour, the first.
    """
    return _instant(stamp.wall, stamp.offset, zone)


def end_of(stamp: Stamp, zone: ZoneInfo) -> datetime | None:
    """Give where the time ends, in UTC: a day by the calendar, not 24 hours."""
    if stamp.width == DAY:
        return _instant(stamp.wall + DAY, stamp.offset, zone)
    start = begin_of(stamp, zone)
    return None if start is None else start + stamp.width


def _instant(wall: datetime, offset: timedelta | None, zone: ZoneInfo) -> datetime | None:
    if offset is None:
        offset = _steady(zone, wall.date())
    if offset is not None:
        return wall - offset
    here = wall.replace(tzinfo=zone)
    instant = here.astimezone(UTC)
    return instant if instant.astimezone(zone).timetuple() == here.timetuple() else None


@lru_cache(_DAYS_REMEMBERED)
def _steady(zone: ZoneInfo, day: date) -> timedelta | None:
    """The distance of `zone` from UTC all through a day, None on a day when it changes."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    offsets = {(midnight + hours * HOUR).utcoffset() for hours in range(_HOURS_LOOKED_AT)}
    return offsets.pop() if len(offsets) == 1 else None


@lru_cache(_DAYS_REMEMBERED)
def date_in(text: str) -> date | None:
    """Read a date as 2026-11-24 at the start of a text, None when it does not start with one."""
    found = _REFERENCE.match(text)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def zone_named(name: str) -> ZoneInfo | None:
    """Give the zone of an IANA name, None when there is none."""
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return None


def _year(year: str | None, short: str | None, near: date | None, month: int, day: int) -> int:
    if year is not None:
        return int(year)
    if short is not None:
        return int(short) + (1900 if int(short) >= _CENTURY_TURNS else 2000)
    if near is None:
        raise ValueError("no year")
    days: list[tuple[int, int]] = []
    for candidate in (near.year - 1, near.year, near.year + 1):
        try:
            days.append((abs((date(candidate, month, day) - near).days), candidate))
        except ValueError:
            continue  # a 29 February that the year has not
    return min(days)[1]


def _hour(hour: str | None, half: str | None) -> int:
    if half is None:
        return int(hour or 0)
    read = int(hour or 0)
    if not 1 <= read <= _NOON:
        raise ValueError("no such hour")
    return read % _NOON + (_NOON if half[0].casefold() in _AFTERNOON else 0)


def _offset(written: str) -> timedelta:
    if written in "Zz":
        return MOMENT
    away = timedelta(hours=int(written[1:3]), minutes=int(written[-2:]))
    return -away if written[0] == "-" else away

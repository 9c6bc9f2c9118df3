"""The year as it bears on public places: holidays, school holidays, evenings known beforehand.

Public holidays and recurring occasions are rules of the year, written as rules. School holidays
are decided by each municipality, year by year, and come as a dated edition in TOML.
"""

import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, get_args

import msgspec

from reference.unreadable import Unreadable

Kind = Literal["public-holiday", "school-holiday", "recurring"]

_SATURDAY = 5
_KEYS = {"first", "last", "kind", "sv", "en"}


class BadCalendar(Unreadable):
    """A calendar that cannot be used, with a sentence that says why."""


@dataclass(frozen=True, order=True, slots=True)
class Occasion:
    """A day or a run of days, both ends included, ordered in time."""

    first_on: date
    last_on: date
    kind: Kind
    sv: str
    en: str

    def label(self, language: str) -> str:
        """Give its name in "sv" or "en"."""
        return self.sv if language == "sv" else self.en


Rule = Callable[[int], tuple[date, date]]
"""From a year to the first and the last day."""


def easter_sunday(year: int) -> date:
    """Give Easter Sunday of the Gregorian calendar.

    Source: the anonymous algorithm printed in Nature, 1876, as given by Meeus, Astronomical
    Algorithms, chapter 8.
    """
    a = year % 19
    b, c = divmod(year, 100)
    d, e = divmod(b, 4)
    f = (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    j = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * j) // 451
    month, day = divmod(h + j - 7 * m + 114, 31)
    return date(year, month, day + 1)


def public_holidays(year: int) -> tuple[Occasion, ...]:
    """List the Swedish public holidays of a year in order, Sundays as such left out.

    Source: lagen (1989:253) om allmänna helgdagar, as it stands since 2005; not for years before.
    """
    return _occasions(year, "public-holiday", _PUBLIC)


def is_working_day(day: date) -> bool:
    """Whether offices are open: a weekday that is no public holiday, and no eve that counts as one.

    Source of the eves: semesterlagen (1977:480) 3 a §.
    """
    midsummer_eve = _saturday(6, 20, -1, -1)(day.year)[0]
    eves = {midsummer_eve, date(day.year, 12, 24), date(day.year, 12, 31)}
    holidays = {occasion.first_on for occasion in public_holidays(day.year)}
    return day.weekday() < _SATURDAY and day not in eves | holidays


def recurring(year: int) -> tuple[Occasion, ...]:
    """List the evenings and weeks of a year that places are known to feel, in order.

    Those without a fixed date (graduations, the end of term) span the days when they usually fall.
    """
    return _occasions(year, "recurring", _RECURRING)


def between(first: date, last: date, school: Iterable[Occasion] = ()) -> tuple[Occasion, ...]:
    """List all occasions that touch the days from `first` to `last`, in order.

    `school` is what the municipality's own calendar adds, see `parse_calendar`.
    """
    years = range(first.year, last.year + 1)
    known = [occasion for year in years for occasion in public_holidays(year) + recurring(year)]
    return tuple(sorted(o for o in [*known, *school] if o.first_on <= last and o.last_on >= first))


def parse_calendar(text: str) -> tuple[Occasion, ...]:
    """Read an edition of a municipality's calendar, TOML with a table for each occasion, in order.

    [[occasion]]
    first = 2026-10-26
    last = 2026-10-30           # may be left out for a single day
    kind = "school-holiday"     # may be left out
    sv = "Höstlov"
    en = "Autumn half-term"

    Raises BadCalendar with a sentence.
    """
    try:
        occasions = tomllib.loads(text).get("occasion")
        entries = msgspec.convert(occasions, list[dict[str, Any]])
    except tomllib.TOMLDecodeError as error:
        raise BadCalendar("The calendar is not TOML: %(why)s.", why=str(error)) from error
    except msgspec.ValidationError as error:
        raise BadCalendar("The calendar holds no [[occasion]].") from error
    return tuple(sorted(_occasion(n, entry) for n, entry in enumerate(entries, start=1)))


def _occasion(number: int, entry: dict[str, Any]) -> Occasion:
    if entry.keys() - _KEYS:
        raise BadCalendar(
            "Occasion %(number)s may hold first, last, kind, sv and en only.", number=number
        )
    told: dict[str, Any] = {"kind": "school-holiday", "last": entry.get("first")} | entry
    first, last, sv, en = told.get("first"), told["last"], told.get("sv"), told.get("en")
    # TOML's dates with a time are dates to Python too.
    if type(first) is not date or type(last) is not date or last < first:
        raise BadCalendar(
            "Occasion %(number)s needs first and last as dates, in order.", number=number
        )
    if not (isinstance(sv, str) and isinstance(en, str) and sv and en):
        raise BadCalendar("Occasion %(number)s needs a name in sv and in en.", number=number)
    if told["kind"] not in get_args(Kind):
        raise BadCalendar(
            "Occasion %(number)s has a kind that is none of %(kinds)s.",
            number=number,
            kinds=", ".join(get_args(Kind)),
        )
    return Occasion(first, last, told["kind"], sv, en)


def _occasions(
    year: int, kind: Kind, rules: Sequence[tuple[str, str, Rule]]
) -> tuple[Occasion, ...]:
    return tuple(sorted(Occasion(*rule(year), kind, sv, en) for sv, en, rule in rules))


def _days(month: int, day: int, last_month: int = 0, last_day: int = 0) -> Rule:
    """Make the rule of fixed dates."""
    return lambda year: (
        date(year, month, day),
        date(year, last_month or month, last_day or day),
    )


def _easter(first: int, last: int | None = None) -> Rule:
    """Make the rule of so many days after Easter Sunday."""

    def rule(year: int) -> tuple[date, date]:
        sunday = easter_sunday(year)
        return (
            sunday + timedelta(first),
            sunday + timedelta(first if last is None else last),
        )

    return rule


def _saturday(month: int, day: int, first: int = 0, last: int = 0) -> Rule:
    """Make the rule of the first Saturday from a date on, and days counted from it."""

    def rule(year: int) -> tuple[date, date]:
        since = date(year, month, day)
        saturday = since + timedelta((_SATURDAY - since.weekday()) % 7)
        return saturday + timedelta(first), saturday + timedelta(last)

    return rule


_PUBLIC: tuple[tuple[str, str, Rule], ...] = (
    ("Nyårsdagen", "New Year's Day", _days(1, 1)),
    ("Trettondedag jul", "Epiphany", _days(1, 6)),
    ("Långfredagen", "Good Friday", _easter(-2)),
    ("Påskdagen", "Easter Sunday", _easter(0)),
    ("Annandag påsk", "Easter Monday", _easter(1)),
    ("Första maj", "May Day", _days(5, 1)),
    ("Kristi himmelsfärdsdag", "Ascension Day", _easter(39)),
    ("Pingstdagen", "Whit Sunday", _easter(49)),
    ("Sveriges nationaldag", "National Day", _days(6, 6)),
    ("Midsommardagen", "Midsummer Day", _saturday(6, 20)),
    ("Alla helgons dag", "All Saints' Day", _saturday(10, 31)),
    ("Juldagen", "Christmas Day", _days(12, 25)),
    ("Annandag jul", "Boxing Day", _days(12, 26)),
)
_RECURRING: tuple[tuple[str, str, Rule], ...] = (
    ("Trettondagsafton", "Twelfth Night", _days(1, 5)),
    ("Skärtorsdagen", "Maundy Thursday", _easter(-3)),
    ("Påskafton", "Easter Eve", _easter(-1)),
    ("Valborgsmässoafton", "Walpurgis Night", _days(4, 30)),
    ("Dagen efter Kristi himmelsfärd", "Day after Ascension Day", _easter(40)),
    ("Studenten, vanlig tid", "School graduations, usual time", _days(5, 28, 6, 14)),
    ("Skolavslutningar, vanlig tid", "End of school year, usual time", _days(6, 9, 6, 15)),
    ("Midsommarafton", "Midsummer Eve", _saturday(6, 20, -1, -1)),
    ("Skolstart, vanlig tid", "Start of school year, usual time", _days(8, 15, 8, 22)),
    ("Allhelgonahelgen", "All Saints' weekend", _saturday(10, 31, -1, 1)),
    ("Halloween", "Halloween", _days(10, 31)),
    ("Luciavaka och Lucia", "Lucia night and Lucia", _days(12, 12, 12, 13)),
    ("Terminsslut före jul, vanlig tid", "End of autumn term, usual time", _days(12, 18, 12, 22)),
    ("Julafton", "Christmas Eve", _days(12, 24)),
    ("Nyårsafton", "New Year's Eve", _days(12, 31)),
)

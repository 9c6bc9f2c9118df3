"""The periods that a picture can be of: whole ISO weeks, one or many.

A month, a quarter, a tertial or a year holds the weeks whose Thursday lies in it, as ISO 8601 gives
weeks to years. So months add up to tertials and years without a day counted twice.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from reference.dimensions import Term
from reference.weeks import Week, weeks_between

_WRITTEN = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?:W(?P<week>[0-9]{2})(?:-(?P<second>[0-9]{2}))?"
    r"|(?P<month>[0-9]{2})|Q(?P<quarter>[1-4])|T(?P<tertial>[1-3])))?"
)
_SPAN = "--"
_THURSDAY = timedelta(days=3)


class PeriodKind(Term):
    """How long a picture's period is."""

    WEEK = "week", "Vecka", "Week"
    TWO_WEEKS = "two-weeks", "Två veckor", "Two weeks"
    MONTH = "month", "Månad", "Month"
    QUARTER = "quarter", "Kvartal", "Quarter"
    TERTIAL = "tertial", "Tertial", "Four months"
    YEAR = "year", "År", "Year"


_MONTHS = {
    PeriodKind.MONTH: 1,
    PeriodKind.QUARTER: 3,
    PeriodKind.TERTIAL: 4,
    PeriodKind.YEAR: 12,
}


@dataclass(frozen=True, slots=True)
class Period:
    """A period by its first and last ISO week, both within it.

    Written "2026-W47", "2026-W46-47", "2026-11", "2026-Q4", "2026-T3" or "2026".
    """

    kind: PeriodKind
    first: Week
    last: Week

    def __str__(self) -> str:
        middle = self._middle
        match self.kind:
            case PeriodKind.WEEK:
                return str(self.first)
            case PeriodKind.TWO_WEEKS:
                return f"{self.first}-{self.last.number:02d}"
            case PeriodKind.MONTH:
                return f"{middle.year}-{middle.month:02d}"
            case PeriodKind.QUARTER:
                return f"{middle.year}-Q{(middle.month + 2) // 3}"
            case PeriodKind.TERTIAL:
                return f"{middle.year}-T{(middle.month + 3) // 4}"
            case PeriodKind.YEAR:
                return f"{middle.year}"

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read a period as it is written. Raises ValueError for what is none."""
        found = _WRITTEN.fullmatch(text)
        if found is None:
            raise ValueError(f"no period: {text[:40]!r}")
        year = int(found["year"])
        if found["second"]:
            first = Week(year, int(found["week"]))
            last = first.shift(1)
            if last.number != int(found["second"]):
                raise ValueError(f"not two weeks on end: {text!r}")
            return cls(PeriodKind.TWO_WEEKS, first, last)
        if found["week"]:
            return cls.of_week(Week(year, int(found["week"])))
        for kind in (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.TERTIAL):
            if number := found[kind.code]:
                return _of_months(kind, year, int(number) - 1)
        return _of_months(PeriodKind.YEAR, year, 0)

    @classmethod
    def of_week(cls, week: Week) -> "Period":
        """One week as a period."""
        return cls(PeriodKind.WEEK, week, week)

    @classmethod
    def of(cls, kind: PeriodKind, week: Week) -> "Period":
        """The period of a kind that a week lies in; of two weeks, the one that ends with it."""
        if kind is PeriodKind.WEEK:
            return cls.of_week(week)
        if kind is PeriodKind.TWO_WEEKS:
            return cls(kind, week.shift(-1), week)
        thursday = week.monday + _THURSDAY
        return _of_months(kind, thursday.year, (thursday.month - 1) // _MONTHS[kind])

    @property
    def weeks(self) -> tuple[Week, ...]:
        """Its weeks, the earliest first."""
        return tuple(weeks_between(self.first, self.last))

    @property
    def keys(self) -> tuple[int, ...]:
        """The keys of its weeks, the earliest first."""
        return tuple(week.key for week in self.weeks)

    @property
    def first_on(self) -> date:
        """Its first day, a Monday."""
        return self.first.monday

    @property
    def last_on(self) -> date:
        """Its last day, a Sunday."""
        return self.last.sunday

    @property
    def start_at(self) -> datetime:
        """When it begins, UTC."""
        return self.first.start_at

    @property
    def end_at(self) -> datetime:
        """When it is over, UTC."""
        return self.last.end_at

    @property
    def is_week(self) -> bool:
        """Whether it is one week."""
        return self.kind is PeriodKind.WEEK

    @property
    def is_long(self) -> bool:
        """Whether it is a month or longer."""
        return self.kind in _MONTHS

    def shift(self, periods: int) -> "Period":
        """The period so many of its kind later, or earlier if negative."""
        if self.kind is PeriodKind.WEEK:
            return type(self).of_week(self.first.shift(periods))
        if self.kind is PeriodKind.TWO_WEEKS:
            return type(self)(
                self.kind, self.first.shift(2 * periods), self.last.shift(2 * periods)
            )
        months = _MONTHS[self.kind]
        middle = self._middle
        number = (middle.year * 12 + middle.month - 1) // months + periods
        return _of_months(self.kind, number * months // 12, number % (12 // months))

    def last_year(self) -> "Period":
        """The same period a year before."""
        if self.kind in _MONTHS:
            return self.shift(-12 // _MONTHS[self.kind])
        first = self.first.last_year()
        return type(self)(self.kind, first, first.shift(self.last.since(self.first)))

    @property
    def _middle(self) -> date:
        """A day by which the months that it is named by are known."""
        return self.first.monday + _THURSDAY


def weeks_named(text: str) -> tuple[Week, ...]:
    """The weeks that a period, or a span such as "2026-W24--2026-W47", holds. Raises ValueError."""
    first, span, last = text.partition(_SPAN)
    if not span:
        return Period.parse(text).weeks
    weeks = tuple(weeks_between(Week.parse(first), Week.parse(last)))
    if not weeks:
        raise ValueError(f"a span that ends before it begins: {text!r}")
    return weeks


def span_named(weeks: "tuple[Week, ...] | list[Week]") -> str:
    """The name of weeks on end, as weeks_named reads it."""
    return str(weeks[0]) if len(weeks) == 1 else f"{weeks[0]}{_SPAN}{weeks[-1]}"


def _of_months(kind: PeriodKind, year: int, number: int) -> Period:
    """The `number`th period of the kind in the year, from 0. Raises ValueError."""
    months = _MONTHS[kind]
    first = date(year, number * months + 1, 1)  # a month 13 or 0 is refused here
    after = (number + 1) * months
    end = date(year + after // 12, after % 12 + 1, 1)
    return Period(kind, _first_week(first), _first_week(end).shift(-1))


def _first_week(day: date) -> Week:
    """The first week whose Thursday is `day` or later."""
    return Week.of_date(day + timedelta(days=(3 - day.weekday()) % 7))

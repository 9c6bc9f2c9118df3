"""What is asked of the record for one picture: a period, and those that it is compared with."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from briefing.picture import Figure
from briefing.usual import PERIODS, usual
from events.columns import to_microseconds
from projections import cells
from projections.known import Known
from projections.reports import Query
from reference.periods import Period
from reference.weeks import Week

Keys = tuple[int, ...]
"""The keys of the weeks of a period."""


class Asked(NamedTuple):
    """The record and the period, with what several sections need.

    `covered` are the keys of the weeks that the record covers: somebody reported, or said that
    there was nothing. `calm` are the categories that do not disturb.
    """

    known: Known
    period: Period
    calm: tuple[str, ...]
    covered: frozenset[int]

    @property
    def week(self) -> Week:
        """The week that the picture is of; of a longer period the last one."""
        return self.period.last

    @property
    def keys(self) -> Keys:
        """The keys of the weeks of the period."""
        return self.period.keys

    @property
    def before(self) -> list[Keys]:
        """The weeks of those of the 8 periods before that the record covers, oldest first."""
        return self.covered_of(self.period.shift(-n) for n in range(PERIODS, 0, -1))

    @property
    def weeks_before(self) -> list[int]:
        """The same weeks, one after another."""
        return [key for keys in self.before for key in keys]

    @property
    def last_year(self) -> Keys:
        """The weeks of the same period a year before."""
        return self.period.last_year().keys

    @property
    def age(self) -> int:
        """How old the last week was when it was known like this: see `projections.cells.age`."""
        return cells.age(self.week.key, to_microseconds(self.known.as_of))

    def history(self, weeks: int) -> list[int]:
        """The keys of those of so many weeks before the period that the record covers."""
        stretch = (self.period.first.shift(-n) for n in range(weeks, 0, -1))
        return [week.key for week in stretch if week.key in self.covered]

    def covered_of(self, periods: Iterable[Period]) -> list[Keys]:
        """The weeks of those of `periods` that the record covers from their first to their last."""
        return [keys for period in periods if self.covered.issuperset(keys := period.keys)]

    def query(self, **fields: str) -> str:
        """The address of the reports behind a figure of this period."""
        return Query(**{"week": str(self.period), **fields}).address()

    def figure(self, by_week: Mapping[int, int], **fields: str) -> Figure:
        """A count with its base, from the counts of each week (by key)."""
        last_year = self.last_year
        return Figure(
            n=total(by_week, self.keys),
            usual=usual([total(by_week, keys) for keys in self.before]),
            last_year=total(by_week, last_year) if self.covered.issuperset(last_year) else None,
            reports=self.query(**fields),
        )


def total(by_week: Mapping[int, int], keys: Iterable[int]) -> int:
    """What weeks add up to."""
    return sum(by_week.get(key, 0) for key in keys)

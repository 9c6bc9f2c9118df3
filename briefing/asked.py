"""What is asked of the record for one picture: a period, and those that it is compared with."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
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
        return list(_before(self.period, self.covered))

    @property
    def weeks_before(self) -> list[int]:
        """The same weeks, one after another."""
        return [key for keys in self.before for key in keys]

    @property
    def last_year(self) -> Keys:
        """The weeks of the same period a year before."""
        return _a_year_before(self.period)

    @property
    def age(self) -> int:
        """How old the last week was when it was known like this: see `projections.cells.age`."""
        return cells.age(self.week.key, to_microseconds(self.known.as_of))

    def at_equal_age(self, latest: int, before: int) -> dict[int, list[int]]:
        """The `before` weeks before the `latest` ones, by the age at which to count them.

        The last week has hardly been told of yet, the one before it for a week longer, and so on.
        So of each `latest` weeks on end the same is counted as is known of the latest: every week
        as it was known at the age of the one in its place among these.
        """
        as_of = to_microseconds(self.known.as_of)
        found: dict[int, list[int]] = {}
        for back in range(latest, latest + before):
            age = cells.age(self.week.shift(-(back % latest)).key, as_of)
            found.setdefault(age, []).append(self.week.shift(-back).key)
        return found

    def history(self, weeks: int) -> list[int]:
        """The keys of those of so many weeks before the period that the record covers."""
        stretch = (self.period.first.shift(-n) for n in range(weeks, 0, -1))
        return [week.key for week in stretch if week.key in self.covered]

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


# A picture asks this for each of its figures, and a year has many weeks.
@lru_cache(maxsize=16)
def _before(period: Period, covered: frozenset[int]) -> tuple[Keys, ...]:
    before = (period.shift(-n).keys for n in range(PERIODS, 0, -1))
    return tuple(keys for keys in before if covered.issuperset(keys))


@lru_cache(maxsize=16)
def _a_year_before(period: Period) -> Keys:
    return period.last_year().keys


def total(by_week: Mapping[int, int], keys: Iterable[int]) -> int:
    """What weeks add up to."""
    return sum(by_week.get(key, 0) for key in keys)

"""The weeks of a longer period that can be counted by: those that are over and on record."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from briefing.asked import Asked
from projections import cells
from projections.known import Known
from projections.reports import DISTURBING, Query
from reference.periods import Period, span_named
from reference.weeks import Week

Counts = dict[tuple[int | str, ...], int]


class Stretch(NamedTuple):
    """What is asked, and the weeks of the period to count by, the earliest first."""

    asked: Asked
    weeks: tuple[Week, ...]

    @property
    def known(self) -> Known:
        """The record."""
        return self.asked.known

    @property
    def period(self) -> Period:
        """The period."""
        return self.asked.period

    @property
    def keys(self) -> list[int]:
        """The keys of the weeks."""
        return [week.key for week in self.weeks]

    @property
    def last(self) -> Week:
        """The last of the weeks; the period's own where there is none."""
        return self.weeks[-1] if self.weeks else self.asked.week

    def before(self, weeks: int) -> list[Week]:
        """So many weeks before the period, the earliest first, on record or not."""
        return [self.period.first.shift(-n) for n in range(weeks, 0, -1)]

    def disturbing(self, keys: Iterable[int], by: Sequence[str]) -> Counts:
        """Counted reports of what disturbs, by columns of the cells."""
        return self._count(keys, by, self.asked.calm)

    def all(self, keys: Iterable[int], by: Sequence[str]) -> Counts:
        """Counted reports of every kind, by columns of the cells."""
        return self._count(keys, by, ())

    def query(self, **fields: str) -> str:
        """The address of the reports of the weeks, of what disturbs unless a category is named."""
        week = span_named(self.weeks) if self.weeks else str(self.period)
        return Query(**{"week": week, "category": DISTURBING, **fields}).address()

    def _count(self, keys: Iterable[int], by: Sequence[str], without: Sequence[str]) -> Counts:
        known = self.known
        return cells.count(
            known.connection, known.municipality, keys, by, known.position, without=without
        )


def stretch(asked: Asked) -> Stretch:
    """The weeks that are over; of a period whose first week still runs, that one."""
    covered = [week for week in asked.period.weeks if week.key in asked.covered]
    over = [week for week in covered if week.end_at <= asked.known.as_of]
    return Stretch(asked, tuple(over or covered[:1]))

"""What is asked of the record for one picture: a week, and the weeks that it is compared with."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from briefing.picture import Figure
from briefing.usual import WEEKS, usual
from projections.known import Known
from projections.reports import Query
from reference.weeks import Week


class Asked(NamedTuple):
    """The record and the week, with what several sections need."""

    known: Known
    week: Week
    calm: tuple[str, ...]
    covered: frozenset[int]

    @property
    def before(self) -> list[int]:
        """Keys of those of the 8 weeks before that the record covers, oldest first."""
        return self.covered_of(self.week.shift(-n) for n in range(WEEKS, 0, -1))

    @property
    def last_year(self) -> int:
        """The key of the same week a year before."""
        return self.week.last_year().key

    def covered_of(self, weeks: Iterable[Week]) -> list[int]:
        """The keys of those of `weeks` that the record covers."""
        return [week.key for week in weeks if week.key in self.covered]

    def query(self, **fields: str) -> str:
        """The address of the reports behind a figure of this week."""
        return Query(week=str(self.week), **fields).address()

    def figure(self, by_week: Mapping[int, int], **fields: str) -> Figure:
        """A count with its base, from the counts of each week (by key)."""
        return Figure(
            n=by_week.get(self.week.key, 0),
            usual=usual([by_week.get(week, 0) for week in self.before]),
            last_year=by_week.get(self.last_year, 0) if self.last_year in self.covered else None,
            reports=self.query(**fields),
        )

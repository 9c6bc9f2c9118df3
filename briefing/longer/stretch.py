"""The weeks of a longer period that can be counted by: those that are over and on record."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from briefing.asked import Asked
from briefing.statistics.judged import Floats
from projections import cells, weekly
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
        """Counted reports of what disturbs, by columns of the cells; the week is the first."""
        return self._count(keys, by, is_all=False)

    def all(self, keys: Iterable[int], by: Sequence[str]) -> Counts:
        """Counted reports of every kind, by columns of the cells; the week is the first."""
        return self._count(keys, by, is_all=True)

    def by_week(
        self, keys: Sequence[int], by: Sequence[str], *, is_all: bool = False
    ) -> dict[tuple[str, ...], Floats]:
        """Counted reports of what disturbs, or of all, by columns of the cells, then by week (W,).

        By the area, and the category or the organisation, not both.
        """
        known = self.known
        kind = weekly.ORGANISATION if "organisation" in by else weekly.CATEGORY
        rows, counts = weekly.table(
            known.connection, known.municipality, kind, keys, known.position
        )
        calm = set(self.asked.calm)
        sums: dict[tuple[str, ...], Floats] = {}
        for row, n in zip(map(weekly.of, rows), counts, strict=True):
            # By organisation, what disturbs nobody has no area.
            if is_all or (row.area if kind == weekly.ORGANISATION else row.other not in calm):
                parts = tuple(row.area if name == "area" else row.other for name in by)
                sums[parts] = sums[parts] + n if parts in sums else n
        return sums

    def query(self, **fields: str) -> str:
        """The address of the reports of the weeks, of what disturbs unless a category is named."""
        week = span_named(self.weeks) if self.weeks else str(self.period)
        return Query(**{"week": week, "category": DISTURBING, **fields}).address()

    def _count(self, keys: Iterable[int], by: Sequence[str], *, is_all: bool) -> Counts:
        known, weeks = self.known, sorted(set(keys))
        if {"category", "organisation"} <= set(by):
            without = () if is_all else self.asked.calm
            where = (known.connection, known.municipality)
            return cells.count(*where, weeks, by, known.position, without=without)
        sums = self.by_week(weeks, [name for name in by if name != "week"], is_all=is_all)
        if "week" not in by:
            return {parts: int(n.sum()) for parts, n in sums.items() if n.any()}
        return {
            (weeks[at], *parts): int(n[at])
            for parts, n in sums.items()
            for at in n.nonzero()[0].tolist()
        }


def stretch(asked: Asked) -> Stretch:
    """The weeks that are over; of a period whose first week still runs, that one."""
    covered = [week for week in asked.period.weeks if week.key in asked.covered]
    over = [week for week in covered if week.end_at <= asked.known.as_of]
    return Stretch(asked, tuple(over or covered[:1]))

"""The plain counts that a picture shows, by week: of categories, areas and organisations."""

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from projections import weekly
from projections.known import Known

Floats = NDArray[np.float64]
Weeks = dict[int, int]
"""A count by the key of its week; weeks without any report are left out."""


class Counted(NamedTuple):
    """Counts by code, then by week.

    `categories` are all, a municipality's own under the one that each is below, so that the picture
    speaks the words that every municipality has; `areas` and `organisations` count what disturbs.
    """

    categories: dict[str, Weeks]
    areas: dict[str, Weeks]
    organisations: dict[str, Weeks]

    @property
    def weeks(self) -> set[int]:
        """The weeks that somebody reported something of."""
        return {week for by_week in self.categories.values() for week in by_week}

    def summed(self, wanted: Callable[[str], bool]) -> Weeks:
        """All categories that are wanted, together."""
        found: Weeks = {}
        for category, by_week in self.categories.items():
            if wanted(category):
                for week, n in by_week.items():
                    found[week] = found.get(week, 0) + n
        return found


def counted(
    known: Known, weeks: Collection[int], calm: Collection[str], few: Collection[int] | None = None
) -> Counted:
    """Count the reports of `weeks` (keys); `calm` are the categories that do not disturb.

    Organisations are counted for a `few` of the weeks only, where no more are asked for.
    """
    asked, where = sorted(weeks), (known.connection, known.municipality)
    keys, counts = weekly.table(*where, weekly.CATEGORY, asked, known.position)
    of = [weekly.of(key) for key in keys]
    disturbing = [at for at, one in enumerate(of) if one.other not in calm]
    few_weeks = sorted(weeks if few is None else few)
    keys, by_sender = weekly.table(*where, weekly.ORGANISATION, few_weeks, known.position)
    sender = [weekly.of(key) for key in keys]
    # Without an area are those of what does not disturb.
    placed = [at for at, one in enumerate(sender) if one.area]
    return Counted(
        categories=_added([one.other for one in of], counts, asked),
        areas=_added([of[at].area for at in disturbing], counts[disturbing], asked),
        organisations=_added([sender[at].other for at in placed], by_sender[placed], few_weeks),
    )


def _added(codes: Sequence[str], counts: Floats, weeks: Sequence[int]) -> dict[str, Weeks]:
    """Add up the rows of each code (K, W)."""
    number = {code: at for at, code in enumerate(dict.fromkeys(codes))}
    sums = np.zeros((len(number), len(weeks)))
    np.add.at(sums, [number[code] for code in codes], counts)
    return {
        code: {weeks[at]: int(row[at]) for at in row.nonzero()[0].tolist()}
        for code, row in zip(number, sums, strict=True)
    }

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
    asked = sorted(weeks)
    where = (known.connection, known.municipality)
    found = Counted({}, {}, {})
    keys, counts = weekly.table(*where, weekly.CATEGORY, asked, known.position)
    for key, row in zip(keys, counts, strict=True):
        of = weekly.of(key)
        _add(found.categories, of.other, asked, row)
        if of.other not in calm:
            _add(found.areas, of.area, asked, row)
    asked = sorted(weeks if few is None else few)
    keys, counts = weekly.table(*where, weekly.ORGANISATION, asked, known.position)
    for key, row in zip(keys, counts, strict=True):
        of = weekly.of(key)
        if of.area:  # without one are those of what does not disturb
            _add(found.organisations, of.other, asked, row)
    return found


def _add(into: dict[str, Weeks], code: str, weeks: Sequence[int], row: Floats) -> None:
    by_week = into.setdefault(code, {})
    for at in row.nonzero()[0].tolist():
        by_week[weeks[at]] = by_week.get(weeks[at], 0) + int(row[at])

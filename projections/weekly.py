"""The weekly counts of the margins, many at a time: the histories that statistics are made of.

Beside the margins of one thing there are two of two things: what a week has by area and category,
and by area and organisation. They are sums of the cells, kept so that nobody
adds up the whole record to see two years of weeks. See docs/decisions/0007.

A row for each count would take longer to hand over than to find, so each week's counts come as one
text and are taken apart here.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    Table,
    bindparam,
    case,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
)

from projections import cells
from projections.cells import Change
from projections.tables import tables
from reference.categories import BELOW, counts_under, taxonomy

CATEGORY, ORGANISATION = "cell", "sender"
"""The kinds: reports by area and category, a municipality's own under its parent; and by area and
organisation, where the area of those that do not disturb is ""."""

WITHIN, _BETWEEN = "\x1f", "\x1e"
"""Stand within a key, and between keys and counts. No code holds them."""


class Of(NamedTuple):
    """What a count of the kinds above is of. `other` is a category or an organisation."""

    area: str
    other: str


def keys(change: Change) -> Iterable[tuple[str, str]]:
    """The margins, kind and key, that one change of a cell is added to."""
    area, category, organisation = change[4:7]
    parent = counts_under(category)
    of_area = "" if parent in _calm() else area
    return (
        (CATEGORY, _key(area, parent)),
        (ORGANISATION, _key(of_area, organisation)),
    )


def of(key: str) -> Of:
    """Read a key of the kinds above."""
    area, other = key.split(WITHIN)
    return Of(area, other)


def table(
    connection: Connection,
    municipality: str,
    kind: str,
    weeks: Sequence[int],
    position: int,
    *,
    age: int = cells.OLDEST,
) -> tuple[list[str], NDArray[np.float64]]:
    """The counts of a kind, these or one of `projections.margins`, as known at `position`.

    `weeks` are W keys of weeks; with `age`, of each only what was known of it at that age. Returns
    K keys and their counts (K, W), some of which may be 0.
    """
    asked = cells.asked(municipality, weeks, position, age=age) | {"kind": kind}
    number = _Numbers()
    of_week = defaultdict[int, tuple[list[int], list[int]]](lambda: ([], []))
    for week, packed in connection.execute(_whole(), asked):
        parts: list[str] = packed.split(_BETWEEN)
        of_week[week] = [number[key] for key in parts[::2]], list(map(int, parts[1::2]))
    for week, key, area, other, n in connection.execute(_since(kind), asked):
        numbers, counts = of_week[week]
        told_as = counts_under(other) if kind == CATEGORY else other
        numbers.append(number[key or _key(area, told_as)])
        counts.append(int(n))
    found = np.zeros((len(number), len(weeks)))
    for column, week in enumerate(weeks):
        if week in of_week:
            numbers, counts = of_week[week]
            found[:, column] = np.bincount(numbers, weights=counts, minlength=len(number))
    return list(number), found


class _Numbers(dict[str, int]):
    """Numbers keys as they come."""

    def __missing__(self, key: str) -> int:
        self[key] = number = len(self)
        return number


def _key(area: str, other: str) -> str:
    return f"{area}{WITHIN}{other}"


def summed(margin: Table) -> tuple[ColumnElement[bool], ...]:
    """Which sums of a kind of margin are asked for: see `projections.cells.summed`."""
    return (*cells.summed(margin), margin.c.kind == bindparam("kind", type_=String))


@cache
def _calm() -> frozenset[str]:
    return frozenset(c.id for c in taxonomy().categories.values() if not c.disturbance)


@cache
def _whole() -> Select[Any, Any]:
    margin = tables().margin
    one = margin.c.key + literal(_BETWEEN) + cast(margin.c.n, String)
    week: ColumnElement[Any] = margin.c.week
    packed: ColumnElement[Any] = func.aggregate_strings(one, _BETWEEN)
    return select(week, packed).where(*summed(margin)).group_by(margin.c.week)


@cache
def _since(kind: str) -> Select[Any, Any, Any, Any, Any]:
    change = tables().cell_change
    calm = or_(
        change.c.category.in_(sorted(_calm())),
        *(change.c.category.startswith(one + BELOW, autoescape=True) for one in sorted(_calm())),
    )
    area: ColumnElement[Any] = change.c.area
    none: ColumnElement[Any] = literal_column("''", String)
    key, other = none, none
    asked: ColumnElement[bool] = true()
    if kind == CATEGORY:
        other = change.c.category
    elif kind == ORGANISATION:
        area = case((calm, none), else_=area).label("of_area")
        other = change.c.organisation
    else:
        key, area, asked = change.c[kind], none, change.c[kind] != ""
    week: ColumnElement[Any] = change.c.week
    n: ColumnElement[Any] = func.sum(change.c.delta)
    return (
        select(week, key, area, other, n)
        .where(*cells.changed(change), asked)
        .group_by(week, *(one for one in (key, area, other) if one is not none))
    )

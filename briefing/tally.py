"""What the picture asks of the register: this week's reports seen from the sides that it shows."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select

from projections import weekly
from projections.known import Known
from projections.register import FILED, LATE, WITHDRAWN
from projections.tables import tables
from reference.areas import OUTSIDE, UNPLACED
from reference.categories import OTHER, counts_under
from reference.dimensions import Basis


def as_known(known: Known, weeks: Sequence[int], *, in_order: bool = False) -> ColumnElement[bool]:
    """The rows of `weeks` (keys) that stood at the position, counted or not.

    With `in_order` they are not looked up by their weeks but met on a walk through the register in
    the order of its random ids: for a part of very many.
    """
    register = tables().register
    week: ColumnElement[int] = register.c.week
    return and_(
        register.c.municipality == known.municipality,
        (week + 0 if in_order else week).in_(weeks),
        register.c.from_position <= known.position,
        register.c.upto_position > known.position,
    )


class Tally(NamedTuple):
    """Counts over reports of some weeks; from `reports` to `pointed` of counted ones.

    `sent` are those of each organisation, doubles too, not the withdrawn; `pointed` have a point.
    """

    sent: dict[str, int]
    reports: int
    late: int
    filed: int
    observed: int
    exact: int
    outside: int
    unplaced: int
    other: int
    pointed: int
    linked: int
    withdrawn: int


def week(known: Known, keys: Sequence[int]) -> Tally:
    """The tallies of some weeks."""
    c = tables().register.c
    conditions = (
        c.late == LATE,
        c.late == FILED,
        c.basis.in_((Basis.SEEN.value, Basis.HEARD.value)),
        or_(c.lat.is_not(None), c.place != ""),
        c.area == OUTSIDE,
        c.area == UNPLACED,
        c.category == OTHER,
        c.lat.is_not(None),
    )
    counted = known.connection.execute(
        select(func.count(), *(func.count().filter(condition) for condition in conditions)).where(
            as_known(known, keys), c.counted.is_(True)
        )
    ).one()
    # The others are few, and whose the counted ones are is told by the margins.
    uncounted = known.connection.execute(
        select(c.organisation, c.status, c.same_as.is_not(None), func.count())
        .where(as_known(known, keys), c.counted.is_(False))
        .group_by(c.organisation, c.status, c.same_as.is_not(None))
    ).all()
    where = (known.connection, known.municipality)
    rows, counts = weekly.table(*where, weekly.ORGANISATION, keys, known.position)
    sent: dict[str, int] = {}
    for row, n in zip(rows, counts.sum(axis=1).tolist(), strict=True):
        who = weekly.of(row).other
        sent[who] = sent.get(who, 0) + int(n)
    linked = withdrawn = 0
    for who, status, is_linked, n in uncounted:
        if status == WITHDRAWN:
            withdrawn += n
        else:
            sent[who] = sent.get(who, 0) + n
            linked += n if is_linked else 0
    sums = (int(n) for n in (*counted, linked, withdrawn))
    return Tally({who: n for who, n in sent.items() if n}, *sums)


def hours(known: Known, keys: Sequence[int], of: Sequence[str]) -> dict[int, int]:
    """Reports of some categories in some weeks by hour of the week; not those of unknown hour."""
    c = tables().register.c
    rows = known.connection.execute(
        select(c.hour, func.count())
        .where(as_known(known, keys), c.counted.is_(True), c.hour.is_not(None), c.category.in_(of))
        .group_by(c.hour)
    )
    return {int(hour): int(n) for hour, n in rows}


def at_places(
    known: Known, keys: Sequence[int], places: Sequence[str], without: Sequence[str]
) -> dict[str, dict[str, int]]:
    """Reports of some weeks at named places, by place, then by category (a local one's parent)."""
    c = tables().register.c
    rows = known.connection.execute(
        select(c.place, c.category, func.count())
        .where(
            as_known(known, keys),
            c.counted.is_(True),
            c.place.in_(places),
            c.category.not_in(without),
        )
        .group_by(c.place, c.category)
    )
    found: dict[str, dict[str, int]] = {}
    for place, category, n in rows:
        kinds = found.setdefault(place, {})
        parent = counts_under(category)
        kinds[parent] = kinds.get(parent, 0) + n
    return found


def dots(
    known: Known, keys: Sequence[int], without: Sequence[str], tallied: Tally, most: int
) -> list[Any]:
    """Points of the reports of some weeks, at most `most`.

    Which are left out beyond `most` is decided by their random ids: no place is favoured.
    """
    c = tables().register.c
    soon_enough = most * known.position < tallied.pointed * tallied.reports
    return list(
        known.connection.execute(
            select(c.report, c.lat, c.lon, c.category, c.precision_m)
            .where(
                as_known(known, keys, in_order=soon_enough),
                c.counted.is_(True),
                c.lat.is_not(None),
                c.category.not_in(without),
            )
            .order_by(c.report)
            .limit(most)
        )
    )


def coming(known: Known, weeks: Sequence[int], categories: Sequence[str]) -> list[Any]:
    """Reports of coming events in `weeks`: rows of report, times, category, area and place."""
    c = tables().register.c
    return list(
        known.connection.execute(
            select(c.report, c.occurred_from, c.occurred_to, c.category, c.area, c.place)
            .where(as_known(known, weeks), c.counted.is_(True), c.category.in_(categories))
            .order_by(c.occurred_from, c.report)
        )
    )

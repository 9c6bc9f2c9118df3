"""What the picture asks of the register: this week's reports seen from the sides that it shows."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from projections.known import Known
from projections.register import FILED, LATE, WITHDRAWN
from projections.tables import tables
from reference.areas import OUTSIDE, UNPLACED
from reference.categories import OTHER, counts_under
from reference.dimensions import Basis


def as_known(known: Known, weeks: Sequence[int]) -> ColumnElement[bool]:
    """The rows of `weeks` (keys) that stood at the position, counted or not."""
    register = tables().register
    return and_(
        register.c.municipality == known.municipality,
        register.c.week.in_(weeks),
        register.c.from_position <= known.position,
        register.c.upto_position > known.position,
    )


class Tally(NamedTuple):
    """Counts over reports of some weeks; all but `linked` and `withdrawn` are of counted ones."""

    reports: int
    late: int
    filed: int
    observed: int
    exact: int
    outside: int
    unplaced: int
    other: int
    linked: int
    withdrawn: int


def week(known: Known, keys: Sequence[int]) -> Tally:
    """The tallies of some weeks."""
    c = tables().register.c
    conditions = (
        c.counted,
        and_(c.counted, c.late == LATE),
        and_(c.counted, c.late == FILED),
        and_(c.counted, c.basis.in_((Basis.SEEN.value, Basis.HEARD.value))),
        and_(c.counted, or_(c.lat.is_not(None), c.place != "")),
        and_(c.counted, c.area == OUTSIDE),
        and_(c.counted, c.area == UNPLACED),
        and_(c.counted, c.category == OTHER),
        and_(c.same_as.is_not(None), c.status != WITHDRAWN),
        c.status == WITHDRAWN,
    )
    row = known.connection.execute(
        select(*(func.sum(case((condition, 1), else_=0)) for condition in conditions)).where(
            as_known(known, keys)
        )
    ).one()
    return Tally(*(int(n or 0) for n in row))


def hours(
    known: Known, keys: Sequence[int], before: Sequence[int], without: Sequence[str]
) -> tuple[dict[int, int], int, dict[int, int]]:
    """Reports by hour of the week: those of `keys`, how many of unknown hour, those of `before`."""
    c = tables().register.c
    this = c.week.in_(keys).label("this")
    rows = known.connection.execute(
        select(this, c.hour, func.count())
        .where(
            as_known(known, [*keys, *before]),
            c.counted.is_(True),
            c.category.not_in(without),
        )
        .group_by(this, c.hour)
    )
    now: dict[int, int] = {}
    earlier: dict[int, int] = {}
    unknown = 0
    for is_this, hour, n in rows:
        if hour is not None:
            (now if is_this else earlier)[hour] = n
        elif is_this:
            unknown = n
    return now, unknown, earlier


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
    known: Known, keys: Sequence[int], without: Sequence[str], most: int
) -> tuple[list[Any], int]:
    """Points of the reports of some weeks, at most `most`, and how many reports have a point.

    Which are left out beyond `most` is decided by their random ids: no place is favoured.
    """
    c = tables().register.c
    pointed = and_(as_known(known, keys), c.counted.is_(True), c.lat.is_not(None))
    total = known.connection.scalar(
        select(func.count()).select_from(tables().register).where(pointed)
    )
    rows = known.connection.execute(
        select(c.report, c.lat, c.lon, c.category, c.precision_m)
        .where(pointed, c.category.not_in(without))
        .order_by(c.report)
        .limit(most)
    )
    return list(rows), int(total or 0)


def sent(known: Known, keys: Sequence[int]) -> dict[str, int]:
    """How many reports each organisation sent for the weeks, doubles too; not the withdrawn."""
    c = tables().register.c
    rows = known.connection.execute(
        select(c.organisation, func.count())
        .where(as_known(known, keys), c.status != WITHDRAWN)
        .group_by(c.organisation)
    )
    return {organisation: n for organisation, n in rows}  # noqa: C416 - rows are not pairs to a type checker


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

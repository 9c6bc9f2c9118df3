"""The same table as `accounts.permissions`, said of all rows of the register at once.

Who may see a report is judged by how it stands now: a report that was held back yesterday is hidden
on the pages of last week too.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    ScalarSelect,
    String,
    and_,
    cast,
    exists,
    false,
    func,
    not_,
    or_,
    select,
    true,
)

from accounts.permissions import (
    SHARED_BEYOND,
    WITH_MUNICIPALITY,
    Action,
    Actor,
    Reach,
    Thing,
    reaches,
)
from projections.tables import OPEN, tables
from reference.roles import Share

_MOMENT = timedelta(microseconds=1)

Condition = Callable[[Actor, FromClause], ColumnElement[bool]]


def _own(actor: Actor, row: FromClause) -> ColumnElement[bool]:
    return row.c.reporter == actor.name


def _organisations(actor: Actor, row: FromClause) -> ColumnElement[bool]:
    return row.c.organisation == actor.organisation


def _open(actor: Actor, row: FromClause) -> ColumnElement[bool]:
    fixed_at = _fixed_at(row)
    return and_(row.c.closes_at >= actor.at, func.coalesce(fixed_at > actor.at, true()))


def _fixed_at(row: FromClause) -> ScalarSelect[datetime]:
    """When the picture of the row's week was issued, if the report had come by then."""
    issued = tables().issued
    week = cast(row.c.week, String)
    period = func.substr(week, 1, 4).concat("-W").concat(func.substr(week, 5, 2))
    return (
        select(issued.c.issued_at)
        .where(
            issued.c.municipality == row.c.municipality,
            issued.c.period == period,
            issued.c.position >= row.c.first_position,
        )
        .scalar_subquery()
    )


def _cleared(row: FromClause) -> ColumnElement[bool]:
    return not_(row.c.quarantined)


def _names(actor: Actor, row: FromClause) -> ColumnElement[bool]:
    named = tables().shared_with
    return and_(
        _cleared(row),
        row.c.share.in_(sorted(SHARED_BEYOND)),
        exists(
            select(named.c.report).where(
                named.c.municipality == row.c.municipality,
                named.c.report == row.c.report,
                named.c.organisation == actor.organisation,
                named.c.upto_position == OPEN,
            )
        ),
    )


CONDITIONS: Mapping[Reach, Condition] = MappingProxyType(
    {
        Reach.OWN: _own,
        Reach.OWN_CLEARED: lambda actor, row: and_(_own(actor, row), _cleared(row)),
        Reach.OWN_OPEN: lambda actor, row: and_(_own(actor, row), _open(actor, row)),
        Reach.ORGANISATION: _organisations,
        Reach.SHARED: lambda actor, row: or_(_organisations(actor, row), _names(actor, row)),
        Reach.CLEARED: lambda _, row: and_(
            row.c.share.in_(sorted(WITH_MUNICIPALITY)), _cleared(row)
        ),
        Reach.MEETING: lambda _, row: and_(row.c.share == Share.MEETING.value, _cleared(row)),
        Reach.OTHERS: lambda actor, row: not_(_own(actor, row)),
        Reach.MUNICIPALITY: lambda _actor, _row: true(),
    }
)


def scope(actor: Actor, action: Action) -> ColumnElement[bool]:
    """Which rows of `projections.tables.register` the actor may do `action` to.

    Holds for rows of any span of positions; what decides is the span that stands.
    """
    register = tables().register
    held = reaches(actor, action)
    mine = register.c.municipality == actor.municipality
    if not held:
        return false()
    if Reach.MUNICIPALITY in held:
        return mine
    now = register.alias("standing")
    conditions = [CONDITIONS[reach](actor, now) for reach in sorted(held)]
    standing = exists(
        select(now.c.report).where(
            now.c.municipality == register.c.municipality,
            now.c.report == register.c.report,
            now.c.upto_position == OPEN,
            or_(*conditions),
        )
    )
    return and_(mine, standing)


def things(connection: Connection, municipality: str, reports: Sequence[UUID]) -> dict[UUID, Thing]:
    """Those of `reports` that there are, as they stand now."""
    register = tables().register
    c = register.c
    columns = (c.report, c.organisation, c.reporter, c.closes_at, c.share, c.quarantined)
    rows = connection.execute(
        select(*columns, _fixed_at(register).label("fixed_at")).where(
            c.municipality == municipality, c.report.in_(reports), c.upto_position == OPEN
        )
    ).all()
    named = _named(connection, municipality, reports)
    return {
        row.report: Thing(
            municipality=municipality,
            organisation=row.organisation,
            by=row.reporter,
            closes_at=_closes_at(row.closes_at, row.fixed_at),
            share=Share(row.share),
            shared_with=frozenset(named.get(row.report, ())),
            quarantined=row.quarantined,
            id=row.report,
        )
        for row in rows
    }


def _closes_at(deadline: datetime, fixed_at: datetime | None) -> datetime:
    """Until when its reporter may change it: the deadline, or just before the picture."""
    return min(deadline, fixed_at - _MOMENT) if fixed_at else deadline


def _named(
    connection: Connection, municipality: str, reports: Sequence[UUID]
) -> dict[UUID, list[str]]:
    c = tables().shared_with.c
    rows = connection.execute(
        select(c.report, c.organisation).where(
            c.municipality == municipality, c.report.in_(reports), c.upto_position == OPEN
        )
    )
    found: dict[UUID, list[str]] = {}
    for report, organisation in rows:
        found.setdefault(report, []).append(organisation)
    return found

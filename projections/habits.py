"""What an organisation and a reporter use most, so that a form can put it first."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select

from projections import cells
from projections.known import Known
from projections.tables import OPEN, tables
from reference.weeks import Week, weeks_between

FOR_CATEGORIES = 26
FOR_PLACES = 13
"""Weeks that are looked back on."""

MOST_PLACES = 8


class Often(NamedTuple):
    """The code of a place, and how many reports named it."""

    code: str
    n: int


def categories_used(known: Known, organisation: str, now: Week) -> dict[str, int]:
    """How many reports the organisation told of each category of the edition."""
    weeks = [week.key for week in weeks_between(now.shift(-FOR_CATEGORIES), now)]
    by = ("category", "organisation")
    counted = cells.count(known.connection, known.municipality, weeks, by, known.position)
    return {str(category): n for (category, whose), n in counted.items() if whose == organisation}


def places_used(known: Known, reporter: str, organisation: str, now: Week) -> list[Often]:
    """The places that the reporter names most; where those are few, the organisation's after."""
    c = tables().register.c
    own = _most(known, c.reporter == reporter)
    if len(own) == MOST_PLACES:
        return own
    weeks = [week.key for week in weeks_between(now.shift(-FOR_PLACES), now)]
    others = _most(known, c.week.in_(weeks) & (c.organisation == organisation))
    taken = {often.code for often in own}
    return [*own, *(often for often in others if often.code not in taken)][:MOST_PLACES]


def _most(known: Known, which: ColumnElement[bool]) -> list[Often]:
    c = tables().register.c
    n = func.count()
    rows = known.connection.execute(
        select(c.place, n)
        .where(c.municipality == known.municipality, c.upto_position == OPEN, c.place != "", which)
        .group_by(c.place)
        .order_by(n.desc(), c.place)
        .limit(MOST_PLACES)
    )
    return [Often(*row) for row in rows]

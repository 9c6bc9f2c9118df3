"""The list of months and longer periods, which leads to their pictures."""

from typing import Annotated, NamedTuple

from fastapi import APIRouter, Query, Request, Response

from accounts.permissions import Action
from briefing.renderings.longer.words import period_called
from projections import cells
from projections.known import Known
from projections.pictures import all_issued
from reference.periods import Period, PeriodKind
from reference.weeks import Week, weeks_between, weeks_in
from web.asking import requires
from web.needs import AsKnown, Now, Speaker
from web.render import page_of

KINDS = (PeriodKind.YEAR, PeriodKind.TERTIAL, PeriodKind.QUARTER, PeriodKind.MONTH)
"""The periods that are listed, the longest first."""

router = APIRouter(include_in_schema=False)


class Line(NamedTuple):
    """A period in the list."""

    period: Period
    title: str
    n: int
    is_issued: bool
    is_running: bool


@router.get("/periods", dependencies=[requires(Action.PICTURE_READ)])
def show_periods(
    request: Request,
    view: AsKnown,
    now: Now,
    t: Speaker,
    year: Annotated[int | None, Query(ge=1990, le=2199)] = None,
) -> Response:
    """The months and longer periods of a year."""
    current = Week.of(now)
    first_key = cells.first_week(view.connection, view.municipality, view.position)
    first = current if first_key is None else Week.from_key(first_key)
    chosen = current.year if year is None else year
    return page_of(
        request.scope,
        "periods.html",
        municipality=view.ground.name,
        year=chosen,
        years=range(current.year, min(first.year, current.year) - 1, -1),
        kinds=[
            (kind, lines)
            for kind, lines in _listed(view, chosen, first, current, t.language).items()
            if lines
        ],
    )


def _listed(
    view: Known, year: int, first: Week, current: Week, language: str
) -> dict[PeriodKind, list[Line]]:
    """The periods of a year that have begun and that the record reaches, the latest first."""
    weeks = weeks_between(Week(year, 1), Week(year, weeks_in(year)))
    calm = [kind.id for kind in view.ground.taxonomy.categories.values() if not kind.disturbance]
    counted = cells.count(
        view.connection,
        view.municipality,
        [week.key for week in weeks],
        ("week",),
        view.position,
        without=calm,
    )
    issued = {one.period for one in all_issued(view.connection, view.municipality)}
    found: dict[PeriodKind, list[Line]] = {kind: [] for kind in KINDS}
    for kind in KINDS:
        for period in dict.fromkeys(Period.of(kind, week) for week in weeks):
            if first <= period.last and period.first <= current:
                line = Line(
                    period,
                    period_called(period, language),
                    sum(counted.get((key,), 0) for key in period.keys),
                    str(period) in issued,
                    current <= period.last,
                )
                found[kind].insert(0, line)
    return found

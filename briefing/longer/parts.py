"""What a month, a quarter, a tertial or a year adds to its picture."""

from briefing.analysis import AreaWeeks, Fixed, Longer, Needs, StoodOut
from briefing.asked import Asked
from briefing.longer.months import months
from briefing.longer.needs import needs
from briefing.longer.reporting import reporting
from briefing.longer.standing_out import RAISED, standing_out
from briefing.longer.stretch import Stretch, stretch
from briefing.patterns.lasting import hot, times
from briefing.patterns.near import near
from projections.pictures import all_issued
from reference.periods import Period

AREAS_SHOWN = 24
"""The weeks of so many areas are shown: those of the greatest need."""
WEEKS_SHOWN = 13
"""So many at least."""


def longer(asked: Asked) -> Longer:
    """The analysis of a period, from what was known at the position."""
    weeks = stretch(asked)
    out = standing_out(weeks)
    ranked = needs(weeks, {area: [g in RAISED for g in grades] for area, grades in out.items()})
    return Longer(
        weeks=tuple(str(week) for week in weeks.weeks),
        reporting=reporting(weeks),
        months=months(weeks),
        area_weeks=_area_weeks(weeks, ranked),
        needs=ranked,
        hot=hot(weeks),
        times=times(weeks),
        near=near(weeks),
        stood_out=tuple(
            StoodOut(code=area, grades=grades)
            for area, grades in sorted(out.items())
            if any(grades)
        ),
        issued=_issued(weeks),
    )


def _area_weeks(stretch: Stretch, ranked: Needs) -> tuple[AreaWeeks, ...]:
    """The weeks up to the last one of the areas of the greatest need, in their order."""
    shown = max(WEEKS_SHOWN, len(stretch.period.weeks))
    keys = [stretch.asked.week.shift(-n).key for n in range(shown - 1, -1, -1)]
    counted = stretch.disturbing(keys, ("week", "area"))
    covered = stretch.asked.covered
    return tuple(
        AreaWeeks(
            code=area.code,
            counts=tuple(
                counted.get((key, area.code), 0) if key in covered else None for key in keys
            ),
        )
        for area in ranked.areas[:AREAS_SHOWN]
    )


def _issued(stretch: Stretch) -> tuple[Fixed, ...]:
    """The pictures of parts of the period that were issued by then, the earliest first."""
    known, whole = stretch.known, set(stretch.period.keys)
    found = [
        (Period.parse(one.period), one)
        for one in all_issued(known.connection, known.municipality)
        if one.entry <= known.position
    ]
    parts = [
        (period, one)
        for period, one in found
        if period != stretch.period and whole.issuperset(period.keys)
    ]
    return tuple(
        Fixed(
            period=one.period,
            position=one.position,
            issued_at=one.issued_at,
            digest=one.digest,
        )
        for _, one in sorted(parts, key=lambda part: (part[0].last, part[0].first, part[1].period))
    )

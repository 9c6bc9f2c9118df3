"""The coming two weeks: the calendar, and what organisations reported as planned."""

from datetime import timedelta

from briefing import tally
from briefing.asked import Asked
from briefing.picture import Upcoming
from events.report import COMING
from projections.reports import ALL, Query
from reference.areas import OUTSIDE, UNPLACED
from reference.calendar import between
from reference.categories import counts_under
from reference.weeks import ZONE, Week

AHEAD_DAYS = 14


def upcoming(asked: Asked) -> tuple[Upcoming, ...]:
    """What lies ahead, soonest first."""
    first = asked.week.sunday + timedelta(days=1)
    last = asked.week.sunday + timedelta(days=AHEAD_DAYS)
    kinds, ground = asked.known.ground.taxonomy.categories, asked.known.ground
    planned = tally.coming(
        asked.known,
        [asked.week.shift(1).key, asked.week.shift(2).key],
        [kind for kind in kinds if counts_under(kind) in COMING],
    )
    coming = [
        Upcoming(first_on=one.first_on, last_on=one.last_on, kind=one.kind, sv=one.sv, en=one.en)
        for one in between(first, last, ground.school)
    ]
    for row in planned:
        where = ""
        if row.place and ground.places:
            where = f", {ground.places.name(row.place)}"
        elif ground.areas and row.area not in {OUTSIDE, UNPLACED}:
            where = f", {ground.areas.name(row.area)}"
        coming.append(
            Upcoming(
                first_on=row.occurred_from.astimezone(ZONE).date(),
                last_on=row.occurred_to.astimezone(ZONE).date(),
                kind="planned",
                sv=kinds[row.category].sv + where,
                en=kinds[row.category].en + where,
                reports=Query(
                    week=str(Week.of(row.occurred_from)), category=row.category, which=ALL
                ).address(),
            )
        )
    return tuple(sorted(coming, key=lambda one: (one.first_on, one.last_on, one.kind, one.sv)))

"""Where reports gather: squares and named places by the plain count of 24 weeks.

The count ranks, because it foretold best where the next happenings were (docs/decisions/0024).
Gi* only says which squares are clusters, and the density is there to be drawn.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray
from sqlalchemy import func, select

from briefing.asked import Asked
from briefing.findings import HotCell, HotPlace, Hotspots
from briefing.tally import as_known
from projections import margins
from projections.cells import OLDEST
from projections.ground import said_nothing
from projections.reports import DISTURBING, HOURS_A_PART, MAPPED
from projections.tables import tables
from reference.areas import UNPLACED, Areas, Place
from reference.categories import counts_under
from reference.grid import SIZE_M, Square, to_metres
from reference.periods import span_named

WEEKS, LATEST = 24, 4
"""Weeks that rank, and those among them that the arrow compares with the ones before."""
CELLS, PLACES = 20, 10
LEAST = 3
"""A square or a place with fewer reports is not called hot."""
ARROW = 0.10
"""Two-sided level of the arrow: of ten that have not changed, nine show none or more."""
NEAR_M = 250
"""A square is called by a named place at most so far from its middle, else by its area."""
KNOWN_SHARE = 0.5
"""A place's busiest part of the week is told where so much of its reports' hours are known."""
SPARE = 5
"""So many more places are looked at: at some nothing may be said of what is reported."""
LOOKED_AT = 40_000
"""What is most frequent at a place is asked of so many reports of the municipality, or about."""


class Window(NamedTuple):
    """The covered weeks among the 24 and the latest of them, and their name in an address."""

    weeks: tuple[int, ...]
    latest: tuple[int, ...]
    span: str

    @property
    def share(self) -> float:
        """The latest weeks' share of all."""
        return len(self.latest) / len(self.weeks)


class Move(NamedTuple):
    """How the latest weeks compare with those before."""

    before4: float
    arrow: str


def hotspots(asked: Asked) -> Hotspots:
    """The hot spots of the picture; no squares where no areas have been adopted."""
    of, total = _window(asked)
    if not of.weeks:
        return Hotspots(weeks=0)
    known = asked.known
    squares = margins.by_square(known.connection, known.municipality, of.weeks, known.position)
    hot = Hotspots(
        weeks=len(of.weeks),
        places=_places(asked, of, total),
        reports=int(squares[:, 2].sum()),
        of=total,
    )
    areas = known.ground.areas
    return _with_squares(asked, of, areas, squares, hot) if areas and squares.size else hot


def _window(asked: Asked) -> tuple[Window, int]:
    """The 24 weeks up to the picture's last, those that the record covers, and their reports."""
    stretch = [asked.week.shift(-back) for back in range(WEEKS - 1, -1, -1)]
    keys, known = [week.key for week in stretch], asked.known
    where = known.connection, known.municipality
    reports = margins.totals(*where, keys, known.position)
    nothing = {week for week, _ in said_nothing(*where, keys, known.position)}
    covered = [key for key in keys if key in reports or key in nothing or key in asked.covered]
    latest = tuple(key for key in covered if key in keys[-LATEST:])
    return Window(tuple(covered), latest, span_named(stretch)), sum(reports.values())


def _gathered(
    asked: Asked,
    kind: str,
    weeks: Iterable[int],
    only: Sequence[str] | None = None,
    age: int = OLDEST,
) -> dict[str, int]:
    known = asked.known
    where = (known.connection, known.municipality)
    return margins.gathered(*where, kind, weeks, known.position, only=only, age=age)


class Counts(NamedTuple):
    """The reports of a square or a place: of all weeks, of the latest of them as known now.

    `alike` are those of the weeks before as they were known when they were as fresh as the latest.
    """

    n: int
    late: int
    alike: int


def _counts(asked: Asked, kind: str, of: Window, n: Mapping[str, int]) -> list[Counts]:
    """The counts of some squares or places, whose reports of all weeks are known."""
    only = list(n)
    latest, alike = _gathered(asked, kind, of.latest, only), Counter[str]()
    for age, weeks in asked.at_equal_age(LATEST, WEEKS - LATEST).items():
        alike.update(_gathered(asked, kind, set(weeks) & set(of.weeks), only, age))
    return [Counts(all_, latest.get(key, 0), alike[key]) for key, all_ in n.items()]


def moves(counts: Sequence[Counts], of: Window) -> list[Move]:
    """Which way the counts go.

    Up or down only where an exact test of the two rates, at an equal age, says so at the level of
    ARROW; the counts of most places are so small that they would point somewhere every week.
    """
    from briefing.statistics.dayparts import lower, upper  # noqa: PLC0415 - scipy takes a while

    earlier_weeks = len(of.weeks) - len(of.latest)
    if not earlier_weeks or not of.latest:
        return [Move(0.0, "same") for _ in counts]
    late, alike = [one.late for one in counts], [one.alike for one in counts]
    rising, falling = upper(late, alike, of.share), lower(late, alike, of.share)
    return [
        Move(
            round(LATEST * (one.n - one.late) / earlier_weeks, 2),
            "up" if up < ARROW / 2 else "down" if down < ARROW / 2 else "same",
        )
        for one, up, down in zip(counts, rising.tolist(), falling.tolist(), strict=True)
    ]


def _with_squares(
    asked: Asked, of: Window, areas: Areas, found: NDArray[np.int64], hot: Hotspots
) -> Hotspots:
    from briefing.patterns import squares  # noqa: PLC0415 - scipy, which takes a while

    counted = squares.counted(areas, found)
    places = squares.ranked(counted, CELLS, LEAST)
    fullest = [counted.raster.square(*at) for at in places]
    clusters = squares.clusters(counted)
    n = {str(square): int(counted.n[at]) for at, square in zip(places, fullest, strict=True)}
    counts = _counts(asked, margins.SQUARE, of, n)
    called = _called(asked, fullest)
    shown = list[HotCell]()
    for at, square, one, move in zip(places, fullest, counts, moves(counts, of), strict=True):
        area, z = areas.areas[int(counted.area[at])], float(clusters.z[at])
        shown.append(
            HotCell(
                e=square.e,
                n=square.n,
                n24=one.n,
                n4=one.late,
                before4=move.before4,
                arrow=move.arrow,
                z=0.0 if np.isnan(z) else round(z, 3),  # NaN: there was nothing to compare with
                cluster=bool(clusters.found[at]),
                ring=square.ring,
                near=called.get(square, area.name),
                area=area.code,
                reports=asked.query(week=of.span, square=str(square), category=MAPPED),
            )
        )
    return replace(
        hot,
        cells=tuple(shown),
        contours=squares.contours(counted),
        tested=clusters.tested,
        clusters=int(clusters.found.sum()),
    )


def _called(asked: Asked, fullest: Sequence[Square]) -> dict[Square, str]:
    """The nearest named place of each square, for those that have one near."""
    places = asked.known.ground.places
    if places is None or not places.places or not fullest:
        return {}
    points = to_metres([(place.lon, place.lat) for place in places.places])
    found = dict[Square, str]()
    for square in fullest:
        east, north = (square.e + 0.5) * SIZE_M, (square.n + 0.5) * SIZE_M
        away, _, name = min(
            ((x - east) ** 2 + (y - north) ** 2, place.code, place.name)
            for (x, y), place in zip(points, places.places, strict=True)
        )
        if away <= NEAR_M**2:
            found[square] = name
    return found


def _places(asked: Asked, of: Window, total: int) -> tuple[HotPlace, ...]:
    """The named places with most reports, of which something may be said."""
    known = asked.known
    if known.ground.places is None:
        return ()
    found = _gathered(asked, margins.PLACE, of.weeks)
    full = [
        place
        for code, n in sorted(found.items(), key=lambda item: (-item[1], item[0]))
        if n >= LEAST and (place := known.ground.places.get(code)) is not None
    ][: PLACES + SPARE]
    frequent = _frequent(asked, of, full, total)
    shown = [place for place in full if place.code in frequent][:PLACES]
    counts = _counts(asked, margins.PLACE, of, {place.code: found[place.code] for place in shown})
    return tuple(
        HotPlace(
            code=place.code,
            name=place.name,
            area=place.area or UNPLACED,
            place_type=place.place_type,
            lat=place.lat,
            lon=place.lon,
            n24=one.n,
            n4=one.late,
            before4=move.before4,
            arrow=move.arrow,
            top_category=frequent[place.code][0],
            top_daypart=frequent[place.code][1],
            reports=asked.query(week=of.span, place=place.code, category=DISTURBING),
        )
        for place, one, move in zip(shown, counts, moves(counts, of), strict=True)
    )


def _frequent(
    asked: Asked, of: Window, places: Sequence[Place], total: int
) -> dict[str, tuple[str, int | None]]:
    """Of each place its most frequent category and part of the week, without sensitive categories.

    A place with none but sensitive ones is left out.
    """
    kinds = asked.known.ground.taxonomy.categories
    unsaid = [kind.id for kind in kinds.values() if kind.sensitive or not kind.disturbance]
    weeks = max(LATEST, len(of.weeks) * LOOKED_AT // max(total, LOOKED_AT))
    c = tables().register.c
    part = (c.hour // HOURS_A_PART).label("part")
    rows = asked.known.connection.execute(
        select(c.place, c.category, part, func.count())
        .where(
            as_known(asked.known, of.weeks[-weeks:]),
            c.counted.is_(True),
            c.place.in_([place.code for place in places]),
            c.category.not_in(unsaid),
        )
        .group_by(c.place, c.category, part)
    ).all()
    categories: dict[str, Counter[str]] = {}
    parts: dict[str, Counter[int | None]] = {}
    for place, category, at, n in rows:
        categories.setdefault(place, Counter())[counts_under(category)] += n
        parts.setdefault(place, Counter())[None if at is None else int(at)] += n
    return {
        place: (min(found, key=lambda one: (-found[one], one)), _busiest(parts[place]))
        for place, found in categories.items()
    }


def _busiest(parts: Counter[int | None]) -> int | None:
    unknown = parts[None]
    known = {part: n for part, n in parts.items() if part is not None}
    if not known or sum(known.values()) < KNOWN_SHARE * (sum(known.values()) + unknown):
        return None
    return min(known, key=lambda part: (-known[part], part))

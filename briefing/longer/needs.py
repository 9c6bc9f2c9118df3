"""Areas by need: every part of it, the rank that they make together, and how firm that is."""

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import shapely

from briefing.analysis import AreaNeed, Needs, Without
from briefing.longer.stretch import Stretch
from briefing.statistics import ranks
from briefing.statistics.judged import Floats
from briefing.statistics.ranks import Measures, Weekly
from briefing.usual import FEWEST, PERIODS
from reference.areas import Area, Areas
from reference.categories import counts_under
from reference.grid import to_metres

FEWEST_AREAS = 2
PARTS = ("raised", "rate", "harm", "above", "spread", "rising")
"""The parts of the rank, as they are named in the picture."""

_M2 = 1_000_000

Levels = Mapping[str, Sequence[bool]]
"""By area, whether it deviated in each week of the stretch."""


Axis = Mapping[int | str, int]
"""What stands where along an axis of an array."""


class _Told(NamedTuple):
    """The reports of A areas.

    `weekly` is (T, A, O): the eight weeks before the stretch and then its own W, by organisation,
    NaN in a week that is not on record. `harm` (W, A) and `groups` (W, A, G) are of its own weeks,
    `harm_of` (O, A) and `groups_of` (O, A, G) the same by organisation. `raised` is (W, A).
    """

    weekly: Floats
    harm: Floats
    groups: Floats
    harm_of: Floats
    groups_of: Floats
    raised: Floats
    organisations: tuple[str, ...]

    @property
    def own(self) -> Floats:
        """Reports of the stretch's own weeks: (W, A, O)."""
        return self.weekly[PERIODS:]


def needs(stretch: Stretch, raised: Levels) -> Needs:
    """The areas by need. Without two areas, or a week on record, there is nothing to rank."""
    laid = stretch.known.ground.areas
    if laid is None or len(laid.areas) < FEWEST_AREAS or not stretch.weeks:
        return Needs()
    told = _told(stretch, [area.code for area in laid.areas], raised)
    extent = extents(laid)
    known = [km2 for km2 in extent if km2 is not None]
    size = np.array(known if len(known) == len(extent) else [1.0] * len(extent))
    weekly = Weekly(
        counts=told.own.sum(axis=2),
        harm=told.harm,
        above=_above(told.weekly.sum(axis=2)[None])[0],
        raised=told.raised,
        groups=told.groups,
        size=size,
    )
    weeks = len(stretch.weeks)
    base = ranks.measured(weekly, ranks.once(weeks))
    mean = ranks.mean_ranks(base)
    drawn = ranks.resampled(weeks, _seed(stretch))
    others = ranks.places(ranks.mean_ranks(ranks.measured(weekly, drawn)))
    without = ranks.places(ranks.mean_ranks(_without_each(told, weekly, base)))
    place = ranks.places(mean)[0]
    firm = ranks.stability(others, place)
    lines = [
        AreaNeed(
            code=area.code,
            sv=area.name,
            en=area.name,
            n=int(weekly.counts[:, at].sum()),
            rank=int(place[at]),
            mean_rank=round(float(mean[0, at]), 2),
            low=int(firm.low[at]),
            high=int(firm.high[at]),
            among_first=round(float(firm.first[at]), 3),
            without=_without(without[:, at], int(place[at]), told.organisations),
            raised=int(base.raised[0, at]),
            above=int(base.above[0, at]),
            harm=int(base.harm[0, at]),
            spread=int(base.spread[0, at]),
            km2=extent[at],
            rate=None if extent[at] is None else _short(base.rate[0, at]),
            reports=stretch.query(area=area.code),
            **_thirds(weekly.counts[:, at]),
        )
        for at, area in enumerate(laid.areas)
    ]
    return Needs(
        weeks=weeks,
        resamples=ranks.RESAMPLES,
        parts=tuple(name for name, each in zip(PARTS, base, strict=True) if each.any()),
        areas=tuple(sorted(lines, key=lambda line: (line.rank, line.code))),
    )


@lru_cache(maxsize=8)
def extents(areas: Areas) -> tuple[float | None, ...]:
    """The square kilometres of each area, to four figures; None for what has no extent."""
    return tuple(_km2(area) for area in areas.areas)


def _km2(area: Area) -> float | None:
    flat = shapely.transform(
        area.geometry, lambda points: np.array(to_metres([(x, y) for x, y in points.tolist()]))
    )
    km2 = _short(flat.area / _M2)
    return km2 if math.isfinite(km2) and km2 > 0 else None


def _told(stretch: Stretch, areas: Sequence[str], raised: Levels) -> _Told:
    """Read the counts of the areas, in three queries."""
    weeks = [*stretch.before(PERIODS), *stretch.weeks]
    keys = [week.key for week in weeks]
    by_organisation = stretch.by_week(keys, ("area", "organisation"))
    organisations = sorted({who for _, who in by_organisation})
    kinds = stretch.known.ground.taxonomy
    parents = sorted({counts_under(kind) for kind in kinds.categories})
    number = _numbered(parents)
    category: Axis = {kind: number[counts_under(kind)] for kind in kinds.categories}
    area, who = _numbered(areas), _numbered(organisations)
    weekly = _table(by_organisation, area, who, weeks=keys)
    on_record = stretch.asked.covered
    weekly[[week.key not in on_record for week in weeks]] = np.nan
    by_category = stretch.by_week(stretch.keys, ("area", "category"))
    own = _table(by_category, area, category, weeks=stretch.keys)
    each = _table(
        stretch.disturbing(stretch.keys, ("organisation", "area", "category")), who, area, category
    )
    weight = np.array([kinds.categories[kind].weight for kind in parents], float)
    group = _numbered(sorted({kind.group for kind in kinds.categories.values()}))
    member = np.zeros((len(parents), len(group)))
    for kind in parents:
        member[number[kind], group[kinds.categories[kind].group]] = 1
    levels = [raised.get(code, [False] * len(stretch.weeks)) for code in areas]
    return _Told(
        weekly=weekly,
        harm=own @ weight,
        groups=own @ member,
        harm_of=each @ weight,
        groups_of=each @ member,
        raised=np.array(levels, float).T,
        organisations=tuple(organisations),
    )


def _numbered(keys: Iterable[int | str]) -> Axis:
    return {key: number for number, key in enumerate(keys)}


def _table(
    counts: Mapping[tuple[int | str, ...], int] | Mapping[tuple[str, ...], Floats],
    *axes: Axis,
    weeks: Sequence[int] = (),
) -> Floats:
    """The counts as an array; with `weeks` they are told by week, and the weeks come first.

    What an axis does not know is left out.
    """
    of_each = (len(weeks),) if weeks else ()
    found = np.zeros((*(max(axis.values(), default=-1) + 1 for axis in axes), *of_each))
    for key, n in counts.items():
        place = tuple(axis.get(part, -1) for axis, part in zip(axes, key, strict=True))
        if -1 not in place:
            found[place] += n
    return np.moveaxis(found, -1, 0) if weeks else found


def _above(weekly: Floats) -> Floats:
    """Whether each week lies above what the eight before it let call usual: (R, T, A) to (R, W, A).

    As `briefing.usual` has it: above all but the highest of those that are on record.
    """
    found = np.zeros_like(weekly[:, PERIODS:])
    for week in range(found.shape[1]):
        before = np.sort(weekly[:, week : week + PERIODS], axis=1)  # what is missing stands last
        known = int((~np.isnan(before[0, :, 0])).sum())
        if known >= FEWEST:
            found[:, week] = weekly[:, week + PERIODS] > before[:, known - 2]
    return found


def _without_each(told: _Told, weekly: Weekly, base: Measures) -> Measures:
    """The measures when each organisation in turn is left out, the levels as they were: (O, A)."""
    whole = told.weekly.sum(axis=2)
    less = np.moveaxis(whole[..., None] - told.weekly, 2, 0)
    own = less[:, PERIODS:]
    return Measures(
        raised=np.repeat(base.raised, len(own), axis=0),
        rate=own.sum(axis=1) / weekly.size,
        harm=base.harm - told.harm_of,
        above=_above(less).sum(axis=1),
        spread=ranks.spread(told.groups.sum(axis=0) - told.groups_of),
        rising=ranks.rising(own),
    )


def _without(places: ranks.Whole, place: int, organisations: Sequence[str]) -> Without:
    """An area's places as each organisation is left out."""
    if not len(places):
        return Without(low=place, high=place)
    furthest = int(np.argmax(np.abs(places - place)))
    moved = places[furthest] != place
    return Without(
        low=min(int(places.min()), place),
        high=max(int(places.max()), place),
        organisation=organisations[furthest] if moved else "",
    )


def _thirds(counts: Floats) -> dict[str, float | None]:
    """Reports a week in the first and in the last third; of few weeks there are no thirds."""
    if len(counts) < ranks.FEWEST_WEEKS_TO_RISE:
        return {"first": None, "last": None}
    first, _, last = ranks.thirds(len(counts))
    return {
        "first": _short(float(counts[first].mean())),
        "last": _short(float(counts[last].mean())),
    }


def _seed(stretch: Stretch) -> int:
    """The same weeks are drawn whenever the period of the municipality is drawn again."""
    said = f"{stretch.known.municipality} {stretch.period} needs"
    return int.from_bytes(hashlib.sha256(said.encode()).digest()[:8], "big")


def _short(value: float) -> float:
    """To four figures, which any machine reckons alike."""
    return float(f"{value:.4g}")

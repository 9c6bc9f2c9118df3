"""The weekly counts that are tested: of the whole, by area, category, place and quarter of the day.

Every week is counted as it was known at the age that the picture's own week has, so that what came
late to earlier weeks does not make this one look small. What an organisation that is new reports is
left out of all of it, and each week carries an exposure: the share of what is usually reported that
the organisations active in it stand for. A week that nobody told of is missing, not zero.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select

from briefing.asked import Asked
from briefing.deviations.heard import NEW_WEEKS, Heard, heard
from briefing.findings import Scope
from briefing.statistics.judged import Floats
from projections import cells, margins, weekly
from projections.tables import tables
from reference.categories import OTHER, counts_under
from reference.weeks import Week, weeks_between

LONGEST = 264
"""Five years and the half of a season before them: no test looks further back."""
PLACES = 200
"""So many places are tested, those with most reports before."""
PARTS = 28
HOURS_A_PART = 6

Ints = NDArray[np.int64]


class Key(NamedTuple):
    """What one series counts; what it does not ask for is empty."""

    area: str = ""
    category: str = ""
    place: str = ""
    daypart: int | None = None


class Family(NamedTuple):
    """The S series that are tested together: counts and exposure (S, W) of W weeks.

    The last week is the picture's own. Counts are NaN where the week is missing. The series of one
    `group` (S) share their spread and lend each other what they know of the mean.
    """

    scope: Scope
    keys: tuple[Key, ...]
    counts: Floats
    exposure: Floats
    group: Ints


class History(NamedTuple):
    """W weeks up to the picture's own, on end, oldest first, with what was counted in them.

    `reported` (A, C, W) are disturbing reports by `areas` and `categories`, all of them; `compared`
    are those without the newcomers'. `missing` (W) are weeks that nobody told of.
    """

    weeks: tuple[Week, ...]
    heard: Heard
    missing: NDArray[np.bool_]
    areas: tuple[str, ...]
    categories: tuple[str, ...]
    reported: Floats
    compared: Floats
    families: tuple[Family, ...]

    @property
    def complete(self) -> int:
        """How many weeks before the picture's own are not missing."""
        return int(np.count_nonzero(~self.missing[:-1]))

    def family(self, scope: Scope) -> Family:
        """The family of a scope."""
        return next(family for family in self.families if family.scope is scope)


def history(asked: Asked) -> History:
    """Read all that is tested in the picture of a week, in a handful of queries."""
    weeks = _weeks(asked)
    at = {week.key: number for number, week in enumerate(weeks)}
    areas, categories, reported = _reported(asked, at)
    spoke = heard(asked, weeks, areas)
    compared = reported - _of_newcomers(asked, at, spoke, categories)
    np.maximum(compared, 0.0, out=compared)
    exposure = spoke.exposure()
    missing: NDArray[np.bool_] = exposure[-1] <= 0
    families = (
        *_of_cells(asked, areas, categories, compared, exposure),
        *_of_margins(asked, at, spoke, exposure),
    )
    for family in families:
        family.counts[:, missing] = np.nan
    return History(weeks, spoke, missing, areas, categories, reported, compared, families)


def _weeks(asked: Asked) -> tuple[Week, ...]:
    """The weeks from the first that anybody told of, or that any test looks at."""
    known, week = asked.known, asked.week
    nothing = tables().nothing
    first = [
        cells.first_week(known.connection, known.municipality, known.position),
        known.connection.scalar(
            select(func.min(nothing.c.week)).where(
                nothing.c.municipality == known.municipality,
                nothing.c.position <= known.position,
            )
        ),
    ]
    begin = min((Week.from_key(key) for key in first if key is not None), default=week)
    return tuple(weeks_between(min(week, max(begin, week.shift(-LONGEST))), week))


def _reported(
    asked: Asked, at: Mapping[int, int]
) -> tuple[tuple[str, ...], tuple[str, ...], Floats]:
    """Disturbing reports by area, category and week, with the areas and categories that there are.

    The areas of the edition in force stand first.
    """
    known = asked.known
    here = [area.code for area in known.ground.areas.areas] if known.ground.areas else []
    where = (known.connection, known.municipality)
    keys, counts = weekly.table(*where, weekly.CATEGORY, list(at), known.position, age=asked.age)
    every = [weekly.of(key) for key in keys]
    of = [one for one in every if one.other not in asked.calm]
    areas = tuple(dict.fromkeys([*here, *sorted({one.area for one in of})]))
    categories = tuple(sorted({one.other for one in of}))
    reported = np.zeros((len(areas), len(categories), len(at)))
    of_area = {code: number for number, code in enumerate(areas)}
    of_category = {code: number for number, code in enumerate(categories)}
    for one, row in zip(every, counts, strict=True):
        if one.other not in asked.calm:
            reported[of_area[one.area], of_category[one.other]] += row
    return areas, categories, reported


def _of_newcomers(
    asked: Asked, at: Mapping[int, int], spoke: Heard, categories: tuple[str, ...]
) -> Floats:
    """What newcomers reported, as `_reported` counts it; they came in the last few weeks only."""
    found = np.zeros((len(spoke.areas), len(categories), len(at)))
    new = spoke.newcomers
    if not new:
        return found
    known = asked.known
    counted = cells.count(
        known.connection,
        known.municipality,
        list(at)[-NEW_WEEKS:],
        ("week", "area", "category", "organisation"),
        known.position,
        without=asked.calm,
        age=asked.age,
    )
    for (week, area, category, who), n in counted.items():
        if who in new:
            place = spoke.areas.index(str(area))
            found[place, categories.index(counts_under(str(category))), at[int(week)]] += n
    return found


def _of_cells(
    asked: Asked,
    areas: tuple[str, ...],
    categories: tuple[str, ...],
    compared: Floats,
    exposure: Floats,
) -> Iterator[Family]:
    """The whole, areas, categories, and categories within areas.

    Of areas those of the edition in force, of categories all but OTHER. Areas share what they have
    with each other, categories with those of their group, a category within an area with the same
    category in the other areas.
    """
    kinds, here = asked.known.ground.taxonomy.categories, asked.known.ground.areas
    rows = list(range(len(here.areas) if here else 0))
    tested = [n for n, category in enumerate(categories) if category != OTHER]
    groups = [
        kinds[code].group if code in kinds else "" for code in map(categories.__getitem__, tested)
    ]
    of_group = {group: number for number, group in enumerate(sorted(set(groups)))}
    by_category, whole = compared.sum(axis=0), exposure[-1:]
    yield _family(Scope.TOTAL, [Key()], by_category.sum(axis=0), whole, [0])
    yield _family(
        Scope.AREA,
        [Key(area=areas[row]) for row in rows],
        compared.sum(axis=1)[rows],
        exposure[rows],
        [0] * len(rows),
    )
    yield _family(
        Scope.CATEGORY,
        [Key(category=categories[n]) for n in tested],
        by_category[tested],
        whole,
        [of_group[group] for group in groups],
    )
    yield _family(
        Scope.AREA_CATEGORY,
        [Key(area=areas[row], category=categories[n]) for row in rows for n in tested],
        compared[rows][:, tested],
        np.repeat(exposure[rows], len(tested), axis=0),
        tested * len(rows),
    )


def _of_margins(
    asked: Asked, at: Mapping[int, int], spoke: Heard, exposure: Floats
) -> Iterator[Family]:
    """Named places, and the quarters of the days of the week."""
    known = asked.known
    where = (known.connection, known.municipality)
    new_at, new_when = _newcomers_where(asked, at, spoke.newcomers)
    keys, counts = weekly.table(*where, margins.PLACE, list(at), known.position, age=asked.age)
    for number, key in enumerate(keys):
        counts[number] -= new_at.get(key, 0.0)
    places = known.ground.places
    most: list[int] = np.argsort(-counts[:, :-1].sum(axis=1), kind="stable").tolist()
    tested = sorted(
        [n for n in most if places and places.get(keys[n])][:PLACES], key=keys.__getitem__
    )
    yield _family(
        Scope.PLACE,
        [Key(place=keys[n]) for n in tested],
        counts[tested],
        exposure[-1:],
        [0] * len(tested),
    )
    keys, counts = weekly.table(*where, margins.HOUR, list(at), known.position, age=asked.age)
    parts = np.zeros((PARTS, len(at)))
    for key, row in zip(keys, counts, strict=True):
        parts[int(key) // HOURS_A_PART] += row - new_when.get(key, 0.0)
    of_part = [Key(daypart=part) for part in range(PARTS)]
    yield _family(Scope.DAYPART, of_part, parts, exposure[-1:], [0] * PARTS)


def _newcomers_where(
    asked: Asked, at: Mapping[int, int], new: frozenset[str]
) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """What newcomers reported, by place and by hour of the week, in the weeks since they came."""
    places: dict[str, Floats] = {}
    hours: dict[str, Floats] = {}
    if new:
        known, weeks = asked.known, list(at)[-NEW_WEEKS:]
        where = (known.connection, known.municipality)
        for week, hour, place, n in margins.told_by(
            *where, new, weeks, known.position, age=asked.age
        ):
            for found, key in ((places, place), (hours, hour)):
                if key:
                    found.setdefault(key, np.zeros(len(at)))[at[week]] += n
    return places, hours


def _family(
    scope: Scope, keys: Sequence[Key], counts: Floats, exposure: Floats, group: Sequence[int]
) -> Family:
    """A family whose exposure is one row for all, or one for each."""
    shape = len(keys), exposure.shape[1]
    return Family(
        scope,
        tuple(keys),
        counts.astype(np.float64).reshape(shape),
        np.broadcast_to(exposure, shape),
        np.array(group, dtype=np.int64),
    )

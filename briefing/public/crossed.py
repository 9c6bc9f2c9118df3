"""What of a month or a longer period may be counted in public: by area and group, and by daypart.

Reports of sensitive categories are left out of every count, so that nothing can be told of them by
taking one figure from another.
"""

from briefing import tally
from briefing.asked import Asked
from briefing.findings import Crossed, Named
from projections import margins, weekly
from reference.categories import OTHER, Taxonomy, counts_under

HOURS_IN_A_PART = 6
PARTS = 28

ELSEWHERE = "-"
"""The row of what lies outside every area, or has no place; no area has this code."""
NAMED_ELSEWHERE = Named(
    code=ELSEWHERE,
    sv="Utanför områdena eller utan plats",
    en="Outside the areas or without a place",
)


def crossed(asked: Asked) -> Crossed:
    """The open counts of a period, small ones and all."""
    known, kinds = asked.known, asked.known.ground.taxonomy
    # A municipality's own categories are as sensitive as those that they stand below.
    sensitive = [one.id for one in kinds.categories.values() if one.sensitive and one.disturbance]
    left_out = [*asked.calm, *sensitive]
    areas = known.ground.areas.areas if known.ground.areas else ()
    rows = [*(Named(code=each.code, sv=each.name, en=each.name) for each in areas), NAMED_ELSEWHERE]
    row_of = {row.code: n for n, row in enumerate(rows)}
    groups = _groups(kinds, left_out)
    column_of = {group.code: n for n, group in enumerate(groups)}
    counts = [[0] * len(groups) for _ in rows]
    where = (known.connection, known.municipality)
    keys, found = weekly.table(*where, weekly.CATEGORY, asked.keys, known.position)
    for key, n in zip(keys, found.sum(axis=1).tolist(), strict=True):
        area, category = weekly.of(key)
        column = column_of.get(_group(kinds, category))
        if column is not None and category not in left_out:
            counts[row_of.get(area, -1)][column] += int(n)
    parts = [0] * PARTS
    hours = margins.gathered(*where, margins.HOUR, asked.keys, known.position)
    for hour, n in hours.items():
        parts[int(hour) // HOURS_IN_A_PART] += n
    # The margins count the sensitive ones too; they are few.
    for at, n in tally.hours(known, asked.keys, sensitive).items():
        parts[at // HOURS_IN_A_PART] -= n
    return Crossed(
        areas=tuple(rows),
        groups=tuple(groups),
        counts=tuple(tuple(row) for row in counts),
        dayparts=tuple(parts),
    )


def _groups(kinds: Taxonomy, left_out: list[str]) -> list[Named]:
    """The groups with something that may be counted, and what is in none."""
    there = {_group(kinds, category) for category in kinds.categories if category not in left_out}
    part = {_group(kinds, one.id) for one in kinds.categories.values() if one.sensitive}
    groups = [*kinds.groups.values(), kinds.categories[OTHER]]
    return [
        Named(code=group.id, sv=group.sv, en=group.en, part=group.id in part)
        for group in groups
        if group.id in there
    ]


def _group(kinds: Taxonomy, category: str) -> str:
    """The group that a category counts under; "" for one that this edition does not have."""
    top = counts_under(category)
    return kinds.group_of(top).id if top in kinds.categories else ""

"""What happens in one week of Havstuna, and which organisation tells of it.

A week's dice are made from the seed and the week alone, so that any week comes out the same
whatever is asked for beside it.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import NamedTuple

import numpy as np

from demo.dice import Dice, Floats, Ints, pick, pick_alike, shares_of
from demo.kinds import DOUBLED, KINDS, LIVELINESS
from demo.organisations import EAGER, MEMBER_AT, MEMBERS
from demo.rhythm import feast_factors, hours_of, light, school_is_out
from demo.spots import Spot, Spots
from demo.story import Source, is_unheard, sources
from reference.calendar import Occasion
from reference.categories import taxonomy
from reference.dimensions import PlaceType as T
from reference.weeks import LocalTimeGap, Week, local_to_utc

CATEGORIES: tuple[str, ...] = tuple(KINDS)
GROUP_OF: dict[str, str] = {kind: taxonomy().group_of(kind).id for kind in CATEGORIES}
CATEGORY_AT: dict[str, int] = {category: number for number, category in enumerate(CATEGORIES)}

HOURS = 168
MINUTE_US = 60_000_000
HOUR_US = 60 * MINUTE_US
_DOUBLED_ELSE = 0.03
# How much a place is used from the dark season (0) to midsummer (1): a share, and what light adds.
_SEASON_OF_TYPES: Mapping[T, tuple[float, float]] = {
    T.BATHING_PLACE: (0.05, 3.0),
    T.PARK: (0.6, 0.9),
    T.PLAYGROUND: (0.7, 0.6),
    T.SPORTS_GROUND: (0.7, 0.6),
}


class Happenings(NamedTuple):
    """Reports to be, one in each row of the arrays.

    `category`, `spot` and `member` are rows of their tables; `hour` is the local hour of the week,
    `start_us` microseconds since 1970 UTC. `twin` is the row of the same happening as another
    organisation tells it, -1 for none.
    """

    category: Ints
    spot: Ints
    member: Ints
    hour: Ints
    start_us: Ints
    twin: Ints


class Odds(NamedTuple):
    """What the dice are thrown on: weights that hold for all weeks.

    `where` is category x spot, `who` category x spot x member.
    """

    where: Floats
    who: Floats
    spots: Spots
    school: tuple[Occasion, ...]


def odds(spots: Spots, school: tuple[Occasion, ...]) -> Odds:
    """The weights of a town and its calendar."""
    where = np.array(
        [
            [KINDS[c].places.get(spot.type, 0.0) * LIVELINESS[spot.area] for spot in spots.all]
            for c in CATEGORIES
        ]
    )
    at = np.array([[_weight_at(n, spot) for n in range(len(MEMBERS))] for spot in spots.all])
    of = np.array(
        [[m.groups.get(GROUP_OF[category], 1.0) for m in MEMBERS] for category in CATEGORIES]
    )
    return Odds(where, at[None, :, :] * of[:, None, :], spots, school)


def _weight_at(member: int, spot: Spot) -> float:
    one = MEMBERS[member]
    seen = one.areas is None or spot.area in one.areas
    return one.places.get(spot.type, one.elsewhere) if seen else 0.0


def hour_starts(week: Week) -> Ints:
    """When each of the 168 local hours of the week begins, and when the week ends, UTC."""
    midnight = datetime.combine(week.monday, time())
    return np.array([_hour_us(midnight + timedelta(hours=hour)) for hour in range(HOURS + 1)])


def _hour_us(local: datetime) -> int:
    try:
        return int(local_to_utc(local).timestamp()) * 1_000_000
    except LocalTimeGap:
        return _hour_us(local + timedelta(hours=1))


def draw(odds: Odds, week: Week, offset: int, scale: float, dice: Dice) -> Happenings:
    """What is told of a week. `offset` counts from the last week of the demo, 0 or negative."""
    places = odds.where * _where_season(odds.spots, light(week), dice)
    heard = _activity(odds, week, offset)
    who = odds.who * heard
    rates = _rates(odds, week) * scale
    expected: Floats = rates.sum(axis=1)
    category = np.repeat(np.arange(len(CATEGORIES)), dice.poisson(expected))
    hour = pick(rates, category, dice)
    spot = pick(places, category, dice)
    member = pick(who.reshape(-1, len(MEMBERS)), category * len(odds.spots.all) + spot, dice)
    parts = [(category, spot, member, hour)]
    parts += [_from_source(odds, one, who, scale, dice) for one in sources(offset, light(week))]
    category, spot, member, hour = (
        np.concatenate([part[column] for part in parts]) for column in range(4)
    )
    starts = hour_starts(week)
    start_us = starts[hour] + dice.integers(0, 12, len(hour)) * 5 * MINUTE_US
    alone = np.full(len(hour), -1, dtype=np.int64)
    told = Happenings(category, spot, member, hour, start_us, alone)
    return _with_doubles(told, who, dice)


def _rates(odds: Odds, week: Week) -> Floats:
    """Reports to expect, category x hour of the week."""
    out = np.array(school_is_out(week, odds.school), dtype=float)
    feasts = feast_factors(week, GROUP_OF, odds.school)
    days = np.ones((len(CATEGORIES), 7))
    rows: list[Floats] = []
    for number, category in enumerate(CATEGORIES):
        kind = KINDS[category]
        season = 1 + kind.dark * (1 - 2 * light(week))
        days[number] = season * (1 + out * (kind.holiday - 1))
        for day in range(7):
            days[number, day] *= feasts.get((category, day), 1.0)
        rows.append(kind.weekly * hours_of(kind.hours) * np.repeat(days[number], 24))
    return np.array(rows)


def _where_season(spots: Spots, light: float, dice: Dice) -> Floats:
    """What season and chance make of each spot this week; an area has good and bad weeks."""
    luck = dict(zip(LIVELINESS, shares_of(dice.gamma(30, 1 / 30, len(LIVELINESS))), strict=True))
    return np.array([_season(spot.type, light) * luck[spot.area] for spot in spots.all])


def _season(place_type: T, light: float) -> float:
    share, added = _SEASON_OF_TYPES.get(place_type, (1.0, 0.0))
    return share + added * light**2


def _activity(odds: Odds, week: Week, offset: int) -> Floats:
    """How much each organisation is there to see."""
    out = sum(school_is_out(week, odds.school)[:5]) / 5
    return np.array(
        [
            0.0 if is_unheard(member.code, offset) else 1 - out * (1 - member.summer)
            for member in MEMBERS
        ]
    )


def _from_source(
    odds: Odds, source: Source, who: Floats, scale: float, dice: Dice
) -> tuple[Ints, Ints, Ints, Ints]:
    expected = source.weekly * scale
    n = max(1, round(expected)) if source.exactly else int(dice.poisson(expected))
    category = _of(source.kinds, CATEGORY_AT, n, dice)
    spot = _of(source.spots, odds.spots.at, n, dice)
    hour = pick_alike(hours_of(source.hours), n, dice)
    if source.members is not None:
        member = _of(source.members, MEMBER_AT, n, dice)
    else:
        row = category * len(odds.spots.all) + spot
        member = pick(who.reshape(-1, len(MEMBERS)), row, dice)
    return category, spot, member, hour


def _of(weights: Mapping[str, float], at: Mapping[str, int], n: int, dice: Dice) -> Ints:
    rows = np.array([at[name] for name in weights])
    chosen = pick_alike(np.array(list(weights.values())), n, dice)
    found: Ints = rows[chosen]
    return found


def _with_doubles(told: Happenings, who: Floats, dice: Dice) -> Happenings:
    """The same with those that a second organisation tells of as well."""
    likely = np.array([DOUBLED.get(GROUP_OF[c], _DOUBLED_ELSE) for c in CATEGORIES])
    likely[[n for n, c in enumerate(CATEGORIES) if GROUP_OF[c] in {"POS", "EVENT"}]] = 0.0
    eager = told.member == MEMBER_AT[EAGER]
    first = np.flatnonzero((dice.random(len(told.hour)) < likely[told.category]) & ~eager)
    others = who[told.category[first], told.spot[first]]
    others[np.arange(len(first)), told.member[first]] = 0.0
    # Where nobody else was there to see it, nobody tells of it twice.
    seen = others.sum(axis=1) > 0
    first, others = first[seen], others[seen]
    second = pick(others, np.arange(len(first)), dice)
    shift_us = dice.integers(-3, 4, len(first)) * 5 * MINUTE_US
    n = len(told.hour)
    twin = told.twin.copy()
    twin[first] = n + np.arange(len(first))
    return Happenings(
        np.concatenate([told.category, told.category[first]]),
        np.concatenate([told.spot, told.spot[first]]),
        np.concatenate([told.member, second]),
        np.concatenate([told.hour, told.hour[first]]),
        np.concatenate([told.start_us, told.start_us[first] + shift_us]),
        np.concatenate([twin, first]),
    )

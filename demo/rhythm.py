"""When things happen in Havstuna: the hours of the week, the dark and the light season, the feasts.

Hours are written as digits, one for each local hour of a day: how much more likely it is than
another hour of the same line of days.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache

import numpy as np

from demo.dice import Floats
from reference.calendar import Occasion, between
from reference.weeks import Week

_HOURS: dict[str, tuple[str, str, str, str]] = {
    # Monday to Thursday, Friday, Saturday, Sunday.
    "day": (
        "000000023445555554433210",
        "000000023445555554433320",
        "000000001223444443333320",
        "000000001123444443332110",
    ),
    "evening": (
        "100000001111112345678752",
        "200000001111112345678986",
        "742000000011222345678987",
        "531000000011222345665421",
    ),
    "night": (
        "100000000000111222334443",
        "100000000000111223345789",
        "986310000000111222345789",
        "987420000000011111112221",
    ),
    "overnight": (
        "333211000000001122345665",
        "433211000000001122345689",
        "876532100000011122345689",
        "876532100000011122234443",
    ),
    "roads": (
        "100000121111112345677642",
        "210000121111112345678876",
        "642100000111223345678875",
        "532100000111233345665321",
    ),
    "school": (
        "000000014778878764210000",
        "000000014778878653110000",
        "000000000000111111000000",
        "000000000000111111000000",
    ),
    "trade": (
        "000000000012233456654310",
        "000000000012233456765420",
        "000000000023456665432100",
        "000000000012345554321000",
    ),
    "tunnel": (
        "100000000000000001123321",
        "100000000000000012345799",
        "997410000000000011234699",
        "986310000000000001111111",
    ),
}

# What an evening or a week of the year does to a category or a group: by its Swedish name in the
# calendar, how many days before and after are touched, and the factors of the days themselves.
_FEASTS: dict[str, tuple[int, int, dict[str, float]]] = {
    "Halloween": (2, 1, {"FIRE-PYRO": 9, "DMG": 1.8, "GATH-YOUTH": 2.2, "FIRE-BIN": 3}),
    "Nyårsafton": (
        4,
        1,
        {
            "FIRE-PYRO": 40,
            "FIRE-BIN": 6,
            "VIOL-FIGHT": 3,
            "SUBS-ALC": 3,
            "ORDER-NOISE": 4,
            "DMG": 2,
        },
    ),
    "Påskafton": (2, 0, {"FIRE-PYRO": 6, "FIRE-BIN": 1.5}),
    "Valborgsmässoafton": (
        0,
        1,
        {"SUBS-ALC": 5, "SUBS-MINOR": 8, "GATH-YOUTH": 3, "FIRE-BIN": 3, "VIOL-FIGHT": 2.5},
    ),
    "Studenten, vanlig tid": (0, 0, {"ORDER-NOISE": 1.7, "SUBS-ALC": 1.6}),
    "Skolavslutningar, vanlig tid": (
        0,
        1,
        {"SUBS-MINOR": 4, "GATH-YOUTH": 1.8, "ORDER-NOISE": 2, "PLACE-LITTER": 1.6},
    ),
    "Midsommarafton": (0, 1, {"SUBS-ALC": 3, "VIOL": 1.6, "ORDER-NOISE": 2}),
    "Skolstart, vanlig tid": (0, 7, {"TRAF-SCOOT": 2, "TRAF-RECK": 1.5, "GATH-NEW": 2}),
    "Luciavaka och Lucia": (0, 0, {"SUBS-MINOR": 5, "GATH-YOUTH": 1.7, "FIRE-PYRO": 2}),
    "Havstunadagen": (
        0,
        0,
        {"SUBS-ALC": 5, "VIOL-FIGHT": 4, "ORDER-NOISE": 4, "GATH-MIX": 3, "PLACE-LITTER": 4},
    ),
    "Ljusfesten": (0, 0, {"GATH-MIX": 2, "PLACE-LITTER": 2, "SUBS-ALC": 1.6}),
}
_NEAR = 0.3
"""What is left of a feast's effect on the days before and after."""


@cache
def hours_of(shape: str) -> Floats:
    """How a week's happenings fall on its 168 local hours, Monday 00 first; they add up to 1."""
    weekday, friday, saturday, sunday = _HOURS[shape]
    digits = np.array([int(digit) for digit in 4 * weekday + friday + saturday + sunday], float)
    shares: Floats = digits / digits.sum()
    return shares


def darkness(day: date) -> float:
    """From -1 at midsummer to 1 at the winter solstice."""
    return math.cos(2 * math.pi * (day.timetuple().tm_yday - 355) / 365.25)


def light(week: Week) -> float:
    """From 0 at the winter solstice to 1 at midsummer, in the middle of the week."""
    return (1 - darkness(week.monday + timedelta(days=3))) / 2


def school_is_out(week: Week, school: Sequence[Occasion]) -> list[bool]:
    """For Monday to Sunday, whether a holiday keeps the schools closed; weekends do not count."""
    known = between(week.monday, week.sunday, school)
    free = [one for one in known if one.kind in {"school-holiday", "public-holiday"}]
    days = [week.monday + timedelta(days=n) for n in range(7)]
    return [any(one.first_on <= day <= one.last_on for one in free) for day in days]


def feast_factors(
    week: Week, categories: Mapping[str, str], school: Sequence[Occasion]
) -> dict[tuple[str, int], float]:
    """What the feasts make of a day: by category and day (0 is Monday), where it is not 1.

    `categories` gives the group of each category.
    """
    margin = timedelta(days=7)
    found: dict[tuple[str, int], float] = {}
    for occasion in between(week.monday - margin, week.sunday + margin, school):
        if occasion.sv not in _FEASTS:
            continue
        before, after, factors = _FEASTS[occasion.sv]
        for number in range(7):
            day = week.monday + timedelta(days=number)
            early, late = (occasion.first_on - day).days, (day - occasion.last_on).days
            if early > before or late > after:
                continue
            share = 1.0 if early <= 0 and late <= 0 else _NEAR
            for category, group in categories.items():
                factor = factors.get(category, factors.get(group, 1.0))
                if factor > 1:
                    key = (category, number)
                    found[key] = found.get(key, 1.0) * (1 + (factor - 1) * share)
    return found


def feasts() -> tuple[str, ...]:
    """The Swedish names of the occasions that are felt."""
    return tuple(_FEASTS)

"""How often the test for short histories calls out where nothing happened, and what it finds.

`python -m benchmarks.false_alarms [--nights 400] [--weeks 8 16 26 52] [--json]`

A night is a town of 15 areas and 12 categories: every category with an overdispersion of its own
from 1 to 2.5, its history drawn and then one week more, all by the same chances. What is called out
in that week is a false alarm. Then 5 of the 180 counts of the week are raised by 4 standard
deviations, and it is asked how many of them are found and how many of the finds are false. Beside
it stands how many of the quiet counts are called a slow rise (CUSUM over the last eight weeks).

The town as it is assumed to be is followed by towns that break an assumption, one each.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike
from rich.console import Console
from rich.table import Table

from briefing.deviations.judging import risen
from briefing.deviations.series import Family, Key
from briefing.findings import Scope
from briefing.statistics import pooled
from briefing.statistics.discovery import adjusted
from briefing.statistics.judged import Floats, Judged

AREAS, CATEGORIES, RAISED = 15, 12, 5
CELLS = AREAS * CATEGORIES
LEVEL, DISCOVERY = 0.01, 0.10
LEAST, MOST = 0.005, 0.015
"""What the share of false alarms at p < .01 is promised to lie between."""

Groups = np.ndarray[tuple[int], np.dtype[np.int64]]
Truths = np.ndarray[tuple[int], np.dtype[np.bool_]]


class Judge(Protocol):
    """A test of counts by their history, as `pooled.judge`."""

    def __call__(
        self, counts: Floats, y: Floats, exposure: Floats, exposure_now: ArrayLike, group: Groups
    ) -> Judged:
        """The last week's counts, judged."""
        ...


@dataclass(frozen=True, slots=True)
class Town:
    """What the counts are drawn from. `lowest` and `highest` bound a category's mean per area."""

    name: str
    lowest: float = 0.3
    highest: float = 11.0
    unlike: float = 0.6  # standard deviation of the logarithm of the areas' sizes
    season: float = 0.0  # how far the year swings to either side
    own_spread: bool = False  # each cell has its own overdispersion, not its category's
    growth: float = 0.0  # a year
    reporters: bool = False  # 3 to 30 units report, week by week a step up or down
    told: bool = True  # whether the test is told how many reported


TOWNS = (
    Town("as assumed"),
    Town("areas as 30 to 1", unlike=1.1),
    Town("sparse: means of 0.02-0.5", lowest=0.02, highest=0.5),
    Town("each cell its own overdispersion", own_spread=True),
    Town("a season of 30 %", season=0.3),
    Town("a growth of 20 % a year", growth=0.2),
    Town("3-30 units report", reporters=True),
    Town("3-30 units, and nobody says so", reporters=True, told=False),
)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in a town with a history of so many weeks; shares, not percent.

    `error` is the standard error of `false_alarms`, over the nights. `any_flag` is the share of
    nights with a false deviation (Benjamini-Hochberg .10); `power` the share of raised counts that
    became one, `false_finds` the share of false ones among a night's. `rises` is the share of
    counts that are not under p .01 and called a slow rise all the same.
    """

    town: str
    weeks: int
    nights: int
    false_alarms: float
    error: float
    any_flag: float
    power: float
    false_finds: float
    rises: float

    @property
    def holds(self) -> bool:
        """Whether the share of false alarms lies where it is promised to."""
        return LEAST <= self.false_alarms <= MOST


def simulate(
    town: Town, weeks: int, nights: int, *, seed: int = 0, judge: Judge = pooled.judge
) -> Found:
    """Draw so many nights of a town and test the last week of each."""
    dice = np.random.default_rng((seed, weeks))
    mean, phi = _cells(town, nights, dice)
    units = _units(town, nights, weeks + 1, dice)
    every = mean[:, None] * _course(town, nights, weeks + 1, dice) * units / 10
    counts = _drawn(every, phi, dice)
    cell = np.arange(nights * CELLS)
    group = cell // CELLS * CATEGORIES + cell % CATEGORIES
    seen = units if town.told else np.ones_like(units)
    past, y = counts[:, :-1], counts[:, -1]

    def p_of(now: Floats) -> Floats:
        found = judge(past, now, seen[:, :-1], seen[:, -1], group)
        return found.p.reshape(nights, CELLS)

    quiet = p_of(y)
    raised = np.zeros((nights, CELLS), dtype=bool)
    for row in raised:
        row[dice.choice(CELLS, RAISED, replace=False)] = True
    more = np.round(4 * np.sqrt(phi * every[:, -1])) * raised.ravel()
    flags = np.array([adjusted(row) <= DISCOVERY for row in p_of(y + more)])
    alarms = np.mean(quiet < LEVEL, axis=1)
    return Found(
        town=town.name,
        weeks=weeks,
        nights=nights,
        false_alarms=float(alarms.mean()),
        error=float(alarms.std(ddof=1) / np.sqrt(nights)),
        any_flag=float(np.mean([bool((adjusted(row) <= DISCOVERY).any()) for row in quiet])),
        power=float(flags[raised].mean()),
        false_finds=float(np.mean((flags & ~raised).sum(1) / np.maximum(1, flags.sum(1)))),
        rises=_rises(counts, seen, group, quiet.ravel() > LEVEL),
    )


def _rises(counts: Floats, units: Floats, group: Groups, not_high: Truths) -> float:
    family = Family(Scope.AREA_CATEGORY, (Key(),) * len(counts), counts, units, group)
    found = risen(family, np.zeros(counts.shape[1], dtype=bool))
    return 0.0 if found is None else float(np.mean((found.since > 0) & not_high))


def _cells(town: Town, nights: int, dice: np.random.Generator) -> tuple[Floats, Floats]:
    """The mean and the overdispersion of every cell of every night, the categories innermost."""
    size = np.exp(dice.normal(0, town.unlike, (nights, AREAS, 1)))
    size /= size.mean(axis=1, keepdims=True)
    low, high = np.log(town.lowest), np.log(town.highest)
    usual = np.exp(dice.uniform(low, high, (nights, 1, CATEGORIES)))
    own = np.exp(dice.normal(0, 0.3, (nights, AREAS, CATEGORIES)))
    areas = AREAS if town.own_spread else 1
    phi = dice.uniform(1, 2.5, (nights, areas, CATEGORIES))
    return (size * usual * own).ravel(), np.broadcast_to(phi, own.shape).ravel()


def _units(town: Town, nights: int, weeks: int, dice: np.random.Generator) -> Floats:
    """How many units report, in every cell and week: 10, or a walk between 3 and 30."""
    if not town.reporters:
        return np.full((nights * CELLS, weeks), 10.0)
    walk = np.empty((nights, weeks))
    now = dice.integers(3, 31, nights)
    for week in range(weeks):
        now = np.clip(now + dice.integers(-2, 3, nights), 3, 30)
        walk[:, week] = now
    return np.repeat(walk, CELLS, axis=0)


def _course(town: Town, nights: int, weeks: int, dice: np.random.Generator) -> Floats:
    """What the time of the year and the years do to a night's means, by week."""
    phase = dice.uniform(0, 2 * np.pi, (nights, 1))
    week = np.arange(weeks)
    year = 1 + town.season * np.cos(2 * np.pi * week / 52 + phase)
    grown = (1 + town.growth) ** ((week - week[-1]) / 52)
    return np.repeat(year * grown, CELLS, axis=0)


def _drawn(mean: Floats, phi: Floats, dice: np.random.Generator) -> Floats:
    """Counts with the variance phi * mean: Poisson around a Gamma."""
    over = np.maximum(phi - 1, 1e-6)[:, None]
    return dice.poisson(dice.gamma(mean / over) * over).astype(np.float64)


def measure(nights: int, weeks: Sequence[int]) -> Iterator[Found]:
    """Every town with every length of history."""
    for town in TOWNS:
        for length in weeks:
            yield simulate(town, length, nights)


def show(found: Sequence[Found]) -> None:
    """Print the table."""
    table = Table(
        title=f"Level {LEVEL:.0%}, promised {LEAST:.1%} to {MOST:.1%}", title_style="bold"
    )
    heads = ("false alarms", "±", "any flag", "power", "false finds", "rises")
    for head in ("town", "weeks", *heads, ""):
        table.add_column(head, justify="left" if head == "town" else "right", no_wrap=True)
    for one in found:
        table.add_row(
            one.town,
            str(one.weeks),
            f"{one.false_alarms:.2%}",
            f"{one.error:.2%}",
            f"{one.any_flag:.0%}",
            f"{one.power:.0%}",
            f"{one.false_finds:.0%}",
            f"{one.rises:.2%}",
            "" if one.holds else "too often" if one.false_alarms > MOST else "too seldom",
        )
    Console(width=None if sys.stdout.isatty() else 110).print(table)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; 1 if the level is missed in the town as it is assumed to be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nights", type=int, default=400)
    parser.add_argument("--weeks", type=int, nargs="+", default=[8, 16, 26, 52])
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)
    found = list(measure(asked.nights, asked.weeks))
    if asked.json:
        print(json.dumps([{**asdict(one), "holds": one.holds} for one in found], indent=2))
    else:
        show(found)
    return 0 if all(one.holds for one in found if one.town == TOWNS[0].name) else 1


if __name__ == "__main__":
    raise SystemExit(main())

"""Ranks by several measures at once, and how far they would move had the weeks been others.

All that decides an order is whole numbers, or one rounding of them: the same ranks on any machine.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from briefing.statistics.judged import Floats

Whole = NDArray[np.int64]

RESAMPLES = 500
LOW, HIGH = 0.05, 0.95
FIRST = 3
"""To be among the first is to have one of so many ranks."""
MOST_OF_ALL = 0.8
"""The groups that make up so much of the reports are what the reports spread over."""
THIRDS = 3
FEWEST_WEEKS_TO_RISE = 9
"""With fewer weeks than this a third is too short to be held against another."""


class Weekly(NamedTuple):
    """What is measured of S subjects in W weeks, the earliest first; no number is below 0.

    `counts`, `harm`, `above` and `raised` are (W, S): reports, reports by weight, whether the week
    lay above the usual, and whether its level was raised. `groups` is (W, S, G): reports by group.
    `size` is (S,), what the counts are divided by, above 0; where it is not known all have 1.
    """

    counts: Floats
    harm: Floats
    above: Floats
    raised: Floats
    groups: Floats
    size: Floats


class Measures(NamedTuple):
    """The measures of S subjects in R resamples of the weeks, each (R, S): the more, the worse."""

    raised: Floats
    rate: Floats
    harm: Floats
    above: Floats
    spread: Floats
    rising: Floats


class Stability(NamedTuple):
    """Of S subjects, each (S,): 5 and 95 in 100 of the ranks, and the share among the first."""

    low: Whole
    high: Whole
    first: Floats


def once(weeks: int) -> Floats:
    """The weeks as they were, each once: (1, W)."""
    return np.ones((1, weeks))


def resampled(weeks: int, seed: int, *, times: int = RESAMPLES) -> Floats:
    """How often each week is drawn, in so many resamples with replacement: (R, W).

    Each third of the period keeps its number of weeks, so that what rises over the period still
    does. The generator's own stream is used, which every version of numpy gives alike.
    """
    drawn = np.zeros((times, weeks))
    raw = np.random.PCG64(seed).random_raw(times * weeks).reshape(times, weeks)
    rows = np.arange(times)[:, None]
    for part in thirds(weeks) if weeks >= FEWEST_WEEKS_TO_RISE else [np.arange(weeks)]:
        if part.size:
            # The upper half of 64 bits as a fraction of the weeks, without a float on the way.
            chosen = (raw[:, part] >> np.uint64(32)) * np.uint64(part.size) >> np.uint64(32)
            np.add.at(drawn, (rows, part[0] + chosen.astype(np.int64)), 1)
    return drawn


def measured(weekly: Weekly, drawn: Floats) -> Measures:
    """The measures in each resample: (R, S) each."""
    weeks, subjects = weekly.counts.shape
    by_group = (drawn @ weekly.groups.reshape(weeks, -1)).reshape(len(drawn), subjects, -1)
    return Measures(
        raised=drawn @ weekly.raised,
        rate=drawn @ weekly.counts / weekly.size,
        harm=drawn @ weekly.harm,
        above=drawn @ weekly.above,
        spread=spread(by_group),
        rising=rising(weekly.counts[None], drawn),
    )


def rising(counts: Floats, drawn: Floats | None = None) -> Floats:
    """How far the last third of the weeks lies above the first, from counts (R, W, S): (R, S).

    In standard deviations of chance, by the square roots of the counts a week; 0 where it does not
    lie above, and where the weeks are too few for thirds. `drawn` (R, W) says how often each week
    counts.
    """
    weeks = counts.shape[1]
    if weeks < FEWEST_WEEKS_TO_RISE:
        return np.zeros((len(counts) if drawn is None else len(drawn), counts.shape[2]))
    first, _, last = thirds(weeks)
    before, after = (
        counts[:, part].sum(axis=1) / part.size
        if drawn is None
        else drawn[:, part] @ counts[0, part] / part.size
        for part in (first, last)
    )
    chance = 0.5 * np.sqrt(1 / first.size + 1 / last.size)
    return np.asarray(np.maximum(0, (np.sqrt(after) - np.sqrt(before)) / chance), float)


def spread(by_group: Floats) -> Floats:
    """How many groups, the largest first, make up most of all reports; along the last axis."""
    largest = -np.sort(-by_group, axis=-1)
    whole = largest.sum(axis=-1, keepdims=True)
    before = np.cumsum(largest, axis=-1) - largest
    needed = (largest > 0) & (before < MOST_OF_ALL * whole)
    return np.asarray(needed.sum(axis=-1), float)


def mean_ranks(measures: Measures) -> Floats:
    """The mean of the ranks by each measure, 1 being the most: (R, S).

    Subjects that are alike have the better rank of theirs, so that one that has nothing of
    anything moves no other. A measure by which nobody has anything is left out.
    """
    telling = [places(-each) for each in measures if each.any()]
    return np.asarray(np.mean(telling, axis=0) if telling else np.ones_like(measures.rate))


def places(values: Floats) -> Whole:
    """The places of the values, the lowest being 1, and equals sharing the better: (R, S)."""
    order = np.argsort(values, axis=1, kind="stable")
    ordered = np.take_along_axis(values, order, axis=1)
    fresh = np.ones(values.shape, np.bool_)
    fresh[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    begins = fresh * np.arange(values.shape[1], dtype=np.int64)
    at = np.maximum.accumulate(begins, axis=1)
    found = np.empty(values.shape, dtype=np.int64)
    np.put_along_axis(found, order, at + 1, axis=1)
    return found


def stability(resamples: Whole, ranks: Whole) -> Stability:
    """How the ranks of the resamples (R, S) lie about the ranks (S,), which the span holds."""
    low, high = np.quantile(resamples, (LOW, HIGH), axis=0, method="inverted_cdf")
    return Stability(
        low=np.minimum(low, ranks).astype(np.int64),
        high=np.maximum(high, ranks).astype(np.int64),
        first=np.mean(resamples <= FIRST, axis=0),
    )


def thirds(weeks: int) -> list[NDArray[np.int64]]:
    """The weeks in three parts, the earliest first; the middle one takes what is left over."""
    part = weeks // THIRDS
    at = np.arange(weeks)
    return [at[:part], at[part : weeks - part], at[weeks - part :]]

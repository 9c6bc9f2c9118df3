"""The statistics against others' implementations, which must come to the same figures.

R's `surveillance`, whose rules Farrington's has here, took 14.3 ms for a series and week where it
was last measured. It is not installed with us, so statsmodels stands in for it.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.measuring import Bar, Row, seconds, side_by_side
from briefing.statistics.farrington import USUAL, flexible, seasons
from briefing.statistics.getis_ord import gi_star
from briefing.statistics.judged import Floats
from briefing.statistics.knox import knox
from reference.weeks import Week

NOW = Week(2026, 47)
AGAINST = "statsmodels, two fits a series; R was measured at 70/s"
TWENTY_TIMES = Bar("ratio", least=20)
FIVE_HUNDRED_TIMES = Bar("ratio", least=500)
A_HUNDRED_TIMES = Bar("ratio", least=100)
PERMUTATIONS = 99


class Sizes(NamedTuple):
    """How much is judged: series, the peer's share of them, cells to a side, happenings."""

    series: int = 1_000
    peers_series: int = 20
    side: int = 160
    happenings: int = 10_000


FULL = Sizes()
QUICK = Sizes(series=200, peers_series=3, side=40, happenings=1_000)


def measure(sizes: Sizes, *, rounds: int) -> Iterator[Row]:
    """The rows of the table: weekly counts, squares, near repeats."""
    yield measure_farrington(sizes.series, sizes.peers_series, rounds=rounds)
    yield measure_getis_ord(sizes.side, rounds=rounds)
    yield measure_knox(sizes.happenings, rounds=1)


def measure_farrington(series: int, peers: int, *, rounds: int) -> Row:
    """Series of five years judged together; the peer judges some of them, one by one."""
    weeks = [NOW.shift(n - 266) for n in range(266)]
    dice = np.random.default_rng(47)
    rate = dice.gamma(2, 2, (series, 1)) * (1 + 0.3 * np.sin(np.arange(266) * 2 * np.pi / 52.18))
    counts = dice.poisson(rate).astype(np.float64)
    y = counts[:, 0]
    season = seasons(266, [266, 214, 162, 109, 57, 5], USUAL)
    ours = flexible(counts, y, weeks, NOW)
    theirs = np.asarray([_by_statsmodels(counts[n], season) for n in range(peers)]).T
    for found, expected in zip((ours.expected, ours.dispersion), theirs, strict=True):
        np.testing.assert_allclose(found[:peers], expected, rtol=1e-4)

    def judge_each() -> None:
        for n in range(peers):
            _by_statsmodels(counts[n], season)

    return side_by_side(
        f"Farrington Flexible, {series:,} series together, series judged",
        lambda _: seconds(partial(flexible, counts, y, weeks, NOW)) / series,
        lambda _: seconds(judge_each) / peers,
        rounds=rounds,
        unit="/s",
        against=AGAINST,
        bar=TWENTY_TIMES,
    )


def _by_statsmodels(counts: Floats, season: NDArray[np.intp]) -> Floats:
    """What is expected and the dispersion, by two fits of a generalised linear model."""
    import statsmodels.api as sm  # noqa: PLC0415 - a peer, installed by `make bench` alone

    columns = np.flatnonzero(season >= 0)
    y = counts[columns]
    levels = (season[columns][:, None] == np.arange(season.max() + 1)).astype(np.float64)
    for trend in (True, False):
        time = (columns - len(counts))[:, None].astype(np.float64)
        design = np.hstack([levels, time]) if trend else levels
        poisson = sm.families.Poisson()
        first = sm.GLM(y, design, family=poisson).fit(scale="X2")
        mean, weight = first.fittedvalues, np.sqrt(first.fittedvalues)[:, None]
        hat = (np.linalg.qr(design * weight)[0] ** 2).sum(axis=1)
        residual = 1.5 * (y ** (2 / 3) * mean ** (-1 / 6) - np.sqrt(mean))
        residual /= np.sqrt(max(first.scale, 1.0) * (1 - hat))
        prior = np.where(residual > 2.58, residual**-2.0, 1.0)
        prior *= len(y) / prior.sum()
        second = sm.GLM(y, design, family=poisson, var_weights=prior).fit(scale="X2")
        expected = float(np.exp(second.params[season.max()]))
        if not trend or expected <= y.max():
            return np.asarray([expected, max(second.scale, 1.0)])
    raise AssertionError("a model without a trend expects something")


def measure_getis_ord(side: int, *, rounds: int) -> Row:
    """Gi* of all squares of a town, each with the eight around it."""
    from esda.getisord import G_Local  # noqa: PLC0415 - a peer
    from libpysal.weights import lat2W  # noqa: PLC0415 - it comes with the peer

    counts = np.random.default_rng(250).poisson(0.7, (side, side)).astype(np.float64)
    study = np.ones((side, side), dtype=bool)
    weights = lat2W(side, side, rook=False)

    def theirs() -> Floats:
        local = G_Local(counts.ravel(), weights, transform="B", permutations=0, star=True)
        return np.asarray(local.Zs, np.float64).reshape(side, side)

    np.testing.assert_allclose(gi_star(counts, study), theirs(), rtol=1e-8, atol=1e-10)
    return side_by_side(
        f"Gi* of {side * side:,} squares",
        lambda _: _mean_of(20, partial(gi_star, counts, study)),
        lambda _: seconds(theirs),
        rounds=rounds,
        unit="/s",
        against="esda, its weights made beforehand",
        bar=FIVE_HUNDRED_TIMES,
    )


def measure_knox(happenings: int, *, rounds: int) -> Row:
    """Pairs within 100 m and 6 days, against as many permutations."""
    from pointpats import Knox  # noqa: PLC0415 - a peer

    dice = np.random.default_rng(7)
    metres = dice.uniform(0, 10_000, (happenings, 2))
    days = dice.integers(0, 168, happenings).astype(np.float64)

    def ours() -> int:
        # Half a day over, as our bands are open where the peer's are closed.
        found = knox(metres, days, seed=1, space=(0, 100), time=(0, 6.5), permutations=PERMUTATIONS)
        return int(found.observed[0, 0])

    def theirs() -> int:
        found = Knox(metres, days[:, None], delta=100, tau=6, permutations=PERMUTATIONS)
        return int(found.statistic_)

    assert ours() == theirs() > 0, "the same pairs are counted"
    return side_by_side(
        f"Knox of {happenings:,} happenings, {PERMUTATIONS} permutations",
        lambda _: _mean_of(10, ours),
        lambda _: seconds(theirs),
        rounds=rounds,
        unit="/s",
        against="pointpats",
        bar=A_HUNDRED_TIMES,
    )


def _mean_of(times: int, work: Callable[[], object]) -> float:
    """What one of several runs took: one alone would be too short to measure."""

    def again() -> None:
        for _ in range(times):
            work()

    return seconds(again) / times

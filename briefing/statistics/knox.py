"""Near repeats: whether what lies near in space also lies near in time (Knox 1964).

Every pair of happenings has a distance and a time between. Under chance the two have nothing to do
with each other, so that the pairs of a band of distances and a band of times should be as many as
the margins say. Bands are half open: [a, b). Held against R's surveillance and NearRepeat.
"""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from briefing.statistics.judged import Floats

METRES = (0.0, 100.0, 200.0, 300.0, 400.0)
DAYS = (0.0, 7.0, 14.0, 21.0, 28.0)
"""The borders of the bands that are asked of."""

PERMUTATIONS = 999
RATIO, P = 1.2, 0.05
"""What makes a band a near repeat: this much more than expected, and this unlikely by chance."""

Ints = NDArray[np.int64]


class Knox(NamedTuple):
    """Of S bands of distance and T bands of time, each an array (S, T).

    `observed` pairs; `expected` by the margins, pairs of the distance times pairs of the time over
    all pairs; `chance` the mean over the permutations. `p` is the share of the permutations, the
    observation counted among them, with as many pairs or more.
    """

    observed: Ints
    expected: Floats
    chance: Floats
    p: Floats

    @property
    def ratio(self) -> Floats:
        """Observed by expected; NaN where nothing is expected."""
        return _by(self.observed, self.expected)

    @property
    def repeats(self) -> NDArray[np.bool_]:
        """Which bands hold near repeats, by the rule of the Near Repeat Calculator."""
        with np.errstate(invalid="ignore"):
            return np.asarray((self.ratio >= RATIO) & (self.p < P))


def knox(
    metres: Floats,
    days: Floats,
    *,
    seed: int,
    space: Sequence[float] = METRES,
    time: Sequence[float] = DAYS,
    permutations: int = PERMUTATIONS,
    manhattan: bool = False,
) -> Knox:
    """Compare n happenings at `metres` (n, 2) and `days` (n,) with their times dealt out anew.

    Whole days are best: others are rounded at the borders. The last border of either may be
    infinite. The same seed deals the same on any machine.
    """
    near, bounds = _near(metres, space, manhattan=manhattan)
    shape = len(space) - 1, len(time) - 1
    observed = _counted(days[near[:, 0]] - days[near[:, 1]], bounds, time)
    total = np.zeros(shape)
    as_many = np.ones(shape)
    dealer = np.random.PCG64(seed)
    for _ in range(permutations):
        dealt = days[_shuffled(dealer, days.size)]
        found = _counted(dealt[near[:, 0]] - dealt[near[:, 1]], bounds, time)
        total += found
        as_many += found >= observed
    pairs = days.size * (days.size - 1) / 2
    expected = np.outer(np.diff(bounds), _pairs_in_time(days, time)) / max(pairs, 1.0)
    chance = total / permutations if permutations else np.full(shape, np.nan)
    return Knox(observed, expected, chance, as_many / (permutations + 1))


def seed_of(municipality: str, month: str) -> int:
    """The seed of a month's permutations, so that the same month gives the same picture."""
    return int.from_bytes(hashlib.sha256(f"{municipality} {month}".encode()).digest()[:8], "big")


def _shuffled(dealer: np.random.PCG64, n: int) -> NDArray[np.intp]:
    """The numbers below n in an order by chance.

    The raw bits of a generator never change; how numpy shuffles with them may. The number rides in
    the lowest bits of what it is sorted by, as sorting is quicker than asking for the order.
    """
    low = np.uint64((1 << n.bit_length()) - 1)
    ticket = (dealer.random_raw(n) & ~low) | np.arange(n, dtype=np.uint64)
    ticket.sort()
    return (ticket & low).astype(np.intp)


def _near(
    metres: Floats, space: Sequence[float], *, manhattan: bool
) -> tuple[NDArray[np.intp], Ints]:
    """The pairs (N, 2) within the last border, sorted by band, and where each band begins."""
    pairs = _all_pairs(len(metres)) if np.isinf(space[-1]) else _tree_pairs(metres, space[-1])
    apart = metres[pairs[:, 0]] - metres[pairs[:, 1]]
    away = np.abs(apart).sum(axis=1) if manhattan else np.hypot(apart[:, 0], apart[:, 1])
    order = np.argsort(away, kind="stable")
    bounds = np.searchsorted(away[order], space, side="left")
    return pairs[order], np.asarray(bounds, np.int64)


def _tree_pairs(metres: Floats, within: float) -> NDArray[np.intp]:
    from scipy.spatial import KDTree  # noqa: PLC0415 - half a second that most pictures can do without

    # By the larger of the two differences, which is never more than either distance.
    return KDTree(metres).query_pairs(within, p=np.inf, output_type="ndarray")


def _all_pairs(n: int) -> NDArray[np.intp]:
    return np.column_stack(np.triu_indices(n, 1))


def _counted(between: Floats, bounds: Ints, time: Sequence[float]) -> Ints:
    """Pairs by band of distance (as `bounds` cuts them) and band of time."""
    between = np.abs(between)
    below = [between < border for border in time]
    cut = [slice(*bounds[band : band + 2]) for band in range(len(bounds) - 1)]
    upto = [[np.count_nonzero(early[band]) for early in below] for band in cut]
    cumulative: Ints = np.array(upto, np.int64)
    return cumulative[:, 1:] - cumulative[:, :-1]


def _pairs_in_time(days: Floats, time: Sequence[float]) -> Floats:
    """How many of all pairs lie in each band of time, however far apart."""
    ordered = np.sort(days)
    # Each time with those after it that are less than the border away, itself not counted.
    itself = np.arange(1, days.size + 1)
    upto = [
        np.maximum(np.searchsorted(ordered, ordered + border, side="left") - itself, 0).sum()
        for border in time
    ]
    return np.asarray(np.diff(upto), float)


def _by(these: Ints, those: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(those > 0, np.divide(these, those, dtype=float), np.nan)

"""Measuring two ways of doing the same work side by side, and the rows of the table of results.

The machine is never quiet, so nothing is compared across runs: both ways take turns within one
run, in rounds, and the figure is the median of the ratios of the rounds.
"""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Literal

Unit = Literal["/s", "s"]
Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Bar:
    """What was promised: at least, or at most, a ratio or a figure of ours."""

    of: Literal["ratio", "ours"]
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    In the unit "/s" the figures are items a second and the ratio is ours by the peer's: more is
    better. In the unit "s" they are seconds, and the ratio says how much longer ours takes.
    """

    what: str
    unit: Unit
    ours: float
    peer: float
    ratio: float
    against: str
    bar: Bar | None = None

    @property
    def met(self) -> bool | None:
        """Whether the promise was kept; None where there is none."""
        if self.bar is None:
            return None
        found = self.ratio if self.bar.of == "ratio" else self.ours
        enough = self.bar.least is None or found >= self.bar.least
        return enough and (self.bar.most is None or found <= self.bar.most)


def seconds(work: Work) -> float:
    """How long `work` takes. What is alive before is kept out of the garbage collector's way.

    A service does the same when it has started, so both sides are measured as they are run.
    """
    gc.collect()
    gc.freeze()
    begun = perf_counter()
    work()
    return perf_counter() - begun


def side_by_side(
    what: str,
    ours: Callable[[int], float],
    peer: Callable[[int], float],
    *,
    rounds: int,
    unit: Unit,
    against: str,
    bar: Bar | None = None,
) -> Row:
    """Take turns for `rounds` rounds, after one that warms up both sides and is not counted.

    `ours` and `peer` take the number of the round, from 0, and give the seconds that one item (for
    "/s") or the whole work (for "s") took. Who begins alternates.
    """
    pairs: list[tuple[float, float]] = []
    for number in range(rounds + 1):
        if number % 2:
            theirs = peer(number)
            own = ours(number)
        else:
            own = ours(number)
            theirs = peer(number)
        pairs.append((own, theirs))
    own, theirs = median(own for own, _ in pairs[1:]), median(theirs for _, theirs in pairs[1:])
    if unit == "s":
        ratio = median(own / theirs for own, theirs in pairs[1:])
        return Row(what, unit, own, theirs, ratio, against, bar)
    ratio = median(theirs / own for own, theirs in pairs[1:])
    return Row(what, unit, 1 / own, 1 / theirs, ratio, against, bar)

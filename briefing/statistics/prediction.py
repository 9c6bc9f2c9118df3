"""How well a list of places said where the next things would happen.

PAI is the hit rate over the share of the area (Chainey, Tompson and Uhlig 2008): how many times
more is found there than in as many places taken blindly. PEI is the hits by those of the best list
as long (Hunt 2016): how much of what could be found was.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from briefing.statistics.judged import Floats


class Accuracy(NamedTuple):
    """`hits` of `points` later points lay in the `chosen` of `cells`; NaN where there were none."""

    hits: int
    points: int
    chosen: int
    cells: int
    pai: float
    pei: float


def accuracy(chosen: NDArray[np.bool_], later: NDArray[np.integer] | Floats) -> Accuracy:
    """Compare a choice among the cells (n,) with the later points in each of them (n,).

    All cells count as equally large; points outside all cells are nobody's and left out.
    """
    area = int(np.count_nonzero(chosen))
    hits, points = float(later[chosen].sum()), float(later.sum())
    best = float(np.sort(later)[later.size - area :].sum())
    pai = (hits / points) / (area / later.size) if points and area else np.nan
    pei = hits / best if best else np.nan
    return Accuracy(int(hits), int(points), area, later.size, float(pai), float(pei))


def most(cells: int, *scores: Floats) -> NDArray[np.bool_]:
    """The `cells` of highest score, by the next of the scores where one is equal, then in order."""
    order = np.lexsort([-score for score in reversed(scores)])
    chosen = np.zeros(order.size, bool)
    chosen[order[:cells]] = True
    return chosen

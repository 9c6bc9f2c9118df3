"""The demo's dice: made from the seed and what they are thrown for, so that they always fall alike.

Nothing else in the demo is left to chance: no clock, no order of sets, no random ids.
"""

from typing import cast

import numpy as np
from numpy.typing import NDArray

from reference.weeks import Week

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Dice = np.random.Generator


def dice_of(seed: int, week: Week, which: int = 0) -> Dice:
    """The dice of a week; `which` tells apart those that are thrown for several things."""
    return dice_for(seed, week.key, which)


def dice_for(*numbers: int) -> Dice:
    """The dice that belong to these numbers."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(numbers)))


def pick(weights: Floats, rows: Ints, dice: Dice) -> Ints:
    """For each number of a row of `weights` one of its columns, as likely as its weight."""
    ends = weights.cumsum(axis=1)[rows]
    thrown = dice.random(len(rows)) * ends[:, -1]
    columns: Ints = (ends <= thrown[:, None]).sum(axis=1)
    found: Ints = np.minimum(columns, weights.shape[1] - 1)
    return found


def pick_alike(weights: Floats, n: int, dice: Dice) -> Ints:
    """The same, `n` times from one row of weights."""
    return pick(weights[None, :], np.zeros(n, dtype=np.int64), dice)


def numbers_of(array: Ints) -> list[int]:
    """The array as a list."""
    return cast("list[int]", array.tolist())


def shares_of(array: Floats) -> list[float]:
    """The array as a list."""
    return cast("list[float]", array.tolist())


def tuples_of(array: Floats) -> list[list[float]]:
    """The array of two dimensions as a list of its rows."""
    return cast("list[list[float]]", array.tolist())

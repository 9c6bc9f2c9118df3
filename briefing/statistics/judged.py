"""What a test says of counts: what was to be expected, and how unlikely as many are."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Judged(NamedTuple):
    """Of S series, each an array of S: NaN where a series could not be judged.

    `upper` is the largest count that is still ordinary at the level asked for, `p` the chance of a
    count as high or higher, `dispersion` the variance over the mean, at least 1.
    """

    expected: Floats
    upper: Floats
    p: Floats
    dispersion: Floats

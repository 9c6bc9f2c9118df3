"""Histories made of counts alone, for what is tested without a record."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from briefing.deviations.heard import Heard
from briefing.deviations.series import Family, History, Key
from briefing.findings import Scope
from briefing.statistics.judged import Floats
from reference.weeks import Week

LAST = Week(2026, 46)


def history(
    counts: ArrayLike,
    *,
    scope: Scope = Scope.AREA_CATEGORY,
    group: Sequence[int] | None = None,
    exposure: Floats | None = None,
) -> History:
    """A history of one family of S series in W weeks, the last one the picture's own.

    A week is missing where it is NaN in every series.
    """
    x = np.array(counts, dtype=np.float64, ndmin=2)
    series, weeks = x.shape
    missing: NDArray[np.bool_] = np.logical_and.reduce(np.isnan(x), axis=0)
    family = Family(
        scope,
        tuple(Key(area=f"A{n}", category="DMG-GRAFF") for n in range(series)),
        x,
        np.ones(x.shape) if exposure is None else np.broadcast_to(exposure, x.shape),
        np.array([0] * series if group is None else group, dtype=np.int64),
    )
    return History(
        weeks=tuple(LAST.shift(n - weeks + 1) for n in range(weeks)),
        heard=_nobody(weeks),
        missing=missing,
        areas=tuple(key.area for key in family.keys),
        categories=("DMG-GRAFF",),
        reported=x[:, None, :],
        compared=x[:, None, :],
        families=(family,),
    )


def _nobody(weeks: int) -> Heard:
    none = np.zeros((0, weeks))
    return Heard(
        codes=(),
        areas=(),
        reports=np.zeros((0, 1, weeks)),
        ever=none,
        said=none.astype(bool),
        bound=np.zeros(0, dtype=bool),
        gone=np.zeros(0, dtype=bool),
    )


def drawn(
    dice: np.random.Generator, mean: ArrayLike, phi: ArrayLike, shape: tuple[int, ...]
) -> Floats:
    """Counts with this mean and a variance of phi times the mean; phi above 1."""
    mean, phi = np.broadcast_to(mean, shape), np.broadcast_to(phi, shape)
    rate = dice.gamma(mean / (phi - 1), phi - 1)
    return dice.poisson(rate).astype(np.float64)

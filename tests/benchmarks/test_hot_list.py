"""The plain count of half a year foretells Houston's burglaries best, as the hot list claims."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.hot_list import Points, measured, read
from briefing.statistics.getis_ord import around


@pytest.fixture(scope="module")
def burglaries(shared: Path) -> list[Points]:
    return read(shared / "data/houston/houston_crime_2010.csv", ("burglary",))


def test_the_longest_count_is_the_best_list(burglaries: list[Points]) -> None:
    (points,) = burglaries
    assert points.day.size > 17_000
    half_a_year, density, gi_star = measured(burglaries, 168, 0.05)
    month, *_ = measured(burglaries, 28, 0.05)
    assert half_a_year.pai > max(density.pai, gi_star.pai, month.pai)
    assert half_a_year.pei > max(density.pei, gi_star.pei, month.pei)
    assert 5 < half_a_year.pai < 8


def test_what_is_always_at_the_same_place_is_foretold_wholly() -> None:
    rows = np.tile([4, 4, 9], 240)
    touched = np.zeros((16, 16))
    touched[4, 4] = touched[9, 4] = 1
    points = Points(
        rows, np.full(720, 4), np.repeat(np.arange(240), 3), (16, 16), around(touched) > 0
    )
    count, *_ = measured([points], 168, 1 / 18)
    assert count.pai == pytest.approx(2 / 3 * 18)
    assert count.pei == 1

"""Rates are shrunk as R's spdep does it."""

import csv
from pathlib import Path

import numpy as np
import pytest

from briefing.statistics.rates import shrunk


def test_the_rates_of_north_carolina_are_those_of_spdep(shared: Path) -> None:
    golden = shared / "golden/spdep"
    with (golden / "data_nc_sids.csv").open() as file:
        counties = list(csv.DictReader(file))
    with (golden / "EBest_nc74_marshall.csv").open() as file:
        expected = [float(row["estmm"]) for row in csv.DictReader(file)]
    found = shrunk(
        *(np.array([float(row[name]) for row in counties]) for name in ("SID74", "BIR74"))
    )
    assert found == pytest.approx(expected, rel=1e-9)


def test_the_smallest_places_are_drawn_most() -> None:
    found = shrunk(np.array([4, 40, 400, 90, 10]), np.array([100, 1_000, 10_000, 900, 1_000]))
    raw = np.array([0.04, 0.04, 0.04, 0.1, 0.01])
    mean = 544 / 13_000
    kept = (found - mean) / (raw - mean)
    assert 0 < kept[0] < kept[1] < kept[2]


def test_where_chance_explains_all_every_place_has_the_mean() -> None:
    found = shrunk(np.array([2, 3, 2, 3]), np.array([1_000, 1_000, 1_000, 1_000]))
    assert found.tolist() == [0.0025] * 4

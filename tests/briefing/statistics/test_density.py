"""The drawn density is that of a kernel around each point, and its outlines are closed."""

import csv
from pathlib import Path

import numpy as np
import pytest

from briefing.statistics.density import density, rings


def test_the_density_is_that_of_r_up_to_the_size_of_the_cells(shared: Path) -> None:
    golden = shared / "golden/baseR"
    points = np.loadtxt(golden / "data_quakes_xy.csv", delimiter=",", skiprows=1)
    with (golden / "kde2d_quakes_h4_n25.csv").open() as file:
        at = np.array([[float(row[k]) for k in ("gx", "gy", "z")] for row in csv.DictReader(file)])
    step = 0.05
    origin = points.min(axis=0) - 6
    high = (points.max(axis=0) + 6 - origin) / step
    counts = np.zeros((int(high[1]) + 1, int(high[0]) + 1))
    where = ((points - origin) / step).astype(int)
    np.add.at(counts, (where[:, 1], where[:, 0]), 1)
    # R's h is four times the standard deviation of the kernel.
    surface = density(counts, 1 / step) / step**2 / len(points)
    asked = np.floor((at[:, :2] - origin) / step).astype(int)
    found = surface[asked[:, 1], asked[:, 0]]
    assert found == pytest.approx(at[:, 2], abs=0.02 * at[:, 2].max())


def test_nothing_is_lost_within_a_wide_margin() -> None:
    counts = np.zeros((41, 41))
    counts[20, 18] = 7
    surface = density(counts, 1.2)
    assert surface.sum() == pytest.approx(7)
    assert int(surface.argmax()) == 20 * 41 + 18


def test_outlines_are_closed_even_at_the_edge_and_holes_are_rings() -> None:
    surface = np.zeros((9, 9))
    surface[:, :3] = 1.0
    surface[4:7, 5:8] = 1.0
    surface[5, 6] = 0.0
    found = list(rings(surface, 0.5))
    assert len(found) == 3
    for ring in found:
        assert ring[0].tolist() == ring[-1].tolist()
    hole = min(found, key=lambda ring: np.ptp(ring[:, 0]))
    assert hole.mean(axis=0) == pytest.approx([6, 5], abs=0.3)
    assert min(ring[:, 0].min() for ring in found) == pytest.approx(-0.5)

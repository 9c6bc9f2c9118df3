"""G and G* are those of R's spdep and of esda; on a raster, of the study area alone."""

import csv
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from hypothesis.extra.numpy import arrays
from scipy.spatial import distance_matrix

from briefing.statistics.getis_ord import around, gi_star, local_g, upper_p
from briefing.statistics.judged import Floats

SIDE = 16


def columns(path: Path, *names: str) -> list[Floats]:
    with path.open() as file:
        rows = list(csv.DictReader(file))
    return [np.array([float(row[name]) for row in rows]) for name in names]


@pytest.mark.parametrize("metres", [30, 90, 150])
def test_g_of_the_grid_of_1996_is_that_of_spdep(shared: Path, metres: int) -> None:
    golden = shared / "golden/spdep"
    x, y, value = columns(golden / "data_getisord.csv", "x", "y", "val")
    g, star = columns(golden / f"localG_getisord_d{metres}.csv", "G", "Gstar")
    points = np.column_stack([x, y])
    near = (distance_matrix(points, points) <= metres).astype(float)
    assert local_g(value, near, star=True) == pytest.approx(star, abs=1e-12)
    np.fill_diagonal(near, 0)
    assert local_g(value, near, star=False) == pytest.approx(g, abs=1e-12)


def test_the_printed_figures_of_1996_are_met(shared: Path) -> None:
    x, y, value = columns(shared / "golden/spdep/data_getisord.csv", "x", "y", "val")
    apart = distance_matrix(np.column_stack([x, y]), np.column_stack([x, y]))
    found = [
        local_g(value, (apart <= metres).astype(float), star=True)[119]
        for metres in (30, 60, 90, 120, 150)
    ]
    assert np.round(found, 4).tolist() == [1.4508, 1.9006, 2.0969, 1.9819, 1.3067]


def test_g_of_counties_that_touch_is_that_of_spdep(shared: Path) -> None:
    golden = shared / "golden/spdep"
    (rate,) = columns(golden / "data_nc_sids.csv", "rate74")
    one, other = (a.astype(int) - 1 for a in columns(golden / "nc_queen_pairs.csv", "i", "j"))
    star, g = columns(golden / "localG_nc_rate74.csv", "Gstar_B", "G_B")
    near = np.zeros((rate.size, rate.size))
    near[one, other] = 1
    assert local_g(rate, near, star=False) == pytest.approx(g, abs=1e-12)
    assert local_g(rate, near + np.eye(rate.size), star=True) == pytest.approx(star, abs=1e-12)


def test_the_six_points_are_those_of_esda(shared: Path) -> None:
    with (shared / "golden/esda_pointpats/g_local_six_points.csv").open() as file:
        cases = defaultdict[str, list[dict[str, str]]](list)
        for row in csv.DictReader(file):
            cases[row["case"]].append(row)
    assert len(cases) == 4
    for case, rows in cases.items():
        points = np.array([[float(row["x"]), float(row["y"])] for row in rows])
        value = np.array([float(row["value"]) for row in rows])
        z = np.array([float(row["Zs"]) for row in rows])
        star = not case.endswith("nostar")
        near = (distance_matrix(points, points) <= 15).astype(float)
        if not star:
            np.fill_diagonal(near, 0)
        n = value.size - (not star)
        weight = near.sum(axis=1)
        if "_R_" in case:
            # The statistic does not know the scale of a row. esda's deviation takes the sum of the
            # squared weights for the sum of the weights, which holds for weights of one alone.
            scaled = near / weight[:, None]
            factor = np.sqrt((n / weight - 1) / (n - 1))
            assert local_g(value, scaled, star=star) * factor == pytest.approx(z, abs=1e-12)
        assert local_g(value, near, star=star) == pytest.approx(
            z if "_B_" in case else z / factor_of(n, weight), abs=1e-12
        )


def factor_of(n: int, weight: Floats) -> Floats:
    return np.sqrt((n / weight - 1) / (n - 1))


def queen(study: np.ndarray) -> tuple[np.ndarray, Floats]:
    """The cells of a study area, and which of them touch each other or are the same."""
    cells = np.argwhere(study)
    near = np.abs(cells[:, None] - cells[None]).max(axis=2) <= 1
    return cells, near.astype(float)


rasters = arrays(float, (7, 6), elements=some.integers(0, 9).map(float))
masks = arrays(bool, (7, 6))


@given(rasters, masks)
def test_a_raster_gives_what_the_weights_of_its_study_area_give(
    counts: Floats, study: np.ndarray
) -> None:
    found = gi_star(counts, study)
    assert np.isnan(found[~study]).all()
    if study.sum() < 3 or np.ptp(counts[study]) == 0:
        assert np.isnan(found).all()
        return
    cells, near = queen(study)
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = local_g(counts[study], near, star=True)
    compared = np.isfinite(expected) & np.isfinite(found[study])
    # A cell whose neighbours are all cells there are says nothing of where.
    assert (compared | (near.sum(axis=1) == len(cells))).all()
    assert found[study][compared] == pytest.approx(expected[compared], abs=1e-9)


@given(rasters, masks, some.integers(0, 10**6))
def test_what_lies_outside_the_study_area_changes_nothing(
    counts: Floats, study: np.ndarray, outside: int
) -> None:
    elsewhere = np.where(study, counts, float(outside))
    assert np.array_equal(gi_star(counts, study), gi_star(elsewhere, study), equal_nan=True)


def test_zeros_of_a_lake_would_make_the_town_hot() -> None:
    dice = np.random.default_rng(7)
    counts = np.zeros((40, 40))
    counts[10:20, 10:20] = dice.poisson(3, (10, 10))
    town = np.zeros((40, 40), bool)
    town[10:20, 10:20] = True
    with_lake = gi_star(counts, np.ones((40, 40), bool))
    assert (upper_p(with_lake)[town] < 0.001).mean() > 0.9
    assert (upper_p(gi_star(counts, town))[town] < 0.001).mean() < 0.1


def test_p_is_one_sided_for_high_counts() -> None:
    assert upper_p(np.array([0.0, 1.6448536, -3.0])) == pytest.approx(
        [0.5, 0.05, 0.99865], abs=1e-5
    )


def test_around_a_cell_are_nine() -> None:
    assert around(np.ones((3, 4))).tolist() == [[4, 6, 6, 4], [6, 9, 9, 6], [4, 6, 6, 4]]

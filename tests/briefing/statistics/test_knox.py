"""Pairs near in space and time are counted as R and the Near Repeat Calculator count them."""

import csv
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import hypergeom, poisson

from briefing.statistics.judged import Floats
from briefing.statistics.knox import Knox, knox, seed_of


def read(path: Path) -> list[dict[str, str]]:
    with path.open() as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(("data", "whole"), [("burkitt", True), ("imdepiB", False)])
def test_counts_and_expectations_are_those_of_surveillance(
    shared: Path, data: str, *, whole: bool
) -> None:
    golden = shared / "golden/surveillance"
    rows = read(golden / f"data_{data}.csv")
    metres = np.array([[float(row["x"]), float(row["y"])] for row in rows])
    days = np.array([float(row["t" if whole else "time"]) for row in rows])
    cases = [r for r in read(golden / "knox_reference.csv") if r["data"].startswith(data)]
    assert len(cases) > 9
    for case in cases:
        # There both limits belong to what is near.
        space = np.nextafter(float(case["eps_s"]), np.inf)
        time = float(case["eps_t"]) + (0.5 if whole else 0.0)
        near = [0.0, float(space), np.inf], [0.0, time, np.inf]
        found = knox(metres, days, seed=1, space=near[0], time=near[1], permutations=0)
        table = [[case["n11"], case["n21"]], [case["n12"], case["n22"]]]
        assert found.observed.tolist() == [[int(n) for n in row] for row in table]
        assert found.expected[0, 0] == pytest.approx(float(case["expected"]), rel=1e-12)
        # Its p is that of more than were observed, without as many.
        p = poisson.sf(found.observed[0, 0], found.expected[0, 0])
        assert p == pytest.approx(float(case["p_poisson"]), rel=1e-9)


def test_p_deals_out_times_and_not_pairs(shared: Path) -> None:
    rows = read(shared / "golden/surveillance/data_imdepiB.csv")
    metres = np.array([[float(row["x"]), float(row["y"])] for row in rows])
    days = np.array([float(row["time"]) for row in rows])
    found = knox(metres, days, seed=2, space=(0, 50), time=(0, 30))
    assert (int(found.observed[0, 0]), round(float(found.expected[0, 0]), 3)) == (204, 181.569)
    assert found.chance[0, 0] == pytest.approx(181.569, abs=2)
    # surveillance shuffles the pairs as if each were a happening of its own, so that the number of
    # close ones is hypergeometric: its 0.038 is that of 204 of these. The same happening is in many
    # pairs, so chance strews more widely: by other means 0.074 (4,999 permutations).
    pairs = hypergeom(56_280, 204 + 6_613, 204 + 1_295)
    assert pairs.sf(203) == pytest.approx(0.038, abs=0.02)
    assert found.p[0, 0] == pytest.approx(0.074, abs=0.03)


@pytest.fixture(scope="module")
def arson(shared: Path) -> tuple[Floats, Floats]:
    rows = read(shared / "golden/nearrepeat/data_chicago_arson.csv")
    metres = np.array([[float(row["X"]), float(row["Y"])] for row in rows])
    days = [float(date.fromisoformat(row["date"]).toordinal()) for row in rows]
    return metres, np.array(days)


def borders(labels: list[str]) -> list[float]:
    """The borders of bands that are written "[a,b)"."""
    cut = [[float(end) for end in label[1:-1].split(",")] for label in dict.fromkeys(labels)]
    return [cut[0][0], *(end for _, end in cut)]


@pytest.mark.parametrize("case", ["arson_NRCtrue_manhattan", "arson_readme_like", "arson_euclid"])
def test_counts_are_those_of_nearrepeat_and_p_within_chance(
    shared: Path, arson: tuple[Floats, Floats], case: str
) -> None:
    golden = shared / "golden/nearrepeat/NearRepeat_R_results.csv"
    rows = [row for row in read(golden) if row["case"] == case]
    found = knox(
        *arson,
        seed=3,
        space=borders([row["s"] for row in rows]),
        time=borders([row["t"] for row in rows]),
        manhattan=rows[0]["method"] == "manhattan",
    )
    observed, expected, p = (array.T.ravel() for array in (found.observed, found.expected, found.p))
    assert observed.tolist() == [int(row["observed"]) for row in rows]
    for n, mean, ours, row in zip(observed, expected, p, rows, strict=True):
        # The margins and the mean of 999 permutations tell the same.
        assert float(row["knox_ratio"]) * mean == pytest.approx(n, rel=0.4 if mean < 1 else 0.15)
        theirs = float(row["p"])
        error = np.sqrt(2 * max(theirs * (1 - theirs), 0.001) / 999)
        assert ours == pytest.approx(theirs, abs=4 * error + 0.002)


def test_the_bands_of_the_near_repeat_calculator_are_half_open(
    shared: Path, arson: tuple[Floats, Floats]
) -> None:
    rows = [
        row
        for row in read(shared / "golden/nearrepeat/nrc_tables.csv")
        if row["statistic"] == "observed"
    ]
    space = borders([row["true_spatial_interval"] for row in rows])
    time = borders([row["true_temporal_interval"] for row in rows])
    found = knox(*arson, seed=4, space=space, time=time, manhattan=True, permutations=0)
    apart = [
        abs(n - float(row["value"])) for n, row in zip(found.observed.ravel(), rows, strict=True)
    ]
    # It puts two pairs that lie on a border into the band beside; all else is the same.
    assert sum(difference == 0 for difference in apart) == 16
    assert max(apart) == 1


def test_ratio_and_p_are_those_of_the_near_repeat_calculator_within_chance(
    shared: Path, arson: tuple[Floats, Floats]
) -> None:
    rows = read(shared / "golden/nearrepeat/nrc_tables.csv")
    theirs = {
        name: [float(row["value"]) for row in rows if row["statistic"] == name]
        for name in ("observed", "knox_ratio_mean", "p_value")
    }
    of_band = [row for row in rows if row["statistic"] == "observed"]
    found = knox(
        *arson,
        seed=4,
        space=borders([row["true_spatial_interval"] for row in of_band]),
        time=borders([row["true_temporal_interval"] for row in of_band]),
        manhattan=True,
    )
    compared = 0
    for at, (n, ratio, p) in enumerate(zip(*theirs.values(), strict=True)):
        observed, chance, ours = (
            part.ravel()[at] for part in (found.observed, found.chance, found.p)
        )
        if observed != n:  # the pairs on a border, which it puts into the band beside
            continue
        compared += 1
        assert ratio * chance == pytest.approx(n, rel=0.4 if chance < 1 else 0.15)
        error = np.sqrt(2 * max(p * (1 - p), 0.001) / 99)
        assert ours == pytest.approx(p, abs=4 * error + 0.011)
    assert compared == 16


def strewn(seed: int, n: int = 400) -> tuple[Floats, Floats]:
    dice = np.random.default_rng(seed)
    return dice.uniform(0, 3000, (n, 2)), dice.integers(0, 365, n).astype(float)


def test_pairs_by_the_tree_are_all_pairs() -> None:
    metres, days = strewn(1)
    tree = knox(metres, days, seed=5, permutations=20)
    every = knox(metres, days, seed=5, permutations=20, space=(0, 100, 200, 300, 400, np.inf))
    for ours, theirs in zip(tree, every, strict=True):
        assert np.array_equal(ours, theirs[:4])


def test_a_planted_near_repeat_is_found_and_chance_is_not() -> None:
    metres, days = strewn(2)
    assert not knox(metres, days, seed=6).repeats.any()
    metres[200:260] = metres[:60] + 30
    days[200:260] = days[:60] + 3
    found = knox(metres, days, seed=6)
    assert found.repeats[0, 0]
    assert not found.repeats[1:, :].any()


def test_a_month_of_a_municipality_is_dealt_the_same_each_time() -> None:
    metres, days = strewn(3)
    seed = seed_of("9999", "2026-11")
    one, other = (knox(metres, days, seed=seed, permutations=50) for _ in range(2))
    assert np.array_equal(one.chance, other.chance)
    assert seed != seed_of("9999", "2026-12") != seed_of("9998", "2026-12")
    assert seed_of("9999", "2026-11") == 11_424_774_466_947_098_149


def test_one_happening_has_no_pair() -> None:
    found: Knox = knox(np.zeros((1, 2)), np.zeros(1), seed=7, permutations=3)
    assert found.observed.sum() == 0
    assert np.isnan(found.ratio).all()
    assert not found.repeats.any()

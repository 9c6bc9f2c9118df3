"""Tails of counts, against R's ppois, pnbinom, qnbinom and poisson.test."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.statistics import tails
from briefing.statistics.judged import Floats

Table = dict[str, Floats]


def table(path: Path, *names: str) -> Table:
    """The columns of these names, or all."""
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    return {name: np.array([float(row[name]) for row in rows]) for name in names or rows[0]}


@pytest.fixture(scope="module")
def poisson(shared: Path) -> Table:
    return table(shared / "golden/baseR/poisson_exact.csv")


@pytest.fixture(scope="module")
def binomial(shared: Path) -> Table:
    return table(shared / "golden/baseR/nbinom_tail.csv")


def test_the_poisson_tail_is_that_of_r(poisson: Table) -> None:
    ours = tails.poisson_upper(poisson["y"], poisson["mu"])

    assert len(ours) == 108
    np.testing.assert_allclose(ours, poisson["p_upper"], rtol=1e-12, atol=0)


def test_more_than_were_counted_of_counties_are_as_unlikely_as_by_r(shared: Path) -> None:
    counties = table(shared / "golden/spdep/data_nc_sids.csv", "SID74")
    found = table(shared / "golden/spdep/probmap_choynowski_nc74.csv", "expCount", "pmap")

    # There p is that of as few or fewer.
    ours = tails.poisson_upper(counties["SID74"] + 1, found["expCount"])

    assert len(ours) == 100
    np.testing.assert_allclose(1 - ours, found["pmap"], rtol=0, atol=1e-12)


def test_the_exact_interval_of_a_count_is_that_of_r(poisson: Table) -> None:
    low, high = tails.poisson_interval(poisson["y"])

    np.testing.assert_allclose(low, poisson["ci95_lo"], rtol=1e-12, atol=0)
    np.testing.assert_allclose(high, poisson["ci95_hi"], rtol=1e-12, atol=0)


def test_the_negative_binomial_tail_is_that_of_r(binomial: Table) -> None:
    variance = binomial["phi"] * binomial["mu"]
    ours = tails.negative_binomial_upper(binomial["y"], binomial["mu"], variance)

    assert len(ours) == 96
    np.testing.assert_allclose(ours, binomial["p_upper"], rtol=1e-12, atol=0)


@pytest.mark.parametrize(("column", "alpha"), [("q95", 0.05), ("q99", 0.01), ("q999", 0.001)])
def test_the_largest_ordinary_count_is_the_quantile_of_r(
    binomial: Table, column: str, alpha: float
) -> None:
    variance = binomial["phi"] * binomial["mu"]
    ours = tails.negative_binomial_bound(binomial["mu"], variance, alpha)

    np.testing.assert_array_equal(ours, binomial[column])


means = st.floats(0.001, 2_000)
widths = st.floats(1, 30)


@given(means, widths, st.integers(0, 5_000))
def test_a_higher_count_is_never_likelier(mean: float, phi: float, y: int) -> None:
    p, q = tails.negative_binomial_upper(np.array([y, y + 1]), mean, phi * mean)

    assert 0 <= q <= p <= 1


@given(means, widths, st.sampled_from([0.1, 0.05, 0.01, 0.001]))
def test_the_largest_ordinary_count_is_ordinary_and_the_next_is_not(
    mean: float, phi: float, alpha: float
) -> None:
    bound = tails.negative_binomial_bound(mean, phi * mean, alpha)

    assert tails.negative_binomial_upper(bound, mean, phi * mean) > alpha
    assert tails.negative_binomial_upper(bound + 1, mean, phi * mean) <= alpha


@given(means, st.integers(0, 3_000))
def test_without_overdispersion_the_tail_is_poissons(mean: float, y: int) -> None:
    expected = tails.poisson_upper(y, mean)

    np.testing.assert_array_equal(tails.negative_binomial_upper(y, mean, 0.5 * mean), expected)
    nearly = tails.negative_binomial_upper(y, mean, mean * (1 + 1e-8))
    np.testing.assert_allclose(nearly, expected, rtol=1e-3, atol=1e-12)


def test_nothing_expected_makes_any_report_impossible_and_no_report_certain() -> None:
    np.testing.assert_array_equal(tails.poisson_upper([0, 1], 0.0), [1, 0])
    np.testing.assert_array_equal(tails.negative_binomial_upper([0, 1], 0.0, 0.0), [1, 0])
    assert tails.negative_binomial_bound(0.0, 0.0, 0.01) == 0


def test_what_is_not_known_stays_unknown() -> None:
    nan = np.nan

    assert np.isnan(tails.poisson_upper([nan, 0, 3], [1, nan, nan])).all()
    assert np.isnan(
        tails.negative_binomial_upper([nan, 0, 3, 3], [1, nan, 1, 2], [2, 2, nan, nan])
    ).all()
    assert np.isnan(tails.negative_binomial_bound([nan, 1], [1, nan], 0.01)).all()
    assert np.isnan(tails.poisson_interval([nan])).all()


def test_a_mean_of_millions_is_answered() -> None:
    bound = tails.negative_binomial_bound([5e6, 5e6], [5e6, 5e8], 0.01)

    np.testing.assert_allclose(bound, [5e6 + 2.3263 * 5e6**0.5, 5e6 + 2.34 * 5e8**0.5], rtol=1e-4)

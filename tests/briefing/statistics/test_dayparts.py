"""The exact test of two rates is scipy's binomial test, whose rule is that of R's poisson.test."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from scipy.stats import binomtest

from briefing.statistics.dayparts import lower, quarters, two_sided, upper


@given(
    some.integers(0, 60),
    some.integers(0, 700),
    some.sampled_from([4 / 52, 1 / 6, 0.5, 0.01, 0.93]),
)
def test_p_is_that_of_the_binomial_test(recent: int, before: int, share: float) -> None:
    n = recent + before
    if n == 0:
        assert two_sided(0, 0, share) == 1
        return
    for ours, theirs in (
        (two_sided, binomtest(recent, n, share)),
        (upper, binomtest(recent, n, share, alternative="greater")),
        (lower, binomtest(recent, n, share, alternative="less")),
    ):
        assert ours(recent, before, share) == pytest.approx(theirs.pvalue, rel=1e-9, abs=1e-14)


def test_a_rate_ratio_by_hand() -> None:
    # Of 10 all in the recent half: 2 / 1024 two-sided. R: poisson.test(c(10, 0)).
    assert two_sided(10, 0, 0.5) == pytest.approx(2 / 1024, rel=1e-12)
    assert two_sided(5, 5, 0.5) == 1
    # R: poisson.test(c(11, 6 + 8 + 7), c(800, 1083 + 1050 + 878)), as its help has it.
    assert two_sided(11, 21, 800 / 3811) == pytest.approx(0.07967, abs=5e-6)


def test_many_are_tested_at_once_and_large_counts_too() -> None:
    recent, before = np.arange(0, 1_400, 50), np.full(28, 8_000)
    found = two_sided(recent, before, 4 / 52)
    assert found.shape == (28,)
    for x, p in zip(recent.tolist(), found, strict=True):
        assert p == pytest.approx(binomtest(x, x + 8_000, 4 / 52).pvalue, rel=1e-6, abs=1e-250)


def test_hours_gather_in_quarters_of_days() -> None:
    hours = np.zeros((2, 168))
    hours[1, 5], hours[1, 6], hours[1, 167] = 3, 4, 5
    found = quarters(hours)
    assert found.shape == (2, 28)
    assert (found[1, 0], found[1, 1], found[1, 27], found.sum()) == (3, 4, 5, 12)

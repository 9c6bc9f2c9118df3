"""The false discovery rate, against R's p.adjust and against the sums done in fractions."""

import csv
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.statistics import discovery
from briefing.statistics.judged import Floats


@pytest.fixture(scope="module", params=["baseR/padjust_100.csv", "spdep/padjust_nc_Gstar.csv"])
def adjusted(request: pytest.FixtureRequest, shared: Path) -> dict[str, Floats]:
    with (shared / "golden" / request.param).open(newline="") as file:
        rows = list(csv.DictReader(file))
    return {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}


def printed(figures: Floats) -> Floats:
    """By how much a figure may be off that is printed with 15 digits."""
    return 0.5 * 10.0 ** (np.floor(np.log10(figures)) - 14)


@pytest.mark.parametrize(("method", "column"), [(discovery.adjusted, "BH"), (discovery.by, "BY")])
def test_q_is_that_of_r(
    adjusted: dict[str, Floats], method: Callable[[Floats], Floats], column: str
) -> None:
    p, q = adjusted["p"], method(adjusted["p"])
    theirs = adjusted[column] if column in adjusted else adjusted[column.lower()]

    assert len(p) == 100
    # R printed p and q with 15 digits: what p lacks is multiplied, what q lacks is added.
    lost = 1e-15 + printed(theirs) + q / p * printed(p)
    assert (np.abs(q - theirs) <= lost).all()


def in_fractions(p: list[float], *, harmonic: bool) -> list[float]:
    m = len(p)
    factor = (
        sum((Fraction(1, i) for i in range(1, m + 1)), Fraction(0)) if harmonic else Fraction(1)
    )
    order = sorted(range(m), key=lambda i: p[i])
    q, least = [0.0] * m, Fraction(1)
    for rank in range(m, 0, -1):
        least = min(least, factor * Fraction(m, rank) * Fraction(p[order[rank - 1]]))
        q[order[rank - 1]] = float(least)
    return q


chances = st.lists(st.floats(0, 1), min_size=1, max_size=60)


@given(chances)
def test_q_is_right_to_the_last_digits(p: list[float]) -> None:
    np.testing.assert_allclose(
        discovery.adjusted(p), in_fractions(p, harmonic=False), rtol=1e-15, atol=1e-15
    )
    np.testing.assert_allclose(
        discovery.by(p), in_fractions(p, harmonic=True), rtol=2e-15, atol=1e-15
    )


@given(chances, st.randoms(use_true_random=False))
def test_the_order_of_the_tests_changes_nothing(p: list[float], dice: np.random.Generator) -> None:
    order = list(range(len(p)))
    dice.shuffle(order)

    np.testing.assert_array_equal(
        discovery.adjusted(np.array(p)[order]), discovery.adjusted(p)[order]
    )


@given(chances, st.integers(0, 20))
def test_what_was_not_tested_is_not_counted(p: list[float], untested: int) -> None:
    with_gaps = np.concatenate([np.full(untested, np.nan), p])
    q = discovery.adjusted(with_gaps)

    assert np.isnan(q[:untested]).all()
    np.testing.assert_array_equal(q[untested:], discovery.adjusted(p))


def test_nothing_tested_gives_nothing() -> None:
    assert discovery.adjusted([]).size == 0
    assert np.isnan(discovery.adjusted([np.nan, np.nan])).all()

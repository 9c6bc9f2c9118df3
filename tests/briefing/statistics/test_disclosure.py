"""No small count can be worked out from a table that was made fit to be published.

The attacker here is built anew, from nothing but what is published: counts, "<5" and "-".
"""

from itertools import product

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy.optimize import Bounds, LinearConstraint, milp

from briefing.statistics.disclosure import (
    Ints,
    Mark,
    Unprotectable,
    intervals,
    protect,
    with_totals,
)

Published = list[list[int | str]]


def published(counts: Ints, marks: Ints) -> Published:
    """What a reader sees."""
    table = with_totals(counts)
    words = {Mark.FEW: "<5", Mark.WITHHELD: "-"}
    return [
        [words.get(Mark(mark), int(count)) for count, mark in zip(row, its, strict=True)]
        for row, its in zip(table.tolist(), marks.tolist(), strict=True)
    ]


def limits(cell: int | str, *, undivided: bool) -> tuple[float, float]:
    """What a reader knows of a cell before doing sums. Only small rows hide what is below 5."""
    if isinstance(cell, int):
        return cell, cell
    if cell == "<5":
        return 1, 4
    return (0, np.inf) if undivided else (5, np.inf)


def attack(shown: Published) -> dict[tuple[int, int], tuple[float, float]]:
    """The least and the most that each cell inside, and each total, can be: in whole numbers."""
    rows, columns = len(shown) - 1, len(shown[0]) - 1
    low, high = np.zeros((rows, columns)), np.zeros((rows, columns))
    for i, j in product(range(rows), range(columns)):
        small = "<5" in (shown[i][-1], shown[-1][j])
        low[i, j], high[i, j] = limits(shown[i][j], undivided=small)
    what: dict[tuple[int, int], Ints] = {}
    for i, j in product(range(rows + 1), range(columns + 1)):
        over = np.zeros((rows, columns), dtype=np.int64)
        over[slice(None) if i == rows else i, slice(None) if j == columns else j] = 1
        what[i, j] = over.ravel()
    totals = [at for at in what if at[0] == rows or at[1] == columns]
    sums = np.asarray([what[at] for at in totals])
    least, most = zip(*(limits(shown[i][j], undivided=False) for i, j in totals), strict=True)
    found: dict[tuple[int, int], tuple[float, float]] = {}
    for at, over in what.items():
        if isinstance(shown[at[0]][at[1]], str):
            ends = [
                milp(
                    sign * over,
                    constraints=LinearConstraint(sums, least, most),
                    bounds=Bounds(low.ravel(), high.ravel()),
                    integrality=np.ones(rows * columns, dtype=np.int64),
                )
                for sign in (1, -1)
            ]
            found[at] = (
                ends[0].fun if ends[0].status == 0 else 0,
                -ends[1].fun if ends[1].status == 0 else np.inf,
            )
    return found


def given_away(counts: Ints, marks: Ints) -> list[str]:
    """The hidden cells of which more can be known than was promised."""
    table = with_totals(counts)
    faults: list[str] = []
    for (i, j), (low, high) in attack(published(counts, marks)).items():
        count = int(table[i, j])
        narrow = low > 1 or high < 4 if 0 < count < 5 else low >= high
        if narrow or not low <= count <= high:
            faults.append(f"{count} at {i}, {j} lies between {low:.0f} and {high:.0f}")
    return faults


def primary_only(counts: Ints) -> Ints:
    table = with_totals(counts)
    return np.where((table > 0) & (table < 5), Mark.FEW, Mark.SHOWN).astype(np.int64)


small_or_large = st.one_of(st.just(0), st.integers(0, 6), st.integers(0, 60))
tables = arrays(
    np.int64, array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=6), elements=small_or_large
)


@given(tables)
@settings(deadline=None, max_examples=60)
@example(np.asarray([[3, 20], [20, 20]]))
@example(np.asarray([[3, 0], [0, 40]]))
@example(np.asarray([[1, 1, 30], [1, 1, 30], [30, 30, 30]]))
@example(np.asarray([[4, 5], [5, 5]]))
@example(np.asarray([[0, 0, 0], [0, 2, 0], [9, 9, 9]]))
def test_no_small_count_can_be_worked_out(counts: Ints) -> None:
    try:
        marks = protect(counts)
    except Unprotectable:
        assert counts.sum() < 40  # so few that nothing of the table would be left
        return
    assert given_away(counts, marks) == []
    shown = with_totals(counts)[marks == Mark.SHOWN]
    assert not ((shown > 0) & (shown < 5)).any()


def test_with_small_counts_alone_hidden_the_attacker_finds_them() -> None:
    counts = np.asarray([[3, 20, 8], [20, 20, 9], [7, 11, 30]])

    assert given_away(counts, primary_only(counts)) == ["3 at 0, 0 lies between 3 and 3"]
    assert given_away(counts, protect(counts)) == []


def test_two_small_counts_in_a_row_give_each_other_away() -> None:
    # Both are 1, as the row adds up to 22.
    counts = np.asarray([[1, 1, 20], [9, 9, 20], [9, 9, 20]])

    assert len(given_away(counts, primary_only(counts))) == 2
    assert given_away(counts, protect(counts)) == []


def test_a_zero_does_not_hide_a_small_count() -> None:
    counts = np.asarray([[2, 0, 8, 9], [0, 9, 8, 0], [7, 9, 9, 9]])

    marks = protect(counts)

    assert (marks[:-1, :-1][counts == 0] == Mark.SHOWN).all()
    assert given_away(counts, marks) == []


def test_a_small_row_is_not_divided() -> None:
    counts = np.asarray([[1, 2, 0], [9, 14, 0], [12, 8, 0]])

    marks = protect(counts)

    assert marks[0].tolist() == [Mark.WITHHELD, Mark.WITHHELD, Mark.SHOWN, Mark.FEW]
    assert given_away(counts, marks) == []


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    counts = np.asarray([[5, 0, 17], [8, 12, 6]])

    assert (protect(counts) == Mark.SHOWN).all()


def test_little_is_lost() -> None:
    dice = np.random.default_rng(4)
    counts = dice.poisson(600 * np.outer(dice.dirichlet(np.ones(11)), dice.dirichlet(np.ones(12))))

    marks = protect(counts)
    table = with_totals(counts)

    assert ((marks != Mark.SHOWN) & (table >= 5)).sum() <= 15  # of 156
    assert marks[-1, -1] == Mark.SHOWN


def test_the_same_table_is_published_the_same_way() -> None:
    counts = np.random.default_rng(5).poisson(3, (8, 9))

    np.testing.assert_array_equal(protect(counts), protect(counts.copy()))


def test_too_few_to_divide_are_not_divided() -> None:
    with pytest.raises(Unprotectable):
        protect(np.asarray([[1, 0], [0, 2]]))


@given(arrays(np.int64, (2, 3), elements=st.integers(0, 7)))
@settings(deadline=None, max_examples=40)
def test_what_the_check_finds_is_what_the_attacker_finds(counts: Ints) -> None:
    for marks in (primary_only(counts), _protected(counts)):
        attacked = attack(published(counts, marks))
        checked = {(f.row, f.column): f for f in intervals(with_totals(counts), marks)}
        assert attacked.keys() == checked.keys()
        for at, (low, high) in attacked.items():
            assert (low, min(high, 10**6)) == (checked[at].low, min(checked[at].high, 10**6))


def _protected(counts: Ints) -> Ints:
    try:
        return protect(counts)
    except Unprotectable:
        return primary_only(counts)

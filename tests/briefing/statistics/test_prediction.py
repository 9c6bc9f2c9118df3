"""PAI and PEI of a choice of cells, worked out by hand."""

import numpy as np
import pytest

from briefing.statistics.prediction import accuracy, most


def test_the_indices_by_hand() -> None:
    later = np.array([0, 6, 0, 2, 1, 1, 0, 0, 0, 0])
    chosen = np.zeros(10, bool)
    chosen[[1, 4]] = True
    found = accuracy(chosen, later)
    assert (found.hits, found.points, found.chosen, found.cells) == (7, 10, 2, 10)
    assert found.pai == pytest.approx((7 / 10) / (2 / 10))
    assert found.pei == pytest.approx(7 / 8)


def test_the_best_choice_has_a_pei_of_one_and_a_blind_one_a_pai_of_one() -> None:
    later = np.array([5.0, 1.0, 0.0, 3.0])
    assert accuracy(most(2, later), later).pei == 1
    assert accuracy(np.ones(4, bool), later).pai == 1


def test_without_later_points_there_is_nothing_to_say() -> None:
    found = accuracy(np.array([True, False]), np.array([0, 0]))
    assert np.isnan([found.pai, found.pei]).all()


def test_equal_scores_are_told_apart_by_the_next_one_and_then_by_order() -> None:
    count, around = np.array([2.0, 3.0, 3.0, 3.0]), np.array([9.0, 4.0, 7.0, 4.0])
    assert most(2, count, around).tolist() == [False, True, True, False]
    assert most(0, count).tolist() == [False] * 4

"""The tests of a week's counts: tiers by the length of the history, grades, and slow rises."""

import numpy as np
import pytest

from briefing.deviations.judging import GRADES, NO_GRADE, RISE_WEEKS, judge, slow_rises
from briefing.findings import Grade, Rule
from briefing.statistics.judged import Floats
from tests.briefing.histories import drawn, history

STRONG, DEVIATION, WATCH = (GRADES.index(grade) for grade in Grade)


def steady(weeks: int, *now: float, mean: float = 2.0) -> Floats:
    """As many series as there are counts `now`, each with so many weeks around a mean before."""
    dice = np.random.default_rng(weeks)
    before = dice.poisson(mean, (len(now), weeks)).astype(np.float64)
    return np.column_stack([before, np.array(now)])


@pytest.mark.parametrize(
    ("weeks", "rule"),
    [
        (7, None),
        (8, Rule.POOLED),
        (159, Rule.POOLED),
        (160, Rule.FARRINGTON),
    ],
)
def test_the_length_of_the_history_says_which_test(weeks: int, rule: Rule | None) -> None:
    read = history(steady(weeks, 2, 30))
    found = judge(read, read.families[0])
    assert found.weeks == weeks
    assert found.rule is rule
    assert found.tested == (rule is not None)
    assert bool(np.isnan(found.found.p).all()) == (rule is None)
    assert (found.grade[1] == STRONG) == (rule is not None)


def test_missing_weeks_make_no_history() -> None:
    counts = steady(12, 2, 30)
    counts[:, 2:7] = np.nan
    read = history(counts)
    assert judge(read, read.families[0]).weeks == 7
    assert judge(read, read.families[0]).rule is None


def test_where_farrington_says_nothing_the_pooled_test_does() -> None:
    counts = steady(170, 2, 9)
    counts[1, :-20] = np.nan
    read = history(counts)
    found = judge(read, read.families[0])
    assert found.flexible.tolist() == [True, False]
    assert found.grade[1] < NO_GRADE


def test_only_counts_of_three_and_more_and_never_low_ones_stand_out() -> None:
    quiet = np.zeros((40, 30))
    quiet[:, ::7] = 1.0
    quiet[0, -1], quiet[1, -1] = 2.0, 3.0
    read = history(quiet)
    found = judge(read, read.families[0])
    assert found.found.p[0] < 0.01
    assert found.grade[:2].tolist() == [NO_GRADE, WATCH if found.q[1] > 0.1 else DEVIATION]
    busy = steady(30, *([0.0] * 5), mean=40.0)
    read = history(busy)
    assert (judge(read, read.families[0]).grade == NO_GRADE).all()


def test_grades_go_by_the_adjusted_p_and_by_five_reports() -> None:
    dice = np.random.default_rng(5)
    counts = dice.poisson(0.15, (100, 53)).astype(np.float64)
    counts[:, -1] = 0
    counts[0, -1] = 8  # surely
    counts[1, -1] = 4  # as unlikely as that, but of fewer than five reports
    counts[2, :-1] = dice.poisson(1.0, 52)
    counts[2, -1] = 5  # unlikely by itself, not among a hundred
    read = history(counts, group=[0, 0, 1] + [0] * 97)
    found = judge(read, read.families[0])
    assert found.grade[0] == STRONG
    assert found.q[1] <= 0.05
    assert found.grade[1] == DEVIATION
    assert found.found.p[2] <= 0.01
    assert found.q[2] > 0.1
    assert found.grade[2] == WATCH


def test_among_few_series_an_adjusted_p_alone_is_not_enough() -> None:
    """With one series p is its own q, and .05 would come one week in twenty."""
    for y in range(2, 12):
        read = history(steady(52, y))
        found = judge(read, read.families[0])
        assert (found.grade[0] < NO_GRADE) == (found.found.p[0] <= 0.01)


def test_the_order_of_the_series_changes_nothing() -> None:
    dice = np.random.default_rng(8)
    counts = drawn(dice, 1.5, 1.6, (60, 40))
    group = (np.arange(60) % 6).tolist()
    read = history(counts, group=group)
    plain = judge(read, read.families[0])
    order = dice.permutation(60)
    read = history(counts[order], group=np.array(group)[order].tolist())
    moved = judge(read, read.families[0])
    np.testing.assert_allclose(moved.found.p, plain.found.p[order], rtol=1e-9)
    assert moved.grade.tolist() == plain.grade[order].tolist()


def test_twice_the_reporters_and_twice_the_counts_change_no_decision() -> None:
    dice = np.random.default_rng(9)
    counts = drawn(dice, 6.0, 1.3, (20, 53))
    counts[0, -1] = 25
    one = history(counts)
    doubled = counts.copy()
    doubled[:, -1] *= 2
    exposure = np.ones(53)
    exposure[-1] = 2.0
    other = history(doubled, exposure=exposure)
    first, second = judge(one, one.families[0]), judge(other, other.families[0])
    np.testing.assert_allclose(second.found.expected, 2 * first.found.expected)
    assert first.grade[0] == second.grade[0] == STRONG


def test_a_slow_rise_is_seen_that_no_week_by_itself_shows() -> None:
    dice = np.random.default_rng(10)
    seen = 0
    for _ in range(20):
        counts = dice.poisson(12.0, (10, 61)).astype(np.float64)
        counts[0, -RISE_WEEKS:] = dice.poisson(np.linspace(14, 19, RISE_WEEKS))
        read = history(counts)
        week, rise = judge(read, read.families[0]), slow_rises(read, read.families[0])
        assert rise is not None
        if week.grade[0] == NO_GRADE and rise.since[0]:
            seen += 1
            assert 4 <= rise.since[0] <= RISE_WEEKS
            assert rise.judgement.grade[0] == WATCH
            assert rise.judgement.found.expected[0] < week.found.expected[0]
    assert seen >= 5


def test_a_slow_rise_needs_eight_weeks_before_it() -> None:
    read = history(steady(14, 2, 9))
    assert slow_rises(read, read.families[0]) is None
    read = history(steady(15, 2, 9))
    assert slow_rises(read, read.families[0]) is not None


@pytest.mark.parametrize("weeks", [8, 16, 52])
def test_where_nothing_happens_the_tests_flag_what_they_say(weeks: int) -> None:
    """15 areas with 12 categories, each category with a spread of its own."""
    dice = np.random.default_rng(weeks)
    nights, tested, under, deviating, rising = 40, 0, 0, 0, 0
    for _ in range(nights):
        mean = np.outer(dice.gamma(4, 0.25, 15), np.exp(dice.normal(0.0, 0.8, 12))).ravel()
        phi = np.tile(dice.uniform(1.05, 2.5, 12), 15)
        counts = drawn(dice, mean[:, None], phi[:, None], (180, weeks + 1))
        read = history(counts, group=np.tile(np.arange(12), 15).tolist())
        found, rise = judge(read, read.families[0]), slow_rises(read, read.families[0])
        tested += 180
        under += int(np.count_nonzero(found.found.p <= 0.01))
        deviating += bool((found.grade <= DEVIATION).any())
        rising += 0 if rise is None else int(np.count_nonzero(rise.since))
    assert 0.003 <= under / tested <= 0.015
    assert deviating / nights <= 0.3
    assert rising / tested <= 0.006

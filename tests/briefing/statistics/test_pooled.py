"""The test for short histories: its figures by hand, and what it does at the edges."""

import numpy as np
import pytest

from briefing.statistics import pooled, tails
from briefing.statistics.judged import Floats, Judged


def judge(
    counts: Floats, y: list[float], *, units: float = 1.0, now: float = 1.0, group: int | None = 0
) -> Judged:
    """Judge with the same units every week; without `group` every series is one of its own."""
    of = np.arange(len(y)) if group is None else np.full(len(y), group)
    return pooled.judge(counts, y, np.full(counts.shape[1], units), now, of)


def test_a_series_alone_is_held_against_its_own_mean_and_spread() -> None:
    counts = np.array([[3.0, 5, 4, 8, 2, 6, 4, 8, 9, 1]])  # the last two are the guard
    found = judge(counts, [9])

    mean = counts[0, :8].mean()
    pearson = ((counts[0, :8] - mean) ** 2 / mean).sum() / 7
    phi = max(1, pearson * 7 / 5)
    assert found.expected[0] == pytest.approx(mean)
    assert found.dispersion[0] == pytest.approx(phi)
    # Half a report, or phi / 2, is what the prior of a series alone is worth.
    variance = phi * (mean + mean / (8 + phi / 2 / mean))
    assert found.p[0] == pytest.approx(tails.negative_binomial_upper(9, mean, variance))
    assert found.upper[0] == tails.negative_binomial_bound(mean, variance, 0.01)


def test_the_mean_is_drawn_to_the_groups_by_credibility() -> None:
    rng = np.random.default_rng(4)
    counts = rng.poisson(np.array([1.0, 2, 3, 8])[:, None], (4, 30)).astype(float)
    found = judge(counts, [1, 1, 1, 1])

    s, e = counts[:, :28].sum(axis=1), 28.0
    phi, rate = found.dispersion[0], s.sum() / (4 * e)
    between = (e * (s / e - rate) ** 2).sum() - 3 * phi * rate
    b = phi * rate / (between / (4 * e - e))
    np.testing.assert_allclose(found.expected, (rate * b + s) / (b + e))
    assert (np.abs(found.expected - rate) < np.abs(s / e - rate)).all()


def test_a_higher_count_is_less_likely_and_nan_is_not_judged() -> None:
    counts = np.tile(np.array([3.0, 5, 4, 8, 2, 6, 4, 8, 9, 1]), (5, 1))
    found = judge(counts, [0, 4, 9, 30, np.nan])

    assert found.p[0] == 1
    assert (np.diff(found.p[:4]) < 0).all()
    assert np.isnan(found.p[4])
    assert not np.isnan(found.expected[4])


def test_fewer_than_eight_complete_weeks_are_not_judged() -> None:
    gap = np.array([[np.nan, 1, 1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 1, 1]])
    found = judge(gap.astype(float), [1, 1], group=None)

    for figures in found:
        np.testing.assert_array_equal(np.isnan(figures), [True, False])


def test_of_ten_weeks_and_more_the_last_two_are_left_out_of_fewer_only_what_is_left() -> None:
    quiet, loud = [1.0] * 8, [50.0] * 2

    assert judge(np.array([[*quiet, *loud]]), [1]).expected[0] == pytest.approx(1)
    # Nine weeks: one of the two loud ones makes up the eight.
    assert judge(np.array([[*quiet[1:], *loud]]), [1]).expected[0] == pytest.approx(57 / 8)
    assert judge(np.array([[*quiet[2:], *loud]]), [1]).expected[0] == pytest.approx(106 / 8)


def test_a_missing_week_is_not_a_week_of_no_reports() -> None:
    counts = np.array([[4.0] * 13 + [0.0] * 2])
    zeros, missing = counts.copy(), counts.copy()
    zeros[0, 2:5], missing[0, 2:5] = 0, np.nan

    assert judge(missing, [4]).expected[0] == pytest.approx(4)
    assert judge(zeros, [4]).expected[0] == pytest.approx(40 / 13)


def test_only_the_last_hundred_and_four_complete_weeks_are_compared_with() -> None:
    old, new = np.full(60, 90.0), np.full(106, 3.0)

    assert judge(np.concatenate([old, new])[None, :], [3]).expected[0] == pytest.approx(3)


def test_more_units_that_report_let_more_be_expected() -> None:
    counts = np.full((1, 12), 6.0)

    assert judge(counts, [6], units=3, now=3).expected[0] == pytest.approx(6)
    assert judge(counts, [6], units=3, now=4).expected[0] == pytest.approx(8)


def test_a_week_in_which_nobody_could_report_is_missing() -> None:
    units = np.array([[2.0, 0, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2]])
    found = pooled.judge(np.array([[6.0, 0, *[6] * 10]]), [6], units, 2.0, [0])

    assert found.expected[0] == pytest.approx(6)
    assert np.isnan(pooled.judge(np.full((1, 12), 6.0), [6], units, 0.0, [0]).p[0])


def test_an_area_that_never_had_any_is_expected_to_have_what_its_group_lets_expect() -> None:
    counts = np.zeros((4, 20))
    counts[:3] = np.random.default_rng(1).poisson(2, (3, 20))
    found = judge(counts, [0, 0, 0, 3])

    assert 0 < found.expected[3] < found.expected[:3].min()
    assert found.p[3] > 0


def test_where_no_series_has_any_half_a_report_in_all_the_weeks_is_expected() -> None:
    found = judge(np.zeros((3, 10)), [0, 1, 6])

    np.testing.assert_allclose(found.expected, 0.5 / 8)
    assert found.p[0] == 1
    assert found.p[1] > 0.05
    assert found.p[2] < 1e-6
    np.testing.assert_array_equal(found.dispersion, 1)


def test_series_that_do_not_differ_are_held_against_what_they_have_together() -> None:
    counts = np.tile([2.0, 3.0], (6, 10))
    found = judge(counts, [2.0] * 6)

    np.testing.assert_allclose(found.expected, 2.5)


def test_the_time_of_the_year_is_known_after_two_years() -> None:
    weeks = np.arange(106)
    high = 1 + 0.6 * np.cos(2 * np.pi * (106 - weeks) / 52)  # highest in the week tested
    counts = np.random.default_rng(2).poisson(6 * np.tile(high, (15, 1))).astype(float)
    at_the_height = judge(counts, [6.0] * 15)
    # Half a year earlier the same town is at its lowest.
    low = np.random.default_rng(2).poisson(6 * np.tile(2 - high, (15, 1))).astype(float)
    at_the_bottom = judge(low, [6.0] * 15)
    a_year = judge(counts[:, -60:], [6.0] * 15)

    assert 8.5 < np.mean(at_the_height.expected) < 9.8
    assert 2.2 < np.mean(at_the_bottom.expected) < 3.5
    assert np.mean(a_year.expected) < 7.5  # no two years: no time of the year
    # What the time of the year explains is no overdispersion.
    assert at_the_height.dispersion[0] < a_year.dispersion[0]


def test_without_a_season_two_years_find_next_to_none() -> None:
    counts = np.random.default_rng(2).poisson(6, (15, 106)).astype(float)

    assert np.mean(judge(counts, [6.0] * 15).expected) == pytest.approx(6, abs=0.35)


def test_a_slow_drift_that_does_not_come_back_is_no_time_of_the_year() -> None:
    drift = 1 + 0.5 * np.sin(np.pi * np.arange(106) / 106)  # up and down once in two years
    counts = np.random.default_rng(3).poisson(6 * np.tile(drift, (15, 1))).astype(float)
    found = judge(counts, [6.0] * 15)

    assert np.mean(found.expected) == pytest.approx(counts[:, :104].mean(), rel=0.05)


def test_a_time_of_the_year_without_any_report_is_still_judged() -> None:
    year = np.roll(np.concatenate([np.full(40, 4.0), np.zeros(12)]), 6)  # now in its middle
    counts = np.tile(np.concatenate([year[-4:], year, year])[-106:], (15, 1))
    found = judge(counts, [3.0] * 15)

    assert (found.expected > 0).all()
    assert (found.expected < 0.5).all()
    assert (found.p < 0.01).all()


def test_nothing_to_judge_gives_nothing() -> None:
    found = pooled.judge(np.zeros((0, 12)), [], np.ones(12), 1.0, np.zeros(0, int))

    assert [figures.size for figures in found] == [0, 0, 0, 0]

"""Sums of what lies above the expectation, against R's surveillance::algo.cusum."""

import csv
from pathlib import Path

import numpy as np
import pytest

from briefing.statistics import cusum
from briefing.statistics.judged import Floats


def column(path: Path, name: str) -> Floats:
    with path.open(newline="") as file:
        return np.array([float(row[name]) for row in csv.DictReader(file)])


@pytest.fixture(scope="module")
def golden(shared: Path) -> Path:
    return shared / "golden/surveillance"


def test_the_sums_and_the_alarms_are_those_of_r(golden: Path) -> None:
    theirs = golden / "cusum_salmonella.agona_rossi.csv"
    weeks = column(theirs, "t").astype(int)
    series = column(golden / "data_salmonella.agona.csv", "observed")
    expected = series[: weeks[0] - 1].mean()
    sums = cusum.cusum(series[weeks - 1][None, :], np.array([expected]))[0]

    np.testing.assert_allclose(sums, column(theirs, "cusum"), rtol=0, atol=1e-12)
    alarms = column(theirs, "alarm") == 1
    np.testing.assert_array_equal(sums >= cusum.ALARM, alarms)
    assert alarms.sum() == 5


def test_a_series_as_expected_never_sums_up() -> None:
    assert not cusum.cusum(np.full((3, 20), 4.0), np.array([4.0, 5, 9])).any()


def test_a_small_rise_that_stays_is_found_and_how_long_it_has_lasted() -> None:
    counts = np.concatenate([np.full(20, 9.0), np.full(6, 14.0)])[None, :]
    sums = cusum.cusum(counts, np.array([9.0]))

    assert (sums[0, :20] == 0).all()
    assert sums[0, -1] >= cusum.ALARM
    np.testing.assert_array_equal(cusum.since(sums), [6])
    np.testing.assert_array_equal(cusum.since(sums[:, :20]), [0])


def test_a_missing_week_leaves_the_sum_as_it_was() -> None:
    whole = cusum.cusum(np.array([[9.0, 20, 21]]), np.array([9.0]))
    gap = cusum.cusum(np.array([[9.0, 20, np.nan, 21]]), np.array([9.0]))

    np.testing.assert_array_equal(gap[0, [0, 1, 3]], whole[0])
    assert gap[0, 2] == gap[0, 1]


def test_noise_takes_longer_to_sum_up() -> None:
    counts = np.full((2, 8), 16.0)
    sums = cusum.cusum(counts, np.full((2, 8), 9.0), np.array([1.0, 2.0]))

    assert (sums[0] > sums[1]).all()


def test_a_sum_that_reached_the_alarm_may_start_anew() -> None:
    on = cusum.cusum(np.full((1, 9), 30.0), np.array([9.0]))
    anew = cusum.cusum(np.full((1, 9), 30.0), np.array([9.0]), h=cusum.ALARM)

    assert on[0, -1] > on[0, 0] * 8
    np.testing.assert_allclose(anew[0], on[0, 0])


def test_where_nothing_is_expected_nothing_is_summed() -> None:
    assert not cusum.cusum(np.ones((1, 5)), np.array([0.0])).any()

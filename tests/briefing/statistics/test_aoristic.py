"""Spans are spread over the hours of the week as R's aoristic does, and by Swedish clocks."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from briefing.statistics.aoristic import HOURS, plain_clock, summed, weights

HOUR_US = 3_600_000_000


def microseconds(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1_000_000


def test_the_weights_are_those_of_r(shared: Path) -> None:
    with (shared / "golden/aoristic/dcburglaries_aoristic_df.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 1_025
    begins = np.array([microseconds(row["datetime_from"]) for row in rows])
    told = [row["datetime_to"] if row["datetime_to"] != "NA" else "" for row in rows]
    ends = np.array([microseconds(at) if at else 0 for at in told])
    found = weights(begins, ends)
    # There the week begins on Sunday.
    theirs = np.array([[float(row[f"hour{hour + 1}"]) for hour in range(HOURS)] for row in rows])
    assert found == pytest.approx(np.roll(theirs, -24, axis=1), abs=1e-9)
    assert found.sum(axis=1) == pytest.approx(np.ones(1_025), abs=1e-9)


def one(begins: str, ends: str) -> dict[int, float]:
    """The hours that a span touches, with their weights."""
    found = weights(np.array([microseconds(begins)]), np.array([microseconds(ends)]))[0]
    return {int(hour): round(float(found[hour]), 6) for hour in np.flatnonzero(found)}


def test_a_span_is_spread_by_what_of_it_lies_in_each_hour() -> None:
    # Monday to Tuesday.
    assert one("2026-11-09T23:30", "2026-11-10T01:30") == {23: 0.25, 24: 0.5, 25: 0.25}
    assert one("2026-11-09T08:00", "2026-11-09T09:00") == {8: 1.0}


def test_a_week_wraps_around() -> None:
    assert one("2026-11-15T23:00", "2026-11-16T01:00") == {167: 0.5, 0: 0.5}


def test_a_moment_lies_in_its_hour_and_so_does_what_ends_before_it_begins() -> None:
    assert one("2026-11-09T08:59", "2026-11-09T08:59") == {8: 1.0}
    assert one("2026-11-09T08:59", "2026-11-09T07:00") == {8: 1.0}


@pytest.mark.parametrize("ends", ["2026-11-16T08:30", "2027-11-16T08:30"])
def test_a_week_or_more_says_nothing_of_the_hour(ends: str) -> None:
    assert set(one("2026-11-09T08:30", ends).items()) == {
        (hour, round(1 / HOURS, 6)) for hour in range(HOURS)
    }


spans = some.lists(
    some.tuples(some.integers(-(10**16), 10**16), some.integers(-HOUR_US, 200 * HOUR_US)),
    max_size=20,
)


@given(spans)
def test_every_happening_weighs_one(given_spans: list[tuple[int, int]]) -> None:
    begins = np.array([begin for begin, _ in given_spans], np.int64)
    ends = begins + np.array([length for _, length in given_spans], np.int64)
    each = weights(begins, ends)
    assert each.shape == (len(given_spans), HOURS)
    assert each.sum(axis=1) == pytest.approx(np.ones(len(given_spans)))
    assert (each >= 0).all()
    times = np.arange(begins.size)
    assert summed(begins, ends, times) == pytest.approx(times @ each)


def test_an_hour_that_comes_twice_counts_twice() -> None:
    def twice(hours: np.ndarray) -> np.ndarray:
        """A clock that is put back an hour after two hours."""
        return np.where(hours < 2, plain_clock(hours), plain_clock(hours - 1))

    found = weights(np.array([0]), np.array([4 * HOUR_US]), twice)[0]
    assert found[72:75].tolist() == [0.25, 0.5, 0.25]

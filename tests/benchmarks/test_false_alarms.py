"""The test for short histories holds its level in drawn towns; one that does not is found out."""

import json

import numpy as np
import pytest
from numpy.typing import ArrayLike

from benchmarks import false_alarms
from benchmarks.false_alarms import LEAST, LEVEL, MOST, TOWNS, Groups, simulate
from briefing.statistics import tails
from briefing.statistics.judged import Floats, Judged

CHANCE = 3
"""So many standard errors on either side are left to the dice."""


@pytest.mark.parametrize("weeks", [8, 16, 26, 52])
def test_one_in_a_hundred_is_called_out_where_nothing_happened(weeks: int) -> None:
    found = simulate(TOWNS[0], weeks, 150)

    assert found.error < 0.001
    assert found.false_alarms - CHANCE * found.error >= LEAST
    assert found.false_alarms + CHANCE * found.error <= MOST
    # At q .10 a week in ten has a false deviation; 2.5 standard errors of a share of 150 above.
    assert found.any_flag < 0.10 + 0.08
    assert found.power > 0.12
    assert found.false_finds < 0.25
    # For a slow rise there must be eight weeks before the last eight.
    assert 0 < found.rises < LEVEL if weeks > 8 else found.rises == 0


@pytest.mark.parametrize("town", TOWNS[1:], ids=lambda town: town.name)
def test_a_broken_assumption_does_not_make_it_call_out_too_often(town: false_alarms.Town) -> None:
    found = simulate(town, 16, 100)

    assert found.false_alarms - CHANCE * found.error <= MOST
    assert found.false_alarms > 0.002


def own_mean(
    counts: Floats, y: Floats, exposure: Floats, exposure_now: ArrayLike, group: Groups
) -> Judged:
    """Poisson with each series' own mean, which is known to call out too often."""
    del exposure, exposure_now, group
    mean = np.maximum(counts.mean(axis=1), 0.5 / counts.shape[1])
    return Judged(mean, mean, tails.poisson_upper(y, mean), np.ones_like(mean))


def test_a_test_that_calls_out_too_often_is_found_out() -> None:
    found = simulate(TOWNS[0], 8, 50, judge=own_mean)

    assert found.false_alarms - CHANCE * found.error > MOST
    assert not found.holds
    assert found.any_flag > 0.6


def test_the_table_is_printed_and_the_figures_given(capsys: pytest.CaptureFixture[str]) -> None:
    assert false_alarms.main(["--nights", "30", "--weeks", "8"]) == 0
    table = capsys.readouterr().out
    assert all(town.name in table for town in TOWNS)

    assert false_alarms.main(["--nights", "30", "--weeks", "8", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["town"] for row in rows] == [town.name for town in TOWNS]
    assert rows[0]["holds"] is True


@pytest.mark.long
@pytest.mark.parametrize("town", TOWNS, ids=lambda town: town.name)
def test_the_whole_table_holds(town: false_alarms.Town) -> None:
    for weeks in (8, 16, 26, 52, 104, 158):
        found = simulate(town, weeks, 400)
        assert found.holds or town != TOWNS[0], found
        assert found.false_alarms - CHANCE * found.error <= MOST, found

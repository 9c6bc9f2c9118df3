"""The harness of the benchmarks: its figures are right, and every row of the table can be measured.

What the figures say is not asked here; that takes a quiet machine and minutes.
"""

import json
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks import run
from benchmarks.measuring import Bar, Row, side_by_side

TINY = run.Sizes(
    appended=3,
    imported=30,
    records=(250, 500, 600),
    for_runner=5,
    requests=4,
    rounds=2,
)


def test_of_speeds_the_ratio_says_how_fast_ours_is_by_the_peers() -> None:
    row = side_by_side(
        "a", lambda _: 0.5, lambda _: 0.25, rounds=3, unit="/s", against="b", bar=None
    )

    assert (row.ours, row.peer, row.ratio, row.met) == (2, 4, 0.5, None)


def test_of_durations_the_ratio_says_how_much_longer_ours_takes() -> None:
    row = side_by_side("a", lambda _: 0.5, lambda _: 0.25, rounds=3, unit="s", against="b")

    assert (row.ours, row.peer, row.ratio) == (0.5, 0.25, 2)


def test_the_ratio_is_the_median_of_the_rounds_without_the_one_that_warms_up() -> None:
    ours, peer = [9.0, 1.0, 2.0, 3.0], [1.0, 1.0, 1.0, 1.0]

    row = side_by_side("a", ours.__getitem__, peer.__getitem__, rounds=3, unit="s", against="b")

    assert row.ratio == 2


def test_both_sides_take_turns_in_beginning() -> None:
    turns: list[str] = []

    def turn(who: str) -> float:
        turns.append(who)
        return 1.0

    side_by_side("a", lambda _: turn("o"), lambda _: turn("p"), rounds=2, unit="s", against="b")

    assert "".join(turns) == "oppoop"


@pytest.mark.parametrize(
    ("bar", "met"),
    [
        (Bar("ratio", least=0.5), True),
        (Bar("ratio", least=0.6), False),
        (Bar("ratio", most=0.4), False),
        (Bar("ours", least=10), True),
        (Bar("ours", most=9), False),
    ],
)
def test_a_bar_is_met_or_not(bar: Bar, *, met: bool) -> None:
    assert Row("a", "/s", 10, 20, 0.5, "b", bar).met is met


def test_every_row_can_be_measured_and_shown(tmp_path: Path) -> None:
    rows = list(run.measure(tmp_path / "records", TINY))

    console = Console(width=250)
    with console.capture() as captured:
        console.print(run.table_of(rows))
    shown = captured.get()
    assert all(row.ours > 0 and row.peer > 0 for row in rows)
    assert all(row.what in shown for row in rows)
    assert {"≥ 0.5", "≥ 10,000/s", "≥ 25", "≤ 1,000 ms", "≤ 1.2"} == {
        run.bar_of(row) for row in rows if row.bar
    }


def test_the_statistics_come_to_the_same_as_their_peers() -> None:
    for peer in ("statsmodels", "esda", "pointpats"):
        pytest.importorskip(peer, reason="installed by `make bench`")

    rows = list(run.measure_statistics(TINY))

    assert [run.bar_of(row) for row in rows] == ["≥ 20", "≥ 500", "≥ 100"]
    assert all(row.ours > row.peer > 0 for row in rows)


def test_the_rows_can_be_read_by_a_program(tmp_path: Path) -> None:
    rows = [Row("a", "/s", 10, 20, 0.5, "b", Bar("ratio", least=0.5))]

    run.write_json(tmp_path / "rows.json", rows)

    (read,) = json.loads((tmp_path / "rows.json").read_text())
    assert (read["what"], read["ratio"], read["met"]) == ("a", 0.5, True)

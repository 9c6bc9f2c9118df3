"""Which list of squares says best where the next two weeks' happenings will be: Houston, 2010.

`python -m benchmarks.hot_list [file]` reads the city's published offences of eight months, trains
on 4, 12 and 24 weeks five times over, and prints PAI and PEI of the squares of 250 m that are
fullest, densest or hottest. The file lies beside the checkout; it is no part of the project.
"""

import csv
import sys
from collections.abc import Callable, Iterator
from datetime import date
from itertools import groupby
from pathlib import Path
from statistics import mean
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from briefing.patterns.squares import BANDWIDTH_M
from briefing.statistics.density import density
from briefing.statistics.getis_ord import around, gi_star
from briefing.statistics.judged import Floats
from briefing.statistics.prediction import accuracy, most
from reference.grid import SIZE_M

FILE = Path(__file__).resolve().parents[2] / "shared/data/houston/houston_crime_2010.csv"
OFFENCES = ("aggravated assault", "auto theft", "burglary", "robbery", "theft")
"""Murder and rape are too few to be listed by square."""
CITY = (-95.8, -95.0, 29.5, 30.15)
"""West, east, south, north: beyond them a point is a mistake of the geocoder."""
METRES_A_DEGREE = 111_195

AHEAD, FOLDS = 14, 5
TRAINED = (28, 84, 168)
SHARES = (0.05, 0.02)
MARGIN = 6

PUBLISHED = {
    (28, 0.05): (4.82, 3.96, 3.34),
    (84, 0.05): (5.86, 4.44, 3.75),
    (168, 0.05): (6.37, 4.52, 3.91),
    (168, 0.02): (10.0, 6.63, 5.38),
}
"""PAI of count, density and Gi* over seven sets, five of them these, in another backtest."""

Scores = tuple[Floats, ...]


class Points(NamedTuple):
    """Where and on which day, by row and column of a raster of `shape`; `study` its squares."""

    row: NDArray[np.int64]
    column: NDArray[np.int64]
    day: NDArray[np.int64]
    shape: tuple[int, int]
    study: NDArray[np.bool_]

    def counted(self, first: int, after: int) -> Floats:
        """Counts by square of the days from `first` to before `after`."""
        now = (self.day >= first) & (self.day < after)
        found = np.zeros(self.shape)
        np.add.at(found, (self.row[now], self.column[now]), 1)
        return found


class Score(NamedTuple):
    """PAI and PEI of one method, averaged over folds and sets of points."""

    method: str
    days: int
    share: float
    pai: float
    pei: float


def by_count(counts: Floats, _: NDArray[np.bool_]) -> Scores:
    """The fullest squares; of equal ones those with more around them."""
    return counts, around(counts)


def by_density(counts: Floats, _: NDArray[np.bool_]) -> Scores:
    """The densest squares."""
    return (density(counts, BANDWIDTH_M / SIZE_M),)


def by_gi_star(counts: Floats, study: NDArray[np.bool_]) -> Scores:
    """The squares that stand out most with those around them."""
    return (np.nan_to_num(gi_star(counts, study), nan=-np.inf),)


METHODS: dict[str, Callable[[Floats, NDArray[np.bool_]], Scores]] = {
    "count": by_count,
    f"density {BANDWIDTH_M} m": by_density,
    "Gi*": by_gi_star,
}


def read(path: Path, offences: tuple[str, ...] = OFFENCES) -> list[Points]:
    """The points of each offence upon a raster of the city in local metres."""
    with path.open() as file:
        rows = [
            (row["offense"], date.fromisoformat(row["date"]).toordinal(), lon, lat)
            for row in csv.DictReader(file)
            if row["offense"] in offences and row["lon"] and row["lat"]
            if _within(lon := float(row["lon"]), lat := float(row["lat"]))
        ]
    rows.sort()
    first = min(day for _, day, _, _ in rows)
    return [
        _points(np.array([(day - first, lon, lat) for _, day, lon, lat in some]))
        for _, some in groupby(rows, key=lambda row: row[0])
    ]


def _within(lon: float, lat: float) -> bool:
    west, east, south, north = CITY
    return west <= lon <= east and south <= lat <= north


def _points(told: Floats) -> Points:
    """Squares of the same breadth all over the city; its north is 0.6 % narrower than its south."""
    west, _, south, north = CITY
    a_degree = METRES_A_DEGREE * np.cos(np.radians((south + north) / 2))
    column = ((told[:, 1] - west) * a_degree // SIZE_M).astype(int) + MARGIN
    row = ((told[:, 2] - south) * METRES_A_DEGREE // SIZE_M).astype(int) + MARGIN
    shape = int(row.max()) + MARGIN + 1, int(column.max()) + MARGIN + 1
    touched = np.zeros(shape)
    touched[row, column] = 1
    return Points(row, column, told[:, 0].astype(int), shape, around(touched) > 0)


def measured(sets: list[Points], days: int, share: float) -> Iterator[Score]:
    """Each method trained on so many days, choosing such a share of the squares."""
    for name, method in METHODS.items():
        found = [
            _fold(points, method, max(TRAINED) + fold * AHEAD, days, share)
            for points in sets
            for fold in range(FOLDS)
        ]
        yield Score(name, days, share, mean(p for p, _ in found), mean(e for _, e in found))


def _fold(
    points: Points,
    method: Callable[[Floats, NDArray[np.bool_]], Scores],
    now: int,
    days: int,
    share: float,
) -> tuple[float, float]:
    scores = method(points.counted(now - days, now), points.study)
    chosen = most(
        round(share * int(points.study.sum())), *(score[points.study] for score in scores)
    )
    found = accuracy(chosen, points.counted(now, now + AHEAD)[points.study])
    return found.pai, found.pei


def main(path: Path) -> None:
    """Measure and print the table."""
    sets = read(path)
    table = Table(title=f"The next {AHEAD} days, mean of {len(sets)} offences and {FOLDS} folds")
    for head in ("trained", "squares", "by", "PAI", "PEI", "PAI elsewhere, seven sets"):
        table.add_column(head, justify="right")
    for days, share in ((28, 0.05), (84, 0.05), (168, 0.05), (168, 0.02)):
        for score, published in zip(
            measured(sets, days, share), PUBLISHED[days, share], strict=True
        ):
            table.add_row(
                f"{days // 7} weeks",
                f"{share:.0%}",
                score.method,
                f"{score.pai:.2f}",
                f"{score.pei:.3f}",
                f"{published:.2f}",
            )
        table.add_section()
    Console().print(table)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FILE)

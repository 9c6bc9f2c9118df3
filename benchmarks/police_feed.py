"""The weeks of 2025 in the police's public feed, each tested as it would have been on its Monday.

`python -m benchmarks.police_feed [--feed FILE] [--last 53] [--json]`; the feed from March 2023 on
lies beside the checkout (LAGESBILD_SHARED), each of a type and a municipality or county. A series
is what one place had of one type. It is tested from the week after its first (to choose by the
week that is tested would be to choose by the answer). Those of a type share overdispersion and
prior. The record is shorter than 160 weeks, so all is for the test for short histories.
"""

import argparse
import csv
import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np
from rich.console import Console
from rich.table import Table

from briefing.statistics import pooled
from briefing.statistics.discovery import adjusted
from briefing.statistics.judged import Floats
from ingest.mapping import builtin_mappings, read_mapping
from reference.weeks import Week, weeks_between

YEAR = 2025
FLOOR = 3
"""Fewer reports than this are never shown as a signal."""
SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
FEED = "data/polisen/polisen_2023-03_2025-12.csv"
MONTHS = "januari februari mars april maj juni juli augusti september oktober november december"
TITLE = re.compile(rf"\s*(\d{{1,2}}) ({MONTHS.replace(' ', '|')}) \d")


@dataclass(frozen=True, slots=True)
class WeekCalled:
    """What a week's test called out.

    `by_chance` is how many counts with p <= .01 are to be expected where nothing happens: fewer
    than one in a hundred, for a count is whole. `shown` are those of at least 3 reports,
    `deviations` those with q <= .10.
    """

    week: str
    reports: int
    series: int
    called: int
    by_chance: float
    shown: int
    deviations: int


class Feed(NamedTuple):
    """Weekly counts (S, T) of every place and type, and the weeks."""

    weeks: tuple[Week, ...]
    types: np.ndarray[tuple[int], np.dtype[np.int64]]
    counts: Floats


def read(path: Path) -> Feed:
    """The feed as weekly counts, its first and last incomplete weeks left out."""
    mapping = read_mapping(builtin_mappings()["polisen"])
    left_out = {value for rule in mapping.leave_out for value in rule.values}
    at = dict[tuple[str, str], dict[Week, int]]()
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["type"] not in left_out:
                by_week = at.setdefault((row["type"], row["location"]), {})
                week = Week.of_date(_day(row["name"], date.fromisoformat(row["published"][:10])))
                by_week[week] = by_week.get(week, 0) + 1
    seen = sorted({week for by_week in at.values() for week in by_week})
    weeks = tuple(weeks_between(seen[1], seen[-2]))
    counts = np.zeros((len(at), len(weeks)))
    for row_number, by_week in enumerate(at.values()):
        counts[row_number] = [by_week.get(week, 0) for week in weeks]
    _, types = np.unique([kind for kind, _ in at], return_inverse=True)
    return Feed(weeks, types.astype(np.int64), counts)


def _day(title: str, published: date) -> date:
    """The day that the title tells, in the year that brings it nearest to its publication."""
    told = TITLE.match(title)
    if told is None:
        return published
    day, month = int(told[1]), MONTHS.split().index(told[2]) + 1
    years = (published.year, published.year - 1)
    days = [date(year, month, 1) + timedelta(days=day - 1) for year in years]
    return min(days, key=lambda day: abs(day - published))


def replay(feed: Feed, last: int = 53) -> Iterator[WeekCalled]:
    """Test the last so many weeks of the year, each against the weeks before it."""
    of_year = [at for at, week in enumerate(feed.weeks) if week.year == YEAR]
    for at in of_year[-last:]:
        week = feed.weeks[at]
        known = feed.counts[:, :at].sum(axis=1) > 0
        past, y = feed.counts[known, :at], feed.counts[known, at]
        group = feed.types[known]
        found = pooled.judge(past, y, np.ones(at), 1.0, group)
        first_high = pooled.judge(past, found.upper + 1, np.ones(at), 1.0, group)
        called = y > found.upper
        yield WeekCalled(
            week=str(week),
            reports=int(y.sum()),
            series=int(known.sum()),
            called=int(called.sum()),
            by_chance=round(float(first_high.p.sum()), 1),
            shown=int((called & (y >= FLOOR)).sum()),
            deviations=int(((adjusted(found.p) <= 0.10) & (y >= FLOOR)).sum()),
        )


def show(rows: Sequence[WeekCalled]) -> None:
    """Print a row a week, and the sums."""
    table = Table(title=f"The police's feed {YEAR}, week by week", show_footer=True)
    sums = [
        *("sum", sum(row.reports for row in rows), ""),
        *(sum(row.called for row in rows), round(sum(row.by_chance for row in rows), 1)),
        *(sum(row.shown for row in rows), sum(row.deviations for row in rows)),
    ]
    heads = ("week", "reports", "series", "p .01", "by chance", "of 3 or more", "q .10")
    for head, footer in zip(heads, sums, strict=True):
        table.add_column(head, str(footer), justify="left" if head == "week" else "right")
    for row in rows:
        table.add_row(*(str(value) for value in asdict(row).values()))
    Console(width=None if sys.stdout.isatty() else 100).print(table)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; 1 where the feed is not there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feed", type=Path)
    parser.add_argument("--last", type=int, default=53, help="so many weeks of the year")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)
    path = asked.feed or Path(os.environ.get("LAGESBILD_SHARED") or SHARED) / FEED
    if not path.is_file():
        print(f"there is no feed at {path}", file=sys.stderr)
        return 1
    rows = list(replay(read(path), asked.last))
    if asked.json:
        print(json.dumps([asdict(row) for row in rows], indent=2))
    else:
        show(rows)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

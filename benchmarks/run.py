"""The promises on speed, measured: one table, each row two ways of doing the same side by side.

`python -m benchmarks.run`; with --quick on small records, where no promise is to be expected kept.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import append, importing, pictures, rebuilding, serving, statistics
from benchmarks.measuring import Row
from benchmarks.records import WEEKS, House, fill, open_house
from briefing.deviations.series import LONGEST


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured. `records` are the numbers of reports, the largest last."""

    appended: int
    imported: int
    records: tuple[int, int, int]
    for_runner: int
    requests: int
    rounds: int


FULL = Sizes(
    appended=200,
    imported=10_000,
    records=(10_000, 100_000, 1_000_000),
    for_runner=1_000,
    requests=40,
    rounds=7,
)
QUICK = Sizes(
    appended=50,
    imported=1_000,
    records=(1_000, 3_000, 10_000),
    for_runner=200,
    requests=10,
    rounds=3,
)


def measure(folder: Path, sizes: Sizes) -> Iterator[Row]:
    """All rows of the table, each as soon as it is measured."""
    few = sizes.rounds // 2
    yield from append.measure(folder, reports=sizes.appended, rounds=sizes.rounds)
    yield from importing.measure(folder / "import", reports=sizes.imported, rounds=few)
    small, middle, large = sizes.records
    longer = _filled(folder / "longer", middle, weeks=WEEKS * middle // small)
    enough = _filled(folder / "enough", small * LONGEST // WEEKS, weeks=LONGEST)
    shorter = _filled(folder / "small", small)
    medium = _filled(folder / "middle", middle)
    yield from rebuilding.measure(medium, rounds=few, for_runner=sizes.for_runner)
    yield from pictures.measure(shorter, small, rounds=sizes.rounds)
    yield from pictures.measure_history(longer, enough, shorter, rounds=sizes.rounds)
    for house in (longer, enough, shorter):
        house.close()
    yield from pictures.measure(medium, middle, rounds=sizes.rounds)
    yield from serving.measure(medium, middle, requests=sizes.requests, rounds=few)
    medium.close()
    largest = _filled(folder / "large", large)
    yield from pictures.measure(largest, large, rounds=sizes.rounds)
    yield from pictures.measure_longer(largest, large, rounds=sizes.rounds)
    yield pictures.measure_paper(largest, rounds=sizes.rounds)
    yield pictures.measure_slides(largest, rounds=sizes.rounds)
    yield pictures.measure_workbook(largest, rounds=sizes.rounds)
    largest.close()


def measure_statistics(sizes: Sizes) -> Iterator[Row]:
    """The rows whose peers only `make bench` installs."""
    given = statistics.FULL if sizes is FULL else statistics.QUICK
    yield from statistics.measure(given, rounds=sizes.rounds // 2)


def _filled(folder: Path, reports: int, *, weeks: int = WEEKS) -> House:
    house = open_house(folder)
    fill(house, reports, weeks=weeks)
    return house


def table_of(rows: Sequence[Row]) -> Table:
    """The table in plain text."""
    table = Table(box=None, pad_edge=False)
    for name in ("what", "ours", "peer", "ratio", "bar", "met", "against"):
        right = name in {"ours", "peer", "ratio", "bar"}
        table.add_column(name, justify="right" if right else "left", no_wrap=name != "against")
    for row in rows:
        met = {None: "-", True: "yes", False: "NO"}[row.met]
        ours, peer = (_figure(value, row) for value in (row.ours, row.peer))
        table.add_row(row.what, ours, peer, f"{row.ratio:.2f}", bar_of(row), met, row.against)
    return table


def _figure(value: float, row: Row) -> str:
    return f"{value:,.0f}/s" if row.unit == "/s" else f"{value * 1000:,.0f} ms"


def bar_of(row: Row) -> str:
    """What was promised, in a few signs."""
    if row.bar is None:
        return "-"
    sign, limit = ("≥", row.bar.least) if row.bar.most is None else ("≤", row.bar.most)
    assert limit is not None
    return f"{sign} {limit:g}" if row.bar.of == "ratio" else f"{sign} {_figure(limit, row)}"


def write_json(path: Path, rows: Sequence[Row]) -> None:
    """The rows for a program."""
    found = [{**asdict(row), "met": row.met} for row in rows]
    path.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 1 when a promise was not kept, which --quick does not ask for."""
    parser = argparse.ArgumentParser(prog="benchmarks.run", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small records, a minute in all")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows there as well")
    parser.add_argument("--folder", type=Path, help="where the records are made (and removed)")
    chosen = parser.parse_args(arguments)
    console = Console(width=None if sys.stdout.isatty() else 200)
    folder = Path(tempfile.mkdtemp(prefix="lagesbild-bench-", dir=chosen.folder))
    rows: list[Row] = []
    try:
        sizes = QUICK if chosen.quick else FULL
        for row in chain(measure(folder, sizes), measure_statistics(sizes)):
            rows.append(row)
            print(f"measured: {row.what}", file=sys.stderr, flush=True)
    finally:
        shutil.rmtree(folder)
    console.print(table_of(rows))
    load, cores = os.getloadavg()[0], os.cpu_count()
    console.print(f"Load of the machine at the end: {load:.1f} on {cores} cores.")
    if chosen.json:
        write_json(chosen.json, rows)
    return int(not chosen.quick and any(row.met is False for row in rows))


if __name__ == "__main__":
    sys.exit(main())

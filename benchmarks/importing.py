"""A file of reports imported from end to end, against raw sqlite3 writing the rows it led to."""

import csv
import random
from collections.abc import Iterator
from pathlib import Path

from benchmarks.append import TEXT
from benchmarks.measuring import Bar, Row, seconds, side_by_side
from benchmarks.raw import RawFile, written
from benchmarks.records import (
    ACTOR,
    CATEGORIES,
    LAST_WEEK,
    ORGANISATIONS,
    House,
    copy_of,
    known_after,
    open_house,
    submitted,
)
from events.database import reading
from events.fact import Decided
from events.report import ReportSubmitted
from ingest.files import BATCH, import_file
from ingest.mapping import parse_mapping
from ingest.rules import FileMapping
from reference.weeks import ZONE

TEN_THOUSAND_A_SECOND = Bar("ours", least=10_000)

COLUMNS = ("id", "tid", "enhet", "typ", "long", "lat", "beskrivning")
SEALED_SHARE = 1.0


def measure(folder: Path, *, reports: int, rounds: int) -> Iterator[Row]:
    """The rows of the table; each round imports a file of `reports` reports, each with a text."""
    yield _measure(folder, reports, rounds)


def mapping() -> FileMapping:
    """What the columns of the file mean."""
    return parse_mapping(
        {
            "name": "benchmark",
            "about": "Made-up reports: id, time, organisation, kind, point and a text",
            "organisation": {"column": "enhet"},
            "id": {"columns": "id", "source": "id"},
            "occurred": {"column": "tid", "formats": "%Y-%m-%d %H:%M"},
            "category": {"column": "typ", "values": {f"Typ {c}": c for c in CATEGORIES}},
            "place": {"by": "point", "lon": "long", "lat": "lat"},
            "details": {"basis": "IMPORT"},
            "text": {"column": "beskrivning"},
        }
    )


def write_file(path: Path, reports: int, *, seed: int) -> Path:
    """A CSV file of reports of the last week, each with its own id, point and text."""
    dice = random.Random(seed)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        for number, decided in enumerate(submitted(reports, week=LAST_WEEK, seed=seed)):
            rows.writerow(_cells(f"{seed}-{number}", decided, dice))
    return path


def _cells(name: str, decided: Decided, dice: random.Random) -> tuple[object, ...]:
    fact = decided.fact
    assert isinstance(fact, ReportSubmitted)
    local = fact.told.occurred_from.astimezone(ZONE)
    return (
        name,
        f"{local:%Y-%m-%d %H:%M}",
        dice.choice(ORGANISATIONS),
        f"Typ {fact.category}",
        f"{dice.random() / 2:.6f}",
        f"{dice.random() / 5:.6f}",
        f"{TEXT} Ärende {name}.",
    )


def _measure(folder: Path, reports: int, rounds: int) -> Row:
    rehearsal, house = open_house(folder / "rehearsal"), open_house(folder / "ours")
    raw = RawFile(*(copy_of(file, folder / file.name) for file in house.files))
    files = [
        write_file(folder / f"{number}.csv", reports, seed=number) for number in range(rounds + 1)
    ]
    ends = [_head(rehearsal)]
    for file in files:
        _import(rehearsal, file)
        ends += [min(upto, _head(rehearsal)) for upto in _batches(ends[-1], reports)]
    rows = iter(written(rehearsal, ends))
    rehearsal.close()
    per_round = len(_batches(0, reports))

    def peer(_: int) -> float:
        batches = [next(rows) for _ in range(per_round)]

        def write() -> None:
            for batch in batches:
                raw.write(batch)

        return seconds(write) / reports

    row = side_by_side(
        f"import of a file of {reports:,} reports with texts",
        lambda number: seconds(lambda: _import(house, files[number])) / reports,
        peer,
        rounds=rounds,
        unit="/s",
        against="raw sqlite3, same rows and transactions",
        bar=TEN_THOUSAND_A_SECOND,
    )
    house.close()
    raw.close()
    return row


def _import(house: House, file: Path) -> None:
    account = import_file(house.registry, file, mapping(), actor=ACTOR, at=known_after(LAST_WEEK))
    assert account.accepted == account.rows, account


def _head(house: House) -> int:
    with reading(house.log.engine) as connection:
        return house.log.head(connection).position


def _batches(begun: int, reports: int) -> list[int]:
    """The last positions of the transactions that an import of a file takes."""
    return [min(begun + n, begun + reports) for n in range(BATCH, reports + BATCH, BATCH)]

"""The peer: the same rows written with `sqlite3` alone, to the same tables with the same settings.

Nothing is read, checked, decided, encoded or counted here; the rows lie ready. So the ratio says
what the house adds to the least that the database costs.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.records import MUNICIPALITY, House
from events.sqlite import SETTINGS
from projections import weekly
from projections.cells import EPOCH
from projections.tables import tables

Rows = list[tuple[Any, ...]]

ADD_CELL = (
    "INSERT INTO cell VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT DO UPDATE SET n = cell.n + excluded.n"
)
ADD_MARGIN = (
    "INSERT INTO margin VALUES (?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT DO UPDATE SET n = margin.n + excluded.n"
)


class Written(NamedTuple):
    """The rows that one transaction wrote, in the order of the log; `keys` those of the keys' file.

    Only of new reports: a change would also close a span.
    """

    keys: Rows
    log: Rows
    register: Rows
    shared: Rows
    changes: Rows
    cells: Rows
    margins: Rows


def written(house: House, ends: Sequence[int]) -> list[Written]:
    """What each transaction wrote: `ends` are their last positions, the first one that before them.

    A report has at most one text.
    """
    record, keys = (sqlite3.connect(file) for file in house.files)
    after = "WHERE municipality = ? AND {} > ? AND {} <= ? ORDER BY {}"
    # Keys are made in the order of the log, one for each text; that of a report is in its state.
    made = iter(keys.execute("SELECT * FROM payload_key ORDER BY rowid").fetchall())
    found: list[Written] = []
    for first, last in pairwise(ends):

        def rows(table: str, by: str, first: int = first, last: int = last) -> Rows:
            text = f"SELECT * FROM {table} {after.format(by, by, by)}"  # noqa: S608 - our own names
            return record.execute(text, (MUNICIPALITY, first, last)).fetchall()

        log, changes = rows("log", "position"), rows("cell_change", "position")
        found.append(
            Written(
                [next(made) for row in log if b'"box":' in row[-1]],
                log,
                rows("register", "from_position"),
                rows("shared_with", "from_position"),
                changes,
                list(_cells(changes)),
                list(_margins(changes)),
            )
        )
    record.close()
    keys.close()
    return found


def _cells(changes: Rows) -> Iterator[tuple[Any, ...]]:
    """What the changes of one transaction add to the cells."""
    sums: dict[tuple[Any, ...], int] = {}
    for municipality, position, delta, *cell in changes:
        key = (municipality, *cell[:5], position // EPOCH)
        sums[key] = sums.get(key, 0) + delta
    return ((*key, n) for key, n in sums.items())


def _margins(changes: Rows) -> Iterator[tuple[Any, ...]]:
    """What the changes of one transaction add to the margins."""
    sums: dict[tuple[Any, ...], int] = {}
    for change in changes:
        municipality, position, delta, week, *_, age, hour, place, square = change
        margins = (("hour", hour), ("place", place), ("square", square), *weekly.keys(change))
        for kind, of in margins:
            if of:
                key = (municipality, kind, week, of, age, position // EPOCH)
                sums[key] = sums.get(key, 0) + delta
    return ((*key, n) for key, n in sums.items())


def connect(path: Path | str) -> sqlite3.Connection:
    """Open a file with the settings that the house opens it with."""
    connection = sqlite3.connect(path, isolation_level=None)
    if path != ":memory:":
        connection.execute("PRAGMA journal_mode = WAL")
    for name, value in SETTINGS.items():
        connection.execute(f"PRAGMA {name} = {value}")
    return connection


class RawFile:
    """Copies of a house's two files, written to without the house."""

    def __init__(self, record: Path, keys: Path) -> None:
        self._record = connect(record)
        self._keys = connect(keys)

    def write(self, batch: Written) -> None:
        """Write a batch in one transaction, its keys in one before."""
        one = len(batch.log) == 1
        if batch.keys:
            self._keys.execute("BEGIN IMMEDIATE")
            _insert(self._keys, "payload_key", batch.keys)
            self._keys.execute("COMMIT")
        last = batch.log[-1]
        record = self._record
        record.execute("BEGIN IMMEDIATE")
        record.execute(
            "UPDATE log_head SET position = ?, recorded_at = ? WHERE municipality = ?",
            (last[1], last[5], MUNICIPALITY),
        )
        _insert(record, "log", batch.log)
        _insert(record, "register", batch.register)
        _insert(record, "shared_with", batch.shared)
        _insert(record, "cell_change", batch.changes)
        if one:
            record.execute(ADD_CELL, batch.cells[0])
        else:
            record.executemany(ADD_CELL, batch.cells)
        record.executemany(ADD_MARGIN, batch.margins)
        record.execute("COMMIT")

    def close(self) -> None:
        """Close both files."""
        self._record.close()
        self._keys.close()


def _insert(connection: sqlite3.Connection, table: str, rows: Rows) -> None:
    """Insert rows; a single one as a single statement, which is faster."""
    if not rows:
        return
    text = f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})"  # noqa: S608 - our own names
    if len(rows) == 1:
        connection.execute(text, rows[0])
    else:
        connection.executemany(text, rows)


def projected(path: Path) -> dict[str, Rows]:
    """All rows of the projections' tables, in the order in which they were written."""
    order = {"register": "from_position", "cell": "epoch", "cell_change": "position"}
    connection = sqlite3.connect(path)
    found = {
        table.name: connection.execute(
            f"SELECT * FROM {table.name} ORDER BY {order.get(table.name, 1)}"  # noqa: S608 - our own names
        ).fetchall()
        for table in tables().all
    }
    connection.close()
    return found


def write_projected(
    connection: sqlite3.Connection, rows: dict[str, Rows], *, parts: int = 1
) -> None:
    """Write them in `parts` transactions of about the same size."""
    for part in range(parts):
        connection.execute("BEGIN IMMEDIATE")
        for table, all_rows in rows.items():
            size = -(-len(all_rows) // parts)
            some = all_rows[part * size : (part + 1) * size]
            if some:
                marks = ", ".join("?" * len(some[0]))
                connection.executemany(f"INSERT INTO {table} VALUES ({marks})", some)  # noqa: S608 - our own names
        connection.execute("COMMIT")

"""Folding the log into the projections, against raw sqlite3 and against `ProjectionRunner`."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import Bar, Row, seconds, side_by_side
from benchmarks.raw import connect, projected, write_projected
from benchmarks.records import House, fill, open_house
from events.database import open_engine, reading, writing
from projections.record import carry
from projections.rebuild import PAGE, rebuild
from projections.replay import replayed
from projections.tables import tables

HALF_OF_RAW = Bar("ratio", least=0.5)


def measure(folder: Path, *, reports: int, rounds: int) -> Iterator[Row]:
    """The rows of the table on a record of `reports` reports."""
    house = open_house(folder / "rebuilding")
    fill(house, reports)
    with reading(house.log.engine) as connection:
        entries = house.log.head(connection).position
    yield _replay(house, entries, rounds)
    yield _rebuild(house, entries, rounds)
    house.close()


def _replay(house: House, entries: int, rounds: int) -> Row:
    """The log folded into a database in memory, as a replay does."""
    rows = projected(house.files[0])
    schema = _schema(house)

    def ours(_: int) -> float:
        def fold() -> None:
            with replayed(house.log, entries):
                pass

        return seconds(fold) / entries

    def peer(_: int) -> float:
        connection = connect(":memory:")
        connection.executescript(schema)
        took = seconds(lambda: write_projected(connection, rows))
        connection.close()
        return took / entries

    return side_by_side(
        f"replay of {entries:,} entries, in memory",
        ours,
        peer,
        rounds=rounds,
        unit="/s",
        against="raw sqlite3, same rows",
        bar=HALF_OF_RAW,
    )


def _rebuild(house: House, entries: int, rounds: int) -> Row:
    """The projections built anew beside the old ones, compared and swapped, in the file."""
    rows = projected(house.files[0])
    raw = house.folder / "raw.db"
    schema = _schema(house)

    def ours(_: int) -> float:
        return seconds(lambda: rebuild(house.log.engine, [house.log])) / entries

    def peer(_: int) -> float:
        raw.unlink(missing_ok=True)
        connection = connect(raw)
        connection.executescript(schema)
        took = seconds(lambda: write_projected(connection, rows, parts=-(-entries // PAGE)))
        connection.close()
        return took / entries

    return side_by_side(
        f"rebuild of {entries:,} entries, compared and swapped",
        ours,
        peer,
        rounds=rounds,
        unit="/s",
        against="raw sqlite3, same rows",
        bar=HALF_OF_RAW,
    )


def _schema(house: House) -> str:
    connection = connect(house.files[0])
    names = [table.name for table in tables().all]
    rows = connection.execute(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name IN "  # noqa: S608 - marks only
        f"({', '.join('?' * len(names))}) ORDER BY type DESC",
        names,
    )
    schema = ";".join(sql for (sql,) in rows)
    connection.close()
    return schema

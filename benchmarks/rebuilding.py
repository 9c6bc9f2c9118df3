"""Folding the log into the projections, against raw sqlite3 and against `ProjectionRunner`."""

from collections.abc import Iterator
from functools import partial
from uuid import uuid4

from benchmarks.measuring import Bar, Row, seconds, side_by_side
from benchmarks.raw import Rows, connect, projected, write_projected
from benchmarks.records import LAST_WEEK, House, submitted
from benchmarks.runner import library
from events.database import reading, writing
from projections.rebuild import NEW, PAGE, rebuild
from projections.record import carry
from projections.replay import replayed
from projections.tables import Tables, tables

HALF_OF_RAW = Bar("ratio", least=0.5)
TIMES_THE_RUNNER = Bar("ratio", least=25)
SAME_ROWS = "raw sqlite3, same rows"


def measure(house: House, *, rounds: int, for_runner: int) -> Iterator[Row]:
    """The rows of the table on a record; `for_runner` is how many events the runner gets."""
    with reading(house.log.engine) as connection:
        entries = house.log.head(connection).position
    rows = projected(house.files[0])
    schema = _schema(house)
    yield _replay(house, entries, rows, schema, rounds)
    yield _beside(house, entries, rows, schema, rounds)
    yield _rebuild(house, entries, rows, schema, rounds)
    yield _runner(house, entries, for_runner, rounds)


def _replay(house: House, entries: int, rows: dict[str, Rows], schema: str, rounds: int) -> Row:
    """The log folded into a database in memory, as a replay does."""

    def peer(_: int) -> float:
        connection = connect(":memory:")
        connection.executescript(schema)
        took = seconds(lambda: write_projected(connection, rows))
        connection.close()
        return took / entries

    return side_by_side(
        f"replay: {entries:,} entries folded in memory",
        lambda _: seconds(partial(_fold, house, entries)) / entries,
        peer,
        rounds=rounds,
        unit="/s",
        against=SAME_ROWS,
        bar=HALF_OF_RAW,
    )


def _fold(house: House, entries: int) -> None:
    with replayed(house.log, entries):
        pass


def _beside(house: House, entries: int, rows: dict[str, Rows], schema: str, rounds: int) -> Row:
    """The part of a rebuild that grows with the log: new tables filled beside the live ones."""

    def ours(_: int) -> float:
        new = tables(NEW, uuid4().hex[:8])
        with writing(house.log.engine) as connection:
            new.metadata.create_all(connection)
        took = seconds(partial(_fill_beside, house, new, entries))
        with writing(house.log.engine) as connection:
            new.metadata.drop_all(connection)
        return took / entries

    return side_by_side(
        f"rebuild: {entries:,} entries folded in the file",
        ours,
        lambda _: seconds(_writing_a_file(house, rows, schema, entries)) / entries,
        rounds=rounds,
        unit="/s",
        against=SAME_ROWS,
        bar=HALF_OF_RAW,
    )


def _fill_beside(house: House, new: Tables, entries: int) -> None:
    for after in range(0, entries, PAGE):
        with writing(house.log.engine) as connection:
            upto = min(after + PAGE, entries)
            for page in house.log.pages(connection, after=after, upto=upto):
                carry(connection, new, house.log.municipality, page)


def _rebuild(house: House, entries: int, rows: dict[str, Rows], schema: str, rounds: int) -> Row:
    """The whole: folded, compared with what stands, swapped. The peer too reads both."""

    def ours() -> None:
        assert rebuild(house.log.engine, [house.log]).swapped

    def peer(_: int) -> float:
        write = _writing_a_file(house, rows, schema, entries)
        live = connect(house.files[0])

        def write_and_read() -> None:
            write()
            written = connect(house.folder / "raw.db")
            for connection in (live, written):
                for table in tables().all:
                    keys = ", ".join(column.name for column in table.primary_key)
                    found = connection.execute(f"SELECT * FROM {table.name} ORDER BY {keys}")  # noqa: S608 - our own names
                    while found.fetchmany(5_000):
                        pass
            written.close()

        took = seconds(write_and_read)
        live.close()
        return took / entries

    return side_by_side(
        "rebuild: folded, compared with what stands, swapped",
        lambda _: seconds(ours) / entries,
        peer,
        rounds=rounds,
        unit="/s",
        against="raw sqlite3, same rows, then both sets read in order",
        bar=HALF_OF_RAW,
    )


def _writing_a_file(
    house: House, rows: dict[str, Rows], schema: str, entries: int
) -> "partial[None]":
    """Writes the rows to a new file in as many transactions as a rebuild takes."""
    file = house.folder / "raw.db"
    for name in (file.name, f"{file.name}-wal", f"{file.name}-shm"):
        file.with_name(name).unlink(missing_ok=True)
    connection = connect(file)
    connection.executescript(schema)
    return partial(write_projected, connection, rows, parts=-(-entries // PAGE))


def _runner(house: House, entries: int, events: int, rounds: int) -> Row:
    """Our fold against the library's runner, on as many rounds of new events."""
    with library() as peer:

        def project(number: int) -> float:
            upto = peer.append(submitted(events, week=LAST_WEEK, seed=number))
            return seconds(lambda: peer.project(upto)) / events

        return side_by_side(
            "replay, against the library's own runner",
            lambda _: seconds(partial(_fold, house, entries)) / entries,
            project,
            rounds=rounds,
            unit="/s",
            against="ProjectionRunner on PostgreSQL, weekly counts only",
            bar=TIMES_THE_RUNNER,
        )


def _schema(house: House) -> str:
    """The statements that made the projections' tables and indexes."""
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

"""How many reports are counted, by week, area, category and organisation, as of any position.

`cell` keeps sums for each epoch of 16,384 positions of the log; `cell_change` keeps each change by
itself. As of a position, a count is the sum of the whole epochs before it and of the changes since
the epoch began. So a picture reads the cells of its own weeks, however long the record is, and
reading the past costs what reading the present does. See docs/decisions/0007.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    Select,
    String,
    Table,
    bindparam,
    func,
    insert,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.dialects import postgresql, sqlite

from events.columns import to_microseconds
from events.statements import Prepared
from projections.tables import Tables, tables
from reference.weeks import Week

EPOCH = 1 << 14


Change = tuple[str, int, int, int, str, str, str, int, str, str, str]
"""What the entry at a position did to a cell: municipality, position, +1 or -1, key of the week,
area, category, organisation, age; hour, place and square for the margins. A row of `cell_change` as
the driver takes it."""

AGES_D = (1, 2, 3, 4, 5, 6, 7, 14, 28)
"""The days after the end of a week at which one age of its record gives way to the next."""
OLDEST = len(AGES_D)
_DAY_US = 24 * 3_600_000_000


def age(week: int, recorded: int) -> int:
    """How old a week (by its key) was at a moment, in microseconds since 1970: 0 to 9.

    0 until the end of the Monday after it, while it runs too; then a day each for six days, up to
    14 days, up to 28 days, later. So a week's picture, and the weeks that it is compared with, can
    be counted as they were known at the same age.
    """
    since = recorded - _end_us(week)
    return 0 if since < _DAY_US else bisect_right(AGES_D, since // _DAY_US)


@lru_cache(maxsize=2**12)
def _end_us(week: int) -> int:
    return to_microseconds(Week.from_key(week).end_at)


class _Statements(NamedTuple):
    change: Prepared
    add: dict[str, Prepared]


@cache
def _statements(into: Tables) -> _Statements:
    names = [column.name for column in into.cell.columns]
    values: dict[str, Any] = {name: bindparam(name) for name in names}
    keys = names[:-1]
    additions: dict[str, Prepared] = {}
    for database, dialect in (("sqlite", sqlite), ("postgresql", postgresql)):
        statement = dialect.insert(into.cell).values(values)
        statement = statement.on_conflict_do_update(
            index_elements=keys, set_={"n": into.cell.c.n + statement.excluded.n}
        )
        additions[database] = Prepared(statement, *names)
    changes = [column.name for column in into.cell_change.columns]
    return _Statements(Prepared(insert(into.cell_change), *changes), additions)


def carry(connection: Connection, into: Tables, changes: Sequence[Change]) -> None:
    """Carry the changes that a batch of entries made."""
    if not changes:
        return
    statements = _statements(into)
    statements.change.run(connection, changes)
    sums: dict[tuple[str, int, str, str, str, int, int], int] = {}
    for municipality, position, delta, week, area, category, organisation, old, *_ in changes:
        cell = (municipality, week, area, category, organisation, old, position // EPOCH)
        sums[cell] = sums.get(cell, 0) + delta
    # Also those that add up to nothing: which rows there are must not depend on the batches.
    statements.add[connection.dialect.name].run(
        connection, [(*cell, n) for cell, n in sums.items()]
    )


def count(
    connection: Connection,
    municipality: str,
    weeks: Iterable[int],
    by: Sequence[str],
    position: int,
    *,
    without: Sequence[str] = (),
    age: int | None = None,
) -> dict[tuple[int | str, ...], int]:
    """Counted reports as known at `position`, keyed by the values of the columns `by`.

    `weeks` are keys of weeks; `by` names columns of the cells, for instance ("week", "area");
    `without` are categories to leave out. With `age`, of each week only what was known of it at
    that age. Cells that add up to nothing are left out.
    """
    to_ask = asked(municipality, weeks, position, age=OLDEST if age is None else age)
    rows = connection.execute(_count(tuple(by)), to_ask | {"without": list(without)})
    return {tuple(key): int(n) for *key, n in rows}


def asked(
    municipality: str, weeks: Iterable[int], position: int, *, age: int = OLDEST
) -> dict[str, Any]:
    """What `summed` and `changed` ask for: of `weeks` (keys), as known at a position and an age."""
    return {
        "municipality": municipality,
        "weeks": sorted(set(weeks)),
        "age": age,
        "epoch": position // EPOCH,
        "begins": position // EPOCH * EPOCH,
        "position": position,
    }


def summed(of: Table) -> tuple[ColumnElement[bool], ...]:
    """Which sums are asked for, of cells or margins: those of epochs before the position's own."""
    return (
        of.c.municipality == bindparam("municipality", type_=String),
        of.c.week.in_(bindparam("weeks", type_=Integer, expanding=True)),
        of.c.age <= bindparam("age", type_=Integer),
        of.c.epoch < bindparam("epoch", type_=Integer),
    )


def changed(change: Table) -> tuple[ColumnElement[bool], ...]:
    """Which changes come on top of them: those since the position's epoch began, up to it."""
    return (
        change.c.municipality == bindparam("municipality", type_=String),
        change.c.position >= bindparam("begins", type_=BigInteger),
        change.c.position <= bindparam("position", type_=BigInteger),
        change.c.week.in_(bindparam("weeks", type_=Integer, expanding=True)),
        change.c.age <= bindparam("age", type_=Integer),
    )


@cache
def _count(by: tuple[str, ...]) -> Select[Any]:
    live = tables()
    cell, change = live.cell, live.cell_change
    without = bindparam("without", type_=String, expanding=True)
    whole = (
        select(*(cell.c[name] for name in by), func.sum(cell.c.n).label("n"))
        .where(*summed(cell), cell.c.category.not_in(without))
        .group_by(*(cell.c[name] for name in by))
    )
    since = (
        select(*(change.c[name] for name in by), func.sum(change.c.delta).label("n"))
        .where(*changed(change), change.c.category.not_in(without))
        .group_by(*(change.c[name] for name in by))
    )
    both = union_all(whole, since).subquery()
    total = func.sum(both.c.n)
    return (
        select(*(both.c[name] for name in by), total)
        .group_by(*(both.c[name] for name in by))
        .having(total != literal_column("0"))
    )


def picked(
    connection: Connection,
    municipality: str,
    weeks: Iterable[int],
    of: Mapping[str, Collection[str]],
    position: int,
    *,
    age: int = OLDEST,
) -> dict[tuple[int | str, ...], int]:
    """Counted reports of some areas, categories and organisations, the columns that `of` names.

    Keyed by week, area, category and organisation. These cells alone are looked up, so it is cheap
    for few cells of many weeks, where `count` would read all cells of the weeks.
    """
    cell, change = tables().cell, tables().cell_change
    names = ("area", "category", "organisation")
    of_weeks, epoch = sorted(set(weeks)), position // EPOCH
    found: dict[tuple[int | str, ...], int] = {}
    for table, n, moment in (
        (cell, cell.c.n, cell.c.epoch < epoch),
        (change, change.c.delta, change.c.position.between(epoch * EPOCH, position)),
    ):
        by = [table.c.week, *(table.c[name] for name in names)]
        rows = connection.execute(
            select(*by, func.sum(n))
            .where(
                table.c.municipality == municipality,
                table.c.week.in_(of_weeks),
                *(table.c[name].in_(sorted(of[name])) for name in names),
                table.c.age <= age,
                moment,
            )
            .group_by(*by)
        )
        for *key, sum_ in rows:
            found[tuple(key)] = found.get(tuple(key), 0) + int(sum_)
    return {key: n for key, n in found.items() if n}


def first_week(connection: Connection, municipality: str, position: int) -> int | None:
    """The key of the earliest week with a counted report as known at `position`."""
    live = tables()
    found = [
        connection.scalar(
            select(func.min(live.cell.c.week)).where(
                live.cell.c.municipality == municipality,
                live.cell.c.epoch < position // EPOCH,
            )
        ),
        connection.scalar(
            select(func.min(live.cell_change.c.week)).where(
                live.cell_change.c.municipality == municipality,
                live.cell_change.c.position >= position // EPOCH * EPOCH,
                live.cell_change.c.position <= position,
            )
        ),
    ]
    return min((week for week in found if week is not None), default=None)

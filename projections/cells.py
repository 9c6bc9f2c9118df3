"""How many reports are counted, by week, area, category and organisation, as of any position.

`cell` keeps sums for each epoch of 16,384 positions of the log; `cell_change` keeps each change by
itself. As of a position, a count is the sum of the whole epochs before it and of the changes since
the epoch began. So a picture reads the cells of its own weeks, however long the record is, and
reading the past costs what reading the present does. See docs/decisions/0007.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Connection,
    Integer,
    Select,
    String,
    bindparam,
    func,
    insert,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.dialects import postgresql, sqlite

from events.statements import Prepared
from projections.tables import Tables, tables

EPOCH = 1 << 14


Change = tuple[str, int, int, int, str, str, str]
"""What the entry at a position did to a cell: municipality, position, +1 or -1, key of the week,
area, category, organisation. A row of `cell_change` as the driver takes it."""


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
    sums: dict[tuple[str, int, str, str, str, int], int] = {}
    for municipality, position, delta, week, area, category, organisation in changes:
        cell = (municipality, week, area, category, organisation, position // EPOCH)
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
) -> dict[tuple[int | str, ...], int]:
    """Counted reports as known at `position`, keyed by the values of the columns `by`.

    `weeks` are keys of weeks; `by` names columns of the cells, for instance ("week", "area");
    `without` are categories to leave out. Cells that add up to nothing are left out.
    """
    rows = connection.execute(
        _count(tuple(by)),
        {
            "municipality": municipality,
            "weeks": sorted(set(weeks)),
            "epoch": position // EPOCH,
            "begins": position // EPOCH * EPOCH,
            "position": position,
            "without": list(without),
        },
    )
    return {tuple(key): int(n) for *key, n in rows}


@cache
def _count(by: tuple[str, ...]) -> Select[Any]:
    live = tables()
    cell, change = live.cell, live.cell_change
    municipality = bindparam("municipality", type_=String)
    weeks = bindparam("weeks", type_=Integer, expanding=True)
    without = bindparam("without", type_=String, expanding=True)
    whole = (
        select(*(cell.c[name] for name in by), func.sum(cell.c.n).label("n"))
        .where(
            cell.c.municipality == municipality,
            cell.c.week.in_(weeks),
            cell.c.category.not_in(without),
            cell.c.epoch < bindparam("epoch", type_=Integer),
        )
        .group_by(*(cell.c[name] for name in by))
    )
    since = (
        select(*(change.c[name] for name in by), func.sum(change.c.delta).label("n"))
        .where(
            change.c.municipality == municipality,
            change.c.position >= bindparam("begins", type_=BigInteger),
            change.c.position <= bindparam("position", type_=BigInteger),
            change.c.week.in_(weeks),
            change.c.category.not_in(without),
        )
        .group_by(*(change.c[name] for name in by))
    )
    both = union_all(whole, since).subquery()
    total = func.sum(both.c.n)
    return (
        select(*(both.c[name] for name in by), total)
        .group_by(*(both.c[name] for name in by))
        .having(total != literal_column("0"))
    )


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

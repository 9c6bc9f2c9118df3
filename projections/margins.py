"""How many disturbing reports by one thing at a time: the hour of the week, the place, the square.

Kept as the cells are, by epochs of the log, so that no picture rescans the register for a history
of places or hours. Squares count no sensitive category.
"""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    Select,
    String,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.dialects import postgresql, sqlite

from events.statements import Prepared
from projections import cells, weekly
from projections.cells import Change
from projections.tables import Tables, tables
from reference.categories import counts_under, taxonomy

HOUR, PLACE, SQUARE = "hour", "place", "square"
KINDS = (HOUR, PLACE, SQUARE)


def counted_under(category: str, hour: int | None, place: str, square: str) -> tuple[str, str, str]:
    """The keys that a report is counted under by hour, place and square; "" for none."""
    disturbing, sensitive = _kind(category)
    if not disturbing:
        return "", "", ""
    return "" if hour is None else str(hour), place, "" if sensitive else square


@lru_cache(maxsize=2**10)
def _kind(category: str) -> tuple[bool, bool]:
    """Whether a category disturbs, and whether it is sensitive; a local one as its parent."""
    known = taxonomy().categories.get(counts_under(category))
    return (True, True) if known is None else (known.disturbance, known.sensitive)


def carry(connection: Connection, into: Tables, changes: Sequence[Change]) -> None:
    """Carry the changes that a batch of entries made; the cells keep each of them."""
    sums: dict[tuple[str, str, int, str, int], int] = {}
    for change in changes:
        municipality, position, delta, week = change[:4]
        for kind, key in zip(KINDS, change[-3:], strict=True):
            if key:
                margin = (municipality, kind, week, key, position // cells.EPOCH)
                sums[margin] = sums.get(margin, 0) + delta
        for kind, key in weekly.keys(change):
            margin = (municipality, kind, week, key, position // cells.EPOCH)
            sums[margin] = sums.get(margin, 0) + delta
    if sums:
        # Also those that add up to nothing: which rows there are must not depend on the batches.
        add = _additions(into)[connection.dialect.name]
        add.run(connection, [(*margin, n) for margin, n in sums.items()])


def count(
    connection: Connection, municipality: str, kind: str, weeks: Iterable[int], position: int
) -> dict[tuple[int, str], int]:
    """Disturbing reports as known at `position`, by (key of the week, hour, place or square)."""
    rows = connection.execute(
        _count(kind),
        {
            "municipality": municipality,
            "kind": kind,
            "weeks": sorted(set(weeks)),
            "epoch": position // cells.EPOCH,
            "begins": position // cells.EPOCH * cells.EPOCH,
            "position": position,
        },
    )
    return {(week, key): int(n) for week, key, n in rows}


def gathered(
    connection: Connection,
    municipality: str,
    kind: str,
    weeks: Iterable[int],
    position: int,
    *,
    only: Sequence[str] | None = None,
) -> dict[str, int]:
    """The same over all `weeks` together, by hour, place or square; of a few keys if `only` these.

    Cheaper than `count` where it does not matter which week a report is of.
    """
    asked = _asked(municipality, weeks, position) | {"kind": kind}
    if only is not None:
        asked["only"] = list(only)
    rows = connection.execute(_gathered(kind, some=only is not None), asked).all()
    return {key: int(n) for key, n in rows}


def by_square(
    connection: Connection, municipality: str, weeks: Iterable[int], position: int
) -> NDArray[np.int64]:
    """Disturbing reports of all `weeks` by square: rows of its two numbers and a count.

    A square may come more than once; its counts are to be added up, and may be negative.
    """
    asked = _asked(municipality, weeks, position) | {"kind": SQUARE}
    # All squares of half a year as two texts: handing over a row for each would take far longer.
    texts = [connection.execute(statement, asked).one() for statement in _by_square()]
    return np.concatenate([_numbers(keys, counts) for keys, counts in texts])


def _numbers(keys: str | None, counts: str | None) -> NDArray[np.int64]:
    if not keys or not counts:
        return np.zeros((0, 3), np.int64)
    squares = np.fromstring(keys, np.int64, sep=":").reshape(-1, 2)
    return np.column_stack([squares, np.fromstring(counts, np.int64, sep=":")])


def totals(
    connection: Connection, municipality: str, weeks: Iterable[int], position: int
) -> dict[int, int]:
    """Disturbing reports by week as known at `position`, without the weeks that have none."""
    found = dict[int, int]()
    for week, category, n in connection.execute(
        _totals(), _asked(municipality, weeks, position)
    ).all():
        if not category or _kind(category)[0]:
            found[week] = found.get(week, 0) + int(n)
    return {week: n for week, n in found.items() if n}


def _asked(municipality: str, weeks: Iterable[int], position: int) -> dict[str, Any]:
    return {
        "municipality": municipality,
        "weeks": sorted(set(weeks)),
        "epoch": position // cells.EPOCH,
        "begins": position // cells.EPOCH * cells.EPOCH,
        "position": position,
    }


@cache
def _additions(into: Tables) -> dict[str, Prepared]:
    names = [column.name for column in into.margin.columns]
    values: dict[str, Any] = {name: bindparam(name) for name in names}
    found: dict[str, Prepared] = {}
    for database, dialect in (("sqlite", sqlite), ("postgresql", postgresql)):
        statement = dialect.insert(into.margin).values(values)
        statement = statement.on_conflict_do_update(
            index_elements=names[:-1], set_={"n": into.margin.c.n + statement.excluded.n}
        )
        found[database] = Prepared(statement, *names)
    return found


@cache
def _count(kind: str) -> Select[Any, Any, Any]:
    live = tables()
    margin, change = live.margin, live.cell_change
    key = change.c[kind]
    municipality = bindparam("municipality", type_=String)
    weeks = bindparam("weeks", type_=Integer, expanding=True)
    whole = (
        select(margin.c.week, margin.c.key, func.sum(margin.c.n).label("n"))
        .where(
            margin.c.municipality == municipality,
            margin.c.kind == bindparam("kind", type_=String),
            margin.c.week.in_(weeks),
            margin.c.epoch < bindparam("epoch", type_=Integer),
        )
        .group_by(margin.c.week, margin.c.key)
    )
    since = (
        select(change.c.week, key, func.sum(change.c.delta).label("n"))
        .where(
            change.c.municipality == municipality,
            change.c.position >= bindparam("begins", type_=BigInteger),
            change.c.position <= bindparam("position", type_=BigInteger),
            change.c.week.in_(weeks),
            key != "",
        )
        .group_by(change.c.week, key)
    )
    both = union_all(whole, since).subquery()
    total = func.sum(both.c.n)
    return (
        select(both.c.week, both.c.key, total)
        .group_by(both.c.week, both.c.key)
        .having(total != literal_column("0"))
    )


@cache
def _gathered(kind: str, *, some: bool) -> Select[Any, Any]:
    live = tables()
    margin, change = live.margin, live.cell_change
    key: ColumnElement[Any] = change.c[kind]
    weeks = bindparam("weeks", type_=Integer, expanding=True)
    municipality = bindparam("municipality", type_=String)
    only = bindparam("only", type_=String, expanding=True)
    whole = (
        select(margin.c.key, func.sum(margin.c.n).label("n"))
        .where(
            margin.c.municipality == municipality,
            margin.c.kind == bindparam("kind", type_=String),
            margin.c.week.in_(weeks),
            margin.c.epoch < bindparam("epoch", type_=Integer),
            *((margin.c.key.in_(only),) if some else ()),
        )
        .group_by(margin.c.key)
    )
    since = (
        select(key, func.sum(change.c.delta).label("n"))
        .where(
            change.c.municipality == municipality,
            change.c.position >= bindparam("begins", type_=BigInteger),
            change.c.position <= bindparam("position", type_=BigInteger),
            change.c.week.in_(weeks),
            key.in_(only) if some else key != "",
        )
        .group_by(key)
    )
    both = union_all(whole, since).subquery()
    of: ColumnElement[Any] = both.c.key
    total: ColumnElement[Any] = func.sum(both.c.n)
    return select(of, total).group_by(of).having(total != literal_column("0"))


@cache
def _totals() -> Select[Any, Any, Any]:
    live = tables()
    margin, change = live.margin, live.cell_change
    municipality = bindparam("municipality", type_=String)
    weeks = bindparam("weeks", type_=Integer, expanding=True)
    whole = (
        select(margin.c.week, literal_column("''", String).label("category"), func.sum(margin.c.n))
        .where(
            margin.c.municipality == municipality,
            margin.c.kind == weekly.ORGANISATION,
            # Without an area are there those that do not disturb.
            func.substr(margin.c.key, 1, 1) != weekly.WITHIN,
            margin.c.week.in_(weeks),
            margin.c.epoch < bindparam("epoch", type_=Integer),
        )
        .group_by(margin.c.week)
    )
    since = (
        select(change.c.week, change.c.category, func.sum(change.c.delta))
        .where(
            change.c.municipality == municipality,
            change.c.position >= bindparam("begins", type_=BigInteger),
            change.c.position <= bindparam("position", type_=BigInteger),
            change.c.week.in_(weeks),
        )
        .group_by(change.c.week, change.c.category)
    )
    both = union_all(whole, since).subquery()
    week, category, n = both.c
    return select(week, category, n)


@cache
def _by_square() -> tuple[Select[Any, Any], Select[Any, Any]]:
    live = tables()
    margin, change = live.margin, live.cell_change
    weeks = bindparam("weeks", type_=Integer, expanding=True)
    municipality = bindparam("municipality", type_=String)
    whole = select(*_texts(margin.c.key, margin.c.n)).where(
        margin.c.municipality == municipality,
        margin.c.kind == bindparam("kind", type_=String),
        margin.c.week.in_(weeks),
        margin.c.epoch < bindparam("epoch", type_=Integer),
    )
    since = select(*_texts(change.c.square, change.c.delta)).where(
        change.c.municipality == municipality,
        change.c.position >= bindparam("begins", type_=BigInteger),
        change.c.position <= bindparam("position", type_=BigInteger),
        change.c.week.in_(weeks),
        change.c.square != "",
    )
    return whole, since


def _texts(
    key: ColumnElement[Any], n: ColumnElement[Any]
) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Keys and counts, each in one text; both in the order of the same rows."""
    return func.aggregate_strings(key, ":"), func.aggregate_strings(cast(n, String), ":")

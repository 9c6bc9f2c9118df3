"""How many disturbing reports by one thing at a time: the hour of the week, the place, the square.

Kept as the cells are, by epochs of the log and the age that the week had, so that no picture
rescans the register for a history of places or hours, and one week can be held against others as
they were known at its age. Squares count no sensitive category.
"""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    bindparam,
    cast,
    func,
    literal_column,
    or_,
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
    sums: dict[tuple[str, str, int, str, int, int], int] = {}
    for change in changes:
        municipality, position, delta, week = change[:4]
        of_one = zip(KINDS, change[-3:], strict=True)
        for kind, key in chain(of_one, weekly.keys(change)):
            if key:
                margin = (municipality, kind, week, key, change[7], position // cells.EPOCH)
                sums[margin] = sums.get(margin, 0) + delta
    if sums:
        # Also those that add up to nothing: which rows there are must not depend on the batches.
        add = _additions(into)[connection.dialect.name]
        add.run(connection, [(*margin, n) for margin, n in sums.items()])


def count(
    connection: Connection,
    municipality: str,
    kind: str,
    weeks: Iterable[int],
    position: int,
    *,
    age: int = cells.OLDEST,
) -> dict[tuple[int, str], int]:
    """Disturbing reports as known at `position`, by (key of the week, hour, place or square).

    With `age`, of each week only what was known of it at that age.
    """
    asked = cells.asked(municipality, weeks, position, age=age) | {"kind": kind}
    return {(week, key): int(n) for week, key, n in connection.execute(_count(kind), asked)}


def gathered(
    connection: Connection,
    municipality: str,
    kind: str,
    weeks: Iterable[int],
    position: int,
    *,
    only: Sequence[str] | None = None,
    age: int = cells.OLDEST,
) -> dict[str, int]:
    """The same over all `weeks` together, by hour, place or square; of a few keys if `only` these.

    Cheaper than `count` where it does not matter which week a report is of.
    """
    asked = cells.asked(municipality, weeks, position, age=age) | {"kind": kind}
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
    asked = cells.asked(municipality, weeks, position) | {"kind": SQUARE}
    # All squares of half a year as two texts: handing over a row for each would take far longer.
    texts = [connection.execute(statement, asked).one() for statement in _by_square()]
    return np.concatenate([_numbers(keys, counts) for keys, counts in texts])


def _numbers(keys: str | None, counts: str | None) -> NDArray[np.int64]:
    if not keys or not counts:
        return np.zeros((0, 3), np.int64)
    squares = np.fromstring(keys, np.int64, sep=":").reshape(-1, 2)
    return np.column_stack([squares, np.fromstring(counts, np.int64, sep=":")])


def told_by(
    connection: Connection,
    municipality: str,
    organisations: Iterable[str],
    weeks: Iterable[int],
    position: int,
    *,
    age: int = cells.OLDEST,
) -> list[tuple[int, str, str, int]]:
    """What some organisations told of a few weeks, changes added up: week, hour, place and count.

    The margins do not say who told, so the changes are read, from the first epoch that has any.
    """
    cell, change = tables().cell, tables().cell_change
    who, of_weeks = sorted(organisations), sorted(set(weeks))
    first = connection.scalar(
        select(func.min(cell.c.epoch)).where(
            cell.c.municipality == municipality,
            cell.c.week.in_(of_weeks),
            cell.c.organisation.in_(who),
        )
    )
    if first is None:
        return []
    by = (change.c.week, change.c.hour, change.c.place)
    rows = connection.execute(
        select(*by, func.sum(change.c.delta))
        .where(
            *cells.changed(change),
            change.c.organisation.in_(who),
            or_(change.c.hour != "", change.c.place != ""),
        )
        .group_by(*by),
        cells.asked(municipality, of_weeks, position, age=age) | {"begins": first * cells.EPOCH},
    )
    return [(week, hour, place, int(n)) for week, hour, place, n in rows]


def totals(
    connection: Connection, municipality: str, weeks: Iterable[int], position: int
) -> dict[int, int]:
    """Disturbing reports by week as known at `position`, without the weeks that have none."""
    found = dict[int, int]()
    asked = cells.asked(municipality, weeks, position) | {"kind": weekly.ORGANISATION}
    for week, category, n in connection.execute(_totals(), asked).all():
        if not category or _kind(category)[0]:
            found[week] = found.get(week, 0) + int(n)
    return {week: n for week, n in found.items() if n}


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
    whole = (
        select(margin.c.week, margin.c.key, func.sum(margin.c.n).label("n"))
        .where(*weekly.summed(margin))
        .group_by(margin.c.week, margin.c.key)
    )
    since = (
        select(change.c.week, key, func.sum(change.c.delta).label("n"))
        .where(*cells.changed(change), key != "")
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
    only = bindparam("only", type_=String, expanding=True)
    whole = (
        select(margin.c.key, func.sum(margin.c.n).label("n"))
        .where(*weekly.summed(margin), *((margin.c.key.in_(only),) if some else ()))
        .group_by(margin.c.key)
    )
    since = (
        select(key, func.sum(change.c.delta).label("n"))
        .where(*cells.changed(change), key.in_(only) if some else key != "")
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
    whole = (
        select(margin.c.week, literal_column("''", String).label("category"), func.sum(margin.c.n))
        # Without an area are there those that do not disturb.
        .where(*weekly.summed(margin), func.substr(margin.c.key, 1, 1) != weekly.WITHIN)
        .group_by(margin.c.week)
    )
    since = (
        select(change.c.week, change.c.category, func.sum(change.c.delta))
        .where(*cells.changed(change))
        .group_by(change.c.week, change.c.category)
    )
    both = union_all(whole, since).subquery()
    week, category, n = both.c
    return select(week, category, n)


@cache
def _by_square() -> tuple[Select[Any, Any], Select[Any, Any]]:
    live = tables()
    margin, change = live.margin, live.cell_change
    whole = select(*_texts(margin.c.key, margin.c.n)).where(*weekly.summed(margin))
    since = select(*_texts(change.c.square, change.c.delta)).where(
        *cells.changed(change), change.c.square != ""
    )
    return whole, since


def _texts(
    key: ColumnElement[Any], n: ColumnElement[Any]
) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Keys and counts, each in one text; both in the order of the same rows."""
    return func.aggregate_strings(key, ":"), func.aggregate_strings(cast(n, String), ":")

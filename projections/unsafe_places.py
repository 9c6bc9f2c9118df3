"""Unsafe places, span by span: what stands on the list, whose it is, and what is mended."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import NamedTuple, get_args
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
)

from events.columns import to_microseconds
from events.fact import Entry, Fact
from events.statements import RAW_ID, Prepared
from events.unsafe_place import (
    UnsafePlaceFact,
    UnsafePlaceGiven,
    UnsafePlaceListed,
    UnsafePlaceMended,
    UnsafePlaceReopened,
    UnsafePlaceReported,
)
from projections.register import WITHDRAWN
from projections.rows import adding, ending
from projections.tables import OPEN, Tables, tables

FACTS: frozenset[type[Fact]] = frozenset(get_args(UnsafePlaceFact))


class Item(NamedTuple):
    """An unsafe place as it stood; `reports` counts those that tell of it and were not withdrawn.

    `entry` is the position at which it was listed, where its words stand. `mended_at` is None while
    it is not mended.
    """

    id: UUID
    version: int
    entry: int
    category: str
    area: str
    place: str
    since: date
    owner: str
    mended_at: datetime | None
    reports: int = 0


@cache
def _standing(into: Tables) -> Prepared:
    table, keys = into.unsafe_place, ("municipality", "item", "upto_position")
    standing = [table.c[name] == bindparam(f"of_{name}") for name in keys]
    return Prepared(select(table).where(*standing), *(f"of_{name}" for name in keys))


def carry(
    connection: Connection, into: Tables, municipality: str, entries: Sequence[Entry]
) -> None:
    """Carry a batch of entries; there are few of these, so each is carried by itself."""
    raw = RAW_ID[connection.dialect.name]
    columns = [column.name for column in into.unsafe_place.columns]
    for entry in entries:
        fact: UnsafePlaceFact = entry.fact
        item = raw(entry.stream)
        if isinstance(fact, UnsafePlaceListed | UnsafePlaceReported):
            said = [(municipality, raw(one), item, entry.position) for one in fact.reports]
            adding(into.unsafe_place_report).run(connection, said)
        if isinstance(fact, UnsafePlaceListed):
            told = (fact.category, fact.area, fact.place, fact.since.isoformat(), "", None)
            span = (entry.position, OPEN, entry.version, entry.position)
            adding(into.unsafe_place).run(connection, [(municipality, item, *span, *told)])
            continue
        (before,) = _standing(into).find(connection, (municipality, item, OPEN))
        row = dict(zip(columns, before, strict=True))
        row |= {"from_position": entry.position, "version": entry.version, **_changed(entry)}
        ending(into.unsafe_place, "item").run(connection, [(entry.position, municipality, item)])
        adding(into.unsafe_place).run(connection, [tuple(row.values())])


def _changed(entry: Entry) -> dict[str, object]:
    """The columns that a fact changes, as the driver takes them."""
    match entry.fact:
        case UnsafePlaceGiven(owner=owner):
            return {"owner": owner}
        case UnsafePlaceMended():
            return {"mended_at": to_microseconds(entry.recorded_at)}
        case UnsafePlaceReopened():
            return {"mended_at": None}
        case _:
            return {}


def items(
    connection: Connection,
    municipality: str,
    position: int,
    *,
    upto: date,
    mended_since: datetime,
) -> list[Item]:
    """What stood on the list at `position`, the oldest first, with what was mended since then.

    What is unsafe only since a day after `upto` is left out.
    """
    c = tables().unsafe_place.c
    wanted = [c[name] for name in ("item", "version", "first_position", "category", "area")]
    wanted += [c[name] for name in ("place", "since", "owner", "mended_at")]
    rows = connection.execute(
        select(*wanted)
        .where(
            c.municipality == municipality,
            c.from_position <= position,
            c.upto_position > position,
            c.since <= upto.isoformat(),
            or_(c.mended_at.is_(None), c.mended_at >= mended_since),
        )
        .order_by(c.since, c.first_position)
    ).all()
    told = _told(connection, municipality, position)
    return [
        Item(
            row.item,
            row.version,
            row.first_position,
            row.category,
            row.area,
            row.place,
            date.fromisoformat(row.since),
            row.owner,
            row.mended_at,
            told.get(row.item, 0),
        )
        for row in rows
    ]


def _told(connection: Connection, municipality: str, position: int) -> dict[UUID, int]:
    """How many reports tell of each item, as known at `position`."""
    register, said = tables().register, tables().unsafe_place_report
    rows = connection.execute(
        select(said.c.item, func.count().label("n"))
        .join_from(
            said,
            register,
            and_(
                register.c.municipality == said.c.municipality, register.c.report == said.c.report
            ),
        )
        .where(
            said.c.municipality == municipality,
            said.c.position <= position,
            register.c.from_position <= position,
            register.c.upto_position > position,
            register.c.status != WITHDRAWN,
        )
        .group_by(said.c.item)
    )
    return {row.item: row.n for row in rows}


def tells_of(item: UUID, position: int) -> ColumnElement[bool]:
    """Whether a row of the register is of a report that was said to tell of the item."""
    register, said = tables().register, tables().unsafe_place_report
    return exists(
        select(said.c.report).where(
            said.c.municipality == register.c.municipality,
            said.c.report == register.c.report,
            said.c.item == item,
            said.c.position <= position,
        )
    )


def is_unlisted() -> ColumnElement[bool]:
    """Whether a row of the register is of a report that no item names yet."""
    register, said = tables().register, tables().unsafe_place_report
    return ~exists(
        select(said.c.report).where(
            said.c.municipality == register.c.municipality,
            said.c.report == register.c.report,
        )
    )

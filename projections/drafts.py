"""What is written for the picture of each period, field by field and span by span.

A row says at which position of the log the words stand; the words themselves are in the log alone,
sealed.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple, get_args
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Table, bindparam, func, insert, select, update

from events.columns import to_microseconds
from events.draft import DraftFact, DraftRead, DraftRemoved, DraftWritten, Part
from events.fact import Entry, Fact
from events.statements import Prepared
from events.streams import draft_stream
from projections.tables import OPEN, Tables, tables
from reference.periods import Period
from reference.roles import Role

FACTS: frozenset[type[Fact]] = frozenset(get_args(DraftFact))


class Written(NamedTuple):
    """A field of a draft, written at the position `entry` by `actor`."""

    part: Part
    slot: str
    entry: int
    actor: str
    words: int
    reports: tuple[UUID, ...]


class SecondReader(NamedTuple):
    """Who signed the draft as it stands, at the position `entry`."""

    entry: int
    actor: str
    role: Role
    read_at: datetime


class _Statements(NamedTuple):
    write: Prepared
    sign: Prepared
    end_field: Prepared
    end_signature: Prepared
    period_of: Prepared


@cache
def _statements(into: Tables) -> _Statements:
    return _Statements(
        write=Prepared(insert(into.draft), *(column.name for column in into.draft.columns)),
        sign=Prepared(insert(into.draft_read), *(c.name for c in into.draft_read.columns)),
        end_field=_ending(into.draft, "part", "slot"),
        end_signature=_ending(into.draft_read),
        period_of=Prepared(select(bindparam("any")), "any"),
    )


def _ending(table: Table, *keys: str) -> Prepared:
    names = ("municipality", "period", "upto_position", *keys)
    statement = (
        update(table)
        .where(*(table.c[name] == bindparam(f"of_{name}") for name in names))
        .values(upto_position=bindparam("ended"))
    )
    return Prepared(statement, "ended", *(f"of_{name}" for name in names))

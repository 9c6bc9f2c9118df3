"""Which reports somebody has told apart, from the position on at which that was said."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, select, union_all

from events.apart import ReportToldApart
from events.fact import Entry, Fact
from events.statements import RAW_ID
from projections.rows import adding
from projections.tables import OPEN, Tables, tables

FACTS: frozenset[type[Fact]] = frozenset({ReportToldApart})


def carry(
    connection: Connection, into: Tables, municipality: str, entries: Sequence[Entry]
) -> None:
    """Carry a batch of entries."""
    raw = RAW_ID[connection.dialect.name]
    adding(into.told_apart).run(
        connection,
        [
            (municipality, raw(entry.stream), raw(entry.fact.other), entry.position)
            for entry in entries
        ],
    )


def is_apart_from(municipality: str, report: UUID) -> ColumnElement[bool]:
    """Whether a row of the register is of a report that is told apart from this one."""
    c = tables().told_apart.c
    others = union_all(
        select(c.other).where(c.municipality == municipality, c.report == report),
        select(c.report).where(c.municipality == municipality, c.other == report),
    )
    return tables().register.c.report.in_(others)


def pairs(connection: Connection, municipality: str, position: int) -> frozenset[tuple[int, int]]:
    """Those told apart as known at `position`, by the positions at which the two began.

    Each stands in it both ways round.
    """
    c, register = tables().told_apart.c, tables().register.c
    told = connection.execute(
        select(c.report, c.other).where(c.municipality == municipality, c.position <= position)
    ).all()
    if not told:
        return frozenset()
    # Led by the pairs, which are few: a join of the register with itself is not sure to be.
    named = union_all(
        select(c.report).where(c.municipality == municipality),
        select(c.other).where(c.municipality == municipality),
    )
    found = connection.execute(
        select(register.report, register.first_position).where(
            register.municipality == municipality,
            register.upto_position == OPEN,
            register.report.in_(named),
        )
    )
    begins = {report: first for report, first in found}  # noqa: C416 - typed rows are no pairs
    known = [(begins[a], begins[b]) for a, b in told if a in begins and b in begins]
    return frozenset(pair for a, b in known for pair in ((a, b), (b, a)))

"""The tables of the projections.

`tables("_new", mark)` are the same tables under other names (`projections.columns`), so that a
rebuild can fill them beside the live ones.
"""

from functools import cache
from typing import NamedTuple

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    text,
)

from events.columns import Id, Instant
from projections import desk_tables
from projections.columns import TableSet, held, span

OPEN = 2**62
"""The `upto_position` of a span that still holds."""


class Tables(NamedTuple):
    """One set of the projections' tables."""

    metadata: MetaData
    register: Table
    cell: Table
    cell_change: Table
    margin: Table
    edition: Table
    organisation: Table
    nothing: Table
    issued: Table
    shared_with: Table
    roster_account: Table
    roster_role: Table
    roster_key: Table
    local_category: Table
    week_clock: Table
    draft: Table
    draft_read: Table
    unsafe_place: Table
    unsafe_place_report: Table
    told_apart: Table
    calibration: Table
    published: Table

    @property
    def all(self) -> tuple[Table, ...]:
        """The tables, in the order that they are compared and swapped in."""
        return self[1:]


@cache
def tables(suffix: str = "", mark: str = "") -> Tables:
    """The set of tables whose names end in `suffix`, their keys and indexes named by `mark`."""
    of = TableSet(MetaData(), suffix, mark)
    return Tables(
        of.metadata,
        _register(of),
        _cell(of),
        _cell_change(of),
        _margin(of),
        _edition(of),
        _organisation(of),
        _nothing(of),
        desk_tables.issued(of),
        _shared_with(of),
        _roster_account(of),
        _roster_role(of),
        _roster_key(of),
        _local_category(of),
        _week_clock(of),
        desk_tables.draft(of),
        desk_tables.draft_read(of),
        desk_tables.unsafe_place(of),
        desk_tables.unsafe_place_report(of),
        desk_tables.told_apart(of),
        _calibration(of),
        desk_tables.published(of),
    )


def _register(of: TableSet) -> Table:
    """One row for each report and span of positions in which it stood so."""
    return of.table(
        "register",
        held("report", Id),
        *span(),
        held("version", Integer),
        held("first_position", BigInteger),
        held("recorded_at", Instant),
        held("organisation", String),
        held("week", Integer),
        Column("hour", SmallInteger),
        held("occurred_from", Instant),
        held("occurred_to", Instant),
        held("precision", String),
        held("category", String),
        held("area", String),
        held("place", String),
        held("place_type", String),
        Column("lat", Float),
        Column("lon", Float),
        Column("precision_m", Integer),
        held("square", String),  # of 250 m, by reference.grid
        held("basis", String),
        held("certainty", String),
        held("status", String),
        Column("same_as", Id),
        held("late", SmallInteger),
        held("counted", Boolean),
        held("reporter", String),  # the actor of the entry that began it
        held("share", String),
        held("quarantined", Boolean),
        held("closes_at", Instant),  # the deadline of its week
        held("clock_off", Boolean),
        *_register_indexes(of.marked("register")),
        key=("report", "from_position"),
    )


def _register_indexes(name: str) -> tuple[Index, ...]:
    still_holds = text(f"upto_position = {OPEN}")
    # Covers what a picture asks of whole weeks, so that it need not visit the rows.
    of_weeks = ("from_position", "upto_position", "counted", "hour", "category", "place")
    return (
        Index(f"{name}_week", "municipality", "week", *of_weeks),
        # What somebody reported, as it stands: the past is asked for by report.
        Index(
            f"{name}_reporter",
            "municipality",
            "reporter",
            "first_position",
            sqlite_where=still_holds,
            postgresql_where=still_holds,
        ),
        # What waits to be sorted, oldest first.
        Index(
            f"{name}_queue",
            "municipality",
            "status",
            "first_position",
            sqlite_where=still_holds,
            postgresql_where=still_holds,
        ),
    )


def _cell(of: TableSet) -> Table:
    """How many counted reports a cell gained in one epoch of the log; may be negative."""
    return of.table(
        "cell",
        held("week", Integer),
        held("area", String),
        held("category", String),
        held("organisation", String),
        held("age", SmallInteger),
        held("epoch", Integer),
        held("n", Integer),
        key=("week", "area", "category", "organisation", "age", "epoch"),
        in_order_of_key=True,
    )


def _cell_change(of: TableSet) -> Table:
    """Each +1 or -1 that an entry of the log made to a cell, in the order of the log."""
    return of.table(
        "cell_change",
        held("position", BigInteger),
        held("delta", SmallInteger),
        held("week", Integer),
        held("area", String),
        held("category", String),
        held("organisation", String),
        held("age", SmallInteger),
        # What the margins count it under; "" where it has none.
        held("hour", String),
        held("place", String),
        held("square", String),
        key=("position", "delta"),
        in_order_of_key=True,
    )


def _margin(of: TableSet) -> Table:
    """How many reports one thing gained in one epoch of the log: an hour, a place, a square."""
    return of.table(
        "margin",
        held("kind", String),
        held("week", Integer),
        held("key", String),
        held("age", SmallInteger),
        held("epoch", Integer),
        held("n", Integer),
        key=("kind", "week", "key", "age", "epoch"),
        in_order_of_key=True,
    )


def _edition(of: TableSet) -> Table:
    """Which entry of the log holds which edition of the ground."""
    return of.table(
        "edition",
        held("kind", String),
        held("position", BigInteger),
        held("edition", String),
        key=("kind", "position"),
    )


def _organisation(of: TableSet) -> Table:
    """One row for each organisation and span of positions in which it took part so."""
    return of.table(
        "organisation",
        held("code", String),
        *span(),
        held("sv", String),
        held("en", String),
        held("kind", String),
        held("weekly", Boolean),
        held("since_week", Integer),
        held("share", String),
        key=("code", "from_position"),
    )


def _nothing(of: TableSet) -> Table:
    """Each organisation's word that a week had nothing to report."""
    return of.table(
        "said_nothing",
        held("week", Integer),
        held("organisation", String),
        held("position", BigInteger),
        key=("week", "organisation"),
    )


def _shared_with(of: TableSet) -> Table:
    """One row for each organisation by name, and span in which a report is shared with it."""
    return of.table(
        "shared_with",
        held("report", Id),
        held("organisation", String),
        *span(),
        key=("report", "organisation", "from_position"),
        in_order_of_key=True,
    )


def _roster_account(of: TableSet) -> Table:
    """One row for each account and span in which it is open."""
    return of.table(
        "roster_account",
        held("account", Id),
        *span(),
        held("organisation", String),
        key=("account", "from_position"),
    )


def _roster_role(of: TableSet) -> Table:
    """One row for each role of an account, and span in which it has it."""
    return of.table(
        "roster_role",
        held("account", Id),
        held("role", String),
        *span(),
        held("granted_by", String),
        key=("account", "role", "from_position"),
    )


def _roster_key(of: TableSet) -> Table:
    """One row for each key of an organisation, and span in which it is not revoked."""
    return of.table(
        "roster_key",
        held("key", Id),
        *span(),
        held("organisation", String),
        held("name", String),
        held("scopes", String),  # their codes, a space between them
        held("expires_at", Instant),
        key=("key", "from_position"),
    )


def _local_category(of: TableSet) -> Table:
    """The municipality's own categories, each opened once and perhaps closed; never reopened."""
    return of.table(
        "local_category",
        held("category", String),
        *span(),
        held("parent", String),
        held("sv", String),
        held("en", String),
        held("help_sv", String),
        held("help_en", String),
        key=("category",),
    )


def _week_clock(of: TableSet) -> Table:
    """The clock of the week from the position on at which it was set. Times are local, "HH:MM"."""
    return of.table(
        "week_clock",
        held("position", BigInteger),
        held("deadline_day", SmallInteger),
        held("deadline_time", String),
        held("meeting_day", SmallInteger),
        held("meeting_time", String),
        held("rhythm", String),
        held("first_meeting", String),  # the date, empty for none
        key=("position",),
    )


def _calibration(of: TableSet) -> Table:
    """One row for each test: `entry` is where it stands in the log, `position` what it was of."""
    return of.table(
        "calibration",
        held("entry", BigInteger),
        held("last_week", Integer),
        held("position", BigInteger),
        held("weeks", Integer),
        held("cells", Integer),
        held("share_flagged", Float),
        held("share_by_chance", Float),
        held("weeks_flagged", Integer),
        Column("pai", Float),
        Column("pei", Float),
        Column("pai_count", Float),
        Column("pei_count", Float),
        held("misses", String),  # their names, a space between them
        key=("entry",),
    )

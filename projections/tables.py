"""The tables of the projections. Every key begins with the municipality.

`tables("_new", mark)` are the same tables under other names, so that a rebuild can fill them beside
the live ones. Keys and indexes are named by the mark, because a table that is renamed takes them
along under their old names and the next rebuild must not meet them.
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
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    text,
)

from events.columns import Id, Instant
from projections import calibration_table, desk_tables, published_table

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
    calibration: Table
    published: Table

    @property
    def all(self) -> tuple[Table, ...]:
        """The tables, in the order that they are compared and swapped in."""
        return self[1:]


@cache
def tables(suffix: str = "", mark: str = "") -> Tables:
    """The set of tables whose names end in `suffix`, their keys and indexes named by `mark`."""
    metadata = MetaData()
    return Tables(
        metadata,
        _register(metadata, suffix, mark),
        _cell(metadata, suffix, mark),
        _cell_change(metadata, suffix, mark),
        _margin(metadata, suffix, mark),
        _edition(metadata, suffix, mark),
        _organisation(metadata, suffix, mark),
        _nothing(metadata, suffix, mark),
        desk_tables.issued(metadata, suffix, mark),
        _shared_with(metadata, suffix, mark),
        _roster_account(metadata, suffix, mark),
        _roster_role(metadata, suffix, mark),
        _roster_key(metadata, suffix, mark),
        _local_category(metadata, suffix, mark),
        _week_clock(metadata, suffix, mark),
        desk_tables.draft(metadata, suffix, mark),
        desk_tables.draft_read(metadata, suffix, mark),
        desk_tables.unsafe_place(metadata, suffix, mark),
        desk_tables.unsafe_place_report(metadata, suffix, mark),
        calibration_table.calibration(metadata, suffix, mark),
        published_table.published(metadata, suffix, mark),
    )


def _register(metadata: MetaData, suffix: str, mark: str) -> Table:
    """One row for each report and span of positions in which it stood so."""
    name = f"register{suffix}"
    return Table(
        name,
        metadata,
        Column("municipality", String, nullable=False),
        Column("report", Id, nullable=False),
        Column("from_position", BigInteger, nullable=False),
        Column("upto_position", BigInteger, nullable=False),
        Column("version", Integer, nullable=False),
        Column("first_position", BigInteger, nullable=False),
        Column("recorded_at", Instant, nullable=False),
        Column("organisation", String, nullable=False),
        Column("week", Integer, nullable=False),
        Column("hour", SmallInteger),
        Column("occurred_from", Instant, nullable=False),
        Column("occurred_to", Instant, nullable=False),
        Column("precision", String, nullable=False),
        Column("category", String, nullable=False),
        Column("area", String, nullable=False),
        Column("place", String, nullable=False),
        Column("place_type", String, nullable=False),
        Column("lat", Float),
        Column("lon", Float),
        Column("precision_m", Integer),
        Column("square", String, nullable=False),  # of 250 m, by reference.grid
        Column("basis", String, nullable=False),
        Column("certainty", String, nullable=False),
        Column("status", String, nullable=False),
        Column("same_as", Id),
        Column("late", SmallInteger, nullable=False),
        Column("counted", Boolean, nullable=False),
        Column("reporter", String, nullable=False),  # the actor of the entry that began it
        Column("share", String, nullable=False),
        Column("quarantined", Boolean, nullable=False),
        Column("closes_at", Instant, nullable=False),  # the deadline of its week
        Column("clock_off", Boolean, nullable=False),
        PrimaryKeyConstraint("municipality", "report", "from_position", name=f"{name}{mark}_key"),
        *_register_indexes(f"{name}{mark}"),
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


def _cell(metadata: MetaData, suffix: str, mark: str) -> Table:
    """How many counted reports a cell gained in one epoch of the log; may be negative."""
    name = f"cell{suffix}"
    return Table(
        name,
        metadata,
        Column("municipality", String, nullable=False),
        Column("week", Integer, nullable=False),
        Column("area", String, nullable=False),
        Column("category", String, nullable=False),
        Column("organisation", String, nullable=False),
        Column("age", SmallInteger, nullable=False),
        Column("epoch", Integer, nullable=False),
        Column("n", Integer, nullable=False),
        PrimaryKeyConstraint(
            "municipality",
            "week",
            "area",
            "category",
            "organisation",
            "age",
            "epoch",
            name=f"{name}{mark}_key",
        ),
        sqlite_with_rowid=False,
    )


def _cell_change(metadata: MetaData, suffix: str, mark: str) -> Table:
    """Each +1 or -1 that an entry of the log made to a cell, in the order of the log."""
    name = f"cell_change{suffix}"
    return Table(
        name,
        metadata,
        Column("municipality", String, nullable=False),
        Column("position", BigInteger, nullable=False),
        Column("delta", SmallInteger, nullable=False),
        Column("week", Integer, nullable=False),
        Column("area", String, nullable=False),
        Column("category", String, nullable=False),
        Column("organisation", String, nullable=False),
        Column("age", SmallInteger, nullable=False),
        # What the margins count it under; "" where it has none.
        Column("hour", String, nullable=False),
        Column("place", String, nullable=False),
        Column("square", String, nullable=False),
        PrimaryKeyConstraint("municipality", "position", "delta", name=f"{name}{mark}_key"),
        sqlite_with_rowid=False,
    )


def _margin(metadata: MetaData, suffix: str, mark: str) -> Table:
    """How many disturbing reports an hour, a place or a square gained in one epoch of the log."""
    name = f"margin{suffix}"
    return Table(
        name,
        metadata,
        Column("municipality", String, nullable=False),
        Column("kind", String, nullable=False),
        Column("week", Integer, nullable=False),
        Column("key", String, nullable=False),
        Column("epoch", Integer, nullable=False),
        Column("n", Integer, nullable=False),
        PrimaryKeyConstraint(
            "municipality", "kind", "week", "key", "epoch", name=f"{name}{mark}_key"
        ),
        sqlite_with_rowid=False,
    )


def _edition(metadata: MetaData, suffix: str, mark: str) -> Table:
    """Which entry of the log holds which edition of the ground."""
    name = f"edition{suffix}"
    return Table(
        name,
        metadata,
        Column("municipality", String, nullable=False),
        Column("kind", String, nullable=False),
        Column("position", BigInteger, nullable=False),
        Column("edition", String, nullable=False),
        PrimaryKeyConstraint("municipality", "kind", "position", name=f"{name}{mark}_key"),
    )


def _organisation(metadata: MetaData, suffix: str, mark: str) -> Table:
    """One row for each organisation and span of positions in which it took part so."""
    name = f"organisation{suffix}"
    return Table(
        name,
        metadata,
        Column("municipality", String, nullable=False),
        Column("code", String, nullable=False),
        Column("from_position", BigInteger, nullable=False),
        Column("upto_position", BigInteger, nullable=False),
        Column("sv", String, nullable=False),
        Column("en", String, nullable=False),
        Column("kind", String, nullable=False),
        Column("weekly", Boolean, nullable=False),
        Column("since_week", Integer, nullable=False),
        Column("share", String, nullable=False),
        PrimaryKeyConstraint("municipality", "code", "from_position", name=f"{name}{mark}_key"),
    )


def _nothing(metadata: MetaData, suffix: str, mark: str) -> Table:
    """Each organisation's word that a week had nothing to report."""
    name = f"said_nothing{suffix}"
    return Table(
        name,
        metadata,
        Column("municipality", String, nullable=False),
        Column("week", Integer, nullable=False),
        Column("organisation", String, nullable=False),
        Column("position", BigInteger, nullable=False),
        PrimaryKeyConstraint("municipality", "week", "organisation", name=f"{name}{mark}_key"),
    )


def _shared_with(metadata: MetaData, suffix: str, mark: str) -> Table:
    """One row for each organisation by name, and span in which a report is shared with it."""
    name = f"shared_with{suffix}"
    return Table(
        name,
        metadata,
        Column("municipality", String, nullable=False),
        Column("report", Id, nullable=False),
        Column("organisation", String, nullable=False),
        Column("from_position", BigInteger, nullable=False),
        Column("upto_position", BigInteger, nullable=False),
        PrimaryKeyConstraint(
            "municipality", "report", "organisation", "from_position", name=f"{name}{mark}_key"
        ),
        sqlite_with_rowid=False,
    )


def _roster_account(metadata: MetaData, suffix: str, mark: str) -> Table:
    """One row for each account and span in which it is open."""
    name = f"roster_account{suffix}"
    return Table(
        name,
        metadata,
        Column("municipality", String, nullable=False),
        Column("account", Id, nullable=False),
        Column("from_position", BigInteger, nullable=False),
        Column("upto_position", BigInteger, nullable=False),
        Column("organisation", String, nullable=False),
        PrimaryKeyConstraint("municipality", "account", "from_position", name=f"{name}{mark}_key"),
    )


def _roster_role(metadata: MetaData, suffix: str, mark: str) -> Table:
    """One row for each role of an account, and span in which it has it."""
    name = f"roster_role{suffix}"
    return Table(
        name,
        metadata,
        Column("municipality", String, nullable=False),
        Column("account", Id, nullable=False),
        Column("role", String, nullable=False),
        Column("from_position", BigInteger, nullable=False),
        Column("upto_position", BigInteger, nullable=False),
        Column("granted_by", String, nullable=False),
        PrimaryKeyConstraint(
            "municipality", "account", "role", "from_position", name=f"{name}{mark}_key"
        ),
    )


def _roster_key(metadata: MetaData, suffix: str, mark: str) -> Table:
    """One row for each key of an organisation, and span in which it is not revoked."""
    name = f"roster_key{suffix}"
    return Table(
        name,
        metadata,
        Column("municipality", String, nullable=False),
        Column("key", Id, nullable=False),
        Column("from_position", BigInteger, nullable=False),
        Column("upto_position", BigInteger, nullable=False),
        Column("organisation", String, nullable=False),
        Column("name", String, nullable=False),
        Column("scopes", String, nullable=False),  # their codes, a space between them
        Column("expires_at", Instant, nullable=False),
        PrimaryKeyConstraint("municipality", "key", "from_position", name=f"{name}{mark}_key"),
    )


def _local_category(metadata: MetaData, suffix: str, mark: str) -> Table:
    """The municipality's own categories, each opened once and perhaps closed; never reopened."""
    name = f"local_category{suffix}"
    return Table(
        name,
        metadata,
        Column("municipality", String, nullable=False),
        Column("category", String, nullable=False),
        Column("from_position", BigInteger, nullable=False),
        Column("upto_position", BigInteger, nullable=False),
        Column("parent", String, nullable=False),
        Column("sv", String, nullable=False),
        Column("en", String, nullable=False),
        Column("help_sv", String, nullable=False),
        Column("help_en", String, nullable=False),
        PrimaryKeyConstraint("municipality", "category", name=f"{name}{mark}_key"),
    )


def _week_clock(metadata: MetaData, suffix: str, mark: str) -> Table:
    """The clock of the week from the position on at which it was set. Times are local, "HH:MM"."""
    name = f"week_clock{suffix}"
    return Table(
        name,
        metadata,
        Column("municipality", String, nullable=False),
        Column("position", BigInteger, nullable=False),
        Column("deadline_day", SmallInteger, nullable=False),
        Column("deadline_time", String, nullable=False),
        Column("meeting_day", SmallInteger, nullable=False),
        Column("meeting_time", String, nullable=False),
        Column("rhythm", String, nullable=False),
        Column("first_meeting", String, nullable=False),  # the date, empty for none
        PrimaryKeyConstraint("municipality", "position", name=f"{name}{mark}_key"),
    )

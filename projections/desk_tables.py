"""The tables of issued pictures and of the analyst's desk; a part of `projections.tables`."""

from sqlalchemy import BigInteger, Column, Integer, MetaData, PrimaryKeyConstraint, String, Table

from events.columns import Id, Instant


def issued(metadata: MetaData, suffix: str, mark: str) -> Table:
    """The pictures that were issued: `entry` is the position of the issuing itself."""
    name = f"issued{suffix}"
    return Table(
        name,
        metadata,
        Column("municipality", String, nullable=False),
        Column("period", String, nullable=False),
        Column("entry", BigInteger, nullable=False),
        Column("position", BigInteger, nullable=False),
        Column("as_of", Instant, nullable=False),
        Column("issued_at", Instant, nullable=False),
        Column("actor", String, nullable=False),
        Column("digest", String, nullable=False),
        Column("code_version", String, nullable=False),
        Column("drawing", String, nullable=False),
        Column("read_by", String, nullable=False),
        Column("read_as", String, nullable=False),
        Column("read_at", Instant),
        PrimaryKeyConstraint("municipality", "period", name=f"{name}{mark}_key"),
    )


def draft(metadata: MetaData, suffix: str, mark: str) -> Table:
    """One row for each field of a draft and span in which it held the words of its first entry."""
    name = f"draft{suffix}"
    return Table(
        name,
        metadata,
        Column("municipality", String, nullable=False),
        Column("period", String, nullable=False),
        Column("part", String, nullable=False),
        Column("slot", String, nullable=False),
        Column("from_position", BigInteger, nullable=False),
        Column("upto_position", BigInteger, nullable=False),
        Column("actor", String, nullable=False),
        Column("words", Integer, nullable=False),
        Column("reports", String, nullable=False),  # their ids, a space between them
        PrimaryKeyConstraint(
            "municipality", "period", "part", "slot", "from_position", name=f"{name}{mark}_key"
        ),
    )


def draft_read(metadata: MetaData, suffix: str, mark: str) -> Table:
    """Who signed a draft as the second reader, and the span in which it stood as signed."""
    name = f"draft_read{suffix}"
    return Table(
        name,
        metadata,
        Column("municipality", String, nullable=False),
        Column("period", String, nullable=False),
        Column("from_position", BigInteger, nullable=False),
        Column("upto_position", BigInteger, nullable=False),
        Column("actor", String, nullable=False),
        Column("role", String, nullable=False),
        Column("read_at", Instant, nullable=False),
        PrimaryKeyConstraint("municipality", "period", "from_position", name=f"{name}{mark}_key"),
    )


def unsafe_place(metadata: MetaData, suffix: str, mark: str) -> Table:
    """One row for each unsafe place and span in which it stood so."""
    name = f"unsafe_place{suffix}"
    return Table(
        name,
        metadata,
        Column("municipality", String, nullable=False),
        Column("item", Id, nullable=False),
        Column("from_position", BigInteger, nullable=False),
        Column("upto_position", BigInteger, nullable=False),
        Column("version", Integer, nullable=False),
        Column("first_position", BigInteger, nullable=False),
        Column("category", String, nullable=False),
        Column("area", String, nullable=False),
        Column("place", String, nullable=False),
        Column("since", String, nullable=False),  # the date
        Column("owner", String, nullable=False),
        Column("mended_at", Instant),
        PrimaryKeyConstraint("municipality", "item", "from_position", name=f"{name}{mark}_key"),
    )


def unsafe_place_report(metadata: MetaData, suffix: str, mark: str) -> Table:
    """The reports that tell of an unsafe place, from the position on at which that was said."""
    name = f"unsafe_place_report{suffix}"
    return Table(
        name,
        metadata,
        Column("municipality", String, nullable=False),
        Column("report", Id, nullable=False),
        Column("item", Id, nullable=False),
        Column("position", BigInteger, nullable=False),
        PrimaryKeyConstraint("municipality", "report", "item", name=f"{name}{mark}_key"),
        sqlite_with_rowid=False,
    )

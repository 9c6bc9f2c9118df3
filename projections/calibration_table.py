"""The table of the statistics' tests on the record; a part of `projections.tables`."""

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
)


def calibration(metadata: MetaData, suffix: str, mark: str) -> Table:
    """One row for each test: `entry` is where it stands in the log, `position` what it was of."""
    name = f"calibration{suffix}"
    return Table(
        name,
        metadata,
        Column("municipality", String, nullable=False),
        Column("entry", BigInteger, nullable=False),
        Column("last_week", Integer, nullable=False),
        Column("position", BigInteger, nullable=False),
        Column("weeks", Integer, nullable=False),
        Column("cells", Integer, nullable=False),
        Column("share_flagged", Float, nullable=False),
        Column("share_by_chance", Float, nullable=False),
        Column("weeks_flagged", Integer, nullable=False),
        Column("pai", Float),
        Column("pei", Float),
        Column("pai_count", Float),
        Column("pei_count", Float),
        Column("misses", String, nullable=False),  # their names, a space between them
        PrimaryKeyConstraint("municipality", "entry", name=f"{name}{mark}_key"),
    )

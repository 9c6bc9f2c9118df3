"""The table of the public versions; a part of `projections.tables`."""

from sqlalchemy import BigInteger, Column, MetaData, PrimaryKeyConstraint, String, Table

from events.columns import Instant


def published(metadata: MetaData, suffix: str, mark: str) -> Table:
    """The public versions: `entry` is the position of the publishing, which holds the content."""
    name = f"published{suffix}"
    return Table(
        name,
        metadata,
        Column("municipality", String, nullable=False),
        Column("period", String, nullable=False),
        Column("entry", BigInteger, nullable=False),
        Column("position", BigInteger, nullable=False),
        Column("as_of", Instant, nullable=False),
        Column("published_at", Instant, nullable=False),
        Column("actor", String, nullable=False),
        Column("digest", String, nullable=False),
        Column("geography", String, nullable=False),
        PrimaryKeyConstraint("municipality", "period", name=f"{name}{mark}_key"),
    )

"""The log, its heads, and the triggers that make it append-only."""

import sqlalchemy as sa
from alembic import op

from events.columns import Id, Instant
from events.tables import create_triggers

revision = "log_0001"
down_revision = None


def upgrade() -> None:
    """Create the log."""
    op.create_table(
        "log",
        sa.Column("municipality", sa.Text, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("stream", Id, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("recorded_at", Instant, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("state", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("municipality", "position", name="log_position"),
        sa.UniqueConstraint("municipality", "stream", "version", name="log_version"),
    )
    op.create_index("log_recorded_at", "log", ["municipality", "recorded_at"])
    op.create_table(
        "log_head",
        sa.Column("municipality", sa.Text, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("recorded_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("municipality", name="log_head_municipality"),
    )
    create_triggers(op.get_bind())

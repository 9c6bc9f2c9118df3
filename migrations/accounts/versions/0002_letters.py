"""Who looks at what in the inbox, and the letters that went out."""

import sqlalchemy as sa
from alembic import op

from events.columns import Id, Instant

revision = "accounts_0002"
down_revision = "accounts_0001"


def upgrade() -> None:
    """Make room for the inbox and for letters."""
    op.create_table(
        "looking",
        sa.Column("municipality", sa.String, nullable=False),
        sa.Column("report", Id, nullable=False),
        sa.Column("account", Id, nullable=False),
        sa.Column("seen_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("municipality", "report", "account", name="looking_key"),
    )
    op.create_table(
        "wish",
        sa.Column("municipality", sa.String, nullable=False),
        sa.Column("account", Id, nullable=False),
        sa.Column("weekly_mail", sa.Boolean, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("municipality", "account", name="wish_key"),
    )
    op.create_table(
        "sent_mail",
        sa.Column("municipality", sa.String, nullable=False),
        sa.Column("account", Id, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("about", sa.String, nullable=False),
        sa.Column("claimed_at", Instant, nullable=False),
        sa.Column("sent_at", Instant),
        sa.Column("again_at", Instant),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("municipality", "account", "kind", "about", name="sent_mail_key"),
    )

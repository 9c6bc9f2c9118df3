"""The keys of sealed payloads, each wrapped by the master key."""

import sqlalchemy as sa
from alembic import op

from events.columns import Id

revision = "keys_0001"
down_revision = None


def upgrade() -> None:
    """Create the store of keys."""
    op.create_table(
        "payload_key",
        sa.Column("key", Id, nullable=False, primary_key=True),
        sa.Column("master", sa.String(16), nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
    )

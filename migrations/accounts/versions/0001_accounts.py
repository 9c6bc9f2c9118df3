"""The accounts: directory, secrets, sessions, and the access log with its triggers."""

import sqlalchemy as sa
from alembic import op

from accounts.tables import create_triggers
from events.columns import Id, Instant

revision = "accounts_0001"
down_revision = None


def upgrade() -> None:
    """Create the store of accounts."""
    _create_people()
    _create_proofs()
    _create_sessions()
    _create_programs()
    _create_access_log()
    create_triggers(op.get_bind())


def _create_people() -> None:
    op.create_table(
        "person",
        sa.Column("municipality", sa.String, nullable=False),
        sa.Column("account", Id, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("email", sa.String, nullable=False),
        sa.Column("email_key", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("municipality", "account", name="person_key"),
        sa.UniqueConstraint("municipality", "email_key", name="person_email"),
    )
    op.create_table(
        "invitation",
        sa.Column("municipality", sa.String, nullable=False),
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        sa.Column("account", Id, nullable=False),
        sa.Column("invited_by", sa.String, nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("ends_at", Instant, nullable=False),
        sa.Column("used_at", Instant),
        sa.PrimaryKeyConstraint("municipality", "token_hash", name="invitation_key"),
    )
    op.create_index("invitation_account", "invitation", ["municipality", "account"])


def _create_proofs() -> None:
    op.create_table(
        "password",
        sa.Column("municipality", sa.String, nullable=False),
        sa.Column("account", Id, nullable=False),
        sa.Column("hash", sa.String, nullable=False),
        sa.Column("set_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("municipality", "account", name="password_key"),
    )
    op.create_table(
        "totp",
        sa.Column("municipality", sa.String, nullable=False),
        sa.Column("account", Id, nullable=False),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.Column("confirmed", sa.Boolean, nullable=False),
        sa.Column("last_step", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("municipality", "account", name="totp_key"),
    )
    op.create_table(
        "recovery_code",
        sa.Column("municipality", sa.String, nullable=False),
        sa.Column("account", Id, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.Column("used_at", Instant),
        sa.PrimaryKeyConstraint("municipality", "account", "hash", name="recovery_code_key"),
    )
    op.create_table(
        "passkey",
        sa.Column("municipality", sa.String, nullable=False),
        sa.Column("credential", sa.LargeBinary, nullable=False),
        sa.Column("account", Id, nullable=False),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("counter", sa.BigInteger, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("added_at", Instant, nullable=False),
        sa.Column("used_at", Instant),
        sa.PrimaryKeyConstraint("municipality", "credential", name="passkey_key"),
    )
    op.create_index("passkey_account", "passkey", ["municipality", "account"])
    op.create_table(
        "identity",
        sa.Column("municipality", sa.String, nullable=False),
        sa.Column("issuer", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("account", Id, nullable=False),
        sa.Column("added_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("municipality", "issuer", "subject", name="identity_key"),
    )
    op.create_index("identity_account", "identity", ["municipality", "account"])


def _create_sessions() -> None:
    op.create_table(
        "session",
        sa.Column("municipality", sa.String, nullable=False),
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        sa.Column("session", Id, nullable=False),
        sa.Column("account", Id, nullable=False),
        sa.Column("stage", sa.String, nullable=False),
        sa.Column("way", sa.String, nullable=False),
        sa.Column("client", sa.String, nullable=False),
        sa.Column("opened_at", Instant, nullable=False),
        sa.Column("seen_at", Instant, nullable=False),
        sa.Column("idle_s", sa.Integer, nullable=False),
        sa.Column("ends_at", Instant, nullable=False),
        sa.Column("ended_at", Instant),
        sa.PrimaryKeyConstraint("municipality", "token_hash", name="session_key"),
    )
    op.create_index("session_account", "session", ["municipality", "account"])
    op.create_table(
        "ceremony",
        sa.Column("municipality", sa.String, nullable=False),
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("ends_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("municipality", "token_hash", name="ceremony_key"),
    )
    op.create_table(
        "kept_form",
        sa.Column("municipality", sa.String, nullable=False),
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        sa.Column("account", Id, nullable=False),
        sa.Column("box", sa.LargeBinary, nullable=False),
        sa.Column("ends_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("municipality", "token_hash", name="kept_form_key"),
    )
    op.create_index("kept_form_account", "kept_form", ["municipality", "account"])


def _create_programs() -> None:
    op.create_table(
        "key_secret",
        sa.Column("municipality", sa.String, nullable=False),
        sa.Column("prefix", sa.String, nullable=False),
        sa.Column("key", Id, nullable=False),
        sa.Column("secret_hash", sa.LargeBinary, nullable=False),
        sa.Column("used_at", Instant),
        sa.PrimaryKeyConstraint("municipality", "prefix", name="key_secret_key"),
    )
    op.create_index("key_secret_of", "key_secret", ["municipality", "key"])
    op.create_table(
        "rate",
        sa.Column("municipality", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("hits", sa.Integer, nullable=False),
        sa.Column("ends_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("municipality", "name", name="rate_key"),
    )


def _create_access_log() -> None:
    op.create_table(
        "access",
        sa.Column("municipality", sa.String, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("session", Id),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("allowed", sa.Boolean, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("purpose", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("municipality", "position", name="access_position"),
    )
    op.create_index("access_actor", "access", ["municipality", "actor", "position"])
    op.create_index("access_action", "access", ["municipality", "action", "position"])
    op.create_index("access_at", "access", ["municipality", "at"])
    op.create_table(
        "access_head",
        sa.Column("municipality", sa.String, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("municipality", name="access_head_municipality"),
    )
    op.create_table(
        "access_object",
        sa.Column("municipality", sa.String, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("object", Id, nullable=False),
        sa.PrimaryKeyConstraint("municipality", "position", "object", name="access_object_key"),
    )
    op.create_index("access_object_object", "access_object", ["municipality", "object", "position"])

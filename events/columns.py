"""Column types that every table of the house uses: instants and ids, the same in both databases.

An instant is kept as whole microseconds since 1970 UTC, because SQLite has no time type and a
number compares, sorts and hashes the same everywhere. An id is 16 bytes, not 36 characters.
"""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Dialect, LargeBinary, TypeDecorator, Uuid
from sqlalchemy.types import TypeEngine

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def to_microseconds(instant: datetime) -> int:
    """Whole microseconds from 1970 UTC to `instant`; ValueError when it names no time zone."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} names no time zone, so it is not an instant")
    return (instant - EPOCH) // MICROSECOND


def from_microseconds(microseconds: int) -> datetime:
    """The UTC instant that lies so many microseconds after 1970."""
    return EPOCH + timedelta(microseconds=microseconds)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept as BIGINT microseconds since 1970 and always read back as UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """What the database stores for `value`."""
        del dialect  # the same number in every database
        return None if value is None else to_microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """The instant that a stored number stands for."""
        del dialect
        return None if value is None else from_microseconds(value)


class Id(TypeDecorator[UUID]):
    """A UUID: native on PostgreSQL, 16 bytes where the database has no such type."""

    impl = LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type that the database itself is told."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(Uuid(as_uuid=True))
        return dialect.type_descriptor(LargeBinary(16))

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> UUID | bytes | None:
        """What the database stores for `value`."""
        if value is None or dialect.name == "postgresql":
            return value
        return value.bytes

    def process_result_value(self, value: UUID | bytes | None, dialect: Dialect) -> UUID | None:
        """The id that a stored value stands for."""
        del dialect  # seen from the value
        return UUID(bytes=value) if isinstance(value, bytes) else value

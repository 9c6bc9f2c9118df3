"""What every fact has in common: it is a frozen value with a stable topic, addressed by a stream.

A fact says only what happened. Where it stands in the record (stream, version, position, time,
actor) is kept beside it, so the same value can be decided, stored and replayed without change.
"""

from datetime import datetime
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

import msgspec


class Fact(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """A thing that happened, stored for ever under its TOPIC.

    A default must never change: it is left out of what is stored. See docs/decisions/0005.
    """

    TOPIC: ClassVar[str]


class Value(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """A part of a fact, with the same promise about defaults."""


class Decided(NamedTuple):
    """A fact that a decision yielded and that the log does not hold yet."""

    stream: UUID
    version: int
    fact: Fact

    @property
    def originator_id(self) -> UUID:
        """The stream, by the name that `eventsourcing` gives it."""
        return self.stream

    @property
    def originator_version(self) -> int:
        """The version, by the name that `eventsourcing` gives it."""
        return self.version


class Entry(NamedTuple):
    """A fact as the log holds it. `recorded_at` is UTC; positions are dense from 1."""

    position: int
    stream: UUID
    version: int
    recorded_at: datetime
    actor: str
    fact: Any

"""A picture that was issued: what it was drawn from, and the digest that proves it."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from events.fact import Decided, Fact
from reference.roles import Role


class PictureIssued(Fact, frozen=True, kw_only=True):
    """The picture of `period` ("2026-W47") was fixed as the log stood at `position`.

    `digest` is the SHA-256 of its canonical JSON, hexadecimal; `editions` names each edition that
    it speaks in; `code_version` is the version of the program that drew it, and `drawing` the
    edition of the drawing, "" for the first. `read_by` is the actor who read it as the second
    reader, `read_as` in which role and `read_at` when they signed; "" and None when nobody did.
    """

    TOPIC: ClassVar[str] = "picture.issued"

    period: str
    position: int
    as_of: datetime
    digest: str
    editions: dict[str, str]
    code_version: str
    drawing: str = ""
    read_by: str = ""
    read_as: Role | None = None
    read_at: datetime | None = None


def issue(stream: UUID, fact: PictureIssued) -> Decided:
    """Fix the picture. Its stream is named by municipality and period, so it can happen once."""
    return Decided(stream, 1, fact)

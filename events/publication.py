"""A public version that was published: what anybody may read of a period, kept whole."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from events.fact import Decided, Fact


class PicturePublished(Fact, frozen=True, kw_only=True):
    """The public version of `period` ("2026-10") was published, as the log stood at `position`.

    `content` is its canonical JSON and `digest` the SHA-256 of that, hexadecimal. It holds nothing
    that is not public, so it stays readable whatever becomes of the program. `geography` is the
    digest of the areas' outlines that it counts by; `drawing` and `version` name the editions of
    the picture's drawing and of the public version, `code_version` the program's.
    """

    TOPIC: ClassVar[str] = "picture.published"

    period: str
    position: int
    as_of: datetime
    digest: str
    content: str
    geography: str
    editions: dict[str, str]
    drawing: str
    version: str
    code_version: str


def publish(stream: UUID, fact: PicturePublished) -> Decided:
    """Publish. The stream is named by municipality and period, so it can happen once."""
    return Decided(stream, 1, fact)

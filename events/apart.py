"""Two reports that look alike and are two happenings: the fact that somebody has said so."""

from typing import ClassVar
from uuid import UUID

from events.fact import Fact


class ReportToldApart(Fact, frozen=True, kw_only=True):
    """The report tells of another happening than `other` does, however alike the two are.

    It holds both ways round. A link between them, while it stands, says otherwise and goes before.
    """

    TOPIC: ClassVar[str] = "report.told-apart"

    other: UUID

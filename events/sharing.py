"""Whom the texts of a report are shared with: the facts of it, and what may go together."""

from collections.abc import Collection
from typing import Any, ClassVar, assert_never

from events.fact import Fact
from events.refusal import Refused
from events.sealed import Sealed
from reference.roles import Share


class ReportShared(Fact, frozen=True, kw_only=True):
    """The report's texts are shared so from now on; what held before ends."""

    TOPIC: ClassVar[str] = "report.shared"

    share: Share
    shared_with: tuple[str, ...] = ()


class ReportQuarantined(Fact, frozen=True, kw_only=True):
    """The texts may tell of a person, and are held back until somebody has looked at them."""

    TOPIC: ClassVar[str] = "report.quarantined"

    note: Sealed | None = None


class ReportCleared(Fact, frozen=True, kw_only=True):
    """Somebody looked at the texts: they are shared again as they were."""

    TOPIC: ClassVar[str] = "report.cleared"

    note: Sealed | None = None


SharingFact = ReportShared | ReportQuarantined | ReportCleared


def changed(fact: SharingFact) -> dict[str, Any]:
    """The fields of a report that the fact changes."""
    match fact:
        case ReportShared():
            return {"share": fact.share, "shared_with": fact.shared_with}
        case ReportQuarantined():
            return {"quarantined": True}
        case ReportCleared():
            return {"quarantined": False}
        case _:
            assert_never(fact)


def check_share(level: Share, with_: Collection[str]) -> None:
    """Refuse organisations named where nobody else may read, and none where some are to be named.

    Each level holds those before it, so organisations can be named at every level but the first.
    """
    if with_ and level is Share.OWN:
        raise Refused("What stays in the own organisation cannot be shared with others as well.")
    if level is Share.NAMED and not with_:
        raise Refused("Name the organisations that the report is shared with.")

"""Organisations that report, and their word that a week had nothing to report."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from events.fact import Decided, Fact
from events.refusal import Refused
from reference.roles import Share
from reference.weeks import Week


class OrganisationOpened(Fact, frozen=True, kw_only=True):
    """An organisation takes part, or takes part under a new name or with new expectations.

    `weekly` says that it is expected to report, or to say that nothing happened, every week.
    `share` is the level of what it reports, unless a report says another.
    """

    TOPIC: ClassVar[str] = "organisation.opened"

    code: str
    sv: str
    en: str
    kind: str = ""
    weekly: bool = True
    since: date | None = None
    share: Share = Share.OWN


class OrganisationClosed(Fact, frozen=True, kw_only=True):
    """The organisation no longer takes part."""

    TOPIC: ClassVar[str] = "organisation.closed"

    code: str


class NothingReported(Fact, frozen=True, kw_only=True):
    """The organisation says that it has nothing to report for the week (written "2026-W47")."""

    TOPIC: ClassVar[str] = "organisation.nothing-to-report"

    organisation: str
    week: str


def nothing_to_report(stream: UUID, organisation: str, week: Week, *, current: Week) -> Decided:
    """Accept the word that `week` had nothing. Raises Refused for a week still to come."""
    if week > current:
        raise Refused("The week %(week)s has not begun.", week=str(week))
    return Decided(stream, 1, NothingReported(organisation=organisation, week=str(week)))

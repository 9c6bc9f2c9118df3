"""Readings of texts added up, by who reads and in which roles, without a name."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from accounts.opening import Accounts
from accounts.permissions import Action
from accounts.review import texts_read
from accounts.scope import things
from projections.known import Known
from reference.language import Translator
from web.administration.organisations import named
from web.who import crowd, roles_in_words

AT_ONCE = 500
"""Reports whose organisation is asked for in one statement."""


class Line(NamedTuple):
    """How often people of an organisation in certain roles read, and texts of how many reports.

    `with_reason` counts those readings for which an auditor stated a reason.
    """

    organisation: str
    roles: str
    times: int
    reports: int
    with_reason: int


def summary(
    accounts: Accounts, view: Known, organisation: str, *, since: datetime, t: Translator
) -> list[Line]:
    """The readings of an organisation's reports since then, or of all where it is empty."""
    read = texts_read(accounts, since=since)
    known = crowd(accounts, view, {one.actor for one in read})
    whose = _whose(view, list({one.report for one in read}))
    times, with_reason = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    reports: dict[tuple[str, str], set[UUID]] = defaultdict(set)
    for one in read:
        if organisation and whose.get(one.report) != organisation:
            continue
        reader = known.organisation(one.actor)
        held = view.ground.organisations.get(reader)
        group = (
            named(held, t) if held else t("No longer takes part"),
            roles_in_words(known.roles(one.actor), t),
        )
        times[group] += one.times
        with_reason[group] += one.times * (one.action == Action.TEXT_BREAK_GLASS.value)
        reports[group].add(one.report)
    return [
        Line(*group, n, len(reports[group]), with_reason[group])
        for group, n in sorted(times.items(), key=lambda item: (-item[1], item[0]))
    ]


def _whose(view: Known, reports: Sequence[UUID]) -> dict[UUID, str]:
    """The organisation of each report."""
    return {
        report: thing.organisation
        for part in _parts(reports)
        for report, thing in things(view.connection, view.municipality, part).items()
    }


def _parts(reports: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for begin in range(0, len(reports), AT_ONCE):
        yield reports[begin : begin + AT_ONCE]

"""What was just done in the inbox, in a sentence, and whether it can be taken back.

The address of the page names the positions of the log that it was recorded at, so that nothing has
to be kept and nobody is told what somebody else did.
"""

import re
from typing import NamedTuple
from uuid import UUID

from events.apart import ReportToldApart
from events.fact import Entry
from events.report import (
    ReportAnswered,
    ReportCorrected,
    ReportFact,
    ReportLinked,
    ReportPlaced,
    ReportReclassified,
    ReportReviewed,
    ReportUnlinked,
)
from events.sharing import ReportCleared, ReportQuarantined
from ingest.sorting import can_undo, touched
from projections.record import Registry
from reference.dimensions import Review
from reference.language import Translator

NOTHING = "nothing"
"""Said in the address when it was so already."""
UNDO = "undo"
"""Said beside the positions of what took something back."""
_POSITIONS = re.compile(r"(?P<first>\d{1,15})-(?P<last>\d{1,15})")


class Said(NamedTuple):
    """The sentence; `positions` to take it back by, empty where that cannot be."""

    sentence: str
    positions: str = ""


def positions(entries: list[Entry]) -> str:
    """What was recorded, as an address says it."""
    if not entries:
        return NOTHING
    return f"{entries[0].position}-{entries[-1].position}"


def read_positions(written: str) -> tuple[int, int]:
    """The first and the last position that an address names; (0, 0) for none."""
    found = _POSITIONS.fullmatch(written)
    return (int(found["first"]), int(found["last"])) if found else (0, 0)


def said(registry: Registry, done: str, *, undone: bool, actor: str, t: Translator) -> Said | None:
    """What the actor did at the positions that the address names as `done`; None for nothing."""
    if done == NOTHING:
        return Said(t("Nothing changed: it was so already."))
    by_report = touched(registry, *read_positions(done), actor=actor)
    if not by_report:
        return None
    n = len(by_report)
    if undone:
        return Said(
            t.many(
                "Taken back: %(n)s report is in the inbox again.",
                "Taken back: %(n)s reports are in the inbox again.",
                n,
            )
        )
    sentence = _sentence(next(iter(by_report.values())), n, t)
    is_undoable = all(_undoable(entries) for entries in by_report.values())
    return Said(sentence, done if is_undoable else "")


def _undoable(entries: list[Entry]) -> bool:
    """Whether to offer it: what was new and has been read cannot become unread.

    Two that were told apart are linked when they are one happening after all.
    """
    first = entries[0].fact
    if isinstance(first, ReportToldApart):
        return False
    was_only_read = isinstance(first, ReportReviewed) and first.outcome is Review.READ
    return can_undo(entries) and not was_only_read


def _sentence(entries: list[Entry], n: int, t: Translator) -> str:  # noqa: C901, PLR0911 - one arm a fact
    """What was done to `n` reports, by what was recorded of one of them."""
    fact: ReportFact = entries[0].fact
    match fact:
        case ReportReviewed(outcome=outcome):
            return _reviewed(outcome, n, t)
        case ReportLinked():
            return t.many(
                "%(n)s report is linked as a double. It stays, and the happening counts once.",
                "%(n)s reports are linked as doubles. They stay, and the happening counts once.",
                n,
            )
        case ReportUnlinked():
            return t.many(
                "%(n)s report is a happening of its own again.",
                "%(n)s reports are happenings of their own again.",
                n,
            )
        case ReportToldApart():
            return t("They are two happenings, and are no longer proposed as one.")
        case ReportReclassified():
            return t.many(
                "%(n)s report has another category.", "%(n)s reports have another category.", n
            )
        case ReportPlaced():
            return t.many("%(n)s report has another place.", "%(n)s reports have another place.", n)
        case ReportAnswered():
            return t.many(
                "The line is sent to whoever reported.",
                "The line is sent to those who sent the %(n)s reports.",
                n,
            )
        case ReportCorrected():
            return t("The text is replaced and shared again.")
        case ReportCleared():
            return t("The text is cleared and shared again.")
        case ReportQuarantined():
            return t("The text is held back.")
        case _:
            return t("It is done.")


def _reviewed(outcome: Review, n: int, t: Translator) -> str:
    match outcome:
        case Review.READ:
            return t.many("%(n)s report is read.", "%(n)s reports are read.", n)
        case Review.ACCEPTED:
            return t.many("%(n)s report is accepted.", "%(n)s reports are accepted.", n)
        case Review.RETURNED:
            return t.many(
                "%(n)s report is returned with a question.",
                "%(n)s reports are returned with a question.",
                n,
            )
        case Review.OUT_OF_SCOPE:
            return t.many(
                "%(n)s report is put aside: it does not belong here.",
                "%(n)s reports are put aside: they do not belong here.",
                n,
            )


def streams(registry: Registry, done: str, *, actor: str) -> list[UUID]:
    """The reports that the actor did something to at the positions."""
    return list(touched(registry, *read_positions(done), actor=actor))

"""The one way to read what is sealed: it is noted who reads, and only then opened.

When the note cannot be written, nothing is read.
"""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from accounts.access import note
from accounts.opening import Accounts
from accounts.permissions import Action, Actor, Thing, may
from events.sealed import Sealed
from events.sealing import Keyring


class Box(NamedTuple):
    """A sealed text and what it is bound to."""

    sealed: Sealed
    belongs_to: str


class Hidden(Exception):
    """The actor may not read the text. `reason` is that of `accounts.permissions.Answer`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def open_texts(
    accounts: Accounts,
    keyring: Keyring,
    actor: Actor,
    report: UUID,
    thing: Thing,
    boxes: Sequence[Box],
    *,
    session: UUID | None = None,
    purpose: str = "",
) -> list[str | None]:
    """The texts of one report in the order of `boxes`, None for one that was erased.

    `purpose` is why an auditor breaks the glass; without one, it is reading by right. Raises
    Hidden, or `accounts.access.Unlogged` when it could not be noted; then nothing was opened.
    """
    action = Action.TEXT_BREAK_GLASS if purpose else Action.TEXT_READ
    _note(accounts, actor, action, report, thing, boxes, session=session, purpose=purpose)
    return [keyring.open(box.sealed, box.belongs_to) for box in boxes]


def open_words(
    accounts: Accounts,
    keyring: Keyring,
    actor: Actor,
    stream: UUID,
    thing: Thing,
    boxes: Sequence[Box],
    *,
    is_issued: bool,
    session: UUID | None = None,
) -> list[str | None]:
    """The words of an analyst in the order of `boxes`, None for those that were erased.

    Those of an issued picture are for the meeting, those of a draft for whoever works on it.
    Raises Hidden, or `accounts.access.Unlogged` when it could not be noted; then nothing is opened.
    """
    action = Action.WORDS_READ if is_issued else Action.DRAFT_READ
    _note(accounts, actor, action, stream, thing, boxes, session=session)
    return [keyring.open(box.sealed, box.belongs_to) for box in boxes]


def _note(
    accounts: Accounts,
    actor: Actor,
    action: Action,
    stream: UUID,
    thing: Thing,
    boxes: Sequence[Box],
    *,
    session: UUID | None,
    purpose: str = "",
) -> None:
    """Note who reads what, before it is opened; nothing where there is nothing to open."""
    answer = may(actor, action, thing)
    if not answer.allowed:
        raise Hidden(answer.reason)
    if boxes:
        note(
            accounts,
            at=actor.at,
            actor=actor.name,
            session=session,
            action=action.value,
            objects=[stream],
            purpose=purpose,
        )

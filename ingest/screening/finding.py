"""What the screening finds, and what becomes of it."""

from enum import StrEnum
from typing import NamedTuple

from reference.dimensions import PersonalData


class Action(StrEnum):
    """What a find leads to: it must go, or somebody has to look at it."""

    BLOCK = "block"
    WARN = "warn"


class Finding(NamedTuple):
    """A place in a text, from the character `start` up to `end`, as an index of the text given."""

    kind: PersonalData
    start: int
    end: int
    action: Action


WARNED = frozenset({PersonalData.NAME, PersonalData.HOME_ADDRESS})
"""What a rule cannot be sure of: a name may be a place's. Everything else is blocked."""


class Span(NamedTuple):
    """A find in the plain form of a text, before it is led back to the text given."""

    kind: PersonalData
    start: int
    end: int


def action_of(kind: PersonalData) -> Action:
    """What a find of this kind leads to."""
    return Action.WARN if kind in WARNED else Action.BLOCK

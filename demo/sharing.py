"""Who may read what was told: reports shared beyond their organisation, held back, and cleared."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final
from uuid import UUID

import numpy as np

from demo.dice import Dice, Ints, numbers_of, shares_of
from demo.happenings import HOUR_US
from demo.organisations import MEMBERS
from demo.slots import Slots
from ingest.forms import (
    ClearForm,
    QuarantineForm,
    ShareForm,
)
from reference.roles import Share

Step = ShareForm | QuarantineForm | ClearForm

TIDIED_AFTER_US = 9 * 24 * HOUR_US
"""So long after it was received, the desk is done with a report, whatever came between."""

_SHARED, _HELD_BACK, _CLEARED = 0.05, 0.012, 0.8
_TO_THE_MEETING = 0.4

# Whom those who keep their texts to themselves now and then show one to.
_CONFIDED_IN: Final[Mapping[str, tuple[str, ...]]] = {
    "polisen": ("havstunabo", "falt"),
    "falt": ("havstunabo", "fritid"),
    "grundskolan": ("falt",),
    "gymnasiet": ("falt",),
}


def share_and_hold_back(
    rows: Ints,
    member: Ints,
    received_us: Ints,
    slots: Slots,
    stream: Callable[[int], UUID],
    dice: Dice,
) -> Iterator[tuple[int, UUID, Step]]:
    """What is decided of these rows, each with its moment (a row of the slots) and its report.

    What is held back is cleared soon, or else when the desk is tidied.
    """
    thrown = shares_of(dice.random(len(rows)))
    then = shares_of(dice.random(len(rows)))
    waits = dice.integers(2, 30, (2, len(rows))) * HOUR_US
    decided_us = received_us[rows] + 1 + waits[0]
    cleared_us = decided_us + HOUR_US + waits[1]
    decided_at = numbers_of(slots.next_in(slots.desk, decided_us))
    cleared_at = numbers_of(slots.next_in(slots.desk, cleared_us))
    tidied_at = numbers_of(slots.next_in(slots.desk, received_us[rows] + TIDIED_AFTER_US))
    for n, row in enumerate(numbers_of(rows)):
        code = MEMBERS[int(member[row])].code
        if thrown[n] < _HELD_BACK:
            yield decided_at[n], stream(row), QuarantineForm()
            if then[n] >= _CLEARED:
                cleared_at[n] = tidied_at[n]
            if cleared_at[n] > decided_at[n]:
                yield cleared_at[n], stream(row), ClearForm()
        elif thrown[n] < _HELD_BACK + _SHARED and code in _CONFIDED_IN:
            yield decided_at[n], stream(row), _shared(code, then[n])


def _shared(code: str, chance: float) -> ShareForm:
    if chance < _TO_THE_MEETING:
        return ShareForm(share=Share.MEETING)
    return ShareForm(share=Share.NAMED, shared_with=_CONFIDED_IN[code])


def worded(fields: Sequence[Mapping[str, object]], among: Ints) -> Ints:
    """Those rows of `among` whose reports have a text to share."""
    rows = [row for row in numbers_of(among) if fields[row].get("text")]
    return np.array(rows, dtype=np.int64)

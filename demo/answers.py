"""How those who report fill in the form: how they know, how sure they are, what came of it.

Each table gives, for a group of happenings or for what an answer hangs on, the weights of the
values. None is an answer left out.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from demo.dice import Dice, Floats, Ints, numbers_of, pick, shares_of, tuples_of
from demo.happenings import CATEGORIES, GROUP_OF
from reference.dimensions import (
    Affected,
    Age,
    Basis,
    Certainty,
    Consequence,
    Gender,
    Handled,
    Need,
    People,
    PoliceTold,
    Precision,
    Repeat,
)
from reference.dimensions import PlaceType as T


class Table(NamedTuple):
    """The values of an answer, and for each row the weights of the values."""

    values: tuple[Any, ...]
    weights: Floats

    def draw(self, rows: Ints, dice: Dice) -> list[Any]:
        """One answer for each number of a row."""
        return [self.values[at] for at in numbers_of(pick(self.weights, rows, dice))]


def _by_group(values: tuple[Any, ...], **weights: tuple[float, ...]) -> Table:
    """A table with a row for each category, by its group; `ELSE` is for the groups not named."""
    rows = [weights.get(GROUP_OF[category], weights["ELSE"]) for category in CATEGORIES]
    return Table(values, np.array(rows, dtype=float))


BASES = (
    Basis.SEEN,
    Basis.HEARD,
    Basis.TRACE,
    Basis.TOLD_COLLEAGUE,
    Basis.TOLD_PUBLIC,
    Basis.SYSTEM,
)
FOUND_LATER, FOUND, MET, TALKED_OF = range(4)
BASIS = Table(
    BASES,
    np.array(
        [
            (0.00, 0.02, 0.60, 0.08, 0.20, 0.10),  # nobody was at work
            (0.30, 0.02, 0.56, 0.05, 0.07, 0.00),  # what leaves traces
            (0.64, 0.10, 0.02, 0.10, 0.11, 0.03),  # what one sees or hears
            (0.05, 0.30, 0.00, 0.30, 0.35, 0.00),  # what is talked of
        ]
    ),
)
TRACES = frozenset({"DMG", "PLACE", "FIRE"})
TALK = frozenset({"SIGN"})

# From here a row for each basis, in the order above.
CERTAINTY = Table(
    (Certainty.SURE, Certainty.PROBABLE, Certainty.UNSURE),
    np.array(
        [
            (0.86, 0.12, 0.02),
            (0.60, 0.30, 0.10),
            (0.66, 0.26, 0.08),
            (0.50, 0.38, 0.12),
            (0.34, 0.46, 0.20),
            (0.92, 0.08, 0.00),
        ]
    ),
)
PRECISIONS = (
    Precision.EXACT,
    Precision.INTERVAL,
    Precision.SHIFT,
    Precision.DAYPART,
    Precision.DAY,
)
PRECISION = Table(
    PRECISIONS,
    np.array(
        [
            (0.84, 0.02, 0.10, 0.04, 0.00),
            (0.70, 0.10, 0.10, 0.10, 0.00),
            (0.06, 0.62, 0.06, 0.18, 0.08),
            (0.40, 0.15, 0.20, 0.20, 0.05),
            (0.34, 0.20, 0.02, 0.32, 0.12),
            (1.00, 0.00, 0.00, 0.00, 0.00),
        ]
    ),
)

PEOPLE = _by_group(
    (
        None,
        People.ONE,
        People.FROM_2,
        People.FROM_5,
        People.FROM_10,
        People.FROM_20,
        People.FROM_50,
    ),
    GATH=(0.03, 0.00, 0.16, 0.40, 0.28, 0.11, 0.02),
    VIOL=(0.15, 0.05, 0.50, 0.20, 0.08, 0.02, 0.00),
    SUBS=(0.25, 0.10, 0.42, 0.18, 0.05, 0.00, 0.00),
    TRAF=(0.30, 0.33, 0.30, 0.07, 0.00, 0.00, 0.00),
    FIRE=(0.60, 0.04, 0.20, 0.11, 0.05, 0.00, 0.00),
    EVENT=(0.40, 0.00, 0.00, 0.00, 0.00, 0.30, 0.30),
    ELSE=(0.92, 0.02, 0.04, 0.02, 0.00, 0.00, 0.00),
)
AGES = (
    None,
    Age.UNDER_12,
    Age.FROM_12,
    Age.FROM_15,
    Age.FROM_18,
    Age.OVER_25,
    Age.MIXED,
    Age.UNKNOWN,
)
_YOUNG = (0.05, 0.03, 0.36, 0.42, 0.04, 0.00, 0.10, 0.00)
_GROWN = (0.08, 0.00, 0.00, 0.00, 0.25, 0.45, 0.12, 0.10)
_ANY = (0.35, 0.01, 0.08, 0.16, 0.14, 0.06, 0.10, 0.10)
_AGES_OF = {"GATH-YOUTH": _YOUNG, "SUBS-MINOR": _YOUNG, "GATH-ADULT": _GROWN, "SUBS-ALC": _GROWN}
AGE = Table(AGES, np.array([_AGES_OF.get(category, _ANY) for category in CATEGORIES]))
"""Said only where people were met."""
GENDER = Table(
    (None, Gender.MOSTLY_MALE, Gender.MOSTLY_FEMALE, Gender.MIXED),
    np.array([(1.0, 0.0, 0.0, 0.0), (0.55, 0.22, 0.06, 0.17)]),
)
"""Row 1 is field work, where it is asked for."""
POLICE = _by_group(
    (None, PoliceTold.NO, PoliceTold.REPORTED, PoliceTold.CALLED_112),
    VIOL=(0.10, 0.25, 0.35, 0.30),
    PROP=(0.12, 0.20, 0.63, 0.05),
    FIRE=(0.15, 0.40, 0.15, 0.30),
    DMG=(0.20, 0.40, 0.40, 0.00),
    STAFF=(0.10, 0.20, 0.60, 0.10),
    ELSE=(0.35, 0.61, 0.03, 0.01),
)
HANDLED = _by_group(
    (
        (),
        (Handled.NOTHING,),
        (Handled.TALKED,),
        (Handled.CLEARED,),
        (Handled.FAULT_REPORTED,),
        (Handled.GUARD_CALLED,),
        (Handled.POLICE_CAME,),
        (Handled.TALKED, Handled.GUARD_CALLED),
    ),
    GATH=(0.12, 0.20, 0.48, 0.02, 0.00, 0.10, 0.03, 0.05),
    VIOL=(0.15, 0.10, 0.20, 0.00, 0.00, 0.17, 0.33, 0.05),
    DMG=(0.15, 0.20, 0.00, 0.30, 0.34, 0.01, 0.00, 0.00),
    PLACE=(0.15, 0.24, 0.00, 0.26, 0.35, 0.00, 0.00, 0.00),
    SUBS=(0.20, 0.26, 0.26, 0.10, 0.00, 0.08, 0.10, 0.00),
    ELSE=(0.40, 0.30, 0.16, 0.05, 0.02, 0.04, 0.03, 0.00),
)
REPEAT = Table(
    (None, Repeat.FIRST, Repeat.BEFORE, Repeat.ONGOING),
    np.array([(0.35, 0.22, 0.33, 0.10), (0.05, 0.90, 0.05, 0.0)]),
)
"""Row 1 is somebody who is new to it all."""
NEED = _by_group(
    (None, Need.NONE, Need.LOOK, Need.URGENT),
    POS=(0.60, 0.40, 0.00, 0.00),
    EVENT=(0.60, 0.20, 0.20, 0.00),
    FIRE=(0.30, 0.20, 0.34, 0.16),
    SIGN=(0.30, 0.16, 0.40, 0.14),
    ELSE=(0.38, 0.28, 0.28, 0.06),
)

# What may have come of it, with how often it is said.
_CONSEQUENCES: Mapping[str, tuple[tuple[Consequence, float], ...]] = {
    "DMG": ((Consequence.PROPERTY, 0.85), (Consequence.FEAR, 0.06)),
    "VIOL": ((Consequence.FEAR, 0.5), (Consequence.INJURY, 0.16)),
    "GATH": ((Consequence.FEAR, 0.4), (Consequence.AVOIDED, 0.16)),
    "PLACE": ((Consequence.FEAR, 0.3), (Consequence.AVOIDED, 0.18)),
    "FIRE": ((Consequence.PROPERTY, 0.6), (Consequence.INTERRUPTED, 0.1)),
    "PROP": ((Consequence.PROPERTY, 0.85), (Consequence.FEAR, 0.08)),
    "STAFF": ((Consequence.INTERRUPTED, 0.4), (Consequence.FEAR, 0.3)),
    "TRAF": ((Consequence.FEAR, 0.3), (Consequence.NONE, 0.2)),
    "POS": (),
    "EVENT": (),
}
_CONSEQUENCES_ELSE = ((Consequence.FEAR, 0.18), (Consequence.NONE, 0.3))

_AFFECTED: Mapping[T, Affected] = {
    T.SCHOOL: Affected.PUPILS,
    T.SCHOOLYARD: Affected.PUPILS,
    T.PRESCHOOL: Affected.STAFF,
    T.STAIRWELL: Affected.RESIDENTS,
    T.CELLAR: Affected.RESIDENTS,
    T.GARAGE: Affected.RESIDENTS,
    T.PLAYGROUND: Affected.RESIDENTS,
    T.STREET: Affected.RESIDENTS,
    T.SHOP: Affected.SHOPKEEPERS,
    T.SHOPPING_CENTRE: Affected.SHOPKEEPERS,
    T.STOP: Affected.RIDERS,
    T.TRAIN_BUS: Affected.RIDERS,
    T.TUNNEL: Affected.RIDERS,
    T.YOUTH_CENTRE: Affected.VISITORS,
    T.LIBRARY: Affected.VISITORS,
    T.RESTAURANT: Affected.VISITORS,
    T.BATHING_PLACE: Affected.VISITORS,
}
_AFFECTED_SAID = 0.5


def consequences(category: Ints, dice: Dice) -> list[tuple[Consequence, ...]]:
    """What came of each."""
    by_category = [_CONSEQUENCES.get(GROUP_OF[c], _CONSEQUENCES_ELSE) for c in CATEGORIES]
    thrown = tuples_of(dice.random((len(category), 2)))
    return [
        tuple(
            what
            for (what, likely), chance in zip(by_category[number], chances, strict=False)
            if chance < likely
        )
        for number, chances in zip(numbers_of(category), thrown, strict=True)
    ]


def affected(types: Sequence[T], dice: Dice) -> list[tuple[Affected, ...]]:
    """Whom each touched, where that is said."""
    said = [chance < _AFFECTED_SAID for chance in shares_of(dice.random(len(types)))]
    return [
        (_AFFECTED[kind],) if yes and kind in _AFFECTED else ()
        for kind, yes in zip(types, said, strict=True)
    ]

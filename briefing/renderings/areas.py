"""Which areas a picture lists when it has too many to list them all, and what the others add up to.

A town lists every area. A country's picture lists the largest and those that stand out, and has
the whole table last.
"""

import re
from typing import NamedTuple

from briefing.picture import Line, Picture
from briefing.renderings.wording import NOWHERE, beyond_usual

MANY = 40
"""With more areas than this, only some are listed."""

SHOWN = 24
_LARGEST_SHOWN = 12
# Å, Ä and Ö come after Z, in this order; é and ü stand with their plain letters.
_ALPHABET = str.maketrans("åäöéèü", "{|}eeu")
_NUMBER = re.compile("[0-9]+")


class Others(NamedTuple):
    """What the areas that are not listed add up to: how many they are, and their reports."""

    areas: int
    reports: int


def laid_down(picture: Picture) -> tuple[Line, ...]:
    """The areas proper, most reports first; without what lies outside or has no place."""
    lines = [line for line in picture.by_area if line.code not in NOWHERE]
    return tuple(sorted(lines, key=lambda line: (-line.figure.n, line.code)))


def without_area(picture: Picture) -> tuple[Line, ...]:
    """What is counted but has no area, most reports first."""
    lines = [line for line in picture.by_area if line.code in NOWHERE]
    return tuple(sorted(lines, key=lambda line: (-line.figure.n, line.code)))


def many(picture: Picture) -> bool:
    """Whether there are too many areas to list them all."""
    return len(laid_down(picture)) > MANY


def listed(picture: Picture) -> tuple[Line, ...]:
    """The areas that the list shows, most reports first; what has no area of its own stands last.

    Of many areas these are the largest and those furthest from the usual, among these the ones
    that the sentences on top name.
    """
    return *_chosen(picture), *without_area(picture)


def others(picture: Picture) -> Others | None:
    """What the list leaves to the whole table; None where it leaves nothing."""
    shown = {line.code for line in _chosen(picture)}
    left = [line for line in picture.by_area if line.code not in shown | NOWHERE]
    return Others(len(left), sum(line.figure.n for line in left)) if left else None


def by_name(picture: Picture) -> tuple[Line, ...]:
    """All areas in the order of the Swedish alphabet, for the whole table; the rest stands last."""
    found = sorted(laid_down(picture), key=lambda line: (_in_alphabet(line.sv), line.code))
    return *found, *without_area(picture)


def marked(picture: Picture) -> frozenset[str]:
    """The codes of the areas that have a circle on the map, to which a row can lead."""
    crowded = many(picture)
    counts = {line.code: line.figure.n for line in picture.by_area}
    return frozenset(
        area.code for area in picture.map.areas if not crowded or counts.get(area.code)
    )


def _in_alphabet(called: str) -> str:
    """What to sort a name by; District 2 comes before District 10."""
    letters = called.casefold().translate(_ALPHABET)
    return _NUMBER.sub(lambda number: number[0].zfill(9), letters)


def _chosen(picture: Picture) -> tuple[Line, ...]:
    lines = laid_down(picture)
    if len(lines) <= MANY:
        return lines
    largest = lines[:_LARGEST_SHOWN]
    furthest = sorted(
        (line for line in lines if beyond_usual(line.figure)),
        key=lambda line: (-beyond_usual(line.figure), -line.figure.n, line.code),
    )
    # Whatever place the outstanding leave goes to the next largest.
    chosen = dict.fromkeys(line.code for line in (*largest, *furthest, *lines))
    codes = set(list(chosen)[:SHOWN])
    return tuple(line for line in lines if line.code in codes)

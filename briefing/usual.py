"""What is usual: the counts of the weeks before, without the lowest and the highest of them."""

from collections.abc import Sequence
from statistics import median

from briefing.picture import Usual

PERIODS = 8
"""So many periods before are looked at."""
FEWEST = 4
"""With fewer weeks than this nothing is called usual."""


def usual(counts: Sequence[int]) -> Usual:
    """The usual of the counts of weeks, or longer periods, that the record covers, oldest first."""
    if len(counts) < FEWEST:
        return Usual(weeks=tuple(counts))
    kept = sorted(counts)[1:-1]
    return Usual(weeks=tuple(counts), low=kept[0], high=kept[-1], median=float(median(counts)))

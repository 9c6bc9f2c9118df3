"""A test of the statistics on the municipality's own record: did they keep what they claim?"""

from typing import ClassVar
from uuid import UUID

from events.fact import Decided, Fact


class StatisticsCalibrated(Fact, frozen=True, kw_only=True):
    """The `weeks` weeks up to `last_week` ("2026-W47") were judged again, each as it was known.

    `position` is where the log stood when that was done. `cells` counts what was tested,
    `share_flagged` is the share of it under p .01 and `share_by_chance` what chance alone would
    have flagged, counts being whole. `weeks_flagged` had any deviation. `pai` and `pei` say how
    well the hot list foretold the two weeks after each, `pai_count` and `pei_count` the same of the
    plain count; None where nothing could be foretold. `misses` names the claims that were missed.
    """

    TOPIC: ClassVar[str] = "statistics.calibrated"

    last_week: str
    weeks: int
    position: int
    cells: int
    share_flagged: float
    share_by_chance: float
    weeks_flagged: int
    pai: float | None = None
    pei: float | None = None
    pai_count: float | None = None
    pei_count: float | None = None
    misses: tuple[str, ...] = ()


def calibrated(stream: UUID, fact: StatisticsCalibrated) -> Decided:
    """Keep the test. Its stream is named by municipality and last week, so it is kept once."""
    return Decided(stream, 1, fact)

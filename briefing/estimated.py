"""What of a picture is not only counted: what stands out, where and when, the levels, how complete.

It brings the statistics with it, half a second of libraries, so it is imported by whoever draws.
"""

from collections.abc import Mapping
from typing import NamedTuple

from briefing import tally
from briefing.analysis import Longer
from briefing.asked import Asked
from briefing.calibrate import latest
from briefing.coverage import coverage
from briefing.deviations.levels import harm, levels
from briefing.deviations.series import history
from briefing.deviations.signals import find
from briefing.findings import AreaLevel, Calibration, Crossed, Harm, Hotspots, Signal, Tested
from briefing.longer.parts import longer
from briefing.patterns.hotspots import hotspots
from briefing.patterns.rhythm import rhythm
from briefing.picture import Coverage, Rhythm
from briefing.public.crossed import crossed


class Estimated(NamedTuple):
    """These parts of a picture."""

    coverage: Coverage
    rhythm: Rhythm
    hotspots: Hotspots
    harm: Harm
    calibration: Calibration | None
    signals: tuple[Signal, ...] = ()
    tested: tuple[Tested, ...] = ()
    levels: tuple[AreaLevel, ...] = ()
    longer: Longer | None = None
    crossed: Crossed | None = None


def estimated(
    asked: Asked,
    said: set[str],
    tallied: tally.Tally,
    by_category: Mapping[str, Mapping[int, int]],
) -> Estimated:
    """All of it. `said` who said that there was nothing; `by_category` counts by week.

    Signals and levels are of a week; a month or a longer period has its own analysis instead.
    """
    if not asked.period.is_week:
        found = _common(asked, coverage(asked, said, tallied), by_category)
        if not asked.period.is_long:
            return found
        return found._replace(longer=longer(asked), crossed=crossed(asked))
    past = history(asked)
    what = find(asked, past)
    complete = coverage(asked, said, tallied, past.heard, what.likely_doubles)
    return _common(asked, complete, by_category)._replace(
        signals=what.signals, tested=what.tested, levels=levels(asked, past, what)
    )


def _common(
    asked: Asked, complete: Coverage, by_category: Mapping[str, Mapping[int, int]]
) -> Estimated:
    return Estimated(
        coverage=complete,
        rhythm=rhythm(asked),
        hotspots=hotspots(asked),
        harm=harm(asked, by_category),
        calibration=latest(asked),
    )

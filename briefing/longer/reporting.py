"""Who reported over a longer period, and what changed in it: what else would pass for a trend."""

import math
from collections.abc import Iterable, Mapping, Sequence

from briefing.analysis import Alike, Reporter, Reporting
from briefing.longer.stretch import Stretch
from projections.ground import Organisation, said_nothing
from reference.periods import Period
from reference.weeks import Week

QUARTER = 13
"""Weeks before the period that are looked at for what is new in it."""
FEWEST_BEFORE = 8
RATE_WEEKS = 12
FEWEST_REPORTED = 4
"""From fewer weeks with reports no silence is called unlikely."""
UNLIKELY = 0.05


def reporting(stretch: Stretch) -> Reporting:
    """The coverage of the period, and how much of a change those who report make."""
    before = [week for week in stretch.before(QUARTER) if week.key in stretch.asked.covered]
    weeks = [*before, *stretch.weeks]
    told: dict[str, dict[int, int]] = {}
    keys = [week.key for week in weeks]
    for (week, who), n in stretch.all(keys, ("week", "organisation")).items():
        told.setdefault(str(who), {})[int(week)] = n
    known = stretch.known
    silent: dict[str, set[int]] = {}
    for week, who in said_nothing(known.connection, known.municipality, keys, known.position):
        silent.setdefault(who, set()).add(week)
    reporters = [
        _reporter(one, weeks, len(before), told.get(one.code, {}), silent.get(one.code, set()))
        for one in known.ground.organisations.values()
    ]
    return Reporting(
        expected=sum(one.expected for one in reporters),
        heard=sum(one.heard for one in reporters if one.expected),
        reporters=tuple(sorted(reporters, key=lambda one: (one.sv, one.code))),
        against=_against(stretch),
    )


def _reporter(
    one: Organisation,
    weeks: Sequence[Week],
    before: int,
    told: Mapping[int, int],
    nothing: Iterable[int],
) -> Reporter:
    """An organisation by the weeks, of which the first `before` lie before the period."""
    heard = {*told, *nothing}
    asked = [week for week in weeks[before:] if one.weekly and one.since_week <= week.key]
    change, since = "", ""
    reported = [place for place, week in enumerate(weeks) if week.key in told]
    if reported and before >= FEWEST_BEFORE and reported[0] >= before:
        change, since = "began", str(weeks[reported[0]])
    elif (place := _silent_from(weeks, told, heard)) is not None:
        change, since = "stopped", str(weeks[place])
    return Reporter(
        code=one.code,
        sv=one.sv,
        en=one.en,
        expected=len(asked),
        heard=sum(week.key in heard for week in (asked or weeks[before:])),
        change=change,
        since=since,
    )


def _silent_from(
    weeks: Sequence[Week], told: Mapping[int, int], heard: Iterable[int]
) -> int | None:
    """Where a silence begins that lasts to the end and is unlikely to be chance."""
    last = max((place for place, week in enumerate(weeks) if week.key in heard), default=None)
    if last is None:
        return None
    counts = [told[week.key] for week in weeks[: last + 1] if week.key in told][-RATE_WEEKS:]
    if len(counts) < FEWEST_REPORTED:
        return None
    silent = len(weeks) - 1 - last
    rate = sum(counts) / len(counts)
    return last + 1 if silent and math.exp(-rate * silent) < UNLIKELY else None


def _against(stretch: Stretch) -> tuple[Alike, ...]:
    """The whole period against the one before and the same a year before, each where on record."""
    period, covered = stretch.period, stretch.asked.covered
    if len(stretch.weeks) < len(period.weeks):
        return ()
    earlier = dict.fromkeys((period.shift(-1), period.last_year()))
    chosen = [one for one in earlier if covered.issuperset(one.keys)]
    if not chosen:
        return ()
    now = _by_organisation(stretch, period)
    return tuple(_alike(one, now, _by_organisation(stretch, one)) for one in chosen)


def _by_organisation(stretch: Stretch, period: Period) -> dict[str, int]:
    counted = stretch.disturbing(period.keys, ("organisation",))
    return {str(who): n for (who,), n in counted.items()}


def _alike(earlier: Period, now: Mapping[str, int], then: Mapping[str, int]) -> Alike:
    both = now.keys() & then.keys()
    return Alike(
        period=str(earlier),
        n=sum(now.values()),
        earlier=sum(then.values()),
        alike_n=sum(now[who] for who in both),
        alike_earlier=sum(then[who] for who in both),
        organisations=len(both),
        began=tuple(sorted(now.keys() - both)),
        stopped=tuple(sorted(then.keys() - both)),
    )

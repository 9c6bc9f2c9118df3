"""How complete the picture is: who reported, who said that there was nothing, who was silent."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from briefing import tally
from briefing.asked import Asked
from briefing.deviations.doubles import doubles, sent
from briefing.deviations.heard import Heard, heard
from briefing.picture import Coverage, Voice
from projections.ground import Organisation
from projections.reports import SENT
from reference.weeks import Week, weeks_between

INCOMPLETE_BELOW = 0.7

RATE_WEEKS = 12
FEWEST_REPORTED = 4
"""From fewer weeks with reports no silence is called unlikely."""
UNLIKELY = 0.05
COMPARED = 25_000
"""Of a period with more reports with a point it is not said how many of them are likely doubles."""
BACK = 52
"""So far back a week's coverage looks for who has gone quiet."""


class _Silence(NamedTuple):
    """For how long one has been quiet, what it used to report a week, and whether that is odd."""

    weeks: int
    rate: float | None
    odd: bool


def coverage(
    asked: Asked,
    said: set[str],
    tallied: tally.Tally,
    spoke: Heard | None = None,
    likely_doubles: int | None = None,
) -> Coverage:
    """The coverage of the period; `said` are the organisations that said there was nothing.

    Of a period longer than a week each organisation is counted once for each of its weeks.
    `spoke` and `likely_doubles` are those of the week's signals, where they are there already.
    """
    if spoke is None or not asked.period.is_week:
        weeks = weeks_between(asked.period.first.shift(1 - BACK), asked.week)
        spoke = heard(asked, weeks, ())
    if likely_doubles is None and tallied.pointed <= COMPARED:
        likely_doubles = int(np.count_nonzero(doubles(sent(asked, asked.keys)).likely))
    new = spoke.newcomers
    voices: list[Voice] = []
    for one in asked.known.ground.organisations.values():
        n = tallied.sent.get(one.code, 0)
        state = "reported" if n else "nothing" if one.code in said else "silent"
        silence = _silence(asked, spoke, one, spoken=state != "silent")
        voices.append(
            Voice(
                code=one.code,
                sv=one.sv,
                en=one.en,
                state=state,
                n=n,
                expected=one.weekly and one.since_week <= asked.week.key,
                reports=asked.query(organisation=one.code, which=SENT),
                quiet_weeks=silence.weeks,
                rate=silence.rate,
                quiet=silence.odd,
                newcomer=one.code in new,
            )
        )
    of = _unit_weeks(asked, spoke, voices)
    of_all = sum(of.values())
    share = round((of["reported"] + of["nothing"]) / of_all, 4) if of_all else None
    return Coverage(
        expected=of_all,
        reported=of["reported"],
        nothing=of["nothing"],
        silent=of["silent"],
        share=share,
        incomplete=share is not None and share < INCOMPLETE_BELOW,
        voices=tuple(sorted(voices, key=lambda voice: (-voice.n, voice.state, voice.sv))),
        self_observed=tallied.observed,
        exactly_placed=tallied.exact,
        reports=tallied.reports,
        limit=INCOMPLETE_BELOW,
        likely_doubles=likely_doubles,
    )


def _silence(asked: Asked, spoke: Heard, one: Organisation, *, spoken: bool) -> _Silence:
    """Whether an organisation has been quiet for longer than is likely: exp(-rate * weeks) < .05.

    Weeks before it was asked, or before its first word, are not counted.
    """
    if one.code not in spoke.codes:
        return _Silence(0, None, odd=False)
    row = spoke.codes.index(one.code)
    reports = spoke.ever[row]
    word = (reports > 0) | spoke.said[row]
    with_any = reports[reports > 0][-RATE_WEEKS:]
    rate = float(with_any.mean()) if len(with_any) else None
    if spoken:
        return _Silence(0, _rounded(rate), odd=False)
    last = np.flatnonzero(word)
    begun = asked.week.since(Week.from_key(one.since_week)) + 1
    quiet = len(word) - 1 - int(last[-1]) if len(last) else min(len(word), max(0, begun))
    odd = (
        rate is not None and len(with_any) >= FEWEST_REPORTED and math.exp(-rate * quiet) < UNLIKELY
    )
    return _Silence(quiet, _rounded(rate), odd)


def _rounded(rate: float | None) -> float | None:
    return None if rate is None else float(f"{rate:.4g}")


def _unit_weeks(asked: Asked, spoke: Heard, voices: Sequence[Voice]) -> dict[str, int]:
    """How many of those expected reported, said that there was nothing, or were silent."""
    states: tuple[str, ...] = ("reported", "nothing", "silent")
    expected = [voice for voice in voices if voice.expected]
    if asked.period.is_week:
        return {state: sum(voice.state == state for voice in expected) for state in states}
    found: dict[str, int] = dict.fromkeys(states, 0)
    parts = asked.known.ground.organisations
    begun = [week for week in asked.period.weeks if week.start_at <= asked.known.as_of]
    for week in begun:
        column = spoke.ever.shape[1] - 1 - asked.week.since(week)
        for voice in expected:
            if parts[voice.code].since_week <= week.key:
                row = spoke.codes.index(voice.code)
                reported, nothing = spoke.ever[row, column] > 0, spoke.said[row, column]
                found["reported" if reported else "nothing" if nothing else "silent"] += 1
    return found

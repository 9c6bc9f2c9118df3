"""How complete the picture is: who reported, who said that there was nothing, who was silent."""

from collections.abc import Sequence

from briefing import tally
from briefing.asked import Asked
from briefing.picture import Coverage, Voice
from projections.reports import SENT

INCOMPLETE_BELOW = 0.7


def coverage(asked: Asked, said: set[str], tallied: tally.Tally) -> Coverage:
    """The coverage of the week; `said` are the organisations that said there was nothing."""
    sent = tally.sent(asked.known, asked.keys)
    voices: list[Voice] = []
    for one in asked.known.ground.organisations.values():
        n = sent.get(one.code, 0)
        voices.append(
            Voice(
                code=one.code,
                sv=one.sv,
                en=one.en,
                state="reported" if n else "nothing" if one.code in said else "silent",
                n=n,
                expected=one.weekly and one.since_week <= asked.week.key,
                reports=asked.query(organisation=one.code, which=SENT),
            )
        )
    expected = [voice for voice in voices if voice.expected]

    def of(state: str, among: Sequence[Voice]) -> int:
        return sum(voice.state == state for voice in among)

    heard = of("reported", expected) + of("nothing", expected)
    share = round(heard / len(expected), 4) if expected else None
    return Coverage(
        expected=len(expected),
        reported=of("reported", expected),
        nothing=of("nothing", expected),
        silent=of("silent", expected),
        share=share,
        incomplete=share is not None and share < INCOMPLETE_BELOW,
        voices=tuple(sorted(voices, key=lambda voice: (-voice.n, voice.state, voice.sv))),
        self_observed=tallied.observed,
        exactly_placed=tallied.exact,
        reports=tallied.reports,
    )

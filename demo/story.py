"""What happened in Havstuna in these two years, beside the usual.

- Stationstunneln is a hot spot: violence and damage on dark weekend nights. New lighting cured it.
- Ekbacken goes through all levels: green, raised, acute, returning, and green again.
- Granruset Fastigheter joins and writes down every scratch in Kvarnängen: a trend that is none.
- The local transit reports nothing for three weeks, and then all at once and late. The guards
  change their contract, and for two weeks nobody hears from them.

Weeks are counted from the last one: 0 is the last, -1 the one before.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from demo.organisations import EAGER, GUARDS, RIDES

LIGHTING: Final = -46
"""The week in which the tunnel got its new lighting."""
TUNNEL: Final = "Stationstunneln"
UNREST: Final = -28
"""The first of the weeks in which Ekbacken was not green."""
JOINED: Final = -13
"""The first week of Granruset Fastigheter."""
HELD_BACK: Final = (-23, -21)
"""The weeks that the local transit told of only when the last of them was over."""
CHANGED_HANDS: Final = (-60, -59)
"""The weeks in which nobody heard from the guards."""

# More reports a week than usual, from week UNREST on: raised, acute, returning.
_UNREST_BY_WEEK = (5, 6, 8, 7, 11, 19, 23, 25, 22, 24, 18, 11, 9, 10, 8, 6, 7, 4, 3, 2)
_EAGER_BY_WEEK = (4.0, 7.0, 9.0, 11.0, 12.0)
# Reports that the lighting was noticed, by weeks since.
_NOTICED = {0: 3, 1: 2, 2: 2, 4: 1, 7: 1, 11: 1}
_CALMER = {10: 1, 12: 1, 13: 2, 15: 1, 17: 1, 18: 1, 19: 1}

_TUNNEL_KINDS = {
    "VIOL-FIGHT": 3.0,
    "VIOL-THREAT": 1.6,
    "VIOL-ASSLT": 0.7,
    "PROP-ROB": 0.5,
    "DMG-GRAFF": 1.6,
    "DMG-PUBL": 1.8,
    "GATH-MIX": 1.5,
    "SUBS-DEAL": 0.8,
}
_UNREST_KINDS = {
    "GATH-YOUTH": 5.0,
    "DMG-PUBL": 2.4,
    "DMG-GLASS": 1.6,
    "FIRE-BIN": 1.6,
    "TRAF-RECK": 2.4,
    "VIOL-THREAT": 1.4,
    "VIOL-FIGHT": 1.2,
    "SIGN-CONFL": 1.0,
    "SIGN-MOOD": 1.2,
    "STAFF-THREAT": 0.8,
    "STAFF-OBST": 0.3,
    "SUBS-DEAL": 0.8,
}
_UNREST_SPOTS = {
    "Ekbackstorget": 5.0,
    "Ekbackens centrum": 3.0,
    "Ekbackstorget, hållplats": 1.4,
    "Fritidsgården Eken": 1.6,
    "Ekbacksskolans skolgård": 1.4,
    "Ekdungen": 1.2,
    "Ekbacksgaraget": 1.2,
    "G03 street-path": 1.6,
    "G03 train-bus": 0.5,
}
_EAGER_KINDS = {
    "PLACE-LITTER": 4.0,
    "DMG-GRAFF": 3.0,
    "DMG-PUBL": 1.4,
    "PLACE-BROKEN": 1.4,
    "TRAF-UNLAW": 0.6,
    "PLACE-VIEW": 0.4,
}
_EAGER_SPOTS = {
    "Kvarntorget": 3.0,
    "Kvarnparken": 2.0,
    "Gångtunneln Ringvägen": 1.4,
    "G05 stairwell": 2.0,
    "G05 parking": 1.4,
    "G05 street-path": 2.0,
}


class Source(NamedTuple):
    """Reports that come on top of the usual: so many a week, spread over kinds, spots and hours.

    With `exactly` just that many come, whatever the dice say. `members` are weights of those who
    report; None for whoever is usually there.
    """

    weekly: float
    kinds: Mapping[str, float]
    spots: Mapping[str, float]
    hours: str
    members: Mapping[str, float] | None = None
    exactly: bool = False


def sources(offset: int, light: float) -> list[Source]:
    """What comes on top of the usual in the week; `light` is 0 in the dark season, 1 in summer."""
    dark = 1 - light
    lit = offset >= LIGHTING
    fights = (0.2 + 0.5 * dark) if lit else (1.0 + 6.5 * dark)
    found = [Source(fights, _TUNNEL_KINDS, {TUNNEL: 1.0}, "tunnel")]
    if not lit:
        found.append(Source(0.2 + 0.9 * dark, {"PLACE-LIGHT": 1.0}, {TUNNEL: 1.0}, "evening"))
    elif offset - LIGHTING in _NOTICED:
        count, who = _NOTICED[offset - LIGHTING], {RIDES: 2.0, GUARDS: 2.0, "falt": 1.0}
        found.append(Source(count, {"POS-WORK": 1.0}, {TUNNEL: 1.0}, "day", who, exactly=True))
    since = offset - UNREST
    if 0 <= since < len(_UNREST_BY_WEEK):
        found.append(Source(_UNREST_BY_WEEK[since], _UNREST_KINDS, _UNREST_SPOTS, "evening"))
    if since in _CALMER:
        who = {"falt": 2.0, "fritid": 2.0, "polisen": 1.0}
        spots = {"Ekbackstorget": 2.0, "Fritidsgården Eken": 1.0}
        calm = Source(_CALMER[since], {"POS-CALM": 1.0}, spots, "evening", who, exactly=True)
        found.append(calm)
    if offset >= JOINED:
        weekly = _EAGER_BY_WEEK[min(offset - JOINED, len(_EAGER_BY_WEEK) - 1)]
        found.append(Source(weekly, _EAGER_KINDS, _EAGER_SPOTS, "day", {EAGER: 1.0}))
    return found


def is_unheard(member: str, offset: int) -> bool:
    """Whether nobody hears from an organisation in the week, then or later."""
    if member == EAGER:
        return offset < JOINED
    return member == GUARDS and CHANGED_HANDS[0] <= offset <= CHANGED_HANDS[1]


def is_held_back(member: str, offset: int) -> bool:
    """Whether what an organisation has to tell of the week comes weeks later, all at once."""
    return member == RIDES and HELD_BACK[0] <= offset <= HELD_BACK[1]

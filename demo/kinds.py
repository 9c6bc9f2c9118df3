"""What happens in Havstuna in a usual week: each kind's pace, hours, season and places.

The paces are invented; together they make some ninety reports a week.
"""

from collections.abc import Mapping
from typing import NamedTuple

from reference.dimensions import PlaceType as T

Mix = Mapping[T, float]

_MEETING: Mix = {
    T.SQUARE: 4,
    T.SHOPPING_CENTRE: 4,
    T.PARK: 2.4,
    T.SCHOOLYARD: 3,
    T.STOP: 2.6,
    T.YOUTH_CENTRE: 2,
    T.PLAYGROUND: 1.4,
    T.SPORTS_GROUND: 1.2,
    T.BATHING_PLACE: 3,
    T.TUNNEL: 1,
    T.LIBRARY: 1.4,
    T.STREET: 1,
}
_INDOORS: Mix = {T.STAIRWELL: 6, T.CELLAR: 4, T.GARAGE: 5, T.PARKING: 0.4}
_BUILDINGS: Mix = {
    T.SCHOOL: 6,
    T.PRESCHOOL: 3,
    T.SCHOOLYARD: 2,
    T.YOUTH_CENTRE: 2,
    T.LIBRARY: 2,
    T.SHOPPING_CENTRE: 3,
    T.SPORTS_GROUND: 1.4,
    T.STOP: 1.4,
    T.GARAGE: 2,
    T.STAIRWELL: 4,
    T.CELLAR: 3,
    T.BUILDING_SITE: 1,
    T.OTHER: 0.6,
}
_SURFACES: Mix = {
    T.TUNNEL: 4,
    T.STOP: 3,
    T.SCHOOL: 3,
    T.SCHOOLYARD: 2,
    T.SQUARE: 2,
    T.PARKING: 2,
    T.PLAYGROUND: 1.6,
    T.STAIRWELL: 3,
    T.GARAGE: 2,
    T.STREET: 2,
    T.SPORTS_GROUND: 1.2,
    T.TRAIN_BUS: 1.4,
}
_PARKED: Mix = {T.PARKING: 4, T.GARAGE: 4, T.STREET: 3, T.STOP: 1.4, T.SPORTS_GROUND: 0.8}
_CYCLES: Mix = {
    T.STOP: 4,
    T.SCHOOL: 2,
    T.SHOPPING_CENTRE: 2,
    T.STREET: 1.6,
    T.CELLAR: 3,
    T.LIBRARY: 1,
}
_NIGHTLIFE: Mix = {
    T.RESTAURANT: 22,
    T.SQUARE: 3,
    T.STOP: 2,
    T.TUNNEL: 0.8,
    T.PARK: 1,
    T.STREET: 1,
    T.SHOPPING_CENTRE: 0.6,
    T.BATHING_PLACE: 1,
}
_TRADE: Mix = {T.SHOP: 6, T.SHOPPING_CENTRE: 9}
_BREAK_INS: Mix = {
    T.CELLAR: 6,
    T.SHOP: 2,
    T.SCHOOL: 1.4,
    T.BUILDING_SITE: 5,
    T.OTHER: 1,
    T.GARAGE: 2,
}
_ROADS: Mix = {
    T.STREET: 5,
    T.PARKING: 1.6,
    T.SCHOOL: 1,
    T.SQUARE: 0.8,
    T.PARK: 0.8,
    T.TUNNEL: 0.7,
    T.SHOP: 0.8,
}
_GREEN: Mix = {T.PARK: 4, T.PLAYGROUND: 3, T.BATHING_PLACE: 4, T.TUNNEL: 3, T.STREET: 3, T.STOP: 1}
_BINS: Mix = {
    T.PARK: 3,
    T.PLAYGROUND: 2,
    T.SCHOOLYARD: 2,
    T.STOP: 2,
    T.STREET: 2,
    T.SQUARE: 2,
    T.PARKING: 1.4,
    T.BUILDING_SITE: 1,
    T.BATHING_PLACE: 2,
    T.STAIRWELL: 1,
}
_TALK: Mix = {T.ONLINE: 9, T.SCHOOL: 2.4, T.YOUTH_CENTRE: 3, T.SCHOOLYARD: 1, T.SQUARE: 0.8}
_STAFFED: Mix = {
    T.LIBRARY: 3,
    T.SCHOOL: 1.6,
    T.YOUTH_CENTRE: 2,
    T.TRAIN_BUS: 6,
    T.SHOPPING_CENTRE: 3,
    T.STOP: 2,
    T.SHOP: 1,
}
_BUSES: Mix = {T.TRAIN_BUS: 6, T.STOP: 2}
_CLOSED: Mix = {T.SCHOOL: 4, T.BUILDING_SITE: 5, T.GARAGE: 2, T.CELLAR: 2, T.SPORTS_GROUND: 1.4}


class Kind(NamedTuple):
    """How a category comes: `weekly` reports in a usual week, the shape of its hours, how much the
    dark season adds (negative: takes), what a day without school makes of it, and where.
    """

    weekly: float
    hours: str
    dark: float
    holiday: float
    places: Mix


KINDS: dict[str, Kind] = {
    "GATH-YOUTH": Kind(6.2, "evening", -0.1, 1.2, _MEETING),
    "GATH-ADULT": Kind(3.0, "evening", -0.3, 1.0, _MEETING),
    "GATH-MIX": Kind(1.8, "night", 0.2, 1.0, _MEETING),
    "GATH-INDOOR": Kind(2.6, "night", 0.5, 1.0, _INDOORS),
    "GATH-NEW": Kind(0.7, "evening", 0.0, 1.2, _MEETING),
    "DMG-GRAFF": Kind(6.2, "overnight", -0.1, 0.9, _SURFACES),
    "DMG-GLASS": Kind(3.0, "overnight", 0.1, 1.1, _BUILDINGS),
    "DMG-BUILD": Kind(2.8, "overnight", 0.0, 1.0, _BUILDINGS),
    "DMG-VEH": Kind(1.8, "overnight", 0.1, 1.0, _PARKED),
    "DMG-PUBL": Kind(3.4, "overnight", -0.3, 1.1, _BINS),
    "FIRE-BIN": Kind(1.1, "evening", -0.1, 1.3, _BINS),
    "FIRE-VEH": Kind(0.22, "overnight", 0.0, 1.0, _PARKED),
    "FIRE-BUILD": Kind(0.1, "overnight", 0.0, 1.0, _BUILDINGS),
    "FIRE-PYRO": Kind(0.6, "evening", 0.6, 1.3, _MEETING),
    "VIOL-FIGHT": Kind(2.5, "night", -0.1, 1.0, _NIGHTLIFE),
    "VIOL-ASSLT": Kind(0.7, "night", 0.0, 1.0, _NIGHTLIFE),
    "VIOL-THREAT": Kind(1.5, "evening", 0.0, 0.9, _MEETING),
    "VIOL-SEXHAR": Kind(0.45, "evening", -0.2, 1.0, _MEETING),
    "VIOL-HATE": Kind(0.4, "day", 0.0, 0.8, _MEETING),
    "VIOL-WEAP": Kind(0.2, "evening", 0.0, 0.9, _MEETING),
    "VIOL-SHOT": Kind(0.04, "night", 0.0, 1.0, _ROADS),
    "PROP-ROB": Kind(0.25, "night", 0.3, 1.0, _NIGHTLIFE),
    "PROP-BURG": Kind(2.2, "overnight", 0.3, 1.2, _BREAK_INS),
    "PROP-BIKE": Kind(3.2, "day", -0.6, 1.0, _CYCLES),
    "PROP-SHOP": Kind(3.0, "trade", 0.0, 1.1, _TRADE),
    "SUBS-DEAL": Kind(1.6, "evening", 0.0, 1.0, _MEETING),
    "SUBS-USE": Kind(1.8, "evening", -0.2, 1.0, _MEETING),
    "SUBS-PARA": Kind(1.3, "day", -0.2, 1.0, _GREEN),
    "SUBS-ALC": Kind(2.6, "evening", -0.5, 1.2, _MEETING),
    "SUBS-MINOR": Kind(1.5, "evening", -0.2, 1.3, _MEETING),
    "TRAF-RECK": Kind(3.2, "roads", -0.7, 1.2, _ROADS),
    "TRAF-SPEED": Kind(2.0, "roads", -0.2, 0.9, _ROADS),
    "TRAF-UNLAW": Kind(1.4, "school", 0.0, 0.4, _ROADS),
    "TRAF-SCOOT": Kind(1.3, "day", -0.8, 1.0, _ROADS),
    "ORDER-NOISE": Kind(2.4, "night", -0.6, 1.1, _ROADS),
    "ORDER-DWELL": Kind(0.7, "overnight", -0.2, 1.0, _INDOORS),
    "ORDER-HAUNT": Kind(0.7, "night", 0.2, 1.0, _INDOORS),
    "ORDER-TRES": Kind(1.8, "evening", -0.1, 1.3, _CLOSED),
    "ORDER-BEG": Kind(0.5, "trade", 0.0, 1.0, _TRADE),
    "PLACE-LIGHT": Kind(1.5, "evening", 0.9, 0.9, _GREEN),
    "PLACE-VIEW": Kind(0.9, "day", -0.6, 1.0, _GREEN),
    "PLACE-LITTER": Kind(4.2, "day", -0.5, 1.1, _BINS),
    "PLACE-DESOL": Kind(0.5, "evening", 0.6, 1.0, _GREEN),
    "PLACE-BROKEN": Kind(2.2, "day", 0.1, 0.8, _BUILDINGS),
    "PLACE-OTHER": Kind(0.6, "day", 0.0, 1.0, _GREEN),
    "SIGN-STOCK": Kind(0.1, "day", 0.0, 1.0, _GREEN),
    "SIGN-RUMOR": Kind(0.9, "school", 0.0, 0.4, _TALK),
    "SIGN-CONFL": Kind(0.5, "school", 0.0, 0.5, _TALK),
    "SIGN-RECRUIT": Kind(0.15, "school", 0.0, 0.5, _TALK),
    "SIGN-MOOD": Kind(1.0, "school", 0.0, 0.3, _TALK),
    "SIGN-SILENCE": Kind(0.2, "school", 0.0, 0.5, _TALK),
    "STAFF-THREAT": Kind(0.8, "day", 0.0, 0.8, _STAFFED),
    "STAFF-OBST": Kind(0.1, "night", 0.2, 1.0, _BUSES),
    "STAFF-PRESS": Kind(0.1, "day", 0.0, 0.9, _STAFFED),
    "POS-CALM": Kind(1.5, "evening", 0.0, 1.1, _MEETING),
    "POS-WORK": Kind(0.4, "day", 0.0, 1.0, _GREEN),
    "POS-SAFE": Kind(0.9, "day", -0.2, 1.0, _GREEN),
    "OTHER": Kind(1.6, "day", 0.0, 1.0, _MEETING),
    # These come from the calendar of demo.year, never by the dice.
    "EVENT-PLAN": Kind(0.0, "day", 0.0, 1.0, _MEETING),
    "EVENT-CAL": Kind(0.0, "day", 0.0, 1.0, _MEETING),
    "EVENT-DONE": Kind(0.0, "day", 0.0, 1.0, _MEETING),
}

LIVELINESS: Mapping[str, float] = {
    "G01": 1.8,
    "G02": 1.2,
    "G03": 0.95,
    "G04": 0.6,
    "G05": 0.9,
    "G06": 1.15,
    "G07": 0.5,
    "G08": 0.4,
    "G09": 0.5,
    "G10": 0.4,
    "OUTSIDE": 0.35,
    "UNPLACED": 1.0,
}
"""How much happens in an area, compared with a usual one."""

DOUBLED: Mapping[str, float] = {"FIRE": 0.16, "VIOL": 0.13, "GATH": 0.06, "DMG": 0.05, "SIGN": 0.06}
"""How often a second organisation tells of the same happening, by group; else 0.03."""

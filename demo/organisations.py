"""Those who report in Havstuna: who they are, when they are at work, and what they come across.

Ten organisations, all invented. The shares are weights: where an organisation is at home it tells
of more than elsewhere, and of some groups of happenings more readily than of others. The town hall
stands beside them: people work there with what is reported, and report nothing themselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from reference.dimensions import PlaceType as T
from reference.roles import Share

EAGER: Final = "granruset"
"""Joins late, and writes down every scratch: see `demo.story`."""
RIDES: Final = "lokaltrafiken"
GUARDS: Final = "ugglan"


@dataclass(frozen=True)
class Member:
    """An organisation that takes part.

    `office` says that it records on weekdays by day only. `places` and `groups` are weights, with
    `elsewhere` and 1 for those not named; `areas` are the only ones that it sees, None for all.
    `summer` is what is left of it in the school's summer holiday; `answers` is how often it says
    that a week had nothing. `weekly` says that it is expected to report, and `share` whom its texts
    are shared with: schools, police and field workers keep theirs to themselves.
    """

    code: str
    sv: str
    en: str
    kind: str
    roles: tuple[str, ...]
    elsewhere: float
    places: Mapping[T, float]
    groups: Mapping[str, float] = field(default_factory=dict[str, float])
    areas: tuple[str, ...] | None = None
    office: bool = False
    summer: float = 1.0
    answers: float = 0.85
    weekly: bool = True
    share: Share = Share.OWN


MEMBERS: tuple[Member, ...] = (
    Member(
        code="grundskolan",
        sv="Havstuna grundskolor",
        en="Havstuna Compulsory Schools",
        kind="school",
        roles=("skolledning", "skolvärd", "elevhälsa"),
        elsewhere=0.02,
        places={T.SCHOOL: 6, T.SCHOOLYARD: 8, T.PRESCHOOL: 5, T.PLAYGROUND: 0.4, T.ONLINE: 4},
        groups={"DMG": 1.2, "SIGN": 2, "STAFF": 2, "PROP": 0.5, "TRAF": 0.6, "VIOL": 0.8},
        office=True,
        summer=0.04,
        answers=0.6,
    ),
    Member(
        code="gymnasiet",
        sv="Havstuna gymnasieskola",
        en="Havstuna Upper Secondary School",
        kind="school",
        roles=("skolledning", "vaktmästare", "elevhälsa"),
        elsewhere=0.02,
        places={T.SCHOOL: 5, T.SCHOOLYARD: 5, T.STOP: 0.4, T.SHOPPING_CENTRE: 0.2, T.ONLINE: 3},
        groups={"SUBS": 1.5, "SIGN": 2, "STAFF": 2},
        areas=("G01", "UNPLACED"),
        office=True,
        summer=0.04,
        answers=0.6,
    ),
    Member(
        code=GUARDS,
        sv="Vaktbolaget Ugglan",
        en="Owl Guards",
        kind="guards",
        roles=("väktare", "ordningsvakt", "ledningscentral"),
        elsewhere=0.6,
        places={
            T.SHOPPING_CENTRE: 6,
            T.SHOP: 4,
            T.SQUARE: 2.4,
            T.PARKING: 3,
            T.GARAGE: 2,
            T.STOP: 2,
            T.TUNNEL: 2,
            T.RESTAURANT: 2,
            T.BUILDING_SITE: 5,
            T.SCHOOL: 1,
            T.BATHING_PLACE: 0.8,
        },
        groups={"SIGN": 0.4, "PROP": 1.7, "FIRE": 1.4, "PLACE": 0.6, "VIOL": 1.5, "POS": 0.8},
        share=Share.MUNICIPALITY,
    ),
    Member(
        code="polisen",
        sv="Lokalpolisen Havstuna",
        en="Havstuna Local Police",
        kind="police",
        roles=("områdespolis", "kommunpolis"),
        elsewhere=0.9,
        places={T.RESTAURANT: 3, T.SQUARE: 1.4, T.STREET: 1.4, T.STOP: 1.2, T.TUNNEL: 1.4},
        groups={
            "VIOL": 2.2,
            "PROP": 1.3,
            "SUBS": 1.8,
            "TRAF": 2.2,
            "FIRE": 1.3,
            "DMG": 0.3,
            "PLACE": 0.12,
            "ORDER": 0.7,
            "POS": 0.6,
        },
    ),
    Member(
        code="fritid",
        sv="Havstuna fritidsgårdar",
        en="Havstuna Youth Centres",
        kind="youth-centre",
        roles=("fritidsledare",),
        elsewhere=0.12,
        places={T.YOUTH_CENTRE: 10, T.SPORTS_GROUND: 1.4, T.PARK: 0.7, T.SQUARE: 0.5, T.ONLINE: 5},
        groups={"GATH": 1.5, "SIGN": 2.5, "SUBS": 1.3, "POS": 2, "PROP": 0.4, "TRAF": 0.8},
        summer=0.6,
        share=Share.MUNICIPALITY,
    ),
    Member(
        code="havstunabo",
        sv="Havstunabostäder",
        en="Havstuna Housing",
        kind="housing",
        roles=("bovärd", "fastighetsskötare", "trygghetsvärd"),
        elsewhere=0.35,
        places={
            T.STAIRWELL: 9,
            T.CELLAR: 9,
            T.GARAGE: 4,
            T.PLAYGROUND: 2.5,
            T.PARKING: 1.5,
            T.STREET: 0.9,
            T.PARK: 0.8,
        },
        groups={"DMG": 1.6, "PLACE": 2, "ORDER": 1.6, "FIRE": 1.3, "VIOL": 0.3, "TRAF": 0.6},
        areas=("G01", "G02", "G03", "G05", "G06"),
        office=True,
        share=Share.MUNICIPALITY,
    ),
    Member(
        code="falt",
        sv="Fältgruppen i Havstuna",
        en="Havstuna Field Workers",
        kind="field-work",
        roles=("fältassistent",),
        elsewhere=0.5,
        places={T.PARK: 2, T.SQUARE: 1.6, T.STOP: 1.3, T.TUNNEL: 1.3, T.BATHING_PLACE: 2.4},
        groups={"GATH": 2, "SUBS": 1.7, "SIGN": 2, "POS": 3, "DMG": 0.4, "PROP": 0.15, "TRAF": 0.6},
    ),
    Member(
        code="kultur",
        sv="Havstuna bibliotek och kultur",
        en="Havstuna Libraries and Culture",
        kind="culture",
        roles=("bibliotekarie", "vaktmästare"),
        elsewhere=0.01,
        places={T.LIBRARY: 14, T.SQUARE: 0.15},
        office=True,
        summer=0.5,
        share=Share.MEETING,
    ),
    Member(
        code=RIDES,
        sv="Havstuna lokaltrafik",
        en="Havstuna Local Transit",
        kind="transport",
        roles=("trafikledning", "förare"),
        elsewhere=0.01,
        places={T.STOP: 4, T.TRAIN_BUS: 14, T.TUNNEL: 0.7},
        groups={"STAFF": 3, "SIGN": 0.3},
        share=Share.MUNICIPALITY,
    ),
    Member(
        code=EAGER,
        sv="Granruset Fastigheter",
        en="Granruset Properties",
        kind="housing",
        roles=("fastighetsskötare",),
        elsewhere=0.0,  # all that it tells of comes from the story
        places={},
        office=True,
        answers=1.0,
        share=Share.MUNICIPALITY,
    ),
)

HALL: Final = Member(
    code="kommunen",
    sv="Havstuna kommun",
    en="Havstuna Municipality",
    kind="municipality",
    roles=(),
    elsewhere=0.0,
    places={},
    weekly=False,
)
"""Where the analyst, the auditor and the administrator work."""

MEMBER_AT: Mapping[str, int] = {member.code: number for number, member in enumerate(MEMBERS)}
"""The row of an organisation in all tables of weights."""

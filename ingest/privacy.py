"""What a text that points out a person leads to: refused, or held back until somebody has looked.

What is found is decided by `ingest.screening`; this is what becomes of it at every door.
"""

from collections.abc import Mapping
from types import MappingProxyType

from events.refusal import Refused
from ingest.screening.finding import Action, Finding
from ingest.screening.screen import screen
from projections.ground import Ground
from reference.dimensions import PersonalData
from reference.language import message

SENTENCES: Mapping[PersonalData, str] = MappingProxyType(
    {
        PersonalData.PERSONNUMMER: message(
            "There is a personal identity number in the text. Take it out: a report tells of a"
            " place and a situation, never of a person."
        ),
        PersonalData.SAMORDNINGSNUMMER: message(
            "There is a coordination number in the text. Take it out: a report tells of a place"
            " and a situation, never of a person."
        ),
        PersonalData.PHONE: message(
            "There is a phone number in the text. Take it out: a report tells of a place and a"
            " situation, never of a person."
        ),
        PersonalData.EMAIL: message(
            "There is an e-mail address in the text. Take it out: a report tells of a place and a"
            " situation, never of a person."
        ),
        PersonalData.PLATE: message(
            "There is a number plate in the text. Take it out: it leads to whoever owns the"
            " vehicle."
        ),
        PersonalData.HANDLE: message(
            "There is a social media account in the text. Take it out: it leads to a person."
        ),
        PersonalData.BIRTH_DATE: message(
            "There is a date of birth in the text. Take it out, and tell of age in bands."
        ),
        PersonalData.HOME_ADDRESS: message(
            "There is a home address in the text. Take it out, and say what kind of place it was."
        ),
        PersonalData.NAME: message("There is a name in the text. Write [person] in its place."),
    }
)
"""What to do about each kind of find."""


class PointsOut(Refused):
    """A text holds what points out a person. `finds` are all that was found in `field`."""

    def __init__(self, field: str, finds: tuple[Finding, ...]) -> None:
        worst = next(one for one in finds if one.action is Action.BLOCK)
        super().__init__(SENTENCES[worst.kind])
        self.field = field
        self.finds = finds


def known_names(ground: Ground) -> frozenset[str]:
    """What the municipality's own places, areas and organisations are called: nobody's name."""
    areas = [area.name for area in ground.areas.areas] if ground.areas else []
    places = [place.name for place in ground.places.places] if ground.places else []
    organisations = [name for one in ground.organisations.values() for name in (one.sv, one.en)]
    return frozenset([*areas, *places, *organisations])


def look(texts: Mapping[str, str], names: frozenset[str]) -> bool:
    """Whether the texts, by the fields that they stand in, must be held back. Raises PointsOut.

    A name may be a place, and whoever wrote it knows; so what is only likely is never refused.
    """
    is_held = False
    for field, text in texts.items():
        finds = tuple(screen(text, names)) if text else ()
        if any(one.action is Action.BLOCK for one in finds):
            raise PointsOut(field, finds)
        is_held = is_held or bool(finds)
    return is_held


def check(text: str | None, field: str = "text") -> None:
    """Refuse a note of somebody at the desk that points out a person. Raises PointsOut."""
    if text:
        look({field: text}, frozenset())

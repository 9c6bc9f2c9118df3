"""The closed lists keep their values, and have words for each."""

import json
from enum import StrEnum

import msgspec
import pytest

from reference import dimensions
from reference.dimensions import Age, Basis, Gender, PlaceType, Precision, Term, label

LISTS = [
    found
    for found in vars(dimensions).values()
    if isinstance(found, type) and issubclass(found, Term) and found is not Term
]
# What the log holds; a value may be added, never changed.
STORED = {
    "Basis": "SEEN HEARD TRACE TOLD-COLLEAGUE TOLD-PUBLIC SYSTEM IMPORT",
    "Certainty": "sure probable unsure",
    "Precision": "exact interval shift daypart day",
    "People": "0 1 2-4 5-9 10-19 20-49 50+",
    "Age": "under-12 12-14 15-17 18-25 over-25 mixed unknown",
    "Gender": "mostly-male mostly-female mixed unknown",
    "Consequence": "none fear property interrupted injury avoided closed other",
    "Affected": "pupils residents staff visitors shopkeepers riders",
    "PoliceTold": "reported called-112 no unknown",
    "Handled": "nothing talked cleared fault-reported guard-called police-came",
    "Repeat": "first before ongoing",
    "Need": "none look urgent",
    "PlaceType": (
        "stairwell cellar-storage garage shopping-centre shop school schoolyard preschool"
        " youth-centre park square playground street-path tunnel stop-station train-bus"
        " sports-ground bathing-place parking library restaurant-area building-site online other"
    ),
    "Review": "read accepted returned out-of-scope",
    "Reason": (
        "wrong-time wrong-place wrong-category wrong-details new-information privacy double"
        " mistake other"
    ),
    "Channel": "api file form demo",
    "PlaceMethod": "usual register position map words",
    "PersonalData": (
        "personnummer samordningsnummer phone email plate handle birth-date home-address name"
    ),
}


def test_the_lists_hold_the_values_that_the_log_may_hold() -> None:
    found = {each.__name__: " ".join(term.value for term in each) for each in LISTS}
    assert found == STORED


@pytest.mark.parametrize("each", LISTS)
def test_every_value_has_words_of_its_own_in_both_languages(each: type[Term]) -> None:
    for language in ("sv", "en"):
        words = [label(term, language) for term in each]
        assert all(words)
        assert len(set(words)) == len(words)


def test_the_same_value_in_two_lists_keeps_two_meanings() -> None:
    assert label(Age.MIXED, "sv") == "Blandade åldrar"
    assert label(Gender.MIXED, "sv") == "Blandat"
    assert label(PlaceType.TUNNEL, "en") == "Underpass"


def test_a_value_is_looked_up_by_what_is_stored_and_by_nothing_else() -> None:
    assert Basis("TOLD-PUBLIC") is Basis.TOLD_PUBLIC
    assert issubclass(Basis, StrEnum)
    with pytest.raises(ValueError, match="'Själv sett' is not a valid Basis"):
        Basis("Själv sett")


def test_a_value_is_stored_as_its_plain_text() -> None:
    told = [Basis.SEEN, Precision.DAYPART]
    assert json.dumps(told) == '["SEEN", "daypart"]'
    assert msgspec.json.encode(told) == b'["SEEN","daypart"]'
    assert msgspec.json.decode(b'"SEEN"', type=Basis) is Basis.SEEN

"""The kinds of organisations that take part, in words: a list to choose from, not to be held to.

The record stores a kind as it was given; one that is not here is shown as it stands.
"""

from collections.abc import Mapping

from reference.language import Translator, message

KINDS: Mapping[str, str] = {
    "school": message("School or preschool"),
    "youth-centre": message("Youth centre"),
    "field-work": message("Social field work"),
    "guards": message("Guards"),
    "police": message("Police"),
    "rescue": message("Fire and rescue service"),
    "housing": message("Housing company"),
    "transport": message("Public transport"),
    "culture": message("Library or culture"),
    "business": message("Shops and businesses"),
    "association": message("Association or club"),
    "municipality": message("Other part of the municipality"),
    "other": message("Other"),
}


def kind_name(kind: str, t: Translator) -> str:
    """The kind in words; empty where none was given."""
    return t(KINDS[kind]) if kind in KINDS else kind


def kind_values(chosen: str) -> list[str]:
    """What can be chosen, `chosen` included even when nobody foresaw it."""
    return list(dict.fromkeys([*KINDS, chosen])) if chosen else list(KINDS)

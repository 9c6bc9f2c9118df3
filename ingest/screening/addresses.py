"""Home addresses: a street and number that something says is where somebody lives.

A street and number alone is where it happened, and is what a report is for.
"""

from collections.abc import Iterator

from ingest.screening.finding import Span
from ingest.screening.patterns import matches, pattern, search
from ingest.screening.plain import Plain
from reference.dimensions import PersonalData

LOOKED_BACK = 90
LOOKED_AHEAD = 60
LONGEST_STREET = 40


def addresses(plain: Plain) -> Iterator[Span]:
    """Home addresses in the text."""
    low, taken = plain.low, 0
    for number in pattern("house_number").finditer(low):
        if number.start() < taken:
            continue
        start, is_street = _street(plain, taken, number.start())
        if start is None:
            continue
        after = pattern("home_after").match(low[number.end() : number.end() + LOOKED_AHEAD])
        end = number.end() + (after.end() if after and is_street else 0)
        lead = search("home_lead", low[max(taken, start - LOOKED_BACK) : start])
        before = low[max(0, start - LOOKED_BACK) : start]
        told = search("home_before", before) or pattern("home_then").match(low, number.end())
        if end > number.end() or lead or told:
            yield Span(PersonalData.HOME_ADDRESS, start - (len(lead[1]) if lead else 0), end)
            taken = end


def streets(plain: Plain) -> Iterator[Span]:
    """Streets without a number that are said to be where somebody lives."""
    for found in matches("home_street", plain.low):
        yield Span(PersonalData.HOME_ADDRESS, *found.span(1))


def _street(plain: Plain, taken: int, end: int) -> tuple[int | None, bool]:
    """Where the street before a house number begins, and whether its ending says that it is one."""
    before = plain.text[max(taken, end - LONGEST_STREET) : end]
    last = before[before.rfind(" ") + 1 :]
    several = pattern("street_of").search(before) if pattern("STREET_END").fullmatch(last) else None
    one = pattern("street").search(plain.low[end - len(last) : end])
    if several or one:
        return end - max(len(several[1]) if several else 0, len(one[1]) if one else 0), True
    found = pattern("capitalised").search(last)
    return (end - len(found[1]) if found else None), False

"""Phone numbers: Swedish ones by their area codes, others by the plus sign, any after a cue.

Numbers for everybody (112, 1177, 114 14, 020 and the like) point out nobody and are left alone.
"""

from typing import NamedTuple

from ingest.screening.finding import Span
from ingest.screening.lexicon import table
from ingest.screening.patterns import pattern, search
from ingest.screening.plain import LETTERS, Plain
from reference.dimensions import PersonalData

SWEDEN = "46"
MOBILE_DIGITS = 10
PREFIX = 3
STOCKHOLM = "08"
# Digits of a Swedish number with its 0, of one after a cue, and of one from abroad.
LEAST, MOST = 9, 10
LEAST_CUED = 6
LEAST_ABROAD, MOST_ABROAD = 8, 15
LEAST_BY_00 = 11
IN_PAIRS = 5
LOOKED_BACK = 40
GAPS = ("", "-", "/", ".", "(", ")", "(0)", ")-", "-(")
NOT_BEFORE = LETTERS | frozenset("-/.,_")
HOURS, MINUTES, MONTHS, DAYS = 24, 59, 12, 31
CLOCK = 4
DATE, LONG_DATE = 6, 8

Groups = list[tuple[int, int]]


class Cue(NamedTuple):
    """What stands before a number: a plus sign, a word of phones, of calls, or of cases."""

    plus: bool
    named: bool
    called: bool
    of_a_case: bool


def phone(plain: Plain, groups: Groups, at: int) -> tuple[Span, int] | None:
    """The phone number that begins with this group, and the group after it."""
    text, start = plain.text, groups[at][0]
    if start > 0 and plain.low[start - 1] in NOT_BEFORE:
        return None
    # A cue stands right before a number, so that it is looked for before the first group only.
    before = plain.low[max(0, start - LOOKED_BACK) : start] if at == 0 else ""
    plus = start > 0 and text[start - 1] == "+"
    named = before != "" and search("phone_cue", before) is not None
    if not (plus or named or text[start] == "0" or text[start : start + 2] == SWEDEN):
        return None
    called = named or (before != "" and pattern("call_cue").search(before) is not None)
    of_a_case = before != "" and not named and pattern("case_cue").search(before) is not None
    found = _last_group(text, groups, at, Cue(plus, named, called, of_a_case))
    if not found or _goes_on(plain.low, groups[found - 1][1]):
        return None
    return Span(PersonalData.PHONE, start - plus, groups[found - 1][1]), found


def _last_group(text: str, groups: Groups, at: int, cue: Cue) -> int:
    """The group after the longest number that begins with this one; 0 where none does."""
    found, digits = 0, ""
    for upto in range(at, len(groups)):
        if upto > at and text[groups[upto - 1][1] : groups[upto][0]].strip(" ") not in GAPS:
            break
        digits += text[groups[upto][0] : groups[upto][1]]
        if len(digits) > _most(digits, cue):
            break
        span = groups[at : upto + 1]
        lone = groups[upto][1] - groups[upto][0] == 1 and 1 < len(span) < IN_PAIRS
        short = len(digits) < (LEAST_CUED if cue.named else LEAST - 1)
        marked = cue.of_a_case and len(span) == 1 and not cue.plus
        if not (lone or short or marked) and _is_one(text, digits, span, cue):
            found = upto + 1
    return found


def _most(digits: str, cue: Cue) -> int:
    """How many digits a number may have that begins so."""
    if digits.startswith("000") and not cue.called:
        return 0
    abroad = cue.plus or digits[0] != "0" or digits.startswith("00")
    return MOST_ABROAD + PREFIX if abroad else MOST


def _goes_on(low: str, end: int) -> bool:
    """Whether a letter or a colon with digits follows at once: a mark, or a time of day."""
    after = low[end : end + 2]
    return after[:1] in LETTERS or (after[:1] == ":" and after[1:].isdigit())


def _is_one(text: str, digits: str, groups: Groups, cue: Cue) -> bool:
    if digits in table("short-numbers"):
        return False
    if cue.plus or (digits.startswith("00") and len(digits) >= LEAST_BY_00):
        bare = digits if cue.plus else digits[2:]
        if bare.startswith(SWEDEN):
            home = "0" + bare[len(SWEDEN) :].removeprefix("0")
            return _is_swedish(text, home, groups, abroad=True)
        return bare[0] != "0" and LEAST_ABROAD <= len(bare) <= MOST_ABROAD
    if digits[0] == "0":
        short = cue.called and len(digits) == LEAST - 1 and not _is_hours(text, groups)
        return short or _is_swedish(text, digits, groups, abroad=False)
    if digits.startswith(SWEDEN) and f"0{digits[2:4]}" in table("mobile"):
        return len(digits) == len(SWEDEN) + MOBILE_DIGITS - 1
    dotted = any(_dotted(text, groups, one) for one in range(1, len(groups)))
    return cue.named and len(digits) <= LEAST and not dotted and not _is_hours(text, groups)


def _is_swedish(text: str, digits: str, groups: Groups, *, abroad: bool) -> bool:
    """Whether it is a mobile's number, or one with an area code that stands apart."""
    if any(digits.startswith(one) for one in table("for-everybody")):
        return False
    first = groups[0][1] - groups[0][0]
    dashes = text[groups[0][0] : groups[-1][1]].count("-")
    if digits[:PREFIX] in table("mobile"):
        pairs = dashes == 0 and all(end - start == first for start, end in groups)
        return len(digits) == MOBILE_DIGITS and (abroad or pairs or first >= PREFIX)
    if not LEAST <= len(digits) <= MOST or digits[1] in "07":
        return False
    short = digits[:PREFIX] in table("areas")
    area = len(STOCKHOLM) if digits.startswith(STOCKHOLM) else PREFIX if short else PREFIX + 1
    apart = first == area and dashes <= 1 and not _dotted(text, groups, 1)
    return abroad or len(groups) == 1 or apart


def _dotted(text: str, groups: Groups, at: int) -> bool:
    return len(groups) > at and "." in text[groups[at - 1][1] : groups[at][0]]


def _is_hours(text: str, groups: Groups) -> bool:
    """Whether it reads 0800-1630 or is one date: 20261105, 261105."""
    if len(groups) > 1 and all(end - start == CLOCK for start, end in groups):
        return all(
            int(text[start : start + 2]) <= HOURS and int(text[start + 2 : end]) <= MINUTES
            for start, end in groups
        )
    digits = "".join(text[start:end] for start, end in groups)
    if len(digits) == LONG_DATE and digits.startswith("20"):
        digits = digits[2:]
    month, day = digits[2:4], digits[4:6]
    return len(digits) == DATE and 1 <= int(month) <= MONTHS and 1 <= int(day) <= DAYS

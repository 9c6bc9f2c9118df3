"""Phone numbers: Swedish ones by their area codes, others by the plus sign, any after a cue.

Numbers for everybody (112, 1177, 114 14, 020 and the like) point out nobody and are left alone.
"""

from ingest.screening.finding import Span
from ingest.screening.lexicon import table
from ingest.screening.patterns import pattern
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


def phone(plain: Plain, groups: Groups, at: int) -> tuple[Span, int] | None:
    """The phone number that begins with this group, and the group after it."""
    text, start = plain.text, groups[at][0]
    if start > 0 and plain.low[start - 1] in NOT_BEFORE:
        return None
    plus = start > 0 and text[start - 1] == "+"
    # A cue stands right before a number, so that it is looked for before the first group only.
    before = plain.low[max(0, start - LOOKED_BACK) : start] if at == 0 else ""
    named = pattern("phone_cue").search(before) is not None if before else False
    if not (plus or named or text[start] == "0" or text[start : start + 2] == SWEDEN):
        return None
    called = named or (before != "" and pattern("call_cue").search(before) is not None)
    is_case = before != "" and not named and pattern("case_cue").search(before) is not None
    found, digits = 0, ""
    least = LEAST_CUED if named else LEAST - 1
    most = MOST if text[start] == "0" and not plus else MOST_ABROAD + PREFIX
    for upto in range(at, len(groups)):
        if upto > at and text[groups[upto - 1][1] : groups[upto][0]].strip(" ") not in GAPS:
            break
        digits += text[groups[upto][0] : groups[upto][1]]
        if digits.startswith("000") and not called:
            break
        if len(digits) > (MOST_ABROAD + PREFIX if digits.startswith("00") else most):
            break
        if len(digits) < least:
            continue
        span = groups[at : upto + 1]
        lone = groups[upto][1] - groups[upto][0] == 1 and 1 < len(span) < IN_PAIRS
        if lone or (is_case and len(span) == 1 and not plus):
            continue
        if _is_one(text, digits, span, plus=plus, named=named, called=called):
            found = upto + 1
    if not found or _goes_on(plain.low, groups[found - 1][1]):
        return None
    return Span(PersonalData.PHONE, start - plus, groups[found - 1][1]), found


def _goes_on(low: str, end: int) -> bool:
    """Whether a letter or a colon with digits follows at once: a mark, or a time of day."""
    after = low[end : end + 2]
    return after[:1] in LETTERS or (after[:1] == ":" and after[1:].isdigit())


def _is_one(
    text: str, digits: str, groups: Groups, *, plus: bool, named: bool, called: bool
) -> bool:
    if digits in table("short-numbers"):
        return False
    if plus or (digits.startswith("00") and len(digits) >= LEAST_BY_00):
        bare = digits if plus else digits[2:]
        if bare.startswith(SWEDEN):
            home = "0" + bare[len(SWEDEN) :].removeprefix("0")
            return _is_swedish(text, home, groups, abroad=True)
        return bare[0] != "0" and LEAST_ABROAD <= len(bare) <= MOST_ABROAD
    if digits[0] == "0":
        short = called and len(digits) == LEAST - 1 and not _is_hours(text, groups)
        return short or _is_swedish(text, digits, groups, abroad=False)
    if digits.startswith(SWEDEN) and f"0{digits[2:4]}" in table("mobile"):
        return len(digits) == len(SWEDEN) + MOBILE_DIGITS - 1
    dotted = any(_dotted(text, groups, one) for one in range(1, len(groups)))
    return named and len(digits) <= LEAST and not dotted and not _is_hours(text, groups)


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

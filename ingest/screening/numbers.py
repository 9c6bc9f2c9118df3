"""Numbers that belong to one person: personnummer and samordningsnummer, and where phones begin.

A run is digits in groups. Each stretch of groups that could be a number is judged by its date, its
check digit (Luhn) and the word before it. What looks just like one in this trade is left alone: the
time of a happening (20261105 2315), a case number, hours (08-17).
"""

from collections.abc import Iterator

from ingest.screening.finding import Span
from ingest.screening.lexicon import lexicon
from ingest.screening.patterns import matches, pattern, search
from ingest.screening.phones import Groups, phone
from ingest.screening.plain import LETTERS, LETTERS_AND_DIGITS, Plain
from reference.dimensions import PersonalData

LEAST_DIGITS = 6
# Digits of a number without its century, and with it; of the date alone, and of the serial number.
SHORT, LONG = 10, 12
DATE, LONG_DATE = 6, 8
SERIAL = 4
CENTURIES = ("18", "19", "20")
# Years in which a date is rather that of a happening or a case than of a birth; of two digits, too.
RECENT = range(2018, 2031)
DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
COORDINATION = 60
LOOKED_BACK = 48
PARTED = ("-", "+", "/", "_")
DIALLED = ("-", "/")
AREA_DIGITS = (2, 3, 4)
PHONE_READ_OUT = range(7, 14)
HOURS, MINUTES = 24, 60
TENS = 20


def numbers(plain: Plain) -> Iterator[Span]:
    """Personnummer, samordningsnummer and phone numbers in figures."""
    for run in pattern("run").finditer(plain.text):
        if run.end() - run.start() < LEAST_DIGITS:
            continue
        found = pattern("digits").finditer(plain.text, run.start(), run.end())
        groups = [one.span() for one in found]
        if sum(end - start for start, end in groups) < LEAST_DIGITS:
            continue
        at = 0
        while at < len(groups):
            read = _read(plain, groups, at)
            if read:
                yield read[0]
            at = read[1] if read else at + 1
    yield from _in_other_forms(plain)


def _read(plain: Plain, groups: Groups, at: int) -> tuple[Span, int] | None:
    """The number that begins with this group, and the group after it."""
    start, end = groups[at]
    if at and end - start == 1 and groups[at - 1][1] - groups[at - 1][0] == 1:
        return None  # what is told digit by digit was read from its first one
    gap = plain.text[end : groups[at + 1][0]] if at + 1 < len(groups) else ""
    plus = plain.text[max(0, start - 1) : start] == "+" and "+" not in gap
    area = plain.text[start] == "0" and end - start in AREA_DIGITS and gap.strip(" ") in DIALLED
    if plus or area:
        return phone(plain, groups, at) or identity(plain, groups, at)
    return identity(plain, groups, at) or phone(plain, groups, at)


def identity(plain: Plain, groups: Groups, at: int) -> tuple[Span, int] | None:
    """The personnummer or samordningsnummer that begins with this group, and the group after."""
    found: tuple[Span, int] | None = None
    digits, cuts = "", list[int]()
    for upto in range(at, min(at + LONG, len(groups))):
        start, end = groups[upto]
        if upto > at:
            cuts.append(len(digits))
        digits += plain.text[start:end]
        if len(digits) > LONG:
            break
        if len(digits) in (SHORT, LONG) and _cut_like_one(len(digits), cuts):
            kind = _judged(plain, digits, groups[at : upto + 1], cued=at == 0)
            if kind:
                found = Span(kind, groups[at][0], end), upto + 1
    return found


def _cut_like_one(length: int, cuts: list[int]) -> bool:
    """Whether the groups part year, month, day and serial number; or stand digit by digit."""
    return len(cuts) == length - 1 or all(cut % 2 == 0 or cut >= length - SERIAL for cut in cuts)


def _judged(plain: Plain, digits: str, groups: Groups, *, cued: bool) -> PersonalData | None:
    """What the digits are; `cued` where a word may stand right before them, and no other digits."""
    start, end = groups[0][0], groups[-1][1]
    before = plain.low[max(0, start - LOOKED_BACK) : start] if cued else ""
    kind = kind_by_date(digits)
    if cued and search("identity_cue", before):
        return kind or PersonalData.PERSONNUMMER
    last = end - groups[-1][0]
    gap = plain.text[groups[-2][1] : groups[-1][0]] if len(groups) > 1 else ""
    if kind is None:
        return None
    case = pattern("case_cue").search(before) is not None
    if _year(digits) in RECENT and (case or _is_timed(digits, last, gap)):
        return None
    if last == SERIAL and gap.strip(" ") in PARTED and _year(digits) not in RECENT:
        return kind  # written as one, though a digit may be wrong
    marked = case or _touched(plain.low, start, LETTERS) or plain.low[end : end + 1] in LETTERS
    if marked and not (last == SERIAL and gap.strip(" ") in PARTED):
        return None
    return kind if luhn(digits[-SHORT:]) else None


def _year(digits: str) -> int:
    """The year, of two digits as if of this century."""
    return int(digits[:4]) if len(digits) in (LONG, LONG_DATE) else 2000 + int(digits[:2])


def _is_timed(digits: str, last: int, gap: str) -> bool:
    """Whether a date is followed by a time of day: 20261105 2315."""
    hour, minute = int(digits[-SERIAL:-2]), int(digits[-2:])
    return gap != "" and last in (2, SERIAL) and hour < HOURS and minute < MINUTES


def kind_by_date(digits: str) -> PersonalData | None:
    """Which of the two numbers the date allows; None where it is none. 6, 8, 10 or 12 digits."""
    if len(digits) in (LONG_DATE, LONG):
        if digits[:2] not in CENTURIES:
            return None
        digits = digits[2:]
    month, day = int(digits[2:4]), int(digits[4:6])
    if not 1 <= month <= len(DAYS):
        return None
    shifted = day > COORDINATION
    if not 1 <= day - COORDINATION * shifted <= DAYS[month - 1]:
        return None
    return PersonalData.SAMORDNINGSNUMMER if shifted else PersonalData.PERSONNUMMER


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of the others."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        worth = int(digit) * (1 + place % 2)
        total += worth // 10 + worth % 10
    return total % 10 == 0


def _touched(low: str, start: int, by: frozenset[str] = LETTERS_AND_DIGITS) -> bool:
    return start > 0 and low[start - 1] in by


def _in_other_forms(plain: Plain) -> Iterator[Span]:
    """With a letter for a digit, with the last digits hidden, and the last four alone."""
    low = plain.low
    for form in ("interim", "partial"):
        for found in pattern(form).finditer(low):
            date = found[0][: LONG_DATE if found[0][:LONG_DATE].isdigit() else DATE]
            hidden = form == "partial"
            if not _touched(low, found.start()) and kind_by_date(date):
                if hidden:
                    yield Span(PersonalData.BIRTH_DATE, *found.span())
                elif _year(date) not in RECENT:
                    yield Span(PersonalData.PERSONNUMMER, *found.span())
    for found in matches("mistyped", low):
        read = found[0].replace("o", "0").replace("l", "1")
        digits = "".join(one for one in read if one.isdigit())
        slipped = "o" in found[0] or "l" in found[0]
        if slipped and found[0][0].isdigit() and not _touched(low, found.start()):
            kind = kind_by_date(digits)
            if kind and luhn(digits[-SHORT:]):
                yield Span(kind, *found.span())
    for found in matches("last_four", low):
        yield Span(PersonalData.PERSONNUMMER, *found.span(1))


def spelled(plain: Plain) -> Iterator[Span]:
    """A number read out word by word, as one takes it down over the radio."""
    words = lexicon().tables["worth"]
    for found in pattern("spelled").finditer(plain.low):
        digits, tens = "", False
        for word in pattern("spelled_one").findall(found[0]):
            place = 1 if word == "en" else words.index(word)
            worth = place if place <= TENS else TENS + 10 * (place - TENS)
            if tens and 0 < worth < 10:  # noqa: PLR2004 - the units
                digits = digits[:-1]
            digits += str(worth)
            tens = worth >= TENS
        kind = kind_by_date(digits) if len(digits) in (SHORT, LONG) else None
        if kind and luhn(digits[-SHORT:]):
            yield Span(kind, *found.span())
        elif digits[0] == "0" and len(digits) in PHONE_READ_OUT:
            yield Span(PersonalData.PHONE, *found.span())

"""Number plates: ABC123 and ABC12D near a word of vehicles; SAL 214 and BUS 401 are none."""

from collections.abc import Iterator

from ingest.screening.finding import Span
from ingest.screening.lexicon import table
from ingest.screening.patterns import matches, pattern, search
from ingest.screening.plain import LETTERS_AND_DIGITS, Plain
from reference.dimensions import PersonalData

LOOKED_BACK = 60
LOOKED_AHEAD = 40
SERIES = 3


def plates(plain: Plain) -> Iterator[Span]:
    """Number plates that a word nearby says are such, Swedish ones or after "regnr" any."""
    low, taken = plain.low, 0
    for cue in matches("plate_reg", low):
        found = pattern("plate_foreign").match(low, cue.end())
        if found and not _is_word(found[1], small=True) and not _touched(low, cue.start()):
            taken = found.end()
            yield Span(PersonalData.PLATE, found.start(), taken)
    for found in pattern("plate").finditer(low):
        start, end = found.span()
        if start >= taken and not _touched(low, start) and _is_told(plain, start, end):
            yield Span(PersonalData.PLATE, start, end)


def _touched(low: str, at: int) -> bool:
    return at > 0 and low[at - 1] in LETTERS_AND_DIGITS


def _is_told(plain: Plain, start: int, end: int) -> bool:
    """Whether words around say that this is a plate."""
    low = plain.low
    before, after = low[max(0, start - LOOKED_BACK) : start], low[end : end + LOOKED_AHEAD]
    if search("plate_strong", before):
        return True
    letters = low[start : start + SERIES]
    around = plain.text[max(0, start - LOOKED_BACK) : end + LOOKED_AHEAD]
    small = plain.text[start : start + SERIES] == letters or around == around.upper()
    if _is_word(letters, small=small):
        return False
    return pattern("plate_cue").search(f"{before} {after}") is not None


def _is_word(letters: str, *, small: bool) -> bool:
    """Whether the letters are a word before a number; `small` where capitals say nothing."""
    return letters in table("plate-marks") or (small and letters in table("plate-words"))

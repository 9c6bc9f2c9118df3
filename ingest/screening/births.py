"""Dates of birth: a date beside a word that says so. The date of a happening has none."""

from collections.abc import Iterator

from ingest.screening.finding import Span
from ingest.screening.patterns import matches, pattern
from ingest.screening.plain import LETTERS, LETTERS_AND_DIGITS, Plain
from reference.dimensions import PersonalData

# "f 980203" and "f. 3 februari 1998" tell of a birth; "f. 3 maj" and "f 3/5" need not.
ABBREVIATED = ("f", "f.", "f:")
WITHOUT_YEAR = 4
YEAR_FIRST = 1


def births(plain: Plain) -> Iterator[Span]:
    """Dates of birth in the text."""
    low = plain.low
    for cue in pattern("birth_cue").finditer(low):
        if cue.start() > 0 and low[cue.start() - 1] in LETTERS:
            continue
        date = pattern("birth_date").match(low, cue.end())
        form = date and next(number for number in range(1, 5) if date[number])
        if not date or not form:
            continue
        if cue[0] in ABBREVIATED and (
            form == WITHOUT_YEAR or (cue[0] == "f" and form != YEAR_FIRST)
        ):
            continue
        yield Span(PersonalData.BIRTH_DATE, date.start(form), date.end())
    for date in matches("birth_after", low):
        if not (date.start() > 0 and low[date.start() - 1] in LETTERS_AND_DIGITS):
            yield Span(PersonalData.BIRTH_DATE, *date.span(1))

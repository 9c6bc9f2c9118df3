"""The screening of a text: every rule over it, and which of two finds in one place is kept.

Most reports hold nothing that a rule could begin with. A look at the words, and at what a match
needs by patterns.txt, tells which rules are worth running; what is found does not depend on it.
"""

import re
from collections.abc import Collection, Iterator

from ingest.screening.addresses import addresses, streets
from ingest.screening.births import births
from ingest.screening.contacts import accounts, mails
from ingest.screening.finding import Finding, Span, action_of
from ingest.screening.lexicon import NAME, Bit, Lexicon, Phrases, gazetteer, lexicon, table
from ingest.screening.names import looks_foreign, names
from ingest.screening.numbers import numbers, spelled
from ingest.screening.patterns import pattern
from ingest.screening.plain import Plain, plain
from ingest.screening.plates import plates
from ingest.screening.words import begins, bits_of

DIGIT = re.compile("[0-9]")
PART = re.compile("[a-zåäö]+")
CAPITALISED = re.compile("[A-ZÅÄÖ][a-zåäö]*")
COMPOUND = re.compile("[a-zåäö]['-][a-zåäö]")
MAIL_SIGNS = ("@", "snabel", " at ", "(a", "[a", "{a", "<a", "( a", "[ a", "{ ", "< ", "(s", "[s")
LEAST_FIGURES = 4


def screen(text: str, places: Collection[str] = ()) -> list[Finding]:
    """What points out a person in a text, from left to right, no two in one place.

    `places` are names of the municipality's own areas, streets and schools, which are no persons;
    as a frozenset they are read once.
    """
    read = plain(text)
    kept, covered = list[Span](), bytearray(len(read.text))
    for span in _all(read, gazetteer(frozenset(places)) if places else {}):
        if not any(covered[span.start : span.end]):
            covered[span.start : span.end] = b"\1" * (span.end - span.start)
            kept.append(span)
    kept.sort(key=lambda one: one.start)
    return [Finding(one.kind, *read.given(one.start, one.end), action_of(one.kind)) for one in kept]


def _all(read: Plain, places: Phrases) -> Iterator[Span]:
    """Every rule's finds; of two in one place the earlier is kept."""
    low, parts = read.low, judged(read.low)
    has_digit = DIGIT.search(low) is not None
    if any(sign in low for sign in MAIL_SIGNS):
        yield from mails(read)
    yield from accounts(read, platforms=any(bits & Bit.ACCOUNT for _, bits in parts))
    if has_digit:
        yield from numbers(read)
    if has_digit or "föd" in low:
        yield from births(read)
    if has_digit:
        yield from plates(read)
        yield from addresses(read)
    yield from streets(read)
    if sum(bits & Bit.FIGURE != 0 for _, bits in parts) >= LEAST_FIGURES:
        yield from spelled(read)
    if may_name(read, parts):
        yield from names(read, lexicon(), places)


def judged(low: str) -> list[tuple[str, int]]:
    """The words of a text, taken apart at dashes, each with the bits of what it may be."""
    known = lexicon()
    return [(part, _bits(part, known)) for part in PART.findall(low)]


def _bits(part: str, known: Lexicon) -> int:
    """What a part may be. A known one is no genitive here: "mars" is a month and hardly Mar's."""
    return known.words.get(part) or bits_of(part, known)[0]


def may_name(read: Plain, parts: list[tuple[str, int]]) -> bool:
    """Whether `names` could find anything, which takes longer than all other rules together.

    Asked first: most texts without a name hold a word that is one elsewhere.
    """
    if COMPOUND.search(read.low):
        return True
    naming, doubtful = table("surely-naming"), False
    for part, bits in parts:
        if bits & Bit.CALLING or part in naming or (bits & NAME and not bits & Bit.DOUBTFUL):
            return True
        doubtful = doubtful or bits & NAME != 0
    # A doubtful one that is written small and not called so is told by what follows alone.
    if doubtful and pattern("after_name").search(read.low):
        return True
    return any(_may_be_one(read, found) for found in CAPITALISED.finditer(read.text))


def _may_be_one(read: Plain, found: re.Match[str]) -> bool:
    """Whether a capital within a sentence, or the word that begins one, could be a name's."""
    word = found[0].lower()
    within = not begins(read, found.start())
    return within or looks_foreign(word) or _bits(word, lexicon()) & NAME != 0

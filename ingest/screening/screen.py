"""The screening of a text: every rule over it, and which of two finds in one place is kept.

Most reports hold nothing that a rule could begin with. One look at the words says which rules are
worth running; what is found does not depend on it.
"""

import re
from collections.abc import Collection, Iterator

from ingest.screening.addresses import addresses, streets
from ingest.screening.births import births
from ingest.screening.contacts import accounts, mails
from ingest.screening.finding import Finding, Span, action_of
from ingest.screening.lexicon import NAME, Bit, Lexicon, Phrases, gazetteer, lexicon
from ingest.screening.names import looks_foreign, names
from ingest.screening.numbers import numbers, spelled
from ingest.screening.plain import Plain, plain
from ingest.screening.plates import plates

DIGIT = re.compile("[0-9]")
PART = re.compile("[a-zåäö]+")
# Wherever a capital says something; also, now and then, where it does not.
WITHIN = re.compile(
    r"[^.!?:;\n\-0-9/•…|> \"'(\[{*][ \"'(\[{*]*[A-ZÅÄÖ]"
    r"|(?:^|[^a-zåäöA-ZÅÄÖ])[a-zåäöA-ZÅÄÖ]{0,4}\.[ \"'(\[{*]*[A-ZÅÄÖ]"
)
CAPITALISED = re.compile("[A-ZÅÄÖ][a-zåäö]{3,}")
COMPOUND = re.compile("[a-zåäö]['-][a-zåäö]")
ACCOUNT_SIGNS = (
    "@",
    "#",
    "konto",
    "namn",
    "använd",
    "nick",
    "user",
    "add",
    "följ",
    "profil",
    "till",
    "sig",
)
MAIL_SIGNS = ("@", "snabel", " at ", "(a", "[a", "{a", "<a", "( a", "[ a", "(s", "[s")
PROFILE = re.compile(r"\.[a-z]{2,3}/")
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
    low, known = read.low, lexicon()
    bits_in_gate, near = known.gate.get, known.near
    seen, figures = 0, 0
    for word in PART.findall(low):
        bits = bits_in_gate(word)
        if bits is None:
            tells = word[:3] in near or word[-3:] in near or word[-4:-1] in near
            bits = _by_spelling(word, known) if tells else 0
        seen |= bits
        figures += bits & Bit.FIGURE != 0
    if any(sign in low for sign in MAIL_SIGNS):
        yield from mails(read)
    if seen & Bit.ACCOUNT or any(one in low for one in ACCOUNT_SIGNS) or PROFILE.search(low):
        yield from accounts(read)
    has_digit = DIGIT.search(low) is not None
    if has_digit:
        yield from numbers(read)
    if has_digit or "föd" in low:
        yield from births(read)
    if has_digit:
        yield from plates(read)
        yield from addresses(read)
    yield from streets(read)
    if figures >= LEAST_FIGURES:
        yield from spelled(read)
    if seen & (NAME | Bit.NAMING | Bit.CALLING) or _has_unknown(read):
        yield from names(read, known, places)


def _by_spelling(word: str, known: Lexicon) -> int:
    stem = word[:-1] if word[-1] == "s" else word
    return NAME if known.is_spelt_as_name(word) or known.is_spelt_as_name(stem) else 0


def _has_unknown(read: Plain) -> bool:
    """Whether a capital within a sentence, or a word spelt as no Swedish one, could be a name's."""
    if WITHIN.search(read.text) or COMPOUND.search(read.low):
        return True
    return any(looks_foreign(word.lower()) for word in CAPITALISED.findall(read.text))

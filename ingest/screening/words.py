"""A text read word by word: what each may be, where a capital says nothing, and which are places.

Everything here is about the words; whether one is a person's name is decided in
`ingest.screening.names`.
"""

from functools import lru_cache
from typing import NamedTuple

from ingest.screening.lexicon import NAME, Bit, Lexicon, Phrases, table
from ingest.screening.patterns import pattern
from ingest.screening.plain import LETTERS, Plain

SKIPPED = " \"'([{*"
# What ends a sentence; after a digit or a dash a note begins anew.
OPENING = ".!?:;\n-0123456789/•…|>"
REMEMBERED = 20_000
"""Words that are judged once: texts are written with few different ones."""
NAMES_OF_SAINTS = ("s:t ", "s:ta ")
SHOUTED_SHARE = 0.7
LEAST_SHOUTED = 4
LONGEST_OF_PLACES = 3
SHORTEST_LAST = 3


class Word(NamedTuple):
    """A word of the text. `first` is where a capital says nothing: a sentence begins here."""

    start: int
    end: int
    low: str
    bits: int
    capital: bool
    first: bool
    genitive: bool


def is_shouted(plain: Plain) -> bool:
    """Whether the text is written in capitals, so that they say nothing."""
    if not pattern("loud").search(plain.text):
        return False
    letters = len(pattern("letter").findall(plain.low))
    capitals = len(pattern("capital").findall(plain.text))
    return letters >= LEAST_SHOUTED and capitals > SHOUTED_SHARE * letters


def read(plain: Plain, lexicon: Lexicon, places: Phrases) -> list[Word]:
    """The words of the text, those of places and firms without the bits of a name."""
    text, low = plain.text, plain.low
    shouted = is_shouted(plain)
    words = list[Word]()
    for found in pattern("word").finditer(text):
        start, end = found.span()
        word = low[start:end]
        bits, genitive = bits_of(word, lexicon)
        capital = first = False
        if not shouted and text[start] != word[0]:
            capital, bits = _as_written(text[start:end], bits)
            first = capital and begins(plain, start)
        words.append(Word(start, end, word, bits, capital, first, genitive))
    _take_out_phrases(words, lexicon.phrases)
    if places:
        _take_out_phrases(words, places)
    _take_out_places(plain, words, lexicon)
    return words


def _as_written(written: str, bits: int) -> tuple[bool, int]:
    """Whether a word with a large letter has it for a capital, and what it then may be."""
    capital = len(written) == 1 or written != written.upper()
    # An abbreviation, or ThinkPad.
    if not bits and (not capital or pattern("model").search(written)):
        bits = Bit.ORDINARY
    return capital, bits


@lru_cache(REMEMBERED)
def bits_of(low: str, lexicon: Lexicon) -> tuple[int, bool]:
    """What a word may be, and whether it is a genitive."""
    bits = lexicon.bits(low)
    if bits & NAME or low[-1] != "s":
        return bits or _of_parts(low, lexicon), False
    stem = lexicon.bits(low[:-1]) or _of_parts(low[:-1], lexicon)
    if not stem & NAME:
        return bits or _of_parts(low, lexicon), False
    kept = stem & (NAME | Bit.DOUBTFUL)
    return kept | bits | (Bit.DOUBTFUL if bits else 0), True


def _of_parts(low: str, lexicon: Lexicon) -> int:
    """What a word with a dash may be: Anna-Karin, al-Khatib; the second part decides."""
    first, dash, last = low.partition("-")
    if not dash or not last:
        return 0
    one, other = lexicon.bits(first), lexicon.bits(last)
    if one & (NAME | Bit.PARTICLE) and other & NAME:
        return (one | other) & NAME
    if one & Bit.PARTICLE and len(last) >= SHORTEST_LAST:
        return Bit.FAMILY
    if other and not other & NAME:
        return other
    return Bit.ORDINARY


def begins(plain: Plain, start: int) -> bool:
    """Whether a sentence begins with the letter at `start`, so that its capital says nothing."""
    at = start - 1
    while at >= 0 and plain.text[at] in SKIPPED:
        at -= 1
    if at < 0:
        return True
    mark = plain.text[at]
    if mark == "," and at and plain.text[at - 1] in "0123456789":
        return True  # "22.10, Brand i container"
    if mark != ".":
        return mark in OPENING
    before = at
    while before > 0 and plain.low[before - 1] in LETTERS:
        before -= 1
    # One letter is an initial; none stands after a figure, or in "...".
    return at - before != 1 and plain.low[before:at] not in table("shortened")


def _take_out_phrases(words: list[Word], phrases: Phrases) -> None:
    for at, word in enumerate(words):
        for phrase in phrases.get(word.low, ()):
            upto = at + len(phrase)
            if upto <= len(words) and all(
                words[at + n].low.removesuffix("s") == part.removesuffix("s")
                for n, part in enumerate(phrase)
            ):
                for n in range(at, upto):
                    words[n] = words[n]._replace(bits=Bit.ORDINARY)
                break


def _take_out_places(plain: Plain, words: list[Word], lexicon: Lexicon) -> None:
    """Take the bits of a name from what is a place's: Karlavägen, Olof Palmes gata, Hotell Karl."""
    endings = lexicon.tables["place-endings"]
    for at, word in enumerate(words):
        if not (word.capital or word.bits & (NAME | Bit.PLACE_HEAD)):
            continue
        if not word.bits and word.low.endswith(endings):
            words[at] = word._replace(bits=Bit.ORDINARY)
            ending = next(one for one in endings if word.low.endswith(one))
            if word.capital and word.low.removesuffix(ending)[-1:] == "s":
                _take_out_before(plain, words, at)
        elif word.bits & Bit.PLACE_HEAD and at and words[at - 1].low[-1] == "s":
            _take_out_before(plain, words, at)
        elif _is_named_place(plain, words, at):
            words[at] = word._replace(bits=(word.bits & ~NAME) | Bit.ORDINARY)


def _take_out_before(plain: Plain, words: list[Word], at: int) -> None:
    """Take the bits of a name from the words right before the head of a place's name."""
    for back in range(at - 1, max(-1, at - 1 - LONGEST_OF_PLACES), -1):
        word = words[back]
        beside = plain.text[word.end : words[back + 1].start] == " "
        if not beside or not (word.capital or word.bits & NAME) or word.bits & Bit.SMALL:
            return
        words[back] = word._replace(bits=Bit.ORDINARY)


def _is_named_place(plain: Plain, words: list[Word], at: int) -> bool:
    """Whether a word before says that this is a place's or a firm's name: Hotell, S:t."""
    start = words[at].start
    if plain.low[max(0, start - 5) : start].endswith(NAMES_OF_SAINTS):
        return True
    if not at or plain.text[words[at - 1].end : start] != " ":
        return False
    before, word = words[at - 1], words[at]
    if before.bits & Bit.PLACE_NAME:
        return True
    thing = before.bits & Bit.THING and len(before.low) > len("det")
    return bool(thing) and word.capital and not word.bits & NAME

"""Names of persons: known ones, and words that stand where only a name stands.

A known name that is nothing else is a name wherever it stands. A doubtful one (Sten, Björn, Max)
needs a sign beside it, or a capital within a sentence; an unknown word needs a sign and a capital,
or a word that nothing but a name follows ("heter").
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from ingest.screening.finding import Span
from ingest.screening.lexicon import NAME, Bit, Lexicon, Phrases, table
from ingest.screening.patterns import pattern
from ingest.screening.plain import Plain
from ingest.screening.words import REMEMBERED, Word, read
from reference.dimensions import PersonalData

NO_NAME = (
    Bit.ROLE | Bit.NAMING | Bit.CALLING | Bit.ACT | Bit.KIN | Bit.BEFORE_PERSON | Bit.BEFORE_PLACE
    | Bit.PLACE_NAME | Bit.PLACE_HEAD | Bit.THING | Bit.ORDINARY | Bit.SMALL
)  # fmt: skip
NOTHING = Word(0, 0, "", 0, capital=False, first=False, genitive=False)
FOR = ("för", "sig")
STOPS = (",", ")")
LOOKED_BACK = 3
LOOKED_AHEAD = 24
SHORTEST = 3
SHORTEST_ROLE = 6
SHORTEST_FOREIGN = 4


class Sight(NamedTuple):
    """A word with what stands around it; `marked` are those taken for names so far."""

    plain: Plain
    lexicon: Lexicon
    words: list[Word]
    gaps: list[str]
    marked: list[bool]
    at: int

    @property
    def word(self) -> Word:
        """The word itself."""
        return self.words[self.at]

    def near(self, step: int, gaps: tuple[str, ...] = (" ",)) -> Word:
        """The word so many steps away, where nothing but these gaps lies between; else none."""
        there = self.at + step
        if not 0 <= there < len(self.words):
            return NOTHING
        if step in (-1, 1):
            return self.words[there] if self.gaps[min(self.at, there)] in gaps else NOTHING
        between = self.gaps[min(self.at, there) : max(self.at, there)]
        return self.words[there] if all(gap in gaps for gap in between) else NOTHING

    def is_name(self, step: int, gaps: tuple[str, ...] = (" ",)) -> bool:
        """Whether the word so many steps away is marked as a name."""
        there = self.at + step
        marked = 0 <= there < len(self.marked) and self.marked[there]
        return marked and self.near(step, gaps) is not NOTHING


def names(plain: Plain, lexicon: Lexicon, places: Phrases) -> Iterator[Span]:
    """The names of persons in the text, given and family name together."""
    words = read(plain, lexicon, places)
    gaps = [plain.text[one.end : two.start] for one, two in pairwise(words)]
    marked = [bool(one.bits & NAME) and not one.bits & (Bit.DOUBTFUL | NO_NAME) for one in words]
    sights = [
        Sight(plain, lexicon, words, gaps, marked, at)
        for at, word in enumerate(words)
        if not marked[at] and _may_be(words, at, word)
    ]
    for _ in range(2):
        before = sum(marked)
        for sight in sights:
            marked[sight.at] = marked[sight.at] or _is_told(sight)
        if sum(marked) == before:
            break
    yield from _joined(plain, words, gaps, marked)


@lru_cache(REMEMBERED)
def looks_foreign(low: str) -> bool:
    """Whether a word is spelt as hardly any Swedish word is."""
    return len(low) >= SHORTEST_FOREIGN and pattern("foreign").search(low) is not None


def _may_be(words: list[Word], at: int, word: Word) -> bool:
    """Whether a sign could make a name of the word."""
    if word.bits & NAME or (word.capital and not word.bits & NO_NAME):
        return True
    near = words[at - 1].bits if at else 0
    near |= words[at - 2].bits if at > 1 else 0
    return not word.bits and bool(near & (Bit.NAMING | Bit.CALLING))


def _is_told(sight: Sight) -> bool:
    """Whether the words around say that a doubtful or unknown word is a name."""
    word = sight.word
    if word.bits & Bit.SMALL:
        return word.capital and not word.first and (sight.is_name(-1) or sight.is_name(1))
    if word.bits & NAME:
        return _doubtful_is_one(sight)
    if word.bits or len(word.low) < SHORTEST:
        return False
    return _unknown_is_one(sight) if word.capital else _called(sight, small=True)


def _doubtful_is_one(sight: Sight) -> bool:
    word, before = sight.word, sight.near(-1)
    if sight.is_name(-1) and (word.capital or word.bits & Bit.FAMILY) and not before.genitive:
        return True
    if not word.capital:
        return (
            bool(word.bits & Bit.GIVEN)
            and len(word.low) >= SHORTEST
            and (sight.is_name(1) or _is_in_class(sight) or _called(sight, small=True))
        )
    if _signed(sight):
        return True
    if word.first or word.bits & Bit.ORDINARY:
        return False
    if before.bits & Bit.BEFORE_PLACE and not before.bits & Bit.BEFORE_PERSON:
        return False
    return bool(word.bits & Bit.GIVEN or before.bits & Bit.BEFORE_PERSON)


def _unknown_is_one(sight: Sight) -> bool:
    word, before, after = sight.word, sight.near(-1), sight.near(1)
    foreign = looks_foreign(word.low)
    if (sight.is_name(-1) and not before.genitive) or (sight.is_name(1) and after.capital):
        return not word.first or foreign
    if sight.is_name(1, (", ",)) and sight.near(1, (", ",)).bits & Bit.GIVEN and word.first:
        return True
    if word.first:
        return foreign or (
            _familial(after) and not word.low.endswith(sight.lexicon.tables["verb-endings"])
        )
    if _signed(sight) or _familial(word):
        return True
    if before.bits & Bit.BEFORE_PLACE and not before.bits & Bit.BEFORE_PERSON:
        return False
    return foreign or before.low in table("close") or _is_pair(sight)


def _is_pair(sight: Sight) -> bool:
    """Whether it is one of two unknown words in a row with capitals."""
    return any(
        beside.capital and not beside.bits and not beside.first and len(beside.low) >= SHORTEST
        for beside in (sight.near(-1), sight.near(1))
    )


def _familial(word: Word) -> bool:
    return word.capital and pattern("familial").search(word.low) is not None


def _signed(sight: Sight) -> bool:
    """Whether what is beside a capitalised word says that somebody is meant."""
    return (
        _signed_before(sight)
        or _signed_after(sight)
        or _signed_by_name(sight)
        or _is_in_class(sight)
        or _called(sight, small=False)
    )


def _signed_before(sight: Sight) -> bool:
    """Who somebody is: "läraren Sten", "Modern, Iryna,"."""
    before, told = sight.near(-1, (" ", ": ")), sight.near(-1, (", ",))
    if sight.plain.text[sight.word.end : sight.word.end + 1] not in STOPS:
        told = NOTHING
    return any(one.bits & Bit.ROLE or _is_role(one.low, sight.lexicon) for one in (before, told))


def _signed_after(sight: Sight) -> bool:
    """What only somebody does or has: "Sten sa", "Stens bror"."""
    word, after = sight.word, sight.near(1)
    if after.bits & Bit.KIN and (word.genitive or (not word.bits and word.low[-1] == "s")):
        return True
    return bool(after.bits & Bit.ACT) and not word.genitive


def _signed_by_name(sight: Sight) -> bool:
    """Another name: "Sten Forsberg", "Sara och Sten", "Rask, Sara"."""
    word, after = sight.word, sight.near(1)
    if sight.is_name(1) and not word.genitive:
        return True
    if after.low in table("links") and sight.is_name(2) and sight.near(2).capital:
        return True
    if sight.near(-1).low in table("links") and sight.is_name(-2):
        return True
    following = sight.near(1, (", ",))
    listed = sight.is_name(1, (", ",)) and following.bits & Bit.GIVEN
    return bool(word.bits & Bit.FAMILY) and bool(listed)


def _is_role(low: str, lexicon: Lexicon) -> bool:
    return len(low) >= SHORTEST_ROLE and low.endswith(lexicon.tables["role-endings"])


def _is_in_class(sight: Sight) -> bool:
    """Whether a class or an age follows: "i 9C", ", 14 år"."""
    end = sight.word.end
    return pattern("after_name").match(sight.plain.low[end : end + LOOKED_AHEAD]) is not None


def _called(sight: Sight, *, small: bool) -> bool:
    """Whether a word that only names follow stands before, and what is named is no thing."""
    before = sight.near(-1, (" ", ": ", ' "', ', "'))
    step = -1
    if before.low in FOR or before.low in table("somebody"):
        step, before = -2, sight.near(-2, (" ", ": ", ' "'))
    if not before.bits & (Bit.NAMING | Bit.CALLING):
        return False
    steps = [step - back for back in range(1, LOOKED_BACK + 1)]
    about = [sight.near(one, (" ", ", ", ": ", ' "')) for one in steps]
    if any(one.bits & Bit.THING for one in about):
        return False
    somebody = any(
        one.bits & Bit.ROLE or one.low in table("somebody") or sight.is_name(there, (" ", ", "))
        for one, there in zip(about, steps, strict=True)
    )
    if before.bits & Bit.CALLING:
        return somebody and not sight.word.bits & NO_NAME
    return not small or before.low in table("surely-naming")


def _joined(plain: Plain, words: list[Word], gaps: list[str], marked: list[bool]) -> Iterator[Span]:
    """Marked words that stand together as one name, with initials and particles between."""
    at = 0
    while at < len(words):
        if not marked[at]:
            at += 1
            continue
        first = last = at
        while last + 1 < len(words) and _goes_on(words, gaps, marked, last):
            last += 1
        while last > first and not marked[last] and not _is_initial(words[last]):
            last -= 1
        if first and _is_initial(words[first - 1]) and gaps[first - 1] in (". ", " ", "."):
            first -= 1
        end = words[last].end
        shortened = _is_initial(words[last]) and plain.text[end : end + 1] == "."
        yield Span(PersonalData.NAME, words[first].start, end + shortened)
        at = last + 1


def _goes_on(words: list[Word], gaps: list[str], marked: list[bool], last: int) -> bool:
    word, following, gap = words[last], words[last + 1], gaps[last]
    if marked[last + 1]:
        if gap == ", ":
            return word.first and bool(following.bits & Bit.GIVEN) and not word.bits & Bit.ACT
        return gap in (" ", ". ") and not word.genitive
    return gap == " " and (_is_initial(following) or bool(following.bits & Bit.PARTICLE))


def _is_initial(word: Word) -> bool:
    return word.end - word.start == 1 and word.capital

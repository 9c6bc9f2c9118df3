"""The words that the rules go by: names by origin, the signs around them, and small tables.

They stand in `lists/` (names, one a line) and in `signs.txt`. Here the names and signs become one
map from a word, in the plain form and small letters, to the bits of what it may be.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from ingest.screening.patterns import pattern
from ingest.screening.plain import plain

LISTS = Path(__file__).parent / "lists"
SIGNS = Path(__file__).parent / "signs.txt"
MIXED = "words"
SHORTEST_SURE = 3
SHORTEST_ALONE = 4
# Letters of an affix that tells a name, and the least letters beside one.
SPELT_LEAST, SPELT_MOST = 3, 8
SPELT_BESIDE = 2


class Bit:
    """What a word may be. Plain numbers: an enum's are ten times as slow, and these are asked for
    every word. The values are part of what the phone is given.
    """

    GIVEN = 1 << 0
    FAMILY = 1 << 1
    DOUBTFUL = 1 << 2
    ROLE = 1 << 3
    NAMING = 1 << 4
    CALLING = 1 << 5
    ACT = 1 << 6
    KIN = 1 << 7
    BEFORE_PERSON = 1 << 8
    BEFORE_PLACE = 1 << 9
    PLACE_NAME = 1 << 10
    PLACE_HEAD = 1 << 11
    THING = 1 << 12
    ORDINARY = 1 << 13
    SMALL = 1 << 14
    PARTICLE = 1 << 15
    ACCOUNT = 1 << 16
    FIGURE = 1 << 17


NAME = Bit.GIVEN | Bit.FAMILY
SECTIONS = {
    "roles": Bit.ROLE,
    "naming": Bit.NAMING,
    "calling": Bit.CALLING,
    "acts": Bit.ACT,
    "kin": Bit.KIN,
    "before-person": Bit.BEFORE_PERSON,
    "before-place": Bit.BEFORE_PLACE,
    "place-names": Bit.PLACE_NAME,
    "place-heads": Bit.PLACE_HEAD,
    "things": Bit.THING,
    "ordinary": Bit.ORDINARY,
    "small": Bit.SMALL,
    "particles": Bit.PARTICLE,
    "accounts": Bit.ACCOUNT,
    "figures": Bit.FIGURE,
}
# Of lists/words.txt: what else its sections say. Its verbs are weaker than the acts here.
LISTED = {"words": Bit.ORDINARY, "titles": Bit.ROLE}
ALSO = "also-words"

Phrases = Mapping[str, tuple[tuple[str, ...], ...]]


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Words to their bits, names of several words that are nobody's, and tables by their names.

    `affixes` are the beginnings (a-) and endings (-a) that only names have, and `near` the first or
    last three letters of each.
    """

    words: Mapping[str, int]
    phrases: Phrases
    tables: Mapping[str, tuple[str, ...]]
    affixes: frozenset[str]
    near: frozenset[str]

    def bits(self, word: str) -> int:
        """What a word may be, by the map or by its spelling; 0 for one that says nothing."""
        known = self.words.get(word)
        return (NAME if self.is_spelt_as_name(word) else 0) if known is None else known

    def is_spelt_as_name(self, word: str) -> bool:
        """Whether a word begins or ends as only names do."""
        tells = self.affixes
        # Nearly every word is told apart by its first and last three letters.
        if word[:SPELT_LEAST] not in self.near and word[-SPELT_LEAST:] not in self.near:
            return False
        return any(
            f"-{word[-length:]}" in tells or f"{word[:length]}-" in tells
            for length in range(SPELT_LEAST, min(SPELT_MOST, len(word) - SPELT_BESIDE) + 1)
        )


def sections(text: str) -> Iterator[tuple[str, str]]:
    """Each entry of a list with its section; comments and blank lines are none."""
    section = ""
    for line in text.splitlines():
        entry = line.split("#")[0].strip()
        if entry.startswith("["):
            section = entry.strip("[]")
        elif entry:
            yield section, entry


def key(word: str) -> str:
    """A word as it stands in the map."""
    return plain(word).low


def phrases(names: Collection[str]) -> Phrases:
    """Names of places or firms by their first word, the longest first."""
    found = dict[str, list[tuple[str, ...]]]()
    for name in sorted(names):
        words = tuple(pattern("word").findall(key(name)))
        if words:
            found.setdefault(words[0], []).append(words)
    return {word: tuple(sorted(found[word], key=len, reverse=True)) for word in found}


@lru_cache(maxsize=32)
def gazetteer(places: frozenset[str]) -> Phrases:
    """The phrases of a municipality's own places, and those of their words that name nobody."""
    written = {word for place in places for word in pattern("word").findall(plain(place).text)}
    known = lexicon()
    alone = {one for one in written if one[0].isupper() and not known.bits(one.lower()) & NAME}
    return phrases(places | {one for one in alone if len(one) >= SHORTEST_ALONE})


@cache
def table(name: str) -> frozenset[str]:
    """A table of signs.txt, to look words up in."""
    return frozenset(lexicon().tables[name])


@cache
def lexicon() -> Lexicon:
    """Everything that the lists say, read once."""
    signs, tables = dict[str, int](), dict[str, tuple[str, ...]]()
    for section, entry in sections(SIGNS.read_text(encoding="utf-8")):
        for word in entry.split():
            if section in SECTIONS:
                signs[key(word)] = signs.get(key(word), 0) | SECTIONS[section]
            else:
                tables[section] = (*tables.get(section, ()), key(word))
    names, doubtful, firms = dict[str, int](), set(tables.pop(ALSO)), list[str]()
    for path in sorted(LISTS.glob("*.txt")):
        for section, entry in sections(path.read_text(encoding="utf-8")):
            word = key(entry)
            if path.stem != MIXED:
                bit = Bit.GIVEN if section == "given" else Bit.FAMILY
                names[word] = names.get(word, 0) | bit
            elif section == "ambiguous":
                doubtful.add(word)
            elif section == "firms" or (section == "places" and " " in word):
                firms.append(entry)
            elif section in LISTED and " " not in word:
                signs[word] = signs.get(word, 0) | LISTED[section]
    merged = _merged(signs, names, doubtful, {key(one) for one in firms})
    several = phrases([one for one in firms if " " in one])
    endings, beginnings = tables.pop("name-endings"), tables.pop("name-beginnings")
    affixes = {f"-{one}" for one in endings} | {f"{one}-" for one in beginnings}
    near = {one[-SPELT_LEAST:] for one in endings} | {one[:SPELT_LEAST] for one in beginnings}
    return Lexicon(merged, several, tables, frozenset(affixes), frozenset(near))


def _merged(
    signs: dict[str, int], names: dict[str, int], doubtful: set[str], firms: set[str]
) -> dict[str, int]:
    """Signs and names in one map; a name that is anything else as well is doubtful."""
    merged = dict(signs)
    for name, bits in names.items():
        unsure = name in signs or name in doubtful or name in firms or len(name) < SHORTEST_SURE
        # What is a name and nothing else is found wherever it stands: given or family is one.
        merged[name] = signs.get(name, 0) | bits | Bit.DOUBTFUL if unsure else NAME
    for word in doubtful - names.keys():
        merged[word] = merged.get(word, 0) | Bit.DOUBTFUL
    for firm in firms - merged.keys():
        if " " not in firm:
            merged[firm] = Bit.ORDINARY
    return merged

"""A text in the few characters that the rules are written in, and the way back to the text given.

Digits of any script become 0-9, every dash "-", every space " ", letters lose their accents except
å, ä and ö; what cannot be seen (zero-width characters, soft hyphens, loose marks) is left out. So a
number does not slip through because it was pasted from somewhere, and Petrović is Petrovic.
web/static/screening.js does the same.
"""

import re
from functools import cache
from typing import NamedTuple
from unicodedata import category, decimal, normalize

KEPT = "åäöÅÄÖ\n"
UNSEEN = ("Cf", "Cc", "Mn", "Me", "Mc")
BLANKS = dict.fromkeys("\t\r\v\f", " ") | dict.fromkeys("\u2028\u2029", "\n")
# Dashes and quotes that are none to Unicode, and letters that it does not take apart.
ODD_ONES = (
    dict.fromkeys("\u2212\u02d7\u2043\u207b\u208b", "-")
    | dict.fromkeys("\u00b4`\u2018\u2019\u201a\u201b\u02bc\u02b9\u2032", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f«»\u2033", '"')
    | dict(zip("łŁđĐøØæÆıßþÞðÐħĦəƏœŒ", "lLdDöÖäÄistTdDhHeEöÖ", strict=True))
)


LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzåäö")
"""The letters of the plain form, small."""
LETTERS_AND_DIGITS = LETTERS | frozenset("0123456789")
# Beyond this JavaScript counts a character as two; patterns must count as it does.
LAST_OF_ONE_UNIT = 0xFFFF
OTHER = "\ufffd"
# The same as [^\n -~åäöÅÄÖ], which takes three times as long.
ODD = re.compile("[\x00-\x09\x0b-\x1f\x7f-\xc3\xc6-\xd5\xd7-\xe3\xe6-\xf5\xf7-\U0010ffff]")


class Plain(NamedTuple):
    """The plain form, the same in lower case, and where each of its characters came from.

    `starts` and `ends` are None where every character stands at its own index.
    """

    text: str
    low: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def given(self, start: int, end: int) -> tuple[int, int]:
        """The span of the text given that a span here stands for."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def plain(text: str) -> Plain:
    """The plain form of a text."""
    odd = set(ODD.findall(text))
    made = text
    for one in odd:
        instead = _one_for_one(one)
        if instead is None:
            return _taken_apart(text)
        made = made.replace(one, instead)
    return Plain(made, made.lower())


@cache
def _one_for_one(character: str) -> str | None:
    """What stands for a character wherever it stands; None where more than itself matters."""
    instead = folded(character)
    return instead if len(instead) == 1 and not _is_mark(character) else None


def _taken_apart(text: str) -> Plain:
    made, starts, ends = list[str](), list[int](), list[int]()
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and _is_mark(text[end]):
            end += 1
        for one in folded(text[at:end]):
            made.append(one)
            starts.append(at)
            ends.append(end)
        at = end
    joined = "".join(made)
    return Plain(joined, joined.lower(), tuple(starts), tuple(ends))


def _is_mark(character: str) -> bool:
    return category(character)[0] == "M"


@cache
def _folded(composed: str) -> str:
    """One character after composition."""
    if composed in ODD_ONES or composed in KEPT:
        return ODD_ONES.get(composed, composed)
    kind = category(composed)
    if kind in UNSEEN or composed in BLANKS:
        return BLANKS.get(composed, "")
    if kind == "Nd":
        return str(decimal(composed))
    if kind in ("Pd", "Zs"):
        return "-" if kind == "Pd" else " "
    bare = normalize("NFKD", composed)[0]
    bare = ODD_ONES.get(bare, bare)
    if bare.isascii() and bare.isalpha():
        return bare
    return composed if ord(composed) <= LAST_OF_ONE_UNIT else OTHER


def folded(cluster: str) -> str:
    """What a character with the marks upon it becomes; empty where nothing is to be seen."""
    if len(cluster) == 1 and (cluster.isascii() or cluster in ODD_ONES):
        return _folded(cluster)
    return "".join(_folded(one) for one in normalize("NFKC", cluster))

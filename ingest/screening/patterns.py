"""The patterns of the rules, read from patterns.txt, which says what they are."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

FILE = Path(__file__).parent / "patterns.txt"
PIECE = re.compile("<([a-zA-Z_]+)>")
BLANK = "_"


def _lines() -> Iterator[tuple[str, str]]:
    """Each line of the file that says something, with the name that it stands under."""
    name = ""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            name = line.removeprefix("== ")
        elif line and not line.startswith("#"):
            yield name, line.strip()


@cache
def _wholes() -> Mapping[str, str]:
    found = dict[str, str]()
    for name, line in _lines():
        if not line.startswith("? "):
            whole = PIECE.sub(lambda piece: found[piece[1]], line)
            found[name] = found.get(name, "") + whole
    return MappingProxyType(found)


@cache
def sources() -> Mapping[str, str]:
    """Every pattern by its name, whole. Those in capitals are only pieces of others."""
    return MappingProxyType({name: one for name, one in _wholes().items() if not name.isupper()})


@cache
def needed() -> Mapping[str, tuple[str, ...]]:
    """What a match holds at least one of, by the name of the pattern; not every pattern has it."""
    found = dict[str, tuple[str, ...]]()
    for name, line in _lines():
        if line.startswith("? "):
            found[name] = tuple(one.replace(BLANK, " ") for one in line.split()[1:])
    return MappingProxyType(found)


@cache
def pattern(name: str) -> re.Pattern[str]:
    """The compiled pattern of this name, or piece of one."""
    return re.compile(_wholes()[name])


def occurs(name: str, text: str) -> bool:
    """Whether the text holds what a match of the pattern cannot be without.

    Most texts do not, and this look takes a tenth of the pattern's time.
    """
    for sign in needed()[name]:  # noqa: SIM110 - any() takes twice as long, and this is asked often
        if sign in text:
            return True
    return False


def matches(name: str, text: str) -> Iterable[re.Match[str]]:
    """Every match of a pattern that has what it needs written beside it, from left to right."""
    return pattern(name).finditer(text) if occurs(name, text) else ()


def search(name: str, text: str) -> re.Match[str] | None:
    """The first match of such a pattern."""
    return pattern(name).search(text) if occurs(name, text) else None

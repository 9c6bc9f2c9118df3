"""The patterns of the rules, read from patterns.txt, which says what they are."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

FILE = Path(__file__).parent / "patterns.txt"
PIECE = re.compile("<([a-zA-Z_]+)>")


@cache
def sources() -> Mapping[str, str]:
    """Every pattern by its name, whole. Those in capitals are only pieces of others."""
    found = dict[str, str]()
    name = ""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            name = line.removeprefix("== ")
            found[name] = ""
        elif line and not line.startswith("#"):
            found[name] += PIECE.sub(lambda piece: found[piece[1]], line.strip())
    return MappingProxyType({name: one for name, one in found.items() if not name.isupper()})


@cache
def pattern(name: str) -> re.Pattern[str]:
    """The compiled pattern of this name."""
    return re.compile(sources()[name])

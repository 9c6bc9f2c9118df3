"""The rules as the phone gets them, so that web/static/screening.js finds what is found here.

Words are told by what they may be (the bits of `ingest.screening.lexicon`) and packed: in sorted
order, each as a capital letter for how many letters it shares with the one before (A none, B one),
and the rest. Names that spelling alone tells are left out.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any
from unicodedata import category, decimal

from ingest.screening import numbers, phones, plain
from ingest.screening.finding import WARNED
from ingest.screening.lexicon import NAME, Bit, lexicon
from ingest.screening.patterns import sources

MOST_SHARED = 25
BEYOND_DIGITS = 0x20000


@cache
def as_json() -> Mapping[str, Any]:
    """Everything that the phone needs, ready for JSON. `edition` changes whenever a rule does."""
    known = lexicon()
    words = dict[int, list[str]]()
    for word in sorted(known.words):
        words.setdefault(known.words[word], []).append(word)
    names = [one for one in words.pop(NAME, []) if not known.is_spelt_as_name(one)]
    rules = {
        "patterns": dict(sources()),
        "words": {str(bits): packed(several) for bits, several in sorted(words.items())},
        "names": packed(names),
        "phrases": [" ".join(one) for first in known.phrases.values() for one in first],
        "tables": {name: " ".join(several) for name, several in known.tables.items()},
        "affixes": " ".join(sorted(known.affixes)),
        "bits": {name: bit for name, bit in vars(Bit).items() if name.isupper()},
        "letters": plain.ODD_ONES,
        "zeros": zeros(),
        "recent": [numbers.RECENT.start, numbers.RECENT.stop],
        "warned": sorted(kind.value for kind in WARNED),
        "gaps": list(phones.GAPS),
    }
    made = json.dumps(rules, ensure_ascii=False, sort_keys=True)
    return {"edition": hashlib.sha256(made.encode()).hexdigest()[:12], **rules}


def packed(words: Iterable[str]) -> str:
    """Sorted words in one string, each without what it shares with the one before."""
    made, last = list[str](), ""
    for word in words:
        shared = 0
        while shared < min(len(word), len(last), MOST_SHARED) and word[shared] == last[shared]:
            shared += 1
        made.append(chr(ord("A") + shared) + word[shared:])
        last = word
    return "".join(made)


def zeros() -> list[int]:
    """The zeros of every script: nine digits follow each."""
    every = (chr(one) for one in range(BEYOND_DIGITS))
    return [ord(one) for one in every if category(one) == "Nd" and decimal(one) == 0]


EDITION: str = as_json()["edition"]

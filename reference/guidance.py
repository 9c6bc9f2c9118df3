"""What may be written in a report and what may not, by the kind of organisation that reports.

The words live in guidance.toml, in Swedish and English, so that a lawyer can read them whole. They
help somebody who writes; they are no legal advice, and nothing of them is stored.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

OTHER = "other"
"""The kind whose lines are shown to an organisation of a kind that nobody foresaw."""

_FILE = Path(__file__).parent / "guidance.toml"


class Guidance(NamedTuple):
    """Lines on what may be written and what may not, and the reason in a sentence or three."""

    may: tuple[str, ...]
    may_not: tuple[str, ...]
    why: str


class Way(NamedTuple):
    """Where something belongs that a report is not for.

    `href` is empty where the address differs between municipalities and employers.
    """

    title: str
    what: str
    href: str


@cache
def guidance(kind: str, language: str) -> Guidance:
    """Give the guidance for a kind of organisation in "sv" or "en"."""
    read = _read()
    every: Mapping[str, Any] = read["every"]
    own: Mapping[str, Any] = read["kind"].get(kind, read["kind"][OTHER])
    return Guidance(
        may=tuple(line[language] for line in (*every["may"], *own["may"])),
        may_not=tuple(line[language] for line in (*every["may_not"], *own["may_not"])),
        why=own["why"][language],
    )


@cache
def ways_elsewhere(language: str, concern: str = "") -> tuple[Way, ...]:
    """Give the ways to those who take what a report is not for, in "sv" or "en".

    `concern` is the address at which the municipality takes a concern about a child.
    """
    return tuple(
        Way(
            way["title"][language],
            way["what"][language],
            concern if way.get("id") == "concern" else way["href"],
        )
        for way in _read()["way"]
    )


def kinds() -> tuple[str, ...]:
    """List the kinds of organisations that have lines of their own."""
    return tuple(_read()["kind"])


@cache
def _read() -> Mapping[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))

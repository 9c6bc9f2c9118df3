"""Every sentence that the program can say to a person is in the Swedish catalogue."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from reference.language import translator

ROOT = Path(__file__).parent.parent
PACKAGES = (
    "reference",
    "events",
    "projections",
    "accounts",
    "ingest",
    "briefing",
    "web",
    "cli",
    "migrations",
    "demo",
)
SPEAKERS = re.compile(
    r"^(t|message|heard|say|many|Refused|Unfit|Unreadable|Bad[A-Z]\w+|WhichLayer|LocalTimeGap)$"
)
IN_TEMPLATE = re.compile(
    r"""\bt(?:\.many)?\(\s*"((?:[^"\\]|\\.)*)"(?:\s*,\s*"((?:[^"\\]|\\.)*)")?"""
)
PLACES = re.compile(r"%\((\w+)\)")


def spoken(source: str) -> Iterator[str]:
    """The messages of a module: literal first arguments of what speaks to people."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        name = node.func.id if isinstance(node.func, ast.Name) else name
        wanted = node.args[:1] if SPEAKERS.match(name) else ()
        if name in {"PydanticCustomError", "RowRefused"}:
            wanted = node.args[1:2]
        if name == "BadParameter":
            wanted = ()
        for argument in wanted:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value


def in_template(source: str) -> Iterator[str]:
    """The messages of a template: those of t(...), the singular of t.many(...)."""
    for found in IN_TEMPLATE.finditer(source):
        yield found[1].replace('\\"', '"')


def messages() -> dict[str, str]:
    """Each message, and a file that says it."""
    found: dict[str, str] = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            found.update(dict.fromkeys(spoken(path.read_text("utf-8")), str(path)))
        for pattern in ("*.html", "*.typ"):
            for path in sorted((ROOT / package).rglob(pattern)):
                found.update(dict.fromkeys(in_template(path.read_text("utf-8")), str(path)))
    return found


def test_every_message_is_translated_with_the_same_places() -> None:
    swedish = translator("sv").catalogue
    found = messages()
    assert len(found) > 300
    missing = {text: where for text, where in found.items() if text and text not in swedish}
    assert not missing, "\n".join(f"{where}: {text}" for text, where in missing.items())
    for text in found:
        forms = swedish[text] if text else ()
        for form in forms if len(forms) == 1 else ():
            assert set(PLACES.findall(form)) <= {*PLACES.findall(text), "n"}, (text, form)


@pytest.mark.parametrize(
    "source",
    ['Refused("No.")', 't("No.")', "t.many('No.', 'Noes.', 2)", 'PydanticCustomError("x", "No.")'],
)
def test_what_speaks_is_heard(source: str) -> None:
    assert list(spoken(source)) == ["No."]


def test_what_a_template_says_is_heard() -> None:
    assert list(in_template('<p>{{ t("No.") }} {{ t.many("One", "Many", n) }}</p>')) == [
        "No.",
        "One",
    ]

"""Every word that a person meets is in the catalogue, in both languages, and is used."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from reference.language import translator

ROOT = Path(__file__).resolve().parent.parent.parent
WEB = ROOT / "web"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
MODULES = [*sorted(WEB.rglob("*.py")), ROOT / "service.py"]
# A text between tags that is no expression, no digit and no sign.
HARD_WORD = re.compile(r">[^<>{}]*[^\W\d_]{2,}[^<>{}]*<")
SAYING = ("t", "many", "message", "Unfit")
"""What is called with a message."""


def in_modules() -> Iterator[str]:
    """The messages of the modules, each by its singular."""
    for module in MODULES:
        with module.open("rb") as file:
            for _, _, said, _ in extract_python(file, dict.fromkeys(SAYING), [], {}):
                yield _singular(said)


def in_templates() -> Iterator[str]:
    """The messages of the templates, each by its singular."""
    for template in TEMPLATES:
        with template.open("rb") as file:
            for _, _, said, _ in babel_extract(file, ["t", "many"], [], {"silent": "false"}):
                yield _singular(said)


def _singular(said: object) -> str:
    """The message itself; empty where what is said is no plain text."""
    first = said[0] if isinstance(said, tuple) and said else said
    return first if isinstance(first, str) else ""


def test_every_message_of_the_pages_has_its_swedish() -> None:
    known = translator("sv").catalogue

    missing = {said for said in {*in_modules(), *in_templates()} if said not in known}

    assert not missing - {"", "summary", "description"}


def test_the_catalogue_holds_nothing_that_is_not_said() -> None:
    with (ROOT / "reference/locales/sv/web.po").open("rb") as file:
        catalogue = read_po(file)
    said = {*in_modules(), *in_templates()}
    said |= {text for module in MODULES for text in _strings(module)}

    unused = {
        singular
        for entry in catalogue
        if (singular := entry.id if isinstance(entry.id, str) else entry.id[0])
        and singular not in said
    }

    assert not unused


def _strings(module: Path) -> list[str]:
    """What the routes say of themselves: summaries and the first lines of their docstrings."""
    source = module.read_text(encoding="utf-8")
    summaries = re.findall(r'summary="((?:[^"\\]|\\.)*)"', source)
    docstrings = re.findall(r'^    """(.*?)"""$', source, re.MULTILINE | re.DOTALL)
    return [text.replace('\\"', '"') for text in (*summaries, *docstrings)]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_says_nothing_by_itself(template: Path) -> None:
    source = re.sub(r"{[{%#].*?[}%#]}", "", template.read_text(encoding="utf-8"), flags=re.DOTALL)
    source = re.sub(r'\s[\w-]+="[^"]*"', "", source)  # a block may hold a tag's attributes

    assert not HARD_WORD.findall(source)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_holds_no_script_or_style_and_asks_nobody_else(template: Path) -> None:
    source = template.read_text(encoding="utf-8")

    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]* src=\"/static/)", source)
    assert "http:" not in source
    assert "https:" not in source

"""Tests in a browser wait for what they look at: none looks at once, and none sleeps.

A page answers when it can. What is asserted in the moment after a click holds on a quiet machine
and fails on a busy one, and so does a sleep. `expect` and `wait_for_function` wait for a state.
"""

import ast
from collections.abc import Iterator

import pytest

from tests.test_house import File, files

LOOKS = frozenset(
    {
        *("is_visible", "is_hidden", "is_checked", "is_enabled", "is_disabled", "is_editable"),
        *("inner_text", "all_inner_texts", "text_content", "all_text_contents", "inner_html"),
        *("input_value", "get_attribute", "title"),
    }
)
"""What a page or a part of it is asked for, and answers as it is in that moment."""


def waits(file: File) -> Iterator[str]:
    """What a test of a browser does without waiting."""
    if not (file.is_test and _has_a_browser(file.tree)):
        return
    for node in ast.walk(file.tree):
        match node:
            case ast.Assert(test=claim):
                for call in ast.walk(claim):
                    if isinstance(call, ast.Call) and _looks(call):
                        yield f"line {call.lineno} looks at once: {ast.unparse(call.func)}"
            case ast.Attribute(attr="wait_for_timeout"):
                yield f"line {node.lineno} sleeps: {ast.unparse(node)}"


def _has_a_browser(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.ImportFrom) and (node.module or "").startswith("playwright")
        for node in ast.walk(tree)
    )


def _looks(call: ast.Call) -> bool:
    """A list counts something; what is counted in a page is counted without being told what."""
    match call.func:
        case ast.Attribute(attr="count"):
            return not call.args
        case ast.Attribute(attr=name):
            return name in LOOKS
        case _:
            return False


def test_every_test_in_a_browser_waits() -> None:
    complaints = [f"{file.path}: {what}" for file in files() for what in waits(file)]

    assert not complaints, "\n".join(complaints)


BROWSER = "from playwright.sync_api import Page, expect\n"


@pytest.mark.parametrize(
    "text",
    [
        "assert page.locator('a').is_visible()\n",
        "assert not page.get_by_role('checkbox').is_checked()\n",
        "assert page.locator('a').count() == 2 >= 1\n",
        "assert 'Saved' in page.locator('.notice').inner_text()\n",
        "assert (link.get_attribute('href') or '').startswith('/')\n",
        "assert page.title().startswith('Fel:')\n",
        "page.wait_for_timeout(300)\n",
    ],
)
def test_a_hurry_is_seen(text: str) -> None:
    assert list(waits(File("tests/web/test_a.py", BROWSER + text)))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("tests/web/test_a.py", BROWSER + "expect(page.locator('a')).to_have_count(2)\n"),
        ("tests/web/test_a.py", BROWSER + "assert levels.count(1) == 1\n"),
        ("tests/web/test_a.py", BROWSER + "heading = page.locator('h2').inner_text()\n"),
        ("tests/web/test_a.py", "assert 'Saved'.title() == said\n"),
        ("scripts/look.py", BROWSER + "page.wait_for_timeout(300)\n"),
    ],
)
def test_whoever_waits_is_left_in_peace(path: str, text: str) -> None:
    assert not list(waits(File(path, text)))

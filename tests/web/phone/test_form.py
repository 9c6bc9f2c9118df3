"""The shell of the reporting form: the same for everybody, with every sentence it may say."""

import gzip
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from reference.roles import Role
from tests.web.town import Town
from web.render import STATIC

OURS = ("form", "page", "spoken", "telling", "map")
FIRST_LOAD_BYTES = 25 * 1024
SAID = re.compile(r"""\bsay\(\s*"([\w-]+)"|\badd\([^,]+, "([\w-]+)"|"((?:time|date)-[a-z]+)"\]""")
STAMPED = re.compile(r'\bstamp\("([\w-]+)"')
STATES = ("sending", "sent", "kept", "sign-in", "other-account", "refused")
KINDS = (
    *("personnummer", "samordningsnummer", "phone", "email", "plate"),
    *("handle", "birth-date", "home-address", "name"),
)


def modules() -> dict[str, str]:
    """The form's own modules by name."""
    phone = STATIC / "phone"
    paths = [*(phone / f"{name}.js" for name in OURS), *sorted((phone / "steps").glob("*.js"))]
    return {path.name: path.read_text("utf-8") for path in paths}


class Parts(HTMLParser):
    """The sentences and templates that a page brings for its script."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: set[str] = set()
        self.templates: set[str] = set()
        self.inline: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the script asks for, and what the policy would refuse."""
        found = {name: value or "" for name, value in attrs}
        if "data-word" in found:
            self.words.add(found["data-word"])
        if tag == "template" and "id" in found:
            self.templates.add(found["id"].removeprefix("t-"))
        self.inline += [name for name in found if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in found):
            self.inline.append(tag)


@pytest.fixture
def page(quiet_town: Town) -> Parts:
    """The shell in English."""
    return Parts(quiet_town.nobody().get("/report").text)


def test_the_shell_is_the_same_for_everybody(quiet_town: Town) -> None:
    somebody = quiet_town.signed_in(
        quiet_town.person("vakt", Role.REPORTER, name="Ture Testsson"), Role.REPORTER
    )
    shells = {client.get("/report").text for client in (quiet_town.nobody(), somebody)}

    (shell,) = shells
    assert "Ture Testsson" not in shell
    assert "form_token" not in shell
    assert "data-account" not in shell


@pytest.mark.parametrize(
    ("language", "heading"), [("sv", "Vad har hänt?"), ("en", "What has happened?")]
)
def test_the_shell_speaks_both_languages(quiet_town: Town, language: str, heading: str) -> None:
    answer = quiet_town.nobody().get(f"/report?lang={language}")

    assert answer.status_code == 200
    assert heading in answer.text
    assert answer.headers["content-language"] == language


def test_the_shell_leads_to_those_who_take_what_a_report_is_not_for(quiet_town: Town) -> None:
    shell = quiet_town.nobody().get("/report").text

    assert 'href="tel:112"' in shell
    assert 'href="tel:11414"' in shell
    assert "social services" in shell
    assert "A picture cannot be sent" in shell


def test_every_sentence_that_the_script_says_stands_in_the_page(page: Parts) -> None:
    said = {key for text in modules().values() for found in SAID.findall(text) for key in found}
    said |= {f"{state}-{end}" for state in STATES for end in ("title", "next")}
    said |= {f"is-{state}" for state in ("waiting", *STATES) if state != "kept"}
    said |= {f"instead-{kind}" for kind in KINDS}
    said |= {"night", "morning", "afternoon", "evening"}

    assert len(said) > 70
    assert said - {""} <= page.words


def test_no_sentence_stands_in_the_page_that_nobody_says(page: Parts) -> None:
    scripts = "".join(modules().values())
    spoken = {word for word in page.words if not word.endswith("-one")}
    unsaid = {
        word
        for word in spoken
        if f'"{word}"' not in scripts
        and not word.startswith(("is-", "instead-"))
        and not word.endswith(("-title", "-next"))
    }

    # The line of what waits to be sent has words of its own.
    waiting = (Path(STATIC).parent / "templates/phone/_waiting.html").read_text("utf-8")
    assert {word for word in unsaid if f'"{word}"' not in waiting} <= {
        "night",
        "morning",
        "afternoon",
        "evening",
    }


def test_every_template_that_the_script_copies_stands_in_the_page(page: Parts) -> None:
    copied = {name for text in modules().values() for name in STAMPED.findall(text)}

    assert len(copied) > 15
    assert copied <= page.templates


def test_nothing_stands_in_the_page_that_the_policy_refuses(page: Parts) -> None:
    assert page.inline == []


def test_the_forms_own_code_and_style_stay_small() -> None:
    """Without the map, which comes when somebody asks for one."""
    sheets = ("style/tokens.css", "phone/phone.css", "phone/form.css")
    style = "".join((STATIC / name).read_text("utf-8") for name in sheets)
    first = {name: text for name, text in modules().items() if name != "map.js"}

    size = sum(len(gzip.compress(text.encode(), 9)) for text in (*first.values(), style))

    assert size <= FIRST_LOAD_BYTES

"""The documents say what is so: what they name exists, and what people meet is in them."""

import importlib
import re
from collections.abc import Iterator
from inspect import getmembers, isclass
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

from cli.main import app
from events.codec import CATALOGUE
from reference import dimensions, roles
from reference.categories import taxonomy
from settings import Settings

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
DOCS = ROOT / "docs"
GLOSSARY = DOCS / "glossary.md"
OPERATING = DOCS / "operating.md"
THREATS = DOCS / "threat-model.md"
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]
PACKAGES = (
    "reference|events|projections|accounts|ingest|briefing|web|demo|migrations|cli|service|settings"
)

LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
FILE = re.compile(rf"(?:{PACKAGES}|tests|docs|benchmarks|scripts)(?:\.py|/[\w./-]*)")
DOTTED = re.compile(rf"(?:{PACKAGES})(?:\.\w+)+")
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
SETTING = re.compile(r"LAGESBILD_[A-Z_]+")
HEADINGS = ["Context", "Decision", "Consequences", "Alternatives", "Enforced by"]
LINES_IN_A_DECISION = 80


def named(path: Path) -> str:
    """A document by its path from the root."""
    return str(path.relative_to(ROOT))


each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=named)
each_decision = pytest.mark.parametrize("decision", DECISIONS, ids=named)


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def codes(document: Path) -> Iterator[str]:
    """What stands in backticks within a line."""
    for found in CODE.finditer(FENCE.sub("", read(document))):
        yield found[1]


def rows(document: Path) -> set[tuple[str, ...]]:
    """The rows of the tables of a document, each as its cells."""
    lines = (line.strip() for line in read(document).splitlines())
    return {
        tuple(cell.strip() for cell in line.strip("|").split("|"))
        for line in lines
        if line.startswith("|")
    }


def verbs(group: TyperGroup, before: str = "lagesbild") -> Iterator[str]:
    """Every verb of the command, written as it is typed."""
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from verbs(command, f"{before} {name}")
        else:
            yield f"{before} {name}"


def exists(name: str) -> bool:
    """Whether a dotted name leads to a module or to something in one."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for attribute in parts[length:]:
            if attribute in getattr(found, "__annotations__", ()):
                return True
            if not hasattr(found, attribute):
                return False
            found = getattr(found, attribute)
        return True
    return False


def test_there_are_documents_to_look_at() -> None:
    assert {README, GLOSSARY, OPERATING, DOCS / "architecture.md", DOCS / "auditing.md"} <= {
        *DOCUMENTS
    }
    assert len(DECISIONS) > 10


def test_every_event_is_in_the_glossary() -> None:
    listed = {row[0].strip("`") for row in rows(GLOSSARY)}
    assert set(CATALOGUE) <= listed, set(CATALOGUE) - listed


def test_every_category_and_group_is_in_the_glossary_with_its_words() -> None:
    listed = {row[:3] for row in rows(GLOSSARY)}
    known = taxonomy()
    for one in (*known.groups.values(), *known.categories.values()):
        assert (f"`{one.id}`", one.sv, one.en) in listed, one.id


def test_every_closed_list_is_in_the_glossary() -> None:
    listed = {row[0].strip("`") for row in rows(GLOSSARY)}
    for name, kind in getmembers(dimensions, isclass):
        if issubclass(kind, dimensions.Term) and kind is not dimensions.Term:
            assert name in listed


def test_every_role_share_level_and_scope_is_in_the_glossary_with_its_words() -> None:
    listed = {row[:3] for row in rows(GLOSSARY)}
    for kind in (roles.Role, roles.Share, roles.Scope):
        for one in kind:
            assert (f"`{one.code}`", one.sv, one.en) in listed, one


def test_the_glossary_knows_no_more_than_there_is() -> None:
    known = taxonomy()
    for first, *_ in rows(GLOSSARY):
        word = first.strip("`")
        if re.fullmatch(r"[a-z]+\.[a-z-]+", word):
            assert word in CATALOGUE
        elif re.fullmatch(r"[A-Z]+(-[A-Z]+)?", word) and first.startswith("`"):
            assert word in known.categories or word in known.groups


def test_every_verb_of_the_command_is_in_the_readme() -> None:
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    known = list(verbs(group))
    assert len(known) > 15
    lines = read(README).splitlines()
    for verb in known:
        assert any(re.match(rf"{verb}( |$)", line) for line in lines), verb


def test_the_readme_is_short() -> None:
    assert read(README).count("\n") < 150


def test_every_setting_is_in_operating() -> None:
    listed = {row[0].strip("`") for row in rows(OPERATING)}
    shipped = (path for name in PACKAGES.split("|") for path in (ROOT / name).rglob("*.py"))
    known = {f"LAGESBILD_{field.upper()}" for field in Settings.model_fields}
    for path in shipped:
        known |= set(SETTING.findall(read(path)))
    assert known <= listed, known - listed


@each_document
def test_no_setting_is_spoken_of_that_there_is_not(document: Path) -> None:
    known = {f"LAGESBILD_{field.upper()}" for field in Settings.model_fields}
    assert set(SETTING.findall(read(document))) <= known | {"LAGESBILD_LANGUAGE"}


@each_document
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    for link in LINK.findall(FENCE.sub("", read(document))):
        if "://" not in link and not link.startswith("#"):
            assert (document.parent / link.partition("#")[0]).exists(), link


@each_document
def test_every_file_that_is_named_is_there(document: Path) -> None:
    for code in codes(document):
        if FILE.fullmatch(code) and "*" not in code:
            assert any((folder / code).exists() for folder in (ROOT, document.parent)), code


@each_document
def test_every_test_that_is_named_is_there(document: Path) -> None:
    for file, name in TEST.findall(read(document)):
        assert re.search(rf"^(async )?def {name}\(", read(ROOT / file), re.MULTILINE), name


def test_each_threat_has_a_test_that_shows_what_holds_it() -> None:
    begins = read(THREATS).partition("\n## Adversaries\n")[2].partition("\n## ")[0]
    adversaries = re.split(r"^### ", begins, flags=re.MULTILINE)[1:]
    assert len(adversaries) >= 10
    for adversary in adversaries:
        held = [line for line in adversary.splitlines() if line.startswith("| ")][1:]
        assert held, adversary
        for line in held:
            assert TEST.search(line) or "no test" in line, line


@each_document
def test_every_name_of_the_program_that_is_spoken_of_is_there(document: Path) -> None:
    for code in codes(document):
        if DOTTED.fullmatch(code) and not code.endswith((".py", ".db", ".toml", ".txt")):
            assert exists(code), code


@each_decision
def test_a_decision_has_its_parts(decision: Path) -> None:
    text = read(decision)
    number = decision.name[:4]
    assert re.match(rf"# {number}\. \S", text)
    assert re.search(r"^- Status: (proposed|accepted|superseded by \[.+\])$", text, re.MULTILINE)
    assert re.search(r"^- Date: \d{4}-\d\d-\d\d$", text, re.MULTILINE)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == HEADINGS
    assert text.count("\n") <= LINES_IN_A_DECISION


def test_decisions_are_numbered_from_one_without_gaps() -> None:
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("events.report.evolve", True),
        ("events.columns", True),
        ("briefing.picture.Picture.total", True),
        ("events.report.revolve", False),
        ("events.utensils", False),
    ],
)
def test_a_name_that_is_not_there_is_noticed(name: str, there: bool) -> None:  # noqa: FBT001 - a case
    assert exists(name) is there

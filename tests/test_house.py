"""The rules of the house (CONTRIBUTING.md), read off the tree: every file in git or about to be.

A rule is a function from a file to its complaints. Each is also shown a breach, so that none can
fall silent unnoticed.
"""

import ast
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).resolve().parent.parent

LINES_IN_A_MODULE = 400
LINES_IN_A_FUNCTION = 60

# Only these may ask what time it is; everybody else is told (`at`).
CLOCK_READERS = ("web/", "demo/", "benchmarks/", "scripts/", "tests/", "cli/", "service.py")

# Only these may change what a database holds: each stands beside the tables that it writes.
WRITERS = (
    "accounts/",
    *(f"events/{name}.py" for name in ("persistence", "sealing", "tables")),
    *(
        f"projections/{name}.py"
        for name in (
            *("apart", "calibrations", "cells", "clock", "drafts", "ground", "local_categories"),
            *("pictures", "publications", "rebuild", "register", "roster", "rows", "shared"),
            "unsafe_places",
        )
    ),
    "migrations/",
    "benchmarks/",
    "tests/",
)

# Only these may append to the log, or have entries carried into the projections.
RECORDERS = (
    "events/log.py",
    "projections/record.py",
    "projections/register.py",
    "projections/rebuild.py",
    "projections/replay.py",
    "benchmarks/",
    "tests/",
)
# Only these may open a sealed text: the first notes who reads, the others compare and show nobody.
OPENERS = (
    "accounts/reading.py",
    *(f"ingest/{door}.py" for door in ("desk", "drafting", "receive")),
    "cli/doctor.py",
    "tests/",
)
RECORDING = re.compile(r"events\.persistence\.append|projections\.\w+\.carry")

KEYRING = re.compile(r"(.*\bkeyring|[\w.]*Keyring\(.*\))")

DRAWERS = re.compile(r"(utils?|helpers?|core|common|managers?|misc)")
LEFT_UNDONE = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
REGISTRIES = re.compile(
    r"pypi\.(org|python)|pythonhosted\.|registry\.(npmjs|yarnpkg)\.|npmjs\.(com|org)|deb\.debian\.",
    re.IGNORECASE,
)
WORKPLACES = re.compile(r"(?<![\w.])/(work|root|tmp/[a-z]+)/[a-z]")
WRITING = re.compile(r"sqlalchemy(\.\w+)*\.(insert|update|delete)|projections\.rows\.\w+")
WRITING_SQL = re.compile(
    r"\s*(INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM|REPLACE\s+INTO"
    r"|TRUNCATE|DROP\s+(TABLE|TRIGGER)|ALTER\s+TABLE)\b"
)


@dataclass(frozen=True)
class File:
    """A text file by its path from the root, with forward slashes."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed module; an empty one for a file that is no Python."""
        return ast.parse(self.text if self.path.endswith(".py") else "")

    @property
    def is_test(self) -> bool:
        """Whether it lies under tests/."""
        return self.path.startswith("tests/")


Rule = Callable[[File], Iterator[str]]
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def files() -> tuple[File, ...]:
    """Every text file that git has or would take."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    found = list[File]()
    for path in sorted(set(listed.stdout.split("\0")) - {""}):
        if not (ROOT / path).is_file():
            continue  # removed, and git not told yet
        content = (ROOT / path).read_bytes()
        if b"\0" not in content:
            found.append(File(path, content.decode()))
    return tuple(found)


def modules_are_short(file: File) -> Iterator[str]:
    lines = file.text.count("\n")
    if file.path.endswith(".py") and lines >= LINES_IN_A_MODULE:
        yield f"{lines} lines"


def functions_are_short(file: File) -> Iterator[str]:
    for node in ast.walk(file.tree):
        if isinstance(node, Function):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines >= LINES_IN_A_FUNCTION:
                yield f"{node.name} has {lines} lines"


def what_is_public_is_explained(file: File) -> Iterator[str]:
    """A method of a class with bases may be the base's, which explains it."""
    if not file.path.endswith(".py"):
        return
    if not ast.get_docstring(file.tree):
        yield "the module has no docstring"
    if file.is_test:
        return
    for node in file.tree.body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            if not ast.get_docstring(node):
                yield f"{node.name} has no docstring"
            if isinstance(node, ast.ClassDef) and not node.bases:
                yield from _unexplained_methods(node)


def _unexplained_methods(of: ast.ClassDef) -> Iterator[str]:
    for node in of.body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                if not name.startswith("_") and not ast.get_docstring(node):
                    yield f"{of.name}.{name} has no docstring"


def packages_hold_no_code(file: File) -> Iterator[str]:
    if PurePosixPath(file.path).name == "__init__.py":
        if file.is_test:
            yield "tests/ has no packages: one would hide the package of its name"
        elif len(file.tree.body) != 1 or not ast.get_docstring(file.tree):
            yield "holds more or less than one docstring"


def time_is_told(file: File) -> Iterator[str]:
    if file.path.startswith(CLOCK_READERS):
        return
    origins = _imported(file.tree)
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Attribute | ast.Name):
            name = _full_name(node, origins)
            if name in CLOCKS:
                yield f"line {node.lineno} reads the clock: {name}"


CLOCKS = frozenset(
    {
        *(f"datetime.datetime.{name}" for name in ("now", "utcnow", "today")),
        "datetime.date.today",
        *(f"time.{name}" for name in ("time", "time_ns", "localtime", "ctime", "gmtime")),
        *(f"sqlalchemy.func.{name}" for name in ("now", "current_timestamp", "localtime")),
    }
)


def _imported(tree: ast.Module) -> dict[str, str]:
    """What each imported name stands for, dotted."""
    origins = dict[str, str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                origins[alias.asname or alias.name.split(".")[0]] = (
                    alias.name if alias.asname else alias.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                origins[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return origins


def _full_name(node: ast.expr, origins: dict[str, str]) -> str:
    """`node` dotted, with its first name replaced by what was imported; empty where it is none."""
    match node:
        case ast.Name(id=name):
            return origins.get(name, "")
        case ast.Attribute(value=value, attr=attribute):
            base = _full_name(value, origins)
            return f"{base}.{attribute}" if base else ""
        case _:
            return ""


def few_write_to_a_database(file: File) -> Iterator[str]:
    if file.path.startswith(WRITERS):
        return
    origins = _imported(file.tree)
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Call) and _is_writing_call(node, origins):
            yield f"line {node.lineno} writes: {ast.unparse(node.func)}"
        elif isinstance(node, ast.Constant | ast.JoinedStr) and WRITING_SQL.match(_text(node)):
            yield f"line {node.lineno} writes: {_text(node).strip()[:40]}"


def _is_writing_call(node: ast.Call, origins: dict[str, str]) -> bool:
    if WRITING.fullmatch(_full_name(node.func, origins)):
        return True
    # list.insert and dict.update are given something; a table's are not.
    given = bool(node.args or node.keywords)
    verbs = {"insert", "update", "delete"}
    return not given and isinstance(node.func, ast.Attribute) and node.func.attr in verbs


def _text(node: ast.Constant | ast.JoinedStr) -> str:
    """What a string says, with a word for each thing put in; empty for a number."""
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(v) if isinstance(v, ast.Constant) else "x" for v in node.values)
    return node.value if isinstance(node.value, str) else ""


def one_way_into_the_record(file: File) -> Iterator[str]:
    if file.path.startswith(RECORDERS):
        return
    origins = _imported(file.tree)
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Attribute | ast.Name):
            if RECORDING.fullmatch(_full_name(node, origins)):
                yield f"line {node.lineno} bypasses projections.record: {ast.unparse(node)}"
        elif isinstance(node, ast.Call) and _appends_to_a_log(node):
            yield f"line {node.lineno} bypasses projections.record: {ast.unparse(node.func)}"


def _appends_to_a_log(node: ast.Call) -> bool:
    """A log is appended to in somebody's name; a list is not."""
    in_a_name = any(keyword.arg == "actor" for keyword in node.keywords)
    return in_a_name and isinstance(node.func, ast.Attribute) and node.func.attr == "append"


def few_open_a_sealed_text(file: File) -> Iterator[str]:
    """A keyring is called one, so that it is seen what opens a text."""
    for node in () if file.path.startswith(OPENERS) else ast.walk(file.tree):
        match node:
            case ast.Attribute(attr="open", value=held) if KEYRING.fullmatch(ast.unparse(held)):
                yield f"line {node.lineno} opens a sealed text: {ast.unparse(node)}"
            case ast.arg(arg=name, annotation=ast.Name(id="Keyring")) if name != "keyring":
                yield f"line {node.lineno} calls a keyring {name}"
            case ast.Assign(targets=[ast.Name(id=name)], value=held) if name != "keyring":
                if KEYRING.fullmatch(ast.unparse(held)):
                    yield f"line {node.lineno} calls a keyring {name}"


def names_name_a_thing(file: File) -> Iterator[str]:
    for part in PurePosixPath(file.path).parts:
        if DRAWERS.fullmatch(part.split(".")[0].removeprefix("test_")):
            yield f"{part} is a drawer, not a thing"


def nothing_is_left_undone(file: File) -> Iterator[str]:
    yield from _lines_with(LEFT_UNDONE, file)


def no_registry_is_named(file: File) -> Iterator[str]:
    yield from _lines_with(REGISTRIES, file)


def no_workplace_is_named(file: File) -> Iterator[str]:
    yield from _lines_with(WORKPLACES, file)


def _lines_with(pattern: re.Pattern[str], file: File) -> Iterator[str]:
    for number, line in enumerate(file.text.splitlines(), start=1):
        if found := pattern.search(line):
            yield f"line {number}: {found[0]}"


RULES: tuple[Rule, ...] = (
    modules_are_short,
    functions_are_short,
    what_is_public_is_explained,
    packages_hold_no_code,
    time_is_told,
    few_write_to_a_database,
    one_way_into_the_record,
    few_open_a_sealed_text,
    names_name_a_thing,
    nothing_is_left_undone,
    no_registry_is_named,
    no_workplace_is_named,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_whole_tree_keeps_the_rule(rule: Rule) -> None:
    complaints = [f"{file.path}: {what}" for file in files() for what in rule(file)]

    assert not complaints, "\n".join(complaints)


def test_the_tree_that_is_read_is_this_one() -> None:
    paths = {file.path for file in files()}

    assert {"pyproject.toml", "settings.py", "tests/test_house.py"} <= paths


LONG = LINES_IN_A_FUNCTION * "    pass\n"
NOW = "import datetime as d\nat = d.datetime.now()\n"
INSERT = "from sqlalchemy.dialects.sqlite import insert as put\nput(log)\n"

BREACHES: tuple[tuple[Rule, str, str], ...] = (
    (modules_are_short, "events/log.py", LINES_IN_A_MODULE * "\n"),
    (functions_are_short, "events/log.py", f"def f():\n{LONG}"),
    (functions_are_short, "events/log.py", f"class A:\n  async def f():\n{LONG}"),
    (what_is_public_is_explained, "events/log.py", "x = 1\n"),
    (what_is_public_is_explained, "events/log.py", '"""A."""\ndef f(): ...\n'),
    (what_is_public_is_explained, "events/log.py", '"""A."""\nclass A: ...\n'),
    (what_is_public_is_explained, "events/log.py", '"""A."""\nclass A:\n "B"\n def f(): ...\n'),
    (what_is_public_is_explained, "tests/test_a.py", "def test_a(): ...\n"),
    (packages_hold_no_code, "events/__init__.py", '"""A."""\nimport os\n'),
    (packages_hold_no_code, "events/__init__.py", ""),
    (packages_hold_no_code, "tests/events/__init__.py", '"""A."""\n'),
    (time_is_told, "events/log.py", "from datetime import datetime\nat = datetime.now(UTC)\n"),
    (time_is_told, "events/log.py", "from datetime import date as day\nclock = day.today\n"),
    (time_is_told, "events/log.py", NOW),
    (time_is_told, "events/log.py", "import time\nat = time.time_ns()\n"),
    (time_is_told, "events/log.py", "from time import time as clock\nat = clock()\n"),
    (time_is_told, "events/log.py", "from sqlalchemy import func\nat = func.now()\n"),
    (few_write_to_a_database, "web/form.py", INSERT),
    (few_write_to_a_database, "web/form.py", "import sqlalchemy as sa\nsa.update(register)\n"),
    (few_write_to_a_database, "web/form.py", "register.delete().where(a)\n"),
    (few_write_to_a_database, "web/form.py", "from projections.rows import adding\nadding(a)\n"),
    (few_write_to_a_database, "web/form.py", 'c.exec_driver_sql("INSERT INTO a")\n'),
    (few_write_to_a_database, "web/form.py", 'c.execute(f"UPDATE {table} SET a = 1")\n'),
    (one_way_into_the_record, "web/form.py", "log.append(connection, decided, actor=a, at=b)\n"),
    (one_way_into_the_record, "ingest/a.py", "from events.persistence import append\nappend()\n"),
    (
        one_way_into_the_record,
        "web/form.py",
        "from projections import register\nregister.carry()\n",
    ),
    (one_way_into_the_record, "web/form.py", "from projections.record import carry as c\nc()\n"),
    (few_open_a_sealed_text, "web/page.py", "text = house.registry.keyring.open(box, a)\n"),
    (few_open_a_sealed_text, "web/page.py", "read = keyring.open\n"),
    (few_open_a_sealed_text, "cli/a.py", "keys = registry.keyring\n"),
    (few_open_a_sealed_text, "cli/a.py", "def f(ring: Keyring): ...\n"),
    (few_open_a_sealed_text, "briefing/a.py", "sealing.Keyring(engine, master).open(box, a)\n"),
    (names_name_a_thing, "web/utils.py", ""),
    (names_name_a_thing, "events/core/log.py", ""),
    (names_name_a_thing, "tests/web/test_helpers.py", ""),
    (nothing_is_left_undone, "README.md", "TO" + "DO: say it\n"),
    (no_registry_is_named, "requirements.txt", "--index-url https://pypi" + ".org/simple\n"),
    (no_registry_is_named, "package-lock.json", "https://registry.npm" + "js.org/leaflet\n"),
    (no_workplace_is_named, "Makefile", "cd /wor" + "k/main\n"),
)


@pytest.mark.parametrize(("rule", "path", "text"), BREACHES)
def test_a_breach_is_seen(rule: Rule, path: str, text: str) -> None:
    assert list(rule(File(path, text)))


KEPT: tuple[tuple[Rule, str, str], ...] = (
    (what_is_public_is_explained, "events/a.py", '"""A."""\ndef _f(): ...\n'),
    (what_is_public_is_explained, "tests/test_a.py", '"""A."""\ndef test_a(): ...\n'),
    (packages_hold_no_code, "events/__init__.py", '"""What happened."""\n'),
    (time_is_told, "web/form.py", NOW),
    (time_is_told, "events/log.py", "at = clock.now()\nday = week.today\n"),
    (few_write_to_a_database, "projections/register.py", INSERT),
    (few_write_to_a_database, "web/form.py", "names.insert(0, a)\nparams.update(b)\n"),
    (few_write_to_a_database, "web/form.py", '"""Update what the person sees."""\n'),
    (one_way_into_the_record, "web/form.py", "names.append(actor)\n"),
    (few_open_a_sealed_text, "web/page.py", "path.open()\nvault.open(box, a)\nkeyring.seal(a)\n"),
    (names_name_a_thing, "events/commonplace.py", ""),
)


@pytest.mark.parametrize(("rule", "path", "text"), KEPT)
def test_what_keeps_a_rule_is_left_in_peace(rule: Rule, path: str, text: str) -> None:
    assert not list(rule(File(path, text)))

"""The wheel: what is in it, that it runs by itself, and that its names are ours alone.

Our packages have plain names (events, web, ...), and another distribution with one of them would
overwrite ours without a word. So each name's owner is looked up where the locked environment is.
"""

import ast
import json
import os
import re
import socket
import subprocess
import sys
import time
import tomllib
import zipfile
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from importlib.metadata import packages_distributions
from pathlib import Path

import httpx2
import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SHIPPED: list[str] = PROJECT["tool"]["hatch"]["build"]["only-include"]
OUR_NAMES = {name.removesuffix(".py") for name in SHIPPED}
START_WITHIN_S = 30

# Used without an import of ours: a database driver, and the zone rules.
USED_BY_NAME = {"psycopg", "python-multipart", "tzdata"}
# The other half of something declared (jinja2, pydantic, fastapi), in the version that it wants.
COMES_WITH = {"markupsafe", "pydantic-core", "starlette"}

OWNERS = """
import json
from importlib.metadata import packages_distributions
print(json.dumps(packages_distributions()))
"""


def run(*command: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None) -> str:
    """The standard output of a command that must succeed."""
    done = subprocess.run(
        command,
        check=False,
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this tree."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The python of a fresh environment that holds requirements.txt and the wheel, nothing else."""
    folder = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "venv", "--without-pip", folder)
    python = folder / "bin/python"
    uv = subprocess.run(
        ["scripts/uv.sh"], cwd=ROOT, check=False, stdout=subprocess.PIPE, text=True
    ).stdout.strip()
    if uv:
        install = [uv, "pip", "install", "--quiet", "--python", str(python)]
    else:
        install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    run(*install, "--require-hashes", "-r", "requirements.txt")
    run(*install, "--no-deps", wheel)
    return python


@pytest.fixture
def service(python: Path, tmp_path: Path) -> Iterator[str]:
    """The address of the installed service, on a record of its own, away from the tree."""
    env = {key: text for key, text in os.environ.items() if not key.startswith("LAGESBILD_")}
    env |= {"LAGESBILD_DATA_DIR": str(tmp_path / "data"), "PYTHONSAFEPATH": "1"}
    run(python.with_name("lagesbild"), "migrate", cwd=tmp_path, env=env)
    port = free_port()
    serve = "-m", "uvicorn", "--factory", "service:create_app", "--host", "127.0.0.1", "--port"
    command = [str(python), *serve, str(port)]
    with (tmp_path / "output").open("w+", encoding="utf-8") as output:
        running = subprocess.Popen(command, cwd=tmp_path, env=env, stdout=output, stderr=output)
        try:
            wait_for(port, running, tmp_path / "output")
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()
            running.wait(timeout=10)


def free_port() -> int:
    """A port on the loopback that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def wait_for(port: int, running: subprocess.Popen[bytes], output: Path) -> None:
    """Return when the port answers; fail with the service's own words when it does not."""
    until = time.monotonic() + START_WITHIN_S
    while time.monotonic() < until and running.poll() is None:
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(f"The service did not start:\n{output.read_text(encoding='utf-8')}")


def metadata(wheel: Path) -> Message:
    """What the wheel says of itself."""
    with zipfile.ZipFile(wheel) as opened:
        (name,) = (n for n in opened.namelist() if n.endswith(".dist-info/METADATA"))
        return message_from_bytes(opened.read(name))


def test_everything_in_the_packages_is_in_the_wheel_and_nothing_else(wheel: Path) -> None:
    listed = run("git", "ls-files", "--cached", "--others", "--exclude-standard", *SHIPPED)
    expected = {path for path in listed.splitlines() if (ROOT / path).is_file()}
    vendor = ROOT / "web/static/vendor"
    expected |= {str(path.relative_to(ROOT)) for path in vendor.rglob("*") if path.is_file()}

    with zipfile.ZipFile(wheel) as opened:
        names = {name for name in opened.namelist() if ".dist-info/" not in name}

    assert names == expected
    assert any(name.startswith("web/static/vendor/leaflet-") for name in names)


def test_the_wheel_may_not_be_uploaded(wheel: Path) -> None:
    assert "Private :: Do Not Upload" in metadata(wheel).get_all("Classifier", [])


def test_what_the_wheel_needs_is_locked_in_a_version_that_fits(wheel: Path) -> None:
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    locked = re.findall(r"^([\w.-]+)(?:\[.*\])?==([^\s;]+)", lock, re.MULTILINE)

    for line in metadata(wheel).get_all("Requires-Dist", []):
        needed = Requirement(line)
        versions = [version for name, version in locked if name == needed.name]
        assert versions, f"{needed} is not locked; run `make lock`"
        assert all(version in needed.specifier for version in versions), (line, versions)


def test_the_installed_service_answers_with_a_page(service: str) -> None:
    answer = httpx2.get(service, follow_redirects=True)

    assert answer.status_code == 200
    assert "<html" in answer.text


def test_the_installed_service_has_its_page_assets(service: str) -> None:
    package = json.loads((ROOT / "web/static/vendor.json").read_text(encoding="utf-8"))[0]
    folder = f"{package['name']}-{package['version']}"

    answer = httpx2.get(f"{service}/static/vendor/{folder}/leaflet.js")

    assert answer.status_code == 200
    assert answer.content == (ROOT / "web/static/vendor" / folder / "leaflet.js").read_bytes()


def test_what_is_imported_is_declared_and_what_is_declared_is_used() -> None:
    listed = run("git", "ls-files", "--cached", "--others", "--exclude-standard", *SHIPPED)
    modules = {
        name.split(".")[0]
        for path in listed.splitlines()
        if path.endswith(".py") and (ROOT / path).is_file()
        for name in imported_names((ROOT / path).read_text(encoding="utf-8"))
    }
    owners = packages_distributions()
    declared = {Requirement(line).name for line in PROJECT["project"]["dependencies"]}
    used = set(USED_BY_NAME)
    for module in modules - set(sys.stdlib_module_names) - OUR_NAMES:
        names = {re.sub(r"[-_.]+", "-", name).lower() for name in owners[module]}
        assert names & (declared | COMES_WITH), f"{module} is imported and not declared"
        used |= names

    assert declared <= used, f"declared and not used: {declared - used}"


def imported_names(text: str) -> Iterator[str]:
    """The dotted names of the modules that a text imports."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_our_names_have_no_other_owner_in_this_environment() -> None:
    owners = packages_distributions()

    for name in OUR_NAMES:
        assert set(owners.get(name, [])) <= {"lagesbild"}, name


def test_our_names_are_the_wheels_where_it_is_installed(python: Path) -> None:
    owners: dict[str, list[str]] = json.loads(run(python, "-I", "-c", OWNERS))

    for name in OUR_NAMES:
        assert owners.get(name) == ["lagesbild"], name

"""The command, run over a folder of its own: in this process, and by itself as a person runs it."""

import io
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import pytest

from cli.main import main


class Done(NamedTuple):
    """How a command ended, and what it wrote where."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Done]


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    """The environment of a record of its own."""
    return {
        "LAGESBILD_DATA_DIR": str(tmp_path / "var"),
        "LAGESBILD_MUNICIPALITY": "9948",
        "COLUMNS": "200",
    }


@pytest.fixture
def lagesbild(surroundings: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `lagesbild` with arguments, in Swedish."""
    for name, value in surroundings.items():
        monkeypatch.setenv(name, value)

    def run(*arguments: str | Path) -> Done:
        written, said = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
        monkeypatch.setattr(sys, "argv", ["lagesbild", *map(str, arguments)])
        ended = 0
        with redirect_stdout(written), redirect_stderr(said):
            try:
                main()
            except SystemExit as end:
                ended = end.code if isinstance(end.code, int) else int(end.code is not None)
        written.flush()
        return Done(ended, written.buffer.getvalue().decode(), said.getvalue())

    return run


@pytest.fixture
def by_itself(surroundings: dict[str, str]) -> Run:
    """Run `lagesbild` as a program of its own, in English."""

    def run(*arguments: str | Path) -> Done:
        ended = subprocess.run(
            [sys.executable, "-m", "cli.main", *map(str, arguments)],
            env={**os.environ, **surroundings, "LAGESBILD_LANGUAGE": "en"},
            cwd=Path(__file__).parent.parent.parent,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        return Done(ended.returncode, ended.stdout, ended.stderr)

    return run

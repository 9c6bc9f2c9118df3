"""The command that screens texts: a line of JSON for each line of text."""

import json
from pathlib import Path

from tests.cli.conftest import Run


def test_each_line_of_a_file_is_screened(lagesbild: Run, tmp_path: Path) -> None:
    file = tmp_path / "texts.txt"
    file.write_text("Ring 070-174 06 12 till Sara\nlugnt\n\nSara Åbergs bänk\n", encoding="utf-8")

    done = lagesbild("screen", file)

    assert done.returncode == 0
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines == [
        [
            {"kind": "phone", "start": 5, "end": 18, "action": "block"},
            {"kind": "name", "start": 24, "end": 28, "action": "warn"},
        ],
        [],
        [],
        [{"kind": "name", "start": 0, "end": 11, "action": "warn"}],
    ]


def test_places_that_are_told_of_are_nobody(lagesbild: Run, tmp_path: Path) -> None:
    (tmp_path / "texts.txt").write_text("Bråk vid Sara Åberg\n", encoding="utf-8")
    (tmp_path / "places.txt").write_text("Sara Åberg\n", encoding="utf-8")

    done = lagesbild("screen", tmp_path / "texts.txt", "--places", tmp_path / "places.txt")

    assert done.stdout == "[]\n"

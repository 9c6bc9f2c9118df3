"""Every sentence that importing says to a person is there in Swedish."""

import ast
from collections.abc import Iterator
from pathlib import Path

import ingest
from reference.language import translator

SAYING = {"BadFile", "BadMapping", "PydanticCustomError", "Refused", "RowRefused", "message"}


def sentences() -> Iterator[tuple[str, str]]:
    """The sentences that are marked or raised under ingest/, with their file."""
    for path in sorted(Path(ingest.__path__[0]).glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in SAYING:
                for argument in node.args:
                    if isinstance(argument, ast.Constant) and " " in str(argument.value):
                        yield path.name, str(argument.value)


def test_every_sentence_is_in_the_swedish_catalogue() -> None:
    known = translator("sv").catalogue
    said = list(sentences())

    assert len(said) > 40
    assert [(file, text) for file, text in said if text not in known] == []

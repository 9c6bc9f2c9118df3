"""The command that shows what the screening finds in texts. It reads and keeps nothing else."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.house import t

app = typer.Typer()


@app.command("screen", help=t("Show what points out a person in texts, one text a line."))
def screen_texts(
    file: Annotated[
        Path | None, typer.Argument(help=t("A file of texts; standard input without one."))
    ] = None,
    places: Annotated[
        Path | None, typer.Option(help=t("A file of place names that are no persons, one a line."))
    ] = None,
) -> None:
    """A line of JSON for each line of text: what was found, where, and what it leads to."""
    from ingest.screening.screen import screen

    known = frozenset(places.read_text(encoding="utf-8").splitlines() if places else ())
    with file.open(encoding="utf-8") if file else sys.stdin as texts:
        for line in texts:
            found = screen(line.rstrip("\n"), known)
            typer.echo(json.dumps([one._asdict() for one in found], ensure_ascii=False))

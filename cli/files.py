"""The command that imports a file of reports."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cli.house import (
    ACTOR,
    LANGUAGE,
    JsonOption,
    MunicipalityOption,
    heard,
    house,
    now,
    progress,
    t,
)
from events.refusal import Refused
from ingest.rules import FileMapping
from projections.record import Registry

app = typer.Typer()

BLOCK_BYTES = 1 << 20


@app.command("import", help=t("Import reports from CSV or XLSX by a mapping."))
def import_reports(
    file: Path,
    mapping: Annotated[
        str, typer.Option(help=t("A TOML file, or the name of one that comes along."))
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=t("Check all, record nothing."))
    ] = False,
    account: Annotated[
        Path | None, typer.Option(help=t("Where to list the rows left out."))
    ] = None,
    as_json: JsonOption = False,
    municipality: MunicipalityOption = None,
) -> None:
    """Import the file and say what became of every row. Exit 1 when no row came in."""
    from ingest.files import import_file

    rules = _mapping(mapping)
    with house(municipality) as (registry, _):
        missing = _missing_organisations(registry, rules)
        if not dry_run:
            _open_organisations(registry, missing)
        with progress(t("Rows"), _lines(file)) as step:
            result = import_file(
                registry,
                file,
                rules,
                actor=ACTOR,
                at=now(),
                dry_run=dry_run,
                assumed=missing,
                language=LANGUAGE,
                account_path=account,
                progress=step,
            )
    if as_json:
        typer.echo(json.dumps(asdict(result), default=str, ensure_ascii=False))
    else:
        for field, said in (
            ("rows", t("rows")),
            ("accepted", t("accepted")),
            ("repeated", t("known before")),
            ("left_out", t("left out by the mapping")),
            ("refused", t("refused")),
            ("outside", t("of the accepted: outside every area")),
            ("unplaced", t("of the accepted: without a place")),
        ):
            typer.echo(f"{getattr(result, field):>9}  {said}")
    heard("The rows that did not come in are listed in %(path)s.", path=str(result.path))
    if result.rows and not result.accepted and not result.repeated:
        raise typer.Exit(1)


def _mapping(given: str) -> FileMapping:
    from ingest.mapping import builtin_mappings, read_mapping

    path = Path(given)
    if path.exists():
        return read_mapping(path)
    known = builtin_mappings()
    if given not in known:
        raise Refused(
            "There is no mapping %(mapping)s. Give a TOML file, or one of: %(known)s.",
            mapping=given,
            known=", ".join(sorted(known)),
        )
    return read_mapping(known[given])


def _missing_organisations(registry: Registry, rules: FileMapping) -> list[str]:
    """The organisations that the mapping names and that do not take part yet."""
    from projections.known import known

    named = rules.organisation
    codes = {named.same, named.default, *named.values.values()} - {None}
    with known(registry.log) as current:
        return sorted(str(code) for code in codes - set(current.ground.organisations))


def _open_organisations(registry: Registry, codes: list[str]) -> None:
    """Let them take part; whoever sends a file is not expected to report every week."""
    from events.organisation import OrganisationOpened
    from ingest.adopt import open_organisation

    for code in codes:
        fact = OrganisationOpened(code=code, sv=code, en=code, weekly=False)
        open_organisation(registry, fact, actor=ACTOR, at=now())
        heard("The organisation %(code)s takes part from now on.", code=code)


def _lines(file: Path) -> int | None:
    """About how many rows the file has, for the bar; None when that cannot be seen quickly."""
    if file.suffix.lower() not in {".csv", ".txt", ".tsv"}:
        return None
    with file.open("rb") as content:
        return max(
            0, sum(block.count(b"\n") for block in iter(lambda: content.read(1 << 20), b"")) - 1
        )

"""The command that holds two pictures against each other, line by line."""

import json
from contextlib import ExitStack
from datetime import datetime
from typing import Annotated

import typer

from cli.house import (
    LANGUAGE,
    JsonOption,
    MunicipalityOption,
    PeriodArgument,
    house,
    read_moment,
    read_period,
    say,
    t,
)
from projections.known import known
from reference.language import clock, number, translator
from reference.periods import Period

app = typer.Typer()


@app.command(help=t("Two pictures line by line: two periods, or one as known then and now."))
def compare(
    one: PeriodArgument,
    other: Annotated[
        Period | None,
        typer.Argument(
            parser=read_period,
            metavar="[PERIOD]",
            help=t("Another period of the same kind; without one, the same as known now."),
        ),
    ] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(
            parser=read_moment, metavar="INSTANT", help=t("The first as known at this moment.")
        ),
    ] = None,
    position: Annotated[
        int | None, typer.Option(help=t("The first as known at this position."))
    ] = None,
    as_json: JsonOption = False,
    municipality: MunicipalityOption = None,
) -> None:
    """Write the lines that differ, or every line as JSON; exit 1 when any differs."""
    from briefing.compare import check_alike
    from briefing.draw import draw
    from briefing.renderings.compared import as_data, cautions, sections

    if as_of is not None and position is not None:
        raise typer.BadParameter(t("Give a moment or a position, not both."))
    check_alike(one, other or one)
    with house(municipality) as (registry, _), ExitStack() as stack:
        then = stack.enter_context(known(registry.log, position=position, moment=as_of))
        now = stack.enter_context(known(registry.log))
        pictures = draw(then, one), draw(now, other or one)
    if as_json:
        found = as_data(*pictures)
        typer.echo(json.dumps(found, ensure_ascii=False))
        raise typer.Exit(int(any(line["differs"] for line in found["lines"])))
    words = translator(LANGUAGE)
    for drawn in pictures:
        known_as = words(
            "As known %(at)s, at position %(position)s of the log.",
            at=clock(drawn.as_of, LANGUAGE),
            position=number(drawn.position, LANGUAGE),
        )
        say.print(f"{drawn.period}: {known_as}")
    for said in cautions(*pictures, words):
        say.print(said)
    changed = [(part, row) for part in sections(*pictures, words) for row in part.changed]
    for part, row in changed:
        typer.echo("\t".join((part.heading, *row)))
    raise typer.Exit(int(bool(changed)))

"""Commands for the public version of a month: look at it, publish it, prove a published one."""

import sys
from typing import Annotated

import typer

from cli.house import (
    ACTOR,
    LANGUAGE,
    MunicipalityOption,
    PeriodArgument,
    heard,
    house,
    now,
    progress,
    t,
)
from reference.periods import Period

app = typer.Typer()


@app.command(help=t("Publish the public version of a month or a longer period."))
def publish(
    period: PeriodArgument,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help=t("Write what would be published, and publish nothing.")),
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help=t("Draw what was published again, and compare."))
    ] = False,
    municipality: MunicipalityOption = None,
) -> None:
    """Publish; exit 1 when it must not be, or when a published one is not reproduced."""
    from briefing.public.publish import publish as make_public
    from events.publication import PicturePublished

    if check or dry_run:
        (_prove if check else _look)(period, municipality)
        return
    with house(municipality) as (registry, _):
        fact = make_public(registry.log, period, actor=ACTOR, at=now()).fact
    assert isinstance(fact, PicturePublished)
    typer.echo(f"{period}\t{fact.position}\t{fact.digest}")


def _look(period: Period, municipality: str | None) -> None:
    from briefing.draw import draw
    from briefing.public.publish import check as compare
    from briefing.public.publish import check_over
    from briefing.public.version import public
    from briefing.renderings import openly
    from projections.known import known
    from projections.publications import published

    check_over(period, now())
    with house(municipality) as (registry, _), known(registry.log) as then:
        shown = public(draw(then, period))
        compare(published(then.connection, then.municipality), period, shown.geography)
    heard("%(n)s of its numbers are hidden.", n=shown.hidden)
    sys.stdout.buffer.write(openly.csv(shown, LANGUAGE))


def _prove(period: Period, municipality: str | None) -> None:
    from briefing.public.publish import replay

    with house(municipality) as (registry, _), progress(t("Entries")) as step:
        result = replay(registry.log, period, progress=step)
    if result.same:
        typer.echo(t("What was published of %(period)s is reproduced.", period=str(period)))
        typer.echo(result.published)
        return
    typer.echo(t("What was published of %(period)s is NOT reproduced.", period=str(period)))
    typer.echo(f"{t('published')}\t{result.published}\n{t('redrawn')}\t{result.redrawn}")
    raise typer.Exit(1)

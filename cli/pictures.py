"""Commands for pictures: show one as known at any moment, fix one, prove a fixed one."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from briefing.renderings.forms import Form, rendered
from briefing.renderings.provenance import Issued, as_issued
from cli.house import (
    ACTOR,
    LANGUAGE,
    MunicipalityOption,
    PeriodArgument,
    heard,
    house,
    now,
    progress,
    read_moment,
    t,
)
from events.log import Log
from projections.known import Known, known
from projections.pictures import changes_since, issued
from reference.periods import Period

app = typer.Typer()


@app.command(help=t("The picture of a period, as known now or at any earlier moment."))
def picture(
    period: PeriodArgument,
    as_of: Annotated[
        datetime | None,
        typer.Option(parser=read_moment, metavar="INSTANT", help=t("As known at this moment.")),
    ] = None,
    position: Annotated[int | None, typer.Option(help=t("As known at this position."))] = None,
    form: Annotated[Form, typer.Option("--format")] = Form.JSON,
    out: Annotated[Path | None, typer.Option(help=t("The file to write to."))] = None,
    language: Annotated[str, typer.Option("--language")] = LANGUAGE,
    municipality: MunicipalityOption = None,
) -> None:
    """Draw the picture and write it."""
    from briefing.draw import draw

    if language not in {"sv", "en"}:
        raise typer.BadParameter("sv | en", param_hint="--language")
    if as_of is not None and position is not None:
        raise typer.BadParameter(t("Give a moment or a position, not both."))
    with (
        house(municipality) as (registry, _),
        known(registry.log, position=position, moment=as_of) as then,
    ):
        drawn = draw(then, period)
        stamp = _stamp(registry.log, then, period)
    _write(rendered(drawn, form, language, stamp), out, f"lagesbild-{period}.{form.ending}")


@app.command(help=t("Fix the picture of a period as the record stands."))
def issue(
    period: PeriodArgument,
    unread: Annotated[
        bool,
        typer.Option(
            "--unread",
            help=t("Say on purpose that no second reader needs to have signed the draft."),
        ),
    ] = False,
    municipality: MunicipalityOption = None,
) -> None:
    """Issue the picture; exit 1 when that was done before."""
    from briefing.issue import issue as fix
    from events.picture import PictureIssued

    at = now()
    if at < period.end_at:
        heard("The period is not over. What comes later will show as changes since then.")
    with house(municipality) as (registry, _):
        entry = fix(registry.log, period, actor=ACTOR, at=at)
    assert isinstance(entry.fact, PictureIssued)
    if not entry.fact.read_by and not unread:
        heard("Issued without a second reader: nobody has signed the draft.")
    typer.echo(f"{period}\t{entry.fact.position}\t{entry.fact.digest}")


@app.command(help=t("Draw an issued picture again from the log alone, and compare."))
def replay(period: PeriodArgument, municipality: MunicipalityOption = None) -> None:
    """Replay; exit 1 when the picture is not reproduced."""
    from briefing.issue import replay as draw_again

    with house(municipality) as (registry, _), progress(t("Entries")) as step:
        result = draw_again(registry.log, period, progress=step)
    if result.same:
        typer.echo(t("The issued picture of %(week)s is reproduced.", week=str(period)))
        typer.echo(result.issued)
        return
    typer.echo(t("The issued picture of %(week)s is NOT reproduced.", week=str(period)))
    typer.echo(f"{t('issued')}\t{result.issued}\n{t('redrawn')}\t{result.redrawn}")
    raise typer.Exit(1)


def _stamp(log: Log, then: Known, period: Period) -> Issued | None:
    """What is said of the issue, where the picture stands at the position that was issued."""
    found = issued(then.connection, then.municipality, str(period))
    if found is None or found.position != then.position:
        return None
    head = log.head(then.connection).position
    since_n = changes_since(then.connection, then.municipality, period, found.position, head)
    return as_issued(found, since_n=since_n)


def _write(content: bytes, out: Path | None, usual_name: str) -> None:
    """To the file, else to standard output; what no one can read is not poured over a terminal."""
    if out is None and content.startswith((b"%PDF", b"PK")) and sys.stdout.isatty():
        out = Path(usual_name)
    if out is None:
        sys.stdout.buffer.write(content)
    else:
        out.write_bytes(content)
        heard("Wrote %(path)s.", path=str(out))

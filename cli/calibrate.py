"""The command that holds the statistics against their own claims on this record."""

import json
from collections.abc import Mapping
from typing import Annotated

import msgspec
import typer

from briefing.findings import Calibration, Scope
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
from projections.known import known
from reference.language import message, number, percent

app = typer.Typer()

SCOPES = {
    Scope.TOTAL: message("The whole municipality"),
    Scope.AREA: message("Areas"),
    Scope.CATEGORY: message("Categories"),
    Scope.AREA_CATEGORY: message("Categories within areas"),
    Scope.PLACE: message("Named places"),
    Scope.DAYPART: message("Parts of the week"),
}
MISSES = {
    "flagged-share": message(
        "MISSED: the share of counts under p .01 is to lie between half a percent and one and a"
        " half."
    ),
    "hot-list": message(
        "MISSED: the hot list is to hit no worse than the plain count, and better than chance."
    ),
}


@app.command(help=t("Judge the last weeks again and hold the statistics against their claims."))
def calibrate(
    weeks: Annotated[int, typer.Option(min=1, max=260, help=t("So many weeks."))] = 26,
    as_json: JsonOption = False,
    keep: Annotated[
        bool, typer.Option("--record", help=t("Keep the result, so that pictures show it."))
    ] = False,
    municipality: MunicipalityOption = None,
) -> None:
    """Test the statistics; exit 1 when something misses its claim."""
    from briefing import calibrate as calibrating

    at = now()
    with house(municipality) as (registry, _):
        with known(registry.log) as then:
            last_week = calibrating.last_due(then.ground.clock, at)
        with progress(t("Weeks"), weeks) as step:
            found = calibrating.calibrate(registry.log, last_week, weeks, progress=step)
        if keep:
            calibrating.keep(registry.log, found.calibration, actor=ACTOR, at=at)
    if as_json:
        scopes = {scope.value: share._asdict() for scope, share in found.shares.items()}
        typer.echo(json.dumps({**msgspec.to_builtins(found.calibration), "scopes": scopes}))
    else:
        _tell(found.calibration, found.shares)
    raise typer.Exit(1 if found.calibration.misses else 0)


def _tell(outcome: Calibration, shares: Mapping[Scope, tuple[int, int, float]]) -> None:
    """The outcome in sentences, one for each scope: tested, flagged, and flagged by chance."""
    if not outcome.weeks:
        heard("The record is too short: nothing can be judged yet.")
        return
    weeks, flagged = _number(outcome.weeks), _number(outcome.weeks_flagged)
    typer.echo(
        t(
            "%(weeks)s weeks up to %(last)s, each as it was known when its reports were due.",
            weeks=weeks,
            last=outcome.last_week,
        )
    )
    for scope, (tested, under, by_chance) in shares.items():
        if tested:
            typer.echo(
                t(
                    "%(scope)s: %(flagged)s of %(tested)s counts under p .01, %(share)s;"
                    " by chance alone about %(chance)s.",
                    scope=t(SCOPES[scope]),
                    flagged=_number(under),
                    tested=_number(tested),
                    share=_percent(under / tested),
                    chance=_percent(by_chance / tested),
                )
            )
    typer.echo(
        t("Weeks with any deviation: %(flagged)s of %(weeks)s.", flagged=flagged, weeks=weeks)
    )
    if outcome.pai is not None and outcome.pai_count is not None:
        typer.echo(
            t(
                "In the two weeks after, the hot list hit %(times)s times as often as chance, and"
                " %(share)s of what could be hit. The plain count of 24 weeks: %(plain_times)s"
                " times and %(plain_share)s.",
                times=_number(outcome.pai, 1),
                share=_percent(outcome.pei or 0.0),
                plain_times=_number(outcome.pai_count, 1),
                plain_share=_percent(outcome.pei_count or 0.0),
            )
        )
    for missed in outcome.misses:
        typer.echo(t(MISSES[missed]))


def _number(value: float, decimals: int | None = None) -> str:
    return number(value, LANGUAGE, decimals=decimals)


def _percent(share: float) -> str:
    return percent(share, LANGUAGE, decimals=2)

"""What every command needs: the record, the clock, the language, and where messages go.

Results go to standard output, everything else to standard error. One of the two places that read
the settings, and the command's only reader of the clock.
"""

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from accounts import opening as accounts_opening
from accounts.opening import Accounts
from events.database import Unfit
from events.refusal import Refused
from events.sealing import make_master_key, read_master_key
from projections.opening import opened, stores
from projections.record import Registry
from reference.language import translator
from reference.periods import Period
from reference.unreadable import Unreadable
from reference.weeks import ZONE, Week, local_to_utc
from settings import Settings

ACTOR = "command"
LANGUAGE = "en" if os.environ.get("LAGESBILD_LANGUAGE") == "en" else "sv"

t = translator(LANGUAGE)
say = Console(stderr=True, highlight=False, soft_wrap=True)


def read_week(text: str) -> Week:
    """A week as it is written on the command line."""
    try:
        return Week.parse(text)
    except ValueError as problem:
        raise typer.BadParameter(translated(problem)) from None


def read_period(text: str) -> Period:
    """A period as it is written on the command line."""
    try:
        return Period.parse(text)
    except ValueError as problem:
        raise typer.BadParameter(translated(problem)) from None


def read_moment(text: str) -> datetime:
    """An instant; without an offset it is local time."""
    try:
        moment = datetime.fromisoformat(text)
        return local_to_utc(moment) if moment.tzinfo is None else moment.astimezone(UTC)
    except ValueError as problem:
        raise typer.BadParameter(translated(problem)) from None


def translated(problem: Exception) -> str:
    """The sentence of a problem in the language of the command."""
    if isinstance(problem, Refused | Unreadable | Unfit):
        return t(problem.message, **problem.params)
    return str(problem)


PeriodArgument = Annotated[
    Period,
    typer.Argument(
        parser=read_period,
        metavar="PERIOD",
        help="2026-W47 | 2026-W46-47 | 2026-11 | 2026-Q4 | 2026-T3 | 2026",
    ),
]
MunicipalityOption = Annotated[
    str | None, typer.Option("--municipality", help=t("The municipality's code."))
]
JsonOption = Annotated[bool, typer.Option("--json", help=t("Write the result as JSON."))]


def now() -> datetime:
    """The time now, UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The local date."""
    return now().astimezone(ZONE).date()


def moment(at: datetime) -> str:
    """An instant in local time, to the minute."""
    return f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}"


def heard(message: str, /, **params: object) -> None:
    """Say a message of the catalogue on standard error."""
    say.print(t(message, **params))


@contextmanager
def house(municipality: str | None = None) -> Generator[tuple[Registry, Settings]]:
    """The record, made when there is none yet. Ends the command with a sentence where it must."""
    from migrations.run import is_made
    from migrations.run import migrate as bring_up_to_date

    settings = Settings()
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with stores(
        settings.database_url, settings.keys_url, busy_timeout_s=settings.busy_timeout_s
    ) as (engine, keys):
        if not is_made(engine):
            with accounts_opening.store(settings.accounts_url) as people:
                bring_up_to_date(engine, keys, people)
            make_master_key(settings.master_key_file)
        code = municipality or settings.municipality
        yield opened(engine, keys, settings.master_key_file, code), settings


@contextmanager
def house_of_people(
    municipality: str | None = None,
) -> Generator[tuple[Registry, Accounts, Settings]]:
    """The record, and beside it the store of those who may sign in."""
    with (
        house(municipality) as (registry, settings),
        accounts_opening.store(
            settings.accounts_url, busy_timeout_s=settings.busy_timeout_s
        ) as engine,
    ):
        master = read_master_key(settings.master_key_file)
        people = accounts_opening.opened(engine, registry.log.municipality, master)
        yield registry, people, settings


@contextmanager
def progress(what: str, total: int | None = None) -> Generator[Callable[[int], None]]:
    """A bar on standard error; yields a function that is told how much more is done."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=say, transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.advance(task, done)

"""The command itself: the service, the record and its upkeep.

Exit codes: 0 done, 1 the answer is no, 2 wrong use.
"""

import ipaddress
import json
import sys
from enum import StrEnum
from typing import Annotated

import msgspec
import typer
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from accounts import opening as accounts_opening
from cli import (
    accounts,
    calibrate,
    compare,
    files,
    ground,
    keys,
    pictures,
    publish,
    schedule,
    screening,
)
from cli.house import (
    LANGUAGE,
    JsonOption,
    MunicipalityOption,
    heard,
    house,
    house_of_people,
    now,
    progress,
    read_week,
    say,
    t,
    translated,
)
from events.database import Unfit, reading
from events.refusal import Refused
from events.sealing import make_master_key, read_master_key
from projections.opening import opened, stores
from reference.unreadable import Unreadable
from reference.weeks import Week
from settings import Settings

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help=t("Situation pictures for safer places: the record, its pictures, and their proof."),
)
app.add_typer(ground.app)
app.add_typer(accounts.app, name="account")
app.add_typer(keys.app, name="key")
app.add_typer(files.app)
app.add_typer(pictures.app)
app.add_typer(compare.app)
app.add_typer(publish.app)
app.add_typer(screening.app)
app.add_typer(schedule.app)
app.add_typer(calibrate.app)


@app.command(help=t("Make the databases, or bring them up to date."))
def migrate() -> None:
    """Bring the stores to what this version needs."""
    from migrations.run import is_made
    from migrations.run import migrate as bring_up_to_date

    settings = Settings()
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (
        stores(settings.database_url, settings.keys_url) as (engine, payload_keys),
        accounts_opening.store(settings.accounts_url) as people,
    ):
        first = not is_made(engine)
        rebuilt = bring_up_to_date(engine, payload_keys, people)
        if first:
            make_master_key(settings.master_key_file)
        opened(engine, payload_keys, settings.master_key_file, settings.municipality)
        master = read_master_key(settings.master_key_file)
        accounts_opening.opened(people, settings.municipality, master)
    heard("The databases are up to date.")
    if rebuilt:
        heard("The projections had another form and were folded anew from the log.")


@app.command(help=t("Check that everything is fit for use."))
def doctor(as_json: JsonOption = False) -> None:
    """Run every check, and say what each found."""
    from cli.doctor import examine

    findings = examine(Settings())
    if as_json:
        typer.echo(json.dumps([finding._asdict() for finding in findings], ensure_ascii=False))
    for finding in findings if not as_json else ():
        typer.echo(
            f"{t('good') if finding.good else t('BAD')}\t{t(finding.check)}\t{finding.found}"
        )
    raise typer.Exit(0 if all(finding.good for finding in findings) else 1)


@app.command(help=t("Serve the pages and the API."))
def serve(host: str = "", port: int = 0, workers: int = 1) -> None:
    """Start the service. It listens beyond this machine only for a proxy that speaks https."""
    import uvicorn

    settings = Settings()
    address = host or settings.host
    if not (_is_loopback(address) or settings.public_url.startswith("https://")):
        heard(
            "Passwords and sessions may cross a network over https only. Set LAGESBILD_PUBLIC_URL "
            "to the https address of the proxy in front, or serve this machine alone: 127.0.0.1."
        )
        raise typer.Exit(2)
    with house_of_people() as (_, people, _):
        accounts_opening.purge(people, at=now())
    where = port or settings.port
    heard(
        "Listening on %(host)s:%(port)s. People reach the service at %(url)s.",
        host=address,
        port=str(where),
        url=settings.public_url,
    )
    uvicorn.run(
        "service:create_app",
        factory=True,
        host=address,
        port=where,
        workers=workers,
        log_level="warning",
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=settings.trusted_proxies,
    )


def _is_loopback(address: str) -> bool:
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


@app.command(help=t("Lay out the fictional municipality and its reports."))
def demo(
    weeks: int = 104,
    until: Annotated[Week | None, typer.Option(parser=read_week, metavar="WEEK")] = None,
    seed: int = 47,
    scale: float = 1.0,
) -> None:
    """Fill an empty record with the demo, and give its people passwords of their own."""
    from demo import people as townspeople
    from demo.years import lay_out

    at = now()
    with house_of_people() as (registry, people, settings):
        with progress(t("Weeks"), weeks) as step:
            summary = lay_out(
                registry,
                settings.data_dir,
                weeks=weeks,
                until=until or Week.of(at),
                seed=seed,
                scale=scale,
                now=at,
                progress=lambda done, _total: step(done),
            )
        logins = townspeople.move_in(people, seed=seed, at=at)
    written = townspeople.write_down(logins, settings.data_dir, language=LANGUAGE)
    heard("Who can sign in to the demo stands in %(path)s:", path=str(written))
    typer.echo(written.read_text("utf-8"), err=True)
    typer.echo(json.dumps(summary._asdict(), default=str, ensure_ascii=False))


class LogForm(StrEnum):
    """The forms of the log."""

    JSONL = "jsonl"


@app.command("log", help=t("Write the entries of the log, one JSON object a line."))
def write_log(
    after: int = 0,
    limit: int | None = None,
    form: Annotated[LogForm, typer.Option("--format")] = LogForm.JSONL,
    municipality: MunicipalityOption = None,
) -> None:
    """Write what the log holds; texts stay sealed."""
    assert form is LogForm.JSONL, "the only form there is"
    encode = msgspec.json.Encoder().encode
    with house(municipality) as (registry, _), reading(registry.log.engine) as connection:
        upto = None if limit is None else after + limit
        for entry in registry.log.entries(connection, after=after, upto=upto):
            line = {**entry._asdict(), "topic": entry.fact.TOPIC}
            sys.stdout.buffer.write(encode(line) + b"\n")


@app.command(help=t("Fold the projections anew from the log, compare, and swap."))
def rebuild(
    accept: Annotated[bool, typer.Option(help=t("Swap even if they differ."))] = False,
    as_json: JsonOption = False,
) -> None:
    """Rebuild beside the old tables; exit 1 when they differ."""
    from events.log import Log
    from migrations.run import municipalities_of
    from projections import rebuild as rebuilding

    with house() as (registry, _), progress(t("Entries")) as step:
        engine = registry.log.engine
        logs = [Log(engine, code) for code in municipalities_of(engine)]
        result = rebuilding.rebuild(engine, logs, accept=accept, progress=step)
    if as_json:
        found = {
            "entries": result.entries,
            "swapped": result.swapped,
            "tables": {one.table: one._asdict() for one in result.compared},
        }
        typer.echo(json.dumps(found))
    for one in result.compared if not as_json else ():
        typer.echo(f"{one.table}\t{t('same') if one.same else t('DIFFERS')}\t{one.after}")
    raise typer.Exit(0 if all(one.same for one in result.compared) or accept else 1)


def main() -> None:
    """Run the command; a problem that a person can mend becomes one sentence."""
    try:
        app()
    except (Refused, Unreadable, Unfit) as problem:
        say.print(translated(problem))
        sys.exit(1)
    except ValidationError as problem:
        for error in problem.errors():
            say.print(f"LAGESBILD_{'_'.join(map(str, error['loc'])).upper()}: {error['msg']}")
        sys.exit(2)
    except (OSError, SQLAlchemyError) as problem:
        say.print(str(problem))
        sys.exit(2)


if __name__ == "__main__":
    main()

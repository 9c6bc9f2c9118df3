"""Commands for organisations' keys: what programs of theirs send reports and read with."""

import calendar
import json
from datetime import datetime
from typing import Annotated, NamedTuple
from uuid import UUID

import typer

from accounts import keys
from cli.house import (
    ACTOR,
    JsonOption,
    MunicipalityOption,
    heard,
    house_of_people,
    moment,
    now,
    t,
)
from events.database import reading
from projections import roster as held
from reference.roles import Scope

app = typer.Typer(no_args_is_help=True, help=t("Organisations' keys for programs."))

MOST_MONTHS = 12


class _Row(NamedTuple):
    """A key as it is listed."""

    key: UUID
    organisation: str
    name: str
    scopes: list[str]
    expires_at: datetime
    used_at: datetime | None


@app.command("open", help=t("Open a key and write its secret, once."))
def open_key(
    organisation: Annotated[str, typer.Option(help=t("The organisation's code."))],
    name: Annotated[str, typer.Option(help=t("Which program the key is for."))],
    scope: Annotated[list[Scope], typer.Option(help=t("What it is for; may be given again."))],
    months: Annotated[
        int, typer.Option(min=1, max=MOST_MONTHS, help=t("How long it holds."))
    ] = MOST_MONTHS,
    municipality: MunicipalityOption = None,
) -> None:
    """Record the key; its secret is written to standard output and kept nowhere."""
    from ingest import roster

    at = now()
    expires_at = months_after(at, months)
    with house_of_people(municipality) as (registry, people, _):
        key = roster.open_key(
            registry,
            organisation=organisation,
            name=name,
            scopes=scope,
            expires_at=expires_at,
            actor=ACTOR,
            at=at,
        )
        secret = keys.make(people, key)
    heard("The key %(key)s holds until %(until)s.", key=str(key), until=moment(expires_at))
    heard("This is its secret. It cannot be shown again: put it where the program finds it.")
    typer.echo(secret)


def months_after(at: datetime, months: int) -> datetime:
    """The same day and time so many months on, or the last day of a shorter month."""
    years, month = divmod(at.month - 1 + months, 12)
    year, month = at.year + years, month + 1
    day = min(at.day, calendar.monthrange(year, month)[1])
    return at.replace(year=year, month=month, day=day)


@app.command("list", help=t("List the keys that hold."))
def list_keys(as_json: JsonOption = False, municipality: MunicipalityOption = None) -> None:
    """Write one key a line: id, organisation, name, scopes, until when, last used."""
    at = now()
    with house_of_people(municipality) as (registry, people, _):
        with reading(registry.log.engine) as connection:
            found = held.keys(connection, registry.log.municipality)
        used = keys.used_at(people, [one.key for one in found])
    rows = [
        _Row(
            one.key,
            one.organisation,
            one.name,
            [scope.code for scope in Scope if scope in one.scopes],
            one.expires_at,
            used.get(one.key),
        )
        for one in found
        if one.expires_at > at
    ]
    if as_json:
        typer.echo(json.dumps([row._asdict() for row in rows], default=str, ensure_ascii=False))
    for row in rows if not as_json else ():
        last = moment(row.used_at) if row.used_at else t("not used")
        scopes = " ".join(row.scopes)
        cells = (str(row.key), row.organisation, row.name, scopes, moment(row.expires_at), last)
        typer.echo("\t".join(cells))


@app.command(help=t("End a key for good."))
def revoke(
    key: Annotated[UUID, typer.Argument(metavar="ID", help=t("The key's id, as the list has it."))],
    municipality: MunicipalityOption = None,
) -> None:
    """Record that the key no longer holds, and forget its secret."""
    from ingest import roster

    with house_of_people(municipality) as (registry, people, _):
        if roster.revoke_key(registry, key, actor=ACTOR, at=now()) is None:
            heard("The key is revoked already.")
        keys.forget(people, key)

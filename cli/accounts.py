"""Commands for the people who may sign in: opened, invited, trusted with roles, closed, removed."""

import json
from datetime import datetime
from typing import Annotated, NamedTuple
from uuid import UUID

import typer

from accounts import access, directory, invitations, proof, sessions
from accounts.opening import Accounts
from accounts.standing import standing
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
from events.refusal import Refused
from projections import roster as held
from projections.record import Registry
from reference.roles import Role
from settings import Settings

app = typer.Typer(no_args_is_help=True, help=t("People who may sign in."))


class _Row(NamedTuple):
    """An account as it is listed; name and address are empty where the directory has nobody."""

    account: UUID
    email: str
    name: str
    organisation: str
    roles: list[str]
    second_factor: bool
    last_seen_at: datetime | None


EmailArgument = Annotated[
    str, typer.Argument(metavar="EMAIL", help=t("The person's e-mail address."))
]
RoleArgument = Annotated[Role, typer.Argument(help=t("What the person is trusted with."))]


@app.command("open", help=t("Open an account and write the link that its owner begins with."))
def open_account(
    name: Annotated[str, typer.Option(help=t("The person's name."))],
    email: Annotated[str, typer.Option(help=t("The person's e-mail address."))],
    organisation: Annotated[str, typer.Option(help=t("The organisation's code."))],
    role: Annotated[
        list[Role], typer.Option(help=t("What the person is trusted with; may be given again."))
    ],
    municipality: MunicipalityOption = None,
) -> None:
    """Record the account, enter the person into the directory, and invite them."""
    from ingest import roster

    with house_of_people(municipality) as (registry, people, settings):
        if directory.by_email(people, email) is not None:
            raise Refused("Another account has this e-mail address already.")
        account = roster.open_account(registry, organisation, role, actor=ACTOR, at=now())
        try:
            directory.enter(people, account, name, email)
        except Refused:
            # It would be nobody's: the name or the address will not do.
            roster.close_account(registry, account, actor=ACTOR, at=now())
            raise
        _invite(people, settings, account)


@app.command(help=t("Write a new link, for a new password or in place of one not used in time."))
def invite(
    email: EmailArgument,
    anew: Annotated[
        bool,
        typer.Option("--anew", help=t("Forget all that the person signs in with: a lost phone.")),
    ] = False,
    municipality: MunicipalityOption = None,
) -> None:
    """Invite the person; earlier links end. The link alone gets nobody round a second factor."""
    with house_of_people(municipality) as (registry, people, settings):
        account = _account_of(people, email)
        if not _is_open(registry, account):
            raise Refused("The account is closed, or its organisation no longer takes part.")
        if anew:
            _note(people, "people.begins-anew", account)
            proof.forget(people, account)
            _sign_out(people, account)
        _invite(people, settings, account)


def _invite(people: Accounts, settings: Settings, account: UUID) -> None:
    _note(people, "people.invited", account)
    token = invitations.invite(people, account, by=ACTOR, at=now())
    heard(
        "Give this link to nobody but its owner. It can be used once, within %(days)s days.",
        days=invitations.DAYS,
    )
    typer.echo(f"{settings.public_url}/invitation/{token}")


@app.command(help=t("Trust a person with one more role."))
def grant(
    email: EmailArgument, role: RoleArgument, municipality: MunicipalityOption = None
) -> None:
    """Record the role. Their sessions end, so that the next one is as short as the role asks."""
    from ingest import roster

    with house_of_people(municipality) as (registry, people, _):
        account = _account_of(people, email)
        if roster.grant(registry, account, role, actor=ACTOR, at=now()) is None:
            heard("%(email)s has the role already.", email=email)
            return
        _sign_out(people, account)


@app.command(help=t("Take a role back."))
def revoke(
    email: EmailArgument, role: RoleArgument, municipality: MunicipalityOption = None
) -> None:
    """Record that the person no longer has the role, and end their sessions."""
    from ingest import roster

    with house_of_people(municipality) as (registry, people, _):
        account = _account_of(people, email)
        if roster.revoke(registry, account, role, actor=ACTOR, at=now()) is None:
            heard("%(email)s does not have the role.", email=email)
            return
        _sign_out(people, account)


@app.command(help=t("Close an account for good. Its name stays until it is removed."))
def close(email: EmailArgument, municipality: MunicipalityOption = None) -> None:
    """Record that it is closed, end its sessions and forget what its owner signed in with."""
    from ingest import roster

    with house_of_people(municipality) as (registry, people, _):
        account = _account_of(people, email)
        if roster.close_account(registry, account, actor=ACTOR, at=now()) is None:
            heard("The account is closed already.")
        _sign_out(people, account)
        proof.forget(people, account)


@app.command(help=t("Delete the name and address behind a closed account."))
def remove(email: EmailArgument, municipality: MunicipalityOption = None) -> None:
    """Delete them from the directory; the log goes on naming the account by its id."""
    with house_of_people(municipality) as (registry, people, _):
        account = _account_of(people, email)
        if _is_open(registry, account):
            raise Refused("The account is open. Close it first, then remove the person.")
        _note(people, "people.removed", account)
        directory.remove(people, account)
    heard("Deleted. In the log the account is now a number that leads to nobody.")


@app.command("list", help=t("List who may sign in."))
def list_accounts(as_json: JsonOption = False, municipality: MunicipalityOption = None) -> None:
    """Write one account a line: address, name, organisation, roles, second factor, last seen."""
    with house_of_people(municipality) as (registry, people, _):
        with reading(registry.log.engine) as connection:
            persons = held.people(connection, registry.log.municipality)
        ids = [person.account for person in persons]
        names, stand = directory.listed(people, ids), standing(people, ids)
    rows = [
        _Row(
            account=one.account,
            email=names[one.account].email if one.account in names else "",
            name=names[one.account].name if one.account in names else "",
            organisation=one.organisation,
            roles=[role.code for role in Role if role in one.roles],
            second_factor=stand[one.account].has_second_factor,
            last_seen_at=stand[one.account].last_seen_at,
        )
        for one in persons
    ]
    if as_json:
        typer.echo(json.dumps([row._asdict() for row in rows], default=str, ensure_ascii=False))
    for row in rows if not as_json else ():
        second = t("second factor set") if row.second_factor else t("no second factor")
        seen = moment(row.last_seen_at) if row.last_seen_at else t("not seen")
        whose = f"{row.email}\t{row.name}\t{row.organisation}"
        typer.echo(f"{whose}\t{' '.join(row.roles)}\t{second}\t{seen}")


@app.command("sign-out", help=t("End all sessions of an account."))
def sign_out(email: EmailArgument, municipality: MunicipalityOption = None) -> None:
    """End them, wherever the person is signed in."""
    with house_of_people(municipality) as (_, people, _):
        account = _account_of(people, email)
        _note(people, "people.signed-out", account)
        _sign_out(people, account)


def _note(people: Accounts, action: str, account: UUID) -> None:
    """Note in the access log what leaves no trace in the record, in the words of the pages."""
    access.note(people, at=now(), actor=ACTOR, action=action, objects=[account])


def _sign_out(people: Accounts, account: UUID) -> None:
    ended = sessions.end_all(people, account, at=now())
    heard("Sessions that were ended: %(n)s.", n=ended)


def _account_of(people: Accounts, email: str) -> UUID:
    account = directory.by_email(people, email)
    if account is None:
        raise Refused("Nobody has the e-mail address %(email)s here.", email=email)
    return account


def _is_open(registry: Registry, account: UUID) -> bool:
    with reading(registry.log.engine) as connection:
        return held.person(connection, registry.log.municipality, account) is not None

"""The pages about one person: what is known of them, and what is asked before it is done."""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from fastapi import Response

from accounts import listing, sessions
from accounts.permissions import Action
from accounts.standing import Standing, standing
from reference.dimensions import label
from reference.language import clock, message
from reference.roles import Role
from web.administration.office import PEOPLE, Office
from web.administration.people import MEANING, can_sign_in, sees
from web.administration.sheet import Sheet

DONE: Mapping[str, str] = {
    "granted": message("The person has the role."),
    "revoked": message("The person no longer has the role."),
    "signed-out": message("The person is signed out everywhere."),
    "renamed": message("The changes are saved."),
    "closed": message("The account is closed."),
    "removed": message("Name and e-mail address are removed."),
}


class Someone(NamedTuple):
    """A person as the page shows them. `organisation` is its name, `code` its code.

    `email` is empty for somebody whom the directory does not name any more.
    """

    account: UUID
    name: str
    email: str
    code: str
    organisation: str
    roles: frozenset[Role]
    closed: bool
    takes_part: bool


class RoleLine(NamedTuple):
    """A role that the person holds or could hold."""

    value: str
    name: str
    meaning: str
    held: bool


def address_of(who: Someone) -> str:
    """The address of the person's page."""
    return f"{PEOPLE[0]}/{who.account}"


def person_page(office: Office, who: Someone, sheet: Sheet) -> Response:
    """Roles, sign-ins, and what this asker can do about them."""
    t, is_self = office.t, who.account == office.asker.account
    thing = office.thing(who.code, str(who.account))
    may_grant = office.may(Action.ROLES_GRANT, thing) and not who.closed
    may_change = office.may(Action.PEOPLE_MANAGE, thing)
    may_invite = office.may(Action.PEOPLE_INVITE, thing) and sees(
        office, Action.PEOPLE_INVITE, who.code, who.roles
    )
    shows_sessions = office.sees_all(Action.PEOPLE_READ)
    stand = standing(office.accounts, [who.account])[who.account]
    return office.page(
        "person.html",
        trail=[PEOPLE],
        sheet=sheet,
        who=who,
        is_self=is_self,
        done=office.done(DONE),
        roles=[
            RoleLine(role.value, label(role, t.language), t(MEANING[role]), role in who.roles)
            for role in Role
            if may_grant or role in who.roles
        ],
        may_grant=may_grant,
        may_change=may_change,
        may_invite=may_invite and not is_self and who.takes_part,
        lines=_standing_lines(office, who, stand),
        shows_sessions=shows_sessions,
        sessions=sessions.sessions_of(office.accounts, who.account, at=office.at)
        if shows_sessions
        else [],
    )


def _standing_lines(office: Office, who: Someone, stand: Standing) -> list[str]:
    """How the person stands with signing in: invited, here before, in how many steps."""
    t, said = office.t, list[str]()
    invitation = listing.invited(office.accounts, who.account).get(who.account)
    if invitation is not None and invitation.used_at is None:
        when = clock(invitation.ends_at, t.language)
        if invitation.is_open(office.at):
            said.append(
                t("There is a link that has not been used. It works until %(at)s.", at=when)
            )
        elif not can_sign_in(stand):
            said.append(t("The link was not used, and ended %(at)s. Make a new one.", at=when))
    if not can_sign_in(stand):
        return [*said, t("The person has not been here yet.")]
    if stand.last_seen_at is not None:
        said.append(t("Last here %(at)s.", at=clock(stand.last_seen_at, t.language)))
    said.append(
        t("Signs in in two steps.") if stand.has_second_factor else t("Signs in in one step.")
    )
    return said


def name_form(office: Office, who: Someone, sheet: Sheet) -> Response:
    """Name and address, to be changed."""
    return office.page("person_name.html", trail=_above(who), sheet=sheet, who=who)


def ask_to_begin_anew(office: Office, who: Someone) -> Response:
    """What it means to let a person begin anew."""
    t = office.t
    return _ask(
        office,
        who,
        Sheet(),
        heading=t("Let %(name)s begin anew?", name=who.name),
        means=[
            t("Password, app, passkeys and recovery codes are forgotten."),
            t("The person is signed out everywhere."),
            t("You get a link with which the person sets up everything anew."),
        ],
        part="anew",
        button=t("Let the person begin anew"),
    )


def ask_to_close(office: Office, who: Someone, sheet: Sheet) -> Response:
    """What it means to close the account."""
    t = office.t
    return _ask(
        office,
        who,
        sheet,
        heading=t("Close the account of %(name)s?", name=who.name),
        means=[
            t("The person is signed out everywhere and can no longer sign in."),
            t("The account is closed for good. Somebody who comes back is invited anew."),
            t("What the person has reported and done stays in the history."),
            t("Name and e-mail address are kept until you remove them."),
        ],
        part="close",
        button=t("Close the account"),
    )


def ask_to_remove(office: Office, who: Someone) -> Response:
    """What it means to remove name and address."""
    t = office.t
    return _ask(
        office,
        who,
        Sheet(),
        heading=t("Remove name and e-mail address of %(name)s?", name=who.name),
        means=[
            t("Both are deleted, and cannot be brought back."),
            t("The history and the access log keep the number %(id)s alone.", id=who.account),
            t("Nobody can tell any more who it was."),
        ],
        part="remove",
        button=t("Remove name and e-mail address"),
    )


def _ask(
    office: Office,
    who: Someone,
    sheet: Sheet,
    *,
    heading: str,
    means: list[str],
    part: str,
    button: str,
) -> Response:
    return office.page(
        "ask.html",
        trail=_above(who),
        sheet=sheet,
        heading=heading,
        means=means,
        action=f"{address_of(who)}/{part}",
        button=button,
        back=address_of(who),
    )


def _above(who: Someone) -> list[tuple[str, str]]:
    return [PEOPLE, (address_of(who), who.name)]

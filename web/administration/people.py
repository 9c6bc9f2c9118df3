"""The people who take part: who they are, and inviting one more."""

from collections.abc import Mapping, Sequence
from typing import Annotated, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Response

from accounts import directory, invitations, listing
from accounts.permissions import Action
from accounts.standing import Standing, standing
from events.refusal import Refused
from ingest import roster as doors
from projections import roster
from projections.known import Known
from projections.roster import Person
from reference.dimensions import label
from reference.language import Translator, clock, message
from reference.roles import Role
from web.administration.office import PEOPLE, AtOffice, Office
from web.administration.organisations import named
from web.administration.sheet import Answers, Sheet
from web.asking import requires
from web.entrance import origin_of
from web.forms import FormFields
from web.who import name_of, roles_in_words

ROWS_A_PAGE = 100
INVITED = "people.invited"
"""The access log's word for an invitation."""

MEANING: Mapping[Role, str] = {
    Role.REPORTER: message("Sends reports, and reads those that they sent themselves."),
    Role.COORDINATOR: message(
        "Reads and corrects the organisation's reports, and invites its reporters."
    ),
    Role.ANALYST: message("Reads what is shared with the municipality, and issues the picture."),
    Role.PARTICIPANT: message("Reads the picture, and the texts that are shared with the meeting."),
    Role.AUDITOR: message(
        "Reads the history and the access log; a report's text only for a stated reason."
    ),
    Role.ADMINISTRATOR: message(
        "Looks after people, roles, organisations and keys. Reads no texts of reports."
    ),
    Role.ERASURE_OFFICER: message("Decides on erasures that others propose."),
}
"""What each role may do."""

NO_ADDRESS = message("This is not an e-mail address.")
TAKEN = message("Another account has this e-mail address already.")

router = APIRouter(prefix="/administration", include_in_schema=False)


class Line(NamedTuple):
    """A person in the list, in words."""

    account: UUID
    name: str
    email: str
    roles: str
    organisation: str
    mark: str


def sees(office: Office, action: Action, organisation: str, roles: frozenset[Role]) -> bool:
    """Whether somebody is within the asker's reach: a coordinator's are the own reporters."""
    if office.sees_all(action):
        return True
    return organisation == office.actor.organisation and roles <= {Role.REPORTER}


def organisation_options(view: Known, t: Translator) -> list[tuple[str, str]]:
    """The organisations to choose from, by name."""
    names = [(each.code, named(each, t)) for each in view.ground.organisations.values()]
    return sorted(names, key=lambda option: option[1].casefold())


@router.get("/people", dependencies=[requires(Action.PEOPLE_READ)])
def list_people(
    office: AtOffice,
    organisation: Annotated[str, Query(max_length=80)] = "",
    role: Annotated[str, Query(max_length=40)] = "",
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> Response:
    """Those who can sign in, by name; and those who cannot but are still in the directory."""
    t, sees_all = office.t, office.sees_all(Action.PEOPLE_READ)
    chosen = organisation if sees_all else office.actor.organisation
    with office.known() as view:
        everybody = roster.people(view.connection, view.municipality)
        options = organisation_options(view, t)
    found = [
        one
        for one in everybody
        if (not chosen or one.organisation == chosen)
        and (not role or role in one.roles)
        and sees(office, Action.PEOPLE_READ, one.organisation, one.roles)
    ]
    listed = listing.everybody(office.accounts)
    found.sort(key=lambda one: name_of(listed, one.account, t).casefold())
    page = found[offset : offset + ROWS_A_PAGE]
    stand = standing(office.accounts, [one.account for one in page])
    asked = {"organisation": organisation, "role": role}
    ended = [] if organisation or role or offset else _former(office, everybody, listed)
    return office.page(
        "people.html",
        heading=t("People") if sees_all else t("Reporters of the organisation"),
        lead=t.many("%(n)s person has an account.", "%(n)s people have accounts.", len(everybody))
        if sees_all and not organisation and not role
        else t.many("%(n)s person.", "%(n)s people.", len(found)),
        done=office.done(DONE),
        may_invite=office.asker.can(Action.PEOPLE_INVITE),
        sees_all=sees_all,
        organisation=organisation if sees_all else "",
        organisations=options,
        role=role,
        roles=list(Role),
        lines=[_line(one, listed, stand, dict(options), t) for one in page],
        former=ended,
        first=offset + 1,
        last=offset + len(page),
        total=len(found),
        earlier=_address(asked, max(0, offset - ROWS_A_PAGE)) if offset else "",
        later=_address(asked, offset + ROWS_A_PAGE) if offset + len(page) < len(found) else "",
    )


DONE: Mapping[str, str] = {
    "removed": message("Name and e-mail address are removed."),
}


@router.get("/people/invite", dependencies=[requires(Action.PEOPLE_INVITE)])
def ask_whom(office: AtOffice, organisation: Annotated[str, Query(max_length=80)] = "") -> Response:
    """An empty form."""
    values = {"organisation": organisation, f"roles.{Role.REPORTER.value}": "1"}
    return _form(office, Sheet(values))


@router.post("/people/invite", dependencies=[requires(Action.PEOPLE_INVITE)])
def invite(office: AtOffice, fields: FormFields) -> Response:
    """Open an account, enter the person into the directory, and show the link once."""
    answers = Answers(fields)
    name, email = read_name(office, answers)
    organisation, roles = _read_place(office, answers)
    if answers.faults:
        return _form(office, answers.sheet(office.t))
    office.allow(Action.PEOPLE_INVITE, office.thing(organisation))
    actor, at = office.actor.name, office.at
    try:
        account = doors.open_account(office.registry, organisation, roles, actor=actor, at=at)
    except Refused as refusal:
        return _form(office, answers.sheet(office.t, refusal))
    try:
        directory.enter(office.accounts, account, name, email)
    except Refused as refusal:
        # Somebody else took the address meanwhile; an account of nobody is not left open.
        doors.close_account(office.registry, account, actor=actor, at=at)
        return _form(office, answers.sheet(office.t, refusal))
    return show_link(office, account, name, message("%(name)s is invited"))


def read_name(office: Office, answers: Answers, account: UUID | None = None) -> tuple[str, str]:
    """A person's name and address; the address must be nobody else's than `account`'s."""
    name = answers.text("name", message("Write the person's name."))
    email = answers.text("email", message("Write the person's e-mail address."), longest=254)
    before, at, behind = email.partition("@")
    if not email:
        return name, email
    if not (before and at and "." in behind.strip(".")) or "@" in behind or " " in email:
        answers.wrong("email", NO_ADDRESS)
    elif directory.by_email(office.accounts, email) not in {None, account}:
        answers.wrong("email", TAKEN)
    return name, email


def show_link(office: Office, account: UUID, name: str, heading: str) -> Response:
    """Make a link for the account, and show it for the only time. `heading` is a message."""
    office.note(INVITED, [account])
    token = invitations.invite(office.accounts, account, by=office.actor.name, at=office.at)
    found = invitations.find(office.accounts, token)
    assert found is not None, "the invitation was made just now"
    return office.page(
        "link.html",
        trail=[PEOPLE],
        heading=office.t(heading, name=name),
        name=name,
        account=account,
        link=f"{origin_of(office.request)}/invitation/{token}",
        ends=clock(found.ends_at, office.t.language),
    )


def _read_place(office: Office, answers: Answers) -> tuple[str, list[Role]]:
    """Organisation and roles; a coordinator's are given: reporters of the own organisation."""
    if not office.asker.can(Action.ROLES_GRANT):
        return office.actor.organisation, [Role.REPORTER]
    with office.known() as view:
        codes = list(view.ground.organisations)
    organisation = answers.one_of("organisation", codes, message("Choose an organisation."))
    roles = answers.some_of("roles", [*Role], message("Choose at least one role."))
    return organisation, [Role(role) for role in roles]


def _form(office: Office, sheet: Sheet) -> Response:
    t, may_choose = office.t, office.asker.can(Action.ROLES_GRANT)
    with office.known() as view:
        options = organisation_options(view, t)
    roles = list(Role) if may_choose else [Role.REPORTER]
    return office.page(
        "invite.html",
        trail=[PEOPLE],
        sheet=sheet,
        organisations=options if may_choose else [],
        organisation=dict(options).get(office.actor.organisation, ""),
        roles=[(role.value, label(role, t.language), t(MEANING[role])) for role in roles],
    )


def _line(
    one: Person,
    listed: Mapping[UUID, directory.Listed],
    stand: Mapping[UUID, Standing],
    organisations: Mapping[str, str],
    t: Translator,
) -> Line:
    found = listed.get(one.account)
    return Line(
        account=one.account,
        name=name_of(listed, one.account, t),
        email=found.email if found else "",
        roles=roles_in_words(one.roles, t),
        organisation=organisations.get(one.organisation, one.organisation),
        mark="" if can_sign_in(stand[one.account]) else t("invited, has not been here yet"),
    )


def can_sign_in(stand: Standing) -> bool:
    """Whether the person has anything to sign in with, and so has used an invitation."""
    return stand.has_password or stand.passkeys > 0 or stand.providers > 0


def _former(
    office: Office, everybody: Sequence[Person], listed: Mapping[UUID, directory.Listed]
) -> list[directory.Listed]:
    """Those in the directory who can no longer sign in, for whoever may remove them."""
    if not office.asker.can(Action.PEOPLE_MANAGE):
        return []
    now = {one.account for one in everybody}
    former = [one for account, one in listed.items() if account not in now]
    return sorted(former, key=lambda one: one.name.casefold())


def _address(asked: Mapping[str, str], offset: int) -> str:
    kept = {name: value for name, value in asked.items() if value}
    return f"{PEOPLE[0]}?{urlencode({**kept, 'offset': offset})}"

"""The keys of organisations for programs: made, replaced while both work, revoked."""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from accounts import keys as secrets
from accounts.permissions import Action
from events.key import LONGEST_NAME
from events.refusal import Refused
from ingest import roster as doors
from projections import roster
from projections.ground import Organisation
from projections.roster import ApiKey
from reference.dimensions import label
from reference.language import Translator, message
from reference.roles import Scope
from reference.weeks import ZONE, Week
from web.administration.office import KEYS, AtOffice, Office
from web.administration.organisations import named
from web.administration.people import organisation_options
from web.administration.sheet import Answers, Sheet
from web.asking import NOT_THERE, requires
from web.entrance import origin_of
from web.forms import FormFields
from web.problems import Stop, missing
from web.who import within

SOON = timedelta(days=30)
"""How long before its end a key is worth a thought."""

MOST_MONTHS = 12
MONTHS = [str(n) for n in range(1, MOST_MONTHS + 1)]

MEANING: Mapping[Scope, str] = {
    Scope.REPORT: message("For a system in which the organisation writes down what happens."),
    Scope.READ: message("What, where and when. Never the texts."),
    Scope.PICTURE: message("Figures of the whole municipality, as the EST meeting sees them."),
}

DONE: Mapping[str, str] = {"revoked": message("The key is revoked.")}

router = APIRouter(prefix="/administration/keys", include_in_schema=False)
SEE = [requires(Action.KEYS_READ)]
MANAGE = [requires(Action.KEYS_MANAGE)]


class Line(NamedTuple):
    """A key in words. `ends` is the day on which it ends."""

    key: UUID
    name: str
    organisation: str
    scopes: str
    ends: str
    used_at: datetime | None
    mark: str


@router.get("", dependencies=SEE)
def list_keys(office: AtOffice) -> Response:
    """Every key that is not revoked, by organisation and name."""
    with office.known() as view:
        held = roster.keys(view.connection, view.municipality)
        organisations = view.ground.organisations
    lines = _lines(office, held, organisations)
    return office.page(
        "keys.html",
        lines=sorted(lines, key=lambda line: (line.organisation.casefold(), line.name.casefold())),
        may_manage=office.asker.can(Action.KEYS_MANAGE),
        done=office.done(DONE),
    )


@router.get("/new", dependencies=MANAGE)
def ask_for_new(office: AtOffice) -> Response:
    """An empty form."""
    return _form(office, Sheet({"months": str(MOST_MONTHS)}))


@router.post("/new", dependencies=MANAGE)
def make(office: AtOffice, fields: FormFields) -> Response:
    """Give an organisation a key, and show the secret once."""
    answers = Answers(fields)
    with office.known() as view:
        codes = list(view.ground.organisations)
    organisation = answers.one_of("organisation", codes, message("Choose an organisation."))
    no_name = message("Give the key a name that says which program it is for.")
    name = answers.text("name", no_name, longest=LONGEST_NAME)
    chosen = answers.some_of("scopes", [*Scope], message("Choose what the key is for."))
    months = answers.one_of("months", MONTHS, message("Choose how long it works."))
    if answers.faults:
        return _form(office, answers.sheet(office.t))
    office.allow(Action.KEYS_MANAGE, office.thing(organisation))
    scopes = frozenset(Scope(value) for value in chosen)
    try:
        key = _open(office, organisation, name, scopes, int(months))
    except Refused as refusal:
        return _form(office, answers.sheet(office.t, refusal))
    return _show_secret(office, key)


@router.get("/{key:uuid}", dependencies=SEE)
def show_key(office: AtOffice, key: UUID) -> Response:
    """What the key is for, and what can be done with it."""
    held, _ = _one(office, key)
    return _key_page(office, held, Sheet({"months": str(MOST_MONTHS)}))


@router.post("/{key:uuid}/replace", dependencies=MANAGE)
def replace(office: AtOffice, key: UUID, fields: FormFields) -> Response:
    """Make a second key of the same name; both work until one is revoked."""
    held, _ = _one(office, key)
    office.allow(Action.KEYS_MANAGE, office.thing(held.organisation))
    answers = Answers(fields)
    months = answers.one_of("months", MONTHS, message("Choose how long it works."))
    if answers.faults:
        return _key_page(office, held, answers.sheet(office.t))
    try:
        made = _open(office, held.organisation, held.name, held.scopes, int(months))
    except Refused as refusal:
        return _key_page(office, held, answers.sheet(office.t, refusal))
    return _show_secret(office, made, older=held if held.expires_at > office.at else None)


@router.get("/{key:uuid}/revoke", dependencies=MANAGE)
def ask_to_revoke(office: AtOffice, key: UUID) -> Response:
    """What it means to revoke the key."""
    held, _ = _one(office, key)
    t, here = office.t, f"{KEYS[0]}/{key}"
    return office.page(
        "ask.html",
        trail=[KEYS, (here, held.name)],
        sheet=Sheet(),
        heading=t("Revoke the key %(name)s?", name=held.name),
        means=[
            t("A program that uses it is turned away at once."),
            t("It cannot be brought back. The organisation can be given a new one."),
            t("What the program has sent stays in the record."),
        ],
        action=f"{here}/revoke",
        button=t("Revoke the key"),
        back=here,
    )


@router.post("/{key:uuid}/revoke", dependencies=MANAGE)
def revoke(office: AtOffice, key: UUID, _fields: FormFields) -> Response:
    """End the key for good."""
    held, _ = _one(office, key)
    office.allow(Action.KEYS_MANAGE, office.thing(held.organisation))
    doors.revoke_key(office.registry, key, actor=office.actor.name, at=office.at)
    secrets.forget(office.accounts, key)
    return RedirectResponse(f"{KEYS[0]}?done=revoked", 303)


def months_later(at: datetime, months: int) -> datetime:
    """The same time of day so many months later, on the month's last day where it has no such."""
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return at.replace(year=year, month=month + 1, day=min(at.day, last))


def _open(
    office: Office, organisation: str, name: str, scopes: Iterable[Scope], months: int
) -> UUID:
    return doors.open_key(
        office.registry,
        organisation=organisation,
        name=name,
        scopes=frozenset(scopes),
        expires_at=months_later(office.at, months),
        actor=office.actor.name,
        at=office.at,
    )


def _one(office: Office, key: UUID) -> tuple[ApiKey, list[ApiKey]]:
    """The key, and the others of its organisation and name. Raises Stop where there is none."""
    with office.known() as view:
        held = roster.key(view.connection, view.municipality, key)
        if held is None:
            raise Stop(missing(NOT_THERE))
        siblings = roster.keys(view.connection, view.municipality, held.organisation)
    office.allow(Action.KEYS_READ, office.thing(held.organisation))
    return held, [one for one in siblings if one.name == held.name and one.key != key]


def _lines(
    office: Office, held: Sequence[ApiKey], organisations: Mapping[str, Organisation]
) -> list[Line]:
    t = office.t
    used = secrets.used_at(office.accounts, [one.key for one in held])
    return [
        Line(
            key=one.key,
            name=one.name,
            organisation=named(organisations[one.organisation], t),
            scopes=scopes_in_words(one.scopes, t),
            ends=one.expires_at.astimezone(ZONE).date().isoformat(),
            used_at=used.get(one.key),
            mark=_mark(one, office.at, t),
        )
        for one in held
    ]


def scopes_in_words(scopes: Iterable[Scope], t: Translator) -> str:
    """What a key is for, in one line."""
    held = frozenset(scopes)
    said = [label(scope, t.language) for scope in Scope if scope in held]
    return ", ".join([*said[:1], *(within(word) for word in said[1:])])


def _mark(key: ApiKey, at: datetime, t: Translator) -> str:
    if key.expires_at <= at:
        return t("has ended")
    return t("ends soon") if key.expires_at <= at + SOON else ""


def _form(office: Office, sheet: Sheet) -> Response:
    t = office.t
    with office.known() as view:
        options = organisation_options(view, t)
    return office.page(
        "key_new.html",
        trail=[KEYS],
        sheet=sheet,
        organisations=options,
        scopes=[(each.value, label(each, t.language), t(MEANING[each])) for each in Scope],
        months=_months(t),
    )


def _months(t: Translator) -> list[tuple[str, str]]:
    return [(each, t.many("%(n)s month", "%(n)s months", int(each))) for each in MONTHS]


def _key_page(office: Office, key: ApiKey, sheet: Sheet) -> Response:
    _, twins = _one(office, key.key)
    with office.known() as view:
        (line,) = _lines(office, [key], view.ground.organisations)
    return office.page(
        "key.html",
        trail=[KEYS],
        sheet=sheet,
        line=line,
        months=_months(office.t),
        has_twin=any(one.expires_at > office.at for one in twins) and key.expires_at > office.at,
        may_manage=office.asker.can(Action.KEYS_MANAGE),
    )


def _show_secret(office: Office, key: UUID, older: ApiKey | None = None) -> Response:
    """Make the key's secret, and show it for the only time."""
    held, _ = _one(office, key)
    with office.known() as view:
        (line,) = _lines(office, [held], view.ground.organisations)
    secret = secrets.make(office.accounts, key)
    return office.page(
        "key_secret.html",
        trail=[KEYS],
        heading=office.t("The key %(name)s", name=held.name),
        line=line,
        secret=secret,
        example=_example(office, held, secret),
        older=older.key if older else None,
    )


def _example(office: Office, key: ApiKey, secret: str) -> str:
    """A line for a shell that uses the key for what it is for."""
    api = f"{origin_of(office.request)}/api/1"
    allowed = f"-H 'Authorization: Bearer {secret}'"
    if Scope.REPORT in key.scopes:
        return (
            f"curl -X POST {api}/reports \\\n  {allowed} \\\n"
            "  -H 'Content-Type: application/json' -H 'Idempotency-Key: 2026-0017' \\\n"
            f'  -d \'{{"organisation": "{key.organisation}", "category": "DMG-GRAFF",\n'
            '       "occurred": {"from": "2026-11-18T18:30"}, "place": {"words": "Torget"}}\''
        )
    if Scope.READ in key.scopes:
        return f"curl '{api}/reports?limit=100' \\\n  {allowed}"
    return f"curl {api}/pictures/{Week.of(office.at).shift(-1)} \\\n  {allowed}"

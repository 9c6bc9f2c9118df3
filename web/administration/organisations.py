"""Organisations that take part: letting one in, changing what is expected, ending its part."""

from collections import Counter
from collections.abc import Mapping
from typing import Annotated, NamedTuple
from urllib.parse import quote

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse

from accounts import sessions
from accounts.permissions import Action
from events.database import reading
from events.organisation import OrganisationOpened
from events.refusal import Refused
from events.streams import organisation_stream
from ingest.adopt import close_organisation, open_organisation
from projections import roster
from projections.ground import Organisation
from reference.dimensions import label
from reference.language import Translator, message
from reference.roles import Share
from reference.slugs import slug
from reference.weeks import ZONE, Week
from web.administration.kinds import kind_name, kind_values
from web.administration.office import ORGANISATIONS, AtOffice, Office
from web.administration.sheet import Answers, Sheet, turned_down
from web.asking import requires
from web.forms import FormFields
from web.problems import Stop, missing
from web.who import within

LONGEST_CODE = 40
CODE = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")

MEANING: Mapping[Share, str] = {
    Share.OWN: message("Whoever wrote the report, and the organisation's coordinator."),
    Share.MUNICIPALITY: message("Also the municipality's analysts, who compile the picture."),
    Share.MEETING: message("Also everybody who takes part in the EST meeting."),
}
"""What each level means, each holding those before it. To name organisations is for a report."""

DONE: Mapping[str, str] = {
    "opened": message("The organisation takes part."),
    "changed": message("The changes are saved."),
    "closed": message("The organisation no longer takes part."),
}

TAKEN = message("There is an organisation with the code %(code)s already. Write another code.")
TOOK_PART_BEFORE = message(
    "An organisation with the code %(code)s took part before. Keep the code to let the same one "
    "take part again, or write another."
)
NO_SUCH = message("There is no organisation with the code %(code)s.")
OWN = message(
    "This is your own organisation: you would lock yourself out. "
    "An administrator of another organisation has to do it."
)

Code = Annotated[str, Query(max_length=80)]

router = APIRouter(prefix="/administration", include_in_schema=False)
MANAGE = [requires(Action.ORGANISATIONS_MANAGE)]


class Line(NamedTuple):
    """An organisation in the list, in words."""

    code: str
    name: str
    kind: str
    weekly: bool
    since: Week
    share: str
    people: int


def named(organisation: Organisation, t: Translator) -> str:
    """The organisation's name in the reader's language."""
    return organisation.sv if t.language == "sv" else organisation.en


@router.get("/organisations", dependencies=MANAGE)
def list_organisations(office: AtOffice) -> Response:
    """All that take part, by name."""
    t = office.t
    with office.known() as view:
        people = Counter(
            each.organisation for each in roster.people(view.connection, view.municipality)
        )
        lines = [
            Line(
                code=each.code,
                name=named(each, t),
                kind=kind_name(each.kind, t),
                weekly=each.weekly,
                since=Week.from_key(each.since_week),
                share=within(label(Share(each.share), t.language)),
                people=people[each.code],
            )
            for each in view.ground.organisations.values()
        ]
    return office.page(
        "organisations.html",
        lines=sorted(lines, key=lambda line: line.name.casefold()),
        weekly=sum(line.weekly for line in lines),
        done=office.done(DONE),
    )


@router.get("/organisation/new", dependencies=MANAGE)
def ask_for_new(office: AtOffice) -> Response:
    """An empty form."""
    today = office.at.astimezone(ZONE).date()
    values = {"weekly": "1", "since": today.isoformat(), "share": Share.OWN.value}
    return _form(office, Sheet(values))


@router.post("/organisation/new", dependencies=MANAGE)
def open_new(office: AtOffice, fields: FormFields) -> Response:
    """Let an organisation take part; without a code, under one that is made of its name."""
    answers = Answers(fields)
    written = answers.text("code", longest=LONGEST_CODE)
    code = written or slug(answers.values.get("sv", ""), longest=LONGEST_CODE)
    fact = _read(answers, code, "")
    if code and code == written and not CODE.issuperset(code):
        answers.wrong("code", message("Use small letters a-z, digits and hyphens."))
    elif code and not answers.faults:
        _check_code(office, answers, code, is_written=bool(written))
    if fact is None or answers.faults:
        return _form(office, answers.sheet(office.t))
    try:
        open_organisation(office.registry, fact, actor=office.actor.name, at=office.at)
    except Refused as refusal:
        return _form(office, answers.sheet(office.t, refusal))
    return RedirectResponse(f"{ORGANISATIONS[0]}?done=opened", 303)


@router.get("/organisation", dependencies=MANAGE)
def show_organisation(office: AtOffice, code: Code) -> Response:
    """What is expected of the organisation, in a form that changes it."""
    one = _one(office, code)
    values = {
        "sv": one.sv,
        "en": one.en,
        "kind": one.kind,
        "weekly": str(int(one.weekly)),
        "since": Week.from_key(one.since_week).monday.isoformat(),
        "share": one.share,
    }
    return _form(office, Sheet(values), one)


@router.post("/organisation", dependencies=MANAGE)
def change(office: AtOffice, code: Code, fields: FormFields) -> Response:
    """Change its name or what is expected of it."""
    one = _one(office, code)
    answers = Answers(fields)
    fact = _read(answers, code, one.kind)
    if fact is None:
        return _form(office, answers.sheet(office.t), one)
    try:
        open_organisation(office.registry, fact, actor=office.actor.name, at=office.at)
    except Refused as refusal:
        return _form(office, answers.sheet(office.t, refusal), one)
    return RedirectResponse(f"{ORGANISATIONS[0]}?done=changed", 303)


@router.get("/organisation/close", dependencies=MANAGE)
def ask_to_close(office: AtOffice, code: Code) -> Response:
    """What it means that the organisation no longer takes part."""
    return _closing(office, _one(office, code), Sheet())


@router.post("/organisation/close", dependencies=MANAGE)
def close(office: AtOffice, code: Code, _fields: FormFields) -> Response:
    """End its part, and the sign-ins of its people."""
    one = _one(office, code)
    if code == office.actor.organisation:
        return _closing(office, one, turned_down({}, Refused(OWN), office.t))
    with reading(office.registry.log.engine) as connection:
        people = roster.people(connection, office.actor.municipality, code)
    try:
        close_organisation(office.registry, code, actor=office.actor.name, at=office.at)
    except Refused as refusal:
        return _closing(office, one, turned_down({}, refusal, office.t))
    for person in people:
        sessions.end_all(office.accounts, person.account, at=office.at)
    return RedirectResponse(f"{ORGANISATIONS[0]}?done=closed", 303)


def _one(office: Office, code: str) -> Organisation:
    """The organisation. Raises Stop when there is none of that code."""
    with office.known() as view:
        one = view.ground.organisations.get(code)
    if one is None:
        raise Stop(missing(NO_SUCH, code=code))
    return one


def _read(answers: Answers, code: str, kind: str) -> OrganisationOpened | None:
    """What was filled in, as a fact; `kind` is what the organisation is now."""
    sv = answers.text("sv", message("Write the organisation's name."))
    en = answers.text("en")
    chosen = answers.one_of(
        "kind", kind_values(kind), message("Choose what kind of organisation it is.")
    )
    weekly = answers.one_of("weekly", ("1", "0"), message("Choose how often it is to report."))
    since = answers.day("since", message("Write since which day it takes part."))
    share = answers.one_of("share", MEANING, message("Choose who may read its texts."))
    if answers.faults:
        return None
    return OrganisationOpened(
        code=code,
        sv=sv,
        en=en or sv,
        kind=chosen,
        weekly=weekly == "1",
        since=since,
        share=Share(share),
    )


def _check_code(office: Office, answers: Answers, code: str, *, is_written: bool) -> None:
    """A code is given once; one that is free again must be written out to be taken."""
    answers.values["code"] = code
    with office.known() as view:
        if code in view.ground.organisations:
            answers.wrong("code", TAKEN, code=code)
            return
        stream = organisation_stream(view.municipality, code)
        if not is_written and office.registry.log.versions(view.connection, [stream]):
            answers.wrong("code", TOOK_PART_BEFORE, code=code)


def _form(office: Office, sheet: Sheet, one: Organisation | None = None) -> Response:
    """The form of an organisation, or of one that is to take part."""
    t = office.t
    return office.page(
        "organisation.html",
        trail=[ORGANISATIONS],
        sheet=sheet,
        title=named(one, t) if one else t("Let an organisation take part"),
        code=one.code if one else "",
        kinds=[(kind, kind_name(kind, t)) for kind in kind_values(one.kind if one else "")],
        shares=[
            (share.value, label(share, t.language), t(meaning))
            for share, meaning in MEANING.items()
        ],
    )


def _closing(office: Office, one: Organisation, sheet: Sheet) -> Response:
    t, code = office.t, quote(one.code)
    with reading(office.registry.log.engine) as connection:
        people = len(roster.people(connection, office.actor.municipality, one.code))
        keys = len(roster.keys(connection, office.actor.municipality, one.code))
    means = [t("It can no longer report, and nobody waits for its word.")]
    if people:
        means.append(
            t.many(
                "%(n)s person in it can no longer sign in.",
                "%(n)s people in it can no longer sign in.",
                people,
            )
        )
    if keys:
        means.append(
            t.many("%(n)s key stops working.", "%(n)s keys stop working.", keys),
        )
    means += [
        t("What it has reported stays in the record and in the pictures of the weeks."),
        t("It can take part again under the same code; its people can then sign in again."),
    ]
    here = ORGANISATIONS[0].removesuffix("s")
    return office.page(
        "ask.html",
        trail=[ORGANISATIONS, (f"{here}?code={code}", one.sv)],
        sheet=sheet,
        heading=t("End the part of %(name)s?", name=named(one, t)),
        means=means,
        action=f"{here}/close?code={code}",
        button=t("End its part"),
        back=f"{here}?code={code}",
    )

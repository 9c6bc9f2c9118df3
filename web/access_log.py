"""The access log for those who watch over reading: who read which text, who was refused, and when.

Looking in it is noted in it. A coordinator sees how much of the own organisation's reports was
read, from which organisations and in which roles, and no names.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Response

from accounts import access, listing
from accounts.access import Reading
from accounts.permissions import Action
from accounts.review import position_since, standing_out
from projections.known import Known
from reference.language import message
from reference.weeks import ZONE
from web import readings
from web.access_lines import KINDS, lines, who
from web.administration.office import AtOffice, Office
from web.administration.people import organisation_options
from web.administration.sheet import Answers, Sheet
from web.asking import requires
from web.forms import Fields
from web.render import page_of
from web.who import crowd

ROWS_A_PAGE = 50
ROWS_READ, MOST_READ = 200, 10_000
"""Entries that are read at a time, and at most for one page, to find those that are shown."""

LOOKING = frozenset({Action.ACCESS_LOG_READ.value, Action.ACCESS_LOG_SUMMARY.value})

LONG_ENOUGH = timedelta(days=30)
"""What the volume of readings, and the summary, look back on."""

_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
NO_REPORT = message("Paste the report's number or the address of its page.")

router = APIRouter(include_in_schema=False)


class Page(NamedTuple):
    """A part of the log, and the position before which the next part lies, None at its end."""

    entries: list[Reading]
    before: int | None


class Asked(NamedTuple):
    """Which entries are asked for. The days are whole and local, and both count."""

    actor: str = ""
    report: UUID | None = None
    action: str = ""
    first: date | None = None
    last: date | None = None

    def found(self, office: Office, before: int) -> Page:
        """The newest of them before a position."""
        if self.last is not None:
            end = position_since(office.accounts, _begin(self.last + timedelta(days=1)))
            before = min(before, end or before)
        shown = list[Reading]()
        for _ in range(MOST_READ // ROWS_READ):
            read = self._read(office, before)
            fitting = [entry for entry in read if self._is_shown(entry)]
            shown += fitting[: ROWS_A_PAGE - len(shown)]
            if len(shown) == ROWS_A_PAGE and (shown[-1] != read[-1] or len(read) == ROWS_READ):
                return Page(shown, shown[-1].position)
            if len(read) < ROWS_READ:
                return Page(shown, None)
            before = read[-1].position
        return Page(shown, before)

    def _is_shown(self, entry: Reading) -> bool:
        """That somebody looked in the log would fill it, and is shown when it is asked for."""
        return bool(self.actor or self.action) or entry.action not in LOOKING

    def _read(self, office: Office, before: int) -> list[Reading]:
        return access.readings(
            office.accounts,
            actor=self.actor,
            object_id=self.report,
            action=self.action,
            since=_begin(self.first) if self.first else None,
            before_position=before,
            limit=ROWS_READ,
        )


class Standout(NamedTuple):
    """Somebody who read unusually many texts, in words."""

    said: str
    address: str


@router.get("/access-log", dependencies=[requires(Action.ACCESS_LOG_SUMMARY)])
def show(
    office: AtOffice, before: Annotated[int | None, Query(ge=1)] = None, organisation: str = ""
) -> Response:
    """The log itself for an auditor, the newest first; the summary for a coordinator."""
    if not office.asker.can(Action.ACCESS_LOG_READ):
        return show_summary(office, organisation)
    noted = office.note(Action.ACCESS_LOG_READ.value)
    answers = Answers(Fields(office.request.query_params.multi_items()))
    asked = _read(answers)
    upto = min(before, noted) if before else noted
    page = Page([], None) if answers.faults else asked.found(office, upto)
    is_plain = asked == Asked() and before is None
    with office.known() as view:
        return _page(
            office,
            view,
            answers.sheet(office.t),
            lines=lines(office.accounts, view, page.entries, office.t),
            standouts=_standouts(office, view) if is_plain else [],
            is_asked=asked != Asked(),
            newest=_address(answers.values) if before else "",
            older=_address(answers.values, page.before) if page.before else "",
        )


@router.get("/access-log/summary", dependencies=[requires(Action.ACCESS_LOG_SUMMARY)])
def show_summary(
    office: AtOffice, organisation: Annotated[str, Query(max_length=80)] = ""
) -> Response:
    """How often texts were read in the last 30 days, by role and organisation, without names."""
    t, sees_all = office.t, office.sees_all(Action.ACCESS_LOG_SUMMARY)
    chosen = organisation if sees_all else office.actor.organisation
    office.allow(Action.ACCESS_LOG_SUMMARY, office.thing(chosen))
    office.note(Action.ACCESS_LOG_SUMMARY.value)
    since = office.at - LONG_ENOUGH
    with office.known() as view:
        options = organisation_options(view, t)
        summary = readings.summary(office.accounts, view, chosen, since=since, t=t)
    return page_of(
        office.request.scope,
        "access_log/summary.html",
        lines=summary,
        total=sum(line.times for line in summary),
        whose=dict(options).get(chosen, ""),
        sees_all=sees_all,
        organisation=chosen,
        organisations=options,
        since=since.astimezone(ZONE).date(),
    )


def _read(answers: Answers) -> Asked:
    """What the form asks for; what cannot be read is among the faults."""
    written = answers.values.get("report", "")
    named = _ID.search(written)
    if written and named is None:
        answers.wrong("report", NO_REPORT)
    return Asked(
        actor=answers.values.get("actor", ""),
        report=UUID(named[0]) if named else None,
        action=answers.values.get("action", ""),
        first=answers.day("first"),
        last=answers.day("last"),
    )


def _page(
    office: Office,
    view: Known,
    sheet: Sheet,
    **content: Any,  # noqa: ANN401 - whatever the template shows
) -> Response:
    t, actor = office.t, sheet.value("actor")
    listed = listing.everybody(office.accounts)
    people = sorted(
        ((str(one.account), one.name) for one in listed.values()), key=lambda one: one[1].casefold()
    )
    if actor and actor not in dict(people):
        people.append((actor, crowd(office.accounts, view, [actor]).name(actor, t)))
    return page_of(
        office.request.scope,
        "access_log/log.html",
        status=sheet.status,
        sheet=sheet,
        people=people,
        kinds=[(kind, t(said)) for kind, said in KINDS.items()],
        **content,
    )


def _standouts(office: Office, view: Known) -> list[Standout]:
    """Those who read far more texts than others of their role in the last 30 days."""
    t = office.t
    volumes = access.unusual(office.accounts, since=office.at - LONG_ENOUGH)
    known = crowd(office.accounts, view, [volume.actor for volume in volumes])
    return [
        Standout(
            said=t.many(
                "%(who)s has read the texts of %(n)s report in 30 days.",
                "%(who)s has read the texts of %(n)s reports in 30 days.",
                one.reports,
                who=who(one.actor, known, t),
            )
            + " "
            + t(
                "Half of those with the same role read at most %(usual)s.",
                usual=round(one.usual),
            ),
            address=_address({"actor": one.actor, "action": Action.TEXT_READ.value}),
        )
        for one in standing_out(volumes, known.roles)
    ]


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)


def _address(values: Mapping[str, str], before: int | None = None) -> str:
    kept = {name: value for name, value in values.items() if name not in {"before", "lang"}}
    query = urlencode({**kept, **({"before": before} if before else {})})
    return f"/access-log?{query}" if query else "/access-log"

"""Reminders by the week's clock, to organisations that are asked for reports and have sent nothing.

The clock in force decides: on the working day before the deadline, and two hours before it, each
once. Whoever sorts the reports can also remind at any time, once a day.
"""

from collections.abc import Callable, Collection
from datetime import datetime, time, timedelta
from typing import NamedTuple

from accounts.letter import Heading, Letter, Paragraph, Way
from accounts.mail import Delivery, PostOffice, deliver
from accounts.opening import Accounts
from briefing import tally
from briefing.letters.correspondents import Correspondent, correspondents
from events.log import Log
from projections.ground import Organisation, said_nothing
from projections.known import Known, known
from reference.calendar import is_working_day
from reference.language import Translator, day_and_time
from reference.roles import Role
from reference.weeks import ZONE, Week, WeekClock, local_to_utc

DAY_BEFORE, HOURS_BEFORE, BY_HAND = "reminder-day", "reminder-hours", "reminder-by-hand"
"""The kinds of reminders, as the ledger of letters calls them."""

DAY_BEFORE_AT = time(15)
"""Local time."""
BEFORE = timedelta(hours=2)
REMINDED = frozenset({Role.REPORTER, Role.COORDINATOR})
"""Who can send a report for an organisation."""


class Call(NamedTuple):
    """A reminder that is due for a week."""

    week: Week
    kind: str


class Reminded(NamedTuple):
    """A call that was made: whom it was for, as codes, and what became of the letters."""

    call: Call
    organisations: tuple[str, ...]
    delivery: Delivery


def silent(known: Known, week: Week) -> list[Organisation]:
    """The organisations that are asked for reports of `week` and have sent none, as known.

    Who said that there was nothing is not silent; who took back all that was sent is.
    """
    sent = tally.week(known, [week.key]).sent
    said = said_nothing(known.connection, known.municipality, [week.key], known.position)
    heard = sent.keys() | {organisation for _, organisation in said}
    return [
        one
        for one in known.ground.organisations.values()
        if one.weekly and one.since_week <= week.key and one.code not in heard
    ]


def calls(clock: WeekClock, at: datetime) -> list[Call]:
    """The reminders that are due at `at`: of each week the latest, until its deadline.

    So whoever was not reminded in time, because nothing ran, is not reminded twice at once.
    """
    found: list[Call] = []
    for week in (Week.of(at).shift(-1), Week.of(at)):
        deadline = clock.deadline(week)
        if deadline - BEFORE <= at < deadline:
            found.append(Call(week, HOURS_BEFORE))
        elif day_before(deadline) <= at < deadline:
            found.append(Call(week, DAY_BEFORE))
    return found


def day_before(deadline: datetime) -> datetime:
    """Three in the afternoon of the working day before a deadline, as UTC."""
    day = deadline.astimezone(ZONE).date() - timedelta(days=1)
    while not is_working_day(day):
        day -= timedelta(days=1)
    return local_to_utc(datetime.combine(day, DAY_BEFORE_AT))


def send_reminders(
    log: Log,
    accounts: Accounts,
    office: PostOffice,
    *,
    at: datetime,
    is_over: Callable[[], bool] = lambda: False,
) -> list[Reminded]:
    """Send the reminders that the clock calls for at `at`."""
    with known(log) as view:
        called = [
            (call, silent(view, call.week), correspondents(view, accounts))
            for call in calls(view.ground.clock, at)
        ]
        letters = [
            _letters(view, office, people, quiet, call, at=at) for call, quiet, people in called
        ]
    return [
        Reminded(
            call,
            tuple(one.code for one in quiet),
            deliver(accounts, office, written, at=at, is_over=is_over),
        )
        for (call, quiet, _), written in zip(called, letters, strict=True)
    ]


def remind(
    log: Log,
    accounts: Accounts,
    office: PostOffice,
    organisations: Collection[str],
    week: Week,
    *,
    at: datetime,
) -> Reminded:
    """Remind those of the organisations, by code, that are silent about the week; now.

    Nobody is reminded in this way twice on a day: they are counted as `before` then.
    """
    call = Call(week, BY_HAND)
    with known(log) as view:
        quiet = [one for one in silent(view, week) if one.code in organisations]
        people = correspondents(view, accounts)
        letters = _letters(view, office, people, quiet, call, at=at)
    delivery = deliver(accounts, office, letters, at=at)
    return Reminded(call, tuple(one.code for one in quiet), delivery)


def _letters(
    known: Known,
    office: PostOffice,
    people: Collection[Correspondent],
    quiet: Collection[Organisation],
    call: Call,
    *,
    at: datetime,
) -> list[Letter]:
    by_code = {one.code: one for one in quiet}
    deadline = known.ground.clock.deadline(call.week)
    return [
        _letter(one, by_code[one.person.organisation], office, call, deadline, at=at)
        for one in people
        if one.person.organisation in by_code and one.person.roles & REMINDED
    ]


def _letter(
    to: Correspondent,
    organisation: Organisation,
    office: PostOffice,
    call: Call,
    deadline: datetime,
    *,
    at: datetime,
) -> Letter:
    t, week = to.t, call.week
    named = {"organisation": _name(organisation, t), "n": week.number}
    return Letter(
        account=to.person.account,
        name=to.listed.name,
        email=to.listed.email,
        language=t.language,
        kind=call.kind,
        about=f"{week} {at.astimezone(ZONE).date()}" if call.kind == BY_HAND else str(week),
        subject=t("Nothing has come from %(organisation)s for week %(n)s", **named),
        blocks=(
            Heading(t("Nothing has come from %(organisation)s for week %(n)s", **named)),
            Paragraph(_due(week, deadline, t, is_past=at >= deadline)),
            Paragraph(
                t(
                    "Did something happen? Report it. Was it calm? Then say that there was nothing"
                    " to report: a calm week counts as well."
                )
            ),
            Way(t("Report, or say that there was nothing"), f"{office.public_url}/report"),
            Paragraph(
                t(
                    "You get this letter because you report or coordinate for %(organisation)s. If"
                    " somebody of you has reported meanwhile, there is nothing left to do.",
                    **named,
                )
            ),
        ),
    )


def _due(week: Week, deadline: datetime, t: Translator, *, is_past: bool) -> str:
    said = {"n": week.number, "due": day_and_time(deadline, t.language)}
    if is_past:
        return t(
            "Reports of week %(n)s were due %(due)s, and still count, marked as late. Nobody of you"
            " has sent one yet, or said that there was nothing.",
            **said,
        )
    return t(
        "Reports of week %(n)s are due %(due)s. Nobody of you has sent one yet, or said that there"
        " was nothing.",
        **said,
    )


def _name(organisation: Organisation, t: Translator) -> str:
    return organisation.sv if t.language == "sv" else organisation.en

"""The times that weeks are kept by: when reports are due, when the meeting is.

What is written is said back in words, with what it means for this week, before it is saved.
"""

from datetime import datetime

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from accounts.permissions import Action
from events.refusal import Refused
from ingest.adopt import set_clock
from reference.dimensions import label
from reference.language import day_and_time, message, weekday
from reference.weeks import BadClock, MeetingRhythm, WeekClock, read_time
from web.administration.office import AtOffice, Office
from web.administration.sheet import Answers, Sheet
from web.asking import requires
from web.due import due, in_words, sentence
from web.forms import FormFields

CLOCK = ("/administration/clock", message("The week's times"))
MEETINGS_SHOWN = 3
DAYS = tuple(map(str, range(1, 8)))
RHYTHMS = tuple(rhythm.code for rhythm in MeetingRhythm)
EVERY_WEEK = MeetingRhythm.WEEK.code

DONE = {
    "set": message("The times are saved."),
    "same": message("The times were like that already."),
}
NO_DAY = message("Choose a day of the week.")
NO_RHYTHM = message("Choose how often the meeting is.")

router = APIRouter(include_in_schema=False)
MANAGE = [requires(Action.GROUND_MANAGE)]


@router.get(CLOCK[0], dependencies=MANAGE)
def show(office: AtOffice) -> Response:
    """How the weeks are kept now, and the form that changes it."""
    with office.known() as view:
        clock = view.ground.clock
    return _form(office, Sheet(_values(clock)), clock)


@router.post(CLOCK[0], dependencies=MANAGE)
def change(office: AtOffice, fields: FormFields) -> Response:
    """Say what the new times mean; save them when they have been looked at."""
    with office.known() as view:
        before = view.ground.clock
    answers = Answers(fields)
    wanted = _read(answers)
    step = fields.one("step")
    if wanted is None or step == "change":
        return _form(office, answers.sheet(office.t), before)
    if step != "save":
        return _check(office, wanted)
    try:
        entry = set_clock(office.registry, wanted, actor=office.actor.name, at=office.at)
    except Refused as refusal:
        return _form(office, answers.sheet(office.t, refusal), before)
    return RedirectResponse(f"{CLOCK[0]}?done={'set' if entry else 'same'}", 303)


def _read(answers: Answers) -> WeekClock | None:
    """The clock that was filled in, None where something is wrong with it."""
    deadline_day = answers.one_of("deadline_day", DAYS, NO_DAY)
    meeting_day = answers.one_of("meeting_day", DAYS, NO_DAY)
    rhythm = answers.one_of("rhythm", RHYTHMS, NO_RHYTHM)
    first = None if rhythm == EVERY_WEEK else answers.day("first_meeting")
    try:
        times = {
            name: read_time(answers.values.get(name, ""), name)
            for name in ("deadline_time", "meeting_time")
        }
        if answers.faults:
            return None
        return WeekClock(
            deadline_day=int(deadline_day),
            meeting_day=int(meeting_day),
            rhythm=MeetingRhythm(rhythm),
            first_meeting=first,
            **times,
        )
    except BadClock as problem:
        answers.wrong(problem.field, problem.message, **problem.params)
        return None


def _values(clock: WeekClock) -> dict[str, str]:
    first = clock.first_meeting
    return {
        "deadline_day": str(clock.deadline_day),
        "deadline_time": f"{clock.deadline_time:%H:%M}",
        "meeting_day": str(clock.meeting_day),
        "meeting_time": f"{clock.meeting_time:%H:%M}",
        "rhythm": clock.rhythm.value,
        "first_meeting": first.isoformat() if first else "",
    }


def _form(office: Office, sheet: Sheet, clock: WeekClock) -> Response:
    lang = office.t.language
    return office.page(
        "clock.html",
        sheet=sheet,
        title=office.t(CLOCK[1]),
        rules=in_words(clock, office.t),
        ahead=sentence(due(clock, office.at), office.t),
        days=[(day, weekday(int(day) - 1, lang)) for day in DAYS],
        rhythms=[(rhythm.value, label(rhythm, lang), "") for rhythm in MeetingRhythm],
        done=office.done(DONE),
    )


def _check(office: Office, clock: WeekClock) -> Response:
    t = office.t
    return office.page(
        "clock_check.html",
        trail=[CLOCK],
        rules=in_words(clock, t),
        ahead=sentence(due(clock, office.at), t),
        meetings=[day_and_time(at, t.language) for at in _meetings(clock, office.at)],
        values=_values(clock),
    )


def _meetings(clock: WeekClock, after: datetime) -> list[datetime]:
    """The next few meetings."""
    found: list[datetime] = []
    for _ in range(MEETINGS_SHOWN):
        after = clock.next_meeting(after)
        found.append(after)
    return found

"""Laying out the record of Havstuna: years of reports through the real doors, on its own clock.

Week by week, moment by moment, what was sent is received and what the coordinator decides is
recorded, each with the time that it then was; every Tuesday the picture of the week before is
issued. So each past moment can be asked for, and each issued picture be drawn again.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from pydantic import TypeAdapter

from briefing import calibrate
from briefing.issue import issue
from briefing.public.publish import publish
from demo import desk, people
from demo.desk import Desk
from demo.dice import dice_of, numbers_of
from demo.followups import (
    Change,
    Planner,
    accept_announced,
    all_at_once,
    has_line,
    one_by_one,
    plan,
)
from demo.happenings import Odds, draw, odds
from demo.organisations import EAGER, HALL, MEMBERS, Member
from demo.slots import Slots, meeting_of, midnight_before, slots
from demo.spots import areas_of, places_of, spots_of
from demo.story import JOINED, is_held_back, is_unheard
from demo.tellings import Fields, Teller, announce, tell
from demo.tiles import pmtiles
from demo.town import Town, town
from demo.year import calendar_toml, planned
from events.database import reading
from events.fact import Decided
from events.ground import CategoriesAdopted, MunicipalityNamed
from events.organisation import OrganisationOpened
from events.refusal import Refused
from events.streams import ground_stream, organisation_stream
from ingest.checking import Turned
from ingest.forms import (
    ReviewForm,
)
from ingest.receive import receive, receive_nothing
from ingest.submission import NothingForm, Submission
from projections.ground import (
    AREAS,
    CALENDAR,
    CATEGORIES,
    NAME,
    PLACES,
    areas_adopted,
    calendar_adopted,
    places_adopted,
)
from projections.known import known
from projections.record import Registry, record
from reference.calendar import parse_calendar
from reference.categories import CURRENT
from reference.dimensions import Channel
from reference.periods import Period, PeriodKind
from reference.weeks import Week, weeks_between

SOURCE = "demo"
REPORTERS, COORDINATOR, COMMAND = "demo", "samordnare", "command"
"""Who records what most send in, who works at their desks, and who opens the accounts."""
HER_WEEKS = 8
"""For so many weeks the reporter who can sign in to the demo has sent her reports herself."""

DESK_WEEKS = 10
"""For so many weeks the analyst has written at her desk, and a second reader signed."""
TESTED_WEEKS = 52
"""With fewer weeks the statistics are not held against their claims, and nothing is published."""
PUBLISHED_MONTHS = (-2, -1)
"""The months that are published, from the one on."""

LARGE = 5
"""Above this scale the desk is too slow, a text in every report too dear, and every picture too."""
LAST_PICTURES = 10
_WORDED, _WORDED_WHEN_LARGE = 0.72, 0.1
_REVIEWED_WHEN_LARGE = 0.1
TUESDAY = 1
NOTHING = 1
"""Marks the dice that say who answers for a week with nothing."""

_SUBMISSIONS = TypeAdapter(list[Submission])


class Summary(NamedTuple):
    """What was laid out. `entries` counts all of the log, `pictures` those that were issued."""

    reports: int
    entries: int
    weeks: int
    pictures: int


class _Agenda(NamedTuple):
    """What waits for each moment, by its row in the slots.

    `heard` has, by the number of the week, the organisations that told of it in time.
    """

    sent: dict[int, list[Fields]]
    changes: dict[int, list[Change]]
    heard: dict[int, set[str]]


class _Office(NamedTuple):
    """All that the laying out works with. `analyst` is who reads and issues, for the log."""

    registry: Registry
    analyst: str
    weeks: Sequence[Week]
    horizon: datetime
    seed: int
    scale: float
    odds: Odds
    slots: Slots
    teller: Teller
    planner: Planner
    agenda: _Agenda


def lay_out(
    registry: Registry,
    data_dir: Path,
    *,
    weeks: int = 104,
    until: Week,
    seed: int = 47,
    scale: float = 1.0,
    now: datetime,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> Summary:
    """Fill an empty record with Havstuna's `weeks` up to `until`, and draw its map into `data_dir`.

    Nothing is recorded later than the local midnight before `now`. What comes out depends on the
    weeks, the seed and the scale alone; 1 makes some hundred reports a week. Raises Refused for a
    record that is not empty, and for a period that has not begun.
    """
    period = weeks_between(until.shift(1 - weeks), until)
    horizon = midnight_before(now)
    with reading(registry.log.engine) as connection:
        held = registry.log.head(connection).position
    if held:
        raise Refused(
            "The demo needs an empty record; this one holds %(entries)s entries.", entries=held
        )
    if not period or horizon <= period[0].start_at:
        raise Refused("The demo's first week lies ahead.")
    havstuna = town(seed)
    data_dir.mkdir(parents=True, exist_ok=True)
    (data_dir / "municipality.pmtiles").write_bytes(pmtiles(havstuna))
    office = _open(registry, havstuna, period, horizon, seed, scale)
    reports = pictures = 0
    for number, week in enumerate(period):
        if week.start_at >= horizon:
            break
        _foresee(office, number)
        days = range(number * 7, (number + 1) * 7)
        done = _live_through(office, days)
        reports, pictures = reports + done[0], pictures + done[1]
        progress(number + 1, len(period))
    done = _live_through(office, range(len(period) * 7, len(office.slots.all)))
    _look_back(office)
    with reading(registry.log.engine) as connection:
        entries = registry.log.head(connection).position
    begun = sum(week.start_at < horizon for week in period)
    return Summary(reports + done[0], entries, begun, pictures + done[1])


def _open(
    registry: Registry,
    havstuna: Town,
    period: Sequence[Week],
    horizon: datetime,
    seed: int,
    scale: float,
) -> _Office:
    """Record the ground that all stands on, at the start of the period."""
    first, until = period[0], period[-1]
    edition = f"{first.monday.year}-1"
    areas = areas_of(havstuna, edition, first.monday)
    toml = calendar_toml(first.monday.year, until.sunday.year + 1)
    municipality = registry.log.municipality
    facts = {
        NAME: MunicipalityNamed(name=havstuna.name),
        CATEGORIES: CategoriesAdopted(edition=CURRENT),
        AREAS: areas_adopted(areas, SOURCE),
        PLACES: places_adopted(places_of(havstuna, edition, first.monday), SOURCE),
        CALENDAR: calendar_adopted(edition, first.monday, SOURCE, toml),
    }
    decided = [Decided(ground_stream(municipality, kind), 1, fact) for kind, fact in facts.items()]
    there = [one for one in MEMBERS if one.code != EAGER or len(period) <= -JOINED + 1]
    decided += [_opened(registry, member, first) for member in (*there, HALL)]
    record(registry.log, decided, actor=COORDINATOR, at=first.start_at)
    record(registry.log, people.opened(seed), actor=COMMAND, at=first.start_at)
    spots = spots_of(havstuna, areas)
    clock = slots(first, until, seed)
    large = scale > LARGE
    return _Office(
        registry=registry,
        analyst=people.actor_of(seed, people.ANALYST),
        weeks=period,
        horizon=horizon,
        seed=seed,
        scale=scale,
        odds=odds(spots, parse_calendar(toml)),
        slots=clock,
        teller=Teller(spots, clock, seed, _WORDED_WHEN_LARGE if large else _WORDED),
        planner=Planner(
            municipality,
            spots,
            clock,
            _REVIEWED_WHEN_LARGE if large else 1.0,
        ),
        agenda=_Agenda({}, {}, {}),
    )


def _opened(registry: Registry, member: Member, since: Week) -> Decided:
    fact = OrganisationOpened(
        code=member.code,
        sv=member.sv,
        en=member.en,
        kind=member.kind,
        weekly=member.weekly,
        since=since.monday,
        share=member.share,
    )
    return Decided(organisation_stream(registry.log.municipality, member.code), 1, fact)


def _foresee(office: _Office, number: int) -> None:
    """Throw the dice of a week, and put all that comes of it where its moment is."""
    week, offset = office.weeks[number], number + 1 - len(office.weeks)
    dice = dice_of(office.seed, week)
    what = draw(office.odds, week, offset, office.scale, dice)
    told = tell(office.teller, week, offset, what, dice)
    agenda, due = office.agenda, office.slots.morning_of((number + 1) * 7)
    heard = agenda.heard.setdefault(number, set())
    for slot, fields in zip(numbers_of(told.slot), told.fields, strict=True):
        agenda.sent.setdefault(slot, []).append(fields)
        if slot <= due:
            heard.add(fields["organisation"])
    for slot, fields in announce(office.teller, week, planned(week, office.odds.school, dice)):
        agenda.sent.setdefault(slot, []).append(fields)
        change = accept_announced(office.planner, slot, fields)
        agenda.changes.setdefault(change.slot, []).append(change)
    for change in plan(office.planner, told, dice):
        agenda.changes.setdefault(change.slot, []).append(change)


def _live_through(office: _Office, days: range) -> tuple[int, int]:
    """Do what is due in these days of the period; the reports received and the pictures issued."""
    registry, reports, pictures = office.registry, 0, 0
    for row in office.slots.rows_of(days):
        slot = office.slots.all[row]
        if slot.at > office.horizon:
            break
        number, weekday = divmod((slot.day - office.weeks[0].monday).days, 7)
        if weekday == 0 and slot.number == 0:
            _welcome(office, number, slot.at)
        for actor, sent in _by_sender(office, number, office.agenda.sent.pop(row, [])):
            reports += _receive(registry, sent, actor, slot.at)
        if weekday == 0 and slot.is_morning and number > 0:
            _hear_of_nothing(office, number - 1, slot.at)
        changes = office.agenda.changes.pop(row, [])
        if office.scale > LARGE:
            all_at_once(registry, changes, actor=office.analyst, at=slot.at)
        else:
            read = [change for change in changes if isinstance(change.step, ReviewForm)]
            changed = [change for change in changes if not isinstance(change.step, ReviewForm)]
            one_by_one(registry, changed, actor=COORDINATOR, at=slot.at)
            answered = [change for change in read if has_line(change)]
            one_by_one(registry, answered, actor=office.analyst, at=slot.at)
            plain = [change for change in read if not has_line(change)]
            all_at_once(registry, plain, actor=office.analyst, at=slot.at)
        if weekday == TUESDAY and slot.is_morning and number > 0:
            pictures += _issue(office, number - 1, meeting_of(slot.day))
    return reports, pictures


def _welcome(office: _Office, number: int, at: datetime) -> None:
    """The eager organisation takes part from its first week on, if it did not from the start."""
    if number > 0 and number + 1 - len(office.weeks) == JOINED:
        (eager,) = (member for member in MEMBERS if member.code == EAGER)
        opened = _opened(office.registry, eager, office.weeks[number])
        record(office.registry.log, [opened], actor=COORDINATOR, at=at)


def _by_sender(
    office: _Office, number: int, sent: list[Fields]
) -> tuple[tuple[str, list[Fields]], ...]:
    """What most send, and in the last weeks what the reporter with an account sends herself."""
    if number < len(office.weeks) - HER_WEEKS:
        return ((REPORTERS, sent),)
    others, hers = list[Fields](), list[Fields]()
    for fields in sent:
        (hers if people.sends(people.REPORTER, fields) else others).append(fields)
    return ((REPORTERS, others), (people.actor_of(office.seed, people.REPORTER), hers))


def _receive(registry: Registry, sent: list[Fields], actor: str, at: datetime) -> int:
    if not sent:
        return 0
    outcomes = receive(
        registry,
        _SUBMISSIONS.validate_python(sent),
        actor=actor,
        at=at,
        channel=Channel.DEMO,
    )
    for outcome in outcomes:
        assert not isinstance(outcome, Turned), str(outcome.problem)
    return len(outcomes)


def _hear_of_nothing(office: _Office, number: int, at: datetime) -> None:
    """On Monday morning most of those who sent nothing for the week say that there was nothing."""
    week, offset = office.weeks[number], number + 1 - len(office.weeks)
    heard = office.agenda.heard.pop(number)
    dice = dice_of(office.seed, week, NOTHING)
    for member in MEMBERS:
        answers = bool(dice.random() < member.answers)
        away = is_unheard(member.code, offset) or is_held_back(member.code, offset)
        if answers and not away and member.code not in heard:
            form = NothingForm(organisation=member.code, week=str(week))
            receive_nothing(office.registry, form, actor=REPORTERS, at=at)


def _issue(office: _Office, number: int, at: datetime) -> int:
    """Issue the picture of a week at the meeting; how many were issued: 1 or 0."""
    last = number >= len(office.weeks) - LAST_PICTURES
    if at > office.horizon or (office.scale > LARGE and not last):
        return 0
    week = office.weeks[number]
    if number >= len(office.weeks) - DESK_WEEKS and office.scale <= LARGE:
        desk.look_after(_desk(office), week, at)
        desk.write(_desk(office), week, at)
        desk.sign(_desk(office), week, at)
    issue(office.registry.log, week, actor=office.analyst, at=at)
    return 1


def _desk(office: _Office) -> Desk:
    return Desk(
        registry=office.registry,
        writer=office.analyst,
        reader=people.actor_of(office.seed, people.COORDINATOR),
        owner=people.COORDINATOR.organisation,
    )


def _look_back(office: _Office) -> None:
    """At the end: the draft of the week that is on, the statistics' test, the last whole month."""
    log, at = office.registry.log, office.horizon
    begun = [week for week in office.weeks if week.start_at < at]
    if office.scale > LARGE or len(begun) < TESTED_WEEKS:
        return
    desk.look_after(_desk(office), begun[-1], at)
    desk.write(_desk(office), begun[-1], at)
    with known(log) as now:
        last = calibrate.last_due(now.ground.clock, at)
    calibrate.keep(log, calibrate.calibrate(log, last).calibration, actor=COMMAND, at=at)
    for month in PUBLISHED_MONTHS:
        period = Period.of(PeriodKind.MONTH, last).shift(month)
        if period.end_at <= at:
            publish(log, period, actor=office.analyst, at=at)

"""A report is late by the clock that was in force when it came, whatever is set afterwards."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest
from sqlalchemy.exc import OperationalError

from events.columns import to_microseconds
from events.database import writing
from ingest import desk, forms
from ingest.adopt import set_clock
from ingest.receive import Received, receive
from projections.clock import Deadlines, clock_set
from projections.known import known
from projections.rebuild import rebuild
from projections.record import Registry
from projections.register import FILED, IN_TIME, LATE
from projections.replay import replayed
from projections.reports import one
from projections.tables import tables
from reference.dimensions import Channel
from reference.weeks import MeetingRhythm, WeekClock
from tests.hamlet import NOW, WEEK, sent, told

WEDNESDAY = WeekClock(deadline_day=3, deadline_time=time(12), meeting_day=4, meeting_time=time(9))
MONDAY_EARLY = WeekClock(deadline_time=time(8))
DUE = WEEK.end_at + timedelta(hours=10)
"""Monday 10:00, the usual deadline of the hamlet's week."""


def lateness(registry: Registry, report: UUID, position: int | None = None) -> int:
    with known(registry.log, position=position) as then:
        row = one(then, report)
    assert row is not None
    return row.late


def late_of(registry: Registry, number: int, at: datetime) -> int:
    return lateness(registry, sent(registry, number, at=at))


def test_the_usual_clock_holds_until_one_is_set(registry: Registry) -> None:
    assert late_of(registry, 1, DUE) == IN_TIME
    assert late_of(registry, 2, DUE + timedelta(seconds=1)) == LATE
    set_clock(registry, WEDNESDAY, actor="t", at=DUE + timedelta(seconds=2))
    assert late_of(registry, 3, WEDNESDAY.deadline(WEEK)) == IN_TIME
    assert late_of(registry, 4, WEDNESDAY.deadline(WEEK) + timedelta(seconds=1)) == LATE


def test_a_clock_that_is_set_later_changes_nothing_of_what_came_before(registry: Registry) -> None:
    early = sent(registry, 1, at=DUE - timedelta(hours=1))
    late = sent(registry, 2, at=DUE + timedelta(hours=1))
    set_clock(registry, WEDNESDAY, actor="t", at=DUE + timedelta(hours=2))
    assert (lateness(registry, early), lateness(registry, late)) == (IN_TIME, LATE)
    set_clock(registry, MONDAY_EARLY, actor="t", at=DUE + timedelta(hours=3))
    assert (lateness(registry, early), lateness(registry, late)) == (IN_TIME, LATE)
    assert late_of(registry, 3, DUE + timedelta(hours=4)) == LATE


def test_a_corrected_week_is_judged_by_the_clock_of_the_day_that_the_report_came(
    registry: Registry,
) -> None:
    came = DUE + timedelta(days=1)
    report = sent(registry, 1, at=came, occurred={"from": WEEK.shift(1).start_at.isoformat()})
    assert lateness(registry, report) == IN_TIME
    set_clock(registry, WEDNESDAY, actor="t", at=came + timedelta(hours=1))
    form = forms.CorrectionForm.model_validate(
        {"reason": "wrong-time", "occurred": {"from": WEEK.start_at.isoformat()}}
    )
    desk.correct(registry, report, form, actor="t", at=came + timedelta(hours=2))
    assert lateness(registry, report) == LATE  # by the usual clock, and not by Wednesday's


def test_a_file_of_older_reports_is_told_apart_under_every_clock(registry: Registry) -> None:
    set_clock(registry, WEDNESDAY, actor="t", at=DUE)
    (outcome,) = receive(
        registry,
        [told(1)],
        actor="t",
        at=WEDNESDAY.deadline(WEEK) + timedelta(minutes=1),
        channel=Channel.FILE,
    )
    assert isinstance(outcome, Received)
    assert lateness(registry, outcome.report) == FILED


def test_rebuild_and_replay_say_the_same_in_one_batch_as_entry_by_entry(
    registry: Registry,
) -> None:
    reports = list[UUID]()
    at = DUE - timedelta(hours=3)
    for number, clock in enumerate((WeekClock(), MONDAY_EARLY, WEDNESDAY, MONDAY_EARLY)):
        set_clock(registry, clock, actor="t", at=at)
        reports += [sent(registry, number * 10 + n, at=at + timedelta(hours=n)) for n in range(4)]
        at += timedelta(hours=4)
    before = [lateness(registry, report) for report in reports]
    assert set(before) == {IN_TIME, LATE}

    rebuilt = rebuild(registry.log.engine, [registry.log])

    assert rebuilt.swapped
    assert all(table.same for table in rebuilt.compared)
    assert [lateness(registry, report) for report in reports] == before
    with known(registry.log) as now:
        head = now.position
    with replayed(registry.log, head) as then, known(registry.log) as now:
        assert then.ground.clock == now.ground.clock == MONDAY_EARLY
        for report in reports:
            assert one(then, report) == one(now, report)


@pytest.mark.parametrize(
    "clock",
    [
        WEDNESDAY,
        WeekClock(rhythm=MeetingRhythm.TWO_WEEKS, first_meeting=date(2026, 12, 1)),
        WeekClock(
            deadline_time=time(0, 0),
            meeting_day=7,
            meeting_time=time(23, 59),
            rhythm=MeetingRhythm.MONTH,
            first_meeting=date(2026, 12, 6),
        ),
    ],
)
def test_the_clock_is_as_known_at_the_position(registry: Registry, clock: WeekClock) -> None:
    with known(registry.log) as before:
        position = before.position
    entry = set_clock(registry, clock, actor="t", at=NOW)
    assert entry is not None
    assert entry.fact == clock_set(clock)
    with known(registry.log, position=position) as then, known(registry.log) as now:
        assert then.ground.clock == WeekClock()
        assert now.ground.clock == clock


def test_a_clock_that_is_in_force_is_not_set_again(registry: Registry) -> None:
    assert set_clock(registry, WeekClock(), actor="t", at=NOW) is None
    assert set_clock(registry, WEDNESDAY, actor="t", at=NOW) is not None
    assert set_clock(registry, WEDNESDAY, actor="t", at=NOW) is None


def test_no_clock_is_read_where_none_can_make_a_difference(on_sqlite: Registry) -> None:
    with writing(on_sqlite.log.engine) as connection:
        tables().week_clock.drop(connection)
        deadlines = Deadlines(connection, tables(), on_sqlite.log.municipality)
        end = to_microseconds(WEEK.end_at)
        latest = WeekClock(meeting_day=7, meeting_time=time(23, 59)).meeting(WEEK)
        assert latest is not None
        assert not deadlines.passed(WEEK.key, end, 1)
        assert deadlines.passed(WEEK.key, end + 9 * 24 * 3_600_000_000, 1)
        for between in (end + 1, to_microseconds(latest)):
            with pytest.raises(OperationalError, match="no such table"):
                deadlines.passed(WEEK.key, between, 1)

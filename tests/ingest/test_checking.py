"""What a phone sends whose clock is off or whose list is old, and texts that name somebody."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from events.database import reading
from events.ground import LocalCategoryOpened
from events.report import ReportSubmitted
from ingest.adopt import close_category, open_category
from ingest.checking import Turned
from ingest.receive import Outcome, Received, receive
from projections.known import known
from projections.record import Registry
from projections.reports import one
from reference.dimensions import Channel, PersonalData, PlaceMethod
from tests.hamlet import NOW, send, sent, told

PERSONNUMMER = "900101-9802"


def from_phone(registry: Registry, number: int, **fields: object) -> Outcome:
    (outcome,) = receive(
        registry, [told(number, **fields)], actor="p", at=NOW, channel=Channel.FORM
    )
    return outcome


def fact_of(registry: Registry, outcome: Outcome) -> ReportSubmitted:
    assert isinstance(outcome, Received), outcome
    with reading(registry.log.engine) as connection:
        fact = registry.log.stream(connection, outcome.report)[0].fact
    assert isinstance(fact, ReportSubmitted)
    return fact


def told_at(moment: datetime, *, relative: bool) -> dict[str, Any]:
    return {"occurred": {"from": moment.isoformat(), "relative": relative}}


@pytest.mark.parametrize("off_h", [-5, 3])
def test_a_time_told_as_now_moves_with_a_clock_that_is_off(on_sqlite: Registry, off_h: int) -> None:
    phone = NOW + timedelta(hours=off_h)
    outcome = from_phone(on_sqlite, 1, sent_at=phone, **told_at(phone, relative=True))
    fact = fact_of(on_sqlite, outcome)
    assert fact.told.occurred_from == fact.told.occurred_to == NOW
    assert fact.clock_off_s == off_h * 3600
    with known(on_sqlite.log) as now:
        row = one(now, outcome.report) if isinstance(outcome, Received) else None
    assert row is not None
    assert row.clock_off
    assert row.recorded_at == NOW, "the time here rules the order"


def test_a_time_read_off_a_clock_stays_and_never_lies_ahead(on_sqlite: Registry) -> None:
    phone = NOW + timedelta(hours=3)
    before = NOW - timedelta(hours=2)
    stays = from_phone(on_sqlite, 1, sent_at=phone, **told_at(before, relative=False))
    ahead = from_phone(on_sqlite, 2, sent_at=phone, **told_at(phone, relative=False))
    assert fact_of(on_sqlite, stays).told.occurred_from == before
    assert fact_of(on_sqlite, ahead).told.occurred_to == NOW


def test_a_clock_that_is_right_leaves_no_mark_and_a_time_ahead_is_refused(
    on_sqlite: Registry,
) -> None:
    right = from_phone(on_sqlite, 1, sent_at=NOW + timedelta(seconds=119))
    assert fact_of(on_sqlite, right).clock_off_s is None
    ahead = from_phone(
        on_sqlite, 2, sent_at=NOW, **told_at(NOW + timedelta(hours=3), relative=False)
    )
    assert isinstance(ahead, Turned)
    assert ahead.field == "occurred"


def test_a_phone_whose_clock_is_off_may_try_again_and_again(on_sqlite: Registry) -> None:
    phone = NOW + timedelta(hours=3)
    first = from_phone(on_sqlite, 1, sent_at=phone, **told_at(phone, relative=True))
    late = NOW + timedelta(minutes=7)
    form = told(1, sent_at=phone + timedelta(minutes=8), **told_at(phone, relative=True))
    (again,) = receive(on_sqlite, [form], actor="p", at=late, channel=Channel.FORM)
    assert isinstance(first, Received)
    assert again == first._replace(repeated=True)
    # And when the phone was put right in between.
    form = told(1, sent_at=late, submitted_at=phone, **told_at(phone, relative=True))
    (once_more,) = receive(on_sqlite, [form], actor="p", at=late, channel=Channel.FORM)
    assert once_more == first._replace(repeated=True)


def test_a_category_closed_meanwhile_is_taken_from_a_phone_only(on_sqlite: Registry) -> None:
    own = LocalCategoryOpened(id="", parent="DMG-GRAFF", sv="Skolgård", en="Schoolyard")
    category = open_category(on_sqlite, own, actor="t", at=NOW)
    close_category(on_sqlite, category, actor="t", at=NOW)
    outcome = from_phone(on_sqlite, 1, category=category)
    assert fact_of(on_sqlite, outcome).category == category
    (program,) = send(on_sqlite, told(2, category=category))
    assert isinstance(program, Turned)
    assert isinstance(from_phone(on_sqlite, 3, category="DMG-NEVER"), Turned)


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("text", {"text": f"Killen sa att han hade {PERSONNUMMER}."}),
        ("place.words", {"place": {"words": f"hos {PERSONNUMMER}"}}),
    ],
)
def test_a_number_that_points_out_a_person_is_refused_at_every_door(
    on_sqlite: Registry, field: str, fields: dict[str, object]
) -> None:
    for channel in (Channel.FORM, Channel.API, Channel.FILE):
        (outcome,) = receive(on_sqlite, [told(1, **fields)], actor="p", at=NOW, channel=channel)
        assert isinstance(outcome, Turned), channel
        assert outcome.field == field
        assert [find.kind for find in outcome.finds] == [PersonalData.PERSONNUMMER]
        assert PERSONNUMMER not in str(outcome.problem)
    with reading(on_sqlite.log.engine) as connection:
        assert not any(
            isinstance(entry.fact, ReportSubmitted) for entry in on_sqlite.log.entries(connection)
        )


def test_a_name_is_held_back_and_what_was_confirmed_is_only_counted(on_sqlite: Registry) -> None:
    held = from_phone(
        on_sqlite,
        1,
        text="Fatima Hussein grät vid bänken.",
        confirmed=[{"kind": "name", "count": 1}],
    )
    fact = fact_of(on_sqlite, held)
    assert fact.quarantined
    assert [(one.kind, one.count) for one in fact.confirmed] == [(PersonalData.NAME, 1)]
    assert isinstance(held, Received)
    assert held.quarantined
    assert not fact_of(on_sqlite, from_phone(on_sqlite, 2, text="Glas på marken.")).quarantined


def test_how_the_place_was_given_is_kept(on_sqlite: Registry) -> None:
    place = {"point": {"lat": 57.05, "lon": 19.05, "precision_m": 35}, "method": "position"}
    fact = fact_of(on_sqlite, from_phone(on_sqlite, 1, place=place))
    assert fact.place.method is PlaceMethod.POSITION
    assert fact.place.point is not None
    assert fact.place.point.precision_m == 35


def test_the_moment_of_sending_is_no_part_of_the_content(on_sqlite: Registry) -> None:
    report = sent(on_sqlite, 1, sent_at=NOW)
    assert sent(on_sqlite, 1, sent_at=datetime(2026, 11, 17, 8, 1, tzinfo=UTC)) == report

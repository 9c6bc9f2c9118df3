"""Receiving reports: kept once, refused with a sentence, whatever else the batch holds."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from events.database import reading
from events.organisation import OrganisationOpened
from events.refusal import Refused
from events.report import ReportSubmitted
from events.tables import log
from ingest.adopt import open_organisation
from ingest.checking import Turned
from ingest.receive import Received, receive, receive_nothing
from ingest.submission import NothingForm
from projections.known import known
from projections.record import Registry
from projections.reports import Query, find, one
from projections.shared import named
from reference.areas import OUTSIDE, UNPLACED
from reference.dimensions import Channel
from reference.roles import Share
from tests.hamlet import NOW, WEEK, send, sent, told


def total(registry: Registry) -> int:
    with known(registry.log) as now:
        return find(now, Query()).total


def test_a_report_is_in_the_register_when_it_is_answered(registry: Registry) -> None:
    (outcome,) = send(registry, told(1, text="glas på marken"))
    assert isinstance(outcome, Received)
    assert not outcome.repeated
    with known(registry.log) as now:
        row = one(now, outcome.report)
    assert row is not None
    assert (row.area, row.category, row.organisation) == ("V", "DMG-GRAFF", "skola")
    assert row.first_position == outcome.position


def test_the_same_report_again_is_answered_as_the_first_time(registry: Registry) -> None:
    (first,) = send(registry, told(1, text="glas"))
    (again,) = send(registry, told(1, text="glas"), at=NOW + timedelta(hours=1))
    assert isinstance(first, Received)
    assert again == first._replace(repeated=True)
    assert total(registry) == 1


def test_a_sending_time_that_differs_is_still_the_same_report(registry: Registry) -> None:
    sent(registry, 1, submitted_at="2026-11-14T10:00:00Z")
    (again,) = send(registry, told(1, submitted_at="2026-11-14T11:00:00Z"))
    assert isinstance(again, Received)
    assert again.repeated


@pytest.mark.parametrize(
    "other",
    [
        {"text": "sten"},
        {"text": None},
        {"category": "DMG-GLASS"},
        {"certainty": "unsure"},
        {"place": {"point": {"lat": 57.05, "lon": 19.06}}},
        {"place": {"words": "vid bron"}},
    ],
)
def test_other_content_under_the_same_key_is_refused(
    on_sqlite: Registry, other: dict[str, object]
) -> None:
    sent(on_sqlite, 1, text="glas")
    (outcome,) = send(on_sqlite, told(1, **{"text": "glas", **other}))
    assert isinstance(outcome, Turned)
    assert outcome.field == "client_id"
    assert total(on_sqlite) == 1


def share_levels(registry: Registry) -> None:
    """The guards share with the analysts, the others with nobody."""
    fact = OrganisationOpened(code="vakt", sv="Vakt", en="Guards", share=Share.MUNICIPALITY)
    open_organisation(registry, fact, actor="test", at=NOW)


def test_a_report_is_shared_as_said_or_else_as_its_organisation_shares(
    registry: Registry,
) -> None:
    share_levels(registry)
    wanted = {
        "own": told(1),
        "municipality": told(2, organisation="vakt"),
        "meeting": told(3, organisation="vakt", share="meeting", shared_with=["skola"]),
        "named": told(4, shared_with=["vakt", "bostad", "vakt", "skola"]),
    }
    outcomes = send(registry, *wanted.values())
    reports = [outcome.report for outcome in outcomes if isinstance(outcome, Received)]
    with known(registry.log) as now:
        rows = [one(now, report) for report in reports]
        names = named(now.connection, now.municipality, reports, now.position)
    assert [row.share for row in rows if row] == list(wanted)
    assert names == {reports[2]: ("skola",), reports[3]: ("bostad", "vakt")}


@pytest.mark.parametrize("channel", list(Channel))
def test_every_channel_shares_as_the_organisation_does(
    on_sqlite: Registry, channel: Channel
) -> None:
    share_levels(on_sqlite)
    (outcome,) = receive(
        on_sqlite, [told(1, organisation="vakt")], actor="t", at=NOW, channel=channel
    )
    assert isinstance(outcome, Received)
    with known(on_sqlite.log) as now:
        row = one(now, outcome.report)
    assert row is not None
    assert (row.share, row.reporter) == ("municipality", "t")


def test_sharing_that_cannot_be_is_refused_at_its_field(on_sqlite: Registry) -> None:
    outcomes = send(
        on_sqlite,
        told(1, shared_with=["okänd"]),
        told(2, share="named"),
        told(3, share="own", shared_with=["vakt"]),
        told(4, share="named", shared_with=["skola"]),
    )
    assert [o.field for o in outcomes if isinstance(o, Turned)] == ["shared_with"] * 4
    unknown = outcomes[0]
    assert isinstance(unknown, Turned)
    assert set(unknown.nearest) == {"skola", "vakt", "bostad"}
    with pytest.raises(ValueError, match="at most 20"):
        told(5, shared_with=["vakt"] * 21)


def test_who_repeats_a_report_need_not_say_again_whom_it_is_shared_with(
    on_sqlite: Registry,
) -> None:
    first = sent(on_sqlite, 1, share="meeting", shared_with=["vakt", "bostad"])
    same = told(1, share="meeting", shared_with=["bostad", "vakt"])
    for again in (told(1), same):
        (outcome,) = send(on_sqlite, again)
        assert isinstance(outcome, Received)
        assert (outcome.report, outcome.repeated) == (first, True)
    for other in (told(1, share="meeting"), told(1, share="own")):
        (outcome,) = send(on_sqlite, other)
        assert isinstance(outcome, Turned)
        assert outcome.field == "client_id"


def test_a_report_is_the_same_after_its_organisation_shares_otherwise(
    on_sqlite: Registry,
) -> None:
    report = sent(on_sqlite, 1, organisation="vakt")
    share_levels(on_sqlite)
    (again,) = send(on_sqlite, told(1, organisation="vakt"))
    assert isinstance(again, Received)
    assert again.repeated
    with known(on_sqlite.log) as now:
        row = one(now, report)
    assert row is not None
    assert row.share == "own"


def test_a_batch_that_repeats_a_report_need_not_repeat_its_sharing(on_sqlite: Registry) -> None:
    outcomes = send(on_sqlite, told(1, share="meeting"), told(1), told(1, share="municipality"))
    assert isinstance(outcomes[1], Received)
    assert outcomes[1].repeated
    assert isinstance(outcomes[2], Turned)
    assert total(on_sqlite) == 1


def test_a_text_whose_key_is_destroyed_no_longer_makes_a_difference(on_sqlite: Registry) -> None:
    report = sent(on_sqlite, 1, text="glas")
    with reading(on_sqlite.log.engine) as connection:
        (entry,) = on_sqlite.log.stream(connection, report)
    on_sqlite.keyring.destroy(entry.fact.told.text)
    (again,) = send(on_sqlite, told(1, text="glas"))
    assert isinstance(again, Received)
    assert again.repeated


def test_one_organisations_key_is_not_another_ones(on_sqlite: Registry) -> None:
    assert sent(on_sqlite, 1) != sent(on_sqlite, 1, organisation="vakt")


def test_every_report_of_a_batch_gets_an_answer_in_order(registry: Registry) -> None:
    known_before = sent(registry, 3)
    outcomes = send(
        registry,
        told(1),
        told(2, category="DMG-GRAF"),
        told(3),
        told(1),
        told(4, organisation="okänd"),
        told(1, category="DMG-GLASS"),
        told(5, place={"place": "okänd"}),
        told(6, occurred={"from": (NOW + timedelta(days=1)).isoformat()}),
        told(7),
    )
    assert [outcome.row for outcome in outcomes] == list(range(9))
    kinds = [
        outcome.field if isinstance(outcome, Turned) else outcome.repeated for outcome in outcomes
    ]
    assert kinds == [
        False,
        "category",
        True,
        True,
        "organisation",
        "client_id",
        "place",
        "occurred",
        False,
    ]
    assert outcomes[2].report == known_before  # type: ignore[union-attr]
    assert total(registry) == 3


def test_an_unknown_category_is_told_what_is_near(on_sqlite: Registry) -> None:
    near, group = send(on_sqlite, told(1, category="DMG-GRAF"), told(2, category="DMG"))
    assert isinstance(near, Turned)
    assert "DMG-GRAFF" in near.nearest
    assert isinstance(group, Turned)
    assert set(group.nearest) >= {"DMG-GRAFF", "DMG-GLASS"}


def test_other_needs_words(on_sqlite: Registry) -> None:
    without, with_text = send(
        on_sqlite, told(1, category="OTHER"), told(2, category="OTHER", text="en drönare")
    )
    assert isinstance(without, Turned)
    assert isinstance(with_text, Received)


def test_a_point_outside_every_area_is_kept_as_outside(on_sqlite: Registry) -> None:
    outcomes = send(
        on_sqlite,
        told(1, place={"point": {"lat": 10.0, "lon": 10.0}}),
        told(2, place={"words": "vid bron"}),
        told(3, place={"area": "O"}),
        told(4, place={"place": "skola"}),
    )
    assert [o.area for o in outcomes if isinstance(o, Received)] == [OUTSIDE, UNPLACED, "O", "O"]
    with known(on_sqlite.log) as now:
        assert find(now, Query(area=OUTSIDE)).total == 1


def test_no_text_stands_open_anywhere(on_sqlite: Registry) -> None:
    told_in_text = "hemligheten i texten"
    place = {
        "point": {"lat": 57.0123456, "lon": 19.0123456},
        "at_home": True,
        "words": "gula huset",
    }
    sent(on_sqlite, 1, text=told_in_text, place=place)
    folder = on_sqlite.log.engine.url.database
    assert folder
    with reading(on_sqlite.log.engine) as connection:
        states = b"".join(connection.scalars(select(log.c.state)))
        rows = str(connection.exec_driver_sql("SELECT * FROM register").all())
    for hidden in (told_in_text, "gula huset", "57.0123456", "19.0123456"):
        assert hidden.encode() not in states
        assert hidden not in rows


def test_senders_that_race_store_one_report(registry: Registry) -> None:
    batch = [told(number) for number in range(20)]
    answers: list[list[object]] = []

    def race() -> None:
        answers.append(list(send(registry, *batch)))

    threads = [threading.Thread(target=race) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 6
    assert all(isinstance(o, Received) for answer in answers for o in answer)
    assert sum(not o.repeated for answer in answers for o in answer) == 20  # type: ignore[attr-defined]
    assert total(registry) == 20


def test_a_dry_run_answers_and_writes_nothing(on_sqlite: Registry) -> None:
    sent(on_sqlite, 1)
    with reading(on_sqlite.log.engine) as connection:
        before = on_sqlite.log.head(connection)
    outcomes = receive(
        on_sqlite,
        [told(1), told(2), told(3, category="X")],
        actor="t",
        at=NOW,
        channel=Channel.FILE,
        dry_run=True,
    )
    assert [isinstance(o, Received) and o.repeated for o in outcomes] == [True, False, False]
    assert isinstance(outcomes[2], Turned)
    with reading(on_sqlite.log.engine) as connection:
        assert on_sqlite.log.head(connection) == before


def test_the_event_speaks_the_words_of_its_day(on_sqlite: Registry) -> None:
    report = sent(on_sqlite, 1, place={"place": "torg"})
    with reading(on_sqlite.log.engine) as connection:
        (entry,) = on_sqlite.log.stream(connection, report)
    fact = entry.fact
    assert isinstance(fact, ReportSubmitted)
    assert (fact.categories_edition, fact.place.areas_edition, fact.place.places_edition) == (
        "2026-1",
        "2026",
        "2026",
    )


def test_nothing_to_report_is_said_once(registry: Registry) -> None:
    form = NothingForm(organisation="vakt", week=str(WEEK))
    first = receive_nothing(registry, form, actor="t", at=NOW)
    again = receive_nothing(registry, form, actor="t", at=NOW + timedelta(hours=1))
    assert not first.repeated
    assert again == first._replace(repeated=True)


def test_nothing_to_report_of_a_week_to_come_is_refused(on_sqlite: Registry) -> None:
    ahead = NothingForm(organisation="vakt", week="2026-W50")
    with pytest.raises(Refused, match="has not begun"):
        receive_nothing(on_sqlite, ahead, actor="t", at=NOW)
    stranger = NothingForm(organisation="okänd", week=str(WEEK))
    with pytest.raises(Refused, match="no organisation"):
        receive_nothing(on_sqlite, stranger, actor="t", at=NOW)


def test_ten_thousand_take_the_same_way_as_one(on_sqlite: Registry) -> None:
    outcomes = send(on_sqlite, *(told(number, client_id=str(uuid4())) for number in range(10_000)))
    assert all(isinstance(o, Received) and not o.repeated for o in outcomes)
    assert total(on_sqlite) == 10_000

"""What stands in the inbox, in which order, and how much of it."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import ColumnElement, literal, true

from events.refusal import Refused
from ingest import desk
from ingest.forms import (
    CorrectionForm,
    LinkForm,
    QuarantineForm,
    ReviewForm,
    WithdrawalForm,
)
from ingest.receive import Received, receive
from projections.inbox import (
    DONE,
    DOUBLES_FOR,
    WAITING,
    Part,
    Wanted,
    counts,
    neighbours,
    page,
    part,
    read_wanted,
)
from projections.known import known
from projections.record import Registry
from projections.reports import one
from projections.similar import Happening, similar
from projections.tables import tables
from reference.dimensions import Channel, Reason, Review
from tests.hamlet import NOW, WEEK, sent, told

EVERYTHING: ColumnElement[bool] = literal(1) == literal(1)
TO_SORT = Wanted()


@contextmanager
def inbox_of(
    registry: Registry, wanted: Wanted = TO_SORT, *, within: ColumnElement[bool] = EVERYTHING
) -> Generator[Part]:
    with known(registry.log) as now:
        yield part(now, wanted, within=within, seen=EVERYTHING)


def listed(registry: Registry, **wanted: str) -> list[UUID]:
    with inbox_of(registry, Wanted(**wanted)) as asked:
        return [row.report for row in page(asked).rows]


def review(registry: Registry, report: UUID, outcome: Review) -> None:
    desk.review(registry, report, ReviewForm(outcome=outcome), actor="t", at=NOW)


def test_each_report_stands_in_the_parts_that_it_waits_in(registry: Registry) -> None:
    apart = [{"point": {"lat": 57.01 + n / 100, "lon": 19.05}} for n in range(9)]
    new = sent(registry, 1, place=apart[0])
    read, returned, accepted, out = (sent(registry, n, place=apart[n]) for n in range(2, 6))
    for report, outcome in (
        (read, Review.READ),
        (returned, Review.RETURNED),
        (accepted, Review.ACCEPTED),
        (out, Review.OUT_OF_SCOPE),
    ):
        review(registry, report, outcome)
    linked, withdrawn = (sent(registry, n, place=apart[n]) for n in (6, 7))
    desk.link(registry, linked, LinkForm(same_as=new), actor="t", at=NOW)
    mistake = WithdrawalForm(reason=Reason.MISTAKE)
    desk.withdraw(registry, withdrawn, mistake, actor="t", at=NOW)
    other = sent(registry, 8, category="OTHER", place={"area": "V"}, text="annat")
    nowhere = sent(registry, 9, place={"point": {"lat": 57.05, "lon": 25.0}})
    in_words = sent(registry, 10, place={"words": "vid bron"})
    desk.quarantine(registry, accepted, QuarantineForm(), actor="t", at=NOW)

    assert listed(registry) == [new, read, other, nowhere, in_words]
    assert {state: listed(registry, state=state) for state in (*WAITING[1:], *DONE)} == {
        "new": [new, other, nowhere, in_words],
        "read": [read],
        "returned": [returned],
        "held": [accepted],
        "other": [other],
        "outside": [nowhere, in_words],
        "doubles": [],
        "files": [],
        "accepted": [accepted],
        "out-of-scope": [out],
        "linked": [linked],
    }
    with inbox_of(registry) as asked:
        assert counts(asked) == {state: len(listed(registry, state=state)) for state in WAITING}


def test_a_file_of_older_reports_does_not_bury_what_is_new(registry: Registry) -> None:
    earlier = {"from": (WEEK.start_at - timedelta(days=200)).isoformat()}
    submissions = [told(n, occurred=earlier) for n in (1, 2)]
    outcomes = receive(registry, submissions, actor="t", at=NOW, channel=Channel.FILE)
    filed = [one.report for one in outcomes if isinstance(one, Received)]
    new = sent(registry, 3)

    assert listed(registry) == listed(registry, state="new") == [new]
    assert listed(registry, state="files") == filed
    with inbox_of(registry) as asked:
        assert (counts(asked)["to-sort"], counts(asked)["files"]) == (1, 2)
        assert asked.twins == frozenset()


def test_what_came_in_long_ago_is_looked_through_for_doubles_when_it_is_opened(
    on_sqlite: Registry,
) -> None:
    sent(on_sqlite, 1)
    sent(on_sqlite, 2)
    sent(on_sqlite, 3, at=NOW + DOUBLES_FOR + timedelta(days=1), category="TRAF-SPEED")
    with inbox_of(on_sqlite) as asked:
        assert asked.twins == frozenset()


def test_what_was_corrected_after_a_question_is_new_again(on_sqlite: Registry) -> None:
    report = sent(on_sqlite, 1)
    review(on_sqlite, report, Review.RETURNED)
    form = CorrectionForm.model_validate({"reason": "wrong-details", "certainty": "unsure"})
    desk.correct(on_sqlite, report, form, actor="t", at=NOW)

    assert listed(on_sqlite, state="new") == [report]


def test_the_other_filters_narrow_the_list_and_every_count(registry: Registry) -> None:
    school = sent(registry, 1)
    guards = sent(registry, 2, organisation="vakt", category="TRAF-SPEED")
    earlier = {"from": (WEEK.start_at - timedelta(days=20)).isoformat()}
    before = sent(registry, 3, occurred=earlier)

    assert listed(registry, organisation="vakt") == [guards]
    assert listed(registry, group="DMG") == [school, before]
    assert listed(registry, week=str(WEEK.shift(-3))) == [before]
    with inbox_of(registry, Wanted("read", organisation="vakt")) as asked:
        assert counts(asked)["to-sort"] == 1


def test_only_what_lies_within_is_listed_and_counted(registry: Registry) -> None:
    sent(registry, 1)
    guards = sent(registry, 2, organisation="vakt")
    within = tables().register.c.organisation == "vakt"

    with inbox_of(registry, within=within) as asked:
        assert [row.report for row in page(asked).rows] == [guards]
        assert counts(asked)["to-sort"] == 1
        row = one(asked.known, guards)
        assert row
        assert neighbours(asked, row) == (None, None, 1, 1)


def test_the_pages_hold_every_report_once_though_some_leave_meanwhile(registry: Registry) -> None:
    reports = [sent(registry, n) for n in range(7)]
    with inbox_of(registry) as asked:
        first = page(asked, limit=3)
    assert [row.report for row in first.rows] == reports[:3]
    assert (first.first, first.total, first.earlier) == (1, 7, None)
    assert first.later
    review(registry, reports[0], Review.ACCEPTED)

    with inbox_of(registry) as asked:
        second = page(asked, after=first.later, limit=3)
        assert second.later
        last = page(asked, after=second.later, limit=3)
        back = page(asked, before=second.earlier, limit=3)

    assert [row.report for row in (*second.rows, *last.rows)] == reports[3:]
    assert last.later is None
    assert (second.first, last.first, second.total) == (3, 6, 6)
    assert [row.report for row in back.rows] == reports[1:3]
    assert (back.earlier, back.later) == (None, back.rows[-1].first_position)


def test_a_report_has_its_neighbours_also_when_it_left_the_list(registry: Registry) -> None:
    first, second, third = (sent(registry, n) for n in range(3))
    with inbox_of(registry) as asked:
        row = one(asked.known, second)
        assert row
        assert neighbours(asked, row) == (first, third, 2, 3)
    review(registry, second, Review.ACCEPTED)
    with inbox_of(registry) as asked:
        assert neighbours(asked, row) == (first, third, None, 2)


def test_what_cannot_be_asked_for_is_refused_in_words(on_sqlite: Registry) -> None:
    with known(on_sqlite.log) as now:
        for asked in (
            {"state": "none"},
            {"group": "NONE"},
            {"week": "2026-W60"},
            {"week": "2026-11"},
        ):
            with pytest.raises(Refused):
                read_wanted(asked, now)
        wanted = read_wanted({"state": "new", "page": "9"}, now)
    assert wanted == Wanted("new")
    assert wanted.address(after=7) == "state=new&after=7"
    assert Wanted(group="DMG").address() == "group=DMG"


@pytest.mark.parametrize("seed", range(4))
def test_the_possible_doubles_are_those_that_each_report_is_asked_about(
    on_sqlite: Registry, seed: int
) -> None:
    dice = Random(seed)
    for number in range(60):
        ago = dice.randrange(100, 900)
        start = WEEK.start_at - timedelta(hours=ago)
        lasts = timedelta(hours=min(ago, dice.choice((0, 0, 3, 200, 700))))
        lat, lon = 57.05 + dice.randrange(8) * 0.0004, 19.05 + dice.randrange(8) * 0.0007
        sent(
            on_sqlite,
            seed * 1000 + number,
            category=dice.choice(("DMG-GRAFF", "DMG-GLASS", "TRAF-SPEED", "OTHER")),
            occurred={"from": start.isoformat(), "to": (start + lasts).isoformat()},
            place={"point": {"lat": lat, "lon": lon}},
            text="något",
        )
    with inbox_of(on_sqlite, within=true()) as asked:
        rows = page(asked, limit=100).rows
        by_rule = set[UUID]()
        for row in rows:
            assert row.lat is not None
            assert row.lon is not None
            told = (row.category, row.occurred_from, row.occurred_to, row.lat, row.lon)
            near = similar(asked.known, Happening(*told), most=99)
            if any(each.row.report != row.report for each in near):
                by_rule.add(row.report)

    assert 5 < len(by_rule) < 60
    assert asked.twins == by_rule


def test_a_double_that_may_not_be_seen_is_none(on_sqlite: Registry) -> None:
    mine, _ = sent(on_sqlite, 1), sent(on_sqlite, 2, organisation="vakt")
    own = tables().register.c.organisation == "skola"
    with known(on_sqlite.log) as now:
        assert part(now, Wanted(), within=own, seen=own).twins == frozenset()
        assert part(now, Wanted(), within=own, seen=true()).twins == {mine}

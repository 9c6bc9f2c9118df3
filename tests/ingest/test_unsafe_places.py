"""Unsafe places stand on a list with their age and owner until they are mended."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from briefing.draw import draw
from briefing.findings import Unsafe
from events.draft import Part, Slot
from events.refusal import Refused
from events.unsafe_place import UnsafePlace, UnsafePlaceListed, evolve
from ingest.desk import withdraw
from ingest.drafting import Field, save, sign
from ingest.drafting import load as draft_of
from ingest.forms import WithdrawalForm
from ingest.privacy import PointsOut
from ingest.unsafe_places import (
    ListingForm,
    NoSuchItem,
    enlist,
    enlist_report,
    give,
    load,
    mend,
    reopen,
)
from projections.known import known
from projections.rebuild import rebuild
from projections.record import Registry
from projections.replay import replayed
from projections.reports import Query, find
from reference.dimensions import Reason
from reference.roles import Role
from reference.weeks import Week
from tests.hamlet import NOW, WEEK, sent

BY = "analyst"


def listed(registry: Registry, **fields: object) -> UUID:
    form = ListingForm.model_validate(
        {"key": uuid4(), "category": "PLACE-VIEW", "area": "O", "since": "2026-10-01", **fields}
    )
    entry = enlist(registry, form, actor=BY, at=NOW)
    assert entry
    return entry.stream


def shown(registry: Registry, week: Week = WEEK, position: int | None = None) -> tuple[Unsafe, ...]:
    with known(registry.log, position=position) as then:
        return draw(then, week).unsafe


def test_a_report_is_listed_once_with_its_place_and_age(registry: Registry) -> None:
    report = sent(registry, 1, category="PLACE-LIGHT", place={"place": "torg"})

    entry = enlist_report(registry, report, actor=BY, at=NOW)
    again = enlist_report(registry, report, actor=BY, at=NOW)

    assert entry
    assert again is None
    (item,) = shown(registry)
    assert (item.category, item.area, item.place, item.name) == (
        "PLACE-LIGHT",
        "V",
        "torg",
        "Torget",
    )
    assert (item.n, item.owner, item.fixed) == (1, "", False)
    assert item.age_days == (WEEK.sunday - item.since).days


def test_further_reports_tell_of_what_stands_there(registry: Registry) -> None:
    first, second = (
        sent(registry, n, category="PLACE-LIGHT", place={"place": "torg"}) for n in (1, 2)
    )
    enlist_report(registry, first, actor=BY, at=NOW)
    (item,) = shown(registry)
    enlist_report(registry, second, onto=UUID(item.id), actor=BY, at=NOW)
    assert enlist_report(registry, second, onto=UUID(item.id), actor=BY, at=NOW) is None

    (item,) = shown(registry)
    assert item.n == 2
    with known(registry.log) as now:
        behind = find(now, Query(unsafe=item.id, which="sent"))
        assert {row.report for row in behind.rows} == {first, second}
        assert item.reports == f"unsafe={item.id}&which=sent"
    withdraw(registry, second, WithdrawalForm(reason=Reason.MISTAKE), actor=BY, at=NOW)
    assert shown(registry)[0].n == 1


def test_what_is_mended_is_said_so_for_its_period_and_then_leaves(registry: Registry) -> None:
    item = listed(registry)
    give(registry, item, "bostad", actor=BY, at=NOW)
    mend(registry, item, actor=BY, at=NOW)
    with known(registry.log) as now:
        position = now.position

    this_week = Week.of(NOW)
    assert [(one.fixed, one.owner) for one in shown(registry, this_week)] == [(True, "bostad")]
    assert shown(registry, this_week.shift(1)) == ()
    assert [one.fixed for one in shown(registry, this_week, position - 1)] == [False]
    reopen(registry, item, actor=BY, at=NOW + timedelta(days=9))
    assert [one.fixed for one in shown(registry, this_week.shift(1))] == [False]


def test_what_is_so_already_leaves_no_entry(registry: Registry) -> None:
    item = listed(registry)
    give(registry, item, "vakt", actor=BY, at=NOW)

    assert give(registry, item, "vakt", actor=BY, at=NOW) is None
    assert reopen(registry, item, actor=BY, at=NOW) is None
    mend(registry, item, actor=BY, at=NOW)
    assert mend(registry, item, actor=BY, at=NOW) is None
    assert load(registry, item).owner == "vakt"


def test_a_form_that_is_sent_twice_lists_one_place(registry: Registry) -> None:
    key = uuid4()
    listed(registry, key=key)
    form = ListingForm(key=key, category="PLACE-VIEW", area="O", since=date(2026, 10, 1))

    assert enlist(registry, form, actor=BY, at=NOW) is None
    assert len(shown(registry)) == 1


def test_the_oldest_stand_first_and_those_to_come_not_at_all(registry: Registry) -> None:
    for since in ("2026-10-01", "2026-09-01", "2026-11-16"):
        listed(registry, since=since)

    assert [str(one.since) for one in shown(registry)] == ["2026-09-01", "2026-10-01"]
    assert len(shown(registry, WEEK.shift(1))) == 3


@pytest.mark.parametrize(
    "fields",
    [
        {"category": "DMG-GRAFF"},
        {"area": "nowhere"},
        {"area": None},
        {"area": None, "place": "nowhere"},
        {"since": "2026-11-18"},
    ],
    ids=["another category", "no such area", "no place", "no such place", "a day to come"],
)
def test_what_cannot_be_is_refused(registry: Registry, fields: dict[str, object]) -> None:
    with pytest.raises(Refused):
        listed(registry, **fields)
    assert shown(registry) == ()


def test_only_reports_of_unsafe_places_are_listed(registry: Registry) -> None:
    report = sent(registry, 1)
    with pytest.raises(Refused, match="category"):
        enlist_report(registry, report, actor=BY, at=NOW)
    with pytest.raises(Refused, match="does not exist"):
        enlist_report(registry, uuid4(), actor=BY, at=NOW)


def test_words_are_looked_through_and_sealed(registry: Registry) -> None:
    with pytest.raises(PointsOut):
        listed(registry, words="ring 070-174 06 05")
    item = load(registry, listed(registry, words="bakom garagen"))
    assert item.words
    opened = registry.keyring.open(item.words, f"9948|{item.id}|words")
    assert opened == "bakom garagen"


def test_a_report_is_no_unsafe_place(registry: Registry) -> None:
    with pytest.raises(NoSuchItem):
        mend(registry, sent(registry, 1), actor=BY, at=NOW)
    with pytest.raises(Refused, match="no organisation"):
        give(registry, listed(registry), "nowhere", actor=BY, at=NOW)


def test_the_list_at_every_position_is_that_of_a_replay(registry: Registry) -> None:
    report = sent(registry, 1, category="PLACE-LIGHT")
    enlist_report(registry, report, actor=BY, at=NOW)
    item = listed(registry)
    give(registry, item, "vakt", actor=BY, at=NOW)
    mend(registry, item, actor=BY, at=NOW)
    with known(registry.log) as now:
        head = now.position

    for position in range(head - 5, head + 1):
        with replayed(registry.log, position) as again:
            assert draw(again, WEEK).unsafe == shown(registry, position=position)


def test_a_rebuild_finds_the_drafts_and_the_list_as_they_were(registry: Registry) -> None:
    enlist_report(registry, sent(registry, 1, category="PLACE-LIGHT"), actor=BY, at=NOW)
    item = listed(registry)
    give(registry, item, "vakt", actor=BY, at=NOW)
    mend(registry, item, actor=BY, at=NOW)
    first, second = Slot(Part.SENTENCE, "1"), Slot(Part.RUMOUR, "1")
    fields = [Field(first, "Ett."), Field(second, "Två.")]
    save(registry, str(WEEK), fields, actor=BY, at=NOW)
    save(registry, str(WEEK), [Field(second, "Tre.")], actor=BY, at=NOW)
    seen = draft_of(registry, str(WEEK)).changed
    sign(registry, str(WEEK), seen=seen, role=Role.ANALYST, actor="another", at=NOW)

    found = rebuild(registry.log.engine, [registry.log])

    assert [table.table for table in found.compared if not table.same] == []
    assert found.swapped


def test_facts_add_up_in_memory_as_in_the_table() -> None:
    fact = UnsafePlaceListed(category="PLACE-VIEW", area="O", since=date(2026, 10, 1))
    item = evolve(None, UUID(int=1), 1, fact)
    assert item == UnsafePlace(
        id=UUID(int=1),
        version=1,
        category="PLACE-VIEW",
        area="O",
        place="",
        since=date(2026, 10, 1),
        words=None,
        reports=(),
    )

"""Finding reports by the query that stands in an address."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.refusal import Refused
from ingest import desk, forms
from projections.known import known
from projections.record import Registry
from projections.reports import ALL, COUNTED, SENT, Query, find, followers, one, read_query
from projections.tables import tables
from reference.categories import taxonomy
from reference.dimensions import Reason
from reference.grid import square_of
from reference.periods import Period, PeriodKind
from tests.hamlet import NOW, WEEK, send, sent, told


def count(registry: Registry, **fields: str) -> int:
    with known(registry.log) as now:
        return find(now, Query(**fields)).total


def test_each_field_narrows_the_list(registry: Registry) -> None:
    send(
        registry,
        told(1),
        told(2, category="DMG-GLASS", basis="TOLD-COLLEAGUE"),
        told(3, organisation="vakt", place={"place": "skola"}),
        told(4, category="POS-CALM", place={"words": "vid bron"}),
        told(5, occurred={"from": WEEK.shift(-1).start_at.isoformat()}),
    )
    assert count(registry) == 5
    assert count(registry, week=str(WEEK)) == 4
    assert count(registry, category="DMG") == 4
    assert count(registry, category="DMG-GLASS") == 1
    assert count(registry, category="disturbing") == 4
    assert count(registry, category="others") == 1
    assert count(registry, organisation="vakt", area="O") == 1
    assert count(registry, place="skola") == 1
    assert count(registry, observed="1") == 4
    assert count(registry, exact="1") == 4
    assert count(registry, status="new") == 5
    assert count(registry, hour="3", week=str(WEEK)) == 1
    assert count(registry, daypart="0", week=str(WEEK)) == 4
    assert count(registry, daypart="1", week=str(WEEK)) == 0
    assert count(registry, week=f"{WEEK.shift(-1)}--{WEEK}") == 5
    assert count(registry, week=str(Period.of(PeriodKind.YEAR, WEEK))) == 5
    send(registry, told(6, place={"point": {"lat": 57.06, "lon": 19.06}}))
    assert count(registry, square=square_of(57.06, 19.06)) == 1


def test_what_is_counted_what_was_sent_and_all(registry: Registry) -> None:
    first, double, gone = sent(registry, 1), sent(registry, 2), sent(registry, 3)
    desk.link(registry, double, forms.LinkForm(same_as=first), actor="t", at=NOW)
    desk.withdraw(registry, gone, forms.WithdrawalForm(reason=Reason.MISTAKE), actor="t", at=NOW)
    assert count(registry, which=COUNTED) == 1
    assert count(registry, which=SENT) == 2
    assert count(registry, which=ALL) == 3
    assert count(registry, which=SENT, linked="1") == 1


def test_pages_follow_on_one_another(registry: Registry) -> None:
    send(registry, *(told(number) for number in range(7)))
    with known(registry.log) as now:
        first = find(now, Query(), limit=3)
        second = find(now, Query(), limit=3, offset=first.next_offset or 0)
        third = find(now, Query(), limit=3, offset=second.next_offset or 0)
    assert [len(page.rows) for page in (first, second, third)] == [3, 3, 1]
    assert third.next_offset is None
    seen = [row.report for page in (first, second, third) for row in page.rows]
    assert len(set(seen)) == first.total == 7


def test_a_report_is_found_as_it_was_known(registry: Registry) -> None:
    report = sent(registry, 1)
    with known(registry.log) as before:
        position = before.position
    form = forms.ReclassificationForm(category="DMG-GLASS")
    desk.reclassify(registry, report, form, actor="t", at=NOW)
    with known(registry.log, position=position) as then, known(registry.log) as now:
        was, stands = one(then, report), one(now, report)
    assert was is not None
    assert stands is not None
    assert (was.category, stands.category) == ("DMG-GRAFF", "DMG-GLASS")
    with known(registry.log, position=1) as earlier:
        assert one(earlier, report) is None


def test_what_is_not_within_is_neither_listed_nor_counted_nor_found(registry: Registry) -> None:
    own, others = sent(registry, 1), sent(registry, 2, organisation="vakt")
    form = forms.LinkForm(same_as=own)
    desk.link(registry, others, form, actor="t", at=NOW)
    within = tables().register.c.organisation == "skola"
    with known(registry.log) as now:
        listing = find(now, Query(which=ALL), within=within)
        assert (listing.total, [row.report for row in listing.rows]) == (1, [own])
        assert find(now, Query(which=ALL)).total == 2
        assert one(now, own, within=within) is not None
        assert one(now, others, within=within) is None
        assert followers(now, own) == [others]
        assert followers(now, own, within=within) == []


def test_a_report_says_who_sent_it_and_whom_it_is_shared_with(registry: Registry) -> None:
    report = sent(registry, 1, share="meeting")
    form = forms.ReclassificationForm(category="DMG-GLASS")
    desk.reclassify(registry, report, form, actor="somebody else", at=NOW)
    with known(registry.log) as now:
        row = one(now, report)
    assert row is not None
    assert (row.reporter, row.share, row.quarantined) == ("test", "meeting", False)


@given(
    st.builds(
        Query,
        week=st.sampled_from(["", "2026-W46", "2026-11", "2026-W24--2026-W46"]),
        area=st.text("abcÅÄÖ &=+%", max_size=5),
        category=st.sampled_from(["", "DMG", "DMG-GRAFF", "disturbing", "others"]),
        organisation=st.text("abc &=", max_size=5),
        late=st.sampled_from(["", "late", "file"]),
        hour=st.sampled_from(["", "0", "167"]),
        daypart=st.sampled_from(["", "0", "27"]),
        square=st.sampled_from(["", "2706:26310"]),
        unsafe=st.sampled_from(["", "0b2f3f2e-43d0-4c0e-8f0b-0d8f4b7d0c11"]),
        which=st.sampled_from([COUNTED, SENT, ALL]),
    )
)
def test_a_query_comes_back_from_its_address(query: Query) -> None:
    assert read_query(dict(parse_qsl(query.address())), taxonomy()) == query


@pytest.mark.parametrize(
    "asked",
    [
        {"week": "2025-W53"},
        {"category": "NO"},
        {"late": "soon"},
        {"hour": "168"},
        {"daypart": "28"},
        {"week": "2026-W46--2026-W45"},
        {"hour": "٣"},
        {"hour": "9" * 5000},
        {"hour": "0001999"},
        {"which": "some"},
    ],
)
def test_a_query_that_asks_for_what_cannot_be_is_refused(asked: dict[str, str]) -> None:
    with pytest.raises(Refused):
        read_query(asked, taxonomy())

"""Reports of the same happening: near in place and time, of the same kind, and joined only so."""

from datetime import timedelta

import pytest

from ingest import desk, forms
from ingest.similar import SimilarForm, alike, join
from ingest.submission import Submission
from projections.known import known
from projections.record import Registry
from reference.dimensions import Reason
from tests.hamlet import NOW, sent, told

LAT, LON = 57.05, 19.05
NORTH_100_M = 100 / 111_195


def near(registry: Registry, *, lat: float = LAT, most: int = 3, **fields: object) -> list[object]:
    asked = told(0, place={"point": {"lat": lat, "lon": LON}}, **fields)
    form = SimilarForm(category=asked.category, occurred=asked.occurred, place=asked.place)
    with known(registry.log) as view:
        return [one.row.report for one in alike(view, form, "skola", most=most)]


def test_within_100_metres_and_not_beyond(registry: Registry) -> None:
    report = sent(registry, 0)
    assert near(registry) == [report]
    assert near(registry, lat=LAT + 0.999 * NORTH_100_M) == [report]
    assert near(registry, lat=LAT + 1.02 * NORTH_100_M) == []


def test_within_24_hours_and_not_beyond(on_sqlite: Registry) -> None:
    report = sent(on_sqlite, 48)
    begins = told(48).occurred.from_

    def at(hours: float) -> list[object]:
        return near(on_sqlite, occurred={"from": (begins + timedelta(hours=hours)).isoformat()})

    assert at(24) == at(-24) == [report]
    assert at(24.1) == at(-24.1) == []


def test_of_the_same_group_whichever_category(on_sqlite: Registry) -> None:
    report = sent(on_sqlite, 0, category="DMG-GLASS")
    assert near(on_sqlite, category="DMG-GRAFF") == [report]
    assert near(on_sqlite, category="TRAF-RECK") == []


def test_at_most_three_the_nearest_first(on_sqlite: Registry) -> None:
    reports = [
        sent(on_sqlite, n, place={"point": {"lat": LAT + n * NORTH_100_M / 10, "lon": LON}})
        for n in (4, 1, 3, 2, 0)
    ]
    assert near(on_sqlite) == [reports[4], reports[1], reports[3]]


def test_what_others_told_of_in_a_sensitive_category_is_not_shown(on_sqlite: Registry) -> None:
    sent(on_sqlite, 0, category="VIOL-ASSLT", organisation="vakt")
    own = sent(on_sqlite, 1, category="VIOL-ASSLT")
    assert near(on_sqlite, category="VIOL-FIGHT") == [own]


def test_a_point_at_a_home_is_near_nothing(on_sqlite: Registry) -> None:
    sent(on_sqlite, 0, place={"point": {"lat": LAT, "lon": LON}, "at_home": True})
    assert near(on_sqlite) == []


def test_words_alone_are_near_nothing(on_sqlite: Registry) -> None:
    sent(on_sqlite, 0)
    asked = told(1, place={"words": "vid bron"})
    form = SimilarForm(category=asked.category, occurred=asked.occurred, place=asked.place)
    with known(on_sqlite.log) as view:
        assert alike(view, form, "skola", most=3) == []


@pytest.mark.parametrize("gone", ["withdrawn", "linked"])
def test_what_is_not_counted_is_not_shown(on_sqlite: Registry, gone: str) -> None:
    first, second = sent(on_sqlite, 0), sent(on_sqlite, 1)
    if gone == "withdrawn":
        form = forms.WithdrawalForm(reason=Reason.MISTAKE)
        desk.withdraw(on_sqlite, second, form, actor="t", at=NOW)
    else:
        desk.link(on_sqlite, second, forms.LinkForm(same_as=first), actor="t", at=NOW)
    assert near(on_sqlite) == [first]


def joined(registry: Registry, submission: Submission) -> object:
    report = sent(registry, 1, **submission.model_dump(include={"category"}))
    return join(registry, report, submission, actor="p", at=NOW)


def test_a_report_joins_the_one_that_was_shown_and_only_once(registry: Registry) -> None:
    first = sent(registry, 0, organisation="vakt")
    form = told(1, same_as=first)
    assert joined(registry, form) == first
    report = sent(registry, 1)
    assert desk.load(registry, report).same_as == first
    version = desk.load(registry, report).version
    assert join(registry, report, form, actor="p", at=NOW) == first
    assert desk.load(registry, report).version == version


def test_joining_one_that_is_linked_itself_joins_the_first_of_them(on_sqlite: Registry) -> None:
    first, second = sent(on_sqlite, 0), sent(on_sqlite, 2)
    desk.link(on_sqlite, second, forms.LinkForm(same_as=first), actor="t", at=NOW)
    assert joined(on_sqlite, told(1, same_as=second)) == first


def test_a_report_that_is_nowhere_near_is_not_joined(on_sqlite: Registry) -> None:
    far = sent(on_sqlite, 0, place={"point": {"lat": LAT + 0.01, "lon": LON}})
    assert joined(on_sqlite, told(1, same_as=far)) is None
    assert desk.load(on_sqlite, sent(on_sqlite, 1)).same_as is None


def test_a_report_that_never_was_is_not_joined(on_sqlite: Registry) -> None:
    form = told(1, same_as="00000000-0000-0000-0000-000000000001")
    assert joined(on_sqlite, form) is None

"""The number of a report leads to it, is its own for good, and begins anew with each week."""

from datetime import timedelta

from projections.known import known
from projections.numbers import find, references
from projections.record import Registry
from projections.reports import ALL, Query
from projections.reports import find as listed
from reference.weeks import Week
from tests.hamlet import NOW, sent

NEXT_WEEK = NOW + timedelta(days=7)


def test_every_report_is_found_by_its_number(registry: Registry) -> None:
    made = [sent(registry, number) for number in range(5)]
    made += [sent(registry, 10 + number, at=NEXT_WEEK) for number in range(3)]
    with known(registry.log) as now:
        rows = listed(now, Query(which=ALL)).rows
        numbers = references(now, rows)
        found = {report: find(now, numbers[report]) for report in made}
    assert found == {report: report for report in made}
    assert len(set(numbers.values())) == len(made)


def test_a_number_says_the_week_and_counts_from_its_beginning(on_sqlite: Registry) -> None:
    first = sent(on_sqlite, 1)
    after = sent(on_sqlite, 2, at=NEXT_WEEK)
    with known(on_sqlite.log) as now:
        numbers = references(now, listed(now, Query(which=ALL)).rows)
    assert numbers[first] == "2026-47-0001"
    assert numbers[after] == "2026-48-0001"


def test_a_number_that_was_never_given_leads_nowhere(on_sqlite: Registry) -> None:
    report = sent(on_sqlite, 1)
    sent(on_sqlite, 2, at=NEXT_WEEK)
    with known(on_sqlite.log) as now:
        wrong = ("", "2026-47", "2026-54-0001", "2026-47-0000", "2026-47-0002", "2026-49-0001")
        assert [find(now, written) for written in wrong] == [None] * len(wrong)
        assert find(now, " 2026-47-1 ") == report, "as it is read out over the telephone"


def test_at_midnight_between_two_weeks_the_new_week_begins(on_sqlite: Registry) -> None:
    midnight = Week(2026, 48).start_at
    last = sent(on_sqlite, 1, at=midnight - timedelta(seconds=1))
    first = sent(on_sqlite, 2, at=midnight)
    with known(on_sqlite.log) as now:
        numbers = references(now, listed(now, Query(which=ALL)).rows)
    assert (numbers[last], numbers[first]) == ("2026-47-0001", "2026-48-0001")


def test_what_came_later_has_no_number_yet(on_sqlite: Registry) -> None:
    sent(on_sqlite, 1)
    sent(on_sqlite, 2)
    with known(on_sqlite.log, position=0) as then:
        assert find(then, "2026-47-0001") is None

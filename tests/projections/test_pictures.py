"""What became of a week's reports after its picture was drawn."""

from collections.abc import Callable

import pytest

from briefing.issue import issue
from ingest import desk, forms
from projections.known import known
from projections.pictures import all_issued, changes_since, issued_weeks
from projections.record import Registry
from reference.dimensions import Reason, Review
from reference.periods import Period
from reference.roles import Share
from tests.hamlet import NOW, WEEK, sent


def position_of(registry: Registry) -> int:
    with known(registry.log) as now:
        return now.position


def changed_since(registry: Registry, position: int) -> int:
    with known(registry.log) as now:
        return changes_since(now.connection, now.municipality, WEEK, position, now.position)


def test_what_came_left_or_changed_is_counted_once_for_each_report(registry: Registry) -> None:
    stays, reviewed, left = (sent(registry, number) for number in (1, 2, 3))
    drawn = position_of(registry)
    assert changed_since(registry, drawn) == 0
    came = sent(registry, 4, share="named", shared_with=["vakt"])
    for outcome in (Review.READ, Review.ACCEPTED):
        form = forms.ReviewForm(outcome=outcome)
        desk.review(registry, reviewed, form, actor="t", at=NOW)
    earlier = {"reason": "wrong-time", "occurred": {"from": WEEK.shift(-1).start_at.isoformat()}}
    correction = forms.CorrectionForm.model_validate(earlier)
    desk.correct(registry, left, correction, actor="t", at=NOW)
    assert changed_since(registry, drawn) == 3
    assert len({stays, reviewed, left, came}) == 4


SHARINGS: tuple[forms.ShareForm, ...] = (
    forms.ShareForm(share=Share.MEETING),
    forms.ShareForm(share=Share.MEETING, shared_with=("vakt",)),
    forms.ShareForm(share=Share.MEETING, shared_with=("vakt", "bostad")),
    forms.ShareForm(share=Share.MEETING, shared_with=("bostad",)),
)


def test_whom_a_report_is_shared_with_is_no_change_of_the_picture(registry: Registry) -> None:
    report = sent(registry, 1)
    drawn = position_of(registry)
    for form in SHARINGS:
        assert desk.share(registry, report, form, actor="t", at=NOW) is not None
    desk.quarantine(registry, report, forms.QuarantineForm(), actor="t", at=NOW)
    desk.clear(registry, report, forms.ClearForm(), actor="t", at=NOW)
    assert changed_since(registry, drawn) == 0


@pytest.mark.parametrize("sharing_comes_first", [True, False])
def test_a_change_beside_a_sharing_still_counts(
    registry: Registry, *, sharing_comes_first: bool
) -> None:
    report = sent(registry, 1)
    drawn = position_of(registry)
    withdrawal = forms.WithdrawalForm(reason=Reason.MISTAKE)
    steps: list[Callable[[], object]] = [
        lambda: desk.quarantine(registry, report, forms.QuarantineForm(), actor="t", at=NOW),
        lambda: desk.withdraw(registry, report, withdrawal, actor="t", at=NOW),
    ]
    for step in steps if sharing_comes_first else reversed(steps):
        step()
    assert changed_since(registry, drawn) == 1


def test_the_pictures_of_weeks_are_told_from_those_of_longer_periods(registry: Registry) -> None:
    sent(registry, 1)
    for period in (WEEK, Period.parse("2026-11"), Period.parse("2026")):
        issue(registry.log, period, actor="test", at=NOW)
    with known(registry.log) as now:
        weeks = issued_weeks(now.connection, now.municipality)
        every = all_issued(now.connection, now.municipality)

    assert [one.period for one in weeks] == [str(WEEK)]
    assert {one.period for one in every} == {str(WEEK), "2026-11", "2026"}


def test_changes_of_any_week_of_a_longer_period_are_counted(registry: Registry) -> None:
    sent(registry, 1)
    position = position_of(registry)
    for number, week in enumerate((WEEK, WEEK.shift(-1), WEEK.shift(-9)), 2):
        sent(registry, number, occurred={"from": week.start_at.isoformat()})

    with known(registry.log) as now:
        of = Period.parse("2026-11")
        found = changes_since(now.connection, now.municipality, of, position, now.position)
    assert found == 2

"""Changing a report at the desk: each change is a fact, and the figures follow."""

import threading
from contextlib import suppress
from uuid import UUID, uuid4

import pytest

from events.database import reading
from events.refusal import Refused
from events.report import ReportWithdrawn
from ingest import desk, forms
from ingest.receive import NOTE, TEXT
from ingest.submission import Occurred, PlaceForm, PointForm
from projections.known import known
from projections.record import Registry, belongs_to
from projections.reports import SENT, Query, Row, find, one
from projections.shared import named
from reference.dimensions import Certainty, People, Reason, Review
from reference.roles import Share
from tests.hamlet import NOW, sent


def as_it_stands(registry: Registry, report: object) -> Row:
    with known(registry.log) as now:
        row = one(now, report)  # type: ignore[arg-type]
    assert row is not None
    return row


def counted(registry: Registry) -> int:
    with known(registry.log) as now:
        return find(now, Query()).total


def test_a_correction_moves_the_report_to_its_week(on_sqlite: Registry) -> None:
    report = sent(on_sqlite, 1)
    form = forms.CorrectionForm(
        reason=Reason.WRONG_TIME, occurred=Occurred.model_validate({"from": "2026-11-02T12:00"})
    )
    entry = desk.correct(on_sqlite, report, form, actor="t", at=NOW)
    assert entry is not None
    assert entry.version == 2
    assert as_it_stands(on_sqlite, report).week == 202645
    assert desk.correct(on_sqlite, report, form, actor="t", at=NOW) is None


def test_what_a_correction_leaves_out_stays(on_sqlite: Registry) -> None:
    report = sent(on_sqlite, 1, people="5-9", text="glas")
    form = forms.CorrectionForm(reason=Reason.WRONG_DETAILS, certainty=Certainty.UNSURE)
    desk.correct(on_sqlite, report, form, actor="t", at=NOW)
    now = desk.load(on_sqlite, report).told
    assert now.certainty is Certainty.UNSURE
    assert now.people is People("5-9")
    assert now.text is not None
    assert on_sqlite.keyring.open(now.text, belongs_to(on_sqlite, report, TEXT)) == "glas"


def test_a_field_is_emptied_by_saying_so(on_sqlite: Registry) -> None:
    report = sent(on_sqlite, 1, people="5-9")
    form = forms.CorrectionForm.model_validate({"reason": "wrong-details", "people": None})
    desk.correct(on_sqlite, report, form, actor="t", at=NOW)
    assert desk.load(on_sqlite, report).told.people is None


def test_a_new_text_is_sealed_and_the_same_text_is_no_change(on_sqlite: Registry) -> None:
    report = sent(on_sqlite, 1, text="glas")
    same = forms.CorrectionForm(reason=Reason.WRONG_DETAILS, text="glas")
    assert desk.correct(on_sqlite, report, same, actor="t", at=NOW) is None
    other = forms.CorrectionForm(reason=Reason.WRONG_DETAILS, text="sten")
    desk.correct(on_sqlite, report, other, actor="t", at=NOW)
    text = desk.load(on_sqlite, report).told.text
    assert text is not None
    assert on_sqlite.keyring.open(text, belongs_to(on_sqlite, report, TEXT)) == "sten"


def test_a_report_is_reclassified_placed_and_reviewed(on_sqlite: Registry) -> None:
    report = sent(on_sqlite, 1)
    with pytest.raises(Refused, match="no category"):
        desk.reclassify(
            on_sqlite, report, forms.ReclassificationForm(category="NIL"), actor="t", at=NOW
        )
    desk.reclassify(
        on_sqlite, report, forms.ReclassificationForm(category="DMG-GLASS"), actor="t", at=NOW
    )
    east = PlaceForm(point=PointForm(lat=57.05, lon=19.15))
    desk.put_in_place(on_sqlite, report, forms.PlacementForm(place=east), actor="t", at=NOW)
    desk.review(on_sqlite, report, forms.ReviewForm(outcome=Review.ACCEPTED), actor="t", at=NOW)
    row = as_it_stands(on_sqlite, report)
    assert (row.category, row.area, row.status, row.version) == ("DMG-GLASS", "O", "accepted", 4)


def test_what_is_out_of_scope_leaves_the_figures_and_can_come_back(on_sqlite: Registry) -> None:
    report = sent(on_sqlite, 1)
    out = forms.ReviewForm(outcome=Review.OUT_OF_SCOPE)
    desk.review(on_sqlite, report, out, actor="t", at=NOW)
    assert counted(on_sqlite) == 0
    desk.review(on_sqlite, report, forms.ReviewForm(outcome=Review.ACCEPTED), actor="t", at=NOW)
    assert counted(on_sqlite) == 1


def test_linking_counts_a_happening_once_and_unlinking_restores_it(registry: Registry) -> None:
    one_report, other = sent(registry, 1), sent(registry, 2, organisation="vakt")
    desk.link(registry, other, forms.LinkForm(same_as=one_report), actor="t", at=NOW)
    assert counted(registry) == 1
    with known(registry.log) as now:
        assert find(now, Query(which=SENT)).total == 2
    desk.unlink(registry, other, actor="t", at=NOW)
    assert counted(registry) == 2


def test_withdrawing_the_first_of_linked_reports_keeps_the_happening(registry: Registry) -> None:
    first, second, third = (
        sent(registry, n, organisation=o) for n, o in enumerate(("skola", "vakt", "bostad"))
    )
    for follower in (second, third):
        desk.link(registry, follower, forms.LinkForm(same_as=first), actor="t", at=NOW)
    form = forms.WithdrawalForm(reason=Reason.MISTAKE)
    entry = desk.withdraw(registry, first, form, actor="t", at=NOW)
    assert entry is not None
    assert isinstance(entry.fact, ReportWithdrawn)
    assert counted(registry) == 1
    assert as_it_stands(registry, second).same_as is None
    assert as_it_stands(registry, third).same_as == second
    assert desk.withdraw(registry, first, form, actor="t", at=NOW) is None


def test_a_report_that_does_not_exist_cannot_be_changed(on_sqlite: Registry) -> None:
    with pytest.raises(desk.NoSuchReport):
        desk.unlink(on_sqlite, uuid4(), actor="t", at=NOW)
    with pytest.raises(Refused, match="does not exist"):
        desk.link(on_sqlite, sent(on_sqlite, 1), forms.LinkForm(same_as=uuid4()), actor="t", at=NOW)


def test_a_stream_of_something_else_is_no_report(on_sqlite: Registry) -> None:
    with reading(on_sqlite.log.engine) as connection:
        (ground, *_) = on_sqlite.log.entries(connection)
    with pytest.raises(desk.NoSuchReport):
        desk.load(on_sqlite, ground.stream)


def test_a_change_on_what_somebody_changed_meanwhile_is_refused(
    on_sqlite: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = sent(on_sqlite, 1)
    before = desk.load(on_sqlite, report)
    desk.review(on_sqlite, report, forms.ReviewForm(outcome=Review.READ), actor="t", at=NOW)
    monkeypatch.setattr(desk, "load", lambda *_: before)
    with pytest.raises(Refused, match="Somebody else"):
        desk.review(on_sqlite, report, forms.ReviewForm(outcome=Review.ACCEPTED), actor="t", at=NOW)


def test_a_link_and_a_withdrawal_that_race_never_hide_the_happening(registry: Registry) -> None:
    for number in range(12):
        first, second = sent(registry, 2 * number), sent(registry, 2 * number + 1)
        link = forms.LinkForm(same_as=first)
        withdrawal = forms.WithdrawalForm(reason=Reason.MISTAKE)

        def try_to_link(report: UUID = second, form: forms.LinkForm = link) -> None:
            with suppress(Refused):
                desk.link(registry, report, form, actor="t", at=NOW)

        threads = [
            threading.Thread(target=try_to_link),
            threading.Thread(
                target=desk.withdraw,
                args=(registry, first, withdrawal),
                kwargs={"actor": "t", "at": NOW},
            ),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert counted(registry) == number + 1


def names_of(registry: Registry, report: UUID, position: int | None = None) -> tuple[str, ...]:
    with known(registry.log, position=position) as now:
        return named(now.connection, now.municipality, [report], now.position).get(report, ())


def test_a_report_is_shared_with_others_by_name(registry: Registry) -> None:
    report = sent(registry, 1)
    form = forms.ShareForm(share=Share.NAMED, shared_with=("vakt", "skola", "bostad", "vakt"))
    entry = desk.share(registry, report, form, actor="t", at=NOW)
    assert entry is not None
    assert entry.fact.shared_with == ("vakt", "bostad")
    assert as_it_stands(registry, report).share == "named"
    assert names_of(registry, report) == ("bostad", "vakt")
    assert desk.share(registry, report, form, actor="t", at=NOW) is None

    wider = forms.ShareForm(share=Share.MEETING, shared_with=("vakt",))
    desk.share(registry, report, wider, actor="t", at=NOW)
    assert as_it_stands(registry, report).share == "meeting"
    assert names_of(registry, report) == ("vakt",)
    assert names_of(registry, report, entry.position) == ("bostad", "vakt")
    assert names_of(registry, report, entry.position - 1) == ()


def test_a_report_is_shared_with_nobody_who_does_not_take_part(on_sqlite: Registry) -> None:
    report = sent(on_sqlite, 1)
    for names, sentence in (
        (("okänd",), "no organisation with the code okänd"),
        (("skola",), "Name the organisations"),
    ):
        form = forms.ShareForm(share=Share.NAMED, shared_with=names)
        with pytest.raises(Refused, match=sentence):
            desk.share(on_sqlite, report, form, actor="t", at=NOW)
    assert as_it_stands(on_sqlite, report).share == "own"


def test_a_report_is_held_back_and_cleared_with_a_sealed_note(registry: Registry) -> None:
    report = sent(registry, 1, share="meeting")
    form = forms.QuarantineForm(note="ett namn i texten")
    held = desk.quarantine(registry, report, form, actor="t", at=NOW)
    assert held is not None
    box = belongs_to(registry, report, NOTE)
    assert registry.keyring.open(held.fact.note, box) == "ett namn i texten"
    assert as_it_stands(registry, report).quarantined
    assert desk.quarantine(registry, report, form, actor="t", at=NOW) is None
    assert counted(registry) == 1

    assert desk.clear(registry, report, forms.ClearForm(), actor="t", at=NOW) is not None
    row = as_it_stands(registry, report)
    assert (row.quarantined, row.share, row.version) == (False, "meeting", 3)
    assert desk.clear(registry, report, forms.ClearForm(), actor="t", at=NOW) is None

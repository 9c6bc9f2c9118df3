"""An issued picture never changes, and anybody with the log can draw it again."""

from datetime import timedelta

import pytest

from briefing.draw import EDITION, draw
from briefing.issue import issue, replay
from briefing.picture import digest
from events.draft import Part, Slot
from events.picture import PictureIssued
from events.refusal import Refused
from ingest import desk, forms
from ingest.drafting import Field, box_of, load, save, sign
from projections.known import known
from projections.pictures import all_issued, issued
from projections.record import Registry
from reference.dimensions import Certainty, Reason
from reference.roles import Role
from tests.hamlet import NOW, WEEK, sent
from tests.projections.lives import live


def test_fifty_late_and_corrected_reports_do_not_touch_an_issued_picture(
    registry: Registry,
) -> None:
    reports = live(registry, 1, 60)
    fact = issue(registry.log, WEEK, actor="analyst", at=NOW).fact
    assert isinstance(fact, PictureIssued)
    with known(registry.log, position=fact.position) as then:
        at_issue = draw(then, WEEK)
    later = NOW + timedelta(days=2)
    for number in range(25):
        sent(registry, 50_000 + number, at=later)
    form = forms.CorrectionForm(reason=Reason.WRONG_DETAILS, certainty=Certainty.UNSURE)
    corrected = 0
    for report in reports:
        try:
            corrected += desk.correct(registry, report, form, actor="t", at=later) is not None
        except Refused:
            continue  # withdrawn in its random life
    assert corrected >= 25

    again = replay(registry.log, WEEK)

    assert again.same
    assert again.picture == at_issue
    with known(registry.log, position=fact.position) as then:
        assert digest(draw(then, WEEK)) == fact.digest
    with known(registry.log, moment=fact.as_of) as then:
        assert draw(then, WEEK) == at_issue
    with known(registry.log) as now:
        assert draw(now, WEEK).total.n > at_issue.total.n


def test_a_picture_is_issued_once(registry: Registry) -> None:
    sent(registry, 1)
    issue(registry.log, WEEK, actor="analyst", at=NOW)
    with pytest.raises(Refused, match="issued already"):
        issue(registry.log, WEEK, actor="somebody else", at=NOW)
    with known(registry.log) as now:
        (one,) = all_issued(now.connection, registry.log.municipality)
        assert one == issued(now.connection, registry.log.municipality, str(WEEK))
    assert one.actor == "analyst"


def test_a_week_that_has_not_begun_cannot_be_issued(on_sqlite: Registry) -> None:
    with pytest.raises(Refused, match="has not begun"):
        issue(on_sqlite.log, WEEK.shift(3), actor="analyst", at=NOW)


def test_a_picture_that_was_not_issued_cannot_be_replayed(on_sqlite: Registry) -> None:
    with pytest.raises(Refused, match="No picture"):
        replay(on_sqlite.log, WEEK)


def test_the_second_reader_is_named_with_the_issue(registry: Registry) -> None:
    fields = [Field(Slot(Part.SENTENCE, "1"), "Läget är lugnt.")]
    save(registry, str(WEEK), fields, actor="anna", at=NOW)
    with pytest.raises(Refused, match="No second reader"):
        issue(registry.log, WEEK, actor="anna", at=NOW, read_first=True)
    seen = load(registry, str(WEEK)).changed
    sign(registry, str(WEEK), seen=seen, role=Role.COORDINATOR, actor="berit", at=NOW)
    with pytest.raises(Refused, match="No second reader"):
        issue(registry.log, WEEK, actor="berit", at=NOW, read_first=True)

    fact = issue(registry.log, WEEK, actor="anna", at=NOW, read_first=True).fact

    assert (fact.read_by, fact.read_as, fact.read_at) == ("berit", Role.COORDINATOR, NOW)
    with known(registry.log) as now:
        one = issued(now.connection, registry.log.municipality, str(WEEK))
    assert one
    assert (one.read_by, one.read_as, one.read_at) == ("berit", "coordinator", NOW)
    assert replay(registry.log, WEEK).same


def test_a_picture_that_was_issued_unread_says_so(registry: Registry) -> None:
    fact = issue(registry.log, WEEK, actor="anna", at=NOW).fact

    assert (fact.read_by, fact.read_as, fact.read_at) == ("", None, None)
    assert fact.drawing == EDITION


def test_erased_words_do_not_change_the_picture(registry: Registry) -> None:
    slot = Slot(Part.SENTENCE, "1")
    save(registry, str(WEEK), [Field(slot, "Läget är lugnt.")], actor="anna", at=NOW)
    issue(registry.log, WEEK, actor="anna", at=NOW)
    box = box_of(registry, load(registry, str(WEEK)), slot)
    assert box
    registry.keyring.destroy(box.sealed)

    assert replay(registry.log, WEEK).same


def test_a_picture_of_another_edition_is_refused_and_not_called_changed(
    on_sqlite: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue(on_sqlite.log, WEEK, actor="analyst", at=NOW)
    monkeypatch.setattr("briefing.issue.EDITION", "99")

    with pytest.raises(Refused, match="draws edition 99") as no:
        replay(on_sqlite.log, WEEK)

    assert f"edition {EDITION} of the drawing" in str(no.value)


def test_a_replay_sees_that_the_log_was_changed_behind_its_back(on_sqlite: Registry) -> None:
    live(on_sqlite, 2, 30)
    issue(on_sqlite.log, WEEK, actor="analyst", at=NOW)
    with on_sqlite.log.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER log_refuses_update")
        changed = connection.exec_driver_sql(
            "UPDATE log SET state = replace(CAST(state AS TEXT), 'DMG-GRAFF', 'DMG-GLASS')"
            " WHERE topic = 'report.submitted' AND CAST(state AS TEXT) LIKE '%DMG-GRAFF%'"
        )
        assert changed.rowcount
    assert not replay(on_sqlite.log, WEEK).same

"""What the analyst writes is looked through, sealed, kept field by field, and lost by nobody."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from briefing.draw import draw
from briefing.issue import issue
from events.database import reading
from events.draft import MOST_WORDS, Part, Slot
from events.refusal import Refused
from ingest.drafting import Field, MayPointOut, Overtaken, Saved, box_of, load, save, sign
from ingest.privacy import PointsOut
from projections.drafts import second_reader, written
from projections.known import known
from projections.record import Registry
from projections.replay import replayed
from reference.roles import Role
from tests.hamlet import NOW, WEEK, sent

PERIOD = str(WEEK)
FIRST, SECOND, THIRD = (Slot(Part.SENTENCE, n) for n in "123")
RUMOUR = Slot(Part.RUMOUR, "1")
ANNA, BERIT = str(uuid4()), str(uuid4())


def put(registry: Registry, *fields: Field, actor: str = ANNA) -> Saved:
    return save(registry, PERIOD, fields, actor=actor, at=NOW)


def said(registry: Registry, slot: Slot) -> str | None:
    """What the field says now."""
    box = box_of(registry, load(registry, PERIOD), slot)
    return registry.keyring.open(box.sealed, box.belongs_to) if box else None


def entry_of(registry: Registry, slot: Slot) -> int:
    return load(registry, PERIOD).held[slot].entry


def test_what_was_written_is_opened_again_and_stands_open_nowhere(
    on_sqlite: Registry, tmp_path: Path
) -> None:
    words = "Oron vid torget ökar på kvällarna."
    saved = put(on_sqlite, Field(FIRST, words))

    assert not saved.refused
    assert said(on_sqlite, FIRST) == words
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or b"torget" not in file.read_bytes()
    assert load(on_sqlite, PERIOD).held[FIRST].words == 6


def test_an_erased_text_stands_no_longer_and_can_be_written_anew(on_sqlite: Registry) -> None:
    put(on_sqlite, Field(FIRST, "Något."))
    box = box_of(on_sqlite, load(on_sqlite, PERIOD), FIRST)
    assert box
    on_sqlite.keyring.destroy(box.sealed)

    assert said(on_sqlite, FIRST) is None
    put(on_sqlite, Field(FIRST, "Annat.", seen=entry_of(on_sqlite, FIRST)))
    assert said(on_sqlite, FIRST) == "Annat."


def test_what_points_out_a_person_is_refused_with_its_place(registry: Registry) -> None:
    text = "Ring 070-174 06 05 om torget."
    saved = put(registry, Field(FIRST, text), Field(SECOND, "Lugnt vid skolan."))

    (no,) = saved.refused.values()
    assert isinstance(no, PointsOut)
    assert text[no.finds[0].start : no.finds[0].end] == "070-174 06 05"
    assert said(registry, FIRST) is None
    assert said(registry, SECOND) == "Lugnt vid skolan."


def test_a_name_is_asked_about_and_then_only_counted(registry: Registry) -> None:
    field = Field(FIRST, "Vi såg Anders Johansson vid torget.")
    (no,) = put(registry, field).refused.values()
    assert isinstance(no, MayPointOut)

    saved = put(registry, field._replace(is_nobody=True))

    (entry,) = saved.entries
    assert [(one.kind.value, one.count) for one in entry.fact.confirmed] == [("name", 1)]


def test_two_who_write_at_once_lose_nothing(registry: Registry) -> None:
    put(registry, Field(FIRST, "Läget."))
    seen = entry_of(registry, FIRST)
    put(registry, Field(FIRST, "Läget är lugnt.", seen=seen))

    saved = put(registry, Field(FIRST, "Läget är spänt.", seen=seen), actor=BERIT)

    no = saved.refused[FIRST]
    assert isinstance(no, Overtaken)
    assert no.held
    assert no.held.by == ANNA
    assert said(registry, FIRST) == "Läget är lugnt."
    put(registry, Field(FIRST, "Läget är spänt.", seen=no.held.entry), actor=BERIT)
    assert said(registry, FIRST) == "Läget är spänt."


def test_a_field_that_was_left_alone_takes_nobodys_words_away(registry: Registry) -> None:
    put(registry, Field(FIRST, "Läget."))
    seen = entry_of(registry, FIRST)
    put(registry, Field(FIRST, "Läget är lugnt.", seen=seen))

    saved = put(
        registry, Field(FIRST, "Läget.", seen=seen), Field(SECOND, "Mer klotter."), actor=BERIT
    )

    assert not saved.refused
    assert said(registry, FIRST) == "Läget är lugnt."
    assert said(registry, SECOND) == "Mer klotter."


def test_what_is_removed_meanwhile_does_not_come_back(registry: Registry) -> None:
    put(registry, Field(FIRST, "Läget."))
    seen = entry_of(registry, FIRST)
    put(registry, Field(FIRST, "", seen=seen))

    left = put(registry, Field(FIRST, "Läget.", seen=seen), actor=BERIT)
    changed = put(registry, Field(FIRST, "Läget nu.", seen=seen), actor=BERIT)

    assert not left.entries
    assert isinstance(changed.refused[FIRST], Overtaken)
    assert said(registry, FIRST) is None


def test_two_who_add_a_rumour_at_once_both_find_room(registry: Registry) -> None:
    put(registry, Field(RUMOUR, "Det sägs att torget stängs."))
    saved = put(registry, Field(RUMOUR, "Det sägs att lokalen säljs."), actor=BERIT)
    again = put(registry, Field(RUMOUR, "Det sägs att torget stängs."))

    assert not saved.refused
    assert not again.entries
    assert said(registry, RUMOUR) == "Det sägs att torget stängs."
    assert said(registry, Slot(Part.RUMOUR, "2")) == "Det sägs att lokalen säljs."


def test_the_sentences_hold_sixty_words_together(registry: Registry) -> None:
    put(registry, Field(FIRST, "ord " * 40))
    saved = put(registry, Field(SECOND, "ord " * 20), Field(THIRD, "ord"))

    assert set(saved.refused) == {THIRD}
    assert f"{MOST_WORDS + 1} words" in str(saved.refused[THIRD])
    shorter = put(
        registry, Field(FIRST, "ord", seen=entry_of(registry, FIRST)), Field(THIRD, "ord")
    )
    assert len(shorter.entries) == 2


@pytest.mark.parametrize(
    "field",
    [
        Field(Slot(Part.SENTENCE, "4"), "En till."),
        Field(Slot(Part.NOTE, "weather"), "Regn."),
        Field(Slot(Part.FOCUS, "0"), "Torget."),
        Field(FIRST, "x" * 2_001),
        Field(FIRST, "Enligt rapporten.", reports=(uuid4(),)),
    ],
    ids=["a fourth sentence", "no section", "no number", "too long", "no such report"],
)
def test_what_cannot_be_is_refused(registry: Registry, field: Field) -> None:
    assert put(registry, field).refused.keys() == {field.slot}
    assert not load(registry, PERIOD).held


def test_reports_are_quoted_by_reference(registry: Registry) -> None:
    report = sent(registry, 1, text="Vi hörde rop vid bron.")
    put(registry, Field(RUMOUR, "", reports=(report,)))

    with known(registry.log) as now:
        (field,) = written(now.connection, now.municipality, PERIOD, now.position)
        assert draw(now, WEEK).desk.rumours[0].reports == (str(report),)
    assert field.reports == (report,)
    assert load(registry, PERIOD).held[RUMOUR].text is None


def test_a_second_reader_signs_what_stands(registry: Registry) -> None:
    put(registry, Field(FIRST, "Läget."))
    seen = load(registry, PERIOD).changed
    with pytest.raises(Refused, match="somebody else"):
        sign(registry, PERIOD, seen=seen, role=Role.ANALYST, actor=ANNA, at=NOW)

    entry = sign(registry, PERIOD, seen=seen, role=Role.COORDINATOR, actor=BERIT, at=NOW)

    assert entry
    with known(registry.log) as now:
        reader = second_reader(now.connection, now.municipality, PERIOD, now.position)
        assert reader == (entry.position, BERIT, Role.COORDINATOR, NOW)
        assert draw(now, WEEK).desk.read_at == entry.position
    assert sign(registry, PERIOD, seen=seen, role=Role.COORDINATOR, actor=BERIT, at=NOW) is None


def test_a_change_undoes_the_signature_and_a_save_without_one_does_not(
    registry: Registry,
) -> None:
    put(registry, Field(FIRST, "Läget."))
    seen = load(registry, PERIOD).changed
    sign(registry, PERIOD, seen=seen, role=Role.ANALYST, actor=BERIT, at=NOW)
    put(registry, Field(FIRST, "Läget.", seen=seen))
    assert load(registry, PERIOD).signed

    put(registry, Field(SECOND, "Mer."))

    assert load(registry, PERIOD).signed is None
    with known(registry.log) as now:
        assert draw(now, WEEK).desk.read_at is None
    with pytest.raises(Refused, match="has changed since"):
        sign(registry, PERIOD, seen=seen, role=Role.ANALYST, actor=BERIT, at=NOW)


def test_words_stay_as_they_are_once_the_picture_is_issued(registry: Registry) -> None:
    put(registry, Field(FIRST, "Läget."))
    issue(registry.log, WEEK, actor=ANNA, at=NOW)

    with pytest.raises(Refused, match="is issued"):
        put(registry, Field(SECOND, "Mer."))
    with pytest.raises(Refused, match="is issued"):
        sign(
            registry,
            PERIOD,
            seen=load(registry, PERIOD).changed,
            role=Role.ANALYST,
            actor=BERIT,
            at=NOW,
        )


def test_the_draft_at_every_position_is_that_of_the_log(registry: Registry) -> None:
    put(registry, Field(FIRST, "Ett."), Field(RUMOUR, "Två."))
    put(registry, Field(FIRST, "Tre.", seen=entry_of(registry, FIRST)))
    sign(
        registry,
        PERIOD,
        seen=load(registry, PERIOD).changed,
        role=Role.ANALYST,
        actor=BERIT,
        at=NOW,
    )
    put(registry, Field(RUMOUR, "", seen=entry_of(registry, RUMOUR)))
    with known(registry.log) as now:
        head = now.position

    found = list[tuple[int, bool]]()
    for position in range(head + 1):
        with (
            known(registry.log, position=position) as then,
            replayed(registry.log, position) as again,
        ):
            stood = written(then.connection, then.municipality, PERIOD, position)
            reader = second_reader(then.connection, then.municipality, PERIOD, position)
            assert written(again.connection, again.municipality, PERIOD, position) == stood
        found.append((len(stood), reader is not None))

    assert found[-6:] == [(0, False), (1, False), (2, False), (2, False), (2, True), (1, False)]


def test_another_period_has_a_draft_of_its_own(registry: Registry) -> None:
    put(registry, Field(FIRST, "Läget."))
    save(registry, "2026-11", [Field(FIRST, "Månaden.")], actor=ANNA, at=NOW + timedelta(1))

    assert said(registry, FIRST) == "Läget."
    with reading(registry.log.engine) as connection:
        (own,) = written(connection, registry.log.municipality, "2026-11", 10**6)
    assert isinstance(own.entry, int)
    assert UUID(own.actor).version

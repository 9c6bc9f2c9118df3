"""Categories of a municipality's own: named in a report, counted below the one that all share."""

import pytest

from events.ground import LocalCategoryOpened
from events.refusal import Refused
from ingest import desk, forms
from ingest.adopt import BadCategory, adopt_categories, close_category, open_category
from ingest.checking import Turned
from projections.known import known
from projections.rebuild import rebuild
from projections.record import Registry
from projections.replay import replayed
from projections.reports import Query, find, one, read_query
from reference.categories import taxonomy
from tests.hamlet import NOW, send, sent, told

YARD = "DMG-GRAFF.klotter-pa-skolgard"


def opened(registry: Registry, sv: str = "Klotter på skolgård", **words: str) -> str:
    """Open a category below graffiti, unless told otherwise."""
    wanted = LocalCategoryOpened(
        **{"id": "", "parent": "DMG-GRAFF", "sv": sv, "en": "Graffiti in a school yard", **words}
    )
    return open_category(registry, wanted, actor="t", at=NOW)


def count(registry: Registry, category: str) -> int:
    with known(registry.log) as now:
        return find(now, read_query({"category": category}, now.ground.taxonomy)).total


def test_a_report_names_the_child_and_is_found_under_the_parent_too(registry: Registry) -> None:
    assert opened(registry) == YARD
    report = sent(registry, 1, category=YARD)
    sent(registry, 2)
    with known(registry.log) as now:
        row = one(now, report)
    assert row is not None
    assert row.category == YARD
    assert count(registry, YARD) == 1
    assert count(registry, "DMG-GRAFF") == 2
    assert count(registry, "DMG") == 2
    assert count(registry, "disturbing") == 2
    assert count(registry, "DMG-GLASS") == 0


def test_a_report_can_be_moved_to_a_child(on_sqlite: Registry) -> None:
    opened(on_sqlite)
    report = sent(on_sqlite, 1, category="DMG-GLASS")
    desk.reclassify(on_sqlite, report, forms.ReclassificationForm(category=YARD), actor="t", at=NOW)
    assert count(on_sqlite, "DMG-GRAFF") == count(on_sqlite, YARD) == 1


def test_a_closed_child_is_reported_no_more_and_keeps_its_name(registry: Registry) -> None:
    opened(registry)
    report = sent(registry, 1, category=YARD)
    close_category(registry, YARD, actor="t", at=NOW)
    (outcome,) = send(registry, told(2, category=YARD))
    assert isinstance(outcome, Turned)
    assert (outcome.field, str(outcome.problem)) == (
        "category",
        f"The category {YARD} is closed; choose another.",
    )
    assert "DMG-GRAFF" in outcome.nearest
    assert YARD not in outcome.nearest
    with known(registry.log) as now:
        kinds = now.ground.taxonomy
        assert kinds.name(YARD, "sv") == "Klotter på skolgård"
        assert find(now, Query(category=YARD)).rows[0].report == report


def test_the_categories_are_as_known_at_the_position(registry: Registry) -> None:
    with known(registry.log) as now:
        before = now.position
    opened(registry, help_sv="Till exempel på fasad.")
    with known(registry.log) as now:
        open_at = now.position
    close_category(registry, YARD, actor="t", at=NOW)
    states = list[object]()
    for position in (before, open_at, None):
        with known(registry.log, position=position) as then:
            kind = then.ground.taxonomy.categories.get(YARD)
            states.append(kind and (kind.retired, kind.sv, kind.en, kind.help_sv, kind.parent))
    words = ("Klotter på skolgård", "Graffiti in a school yard", "Till exempel på fasad.")
    assert states == [None, (False, *words, "DMG-GRAFF"), (True, *words, "DMG-GRAFF")]


def test_rebuild_and_replay_know_the_same_categories(registry: Registry) -> None:
    opened(registry)
    sent(registry, 1, category=YARD)
    close_category(registry, YARD, actor="t", at=NOW)
    opened(registry, "Klotter i tunnel")
    with known(registry.log) as now:
        position, kinds = now.position, now.ground.taxonomy
    rebuilt = rebuild(registry.log.engine, [registry.log])
    assert rebuilt.swapped
    assert all(table.same for table in rebuilt.compared)
    with replayed(registry.log, position) as then, known(registry.log) as now:
        assert then.ground.taxonomy == now.ground.taxonomy == kinds
        assert [c.id for c in kinds.categories.values() if c.parent] == [
            YARD,
            "DMG-GRAFF.klotter-i-tunnel",
        ]


def test_an_adopted_edition_keeps_the_children(on_sqlite: Registry) -> None:
    opened(on_sqlite)
    adopt_categories(on_sqlite, "2026-1", actor="t", at=NOW)
    with known(on_sqlite.log) as now:
        assert now.ground.taxonomy.reportable(YARD)
        assert now.ground.editions["categories"] == taxonomy().edition


def test_an_id_is_never_used_again(on_sqlite: Registry) -> None:
    opened(on_sqlite)
    close_category(on_sqlite, YARD, actor="t", at=NOW)
    with pytest.raises(BadCategory, match="has been used") as refused:
        opened(on_sqlite, id=YARD)
    assert refused.value.field == "id"
    assert opened(on_sqlite) == f"{YARD}-2"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"parent": "DMG"}, "parent"),
        ({"parent": "OTHER"}, "parent"),
        ({"parent": "NIL"}, "parent"),
        ({"parent": YARD}, "parent"),
        ({"parent": "NO-SUCH"}, "parent"),
        ({"sv": "  "}, "sv"),
        ({"sv": "!!!"}, "sv"),
        ({"sv": "klotter PÅ skolgård"}, "sv"),
        ({"sv": "Klotter"}, "sv"),
        ({"sv": "x" * 81}, "sv"),
        ({"sv": "Klotter\x07"}, "sv"),
        ({"en": "x" * 81}, "en"),
        ({"help_sv": "x" * 301}, "help_sv"),
        ({"id": "DMG-GLASS.tunnel"}, "id"),
        ({"id": "DMG-GRAFF.Tunnel"}, "id"),
    ],
)
def test_a_child_that_cannot_be_is_refused_at_its_field(
    on_sqlite: Registry, wrong: dict[str, str], field: str
) -> None:
    opened(on_sqlite)
    with pytest.raises(BadCategory) as refused:
        opened(on_sqlite, **{"sv": "Klotter i tunnel", **wrong})
    assert refused.value.field == field


def test_names_are_kept_without_needless_space_and_english_may_be_left_out(
    on_sqlite: Registry,
) -> None:
    own = opened(on_sqlite, "  Klotter\n i  tunnel ", en=" ")
    with known(on_sqlite.log) as now:
        kind = now.ground.taxonomy.categories[own]
    assert (kind.sv, kind.en) == ("Klotter i tunnel", "Klotter i tunnel")


@pytest.mark.parametrize("category", ["DMG-GRAFF", YARD, "DMG-GRAFF.no", "NO"])
def test_only_an_open_category_of_ones_own_can_be_closed(
    on_sqlite: Registry, category: str
) -> None:
    opened(on_sqlite)
    close_category(on_sqlite, YARD, actor="t", at=NOW)
    with pytest.raises(Refused, match="no open category"):
        close_category(on_sqlite, category, actor="t", at=NOW)


def test_what_is_planned_may_lie_ahead_below_its_parent_too(on_sqlite: Registry) -> None:
    own = opened(on_sqlite, "Marknadsdagar", parent="EVENT-PLAN")
    sent(on_sqlite, 1, category=own, occurred={"from": "2026-12-24T12:00"})

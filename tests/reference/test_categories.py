"""The categories are the agreed ones, explained, and found by those who half remember them."""

import re
from pathlib import Path

import pytest

from reference.categories import (
    CURRENT,
    Category,
    Child,
    counts_under,
    editions,
    is_child_of,
    taxonomy,
    with_children,
)

EDITION = taxonomy()
EVERY = [*EDITION.groups.values(), *EDITION.categories.values()]


def test_the_current_edition_is_the_newest() -> None:
    assert editions()[-1] == CURRENT == EDITION.edition


def test_an_edition_that_does_not_exist_is_not_found() -> None:
    with pytest.raises(KeyError):
        taxonomy("1999-1")
    with pytest.raises(KeyError):
        taxonomy("../editions/categories-2026-1")


def test_every_id_is_there_once() -> None:
    ids = [category.id for category in EVERY]
    assert len(ids) == len(set(ids)) == 13 + 62


def test_every_category_but_two_belongs_to_the_group_that_its_id_begins_with() -> None:
    alone = {c.id for c in EDITION.categories.values() if c.group not in EDITION.groups}
    assert alone == {"NIL", "OTHER"}
    for category in EDITION.categories.values():
        assert category.group == category.id.split("-")[0]
        expected = category if category.id in alone else EDITION.groups[category.group]
        assert EDITION.group_of(category.id) == expected
        assert category in EDITION.of_group(category.group)


def test_the_groups_together_hold_every_category_in_the_order_of_the_edition() -> None:
    held = [c for group in [*EDITION.groups, "NIL", "OTHER"] for c in EDITION.of_group(group)]
    assert held == list(EDITION.categories.values())


@pytest.mark.parametrize("category", EVERY, ids=lambda category: category.id)
def test_every_category_is_named_and_explained_in_both_languages(category: Category) -> None:
    for language in ("sv", "en"):
        assert category.label(language) == category.label(language).strip() != ""
        help_text = category.help(language)
        assert 40 <= len(help_text) <= 170
        assert help_text.endswith(".")
    assert category.help("sv") != category.help("en")
    if category.id in EDITION.categories and category.id != "NIL":
        assert "ill exempel" in category.help_sv
        assert "or example" in category.help_en


def test_no_help_asks_who_it_was() -> None:
    forbidden = r"\b(namn|personnummer|utseende|ursprung|etnicitet|name of|appearance|ethnic)"
    assert not [c.id for c in EVERY if re.search(forbidden, c.help_sv + c.help_en)]


def test_only_what_disturbs_weighs() -> None:
    for category in EDITION.categories.values():
        assert category.disturbance == (category.group not in {"POS", "EVENT", "NIL"})
        assert (1 <= category.weight <= 5) if category.disturbance else category.weight == 0
    assert {c.weight for c in EDITION.groups.values()} == {0}
    assert not EDITION.groups["POS"].disturbance
    assert EDITION.groups["FIRE"].disturbance


def test_a_report_names_a_category_or_other_and_never_a_group_or_nil() -> None:
    assert EDITION.reportable("FIRE-BIN")
    assert EDITION.reportable("OTHER")
    assert EDITION.reportable("POS-CALM")
    assert not EDITION.reportable("FIRE")
    assert not EDITION.reportable("NIL")
    assert not EDITION.reportable("fire-bin")


def test_a_name_is_given_for_categories_and_groups_and_an_unknown_id_stays() -> None:
    assert EDITION.name("DMG-GRAFF", "sv") == "Klotter"
    assert EDITION.name("DMG", "en") == "Damage to property"
    assert EDITION.name("GONE", "sv") == "GONE"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("klotter", "DMG-GRAFF"),
        ("Graffitti", "DMG-GRAFF"),
        ("DMG-GRAF", "DMG-GRAFF"),
        ("buskörning", "TRAF-RECK"),
        (" misshandel ", "VIOL-ASSLT"),
        ("speeding", "TRAF-SPEED"),
        ("nedskräpning", "PLACE-LITTER"),
    ],
)
def test_the_nearest_category_is_found_by_slips_and_parts(text: str, first: str) -> None:
    assert EDITION.nearest(text)[0] == first


def test_the_nearest_are_as_many_as_asked_for_and_can_all_be_reported() -> None:
    assert len(EDITION.nearest("brand", n=5)) == 5
    assert all(c.startswith("GATH-") for c in EDITION.nearest("GATH"))
    every = EDITION.nearest("inget att rapportera", n=100)
    assert sorted(every) == sorted(filter(EDITION.reportable, EDITION.categories))


def test_the_edition_cannot_be_changed_by_those_who_read_it() -> None:
    with pytest.raises(TypeError):
        EDITION.categories["NEW"] = EDITION.categories["OTHER"]  # type: ignore[index]


def test_the_edition_holds_what_the_agreed_list_holds(shared: Path) -> None:
    paper = (shared / "reference" / "domain.md").read_text(encoding="utf-8")
    row = re.compile(
        r"^\| ([A-Z]+(?:-[A-Z]+)?) \|[^|]+\|[^|]+\| ?(\d?) ?\| ?(sens)? ?\|", re.MULTILINE
    )
    agreed = {found[0]: found for found in row.findall(paper)}
    assert agreed.keys() == {category.id for category in EVERY}
    for category in EVERY:
        _, weight, sensitive = agreed[category.id]
        assert category.weight == int(weight or 0)
        assert category.sensitive == bool(sensitive)


YARD = Child("DMG-GRAFF.skolgard", "DMG-GRAFF", "Klotter på skolgård", "Graffiti in a school yard")
OLD = Child("DMG-GRAFF.tunnel", "DMG-GRAFF", "Klotter i tunnel", "Graffiti", retired=True)
HARM = Child(
    "VIOL-SEXHAR.buss", "VIOL-SEXHAR", "Ofredande på buss", "Harassment on a bus", "H.", "h"
)
OWN = with_children(EDITION, [YARD, OLD, HARM])


def test_a_child_has_the_group_weight_and_care_of_its_parent() -> None:
    for child in (YARD, HARM):
        own, parent = OWN.categories[child.id], OWN.categories[child.parent]
        assert (own.sv, own.en, own.help("sv")) == (child.sv, child.en, child.help_sv)
        assert own.parent == parent.id
        for field in ("group", "weight", "sensitive", "disturbance"):
            assert getattr(own, field) == getattr(parent, field)
    assert OWN.categories[HARM.id].sensitive
    assert OWN.group_of(YARD.id).id == "DMG"


def test_children_stand_after_their_parent_in_the_order_given() -> None:
    ids = list(OWN.categories)
    at = ids.index("DMG-GRAFF")
    assert ids[at : at + 3] == ["DMG-GRAFF", YARD.id, OLD.id]
    assert [c.id for c in OWN.of_group("DMG")][:1] == [EDITION.of_group("DMG")[0].id]
    assert [c for c in OWN.categories.values() if not c.parent] == list(EDITION.categories.values())


def test_the_edition_itself_stays_without_children() -> None:
    assert YARD.id not in EDITION.categories
    assert with_children(EDITION, []) == EDITION


def test_a_retired_child_keeps_its_name_and_cannot_be_reported() -> None:
    assert OWN.name(OLD.id, "sv") == "Klotter i tunnel"
    assert not OWN.reportable(OLD.id)
    assert OLD.id not in OWN.nearest("klotter i tunnel", n=100)
    assert OWN.reportable(YARD.id)
    assert OWN.nearest("skolgård")[0] == YARD.id


def test_a_child_whose_parent_the_edition_lacks_is_left_out() -> None:
    gone = Child("GONE-AWAY.x", "GONE-AWAY", "Borta", "Gone")
    assert with_children(EDITION, [gone]) == EDITION


@pytest.mark.parametrize(
    ("parent", "may"),
    [
        ("DMG-GRAFF", True),
        ("POS-CALM", True),
        ("DMG", False),
        ("OTHER", False),
        ("NIL", False),
        (YARD.id, False),
        (OLD.id, False),
        ("NO", False),
    ],
)
def test_children_stand_below_what_can_be_reported_and_below_nothing_else(
    parent: str, *, may: bool
) -> None:
    assert OWN.may_have_children(parent) == may


def test_a_child_counts_under_its_parent_and_everything_else_under_itself() -> None:
    assert {counts_under(c.id) for c in OWN.categories.values()} == set(EDITION.categories)
    assert OWN.under("DMG-GRAFF") == ("DMG-GRAFF", YARD.id, OLD.id)
    assert OWN.under(YARD.id) == (YARD.id,)


@pytest.mark.parametrize(
    ("category", "fits"),
    [
        ("DMG-GRAFF.skolgard", True),
        ("DMG-GRAFF.a-1-b", True),
        (f"DMG-GRAFF.{'a' * 40}", True),
        (f"DMG-GRAFF.{'a' * 41}", False),
        ("DMG-GRAFF.", False),
        ("DMG-GRAFF.Skolgard", False),
        ("DMG-GRAFF.skolgård", False),
        ("DMG-GRAFF.-a", False),
        ("DMG-GRAFF.a--b", False),
        ("DMG-GRAFF.a.b", False),
        ("DMG-GLASS.skolgard", False),
        ("DMG-GRAFF.skolgard\n", False),
        ("DMG-GRAFF", False),
    ],
)
def test_the_id_of_a_child_begins_with_its_parents_and_is_plain(
    category: str, *, fits: bool
) -> None:
    assert is_child_of(category, "DMG-GRAFF") == fits

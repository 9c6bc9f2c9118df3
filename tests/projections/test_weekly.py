"""Histories that are read many at a time are those of the cells and margins, at every position."""

from collections import Counter

import pytest

from events.ground import LocalCategoryOpened
from ingest.adopt import open_category
from projections import cells, margins, weekly
from projections.known import Known, known
from projections.record import Registry
from reference.categories import counts_under, taxonomy
from tests.hamlet import NOW, WEEK, send, told
from tests.projections.lives import live

WEEKS = [WEEK.shift(-n).key for n in range(6)]


def read(then: Known, kind: str, age: int) -> dict[tuple[int, str], int]:
    keys, counts = weekly.table(
        then.connection, then.municipality, kind, WEEKS, then.position, age=age
    )
    return {
        (week, key): int(n)
        for key, row in zip(keys, counts.tolist(), strict=True)
        for week, n in zip(WEEKS, row, strict=True)
        if n
    }


def test_every_position_counts_as_the_cells_and_the_margins_do(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cells, "EPOCH", 8)
    own = {
        parent: open_category(
            registry,
            LocalCategoryOpened(id="", parent=parent, sv=f"{parent} i parken", en="x"),
            actor="t",
            at=NOW,
        )
        for parent in ("DMG-GRAFF", "POS-CALM")
    }
    send(registry, *(told(900 + n, category=id_) for n, id_ in enumerate(own.values())))
    live(registry, 7, 60)
    calm = {c.id for c in taxonomy().categories.values() if not c.disturbance}
    with known(registry.log) as now:
        head = now.position
    for position in range(head + 1):
        with known(registry.log, position=position) as then:
            asked = then.connection, then.municipality, WEEKS
            by = ("week", "area", "category", "organisation", "age")
            counted = cells.count(*asked, by, position)
            for oldest in (0, 1, 4, cells.OLDEST):
                by_category, by_organisation = Counter[object](), Counter[object]()
                for (week, area, category, who, age), n in counted.items():
                    if int(age) <= oldest:
                        parent = counts_under(str(category))
                        by_category[week, (area, parent)] += n
                        by_organisation[week, ("" if parent in calm else area, who)] += n
                for kind, by_hand in (
                    (weekly.CATEGORY, by_category),
                    (weekly.ORGANISATION, by_organisation),
                ):
                    found = {
                        (week, weekly.of(key)): n
                        for (week, key), n in read(then, kind, oldest).items()
                    }
                    assert found == {key: n for key, n in by_hand.items() if n}
            for kind in margins.KINDS:
                asked_of = then.connection, then.municipality, kind, WEEKS, position
                for age in (0, 1, cells.OLDEST):
                    assert read(then, kind, age) == margins.count(*asked_of, age=age)


def test_an_organisation_keeps_its_name_where_a_category_gives_way_to_its_parent() -> None:
    change = ("m", 1, 1, WEEK.key, "V", "DMG-GRAFF.skolgard", "vakt.norr", 0, "", "", "")

    named = {kind: weekly.of(key).other for kind, key in weekly.keys(change)}

    assert named == {weekly.CATEGORY: "DMG-GRAFF", weekly.ORGANISATION: "vakt.norr"}

"""The weekly counts that are tested: of equal age, by who was heard of, without newcomers."""

from datetime import timedelta

import numpy as np
import pytest

from briefing.deviations.series import History, Key, history
from briefing.findings import Scope
from events.ground import LocalCategoryOpened
from events.organisation import OrganisationOpened
from ingest import desk, forms
from ingest.adopt import open_category, open_organisation
from projections.known import known
from projections.record import Registry
from reference.weeks import Week
from tests.briefing.calendars import asked_of, tell
from tests.hamlet import BEGIN, NOW, WEEK, sent
from tests.projections.lives import live

ALL = {"skola": 1, "vakt": 1, "bostad": 1}


def read(registry: Registry, week: Week = WEEK) -> History:
    with known(registry.log) as now:
        return history(asked_of(now, week))


def row(found: History, scope: Scope, key: Key) -> list[float]:
    family = found.family(scope)
    counts: list[float] = family.counts[family.keys.index(key)].tolist()
    return counts


@pytest.mark.parametrize("seed", [1, 2])
def test_series_add_up_and_leave_out_what_cannot_be_compared(registry: Registry, seed: int) -> None:
    live(registry, seed, 60)
    found = read(registry)
    of = {family.scope: family for family in found.families}
    whole = of[Scope.TOTAL].counts[0]
    outside = [n for n, area in enumerate(found.areas) if area not in {"V", "O"}]
    unplaced = found.compared[outside].sum(axis=(0, 1))
    other = found.compared[:, [category == "OTHER" for category in found.categories]]
    np.testing.assert_array_equal(of[Scope.AREA].counts.sum(axis=0) + unplaced, whole)
    of_categories = of[Scope.CATEGORY].counts.sum(axis=0)
    np.testing.assert_array_equal(of_categories + other.sum(axis=(0, 1)), whole)
    tested = [n for n, category in enumerate(found.categories) if category != "OTHER"]
    np.testing.assert_array_equal(
        of[Scope.AREA_CATEGORY].counts.sum(axis=0)[-1],
        found.compared[:2][:, tested].sum(axis=(0, 1))[-1],
    )
    assert {key.area for key in of[Scope.AREA].keys} == {"V", "O"}
    assert not {"OTHER", "POS-CALM"} & {key.category for key in of[Scope.CATEGORY].keys}
    assert np.nansum(whole) > 10
    assert of[Scope.DAYPART].counts.shape == (28, len(found.weeks))


def test_a_towns_own_category_counts_under_its_parent(on_sqlite: Registry) -> None:
    tell(on_sqlite, [ALL, ALL])
    own = open_category(
        on_sqlite,
        LocalCategoryOpened(id="", parent="DMG-GRAFF", sv="Skolgård", en="Schoolyard"),
        actor="t",
        at=NOW,
    )
    sent(on_sqlite, 1, category=own, place={"place": "torg"})
    found = read(on_sqlite)
    assert row(found, Scope.CATEGORY, Key(category="DMG-GRAFF"))[-1] == 4
    assert row(found, Scope.PLACE, Key(place="torg"))[-1] == 1


def test_earlier_weeks_are_counted_as_they_were_known_at_the_same_age(on_sqlite: Registry) -> None:
    tell(on_sqlite, [ALL, ALL], last=WEEK.shift(-1))
    tell(on_sqlite, [{"skola": 4}], after=timedelta(days=3), first=50, last=WEEK.shift(-1))
    tell(on_sqlite, [ALL], first=60)
    with known(on_sqlite.log) as monday:
        assert asked_of(monday).age == 0
        assert row(history(asked_of(monday)), Scope.TOTAL, Key()) == [3, 3, 3]
    tell(on_sqlite, [{"skola": 1}], after=timedelta(days=4), first=70)
    with known(on_sqlite.log) as friday:
        assert asked_of(friday).age == 4
        assert row(history(asked_of(friday)), Scope.TOTAL, Key()) == [3, 7, 4]


def test_places_and_dayparts_are_counted_at_the_same_age_too(on_sqlite: Registry) -> None:
    torg = {who: {"place": "torg"} for who in ALL}
    tell(on_sqlite, [ALL, ALL], last=WEEK.shift(-1), places=torg)
    late = timedelta(days=3)
    tell(on_sqlite, [{"skola": 4}], after=late, first=50, last=WEEK.shift(-1), places=torg)
    tell(on_sqlite, [ALL], first=60, places=torg)
    with known(on_sqlite.log) as monday:
        found = history(asked_of(monday))
    assert row(found, Scope.PLACE, Key(place="torg")) == [3, 3, 3]
    assert found.family(Scope.DAYPART).counts.sum(axis=0).tolist() == [3, 3, 3]
    tell(on_sqlite, [{"skola": 1}], after=timedelta(days=4), first=70, places=torg)
    with known(on_sqlite.log) as friday:
        found = history(asked_of(friday))
    assert row(found, Scope.PLACE, Key(place="torg")) == [3, 7, 4]
    assert found.family(Scope.DAYPART).counts.sum(axis=0).tolist() == [3, 7, 4]


def test_what_newcomers_said_late_is_not_taken_out_of_what_was_known_in_time(
    on_sqlite: Registry,
) -> None:
    old, torg = {"skola": 2, "vakt": 2}, {who: {"place": "torg"} for who in ALL}
    tell(on_sqlite, [old] * 10 + [old | {"bostad": 5}], last=WEEK.shift(-1), places=torg)
    late = timedelta(days=3)
    tell(on_sqlite, [{"bostad": 3}], after=late, first=500, last=WEEK.shift(-1), places=torg)
    tell(on_sqlite, [old | {"bostad": 5}], first=600, places=torg)
    found = read(on_sqlite)
    assert found.heard.newcomers == {"bostad"}
    assert row(found, Scope.PLACE, Key(place="torg")) == [4] * 12
    assert found.family(Scope.DAYPART).counts.sum(axis=0).tolist() == [4] * 12


def test_a_week_that_nobody_told_of_is_missing_and_nothing_is_zero(on_sqlite: Registry) -> None:
    nothing = dict.fromkeys(ALL, 0)
    tell(on_sqlite, [ALL, {}, nothing, ALL])
    found = read(on_sqlite)
    np.testing.assert_array_equal(row(found, Scope.TOTAL, Key()), [3, np.nan, 0, 3])
    assert found.missing.tolist() == [False, True, False, False]
    assert found.complete == 2


def test_the_exposure_is_what_those_heard_of_usually_report(on_sqlite: Registry) -> None:
    weeks = [{"skola": 6, "vakt": 3, "bostad": 1}] * 9
    weeks[4] = {"vakt": 3, "bostad": 1}
    weeks[8] = {"skola": 6, "vakt": 0}
    tell(on_sqlite, weeks)
    exposure = read(on_sqlite).family(Scope.TOTAL).exposure[0]
    np.testing.assert_allclose(exposure, [1, 1, 1, 1, 0.4, 1, 1, 1, 0.9], atol=1e-6)


def test_who_is_not_bound_to_report_is_never_missing(on_sqlite: Registry) -> None:
    opened = OrganisationOpened(code="skola", sv="Skola", en="School", weekly=False)
    open_organisation(on_sqlite, opened, actor="t", at=BEGIN)
    tell(on_sqlite, [ALL] * 9 + [{"vakt": 1, "bostad": 1}])
    exposure = read(on_sqlite).family(Scope.TOTAL).exposure[0]
    np.testing.assert_allclose(exposure, 1.0, atol=1e-6)


def test_an_area_weighs_those_who_report_of_it(on_sqlite: Registry) -> None:
    weeks = [{"skola": 4, "vakt": 4, "bostad": 1}] * 14 + [{"vakt": 4, "bostad": 1}]
    tell(on_sqlite, weeks, places={"skola": {"point": {"lat": 57.05, "lon": 19.15}}})
    areas = read(on_sqlite).family(Scope.AREA)
    exposure = {key.area: areas.exposure[n, -1] for n, key in enumerate(areas.keys)}
    whole = read(on_sqlite).family(Scope.TOTAL).exposure[0, -1]
    assert whole == pytest.approx(5 / 9)
    assert exposure["O"] < 0.2
    assert exposure["V"] > 0.8


def test_newcomers_are_left_out_of_the_week_and_of_those_before(on_sqlite: Registry) -> None:
    old = {"skola": 2, "vakt": 2}
    torg = {who: {"place": "torg"} for who in ALL}
    tell(on_sqlite, [old] * 4 + [old | {"bostad": 5}] * 8, places=torg)
    found = read(on_sqlite)
    assert found.heard.newcomers == {"bostad"}
    assert row(found, Scope.TOTAL, Key()) == [4] * 12
    assert row(found, Scope.AREA, Key(area="V")) == [4] * 12
    assert row(found, Scope.PLACE, Key(place="torg")) == [4] * 12
    assert found.family(Scope.DAYPART).counts.sum() == 48
    assert found.reported[..., -1].sum() == 9
    np.testing.assert_allclose(found.family(Scope.TOTAL).exposure, 1.0, atol=1e-6)
    # A week later its first word is eight weeks old.
    tell(on_sqlite, [old | {"bostad": 5}], first=1900, last=WEEK.shift(1), places=torg)
    later = read(on_sqlite, WEEK.shift(1))
    assert not later.heard.newcomers
    assert row(later, Scope.TOTAL, Key())[-1] == 9


def test_what_is_taken_back_or_linked_is_not_counted(on_sqlite: Registry) -> None:
    tell(on_sqlite, [ALL, ALL])
    first, second = sent(on_sqlite, 1), sent(on_sqlite, 2, organisation="vakt")
    desk.link(on_sqlite, second, forms.LinkForm(same_as=first), actor="t", at=NOW)
    assert row(read(on_sqlite), Scope.TOTAL, Key())[-1] == 4


def test_an_empty_record_has_one_missing_week(on_sqlite: Registry) -> None:
    found = read(on_sqlite)
    assert found.weeks == (WEEK,)
    assert found.missing.all()

"""The levels of areas: proposed by stated rules, rising at once and falling late."""

import re
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from briefing.asked import Asked
from briefing.counted import counted
from briefing.deviations.levels import (
    CALM_WEEKS,
    State,
    after,
    harm,
    levels,
)
from briefing.deviations.raised import Raised, by_chance_seldom
from briefing.deviations.series import Family, History, history
from briefing.deviations.signals import find
from briefing.findings import AreaLevel, Level, Reason, Scope
from projections import cells
from projections.known import known
from projections.record import Registry
from reference.weeks import Week
from tests.briefing.calendars import MONDAY, asked_of, tell
from tests.hamlet import WEEK, send, told

GREEN, YELLOW, RED, ORANGE = Level
RANK = {GREEN: 0, YELLOW: 1, ORANGE: 2, RED: 3}

weeks_gone_through = st.lists(st.tuples(st.sampled_from(Raised), st.booleans()), max_size=40)


def course(weeks: Sequence[tuple[Raised, bool]]) -> list[State]:
    states = [State()]
    for raised, covered in weeks:
        states.append(after(states[-1], raised, covered=covered))
    return states


@given(weeks_gone_through)
def test_nothing_falls_to_green_but_after_two_calm_well_covered_weeks(
    weeks: list[tuple[Raised, bool]],
) -> None:
    states = course(weeks)
    for at, (before, now) in enumerate(pairwise(states), start=1):
        raised, covered = weeks[at - 1]
        if now.level is GREEN and before.level is not GREEN:
            assert weeks[at - CALM_WEEKS : at] == [(Raised.NO, True)] * CALM_WEEKS
            assert at >= CALM_WEEKS
        if RANK[now.level] < RANK[before.level]:
            assert (raised, covered) == (Raised.NO, True)
            assert (before.level, now.level) in {(RED, ORANGE), (ORANGE, GREEN), (YELLOW, GREEN)}
        if raised is Raised.ACUTE:
            assert now.level is RED
        if raised is Raised.YES:
            assert now.level is not GREEN
        assert (now.level is ORANGE) <= (before.level in {RED, ORANGE})
        assert now.calm == (before.calm + 1 if (raised, covered) == (Raised.NO, True) else 0)


@given(weeks_gone_through)
def test_orange_lasts_for_two_calm_weeks_of_its_own(weeks: list[tuple[Raised, bool]]) -> None:
    levels_of = [state.level for state in course(weeks)]
    for at, level in enumerate(levels_of):
        if level is GREEN and at and levels_of[at - 1] is ORANGE:
            assert levels_of[at - 2 : at] == [ORANGE] * 2


WORDS = {
    "c": (Raised.NO, True),
    "p": (Raised.NO, False),
    "y": (Raised.YES, True),
    "Y": (Raised.YES, False),
    "a": (Raised.ACUTE, True),
    "A": (Raised.ACUTE, False),
}
"""A week as a letter: calm, poorly covered, raised, acute; in capitals poorly covered, too."""

RULES = (
    (RED, r"[aA][pyY]*$"),
    # The first calm week after red, and no two of them on end since.
    (ORANGE, r"[aA][pyY]*c(c?[pyY])*c?$"),
    (YELLOW, r"[yY](c?[pyY])*c?$"),
    (GREEN, r""),
)
"""The stated rules, told of the weeks so far and not week by week: the first that fits holds."""


@given(st.text(alphabet="".join(WORDS), max_size=30))
@example("acyc" + "pc" * 9)
@example("yc" * 14)
@example("ac" + "cp" * 9 + "cc")
def test_the_levels_of_any_weeks_are_those_of_the_stated_rules(weeks: str) -> None:
    found = [state.level for state in course([WORDS[week] for week in weeks])]
    for at, level in enumerate(found):
        assert level is next(one for one, rule in RULES if re.search(rule, weeks[:at]))


@given(st.text(alphabet="".join(WORDS), max_size=30), st.sampled_from("pYA"))
def test_a_poorly_covered_week_never_lowers_a_level(weeks: str, next_one: str) -> None:
    before, now = (course([WORDS[week] for week in text])[-1] for text in (weeks, weeks + next_one))
    assert RANK[now.level] >= RANK[before.level]
    assert now.calm == 0


def test_the_course_of_an_area() -> None:
    calm, raised, acute = (Raised.NO, True), (Raised.YES, True), (Raised.ACUTE, True)
    poorly = (Raised.NO, False)
    found = [state.level for state in course([raised, acute, calm, calm, calm, calm])]
    assert found == [GREEN, YELLOW, RED, ORANGE, ORANGE, GREEN, GREEN]
    found = [state.level for state in course([raised, calm, poorly, calm, calm])]
    assert found == [GREEN, YELLOW, YELLOW, YELLOW, YELLOW, GREEN]


@pytest.mark.parametrize(("series", "many"), [(1, 2), (5, 2), (15, 2), (16, 3), (41, 3), (51, 4)])
def test_so_many_to_be_watched_as_chance_gives_in_one_week_of_a_hundred(
    series: int, many: int
) -> None:
    assert by_chance_seldom(series) == many
    dice = np.random.default_rng(series)
    by_chance = dice.binomial(series, 0.01, 200_000)
    assert np.mean(by_chance >= many) <= 0.011


EAST = {"point": {"lat": 57.05, "lon": 19.15}}
USUAL = {"skola": 2, "vakt": 2, "bostad": 1}


def proposed(registry: Registry, week: Week = WEEK) -> dict[str, AreaLevel]:
    with known(registry.log) as now:
        asked = asked_of(now, week)
        read = history(asked)
        return {one.code: one for one in levels(asked, read, find(asked, read))}


def test_nothing_is_proposed_but_green_on_a_short_history(on_sqlite: Registry) -> None:
    tell(on_sqlite, [USUAL] * 7 + [{"skola": 20, "vakt": 20}])
    found = proposed(on_sqlite)
    assert {one.reason for one in found.values()} == {Reason.SHORT}
    assert {one.level for one in found.values()} == {GREEN}


def test_a_strong_deviation_is_red_and_comes_back_by_orange(on_sqlite: Registry) -> None:
    tell(on_sqlite, [USUAL] * 12 + [{"skola": 20, "vakt": 20, "bostad": 5}] + [USUAL] * 3)
    course_of = {ago: proposed(on_sqlite, WEEK.shift(-ago))["V"] for ago in range(4)}
    assert [course_of[ago].level for ago in (3, 2, 1, 0)] == [RED, ORANGE, ORANGE, GREEN]
    assert [course_of[ago].reason for ago in (3, 2, 1, 0)] == [
        Reason.STRONG,
        Reason.RETURNING,
        Reason.RETURNING,
        Reason.CALM,
    ]
    assert course_of[0].weeks[-5:] == (GREEN, RED, ORANGE, ORANGE, GREEN)
    assert course_of[3].n == 45
    assert course_of[3].expected == pytest.approx(5, abs=0.1)
    other = proposed(on_sqlite, WEEK.shift(-3))["O"]
    assert (other.level, other.reason, other.n) == (GREEN, Reason.CALM, 0)


def test_poorly_covered_weeks_do_not_make_an_area_calm(on_sqlite: Registry) -> None:
    high = {"skola": 20, "vakt": 20, "bostad": 5}
    tell(on_sqlite, [USUAL] * 12 + [high] + [{"skola": 2}] * 3)
    found = proposed(on_sqlite)["V"]
    assert (found.level, found.reason, found.calm_weeks) == (RED, Reason.HELD, 0)


def test_half_a_year_without_a_well_covered_week_makes_no_area_calm(on_sqlite: Registry) -> None:
    high = {"skola": 20, "vakt": 20, "bostad": 5}
    last = WEEK.shift(19)  # none of the weeks lies before the organisations were to report
    tell(on_sqlite, [USUAL] * 12 + [high] + [{"skola": 2}] * 20, last=last)
    for ago in (12, 8, 0):
        found = proposed(on_sqlite, last.shift(-ago))["V"]
        assert (found.level, found.reason) == (RED, Reason.HELD)


def rules_that_hold(asked: Asked, read: History, code: str) -> set[Reason]:
    """By which rules the picture's own week raises an area, told from the judgements alone."""
    found = find(asked, read)
    of = {one.family.scope: one for one in found.judgements}
    area, kinds = of[Scope.AREA], of[Scope.AREA_CATEGORY]
    (own,) = (int(area.grade[n]) for n, key in enumerate(area.family.keys) if key.area == code)
    told = cells.count(
        asked.known.connection,
        asked.known.municipality,
        [asked.week.key],
        ("area", "category", "organisation"),
        asked.known.position,
    )
    inside = [
        int(kinds.grade[n]) if len({w for a, c, w in told if (a, c) == key[:2]}) > 1 else 3
        for n, key in enumerate(kinds.family.keys)
        if key.area == code
    ]
    rules: set[Reason] = set()
    if own == 0:
        rules.add(Reason.STRONG)
    if own == 1 or any(grade <= 1 for grade in inside):
        rules.add(Reason.SIGNAL)
    if sum(grade <= 2 for grade in (own, *inside)) >= by_chance_seldom(len(inside) + 1):
        rules.add(Reason.WATCHED)
    return rules


def test_the_reason_shown_is_that_of_the_rule_that_fired(on_sqlite: Registry) -> None:
    none, single = {"skola": 0, "vakt": 0, "bostad": 0}, {"skola": 1, "vakt": 0, "bostad": 0}
    some, many = {"skola": 2, "vakt": 2, "bostad": 0}, {"skola": 9, "vakt": 9, "bostad": 0}
    weeks = [single, none, none, none] * 3 + [some, none, none, many, none, none, none, some]
    tell(on_sqlite, weeks)
    seen: set[Reason] = set()
    for ago in range(8):
        with known(on_sqlite.log) as now:
            asked = asked_of(now, WEEK.shift(-ago))
            read = history(asked)
            for one in levels(asked, read, find(asked, read)):
                rules = rules_that_hold(asked, read, one.code)
                if one.reason in {Reason.CALM, Reason.HELD, Reason.RETURNING}:
                    assert not rules
                    level = {Reason.CALM: {GREEN}, Reason.RETURNING: {ORANGE}}
                    assert one.level in level.get(one.reason, {YELLOW, RED})
                else:
                    assert one.reason in rules
                    assert (one.reason is Reason.STRONG) == (Reason.STRONG in rules)
                    assert one.level is not GREEN
                seen.add(one.reason)
    assert len(seen) >= 4


def test_a_rise_that_one_organisation_alone_tells_of_raises_nothing(on_sqlite: Registry) -> None:
    tell(on_sqlite, [USUAL] * 12 + [{"skola": 40, "vakt": 0, "bostad": 0}])
    assert proposed(on_sqlite)["V"].level is GREEN


@pytest.mark.parametrize(("apart", "level"), [(False, GREEN), (True, YELLOW)])
def test_what_several_saw_once_raises_nothing_not_in_the_weeks_after_either(
    on_sqlite: Registry, *, apart: bool, level: Level
) -> None:
    tell(on_sqlite, [USUAL] * 13)
    spot = {"point": {"lat": 57.09, "lon": 19.02}}
    fights = [
        told(
            n,
            organisation=who,
            category="VIOL-FIGHT",
            place=spot,
            occurred={"from": (WEEK.start_at + timedelta(days=n if apart else 1)).isoformat()},
        )
        for n, who in enumerate(("skola", "vakt", "bostad", "skola", "vakt"))
    ]
    send(on_sqlite, *fights, at=WEEK.end_at + MONDAY)
    assert proposed(on_sqlite)["V"].level is level
    tell(on_sqlite, [USUAL], last=WEEK.shift(1), first=900)
    after = proposed(on_sqlite, WEEK.shift(1))["V"]
    assert after.level is level
    assert after.weeks[-2:] == (level, level)


def test_the_gravest_reports_from_two_organisations_are_red(on_sqlite: Registry) -> None:
    tell(on_sqlite, [USUAL] * 14)
    grave = "VIOL-SHOT"
    tell(on_sqlite, [{"skola": 2}], first=500, category=grave)
    assert proposed(on_sqlite)["V"].level is GREEN
    tell(on_sqlite, [{"vakt": 1}], first=510, category=grave)
    found = proposed(on_sqlite)["V"]
    assert (found.level, found.reason) == (RED, Reason.SEVERE)
    assert found.harm == 5 + 3 * 5
    assert found.harm_usual == 5


def test_harm_is_weighed_by_the_edition_and_has_its_usual(on_sqlite: Registry) -> None:
    tell(on_sqlite, [USUAL] * 8)
    tell(on_sqlite, [USUAL | {"skola": 3}], category="VIOL-SHOT", first=200)
    with known(on_sqlite.log) as now:
        asked = asked_of(now)._replace(covered=frozenset(WEEK.shift(-n).key for n in range(8)))
        found = harm(asked, counted(now, asked.covered, asked.calm).categories)
    assert found.edition == "2026-1"
    assert found.n == 5 + 6 * 5
    assert (found.low, found.high, found.median) == (5, 5, 5.0)


def turned(read: History) -> History:
    """The same history with its areas in the opposite order."""
    areas = len(read.family(Scope.AREA).keys)
    order = [*range(areas - 1, -1, -1), *range(areas, len(read.areas))]
    families: list[Family] = []
    for family in read.families:
        if family.scope in {Scope.AREA, Scope.AREA_CATEGORY}:
            each = len(family.keys) // areas
            rows = [row * each + n for row in order[:areas] for n in range(each)]
            families.append(
                family._replace(
                    keys=tuple(family.keys[row] for row in rows),
                    counts=family.counts[rows],
                    exposure=family.exposure[rows],
                    group=family.group[rows],
                )
            )
        else:
            families.append(family)
    names = tuple(read.areas[n] for n in order)
    heard = read.heard
    return read._replace(
        areas=names,
        reported=read.reported[order],
        compared=read.compared[order],
        heard=heard._replace(areas=names, reports=heard.reports[:, [*order, -1]]),
        families=tuple(families),
    )


def test_the_order_of_the_areas_changes_nothing(on_sqlite: Registry) -> None:
    tell(on_sqlite, [USUAL] * 12, places={"vakt": EAST})
    tell(on_sqlite, [{"skola": 20, "vakt": 3, "bostad": 9}], last=WEEK.shift(1), first=900)
    with known(on_sqlite.log) as now:
        asked = asked_of(now, WEEK.shift(1))
        read = history(asked)
        found, again = find(asked, read), find(asked, turned(read))
        plain, moved = levels(asked, read, found), levels(asked, turned(read), again)
    assert {one.level for one in plain} == {GREEN, RED}
    assert moved == plain
    assert set(again.signals) == set(found.signals)
    assert len(found.signals) > 1

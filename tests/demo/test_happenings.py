"""The story of the two years, read off what the dice make of each week."""

import numpy as np
import pytest

from demo.dice import dice_of
from demo.happenings import CATEGORIES, GROUP_OF, Happenings, Odds, draw, odds
from demo.kinds import KINDS
from demo.organisations import EAGER, GUARDS, MEMBER_AT, MEMBERS, RIDES
from demo.rhythm import feasts
from demo.spots import areas_of, spots_of
from demo.story import CHANGED_HANDS, HELD_BACK, JOINED, LIGHTING, TUNNEL, UNREST
from demo.texts import OTHERS, TEXTS
from demo.town import town
from demo.year import calendar_toml, planned
from reference.calendar import parse_calendar, recurring
from reference.categories import NIL, taxonomy
from reference.weeks import Week

UNTIL = Week(2026, 47)


@pytest.fixture(scope="module")
def chances() -> Odds:
    """What the dice are thrown on: the town of the default seed, and its calendar."""
    school = parse_calendar(calendar_toml(2024, 2027))
    return odds(spots_of(havstuna := town(), areas_of(havstuna, "2024-1", UNTIL.monday)), school)


@pytest.fixture(scope="module")
def years(chances: Odds) -> dict[int, Happenings]:
    """Two years of happenings, by their offset from the last week."""
    weeks = {offset: UNTIL.shift(offset) for offset in range(-103, 1)}
    return {
        offset: draw(chances, week, offset, 1.0, dice_of(47, week))
        for offset, week in weeks.items()
    }


def _at(years: dict[int, Happenings], first: int, last: int, **wanted: set[int]) -> float:
    """Reports a week that match, over the weeks from one offset to another."""
    total = 0
    for offset in range(first, last + 1):
        rows = np.ones(len(years[offset].hour), dtype=bool)
        for column, numbers in wanted.items():
            rows &= np.isin(getattr(years[offset], column), sorted(numbers))
        total += int(rows.sum())
    return total / (last - first + 1)


def _spots(chances: Odds, area: str) -> set[int]:
    return {number for number, spot in enumerate(chances.spots.all) if spot.area == area}


def _kinds(*groups: str) -> set[int]:
    return {n for n, c in enumerate(CATEGORIES) if c in groups or GROUP_OF[c] in groups}


def test_the_lighting_cured_the_tunnel(chances: Odds, years: dict[int, Happenings]) -> None:
    tunnel = {chances.spots.at[TUNNEL]}
    fights = _kinds("VIOL", "DMG")
    # Weeks 36 to 47 of the last three years of the calendar: the dark season before and after.
    before = _at(years, -63, LIGHTING - 1, spot=tunnel, category=fights)
    after = _at(years, -11, 0, spot=tunnel, category=fights)

    assert before > 4
    assert after < before / 3
    assert _at(years, LIGHTING, LIGHTING + 2, spot=tunnel, category=_kinds("POS-WORK")) >= 2
    assert _at(years, -103, LIGHTING - 1, spot=tunnel, category=_kinds("POS-WORK")) < 0.1


def test_the_tunnel_was_worst_on_weekend_nights(
    chances: Odds, years: dict[int, Happenings]
) -> None:
    tunnel, fights = {chances.spots.at[TUNNEL]}, _kinds("VIOL")
    nights = {day * 24 + hour for day in (4, 5) for hour in (20, 21, 22, 23, 24, 25, 26, 27)}

    dark = _at(years, -103, LIGHTING, spot=tunnel, category=fights)
    dark_nights = _at(years, -103, LIGHTING, spot=tunnel, category=fights, hour=nights)

    assert dark_nights > 0.5 * dark


def test_an_area_goes_through_all_levels(chances: Odds, years: dict[int, Happenings]) -> None:
    ekbacken = _spots(chances, "G03")
    green, raised, acute, returning, green_again = (
        _at(years, first, last, spot=ekbacken)
        for first, last in (
            (UNREST - 10, UNREST - 1),
            (UNREST, UNREST + 3),
            (UNREST + 5, UNREST + 10),
            (UNREST + 11, UNREST + 15),
            (UNREST + 20, 0),
        )
    )

    assert acute > 2 * green
    assert green < raised < acute
    assert green_again < returning < acute
    assert abs(green_again - green) < 0.35 * green


def test_one_eager_organisation_makes_a_trend_that_is_none(
    chances: Odds, years: dict[int, Happenings]
) -> None:
    kvarn, eager = _spots(chances, "G05"), {MEMBER_AT[EAGER]}
    others = set(range(len(MEMBERS))) - eager
    year_before = (JOINED - 52, -52)

    assert _at(years, -103, JOINED - 1, member=eager) == 0
    assert _at(years, JOINED + 4, 0, member=eager) > 8
    assert _at(years, JOINED, 0, spot=kvarn) > 1.7 * _at(years, *year_before, spot=kvarn)
    theirs = _at(years, JOINED, 0, spot=kvarn, member=others)
    assert 0.7 < theirs / _at(years, *year_before, spot=kvarn) < 1.3


def test_the_year_is_felt(years: dict[int, Happenings], chances: Odds) -> None:
    def offset(year: int, week: int) -> int:
        return Week(year, week).since(UNTIL)

    pyro, minors = _kinds("FIRE-PYRO"), _kinds("SUBS-MINOR")
    new_year = _at(years, offset(2025, 52), offset(2026, 1), category=pyro)
    assert new_year > 5 * _at(years, offset(2026, 3), offset(2026, 9), category=pyro)
    valborg = offset(2026, 18)
    assert _at(years, valborg, valborg, category=minors) > 2 * _at(years, -103, 0, category=minors)
    school = {MEMBER_AT["grundskolan"]}
    holiday = _at(years, offset(2026, 26), offset(2026, 32), member=school)
    assert holiday < 0.3 * _at(years, offset(2026, 36), offset(2026, 43), member=school)
    beach = {chances.spots.at["Sjöviksbadet"]}
    assert _at(years, offset(2026, 24), offset(2026, 31), spot=beach) > 0.5
    assert _at(years, offset(2025, 48), offset(2026, 8), spot=beach) < 0.2


def test_each_kind_of_happening_is_told_of(years: dict[int, Happenings]) -> None:
    drawn = {CATEGORIES[row] for week in years.values() for row in set(week.category.tolist())}
    told = drawn | {
        one.category
        for offset in range(-103, 1)
        for one in planned(
            UNTIL.shift(offset), parse_calendar(calendar_toml(2024, 2027)), dice_of(1, UNTIL)
        )
    }

    assert told == taxonomy().categories.keys() - {NIL}


def test_organisations_fall_silent_for_a_while(years: dict[int, Happenings]) -> None:
    assert _at(years, *CHANGED_HANDS, member={MEMBER_AT[GUARDS]}) == 0
    assert _at(years, *HELD_BACK, member={MEMBER_AT[RIDES]}) > 0


def test_the_pieces_name_what_there_is(chances: Odds) -> None:
    known_kinds = taxonomy().categories.keys() - {NIL}
    occasions = {one.sv for one in (*recurring(2026), *chances.school)}

    assert KINDS.keys() == known_kinds
    assert TEXTS.keys() == known_kinds - {"OTHER"}
    assert {category for _, category in OTHERS} <= known_kinds
    assert set(feasts()) <= occasions
    assert len(MEMBERS) == len({member.code for member in MEMBERS}) == 10


def test_scale_is_what_makes_more(chances: Odds) -> None:
    one, hundred = (
        len(draw(chances, UNTIL, 0, scale, dice_of(47, UNTIL)).hour) for scale in (1.0, 100.0)
    )

    assert 80 * one < hundred < 120 * one

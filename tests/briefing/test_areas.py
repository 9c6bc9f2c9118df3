"""Of many areas the list has the largest and the outstanding, and says what the others are."""

import msgspec

from briefing.picture import Line, Picture
from briefing.renderings import areas
from briefing.renderings.wording import Standing, beyond_usual, stand


def named(line: Line, called: str) -> Line:
    return msgspec.structs.replace(line, code=called, sv=called, en=called)


def test_a_town_lists_every_area(full: Picture) -> None:
    assert {line.code for line in areas.listed(full)} == {line.code for line in full.by_area}
    assert not areas.many(full)
    assert areas.others(full) is None


def test_forty_areas_are_all_listed_and_one_more_is_not(crowded: Picture) -> None:
    forty = msgspec.structs.replace(crowded, by_area=crowded.by_area[: areas.MANY])
    more = msgspec.structs.replace(crowded, by_area=crowded.by_area[: areas.MANY + 1])

    assert len(areas.listed(forty)) == areas.MANY
    assert len(areas.listed(more)) == areas.SHOWN


def test_listed_and_others_add_up_to_all(crowded: Picture) -> None:
    listed, others = areas.listed(crowded), areas.others(crowded)

    assert others is not None
    assert len(listed) + others.areas == len(crowded.by_area)
    assert sum(line.figure.n for line in listed) + others.reports == sum(
        line.figure.n for line in crowded.by_area
    )


def test_the_largest_and_those_furthest_from_the_usual_are_listed(crowded: Picture) -> None:
    codes = [line.code for line in areas.listed(crowded)]

    assert codes[0] == "N27"
    assert codes[-1] == "OUTSIDE"
    for how in (Standing.ABOVE, Standing.BELOW):
        furthest = stand(crowded.by_area, how)[0]
        if beyond_usual(furthest.figure) > 1:
            assert furthest.code in codes
    assert {line.code for line in areas.laid_down(crowded)[:12]} <= set(codes)


def test_all_areas_stand_in_the_order_of_the_swedish_alphabet(full: Picture) -> None:
    line = full.by_area[0]
    names = ("Östra", "Åby", "Ängby", "Zinken", "alby", "Kvarter 10", "Kvarter 9")
    mixed = msgspec.structs.replace(full, by_area=tuple(named(line, x) for x in names))

    assert [line.sv for line in areas.by_name(mixed)] == [
        "alby",
        "Kvarter 9",
        "Kvarter 10",
        "Zinken",
        "Åby",
        "Ängby",
        "Östra",
    ]


def test_rows_lead_to_the_areas_that_have_a_circle(full: Picture, crowded: Picture) -> None:
    assert areas.marked(full) == {area.code for area in full.map.areas}
    assert areas.marked(crowded) == {
        line.code for line in areas.laid_down(crowded) if line.figure.n
    }

"""Every line of two pictures stands beside the other, and what differs is told apart."""

from datetime import timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from briefing.compare import Difference, What, compare
from briefing.picture import Picture
from briefing.renderings.compared import cautions
from reference.language import translator
from reference.periods import Period
from tests.briefing import extremes, pictures

SOME = [
    pictures.full(),
    pictures.short(),
    pictures.incomplete(),
    pictures.empty(),
    extremes.crowded(),
]


def of(what: What, found: tuple[Difference, ...]) -> dict[str, Difference]:
    return {one.code: one for one in found if one.what is what}


@given(st.sampled_from(SOME))
def test_a_picture_is_like_itself(picture: Picture) -> None:
    found = compare(picture, picture)

    assert found
    assert not any(one.differs for one in found)
    assert all(one.change in {0, None} for one in found)


@given(st.sampled_from(SOME), st.sampled_from(SOME))
def test_turned_round_it_says_the_opposite(one: Picture, other: Picture) -> None:
    there = {(d.what, d.code): (d.one, d.other) for d in compare(one, other)}
    back = {(d.what, d.code): (d.other, d.one) for d in compare(other, one)}

    assert there == back


@given(st.sampled_from(SOME))
def test_every_line_of_a_picture_is_there(picture: Picture) -> None:
    found = compare(picture, picture)

    assert of(What.TOTAL, found)["total"].one == picture.total.n
    for what, lines in (
        (What.AREA, picture.by_area),
        (What.CATEGORY, picture.by_category),
        (What.GROUP, picture.by_group),
        (What.ORGANISATION, picture.by_organisation),
    ):
        assert {code: d.one for code, d in of(what, found).items()} == {
            line.code: line.figure.n for line in lines
        }
    assert len(of(What.LEVEL, found)) == len(picture.levels)
    assert len(of(What.UNSAFE, found)) == len(picture.unsafe)
    assert len(of(What.VOICE, found)) == len(picture.coverage.voices)
    assert len(of(What.PLACE, found)) == len(picture.spots)


def test_signals_are_told_apart_by_what_they_are_about() -> None:
    picture = pictures.full()
    found = of(What.SIGNAL, compare(picture, picture))

    assert len(found) == len(picture.signals)
    fewer = msgspec.structs.replace(picture, signals=picture.signals[:-1])
    lost = [one for one in of(What.SIGNAL, compare(picture, fewer)).values() if one.differs]
    assert [one.other for one in lost] == [None]


def test_a_line_that_only_one_of_them_has_is_told_of() -> None:
    full, empty = pictures.full(), pictures.empty()
    found = of(What.CATEGORY, compare(full, empty))

    gone = [one for one in found.values() if one.other is None]
    assert gone
    assert all(one.sv and one.change is None for one in gone)


def test_a_period_that_was_not_over_is_told_of(full: Picture) -> None:
    early = msgspec.structs.replace(
        full, as_of=Period.parse(full.period).end_at - timedelta(days=2)
    )
    t = translator("sv")

    assert cautions(full, full, t) == []
    assert cautions(early, early, t) == []
    assert "Den första innehåller inte hela sin period" in cautions(early, full, t)[0]
    assert "Den andra innehåller inte hela sin period" in cautions(full, early, t)[0]

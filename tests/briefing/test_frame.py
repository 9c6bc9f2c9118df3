"""The frame of a map: a metre as long along as across, and a foot in which nothing collides."""

import math

import pytest

from briefing.renderings.drawing import Sheet, width_of
from briefing.renderings.frame import MARGIN, WIDTH, fit, foot, met, with_foot
from tests.briefing.drawings import texts

CORNERS = [(15.0, 60.0), (16.0, 61.0)]


def test_a_metre_is_as_long_along_as_across() -> None:
    ground = fit(CORNERS, math.inf)
    west, north = ground.point(15.0, 61.0)
    east, south = ground.point(16.0, 60.0)
    across = 111_195 * math.cos(math.radians(60.5))

    assert (east - west) / across == pytest.approx((south - north) / 111_195)
    assert (east - west) / across == pytest.approx(ground.metre)


@pytest.mark.parametrize("most", [100, 200, 400])
def test_the_map_is_no_higher_than_it_may_and_in_the_middle(most: float) -> None:
    ground = fit(CORNERS, most)
    west, _ = ground.point(15.0, 61.0)
    east, _ = ground.point(16.0, 60.0)

    assert ground.height <= most
    assert west - MARGIN == pytest.approx(WIDTH - MARGIN - east)


def test_one_point_alone_has_a_place() -> None:
    x, y = fit([(15.0, 60.0)], 400).point(15.0, 60.0)

    assert 0 <= x <= WIDTH
    assert 0 <= y <= 400


@pytest.mark.parametrize("source", ["", "Områden: By.", "Områden: " + "Storbyn " * 5])
def test_scale_and_source_do_not_meet(source: str) -> None:
    ground = with_foot(fit(CORNERS, 400), source, "sv")
    sheet = Sheet(ground.width, ground.height)
    foot(sheet, ground, source, "sv")
    found = texts(sheet.svg("x"))
    boxes = [
        (x - width_of(words, size=10) if words == source else x, y, width_of(words, size=10), 9.0)
        for words, x, y, _ in found
    ]

    assert len(found) == 1 + bool(source)
    assert not met(boxes[0], boxes[1:])
    assert all(y < ground.height for _, _, y, _ in found)

"""Points without areas: one far away does not shrink the others, and many at a place are seen."""

import math

import msgspec

from briefing.picture import Dot, Picture
from briefing.renderings import maps, points
from tests.briefing.drawings import paths, texts


def dot(lat: float, lon: float) -> Dot:
    return Dot(report="", lat=lat, lon=lon, category="DMG-GRAFF")


def test_a_point_far_beyond_the_others_is_outside_the_map(pointed: Picture) -> None:
    found = points.inside(pointed.map.dots)

    assert len(found) == 300
    assert max(dot.lat for dot in found) < 61


def test_a_few_points_are_all_inside() -> None:
    few = (dot(60, 18), dot(61, 19), dot(60.5, 18.5))

    assert points.inside(few) == few
    assert points.inside(few[:1]) == few[:1]
    assert points.inside(()) == ()


def test_dots_of_a_layer_keep_clear_and_none_is_lost() -> None:
    places = [(n * 0.7, (n % 7) * 0.9) for n in range(40)]
    found = points.layers(places, 1)

    assert sorted(place for layer in found for place in layer) == sorted(places)
    for layer in found[:-1]:
        for number, place in enumerate(layer):
            assert all(math.dist(place, other) >= 2 for other in layer[number + 1 :])


def test_many_dots_at_one_place_lie_in_six_layers() -> None:
    found = points.layers([(5.0, 5.0)] * 20, 1)

    assert [len(layer) for layer in found] == [1, 1, 1, 1, 1, 15]


def test_the_map_has_every_dot_inside_and_a_scale(pointed: Picture) -> None:
    svg = maps.area_map(pointed, "sv")
    assert svg is not None
    dots = "".join(paths(svg, "f-now"))

    assert dots.count("M") == 300
    assert [words for words, *_ in texts(svg) if words.endswith((" km", " m"))]


def test_one_point_alone_is_drawn(pointed: Picture) -> None:
    alone = msgspec.structs.replace(
        pointed, map=msgspec.structs.replace(pointed.map, dots=pointed.map.dots[:1])
    )

    assert maps.area_map(alone, "sv")

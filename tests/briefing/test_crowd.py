"""The map of many areas: small circles, names that keep clear of each other, no zeros."""

from briefing.picture import Picture
from briefing.renderings import areas, maps
from briefing.renderings.drawing import width_of
from tests.briefing.drawings import paths, read, texts, width_of_circles


def drawn(picture: Picture, *, linked: bool = False) -> bytes:
    svg = maps.area_map(picture, "sv", linked=linked)
    assert svg is not None
    return svg


def names(svg: bytes) -> list[tuple[str, float, float]]:
    return [(words, x, y) for words, x, y, _ in texts(svg) if words.startswith("Område ")]


def test_every_area_with_reports_has_a_circle_and_no_other(crowded: Picture) -> None:
    svg = drawn(crowded)
    circles = paths(svg, "f-now") + paths(svg, "f-out")
    with_reports = [line for line in areas.laid_down(crowded) if line.figure.n]

    # A text has the class of its colour too, but is no path.
    assert len(circles) == len(with_reports)
    assert "0" not in [words for words, *_ in texts(svg)]


def test_only_listed_areas_are_named_with_their_counts(crowded: Picture) -> None:
    listed = {f"{line.sv} {line.figure.n}" for line in areas.listed(crowded)}
    written = {words for words, *_ in names(drawn(crowded))}

    assert "Område 27 " in " ".join(sorted(written))
    assert written <= listed
    assert len(written) > 10


def test_names_keep_clear_of_each_other_and_inside_the_sheet(crowded: Picture) -> None:
    boxes = [
        (x - width_of(words, size=10) / 2, x + width_of(words, size=10) / 2, y - 6, y + 6)
        for words, x, y in names(drawn(crowded))
    ]

    for number, (left, right, top, bottom) in enumerate(boxes):
        assert left >= 0
        assert right <= maps.WIDTH
        for left2, right2, top2, bottom2 in boxes[number + 1 :]:
            assert right < left2 or right2 < left or bottom <= top2 or bottom2 <= top


def test_circles_are_small_enough_to_see_the_neighbours(crowded: Picture) -> None:
    """The largest stays within a cell of the lattice, however many its reports are."""
    cell = (maps.WIDTH - 16) / 8
    largest = max(
        (paths(drawn(crowded), "f-out") + paths(drawn(crowded), "f-now")),
        key=width_of_circles,
    )

    assert width_of_circles(largest) < cell


def test_a_circle_can_be_led_to_but_is_no_link(crowded: Picture) -> None:
    root = read(drawn(crowded, linked=True))
    ids = {element.get("id") for element in root.iter() if element.get("id")}

    assert ids == {f"map-{code}" for code in areas.marked(crowded)}
    assert not list(root.iter("{http://www.w3.org/2000/svg}a"))

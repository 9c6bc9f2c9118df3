"""The map: circles true to their counts, names as text, a scale that is right."""

import math
import re
from xml.etree import ElementTree as ET

import msgspec
import pytest

from briefing.picture import AreaShape, Picture
from briefing.renderings import maps
from briefing.renderings.drawing import width_of
from briefing.renderings.wall import wall_map
from tests.briefing.drawings import SVG, read, width_of_circles

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def drawn(picture: Picture, language: str = "sv", *, linked: bool = True) -> ET.Element:
    svg = maps.area_map(picture, language, linked=linked)
    assert svg is not None
    return read(svg)


def groups(root: ET.Element) -> dict[str, ET.Element]:
    return {group.get("id", ""): group for group in root.iter(f"{SVG}g")}


def surface(path: ET.Element) -> float:
    """The surface of a drawn circle, from how wide it is."""
    return math.pi * (width_of_circles(path.get("d", "")) / 2) ** 2


def filled(group: ET.Element) -> ET.Element:
    return next(p for p in group.iter(f"{SVG}path") if p.get("fill") != "none")


def test_the_surface_of_a_circle_is_in_proportion_to_its_count(full: Picture) -> None:
    found = groups(drawn(full))
    counts = {line.code: line.figure.n for line in full.by_area if line.figure.n > 1}
    each = [surface(filled(found[f"map-{code}"])) / n for code, n in counts.items()]

    assert len(each) > 4
    assert max(each) / min(each) == pytest.approx(1, rel=0.02)


def test_a_handful_of_reports_does_not_fill_the_map(short: Picture) -> None:
    most = max(short.by_area, key=lambda line: line.figure.n)

    assert most.figure.n < 12
    assert surface(filled(groups(drawn(short))[f"map-{most.code}"])) < math.pi * 27**2 / 2


def test_an_area_with_no_reports_has_its_zero_and_no_circle(full: Picture) -> None:
    group = groups(drawn(full))["map-G10"]

    assert [text.text for text in group.iter(f"{SVG}text")] == ["0"]
    assert not [p for p in group.iter(f"{SVG}path") if p.get("fill") != "none"]


def test_names_are_real_text_even_where_they_are_written_on_two_lines(full: Picture) -> None:
    words = " ".join(text.text or "" for text in drawn(full).iter(f"{SVG}text"))

    for area in full.map.areas:
        assert area.name in words


def test_names_keep_off_each_other_and_inside_the_sheet(full: Picture) -> None:
    root = drawn(full)
    boxes: list[tuple[float, float, float, float]] = []
    for text in root.iter(f"{SVG}text"):
        if text.get("font-size") == "11":
            half = width_of(text.text or "", size=11) / 2
            x, y = float(text.get("x", "")), float(text.get("y", ""))
            boxes.append((x - half, x + half, y - 8, y + 2))

    assert len(boxes) >= len(full.map.areas)
    for number, (left, right, top, bottom) in enumerate(boxes):
        assert left >= 0
        assert right <= maps.WIDTH
        for left2, right2, top2, bottom2 in boxes[number + 1 :]:
            apart = right < left2 or right2 < left or bottom < top2 or bottom2 < top
            assert apart


def test_each_circle_leads_to_its_row_and_says_what_it_is(full: Picture) -> None:
    for code, group in groups(drawn(full)).items():
        link = group.find(f"{SVG}a")
        assert link is not None
        assert link.get("href") == "#area-" + code.removeprefix("map-")

    centre = groups(drawn(full))["map-G01"].find(f"{SVG}a")
    assert centre is not None
    assert centre.get("aria-label") == "Centrum: 23 rapporter, över det vanliga"


def test_the_map_on_paper_is_one_image_with_its_text(full: Picture) -> None:
    root = drawn(full, linked=False)

    assert root.get("role") == "img"
    assert "Centrum 23" in (root.get("aria-label") or "")
    assert not list(root.iter(f"{SVG}a"))
    assert not list(root.iter(f"{SVG}g"))


def test_the_scale_bar_is_as_long_as_it_says(full: Picture) -> None:
    root = drawn(full)
    (said,) = [t.text or "" for t in root.iter(f"{SVG}text") if (t.text or "").endswith(" km")]
    bar = [p for p in root.iter(f"{SVG}path") if p.get("class") == "s-quiet"][-1]
    along = [float(n) for n in NUMBER.findall(bar.get("d", ""))][::2]
    corners = [corner for area in full.map.areas for ring in area.rings for corner in ring]
    lats = [lat for _, lat in corners]
    lons = [lon for lon, _ in corners]
    metres = (
        (max(lons) - min(lons)) * 111_195 * math.cos(math.radians(sum((min(lats), max(lats))) / 2))
    )

    assert float(said.removesuffix(" km")) * 1000 / (max(along) - min(along)) == pytest.approx(
        metres / (maps.WIDTH - 16), rel=0.01
    )


def test_the_map_says_whose_areas_it_shows_and_of_which_edition(full: Picture) -> None:
    words = [text.text for text in drawn(full).iter(f"{SVG}text")]

    assert "Områden: Havstuna, utgåva 2026." in words


def test_every_dot_that_may_be_shown_is_drawn_and_no_other(full: Picture) -> None:
    dots = [p for p in drawn(full).iter(f"{SVG}path") if p.get("class") == "f-quiet"]

    assert len(dots) == 1
    assert dots[0].get("d", "").count("M") == len(full.map.dots)


def test_places_have_the_letters_of_the_list(full: Picture) -> None:
    words = [t.text for t in drawn(full).iter(f"{SVG}text") if t.get("font-size") == "10"]

    assert [word for word in words if word in set("ABCDE")] == list("ABCDE")


def test_no_areas_make_no_map(empty: Picture) -> None:
    assert maps.area_map(empty, "sv") is None


def test_a_single_area_and_names_with_signs_are_drawn(full: Picture) -> None:
    shape = AreaShape(
        code="X",
        name="<Norra & $södra$>",
        rings=(((0.0, 0.0), (0.01, 0.0), (0.01, 0.02), (0.0, 0.0)),),
        label=(0.005, 0.005),
    )
    line = msgspec.structs.replace(full.by_area[0], code="X", sv=shape.name)
    alone = msgspec.structs.replace(
        full,
        map=msgspec.structs.replace(full.map, areas=(shape,), dots=()),
        by_area=(line,),
        spots=(),
    )

    words = " ".join(text.text or "" for text in drawn(alone).iter(f"{SVG}text"))
    assert "<Norra & $södra$>" in words


def test_every_area_of_the_wall_is_named_however_its_reports_fall(full: Picture) -> None:
    names = {line.sv for line in full.by_area if line.code in {a.code for a in full.map.areas}}
    for turn in range(len(full.by_area)):
        turned = (*full.by_area[turn:], *full.by_area[:turn])
        counts = tuple(
            msgspec.structs.replace(line, figure=other.figure)
            for line, other in zip(full.by_area, turned, strict=True)
        )
        svg = wall_map(msgspec.structs.replace(full, by_area=counts), "sv")
        assert svg is not None
        written = {text.text for text in read(svg).iter(f"{SVG}text")}
        assert names <= written, turn


def test_a_name_without_room_beside_its_circle_is_led_to_by_a_line(full: Picture) -> None:
    # All areas at one spot: the names cannot all stand beside it.
    label = full.map.areas[0].label
    there = tuple(msgspec.structs.replace(area, label=label) for area in full.map.areas)
    crowd = msgspec.structs.replace(full, map=msgspec.structs.replace(full.map, areas=there))

    before, svg = wall_map(full, "sv"), wall_map(crowd, "sv")

    assert before is not None
    assert svg is not None
    said = {text.text for text in read(svg).iter(f"{SVG}text")}
    assert {line.sv for line in full.by_area if line.code != "UNPLACED"} <= said | {"Utanför"}
    assert svg.count(b"<path") > before.count(b"<path")

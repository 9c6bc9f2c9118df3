"""Reading a drawing back."""

import re
from xml.etree import ElementTree as ET

SVG = "{http://www.w3.org/2000/svg}"


def read(svg: bytes | str) -> ET.Element:
    """The root of a drawing of ours."""
    return ET.fromstring(svg)  # noqa: S314 - we have just drawn it


def texts(svg: bytes) -> list[tuple[str, float, float, float]]:
    """Each text with its x, y and size."""
    return [
        (
            text.text or "",
            float(text.get("x", "")),
            float(text.get("y", "")),
            float(text.get("font-size", "")),
        )
        for text in read(svg).iter(f"{SVG}text")
    ]


def width_of_circles(course: str) -> float:
    """How wide a path of circles is: each begins at its left side, and two arcs make it."""
    found = re.findall(r"M(-?[\d.]+) -?[\d.]+a([\d.]+)", course)
    lefts = [(float(left), float(left) + 2 * float(radius)) for left, radius in found]
    return max(right for _, right in lefts) - min(left for left, _ in lefts)


def paths(svg: bytes, meaning: str) -> list[str]:
    """The courses of the paths that have a class, in order."""
    found = read(svg).iter(f"{SVG}path")
    return [path.get("d", "") for path in found if meaning in path.get("class", "").split()]

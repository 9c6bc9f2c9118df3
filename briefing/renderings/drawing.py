"""A sheet to draw on: matplotlib draws, and the SVG that leaves fits a page with a strict policy.

matplotlib writes style attributes, ids and fixed colours. What leaves here has presentation
attributes only, classes named after what a colour means (`f-now`, `s-edge`), by which the page's
style sheet gives each its dark form, and real text. The same drawing is the same bytes.
"""

import io
import re
import threading
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from xml.etree import ElementTree as ET

if TYPE_CHECKING:  # importing matplotlib takes a second: only what draws pays for it
    from matplotlib.font_manager import FontProperties
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path
    from matplotlib.textpath import TextToPath

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Align = Literal["left", "center", "right"]

# One meaning each, in the light form, for paper. style/tokens.css has the same, and the dark.
COLOURS = {
    "ink": "#1d2329",
    "quiet": "#57606a",
    "line": "#d0d7de",
    "now": "#1f5fa8",
    "usual": "#c9d1d9",
    "edge": "#8a949e",
    "out": "#a4262c",
    "ground": "#ffffff",
}
FONT = "DejaVu Sans"

_MEANING = {colour: name for name, colour in COLOURS.items()}
_SVG = "http://www.w3.org/2000/svg"
_KEPT = ("stroke-width", "stroke-dasharray", "opacity", "font-size", "font-weight", "text-anchor")
_DECIMALS = re.compile(r"-?\d+\.\d+")
# matplotlib shares its fonts between figures and does not lock them.
_printing = threading.Lock()


class Group(NamedTuple):
    """Elements that belong together: their id, where they lead, and what the link is called."""

    mark: str = ""
    link: str = ""
    label: str = ""


class Sheet:
    """A drawing in the making, in CSS pixels from the upper left corner; later lies above."""

    def __init__(self, width: float, height: float) -> None:
        self.width = width
        self.height = height
        self._groups = [Group()]
        self._group = 0
        self._drawn = 0
        self._courses: list[str] = []
        # matplotlib draws in points, 72 to the inch: so a point is a pixel here.
        self._figure: Any = _tools().figure(
            figsize=(width / 72, height / 72), dpi=72, frameon=False
        )
        self._axes: Any = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, width)
        self._axes.set_ylim(height, 0)

    @contextmanager
    def group(self, mark: str, *, link: str = "", label: str = "") -> Generator[None]:
        """Keep together what is drawn inside."""
        self._groups.append(Group(mark, link, label))
        self._group = len(self._groups) - 1
        yield
        self._group = 0

    def text(
        self,
        at: Point,
        words: str,
        *,
        size: float = 12,
        colour: str = "ink",
        align: Align = "left",
        bold: bool = False,
        halo: bool = False,
    ) -> None:
        """Write `words`, their middle height at `at`; a halo sets them off from what lies below."""
        artist = self._axes.text(
            *at,
            words,
            fontsize=size,
            color=COLOURS[colour],
            ha=align,
            va="center_baseline",
            weight="bold" if bold else "normal",
            parse_math=False,
        )
        artist.set(zorder=self._next(), gid=f"{self._group}:{'halo' if halo else ''}")

    def line(
        self, points: Sequence[Point], *, colour: str, width: float = 1, dashed: bool = False
    ) -> None:
        """Draw a line through `points`."""
        patch = _tools().patch(
            _path([points], closed=False),
            facecolor="none",
            edgecolor=COLOURS[colour],
            linewidth=width,
            linestyle=(0, (3, 3)) if dashed else "solid",
        )
        self._add(patch)

    def surface(
        self,
        rings: Sequence[Sequence[Point]],
        *,
        fill: str = "none",
        edge: str = "none",
        opacity: float = 1,
    ) -> None:
        """Fill the closed `rings` as one shape; draw nothing where there are none."""
        if rings:
            self._shape(_path(rings, closed=True), fill, edge, opacity)

    def boxes(self, boxes: Iterable[Box], *, fill: str, opacity: float = 1) -> None:
        """Fill boxes of (x, y, width, height) as one shape."""
        corners = [[(x, y), (x + w, y), (x + w, y + h), (x, y + h)] for x, y, w, h in boxes]
        self.surface(corners, fill=fill, opacity=opacity)

    def circles(
        self,
        circles: Sequence[tuple[Point, float]],
        *,
        fill: str = "none",
        edge: str = "none",
        opacity: float = 1,
    ) -> None:
        """Draw circles of (centre, radius) as one shape."""
        path_class = _tools().path
        paths = [path_class.circle(at, radius) for at, radius in circles]
        if paths:
            whole = path_class.make_compound_path(*paths)
            # As arcs they take a seventh of the room that matplotlib's curves take.
            self._shape(whole, fill, edge, opacity, course=" ".join(map(_round, circles)))

    def svg(self, label: str, *, role: str = "img") -> bytes:
        """Give the drawing as one SVG element, UTF-8; `label` says in words what it shows."""
        printed = io.BytesIO()
        with _printing:
            self._figure.savefig(printed, format="svg", metadata={"Date": None})
        root = ET.Element(
            "svg",
            {
                "xmlns": _SVG,
                "viewBox": f"0 0 {self.width:g} {self.height:g}",
                "width": f"{self.width:g}",
                "height": f"{self.height:g}",
                "font-family": f"{FONT}, sans-serif",
                "role": role,
                "aria-label": label,
            },
        )
        holders: dict[int, ET.Element] = {0: root}
        for number, element in _elements(printed.getvalue(), self._courses):
            if number not in holders:
                holders[number] = _holder(root, self._groups[number])
            holders[number].append(element)
        drawn: bytes = ET.tostring(root, encoding="utf-8")
        return drawn

    def _shape(
        self, path: "Path", fill: str, edge: str, opacity: float, *, course: str = ""
    ) -> None:
        patch = _tools().patch(
            path,
            facecolor=COLOURS.get(fill, "none"),
            edgecolor=COLOURS.get(edge, "none"),
            linewidth=0 if edge == "none" else 1,
            # None leaves the attribute out: what is opaque need not say so.
            alpha=None if opacity == 1 else opacity,
        )
        self._add(patch, course)

    def _add(self, patch: "PathPatch", course: str = "") -> None:
        manner = ""
        if course:
            manner = str(len(self._courses))
            self._courses.append(course)
        patch.set(zorder=self._next(), gid=f"{self._group}:{manner}", clip_on=False)
        self._axes.add_patch(patch)

    def _next(self) -> int:
        self._drawn += 1
        return self._drawn


def fonts() -> FilePath:
    """The folder of the paper's fonts, which come with matplotlib."""
    import matplotlib as mpl  # noqa: PLC0415 - takes a second, and most commands draw nothing

    return FilePath(mpl.get_data_path()) / "fonts" / "ttf"


def width_of(words: str, *, size: float = 12, bold: bool = False) -> float:
    """How wide `words` are in the paper's font; a page's own font is seldom wider."""
    tools = _tools()
    font = tools.font(family=FONT, size=size, weight="bold" if bold else "normal")
    with _printing:
        return float(tools.measure.get_text_width_height_descent(words, font, ismath=False)[0])


class _Tools(NamedTuple):
    """The parts of matplotlib that are used; its stubs leave unknown what a figure takes."""

    figure: Any
    path: "type[Path]"
    patch: "type[PathPatch]"
    font: "type[FontProperties]"
    measure: "TextToPath"


@cache
def _tools() -> _Tools:
    import matplotlib as mpl  # noqa: PLC0415 - takes a second, and most commands draw nothing
    from matplotlib.figure import Figure  # noqa: PLC0415
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415
    from matplotlib.patches import PathPatch  # noqa: PLC0415
    from matplotlib.path import Path  # noqa: PLC0415
    from matplotlib.textpath import TextToPath  # noqa: PLC0415

    mpl.rcParams.update(
        {"svg.fonttype": "none", "svg.hashsalt": "lagesbild", "font.family": [FONT]}
    )
    return _Tools(Figure, Path, PathPatch, FontProperties, TextToPath())


def _path(lines: Iterable[Sequence[Point]], *, closed: bool) -> "Path":
    path = _tools().path
    corners: list[Point] = []
    steps: list[int] = []
    for line in lines:
        corners += line
        steps += [int(path.MOVETO)] + [int(path.LINETO)] * (len(line) - 1)
        if closed:
            corners.append(line[0])
            steps.append(int(path.CLOSEPOLY))
    return path(corners, steps)


def _elements(printed: bytes, courses: Sequence[str]) -> Iterable[tuple[int, ET.Element]]:
    """What was drawn, in order, each with the number of its group.

    A shape with a course of its own takes that in place of the one that matplotlib printed.
    """
    for holder in ET.fromstring(printed).iter(f"{{{_SVG}}}g"):  # noqa: S314 - our own drawing
        number, colon, manner = holder.get("id", "").partition(":")
        if colon:
            for element in holder:
                recast = _recast(element, halo=manner == "halo")
                if manner.isdecimal():
                    recast.set("d", courses[int(manner)])
                yield int(number), recast


def _recast(element: ET.Element, *, halo: bool) -> ET.Element:
    """Give the path or text again, with attributes and meanings in place of style and colours."""
    style = {
        name.strip(): value.strip()
        for name, _, value in (part.partition(":") for part in element.get("style", "").split(";"))
    }
    tag = element.tag.removeprefix(f"{{{_SVG}}}")
    kept = {name: style[name].removesuffix("px") for name in _KEPT if name in style}
    meanings: list[str] = []
    for paint in ("fill", "stroke"):
        colour = style.get(paint)
        if colour is not None:
            kept[paint] = colour
            if colour in _MEANING:
                meanings.append(f"{paint[0]}-{_MEANING[colour]}")
    if tag == "path":
        kept["d"] = _DECIMALS.sub(_shorter, " ".join(element.get("d", "").split()))
    else:
        kept |= {place: _DECIMALS.sub(_shorter, element.get(place, "0")) for place in ("x", "y")}
    if halo:
        meanings.append("s-ground")
        kept |= {"stroke": COLOURS["ground"], "stroke-width": "3", "paint-order": "stroke"}
    if meanings:
        kept["class"] = " ".join(meanings)
    recast = ET.Element(tag, kept)
    recast.text = element.text
    return recast


def _round(circle: tuple[Point, float]) -> str:
    """A circle's course: two arcs from its left side."""
    (x, y), radius = circle
    start, r, across = (_plain(value) for value in (x - radius, radius, 2 * radius))
    arc = f"a{r} {r} 0 1 0"
    return f"M{start} {_plain(y)}{arc} {across} 0{arc} -{across} 0z"


def _plain(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _shorter(number: re.Match[str]) -> str:
    return _plain(float(number[0]))


def _holder(root: ET.Element, group: Group) -> ET.Element:
    if not group.mark:
        return root
    holder = ET.SubElement(root, "g", {"id": group.mark})
    if group.link:
        return ET.SubElement(holder, "a", {"href": group.link, "aria-label": group.label})
    return holder

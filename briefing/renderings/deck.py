"""The frame of the slides: a broad page, the house's type and colours, and a layout for each use.

python-pptx brings a master for narrow slides in another's colours. What is kept of it is the file's
skeleton; its theme, master and layouts are written here, so that whoever edits a slide finds every
text in a placeholder of a layout that has a name.
"""

import io
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml
from pptx.util import Emu, Pt

from briefing.renderings.drawing import COLOURS

element: Callable[[str | bytes], Any] = parse_xml
"""A piece of a file from its text; python-pptx gives its parts no types."""

FONT = "Arial"
"""On every machine that opens slides, or one as wide."""

WIDTH, HEIGHT = 960, 540
"""The slide, in points: 16 to 9."""
MARGIN = 42

LEVEL_COLOURS: Mapping[str, tuple[str, str]] = {
    "green": ("2E6B3F", "FFFFFF"),
    "yellow": ("F0C64A", "1D2329"),
    "red": ("A4262C", "FFFFFF"),
    "orange": ("B4500F", "FFFFFF"),
}
"""The ground of a level, and the ink upon it."""

TITLE, TEXT, CHART, TABLE, MAP, MAP_AND_TABLE = (
    "Title", "Text", "Chart", "Table", "Map", "Map and table",
)  # fmt: skip
TEXT_AND_TABLE, DRAWING, TEXT_BESIDE = "Text and table", "Drawing", "Text beside table"
KIND, BODY, GRAPHIC, BESIDE, BELOW = 13, 1, 14, 15, 16
"""The numbers of the placeholders, the same in every layout."""
FOOTER, NUMBER = 11, 12

_NS = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_DRAWINGML = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SCHEME = {
    "dk1": "ink", "lt1": "ground", "dk2": "quiet", "lt2": "usual", "accent1": "now",
    "accent2": "out", "accent3": "quiet", "accent4": "edge", "accent5": "line",
    "accent6": "usual", "hlink": "now", "folHlink": "quiet",
}  # fmt: skip
_FIRST_OF_ZIP = (1980, 1, 1, 0, 0, 0)
_PROPERTIES = "docProps/core.xml"
_WHEN = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")


class Box(NamedTuple):
    """Where a placeholder stands, in points."""

    x: float
    y: float
    width: float
    height: float


class _Place(NamedTuple):
    """A placeholder of a layout: its kind in the file format, number, name, place and text."""

    type: str
    idx: int
    name: str
    box: Box
    size: float
    colour: str = "tx1"
    bold: bool = False
    align: str = "l"
    anchor: str = "t"


_WIDE = WIDTH - 2 * MARGIN
TITLE_BOX = Box(MARGIN, 46, _WIDE, 68)
BODY_BOX = Box(MARGIN, 124, _WIDE, 358)
_OPENING_TITLE_BOX = Box(MARGIN, 76, _WIDE, 110)
OPENING_BODY_BOX = Box(MARGIN, 206, _WIDE, 276)
CHART_BOX = Box(MARGIN, 120, _WIDE, 300)
CHART_BELOW_BOX = Box(MARGIN, 426, _WIDE, 56)
TABLE_BOX = Box(MARGIN, 124, _WIDE, 320)
SHORT_TEXT_BOX = Box(MARGIN, 124, _WIDE, 72)
SHORT_TABLE_BOX = Box(MARGIN, 204, _WIDE, 240)
TABLE_BELOW_BOX = Box(MARGIN, 448, _WIDE, 36)
MAP_BOX = Box(MARGIN, 120, 330, 330)
MAP_TABLE_BOX = Box(MARGIN + 346, 124, _WIDE - 346, 320)
BESIDE_TABLE_BOX = Box(MARGIN, 124, 300, 358)
TABLE_BESIDE_BOX = Box(MARGIN + 324, 124, _WIDE - 324, 320)
ONLY_MAP_BOX = Box(MARGIN, 120, 420, 364)
BESIDE_MAP_BOX = Box(MARGIN + 440, 124, _WIDE - 440, 358)

_TITLE = _Place("title", 0, "Title", TITLE_BOX, 28, bold=True)
_KIND = _Place("body", KIND, "Section", Box(MARGIN, 22, _WIDE, 24), 14, "tx2")
_BELOW = _Place("body", BELOW, "Below", TABLE_BELOW_BOX, 14, "tx2")
_LAYOUTS: Mapping[str, tuple[_Place, ...]] = {
    TITLE: (
        _TITLE._replace(box=_OPENING_TITLE_BOX, size=36),
        _KIND._replace(box=Box(MARGIN, 44, _WIDE, 26), size=16),
        _Place("body", BODY, "Sentences", OPENING_BODY_BOX, 22),
    ),
    TEXT: (_TITLE, _KIND, _Place("body", BODY, "Text", BODY_BOX, 18)),
    CHART: (
        _TITLE, _KIND, _Place("chart", GRAPHIC, "Chart", CHART_BOX, 14),
        _BELOW._replace(box=CHART_BELOW_BOX),
    ),
    DRAWING: (
        _TITLE, _KIND, _Place("pic", GRAPHIC, "Drawing", CHART_BOX, 14),
        _BELOW._replace(box=CHART_BELOW_BOX),
    ),
    TABLE: (_TITLE, _KIND, _Place("tbl", GRAPHIC, "Table", TABLE_BOX, 14), _BELOW),
    TEXT_AND_TABLE: (
        _TITLE, _KIND, _Place("body", BODY, "Text", SHORT_TEXT_BOX, 16),
        _Place("tbl", GRAPHIC, "Table", SHORT_TABLE_BOX, 14), _BELOW,
    ),
    TEXT_BESIDE: (
        _TITLE, _KIND, _Place("body", BODY, "Text", BESIDE_TABLE_BOX, 16),
        _Place("tbl", GRAPHIC, "Table", TABLE_BESIDE_BOX, 14), _BELOW,
    ),
    MAP: (
        _TITLE, _KIND, _Place("pic", GRAPHIC, "Map", ONLY_MAP_BOX, 14),
        _Place("body", BESIDE, "Text", BESIDE_MAP_BOX, 16),
    ),
    MAP_AND_TABLE: (
        _TITLE, _KIND, _Place("pic", GRAPHIC, "Map", MAP_BOX, 14),
        _Place("tbl", BESIDE, "Table", MAP_TABLE_BOX, 14), _BELOW,
    ),
}  # fmt: skip
_FOOT = (
    _Place("ftr", FOOTER, "Footer", Box(MARGIN, 500, 780, 24), 12, "tx2", anchor="ctr"),
    _Place(
        "sldNum", NUMBER, "Slide number", Box(838, 500, 80, 24), 12, "tx2",
        align="r", anchor="ctr",
    ),
)  # fmt: skip


def ink(meaning: str) -> Any:  # noqa: ANN401 - python-pptx gives its parts no types
    """A colour by what it means, or as six hexadecimal digits."""
    written = COLOURS[meaning][1:].upper() if meaning in COLOURS else meaning
    return RGBColor.from_string(written)  # type: ignore[no-untyped-call]


def empty_deck() -> Any:  # noqa: ANN401 - the same
    """A presentation without slides, with the layouts of this house."""
    return Presentation(io.BytesIO(_frame()))


@cache
def _frame() -> bytes:
    deck: Any = Presentation()
    deck.slide_width, deck.slide_height = Pt(WIDTH), Pt(HEIGHT)
    master = deck.slide_master
    _dress(master.part.part_related_by(RT.THEME))
    layouts = list(deck.slide_layouts)
    for layout in layouts[len(_LAYOUTS) :]:
        deck.slide_layouts.remove(layout)
    for layout, (name, places) in zip(layouts, _LAYOUTS.items(), strict=False):
        layout.name = name
        # What a layout was made for is no longer so.
        for stale in ("type", "preserve"):
            layout.element.attrib.pop(stale, None)
        _put(layout, (*places, *_FOOT))
    body = _Place("body", BODY, "Text", BODY_BOX, 18)
    _put(master, (_TITLE, body, *_FOOT), is_master=True)
    _write_styles(master)
    written = io.BytesIO()
    deck.save(written)
    return written.getvalue()


def layout_of(deck: Any, name: str) -> Any:  # noqa: ANN401 - the same
    """The layout of that name."""
    return next(layout for layout in deck.slide_layouts if layout.name == name)


def number_field(number: int, language_tag: str) -> Any:  # noqa: ANN401 - the same
    """A paragraph that holds the number of its slide, and keeps up when slides are moved."""
    return element(
        f'<a:p {_NS}><a:fld id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">'
        f'<a:rPr lang="{language_tag}"/><a:t>{number}</a:t></a:fld></a:p>'
    )


def foot_placeholder(place: int, shape_id: int, name: str) -> Any:  # noqa: ANN401 - the same
    """A footer or slide number for a slide, which takes its place and look from the layout."""
    kind = next(each.type for each in _FOOT if each.idx == place)
    return element(
        f'<p:sp {_NS}><p:nvSpPr><p:cNvPr id="{shape_id}" name="{escape(name)}"/><p:cNvSpPr>'
        f'<a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph type="{kind}" sz="quarter"'
        f' idx="{place}"/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/>'
        "<a:p/></p:txBody></p:sp>"
    )


def steady(content: bytes, when: str) -> bytes:
    """The same file without the clock of the machine: `when` (UTC, ISO 8601) stands for every time.

    Files within the file, such as a chart's workbook, are made steady too.
    """
    written = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as old, ZipFile(written, "w", ZIP_DEFLATED) as new:
        for entry in old.infolist():
            part = old.read(entry)
            if entry.filename.endswith(".xlsx"):
                part = steady(part, when)
            elif entry.filename == _PROPERTIES:
                part = _WHEN.sub(rb"\g<1>" + when.encode() + rb"\g<3>", part)
            held = ZipInfo(entry.filename, _FIRST_OF_ZIP)
            held.compress_type = ZIP_DEFLATED
            new.writestr(held, part)
    return written.getvalue()


def _dress(theme: Any) -> None:  # noqa: ANN401 - the same
    """Give the theme the house's colours and type."""
    root: Any = element(theme.blob)
    scheme = root.find(f".//{_DRAWINGML}clrScheme")
    scheme.set("name", "lagesbild")
    for name, meaning in _SCHEME.items():
        slot = scheme.find(f"{_DRAWINGML}{name}")
        for child in list(slot):
            slot.remove(child)
        slot.append(element(f'<a:srgbClr {_NS} val="{COLOURS[meaning][1:].upper()}"/>'))
    fonts = root.find(f".//{_DRAWINGML}fontScheme")
    fonts.set("name", "lagesbild")
    for latin in fonts.iter(f"{_DRAWINGML}latin"):
        latin.set("typeface", FONT)
    theme._blob = serialize_part_xml(root)  # noqa: SLF001 - there is no other way in


def _put(page: Any, places: Iterable[_Place], *, is_master: bool = False) -> None:  # noqa: ANN401
    """Write the placeholders of a layout or of the master anew."""
    tree = page.shapes._spTree  # noqa: SLF001 - the same
    for shape in list(tree)[2:]:
        tree.remove(shape)
    for order, place in enumerate(places, start=2):
        tree.append(element(_placeholder(place, order, is_master=is_master)))


def _placeholder(place: _Place, shape_id: int, *, is_master: bool) -> str:
    x, y, width, height = (int(Pt(1) * value) for value in place.box)
    number = "" if place.type == "title" else f' idx="{place.idx}"'
    bold = ' b="1"' if place.bold else ""
    words = (
        '<a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum">'
        '<a:rPr lang="sv-SE"/><a:t>0</a:t></a:fld>'
        if place.type == "sldNum"
        else f'<a:r><a:rPr lang="en-GB"/><a:t>{place.name}</a:t></a:r>'
    )
    fit = "<a:normAutofit/>" if place.type in {"title", "body"} else ""
    style = (
        ""
        if is_master and place.type in {"title", "body"}
        else f'<a:lvl1pPr marL="0" indent="0" algn="{place.align}"><a:buNone/><a:defRPr'
        f' sz="{int(place.size * 100)}"{bold}><a:solidFill><a:schemeClr val="{place.colour}"/>'
        "</a:solidFill></a:defRPr></a:lvl1pPr>"
    )
    return (
        f'<p:sp {_NS}><p:nvSpPr><p:cNvPr id="{shape_id}" name="{place.name}"/><p:cNvSpPr>'
        f'<a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph type="{place.type}"{number}/></p:nvPr>'
        f'</p:nvSpPr><p:spPr><a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{width}" cy="{height}"/>'
        '</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr><p:txBody><a:bodyPr'
        f' lIns="0" tIns="0" rIns="0" bIns="0" anchor="{place.anchor}">{fit}</a:bodyPr>'
        f"<a:lstStyle>{style}</a:lstStyle><a:p>{words}</a:p></p:txBody></p:sp>"
    )


def _write_styles(master: Any) -> None:  # noqa: ANN401 - the same
    """The master's own styles: no bullets, the house's sizes."""
    old = master.element.find(f"{{{master.element.nsmap['p']}}}txStyles")
    styles: Any = element(
        f"<p:txStyles {_NS}>{_style('titleStyle', 28, 'mj', bold=True)}"
        f"{_style('bodyStyle', 18, 'mn')}{_style('otherStyle', 14, 'mn')}</p:txStyles>"
    )
    old.getparent().replace(old, styles)


def _style(name: str, size: int, font: str, *, bold: bool = False) -> str:
    weight = ' b="1"' if bold else ""
    gap = int(Emu(0)) if bold else 600
    levels = "".join(
        f'<a:lvl{level}pPr marL="0" indent="0" algn="l"><a:spcBef><a:spcPts val="{gap}"/>'
        f'</a:spcBef><a:buNone/><a:defRPr sz="{size * 100}"{weight}><a:solidFill><a:schemeClr'
        f' val="tx1"/></a:solidFill><a:latin typeface="+{font}-lt"/></a:defRPr></a:lvl{level}pPr>'
        for level in range(1, 6)
    )
    return f"<p:{name}>{levels}</p:{name}>"

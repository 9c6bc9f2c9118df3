"""A drawing as pixels, for files that cannot hold it as lines: the very drawing of the page."""

import json
from functools import cache, lru_cache

import typst

from briefing.renderings.drawing import fonts

_PAPER = b"""\
#let given = json(bytes(sys.inputs.given))
#set page(width: auto, height: auto, margin: 0pt, fill: white)
#image(bytes(given.svg), format: "svg")
"""
# An SVG's pixel is 3/4 of a point: twice as many pixels as the drawing has.
_PIXELS_AN_INCH = 192


@lru_cache(maxsize=16)
def png(svg: bytes) -> bytes:
    """The SVG as PNG on white, with two pixels for each of its own. The same bytes each time."""
    return typst.compile(
        _PAPER,
        format="png",
        ppi=_PIXELS_AN_INCH,
        font_paths=_fonts(),
        sys_inputs={"given": json.dumps({"svg": svg.decode()})},
    )


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts())]
    )

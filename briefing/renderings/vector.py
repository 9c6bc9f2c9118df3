"""A picture in a presentation as lines beside its pixels, for the programs that show them."""

from typing import Any

from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI

from briefing.renderings.deck import element

_URI = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
_NS = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main"'
)


def add_vector(held: Any, svg: bytes) -> None:  # noqa: ANN401 - python-pptx gives its parts no types
    """Add the SVG to a picture of a slide; it stays editable as shapes in programs that know it."""
    number = held.part.package.next_image_partname("svg")
    part = Part(PackURI(str(number)), "image/svg+xml", held.part.package, svg)
    related = held.part.relate_to(part, RT.IMAGE)
    (blip,) = held._element.xpath(".//a:blip")  # noqa: SLF001 - there is no other way in
    blip.append(
        element(
            f'<a:extLst {_NS}><a:ext uri="{_URI}"><asvg:svgBlip r:embed="{related}"/>'
            "</a:ext></a:extLst>"
        )
    )

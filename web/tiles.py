"""The background map of the municipality: one file of tiles, of which a browser reads parts."""

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse

from reference.language import message
from web.needs import HouseServed
from web.problems import Stop, missing

router = APIRouter(include_in_schema=False)


@router.get("/tiles/municipality.pmtiles")
def give_tiles(house: HouseServed) -> Response:
    """The part that the header Range asks for (206), or the whole."""
    if not house.tiles.is_file():
        raise Stop(missing(message("There is no background map.")))
    return FileResponse(
        house.tiles,
        media_type="application/vnd.pmtiles",
        headers={"cache-control": "private, max-age=3600"},
    )

"""The background map of the municipality: one file of tiles, of which a browser reads parts."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse, JSONResponse
from pmtiles import reader

from accounts.permissions import Action
from reference.language import message
from web.asking import requires
from web.needs import House, HouseServed
from web.problems import Stop, missing

TILES = "/tiles/municipality.pmtiles"
KEPT = {"cache-control": "private, max-age=3600"}
DEGREE_E7 = 10_000_000

_pmtiles: Any = reader  # the library says little of its types

router = APIRouter(include_in_schema=False)


@router.get(TILES, dependencies=[requires(Action.GROUND_READ)])
def give_tiles(house: HouseServed) -> Response:
    """The part that the header Range asks for (206), or the whole."""
    return FileResponse(_file(house), media_type="application/vnd.pmtiles", headers=KEPT)


@router.get("/tiles/municipality.json", dependencies=[requires(Action.GROUND_READ)])
def give_about(house: HouseServed) -> Response:
    """Where the tiles are, how deep they go and whom they are from, as TileJSON has it."""
    file = _file(house)
    return JSONResponse(_about(file, file.stat().st_mtime_ns), headers=KEPT)


def _file(house: House) -> Path:
    if not house.tiles.is_file():
        raise Stop(missing(message("There is no background map.")))
    return house.tiles


@lru_cache(maxsize=1)
def _about(file: Path, _written_ns: int) -> dict[str, Any]:
    with file.open("rb") as opened:
        archive = _pmtiles.Reader(_pmtiles.MmapSource(opened))
        header, metadata = archive.header(), archive.metadata()
    corners = ("min_lon_e7", "min_lat_e7", "max_lon_e7", "max_lat_e7")
    return {
        "tiles": [TILES],
        "minzoom": header["min_zoom"],
        "maxzoom": header["max_zoom"],
        "bounds": [header[corner] / DEGREE_E7 for corner in corners],
        "attribution": metadata.get("attribution", ""),
    }

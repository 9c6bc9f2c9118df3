"""The background map: read in parts, and its own description."""

from pathlib import Path
from typing import Any

import pytest
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from tests.web.town import Town

TILES = "/tiles/municipality.pmtiles"
CORNERS = {"min_lon_e7": 194900000, "min_lat_e7": 574900000, "max_lon_e7": 195500000}


def lay_tiles(path: Path) -> bytes:
    """Write a map of one tile, which holds nothing that can be drawn."""
    with path.open("wb") as file:
        writer: Any = Writer(file)  # type: ignore[no-untyped-call]
        writer.write_tile(zxy_to_tileid(0, 0, 0), b"\x1a\x00")
        writer.finalize(
            {
                "tile_type": TileType.MVT,
                "tile_compression": Compression.NONE,
                "max_lat_e7": 575100000,
                **CORNERS,
            },
            {"attribution": "Nobody's map", "vector_layers": []},
        )
    return path.read_bytes()


@pytest.fixture
def tiles(town: Town) -> bytes:
    """The map, where the service looks for it."""
    return lay_tiles(town.app.state.house.tiles)


def test_a_part_is_given_as_a_part(town: Town, tiles: bytes) -> None:
    answer = town.client.get(TILES, headers={"range": "bytes=2-9"})

    assert answer.status_code == 206
    assert answer.content == tiles[2:10]
    assert answer.headers["content-range"] == f"bytes 2-9/{len(tiles)}"
    assert answer.headers["content-type"] == "application/vnd.pmtiles"


def test_the_whole_is_given_as_a_whole(town: Town, tiles: bytes) -> None:
    answer = town.client.get(TILES)

    assert (answer.status_code, answer.content) == (200, tiles)
    assert answer.headers["accept-ranges"] == "bytes"


def test_a_part_beyond_the_end_is_refused(town: Town, tiles: bytes) -> None:
    answer = town.client.get(TILES, headers={"range": f"bytes={len(tiles)}-"})

    assert answer.status_code == 416


def test_the_map_says_how_deep_it_goes_and_whose_it_is(town: Town, tiles: bytes) -> None:
    about = town.client.get("/tiles/municipality.json").json()

    assert tiles
    assert about == {
        "tiles": [TILES],
        "minzoom": 0,
        "maxzoom": 0,
        "bounds": [19.49, 57.49, 19.55, 57.51],
        "attribution": "Nobody's map",
    }


def test_a_week_asks_for_the_live_map_only_where_there_are_tiles(town: Town) -> None:
    before = town.client.get("/weeks/2026-W47").text
    lay_tiles(town.app.state.house.tiles)
    after = town.client.get("/weeks/2026-W47").text

    assert "map.js" not in before
    assert 'src="/static/map.js"' in after
    assert 'data-tiles="/tiles/municipality.json"' in after
    assert town.client.get("/weeks/2026-W48.geojson").status_code == 200


def test_without_tiles_there_is_nothing_at_their_address(quiet_town: Town) -> None:
    for path in (TILES, "/tiles/municipality.json"):
        assert quiet_town.client.get(path).status_code == 404

"""What the sender says of a file is not believed."""

import pytest

from web.uploads import cleaned, laid_down


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("områden 2027.geojson", "områden 2027.geojson"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\anna\\karta (2).zip", "karta (2).zip"),
        ("a\x00b\nc<script>.csv", "a b c script .csv"),
        ("..", ""),
        ("", ""),
        ("x" * 300 + ".gpkg", "x" * 95 + ".gpkg"),
    ],
)
def test_a_files_name_is_shown_in_plain_signs_without_its_path(name: str, shown: str) -> None:
    assert cleaned(name) == shown


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (b"SQLite format 3\0and more", ".gpkg"),
        (b"PK\x03\x04and more", ".zip"),
        (b'  \n{"type": "FeatureCollection"}', ".geojson"),
        (b'\xef\xbb\xbf{"type": "FeatureCollection"}', ".geojson"),
        (b"namn;lat;lon", ".csv"),
        (b"", ".csv"),
    ],
)
def test_what_a_file_is_shows_in_its_bytes(content: bytes, ending: str) -> None:
    with laid_down(content) as path:
        assert path.suffix == ending
        assert path.read_bytes() == content
    assert not path.exists()

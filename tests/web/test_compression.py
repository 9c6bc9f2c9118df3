"""What is the same for everybody goes out compressed, and a page with a secret in it never does."""

import pytest

from tests.web.test_browser import lay_earth
from tests.web.town import Town

PACKED = {"accept-encoding": "gzip"}


@pytest.mark.parametrize(
    "path",
    [
        "/static/style/text.css",
        "/static/phone/form.js",
        "/report",
        "/offline",
        "/sw.js",
        "/api/1/form",
        "/api/1/screening",
    ],
)
def test_what_the_phone_fetches_first_is_compressed(quiet_town: Town, path: str) -> None:
    plain = quiet_town.client.get(path, headers={"accept-encoding": "identity"})
    packed = quiet_town.client.get(path, headers=PACKED)

    assert packed.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in packed.headers["vary"].lower()
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert packed.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    ["/", "/account", "/sign-in", "/reports", "/api/1/reports", "/static/icons/192.png", "/kept"],
)
def test_what_may_hold_a_secret_or_a_text_is_not(quiet_town: Town, path: str) -> None:
    answer = quiet_town.client.get(path, headers=PACKED)

    assert answer.status_code == 200
    assert "content-encoding" not in answer.headers


def test_a_browser_that_has_a_file_is_told_so(quiet_town: Town) -> None:
    first = quiet_town.client.get("/static/style/text.css", headers=PACKED)
    assert first.headers["etag"].startswith("W/")
    assert first.headers["cache-control"] == "no-cache"

    again = quiet_town.client.get(
        "/static/style/text.css", headers=PACKED | {"if-none-match": first.headers["etag"]}
    )

    assert again.status_code == 304
    assert again.content == b""


def test_what_carries_its_version_in_its_name_is_kept_for_good(quiet_town: Town) -> None:
    answer = quiet_town.client.get("/static/vendor/leaflet-1.9.4/leaflet.js")

    assert "immutable" in answer.headers["cache-control"]


def test_a_part_of_a_file_is_a_part_of_the_file(town: Town) -> None:
    lay_earth(town.app.state.house.tiles)
    whole = town.app.state.house.tiles.read_bytes()
    for path, content in (
        ("/tiles/municipality.pmtiles", whole),
        ("/static/style/text.css", town.client.get("/static/style/text.css").content),
    ):
        part = town.client.get(path, headers=PACKED | {"range": "bytes=7-700"})

        assert part.status_code == 206
        assert "content-encoding" not in part.headers
        assert part.content == content[7:701]

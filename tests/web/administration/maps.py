"""Files of areas and places as a municipality has them, and what becomes of them on the pages."""

import json
import re
from collections.abc import Sequence

from fastapi.testclient import TestClient
from httpx2 import Response

from accounts.sessions import form_token
from web.cookies import SESSION

NEW_AREAS = (("G01", "Centrum", 19.49), ("G02", "Östra Havstuna", 19.51), ("G04", "Nyhamn", 19.53))
"""The areas of the town, but that the third has another code and name: squares, by west edge."""

PLACES = b"namn;lat;lon;typ\nStortorget;57,5;19,5;torg\nFyren;57,6;19,5;annat\n"


def geojson(
    areas: Sequence[tuple[str, str, float]] = NEW_AREAS, code: str = "kod", name: str = "namn"
) -> bytes:
    """A map of squares with the columns `code` and `name`."""
    south, north, wide = 57.49, 57.51, 0.02
    features = [
        {
            "type": "Feature",
            "properties": {code: number, name: called},
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [
                        [west, south],
                        [west + wide, south],
                        [west + wide, north],
                        [west, north],
                        [west, south],
                    ]
                ],
            },
        }
        for number, called, west in areas
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def upload(
    browser: TestClient, path: str, content: bytes, name: str = "omraden.geojson", token: str = ""
) -> Response:
    """Send a file with the form of the page."""
    carried = token or form_token(browser.cookies.get(SESSION) or "")
    return browser.post(path, data={"form_token": carried}, files={"file": (name, content)})


def kept(page: Response) -> str:
    """What the form of a page names the file that waits."""
    found = re.search(r'name="kept" value="([^"]+)"', page.text)
    assert found, page.text
    return found[1]


def title(page: Response) -> str:
    """What the browser's tab says."""
    found = re.search(r"<title>(.*?) – ", page.text)
    assert found
    return found[1]


def beside(page: Response, field: str) -> str:
    """The sentence that stands beside a field, empty where there is none."""
    found = re.search(rf'id="{field}-error">([^<]*)<', page.text)
    return found[1] if found else ""

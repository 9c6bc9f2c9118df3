"""What makes the form an app of its own: the service worker, the manifest, the page without a net.

The worker keeps the form's shell: its pages, scripts and style, which are the same for everybody,
and never a page that shows what somebody reported. They belong together, so they are named by one
hash of all of them and replaced together.
"""

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.responses import Response

from reference.language import LANGUAGES, translator
from web.asking import anyone
from web.needs import HouseServed, Speaker
from web.render import STATIC, TEMPLATES, page_of

SHELL_PAGES = ("/report", "/offline")
"""Pages without a word of anybody's; each is kept in every language."""

SHELL_FILES = (
    "phone/*.js",
    "phone/*.css",
    "phone/*/*.js",
    "style/tokens.css",
    "screening.js",
    "icon.svg",
)
NOT_KEPT = ("phone/sw.js", "phone/sw-off.js")
MAP_FILES = ("vendor/leaflet-*/leaflet.*", "vendor/protomaps-leaflet-*/protomaps-leaflet.js")
"""What the map is drawn with: a good deal, and fetched when the form stands."""

WORKER = STATIC / "phone/sw.js"
UNREGISTERING = STATIC / "phone/sw-off.js"
ICONS = (
    ("/static/icons/192.png", "192x192", "any"),
    ("/static/icons/512.png", "512x512", "any"),
    ("/static/icons/maskable-512.png", "512x512", "maskable"),
)
GROUND, INK = "#ffffff", "#1d2329"
ASKED_EACH_TIME = {"cache-control": "no-cache"}
"""The browser keeps it and asks each time whether it still holds."""

SAME_FOR_ALL = "it is the same for everybody and shows nothing of the record"

router = APIRouter(include_in_schema=False)


@router.get("/sw.js", dependencies=[anyone(SAME_FOR_ALL)])
def give_worker(request: Request, house: HouseServed) -> Response:
    """The service worker of this version; where working offline is switched off, its undoing."""
    if not request.app.state.works_offline:
        return _script(UNREGISTERING.read_text(encoding="utf-8"))
    listed = precached(house.version, request.app.state.municipality_name, _as_they_are())
    said = json.dumps(dict(listed), indent=1)
    return _script(f"self.PRECACHE = {said};\n{WORKER.read_text(encoding='utf-8')}")


def _script(text: str) -> Response:
    return Response(
        text,
        media_type="text/javascript",
        headers=ASKED_EACH_TIME | {"service-worker-allowed": "/"},
    )


def _parts() -> list[Path]:
    """Every file that the shell is made of."""
    of_static = (*SHELL_FILES, *MAP_FILES)
    found = {path for pattern in of_static for path in STATIC.glob(pattern)}
    return sorted({*found, *TEMPLATES.rglob("*.html"), WORKER})


def _as_they_are() -> int:
    """A figure that changes when a file is changed under a running service."""
    stats = [path.stat() for path in _parts()]
    return hash(tuple((stat.st_mtime_ns, stat.st_size) for stat in stats))


@lru_cache(maxsize=4)
def precached(version: str, municipality: str, _as_they_are: int) -> Mapping[str, Any]:
    """What the worker keeps: `pages`, `files` and `map` by address with their SHA-256.

    `version` names the whole: it changes with any byte of a file, a template or a sentence.
    """
    files, of_map = _hashes(SHELL_FILES), _hashes(MAP_FILES)
    parts = hashlib.sha256(b"".join(path.read_bytes() for path in _parts())).hexdigest()
    words = [translator(language).catalogue for language in LANGUAGES]
    whole = json.dumps([files, of_map, parts, words, version, municipality], sort_keys=True)
    return {
        "version": hashlib.sha256(whole.encode()).hexdigest()[:16],
        "languages": list(LANGUAGES),
        "pages": list(SHELL_PAGES),
        "files": files,
        "map": of_map,
    }


def _hashes(patterns: tuple[str, ...]) -> dict[str, str]:
    found = sorted({path for pattern in patterns for path in STATIC.glob(pattern)})
    names = {path.relative_to(STATIC).as_posix(): path for path in found}
    return {
        f"/static/{name}": hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in names.items()
        if name not in NOT_KEPT
    }


@router.get("/offline", dependencies=[anyone(SAME_FOR_ALL)])
def show_offline(request: Request) -> Response:
    """What stands in the place of a page that cannot be had without a net."""
    answer = page_of(request.scope, "phone/offline.html")
    answer.headers.update(ASKED_EACH_TIME)
    return answer


@router.get("/manifest.webmanifest", dependencies=[anyone(SAME_FOR_ALL)])
def give_manifest(request: Request, t: Speaker) -> Response:
    """What the app is called and looks like on a home screen, in the asker's language."""
    municipality = request.app.state.municipality_name
    return JSONResponse(
        {
            "id": "/report",
            "name": f"{t('Report')} – {t('Situation picture')} {municipality}",
            "short_name": t("Report"),
            "lang": t.language,
            "dir": "ltr",
            "start_url": "/report",
            "scope": "/",
            "display": "standalone",
            "background_color": GROUND,
            "theme_color": INK,
            "icons": [
                {"src": source, "sizes": sizes, "type": "image/png", "purpose": purpose}
                for source, sizes, purpose in ICONS
            ],
        },
        media_type="application/manifest+json",
        headers=ASKED_EACH_TIME | {"vary": "accept-language, cookie"},
    )

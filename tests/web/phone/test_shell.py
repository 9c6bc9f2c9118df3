"""What makes the form an app: its worker, its manifest, its icons, and whose report is sent."""

import hashlib
import json
import re
from pathlib import PurePosixPath
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from reference.roles import Role
from scripts import icons
from tests.web.town import Town, a_report
from web.render import STATIC

IMPORT = re.compile(
    r"""(?:^import\b[^"';]*|^\} from |^export\b[^"';]*from |\bimport\()["']([^"']+\.js)["']""",
    re.MULTILINE,
)
ASSET = re.compile(r'<(?:script|link)\b[^>]*?(?:src|href)="(/static/[^"]+)"')
UNREGISTERS = "self.registration.unregister()"


def listed(client: TestClient) -> dict[str, Any]:
    """What the worker of the service is to keep."""
    text = client.get("/sw.js").text
    found: dict[str, Any] = json.loads(text.removeprefix("self.PRECACHE = ").partition(";\n")[0])
    return found


def test_the_worker_may_serve_every_page_and_is_asked_for_each_time(quiet_town: Town) -> None:
    answer = quiet_town.nobody().get("/sw.js")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["service-worker-allowed"] == "/"


def test_what_the_worker_keeps_is_there_with_its_hash(quiet_town: Town) -> None:
    nobody, keeps = quiet_town.nobody(), listed(quiet_town.nobody())

    for path, digest in {**keeps["files"], **keeps["map"]}.items():
        assert hashlib.sha256(nobody.get(path).content).hexdigest() == digest, path
    for path in keeps["pages"]:
        for language in keeps["languages"]:
            page = nobody.get(f"{path}?lang={language}")
            assert page.status_code == 200
            assert f'<html lang="{language}">' in page.text


def test_everything_that_a_kept_page_or_script_asks_for_is_kept_too(quiet_town: Town) -> None:
    nobody, keeps = quiet_town.nobody(), listed(quiet_town.nobody())
    kept = {*keeps["files"], *keeps["map"]}
    asked = set[str]()
    for path in keeps["pages"]:
        found = re.findall(
            r"<(?:script|link)\b[^>]*?(?:src|href)=\"(/static/[^\"]+)\"", nobody.get(path).text
        )
        asked |= {each for each in found if not each.endswith(".png")}
    for path in {each for each in kept if each.endswith(".js") and "/vendor/" not in each}:
        for name in IMPORT.findall((STATIC / path.removeprefix("/static/")).read_text()):
            asked.add(_resolved(path, name))

    assert len(asked) > 8
    assert asked <= kept


def _resolved(path: str, name: str) -> str:
    if name.startswith("/"):
        return name
    parts = list[str]()
    for part in (PurePosixPath(path).parent / name).parts:
        parts.pop() if part == ".." else parts.append(part)
    return str(PurePosixPath(*parts))


def test_the_pages_that_are_kept_are_the_same_for_everybody(quiet_town: Town) -> None:
    sam, kim = (quiet_town.somebody("skola", role) for role in (Role.REPORTER, Role.COORDINATOR))

    for path in ("/report", "/offline"):
        pages = {each.get(path).text for each in (quiet_town.nobody(), sam, kim)}
        assert len(pages) == 1
        assert "form_token" not in pages.pop()


def test_another_version_of_the_service_is_another_version_of_the_worker(town: Town) -> None:
    before = listed(town.client)["version"]
    assert listed(town.client)["version"] == before

    town.app.state.municipality_name = "Nya Havstuna"

    assert listed(town.client)["version"] != before


def test_a_service_that_is_not_to_be_had_offline_takes_its_worker_back(town: Town) -> None:
    assert UNREGISTERS not in town.client.get("/sw.js").text
    assert 'data-works-offline="yes"' in town.client.get("/report").text

    town.app.state.works_offline = False

    assert UNREGISTERS in town.client.get("/sw.js").text
    assert "indexedDB" not in town.client.get("/sw.js").text
    assert 'data-works-offline="no"' in town.client.get("/report").text


@pytest.mark.parametrize(("language", "name"), [("sv", "Lägesbild"), ("en", "Situation picture")])
def test_the_manifest_speaks_the_askers_language_and_names_icons_that_are_there(
    quiet_town: Town, language: str, name: str
) -> None:
    answer = quiet_town.nobody().get(f"/manifest.webmanifest?lang={language}")
    manifest = answer.json()

    assert answer.headers["content-type"].startswith("application/manifest+json")
    assert manifest["lang"] == language
    assert name in manifest["name"]
    assert (manifest["start_url"], manifest["scope"]) == ("/report", "/")
    for icon in manifest["icons"]:
        with Image.open(STATIC / icon["src"].removeprefix("/static/")) as drawn:
            assert "x".join(map(str, drawn.size)) == icon["sizes"]


@pytest.mark.parametrize("path", ["/report", "/sign-in"])
def test_a_page_names_its_manifest_and_its_icons(quiet_town: Town, path: str) -> None:
    page = quiet_town.nobody().get(path).text

    assert '<link rel="manifest" href="/manifest.webmanifest?lang=en">' in page
    assert '<link rel="apple-touch-icon" href="/static/icons/apple-touch.png">' in page
    assert '<meta name="theme-color"' in page
    assert 'src="/static/phone/waiting.js"' in page


@pytest.mark.parametrize("name", icons.ICONS)
def test_the_icons_are_those_that_the_script_draws(name: str) -> None:
    with Image.open(icons.FOLDER / name) as held:
        assert (
            held.convert("RGB").tobytes()
            == icons.drawn(*icons.ICONS[name]).convert("RGB").tobytes()
        )


def test_the_phone_learns_who_is_signed_in_and_nothing_else(town: Town) -> None:
    account = town.person("skola", Role.REPORTER)

    assert town.nobody().get("/api/1/who").json() == {"account": ""}
    assert town.signed_in(account, Role.REPORTER).get("/api/1/who").json() == {
        "account": str(account)
    }


@pytest.mark.parametrize("door", ["reports", "nothing"])
def test_what_somebody_wrote_is_not_received_from_somebody_else(town: Town, door: str) -> None:
    sam, kim = (town.person("skola", Role.REPORTER) for _ in range(2))
    said = {"reports": a_report(), "nothing": {"organisation": "skola", "week": "2026-W47"}}[door]
    browser = town.signed_in(kim, Role.REPORTER)

    as_sam = browser.post(f"/api/1/{door}", json=said, headers={"lagesbild-account": str(sam)})
    as_kim = browser.post(f"/api/1/{door}", json=said, headers={"lagesbild-account": str(kim)})

    assert as_sam.status_code == 412
    assert as_sam.json()["type"] == "/api#other-account"
    assert as_kim.status_code == 201

"""The page assets are the listed ones, and pages ask for nothing that lies elsewhere."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts import assets

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "web/static/vendor"
OUR_PAGES = ("*.html", "*.css", "*.js", "*.svg", "*.webmanifest")
# What a browser would fetch by itself: src and href of a resource, url(), import, fetch.
OUTSIDE = re.compile(
    r"""(?:\bsrc\s*=|<link\b[^>]*\bhref\s*=|\burl\(|\bimport\b(?:[^;\n]*\bfrom\b)?|\bfetch\()\s*["'(]*\s*(?:https?:)?//""",
    re.IGNORECASE,
)
OF_VENDOR = re.compile(r"vendor/([\w.@/-]+\.\w+)")


def our_files() -> Iterator[tuple[Path, str]]:
    for pattern in OUR_PAGES:
        for path in sorted((ROOT / "web").rglob(pattern)):
            if VENDOR not in path.parents:
                yield path, path.read_text(encoding="utf-8")


@pytest.fixture
def small_tree(tmp_path: Path) -> Path:
    """A tree with one listed asset, as `npm ci` would leave it."""
    source = tmp_path / "node_modules/leaf/dist/leaf.js"
    source.parent.mkdir(parents=True)
    source.write_text("let leaf;\n")
    (tmp_path / "node_modules/leaf/package.json").write_text('{"version": "2.0", "license": "MIT"}')
    (tmp_path / "web/static").mkdir(parents=True)
    file = {"path": "leaf.js", "from": "leaf/dist/leaf.js", "sha256": ""}
    entry = {"name": "leaf", "version": "", "licence": "", "files": [file]}
    (tmp_path / "web/static/vendor.json").write_text(json.dumps([entry]))
    assets.record(tmp_path)
    return tmp_path


def test_every_listed_file_is_there_with_its_hash_and_nothing_else_is() -> None:
    expected = {asset.path: asset for asset in assets.listed(ROOT)}
    there = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()}

    for path, asset in expected.items():
        assets.check(VENDOR / path, asset)
    assert there == set(expected)


def test_every_package_brings_its_licence() -> None:
    for package in json.loads((ROOT / "web/static/vendor.json").read_text()):
        assert "LICENSE" in {file["path"] for file in package["files"]}, package["name"]


def test_the_listed_versions_are_the_locked_ones() -> None:
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    wanted = json.loads((ROOT / "package.json").read_text())["dependencies"]
    listed = json.loads((ROOT / "web/static/vendor.json").read_text())

    assert {package["name"]: package["version"] for package in listed} == wanted
    for package in listed:
        assert locked[f"node_modules/{package['name']}"]["version"] == package["version"]


def test_the_lock_holds_every_package_to_a_hash_and_names_no_address() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]

    for name, package in lock.items():
        if name:
            assert package["integrity"].startswith("sha512-"), name
            assert "resolved" not in package, name


def test_pages_ask_for_vendored_files_that_are_listed() -> None:
    listed = {asset.path for asset in assets.listed(ROOT)}

    for path, text in our_files():
        for name in OF_VENDOR.findall(text):
            assert name in listed, f"{path} asks for vendor/{name}"


def test_pages_ask_no_other_server() -> None:
    for path, text in our_files():
        assert not OUTSIDE.search(text), f"{path}: {OUTSIDE.findall(text)}"


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://cdn.example/x.js"></script>',
        '<link rel="stylesheet" href="//cdn.example/x.css">',
        "body { background: url(https://cdn.example/x.png) }",
        "import x from 'https://cdn.example/x.js'",
        'import "https://cdn.example/x.js"',
        "fetch('https://cdn.example/x.json')",
    ],
)
def test_a_page_that_asks_another_server_would_be_seen(text: str) -> None:
    assert OUTSIDE.search(text)


@pytest.mark.parametrize(
    "text", ['<a href="https://www.example.se/">', '<svg xmlns="http://www.w3.org/2000/svg">']
)
def test_a_link_that_a_person_may_follow_is_no_asset(text: str) -> None:
    assert not OUTSIDE.search(text)


def test_copying_fills_the_folder_and_drops_what_is_no_longer_listed(small_tree: Path) -> None:
    old = small_tree / "web/static/vendor/leaf-1.0/leaf.js"
    old.parent.mkdir(parents=True)
    old.write_text("old")

    assert assets.copy(small_tree) == 1

    assert (small_tree / "web/static/vendor/leaf-2.0/leaf.js").read_text() == "let leaf;\n"
    assert not old.exists()


def test_a_file_that_is_not_the_listed_one_is_refused_and_nothing_changes(small_tree: Path) -> None:
    assets.copy(small_tree)
    (small_tree / "node_modules/leaf/dist/leaf.js").write_text("let leak;\n")

    with pytest.raises(assets.WrongAsset, match="not the file"):
        assets.copy(small_tree)

    assert (small_tree / "web/static/vendor/leaf-2.0/leaf.js").read_text() == "let leaf;\n"


def test_a_missing_file_is_said_with_the_remedy(small_tree: Path) -> None:
    shutil.rmtree(small_tree / "node_modules")

    with pytest.raises(assets.WrongAsset, match="npm ci"):
        assets.copy(small_tree)

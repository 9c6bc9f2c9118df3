"""Copies the page assets from node_modules/ into web/static/vendor/, each held to its listed hash.

web/static/vendor.json lists every file: from where, to where, and its SHA-256. The service never
fetches anything from elsewhere, so these copies are what a browser gets.

    python scripts/assets.py             copy; fails where a file is not the listed one
    python scripts/assets.py --record    write the hashes and versions of what node_modules/ holds
"""

import hashlib
import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


class WrongAsset(Exception):
    """A file that is missing, or is not the one that was listed."""


@dataclass(frozen=True, kw_only=True)
class Asset:
    """One listed file. `source` is under node_modules/, `path` under web/static/vendor/."""

    source: str
    path: str
    sha256: str


def listed(root: Path) -> Iterator[Asset]:
    """Every file of the list, in its order. The folder of each carries its version."""
    for package in _read(root / "web/static/vendor.json"):
        folder = f"{package['name']}-{package['version']}"
        for file in package["files"]:
            yield Asset(source=file["from"], path=f"{folder}/{file['path']}", sha256=file["sha256"])


def check(file: Path, asset: Asset) -> None:
    """Raises WrongAsset where `file` is absent or differs from the list."""
    if not file.is_file():
        raise WrongAsset(f"{file} is missing; `npm ci` brings it")
    if _sha256(file) != asset.sha256:
        raise WrongAsset(f"{file} is not the file that web/static/vendor.json lists")


def copy(root: Path) -> int:
    """Fill web/static/vendor/ anew and return the number of files; nothing changes on a failure."""
    vendor = root / "web/static/vendor"
    part = vendor.with_name("vendor.part")
    shutil.rmtree(part, ignore_errors=True)
    count = 0
    for asset in listed(root):
        source = root / "node_modules" / asset.source
        check(source, asset)
        target = part / asset.path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        count += 1
    shutil.rmtree(vendor, ignore_errors=True)
    part.rename(vendor)
    vendor.touch()  # make compares this moment with those of the list and of node_modules/
    return count


def record(root: Path) -> None:
    """Bring the list's versions and hashes to what node_modules/ holds."""
    path = root / "web/static/vendor.json"
    packages = _read(path)
    for package in packages:
        manifest = _read(root / "node_modules" / package["name"] / "package.json")
        package["version"], package["licence"] = manifest["version"], manifest["license"]
        for file in package["files"]:
            file["sha256"] = _sha256(root / "node_modules" / file["from"])
    path.write_text(json.dumps(packages, indent=2) + "\n", encoding="utf-8")


def _read(path: Path) -> Any:  # noqa: ANN401 - plain JSON
    return json.loads(path.read_text(encoding="utf-8"))


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def main(arguments: list[str]) -> int:
    """The command; 0 done, 1 a file is not the listed one, 2 wrong use."""
    if arguments not in ([], ["--record"]):
        print(__doc__, file=sys.stderr)
        return 2
    if arguments:
        record(ROOT)
    try:
        print(f"{copy(ROOT)} files in web/static/vendor/")
    except WrongAsset as wrong:
        print(wrong, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The phone finds what the server finds: both engines over the same texts."""

import json
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest

from ingest.screening.rules import EDITION, as_json, packed
from ingest.screening.screen import screen
from tests.ingest.screening.measure import HALVES, sentences

ROOT = Path(__file__).parents[3]
PLACES = ("Sara Åbergs torg", "Björkhaga", "Idrottsplatsen Sjövallen")
TEXTS = [one.text for half in HALVES for one in sentences(half)]
STREWN = "aåÄBxyz0123456789 -.,@():/\n\u200b\u202f\u0661\u0301éŠ😀–\u00a0"
ENGINE = """
import { readFileSync } from "node:fs";
const { screen, inUnits } = await import(process.argv[1]);
const { rules, texts, places, counted } = JSON.parse(readFileSync(0, "utf8"));
const finds = texts.map((text) => screen(text, rules, places));
const units = counted.map(([text, found]) => inUnits(text, found));
process.stdout.write(JSON.stringify({ finds, units }));
"""


def on_the_phone(texts: list[str], counted: list[tuple[str, Any]]) -> dict[str, Any]:
    """What web/static/screening.js finds."""
    given = {"rules": as_json(), "texts": texts, "places": PLACES, "counted": counted}
    script = ["node", "--input-type=module", "-e", ENGINE, str(ROOT / "web/static/screening.js")]
    done = subprocess.run(
        [str(ROOT / "scripts/with-node.sh"), *script],
        cwd=ROOT,
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def strewn(texts: list[str], how_many: int) -> list[str]:
    """Texts with odd characters put in, and texts of nothing else."""
    dice = random.Random(7)
    made = list[str]()
    for _ in range(how_many):
        text = dice.choice(texts)
        at = dice.randrange(len(text) + 1)
        made.append(text[:at] + "".join(dice.choices(STREWN, k=dice.randint(1, 4))) + text[at:])
        made.append("".join(dice.choices(STREWN, k=dice.randint(1, 60))))
    return made


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """The labelled set, the same in other letters, and odd ones."""
    others = [text.lower() for text in TEXTS] + [text.upper() for text in TEXTS]
    return TEXTS + others + strewn(TEXTS, 1_500)


def test_both_engines_find_the_same(texts: list[str]) -> None:
    ours = [[one._asdict() for one in screen(text, frozenset(PLACES))] for text in texts]
    theirs = on_the_phone(texts, list(zip(texts, ours, strict=True)))

    differing = [
        (text, mine, other)
        for text, mine, other in zip(texts, theirs["units"], theirs["finds"], strict=True)
        if mine != other
    ]
    assert differing == []


def test_the_edition_names_the_rules() -> None:
    assert as_json()["edition"] == EDITION
    assert json.loads(json.dumps(as_json())) == as_json()


def test_names_are_packed_so_that_they_can_be_unpacked() -> None:
    assert packed(["abdi", "abdul", "åsa"]) == "AabdiDulAåsa"

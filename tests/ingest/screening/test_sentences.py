"""The sentences that the screening is measured on are sound, many enough and drawn alike."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from reference.dimensions import PersonalData

SENTENCES = Path(__file__).parent / "sentences"
HALVES = {"dev": "d", "held-out": "h"}

ORIGINS = (
    *("swedish", "finnish", "arabic", "kurdish", "persian", "somali", "tigrinya", "turkish"),
    *("bcs", "polish", "ukrainian", "spanish", "vietnamese", "thai", "roma"),
)

# How many mentions of a kind both halves hold together, at least.
AT_LEAST = {
    "phone": 25,
    "email": 15,
    "plate": 20,
    "handle": 12,
    "birth-date": 10,
    "home-address": 20,
    "name": 14 * len(ORIGINS),
}

# What is kept free for fiction: no span may hold anything else that could be somebody's.
FICTIONAL_PHONE = re.compile(r"(3139006|4062804|8465004|9803192|7017406)\d\d")
NEVER_ISSUED = re.compile(
    "FNL|FUL|GEY|GYN|HKH|KYK|LAM|LOJ|MLB|NRP|NSF|NYP|PAJ|SEG|TBC|TOK|WAM|WAR|XTC|XTZ|XXL"
    "|ZEX|ZOG|ZPY|ZUG|ZUP"
)


@dataclass(frozen=True)
class Sentence:
    """One line of the set."""

    id: str
    group: str
    label: str
    text: str
    spans: tuple[tuple[str, int, int], ...]
    hard: bool

    def mentions(self) -> Iterator[tuple[str, str]]:
        """Each kind with the words that are marked."""
        for kind, start, end in self.spans:
            yield kind, self.text[start:end]


def sentences(half: str) -> list[Sentence]:
    lines = (SENTENCES / f"{half}.jsonl").read_text(encoding="utf-8").splitlines()
    return [_sentence(json.loads(line)) for line in lines]


def _sentence(raw: dict[str, Any]) -> Sentence:
    assert set(raw) == {"id", "group", "label", "text", "spans", "hard"}, raw
    spans = tuple((span["kind"], span["start"], span["end"]) for span in raw["spans"])
    return Sentence(raw["id"], raw["group"], raw["label"], raw["text"], spans, raw["hard"])


DEV = sentences("dev")
HELD_OUT = sentences("held-out")
ALL = DEV + HELD_OUT


def kinds_in(of: list[Sentence]) -> Counter[str]:
    return Counter(kind for sentence in of for kind, _, _ in sentence.spans)


def names_in(of: list[Sentence]) -> Counter[str]:
    return Counter(one.group for one in of for kind, _, _ in one.spans if kind == "name")


def marked(*kinds: str) -> list[str]:
    return [words for one in ALL for kind, words in one.mentions() if kind in kinds]


def test_the_set_is_large_enough_of_every_kind() -> None:
    kinds = kinds_in(ALL)

    assert len(ALL) >= 600
    assert sum(one.label == "clean" for one in ALL) >= 250
    assert kinds["personnummer"] + kinds["samordningsnummer"] >= 30
    assert {kind: kinds[kind] for kind in AT_LEAST if kinds[kind] < AT_LEAST[kind]} == {}
    assert {origin for origin in ORIGINS if names_in(ALL)[origin] < 14} == set()


def test_the_halves_are_drawn_alike() -> None:
    assert abs(len(DEV) - len(HELD_OUT)) <= 2
    for group in {one.group for one in ALL}:
        of_dev, of_held_out = ([one for one in half if one.group == group] for half in _halves())
        assert abs(len(of_dev) - len(of_held_out)) <= 2, group
    for kind in PersonalData:
        assert abs(kinds_in(DEV)[kind.value] - kinds_in(HELD_OUT)[kind.value]) <= 8, kind
    for origin in ORIGINS:
        assert min(names_in(DEV)[origin], names_in(HELD_OUT)[origin]) >= 7, origin


def _halves() -> tuple[list[Sentence], list[Sentence]]:
    return DEV, HELD_OUT


@pytest.mark.parametrize(("half", "letter"), HALVES.items())
def test_ids_are_told_apart_and_run_on(half: str, letter: str) -> None:
    ids = [one.id for one in sentences(half)]

    assert ids == [f"{letter}-{number:03d}" for number in range(1, len(ids) + 1)]


def test_no_sentence_stands_twice() -> None:
    assert [text for text, n in Counter(one.text.casefold() for one in ALL).items() if n > 1] == []


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
def test_a_sentence_is_marked_soundly(one: Sentence) -> None:
    assert one.label == ("pii" if one.spans else "clean")
    assert unicodedata.is_normalized("NFC", one.text)
    assert one.text == one.text.strip()
    ends = 0
    for kind, start, end in sorted(one.spans, key=lambda span: span[1]):
        PersonalData(kind)
        assert ends <= start < end <= len(one.text)
        words = one.text[start:end]
        assert words == words.strip(" .,;:–«»")  # the mention, not what stands around it
        assert not one.text[start - 1 : start].isalnum() or start == 0
        assert not one.text[end : end + 1].isalnum()
        ends = end


@pytest.mark.parametrize("number", marked("personnummer", "samordningsnummer"))
def test_a_personal_identity_number_is_sound_and_nobodys(number: str) -> None:
    digits = re.sub(r"\D", "", number)[-10:]

    assert len(digits) == 10
    assert 980 <= int(digits[6:9]) <= 999
    assert sum(sum(divmod(int(d) * (2 - i % 2), 10)) for i, d in enumerate(digits)) % 10 == 0
    date(2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:6]) % 60)
    assert (int(digits[4:6]) > 60) == (number in marked("samordningsnummer"))


@pytest.mark.parametrize("number", marked("phone"))
def test_a_phone_number_is_kept_for_fiction(number: str) -> None:
    digits = re.sub(r"^(00|)46", "", re.sub(r"\D", "", number.replace("(0)", ""))).lstrip("0")

    assert FICTIONAL_PHONE.fullmatch(digits), digits


@pytest.mark.parametrize("plate", marked("plate"))
def test_a_plate_is_of_letters_that_are_never_issued(plate: str) -> None:
    assert re.fullmatch(r"[A-Z]{3}[ -]?\d\d[0-9A-Z]", plate.upper())
    assert NEVER_ISSUED.fullmatch(plate[:3].upper())


@pytest.mark.parametrize("address", marked("email"))
def test_mail_goes_to_a_domain_for_examples(address: str) -> None:
    assert re.search(r"(\bexample\.(com|org|net|se)|\.example)$", address.casefold())

"""The lists of names: tidy, wide enough for every origin, and nobody's name is an everyday word.

Whether the names are found in sentences is measured in test_sentences.py.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

import pytest

from ingest.screening.lexicon import LISTS, key, sections

# The least number of given and family names: far more than are met in a week's reports.
LEAST = {
    "arabic": (1500, 1200),
    "bcs": (900, 700),
    "elsewhere": (2000, 1500),
    "finnish": (500, 900),
    "kurdish": (800, 500),
    "persian": (900, 1200),
    "polish": (400, 900),
    "roma": (250, 300),
    "somali": (800, 400),
    "spanish": (900, 1000),
    "swedish": (1500, 2500),
    "thai": (900, 300),
    "tigrinya": (600, 450),
    "turkish": (1000, 1000),
    "ukrainian": (450, 1000),
    "vietnamese": (250, 120),
}
LEAST_WORDS = {
    "ambiguous": 400,
    "firms": 300,
    "places": 200,
    "titles": 200,
    "verbs": 100,
    "words": 700,
}
WORDS = LISTS / "words.txt"
ORIGINS = sorted(path for path in LISTS.glob("*.txt") if path != WORDS)

# Words that stand in every report: a list that holds one as a sure name would mark every text.
EVERYDAY = """
    alla andra annan att av bad bar barn bil bilen blev bort bra dag dem den det dina dom du där
    efter elva en ena er fan fast fick flera fri från för gav ger glad gul ha hade han hans har hem
    heter hit hon hot hund hur i in inga inne inte ja jag kan klara kom kort kvar källa le lite liv
    lova man mark max med men min mina mot mycket ni när och om ont per ras rosa röd sa sak se set
    sin sina sju skola sky sol son stan stark sten stig stolpe stor ta tal tala tre tom torg tur
    under upp ur ut vakt van var vara vi vid vide vika vill vilja ville väg åt är över
"""
# At the beginning of a sentence and before a verb, where a doubtful name counts as one.
NEVER_A_NAME = "alla de dem den det du han har hon kan man ni ska som så vi"
# Common among those born in five decades, in every origin.
IN_USE = """
    Anna Erik Maria Lars Margareta Liam Alma Noah Nettan Jocke Micke Kalle Lasse Gunilla Leif
    Andersson Johansson Lindqvist Pekka Tuula Korhonen Mohamed Muhammad Mohammed Mohamad Yusuf
    Youssef Fatima Haddad Al-Hassan Sirwan Rojin Barzani Mehdi Niloufar Karimi Hosseini Abdi Hodan
    Warsame Tesfay Tesfai Gebre Semhar Mehari Mehmet Ayşe Öztürk Dragan Amra Jovanović Jovanovic
    Hodžić Piotr Agnieszka Kowalski Kowalska Olena Oleksandr Kovalenko Shevchenko José Jose Camila
    González Gonzalez Nguyen Nguyễn Linh Tran Somchai Malee Saetang Taikon Katitzi Lakatos Arben
    Krasniqi Lamin Ceesay Singh
"""
FORM = re.compile(r"[^\W\d_]+(?:[-'’.][^\W\d_]+)*")


def entries(path: Path, section: str) -> list[str]:
    return [
        entry for where, entry in sections(path.read_text(encoding="utf-8")) if where == section
    ]


def names(path: Path) -> set[str]:
    return {key(name) for section in ("given", "family") for name in entries(path, section)}


@cache
def all_names() -> frozenset[str]:
    return frozenset[str]().union(*map(names, ORIGINS))


def lines_of(path: Path) -> list[list[str]]:
    """The runs of entries between headings and comments, each of which is sorted."""
    runs = list[list[str]]([[]])
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line[0] in "#[":
            runs.append([])
        else:
            runs[-1].append(line)
    return [run for run in runs if run]


def test_every_origin_has_its_list() -> None:
    assert {path.stem for path in ORIGINS} == LEAST.keys()


@pytest.mark.parametrize("path", ORIGINS, ids=lambda path: path.stem)
def test_a_list_is_wide_enough(path: Path) -> None:
    given, family = LEAST[path.stem]

    assert len(entries(path, "given")) >= given
    assert len(entries(path, "family")) >= family


@pytest.mark.parametrize("section", LEAST_WORDS)
def test_a_section_of_the_words_is_wide_enough(section: str) -> None:
    assert len(entries(WORDS, section)) >= LEAST_WORDS[section]


@pytest.mark.parametrize("path", [*ORIGINS, WORDS], ids=lambda path: path.stem)
def test_a_list_is_sorted_composed_and_says_nothing_twice(path: Path) -> None:
    assert unicodedata.is_normalized("NFC", path.read_text(encoding="utf-8"))
    for run in lines_of(path):
        assert run == sorted(set(run))
        assert all(line == line.strip() for line in run)


@pytest.mark.parametrize("path", ORIGINS, ids=lambda path: path.stem)
def test_a_name_is_one_word_with_a_capital(path: Path) -> None:
    listed = entries(path, "given") + entries(path, "family")

    assert [name for name in listed if not FORM.fullmatch(name) or not name[0].isupper()] == []
    assert [name for name in listed if len(name) < 2] == []


@pytest.mark.parametrize("path", ORIGINS, ids=lambda path: path.stem)
def test_a_list_says_what_it_is_for(path: Path) -> None:
    assert "protected alike" in path.read_text(encoding="utf-8").split("[given]")[0]


def test_what_is_nobodys_name_is_in_no_list() -> None:
    assert {key(word) for word in entries(WORDS, "words")} & all_names() == set()


def test_an_ambiguous_name_is_a_name() -> None:
    assert {key(name) for name in entries(WORDS, "ambiguous")} - all_names() == set()


def test_an_everyday_word_is_no_sure_name() -> None:
    ambiguous = {key(name) for name in entries(WORDS, "ambiguous")}

    assert (set(EVERYDAY.split()) & all_names()) - ambiguous == set()
    assert set(NEVER_A_NAME.split()) & all_names() == set()


def test_what_is_written_small_in_the_news_is_no_sure_name(shared: Path) -> None:
    """The small words of the labelled news text that are no name there; its names are not used."""
    news = (shared / "data" / "ner" / "swedish-ner-test.txt").read_text(encoding="utf-8")
    tagged = [line.split() for line in news.splitlines() if line.strip()]
    small = {
        key(word) for word, *_, tag in tagged if tag == "0" and word.isalpha() and word.islower()
    }
    ambiguous = {key(name) for name in entries(WORDS, "ambiguous")}

    assert len(small) > 5000
    assert (small & all_names()) - ambiguous == set()


def parts(name: str) -> list[str]:
    return [key(part) for part in name.split("-") if part != "Al"]


@pytest.mark.parametrize("name", IN_USE.split())
def test_a_name_in_use_is_known(name: str) -> None:
    assert key(name) in all_names() or set(parts(name)) <= all_names()

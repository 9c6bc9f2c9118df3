"""Names of persons, and what bears one: streets, firms, words of the language."""

import pytest

from ingest.screening.finding import Action
from ingest.screening.lexicon import LISTS, NAME, Bit, key, lexicon, sections
from ingest.screening.screen import screen


def found(text: str, *places: str) -> list[str]:
    """The names marked in a text."""
    return [text[one.start : one.end] for one in screen(text, frozenset(places))]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ahmed Hassan sprang från platsen", ["Ahmed Hassan"]),
        ("ahmed o sara sprang från platsen", ["ahmed", "sara"]),
        ("AHMED SLOGS MED EN VAKT", ["AHMED"]),
        ("Vi såg Ahmeds bror på torget", ["Ahmeds"]),
        ("ahmeds moppe stod kvar", ["ahmeds"]),
        ("Karlsson, Per avvisad", ["Karlsson, Per"]),
        ("A. Karlsson nekades inträde", ["A. Karlsson"]),
        ("Ahmed K. sprang", ["Ahmed K."]),
        ("Anna-Karin och al-Khatib såg allt", ["Anna-Karin", "al-Khatib"]),
        ("Läraren Sten sa ifrån", ["Sten"]),
        ("Hotet riktades mot Sten Forsberg", ["Sten Forsberg"]),
        ("I går såg jag Björn vid ån", ["Björn"]),
        ("Björn sa att det var lugnt", ["Björn"]),
        ("han heter xyzzlan och bor här", ["xyzzlan"]),
        ("Killen kallas Biggen", ["Biggen"]),
        ("Rektor Qvarnberga ringde", ["Qvarnberga"]),
        ("Jovan Petrovi\u0107 och Petrovi\u0063\u0301", ["Jovan Petrović", "Petrovi\u0063\u0301"]),
        ("Elev i åk 8, Dilan, blev omringad", ["Dilan"]),
        ("Bo i 9C fick telefonen rånad", ["Bo"]),
    ],
)
def test_a_name_is_found_however_it_is_written(text: str, names: list[str]) -> None:
    assert found(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "Sten kastades mot bussen",
        "Björn siktades vid spåret",
        "Bo kvar inomhus",
        "Max 20 personer",
        "Maj och juni var lugna",
        "Rosa huset vid sjön",
        "Stig in genom baksidan",
        "Hans jacka var svart",
        "Olof Palmes gata",
        "Anna Lindhs plats",
        "dag hammarskjölds väg",
        "Karlavägen och Mariatorget",
        "Mellan Birger Månsgatan och ån",
        "Sankta Ottilia kyrka",
        "S:t Eriks gränd",
        "Emils kulle",
        "Hotell Karl",
        "kvarteret Sara",
        "Stormen Hans tog ner skylten",
        "Bråk på Max",
        "slagsmål utanför Clas Ohlson",
        "Securitas och Polisen på plats",
        "ICA, SL och BUP",
        "På måndag i april",
        "Vi såg inget. Han sprang.",
        "Kl 22 Ungdomar på torget",
        "platsen kallas Gropen",
        "polis kallas till platsen",
        "namnet på caféet okänt",
        "De heter något på B",
        "Ny ThinkPad stulen",
        "mobil stulen 22:30, Brand i container",
        "dans på torget",
        "kurs i brottning",
        "ingen e-post",
        "larm på skolan 2 tim",
    ],
)
def test_what_bears_a_name_or_sounds_like_one_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_a_place_of_the_municipality_is_nobody() -> None:
    assert found("Bråk vid Sara Åberg") == ["Sara Åberg"]
    assert found("Bråk vid Sara Åberg", "Sara Åberg") == []
    assert found("Elev Qvillestan") == ["Qvillestan"]
    assert found("Elev Qvillestan", "Idrottsplatsen Qvillestan") == []
    assert found("Sara slogs vid Qvillestan", "Idrottsplatsen Qvillestan") == ["Sara"]


def test_a_name_is_warned_of() -> None:
    assert {one.action for one in screen("Sara sprang")} == {Action.WARN}


@pytest.mark.parametrize("path", sorted(LISTS.glob("*.txt")), ids=lambda path: path.stem)
def test_every_listed_name_is_known(path: object) -> None:
    """That a name which means something else as well may need a sign, but is in the map."""
    text = (LISTS / f"{getattr(path, 'stem', '')}.txt").read_text(encoding="utf-8")
    listed = [name for section, name in sections(text) if section in ("given", "family")]

    assert [one for one in listed if not lexicon().words.get(key(one), 0) & NAME] == []


def test_a_doubtful_name_is_nothing_without_a_sign() -> None:
    doubtful = [
        word
        for word, bits in lexicon().words.items()
        if bits & NAME and bits & Bit.DOUBTFUL and "-" not in word
    ]

    assert len(doubtful) > 500
    assert [word for word in doubtful if found(f"bara {word} och inget mer")] == []

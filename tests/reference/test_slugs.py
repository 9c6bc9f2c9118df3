"""A name becomes part of an id that every keyboard can write."""

import pytest

from reference.slugs import plain, slug


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Skolgård", "skolgard"),
        ("  Klotter på Östra  skolan! ", "klotter-pa-ostra-skolan"),
        ("Vecka 47/2026", "vecka-47-2026"),
        ("!!!", ""),
        ("Čapek & Söner", "capek-soner"),
    ],
)
def test_a_name_becomes_small_letters_digits_and_hyphens(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_a_long_name_is_cut_and_does_not_end_in_a_hyphen() -> None:
    assert slug("en lång tunnel", longest=8) == "en-lang"


def test_marks_are_taken_off_and_nothing_else_is() -> None:
    assert plain("Åsa Öhman 7") == "asa ohman 7"

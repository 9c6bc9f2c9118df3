"""The bars that the screening is held to, on sentences that no rule was made for."""

from pathlib import Path

import pytest

from tests.ingest.screening.measure import HALVES, NUMBERS, Score, score, sentences, table

PAGE = Path(__file__).parents[3] / "docs/screening.md"
SCORES = {half: score(sentences(half)) for half in HALVES}


@pytest.fixture(params=HALVES)
def counted(request: pytest.FixtureRequest) -> Score:
    """What was found in one half."""
    return SCORES[request.param]


def test_numbers_mail_and_plates_are_found(counted: Score) -> None:
    assert counted.recall(*NUMBERS) >= 0.98


def test_names_are_found(counted: Score) -> None:
    assert counted.recall("name") >= 0.90


def test_names_of_every_origin_are_found(counted: Score) -> None:
    assert {
        group: counted.recall_in(group)
        for group in counted.names
        if counted.recall_in(group) < 0.85
    } == {}


def test_clean_sentences_are_left_alone(counted: Score) -> None:
    assert counted.flagged <= 0.15 * counted.clean
    assert counted.blocked <= 0.02 * counted.clean


def test_the_page_shows_what_was_measured() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert [line for line in table(SCORES) if line not in page] == []

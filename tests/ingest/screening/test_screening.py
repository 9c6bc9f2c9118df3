"""What holds for every text: finds lie in it, nothing hides one, and time grows with length."""

import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.screening.finding import action_of
from ingest.screening.lexicon import lexicon
from ingest.screening.names import names
from ingest.screening.patterns import needed, occurs, sources
from ingest.screening.plain import plain
from ingest.screening.screen import judged, may_name, screen
from reference.dimensions import PersonalData
from tests.ingest.screening.measure import WORST, sentences

TEXTS = [one.text for one in sentences("dev")]
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e"
ODD = "aåÄBx019 -.,@():/\n\t\r\0\u200b\u0661\u0301éŠÅ😀–\u00a0\u2028½ﬁßẞİ\u0131\U0001d7d7Ⅷ"


@given(st.one_of(st.text(max_size=200), st.text(alphabet=ODD, max_size=200)))
@example("\u0301070-1740612\u0301")
def test_any_text_is_screened_and_every_find_lies_in_it(text: str) -> None:
    past = 0
    for one in screen(text):
        assert past <= one.start < one.end <= len(text)
        assert one.action is action_of(one.kind)
        past = one.end


@given(st.sampled_from(TEXTS), st.data())
def test_what_cannot_be_seen_hides_nothing(text: str, data: st.DataObject) -> None:
    at = data.draw(st.lists(st.integers(1, max(1, len(text) - 1)), max_size=4).map(sorted))
    unseen = data.draw(st.sampled_from(INVISIBLE))
    pieces = [text[a:b] for a, b in zip([0, *at], [*at, len(text)], strict=True)]
    hidden = unseen.join(pieces)

    def read(of: str) -> list[tuple[str, str]]:
        return [(one.kind, of[one.start : one.end].replace(unseen, "")) for one in screen(of)]

    assert read(hidden) == read(text)


def test_a_text_is_the_same_composed_or_taken_apart() -> None:
    for text in TEXTS:
        written = unicodedata.normalize("NFD", text)
        finds = [
            unicodedata.normalize("NFC", written[one.start : one.end]) for one in screen(written)
        ]

        assert finds == [text[one.start : one.end] for one in screen(text)]


@given(st.text(alphabet=ODD, max_size=60))
def test_the_plain_form_leads_back(text: str) -> None:
    read = plain(text)

    assert len(read.low) == len(read.text)
    for at in range(len(read.text)):
        start, end = read.given(at, at + 1)
        assert 0 <= start < end <= len(text)


@pytest.mark.parametrize("name", needed())
@settings(max_examples=200)
@given(st.data())
def test_no_match_is_without_what_its_pattern_is_said_to_need(
    name: str, data: st.DataObject
) -> None:
    assert occurs(name, data.draw(st.from_regex(sources()[name], fullmatch=True)))


@pytest.mark.parametrize(
    "text",
    [
        "vi såg sten i 9c",
        "killen heter gropis",
        "killen kallas gropis",
        "Läraren: Sten",
        "där var abdi",
        "där var Gropis Knopp",
        "Xhevdetho",
        "där var anna-karin",
    ],
)
def test_a_name_is_found_by_a_single_sign(text: str) -> None:
    assert [one.kind for one in screen(text)] == [PersonalData.NAME]


@pytest.mark.parametrize("written", [str, str.lower, str.upper, str.title, str.capitalize])
def test_no_name_is_found_in_a_text_that_is_said_to_hold_none(
    written: Callable[[str], str],
) -> None:
    for words in (written(text).split(" ") for text in TEXTS):
        for at in range(len(words)):
            read = plain(" ".join(words[at:]))
            assert may_name(read, judged(read.low)) or not list(names(read, lexicon(), {}))


@pytest.mark.parametrize("piece", WORST)
def test_ten_times_the_text_takes_no_more_than_its_share(piece: str) -> None:
    """Time by length: a pattern that tried every way to read a text would take a hundredfold."""

    def taken(length: int) -> float:
        text = (piece * length)[:length]
        best = float("inf")
        for _ in range(5):
            began = time.process_time()
            screen(text)
            best = min(best, time.process_time() - began)
        return best

    taken(100)
    assert taken(8_000) < 40 * taken(800)

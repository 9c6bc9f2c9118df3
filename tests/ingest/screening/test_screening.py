"""What holds for every text: finds lie in it, nothing hides one, and time grows with length."""

import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.screening.finding import action_of
from ingest.screening.plain import plain
from ingest.screening.screen import screen
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

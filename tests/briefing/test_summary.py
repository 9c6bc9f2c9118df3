"""The picture on one page: always one, tagged, and the same every time."""

import io
import itertools
import re

import msgspec
import pikepdf
import pypdf
import pytest

from briefing.picture import Picture
from briefing.renderings.captions import alt_map, alt_trend
from briefing.renderings.html import page
from briefing.renderings.pdf import pdf
from briefing.renderings.summary import summary
from tests.briefing import extremes, pictures
from tests.briefing.extremes import LONG_WORDS
from tests.briefing.penned import WORDS
from tests.briefing.test_pdf import kinds, tagged, words
from tests.briefing.test_provenance import ISSUED

EXTREMES = {
    "nothing": pictures.empty,
    "one report": extremes.single,
    "many areas": extremes.crowded,
    "a country": extremes.country,
    "no areas": extremes.pointed,
    "huge counts": extremes.huge,
    "long names": extremes.wordy,
}


@pytest.mark.parametrize("kind", EXTREMES)
def test_whatever_the_picture_it_takes_one_page(kind: str, language: str) -> None:
    made = summary(EXTREMES[kind](), language, ISSUED, LONG_WORDS)

    assert len(words(made)) == 1


def test_each_of_the_pictures_takes_one_page(picture: Picture, language: str) -> None:
    assert len(words(summary(picture, language))) == 1


@pytest.mark.parametrize("kind", ["one report", "huge counts", "long names"])
def test_page_and_paper_can_be_made_of_what_is_extreme(kind: str, language: str) -> None:
    picture = EXTREMES[kind]()

    assert len(words(pdf(picture, language, ISSUED, LONG_WORDS))) < 20
    assert len(page(picture, language, words=LONG_WORDS)) < 400_000


def test_the_page_of_a_country_is_no_larger_than_a_page_may_be() -> None:
    assert len(page(extremes.country(), "sv", words=WORDS)) < 400_000


def test_it_holds_what_a_meeting_needs(full: Picture) -> None:
    (said,) = words(summary(full, "sv", words=WORDS))

    for part in (
        "Vecka 47",
        "Utkast",
        WORDS[18_101],
        "Centrum",
        "röd",
        "Stark avvikelse",
        "Stortorget",
        "Flest rapporter på fredagen",
        "Black Friday",
        "143 dagar",
        "8 av de 10 organisationer",
        "Förslag till fokus",
        "Position 18 204",
    ):
        assert part in said


def test_rumours_and_warning_signs_stay_in_the_whole_picture(full: Picture) -> None:
    (said,) = words(summary(full, "sv", words=WORDS))

    assert "torget" not in said.replace("Stortorget", "")
    assert "bråk" not in said


def test_the_gravest_areas_stand_first(full: Picture) -> None:
    (said,) = words(summary(full, "sv"))
    order = ["Centrum ■ röd", "Hammarmons industriområde ■ röd", "Björkhaga ◆ orange"]

    places = [said.index(one) for one in order]
    assert places == sorted(places)


def test_it_is_tagged_and_says_its_drawings(full: Picture) -> None:
    document = pikepdf.open(io.BytesIO(summary(full, "sv")))
    found = kinds(document)
    levels = [int(kind[2]) for kind in found if re.fullmatch("/H[1-6]", kind)]
    figures = [str(x.Alt) for x in tagged(document) if str(x.S) == "/Figure"]

    assert str(document.Root.Lang) == "sv"
    assert b"pdfuaid:part" in document.Root.Metadata.read_bytes()
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert figures == [alt_trend(full, "sv"), alt_map(full, "sv")]
    assert found.count("/TH") == 4
    assert pypdf.PdfReader(io.BytesIO(summary(full, "sv"))).metadata is not None


def test_the_same_picture_gives_the_same_bytes(picture: Picture, language: str) -> None:
    assert summary(picture, language, ISSUED) == summary(picture, language, ISSUED)


def test_what_people_wrote_is_printed_and_never_read_as_markup(full: Picture) -> None:
    written = '#read("/etc/hostname") $x$ = *a*'
    place = msgspec.structs.replace(full.hotspots.places[0], name=written)
    hot = msgspec.structs.replace(full.hotspots, places=(place,))
    (said,) = words(summary(msgspec.structs.replace(full, hotspots=hot), "sv"))

    assert '#read("/etc/hostname")' in said

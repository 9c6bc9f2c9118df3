"""Every paper can be read aloud: tagged, titled, its headings in order, its drawings in words."""

import io
import itertools
import re

import pikepdf
import pytest

from briefing.draw import draw
from briefing.picture import Picture
from briefing.renderings.pdf import pdf
from briefing.renderings.summary import summary
from briefing.renderings.wording import title
from projections.known import known
from projections.record import Registry
from reference.periods import Period
from tests.briefing.calendars import tell
from tests.briefing.test_longer_page import analysed
from tests.briefing.test_pdf import tagged
from tests.hamlet import WEEK

PAPERS = {"whole": pdf, "summary": summary}


def can_be_read_aloud(picture: Picture, made: bytes, language: str) -> None:
    document = pikepdf.open(io.BytesIO(made))
    elements = list(tagged(document))
    kinds = [str(element.S) for element in elements]

    assert document.Root.MarkInfo.Marked
    assert str(document.Root.Lang) == language
    assert document.Root.ViewerPreferences.DisplayDocTitle
    assert title(picture, language) in str(document.docinfo["/Title"])
    headings = [int(kind[2]) for kind in kinds if re.fullmatch("/H[1-6]", kind)]
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(headings))
    said = [str(one.Alt).strip() for one in elements if str(one.S) == "/Figure"]
    assert said
    assert all(len(words) > 10 for words in said)
    assert len(set(said)) == len(said)
    assert kinds.count("/TH") >= 2 * kinds.count("/Table")
    for page in document.pages:  # the order of what can be reached is that of the structure
        assert str(page.obj.get("/Tabs")) == "/S"
        assert "/StructParents" in page.obj


@pytest.mark.parametrize("form", PAPERS)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_papers_of_a_week_and_of_a_month_can_be_read_aloud(
    full: Picture, form: str, language: str
) -> None:
    for picture in (full, analysed(full)):
        can_be_read_aloud(picture, PAPERS[form](picture, language), language)


def test_papers_of_longer_periods_can_be_read_aloud(on_sqlite: Registry) -> None:
    tell(on_sqlite, [{"skola": 4, "vakt": 3, "bostad": 2}] * 14)
    tell(on_sqlite, [{"skola": 30, "vakt": 9, "bostad": 2}], last=WEEK.shift(1), first=500)
    for of, language in (("2026-10", "sv"), ("2026-Q4", "en"), ("2026-T3", "sv"), ("2026", "en")):
        with known(on_sqlite.log) as now:
            picture = draw(now, Period.parse(of))
        assert picture.longer
        for made in (pdf(picture, language), summary(picture, language)):
            can_be_read_aloud(picture, made, language)

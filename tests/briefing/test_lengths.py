"""The words of a picture fit its period: nothing of two weeks is said to be of "this week"."""

import re

import msgspec
import pytest

from briefing.picture import Picture
from briefing.renderings import captions, completeness, hotspots, html, lengths, provenance
from briefing.renderings.hours import rhythm_subtitle
from briefing.renderings.in_brief import summary
from briefing.renderings.screens import screens
from briefing.renderings.sheets import sheets
from briefing.renderings.wording import plain
from reference.periods import Period, PeriodKind
from tests.briefing.pictures import WEEK

OF_ONE_WEEK = {
    "sv": r"den här veckan|senaste \w+ veckorna (?:har varit|låg)|av de senaste åtta veckorna",
    "en": r"this week|last eight weeks (?:were|the number)|of the last eight weeks",
}


@pytest.fixture
def two_weeks(full: Picture) -> Picture:
    """The invented week as if its counts were of two."""
    period = Period.of(PeriodKind.TWO_WEEKS, WEEK)
    return msgspec.structs.replace(
        full, period=str(period), first_on=period.first_on, signals=(), tested=(), levels=()
    )


def told(picture: Picture, language: str) -> str:
    """All that the renderings say of the picture."""
    said = [html.page(picture, language)]
    for screen in screens(picture, language):
        table = screen.table
        said += [screen.heading, screen.title, screen.alt, screen.more, *screen.lines, *screen.note]
        said += [table.caption, *table.columns] if table else []
    for sheet in sheets(picture, language):
        said += [sheet.name, sheet.caption, *sheet.columns]
    return "\n".join((*said, *provenance.method(picture, language)))


def test_two_weeks_are_never_called_one(two_weeks: Picture, full: Picture, language: str) -> None:
    assert re.findall(OF_ONE_WEEK[language], told(full, language), re.IGNORECASE)
    assert not re.findall(OF_ONE_WEEK[language], told(two_weeks, language), re.IGNORECASE)


def test_two_weeks_are_held_against_two_weeks(two_weeks: Picture) -> None:
    first = plain(summary(two_weeks, "sv")[0])

    assert "av de senaste åtta tvåveckorsperioderna låg antalet mellan" in first
    assert captions.areas_subtitle(two_weeks, "sv").startswith(
        "Rapporter de här två veckorna. Staplarna är de senaste åtta tvåveckorsperioderna och den"
    )
    assert "medeltalet för de senaste åtta tvåveckorsperioderna" in rhythm_subtitle(two_weeks, "sv")
    assert "Samma veckor ett år tidigare" in captions.alt_trend(two_weeks, "sv")
    assert "har legat" not in captions.trend_title(two_weeks, "sv")


def test_two_weeks_have_reports(two_weeks: Picture) -> None:
    assert plain(summary(two_weeks, "en")[0]).startswith("Weeks 46 and 47 have ")


def test_over_several_weeks_organisations_are_counted_by_the_times_they_were_heard(
    two_weeks: Picture,
) -> None:
    assert completeness.sentences(two_weeks, "sv")[0].startswith("Av ")
    assert (
        "gånger som en organisation skulle höras av" in completeness.sentences(two_weeks, "sv")[0]
    )


@pytest.mark.parametrize(
    ("period", "sv", "en"),
    [
        ("2026-W47", "Den här veckan", "This week"),
        ("2026-W46-47", "De här två veckorna", "These two weeks"),
        ("2026-11", "Under perioden", "In the period"),
        ("2026", "Under perioden", "In the period"),
    ],
)
def test_a_period_is_called_by_its_length(full: Picture, period: str, sv: str, en: str) -> None:
    of = msgspec.structs.replace(full, period=period)

    assert (lengths.heading(of, "sv"), lengths.heading(of, "en")) == (sv, en)


def test_hours_are_kept_on_one_line_of_the_page(full: Picture) -> None:
    about = [row.about for row in hotspots.places(full, "sv") if "(" in row.about]

    assert about
    for said in about:
        hours = said[said.index("(") :]
        assert f'<span class="unbroken">{hours}</span>' in html.article(full, "sv")

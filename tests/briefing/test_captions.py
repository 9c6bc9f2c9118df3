"""Titles say what is seen, subtitles what is drawn, and the text stands in for the drawing."""

from datetime import timedelta

import msgspec
import pytest

from briefing.picture import MOST_DOTS, Figure, Picture, Rhythm, Trend
from briefing.renderings import areas, captions, hours
from briefing.usual import usual
from reference.periods import Period


def trended(of: Picture, *last: int) -> Picture:
    """The picture with these last weeks, each with the usual 4 to 6 before it."""
    counts = (5,) * (13 - len(last)) + last
    trend = Trend(
        weeks=of.trend.weeks,
        counts=counts,
        last_year=(None,) * 13,
        low=(4,) * 13,
        high=(6,) * 13,
    )
    total = Figure(n=counts[-1], usual=usual((4, 5, 6, 5, 4, 6, 5, 5)), last_year=None, reports="")
    return msgspec.structs.replace(of, trend=trend, total=total)


def timed(of: Picture, counts: dict[tuple[int, int], int], weeks: int = 0) -> Picture:
    """The picture with these counts by day and hour."""
    rows = tuple(tuple(counts.get((day, hour), 0) for hour in range(24)) for day in range(7))
    usual_rows = ((0.5,) * 24 if weeks else (0.0,) * 24,) * 7
    rhythm = Rhythm(counts=rows, usual=usual_rows, weeks=weeks, unknown=0)
    return msgspec.structs.replace(of, rhythm=rhythm)


@pytest.mark.parametrize(
    ("last", "title"),
    [
        ((5,), "Antalet rapporter är som vanligt"),
        ((7,), "Antalet rapporter ligger över det vanliga"),
        ((7, 3, 7), "Antalet rapporter ligger över det vanliga"),
        ((3, 7, 9, 8), "Antalet rapporter har legat över det vanliga i tre veckor"),
        ((3, 2), "Antalet rapporter har legat under det vanliga i två veckor"),
        ((9,) * 13, "Antalet rapporter har legat över det vanliga i 13 veckor"),
    ],
)
def test_the_trends_title_counts_the_weeks_in_a_row(
    empty: Picture, last: tuple[int, ...], title: str
) -> None:
    assert captions.trend_title(trended(empty, *last), "sv") == title


def test_the_title_of_a_week_that_runs_is_no_heading_said_twice(empty: Picture) -> None:
    running = msgspec.structs.replace(
        trended(empty, 5), as_of=Period.parse(empty.period).end_at - timedelta(days=2)
    )

    assert captions.trend_title(running, "sv") == "5 rapporter hittills"


def test_the_subtitle_explains_only_what_is_drawn(full: Picture, short: Picture) -> None:
    assert captions.trend_subtitle(full, "sv") == (
        "Rapporter per vecka, v.\N{NO-BREAK SPACE}35 till v.\N{NO-BREAK SPACE}47. Bandet är det"
        " vanliga för varje vecka. Den tunna linjen är samma veckor ett år tidigare."
    )
    assert captions.trend_subtitle(short, "sv").count(".") == 3
    assert "ring" in captions.map_subtitle(full, "en")
    assert "ring" not in captions.map_subtitle(short, "en")
    assert "dot" not in captions.map_subtitle(
        msgspec.structs.replace(full, map=msgspec.structs.replace(full.map, dots=())), "en"
    )


def test_the_trend_in_words_has_every_count_of_the_drawing(full: Picture) -> None:
    said = captions.alt_trend(full, "sv")

    assert f"{full.total.n} rapporter" in said
    assert ", ".join(str(n) for n in full.trend.counts[:-1]) in said
    assert f"{full.total.usual.low}–{full.total.usual.high}" in said
    assert f"ett år tidigare: {full.total.last_year}." in said


def test_the_map_in_words_has_every_area_with_its_count_and_change(full: Picture) -> None:
    said = captions.alt_map(full, "sv")

    assert "Centrum 23, över det vanliga;" in said
    assert "Norra Havstuna 0, under det vanliga" in said
    assert all(f"{line.sv} {line.figure.n}" in said for line in full.by_area)


def test_areas_and_categories_above_are_counted(full: Picture, incomplete: Picture) -> None:
    assert captions.areas_title(full, "sv") == (
        "1 område avviker. 3 av 10 områden ligger över det vanliga"
    )
    assert captions.areas_title(incomplete, "sv") == "Inget område ligger över det vanliga"
    assert captions.categories_title(full, "en") == (
        "1 category deviates. 5 categories are above the usual"
    )
    quiet = msgspec.structs.replace(full, signals=())
    assert captions.areas_title(quiet, "sv").startswith("Inget område avviker. 3 av 10 ")
    assert captions.categories_title(quiet, "sv").startswith("Ingen kategori avviker. 5 ")
    assert captions.trend_title(quiet, "sv").endswith(" men avviker inte")
    untested = msgspec.structs.replace(quiet, tested=())
    assert captions.areas_title(untested, "sv") == "3 av 10 områden ligger över det vanliga"
    assert captions.categories_title(untested, "en") == "5 categories are above the usual"


def test_the_rhythm_names_the_day_and_the_four_hours_with_most(empty: Picture) -> None:
    drawn = timed(empty, {(4, 19): 3, (4, 20): 3, (4, 23): 2, (0, 8): 2, (1, 21): 1})

    assert hours.rhythm_title(drawn, "sv") == (
        "Flest rapporter på fredagen (8 av 11) och mellan klockan 18 och 22 (7 av 11)"
    )
    assert hours.rhythm_title(drawn, "en") == (
        "Most reports on Friday (8 of 11) and between 18:00 and 22:00 (7 of 11)"
    )


def test_two_days_that_are_equal_are_not_made_one(empty: Picture) -> None:
    drawn = timed(empty, {(4, 19): 5, (5, 19): 5})

    assert hours.rhythm_title(drawn, "sv") == (
        "Flest rapporter mellan klockan 16 och 20 (10 av 10)"
    )


def test_a_handful_of_reports_is_too_few_for_a_rhythm(empty: Picture) -> None:
    assert hours.rhythm_title(timed(empty, {(4, 19): 9}), "sv").startswith("9 rapporter har känd")


def test_the_rhythm_in_words_has_every_day_and_no_mean_of_no_weeks(empty: Picture) -> None:
    counts = {(day, 12): day for day in range(7)}

    assert "måndag 0; tisdag 1;" in hours.alt_rhythm(timed(empty, counts), "sv").lower()
    assert "tisdag 1, i medeltal 12,0;" in hours.alt_rhythm(timed(empty, counts, weeks=8), "sv")


def test_without_areas_it_says_so_and_where_the_reports_are_counted(
    pointed: Picture, empty: Picture
) -> None:
    assert captions.no_areas(pointed, "sv") == (
        f"Inga områden är inlästa. {pointed.total.n} rapporter räknas som utanför alla områden."
    )
    assert captions.no_areas(empty, "en") == (
        "No areas are read in, so the reports are not divided by area."
    )


def test_the_map_of_points_says_how_many_of_how_many_it_shows(pointed: Picture) -> None:
    assert captions.map_subtitle(pointed, "en") == (
        "A dot is a report: 300 of 305 that have a point. 1 point lies far beyond the others,"
        " outside the map. 4 reports have a point that is not shown, to protect those they concern."
    )
    assert captions.alt_map(pointed, "en").startswith("Map of the points of the reports. A dot")
    assert captions.map_source(pointed, "en") == ""


def test_a_full_map_of_points_says_that_the_lot_chose(pointed: Picture) -> None:
    dots = (pointed.map.dots * 7)[:MOST_DOTS]
    drawn = msgspec.structs.replace(pointed.map, dots=dots, hidden=713)
    said = captions.map_subtitle(msgspec.structs.replace(pointed, map=drawn), "en")

    assert "The map takes 2,000 dots, chosen by lot." in said
    assert "713 reports" not in said


@pytest.mark.parametrize(
    ("left", "swedish", "english"),
    [
        (2, "2 områden till, tillsammans", "2 more areas, with"),
        (1, "1 område till, med", "1 more area, with"),
    ],
)
def test_the_areas_that_are_left_out_are_counted(
    crowded: Picture, left: int, swedish: str, english: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(areas, "MANY", areas.SHOWN)
    some = msgspec.structs.replace(crowded, by_area=crowded.by_area[: areas.SHOWN + left])

    assert captions.other_areas(some, "sv", last=True).startswith(swedish)
    assert captions.other_areas(some, "sv", last=True).endswith("finns i tabellen sist.")
    assert captions.other_areas(some, "en", last=False).startswith(english)
    assert captions.other_areas(some, "en", last=False).endswith("in the table of all areas.")


def test_the_map_of_many_areas_in_words_has_the_listed_and_counts_the_others(
    crowded: Picture,
) -> None:
    said = captions.alt_map(crowded, "sv")

    assert all(f"{line.sv} {line.figure.n}" in said for line in areas.listed(crowded))
    assert said.count(";") == len(areas.listed(crowded)) - 1
    assert captions.other_areas(crowded, "sv", last=False) in said

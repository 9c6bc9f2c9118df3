"""The charts say what the figures say, legibly, and the same bytes for the same figures."""

import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from briefing.picture import Figure, Picture, Usual
from briefing.renderings import charts, strips
from briefing.renderings.drawing import width_of
from briefing.renderings.wording import Standing, reports, standing
from reference.language import number
from tests.briefing.drawings import SVG, paths, read, texts

ROOT = Path(charts.__file__).parent.parent
DRAW = """
import hashlib
from briefing.renderings import charts, maps
from tests.briefing import pictures
picture = pictures.full()
drawn = [charts.trend(picture, "sv"), charts.rhythm(picture, "sv"), maps.area_map(picture, "sv")]
print(hashlib.sha256(b"".join(drawn)).hexdigest())
"""


def test_the_same_picture_gives_the_same_bytes_in_any_process() -> None:
    drawn = {
        subprocess.run(
            [sys.executable, "-c", DRAW],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(ROOT)},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed, zone in (("0", "UTC"), ("47", "Pacific/Apia"))
    }

    assert len(drawn) == 1


def test_the_trend_says_this_week_the_usual_and_last_year_at_the_lines(full: Picture) -> None:
    said = [text for text, *_ in texts(charts.trend(full, "sv"))]

    assert f"{full.total.n} rapporter" in said
    assert f"vanligt {full.total.usual.low}–{full.total.usual.high}" in said
    assert f"{full.total.last_year} år 2025" in said
    assert "v.\N{NO-BREAK SPACE}47" in said


@pytest.mark.parametrize("narrow", [False, True])
def test_labels_at_the_end_never_lie_upon_each_other(
    picture: Picture, language: str, *, narrow: bool
) -> None:
    drawn = texts(charts.trend(picture, language, narrow=narrow))
    right = max(x for _, x, _, _ in drawn)
    heights = sorted(y for _, x, y, _ in drawn if x == right)

    assert all(below - above >= 12 for above, below in pairwise(heights))


def test_equal_figures_still_get_labels_apart_and_on_the_sheet(full: Picture) -> None:
    # 8 is the top of its scale: the labels have only down to go.
    trend = msgspec.structs.replace(
        full.trend, counts=(8,) * 13, last_year=(8,) * 13, low=(8,) * 13, high=(8,) * 13
    )
    usual = Usual(weeks=(8,) * 8, low=8, high=8, median=8.0)
    total = Figure(n=8, usual=usual, last_year=8, reports="")
    drawn = texts(charts.trend(msgspec.structs.replace(full, trend=trend, total=total), "sv"))
    right = max(x for _, x, _, _ in drawn)
    heights = sorted(y for _, x, y, _ in drawn if x == right)

    assert len(heights) == 3
    assert heights[0] >= 12
    assert min(below - above for above, below in pairwise(heights)) >= 12


@pytest.mark.parametrize("narrow", [False, True])
def test_no_word_runs_off_the_sheet(picture: Picture, language: str, *, narrow: bool) -> None:
    for draw in (charts.trend, charts.rhythm):
        root = read(draw(picture, language, narrow=narrow))
        for text in root.iter(f"{SVG}text"):
            x = float(text.get("x", ""))
            bold = text.get("font-weight") == "700"
            wide = width_of(text.text or "", size=float(text.get("font-size", "")), bold=bold)
            before = {"start": 0.0, "middle": wide / 2, "end": wide}[text.get("text-anchor", "")]

            assert x - before >= 0, text.text
            assert x - before + wide <= float(root.get("width", "")), text.text


def test_the_scale_begins_at_zero_and_holds_every_number(picture: Picture) -> None:
    drawn = texts(charts.trend(picture, "sv"))
    scale = [int(text) for text, x, _, _ in drawn if text.isdigit() and x < 30]
    known = [n for row in (picture.trend.counts, picture.trend.high) for n in row if n is not None]

    assert scale[0] == 0
    assert scale[-1] >= max(known)


def test_a_week_outside_the_record_is_a_gap_and_not_a_zero(short: Picture) -> None:
    (line,) = [d for d in paths(charts.trend(short, "sv"), "s-now") if " L " in d]

    assert len(re.findall("[ML]", line)) == 3


def test_the_last_dot_is_marked_only_where_the_total_stands_out(full: Picture) -> None:
    above = msgspec.structs.replace(full, signals=())

    assert len(paths(charts.trend(full, "sv"), "f-out")) == 1
    assert standing(above.total) is Standing.ABOVE
    assert not paths(charts.trend(above, "sv"), "f-out")


def test_a_week_that_is_not_over_ends_in_an_open_ring(full: Picture) -> None:
    friday = msgspec.structs.replace(full, as_of=datetime(2026, 11, 20, 12, tzinfo=UTC))
    drawn = charts.trend(friday, "sv")

    assert "48 hittills" in [text for text, *_ in texts(drawn)]
    assert len(paths(drawn, "f-ground")) == 1
    assert not paths(charts.trend(full, "sv"), "f-ground")


def test_a_usual_that_is_made_of_shares_has_a_darkest_shade(full: Picture) -> None:
    usual = tuple(tuple(0.1 * mean for mean in row) for row in full.rhythm.usual)
    shares = ((*usual[0][:23], 0.7), *usual[1:])
    for most in (0.7, 0.1 * 7, 1.1):
        rhythm = msgspec.structs.replace(full.rhythm, usual=((*shares[0][:23], most), *shares[1:]))
        drawn = charts.rhythm(msgspec.structs.replace(full, rhythm=rhythm), "sv")

        assert b'opacity="1.2"' not in drawn


@pytest.mark.parametrize("narrow", [False, True])
def test_the_rhythm_has_a_dot_for_each_hour_with_reports(full: Picture, *, narrow: bool) -> None:
    (dots, _) = paths(charts.rhythm(full, "sv", narrow=narrow), "f-now")
    hours = sum(bool(n) for row in full.rhythm.weights for n in row)

    # Reports that may be of several hours have a dot in each.
    assert dots.count("M") == hours > sum(bool(n) for row in full.rhythm.counts for n in row)


def test_the_rhythm_has_the_sum_of_each_day_and_each_hour(full: Picture) -> None:
    drawn = texts(charts.rhythm(full, "sv"))
    right = [text for text, _, _, size in drawn if size == 12]
    below = [text for text, _, _, size in drawn if size == 10]

    for day, usual in zip(full.rhythm.weights, full.rhythm.usual, strict=True):
        assert number(round(sum(day), 1), "sv") in right
        assert number(sum(usual), "sv", decimals=1) in right
    sums = [round(sum(hour)) for hour in zip(*full.rhythm.weights, strict=True)]
    assert below == [str(n) for n in sums if n]


def test_the_narrow_chart_keeps_the_size_of_its_text(picture: Picture) -> None:
    for draw in (charts.trend, charts.rhythm):
        for narrow in (False, True):
            drawn = draw(picture, "sv", narrow=narrow)
            wide = float(read(drawn).get("width", ""))

            assert wide == (340 if narrow else 560)
            assert {size for *_, size in texts(drawn)} <= {10, 12}


def test_a_bar_begins_at_zero_and_ends_at_its_share_of_the_full_width() -> None:
    figure = Figure(n=5, usual=Usual(low=2, high=4), last_year=None, reports="")
    band, bar = read(strips.bar(figure, 10, stands_out=True)).iter(f"{SVG}rect")

    assert (float(band.get("x", "")), float(band.get("width", ""))) == (40, 40)
    assert (float(bar.get("x", "")), float(bar.get("width", ""))) == (0, 100)
    assert bar.get("class") == "f-out"
    assert "f-out" not in strips.bar(figure, 10)  # above the usual, by chance for all we know


def test_a_strip_has_a_column_a_week_on_a_scale_of_its_own() -> None:
    figure = Figure(n=8, usual=Usual(weeks=(4, 0, 2)), last_year=None, reports="")
    columns = list(read(strips.weeks(figure)).iter(f"{SVG}rect"))

    assert [float(c.get("height", "")) for c in columns] == [12, 1, 6, 24]
    assert [c.get("class") for c in columns] == ["f-edge", "f-edge", "f-edge", "f-now"]


def test_the_count_of_two_weeks_is_no_point_of_a_week(full: Picture) -> None:
    both = msgspec.structs.replace(full.total, n=1234)
    two = msgspec.structs.replace(full, period="2026-W46-47", total=both)
    last = full.trend.counts[-1]

    drawn = charts.trend(two, "sv").decode().partition(">")[2]

    assert last is not None
    assert reports(last, "sv") in drawn
    assert reports(1234, "sv") not in drawn

"""The police's feed of 2025, week by week: about as much is called out as chance explains."""

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks import police_feed
from benchmarks.police_feed import Feed, WeekCalled
from reference.weeks import Week


@pytest.fixture(scope="module")
def path(shared: Path) -> Path:
    return shared / police_feed.FEED


@pytest.fixture(scope="module")
def feed(path: Path) -> Feed:
    return police_feed.read(path)


@pytest.fixture(scope="module")
def weeks(feed: Feed) -> list[WeekCalled]:
    return list(police_feed.replay(feed))


def test_every_week_of_the_year_is_tested(weeks: list[WeekCalled]) -> None:
    assert [week.week for week in weeks] == [f"2025-W{number:02d}" for number in range(1, 53)]
    assert all(250 < week.reports < 450 and week.series > 5_000 for week in weeks)


def test_about_as_many_counts_are_called_out_as_chance_explains(weeks: list[WeekCalled]) -> None:
    called, by_chance = sum(week.called for week in weeks), sum(week.by_chance for week in weeks)

    assert 0.8 < called / by_chance < 1.5
    assert 100 < sum(week.shown for week in weeks) < 200
    assert sum(week.deviations for week in weeks) < 20
    # Of thousands of small counts a p of .01 is seldom to be had at all.
    assert by_chance < 0.005 * sum(week.series for week in weeks)


def test_a_week_that_doubles_is_called_out(feed: Feed) -> None:
    at = feed.weeks.index(Week(2025, 52))
    largest = np.argsort(-feed.counts[:, :at].sum(axis=1), kind="stable")[:3]
    counts = feed.counts.copy()
    counts[largest, at] = 3 * counts[largest, at - 52 : at].mean(axis=1).round() + 5
    (usual,) = police_feed.replay(feed, 1)
    (raised,) = police_feed.replay(feed._replace(counts=counts), 1)

    assert raised.shown >= usual.shown + 3
    assert raised.deviations >= 3


def test_a_title_tells_the_day_and_the_publication_its_year(tmp_path: Path) -> None:
    days = ["30 december 23:10, Brand, X", "2 januari 01:10, Brand, X", "Brand, X"]
    rows = "".join(
        f'{n},2025-01-02 08:00:00 +01:00,Brand,X,0,0,"{day}",\n' for n, day in enumerate(days)
    )
    other = "".join(
        f'{n},2025-{month:02d}-20 08:00:00 +01:00,{kind},X,0,0,"20 x",\n'
        for n, (month, kind) in enumerate([(1, "Brand"), (2, "Sammanfattning natt"), (3, "Brand")])
    )
    file = tmp_path / "feed.csv"
    file.write_text("id,published,type,location,lat,lon,name,first_seen\n" + rows + other)
    feed = police_feed.read(file)

    # Weeks from the second with any to the last but one with any; the summary is no event.
    assert [str(week) for week in feed.weeks] == ["2025-W04"]
    np.testing.assert_array_equal(feed.counts, [[1.0]])


def test_the_table_is_printed_and_a_feed_that_is_not_there_is_said(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert police_feed.main(["--feed", str(tmp_path / "none.csv")]) == 1
    assert "no feed" in capsys.readouterr().err
    assert police_feed.main(["--feed", str(path), "--last", "2", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 2

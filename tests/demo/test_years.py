"""Two years of Havstuna: the same from the same seed, through the real doors, with a story."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from briefing.issue import replay
from demo.years import LARGE, Summary, lay_out
from events.database import reading
from events.picture import PictureIssued
from events.refusal import Refused
from events.report import ReportFact, ReportSubmitted
from projections.known import known
from projections.rebuild import rebuild
from projections.register import LATE
from projections.tables import OPEN, tables
from reference.weeks import ZONE, Week, WeekClock
from tests.demo.havstuna import MUNICIPALITY, digests, entries, registry_in

ROOT = Path(__file__).parents[2]
UNTIL = Week(2026, 47)
WEEKS = 12
LONG_AFTER = "2027-03-01T12:00:00+01:00"
IN_THE_THIRD_WEEK = "2026-09-16T15:40:00+02:00"


class Laid:
    """A record that was laid out, and what was said of it."""

    def __init__(self, folder: Path, said: str) -> None:
        self.folder = folder
        self.summary = Summary(*json.loads(said))
        self.registry = registry_in(folder)

    def count(self, **columns: object) -> int:
        """Reports that stand so now."""
        register = tables().register
        stands = register.select().where(register.c.upto_position == OPEN)
        for name, value in columns.items():
            stands = stands.where(register.c[name] == value)
        with reading(self.registry.log.engine) as connection:
            return len(connection.execute(stands).all())


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Laid]]:
    """Three records of the same seed, each from a process with surroundings of its own."""
    asked = {
        "here": (LONG_AFTER, {"PYTHONHASHSEED": "1", "TZ": "UTC"}),
        "elsewhere": (LONG_AFTER, {"PYTHONHASHSEED": "77", "TZ": "Pacific/Auckland"}),
        "early": (IN_THE_THIRD_WEEK, {"PYTHONHASHSEED": "3", "TZ": "America/Lima"}),
    }
    begun: dict[str, tuple[Path, subprocess.Popen[str]]] = {}
    for name, (now, surroundings) in asked.items():
        folder = tmp_path_factory.mktemp(name)
        told = ["-m", "tests.demo.havstuna", str(folder), str(WEEKS), str(UNTIL), now]
        process = subprocess.Popen(
            [sys.executable, *told],
            cwd=ROOT,
            env={**os.environ, **surroundings},
            stdout=subprocess.PIPE,
            text=True,
        )
        begun[name] = (folder, process)
    found: dict[str, Laid] = {}
    for name, (folder, process) in begun.items():
        said, _ = process.communicate()
        assert process.returncode == 0
        found[name] = Laid(folder, said)
    yield found
    for record_of in found.values():
        record_of.registry.log.engine.dispose()


def test_surroundings_change_nothing(laid: dict[str, Laid]) -> None:
    here, elsewhere = laid["here"], laid["elsewhere"]

    assert digests(here.registry) == digests(elsewhere.registry)
    assert entries(here.registry) == entries(elsewhere.registry)
    assert here.summary == elsewhere.summary
    tiles = [(one.folder / "municipality.pmtiles").read_bytes() for one in (here, elsewhere)]
    assert tiles[0] == tiles[1]


def test_the_summary_says_what_is_there(laid: dict[str, Laid]) -> None:
    log = entries(laid["here"].registry)
    topics = Counter(entry[5] for entry in log)

    assert laid["here"].summary == Summary(
        reports=topics["report.submitted"],
        entries=len(log),
        weeks=WEEKS,
        pictures=topics["picture.issued"],
    )
    assert topics["picture.issued"] == WEEKS
    assert 60 * WEEKS < topics["report.submitted"] < 140 * WEEKS


def test_a_demo_never_runs_ahead_of_the_clock(laid: dict[str, Laid]) -> None:
    early = entries(laid["early"].registry)
    midnight = datetime(2026, 9, 16, tzinfo=ZONE)

    assert midnight - timedelta(hours=12) < early[-1][3] <= midnight
    assert laid["early"].summary.weeks == 3
    assert laid["early"].summary.pictures == 2


def test_what_is_laid_out_early_is_how_the_later_record_begins(laid: dict[str, Laid]) -> None:
    early, later = entries(laid["early"].registry), entries(laid["here"].registry)

    assert len(early) > 100
    assert later[: len(early)] == early


def test_the_demo_ends_with_the_meeting_after_its_last_week(laid: dict[str, Laid]) -> None:
    log = entries(laid["here"].registry)

    assert log[-1][3] < UNTIL.end_at + timedelta(days=2)
    assert laid["here"].count(week=UNTIL.key) > 40


def test_each_issued_picture_is_drawn_again_from_the_log(laid: dict[str, Laid]) -> None:
    log = laid["here"].registry.log

    replays = [replay(log, UNTIL.shift(-ago)) for ago in range(WEEKS)]

    assert all(one.same for one in replays)
    assert len({one.issued for one in replays}) == WEEKS


def test_pictures_are_issued_on_tuesdays_at_ten(laid: dict[str, Laid]) -> None:
    issued = [entry for entry in entries(laid["here"].registry) if entry[5] == PictureIssued.TOPIC]
    told = [(entry[6]["period"], entry[3].astimezone(ZONE)) for entry in issued]

    assert {(at.weekday(), at.hour, at.minute) for _, at in told} == {(1, 10, 0)}
    assert [period for period, _ in told] == [str(Week.of(at).shift(-1)) for _, at in told]


def test_a_rebuild_finds_the_same(laid: dict[str, Laid]) -> None:
    log = laid["here"].registry.log

    assert rebuild(log.engine, [log]).swapped


def test_reports_come_late_doubled_corrected_and_are_taken_back(laid: dict[str, Laid]) -> None:
    topics = Counter(entry[5] for entry in entries(laid["here"].registry))

    assert topics.keys() >= {fact.TOPIC for fact in ReportFact.__args__}
    assert topics["organisation.nothing-to-report"] >= 3
    reports = laid["here"].summary.reports
    assert 0.02 < laid["here"].count(late=LATE) / reports < 0.15
    assert 0.85 < laid["here"].count(status="accepted") / reports < 0.97
    assert laid["here"].count(area="OUTSIDE") > 0
    assert 0 < laid["here"].count(area="UNPLACED") < reports / 10


def test_some_reports_are_sealed_and_can_be_opened(laid: dict[str, Laid]) -> None:
    registry = laid["here"].registry
    with reading(registry.log.engine) as connection:
        sent = [
            entry
            for entry in registry.log.entries(connection, upto=400)
            if isinstance(entry.fact, ReportSubmitted)
        ]
    boxes = [(entry, entry.fact.told.text) for entry in sent if entry.fact.told.text]

    assert 0.5 < len(boxes) / len(sent) < 0.9
    entry, sealed = boxes[0]
    text = registry.keyring.open(sealed, f"{MUNICIPALITY}|{entry.stream}|text")
    assert text
    assert any(entry.fact.place.sealed_point for entry in sent)


def test_a_record_that_is_not_empty_is_left_alone(laid: dict[str, Laid], tmp_path: Path) -> None:
    now = datetime.fromisoformat(LONG_AFTER)

    with pytest.raises(Refused, match="empty record"):
        lay_out(laid["early"].registry, tmp_path, weeks=2, until=UNTIL, now=now)


def test_a_period_that_has_not_begun_is_refused(tmp_path: Path) -> None:
    registry = registry_in(tmp_path)

    with pytest.raises(Refused, match="lies ahead"):
        lay_out(registry, tmp_path, weeks=1, until=UNTIL, now=UNTIL.start_at)
    assert entries(registry) == []


def test_a_large_record_goes_through_the_same_doors(tmp_path: Path) -> None:
    registry = registry_in(tmp_path)
    seen: list[tuple[int, int]] = []

    summary = lay_out(
        registry,
        tmp_path,
        weeks=2,
        until=UNTIL,
        scale=LARGE + 1,
        now=datetime.fromisoformat(LONG_AFTER),
        progress=lambda done, of: seen.append((done, of)),
    )

    assert summary.reports > 2 * 60 * LARGE
    assert summary.pictures == 2
    assert seen == [(1, 2), (2, 2)]
    topics = Counter(entry[5] for entry in entries(registry))
    assert topics["report.reviewed"] < summary.reports / 2
    assert topics["report.linked"] > 10
    with known(registry.log) as now:
        assert now.as_of < WeekClock().deadline(UNTIL) + timedelta(days=2)
    assert rebuild(registry.log.engine, [registry.log]).swapped


def test_each_report_has_a_key_of_its_own(laid: dict[str, Laid]) -> None:
    sent = [entry[6] for entry in entries(laid["here"].registry) if entry[5] == "report.submitted"]

    assert len({fact["client_id"] for fact in sent}) == len(sent)

"""The command's contract: what it writes where, and how it ends."""

import json
from pathlib import Path

import pytest

from briefing.picture import Picture
from tests.cli.conftest import Run

AREAS = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"code": code, "name": name},
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [
                        [west, 57.0],
                        [west + 0.1, 57.0],
                        [west + 0.1, 57.1],
                        [west, 57.1],
                        [west, 57.0],
                    ]
                ],
            },
        }
        for code, name, west in (("V", "Västra", 19.0), ("O", "Östra", 19.1))
    ],
}
MAPPING = """
name = "vakten"
about = "Test"
organisation = "vakt"
[id]
columns = "nr"
[occurred]
column = "tid"
formats = "iso"
[category]
column = "vad"
[category.values]
klotter = "DMG-GRAFF"
[place]
by = "area-code"
column = "område"
"""
ROWS = ("nr,tid,vad,område", "1,2026-11-10T20:00,klotter,V", "2,2026-11-11T21:00,klotter,O")


@pytest.fixture
def filled(lagesbild: Run, tmp_path: Path) -> Run:
    """A record with two areas, and two reports from a file."""
    (tmp_path / "areas.geojson").write_text(json.dumps(AREAS))
    (tmp_path / "vakt.toml").write_text(MAPPING)
    (tmp_path / "vakt.csv").write_text("\n".join(ROWS) + "\n")
    assert lagesbild("name", "Holmen").returncode == 0
    assert lagesbild("areas", "import", tmp_path / "areas.geojson").returncode == 0
    done = lagesbild("import", tmp_path / "vakt.csv", "--mapping", tmp_path / "vakt.toml")
    assert done.returncode == 0, done.stderr
    return lagesbild


def picture_of(lagesbild: Run, *arguments: str) -> dict[str, object]:
    done = lagesbild("picture", "2026-W46", *arguments)
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_every_verb_tells_how_it_is_used(lagesbild: Run) -> None:
    for verb in (
        ("migrate",),
        ("doctor",),
        ("serve",),
        ("demo",),
        ("areas", "import"),
        ("organisation", "open"),
        ("account", "open"),
        ("account", "sign-out"),
        ("key", "open"),
        ("import",),
        ("picture",),
        ("issue",),
        ("replay",),
        ("log",),
        ("rebuild",),
    ):
        done = lagesbild(*verb, "--help")
        assert done.returncode == 0
        assert "Usage" in done.stdout


def test_a_picture_has_what_scripts_rely_on(filled: Run) -> None:
    picture = picture_of(filled)
    for key in [
        "municipality",
        "period",
        "position",
        "as_of",
        "digest",
        "total",
        "by_area",
        "by_category",
        "by_organisation",
        "signals",
        "hotspots",
        "rhythm",
        "coverage",
        "late",
        "upcoming",
        "measures",
    ]:
        assert key in picture
    assert picture["period"] == "2026-W46"
    assert picture["total"]["n"] == 2  # type: ignore[index]
    assert set(Picture.__struct_fields__) < set(picture)


def test_a_picture_is_as_known_at_a_position_or_a_moment(filled: Run) -> None:
    whole = picture_of(filled)
    before = picture_of(filled, "--position", str(int(str(whole["position"])) - 1))
    assert before["total"]["n"] == 1  # type: ignore[index]
    long_ago = picture_of(filled, "--as-of", "2020-01-01T00:00")
    assert long_ago["position"] == 0
    assert picture_of(filled, "--as-of", str(whole["as_of"]))["digest"] == whole["digest"]


def test_importing_the_same_file_twice_adds_nothing(filled: Run, tmp_path: Path) -> None:
    first = picture_of(filled)
    files = (tmp_path / "vakt.csv", "--mapping", tmp_path / "vakt.toml", "--json")
    again = json.loads(filled("import", *files).stdout)
    assert (again["rows"], again["accepted"], again["repeated"]) == (2, 0, 2)
    assert picture_of(filled)["digest"] == first["digest"]


def test_an_issued_picture_is_replayed_and_not_issued_again(filled: Run, tmp_path: Path) -> None:
    issued = filled("issue", "2026-W46")
    assert issued.returncode == 0
    _, position, digest = issued.stdout.split()
    (tmp_path / "vakt.csv").write_text("\n".join([*ROWS, "3,2026-11-12T10:00,klotter,V"]))
    filled("import", tmp_path / "vakt.csv", "--mapping", tmp_path / "vakt.toml")

    replayed = filled("replay", "2026-W46")

    assert replayed.returncode == 0
    assert digest in replayed.stdout
    assert picture_of(filled, "--position", position)["digest"] == digest
    assert picture_of(filled)["total"]["n"] == 3  # type: ignore[index]
    again = filled("issue", "2026-W46")
    assert again.returncode == 1
    assert "redan fastställd" in again.stderr
    assert filled("replay", "2026-W45").returncode == 1


@pytest.mark.parametrize("period", ["2026-11", "2026-T3", "2026-Q4", "2026", "2026-W46-47"])
def test_a_longer_period_is_drawn_issued_and_replayed(filled: Run, period: str) -> None:
    drawn = json.loads(filled("picture", period).stdout)
    issued = filled("issue", period)
    replayed = filled("replay", period)

    assert drawn["period"] == period
    assert drawn["total"]["n"] == 2
    assert (drawn["longer"] is not None) == (period != "2026-W46-47")
    assert issued.stdout.split()[0] == period
    assert replayed.returncode == 0
    assert issued.stdout.split()[2] in replayed.stdout
    assert filled("issue", period).returncode == 1
    assert "<article" in filled("picture", period, "--format", "html").stdout
    assert filled("picture", "2026-13").returncode == 2


def test_a_picture_at_its_issued_position_says_that_it_is_issued(
    filled: Run, tmp_path: Path
) -> None:
    position = filled("issue", "2026-W46").stdout.split()[1]
    (tmp_path / "vakt.csv").write_text("\n".join([*ROWS, "3,2026-11-12T10:00,klotter,V"]))
    filled("import", tmp_path / "vakt.csv", "--mapping", tmp_path / "vakt.toml")

    issued = filled("picture", "2026-W46", "--format", "html", "--position", position).stdout
    now = filled("picture", "2026-W46", "--format", "html").stdout

    assert "<strong>Fastställd</strong>" in issued
    assert "Sedan dess har 1 ändring kommit som rör veckan" in issued
    assert "<strong>Utkast</strong>" in now


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        ("html", "<!doctype html>"),
        ("csv", "\ufeff"),
        ("geojson", "{"),
        ("pdf", "%PDF-"),
        ("summary", "%PDF-"),
        ("pptx", "PK"),
        ("xlsx", "PK"),
    ],
)
def test_every_form_of_a_picture_is_written(
    filled: Run, tmp_path: Path, form: str, begins: str
) -> None:
    out = tmp_path / f"picture.{form}"
    done = filled("picture", "2026-W46", "--format", form, "--out", out)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert out.read_bytes().lower().startswith(begins.lower().encode())


def test_the_log_is_written_one_entry_a_line(filled: Run) -> None:
    lines = filled("log", "--after", "2", "--limit", "2", "--format", "jsonl").stdout.splitlines()
    entries = [json.loads(line) for line in lines]
    assert [entry["position"] for entry in entries] == [3, 4]
    assert {"topic", "stream", "version", "recorded_at", "actor", "fact"} <= set(entries[0])


def test_a_rebuild_finds_no_difference(filled: Run) -> None:
    done = filled("rebuild", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["swapped"]


def test_a_fresh_installation_is_in_good_health(filled: Run) -> None:
    done = filled("doctor", "--json")
    findings = json.loads(done.stdout)
    assert done.returncode == 0, findings
    assert len(findings) == 7


@pytest.mark.usefixtures("filled")
def test_a_damaged_record_is_refused_with_the_check_that_failed(
    by_itself: Run, tmp_path: Path
) -> None:
    path = tmp_path / "var" / "lagesbild.db"
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 6] = bytes(4096 * 3)
    path.write_bytes(content)
    for verb in (("picture", "2026-W46"), ("serve", "--port", "1"), ("migrate",)):
        done = by_itself(*verb)
        assert done.returncode == 1, verb
        assert "Traceback" not in done.stderr
        assert "Check " in done.stderr


def test_a_master_key_that_was_lost_is_said_and_not_replaced(filled: Run, tmp_path: Path) -> None:
    (tmp_path / "var" / "master.key").unlink()
    for verb in (("picture", "2026-W46"), ("migrate",), ("doctor",)):
        done = filled(*verb)
        assert done.returncode == 1, verb
        assert "master key" in done.stdout + done.stderr
    assert not (tmp_path / "var" / "master.key").exists()


def test_a_setting_that_cannot_be_is_named(lagesbild: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAGESBILD_PORT", "many")
    done = lagesbild("log")
    assert done.returncode == 2
    assert "LAGESBILD_PORT" in done.stderr


def test_doctor_without_a_record_says_what_is_missing(lagesbild: Run) -> None:
    done = lagesbild("doctor", "--json")
    assert done.returncode == 1
    assert not all(finding["good"] for finding in json.loads(done.stdout))


def test_serving_beyond_this_machine_is_refused(lagesbild: Run) -> None:
    done = lagesbild("serve", "--host", "0.0.0.0")  # noqa: S104 - that is what is refused
    assert done.returncode == 2
    assert "bara skickas över ett nät med https" in done.stderr


@pytest.mark.parametrize(
    "wrong",
    [
        ("picture", "2026-47"),
        ("picture", "2025-W53"),
        ("picture", "2026-W46", "--as-of", "2026-03-29T02:30"),
        ("picture", "2026-W46", "--format", "docx"),
        ("fly",),
    ],
)
def test_wrong_use_ends_with_two(lagesbild: Run, wrong: tuple[str, ...]) -> None:
    done = lagesbild(*wrong)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_swedish_comes_first_and_english_is_there(lagesbild: Run, by_itself: Run) -> None:
    assert "Ingen lägesbild" in lagesbild("replay", "2026-W46").stderr
    done = by_itself("replay", "2026-W46")
    assert done.returncode == 1
    assert "No picture of 2026-W46 is issued" in done.stderr


def test_a_demo_says_who_can_sign_in_and_keeps_it(
    lagesbild: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAGESBILD_MUNICIPALITY", "9947")
    done = lagesbild("demo", "--weeks", "1", "--until", "2026-W40", "--scale", "0.2")

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["weeks"] == 1
    written = (tmp_path / "var" / "accounts.txt").read_text("utf-8")
    assert written in done.stderr
    assert written.count("@havstuna.example") == 7
    accounts = json.loads(lagesbild("account", "list", "--json").stdout)
    assert {account["email"] in written for account in accounts} == {True}

    again = lagesbild("demo", "--weeks", "1", "--until", "2026-W40", "--scale", "0.2")

    assert again.returncode == 1
    assert (tmp_path / "var" / "accounts.txt").read_text("utf-8") == written
    who = next(one for one in lagesbild("doctor").stdout.splitlines() if "administrerar" in one)
    assert who.split("\t")[2] == "1"

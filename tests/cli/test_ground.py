"""The ground from the terminal: categories of one's own, and the week's times."""

import json

import pytest

from tests.cli.conftest import Run

YARD = "DMG-GRAFF.klotter-pa-skolgard"


@pytest.fixture
def named(lagesbild: Run) -> Run:
    """A record that is there."""
    assert lagesbild("name", "Holmen").returncode == 0
    return lagesbild


def test_a_category_is_opened_listed_and_closed(named: Run) -> None:
    opened = named("category", "open", "DMG-GRAFF", "Klotter på skolgård", "--en", "Graffiti")
    assert (opened.returncode, opened.stdout.strip()) == (0, YARD)
    assert named("category", "list", "--own").stdout == f"{YARD}\tKlotter på skolgård\tGraffiti\t\n"
    listed = named("category", "list").stdout.splitlines()
    assert listed.index(f"{YARD}\tKlotter på skolgård\tGraffiti\t") == 1 + listed.index(
        "DMG-GRAFF\tKlotter\tGraffiti\t"
    )

    assert named("category", "close", YARD).returncode == 0
    assert named("category", "list", "--own").stdout.endswith("\tclosed\n")
    again = named("category", "close", YARD)
    assert again.returncode == 1
    assert f"ingen öppen egen kategori {YARD}" in again.stderr


def test_an_id_can_be_chosen_and_is_used_once(named: Run) -> None:
    chosen = ("category", "open", "DMG-GRAFF", "Tunnlar", "--id", "DMG-GRAFF.tunnel")
    assert named(*chosen).stdout.strip() == "DMG-GRAFF.tunnel"
    again = named("category", "open", "DMG-GRAFF", "Gångar", "--id", "DMG-GRAFF.tunnel")
    assert again.returncode == 1
    assert "har redan använts" in again.stderr


def test_a_category_that_cannot_be_is_refused_with_a_sentence(named: Run) -> None:
    done = named("category", "open", "OTHER", "Något annat")
    assert done.returncode == 1
    assert "kan inte stå under OTHER" in done.stderr
    assert done.stdout == ""


def shown(named: Run) -> dict[str, str]:
    """The clock as the command tells it."""
    found: dict[str, str] = json.loads(named("clock", "show", "--json").stdout)
    return found


def test_the_clock_is_shown_and_set_part_by_part(named: Run) -> None:
    usual = shown(named)
    assert (usual["deadline"], usual["meeting"], usual["rhythm"]) == ("1 10:00", "2 09:00", "week")

    done = named("clock", "set", "--deadline", "12.00", "--meeting-day", "3")
    assert done.returncode == 0, done.stderr
    later = named("clock", "set", "--rhythm", "two-weeks", "--first-meeting", "2026-12-02")
    assert later.returncode == 0, later.stderr
    found = shown(named)
    assert (found["deadline"], found["meeting"]) == ("1 12:00", "3 09:00")
    assert (found["rhythm"], found["first_meeting"]) == ("two-weeks", "2026-12-02")
    assert "deadline\t1 12:00" in named("clock", "show").stdout.splitlines()

    assert named("clock", "set", "--rhythm", "week").returncode == 0
    assert shown(named)["first_meeting"] == ""


@pytest.mark.parametrize(
    ("wrong", "ends", "said"),
    [
        (("--meeting-day", "1"), 1, "Mötet måste vara efter"),
        (("--deadline", "25:00"), 1, "till exempel 10:00"),
        (("--meeting", "02:30"), 1, "ställs om mellan 2 och 3"),
        (("--rhythm", "month"), 1, "vilken dag det första mötet är"),
        (("--deadline-day", "8"), 2, ""),
        (("--rhythm", "never"), 2, ""),
        (("--first-meeting", "2 dec"), 2, ""),
    ],
)
def test_times_that_cannot_be_are_refused(
    named: Run, wrong: tuple[str, ...], ends: int, said: str
) -> None:
    before = shown(named)
    done = named("clock", "set", *wrong)
    assert done.returncode == ends
    assert said in done.stderr
    assert shown(named) == before


def test_a_clock_that_is_set_like_that_already_is_said(named: Run) -> None:
    done = named("clock", "set", "--deadline-day", "1")
    assert done.returncode == 0
    assert "redan inställda så" in done.stderr

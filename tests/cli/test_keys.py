"""The commands for organisations' keys: the secret is written once, and all else beside it."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from accounts import keys
from cli.house import house_of_people, now
from cli.keys import months_after
from events.key import LONGEST
from tests.cli.conftest import Done, Run

SECRET = re.compile(r"est_[0-9a-f]{8}_[\w-]{43}\n")


@pytest.fixture
def fresh(lagesbild: Run) -> Run:
    """A record with an organisation that has no key."""
    assert lagesbild("organisation", "open", "vakt", "--sv", "Vakten").returncode == 0
    return lagesbild


def opened(lagesbild: Run, *more: str, name: str = "larmet") -> Done:
    given = ("--organisation", "vakt", "--name", name, "--scope", "report", *more)
    return lagesbild("key", "open", *given)


def listed(lagesbild: Run) -> list[dict[str, Any]]:
    done = lagesbild("key", "list", "--json")
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_the_secret_alone_stands_on_standard_output_and_is_found_again(fresh: Run) -> None:
    done = opened(fresh, "--scope", "picture")

    assert done.returncode == 0, done.stderr
    assert SECRET.fullmatch(done.stdout)
    (row,) = listed(fresh)
    assert row["key"] in done.stderr
    assert row["scopes"] == ["report", "picture"]
    assert row["used_at"] is None
    with house_of_people() as (_, people, _):
        assert str(keys.look_up(people, done.stdout.strip(), at=now())) == row["key"]
    assert listed(fresh)[0]["used_at"] is not None
    assert "larmet" in fresh("key", "list").stdout


def test_the_secret_is_kept_nowhere(fresh: Run, tmp_path: Path) -> None:
    secret = opened(fresh).stdout.strip().encode()
    behind = secret.rpartition(b"_")[2]
    assert secret not in fresh("key", "list").stdout.encode()
    for file in (tmp_path / "var").iterdir():
        assert behind not in file.read_bytes(), file


def test_a_revoked_key_opens_nothing(fresh: Run) -> None:
    secret = opened(fresh).stdout.strip()
    (row,) = listed(fresh)

    assert fresh("key", "revoke", row["key"]).returncode == 0

    assert listed(fresh) == []
    with house_of_people() as (_, people, _):
        assert keys.look_up(people, secret, at=now()) is None
    assert fresh("key", "revoke", row["key"]).returncode == 0
    assert fresh("key", "revoke", "00000000-0000-0000-0000-000000000001").returncode == 1


def test_a_third_key_of_a_name_is_refused_until_one_is_revoked(fresh: Run) -> None:
    assert opened(fresh).returncode == 0
    assert opened(fresh).returncode == 0
    third = opened(fresh)
    assert third.returncode == 1
    assert third.stdout == ""
    assert opened(fresh, name="kameran").returncode == 0
    assert fresh("key", "revoke", listed(fresh)[0]["key"]).returncode == 0
    assert opened(fresh).returncode == 0


@pytest.mark.parametrize(
    "wrong",
    [
        ("key", "open", "--organisation", "vakt", "--name", "larmet"),
        ("key", "open", "--organisation", "vakt", "--name", "larmet", "--scope", "all"),
        ("key", "revoke", "7"),
    ],
)
def test_wrong_use_ends_with_two(fresh: Run, wrong: tuple[str, ...]) -> None:
    done = fresh(*wrong)
    assert done.returncode == 2
    assert done.stdout == ""


@pytest.mark.parametrize("months", ["0", "13"])
def test_a_key_holds_for_a_month_to_a_year(fresh: Run, months: str) -> None:
    assert opened(fresh, "--months", months).returncode == 2


def test_a_key_is_of_an_organisation_that_takes_part(fresh: Run) -> None:
    given = ("--organisation", "polis", "--name", "larmet", "--scope", "report")
    assert fresh("key", "open", *given).returncode == 1


@pytest.mark.parametrize(
    ("at", "months", "ends"),
    [
        ("2026-01-31T10:00", 1, "2026-02-28T10:00"),
        ("2027-12-15T10:00", 1, "2028-01-15T10:00"),
        ("2028-02-29T10:00", 12, "2029-02-28T10:00"),
        ("2026-11-21T10:00", 12, "2027-11-21T10:00"),
    ],
)
def test_months_are_counted_by_the_calendar(at: str, months: int, ends: str) -> None:
    begun = datetime.fromisoformat(at).replace(tzinfo=UTC)
    ended = months_after(begun, months)
    assert ended == datetime.fromisoformat(ends).replace(tzinfo=UTC)
    assert ended - begun <= LONGEST

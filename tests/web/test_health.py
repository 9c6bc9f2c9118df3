"""Whether the service can do its work, said to whoever watches over it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.web.town import Town
from web import health


def test_a_sound_service_says_so(quiet_town: Town) -> None:
    live, ready = quiet_town.client.get("/health/live"), quiet_town.client.get("/health/ready")

    assert (live.status_code, ready.status_code) == (200, 200)
    assert ready.json() == {
        "status": "ok",
        "checks": dict.fromkeys(("record", "tables", "writable", "keys", "disk"), "ok"),
    }


def lose_a_table(town: Town) -> None:
    with town.registry.log.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE issued")


def lose_the_record(town: Town) -> None:
    town.registry.log.engine.dispose()
    (town.settings.data_dir / "lagesbild.db").rename(town.settings.data_dir / "elsewhere")
    (town.settings.data_dir / "lagesbild.db").mkdir()


def lose_the_keys(town: Town) -> None:
    with town.app.state.house.keys.begin() as connection:
        connection.exec_driver_sql("DROP TABLE payload_key")


@pytest.mark.parametrize(
    ("lose", "check"),
    [(lose_a_table, "tables"), (lose_the_record, "record"), (lose_the_keys, "keys")],
)
def test_what_is_missing_is_named(town: Town, lose: Callable[[Town], None], check: str) -> None:
    lose(town)

    ready = town.client.get("/health/ready")

    assert ready.status_code == 503
    assert ready.json()["status"] == "unfit"
    assert ready.json()["checks"][check] != "ok"
    assert str(town.settings.data_dir) not in ready.text
    assert town.client.get("/health/live").status_code == 200


def test_a_disk_that_is_nearly_full_is_named(
    quiet_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "FREE_BYTES", 2**62)

    ready = quiet_town.client.get("/health/ready")

    assert ready.status_code == 503
    assert ready.json()["checks"]["disk"] == "less than 64 MB are free"


def test_the_checks_leave_nothing_behind(town: Town, tmp_path: Path) -> None:
    before = (tmp_path / "lagesbild.db").stat().st_size
    for _ in range(3):
        town.client.get("/health/ready")

    assert (tmp_path / "lagesbild.db").stat().st_size == before

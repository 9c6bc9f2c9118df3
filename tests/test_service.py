"""The service put together: it starts on a sound record, and says why where it does not."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from events.database import Unfit
from service import create_app
from settings import Settings
from tests.web.town import ADDRESS, LOOPBACK, found, serve


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An empty record."""
    return found(tmp_path)


def test_an_empty_record_is_served(settings: Settings) -> None:
    app, _ = serve(settings)

    with TestClient(app, base_url=ADDRESS, client=LOOPBACK) as client:
        for path in ("/", "/weeks", "/reports", "/weeks/2026-W47", "/api", "/health/ready"):
            assert client.get(path).status_code == 200, path


def test_whoever_starts_the_service_does_not_wait_for_what_draws() -> None:
    heavy = ["scipy", "matplotlib", "contourpy", "typst", "pptx", "xlsxwriter", "openpyxl"]
    loaded = f"import service, sys; print([m for m in {heavy} if m in sys.modules])"

    found = subprocess.run([sys.executable, "-c", loaded], capture_output=True, check=True)

    assert found.stdout.decode().strip() == "[]"


def test_the_settings_are_read_from_the_environment(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAGESBILD_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("LAGESBILD_MUNICIPALITY_NAME", "Havstuna")

    client = TestClient(create_app(), base_url=ADDRESS, client=LOOPBACK)

    assert "Havstuna" in client.get("/nothing").text


def test_the_clock_is_the_machines_own_unless_another_is_handed_in(settings: Settings) -> None:
    app = create_app(settings)

    assert app.state.clock().tzinfo is not None


def lose_the_record(folder: Path) -> None:
    (folder / "lagesbild.db").unlink()


def lose_the_keys(folder: Path) -> None:
    (folder / "keys.db").unlink()


def lose_the_master_key(folder: Path) -> None:
    (folder / "master.key").unlink()


def open_to_others(folder: Path) -> None:
    (folder / "lagesbild.db").chmod(0o644)


def overwrite(folder: Path) -> None:
    (folder / "lagesbild.db").write_bytes(b"not a database" * 1000)


def belong_to_another_version(folder: Path) -> None:
    with sqlite3.connect(folder / "lagesbild.db") as connection:
        connection.execute("UPDATE migrations_log SET version_num = 'none'")
    connection.close()


def lose_a_projection(folder: Path) -> None:
    with sqlite3.connect(folder / "lagesbild.db") as connection:
        connection.execute("DROP TABLE issued")
    connection.close()


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lose_the_record, "lagesbild.db"),
        (lose_the_keys, "keys.db"),
        (lose_the_master_key, "master.key"),
        (open_to_others, "0600"),
        (overwrite, "not an SQLite database"),
        (belong_to_another_version, "migrations"),
        (lose_a_projection, "migrations"),
    ],
)
def test_an_unfit_record_is_not_served(
    settings: Settings, harm: Callable[[Path], None], said: str
) -> None:
    harm(settings.data_dir)

    with pytest.raises(Unfit, match=said):
        create_app(settings)
    assert not (settings.data_dir / "master.key").exists() or harm is not lose_the_master_key


def test_the_record_is_closed_at_the_end(settings: Settings) -> None:
    app, _ = serve(settings)

    with TestClient(app, base_url=ADDRESS, client=LOOPBACK) as client:
        client.get("/health/ready")
        assert (settings.data_dir / "lagesbild.db-wal").exists()

    # SQLite removes it when the last connection is closed.
    assert not (settings.data_dir / "lagesbild.db-wal").exists()


def test_the_journal_holds_method_path_status_and_time_and_no_more(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    app, _ = serve(settings)
    client = TestClient(app, base_url=ADDRESS, client=LOOPBACK)

    client.post(
        "/api/1/reports?secret=query", json={"text": "secret body"}, headers={"x": "secret"}
    )

    (line,) = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert line.keys() == {"event", "level", "timestamp", "method", "path", "status", "ms"}
    assert (line["method"], line["path"], line["status"]) == ("POST", "/api/1/reports", 401)
    assert "secret" not in str(line)


def test_the_journal_is_as_loud_as_it_is_asked_to_be(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    app, _ = serve(settings.model_copy(update={"log_level": "error"}))

    TestClient(app, base_url=ADDRESS, client=LOOPBACK).get("/")

    assert capsys.readouterr().err == ""

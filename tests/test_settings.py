"""Settings come from LAGESBILD_* alone, and a wrong one stops the start."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from settings import Settings


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for field in Settings.model_fields:
        monkeypatch.delenv(f"LAGESBILD_{field.upper()}", raising=False)


def test_everything_lies_in_the_data_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAGESBILD_DATA_DIR", "/srv/lagesbild")

    settings = Settings()

    assert settings.database_url == "sqlite:////srv/lagesbild/lagesbild.db"
    assert settings.keys_url == "sqlite:////srv/lagesbild/keys.db"
    assert settings.master_key_file == Path("/srv/lagesbild/master.key")


def test_what_is_named_itself_may_lie_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAGESBILD_DATABASE_URL", "postgresql+psycopg://db/lagesbild")
    monkeypatch.setenv("LAGESBILD_MASTER_KEY_FILE", "/run/secrets/master.key")

    settings = Settings()

    assert settings.database_url == "postgresql+psycopg://db/lagesbild"
    assert settings.master_key_file == Path("/run/secrets/master.key")
    assert settings.keys_url == "sqlite:///var/keys.db"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MUNICIPALITY", "99"),
        ("MUNICIPALITY_NAME", ""),
        ("PORT", "65536"),
        ("MAX_BODY_BYTES", "0"),
        ("BUSY_TIMEOUT_S", "-1"),
        ("LOG_LEVEL", "loud"),
    ],
)
def test_a_wrong_setting_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"LAGESBILD_{name}", value)

    with pytest.raises(ValidationError, match=name.lower()):
        Settings()


def test_settings_do_not_change_while_the_service_runs() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings().port = 1

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
        ("SMTP_TLS", "perhaps"),
        ("SMTP_PORT", "0"),
        ("MAIL_FROM", "lagesbild"),
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


def test_without_a_mail_server_there_is_no_post_office() -> None:
    assert Settings().post_office is None


def test_mail_is_sent_from_somewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAGESBILD_SMTP_HOST", "post.havstuna.example")
    with pytest.raises(ValidationError, match="mail_from"):
        Settings()

    monkeypatch.setenv("LAGESBILD_MAIL_FROM", "lagesbild@havstuna.example")
    monkeypatch.setenv("LAGESBILD_SMTP_PASSWORD", "hemligt")

    settings = Settings()
    office = settings.post_office
    assert office
    assert (office.host, office.port, office.tls) == ("post.havstuna.example", 587, "starttls")
    assert (office.name, office.public_url) == ("Havstuna", "http://localhost:8000")
    assert office.password == "hemligt"  # noqa: S105 - the case
    assert "hemligt" not in repr((settings, office))


def test_a_password_crosses_a_network_over_tls_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAGESBILD_SMTP_HOST", "post.havstuna.example")
    monkeypatch.setenv("LAGESBILD_MAIL_FROM", "lagesbild@havstuna.example")
    monkeypatch.setenv("LAGESBILD_SMTP_TLS", "none")
    assert Settings().post_office

    monkeypatch.setenv("LAGESBILD_SMTP_USER", "lagesbild")
    with pytest.raises(ValidationError, match="TLS"):
        Settings()

    monkeypatch.setenv("LAGESBILD_SMTP_HOST", "127.0.0.1")
    assert Settings().post_office

"""LAGESBILD_* from the environment, read only by service.py and cli/, which hand it on.

Nothing here touches a disk or a database: the paths need not exist yet.
"""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, StringConstraints
from pydantic_settings import BaseSettings, SettingsConfigDict

MIB = 1024 * 1024


def _beside_the_data(file: str, before: dict[str, Any]) -> str:
    """The address of an SQLite database `file` in the data directory that was given."""
    return f"sqlite:///{before['data_dir'] / file}"


class Settings(BaseSettings):
    """Where the record lies, whose it is, and how the service listens."""

    model_config = SettingsConfigDict(env_prefix="LAGESBILD_", frozen=True)

    data_dir: Path = Path("var")
    # Addresses as SQLAlchemy writes them. The keys have a store of their own, so that a copy of
    # the record alone opens no sealed text.
    database_url: str = Field(default_factory=lambda data: _beside_the_data("lagesbild.db", data))
    keys_url: str = Field(default_factory=lambda data: _beside_the_data("keys.db", data))
    master_key_file: Path = Field(default_factory=lambda data: data["data_dir"] / "master.key")

    # Names, secrets, sessions and the access log, apart from both.
    accounts_url: str = Field(default_factory=lambda data: _beside_the_data("accounts.db", data))

    # The municipality that this installation starts with, by its code in the register of
    # Statistics Sweden. 99xx is in use by no real one: the fictional municipality is there.
    municipality: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")] = "9947"
    municipality_name: Annotated[str, StringConstraints(min_length=1)] = "Havstuna"

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    # The address that people know the service by: what links and passkeys are bound to.
    public_url: Annotated[str, StringConstraints(pattern=r"^https?://[^/]+$")] = (
        "http://localhost:8000"
    )
    # Whose word on the asker's address is believed: the reverse proxy's, if there is one.
    trusted_proxies: str = "127.0.0.1"
    # Whether every role that sees more than its own reports must prove itself twice.
    second_factor: Literal["required", "offered"] = "required"
    sign_in_delay_s: Annotated[float, Field(ge=0)] = 0.5
    # An OpenID provider that people may sign in with; none when the issuer is empty.
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_name: str = ""

    max_body_bytes: Annotated[int, Field(gt=0)] = MIB
    max_batch_body_bytes: Annotated[int, Field(gt=0)] = 8 * MIB
    busy_timeout_s: Annotated[float, Field(gt=0)] = 5.0
    log_level: Literal["debug", "info", "warning", "error", "critical"] = "info"

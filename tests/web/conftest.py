"""The small town of tests/web/town.py, made anew for each test."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from settings import Settings
from tests.web.town import ADDRESS, LOOPBACK, OUR_PAGE, Town, found, serve, settle


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An empty record."""
    return found(tmp_path)


@pytest.fixture
def town(settings: Settings) -> Iterator[Town]:
    """The service over a record that holds the ground and no report."""
    with served(settings) as town:
        yield town


@pytest.fixture(scope="session")
def quiet_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The same, shared by the tests that leave the record as it is."""
    with served(found(tmp_path_factory.mktemp("quiet"))) as town:
        yield town


@contextmanager
def served(settings: Settings) -> Generator[Town]:
    """Serve the record of `settings`, which gets its ground first."""
    app, clock = serve(settings)
    registry = app.state.house.registry
    settle(registry)
    with TestClient(
        app, base_url=ADDRESS, client=LOOPBACK, headers=OUR_PAGE, raise_server_exceptions=False
    ) as client:
        yield Town(app, client, clock, registry, settings)

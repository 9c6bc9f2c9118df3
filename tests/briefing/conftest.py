"""Invented pictures to render."""

import pytest

from briefing.picture import Picture
from tests.briefing import extremes, pictures


@pytest.fixture(scope="session")
def full() -> Picture:
    """A week above the usual."""
    return pictures.full()


@pytest.fixture(scope="session")
def short() -> Picture:
    """A week of a record too short for a usual."""
    return pictures.short()


@pytest.fixture(scope="session")
def incomplete() -> Picture:
    """A week in which most have not reported."""
    return pictures.incomplete()


@pytest.fixture(scope="session")
def empty() -> Picture:
    """A week of which nothing is known."""
    return pictures.empty()


@pytest.fixture(scope="session")
def crowded() -> Picture:
    """A week of many areas."""
    return extremes.crowded()


@pytest.fixture(scope="session")
def pointed() -> Picture:
    """A week of points without areas."""
    return extremes.pointed()


@pytest.fixture(params=["full", "short", "incomplete", "empty", "crowded", "pointed"])
def picture(request: pytest.FixtureRequest) -> Picture:
    """Each of the pictures in turn."""
    found: Picture = request.getfixturevalue(request.param)
    return found


@pytest.fixture(params=["sv", "en"])
def language(request: pytest.FixtureRequest) -> str:
    """Each of the languages in turn."""
    found: str = request.param
    return found

"""A town with an analyst, a second one, and a coordinator at the desk of week 47."""

import re
from dataclasses import dataclass

import pytest
from fastapi.testclient import TestClient

from reference.roles import Role
from tests.web.town import Town

DESK = "/weeks/2026-W47/desk"
READ = "/weeks/2026-W47/read"
ISSUE = "/weeks/2026-W47/issue"


@dataclass
class People:
    """Who writes and who reads."""

    anna: TestClient
    berit: TestClient
    coordinator: TestClient


def found_in(pattern: str, page: str) -> str:
    """What the group of the pattern holds where it is first found."""
    found = re.search(pattern, page)
    assert found, page
    return found[1]


@pytest.fixture
def people(town: Town) -> People:
    """Two analysts and a coordinator of other organisations, each in a browser of their own."""
    return People(
        town.signed_in(town.person("skola", Role.ANALYST, name="Anna Analytiker"), Role.ANALYST),
        town.signed_in(town.person("vakt", Role.ANALYST, name="Berit Analytiker"), Role.ANALYST),
        town.somebody("bostad", Role.COORDINATOR),
    )

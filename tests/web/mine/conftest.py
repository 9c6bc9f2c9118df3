"""A reporter of the schools."""

import pytest

from tests.web.mine.reporter import Reporter, reporter_of
from tests.web.town import Town


@pytest.fixture
def reporter(town: Town) -> Reporter:
    """Somebody who has sent nothing yet."""
    return reporter_of(town)

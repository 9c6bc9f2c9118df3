"""A town of three areas, to be written into files and read again."""

import pytest
import shapely

from reference.areas import Area, rounded
from tests.reference.drawn import Drawn


@pytest.fixture
def town() -> Drawn:
    """Three areas in a place that does not exist; the last has a hole and an island."""
    east = shapely.MultiPolygon(
        [
            shapely.Polygon(
                [(17.1, 59.0), (17.2, 59.01), (17.2, 59.1), (17.1, 59.1)],
                [[(17.14, 59.04), (17.16, 59.04), (17.16, 59.06), (17.14, 59.06)]],
            ),
            shapely.box(17.3, 59.0, 17.31, 59.01),
        ]
    )
    return Drawn(
        rows=[
            {"omradeskod": "1001", "namn": "Västra Lunden", "folk": "812"},
            {"omradeskod": "1002", "namn": "Åkerby", "folk": "12"},
            {"omradeskod": "1003", "namn": "Östra Ängen", "folk": "94"},
        ],
        shapes=[shapely.box(17.0, 59.0, 17.1, 59.1), shapely.box(16.9, 59.0, 17.0, 59.1), east],
    )


@pytest.fixture
def town_areas(town: Drawn) -> list[Area]:
    """The areas of `town` as they shall be read from any file."""
    return [
        Area(row["omradeskod"], row["namn"], rounded(shapely.normalize(shape)))
        for row, shape in zip(town.rows, town.shapes, strict=True)
    ]

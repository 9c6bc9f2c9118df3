"""Squares of 250 m, and the way there and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.grid import NOWHERE, SIZE_M, read_square, square_of, to_degrees, to_metres


@given(st.floats(min_value=55, max_value=69), st.floats(min_value=11, max_value=24))
def test_a_point_lies_in_its_square(lat: float, lon: float) -> None:
    square = read_square(square_of(lat, lon))
    ((east, north),) = to_metres([(lon, lat)])

    assert 0 <= east - square.e * SIZE_M < SIZE_M
    assert 0 <= north - square.n * SIZE_M < SIZE_M


def test_the_projection_is_that_of_the_land_survey() -> None:
    # On the central meridian, where the scale is 0.9996 and east is 500 km by definition.
    ((east, north),) = to_metres([(15.0, 60.0)])

    assert east == pytest.approx(500_000, abs=0.001)
    assert north == pytest.approx(6_651_411.19, abs=0.01)


def test_degrees_and_metres_lead_to_each_other() -> None:
    here = [(17.95, 59.43), (13.0, 55.6)]

    assert to_degrees(to_metres(here)) == tuple(here)


def test_outside_sweden_there_is_no_square() -> None:
    assert square_of(29.76, -95.37) == NOWHERE
    assert square_of(48.2, 16.4) == NOWHERE


def test_a_square_is_closed_and_a_quarter_of_a_kilometre_wide() -> None:
    ring = read_square("2706:26310").ring
    metres = to_metres(list(ring))

    assert ring[0] == ring[-1]
    assert metres[1][0] - metres[0][0] == pytest.approx(SIZE_M, abs=2)

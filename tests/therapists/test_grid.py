"""Circles and boxes on the grid, against distances measured one by one."""

from math import degrees
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from places.geometry import EARTH_RADIUS_MILES, Point, distance_miles
from places.models import State
from tests.therapists.factories import BOXES
from therapists.grid import (
    ALL_COLUMNS,
    CELL,
    CELL_COLUMNS,
    COLUMNS,
    ROWS,
    Box,
    Circle,
    Span,
    Spot,
    cell_ranges,
    spot_at,
)


def is_on_the_rim(circle: Circle, miles: float) -> bool:
    """Whether rounding decides. Close to the opposite side of the earth the formula has only half of its digits."""
    return abs(miles - circle.miles) <= (1e-6 if circle.miles < 12_000 else 1e-3)


LATITUDES = st.one_of(st.floats(-90, 90), st.floats(89, 90), st.floats(-90, -89), st.sampled_from([-90.0, 0.0, 90.0]))
LONGITUDES = st.one_of(st.floats(-180, 180), st.floats(179.8, 180), st.floats(-180, -179.8))
CENTRES = st.builds(Point, LATITUDES, LONGITUDES)
MILES = st.one_of(st.floats(0.1, 5), st.floats(0.1, 150), st.floats(100, 13_000), st.sampled_from([5, 10, 25, 50, 100]))
CIRCLES = st.one_of(
    st.builds(Circle, CENTRES, MILES),
    st.sampled_from([Circle(Point(90.0, 0.0), 100), Circle(Point(64.0, -180.0), 100), Circle(Point(0.0, 0.0), 13_000)]),
)
RANDOMS = st.integers(0, 2**32).map(Random)


def holds(area: Circle | Box, spot: Spot) -> bool:
    span = area.span(spot.row) if spot.row in area.rows() else None
    return span is not None and span.holds(spot.column, spot.column)


def spots_around(circle: Circle, random: Random) -> list[Spot]:
    """Spots near the centre, near the rim on all sides, and anywhere."""
    reach = degrees(circle.miles / EARTH_RADIUS_MILES)
    found = [spot_at(circle.centre)]
    rows = circle.rows()
    for row in {rows.start, rows.stop - 1, *(random.randrange(ROWS) for _ in range(5))}:
        found += [Spot(row, random.randrange(COLUMNS)) for _ in range(3)]
    for _ in range(15):
        latitude = circle.centre.latitude + random.uniform(-1.2, 1.2) * reach
        spot = spot_at(Point(min(max(latitude, -90), 90), random.uniform(-180, 180)))
        found.append(spot)
        span = circle.span(spot.row) if spot.row in rows else None
        if span:
            edges = {span.first, span.last, (span.first + span.last) // 2}
            found += [Spot(spot.row, (edge + step) % COLUMNS) for edge in edges for step in (-1, 0, 1)]
    return [spot for spot in found if 0 <= spot.row < ROWS]


@settings(max_examples=200, deadline=None)
@given(circle=CIRCLES, random=RANDOMS)
def test_a_circle_holds_the_spots_that_are_near_enough_and_no_others(circle: Circle, random: Random) -> None:
    ranges = list(cell_ranges(circle))
    for spot in spots_around(circle, random):
        miles = distance_miles(circle.centre, spot.point)
        if not is_on_the_rim(circle, miles):
            assert holds(circle, spot) == (miles < circle.miles), (spot, miles)
        if holds(circle, spot):
            assert any(first <= spot.cell <= last for first, last in ranges), spot


@settings(max_examples=25, deadline=None)
@given(circle=st.builds(Circle, CENTRES, st.floats(0.1, 12)))
def test_a_small_circle_has_every_spot_of_its_neighborhood_right(circle: Circle) -> None:
    middle = spot_at(circle.centre)
    for row in range(max(middle.row - 20, 0), min(middle.row + 21, ROWS)):
        for step in range(-40, 41):
            spot = Spot(row, (middle.column + step) % COLUMNS)
            miles = distance_miles(circle.centre, spot.point)
            assert holds(circle, spot) == (miles < circle.miles) or is_on_the_rim(circle, miles)


@settings(max_examples=150, deadline=None)
@given(circle=st.builds(Circle, CENTRES, st.one_of(st.floats(0.1, 150), st.floats(150, 1500))))
def test_the_ranges_of_cells_are_in_order_on_the_earth_and_do_not_overlap(circle: Circle) -> None:
    ranges = list(cell_ranges(circle))
    cells = ROWS // CELL * CELL_COLUMNS
    for first, last in ranges:
        assert 0 <= first <= last < cells
        assert first // CELL_COLUMNS == last // CELL_COLUMNS
    for (_, last), (first, _) in zip(sorted(ranges), sorted(ranges)[1:], strict=False):
        assert last < first
    # No more than a row of cells, or two halves of it, for every row.
    assert len(ranges) <= 2 * (len(circle.rows()) // CELL + 2)


@settings(max_examples=100, deadline=None)
@given(circle=st.builds(Circle, st.builds(Point, st.floats(-70, 70), LONGITUDES), st.floats(5, 150)))
def test_the_ranges_hold_little_else(circle: Circle) -> None:
    held = sum(last - first + 1 for first, last in cell_ranges(circle))
    rows = len(circle.rows()) // CELL + 2
    widest = max((span.last - span.first for row in circle.rows() if (span := circle.span(row))), default=0)
    assert held <= rows * (widest // CELL + 2)


def test_a_circle_between_the_middles_of_spots_is_empty() -> None:
    nothing = Circle(Point(30.0, -97.0), 0.1)
    assert list(cell_ranges(nothing)) == []
    assert not any(nothing.span(row) for row in nothing.rows())


@pytest.mark.parametrize("latitude", [-90.0, -89.99, -45.0, 0.0, 89.99, 90.0])
def test_the_whole_earth_is_a_circle_too(latitude: float) -> None:
    earth = Circle(Point(latitude, 12.3), 12_500)
    assert earth.rows() == range(ROWS)
    assert {earth.span(row) for row in range(0, ROWS, 97)} == {ALL_COLUMNS}
    assert len(list(cell_ranges(earth))) == ROWS // CELL


# Spots and spans


@given(point=st.builds(Point, LATITUDES, LONGITUDES))
def test_a_spot_is_the_nearest_middle(point: Point) -> None:
    spot = spot_at(point)
    assert 0 <= spot.row < ROWS
    assert 0 <= spot.column < COLUMNS
    assert abs(spot.point.latitude - point.latitude) <= 0.005 + 1e-9
    east = abs(spot.point.longitude - point.longitude)
    assert min(east, 360 - east) <= 0.005 + 1e-9
    assert distance_miles(point, spot.point) < 0.55


@given(row=st.integers(0, ROWS - 1), column=st.integers(0, COLUMNS - 1))
def test_the_middle_of_a_spot_leads_back_to_it(row: int, column: int) -> None:
    spot = Spot(row, column)
    assert spot_at(spot.point) == spot
    assert spot.cell == row // CELL * CELL_COLUMNS + column // CELL
    assert divmod(spot.number, COLUMNS) == spot
    # Both fit in the columns of the index.
    assert spot.number < 2**31
    assert spot.cell < 2**31


@given(row=st.integers(0, ROWS - 1), column=st.integers(0, COLUMNS - 1))
def test_homes_of_one_block_have_one_spot_and_that_is_in_the_block(row: int, column: int) -> None:
    home = spot_at(Spot(row, column).point, is_home=True)
    assert (home.row // 5, home.column // 5) == (row // 5, column // 5)
    assert (home.row % 5, home.column % 5) == (2, 2)
    assert home.cell == Spot(row, column).cell


@given(
    first=st.integers(-COLUMNS, COLUMNS), width=st.integers(1, COLUMNS), asked=st.integers(0, COLUMNS - 1),
    asked_width=st.integers(1, CELL),
)  # fmt: skip
def test_a_span_goes_around_the_earth(first: int, width: int, asked: int, asked_width: int) -> None:
    span = Span(first, first + width - 1)
    assume(width + asked_width <= COLUMNS or width == COLUMNS)
    columns = {column % COLUMNS for column in range(asked, asked + asked_width)}
    inside = all((column - first) % COLUMNS < width for column in columns)
    assert span.holds(asked, asked + asked_width - 1) == inside


# States


@pytest.mark.parametrize("code", BOXES)
@settings(max_examples=60, deadline=None)
@given(random=RANDOMS)
def test_a_box_holds_whatever_may_be_placed_in_the_state(code: str, random: Random) -> None:
    name, fips, south, north, west, east = BOXES[code]
    state = State(code=code, name=name, fips=fips, south=south, north=north, west=west, east=east)
    box = Box(state)
    ranges = list(cell_ranges(box))
    width = (east - west) % 360
    for _ in range(20):
        latitude = random.uniform(south - 0.3, north + 0.3)
        longitude = (west + random.uniform(-0.3, width + 0.3) + 180) % 360 - 180
        point = Point(latitude, longitude)
        spot = spot_at(point)
        for one in (spot, spot_at(point, is_home=True)):
            if state.contains(point, margin=0.05) or (one is spot and state.contains(point)):
                assert holds(box, one)
                assert any(first <= one.cell <= last for first, last in ranges)
        # And little around it.
        if not state.contains(point, margin=0.13):
            assert not holds(box, spot)


def test_a_box_over_the_antimeridian_does_not_go_around_the_earth() -> None:
    name, fips, south, north, west, east = BOXES["AK"]
    box = Box(State(code="AK", name=name, fips=fips, south=south, north=north, west=west, east=east))
    assert holds(box, spot_at(Point(52.0, 179.99)))
    assert holds(box, spot_at(Point(52.0, -179.99)))
    assert not holds(box, spot_at(Point(60.0, 0.0)))
    assert not holds(box, spot_at(Point(60.0, -120.0)))
    held = sum(last - first + 1 for first, last in cell_ranges(box))
    assert held < 230 * 600

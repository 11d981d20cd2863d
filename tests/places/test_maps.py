"""The map beside a list: what is drawn lies where it is on the earth, in the picture, and nothing hides anything."""

from itertools import combinations, pairwise
from math import cos, hypot, isfinite, radians

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from places import outlines
from places.geometry import MILES_A_DEGREE, Point, distance_miles
from places.map_lines import BLEED, HEIGHT, WIDTH, lines_in
from places.maps import Box, Map, Marker, draw
from places.models import State
from tests.places import towns

AUSTIN = Point(30.27, -97.74)
CODES = sorted(outlines.states())
MOST_PATH = 55_000


def marker(number: int, point: Point, label: str = "") -> Marker:
    return Marker(number, label or f"Therapist {number}", point, f"#listing-{number}")


def circle(centre: Point, miles: float, *points: Point) -> Map:
    """The map of a circle with markers at some points, numbered from 1."""
    markers = [marker(number, point) for number, point in enumerate(points, 1)]
    return draw(markers=markers, centre=centre, radius_miles=miles, state=None, title="Austin, TX")


def whole(code: str, *points: Point) -> Map:
    """The map of a state with markers at some points, numbered from 1."""
    _, name, fips, south, north, west, east, _ = outlines.states()[code]
    state = State(code=code, name=name, fips=fips, south=south, north=north, west=west, east=east)
    markers = [marker(number, point) for number, point in enumerate(points, 1)]
    return draw(markers=markers, centre=None, radius_miles=None, state=state, title=name)


def beside(point: Point, *, north: float = 0, east: float = 0) -> Point:
    """The point so many miles away."""
    return Point(
        point.latitude + north / MILES_A_DEGREE,
        point.longitude + east / MILES_A_DEGREE / cos(radians(point.latitude)),
    )


def places(drawn: Map) -> dict[int, tuple[float, float]]:
    """Where the pin of each number is."""
    return {number: (pin.x, pin.y) for pin in drawn.pins for number in pin.numbers}


def path_data(drawn: Map) -> str:
    return drawn.land + drawn.state_lines + drawn.county_lines


def lines(path: str) -> list[list[tuple[float, float]]]:
    """The points of each line in path data."""
    found = []
    for line in path.split("M")[1:]:
        start, steps = line.split("l")
        numbers = [float(number) for number in f"{start} {steps}".split()]
        x = y = 0.0
        points = []
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x, y))
        found.append(points)
    return found


def is_land(drawn: Map, x: float, y: float) -> bool:
    """Whether a point of the picture is on land: it is if a ray from it leaves the land an odd number of times."""
    edges = [edge for ring in lines(drawn.land) for edge in pairwise([*ring, ring[0]])]
    crossed = [
        (x1, y1) for (x1, y1), (x2, y2) in edges if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1)
    ]
    return len(crossed) % 2 == 1


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def assert_sound(drawn: Map, count: int) -> None:
    """What is true of every map with so many markers."""
    assert sorted(number for pin in drawn.pins for number in pin.numbers) == list(range(1, count + 1))

    boxes = [thing.box for thing in [*drawn.pins, *drawn.towns]]
    for left, top, right, bottom in [*boxes, drawn.scale.box]:
        assert 0 <= left < right <= WIDTH
        assert 0 <= top < bottom <= HEIGHT
    assert not [pair for pair in combinations(boxes, 2) if overlap(*pair)]
    assert not [town for town in drawn.towns if overlap(town.box, drawn.scale.box)]
    assert all(town.box[0] < x < town.box[2] for town in drawn.towns for x in (town.x, town.text_x))

    numbers = [number for line in lines(path_data(drawn)) for point in line for number in point]
    assert all(isfinite(number) for number in numbers)
    assert not numbers or (min(numbers) > -BLEED - 0.1 and max(numbers) < WIDTH + BLEED + 0.1)
    assert len(path_data(drawn)) <= MOST_PATH


# Where things are


def test_the_middle_of_a_circle_is_the_middle_of_the_picture() -> None:
    drawn = circle(AUSTIN, 25, AUSTIN)
    assert drawn.circle
    assert (drawn.circle.x, drawn.circle.y) == (WIDTH / 2, HEIGHT / 2) == places(drawn)[1]


@pytest.mark.parametrize("miles", [1, 2, 5, 10, 25, 50, 100])
def test_the_circle_and_the_scale_bar_agree_on_the_length_of_a_mile(miles: int) -> None:
    drawn = circle(AUSTIN, miles)
    assert drawn.circle
    assert 0 < drawn.circle.r < WIDTH / 2
    assert drawn.scale.width == pytest.approx(drawn.circle.r / miles * drawn.scale.miles, abs=0.1)
    assert 40 < drawn.scale.width < 140


@pytest.mark.parametrize("centre", [AUSTIN, Point(13.47, 144.75), Point(61.2, -149.9), Point(51.9, 179.95)])
def test_what_lies_at_the_edge_of_the_circle_is_drawn_at_its_edge(centre: Point) -> None:
    north, east = beside(centre, north=25), beside(centre, east=-25)
    assert [round(distance_miles(centre, point), 1) for point in (north, east)] == [25, 25]
    drawn = circle(centre, 25, north, east)
    assert drawn.circle
    for x, y in places(drawn).values():
        assert hypot(x - drawn.circle.x, y - drawn.circle.y) == pytest.approx(drawn.circle.r, abs=0.3)


def test_north_is_up_and_east_is_right() -> None:
    at = places(circle(AUSTIN, 25, AUSTIN, beside(AUSTIN, north=12), beside(AUSTIN, east=12)))
    assert at[2][1] < at[1][1] == at[3][1]
    assert at[1][0] == at[2][0] < at[3][0]


def test_alaska_is_drawn_in_one_piece_across_the_180th_meridian() -> None:
    attu, adak, anchorage, juneau = Point(52.9, 173), Point(51.9, -176.6), Point(61.2, -149.9), Point(58.3, -134.4)
    drawn = whole("AK", attu, adak, anchorage, juneau)
    assert_sound(drawn, 4)
    xs = [places(drawn)[number][0] for number in (1, 2, 3, 4)]
    assert xs == sorted(xs)
    assert xs[3] - xs[0] > WIDTH / 2
    land = [x for line in lines(drawn.land) for x, _ in line]
    assert min(land) < 60
    assert max(land) > WIDTH - 60


def test_a_circle_across_the_180th_meridian_has_both_sides_of_it() -> None:
    at = places(circle(Point(51.9, 179.9), 50, Point(51.9, 179.5), Point(51.9, -179.7)))
    assert at[1][0] < WIDTH / 2 < at[2][0]


@pytest.mark.parametrize(
    "on_land", [AUSTIN, Point(40.78, -73.96), Point(21.4, -158), Point(13.45, 144.78), Point(51.87, -176.64)]
)
def test_land_is_where_there_is_land(on_land: Point) -> None:
    assert is_land(circle(on_land, 25), WIDTH / 2, HEIGHT / 2)


@pytest.mark.parametrize("at_sea", [Point(35, -73), Point(41.1, -72.9), Point(21.2, -157.5), Point(30, 30)])
def test_water_is_where_there_is_water(at_sea: Point) -> None:
    assert not is_land(circle(at_sea, 25), WIDTH / 2, HEIGHT / 2)


def test_land_goes_on_past_every_edge_of_the_picture() -> None:
    drawn = circle(AUSTIN, 25)
    assert all(is_land(drawn, x, y) for x in (0, WIDTH) for y in (0, HEIGHT))


def test_the_edge_of_the_land_is_the_coast_or_a_border() -> None:
    drawn = whole("WA")

    def inside(path: str) -> set[frozenset[tuple[float, float]]]:
        """The steps of lines, in either direction, that lie in the picture, to a tenth of a unit."""
        rounded = [[(round(x, 1), round(y, 1)) for x, y in line] for line in lines(path)]
        steps = [step for line in rounded for step in pairwise(line)]
        return {frozenset(step) for step in steps if all(0 < number < WIDTH for point in step for number in point)}

    assert len(inside(drawn.land)) > 100
    assert inside(drawn.land) == inside(drawn.state_lines)


def test_county_borders_are_drawn_where_there_is_room_for_them() -> None:
    assert lines(circle(AUSTIN, 100).county_lines)
    assert not lines(whole("TX").county_lines)
    assert lines(whole("TX").state_lines)


# Pins


@pytest.mark.parametrize(
    ("numbers", "text"),
    [([3], "3"), ([4, 7], "4, 7"), ([4, 5], "4, 5"), ([4, 5, 6], "4–6"), ([2, 4, 9, 11], "2 +3")],
)
def test_markers_too_close_together_share_a_pin(numbers: list[int], text: str) -> None:
    markers = [marker(number, beside(AUSTIN, east=number / 20)) for number in numbers]
    [pin] = draw(markers=markers, centre=AUSTIN, radius_miles=25, state=None, title="").pins
    assert pin.text == text
    assert pin.numbers == numbers
    assert pin.href == f"#listing-{numbers[0]}"


def test_a_pin_that_grows_takes_in_the_pin_that_it_reaches() -> None:
    [pin] = circle(AUSTIN, 25, AUSTIN, beside(AUSTIN, east=5.8), beside(AUSTIN, east=2.9)).pins
    assert pin.numbers == [1, 2, 3]
    assert len(circle(AUSTIN, 25, AUSTIN, beside(AUSTIN, east=5.8)).pins) == 2


def test_the_label_of_a_pin_begins_with_what_it_shows_and_names_all_who_share_it() -> None:
    markers = [marker(number, AUSTIN, name) for number, name in enumerate(["Ann Lee", "Bo Ray", "Cy Day"], 1)]
    [pin] = draw(markers=markers, centre=AUSTIN, radius_miles=25, state=None, title="").pins
    assert pin.label == "1–3: Ann Lee, Bo Ray and Cy Day"


def test_pins_are_in_the_order_of_the_list() -> None:
    around = [beside(AUSTIN, north=miles, east=miles) for miles in (0, 15, 0.1, -15)]
    assert [pin.numbers for pin in circle(AUSTIN, 25, *around).pins] == [[1, 3], [2], [4]]


def test_a_marker_just_outside_has_its_whole_pin_at_the_edge() -> None:
    """A state's box is as tight as its border, and the places of a list are rounded."""
    drawn = whole("DC", Point(39.2, -77), Point(38.9, -76.6))
    assert_sound(drawn, 2)
    north, east = drawn.pins
    assert north.top == 1
    assert east.left + east.width == WIDTH - 1


# Every map


@pytest.mark.parametrize("code", CODES)
def test_the_map_of_a_state_is_sound_and_small(code: str) -> None:
    facts = outlines.states()[code]
    corners = [Point(y, x) for y in (facts.south, facts.north) for x in (facts.west, facts.east)]
    drawn = whole(code, *corners)
    assert_sound(drawn, 4)
    assert len(drawn.pins) == 4 or code == "AK"
    assert drawn.circle is None
    assert lines(drawn.land)


ON_EARTH = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))
NEAR_A_TOWN = st.builds(
    beside,
    st.sampled_from(outlines.towns()).map(lambda town: town.point),
    north=st.floats(-100, 100),
    east=st.floats(-100, 100),
)


@settings(max_examples=60, deadline=None)
@given(st.data(), st.one_of(NEAR_A_TOWN, ON_EARTH), st.floats(1, 100))
def test_whatever_is_drawn_is_sound(data: st.DataObject, centre: Point, miles: float) -> None:
    away = st.floats(-miles, miles)
    near = st.builds(lambda north, east: beside(Point(min(max(centre.latitude, -85), 85), centre.longitude),
                                                north=north, east=east), away, away)  # fmt: skip
    points = data.draw(st.lists(st.one_of(near, ON_EARTH), max_size=20))
    assert_sound(circle(centre, miles, *points), len(points))


@pytest.mark.parametrize("latitude", [-90, 89.9, 90])
def test_a_circle_around_a_pole_is_drawn_without_land(latitude: float) -> None:
    drawn = circle(Point(latitude, 0), 100, Point(latitude, 0))
    assert_sound(drawn, 1)
    assert path_data(drawn) == ""


def test_the_same_list_has_the_same_map() -> None:
    points = [beside(AUSTIN, north=miles, east=-miles / 2) for miles in range(-20, 20, 3)]
    first = circle(AUSTIN, 25, *points)
    lines_in.cache_clear()
    assert circle(AUSTIN, 25, *points) == first


def test_the_largest_towns_are_named() -> None:
    names = [town.name for town in whole("TX").towns]
    assert names[:2] == ["Houston", "San Antonio"]
    assert len(names) == 8


# In words


@pytest.mark.parametrize(
    ("miles", "count", "words"),
    [
        (25, 0, "within 25 miles of Austin, TX: no numbered places."),
        (1, 1, "within 1 mile of Austin, TX: 1 numbered place."),
        (2.5, 2, "within 2.5 miles of Austin, TX: 2 numbered places."),
    ],
)
def test_the_description_says_what_is_shown(miles: float, count: int, words: str) -> None:
    described = circle(AUSTIN, miles, *[AUSTIN] * count).description
    assert described == f"Map of the area {words} The text beside it says the same."


def test_the_description_of_a_state_names_it() -> None:
    assert whole("TX", AUSTIN).description == "Map of Texas: 1 numbered place. The text beside it says the same."


@pytest.mark.parametrize(("miles", "words"), [(1, "0.5 miles"), (2, "1 mile"), (25, "10 miles"), (100, "50 miles")])
def test_the_scale_bar_says_its_length(miles: int, words: str) -> None:
    assert circle(AUSTIN, miles).scale.words == words


def test_a_map_of_nowhere_is_refused() -> None:
    with pytest.raises(ValueError, match="a circle or a state"):
        draw(markers=[], centre=AUSTIN, radius_miles=None, state=None, title="Austin, TX")


@pytest.mark.django_db
def test_drawing_asks_no_database(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    towns.make_places()
    texas, markers = State.objects.get(code="TX"), [marker(1, AUSTIN)]
    with django_assert_num_queries(0):
        draw(markers=markers, centre=None, radius_miles=None, state=texas, title="Texas")
        draw(markers=markers, centre=AUSTIN, radius_miles=25, state=None, title="Austin, TX")

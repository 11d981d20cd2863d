"""Nobody finds out where a therapist lives by asking the directory often and cleverly."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from places.geometry import Point, distance_miles
from publishing import clock
from tests.therapists import factories
from therapists import listing
from therapists.cells import Field, Near
from therapists.grid import HOME_BLOCK, SPOTS_A_DEGREE, Circle, Spot, cell_ranges, spot_at
from therapists.models import Cell, Entry, Practice

pytestmark = pytest.mark.django_db

#: Somewhere in Texas, as the south-western spot of a block.
BLOCKS = st.builds(
    lambda row, column: Spot(row * HOME_BLOCK, column * HOME_BLOCK), st.integers(2332, 2500), st.integers(1500, 1700)
)
WITHIN = st.floats(0.0001, HOME_BLOCK - 0.0001)
QUESTIONS = st.lists(
    st.tuples(st.floats(-1, 1), st.floats(-1, 1), st.one_of(st.sampled_from([5, 10, 25, 50, 100]), st.floats(0.1, 90))),
    min_size=5, max_size=15,
)  # fmt: skip
WITHOUT_LIMITS = {"deadline": None, "suppress_health_check": list(HealthCheck)}


def home_in(block: Spot, north: float, east: float) -> Point:
    return Point((block.row + north) / SPOTS_A_DEGREE - 90, (block.column + east) / SPOTS_A_DEGREE - 180)


def middle_of(block: Spot) -> Point:
    return home_in(block, HOME_BLOCK / 2, HOME_BLOCK / 2)


@dataclass
class Home:
    """A practice at somebody's home, which is moved about."""

    practice: Practice

    def move(self, point: Point) -> None:
        self.practice.latitude, self.practice.longitude = point
        self.practice.save()


@pytest.fixture(params=["home", "visits"])
def home(request: pytest.FixtureRequest, db: None) -> Home:
    for point in [(28.5, -103.8), (29.6, -104.2)]:
        factories.make_therapist(practice={"point": point})
    therapist = factories.make_therapist(practice={"setting": request.param, "point": (29.0, -104.0)})
    return Home(therapist.practices.get())


def near(point: Point, miles: float) -> list[Near]:
    """Everything that a search says: who is found, in which order, and how far away."""
    field = Field(Circle(point, miles), day=clock.today())
    mask = field.everything
    return field.nearest(mask, point, start=0, stop=mask.bit_count(), shuffled=lambda practice: practice)


def everything_public() -> Any:
    """All that searches read, byte by byte."""
    cells = [[getattr(cell, field.attname) for field in Cell._meta.fields] for cell in Cell.objects.order_by("pk")]
    practices = Practice.objects.order_by("pk").values_list("pk", "public_latitude", "public_longitude")
    return cells, list(map(listing.values, Entry.objects.order_by("pk"))), list(practices)


@settings(max_examples=12, **WITHOUT_LIMITS)
@given(block=BLOCKS, one=st.tuples(WITHIN, WITHIN), other=st.tuples(WITHIN, WITHIN), questions=QUESTIONS)
def test_two_homes_of_one_block_get_the_same_answers(
    home: Home, block: Spot, one: Any, other: Any, questions: Any
) -> None:
    answers = []
    for place in (one, other):
        point = home_in(block, *place)
        home.move(point)
        # Centres that know the block, and one of the two homes.
        middle, known = middle_of(block), home_in(block, *one)
        centres = [Point(middle.latitude + north, middle.longitude + east) for north, east, _ in questions]
        said = [near(centre, miles) for centre, (_, _, miles) in zip(centres, questions, strict=True)]
        said += [near(known, miles) for miles in (0.1, 0.5, 1, 2, 5)]
        answers.append((everything_public(), said))
    assert answers[0] == answers[1]


@settings(max_examples=5, **WITHOUT_LIMITS)
@given(block=BLOCKS, place=st.tuples(WITHIN, WITHIN))
def test_a_series_of_circles_leads_to_the_middle_of_the_block_and_no_nearer(
    home: Home, block: Spot, place: Any
) -> None:
    """Who closes in on a home from several sides, with ever finer radii, measures the way to the block's middle."""
    point = home_in(block, *place)
    home.move(point)
    for north, east in [(0.4, 0.0), (-0.2, 0.4), (-0.2, -0.4)]:
        centre = Point(middle_of(block).latitude + north, middle_of(block).longitude + east)
        measured = smallest(
            lambda miles, centre=centre: home.practice.pk in [one.practice for one in near(centre, miles)], 5, 100
        )
        assert measured == pytest.approx(distance_miles(centre, middle_of(block)), abs=1e-3)


def smallest(holds: Callable[[float], bool], low: float, high: float) -> float:
    """By halving, the least number of miles for which something holds."""
    while high - low > 1e-4:
        half = (low + high) / 2
        low, high = (low, half) if holds(half) else (half, high)
    return high


@given(block=BLOCKS, one=st.tuples(WITHIN, WITHIN))
def test_the_middle_of_a_block_is_all_that_is_left_of_a_home(block: Spot, one: Any) -> None:
    spot = spot_at(home_in(block, *one), is_home=True)
    assert spot == Spot(block.row + HOME_BLOCK // 2, block.column + HOME_BLOCK // 2)
    assert spot.point == pytest.approx(middle_of(block), abs=1e-9)


@settings(max_examples=12, **WITHOUT_LIMITS)
@given(block=BLOCKS, one=st.tuples(WITHIN, WITHIN), other=st.tuples(WITHIN, WITHIN))
def test_a_home_that_moves_within_its_block_writes_nothing(home: Home, block: Spot, one: Any, other: Any) -> None:
    home.move(home_in(block, *one))
    before = everything_public()
    home.move(home_in(block, *other))
    assert everything_public() == before
    # The index would notice a move out of it.
    home.move(home_in(Spot(block.row + HOME_BLOCK, block.column), *other))
    assert everything_public() != before


def test_a_home_in_the_index_lies_where_its_block_is(home: Home) -> None:
    """The cells that a small circle around the very home reads are those of its block: nothing finer is stored."""
    point = Point(29.0003, -104.0497)
    home.move(point)
    entry = home.practice.therapist.entries.get()
    assert divmod(entry.spot, 36_000) == spot_at(point, is_home=True)
    assert any(first <= entry.cell <= last for first, last in cell_ranges(Circle(point, 5)))
    assert near(point, 0.5) == []


def test_the_exact_point_stands_in_the_practice_alone() -> None:
    factories.make_therapist(practice={"setting": "home", "point": (30.2612345, -97.7412345)})
    for model in (Entry, Cell):
        names = {field.name for field in model._meta.fields}
        assert not names & {"latitude", "longitude", "street", "zip_code"}
    practice = Practice.objects.get()
    assert practice.point == (30.2612345, -97.7412345)
    assert practice.spot.point == pytest.approx((30.275, -97.725))

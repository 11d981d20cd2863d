"""The packed index answers exactly what its rows would, asked one by one."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from places.geometry import Point, distance_miles
from tests.therapists import factories
from therapists import cells, listing
from therapists.cells import Field, Near
from therapists.grid import CELL, CELL_COLUMNS, COLUMNS, Area, Box, Circle, Spot, spot_at
from therapists.models import Cell, Entry, Practice
from therapists.search import shuffle

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 5)
MOST = 60

#: Where the entries of one example lie together: a usual town, Alaska's edge, the poles, the corner of the grid.
MIDDLES = st.sampled_from([
    Point(30.267, -97.743), Point(52.0, 179.99), Point(52.0, -179.99), Point(89.97, 10.0), Point(-89.97, -120.0),
    Point(0.0, 0.0), Point(71.3, -156.8),
])  # fmt: skip
CHOICES = st.lists(st.sampled_from([1 << 24 | 3, 1 << 24 | 70_000, 2 << 24 | 3, 11 << 24 | 0x5458, 7]), unique=True)
NAMES = st.sampled_from(["", "ruiz ana", "ruiz anabel", "ruiz anastas", "o", "abcdefghijkl", "zz"])


@st.composite
def points(draw: Any, middle: Point) -> Point:
    reach = draw(st.sampled_from([0.02, 0.2, 2.0, 20.0]))
    latitude = middle.latitude + draw(st.floats(-reach, reach))
    longitude = middle.longitude + draw(st.floats(-reach, reach)) * (1 if abs(middle.latitude) < 85 else 9)
    return Point(min(max(latitude, -90.0), 90.0), (longitude + 180) % 360 - 180)


@st.composite
def entries(draw: Any) -> tuple[Point, list[dict[str, Any]]]:
    """Values of entries, and a point in the middle of them. Several stand at one spot."""
    middle = draw(MIDDLES)
    spots = [spot_at(point) for point in draw(st.lists(points(middle), min_size=1, max_size=12))]
    row = st.fixed_dictionaries({
        "spot": st.sampled_from(spots), "choices": CHOICES, "sort_name": NAMES,
        "until": st.integers(-3, 3), "checked": st.integers(-400, 0),
    })  # fmt: skip
    return middle, draw(st.lists(row, max_size=MOST))


@st.composite
def areas(draw: Any, middle: Point) -> Area:
    if draw(st.integers(0, 9)) == 0:
        return Circle(draw(points(middle)), draw(st.floats(1000, 13_000)))
    return Circle(draw(points(middle)), draw(st.one_of(st.sampled_from([5, 10, 25, 50, 100]), st.floats(0.1, 150))))


@pytest.fixture
def practices(db: None) -> list[Practice]:
    """Enough practices to hang entries on, without any of their own."""
    therapist = factories.make_therapist(practice=False)
    Practice.objects.bulk_create(
        Practice(therapist=therapist, state_id="TX", setting="clinic", town="Austin", zip_code="78701")
        for _ in range(MOST)
    )
    return list(Practice.objects.select_related("therapist").order_by("pk"))


def write(practices: list[Practice], rows: list[dict[str, Any]]) -> list[Entry]:
    """Replace everything in the index by these rows."""
    listing.drop_entries(Entry.objects.all())
    Cell.objects.all().delete()
    licence = practices[0].therapist.licences.get()
    made = Entry.objects.bulk_create(
        Entry(
            practice=practice, therapist=practice.therapist, state_id="TX", licence=licence, cell=row["spot"].cell,
            spot=row["spot"].number, listed_until=TODAY + timedelta(days=row["until"]),
            checked_on=TODAY + timedelta(days=row["checked"]), sort_name=row["sort_name"],
            choices=cells.pack_choices(sorted(row["choices"])),
        )
        for practice, row in zip(practices, rows, strict=False)
    )  # fmt: skip
    listing.write_cells({entry.cell for entry in made})
    return made


def spot_of(entry: Entry) -> Spot:
    return Spot(*divmod(entry.spot, COLUMNS))


def inside(area: Area, entry: Entry) -> bool:
    """Whether an entry lies in a circle. Examples in which rounding decides are left to the tests of the grid."""
    assert isinstance(area, Circle)
    miles = distance_miles(area.centre, spot_of(entry).point)
    assume(abs(miles - area.miles) > 1e-6)
    return miles < area.miles


def pages_of(order: Any, total: int, *, size: int) -> Iterator[Near]:
    """All pages of an order, one after the other."""
    for start in range(0, total, size):
        yield from order(start=start, stop=min(start + size, total))


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_field_answers_what_the_entries_say_one_by_one(practices: list[Practice], data: st.DataObject) -> None:
    middle, rows = data.draw(entries())
    made = write(practices, rows)
    area = data.draw(areas(middle))
    day = TODAY + timedelta(days=data.draw(st.integers(-5, 5)))
    asked = data.draw(CHOICES)
    seed = data.draw(st.integers(0, 2**20))

    def shuffled(practice: int) -> int:
        return shuffle(seed, practice)

    there = [entry for entry in made if entry.listed_until >= day and inside(area, entry)]
    found = [entry for entry in there if set(asked) <= set(cells.unpack_choices(entry.choices))]

    field = Field(area, day=day, also=["names", "checked"])
    mask = field.narrow(asked)
    assert field.everything.bit_count() == len(there)
    assert mask.bit_count() == len(found)

    # What any further choice would leave.
    counts = Counter(choice for entry in found for choice in cells.unpack_choices(entry.choices))
    for choice in [1 << 24 | 3, 1 << 24 | 70_000, 2 << 24 | 3, 11 << 24 | 0x5458, 7, 12345]:
        assert field.count(mask, choice) == counts[choice]

    # A smaller circle inside of this one.
    smaller = Circle(area.centre, area.miles * data.draw(st.floats(0, 1)))
    assert field.within(smaller, asked) == sum(inside(smaller, entry) for entry in found)

    # Pages, put together again.
    size, total = data.draw(st.integers(1, 20)), len(found)

    def pages(order: Any, **values: Any) -> list[Near]:
        return list(pages_of(partial(order, mask, **values, shuffled=shuffled), total, size=size))

    def in_order(key: Any) -> list[Near]:
        return [Near(entry.pk) for entry in sorted(found, key=lambda entry: (key(entry), shuffled(entry.pk)))]

    assert pages(field.by_name) == in_order(lambda entry: entry.sort_name)
    assert pages(field.by_check) == in_order(lambda entry: -entry.checked_on.toordinal())
    assert pages(field.in_no_order) == in_order(lambda entry: 0)

    centre = data.draw(st.one_of(st.just(area.centre), points(middle)))
    miles = {entry.pk: distance_miles(centre, spot_of(entry).point) for entry in found}
    near = pages(field.nearest, centre=centre)
    assert sorted(one.practice for one in near) == sorted(miles)
    assert all(one.miles == miles[one.practice] for one in near)
    assert [one.miles for one in near] == sorted(miles.values())
    spots = {entry.pk: entry.spot for entry in found}
    for one, other in pairwise(near):
        if spots[one.practice] == spots[other.practice]:
            assert shuffled(one.practice) <= shuffled(other.practice)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_cell_says_what_its_entries_say(practices: list[Practice], data: st.DataObject) -> None:
    _, rows = data.draw(entries())
    made = write(practices, rows)
    assert set(Cell.objects.values_list("pk", flat=True)) == {entry.cell for entry in made}
    for cell in Cell.objects.all():
        own = sorted((entry for entry in made if entry.cell == cell.pk), key=lambda entry: (entry.spot, entry.pk))
        assert cell.earliest_until == min(entry.listed_until for entry in own)
        assert list(cells.unpack_choices(cell.practices)) == [entry.pk for entry in own]
        width = (len(own) + 7) // 8
        for place, choice in enumerate(cells.unpack_choices(cell.choices)):
            bits = int.from_bytes(bytes(cell.bits)[place * width : (place + 1) * width], "little")
            assert bits == sum(
                1 << number for number, entry in enumerate(own) if choice in cells.unpack_choices(entry.choices)
            )


def entry(practice: int, spot: Spot, *choices: int) -> Entry:
    return Entry(
        practice_id=practice, spot=spot.number, cell=spot.cell, listed_until=TODAY, checked_on=TODAY, sort_name="a",
        choices=cells.pack_choices(choices),
    )  # fmt: skip


def test_a_cell_is_packed_the_same_in_whatever_order_its_entries_come() -> None:
    rows = [entry(number, Spot(12_000, 8_000 + number % 3), number, 99) for number in range(1, 20)]
    forward, backward = (cells.pack(rows[0].cell, order) for order in (rows, rows[::-1]))
    for field in Cell._meta.fields:
        assert getattr(forward, field.name) == getattr(backward, field.name)


@given(choices=st.lists(st.integers(0, 2**32 - 1), max_size=20))
def test_choices_are_unpacked_as_they_were_packed(choices: list[int]) -> None:
    packed = cells.pack_choices(choices)
    assert cells.unpack_choices(packed) == cells.unpack_choices(memoryview(packed)) == tuple(choices)


@given(bits=st.integers(0, 2**200))
def test_places_of_bits(bits: int) -> None:
    assert list(cells._places(bits)) == [place for place in range(201) if bits >> place & 1]


@given(starts=st.lists(st.integers(0, 10**6), unique=True, max_size=2000))
def test_many_ranges_become_few_that_hold_them_all(starts: list[int]) -> None:
    ranges = [(start * 10, start * 10 + 3) for start in starts]
    few = cells._few(ranges)
    assert len(few) <= cells._MOST_RANGES
    assert few == sorted(few)
    assert all(last < first for (_, last), (first, _) in pairwise(few))
    held = iter(sorted(ranges))
    for first, last in few:
        group = [one for one in ranges if first <= one[0] and one[1] <= last]
        assert group
        assert (min(group)[0], max(group)[1]) == (first, last)
        assert sorted(group) == [next(held) for _ in group]
    assert next(held, None) is None


# Large areas


def test_a_state_is_read_in_one_query_however_large(practices: list[Practice]) -> None:
    alaska = Box(factories.make_state("AK"))
    spots = {
        "Anchorage": Point(61.2, -149.9), "Attu": Point(52.9, 172.9), "Adak": Point(51.9, -176.6),
        "Utqiagvik": Point(71.3, -156.8), "Ketchikan": Point(55.3, -131.6), "Seattle": Point(47.6, -122.3),
        "Whitehorse": Point(60.7, -127.0), "Magadan": Point(59.6, 150.8),
    }  # fmt: skip
    rows = [
        {"spot": spot_at(point), "choices": [], "sort_name": "", "until": 1, "checked": 0} for point in spots.values()
    ]
    made = write(practices, rows)
    with CaptureQueriesContext(connection) as queries:
        field = Field(alaska, day=TODAY)
        found = field.in_no_order(field.everything, start=0, stop=20, shuffled=lambda practice: practice)
    assert len(queries) == 1
    assert [one.practice for one in found] == [one.pk for one in made[:5]]


def test_an_empty_area_is_no_fault(practices: list[Practice]) -> None:
    write(practices, [])
    field = Field(Circle(Point(30.267, -97.743), 25), day=TODAY)
    assert field.narrow([5]) == field.everything == 0
    assert field.count(0, 5) == field.within(Circle(Point(30.267, -97.743), 5), []) == 0
    page = {"start": 0, "stop": 20, "shuffled": lambda practice: practice}
    assert field.nearest(0, Point(0, 0), **page) == field.in_no_order(0, **page) == []


def test_a_cell_is_never_farther_away_than_its_spots_say() -> None:
    """What `_outwards` relies on."""
    for top in [0, 6_000, 9_000, 12_030, 17_990]:
        middle = Spot(top + CELL // 2, CELL // 2).point
        for row in (0, CELL - 1):
            for column in (0, CELL - 1):
                assert distance_miles(middle, Spot(top + row, column).point) < cells._HALF_A_CELL
    assert COLUMNS == CELL * CELL_COLUMNS

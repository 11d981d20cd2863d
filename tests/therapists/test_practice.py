"""Where a practice is, what of that is public, and what is read from what is typed of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from places.geometry import Point
from tests.therapists import factories
from therapists import grid
from therapists.models import Entry, Practice

pytestmark = pytest.mark.django_db

HOMES = st.sampled_from(["home", "visits"])
POINTS = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@given(point=POINTS, setting=HOMES)
def test_a_home_is_shown_in_the_middle_of_its_block(point: tuple[float, float], setting: str) -> None:
    practice = Practice(setting=setting, latitude=point[0], longitude=point[1])
    practice.round_point()
    latitude, longitude = practice.public_latitude, practice.public_longitude
    # The middles of blocks of 0.05 degrees: 0.025, 0.075, …
    for public, exact in [(latitude, point[0]), (longitude, point[1])]:
        assert round(public * 1000) % 50 == 25
        assert abs(public * 1000 - round(public * 1000)) < 1e-6
        assert abs(public - exact) % 360 < 0.0251 or abs(public - exact) > 359.97
    assert -90 <= latitude <= 90
    assert -180 <= longitude <= 180


@given(point=POINTS, setting=st.sampled_from(["clinic", "studio", "hospital"]))
def test_a_clinic_is_shown_in_its_own_spot(point: tuple[float, float], setting: str) -> None:
    practice = Practice(setting=setting, latitude=point[0], longitude=point[1])
    practice.round_point()
    assert practice.spot == grid.spot_at(Point(*point))
    assert practice.public_latitude == pytest.approx(point[0], abs=0.00501)
    east = abs(practice.public_longitude - point[1])
    assert min(east, 360 - east) < 0.00501


@given(one=POINTS, setting=st.sampled_from(Practice.Setting.values))
def test_the_public_point_says_nothing_but_the_spot(one: tuple[float, float], setting: str) -> None:
    practice = Practice(setting=setting, latitude=one[0], longitude=one[1])
    practice.round_point()
    assert practice.spot is not None
    assert (practice.public_latitude, practice.public_longitude) == practice.spot.point


def test_a_clinic_that_becomes_a_home_is_rounded_anew() -> None:
    practice = factories.make_therapist(practice={"point": (30.2611, -97.7433)}).practices.get()
    assert (practice.public_latitude, practice.public_longitude) == pytest.approx((30.265, -97.745))
    practice.setting = "home"
    practice.save(update_fields=["setting"])
    practice.refresh_from_db()
    assert (practice.public_latitude, practice.public_longitude) == pytest.approx((30.275, -97.725))
    assert practice.public_street == ""
    assert Entry.objects.get().spot == grid.spot_at(practice.point, is_home=True).number


@pytest.mark.parametrize(("setting", "street"), [("clinic", "1 Main St"), ("home", ""), ("visits", "")])
def test_the_street_of_a_home_is_not_public(setting: str, street: str) -> None:
    assert factories.make_therapist(practice={"setting": setting}).practices.get().public_street == street


def test_a_zip_code_places_a_practice_in_its_own_state_only() -> None:
    factories.make_place("78701", kind="zip", point=(30.27, -97.74))
    factories.make_place("78701", "OK", kind="zip", point=(35.0, -97.0))
    factories.make_place("78701", kind="town", point=(27.0, -98.0))
    practice = factories.make_therapist(practice={"point": None}).practices.get()
    assert practice.point == (30.27, -97.74)
    practice.zip_code = "00000"
    practice.save()
    practice.refresh_from_db()
    assert (practice.point, practice.spot, practice.public_latitude) == (None, None, None)
    assert not Entry.objects.exists()


def test_coordinates_of_staff_stand_whatever_the_zip_code() -> None:
    factories.make_place("78701", kind="zip", point=(30.27, -97.74))
    practice = factories.make_therapist(practice={"point": (31.0, -98.0)}).practices.get()
    assert practice.point == (31.0, -98.0)
    practice.located = "zip"
    practice.save(update_fields=["located"])
    practice.refresh_from_db()
    assert practice.point == (30.27, -97.74)


@pytest.mark.parametrize(
    ("phone", "digits"),
    [
        ("(512) 555-0101", "5125550101"),
        ("+1 512.555.0101", "5125550101"),
        ("1-512-555-0101", "5125550101"),
        ("512 555 0101 x 23", "5125550101"),
        ("call me", ""),
        ("", ""),
        ("1" * 30, "1" * 20),
    ],
)
def test_phones_are_compared_by_their_digits(phone: str, digits: str) -> None:
    practice = factories.make_therapist(practice={"phone": phone}).practices.get()
    assert practice.phone_digits == digits


def test_session_lengths_are_read_as_minutes() -> None:
    assert Practice(session_minutes="30, 60,90").minutes == [30, 60, 90]
    assert Practice().minutes == []

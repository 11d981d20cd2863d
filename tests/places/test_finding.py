"""What visitors type, and the place that is meant by it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from places import finding, gazetteer
from places.finding import Outcome, find, suggest
from places.geometry import Point
from places.models import Place
from tests.places import towns

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_country(db: None) -> None:
    towns.make_places()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Austin, TX", "Austin, TX"),
        ("austin tx", "Austin, TX"),
        ("AUSTIN, Texas", "Austin, TX"),
        ("78701", "78701"),
        ("78701-1234", "78701"),
        ("Austin, TX 78701", "78701"),
        ("New York", "New York, NY"),
        ("Chicago", "Chicago, IL"),
        ("st louis mo", "St. Louis, MO"),
        ("St. Louis, Missouri", "St. Louis, MO"),
        ("Wyoming", "Wyoming"),
        ("WY", "Wyoming"),
        ("Addison County", "Addison County, VT"),
        ("Hagatna", "Hagåtña, GU"),
    ],
)
def test_a_place_is_found_however_it_is_written(typed: str, meant: str) -> None:
    found = find(typed)
    assert found.outcome == Outcome.FOUND
    assert found.place
    assert found.place.label == towns.place(meant).label
    assert found.point == found.place.point


def test_a_name_that_several_towns_share_is_offered_as_a_choice() -> None:
    found = find("Springfield")
    assert found.outcome == Outcome.AMBIGUOUS
    assert {place.state_id for place in found.choices} >= {"MA", "IL", "MO"}
    assert [place.weight for place in found.choices] == sorted((p.weight for p in found.choices), reverse=True)


@pytest.mark.parametrize(("typed", "meant"), [("Ausitn, TX", "Austin, TX"), ("Chicgo", "Chicago, IL")])
def test_a_misspelled_name_is_offered_and_never_taken(typed: str, meant: str) -> None:
    found = find(typed)
    assert found.outcome == Outcome.DID_YOU_MEAN
    assert found.place is None
    assert found.choices[0].label == meant


def test_coordinates_are_rounded() -> None:
    assert find("30.26789, -97.74321").point == Point(30.27, -97.74)
    assert find("91, 0").outcome == Outcome.UNKNOWN


def test_a_zip_code_that_is_not_known_leads_to_those_next_to_it() -> None:
    found = find("78702")
    assert found.outcome == Outcome.DID_YOU_MEAN
    assert "78701" in [place.name for place in found.choices]


def test_every_place_is_meant_by_its_label() -> None:
    for place in Place.objects.select_related("state"):
        found = find(place.label).place
        assert found is not None, place.label
        assert found.pk == place.pk, place.label


def test_suggestions_begin_with_what_was_typed_and_the_largest_comes_first() -> None:
    assert suggest("spr")[0].name == "Springfield"
    assert next(place.label for place in suggest("austin, t")) == "Austin, TX"
    assert next(place.name for place in suggest("787")) == "78701"
    assert suggest("") == []


@pytest.mark.parametrize(("typed", "queries"), [("78701", 1), ("Austin, TX", 1), ("Springfield", 1), ("Chicgo", 2)])
def test_finding_asks_the_database_little(typed: str, queries: int) -> None:
    find("Chicgo")  # from now on the names are known
    with CaptureQueriesContext(connection) as asked:
        find(typed)
    assert len(asked) == queries


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(max_size=200), st.sampled_from(["\x00", "' OR 1=1 --", "<script>", "x" * 5000, "💥" * 99])))
def test_nothing_that_is_typed_breaks_it(typed: str) -> None:
    found = find(typed)
    assert len(found.asked) <= finding.LONGEST_SHOWN
    suggest(typed)


# Loading


def test_loading_again_keeps_every_place_and_its_key() -> None:
    before = dict(Place.objects.values_list("pk", "name"))
    report = gazetteer.load(towns.rows(), known=towns.TOWNS)
    assert (report.created, report.updated) == (0, 0)
    assert dict(Place.objects.values_list("pk", "name")) == before


def test_a_zip_code_in_the_wrong_place_is_moved_to_its_town() -> None:
    astray = towns.row("78704", "Austin", "TX", "Travis County", 51.5, 0.0)
    others = [row for row in towns.rows() if row["zip_code"] != "78704"]
    report = gazetteer.load([*others, astray], known=towns.TOWNS)
    moved, town = Place.objects.get(kind=Place.Kind.ZIP, name="78704"), towns.place("78701")
    assert "78704" in report.mended
    assert abs(moved.latitude - town.latitude) < 1


def test_states_know_their_neighbors() -> None:
    texas = towns.place("Austin, TX").state
    assert {"OK", "NM", "LA", "AR"} == {state.code for state in texas.neighbours.all()}

"""The search of the directory, as a visitor asks it by its address."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from places import finding
from publishing import clock
from tests import factories as house
from tests.therapists import factories
from therapists import search
from therapists.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def gazetteer(db: None) -> Any:
    factories.make_place("Austin", county="Travis County")
    factories.make_place("78701", kind="zip", town="Austin", point=(30.27, -97.74))
    factories.make_place("Texas", kind="state", point=(31.5, -97.3), weight=29_000_000)
    factories.make_place("Oklahoma", "OK", kind="state", point=(35.5, -97.5), weight=4_000_000)
    factories.make_jurisdiction("TX")
    finding.forget()
    yield
    finding.forget()


def ask(**asked: Any) -> search.Answer:
    lists = {
        name: [str(one) for one in (value if isinstance(value, list) else [value])] for name, value in asked.items()
    }
    known = search.catalogue()
    return search.answer(search.read(lists, known), known)


def names(found: search.Answer) -> list[str]:
    return [listing.entry.therapist.display_name for listing in found.listings]


def test_the_nearest_come_first_and_those_too_far_away_do_not_come() -> None:
    factories.make_therapist(licensed_name="Far Oak", practice={"point": (30.6, -97.743)})
    factories.make_therapist(licensed_name="Near Elm", practice={"point": (30.3, -97.743)})
    assert names(ask(near="Austin", radius=25)) == ["Near Elm", "Far Oak"]
    assert names(ask(near="Austin", radius=5)) == ["Near Elm"]


@pytest.mark.parametrize("near", ["Austin", "austin, tx", "78701", "78701-1234", "30.27,-97.74", "Austin, Texas"])
def test_a_place_can_be_named_in_many_ways(near: str) -> None:
    factories.make_therapist()
    assert ask(near=near).total == 1


def test_a_state_is_searched_as_a_whole_and_no_further() -> None:
    factories.make_therapist(licensed_name="Border Elm", practice={"point": (33.9, -97.0)})
    factories.make_therapist(licensed_name="Beyond Oak", code="OK", practice={"point": (33.95, -97.0), "code": "OK"})
    assert names(ask(near="Texas")) == ["Border Elm"]


def test_choices_narrow_the_search_down_and_say_what_they_would_leave() -> None:
    technique = house.make_technique(slug="shiatsu", name="Shiatsu")
    house.publish(technique)
    both = factories.make_therapist(techniques=[technique], languages=["en", "es"], practice={"setting": "studio"})
    factories.make_therapist(techniques=[technique], practice={"setting": "hospital"})
    found = ask(near="Austin", technique="shiatsu", language="es")
    assert names(found) == [both.display_name]
    counts = {(choice.facet.parameter, choice.value): count for choice, count in ask(near="Austin").counts().items()}
    assert counts["technique", "shiatsu"] == 2
    assert counts["language", "es"] == 1
    chosen = ask(near="Austin", setting="studio").counts()
    # Another setting would take the place of the chosen one.
    assert {choice.value: count for choice, count in chosen.items() if choice.facet.parameter == "setting"} == {
        "clinic": 0, "studio": 1, "hospital": 1, "home": 0, "visits": 0,
    }  # fmt: skip


def test_results_can_be_sorted_by_name_and_by_the_last_check() -> None:
    factories.make_therapist(licensed_name="Ann Zorn")
    week_ago = clock.today() - timedelta(days=7)
    factories.make_therapist(licensed_name="Zoe Abel", licence={"checked_on": week_ago})
    assert names(ask(near="Austin", sort="name")) == ["Zoe Abel", "Ann Zorn"]
    assert names(ask(near="Austin", sort="checked")) == ["Ann Zorn", "Zoe Abel"]


def test_pages_follow_each_other_without_gap_or_double() -> None:
    for _ in range(search.PER_PAGE + 3):
        factories.make_therapist()
    first, second = ask(near="Austin"), ask(near="Austin", page=2)
    assert first.total == search.PER_PAGE + 3
    assert len({listing.entry.pk for listing in [*first.listings, *second.listings]}) == search.PER_PAGE + 3
    assert [listing.number for listing in second.listings] == [21, 22, 23]
    assert ask(near="Austin", page=999_999).page == 2


def test_nobody_stands_first_for_long() -> None:
    orders = {tuple(sorted(range(1, 9), key=lambda practice: search.shuffle(day, practice))) for day in range(30)}
    assert len(orders) > 25
    assert len({order[0] for order in orders}) > 5


def test_nothing_near_leads_to_greater_distances_with_their_counts() -> None:
    factories.make_therapist(practice={"point": (30.8, -97.743)})
    assert ask(near="Austin", radius=25).wider() == [(50, 1)]


def test_distances_are_said_in_whole_miles() -> None:
    factories.make_therapist()
    factories.make_therapist(practice={"point": (30.35, -97.743)})
    assert [listing.distance for listing in ask(near="Austin").listings] == [
        "about 1 mile away or less",
        "about 6 miles away",
    ]


@pytest.mark.parametrize(
    ("asked", "note"),
    [
        ({"radius": "-1"}, "cannot be used"),
        ({"radius": "1e9"}, "cannot be used"),
        ({"sort": "best"}, "There is no order"),
        ({"technique": "'; DROP TABLE--"}, "There is no choice"),
        ({"setting": "<script>"}, "There is no choice"),
    ],
)
def test_what_cannot_be_used_is_named_and_left_out(asked: dict[str, str], note: str) -> None:
    factories.make_therapist()
    found = ask(near="Austin", **asked)
    assert found.total == 1
    assert any(note in said for said in found.question.notes)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["near", "radius", "technique", "language", "sort", "page", "setting", "price", "x"]),
        st.one_of(st.text(max_size=60), st.sampled_from(["\x00", "Austin", "-1", "1e9", "999999", "nan", "💥" * 50])),
    )
)
def test_no_question_breaks_the_search(asked: dict[str, str]) -> None:
    found = ask(**asked)
    assert found.total >= 0
    assert list(found.listings) == []


def test_an_entry_that_a_search_shows_is_in_force(client: Client) -> None:
    therapist = factories.make_therapist()
    assert Entry.objects.in_force().filter(therapist=therapist).exists()

"""The rule in every public place at once, and what the pages cost."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import MenuItem
from publishing import clock
from tests import factories as house
from tests.therapists import factories
from therapists import listing
from therapists.models import Therapist

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]


def places_that_name(client: Client, therapist: Therapist) -> set[str]:
    """The names of all the public places in which a therapist can be found now."""
    addresses = {
        "search": "/therapists/?near=Austin",
        "state": "/therapists/?near=Texas",
        "by name": "/therapists/?near=Austin&sort=name",
        "profile": therapist.get_absolute_url(),
        "comparison": f"/therapists/compare/?therapist={therapist.slug}",
        "json": "/api/therapists/?near=Austin",
        "sitemap": "/sitemap.xml",
    }
    found = set()
    for name, address in addresses.items():
        text = client.get(address).text
        if therapist.display_name in text or (name == "sitemap" and therapist.slug in text):
            found.add(name)
        if name == "search":
            found |= {"map"} if "map__pin" in text else set()
            found |= {"count"} if "1 listing " in text else set()
        if name == "profile":
            found |= {"structured data"} if "ld+json" in text else set()
    return found


EVERYWHERE = {
    "search",
    "state",
    "by name",
    "profile",
    "comparison",
    "json",
    "sitemap",
    "map",
    "count",
    "structured data",
}


def test_with_the_last_day_a_therapist_is_gone_everywhere_and_at_once(client: Client) -> None:
    therapist = factories.make_therapist(licence={"expires_on": clock.today() + timedelta(days=3)})
    last_day = clock.present() + timedelta(days=3)
    with clock.at(last_day):
        assert places_that_name(client, therapist) == EVERYWHERE
    with clock.at(last_day + timedelta(days=1)):
        assert places_that_name(client, therapist) == set()


def test_a_check_that_became_too_old_has_the_same_effect(client: Client) -> None:
    therapist = factories.make_therapist()
    due = therapist.licences.get().next_check_on
    assert due
    with clock.at(clock.present() + (due - clock.today())):
        assert places_that_name(client, therapist) == EVERYWHERE
    with clock.at(clock.present() + (due - clock.today()) + timedelta(days=1)):
        assert places_that_name(client, therapist) == set()


@pytest.mark.parametrize("status", ["frozen", "withdrawn"])
def test_a_listing_that_staff_hide_is_gone_everywhere_and_at_once(client: Client, status: str) -> None:
    therapist = factories.make_therapist()
    assert places_that_name(client, therapist) == EVERYWHERE
    {"frozen": listing.freeze, "withdrawn": listing.withdraw}[status](therapist, reason="A complaint.")
    assert places_that_name(client, therapist) == set()


# Questions to the database


@pytest.mark.parametrize("rows", [1, 50])
def test_the_pages_ask_few_questions_however_much_there_is(client: Client, rows: int) -> None:
    techniques = [house.make_technique() for _ in range(3)]
    for technique in techniques:
        house.publish(technique)
    about, _ = house.make_live_page(slug="about")
    MenuItem.objects.create(place="main", label="About", page=about.reference)
    slugs = []
    with listing.together():
        for _ in range(rows):
            therapist = factories.make_therapist(techniques=techniques)
            slugs.append(therapist.slug)
            factories.make_access_fact(therapist.practices.get())
    for _ in range(rows - 1):
        factories.make_practice(Therapist.objects.get(slug=slugs[0]))
    addresses = {
        "/therapists/": 4,
        "/therapists/?near=Austin": 6,
        "/therapists/?near=30.27,-97.74&sort=checked": 5,
        "/therapists/?near=Texas&sort=name": 6,
        "/therapists/?near=Austin&language=en&technique=" + techniques[0].slug: 6,
        f"/therapists/{slugs[0]}/": 5,
        "/therapists/compare/?" + urlencode([("therapist", slug) for slug in slugs[:4]]): 4,
        "/api/therapists/?near=Austin": 5,
        "/therapists/places.json?q=aus": 2,
    }
    client.get("/therapists/places.json?q=aus")
    assert {address: queries_of(client, address) for address in addresses} == addresses


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)

"""The directory's pages as a visitor asks for them, without script."""

import json
import re
from datetime import date, timedelta
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from articles.models import MenuItem
from places import finding
from publishing import clock, ledger
from tests import factories as house
from tests.editorial.test_structured_data import data_of
from tests.therapists import factories
from therapists import listing
from therapists.filters import TITLES
from therapists.models import Therapist

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_country(db: None) -> Any:
    cache.clear()
    house.make_live_disclaimer()
    factories.make_place("Austin", county="Travis County")
    factories.make_place("Houston", point=(29.76, -95.36))
    factories.make_place("Texas", kind="state", point=(31.5, -97.3), weight=29_000_000)
    factories.make_place("Kansas", "KS", kind="state", point=(38.5, -98.3), weight=3_000_000)
    for code in ("KS", "MO"):
        factories.make_place("Springfield", code, point=factories.TOWNS[code][2])
    factories.make_jurisdiction("TX", lookup_url="https://board.example/")
    finding.forget()
    yield
    finding.forget()


def page(client: Client, address: str, **asked: Any) -> str:
    """The text of a page without its markup, with what was asked in the address."""
    response = client.get(address + (f"?{urlencode(asked, doseq=True)}" if asked else ""))
    assert response.status_code == 200
    main = response.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def links(client: Client, address: str) -> list[str]:
    return [unescape(link) for link in re.findall(r'<a [^>]*href="([^"]*)"', client.get(address).text)]


# The search


def test_without_a_question_the_page_offers_the_states(client: Client) -> None:
    assert "Or choose a state Texas" in page(client, "/therapists/")
    assert "/therapists/?near=Texas" in links(client, "/therapists/")


def test_a_result_says_what_was_checked_where_and_when(client: Client) -> None:
    checked = {"number": "MT123456", "checked_on": clock.today()}
    factories.make_therapist(licensed_name="Ana Ruiz", licence=checked)
    words = page(client, "/therapists/", near="Austin")
    today = f"{clock.today():%B} {clock.today().day}, {clock.today().year}"
    assert "1 listing within 25 miles of Austin, TX" in words
    assert "Licensed in Texas (LMT): license number MT123456, in the name of Ana Ruiz." in words
    assert f"Checked on {today} with: the board's license search." in words


def test_a_state_without_a_license_is_never_called_licensing(client: Client) -> None:
    factories.make_jurisdiction("KS", regulation="none", agency="", letters="")
    factories.make_therapist(code="KS")
    words = page(client, "/therapists/", near="Kansas")
    assert "Nobody in Kansas is licensed by the state." in words
    assert "Not regulated by the state." in words
    assert "Licensed in" not in words


@pytest.mark.parametrize(("regulation", "word"), [("certification", "Certified"), ("registration", "Registered")])
def test_words_follow_the_law_of_the_state(client: Client, regulation: str, word: str) -> None:
    factories.make_jurisdiction("TX", regulation=regulation)
    factories.make_therapist()
    words = page(client, "/therapists/", near="Texas")
    assert f"{word} in Texas" in words
    assert "Licensed" not in words


def test_an_ambiguous_name_is_offered_as_a_choice(client: Client) -> None:
    assert "Springfield: 2 places Springfield, " in page(client, "/therapists/", near="Springfield")
    assert "/therapists/?near=Springfield%2C+KS&sort=name" in links(client, "/therapists/?near=Springfield&sort=name")


def test_a_state_is_searched_as_a_whole_and_can_be_reached_by_its_link(client: Client) -> None:
    factories.make_place("New York", "NY", kind="state", point=(42.9, -75.5), weight=19_000_000)
    factories.make_place("New York", "NY", point=factories.TOWNS["NY"][2], weight=8_000_000)
    factories.make_jurisdiction("NY")
    finding.forget()
    factories.make_therapist(code="NY", practice={"point": (42.9, -78.8)})
    (link,) = [link for link in links(client, "/therapists/") if "New" in link]
    assert "1 listing in New York" in page(client, link)
    words = page(client, "/therapists/", near="New York State", radius=5)
    assert "1 listing in New York" in words
    assert "A state is searched as a whole" in words


def test_a_misspelled_place_leads_to_the_right_one(client: Client) -> None:
    assert "We do not know “Austn”. Did you mean: Austin, TX" in page(client, "/therapists/", near="Austn")


def test_a_place_that_is_not_known_keeps_what_was_typed(client: Client) -> None:
    response = client.get("/therapists/?near=Xyzzyq&radius=50&sort=name")
    assert "We do not know a place called “Xyzzyq”." in unescape(response.text)
    assert 'value="Xyzzyq"' in response.text
    assert '<option value="50" selected>' in response.text
    assert '<option value="name" selected>' in response.text


def test_nothing_found_is_never_a_dead_end(client: Client) -> None:
    kansas = factories.make_state("KS")
    factories.make_state("TX").neighbours.add(kansas)
    factories.make_therapist(languages=["en"], practice={"point": (30.7, -97.743)})
    words = page(client, "/therapists/", near="Austin", radius=5, language="es")
    assert "No listing found within 5 miles of Austin, TX" in words
    for offer in ("Search without filters", "Search all of Texas", "Search in Kansas"):
        assert offer in words
    assert "Within 50 miles: 1 listing" in page(client, "/therapists/", near="Austin", radius=5)
    assert "https://board.example/" in links(client, "/therapists/?near=Austin&radius=5")


def test_choices_show_what_they_would_leave_and_can_be_taken_back(client: Client) -> None:
    factories.make_therapist(languages=["en", "es"])
    factories.make_therapist(languages=["en"])
    assert re.search(r"Spanish \(1\)", page(client, "/therapists/", near="Austin"))
    words = page(client, "/therapists/", near="Austin", language="es")
    assert "Narrow down (1 chosen)" in words
    assert "Remove Language: Spanish" in words
    assert "/therapists/?near=Austin" in links(client, "/therapists/?near=Austin&language=es")


def test_numbers_on_the_map_lead_to_the_entries_of_the_list(client: Client) -> None:
    for point in ((30.27, -97.74), (30.4, -97.6)):
        factories.make_therapist(practice={"point": point})
    text = client.get("/therapists/?near=Austin").text
    pins = re.findall(r'class="map__pin" href="#([^"]*)"', text)
    assert len(pins) == 2
    assert all(f'id="{pin}"' in text for pin in pins)
    assert "Map of the area within 25 miles of Austin, TX: 2 numbered places." in text


def test_many_results_have_pages_and_a_page_too_far_is_the_last(client: Client) -> None:
    for _ in range(21):
        factories.make_therapist()
    assert "Page 1 of 2 Next page" in page(client, "/therapists/", near="Austin")
    assert "Previous page Page 2 of 2" in page(client, "/therapists/", near="Austin", page=999_999)
    assert '<ol class="listings" start="21">' in client.get("/therapists/?near=Austin&page=2").text


@pytest.mark.parametrize(
    ("query", "canonical"),
    [("", "/therapists/"), ("?near=Texas", "/therapists/?near=Texas"), ("?near=texas", "/therapists/?near=Texas"),
     ("?near=Austin", ""), ("?near=Texas&sort=name", ""), ("?near=Texas&radius=5", ""), ("?language=es", "")],
)  # fmt: skip
def test_search_engines_may_keep_the_directory_and_whole_states(client: Client, query: str, canonical: str) -> None:
    text = client.get(f"/therapists/{query}").text
    assert ('content="noindex"' in text) == (not canonical)
    assert re.findall(r'rel="canonical" href="([^"]*)"', text) == ([settings.SITE_URL + canonical] if canonical else [])


# Bad input


@pytest.mark.parametrize("near", ["%00", "a" * 5000, "<script>alert(1)</script>", "'; DROP TABLE x--", "💥", "%FF"])
@pytest.mark.parametrize("address", ["/therapists/", "/api/therapists/", "/therapists/places.json"])
def test_no_place_name_breaks_anything(client: Client, address: str, near: str) -> None:
    name = "q" if address.endswith("places.json") else "near"
    response = client.get(f"{address}?{name}={near}")
    assert response.status_code == {"%00": 400, "a" * 5000: 414}.get(near, 200)
    assert "<script>alert" not in response.text


@pytest.mark.parametrize(
    "query",
    [
        "radius=-1", "radius=1e9", "radius=٢٥", "sort=best", "page=999999", "page=-1", "page=x", "technique=nothing",
        "language='--", "unknown=1", "near=1e9,-97", "near=91,181", "near=nan,nan", "near=30.27,-97.74&radius=x",
        "setting=a&setting=b", "therapist=../..", "therapist=" + "a" * 500, "access=%3Cscript%3E", "price=9",
    ],
)  # fmt: skip
@pytest.mark.parametrize("address", ["/therapists/", "/api/therapists/", "/therapists/compare/"])
def test_what_cannot_be_used_is_answered_in_words(client: Client, address: str, query: str) -> None:
    factories.make_therapist()
    response = client.get(f"{address}?near=Austin&{query}" if "near" not in query else f"{address}?{query}")
    assert response.status_code == 200
    # In JSON it is a text like any other.
    assert response["Content-Type"] == "application/json" or "<script>" not in response.text


def test_a_radius_that_cannot_be_used_is_named_and_the_rest_is_answered(client: Client) -> None:
    factories.make_therapist()
    words = page(client, "/therapists/", near="Austin", radius="-1")
    assert "The distance “-1” cannot be used. Choose 5, 10, 25, 50, 100 miles; the usual one is used." in words
    assert "1 listing" in words


# Profiles


def test_a_profile_keeps_what_was_checked_apart_from_what_was_said(client: Client) -> None:
    technique, condition = house.make_technique(name="Shiatsu"), house.make_condition(name="Sciatica")
    house.publish(technique)
    house.publish(condition)
    therapist = factories.make_therapist(
        licensed_name="Ana Maria Ruiz", display_name="Ana Ruiz", techniques=[technique], conditions=[condition],
        languages=["es"], text="Slow & careful.", back_pain_experience="Ten years.", gender="woman",
        pregnancy_course="Bellies", pregnancy_hours=16, pregnancy_trained_on=date(2020, 5, 1),
        practice={"opening_hours": "Mon-Fri 09:00-17:00", "price": 2, "parking": "Behind the house.", "name": "Oak"},
    )  # fmt: skip
    factories.make_access_fact(therapist.practices.get(), "step-free", stated_on=date(2026, 1, 2))
    words = page(client, therapist.get_absolute_url())
    checked, _, said = words.partition("What the therapist says")
    for fact in ("Name as licensed: Ana Maria Ruiz", "1 Main St, Austin, TX 78701",
                 "Monday to Friday, 9:00 AM to 5:00 PM", "$80 to $120 an hour",
                 "Step-free entrance. The therapist says so, January 2, 2026"):  # fmt: skip
        assert fact in checked
    for fact in ("We did not check it.", "Slow & careful.", "Ten years.", "Spanish", "Woman", "Shiatsu", "Sciatica",
                 "Bellies, 16 hours, May 1, 2020"):  # fmt: skip
        assert fact in said
    assert {"/techniques/" + technique.slug + "/", "/conditions/" + condition.slug + "/"} <= set(
        links(client, therapist.get_absolute_url())
    )


def test_a_profile_shows_the_portrait_with_its_words(client: Client) -> None:
    picture = house.make_picture(alt="Ana Ruiz at her table")
    text = client.get(factories.make_therapist(portrait=picture).get_absolute_url()).text
    found = re.search(r'<img src="(/media/[^"]+)"[^>]*alt="Ana Ruiz at her table"', text)
    assert found
    assert client.get(found[1]).status_code == 200


@pytest.mark.parametrize("setting", ["home", "visits"])
def test_a_profile_never_tells_where_somebody_lives(client: Client, setting: str) -> None:
    point = (30.26731, -97.74306)
    therapist = factories.make_therapist(practice={"setting": setting, "street": "7 Secret Way", "point": point})
    for address in (therapist.get_absolute_url(), "/therapists/?near=Austin", "/api/therapists/?near=Austin",
                    f"/therapists/compare/?therapist={therapist.slug}"):  # fmt: skip
        text = client.get(address).text
        assert therapist.display_name in text
        for secret in ("Secret Way", "30.267", "97.743", "78701"):
            assert secret not in text, address


def test_a_profile_leads_to_what_to_do_when_something_is_wrong(client: Client) -> None:
    therapist = factories.make_therapist()
    assert "Is something wrong" not in page(client, therapist.get_absolute_url())
    house.make_live_page(slug="contact")
    assert "Is something wrong with this listing?" in page(client, therapist.get_absolute_url())


def test_a_profile_that_is_not_shown_says_nothing_about_the_person(client: Client) -> None:
    lapsed = factories.make_therapist(licensed_name="Ana Ruiz", licence={"expires_on": clock.today()})
    frozen = factories.make_therapist(licensed_name="Bo Elm", status="frozen", status_reason="A complaint.")
    gone = factories.make_therapist(licensed_name="Cy Oak", status="withdrawn", status_reason="A complaint.")
    assert client.get(lapsed.get_absolute_url()).status_code == 200
    with clock.at(clock.present() + timedelta(days=1)):
        for therapist, status in ((lapsed, 404), (frozen, 404), (gone, 410)):
            response = client.get(therapist.get_absolute_url())
            assert response.status_code == status
            assert "This says nothing about the person." in response.text
            for secret in (therapist.display_name, "512", "complaint", "Main St"):
                assert secret not in response.text


def test_a_draft_and_a_name_that_nobody_has_are_not_found(client: Client) -> None:
    draft = factories.make_therapist(status="draft")
    for address in (draft.get_absolute_url(), "/therapists/nobody/"):
        response = client.get(address)
        assert response.status_code == 404
        assert "listing" not in response.text.partition("<main")[2].partition("</main>")[0]


# What machines read


def structured_data_of(client: Client, therapist: Therapist) -> list[dict[str, Any]]:
    text = client.get(therapist.get_absolute_url()).text
    return [json.loads(block) for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)]


def test_structured_data_says_what_the_page_says(client: Client) -> None:
    therapist = factories.make_therapist(
        licensed_name="Ana Ruiz", licence={"number": "MT1"}, practice={"opening_hours": "Mon-Tue 09:00-17:00"}
    )
    (person,) = structured_data_of(client, therapist)
    assert person["@type"] == "Person"
    assert person["name"] == "Ana Ruiz"
    (permit,) = person["hasCredential"]
    assert (permit["@type"], permit["identifier"]) == ("Permit", "MT1")
    assert permit["issuedBy"] == {"@type": "GovernmentOrganization", "name": "The Texas board"}
    (business,) = person["worksFor"]
    assert business["address"]["streetAddress"] == "1 Main St"
    assert business["openingHoursSpecification"][0]["dayOfWeek"] == [
        "https://schema.org/Monday",
        "https://schema.org/Tuesday",
    ]


def test_structured_data_holds_whatever_a_name_holds(client: Client) -> None:
    evil = "</script><script>alert(1)</script> & “Ana”"
    therapist = factories.make_therapist(practice={"name": evil, "opening_hours": "Sat 10:00-12:00"})
    soup = BeautifulSoup(client.get(therapist.get_absolute_url()).content, "html.parser")
    (business,) = data_of(soup)["worksFor"]
    assert business["name"] == [evil]
    assert business["openingHoursSpecification"][0]["opens"] == ["10:00"]


def test_structured_data_of_a_certification_names_the_private_body(client: Client) -> None:
    factories.make_jurisdiction("KS", regulation="none", agency="", letters="")
    (person,) = structured_data_of(client, factories.make_therapist(code="KS"))
    (certification,) = person["hasCredential"]
    assert certification["@type"] == "Certification"
    assert certification["issuedBy"]["@type"] == "Organization"


def test_an_invented_person_is_marked_and_kept_from_machines(client: Client) -> None:
    therapist = factories.make_therapist(is_sample=True)
    text = client.get(therapist.get_absolute_url()).text
    assert "This person is invented" in text
    assert f"<title>Sample: {therapist.display_name}" in text
    assert "tel:" not in text
    assert f": Sample: {therapist.display_name}" in client.get("/therapists/?near=Austin").text
    assert 'content="noindex"' in text
    assert structured_data_of(client, therapist) == []


def test_the_api_answers_as_the_page_does(client: Client) -> None:
    therapist = factories.make_therapist(licensed_name="Ana Ruiz", licence={"number": "MT1"}, languages=["es"])
    found = client.get("/api/therapists/?near=Austin&language=es").json()
    assert (found["place"], found["outcome"], found["total"], found["pages"]) == ("Austin, TX", "found", 1, 1)
    (row,) = found["results"]
    assert row["url"] == f"{settings.SITE_URL}{therapist.get_absolute_url()}"
    assert (row["credential"], row["regulation"], row["distance_miles"]) == ("Texas license MT1", "licensed", 1)
    assert found["counts"]["language"]["es"] == 1
    assert client.get("/api/therapists/?near=Springfield").json()["places"] == ["Springfield, KS", "Springfield, MO"]


def test_the_documentation_names_all_that_the_api_takes_and_gives(client: Client) -> None:
    factories.make_therapist()
    found = client.get("/api/therapists/?near=Austin").json()
    words = (settings.BASE_DIR / "docs" / "api.md").read_text(encoding="utf-8")
    taken = {facet.parameter for facet in TITLES} | {"near", "radius", "sort", "page"}
    assert [name for name in {*taken, *found, *found["results"][0]} if f"`{name}`" not in words] == []


def test_the_api_asks_those_to_wait_who_ask_too_often(client: Client) -> None:
    with override_settings(API_REQUESTS_A_MINUTE=2):
        statuses = [client.get("/api/therapists/", REMOTE_ADDR="192.0.2.1").status_code for _ in range(3)]
        other = client.get("/api/therapists/", REMOTE_ADDR="192.0.2.2")
        refused = client.get("/api/therapists/", REMOTE_ADDR="192.0.2.1")
    assert statuses == [200, 200, 429]
    assert other.status_code == 200
    assert 1 <= int(refused["Retry-After"]) <= 60


def test_the_combobox_is_told_places(client: Client) -> None:
    rows = client.get("/therapists/places.json?q=spr").json()["places"]
    assert [row["label"] for row in rows] == ["Springfield, KS", "Springfield, MO"]
    assert client.get("/therapists/places.json").json()["places"] == []


# Side by side


def test_a_shortlist_stands_side_by_side_and_loses_who_is_not_shown(client: Client) -> None:
    one, two = factories.make_therapist(licensed_name="Ana Elm"), factories.make_therapist(licensed_name="Bo Oak")
    address = f"/therapists/compare/?therapist={one.slug}&therapist={two.slug}&therapist=nobody"
    words = page(client, address)
    assert words.index("Ana Elm") < words.index("Bo Oak")
    assert "At least one listing of this shortlist is not shown today." in words
    assert f"?therapist={two.slug}" in links(client, address)
    assert f"/therapists/?therapist={one.slug}&therapist={two.slug}" in links(client, address)


def test_a_shortlist_has_an_end(client: Client) -> None:
    slugs = [factories.make_therapist().slug for _ in range(5)]
    words = page(client, "/therapists/compare/", therapist=slugs)
    assert "Up to 4 fit side by side." in words
    assert "4 side by side" in words


def test_an_empty_shortlist_says_how_to_fill_it(client: Client) -> None:
    assert "tick up to 4 therapists, then press Compare" in page(client, "/therapists/compare/")


def test_a_search_goes_on_with_the_shortlist(client: Client) -> None:
    near, far = factories.make_therapist(), factories.make_therapist(practice={"point": (29.76, -95.36)})
    text = client.get(f"/therapists/?near=Austin&language=en&therapist={near.slug}&therapist={far.slug}").text
    assert f'value="{near.slug}" form="shortlist" checked' in text
    assert f'<input type="hidden" name="therapist" value="{far.slug}">' in text
    assert "1 more on your shortlist." in text
    assert f"therapist={near.slug}&amp;therapist={far.slug}" in text.partition('class="chips"')[2].partition("</ul>")[0]


# The rule, everywhere


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


def test_a_withdrawn_technique_is_no_choice_any_more(client: Client) -> None:
    technique = house.make_technique(name="Shiatsu", slug="shiatsu")
    house.publish(technique)
    factories.make_therapist(techniques=[technique])
    assert "Shiatsu" in page(client, "/therapists/", near="Austin")
    ledger.withdraw(technique, by=None, reason="Wrong.")
    words = page(client, "/therapists/", near="Austin", technique="shiatsu")
    assert "There is no choice “shiatsu” for technique. It was left out." in words
    assert "Shiatsu" not in words

"""The search as a visitor asks for it without script: what it says, offers and leads to."""

import re
from html import unescape

import pytest
from django.conf import settings
from django.test import Client

from places import finding
from publishing import clock, ledger
from tests import factories as house
from tests.therapists import factories
from tests.therapists.pages import links, page
from therapists.models import Jurisdiction

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]


def test_without_a_question_the_page_offers_the_states(client: Client) -> None:
    assert "Or choose a state Texas" in page(client, "/therapists/")
    assert "/therapists/?near=Texas" in links(client, "/therapists/")


def test_before_any_state_is_entered_the_page_says_so(client: Client) -> None:
    Jurisdiction.objects.all().delete()
    assert "No state has been entered yet." in page(client, "/therapists/")


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


def test_a_withdrawn_technique_is_no_choice_any_more(client: Client) -> None:
    technique = house.make_technique(name="Shiatsu", slug="shiatsu")
    house.publish(technique)
    factories.make_therapist(techniques=[technique])
    assert "Shiatsu" in page(client, "/therapists/", near="Austin")
    ledger.withdraw(technique, by=None, reason="Wrong.")
    words = page(client, "/therapists/", near="Austin", technique="shiatsu")
    assert "There is no choice “shiatsu” for technique. It was left out." in words
    assert "Shiatsu" not in words


# A shortlist


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
